"""YAML to plain data, without surprises and with a position for every key and value.

The file is read in one pass over libyaml's events; no graph is built, so nothing can explode. Refused with a
position: anchors, aliases, tags, merge keys, duplicate keys, several documents, too deep, too many, too long.
Scalars follow the YAML 1.2 core schema: ``no``, ``on``, ``12:30`` and ``012`` stay text; keys are text.

    >>> source = parse_source("a.yaml", "高限: 65 degC\\nbypass: no\\n")
    >>> source.data
    {'高限': '65 degC', 'bypass': 'no'}
    >>> source.value_span(("高限",))
    Span(line=0, col=4, end_line=0, end_col=11, file=0)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem, Severity, Span, Text2, split_lines
from engine.scenario.reader import Loc, read_events
from engine.scenario.reading import read_text
from engine.scenario.scalars import column_in_scalar

__all__ = ["Loc", "Source", "parse_source", "read_source"]


@dataclass(slots=True)
class Source:
    """A file read: its text, its data (dict, list, str, int, float, bool, None) and where each part is."""

    path: str
    text: str
    data: Any = None
    values: dict[Loc, Span] = field(default_factory=dict, repr=False)
    keys: dict[Loc, Span] = field(default_factory=dict, repr=False)
    notes: list[Problem] = field(default_factory=list, repr=False)
    bases: tuple[Source, ...] = field(default=(), repr=False)
    """The files this one extends, nearest first; a place whose ``file`` is n stands in ``bases[n - 1]``."""
    _lines: list[str] | None = field(default=None, repr=False)

    @property
    def lines(self) -> list[str]:
        """The lines of the text as YAML counts them."""
        if self._lines is None:
            self._lines = split_lines(self.text)
        return self._lines

    def home(self, span: Span) -> Source:
        """The file ``span`` stands in: this one, or one of those it extends."""
        return self.bases[span.file - 1] if span.file else self

    def nearest(self, loc: Sequence[str | int]) -> Loc:
        """The longest prefix of ``loc`` that is in the file."""
        found = tuple(loc)
        while found and found not in self.values:
            found = found[:-1]
        return found

    def value_span(self, loc: Sequence[str | int]) -> Span:
        """Where the value at ``loc`` stands, or its nearest parent that is in the file."""
        return self.values.get(self.nearest(loc), Span(0, 0, 0, 1))

    def key_span(self, loc: Sequence[str | int]) -> Span:
        """Where the key of the entry at ``loc`` stands; the value's place for list items."""
        near = self.nearest(loc)
        return self.keys.get(near) or self.value_span(near)

    def part_span(self, loc: Sequence[str | int], start: int, end: int) -> Span:
        """Where characters ``start`` to ``end`` of the scalar at ``loc`` stand, quotes and folding undone."""
        near = self.nearest(loc)
        whole = self.value_span(near)
        if near != tuple(loc):
            return whole
        return column_in_scalar(self.home(whole).lines, whole, start, max(end, start + 1))._replace(file=whole.file)

    def raw(self, loc: Sequence[str | int]) -> str:
        """The characters of a one-line value as written, for instance ``1.10``; empty when it spans lines."""
        span = self.value_span(loc)
        return self.home(span).lines[span.line][span.col : span.end_col] if span.line == span.end_line else ""

    def problem(
        self, span: Span, code: str, text: Text2, fix: Text2 | None = None, severity: Severity = "error"
    ) -> Problem:
        """A problem at ``span``, with the file it stands in and its line filled in."""
        home = self.home(span)
        line = home.lines[span.line] if span.line < len(home.lines) else ""
        return Problem(home.path, span, code, text, fix, severity, line)


def read_source(path: Path) -> Source:
    """Read and parse the file; every way it can be unreadable is a ``SourceError`` with one clear problem."""
    text, had_bom = read_text(path)
    source = parse_source(str(path), text)
    if had_bom:
        source.notes.append(
            source.problem(
                Span(0, 0, 0, 1),
                "bom",
                Text2("文件开头有 BOM 标记", "the file starts with a byte order mark"),
                Text2("不影响使用；另存为“UTF-8”(不带 BOM)可消除此提示", "harmless; save as UTF-8 without BOM"),
                "warning",
            )
        )
    return source


def parse_source(path: str, text: str) -> Source:
    """Parse ``text``; ``path`` is only named in messages. Raises ``SourceError`` with all problems found."""
    source = Source(path, text)
    problems = read_events(source)
    if problems:
        raise SourceError(problems)
    source.notes += _not_composed(source)
    return source


def _not_composed(source: Source) -> list[Problem]:
    """A warning at the first line whose characters are not in composed form (NFC): they look alike but differ."""
    if unicodedata.is_normalized("NFC", source.text):
        return []
    number = next((n for n, line in enumerate(source.lines) if not unicodedata.is_normalized("NFC", line)), 0)
    text = Text2("这一行里有分解形式的字符，看起来一样却不相等", "characters in decomposed form: alike, yet not equal")
    fix = Text2("重新输入这些字符", "type these characters again")
    return [source.problem(Span(number, 0, number, len(source.lines[number])), "not_nfc", text, fix, "warning")]
