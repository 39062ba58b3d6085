"""Single YAML values: what a plain scalar means, and where a character of a scalar stands in the file.

>>> [plain_value(t) for t in ("no", "012", "0x1F", "1e3", "true", "~")]
['no', '012', 31, 1000.0, True, None]
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.scenario.problems import Span

__all__ = ["column_in_scalar", "plain_value"]

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z", re.ASCII)
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z", re.ASCII)
_NUMBER_START = frozenset("0123456789+-.")
MAX_NUMBER = 40  # characters; longer digit strings are text (identity numbers, hashes)


def plain_value(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar by the YAML 1.2 core schema, decimal numbers without leading zeros."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START or len(text) > MAX_NUMBER:
        return text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    if _HEX.match(text):
        return int(text[2:], 16 if text[1] == "x" else 8)
    return text


def column_in_scalar(lines: Sequence[str], whole: Span, start: int, end: int) -> Span:
    """Where characters ``start`` to ``end`` of a scalar's *value* stand; ``whole`` is the scalar as written.

    Quotes, escapes, block indicators and folding are undone by walking the written characters; blanks inside
    multi-line scalars are not counted because folding changes them.
    """
    first = lines[whole.line]
    written = first[whole.col : whole.end_col if whole.line == whole.end_line else len(first)]
    style = written[:1]
    if whole.line == whole.end_line and style not in ("'", '"'):
        limit = max(whole.col + 1, whole.end_col)
        return Span(whole.line, min(whole.col + start, limit - 1), whole.line, min(whole.col + end, limit))
    places = _places(lines, whole, style)
    if not places:
        return whole
    at = places[min(start, len(places) - 1)]
    last = places[min(end - 1, len(places) - 1)]
    return Span(at[0], at[1], last[0], last[1] + 1)


_ESCAPED = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")


def _places(lines: Sequence[str], whole: Span, style: str) -> list[tuple[int, int]]:
    """(line, column) of each character of the value; one blank joins the lines of a folded scalar."""
    places: list[tuple[int, int]] = []
    block = style in ("|", ">")
    for number in range(whole.line + block, min(whole.end_line + 1, len(lines))):
        line = lines[number]
        begin = whole.col + (style in ("'", '"')) if number == whole.line else len(line) - len(line.lstrip())
        stop = whole.end_col - (style in ("'", '"')) if number == whole.end_line else len(line.rstrip())
        if places:
            places.append(places[-1])  # the blank or line break that joins two lines
        column = begin
        while column < stop:
            places.append((number, column))
            if style == "'" and line.startswith("''", column):
                column += 2
            elif style == '"' and (found := _ESCAPED.match(line, column)):
                column = found.end()
            else:
                column += 1
    return places
