"""Signals for a function test: what the conditions would say if the instruments saw the injected values.

The injected value goes in *before* the instrument, so an instrument that is frozen or has lost its signal does not
pass it on, and the test finds that out. Without injected values the conditions themselves are forced.
"""

from __future__ import annotations

from engine.control.bus import Bus
from engine.control.interlocks.section import Interlock

__all__ = ["Injection"]


class Injection:
    """The test signals of one interlock."""

    def __init__(self, key: str, entry: Interlock, bus: Bus) -> None:
        self.id = key
        self._bus = bus
        self._formulas = [bus.compile(text) for text in entry.cause.of]
        self._signals = [
            (tag, bus.tags.at(tag), amount.to(bus.tags[tag].unit)) for tag, amount in entry.test.inject.items()
        ]

    def holds(self) -> list[bool]:
        """The conditions as the function under test sees them."""
        if not self._signals:
            return [True] * len(self._formulas)
        seen = list(self._bus.values)
        for tag, at, value in self._signals:
            wrong = self._bus.malfunctions.of(tag)
            if not any(what.mode in ("freeze", "open") for what in wrong):
                seen[at] = value + sum(what.amount for what in wrong if what.mode == "bias")
        return [bool(formula(seen)) for formula in self._formulas]
