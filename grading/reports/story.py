"""What happened in an attempt, in the order and the words of the report: phases, alarms, marks and actions.

story = read_story(attempt, Names(attempt.header, "zh"))
for line in story.log[:20]: print(line.ref, line.tick, line.who, line.what)

A rewound attempt is told together with what came before, where it is given as a ``Lineage``; actions and events are
numbered as the evidence names them (``a12``, ``e7``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from engine.events import Event
from engine.session.actions import Action
from grading.calculus.words import number
from grading.reports.names import Names, plain_words
from grading.reports.words import said, say

__all__ = ["PRIORITIES", "Attempt", "Line", "Mark", "Span", "Story", "generations_of", "read_events", "read_story"]

PRIORITIES = ("critical", "high", "medium", "low")
"""Of alarms, the most urgent first."""

_ACTIVE = {"unack", "ack"}
_ASIDE = {"shelved", "suppressed", "out_of_service"}
_MARKED = {"trip": "trip", "fault": "fault", "consequence": "harm"}
_SILENT = {"clip", "checkpoint"}
_UNMARKED = {"move", "look"}
_LEARNER = "learner"
_LABEL = 26
"""Letters beside a mark."""
_TOLD = ("what", "text", "title", "phase", "how", "factor", "version")


class Attempt(Protocol):
    """What a report needs of an attempt's reader (``engine.session.attempt.AttemptReader``)."""

    @property
    def path(self) -> Path:
        """Its file."""

    @property
    def header(self) -> Any:
        """With tags, scenario, rubric, mode, learner and the rest of the fixed facts."""

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


def generations_of(attempt: Attempt) -> list[Any]:
    """The files that are read as one (``engine.session.lineage.Generation``); none where it is a single reader."""
    return list(getattr(attempt, "generations", list)())


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted; ``kind`` is a style: phase, or the priority of an alarm; ``key`` the id.

    ``answered`` is when an alarm was acknowledged; ``open`` says that it had not ended when the record did;
    ``aside`` is how it was put aside (shelved, suppressed, out of service) where that is why it ended: it was not gone.
    """

    start: int
    stop: int
    words: str
    kind: str
    key: str = ""
    answered: int | None = None
    open: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at one tick; ``kind`` is trip, fault, harm, rewind or action; ``key`` the id.

    ``label`` are a few words to stand beside it; nothing where it needs none.
    """

    tick: int
    words: str
    kind: str
    label: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; ``ref`` is how evidence names it, ``why`` what the event itself says about its cause."""

    tick: int
    who: str
    what: str
    kind: str
    ref: str = ""
    why: str = ""


@dataclass(slots=True)
class Story:
    """Everything the time line and the log show."""

    last: int
    tick_ms: int
    phases: list[Span] = field(default_factory=list)
    alarms: list[Span] = field(default_factory=list)
    aside: list[Span] = field(default_factory=list)
    """From when to when an alarm was put aside."""
    marks: list[Mark] = field(default_factory=list)
    actions: list[Mark] = field(default_factory=list)
    """What the learner did; what others did stands in the log."""
    rewinds: list[Mark] = field(default_factory=list)
    log: list[Line] = field(default_factory=list)
    refs: dict[str, Line] = field(default_factory=dict)
    """The lines of the log by what evidence calls them."""


def read_story(attempt: Attempt, names: Names) -> Story:
    """The story of the whole attempt."""
    story = Story(max(attempt.last_tick(), 0), attempt.header.tick_ms)
    _tell_rewinds(story, attempt, names)
    _read(story, attempt.actions(), attempt.events(), names)
    return story


def read_events(events: Iterable[Event], names: Names, last: int, tick_ms: int) -> Story:
    """The story of events alone, up to the tick ``last``."""
    story = Story(last, tick_ms)
    _read(story, (), events, names)
    return story


def _read(story: Story, actions: Iterable[Action], events: Iterable[Event], names: Names) -> None:
    merged: list[tuple[int, str, Action | Event]] = [(a.tick, f"a{n}", a) for n, a in enumerate(actions)]
    merged += [(e.tick, f"e{n}", e) for n, e in enumerate(events)]
    merged.sort(key=lambda entry: entry[0])  # stable: at one tick actions come before what they cause
    alarms: dict[str, Span] = {}
    for tick, ref, entry in merged:
        if isinstance(entry, Action):
            _act(story, entry, ref, names)
            continue
        if entry.kind not in _SILENT:
            source = _source(entry, names)
            why = plain_words(entry.data.get("why"), names.lang)
            _log(story, Line(tick, source, _event(entry, names), entry.kind, ref, why))
        if entry.kind == "phase":
            key = str(entry.data.get("phase", entry.source))
            _begin_phase(story, tick, names.phase(key), key)
        elif entry.kind == "alarm":
            _follow_alarm(story, alarms, entry, names)
        elif entry.kind in _MARKED and entry.data.get("on") is not False:
            words = _brief(entry, names)
            story.marks.append(Mark(tick, words, _MARKED[entry.kind], _short(words), entry.source))
    story.alarms += alarms.values()
    story.alarms.sort(key=lambda span: span.start)
    story.log.sort(key=lambda line: line.tick)


def _log(story: Story, line: Line) -> None:
    story.log.append(line)
    if line.ref:
        story.refs[line.ref] = line


def _act(story: Story, action: Action, ref: str, names: Names) -> None:
    words = names.action(action.verb, action.on, action.value)
    _log(story, Line(action.tick, names.person(action.actor), words, "action", ref))
    if action.actor == _LEARNER and action.on != "SESSION":
        label = "" if action.verb in _UNMARKED else names.deed(action.verb, action.on, action.value)
        story.actions.append(Mark(action.tick, words, "action", label, action.on))


def _tell_rewinds(story: Story, attempt: Attempt, names: Names) -> None:
    """Where a new file goes on with an earlier one."""
    for one in generations_of(attempt)[1:]:
        words = say("rewound", names.lang, id=one.attempt_id[:8])
        story.rewinds.append(Mark(one.start, words, "rewind", say("rewind_mark", names.lang)))
        _log(story, Line(one.start, "", words, "rewind"))


def _begin_phase(story: Story, tick: int, words: str, key: str) -> None:
    if story.phases:
        story.phases[-1] = replace(story.phases[-1], stop=tick)
    story.phases.append(Span(tick, story.last, words, "phase", key))


def _follow_alarm(story: Story, alarms: dict[str, Span], event: Event, names: Names) -> None:
    key = str(event.data.get("alarm", event.source))
    state = event.data.get("state")
    if state in _ACTIVE and key not in alarms:
        priority = str(event.data.get("priority", "medium"))
        alarms[key] = Span(event.tick, story.last, names.named(key), priority, key, open=True)
    if state == "ack" and key in alarms and alarms[key].answered is None:
        alarms[key] = replace(alarms[key], answered=event.tick)
    elif state not in _ACTIVE and key in alarms:
        aside = _put_aside(event.data, names) if state in _ASIDE else ""
        ended = replace(alarms.pop(key), stop=event.tick, open=False, aside=aside)
        story.alarms.append(ended)
        if aside:
            story.aside.append(Span(event.tick, story.last, ended.words, "aside", key, open=True))
            return
    for n, span in enumerate(story.aside):
        if span.key == key and span.open and state not in _ASIDE:
            story.aside[n] = replace(span, stop=event.tick, open=False)


def _put_aside(data: Mapping[str, Any], names: Names) -> str:
    """How an alarm was put aside and, where one was given, for what reason."""
    how = said("state", data.get("state", ""), names.lang)
    reason = names.value("shelve", "", str(data.get("reason") or ""))
    return say("with_reason", names.lang, what=how, reason=reason) if reason else how


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
    if event.kind == "speed" and "factor" in data:
        return f"{kind}: × {plain_words(data['factor'], lang)}"
    return f"{kind}: {told}" if told else kind


def _sort(event: Event) -> str:
    """The kind of the event, with a word of its own for what ends."""
    ended = event.kind in ("fault", "bypass") and event.data.get("on") is False
    return f"{event.kind}_ended" if ended else event.kind


def _alarm(key: str, data: Mapping[str, Any], names: Names) -> str:
    aside = data.get("state") in _ASIDE
    state = _put_aside(data, names) if aside else said("state", data.get("state", ""), names.lang)
    tag = names.tags.get(names.watched(key)[0])
    value = data.get("value")
    shown = f" ({number(float(value), tag.unit)})" if tag and isinstance(value, int | float) else ""
    return f"{names.named(key)}: {state}{shown}"


def _source(event: Event, names: Names) -> str:
    """Who or what it comes from, as far as that says more than the words of the event."""
    if event.kind == "phase":
        return ""
    if event.kind == "message":
        return plain_words(event.data.get("sender"), names.lang)
    if event.kind == "fault" and names.title(event.source):  # its id would be a bare number in a list
        by = str(event.data.get("by", ""))
        return said("person", by, names.lang) if by in ("instructor", "script") else ""
    return names.label(event.source)


def _brief(event: Event, names: Names) -> str:
    """What a mark on the time line stands for."""
    title = plain_words(event.data.get("title"), names.lang) or plain_words(event.data.get("text"), names.lang)
    title = title or (names.title(event.source) if event.kind == "fault" else "")
    label = names.label(event.source)
    if event.kind == "trip" and title and title != label:
        title = f"{label} {title}"
    return title or label


def _short(words: str) -> str:
    """The same where there is little room: without what stands in brackets at the end, and no longer than a label."""
    if len(words) > _LABEL and words.endswith((")", "）")):
        words = words[: max(words.rfind("（"), words.rfind(" ("))].rstrip() or words
    return words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip() + "…"


def _words_of(data: Mapping[str, Any], names: Names) -> str:
    return " ".join(filter(None, (plain_words(data[key], names.lang) for key in _TOLD if key in data)))
