"""Short words beside marks on a time line so that they never run into one another.

Each label stands in one of a few rows under its mark; a thin line leads down to it. A label that fits nowhere is left
out (the mark stays, and its words are in the tip and the list).

    placed = place([Label(120.0, "启动 P-102A"), ...], left=130, right=940, rows=3)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grading.reports.svg import width_of

__all__ = ["SIZE", "Label", "Placed", "place"]

SIZE = 12.0
"""The size of label text, in units of the picture."""
_GAP, _BESIDE = 9.0, 3.0


@dataclass(frozen=True, slots=True)
class Label:
    """Words that belong to the place ``x``; ``near`` is how far from the mark they begin."""

    x: float
    words: str
    near: float = _BESIDE


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its row; ``anchor`` is ``start`` (words to the right of ``x``) or ``end``."""

    label: Label
    row: int
    anchor: str
    begin: float
    end: float


def place(labels: Iterable[Label], left: float, right: float, rows: int) -> list[Placed]:
    """Those labels that find room, from the right to the left, so that no leading line crosses earlier words."""
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda one: -one.x):
        found = _room(label, placed, left, right, rows)
        if found is not None:
            placed.append(found)
    used = sorted({one.row for one in placed})
    return [replace(one, row=used.index(one.row)) for one in placed[::-1]]


def _room(label: Label, placed: list[Placed], left: float, right: float, rows: int) -> Placed | None:
    width = width_of(label.words, SIZE)
    after = label.x + label.near, label.x + label.near + width
    before = label.x - label.near - width, label.x - label.near
    anchor, (begin, end) = ("start", after) if after[1] <= right else ("end", before)  # to the left only at the edge
    if begin < left:
        return None
    order = range(rows) if anchor == "start" else range(rows - 1, -1, -1)  # below, so as not to bar others' lines
    row = next((row for row in order if _free(label.x, row, begin, end, placed)), None)
    return None if row is None else Placed(label, row, anchor, begin, end)


def _free(x: float, row: int, begin: float, end: float, placed: list[Placed]) -> bool:
    """Whether the words run into no others in their row, and no leading line runs through words."""
    for other in placed:
        overlaps = begin < other.end + _GAP and other.begin - _GAP < end
        if other.row == row and overlaps:
            return False
        if other.row < row and other.begin - 2 < x < other.end + 2:
            return False
        if other.row > row and begin - 2 < other.label.x < end + 2:
            return False
    return True
