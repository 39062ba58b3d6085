"""The instruments at work: every analog one at once, as vectors.

One scan of 40 instruments is a handful of numpy operations on 40 numbers; only + − × are used, which are the same
on every machine. Noise is a hash of (seed, instrument, scan number), drawn for many scans at once: it needs no
state, and reading one instrument more often never changes another.

A calculated instrument sees what the others showed at the scan before.

    lag:   y ← y + (1 − e^(−scan/lag)) · (x − y)        exact for a step, e by engine.exact at load
    shown: y + noise, faults applied, held inside the range
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

Floats = NDArray[np.float64]


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
        self._raw = self._sources()

    def _sources(self) -> Callable[[Sequence[float]], Sequence[float]]:
        """What the members read, those that calculate last and already in their own unit."""
        pick = picker([self._bus.tags.at(e.reads) for e in self._entries if e.reads is not None])
        formulas = [
            (self._bus.compile(e.calculates), made.factor, made.offset)
            for e, made in zip(self._entries, self._scales, strict=True)
            if e.calculates is not None
        ]
        if not formulas:
            return pick
        return lambda values: [*pick(values), *[f(values) * factor + offset for f, factor, offset in formulas]]

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
    """Analog instruments of one scan time."""

    def __init__(self, members: Sequence[tuple[str, Instrument, Scale]], period: int, bus: Bus) -> None:
        super().__init__(members, period, bus)
        seconds = period * bus.tick_ms / 1000.0
        self._tick_s = bus.tick_ms / 1000.0
        lags = [1.0 if not e.lag else 1.0 - exp(-seconds * 1000.0 / e.lag) for e in self._entries]
        self._share = np.array(lags)
        convert = [
            (made.factor, made.offset) if e.reads is not None else (1.0, 0.0)
            for e, made in zip(self._entries, self._scales, strict=True)
        ]
        self._plain = set(convert) == {(1.0, 0.0)}
        self._factor, self._offset = np.array(convert).T
        self._low = np.array([made.low for made in self._scales])
        self._high = np.array([made.high for made in self._scales])
        self._sigma = [size(e.noise, s.unit) for e, s in zip(self._entries, self._scales, strict=True)]
        self._noise: Floats = np.zeros((0, len(self.ids)))
        self._batch = -1
        self._y: Floats = np.zeros(len(self.ids))
        self._over = [0] * len(self.ids)
        self._shown = [0.0] * len(self.ids)
        self._any_over = False

    def _read(self) -> Floats:
        x: Floats = np.array(self._raw(self._values), dtype=np.float64)
        return x if self._plain else x * self._factor + self._offset

    def start(self) -> None:
        self._y = self._read()
        self._show(np.minimum(np.maximum(self._y, self._low), self._high).tolist())

    def scan(self, tick: int) -> None:
        if self._version != self._bus.malfunctions.version:
            self._look_up_faults()
        number = tick // self.period
        batch = number // _BATCH
        if batch != self._batch:
            self._draw(batch)
        noise = self._noise[number % _BATCH]
        self._y += self._share * (self._read() - self._y)
        z = self._y + noise
        if self._faulty:
            self._disturb(z, noise, tick)
        inside = np.minimum(np.maximum(z, self._low), self._high)
        shown = inside.tolist()
        seen = z.tolist()
        if self._any_over or shown != seen:
            self._watch_ends(shown, seen, noise)
        self._show(shown)

    def _show(self, shown: list[float]) -> None:
        self._shown = shown
        values = self._values
        for i, x in zip(self._shown_at, shown, strict=True):
            values[i] = x

    def _draw(self, batch: int) -> None:
        self._batch = batch
        self._noise = np.zeros((_BATCH, len(self.ids)))
        for i, (key, sigma) in enumerate(zip(self.ids, self._sigma, strict=True)):
            if sigma:
                stream = stream_id(f"noise:{key}")
                self._noise[:, i] = sigma * gauss(self._bus.seed, stream, batch * _BATCH, _BATCH)

    def _disturb(self, z: Floats, noise: Floats, tick: int) -> None:
        """Apply the malfunctions in order; a lost signal and a frozen one hide all others."""
        for i, what in self._faulty:
            if what.mode == "bias":
                z[i] += what.amount
            elif what.mode == "drift":
                z[i] += what.amount * ((tick - what.since) * self._tick_s)
            elif what.mode == "noise":
                z[i] += (what.amount - 1.0) * noise[i]
        for i, what in self._faulty:
            if what.mode == "freeze":
                z[i] = self._shown[i]
        for i, what in self._faulty:
            if what.mode == "open":
                z[i] = self._low[i] if self._entries[i].fails == "low" else self._high[i]

    def _watch_ends(self, shown: list[float], seen: list[float], noise: Floats) -> None:
        """Report once when a value leaves its range; noise alone does not count."""
        for i, (inside, x) in enumerate(zip(shown, seen, strict=True)):
            if inside == x and not self._over[i]:
                continue
            x, made = x - float(noise[i]), self._scales[i]
            over = -1 if x < made.low else 1 if x > made.high else 0
            if over != self._over[i]:
                self._over[i] = over
                if over:
                    self._bus.emit("clip", self.ids[i], value=x, low=made.low, high=made.high)
        self._any_over = any(self._over)

    def beyond(self, key: str) -> bool:
        return self._over[self._at[key]] != 0

    def one(self, key: str) -> dict[str, Any]:
        i = self._at[key]
        return {
            "bad": self.bad[key],
            "lagged": float(self._y[i]),
            "over": self._over[i],
            "shown": self._shown[i],
        }

    def set_one(self, key: str, state: dict[str, Any]) -> None:
        i = self._at[key]
        self._mark(i, state["bad"])
        self._y[i] = state["lagged"]
        self._over[i] = state["over"]
        self._any_over = any(self._over)
        self._shown[i] = self._values[self._shown_at[i]] = state["shown"]
        self._version = -1


class _Discrete(_Group):
    """Limit switches, running signals, mode readings: shown as they are."""

    def __init__(self, members: Sequence[tuple[str, Instrument, Scale]], period: int, bus: Bus) -> None:
        super().__init__(members, period, bus)
        self._shown = [0.0] * len(self.ids)

    def start(self) -> None:
        self._show([float(x) for x in self._raw(self._values)])

    def scan(self, tick: int) -> None:  # noqa: ARG002  (the same shape as for analog instruments)
        if self._version != self._bus.malfunctions.version:
            self._look_up_faults()
        shown = [float(x) for x in self._raw(self._values)]
        for i, what in self._faulty:
            if what.mode == "freeze":
                shown[i] = self._shown[i]
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
