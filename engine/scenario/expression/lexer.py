"""Characters to tokens. A number takes the longest unit that follows it: ``0.5 K/min`` is one literal.

Inside a unit there are no blanks around ``/`` and ``*``; so ``5 K / x`` divides, ``5 K/min`` does not.
Signs from a Chinese keyboard and from other languages are refused with the sign to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, NoReturn

from engine.scenario.errors import ExpressionError, Fault, UnitError
from engine.scenario.problems import Text2
from engine.scenario.units import unit

__all__ = ["KEYWORDS", "MAX_CHARACTERS", "Token", "tokenize"]

MAX_CHARACTERS = 400
KEYWORDS = frozenset({"and", "or", "not", "if", "else", "true", "false"})

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
      | (?P<string>'[^'\n]*'|"[^"\n]*")
      | (?P<op>\*\*|<=|>=|==|!=|[-+*/^<>(),])""",
    re.VERBOSE | re.ASCII,
)
_UNIT_ATOM = r"(?:°C?|℃|%LEL|%|[^\W\d_][^\W_]*(?:_degC)?%?)(?:\^-?\d+)?"
_UNIT_CHAIN = re.compile(rf"{_UNIT_ATOM}(?:[/*·](?:{_UNIT_ATOM}|\({_UNIT_ATOM}(?:[*·]{_UNIT_ATOM})*\)))*")
_CUT = re.compile(r"[/*·^]")

_INSTEAD = {
    "（": "(", "）": ")", "，": ",", "＞": ">", "＜": "<", "＝": "==", "＋": "+", "－": "-",
    "−": "-", "–": "-", "×": "*",
    "÷": "/", "／": "/", "＊": "*", "≥": ">=", "≤": "<=", "≠": "!=", "％": "%", "。": ".",
    "‘": "'", "’": "'", "“": '"',
    "”": '"', "　": " ", "\xa0": " ", "且": "and", "或": "or", "非": "not", "&&": "and", "||": "or",
    "!": "not", "=": "==",
    "<>": "!=", "=<": "<=", "=>": ">=", "&": "and", "|": "or",
}  # fmt: skip


class Token(NamedTuple):
    """``kind`` is number, name, word, string, op or end; a number carries its unit in ``unit``."""

    kind: str
    text: str
    start: int
    end: int
    unit: str = ""


def tokenize(source: str) -> list[Token]:
    """All tokens of ``source``, closed by an ``end`` token. Raises ``ExpressionError``."""
    if len(source) > MAX_CHARACTERS:
        _refuse(
            source,
            MAX_CHARACTERS,
            len(source),
            "too_long",
            Text2(
                f"表达式超过 {MAX_CHARACTERS} 个字符",
                f"the expression has more than {MAX_CHARACTERS} characters",
            ),
        )
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            _refuse_character(source, at)
        at = found.end()
        kind = found.lastgroup or ""
        text = found.group()
        if kind == "number":
            token = _literal(source, found.start(), at, text)
            at = token.end
            tokens.append(token)
        elif kind == "name":
            tokens.append(Token("word" if text in KEYWORDS else "name", text, found.start(), at))
        elif kind != "blank":
            _refuse_pair(source, found.start())
            tokens.append(Token(kind, text, found.start(), at))
    tokens.append(Token("end", "", len(source), len(source)))
    return tokens


def _literal(source: str, start: int, end: int, text: str) -> Token:
    """A number and the longest unit after it."""
    if float(text) > 1e100:
        _refuse(source, start, end, "number_too_large", Text2("这个数太大", "this number is too large"))
    place = end
    while place < len(source) and source[place] in " \t":
        place += 1
    chain = _UNIT_CHAIN.match(source, place)
    if chain is None or chain.group() in KEYWORDS:
        return Token("number", text, start, end)
    name = _longest_unit(chain.group())
    if name is None:
        _refuse_unit(source, place, chain.group())
    return Token("number", text, start, place + len(name), name)


@lru_cache(maxsize=1024)
def _longest_unit(chain: str) -> str | None:
    cuts = [len(chain), *(found.start() for found in reversed(list(_CUT.finditer(chain))))]
    for cut in cuts:
        try:
            unit(chain[:cut])
        except UnitError:
            continue
        return chain[:cut]
    return None


def _refuse_unit(source: str, place: int, chain: str) -> NoReturn:
    word = _CUT.split(chain)[0]
    fix = None
    try:
        unit(word)
    except UnitError as error:
        fix = error.fix
    fix = fix or Text2(f"若要相乘，写 `* {word}`", f"to multiply, write `* {word}`")
    text = Text2(f"数字后面的 `{word}` 不是可用的单位", f"`{word}` after a number is not a known unit")
    raise ExpressionError(source, [Fault(place, place + len(word), "unit", text, fix)])


def _refuse_pair(source: str, start: int) -> None:
    """``<>`` would come out as two signs; name the one that was meant."""
    pair = source[start : start + 2]
    if pair == "<>":
        _refuse_sign(source, start, pair)


def _refuse_character(source: str, at: int) -> NoReturn:
    for width in (2, 1):
        sign = source[at : at + width]
        if len(sign) == width and sign in _INSTEAD:
            _refuse_sign(source, at, sign)
    char = source[at]
    half = unicodedata.normalize("NFKC", char)
    if half != char and half.isascii():
        text = Text2(f"全角字符 `{char}`", f"a full-width `{char}`")
        _refuse(source, at, at + 1, "character", text, Text2(f"写成 `{half}`", f"write `{half}`"))
    if char in "'\"":
        _refuse(source, at, len(source), "string", Text2("引号没有配对", "a quote is not closed"))
    if char in "；;{}[]\\@#$?:~`":
        text = Text2(f"表达式里不能有 `{char}`", f"`{char}` cannot stand in an expression")
    else:
        text = Text2(f"不认识的字符 `{char}`", f"unknown character `{char}`")
    ascii_only = Text2("标签号只用英文字母、数字和下划线", "tag ids are ASCII letters, digits and underscores")
    _refuse(source, at, at + 1, "character", text, ascii_only if char.isalnum() else None)


def _refuse_sign(source: str, at: int, sign: str) -> NoReturn:
    good = _INSTEAD[sign]
    text = Text2(f"表达式里不能写 `{sign}`", f"`{sign}` cannot stand in an expression")
    if sign in "“”" and source.strip()[0] in "“”":  # the whole formula is quoted, as in running text
        _refuse(source, at, at + len(sign), "character", text, Text2("去掉引号", "leave the quotes out"))
    _refuse(source, at, at + len(sign), "character", text, Text2(f"写成 `{good}`", f"write `{good}`"))


def _refuse(source: str, start: int, end: int, code: str, text: Text2, fix: Text2 | None = None) -> NoReturn:
    raise ExpressionError(source, [Fault(start, end, code, text, fix)])
