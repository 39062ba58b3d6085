"""When an attempt ends by itself: its goal is reached, its time is up, or harm was done that ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.control.bus import Bus
from engine.session.modes import Mode, StartSection

__all__ = ["Ending"]


class Ending:
    """Watches the end conditions; a block of the consequences phase."""

    def __init__(self, start: StartSection, mode: Mode, bus: Bus, fatal: Callable[[], bool], period: int) -> None:
        self.period = period
        self._bus, self._fatal = bus, fatal
        self._goal = bus.compile(start.ends_when) if start.ends_when is not None else None
        self._hold = bus.ticks(start.ends_for) if start.ends_for else 0
        self._limit = bus.ticks(mode.time_limit) if mode.time_limit is not None else None
        self._since = -1
        self.ended_by = ""

    def start(self) -> None:
        """Nothing to prepare."""

    def scan(self) -> None:
        """Look whether it is over; the first reason stands."""
        tick = self._bus.tick
        if self.ended_by:
            return
        if self._fatal():
            self.ended_by = "failed"
        elif self._goal is not None and self._held(tick):
            self.ended_by = "finished"
        elif self._limit is not None and tick >= self._limit:
            self.ended_by = "timed_out"

    def _held(self, tick: int) -> bool:
        assert self._goal is not None
        if not self._goal(self._bus.values):
            self._since = -1
            return False
        if self._since < 0:
            self._since = tick
        return tick - self._since >= self._hold

    def state(self) -> dict[str, Any]:
        """Since when the goal has held, and why it ended."""
        return {"since": self._since, "ended_by": self.ended_by}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self._since, self.ended_by = state["since"], state["ended_by"]
