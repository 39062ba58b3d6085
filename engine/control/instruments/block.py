"""The instruments at work: those of one scan time as one printed Python function.

    lag:   y ← y + (1 − e^(−scan/lag)) · (x − y)        exact for a step, e by engine.exact at load
    shown: y + noise, faults applied, held inside the range

Noise is a hash of (seed, instrument, scan number), drawn with numpy for many scans at once: it needs no state, and
reading one instrument more often never changes another. Calculated instruments come after those that read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.chance import gauss, stream_id
from engine.control.amounts import size
from engine.control.bus import Bus, Malfunction
from engine.control.instruments.section import Instrument, Instruments, Scale, scale
from engine.control.operate import Observable
from engine.control.picking import picker
from engine.exact import exp
from engine.tags import Kind

__all__ = ["InstrumentBlock"]

_BATCH = 1024
"""Scans whose noise is drawn at once: 8 kB an instrument."""


class InstrumentBlock:
    """All instruments, grouped by how often they are read."""

    def __init__(self, section: Instruments, bus: Bus) -> None:
        self._bus = bus
        self._groups: list[_Analog | _Discrete] = []
        by_kind: dict[tuple[bool, int], list[tuple[str, Instrument, Scale]]] = {}
        for key, entry in sorted(section.root.items(), key=lambda item: item[1].reads is None):
            made = scale(key, entry, bus.tags)
            place = (made.kind is not Kind.ANALOG, bus.ticks(entry.scan))
            by_kind.setdefault(place, []).append((key, entry, made))
        for discrete, period in sorted(by_kind):
            members = by_kind[discrete, period]
            self._groups.append((_Discrete if discrete else _Analog)(members, period, bus))
        self.period = math.gcd(*(g.period for g in self._groups)) if self._groups else 1
        self._where = {key: group for group in self._groups for key in group.ids}
        self.operables = [Observable(key, entry.title) for key, entry in section.root.items()]

    def start(self) -> None:
        """Show the true values of tick 0, settled and without noise, calculated ones from what is shown."""
        values, before = self._bus.values, None
        for _ in self._where:  # a chain of calculations settles link by link
            for group in self._groups:
                group.start()
            if values == before:
                break
            before = list(values)

    def scan(self) -> None:
        """Read the instruments that are due at ``bus.tick``."""
        tick = self._bus.tick
        for group in self._groups:
            if tick % group.period == 0:
                group.scan(tick)

    def quality(self, key: str) -> str:
        """``good``, ``clipped`` (beyond an end of its range) or ``bad`` (signal lost)."""
        group = self._where[key]
        return "bad" if group.bad[key] else "clipped" if group.beyond(key) else "good"

    def state(self) -> dict[str, Any]:
        """Per instrument: what it shows, its lag, whether it is bad or beyond its range."""
        return {key: self._where[key].one(key) for key in self._where}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()`` and the shown values."""
        for key, one in state.items():
            self._where[key].set_one(key, one)


class _Group:
    """What reading many instruments at the same pace has in common: sources, faults, the ``bad`` tags."""

    def __init__(self, members: Sequence[tuple[str, Instrument, Scale]], period: int, bus: Bus) -> None:
        self.ids = [key for key, _, _ in members]
        self.period = period
        self.bad = dict.fromkeys(self.ids, False)
        self._bus = bus
        self._values = bus.values
        self._at = {key: i for i, key in enumerate(self.ids)}
        self._shown_at = [bus.tags.at(key) for key in self.ids]
        self._bad_at = [bus.tags.at(f"{key}.bad") for key in self.ids]
        self._entries = [entry for _, entry, _ in members]
        self._scales = [made for _, _, made in members]
        self._faulty: list[tuple[int, Malfunction]] = []
        self._version = -1

    def _look_up_faults(self) -> None:
        """Learn which members are out of order; only called after something changed."""
        register = self._bus.malfunctions
        self._version = register.version
        self._faulty = [(i, what) for i, key in enumerate(self.ids) for what in register.of(key)]
        lost = {i for i, what in self._faulty if what.mode == "open"}
        for i, key in enumerate(self.ids):
            if self.bad[key] != (i in lost):
                self._mark(i, i in lost)

    def _mark(self, i: int, bad: bool) -> None:
        self.bad[self.ids[i]] = bad
        self._values[self._bad_at[i]] = float(bad)


class _Analog(_Group):
    """Analog instruments of one scan time, printed as one function."""

    def __init__(self, members: Sequence[tuple[str, Instrument, Scale]], period: int, bus: Bus) -> None:
        super().__init__(members, period, bus)
        self._tick_s = bus.tick_ms / 1000.0
        scan_ms = float(period * bus.tick_ms)
        self._share = [1.0 - exp(-scan_ms / e.lag) if e.lag else 1.0 for e in self._entries]
        self._sigma = [size(e.noise, s.unit) for e, s in zip(self._entries, self._scales, strict=True)]
        self._formulas = [bus.compile(e.calculates) if e.calculates is not None else None for e in self._entries]
        self._noise: list[list[float]] = []
        self._batch = -1
        self._row: list[float] = []
        self._y = [0.0] * len(self.ids)
        self._over: dict[int, int] = {}
        self._outside: set[int] = set()
        self._function = self._print()

    def _print(self) -> Callable[..., None]:
        """The scan of the whole group; only numbers and places are printed, nothing an author wrote."""
        wrong = {i for i, _ in self._faulty}
        lines = ["def scan(v, y, n, formula, disturb, end):"]
        for i, (entry, made) in enumerate(zip(self._entries, self._scales, strict=True)):
            x = f"formula[{i}](v)" if entry.reads is None else f"v[{self._bus.tags.at(entry.reads)}]"
            if made.factor != 1.0 or made.offset != 0.0:
                x = f"({x} * {made.factor!r} + {made.offset!r})"
            lines.append(f"    y[{i}] += {self._share[i]!r} * ({x} - y[{i}])")
            lines.append(f"    z = y[{i}] + n[{i}]" if self._sigma[i] else f"    z = y[{i}]")
            if i in wrong:
                lines.append(f"    z = disturb({i}, z)")
            at = self._shown_at[i]
            lines.append(f"    v[{at}] = z if {made.low!r} <= z <= {made.high!r} else end({i}, z)")
        made_here: dict[str, Any] = {}
        exec("\n".join(lines), made_here)
        function: Callable[..., None] = made_here["scan"]
        return function

    def _look_up_faults(self) -> None:
        before = [i for i, _ in self._faulty]
        super()._look_up_faults()
        if [i for i, _ in self._faulty] != before:
            self._function = self._print()

    def start(self) -> None:
        values = self._values
        for i, (entry, made) in enumerate(zip(self._entries, self._scales, strict=True)):
            formula = self._formulas[i]
            x = values[self._bus.tags.at(entry.reads or "")] if formula is None else formula(values)
            self._y[i] = x * made.factor + made.offset
            values[self._shown_at[i]] = min(max(self._y[i], made.low), made.high)

    def scan(self, tick: int) -> None:
        if self._version != self._bus.malfunctions.version:
            self._look_up_faults()
        number = tick // self.period
        if number // _BATCH != self._batch:
            self._draw(number // _BATCH)
        self._row = self._noise[number % _BATCH]
        self._outside.clear()
        self._function(self._values, self._y, self._row, self._formulas, self._disturb, self._end)
        if self._over:
            self._come_back()

    def _draw(self, batch: int) -> None:
        self._batch = batch
        noise = np.zeros((_BATCH, len(self.ids)))
        for i, (key, sigma) in enumerate(zip(self.ids, self._sigma, strict=True)):
            if sigma:
                stream = stream_id(f"noise:{key}")
                noise[:, i] = sigma * gauss(self._bus.seed, stream, batch * _BATCH, _BATCH)
        self._noise = noise.tolist()

    def _disturb(self, i: int, z: float) -> float:
        """What a broken instrument makes of ``z``; a lost signal and a frozen one hide everything else."""
        wrong = [what for at, what in self._faulty if at == i]
        if any(what.mode == "open" for what in wrong):
            return self._scales[i].low if self._entries[i].fails == "low" else self._scales[i].high
        for what in wrong:
            if what.mode == "freeze":
                return self._values[self._shown_at[i]] if what.held is None else what.held
        for at, what in self._faulty:
            if at != i:
                continue
            if what.mode == "bias":
                z += what.amount
            elif what.mode == "drift":
                z += what.amount * ((self._bus.tick - what.since) * self._tick_s)
            elif what.mode == "noise":
                z += (what.amount - 1.0) * self._row[i]
        return z

    def _end(self, i: int, z: float) -> float:
        """The end of the range that ``z`` lies beyond; reported once, unless noise alone took it there."""
        made, quiet = self._scales[i], z - self._row[i]
        over = -1 if quiet < made.low else 1 if quiet > made.high else 0
        self._outside.add(i)
        if over != self._over.get(i, 0):
            if over:
                self._over[i] = over
                self._bus.emit("clip", self.ids[i], value=quiet, low=made.low, high=made.high)
            else:
                del self._over[i]
        return made.low if z < made.low else made.high

    def _come_back(self) -> None:
        """Forget the excursions that are over; noise alone does not end one."""
        for i in [i for i in self._over if i not in self._outside]:
            quiet = self._values[self._shown_at[i]] - self._row[i]
            if self._scales[i].low <= quiet <= self._scales[i].high:
                del self._over[i]

    def beyond(self, key: str) -> bool:
        return self._at[key] in self._over

    def one(self, key: str) -> dict[str, Any]:
        i = self._at[key]
        shown = self._values[self._shown_at[i]]
        return {"bad": self.bad[key], "lagged": self._y[i], "over": self._over.get(i, 0), "shown": shown}

    def set_one(self, key: str, state: dict[str, Any]) -> None:
        i = self._at[key]
        self._mark(i, state["bad"])
        self._y[i] = state["lagged"]
        self._over.pop(i, None)
        if state["over"]:
            self._over[i] = state["over"]
        self._values[self._shown_at[i]] = state["shown"]
        self._version = -1


class _Discrete(_Group):
    """Limit switches, running signals, mode readings: shown as they are."""

    def __init__(self, members: Sequence[tuple[str, Instrument, Scale]], period: int, bus: Bus) -> None:
        super().__init__(members, period, bus)
        self._raw = self._sources()
        self._shown = [0.0] * len(self.ids)

    def _sources(self) -> Callable[[Sequence[float]], Sequence[float]]:
        """What the members read, those that calculate last."""
        pick = picker([self._bus.tags.at(e.reads) for e in self._entries if e.reads is not None])
        formulas = [self._bus.compile(e.calculates) for e in self._entries if e.calculates is not None]
        return lambda values: [*pick(values), *[formula(values) for formula in formulas]]

    def start(self) -> None:
        self._show([float(x) for x in self._raw(self._values)])

    def scan(self, tick: int) -> None:  # noqa: ARG002  (the same shape as for analog instruments)
        if self._version != self._bus.malfunctions.version:
            self._look_up_faults()
        shown = [float(x) for x in self._raw(self._values)]
        for i, what in self._faulty:
            if what.mode == "freeze":
                shown[i] = self._shown[i] if what.held is None else what.held
        for i, what in self._faulty:
            if what.mode == "open":
                shown[i] = self._scales[i].low if self._entries[i].fails == "low" else self._scales[i].high
        if shown != self._shown:
            self._show(shown)

    def _show(self, shown: list[float]) -> None:
        self._shown = shown
        for i, x in zip(self._shown_at, shown, strict=True):
            self._values[i] = x

    def beyond(self, key: str) -> bool:  # noqa: ARG002  (a discrete value has no ends to leave)
        return False

    def one(self, key: str) -> dict[str, Any]:
        return {"bad": self.bad[key], "shown": self._shown[self._at[key]]}

    def set_one(self, key: str, state: dict[str, Any]) -> None:
        i = self._at[key]
        self._mark(i, state["bad"])
        self._shown[i] = self._values[self._shown_at[i]] = state["shown"]
        self._version = -1
