"""One signal in a frame: its normal band, its limits, what it did, and beside it what it did in another run.

draw_curve(root, curve, TimeScale(6000, 100, LEFT, RIGHT), top=40.0)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

import numpy as np

from grading.calculus.words import clock, number, shown_unit
from grading.reports.scale import TimeScale, decimate, steps
from grading.reports.svg import draw, text, wrapped

__all__ = ["GAP", "HEIGHT", "LEFT", "RIGHT", "WIDTH", "Curve", "Series", "axis", "draw_curve"]

WIDTH, LEFT, RIGHT = 960.0, 138.0, 948.0
"""Of every picture, so that letters have one size on the page and on A4."""
HEIGHT, GAP = 84.0, 14.0
"""Of one chart, and below it."""
_SMALL = 12.0
_LINE = 12.0
"""What a limit's words need above their line."""


Series: TypeAlias = tuple[Any, Any]
"""Ticks and values of equal length, sequences or arrays."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One signal: ``ticks`` and ``values`` in ``unit``; ``limits`` are drawn across with their names.

    ``band`` is where the value normally lies; ``beside`` is the same signal in another run, on this one's time;
    ``reach`` are the ends of what the instrument can show.
    """

    name: str
    title: str
    unit: str
    ticks: Sequence[int]
    values: Sequence[float]
    limits: tuple[tuple[float, str], ...] = ()
    stepped: bool = False
    band: tuple[float, float] | None = None
    beside: Series | None = None
    reach: tuple[float, float] | None = None


Place = Callable[[float], float]


def axis(root: Element, scale: TimeScale, top: float, bottom: float, above: bool = True, most: int = 8) -> None:
    """Fine upright lines at round times from ``top`` to ``bottom``, with their times at the ends."""
    for tick in scale.marks(most):
        x = scale.x(tick)
        draw("line", {"x1": x, "x2": x, "y1": top, "y2": bottom, "class": "grid"}, root)
        anchor = "start" if x < scale.left + 20 else "end" if x > scale.right - 24 else "middle"
        for y in (top - 7, bottom + 15) if above else (bottom + 15,):
            text(root, x, y, clock(tick, scale.tick_ms), "axis", anchor)


def draw_curve(root: Element, curve: Curve, scale: TimeScale, top: float, tall: float = HEIGHT) -> None:
    """Draw ``curve`` in a frame of ``tall`` below ``top``; only what lies on the axis decides its range."""
    bottom = top + tall
    own = _seen(curve.ticks, curve.values, scale)
    other = _seen(*curve.beside, scale) if curve.beside is not None else []
    low, high = _range(curve, [value for _, value in (*own, *other)])

    def at(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top)

    _names(root, curve, top, tall)
    if curve.band is not None:
        upper, lower = at(curve.band[1]), at(curve.band[0])
        box = {"x": scale.left, "y": upper, "width": scale.right - scale.left, "height": max(lower - upper, 0.5)}
        draw("rect", {**box, "class": "band"}, root)
    for value in steps(low, high, 3):
        y = at(value)
        draw("line", {"x1": scale.left, "x2": scale.right, "y1": y, "y2": y, "class": "grid"}, root)
        text(root, scale.left - 6, y + 4, number(value), "axis", "end")
    frame = {"x": scale.left, "y": top, "width": scale.right - scale.left, "height": bottom - top}
    draw("rect", {**frame, "class": "frame"}, root)
    if other:
        draw("path", {"d": _path(other, scale, at, curve.stepped), "class": "beside"}, root)
    if own:
        draw("path", {"d": _path(own, scale, at, curve.stepped), "class": "curve"}, root, tip=curve.title)
    _limits(root, curve, scale, (low, high), (top, bottom), at)


def _names(root: Element, curve: Curve, top: float, tall: float) -> None:
    text(root, 2, top + 13, curve.name, "lane")
    room = int((tall - 18) // 15)
    unit = shown_unit(curve.unit)
    title = wrapped(curve.title, _SMALL, LEFT - 48, max(room - bool(unit), 1))
    for n, words in enumerate([*title, *([unit] if unit else [])]):
        text(root, 2, top + 29 + 15 * n, words, "small")


def _seen(ticks: Sequence[int], values: Sequence[float], scale: TimeScale) -> list[tuple[int, float]]:
    """The points on the axis and one beyond each end, so that a line reaches the frame."""
    times = np.asarray(ticks)
    if not len(times) or times[-1] <= scale.first or times[0] >= scale.last:
        return []
    begin = max(int(np.searchsorted(times, scale.first)) - 1, 0)
    stop = int(np.searchsorted(times, scale.last, "right")) + 1
    return decimate(ticks[begin:stop], values[begin:stop], 300)


def _range(curve: Curve, shown: list[float]) -> tuple[float, float]:
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    reach = high - low
    bounds = [limit for limit, _ in curve.limits] + list(curve.band or ())
    near = [limit for limit in bounds if low - reach <= limit <= high + reach]
    low, high = min([low, *near]), max([high, *near])
    pad = (high - low) * 0.1 or max(abs(high) * 0.05, 0.5)
    return low - pad, high + pad


def _limits(
    root: Element, curve: Curve, scale: TimeScale, span: tuple[float, float], frame: tuple[float, float], at: Place
) -> None:
    """Lines across, the highest first; words above their line or below it, and none where neither is free."""
    taken: list[tuple[float, float]] = []
    for limit, words in sorted(curve.limits, reverse=True):
        if not span[0] <= limit <= span[1]:
            continue
        y = at(limit)
        draw("line", {"x1": scale.left, "x2": scale.right, "y1": y, "y2": y, "class": "bound"}, root)
        for top in (y - _LINE - 1, y + 2):
            free = all(top + _LINE <= begin or top >= end for begin, end in taken)
            if free and top >= frame[0] - 1 and top + _LINE <= frame[1] + 1:
                text(root, scale.right - 4, top + _LINE - 2, words, "axis bound-name", "end")
                taken.append((top, top + _LINE))
                break


def _path(points: list[tuple[int, float]], scale: TimeScale, at: Place, stepped: bool) -> str:
    drawn = [f"M{scale.x(points[0][0]):.1f} {at(points[0][1]):.1f}"]
    for before, after in pairwise(points):
        x, y = scale.x(after[0]), at(after[1])
        drawn.append(f"H{x:.1f}V{y:.1f}" if stepped and after[1] != before[1] else f"L{x:.1f} {y:.1f}")
    return "".join(drawn)
