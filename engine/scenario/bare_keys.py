"""An entry of ``{…}`` without a colon: most often the rest of a text that holds a comma.

``{zh: 戴帽子和手套, en: Helmet, gloves}`` is valid YAML with a third entry called ``gloves`` and no value.
Nobody means that, so it is told as what it is, with the quotes to write:

    alone(source, ("task",), ["gloves"])     # … `en: "Helmet, gloves"`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.scenario.problems import Problem, Span, Text2

if TYPE_CHECKING:
    from engine.scenario.source import Loc, Source

__all__ = ["alone", "stands_alone"]

_WIDE_COLON = re.compile(r"([A-Za-z_][\w.\-]*)：\s*(\S.*)", re.ASCII)
_NO_BLANK = re.compile(r"([\w.\- %]+):(\S.*)", re.ASCII)


def stands_alone(source: Source, key: Span, value: Span) -> bool:
    """Whether between the key and its empty value there is no colon."""
    if key.end_line != value.line or (value.line, value.col) != (value.end_line, value.end_col):
        return False
    return ":" not in source.lines[key.end_line][key.end_col : value.col]


def alone(source: Source, loc: Loc, names: Sequence[str]) -> Iterator[Problem]:
    """One problem for each run of such entries in the mapping at ``loc``; ``names`` in the order of the file."""
    before: str | None = None
    run: list[str] = []
    for key in [k[-1] for k in source.keys if k[:-1] == loc]:
        if key in names:
            run.append(str(key))
            continue
        if run:
            yield _problem(source, loc, before, run)
        before, run = str(key), []
    if run:
        yield _problem(source, loc, before, run)


def _problem(source: Source, loc: Loc, before: str | None, run: Sequence[str]) -> Problem:
    first, last = source.keys[(*loc, run[0])], source.keys[(*loc, run[-1])]
    span = first if first.line != last.line else Span(first.line, first.col, last.line, last.end_col)
    text = Text2(f"`{run[0]}` 没有写成 `键: 值`", f"`{run[0]}` is not written as `key: value`")
    fix = _colon(run[0]) or _comma(source, loc, before, last) or _value(run[0])
    return source.problem(span, "bare_key", text, fix)


def _colon(name: str) -> Text2 | None:
    """A full-width colon, or one without the blank behind it."""
    if found := _WIDE_COLON.fullmatch(name):
        right = f"{found.group(1)}: {found.group(2)}"
        return Text2(f"全角冒号改成半角冒号加空格：`{right}`", f"a plain colon and a blank: `{right}`")
    if found := _NO_BLANK.fullmatch(name):
        right = f"{found.group(1)}: {found.group(2)}"
        return Text2(f"冒号后面空一格：`{right}`", f"a blank after the colon: `{right}`")
    return None


def _comma(source: Source, loc: Loc, before: str | None, last: Span) -> Text2 | None:
    """The text of the entry before goes on behind a comma."""
    if before is None:
        return None
    start = source.values.get((*loc, before))
    if start is None or start.line != last.line:
        return None
    whole = source.lines[start.line][start.col : last.end_col]
    if not whole or whole[0] in "\"'[{":
        return None
    right = f'{before}: "{whole}"' if '"' not in whole else f"{before}: '{whole}'"
    return Text2(
        f"文字里有英文逗号，请用引号括起来：`{right}`", f"a text that holds a comma stands in quotes: `{right}`"
    )


def _value(name: str) -> Text2:
    return Text2(f"写成 `{name}: …`，或删去它", f"write `{name}: …`, or delete it")
