"""Pipes between pieces of equipment: routed square, with elbows, colour bands, arrows, and hangers.

Bands and their colours follow GB 7231-2003: the pipe keeps its own surface and carries rings of the colour of
its service with an arrow the way it flows.

    >>> route(((0, 0, 1), (0, 0, 1)), ((2, 1, 0), (0, 0, 1)), [])[-1]
    (2.0, 1.0, 0.0)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from engine.session.stage import Pipe, StageSection
from engine.view.building.platforms import ground_under
from engine.view.equipment.finishes import SERVICES
from engine.view.equipment.model import Nozzle, Part
from engine.view.mesh import Mesh, Vector, box, cylinder, join, mesh, ring, tube
from engine.view.sweep import pipe

__all__ = ["End", "pipe_parts", "route"]

End = tuple[Vector, Vector]
"""A point and the direction a pipe leaves it; a zero direction for a free end."""

_STUB = 0.16


def _square(points: Sequence[Vector], first: Vector) -> list[Vector]:
    """Insert corners so that every stretch runs along one axis; it keeps its direction where it can."""
    out = [points[0]]
    heading = max(range(3), key=lambda k: abs(first[k])) if any(first) else 2
    for target in points[1:]:
        here = list(out[-1])
        axes = [k for k in range(3) if abs(target[k] - here[k]) > 0.005]
        axes.sort(key=lambda k: (k != heading, -abs(target[k] - here[k])))
        for k in axes:
            here[k] = target[k]
            out.append((here[0], here[1], here[2]))
            heading = k
    return out


def route(start: End, end: End, via: Sequence[Vector]) -> list[Vector]:
    """The corners of a pipe from ``start`` through ``via`` to ``end``, metres."""
    (a, out_a), (b, out_b) = start, end
    points = [_lift(a, out_a, _STUB), *via, _lift(b, out_b, _STUB)]
    lead = via[0] if via else points[-1]
    heading = out_a if any(out_a) else tuple(lead[k] - a[k] for k in range(3))
    middle = _square(points, (heading[0], heading[1], heading[2]))
    full = [a, *middle, b] if any(out_b) else [a, *middle]
    return _tidied([(float(x), float(y), float(z)) for x, y, z in full])


def _lift(point: Vector, out: Vector, by: float) -> Vector:
    return (point[0] + out[0] * by, point[1] + out[1] * by, point[2] + out[2] * by)


def _tidied(points: Sequence[Vector]) -> list[Vector]:
    """Drop doubled points and points inside a straight stretch (also where it would turn back on itself)."""
    out: list[Vector] = []
    for q in points:
        if out and math.dist(out[-1], q) < 0.004:
            continue
        while len(out) >= 2:
            u, v = np.subtract(out[-1], out[-2]), np.subtract(q, out[-1])
            if np.linalg.norm(np.cross(u, v)) > 1e-4 * np.linalg.norm(u) * np.linalg.norm(v):
                break
            out.pop()
        if not out or math.dist(out[-1], q) >= 0.004:
            out.append(q)
    return out


def _end(end: str | Vector, towards: Vector, nozzles: Mapping[str, Sequence[Nozzle]]) -> End:
    """The nozzle an end names, or the one of its object that suits the way best."""
    if not isinstance(end, str):
        return end, (0.0, 0.0, 0.0)
    name, _, wanted = end.partition(".")
    found = [n for n in nozzles.get(name, ()) if not wanted or n.name == wanted]
    if not found:
        return towards, (0.0, 0.0, 0.0)

    def cost(nozzle: Nozzle) -> float:
        return math.dist(_lift(nozzle.at, nozzle.out, 0.5), towards)

    best = min(found, key=cost)
    return best.at, best.out


def _lead(end: str | Vector, nozzles: Mapping[str, Sequence[Nozzle]]) -> Vector:
    """Roughly where an end lies, to choose the nozzle at the other end by."""
    if not isinstance(end, str):
        return end
    name, _, wanted = end.partition(".")
    spots = [n.at for n in nozzles.get(name, ()) if not wanted or n.name == wanted]
    if not spots:
        return (0.0, 0.0, 0.0)
    middle = np.mean(spots, axis=0)
    return (float(middle[0]), float(middle[1]), float(middle[2]))


def pipe_parts(line: Pipe, nozzles: Mapping[str, Sequence[Nozzle]], stage: StageSection) -> list[Part]:
    """One pipe with bands, arrows and hangers; ``nozzles`` are those of all objects, in the stage's axes."""
    start = _end(line.start, line.via[0] if line.via else _lead(line.to, nozzles), nozzles)
    end = _end(line.to, line.via[-1] if line.via else _lead(line.start, nozzles), nozzles)
    corners = route(start, end, line.via)
    if len(corners) < 2:
        return []
    service = SERVICES.get(line.service, SERVICES["process"])
    lagged = 0.025 if service.body == "cladding" else 0.0
    radius = line.size / 2000 * 1.12 + lagged
    parts = [Part("pipe", pipe(corners, radius, bend=max(2.2 * radius, 0.07)), service.body)]
    bands, arrows, hangers = [], [], []
    for a, b in pairwise(corners):
        length = math.dist(a, b)
        if length >= 1.3:
            for at in _spots(length):
                middle, way = _along(a, b, at)
                bands.append(tube(radius + 0.004, radius - 0.01, 0.14, -0.07).aimed(way).moved(*middle))
                arrows.append(_arrow(radius).aimed(way).moved(*_along(a, b, at + 0.18)[0]))
        if length >= 1.6 and abs(a[2] - b[2]) < 0.05:
            for at in _spots(length):
                hanger = _hanger(*_along(a, b, at + 0.45), radius, stage)
                if hanger is not None:
                    hangers.append(hanger)
    if bands:
        parts += [Part("bands", join(bands), service.band), Part("arrows", join(arrows), "white")]
    if hangers:
        parts.append(Part("hangers", join(hangers), "steel_grey"))
    return parts


def _spots(length: float) -> list[float]:
    count = max(1, round(length / 3.5))
    return [length * (k + 0.5) / count - 0.1 for k in range(count)]


def _along(a: Vector, b: Vector, at: float) -> tuple[Vector, Vector]:
    way = np.subtract(b, a) / math.dist(a, b)
    spot = np.asarray(a) + way * at
    return (float(spot[0]), float(spot[1]), float(spot[2])), (float(way[0]), float(way[1]), float(way[2]))


def _arrow(radius: float) -> Mesh:
    """Three arrows around the pipe, bent onto its surface and pointing along +z."""
    r, size = radius + 0.004, max(0.07, radius)
    rows = [(-0.5, 0.22), (0.5, 0.22), (0.5, 0.62), (1.3, 0.0)]  # height and half angle, in sizes and radians
    columns = np.linspace(-1, 1, 7)
    points = np.array([[(r * math.sin(u * w), -r * math.cos(u * w), h * size) for u in columns] for h, w in rows])
    normals = np.array([[(math.sin(u * w), -math.cos(u * w), 0.0) for u in columns] for _, w in rows])
    i = (np.array([0, 2])[:, None] * 7 + np.arange(6)).ravel()
    faces = np.concatenate([np.stack([i, i + 1, i + 8], 1), np.stack([i, i + 8, i + 7], 1)])
    return ring(mesh(points, normals, points[..., :2], faces), 3)


def _hanger(at: Vector, way: Vector, radius: float, stage: StageSection) -> Mesh | None:
    """A rod to the platform or roof above, or a post to the floor, whichever is near."""
    x, y, z = at
    above = [level - 0.1 for w, s, e, n, level in stage.platforms if w <= x <= e and s <= y <= n and level > z + 0.2]
    for room in stage.rooms.values():
        w, s, e, n = room.box
        if room.walls and w <= x <= e and s <= y <= n and room.floor + room.height > z + 0.2:
            above.append(room.floor + room.height - 0.1)
    clamp = tube(radius + 0.012, radius - 0.005, 0.04, -0.02, 10)
    floors = [level for w, s, e, n, level in stage.platforms if w <= x <= e and s <= y <= n and level < z]
    ground = max([*floors, ground_under((x, y), z, stage)])
    ring_at = clamp.aimed(way).moved(x, y, z)
    down, up = z - ground, min(above, default=1e9) - z
    if down < 1.6 and down <= up:
        return join(
            [
                box(0.05, 0.05, down - radius).moved(x, y, ground),
                box(0.14, 0.14, 0.012).moved(x, y, ground),
                ring_at,
            ]
        )
    if up < 3.2:
        return join([cylinder(0.009, up - radius, sides=6).moved(x, y, z + radius), ring_at])
    return None
