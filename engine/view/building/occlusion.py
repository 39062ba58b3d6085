"""Soft contact shadows, computed once when the place is built: how much of the sky each point sees.

All solids are thrown into a coarse grid of voxels; blurred, the grid tells how crowded the air around a point
is. Vertices of equipment and the pixels of floors are darkened by it. It needs no shader, so it looks the same
on every renderer, and it is the same in every run.

    shade = Occlusion(low, high)
    shade.add(mesh); shade.finish()
    colours *= shade.at(points, normals)[:, None]
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.view.mesh import Mesh, Vector

__all__ = ["Occlusion"]

Field = NDArray[np.float32]
_CELL = 0.16


class Occlusion:
    """A grid over the box from ``low`` to ``high``, metres."""

    def __init__(self, low: Vector, high: Vector, cell: float = _CELL) -> None:
        self.cell = cell
        self.low = np.array(low, float) - 2 * cell
        shape = [math.ceil((b - a) / cell) + 5 for a, b in zip(low, high, strict=True)]
        self._solid = np.zeros(shape, np.float32)
        self._near = self._solid
        self._wide = self._solid

    def add(self, solid: Mesh) -> None:
        """Mark the cells its surface passes through."""
        for points in _samples(solid, self.cell * 0.9):
            index = ((points - self.low) / self.cell).astype(int)
            inside = np.all((index >= 0) & (index < self._solid.shape), axis=1)
            i, j, k = index[inside].T
            self._solid[i, j, k] = 1.0

    def finish(self) -> None:
        """Blur; afterwards ``at`` may be asked."""
        self._near = _blur(self._solid, 1)
        self._wide = _blur(_blur(self._near, 3), 3)

    def at(self, points: NDArray[Any], normals: NDArray[Any]) -> Field:
        """Light that reaches each point, 0.25 … 1."""
        p, n = np.asarray(points, float), np.asarray(normals, float)
        near = self._sample(self._near, p + n * self.cell * 1.9)
        wide = self._sample(self._wide, p + n * self.cell * 4.0)
        light = 1.0 - 0.85 * np.clip(near - 0.04, 0, 0.6) - 1.1 * np.clip(wide - 0.02, 0, 0.45)
        return np.clip(light, 0.25, 1.0).astype(np.float32)

    def _sample(self, grid: Field, points: NDArray[Any]) -> NDArray[np.float64]:
        """Trilinear look-up."""
        q = (points - self.low) / self.cell - 0.5
        top = np.array(grid.shape) - 1.001
        q = np.clip(q, 0, top)
        base = q.astype(int)
        f = q - base
        total = np.zeros(len(q))
        for corner in range(8):
            step = np.array([corner >> 2 & 1, corner >> 1 & 1, corner & 1])
            weight = np.prod(np.where(step == 1, f, 1 - f), axis=1)
            i, j, k = (base + step).T
            total += weight * grid[i, j, k]
        return total


def _samples(solid: Mesh, spacing: float) -> list[NDArray[Any]]:
    """Points on all triangles no further apart than ``spacing``, grouped by how finely they are cut."""
    corners = solid.p[solid.f].astype(float)
    a, u, v = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    longest = np.maximum(np.linalg.norm(u, axis=1), np.linalg.norm(v, axis=1))
    longest = np.maximum(longest, np.linalg.norm(u - v, axis=1))
    steps = np.clip(np.ceil(longest / spacing).astype(int), 1, 400)
    steps = 2 ** np.ceil(np.log2(steps)).astype(int)
    groups = []
    for count in np.unique(steps):
        pick = steps == count
        i, j = np.meshgrid(np.arange(count + 1), np.arange(count + 1), indexing="ij")
        keep = i + j <= count
        s, t = i[keep] / count, j[keep] / count
        points = a[pick, None] + u[pick, None] * s[None, :, None] + v[pick, None] * t[None, :, None]
        groups.append(points.reshape(-1, 3))
    return groups


def _blur(grid: Field, radius: int) -> Field:
    """Box filter of ``2·radius + 1`` cells along each axis."""
    width = 2 * radius + 1
    out = grid
    for axis in range(3):
        padded = np.concatenate(
            [np.zeros_like(_head(out, axis, radius + 1)), out, np.zeros_like(_head(out, axis, radius))], axis
        )
        total = np.cumsum(padded, axis=axis, dtype=np.float32)
        high = np.take(total, np.arange(width, total.shape[axis]), axis=axis)
        low = np.take(total, np.arange(0, total.shape[axis] - width), axis=axis)
        out = ((high - low) / width).astype(np.float32)
    return out


def _head(grid: Field, axis: int, count: int) -> Field:
    return np.take(grid, np.zeros(count, int), axis=axis)
