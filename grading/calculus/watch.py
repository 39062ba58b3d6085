"""Occurrences, compiled: each watch is fed the trace and says when its occurrence happens.

A watch over a condition fires once each time the condition has held long enough, and again only after it has
been false; watches over actions and events fire on each match. ``reset`` makes a watch forget what it has
seen, so that it then counts only what comes from there on.
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from grading.calculus.occurrence import ANYONE, matches
from grading.calculus.run import Hit, Run
from grading.calculus.signal import Check

__all__ = ["ActionWatch", "AllWatch", "AnyWatch", "EventWatch", "StateWatch", "Watch"]


class Watch:
    """Sees nothing; the base of the others."""

    checks: tuple[Check, ...] = ()
    """The conditions inside, whose values are shown as evidence."""

    def reset(self) -> None:
        """Forget what was seen."""

    def action(self, run: Run, action: Action, ref: str) -> Hit | None:
        """An action was done; the hit if that makes the occurrence happen."""
        return None

    def event(self, run: Run, event: Event, ref: str) -> Hit | None:
        """Something was reported."""
        return None

    def row(self, run: Run, tick: int, values: Sequence[float]) -> Hit | None:
        """A row was recorded."""
        return None

    @property
    def holding(self) -> bool:
        """Whether a lasting occurrence is going on now."""
        return False


class StateWatch(Watch):
    """A condition that must hold for ``lasting`` ticks."""

    def __init__(self, check: Check, lasting: int = 0) -> None:
        self.checks = (check,)
        self.holds, self.lasting = check.holds, lasting
        self.since: tuple[int, int] | None = None
        self.fired = False

    def reset(self) -> None:
        """Start the holding time anew; a condition already true fires again."""
        self.since, self.fired = None, False

    def row(self, run: Run, tick: int, values: Sequence[float]) -> Hit | None:
        """Fires once per stretch, ``lasting`` ticks after its first row."""
        if not self.holds(values):
            self.since, self.fired = None, False
            return None
        since = self.since
        if since is None:
            since = self.since = (tick, run.instant)
        if self.fired or tick - since[0] < self.lasting:
            return None
        self.fired = True
        return Hit(tick, run.instant, since[1], (), since[0])

    @property
    def holding(self) -> bool:
        """Whether the condition holds and has held long enough."""
        return self.fired


class ActionWatch(Watch):
    """Actions by verb, object, actor and value."""

    def __init__(self, verbs: Sequence[str], on: Sequence[str], by: str, value: Any = None) -> None:
        self.verbs, self.on, self.by, self.value = frozenset(verbs), frozenset(on), by, value

    def action(self, run: Run, action: Action, ref: str) -> Hit | None:
        """Fires on every action that fits."""
        if (
            action.verb in self.verbs
            and (not self.on or action.on in self.on)
            and self.by in (action.actor, ANYONE)
            and (self.value is None or matches(self.value, action.value))
        ):
            return Hit(action.tick, run.instant, run.instant, (ref,))
        return None


class EventWatch(Watch):
    """Events by kind, source and what they carry."""

    def __init__(self, kinds: Sequence[str], sources: Sequence[str], data: Mapping[str, Any]) -> None:
        self.kinds, self.sources, self.data = frozenset(kinds), frozenset(sources), dict(data)

    def event(self, run: Run, event: Event, ref: str) -> Hit | None:
        """Fires on every event that fits."""
        if (
            event.kind in self.kinds
            and (not self.sources or event.source in self.sources)
            and matches(self.data, event.data)
        ):
            return Hit(event.tick, run.instant, run.instant, (ref,))
        return None


class _Several(Watch, ABC):
    """Feeds its parts and combines their hits."""

    def __init__(self, parts: Sequence[Watch]) -> None:
        self.parts = list(parts)
        self.checks = tuple(check for part in parts for check in part.checks)

    def reset(self) -> None:
        for part in self.parts:
            part.reset()

    def action(self, run: Run, action: Action, ref: str) -> Hit | None:
        return self.combine([part.action(run, action, ref) for part in self.parts])

    def event(self, run: Run, event: Event, ref: str) -> Hit | None:
        return self.combine([part.event(run, event, ref) for part in self.parts])

    def row(self, run: Run, tick: int, values: Sequence[float]) -> Hit | None:
        return self.combine([part.row(run, tick, values) for part in self.parts])

    @abstractmethod
    def combine(self, hits: Sequence[Hit | None]) -> Hit | None:
        """The hit of the whole, given those of the parts at this instant."""


class AnyWatch(_Several):
    """Fires whenever one of its parts does."""

    def combine(self, hits: Sequence[Hit | None]) -> Hit | None:
        """The first hit."""
        return next((hit for hit in hits if hit is not None), None)

    @property
    def holding(self) -> bool:
        """Whether one part is going on."""
        return any(part.holding for part in self.parts)


class AllWatch(_Several):
    """Fires when the last of its parts has happened, in whatever order; then starts anew."""

    def __init__(self, parts: Sequence[Watch]) -> None:
        super().__init__(parts)
        self.seen: list[Hit | None] = [None] * len(self.parts)

    def reset(self) -> None:
        """Forget which parts have happened."""
        super().reset()
        self.seen = [None] * len(self.parts)

    def combine(self, hits: Sequence[Hit | None]) -> Hit | None:
        """Remember new hits; the whole happens with the last missing one."""
        if not any(hit is not None for hit in hits):
            return None
        for i, hit in enumerate(hits):
            if hit is not None and self.seen[i] is None:
                self.seen[i] = hit
        done = [hit for hit in self.seen if hit is not None]
        if len(done) < len(self.parts):
            return None
        self.seen = [None] * len(self.parts)
        last = max(done, key=lambda hit: (hit.instant, hit.began))
        refs = tuple(dict.fromkeys(ref for hit in done for ref in hit.refs))
        return Hit(last.tick, last.instant, max(hit.began for hit in done), refs)

    @property
    def holding(self) -> bool:
        """Whether every part is going on."""
        return all(part.holding for part in self.parts)
