"""The faults at work: they begin by time, condition, chance or the instructor, and end after their time.

Plant tags are set on the fault layer of the arbitration; instruments and interlocks look themselves up in
``bus.malfunctions``. When a fault comes by chance is a hash of (seed, fault), known from the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.chance import stream_id, uniform
from engine.control.amounts import size, slope
from engine.control.bus import Bus, Layer, Malfunction
from engine.control.faults.section import Chance, Does, Fault, Faults
from engine.exact import ln
from engine.scenario.expression import Expression
from engine.state import fields_of

__all__ = ["FaultBlock"]

NEVER = -1
FAR = 1 << 60
"""A tick that never comes."""


@dataclass(slots=True)
class _Row:
    began: int = NEVER
    ends: int = NEVER
    active: bool = False
    spent: bool = False
    due: int = NEVER
    """When a drawn fault comes, once its condition has held."""


class FaultBlock:
    """All faults of a scenario."""

    period = 1

    def __init__(self, section: Faults, bus: Bus) -> None:
        self._bus = bus
        self._entries = dict(section.root)
        self._rows = {key: _Row() for key in section.root}
        self._at = {key: bus.tags.at(f"{key}.active") for key in section.root}
        self._due = {key: _due(key, entry, bus) for key, entry in section.root.items()}
        self._when = {key: bus.compile(e.when) for key, e in section.root.items() if e.when is not None}
        drawn = _drawn_from_pots(section, bus)
        self._wait = {key: wait for key, (wait, text) in drawn.items() if text is not None}
        self._due |= {key: wait for key, (wait, text) in drawn.items() if text is None}
        self._when |= {key: bus.compile(text) for key, (_, text) in drawn.items() if text is not None}
        self._effects = {key: [(does, _amount(does, bus)) for does in e.does] for key, e in section.root.items()}
        self._watched = dict(self._when)
        self._next = 0
        self.operables: list[Any] = []
        self._look_ahead()

    def start(self) -> None:
        """Nothing is wrong before the first scan."""

    def scan(self) -> None:
        """Begin and end what is due."""
        tick = self._bus.tick
        if self._watched:
            for key in [key for key, formula in self._watched.items() if formula(self._bus.values)]:
                if key in self._wait:
                    self._schedule(key)
                else:
                    self.begin(key, "condition")
        if tick < self._next:
            return
        for key, row in self._rows.items():
            if row.active and NEVER < row.ends <= tick:
                self.end(key, "timer")
            elif not row.active and not row.spent and self._begins(key, row) <= tick:
                self.begin(key, "timer")

    def _schedule(self, key: str) -> None:
        """The condition of a drawn fault holds: it comes after its time."""
        self._rows[key].due = self._bus.tick + self._wait[key]
        self._look_ahead()

    def begin(self, key: str, by: str = "instructor") -> None:
        """Begin the fault now, in the name of ``by``; nothing happens while it is active."""
        row, entry, bus = self._rows[key], self._entries[key], self._bus
        if row.active:
            return
        row.began, row.active, row.spent = bus.tick, True, True
        row.ends = NEVER if entry.lasts is None else bus.tick + bus.ticks(entry.lasts)
        for does, amount in self._effects[key]:
            if does.set is not None:
                bus.outputs.put(Layer.FAULT, does.set, amount, key)
        self._settle(key)
        self._upset(key, row)
        self._changed(key, by)

    def end(self, key: str, by: str = "instructor") -> None:
        """End the fault now; nothing happens if it is not active."""
        row = self._rows[key]
        if not row.active:
            return
        row.active, row.ends = False, NEVER
        for i, (does, _) in enumerate(self._effects[key]):
            if does.set is not None:
                self._bus.outputs.release(Layer.FAULT, does.set, key)
            self._bus.malfunctions.end(_device(does), f"{key}/{i}")
        self._settle(key)
        self._changed(key, by)

    def _settle(self, key: str) -> None:
        """What stays: commands given by hand before and meanwhile are void, nothing starts again by itself."""
        for does, amount in self._effects[key]:
            if does.set is not None and does.stays:
                self._bus.outputs.settle(Layer.MANUAL, does.set, amount)

    def _upset(self, key: str, row: _Row) -> None:
        """Put the devices out of order."""
        for i, (does, amount) in enumerate(self._effects[key]):
            if does.mode is not None:
                what = Malfunction(does.mode, amount, row.began, _held(does, self._bus))
                self._bus.malfunctions.begin(_device(does), what, f"{key}/{i}")

    def _changed(self, key: str, by: str) -> None:
        row, entry = self._rows[key], self._entries[key]
        self._bus.values[self._at[key]] = float(row.active)
        self._bus.emit("fault", key, on=row.active, text=entry.title.model_dump(), by=by, hidden=entry.hidden)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """The next tick at which the clock alone changes something, and the conditions still to be watched."""
        ends = [row.ends for row in self._rows.values() if row.active and row.ends > NEVER]
        begins = [self._begins(key, row) for key, row in self._rows.items() if not row.active and not row.spent]
        self._next = min([*ends, *begins], default=FAR)
        rows = self._rows
        self._watched = {k: f for k, f in self._when.items() if not rows[k].spent and rows[k].due == NEVER}

    def _begins(self, key: str, row: _Row) -> int:
        """The tick at which the clock begins a fault."""
        return self._due[key] if row.due == NEVER else row.due

    def active(self) -> list[str]:
        """Ids of the faults that are active, in the order of the section."""
        return [key for key, row in self._rows.items() if row.active]

    def began(self, key: str) -> int:
        """The tick a fault last began at, −1 before the first time."""
        return self._rows[key].began

    def ids(self) -> list[str]:
        """Ids of all faults: what an instructor can begin and end."""
        return list(self._rows)

    def state(self) -> dict[str, Any]:
        """Every row."""
        return {key: fields_of(row) for key, row in self._rows.items()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``, the tags and the malfunctions; claims come back with the outputs."""
        self._bus.malfunctions.clear()
        for key, one in state.items():
            self._rows[key] = row = _Row(**one)
            self._bus.values[self._at[key]] = float(row.active)
            if row.active:
                self._upset(key, row)
        self._look_ahead()


def _device(does: Does) -> str:
    return does.instrument or does.interlock or ""


def _held(does: Does, bus: Bus) -> float | None:
    """Where a freezing instrument stays, in its unit; ``None`` for where it is."""
    if does.instrument is None or does.to is None:
        return None
    return does.to.to(bus.tags[does.instrument].unit)


def _due(key: str, entry: Fault, bus: Bus) -> int:
    """The tick at which the clock begins a fault."""
    if entry.at is not None:
        return -(-entry.at // bus.tick_ms)
    if entry.chance is None:
        return FAR
    return _drawn(key, entry.chance, bus)


def _drawn(key: str, chance: Chance, bus: Bus) -> int:
    """The tick chance has chosen: even over a window, or exponential with the given mean."""
    whether, when = (float(u) for u in uniform(bus.seed, stream_id(f"fault:{key}"), 0, 2))
    if whether >= chance.probability:
        return FAR
    if chance.between is not None:
        first, last = chance.between
        ms = first + when * (last - first)
    else:
        ms = -(chance.per or 0) * ln(1.0 - when)
    return int(ms // bus.tick_ms)


def _drawn_from_pots(section: Faults, bus: Bus) -> dict[str, tuple[int, Expression | None]]:
    """The one fault drawn from each pot: how many ticks it waits, and for which condition first."""
    pots: dict[str, list[str]] = {}
    for key, entry in section.root.items():
        if entry.draw is not None:
            pots.setdefault(entry.draw.pot, []).append(key)
    out: dict[str, tuple[int, Expression | None]] = {}
    for pot, keys in pots.items():
        which, when = (float(u) for u in uniform(bus.seed, stream_id(f"pot:{pot}"), 0, 2))
        key = keys[int(which * len(keys))]
        draw = section.root[key].draw
        assert draw is not None
        first, last = draw.between
        out[key] = (int((first + when * (last - first)) // bus.tick_ms), draw.when)
    return out


def _amount(does: Does, bus: Bus) -> float:
    """The number behind one effect, in the unit of what it acts on."""
    if does.set is not None and does.to is not None:
        return does.to.to(bus.tags[does.set].unit)
    if does.by is None or does.instrument is None:
        return 0.0
    unit = bus.tags[does.instrument].unit
    if does.mode == "bias":
        return size(does.by, unit)
    return slope(does.by, unit) if does.mode == "drift" else does.by.to("")
