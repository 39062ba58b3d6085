"""Whether each alarm's condition holds: all of them printed as one Python function of the values.

    def holds(v, limit, slow, formula):
        slow[0] += 0.0017 * (v[9] - slow[0])
        return [v[6] > limit[0], v[7] < limit[1], abs(v[6] - v[8]) > limit[2], (v[9] - slow[0]) * 0.0167 > limit[3]]

Thirty comparisons cost two microseconds that way. Only places and numbers are printed, never anything an author
wrote. A limit moves by the dead-band while its alarm is active: it begins above 65 and ends below 64. Rates come
from a first-order smoothing, (x − slow) / over, which is exact for a steady ramp.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.control.alarms.section import Alarm
from engine.control.amounts import size, slope
from engine.control.bus import Bus
from engine.control.errors import ControlError
from engine.exact import exp
from engine.tags import Kind

__all__ = ["Conditions"]

Holds = Callable[[Sequence[float], list[float], list[float], Sequence[Callable[[Sequence[float]], Any]]], list[bool]]


class Conditions:
    """The conditions of ``alarms`` (id, alarm), in their order."""

    def __init__(self, alarms: Sequence[tuple[str, Alarm]], bus: Bus) -> None:
        self._bus = bus
        self._limits = [_limits(key, alarm, bus) for key, alarm in alarms]
        self._shown = [None if alarm.watched is None else bus.tags.at(alarm.watched) for _, alarm in alarms]
        self._watched = [place if alarm.on else None for place, (_, alarm) in zip(self._shown, alarms, strict=True)]
        self._smoothed: list[tuple[int, float]] = []
        """Place and smoothing time (ms) behind each rate."""
        self._formulas: list[Callable[[Sequence[float]], Any]] = []
        tests = [self._test(i, alarm) for i, (_, alarm) in enumerate(alarms)]
        self._function = self._print(tests)
        self.slow: list[float] = []
        """Smoothed values behind the rates; state. Begun by ``prime``."""
        self._limit: list[float] = []
        self.follow([False] * len(alarms))

    def _test(self, i: int, alarm: Alarm) -> str:
        """The comparison of one alarm, as Python text."""
        if alarm.when is not None:
            self._formulas.append(self._bus.compile(alarm.when))
            return f"bool(formula[{len(self._formulas) - 1}](v))"
        value = f"v[{self._watched[i]}]"
        if alarm.other is not None:
            return f"abs({value} - v[{self._bus.tags.at(alarm.other)}]) > limit[{i}]"
        if alarm.rising is not None or alarm.falling is not None:
            slow = f"slow[{len(self._smoothed)}]"
            self._smoothed.append((self._watched[i] or 0, float(alarm.over)))
            change = f"{value} - {slow}" if alarm.rising is not None else f"{slow} - {value}"
            return f"({change}) * {1000.0 / alarm.over!r} > limit[{i}]"
        sign = ">" if alarm.high is not None else "<" if alarm.low is not None else "=="
        return f"{value} {sign} limit[{i}]"

    def _print(self, tests: Sequence[str]) -> Holds:
        lines = ["def holds(v, limit, slow, formula):"]
        for n, (place, over) in enumerate(self._smoothed):
            share = 1.0 - exp(-self._bus.tick_ms / over)
            lines.append(f"    slow[{n}] += {share!r} * (v[{place}] - slow[{n}])")
        lines.append(f"    return [{', '.join(tests)}]")
        made: dict[str, Any] = {}
        exec("\n".join(lines), made)
        holds: Holds = made["holds"]
        return holds

    def prime(self) -> None:
        """Begin the smoothing of the rates at the values of now."""
        self.slow = [self._bus.values[place] for place, _ in self._smoothed]

    def holds(self) -> list[bool]:
        """For each alarm, whether its condition holds at this scan. Advances the smoothing of the rates."""
        return self._function(self._bus.values, self._limit, self.slow, self._formulas)

    def follow(self, active: Sequence[bool]) -> None:
        """Move the limits of active alarms by their dead-bands."""
        self._limit = [ends if on else begins for on, (begins, ends) in zip(active, self._limits, strict=True)]

    def limit(self, i: int) -> float | None:
        """The limit alarm ``i`` begins at, in its tag's unit (per second for rates); ``None`` for a formula."""
        return None if self._watched[i] is None else self._limits[i][0]

    def value(self, i: int) -> float | None:
        """The value the list shows for alarm ``i``, or ``None`` for a formula that names none."""
        place = self._shown[i]
        return None if place is None else self._bus.values[place]


def _limits(key: str, alarm: Alarm, bus: Bus) -> tuple[float, float]:
    """Where the condition begins and where it ends, in the watched tag's unit."""
    if alarm.on is None:
        return 0.0, 0.0
    tag = bus.tags[alarm.on]
    if alarm.state is not None:
        wanted = _state_value(key, alarm.state, tag.kind, tag.options)
        return wanted, wanted
    rate = alarm.rising or alarm.falling
    if rate is not None:
        limit = slope(rate, tag.unit)
        return limit, limit - (slope(alarm.deadband, tag.unit) if alarm.deadband.value else 0.0)
    band = size(alarm.deadband, tag.unit) if alarm.deadband.value else 0.0
    if alarm.low is not None:
        limit = alarm.low.to(tag.unit)
        return limit, limit + band
    if alarm.high is not None:
        limit = alarm.high.to(tag.unit)
    elif alarm.deviation is not None:
        limit = size(alarm.deviation, tag.unit)
    else:
        raise ControlError(key, "no condition")
    return limit, limit - band


def _state_value(key: str, wanted: bool | int | str, kind: Kind, options: tuple[str, ...]) -> float:
    if isinstance(wanted, str):
        if wanted not in options:
            raise ControlError(key, f"{wanted!r} is not one of {', '.join(options) or '0, 1'}")
        return float(options.index(wanted))
    if kind is Kind.DISCRETE and wanted not in (0, 1):
        raise ControlError(key, "a discrete tag is 0 or 1")
    return float(wanted)
