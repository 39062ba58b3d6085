"""libyaml's syntax errors in a teacher's words, at the line with the slip.

The parser often stumbles lines after the mistake: at the end of the file for a quote that was never closed, at
the next line for a wrong indentation. The usual causes are few, so they are looked for first: a Chinese colon,
no blank after the colon, a tab, an unclosed quote or bracket, a line without colon, a line out of step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from engine.scenario.flow import FlowSlip, comment_inside, flow_slip
from engine.scenario.problems import Problem, Span, Text2
from engine.scenario.quotes import unclosed_apostrophe, unclosed_quote

if TYPE_CHECKING:
    from engine.scenario.source import Source

__all__ = ["explain_syntax_error"]


class _Stumble(NamedTuple):
    """Where the parser stopped, where the group it was reading began, and what it said."""

    line: int
    col: int
    context_line: int
    context_col: int
    raw: str


class _Cause(NamedTuple):
    span: Span
    code: str
    text: Text2
    fix: Text2 | None


_QUOTE = Text2("给这个值加上引号", "put the value in quotes")
_SINGLE = Text2("改用单引号 '…'", "use single quotes '…'")
_ESCAPE = Text2("双引号里的反斜杠用法不对", "a wrong backslash in double quotes")
_INDENT = Text2("同一组的各行要左对齐", "lines of one group start in the same column")
_COLON = Text2("写成 `键: 值`", "write `key: value`")

_SAID: tuple[tuple[str, Text2, Text2 | None], ...] = (
    ("cannot start any token", Text2("这里不能有这个字符", "this character cannot stand here"), _QUOTE),
    ("could not find expected ':'", Text2("这一行缺少 `: `", "`: ` is missing on this line"), _COLON),
    (
        "mapping values are not allowed",
        Text2("这里不能再有 `: `", "another `: ` cannot stand here"),
        Text2("检查上一行的缩进；值里有 `: ` 时要加引号", "check indentation; quote a value that holds `: `"),
    ),
    (
        "did not find expected key",
        Text2("缩进不对，或缺少逗号", "wrong indentation or a missing comma"),
        _INDENT,
    ),
    (
        "did not find expected '-' indicator",
        Text2("列表里的这一行没有以 `- ` 开头，或缩进不对", "this line of a list lacks `- `, or is not aligned"),
        _INDENT,
    ),
    (
        "block sequence entries are not allowed",
        Text2("这里不能开始列表", "a list cannot start here"),
        Text2("`-` 要另起一行", "start `-` on its own line"),
    ),
    ("unknown escape character", _ESCAPE, _SINGLE),
    ("expected hexdecimal number", _ESCAPE, _SINGLE),
    ("did not find expected node content", Text2("这里缺少内容", "content is missing here"), None),
    (
        "did not find expected <document start>",
        Text2("前面的内容已结束，这里多出了内容", "the content has already ended"),
        Text2("顶层各行要从第一列开始", "top-level lines start in the first column"),
    ),
)

_WIDE_COLON = re.compile(r"^\s*(?:- )?[^\"'#:]*?：")
_WIDE_BLANK = re.compile("[\u3000\xa0\u2002-\u200b]+")
_NO_BLANK = re.compile(r"^\s*(?:- )?[\w.\-]+:(?=[^\s:/])")
_DASH = re.compile(r"^\s*-[^\W\d]\w*:")
_HAS_COLON = re.compile(r":(?:\s|$)")


def explain_syntax_error(source: Source, error: yaml.YAMLError) -> Problem:
    """One problem for what the YAML parser stumbled over, with the likely cause."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context: Any = getattr(error, "context_mark", None) or mark
    raw = str(getattr(error, "problem", None) or error)
    if mark is None:
        stumble = _Stumble(0, 0, 0, 0, raw)
    else:
        stumble = _Stumble(mark.line, mark.column, context.line, context.column, raw)
    cause = (
        _slip_of_the_pen(source.lines, stumble)
        or _not_closed(source.lines, stumble)
        or _quote_left_open(source.lines, stumble)
        or _too_much(source.lines, stumble)
        or _no_colon(source.lines, stumble)
        or _out_of_step(source.lines, stumble)
        or _as_said(source.lines, stumble)
    )
    return source.problem(cause.span, cause.code, cause.text, cause.fix)


def _slip_of_the_pen(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A tab, a full-width colon or a colon without blank, where it stumbled, just before, or where the group began."""
    for number in dict.fromkeys((at.line, at.line - 1, at.context_line)):
        if not 0 <= number < len(lines):
            continue
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if "\t" in line[:indent]:
            span = Span(number, line.index("\t"), number, indent)
            return _Cause(
                span,
                "tab",
                Text2("缩进里有 Tab", "a tab in the indentation"),
                Text2("改用空格", "use blanks"),
            )
        if found := _WIDE_BLANK.search(line[:indent]):
            span = Span(number, found.start(), number, found.end())
            text = Text2("缩进里有全角空格", "wide blanks in the indentation")
            return _Cause(span, "wide_blank", text, Text2("改用半角空格", "use plain blanks"))
        if found := _WIDE_COLON.match(line):
            span = Span(number, found.end() - 1, number, found.end())
            text = Text2("这里是全角冒号 `：`", "a full-width colon `：`")
            return _Cause(span, "wide_colon", text, Text2("改成半角冒号加空格 `: `", "write `: `"))
        if found := _NO_BLANK.match(line):
            span = Span(number, found.end() - 1, number, found.end())
            text = Text2("冒号后面缺少空格", "a blank is missing after the colon")
            return _Cause(span, "colon_blank", text, Text2("写成 `: `", "write `: `"))
        if _DASH.match(line):
            span = Span(number, indent, number, indent + 1)
            text = Text2("`-` 后面缺少空格", "a blank is missing after `-`")
            return _Cause(span, "dash_blank", text, Text2("写成 `- `", "write `- `"))
    return None


def _not_closed(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A quote or bracket that begins at the context mark and finds no end."""
    quote = "unexpected end of stream" in at.raw or "unexpected document indicator" in at.raw
    bracket = "expected ',' or" in at.raw
    if not (quote or bracket) or at.context_line >= len(lines):
        return None
    line = lines[at.context_line]
    sign = line[at.context_col : at.context_col + 1]
    if at.context_line == at.line and not quote:
        if slip := flow_slip(line, at.context_col, at.col):
            return _slipped(at.line, slip)
        text = Text2(f"`{sign}` 没有配对，或缺少逗号", f"`{sign}` is not closed or a comma is missing")
        return _Cause(_here(lines, at), "not_closed", text, None)
    span = Span(at.context_line, at.context_col, at.context_line, len(line.rstrip()) if quote else at.context_col + 1)
    if bracket and (slip := comment_inside(line, at.context_col)):
        return _slipped(at.context_line, slip)
    end = {"{": "}", "[": "]"}.get(sign, sign)
    text = Text2(f"`{sign}` 没有配对", f"`{sign}` is not closed")
    return _Cause(span, "not_closed", text, Text2(f"补上 `{end}`", f"add `{end}`"))


def _quote_left_open(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A quote opened lines before, which only closed where another text begins."""
    there = lines[at.line] if at.line < len(lines) else ""
    mark, found = '"', unclosed_quote(lines, at.line) if '"' in there else None
    if found is None and ("'" in there or at.line >= len(lines) - 1):  # nothing closed it up to the end of the file
        mark, found = "'", unclosed_apostrophe(lines, at.line)
    if found is None:
        return None
    number, col = found
    span = Span(number, col, number, len(lines[number].rstrip()))
    return _Cause(
        span, "not_closed", Text2(f"`{mark}` 没有配对", f"`{mark}` is not closed"), Text2(f"补上 `{mark}`", f"add `{mark}`")
    )


def _slipped(number: int, slip: FlowSlip) -> _Cause:
    return _Cause(Span(number, slip.start, number, slip.end), slip.code, slip.text, slip.fix)


def _too_much(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A closing bracket that opens nowhere, or a second ``: `` in one line."""
    if at.line >= len(lines):
        return None
    line = lines[at.line]
    sign = line[at.col : at.col + 1]
    if sign and sign in "}]":
        return _Cause(_here(lines, at), "not_opened", Text2(f"多出了 `{sign}`", f"`{sign}` closes nothing"), None)
    if "mapping values are not allowed" in at.raw and _HAS_COLON.search(line[: at.col].lstrip("- ")):
        text = Text2("这一行里不能再有 `: `", "another `: ` cannot stand in this line")
        fix = Text2("值里有 `: ` 时要加引号，一组键值要加 `{ }`", "quote a value that holds `: `, or use `{ }`")
        return _Cause(_here(lines, at), "second_colon", text, fix)
    return None


def _no_colon(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A key without its colon: the parser stops on the next line."""
    if "could not find expected ':'" in at.raw:
        number = at.context_line
    elif "mapping values are not allowed" in at.raw:
        number = _written_before(lines, at.line)
        if number < 0 or at.line >= len(lines) or _HAS_COLON.search(lines[number]):
            return None
        in_list = lines[number].lstrip().startswith("-")
        if _content(lines[at.line]) < _content(lines[number]) or (in_list and lines[at.line].lstrip()[:1] == "-"):
            return None
    else:
        return None
    line = lines[number]
    span = Span(number, _indent(line), number, max(len(line.rstrip()), _indent(line) + 1))
    return _Cause(span, "no_colon", Text2("这一行缺少 `: `", "`: ` is missing on this line"), _COLON)


def _out_of_step(lines: Sequence[str], at: _Stumble) -> _Cause | None:
    """A line whose indentation does not fit: the one odd among those involved, or unlike both its neighbours."""
    before = _written_before(lines, at.line)
    step = _usual_step(lines)
    nearby = dict.fromkeys((at.context_line, before, at.line))
    odd = _odd_lines(lines, nearby, step) or _odd_lines(lines, range(at.context_line, at.line), step)
    if not odd and 0 < before < at.line < len(lines):
        around = _written_before(lines, before)
        is_parent = lines[before].rstrip().endswith(":") and _content(lines[before]) < _content(lines[at.line])
        beside = around >= 0 and _content(lines[around]) == _content(lines[at.line])
        beside = beside and not is_parent and _content(lines[before]) != _content(lines[at.line])
        if beside or _fell_out(lines, before, at.line) or _first_too_deep(lines, before, at.line, step):
            odd = [before]
    if len(odd) != 1:
        return None
    number = odd[0]
    have = _indent(lines[number])
    span = Span(number, 0, number, max(have, 1))
    text = Text2(f"缩进不对：这一行前面有 {have} 个空格", f"wrong indentation: {have} blanks before this line")
    return _Cause(span, "indentation", text, _INDENT)


def _odd_lines(lines: Sequence[str], numbers: Iterable[int], step: int) -> list[int]:
    """Those lines whose indentation is no multiple of ``step``, though it matters."""
    return [
        n for n in numbers
        if 0 <= n < len(lines) and lines[n].strip() and _indent(lines[n]) % step and not _goes_on(lines, n)
    ]  # fmt: skip


def _goes_on(lines: Sequence[str], number: int) -> bool:
    """Whether the line goes on inside brackets opened before, where indentation means nothing."""
    before = _written_before(lines, number)
    return before >= 0 and lines[before].rstrip().endswith((",", "{", "["))


def _fell_out(lines: Sequence[str], before: int, number: int) -> bool:
    """Whether line ``before`` stands left of a group that goes on at ``number``, or of the first line it must hold."""
    group = _content(lines[number])
    if _content(lines[before]) >= group:
        return False
    above = _written_before(lines, before)
    first = above
    while above >= 0 and _content(lines[above]) > group:
        above = _written_before(lines, above)
    if above >= 0 and _content(lines[above]) == group:
        return True
    opens = first >= 0 and lines[first].rstrip().endswith(":") and _content(lines[first]) < group
    return opens and _indent(lines[before]) <= _indent(lines[first])


def _first_too_deep(lines: Sequence[str], before: int, number: int, step: int) -> bool:
    """Whether line ``before``, the first of a group, stands right of where the group goes on one step in."""
    above = _written_before(lines, before)
    if above < 0 or not lines[above].rstrip().endswith(":"):
        return False
    return _indent(lines[number]) == _indent(lines[above]) + step < _indent(lines[before])


def _as_said(lines: Sequence[str], at: _Stumble) -> _Cause:
    """What the parser said, translated, where it stopped."""
    span = _here(lines, at)
    for needle, text, fix in _SAID:
        if needle in at.raw:
            return _Cause(span, "yaml_syntax", text, fix)
    said = Text2(f"解析器说：{at.raw}", f"the parser says: {at.raw}")
    return _Cause(span, "yaml_syntax", Text2("YAML 写法有误", "wrong YAML"), said)


def _here(lines: Sequence[str], at: _Stumble) -> Span:
    """Where the parser stopped, or the end of the last line with something on it."""
    if at.line < len(lines) and lines[at.line].strip():
        return Span(at.line, at.col, at.line, at.col + 1)
    number = max(0, _written_before(lines, at.line))
    col = max(0, len(lines[number].rstrip()) - 1)
    return Span(number, col, number, col + 1)


def _written_before(lines: Sequence[str], number: int) -> int:
    """The last line before ``number`` that is neither blank nor a comment; -1 when there is none."""
    number = min(number, len(lines)) - 1
    while number >= 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    return number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(line: str) -> int:
    """The column where the line's content starts, dashes of list items skipped."""
    return len(line) - len(line.lstrip(" -"))


def _usual_step(lines: Sequence[str]) -> int:
    """By how much this author indents: the most frequent increase from one line to the next."""
    steps: Counter[int] = Counter()
    previous = 0
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            indent = _indent(line)
            if indent > previous + 1:
                steps[indent - previous] += 1
            previous = indent
    return min(steps, key=lambda step: (-steps[step], step), default=2)
