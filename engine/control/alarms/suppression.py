"""Suppression by design: which alarms the state of the plant makes meaningless, and which it has just stopped to.

An alarm is hidden while its ``suppress`` condition holds and for ``off_delay`` after it, so that a machine that has
just been started gets the time to bring its flow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.control.alarms.section import Alarm
from engine.control.bus import Bus

__all__ = ["Suppressions"]

NEVER = -1


class Suppressions:
    """The suppressed alarms of a scenario."""

    def __init__(self, alarms: Mapping[str, Alarm], bus: Bus) -> None:
        self._bus = bus
        entries = {key: alarm.suppress for key, alarm in alarms.items() if alarm.suppress is not None}
        self._keys = list(entries)
        self._formulas = [bus.compile(entry.when) for entry in entries.values()]
        self._off = {key: bus.ticks(e.off_delay) if e.off_delay else 0 for key, e in entries.items()}
        self._hidden = dict.fromkeys(entries, False)
        self._ends = dict.fromkeys(entries, NEVER)
        self._last: list[bool] = []
        self._ending = False

    def hides(self, key: str) -> bool:
        """Whether the plant hides this alarm now."""
        return self._hidden.get(key, False)

    def scan(self) -> list[tuple[str, bool]]:
        """Alarms that are hidden from this tick on (``True``) or no longer (``False``), in the section's order."""
        values = self._bus.values
        holds = [bool(formula(values)) for formula in self._formulas]
        if holds == self._last and not self._ending:
            return []
        self._last = holds
        changed = []
        for key, on in zip(self._keys, holds, strict=True):
            if on:
                self._ends[key] = NEVER
            elif self._hidden[key] and self._ends[key] == NEVER:
                self._ends[key] = self._bus.tick + self._off[key]
            hidden = on or (self._hidden[key] and self._bus.tick < self._ends[key])
            if hidden != self._hidden[key]:
                self._hidden[key] = hidden
                changed.append((key, hidden))
            if not hidden:
                self._ends[key] = NEVER
        self._ending = any(end != NEVER for end in self._ends.values())
        return changed

    def state(self) -> dict[str, Any]:
        """What is hidden, and until when where the condition has gone."""
        return {"hidden": dict(self._hidden), "ends": dict(self._ends)}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self._hidden, self._ends = dict(state["hidden"]), dict(state["ends"])
        self._last = []
        self._ending = any(end != NEVER for end in self._ends.values())
