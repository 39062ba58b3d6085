"""Numbers and moments of a mark as the page shows them: points, amounts with units, times of the attempt.

>>> marks(-5.84), tenths([5.84, 2.71, 0.03])
('−5.8', [5.8, 2.7, 0.1])
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.session.findings import Evidence
from grading.calculus.result import ItemResult, Result
from grading.calculus.words import clock, number, period
from grading.reports.again import never_done
from grading.reports.words import say

__all__ = ["amount", "extent", "extreme", "marks", "moment", "nearly_all", "tenths", "without"]

_BOUNDED = {"%", ""}
"""Units of what ends by itself where its scale ends: an opening, a level, a state."""


def marks(points: float) -> str:
    """Marks with at most one decimal."""
    shown = f"{points:.1f}".rstrip("0").rstrip(".").replace("-", "−")
    return "0" if shown == "−0" else shown


def tenths(points: Sequence[float]) -> list[float]:
    """``points`` in tenths that add up to their rounded sum: the largest remainders are rounded up."""
    exact = [value * 10 for value in points]
    shown = [math.floor(value + 1e-9) for value in exact]
    short = round(sum(exact)) - sum(shown)
    order = sorted(range(len(exact)), key=lambda i: (shown[i] - exact[i], i))
    for i in order[: max(short, 0)]:
        shown[i] += 1
    return [value / 10 for value in shown]


def nearly_all(result: Result) -> float:
    """Longer than this many ticks is no stretch of an attempt but nearly all of it."""
    return 0.6 * (result.end - result.start)


def extent(piece: Evidence, result: Result) -> str:
    """When, on the clock of the attempt; nothing where it is all of it."""
    if piece.end - piece.start >= max(result.end - result.start, 1):
        return ""
    start, end = (clock(tick - result.start, result.tick_ms) for tick in (piece.start, piece.end))
    return start if start == end else f"{start} – {end}"


def amount(value: float | None, unit: str, lang: str) -> str:
    """A value with its unit, a bare one as a number of times; spans of a minute and more in minutes and seconds."""
    if value is None:
        return ""
    if unit == "s" and abs(value) >= 60:
        return period(round(value), 1000).of(lang)
    return number(value, unit) if unit else f"{number(value)} {say('times', lang)}"


def extreme(value: float, unit: str, reach: tuple[float, float] | None, lang: str) -> str:
    """The highest or lowest value; at an end of what the instrument can show it says that it may have gone further."""
    if reach is not None:
        near = 1e-4 * (reach[1] - reach[0])
        if value >= reach[1] - near and unit not in _BOUNDED:
            return say("off_scale", lang, sign="≥", value=number(reach[1], unit))
        if value <= reach[0] + near and reach[0] < 0 and unit not in _BOUNDED:
            return say("off_scale", lang, sign="≤", value=number(reach[0], unit))
    return number(value, unit)


def moment(item: ItemResult) -> int | None:
    """The tick to speak of when the item is told as one moment; ``None`` for what was never done at all."""
    if never_done(item):
        return None
    piece = item.evidence[-1] if item.evidence else None
    at = item.data.get("at", piece.end if piece is not None else None)
    return None if at is None else int(at)


def without(said: str, title: str) -> str:
    """The sentence without the title it begins with: the title stands above it."""
    rest = said.removeprefix(title)
    return rest.lstrip(":： ") if rest != said else said
