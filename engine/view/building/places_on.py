"""Where things are put on equipment: the spot a sign or a lock hangs at, and where a portable thing is clamped.

Any object may say so itself (options ``hang`` and ``spots``); else a sign hangs on the handle, or in front at the height
of a hand, on the side one stands on, and a clamp goes to the terminal of its part, or on top.

    at, out = hanging_place(item, (3.0, -2.0))      # seen from there: the point on the surface, and the way out of it
    spot(item, "W1", "A")                           # in the axes of the stage
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.view.building.place import Item
from engine.view.equipment.model import Part
from engine.view.mesh import Vector, join, rotation

__all__ = ["hanging_place", "spot"]

_HAND = (1.25, 1.1, 1.4, 0.95, 1.55, 0.8, 1.7, 0.6, 0.4, 0.2)
"""Heights above the foot of a thing that are tried in turn, m."""
_HANDLES = ("handle", "lever", "hand_wheel", "wheel", "door", "crank")
"""Parts one takes hold of, the likeliest first; a crank often sticks out at the side of the door it belongs to."""
_LOWEST, _HIGHEST = 0.5, 1.7
"""A sign is hung within a hand's reach and read from there, m above the foot."""
_APART = 0.3
"""Between the parts of a point where neither the author nor a terminal says where each is, m."""


def hanging_place(item: Item, seen_from: Sequence[float]) -> tuple[Vector, tuple[float, float]]:
    """The point of the surface where a sign or lock hangs, in the axes of the stage, and the level direction out of it.

    ``seen_from``: where somebody stands, in plan. An author's ``hang`` fixes point and side.
    """
    turn = rotation("z", -item.thing.turn)
    x, y, _ = turn @ np.array([seen_from[0] - item.thing.at[0], seen_from[1] - item.thing.at[1], 0.0])
    given = item.thing.options.get("hang")
    low, high = _bounds(item.model.standing or item.model.parts)
    if given is not None:
        at: Vector = (float(given[0]), float(given[1]), float(given[2]))
        out = _side(at[0] - (low[0] + high[0]) / 2, at[1] - (low[1] + high[1]) / 2, low, high)
    else:
        handle = next((part for name in _HANDLES for part in item.model.standing if part.name == name), None)
        out = (0.0, -1.0) if handle is not None else _side(float(x), float(y), low, high)
        at = _in_front(item, out, handle, low, high)
    back = rotation("z", item.thing.turn)
    px, py, pz = back @ np.array(at)
    ox, oy, _ = back @ np.array([*out, 0.0])
    ax, ay, az = item.thing.at
    return (float(px + ax), float(py + ay), float(pz + az)), (float(ox), float(oy))


def _bounds(parts: Sequence[Part]) -> tuple[Sequence[float], Sequence[float]]:
    boxes = [part.mesh.bounds() for part in parts] or [((0.0,) * 3, (0.0,) * 3)]
    return [min(b[0][i] for b in boxes) for i in range(3)], [max(b[1][i] for b in boxes) for i in range(3)]


def _side(x: float, y: float, low: Sequence[float], high: Sequence[float]) -> tuple[float, float]:
    """Which of the four sides of a box a point is at: the one it lies farthest out of, the front if it is in the middle."""
    across, along = x / max(high[0] - low[0], 0.01), y / max(high[1] - low[1], 0.01)
    if abs(across) > abs(along):
        return (math.copysign(1.0, across), 0.0)
    return (0.0, 1.0 if along > 0 else -1.0)


def _in_front(
    item: Item, out: tuple[float, float], handle: Part | None, low: Sequence[float], high: Sequence[float]
) -> Vector:
    """The outermost point of the surface on a side, level with the handle or a hand; in the middle of the side, or as
    near to it as there is any surface."""
    across = 0 if out[0] == 0 else 1
    middle, heights = (low[across] + high[across]) / 2, [low[2] + h for h in _HAND]
    if handle is not None:
        box = handle.mesh.bounds()
        middle = (box[0][across] + box[1][across]) / 2
        heights.insert(0, min(max((box[0][2] + box[1][2]) / 2, low[2] + _LOWEST), low[2] + _HIGHEST))
    whole = join(part.mesh for part in item.model.standing or item.model.parts)
    faces = np.asarray(whole.p, float)[whole.f]
    half = (high[across] - low[across]) / 2
    columns = [middle, *(middle + side * share * half for share in (0.2, 0.4, 0.6, 0.8, 0.95) for side in (1, -1))]
    for height in [h for h in heights if low[2] < h < high[2]] or [(low[2] + high[2]) / 2]:
        for column in columns:
            met = _met(faces, across, out, column, height)
            if met is not None:
                return (column, met, height) if across == 0 else (met, column, height)
    edge = [(low[i] if out[i] < 0 else high[i]) if out[i] else (low[i] + high[i]) / 2 for i in (0, 1)]
    return (edge[0], edge[1], min(low[2] + _HAND[0], high[2]))


def _met(
    faces: NDArray[np.float64], across: int, out: tuple[float, float], column: float, height: float
) -> float | None:
    """Where a level ray from outside first meets a triangle, along the axis of ``out``."""
    plane = faces[:, :, (across, 2)] - np.array([column, height])
    a, b, c = plane[:, 0], plane[:, 1], plane[:, 2]

    def cross(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])

    weights = np.stack([cross(b, c), cross(c, a), cross(a, b)], axis=1)
    total = weights.sum(axis=1)
    inside = ((weights >= 0).all(axis=1) | (weights <= 0).all(axis=1)) & (abs(total) > 1e-9)
    if not inside.any():
        return None
    depth = (weights[inside] * faces[inside, :, 1 - across]).sum(axis=1) / total[inside]
    return float(depth.max() if sum(out) > 0 else depth.min())


def spot(item: Item, point: str, part: str, nth: int = 0, of: int = 1) -> Vector:
    """Where ``part`` of ``point`` is on its object, in the axes of the stage: as its ``spots`` say, else at a terminal
    named after the part, else spread along the top (``nth`` of ``of`` parts), or low in front where it has no parts."""
    given = item.thing.options.get("spots") or {}
    own = next((given[key] for key in (f"{point}.{part}", part, point) if key in given), None)
    if own is None:
        ending = f"_{part.lower()}"
        near = [n.at for n in item.nozzles() if part and (n.name == part.lower() or n.name.endswith(ending))]
        if near:
            return near[0]
        low, high = _bounds(item.model.standing or item.model.parts)
        long = 0 if high[0] - low[0] >= high[1] - low[1] else 1
        apart = min(_APART, (high[long] - low[long]) / max(of, 1))
        own = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, high[2]]
        own[long] += (nth - (of - 1) / 2) * apart
        if not part and of == 1:
            own[1], own[2] = low[1], low[2] + min(0.35, (high[2] - low[2]) / 2)
    x, y, z = rotation("z", item.thing.turn) @ np.array([float(v) for v in own])
    ax, ay, az = item.thing.at
    return (float(x + ax), float(y + ay), float(z + az))
