"""What happened in an attempt, in the order and the words of the report: phases, alarms, marks and actions.

story = read_story(attempt, "zh")
for line in story.log[:20]: print(line.tick, line.who, line.what)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.events import Event
from engine.session.actions import Action
from grading.calculus.words import number
from grading.reports.names import Names, plain_words
from grading.reports.words import said, say

__all__ = ["Attempt", "Line", "Mark", "Span", "Story", "read_story"]

_ACTIVE = {"unack", "ack"}
_MARKED = {"trip": "trip", "fault": "fault", "consequence": "harm"}
_SILENT = {"clip", "checkpoint"}
_TOLD = ("what", "text", "title", "phase", "how", "factor", "version")


class Attempt(Protocol):
    """What a report needs of an attempt's reader (``engine.session.attempt.AttemptReader``)."""

    header: Any

    def actions(self) -> Iterable[Action]:
        """All actions in order."""

    def events(self) -> Iterable[Event]:
        """All events in order."""

    def signal(self, tag_id: str) -> tuple[Any, Any]:
        """Ticks and values of one tag, as sequences (numpy arrays) of equal length."""

    def last_tick(self) -> int:
        """The last tick anything is recorded at."""

    def verify(self) -> Any:
        """Recompute the chain; raises ``IntegrityError``, else says whether the attempt was ended."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted; ``kind`` is a style: phase, or the priority of an alarm; ``key`` the id."""

    start: int
    stop: int
    words: str
    kind: str
    key: str = ""


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


def read_story(attempt: Attempt, names: Names) -> Story:
    """The story of the whole attempt."""
    story = Story(max(attempt.last_tick(), 0), attempt.header.tick_ms)
    merged: list[tuple[int, Action | Event]] = [(a.tick, a) for a in attempt.actions()]
    merged += [(e.tick, e) for e in attempt.events()]
    merged.sort(key=lambda entry: entry[0])  # stable: at one tick actions come before what they cause
    alarms: dict[str, Span] = {}
    for tick, entry in merged:
        if isinstance(entry, Action):
            words = names.action(entry.verb, entry.on, entry.value)
            story.actions.append(Mark(tick, words, "action"))
            story.log.append(Line(tick, names.person(entry.actor), words, "action"))
            continue
        if entry.kind not in _SILENT:
            source = "" if entry.kind == "phase" else names.label(entry.source)
            story.log.append(Line(tick, source, _event(entry, names), entry.kind))
        if entry.kind == "phase":
            _begin_phase(story, tick, names.phase(str(entry.data.get("phase", entry.source))))
        elif entry.kind == "alarm":
            _follow_alarm(story, alarms, entry, names)
        elif entry.kind in _MARKED and entry.data.get("on") is not False:
            story.marks.append(Mark(tick, _brief(entry, names), _MARKED[entry.kind]))
    story.alarms += alarms.values()
    story.alarms.sort(key=lambda span: span.start)
    return story


def _begin_phase(story: Story, tick: int, words: str) -> None:
    if story.phases:
        before = story.phases[-1]
        story.phases[-1] = Span(before.start, tick, before.words, before.kind)
    story.phases.append(Span(tick, story.last, words, "phase"))


def _follow_alarm(story: Story, alarms: dict[str, Span], event: Event, names: Names) -> None:
    key = str(event.data.get("alarm", event.source))
    if event.data.get("state") in _ACTIVE:
        if key not in alarms:
            priority = str(event.data.get("priority", "medium"))
            alarms[key] = Span(event.tick, story.last, names.named(key), priority, key)
    elif key in alarms:
        span = alarms.pop(key)
        story.alarms.append(Span(span.start, event.tick, span.words, span.kind, key))


def _event(event: Event, names: Names) -> str:
    """One event in words."""
    data, lang = event.data, names.lang
    if event.kind == "alarm":
        return _alarm(str(data.get("alarm", event.source)), data, names)
    if event.kind == "refused":
        tried = names.action(str(data.get("verb", "")), str(data.get("on", event.source)), data.get("value"))
        return f"{say('refused', lang)}: {tried}. {plain_words(data.get('reason'), lang)}".strip()
    kind = said("event", _sort(event), lang)
    if event.kind == "phase":
        return f"{kind}: {names.phase(str(data.get('phase', event.source)))}"
    if event.kind == "end":
        return f"{kind}: {said('endings', data.get('how', ''), lang)}"
    told = _words_of(data, names) or names.title(event.source)
    return f"{kind}: {told}" if told else kind


def _sort(event: Event) -> str:
    """The kind of the event, with a word of its own for what ends."""
    ended = event.kind in ("fault", "bypass") and event.data.get("on") is False
    return f"{event.kind}_ended" if ended else event.kind


def _alarm(key: str, data: Mapping[str, Any], names: Names) -> str:
    state = said("state", data.get("state", ""), names.lang)
    tag = names.tags.get(names.watched(key)[0])
    value = data.get("value")
    shown = f" ({number(float(value), tag.unit)})" if tag and isinstance(value, int | float) else ""
    return f"{names.named(key)}: {state}{shown}"


def _brief(event: Event, names: Names) -> str:
    """A few words beside a mark on the time line."""
    title = plain_words(event.data.get("title"), names.lang) or plain_words(event.data.get("text"), names.lang)
    label = names.label(event.source)
    if event.kind == "trip" and title and title != label:
        title = f"{label} {title}"
    return title if title and len(title) <= 26 else label


def _words_of(data: Mapping[str, Any], names: Names) -> str:
    return " ".join(filter(None, (plain_words(data[key], names.lang) for key in _TOLD if key in data)))
