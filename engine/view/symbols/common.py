"""How a symbol is drawn: in a unit square that is turned and stretched onto the picture.

A symbol calls a pencil with points in 0…1; the pencil knows where on the screen they lie. States follow ISA-101:
what runs or is open is light, what stands or is shut is dark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from slimgui import imgui

from engine.view import theme
from engine.view.symbols.strokes import PLAIN, Ink, trace
from engine.view.theme import Rgba, u32

__all__ = ["Pencil", "Symbol"]

Point = tuple[float, float]


ARC_STEPS = 14
_OPEN = imgui.DrawFlags.NONE


@cache
def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
    angles = [math.radians(start + (end - start) * i / ARC_STEPS) for i in range(ARC_STEPS + 1)]
    return tuple((x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles)


@dataclass(frozen=True, slots=True)
class Pencil:
    """Draws in the unit square of one element.

    ``on`` is the state of what is drawn (``None`` unknown), ``fraction`` a level or an opening 0–1. ``travel`` says how
    far it has gone from its first state to its last, 0–1 (``None`` unknown); ``inks`` are the looks of its ends, in the
    order the symbol names them.
    """

    draw: Any
    centre: Point
    size: Point
    turn: int
    weight: float
    on: bool | None = None
    fraction: float | None = None
    edge: Rgba = theme.EDGE
    travel: float | None = None
    inks: tuple[Ink, ...] = ()

    def ink(self, end: int = 0) -> Ink:
        """The look of an end; what has fewer looks than ends shares the last. A negative end has none."""
        return self.inks[min(end, len(self.inks) - 1)] if self.inks and end >= 0 else PLAIN

    def at(self, x: float, y: float) -> Point:
        """Where the point (x, y) of the unit square lies on the screen."""
        return self.places(((x, y),))[0]

    def places(self, points: Sequence[Point]) -> list[Point]:
        """Where points of the unit square lie on the screen."""
        cx, cy = self.centre
        w, h = self.size
        turn = self.turn // 90 % 4
        if turn == 0:
            return [(cx + (x - 0.5) * w, cy + (y - 0.5) * h) for x, y in points]
        if turn == 1:
            return [(cx - (y - 0.5) * h, cy + (x - 0.5) * w) for x, y in points]
        if turn == 2:
            return [(cx - (x - 0.5) * w, cy - (y - 0.5) * h) for x, y in points]
        return [(cx + (y - 0.5) * h, cy - (x - 0.5) * w) for x, y in points]

    @property
    def body(self) -> Rgba:
        """The fill for its state."""
        if self.on is None:
            return theme.BODY
        return theme.RUNNING if self.on else theme.STOPPED

    def polygon(self, points: Sequence[Point], fill: Rgba | None = None, closed: bool = True) -> None:
        """A convex outline, filled with ``fill`` or the state's colour."""
        place = self.places(points)
        if closed:
            self.draw.add_convex_poly_filled(place, u32(fill or self.body))
        flags = imgui.DrawFlags.CLOSED if closed else imgui.DrawFlags.NONE
        self.draw.add_polyline(place, u32(self.edge), flags, self.weight)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Rgba | None = None, outline: bool = True) -> None:
        """A rectangle."""
        corners = self.places(((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
        self.draw.add_convex_poly_filled(corners, u32(fill or self.body))
        if outline:
            self.draw.add_polyline(corners, u32(self.edge), imgui.DrawFlags.CLOSED, self.weight)

    def circle(self, x: float, y: float, radius: float, fill: Rgba | None = None) -> None:
        """A circle; ``radius`` is a share of the shorter side."""
        pixels = radius * min(self.size)
        self.draw.add_circle_filled(self.at(x, y), pixels, u32(fill or self.body), 36)
        self.draw.add_circle(self.at(x, y), pixels, u32(self.edge), 36, self.weight)

    def line(self, *points: Point) -> None:
        """An open line."""
        self.draw.add_polyline(self.places(points), u32(self.edge), imgui.DrawFlags.NONE, self.weight)

    def stroke(self, end: int, *points: Point, heavy: float = 1.0, styled: bool = False) -> None:
        """An open line in the colour of an end; ``styled`` in its line style too."""
        ink = self.ink(end)
        if styled:
            trace(self.draw, self.places(points), ink, self.weight * heavy, self.weight / 1.5)
            return
        weight = max(1.0, self.weight * heavy * ink.weight)
        self.draw.add_polyline(self.places(points), u32(ink.colour), _OPEN, weight)

    def area(self, end: int, points: Sequence[Point]) -> None:
        """A convex shape filled with the colour of an end."""
        self.draw.add_convex_poly_filled(self.places(points), u32(self.ink(end).colour))

    def ring(self, end: int, x: float, y: float, radius: float, fill: Rgba | None = None, heavy: float = 1.0) -> None:
        """A circle in the colour of an end; ``radius`` is a share of the shorter side."""
        pixels = radius * min(self.size)
        if fill is not None:
            self.draw.add_circle_filled(self.at(x, y), pixels, u32(fill), 36)
        self.draw.add_circle(self.at(x, y), pixels, u32(self.ink(end).colour), 36, max(1.0, self.weight * heavy))

    @staticmethod
    def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> tuple[Point, ...]:
        """Points of an arc in the unit square, degrees clockwise from three o'clock."""
        return _arc(x, y, rx, ry, start, end)


@dataclass(frozen=True, slots=True)
class Symbol:
    """One entry of the catalogue: its names, its usual size in canvas units, and how it is drawn."""

    zh: str
    en: str
    size: Point
    draw: Callable[[Pencil], None]
