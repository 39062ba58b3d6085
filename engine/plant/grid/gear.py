"""The mechanics of what is switched: breakers with their springs, drives that travel, clamps, and the orders they take.

Times are whole microseconds of model time, so that what happens inside a tick has its place there. Nothing here knows
what hangs on the contacts: the plant asks when the next contact parts or meets, and does what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["CONTACT", "NEVER", "BreakerGear", "Clamps", "Contacts", "Drive", "LoadSwitchGear", "Order"]

Order = Literal["", "open", "close"]

CONTACT = 85.0
"""At this travel (%) the contacts of a drive part or meet; the rest is overlap. source: design"""
NEVER = 1 << 62


class Contacts(Protocol):
    """Whatever is open or closed."""

    @property
    def closed(self) -> bool:
        """Whether the contacts touch."""


@dataclass(slots=True)
class LoadSwitchGear:
    """A load switch: worked by hand, at once."""

    closed: bool


class Clamps:
    """A portable earth: there as long as both its ends are fitted."""

    def __init__(self, inputs: Mapping[str, float], name: str) -> None:
        self._inputs, self._clamped, self._based = inputs, f"{name}.clamped", f"{name}.based"

    @property
    def closed(self) -> bool:
        """Whether it earths."""
        return bool(self._inputs[self._clamped] and self._inputs[self._based])


@dataclass(slots=True)
class BreakerGear:
    """A breaker: closed or open, what it is about to do, and its spring. ``opens`` … ``charging`` in µs."""

    opens: int
    closes: int
    charging: int
    closed: bool
    order: Order = ""
    due: int = NEVER
    charged_at: int = 0
    """When the spring is (or was) charged, µs."""
    tripped: bool = False
    failed: bool = False

    def charged(self, now: int) -> bool:
        """Whether it can be closed as far as the spring goes."""
        return now >= self.charged_at

    def begin(self, order: Order, now: int, *, trip: bool = False) -> None:
        """Start moving; a closing breaker that is told to open opens as soon as it is closed."""
        self.order = order
        self.due = now + (self.opens if order == "open" else self.closes)
        self.tripped = trip if order == "open" else False

    def arrive(self) -> None:
        """The contacts have parted or met; closing has spent the spring."""
        self.closed = self.order == "close"
        if self.closed:
            self.charged_at = self.due + self.charging
        self.order, self.due = "", NEVER

    def state(self) -> list[Any]:
        """Plain data."""
        return [self.closed, self.order, self.due, self.charged_at, self.tripped, self.failed]

    def set_state(self, state: list[Any]) -> None:
        """Put back ``state()``."""
        self.closed, self.order, self.due, self.charged_at, self.tripped, self.failed = state


@dataclass(slots=True)
class Drive:
    """Something that travels between 0 and 100 %: a disconnector, an earthing switch, a truck. ``speed`` in % a µs."""

    name: str
    speed: float
    position: float
    target: float

    @property
    def closed(self) -> bool:
        """Whether the contacts touch."""
        return self.position >= CONTACT

    @property
    def moving(self) -> bool:
        """Whether it is on its way."""
        return self.position != self.target

    def meets(self, start: int) -> int:
        """When (µs) the contacts part or meet, if the position is that of time ``start``; ``NEVER`` if they do not."""
        if not self.moving or self.closed == (self.target >= CONTACT):
            return NEVER
        return start + int(abs(CONTACT - self.position) / self.speed) + 1

    def travel(self, us: int) -> None:
        """Go on for ``us``."""
        way = self.speed * us
        left = self.target - self.position
        self.position = self.target if abs(left) <= way else self.position + (way if left > 0 else -way)

    def state(self) -> list[Any]:
        """Plain data."""
        return [self.position, self.target]

    def set_state(self, state: list[Any]) -> None:
        """Put back ``state()``."""
        self.position, self.target = state
