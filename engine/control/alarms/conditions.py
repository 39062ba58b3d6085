"""Whether each alarm's condition holds: thirty comparisons in about a microsecond.

Alarms are sorted by what they compare, so that a whole kind is one ``map`` over the picked values. A limit moves
by the dead-band while its alarm is active: it begins above 65 and ends below 64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import eq, gt, lt, sub
from typing import Any

from engine.control.alarms.section import Alarm
from engine.control.amounts import size, slope
from engine.control.bus import Bus
from engine.control.errors import ControlError
from engine.control.picking import picker
from engine.exact import exp
from engine.tags import Kind

__all__ = ["ORDER", "Conditions"]

ORDER = ("high", "low", "state", "deviation", "rising", "falling", "when")
"""The order in which alarms are sorted."""


class Conditions:
    """The conditions of ``alarms`` (id, alarm), which must be sorted by ``ORDER``."""

    def __init__(self, alarms: Sequence[tuple[str, Alarm]], bus: Bus) -> None:
        self._bus = bus
        self._begin: list[float] = []
        self._end: list[float] = []
        self._watched: list[int | None] = []
        for key, alarm in alarms:
            begin, end = _limits(key, alarm, bus)
            self._begin.append(begin)
            self._end.append(end)
            self._watched.append(None if alarm.on is None else bus.tags.at(alarm.on))
        kinds = [alarm.kind for _, alarm in alarms]
        self._cuts = {kind: (kinds.index(kind), len(kinds) - kinds[::-1].index(kind)) for kind in set(kinds)}
        places = {kind: self._places(kind) for kind in ORDER}
        self._high, self._low = picker(places["high"]), picker(places["low"])
        self._state, self._one = picker(places["state"]), picker(places["deviation"])
        other = [bus.tags.at(a.other) for _, a in alarms if a.other is not None]
        self._other = picker(other)
        self._moving = picker(places["rising"] + places["falling"])
        self._over = [float(a.over) for _, a in alarms if a.kind in ("rising", "falling")]
        self._share = [1.0 - exp(-float(bus.tick_ms) / over) for over in self._over]
        self.slow: list[float] = []
        """Smoothed values behind the rates; state."""
        self.prime()
        self._formulas: list[Callable[[Sequence[float]], Any]] = [
            bus.compile(a.when) for _, a in alarms if a.when is not None
        ]
        self._limit: dict[str, list[float]] = {}
        self.follow([False] * len(alarms))

    def _places(self, kind: str) -> list[int]:
        first, last = self._cuts.get(kind, (0, 0))
        return [place for place in self._watched[first:last] if place is not None]

    def prime(self) -> None:
        """Begin the smoothing of the rates at the values of now."""
        self.slow = list(self._moving(self._bus.values))

    def limit(self, i: int) -> float | None:
        """The limit alarm ``i`` begins at, in its tag's unit (per second for rates); ``None`` for a formula."""
        return None if self._watched[i] is None else self._begin[i]

    def follow(self, active: Sequence[bool]) -> None:
        """Move the limits of active alarms by their dead-bands."""
        limits = [e if on else b for on, b, e in zip(active, self._begin, self._end, strict=True)]
        self._limit = {kind: limits[first:last] for kind, (first, last) in self._cuts.items()}

    def holds(self, values: Sequence[float]) -> list[bool]:
        """For each alarm, whether its condition holds at this scan. Advances the smoothing of the rates."""
        limit = self._limit
        out: list[bool] = []
        if "high" in limit:
            out += map(gt, self._high(values), limit["high"])
        if "low" in limit:
            out += map(lt, self._low(values), limit["low"])
        if "state" in limit:
            out += map(eq, self._state(values), limit["state"])
        if "deviation" in limit:
            out += map(gt, map(abs, map(sub, self._one(values), self._other(values))), limit["deviation"])
        if self._over:
            out += self._rates(values)
        for formula in self._formulas:
            out.append(bool(formula(values)))
        return out

    def _rates(self, values: Sequence[float]) -> list[bool]:
        """Rates per second from a first-order smoothing: (x − slow) / over, exact for a steady ramp."""
        now = self._moving(values)
        self.slow = [s + share * (x - s) for s, x, share in zip(self.slow, now, self._share, strict=True)]
        rates = [(x - s) * 1000.0 / over for x, s, over in zip(now, self.slow, self._over, strict=True)]
        rising, falling = self._limit.get("rising", []), self._limit.get("falling", [])
        return [
            *map(gt, rates, rising),
            *(-rate > limit for rate, limit in zip(rates[len(rising) :], falling, strict=True)),
        ]

    def value(self, i: int) -> float | None:
        """The watched value of alarm ``i``, or ``None`` for a formula."""
        place = self._watched[i]
        return None if place is None else self._bus.values[place]


def _limits(key: str, alarm: Alarm, bus: Bus) -> tuple[float, float]:
    """Where the condition begins and where it ends, in the watched tag's unit."""
    if alarm.on is None:
        return 0.0, 0.0
    tag = bus.tags[alarm.on]
    if alarm.state is not None:
        wanted = _state_value(key, alarm.state, tag.kind, tag.options)
        return wanted, wanted
    if alarm.high is not None:
        limit = alarm.high.to(tag.unit)
        return limit, limit - size(alarm.deadband, tag.unit)
    if alarm.low is not None:
        limit = alarm.low.to(tag.unit)
        return limit, limit + size(alarm.deadband, tag.unit)
    if alarm.deviation is not None:
        limit = size(alarm.deviation, tag.unit)
        return limit, limit - size(alarm.deadband, tag.unit)
    rate = alarm.rising or alarm.falling
    if rate is None:
        raise ControlError(key, "no condition")
    limit = slope(rate, tag.unit)
    band = slope(alarm.deadband, tag.unit) if alarm.deadband.value else 0.0
    return limit, limit - band


def _state_value(key: str, wanted: bool | int | str, kind: Kind, options: tuple[str, ...]) -> float:
    if isinstance(wanted, str):
        if wanted not in options:
            raise ControlError(key, f"{wanted!r} is not one of {', '.join(options) or '0, 1'}")
        return float(options.index(wanted))
    if kind is Kind.DISCRETE and wanted not in (0, 1):
        raise ControlError(key, "a discrete tag is 0 or 1")
    return float(wanted)
