"""How the alarms stand all together, as tags: the load on the operator.

    ALARMS.rate             announced in the last ten minutes of model time (EEMUA 191 and ISA-18.2 count so)
    ALARMS.unacknowledged   wait to be acknowledged
    ALARMS.standing         their cause is still there, or held by the latch
    ALARMS.shelved          put aside by the operator
    ALARMS.waiting          for how long the oldest has not been acknowledged, s

Counted again only when an alarm changes its state; a scan in between compares two numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from engine.control.alarms.states import STANDING, UNACKNOWLEDGED, State
from engine.control.bus import Bus
from engine.tags import Encoding, Tag

__all__ = ["WINDOW_MS", "Tally", "tally_tags"]

WINDOW_MS = 600_000
"""Over how long ``ALARMS.rate`` counts, ms."""
NEVER = -1
_FIGURES = (
    ("rate", "", 65_535.0, "近 10 分钟报警数", "Alarms in the last 10 min"),
    ("unacknowledged", "", 65_535.0, "未确认报警数", "Unacknowledged alarms"),
    ("standing", "", 65_535.0, "当前报警数", "Standing alarms"),
    ("shelved", "", 65_535.0, "搁置报警数", "Shelved alarms"),
    ("waiting", "s", 1e7, "最早未确认报警已等待", "Oldest unacknowledged alarm"),
)


class _Row(Protocol):
    state: State
    waits: int


def tally_tags() -> list[Tag]:
    """The five tags."""
    return [
        Tag(f"ALARMS.{name}", unit, low=0.0, high=high, zh=zh, en=en, encoding=Encoding.FLOAT32)
        for name, unit, high, zh, en in _FIGURES
    ]


class Tally:
    """The five figures of all alarms; without alarms there are no tags and nothing is counted."""

    def __init__(self, bus: Bus, used: bool) -> None:
        self._bus = bus
        self._at = [bus.tags.at(f"ALARMS.{name}") for name, *_ in _FIGURES] if used else []
        self._window = bus.ticks(WINDOW_MS)
        self._announced: deque[int] = deque()
        self._leaves = 0
        self._oldest = NEVER
        self._waited = 0

    def announce(self) -> None:
        """One more alarm was announced at this tick."""
        self._announced.append(self._bus.tick)

    def count(self, rows: Iterable[_Row]) -> None:
        """Some alarm has changed its state."""
        self._count(rows)
        self._expire()
        self._waited = 0 if self._oldest == NEVER else self._bus.tick - self._oldest
        self._show_waited()

    def _count(self, rows: Iterable[_Row]) -> None:
        standing = waiting = shelved = 0
        oldest = NEVER
        for row in rows:
            standing += row.state in STANDING
            shelved += row.state is State.SHELVED
            if row.state in UNACKNOWLEDGED:
                waiting += 1
                oldest = row.waits if oldest == NEVER else min(oldest, row.waits)
        self._oldest = oldest
        for at, figure in zip(self._at[1:4], (waiting, standing, shelved), strict=False):
            self._bus.values[at] = float(figure)

    def scan(self) -> None:
        """Let announcements grow old, and who waits wait."""
        if self._announced and self._bus.tick >= self._leaves:
            self._expire()
        if self._oldest != NEVER:
            self._waited = self._bus.tick - self._oldest
            self._show_waited()

    def _expire(self) -> None:
        since = self._bus.tick - self._window
        while self._announced and self._announced[0] <= since:
            self._announced.popleft()
        self._show_rate()

    def _show_rate(self) -> None:
        self._leaves = self._announced[0] + self._window if self._announced else 0
        if self._at:
            self._bus.values[self._at[0]] = float(len(self._announced))

    def _show_waited(self) -> None:
        if self._at:
            self._bus.values[self._at[4]] = self._waited * self._bus.tick_ms / 1000.0

    def state(self) -> dict[str, Any]:
        """Announcements of the last ten minutes and how long the oldest has waited, ticks; the rest is counted anew."""
        return {"announced": list(self._announced), "waited": self._waited}

    def set_state(self, state: Mapping[str, Any], rows: Iterable[_Row]) -> None:
        """Put back ``state()`` and count ``rows``."""
        self._announced, self._waited = deque(state["announced"]), state["waited"]
        self._count(rows)
        self._show_rate()
        self._show_waited()
