"""One pass over the events of a YAML document: data and places together, nothing built that could explode."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from engine.scenario.bare_keys import alone, stands_alone
from engine.scenario.problems import Problem, Span, Text2, split_lines
from engine.scenario.scalars import plain_value
from engine.scenario.syntax import explain_syntax_error

if TYPE_CHECKING:
    from engine.scenario.source import Source

__all__ = ["MAX_DEPTH", "MAX_NODES", "Loc", "read_events"]

MAX_NODES, MAX_DEPTH = 50_000, 40
Loc = tuple[str | int, ...]

_INF = float("inf")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_events(source: Source) -> list[Problem]:
    """Fill data, values and keys of the source from its text; the problems found, in file order."""
    return _Reader(source).read()


@dataclass(slots=True)
class _Frame:
    """A list or mapping being filled. In a mapping ``key`` is the one waiting for its value."""

    container: Any
    loc: Loc
    key: str | None = None
    slot: Loc | None = None  # where the coming value is noted; None for a value that is dropped
    bare: list[str] = field(default_factory=list)  # keys without a colon


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.root: Any = None

    def read(self) -> list[Problem]:
        """Fill the source; the problems found, in file order."""
        if found := _CONTROL.search(self.source.text):
            self.problems.append(_control_character(self.source, found))
            return self.problems
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
                    self._fatal(
                        event,
                        "documents",
                        "一个文件只能有一份内容，这里又有一个 `---`",
                        "only one document a file, here a second `---` begins",
                    )
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
            self._add(
                span,
                "merge_key",
                "不支持合并键 `<<`",
                "merge keys `<<` are not supported",
                Text2("把内容直接写出来", "write the content out"),
            )
        elif key in frame.container:
            first = self.source.keys[loc].line + 1
            self._add(
                span,
                "duplicate_key",
                f"`{key}` 写了两次，第一次在第 {first} 行",
                f"`{key}` is given twice, first on line {first}",
                Text2("删去其中一个", "delete one of them"),
            )
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
                    if value is None and stands_alone(self.source, self.source.keys[loc], _span(event)):
                        frame.bare.append(str(frame.key))
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
        if frame.bare:
            self.problems += alone(self.source, frame.loc, frame.bare)
        start = self.source.values.get(frame.loc)
        if start is not None and (frame.slot is not None or not frame.loc):
            end = event.end_mark
            self.source.values[frame.loc] = Span(start.line, start.col, end.line, end.column)

    def _alias(self, event: Any) -> None:
        self._add(
            _span(event),
            "alias",
            f"不支持别名 `*{event.anchor}`",
            f"aliases (`*{event.anchor}`) are not supported",
            Text2("把内容直接写出来；若本是文字，请加引号", "write the content out; quote it if it is text"),
        )
        frame = self.stack[-1] if self.stack else None
        if frame is not None and type(frame.container) is dict and frame.key is None:
            frame.key, frame.slot = "", None
        else:
            self._attach(None, event)

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor:
            self._add(
                _span(event),
                "anchor",
                f"不支持锚点 `&{event.anchor}`",
                f"anchors (`&{event.anchor}`) are not supported",
                Text2("删去它", "delete it"),
            )
        if event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._add(
                _span(event),
                "tag",
                f"不支持类型标签 `{tag}`",
                f"tags (`{tag}`) are not supported",
                Text2("删去它；若本是文字，请加引号", "delete it; quote it if it is text"),
            )

    def _add(self, span: Span, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        self.problems.append(self.source.problem(span, code, Text2(zh, en), fix))

    def _fatal(self, event: Any, code: str, zh: str, en: str) -> None:
        start = event.start_mark
        self._add(Span(start.line, start.column, start.line, start.column + 1), code, zh, en)
        raise _StopReadingError


class _StopReadingError(Exception):
    """Going on would only repeat the problem just noted."""


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line, start.column, end.line, end.column)


def _control_character(source: Source, found: re.Match[str]) -> Problem:
    before = split_lines(source.text[: found.start()])
    line, col = len(before) - 1, len(before[-1])
    sign = f"U+{ord(found.group()):04X}"
    text = Text2(f"这里有不可见的控制字符 {sign}", f"an invisible control character {sign}")
    fix = Text2("删去它；若到处都有，这不是文本文件", "delete it; if they are everywhere this is not a text file")
    return source.problem(Span(line, col, line, col + 1), "control_character", text, fix)
