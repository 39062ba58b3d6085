"""The marker: one reader of an attempt for live hints, the mark at the bell and a re-mark years later.

It is an observer of the session. What comes between two rows is put in order of its tick first (actions
before events), so that the live marker and one that reads a file see exactly the same.

    marker = Marker(rubric, session.tags, session.tick_ms)
    session.observers.append(marker)
    ...
    for finding in marker.findings(): print(finding.what.of("zh"))
    mark_attempt(AttemptReader.open(path)).total
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from engine.events import Event
from engine.scenario.errors import SourceError
from engine.scenario.reporter import Reporter
from engine.session.actions import Action
from engine.session.findings import Finding
from engine.session.modes import DEFAULT_MODES
from engine.state import unpack
from engine.tags import Tag
from grading.calculus.findings import Findings
from grading.calculus.program import Program
from grading.calculus.result import Result
from grading.calculus.run import END, Hit
from grading.calculus.sections import HINT
from grading.calculus.summary import GRADER, Ending, summarise
from grading.errors import MarkingError, RubricError
from grading.rubric import Rubric

__all__ = ["GRADER", "Attempt", "Marker", "hint_cost", "mark", "mark_attempt"]

LEARNER = "learner"
UNFINISHED = "unfinished"
"""How an attempt ended that was cut off."""


class Marker:
    """Marks one attempt while it happens or while it is read. Implements
    ``engine.session.observers.Observer``.

    ``hint_cost`` is what one hint costs where the rubric does not say (the mode's own figure). Raises
    ``RubricError`` when the rubric does not fit the tags.
    """

    def __init__(self, rubric: Rubric, tags: Iterable[Tag], tick_ms: int, hint_cost: float = 0.0) -> None:
        self.rubric = rubric
        self.tags = list(tags)
        self.hint_cost = hint_cost
        reporter = Reporter(rubric.document.source)
        self._program = Program(rubric.document, self.tags, tick_ms, reporter)
        if reporter.has_errors:
            report = SourceError([p for p in reporter.problems if p.severity == "error"]).report("zh")
            raise RubricError(f"评分标准与记录的位号不符 / the rubric does not fit the recorded tags\n{report}")
        self._run = self._program.run
        self._marks = list(self._program.marks)
        self._working = list(self._program.working)
        self._live = [m for m in self._working if m.active]
        self._queue: list[tuple[int, int, int, str, Action | Event]] = []
        self._actions = self._events = 0
        self._started = False
        self._hints: dict[str, int] = {}
        self._findings = Findings(self._program)

    # -- what it is told ---

    def on_action(self, action: Action) -> None:
        """An accepted action; the n-th of the attempt is ``a<n>``, counted from 0 and on through every rewind.

        Its own ``seq`` would not do: a rewound attempt begins again at 0.
        """
        heapq.heappush(self._queue, (action.tick, 0, self._actions, f"a{self._actions}", action))
        self._actions += 1

    def on_event(self, event: Event) -> None:
        """An event; the n-th of the attempt is ``e<n>``, counted from 0."""
        heapq.heappush(self._queue, (event.tick, 1, self._events, f"e{self._events}", event))
        self._events += 1

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        """One recorded row. Raises ``MarkingError`` when it is not the next row of this session's tags."""
        if len(values) != len(self.tags):
            raise MarkingError(f"a row of {len(values)} values for {len(self.tags)} tags at tick {tick}")
        run = self._run
        if self._started and tick < run.tick:
            raise MarkingError(f"row of tick {tick} after tick {run.tick}")
        if self._queue:
            self._drain(tick)
        if not self._started:
            self._begin(tick)
        run.tick = tick
        run.instant += 1
        run.values = values = list(values)
        if self._marks:
            self._mark_row(tick, values)
        stale = False
        for monitor in self._live:
            monitor.row(tick, values)
            if not monitor.active:
                stale = True
        run.row_tick = tick
        if stale:
            self._live = [m for m in self._live if m.active]

    def on_end(self, tick: int, how: str) -> None:
        """The attempt is over; every verdict is settled. A second end changes nothing."""
        run = self._run
        if run.ended:
            return
        self._drain(max(tick, self._queue_end()))
        if not self._started:
            self._begin(tick)
        run.step(max(tick, run.tick))
        run.note(END, Hit(run.tick, run.instant, run.instant))
        run.ended = how or UNFINISHED
        for monitor in self._working:
            monitor.end(run.tick, run.ended)

    # -- what it says ---

    def findings(self) -> list[Finding]:
        """One finding an item as things stand, in file order. Cheap when nothing has changed."""
        return self._findings.now()

    def ready(self) -> list[str]:
        """Steps that can be done now, in file order: their moment has come and what must precede them is
        done.
        """
        return self._findings.ready()

    def result(
        self,
        attempt_hash: str = "",
        judged: Mapping[str, float] | None = None,
        parties: Mapping[str, float | None] | None = None,
    ) -> Result:
        """The mark as things stand; final after ``on_end``.

        ``judged`` is the credit 0…1 given by hand to items only a person can mark, ``parties`` the marks of
        the enterprise and the students where the rubric shares the mark between three.
        """
        ending = Ending(attempt_hash, self._run.start, self._run.tick, self._run.ended)
        return summarise(self.rubric, self._program, ending, self._hints, self.hint_cost, judged or {}, parties or {})

    # -- inside ---

    def _begin(self, tick: int) -> None:
        self._started = True
        self._run.begin(tick)

    def _queue_end(self) -> int:
        return max((entry[0] for entry in self._queue), default=0)

    def _drain(self, tick: int) -> None:
        """Work off what happened up to ``tick``."""
        queue = self._queue
        while queue and queue[0][0] <= tick:
            at, _, _, ref, what = heapq.heappop(queue)
            if not self._started:
                self._begin(at)
            if at < self._run.row_tick:
                at = self._run.row_tick
            self._run.step(at)
            if isinstance(what, Action):
                self._act(what, ref)
            else:
                self._report(what, ref)

    def _act(self, action: Action, ref: str) -> None:
        if action.verb == "ask" and action.on == HINT and action.actor == LEARNER:
            level = str(action.value) if action.value in (1, 2, 3) else "1"
            self._hints[level] = self._hints.get(level, 0) + 1
        for mark in self._armed_marks():
            self._note(mark.name, mark.watch.action(self._run, action, ref))
        for monitor in self._working:
            monitor.action(action, ref)

    def _report(self, event: Event, ref: str) -> None:
        for mark in self._armed_marks():
            self._note(mark.name, mark.watch.event(self._run, event, ref))
        for monitor in self._working:
            monitor.event(event, ref)

    def _mark_row(self, tick: int, values: Sequence[float]) -> None:
        for mark in self._armed_marks():
            self._note(mark.name, mark.watch.row(self._run, tick, values))

    def _armed_marks(self) -> list[Any]:
        """Marks that may come now. A mark that counts only after a moment forgets what it saw before."""
        armed = []
        for mark in self._marks:
            if not mark.armed:
                if mark.since not in self._run.moments:
                    continue
                mark.armed = True
                mark.watch.reset()
            armed.append(mark)
        return armed

    def _note(self, name: str, hit: Hit | None) -> None:
        if hit is not None:
            self._run.note(name, hit)
            self._marks = [mark for mark in self._marks if mark.name != name]


class Attempt(Protocol):
    """What is needed of a stored attempt; ``engine.session.attempt.AttemptReader`` is one."""

    @property
    def header(self) -> Any:
        """With ``rubric``, ``tags`` and ``tick_ms``."""

    def actions(self) -> Iterable[Action]:
        """All actions in order."""

    def events(self) -> Iterable[Event]:
        """All events in order."""

    def rows(self) -> Iterable[tuple[int, Sequence[float]]]:
        """All rows in order."""

    def ended(self) -> Any:
        """With ``tick`` and ``how``, or ``None``."""


def mark(
    rubric: Rubric, tags: Iterable[Tag], tick_ms: int, actions: Iterable[Action], events: Iterable[Event],
    rows: Iterable[tuple[int, Sequence[float]]], end: tuple[int, str] | None, *,
    attempt_hash: str = "", hint_cost: float = 0.0, judged: Mapping[str, float] | None = None,
    parties: Mapping[str, float | None] | None = None,
) -> Result:  # fmt: skip
    """Mark a trace: actions, events and rows, each in order. ``end`` is ``(tick, how)``, ``None`` when it
    was cut off.
    """
    marker = Marker(rubric, tags, tick_ms, hint_cost)
    for action in actions:
        marker.on_action(action)
    for event in events:
        marker.on_event(event)
    tick = 0
    for tick, values in rows:
        marker.on_row(tick, values)
    marker.on_end(*(end if end is not None else (tick, UNFINISHED)))
    return marker.result(attempt_hash, judged, parties)


def mark_attempt(
    attempt: Attempt, rubric: Rubric | None = None, *, attempt_hash: str = "",
    judged: Mapping[str, float] | None = None, parties: Mapping[str, float | None] | None = None,
) -> Result:  # fmt: skip
    """Mark a stored attempt by the rubric embedded in it, or by another one (a re-mark)."""
    header, ending = attempt.header, attempt.ended()
    used = rubric if rubric is not None else Rubric.from_canonical(header.rubric)
    return mark(
        used, header.tags, header.tick_ms, attempt.actions(), attempt.events(), attempt.rows(),
        None if ending is None else (ending.tick, ending.how),
        attempt_hash=attempt_hash, hint_cost=hint_cost(header), judged=judged, parties=parties,
    )  # fmt: skip


def hint_cost(header: Any) -> float:
    """What one hint costs in the mode of an attempt, as its own scenario says; nothing where it says nothing."""
    mode = str(getattr(header, "mode", ""))
    defaults = {str(name): default for name, default in DEFAULT_MODES.items()}
    try:
        modes = unpack(getattr(header, "scenario", b"{}")).get("modes") or {}
        return float(modes[mode]["hint_cost"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return float(defaults[mode].hint_cost) if mode in defaults else 0.0

