"""Lines with a style: solid, dashed, dotted, double, ticked, zigzag; what a palette says a state looks like.

Styles run on round corners, so that a bent line is one line. All measures are pixels.

    trace(draw_list, [(10, 10), (90, 10)], Ink(theme.INKS["red"], "ticked"), 2.5, unit=1.0)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from slimgui import imgui

from engine.session.palettes import Shade
from engine.view import theme
from engine.view.theme import Rgba, u32

__all__ = ["PLAIN", "Ink", "blink", "ink_of", "trace"]

Point = tuple[float, float]
_OPEN = imgui.DrawFlags.NONE
FADED = 0.3
"""What is left of a colour in the dark half of flashing: it never disappears."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour with a line style; ``weight`` multiplies the width."""

    colour: Rgba
    style: str = "solid"
    weight: float = 1.0

    def faded(self) -> Ink:
        """The same in the dark half of flashing."""
        return replace(self, colour=theme.with_alpha(self.colour, FADED))


PLAIN = Ink(theme.EDGE)
"""What has no state to show."""


def blink(now: float) -> bool:
    """Whether flashing things are in the dark half of their second."""
    return math.floor(now * 2) % 2 == 1


def ink_of(shade: Shade, now: float) -> Ink:
    """How a state looks at ``now``, s of the screen."""
    ink = Ink(theme.INKS[shade.colour], shade.style, shade.weight)
    return ink.faded() if shade.flash and blink(now) else ink


def trace(draw: Any, points: Sequence[Point], ink: Ink, weight: float, unit: float = 1.0) -> None:
    """Draw a line through ``points`` of ``weight`` pixels; ``unit``: pixels of one measure of the theme."""
    _TRACES.get(ink.style, _solid)(draw, points, u32(ink.colour), max(1.0, weight * ink.weight), unit)


def _line(draw: Any, points: Sequence[Point], colour: int, weight: float) -> None:
    draw.add_polyline(points, colour, _OPEN, weight)


def _solid(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    del unit
    _line(draw, points, colour, weight)


def _dashed(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    for piece in _pieces(points, 6 * unit, 4 * unit):
        _line(draw, piece, colour, weight)


def _dotted(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    for piece in _pieces(points, 2 * unit, 3 * unit):
        _line(draw, piece, colour, weight)


def _double(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    gap = weight / 2 + unit
    for side in (-gap, gap):
        _line(draw, _beside(points, side), colour, max(1.0, weight * 0.6))


def _ticked(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    """Solid with short slanting strokes across."""
    _line(draw, points, colour, weight)
    reach = weight / 2 + 2.5 * unit
    for (x, y), (dx, dy) in _along(points, 7 * unit, 4 * unit):
        ax, ay = (dx - dy) * reach * 0.75, (dy + dx) * reach * 0.75
        _line(draw, [(x - ax, y - ay), (x + ax, y + ay)], colour, max(1.0, 1.4 * unit))


def _zigzag(draw: Any, points: Sequence[Point], colour: int, weight: float, unit: float) -> None:
    swing, side = 0.3 * weight + 1.6 * unit, 1.0
    path = [points[0]]
    for (x, y), (dx, dy) in _along(points, 4 * unit, 2 * unit):
        path.append((x - dy * swing * side, y + dx * swing * side))
        side = -side
    path.append(points[-1])
    _line(draw, path, colour, max(1.0, weight * 0.6))


_TRACES: dict[str, Callable[[Any, Sequence[Point], int, float, float], None]] = {
    "solid": _solid, "dashed": _dashed, "dotted": _dotted, "double": _double, "ticked": _ticked, "zigzag": _zigzag,
}  # fmt: skip


def _legs(points: Sequence[Point]) -> Iterator[tuple[Point, Point, float]]:
    """Start, direction and length of each leg that has a length."""
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        if length > 1e-6:
            yield (x0, y0), ((x1 - x0) / length, (y1 - y0) / length), length


def _along(points: Sequence[Point], step: float, first: float) -> Iterator[tuple[Point, Point]]:
    """Places every ``step`` pixels along the line with the direction there, the first after ``first``."""
    wait = first
    for (x, y), (dx, dy), length in _legs(points):
        at = wait
        while at <= length:
            yield (x + dx * at, y + dy * at), (dx, dy)
            at += step
        wait = at - length


def _pieces(points: Sequence[Point], dash: float, gap: float) -> Iterator[list[Point]]:
    """The dashes of a line; one that meets a corner goes round it."""
    piece: list[Point] = [points[0]]
    left, drawn = dash, True
    for (x, y), (dx, dy), length in _legs(points):
        at = 0.0
        while length - at > left:
            at += left
            here = (x + dx * at, y + dy * at)
            if drawn:
                yield [*piece, here]
            piece, drawn = [here], not drawn
            left = dash if drawn else gap
        left -= length - at
        piece.append((x + dx * length, y + dy * length))
    if drawn and len(piece) > 1:
        yield piece


def _beside(points: Sequence[Point], distance: float) -> list[Point]:
    """The line moved to its side, corners kept."""
    legs = list(_legs(points))
    if not legs:
        return list(points)
    out = []
    for i in range(len(legs) + 1):
        (ax, ay), (bx, by) = legs[max(0, i - 1)][1], legs[min(i, len(legs) - 1)][1]
        nx, ny = -(ay + by), ax + bx
        scale = distance * 2 / max(1e-6, nx * nx + ny * ny)  # the mitre of the corner
        (x, y), (dx, dy), length = legs[min(i, len(legs) - 1)]
        if i == len(legs):
            x, y = x + dx * length, y + dy * length
        out.append((x + nx * scale, y + ny * scale))
    return out
