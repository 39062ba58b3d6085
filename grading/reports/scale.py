"""Round numbers for axes: where to put ticks on time and on values.

>>> steps(0, 103, 4)
[0.0, 50.0, 100.0]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["TimeScale", "decimate", "steps"]


_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Ticks of the model to a place between ``left`` and ``right``; ``first`` and ``last`` are the ticks at its ends."""

    last: int
    tick_ms: int
    left: float
    right: float
    first: int = 0

    def x(self, tick: float) -> float:
        """Where ``tick`` stands; outside it stays at the edge."""
        share = min(max((tick - self.first) / max(self.last - self.first, 1), 0.0), 1.0)
        return self.left + share * (self.right - self.left)

    def marks(self, most: int = 9) -> list[int]:
        """The ticks to label: the finest round period that gives at most ``most`` labels."""
        seconds = (self.last - self.first) * self.tick_ms / 1000
        period = next((s for s in _SECONDS if seconds / s <= most), 86400 * math.ceil(seconds / 86400 / most))
        begin = math.ceil(self.first * self.tick_ms / 1000 / period) * period
        return [s * 1000 // self.tick_ms for s in range(begin, self.last * self.tick_ms // 1000 + 1, period)]

    def shows(self, tick: float) -> bool:
        """Whether ``tick`` is on the axis."""
        return self.first <= tick <= self.last


def steps(low: float, high: float, most: int = 4) -> list[float]:
    """Round values from ``low`` to ``high``, at most ``most`` of them."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough), size * 10)
    first = math.ceil(low / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(high / step + 1e-9) + 1)]


def decimate(ticks: Sequence[int], values: Sequence[float], buckets: int) -> list[tuple[int, float]]:
    """At most four points a bucket (first, lowest, highest, last), so that no spike is lost."""
    n = len(ticks)
    if n <= 4 * buckets:
        return [(int(t), float(v)) for t, v in zip(ticks, values, strict=True)]
    points: list[tuple[int, float]] = []
    for b in range(buckets):
        start, end = b * n // buckets, (b + 1) * n // buckets
        part = [float(v) for v in values[start:end]]
        picks = sorted({0, part.index(min(part)), part.index(max(part)), len(part) - 1})
        points += [(int(ticks[start + i]), part[i]) for i in picks]
    return points
