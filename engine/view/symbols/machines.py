"""Symbols of single-line diagrams that do not switch: windings, bars, lines, loads, what hangs on them.

Each is drawn upright, its first end at the top; ``electrical`` lists them with their names.
"""

from __future__ import annotations

import math

from engine.view import theme
from engine.view.symbols.common import Pencil
from engine.view.symbols.electrical_parts import FINE, earth_bars, ratio

__all__ = [
    "arrester",
    "busbar",
    "capacitor",
    "current_transformer",
    "earth",
    "fuse",
    "line_out",
    "load",
    "source",
    "tapped_transformer",
    "transformer",
    "voltage_transformer",
]


def _star(pencil: Pencil, end: int, x: float, y: float, size: float) -> None:
    """The sign of a star winding; ``size`` in widths."""
    tall = size * ratio(pencil)
    pencil.stroke(end, (x, y), (x, y + tall), heavy=FINE)
    pencil.stroke(end, (x - 0.87 * size, y - 0.5 * tall), (x, y), (x + 0.87 * size, y - 0.5 * tall), heavy=FINE)


def _delta(pencil: Pencil, end: int, x: float, y: float, size: float) -> None:
    """The sign of a delta winding."""
    tall = size * ratio(pencil)
    left, right = (x - 0.87 * size, y + 0.5 * tall), (x + 0.87 * size, y + 0.5 * tall)
    pencil.stroke(end, (x, y - tall), left, right, (x, y - tall), heavy=FINE)


def _windings(pencil: Pencil) -> tuple[float, float, float]:
    """Radius as a share of the shorter side, and the heights of the two centres, of two circles that overlap."""
    shape = ratio(pencil)
    across = min(0.46, 0.8 / 3.5 / shape)  # in widths: two circles of 3.5 radii altogether, and their leads
    down = across * shape
    return across * pencil.size[0] / min(pencil.size), 0.5 - 0.75 * down, 0.5 + 0.75 * down


def transformer(pencil: Pencil) -> None:
    """Two windings; star with neutral above, delta below (YNd); ends: high, low."""
    radius, high, low = _windings(pencil)
    down = radius * min(pencil.size) / pencil.size[1]
    across = radius * min(pencil.size) / pencil.size[0]
    pencil.stroke(0, (0.5, 0.0), (0.5, high - down))
    pencil.stroke(1, (0.5, low + down), (0.5, 1.0))
    pencil.ring(0, 0.5, high, radius)
    pencil.ring(1, 0.5, low, radius)
    _star(pencil, 0, 0.5, high - 0.1 * down, 0.36 * across)
    _delta(pencil, 1, 0.5, low + 0.12 * down, 0.4 * across)


def tapped_transformer(pencil: Pencil) -> None:
    """The same with a tap changer: an arrow across the high side."""
    transformer(pencil)
    radius, high, _ = _windings(pencil)
    down = radius * min(pencil.size) / pencil.size[1]
    across = radius * min(pencil.size) / pencil.size[0]
    tip = (0.5 + 1.15 * across, high - 1.05 * down)
    pencil.stroke(0, (0.5 - 1.1 * across, high + 1.0 * down), tip, heavy=FINE)
    pencil.area(
        0, [tip, (tip[0] - 0.42 * across, tip[1] + 0.14 * down), (tip[0] - 0.14 * across, tip[1] + 0.42 * down)]
    )


def voltage_transformer(pencil: Pencil) -> None:
    """A lead to three small windings: star, star, open delta."""
    shape = ratio(pencil)
    across = min(0.27, 0.78 / 3.0 / shape)
    down, radius = across * shape, across * pencil.size[0] / min(pencil.size)
    low = 1.0 - down
    top = low - 1.35 * down
    pencil.stroke(0, (0.5, 0.0), (0.5, top - down))
    for x, y in ((0.5, top), (0.5 - 0.78 * across, low), (0.5 + 0.78 * across, low)):
        pencil.ring(0, x, y, radius, heavy=FINE)


def busbar(pencil: Pencil) -> None:
    """A heavy bar along its longer side."""
    along = pencil.size[0] >= pencil.size[1]
    ends = ((0.0, 0.5), (1.0, 0.5)) if along else ((0.5, 0.0), (0.5, 1.0))
    pencil.stroke(0, *ends, heavy=max(2.0, 0.6 * min(pencil.size) / pencil.weight), styled=True)


def _arrow(pencil: Pencil, foot: float) -> None:
    pencil.area(0, [(0.1, foot - 0.9 * ratio(pencil)), (0.9, foot - 0.9 * ratio(pencil)), (0.5, foot)])


def line_out(pencil: Pencil) -> None:
    """An overhead line or cable that leaves the station."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.8))
    _arrow(pencil, 1.0)


def load(pencil: Pencil) -> None:
    """A load: an open arrow."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 1.0))
    head = 0.8 * ratio(pencil)
    pencil.stroke(0, (0.1, 1.0 - head), (0.5, 1.0), (0.9, 1.0 - head), heavy=1.3)


def capacitor(pencil: Pencil) -> None:
    """Two plates, the neutral below them."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.36))
    for y in (0.36, 0.64):
        pencil.stroke(0, (0.04, y), (0.96, y), heavy=1.1)
    pencil.stroke(0, (0.5, 0.64), (0.5, 1.0))


def arrester(pencil: Pencil) -> None:
    """A box with an arrow in it, to earth."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.5), heavy=FINE)
    pencil.stroke(0, (0.2, 0.16), (0.8, 0.16), (0.8, 0.68), (0.2, 0.68), (0.2, 0.16), heavy=FINE)
    pencil.area(0, [(0.3, 0.36), (0.7, 0.36), (0.5, 0.56)])
    pencil.stroke(-1, (0.5, 0.68), (0.5, 0.82))
    earth_bars(pencil, -1, 0.82, 1.0)


def current_transformer(pencil: Pencil) -> None:
    """A ring round the conductor."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 1.0))
    pencil.ring(0, 0.5, 0.5, 0.4)


def source(pencil: Pencil) -> None:
    """A grid behind the line: a circle with a wave."""
    shape = ratio(pencil)
    across = min(0.48, 0.42 / shape)
    centre = across * shape
    pencil.ring(0, 0.5, centre, across * pencil.size[0] / min(pencil.size), theme.FIELD)
    wave = [
        (0.5 + across * 0.6 * (i / 6 - 1), centre - across * shape * 0.35 * math.sin(math.pi * i / 6))
        for i in range(13)
    ]
    pencil.stroke(0, *wave)
    pencil.stroke(0, (0.5, 2 * centre), (0.5, 1.0))


def fuse(pencil: Pencil) -> None:
    """A box with the conductor through it."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.2))
    pencil.stroke(0, (0.5, 0.8), (0.5, 1.0))
    pencil.stroke(0, (0.5, 0.2), (0.5, 0.8), heavy=0.5)
    pencil.stroke(0, (0.18, 0.2), (0.82, 0.2), (0.82, 0.8), (0.18, 0.8), (0.18, 0.2), heavy=FINE)


def earth(pencil: Pencil) -> None:
    """Earth."""
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.5))
    earth_bars(pencil, 0, 0.5, 1.0)
