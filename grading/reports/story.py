"""What happened in an attempt, in the order and the words of the report: phases, alarms, marks and actions.

story = read_story(reader, "zh")
for line in story.log[:20]: print(line.tick, line.who, line.what)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.events import Event
from engine.session.actions import VERBS, Action
from engine.tags import Tag
from grading.calculus.words import number
from grading.reports.words import say

__all__ = ["Attempt", "Line", "Mark", "Span", "Story", "plain_words", "read_story"]

_ACTIVE = {"unack", "ack", "latched_unack", "latched_ack"}
_STATES = {
    "unack": ("报警", "alarm"),
    "ack": ("报警已确认", "alarm acknowledged"),
    "rtn_unack": ("恢复，未确认", "returned, not acknowledged"),
    "latched_unack": ("报警（锁存）", "alarm (latched)"),
    "latched_ack": ("报警（锁存）已确认", "alarm (latched) acknowledged"),
    "normal": ("恢复正常", "returned to normal"),
    "shelved": ("搁置", "shelved"),
    "suppressed": ("抑制", "suppressed"),
    "out_of_service": ("停用", "out of service"),
}
_MARKED = {"trip": "trip", "fault": "fault", "consequence": "harm"}
_SILENT = {"clip", "checkpoint"}
_EVENTS = {
    "trip": ("联锁动作", "trip"),
    "trip_reset": ("联锁复位", "interlock reset"),
    "bypass": ("联锁旁路状态改变", "bypass changed"),
    "fault": ("故障", "fault"),
    "consequence": ("后果", "consequence"),
    "plant": ("装置", "plant"),
    "message": ("消息", "message"),
    "refused": ("操作被拒绝", "action refused"),
    "document": ("文件", "document"),
    "freeze": ("冻结", "freeze"),
    "speed": ("速度", "speed"),
    "phase": ("进入阶段", "phase"),
    "end": ("结束", "end"),
}


class Header(Protocol):
    """What the report needs of an attempt's header."""

    @property
    def tick_ms(self) -> int: ...
    @property
    def tags(self) -> Sequence[Tag]: ...


class Attempt(Protocol):
    """What the report needs of an attempt's reader."""

    @property
    def header(self) -> Any: ...
    def actions(self) -> Iterable[Action]:
        """All actions in order."""

    def events(self) -> Iterable[Event]:
        """All events in order."""

    def signal(self, tag_id: str) -> tuple[Sequence[int], Sequence[float]]:
        """Ticks and values of one tag."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted; ``kind`` is a style: phase, or the priority of an alarm."""

    start: int
    stop: int
    words: str
    kind: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at one tick; ``kind`` is trip, fault, harm or action."""

    tick: int
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    tick: int
    who: str
    what: str
    kind: str


@dataclass(slots=True)
class Story:
    """Everything the time line and the log show."""

    last: int
    tick_ms: int
    phases: list[Span] = field(default_factory=list)
    alarms: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    actions: list[Mark] = field(default_factory=list)
    log: list[Line] = field(default_factory=list)


def read_story(attempt: Attempt, last: int, lang: str) -> Story:
    """The story up to tick ``last`` (where the record ends)."""
    names = _Names(attempt.header.tags, lang)
    story = Story(last, attempt.header.tick_ms)
    merged: list[tuple[int, Action | Event]] = [(a.tick, a) for a in attempt.actions()]
    merged += [(e.tick, e) for e in attempt.events()]
    merged.sort(key=lambda entry: entry[0])  # stable: at one tick actions come before what they cause
    alarms: dict[str, Span] = {}
    for tick, entry in merged:
        if isinstance(entry, Action):
            words = names.action(entry.verb, entry.on, entry.value)
            story.actions.append(Mark(tick, words, "action"))
            story.log.append(Line(tick, entry.actor, words, "action"))
            continue
        if entry.kind not in _SILENT:
            story.log.append(Line(tick, names.label(entry.source), names.event(entry), entry.kind))
        if entry.kind == "phase":
            _begin_phase(story, tick, plain_words(entry.data.get("phase", entry.source), lang))
        elif entry.kind == "alarm":
            _follow_alarm(story, alarms, entry, names)
        elif entry.kind in _MARKED and entry.data.get("active", True) is not False:
            story.marks.append(Mark(tick, names.brief(entry), _MARKED[entry.kind]))
    story.alarms += [Span(a.start, last, a.words, a.kind, a.tag) for a in alarms.values()]
    story.alarms.sort(key=lambda span: span.start)
    if story.phases:
        open_phase = story.phases[-1]
        story.phases[-1] = Span(open_phase.start, last, open_phase.words, open_phase.kind)
    return story


def plain_words(value: Any, lang: str) -> str:
    """Any plain data as words: texts in ``lang``, numbers as people write them."""
    if isinstance(value, Mapping):
        if value and value.keys() <= {"zh", "en"}:
            first, second = ("en", "zh") if lang == "en" else ("zh", "en")
            return str(value.get(first) or value.get(second) or "")
        inner = ((key, plain_words(part, lang)) for key, part in value.items())
        return ", ".join(f"{key} {part}".strip() for key, part in inner)
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: "✗", None: ""}[value]
    if isinstance(value, float | int):
        return number(float(value))
    if isinstance(value, list | tuple):
        return "、".join(plain_words(part, lang) for part in value)
    return str(value)


def _begin_phase(story: Story, tick: int, words: str) -> None:
    if story.phases:
        before = story.phases[-1]
        story.phases[-1] = Span(before.start, tick, before.words, before.kind)
    story.phases.append(Span(tick, story.last, words, "phase"))


def _follow_alarm(story: Story, alarms: dict[str, Span], event: Event, names: _Names) -> None:
    key = str(event.data.get("alarm", event.source))
    if event.data.get("state") in _ACTIVE:
        if key not in alarms:
            priority = str(event.data.get("priority", "medium"))
            alarms[key] = Span(event.tick, story.last, names.alarm(key), priority, key.split(".")[0])
    elif key in alarms:
        span = alarms.pop(key)
        story.alarms.append(Span(span.start, event.tick, span.words, span.kind, span.tag))


class _Names:
    """Ids as people see them."""

    def __init__(self, tags: Sequence[Tag], lang: str) -> None:
        self.lang = lang
        self.tags = {tag.id: tag for tag in tags}

    def label(self, ident: str) -> str:
        tag = self.tags.get(ident)
        return tag.name if tag else ident

    def alarm(self, key: str) -> str:
        base, _, limit = key.partition(".")
        tag = self.tags.get(base)
        return f"{tag.name} {limit} {tag.title(self.lang)}".replace("  ", " ") if tag else key

    def action(self, verb: str, on: str, value: Any) -> str:
        words = VERBS[verb][self.lang == "en"] if verb in VERBS else verb
        rest = plain_words(value, self.lang)
        return f"{words} {self.label(on)}" + (f" {rest}" if rest else "")

    def event(self, event: Event) -> str:
        data, english = event.data, self.lang == "en"
        if event.kind == "alarm":
            state = _STATES.get(str(data.get("state")), (str(data.get("state", "")),) * 2)[english]
            tag = self.tags.get(str(data.get("alarm", event.source)).split(".")[0])
            value = data.get("value")
            shown = f" ({number(float(value), tag.unit)})" if tag and isinstance(value, int | float) else ""
            return f"{self.alarm(str(data.get('alarm', event.source)))}: {state}{shown}"
        kind = _EVENTS.get(event.kind, (event.kind,) * 2)[english]
        if event.kind == "refused":
            tried = self.action(
                str(data.get("verb", "")), str(data.get("on", event.source)), data.get("value")
            )
            return f"{say('refused', self.lang)}: {tried}. {plain_words(data.get('reason', ''), self.lang)}"
        told = self._told(data)
        return f"{kind}: {told}" if told else f"{kind}: {self.label(event.source)}"

    def brief(self, event: Event) -> str:
        """A few words beside a mark on the time line."""
        told = self._told(event.data, ("what", "text", "title"))
        return told if told and len(told) <= 24 else self.label(event.source)

    def _told(self, data: Mapping[str, Any], keys: tuple[str, ...] = ()) -> str:
        wanted = keys or (
            "text",
            "what",
            "title",
            "phase",
            "how",
            "first_out",
            "factor",
            "on",
            "version",
            "frozen",
        )
        return " ".join(filter(None, (plain_words(data[key], self.lang) for key in wanted if key in data)))
