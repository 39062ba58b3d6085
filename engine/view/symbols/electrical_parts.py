"""What several symbols of single-line diagrams share: proportions, the weight of details, the sign of earth."""

from __future__ import annotations

from engine.view.symbols.common import Pencil

__all__ = ["FINE", "earth_bars", "ratio"]

FINE = 0.7
"""Weight of small details beside that of the conductors: they would run together."""


def ratio(pencil: Pencil) -> float:
    """Width over height: what turns a length across into one along."""
    return pencil.size[0] / pencil.size[1]


def earth_bars(pencil: Pencil, end: int, top: float, foot: float) -> None:
    """The three bars of earth between two heights."""
    for i, half in enumerate((0.4, 0.25, 0.1)):
        y = top + (foot - top) * i / 2
        pencil.stroke(end, (0.5 - half, y), (0.5 + half, y), heavy=FINE)
