"""YAML to plain data, without surprises and with a position for every key and value.

The file is read in one pass over libyaml's events; no graph is built, so nothing can explode. Refused with a
position: anchors, aliases, tags, merge keys, duplicate keys, several documents, too deep, too many, too long.
Scalars follow the YAML 1.2 core schema: ``no``, ``on``, ``12:30`` and ``012`` stay text, keys are always text.

    >>> source = parse_source("a.yaml", "高限: 65 degC\\nbypass: no\\n")
    >>> source.data
    {'高限': '65 degC', 'bypass': 'no'}
    >>> source.value_span(("高限",))
    Span(line=0, col=4, end_line=0, end_col=11)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem, Severity, Span, Text2, split_lines
from engine.scenario.reading import read_text
from engine.scenario.scalars import column_in_scalar, plain_value
from engine.scenario.syntax import explain_syntax_error

__all__ = ["MAX_DEPTH", "MAX_NODES", "Loc", "Source", "parse_source", "read_source"]

MAX_NODES, MAX_DEPTH = 50_000, 40
Loc = tuple[str | int, ...]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Source:
    """A file read: its text, its data (dicts, lists, text, numbers, true/false, None) and where each part is."""

    path: str
    text: str
    data: Any = None
    values: dict[Loc, Span] = field(default_factory=dict, repr=False)
    keys: dict[Loc, Span] = field(default_factory=dict, repr=False)
    notes: list[Problem] = field(default_factory=list, repr=False)
    _lines: list[str] | None = field(default=None, repr=False)

    @property
    def lines(self) -> list[str]:
        """The lines of the text as YAML counts them."""
        if self._lines is None:
            self._lines = split_lines(self.text)
        return self._lines

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
        """Where the characters ``start`` to ``end`` of the scalar at ``loc`` stand, quotes and folding undone."""
        near = self.nearest(loc)
        whole = self.value_span(near)
        if near != tuple(loc):
            return whole
        return column_in_scalar(self.lines, whole, start, max(end, start + 1))

    def raw(self, loc: Sequence[str | int]) -> str:
        """The characters of a one-line value as written, for instance ``1.10``; empty when it spans lines."""
        span = self.value_span(loc)
        return self.lines[span.line][span.col : span.end_col] if span.line == span.end_line else ""

    def problem(
        self, span: Span, code: str, text: Text2, fix: Text2 | None = None, severity: Severity = "error"
    ) -> Problem:
        """A problem of this file at ``span``, with the source line filled in."""
        line = self.lines[span.line] if span.line < len(self.lines) else ""
        return Problem(self.path, span, code, text, fix, severity, line)


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
                Text2("不影响使用;另存为“UTF-8”(不带 BOM)可消除此提示", "harmless; save as UTF-8 without BOM"),
                "warning",
            )
        )
    return source


def parse_source(path: str, text: str) -> Source:
    """Parse ``text``; ``path`` is only named in messages. Raises ``SourceError`` with all problems found."""
    source = Source(path, text)
    problems = _Reader(source).read()
    if problems:
        raise SourceError(problems)
    return source


@dataclass(slots=True)
class _Frame:
    """A list or mapping being filled. In a mapping ``key`` is the one waiting for its value."""

    container: Any
    loc: Loc
    key: str | None = None
    slot: Loc | None = None  # where the coming value is noted; None for a value that is dropped


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.root: Any = None

    def read(self) -> list[Problem]:
        """Fill the source; the problems found, in file order."""
        loader = _Loader(self.source.text)
        try:
            self._run(loader)
        except yaml.YAMLError as error:
            self.problems.append(explain_syntax_error(self.source, error))
        except _StopReadingError:
            pass
        finally:
            loader.dispose()
        self.source.data = self.root
        return sorted(self.problems, key=lambda p: p.span)

    def _run(self, loader: Any) -> None:
        get_event = loader.get_event
        documents = count = 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open(event, {})
            elif kind is yaml.SequenceStartEvent:
                self._open(event, [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event)
                continue
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._fatal(event, "documents", "一个文件只能有一份内容,这里又有一个 `---`",
                                "only one document a file, here a second `---` begins")
                continue
            elif kind is yaml.StreamEndEvent:
                return
            else:
                continue
            count += 1
            if count > MAX_NODES:
                self._fatal(event, "too_many", f"内容超过 {MAX_NODES} 项", f"more than {MAX_NODES} entries")

    def _scalar(self, event: Any) -> None:
        self._refuse_extras(event)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and type(frame.container) is dict and frame.key is None:
            self._key(frame, event)
            return
        value: Any = event.value
        if not event.style:  # plain; libyaml says "", the pure loader None
            value = plain_value(value)
            if value in (_INF, -_INF):
                self._add(_span(event), "number_too_large", "这个数太大", "this number is too large")
        self._attach(value, event)

    def _key(self, frame: _Frame, event: Any) -> None:
        key, span = event.value, _span(event)
        loc = (*frame.loc, key)
        frame.key, frame.slot = key, loc
        if key == "<<" and not event.style:
            self._add(span, "merge_key", "不支持合并键 `<<`", "merge keys `<<` are not supported",
                      Text2("把内容直接写出来", "write the content out"))
        elif key in frame.container:
            first = self.source.keys[loc].line + 1
            self._add(span, "duplicate_key", f"`{key}` 写了两次,第一次在第 {first} 行",
                      f"`{key}` is given twice, first on line {first}",
                      Text2("删去其中一个", "delete one of them"))
            frame.slot = None
        else:
            self.source.keys[loc] = span
            frame.container[key] = None

    def _attach(self, value: Any, event: Any) -> Loc | None:
        """Put ``value`` where it belongs and note its place; the loc, or None when it is dropped."""
        if not self.stack:
            self.root = value
            loc: Loc | None = ()
        else:
            frame = self.stack[-1]
            if type(frame.container) is list:
                loc = (*frame.loc, len(frame.container)) if frame.slot is not None else None
                frame.container.append(value)
            else:
                loc = frame.slot
                if loc is not None:
                    frame.container[frame.key] = value
                frame.key = None
        if loc is not None:
            self.source.values[loc] = _span(event)
        return loc

    def _open(self, event: Any, container: Any) -> None:
        self._refuse_extras(event)
        if self.stack and type(self.stack[-1].container) is dict and self.stack[-1].key is None:
            self._fatal(event, "complex_key", "键必须是简单的文字", "a key must be plain text")
        if len(self.stack) >= MAX_DEPTH:
            self._fatal(event, "too_deep", f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
        loc = self._attach(container, event)
        self.stack.append(_Frame(container, loc or (), slot=loc))
        if loc is None:
            self.stack[-1].slot = None

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        start = self.source.values.get(frame.loc)
        if start is not None and (frame.slot is not None or not frame.loc):
            end = event.end_mark
            self.source.values[frame.loc] = Span(start.line, start.col, end.line, end.column)

    def _alias(self, event: Any) -> None:
        self._add(_span(event), "alias", f"不支持别名 `*{event.anchor}`", f"aliases (`*{event.anchor}`) are not supported",
                  Text2("把内容直接写出来;若本是文字,请加引号", "write the content out; quote it if it is text"))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and type(frame.container) is dict and frame.key is None:
            frame.key, frame.slot = "", None
        else:
            self._attach(None, event)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            self._add(_span(event), "anchor", f"不支持锚点 `&{event.anchor}`",
                      f"anchors (`&{event.anchor}`) are not supported", Text2("删去它", "delete it"))
        if event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._add(_span(event), "tag", f"不支持类型标签 `{tag}`", f"tags (`{tag}`) are not supported",
                      Text2("删去它;若本是文字,请加引号", "delete it; quote it if it is text"))

    def _add(self, span: Span, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        self.problems.append(self.source.problem(span, code, Text2(zh, en), fix))

    def _fatal(self, event: Any, code: str, zh: str, en: str) -> None:
        start = event.start_mark
        self._add(Span(start.line, start.column, start.line, start.column + 1), code, zh, en)
        raise _StopReadingError


_INF = float("inf")


class _StopReadingError(Exception):
    """Going on would only repeat the problem just noted."""


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line, start.column, end.line, end.column)


_ = re
