"""Round bars swept along a path: pipes with elbows, bent handles, handrails.

>>> pipe([(0, 0, 0), (0, 0, 1), (1, 0, 1)], 0.05).bounds()[1][0]
1.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.view.mesh import Mesh, around, sheet_of

__all__ = ["pipe"]


def pipe(path: Sequence[Sequence[float]], radius: float, bend: float | None = None, sides: int | None = None) -> Mesh:
    """A round pipe through points, with elbows of radius ``bend`` (1.5 diameters) where it turns."""
    centres = _with_elbows([np.asarray(q, float) for q in path], bend or 3 * radius)
    way = np.diff(centres, axis=0)
    way /= np.linalg.norm(way, axis=1)[:, None]
    tangent = np.concatenate([way[:1], way[:-1] + way[1:], way[-1:]])
    tangent /= np.linalg.norm(tangent, axis=1)[:, None]
    side = np.cross(tangent[0], (0, 0, 1) if abs(tangent[0][2]) < 0.9 else (1, 0, 0))
    across = []
    for t in tangent:
        side = side - t * (side @ t)
        side = side / np.linalg.norm(side)
        across.append(side)
    x = np.array(across)
    y = np.cross(tangent, x)
    angle = np.linspace(0, 2 * math.pi, (sides or around(radius)) + 1)
    normals = x[:, None] * np.cos(angle)[None, :, None] + y[:, None] * np.sin(angle)[None, :, None]
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(centres, axis=0), axis=1))])
    coords = np.stack(np.broadcast_arrays(angle[None] * radius, run[:, None]), -1)
    return sheet_of(centres[:, None] + normals * radius, normals, coords)


def _with_elbows(corners: list[NDArray[Any]], bend: float) -> NDArray[Any]:
    """The centre line with each corner replaced by an arc that fits between its neighbours."""
    points = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        u, v = before - corner, after - corner
        room = float(min(np.linalg.norm(u), np.linalg.norm(v))) * 0.499
        u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
        angle = math.acos(float(np.clip(u @ v, -1, 1)))
        if angle > math.pi - 0.02:
            continue
        back = min(bend / math.tan(angle / 2), room)
        if back < 1e-4:
            points.append(corner)
            continue
        steps = max(2, round((math.pi - angle) / 0.32))
        for w in np.linspace(0, 1, steps + 1):
            points.append(corner + u * back * (1 - w) ** 2 + v * back * w**2)
    points.append(corners[-1])
    centres = np.array(points)
    apart = np.linalg.norm(np.diff(centres, axis=0), axis=1) > 1e-6
    if not apart.any():
        raise ValueError("a pipe needs two points that differ")
    kept: NDArray[Any] = centres[np.concatenate([[True], apart])]
    return kept
