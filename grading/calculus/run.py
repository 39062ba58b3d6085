"""The marker's clock and memory while it reads a trace: where it is, the last row, which moments have come.

A *moment* is named: ``start`` and ``end`` of the attempt, every mark and every step. It comes once.
*Instants* number everything that is read (each action, each event, each row), so that things of one tick
keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from engine.scenario.text import Text
from engine.tags import Tag

__all__ = ["END", "START", "Hit", "Run"]

START, END = "start", "end"
"""Moments every attempt has."""


class Hit(NamedTuple):
    """Something happened: when, and what shows it.

    ``began`` is the instant, ``since`` the tick from which a lasting condition held (that of the hit itself and
    ``None`` otherwise); ``refs`` are ids of actions (``a12``) and events (``e7``).
    """

    tick: int
    instant: int
    began: int
    refs: tuple[str, ...] = ()
    since: int | None = None


class Run:
    """State shared by all monitors of one marker. Ticks are the attempt's; durations are in ticks.

    ``names`` holds the titles of moments and items, ``values`` the last row; ``row_tick`` is
    the tick of the row before the one being read, so that a sample knows what time it stands for.
    """

    __slots__ = (
        "_told",
        "ended",
        "instant",
        "moments",
        "names",
        "row_tick",
        "start",
        "tags",
        "tick",
        "tick_ms",
        "values",
    )

    def __init__(self, tick_ms: int, tags: Iterable[Tag] = ()) -> None:
        self.tick_ms = tick_ms
        self.tags = {tag.id: tag for tag in tags}
        self.names: dict[str, Text] = {}
        self.start = 0
        self.tick = 0
        self.row_tick = 0
        self.instant = 0
        self.values: Sequence[float] | None = None
        self.moments: dict[str, Hit] = {}
        self.ended = ""
        self._told: dict[str, list[Callable[[], None]]] = {}

    def begin(self, tick: int) -> None:
        """The first thing of the trace lies at ``tick``."""
        self.start = self.tick = self.row_tick = tick
        self.moments[START] = Hit(tick, 0, 0)

    def step(self, tick: int) -> None:
        """Go to ``tick`` and number the next instant."""
        self.tick = tick
        self.instant += 1

    def note(self, name: str, hit: Hit) -> None:
        """A named moment came; only the first time counts."""
        if name not in self.moments:
            self.moments[name] = hit
            for told in self._told.get(name, ()):
                told()

    def call(self, name: str, told: Callable[[], None]) -> None:
        """Have ``told`` called when the moment ``name`` comes."""
        self._told.setdefault(name, []).append(told)

    def seconds(self, ticks: float) -> float:
        """Ticks as seconds."""
        return ticks * self.tick_ms / 1000.0
