"""Flat sheets with rectangular openings: the stuff walls are made of.

>>> sheet(0, 4, 0, 3, [Hole(1, 2, 0, 2)]).triangles > 6
True
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.view.mesh import Mesh, mesh

__all__ = ["Hole", "sheet"]


class Hole(NamedTuple):
    """A rectangle in a wall, metres along it and above zero level."""

    left: float
    right: float
    low: float
    top: float

    def meets(self, other: Hole, gap: float = 0.0) -> bool:
        """Whether two rectangles come nearer than ``gap``."""
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.low < other.top + gap and other.low < self.top + gap


def _cuts(low: float, high: float, edges: Sequence[float], cell: float) -> list[float]:
    """All places between ``low`` and ``high`` where a cell ends: hole edges, and no cell wider than ``cell``."""
    marks = sorted({low, high, *(e for e in edges if low < e < high)})
    out = [marks[0]]
    for a, b in pairwise(marks):
        parts = max(1, math.ceil((b - a) / cell - 1e-9))
        out += [a + (b - a) * k / parts for k in range(1, parts + 1)]
    return out


def sheet(left: float, right: float, low: float, high: float, holes: Sequence[Hole], cell: float = 1.5) -> Mesh:
    """A wall face in the plane y = 0 looking south, from ``left`` to ``right`` and ``low`` to ``high``, without
    the holes; cut into cells so that corners can be shaded."""
    xs = _cuts(left, right, [e for h in holes for e in (h.left, h.right)], cell)
    zs = _cuts(low, high, [e for h in holes for e in (h.low, h.top)], cell)
    points = np.array([(x, 0.0, z) for z in zs for x in xs])
    wide = len(xs)
    faces = []
    for row, (z0, z1) in enumerate(pairwise(zs)):
        for column, (x0, x1) in enumerate(pairwise(xs)):
            x, z = (x0 + x1) / 2, (z0 + z1) / 2
            if any(h.left < x < h.right and h.low < z < h.top for h in holes):
                continue
            k = row * wide + column
            faces += [(k, k + 1, k + wide + 1), (k, k + wide + 1, k + wide)]
    normals = np.tile((0.0, -1.0, 0.0), (len(points), 1))
    return mesh(points, normals, points[:, [0, 2]], np.array(faces, np.uint32).reshape(-1, 3))
