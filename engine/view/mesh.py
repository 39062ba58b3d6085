"""Our own mesh kit: every solid of the place is made of numpy arrays, so it can be built, counted and tested
without any graphics, and comes out the same bit for bit in every run.

Lengths are metres, z is up, angles are degrees. Solids have outward analytic normals: a lathed tank looks
round with few triangles. A mesh is never changed; moving or turning gives a new one.

    >>> tank = lathe([(0, 0), (0.5, 0), (0.5, 2), (0, 2)]).moved(z=1)
    >>> tank.bounds()[1][2]
    3.0
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Mesh",
    "Vector",
    "around",
    "box",
    "cylinder",
    "disc",
    "dish",
    "extrude",
    "join",
    "lathe",
    "mesh",
    "panel",
    "ring",
    "rotation",
    "sheet_of",
    "sphere",
    "torus",
    "tube",
]

Floats = NDArray[np.float32]
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles with positions ``p`` (n, 3), unit normals ``n`` (n, 3), texture coordinates ``t`` (n, 2), all
    float32 in metres, and indices ``f`` (m, 3) uint32, counter-clockwise seen from outside."""

    p: Floats
    n: Floats
    t: Floats
    f: NDArray[np.uint32]

    @property
    def triangles(self) -> int:
        """How many triangles it draws."""
        return len(self.f)

    def bounds(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Lowest and highest corner."""
        low, high = self.p.min(axis=0), self.p.max(axis=0)
        return tuple(map(float, low)), tuple(map(float, high))

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """Shifted by metres."""
        return Mesh(self.p + np.array((x, y, z), np.float32), self.n, self.t, self.f)

    def turned(self, axis: str, degrees: float) -> Mesh:
        """Turned counter-clockwise about ``axis`` ("x", "y" or "z") through the origin."""
        return self._rotated(rotation(axis, degrees))

    def aimed(self, direction: Sequence[float]) -> Mesh:
        """Turned so that its +z points along ``direction``; x stays as level as it can."""
        z = np.asarray(direction, float)
        z = z / np.linalg.norm(z)
        side = np.cross((0.0, 0.0, 1.0), z)
        length = np.linalg.norm(side)
        if length < 1e-9:
            return self if z[2] > 0 else self.turned("x", 180)
        y = side / length
        return self._rotated(np.stack([np.cross(y, z), y, z], axis=1))

    def stretched(self, x: float, y: float, z: float) -> Mesh:
        """Scaled by positive factors along the axes, normals kept right."""
        factor = np.array((x, y, z), np.float32)
        normals = self.n / factor
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return Mesh(self.p * factor, normals, self.t, self.f)

    def two_sided(self) -> Mesh:
        """The same sheet visible from both sides."""
        back = Mesh(self.p, -self.n, self.t, self.f[:, ::-1])
        return join([self, back])

    def tiled(self, times: float) -> Mesh:
        """The same mesh with its texture repeated ``times`` as often."""
        return Mesh(self.p, self.n, self.t * np.float32(times), self.f)

    def volume(self) -> float:
        """Signed volume of what the triangles enclose, m³: positive when they face outward."""
        a, b, c = (self.p[self.f[:, k]].astype(float) for k in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def _rotated(self, matrix: NDArray[Any]) -> Mesh:
        turn = np.asarray(matrix, np.float64).T
        return Mesh((self.p @ turn).astype(np.float32), (self.n @ turn).astype(np.float32), self.t, self.f)


def rotation(axis: str, degrees: float) -> NDArray[np.float64]:
    """The 3×3 matrix that turns column vectors counter-clockwise about an axis."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    i = "xyz".index(axis)
    j, k = (i + 1) % 3, (i + 2) % 3
    matrix = np.eye(3)
    matrix[j, j] = matrix[k, k] = c
    matrix[k, j], matrix[j, k] = s, -s
    return matrix


def mesh(p: ArrayLike, n: ArrayLike, t: ArrayLike, f: ArrayLike) -> Mesh:
    """Arrays of any shape as a mesh; triangles are turned so that they agree with their normals."""
    points = np.asarray(p, np.float32).reshape(-1, 3)
    normals = np.asarray(n, np.float32).reshape(-1, 3)
    faces = np.array(f, np.uint32).reshape(-1, 3)
    a, b, c = (points[faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    faces = faces[np.linalg.norm(cross, axis=1) > 1e-10]
    cross = cross[np.linalg.norm(cross, axis=1) > 1e-10]
    inward = np.einsum("ij,ij->i", cross, normals[faces].sum(axis=1)) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Mesh(points, normals, np.asarray(t, np.float32).reshape(-1, 2), faces)


def join(parts: Iterable[Mesh]) -> Mesh:
    """Several meshes as one."""
    meshes = list(parts)
    if len(meshes) == 1:
        return meshes[0]
    offsets = np.cumsum([0, *(len(m.p) for m in meshes)])
    faces = [m.f + np.uint32(offset) for m, offset in zip(meshes, offsets, strict=False)]
    points, normals, coords = (np.concatenate([getattr(m, name) for m in meshes]) for name in "pnt")
    return Mesh(points, normals, coords, np.concatenate(faces))


def ring(one: Mesh, count: int, start: float = 0.0) -> Mesh:
    """``count`` copies evenly about the z axis."""
    return join(one.turned("z", start + 360 * i / count) for i in range(count))


def sheet_of(points: NDArray[Any], normals: NDArray[Any], coords: NDArray[Any]) -> Mesh:
    """A grid of rows × columns of vertices as a surface."""
    rows, columns = points.shape[:2]
    i = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    first = np.stack([i, i + 1, i + columns + 1], 1)
    second = np.stack([i, i + columns + 1, i + columns], 1)
    return mesh(points, normals, coords, np.concatenate([first, second]))


def around(radius: float) -> int:
    """How many sides a round thing of this radius needs to look round at arm's length."""
    return int(min(40, max(8, 4 * round(1.0 + 6.5 * math.sqrt(radius)))))


def lathe(profile: ArrayLike, sides: int | None = None, crease: float = 35.0) -> Mesh:
    """Turn a polyline of (radius, height) about z; going up, outward is to the right. Edges that bend by more
    than ``crease`` degrees are hard."""
    q = np.asarray(profile, float)
    step = np.diff(q, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    keep = length > 1e-7
    q = np.concatenate([q[:1], q[1:][keep]])
    along = step[keep] / length[keep, None]
    out = np.stack([along[:, 1], -along[:, 0]], 1)
    rows, normals = [q[0]], [out[0]]
    for k in range(1, len(q) - 1):
        if out[k - 1] @ out[k] < math.cos(math.radians(crease)):
            rows += [q[k], q[k]]
            normals += [out[k - 1], out[k]]
        else:
            mean = out[k - 1] + out[k]
            rows.append(q[k])
            normals.append(mean / np.linalg.norm(mean))
    rows.append(q[-1])
    normals.append(out[-1])
    radius, height = np.array(rows).T
    sides = sides or around(float(radius.max()))
    angle = np.linspace(0, 2 * math.pi, sides + 1)
    c, s = np.cos(angle), np.sin(angle)
    c[-1], s[-1] = c[0], s[0]
    points = np.stack([radius[:, None] * c, radius[:, None] * s, np.repeat(height[:, None], len(c), 1)], -1)
    side, up = np.array(normals).T
    facing = np.stack([side[:, None] * c, side[:, None] * s, np.repeat(up[:, None], len(c), 1)], -1)
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(radius), np.diff(height)))])
    coords = np.stack(np.broadcast_arrays(angle * max(float(radius.max()), 0.01), run[:, None]), -1)
    return sheet_of(points, facing, coords)


def cylinder(radius: float, height: float, bevel: float = 0.0, z: float = 0.0, sides: int | None = None) -> Mesh:
    """A closed round bar standing on ``z``."""
    b = min(bevel, radius / 2, height / 2)
    if b > 0:
        side = [(radius - b, z), (radius, z + b), (radius, z + height - b), (radius - b, z + height)]
        return lathe([(0, z), *side, (0, z + height)], sides, 50)
    return lathe([(0, z), (radius, z), (radius, z + height), (0, z + height)], sides)


def tube(outer: float, inner: float, height: float, z: float = 0.0, sides: int | None = None) -> Mesh:
    """A ring with a rectangular section, standing on ``z``."""
    top = z + height
    return lathe([(inner, z), (outer, z), (outer, top), (inner, top), (inner, z)], sides)


def dish(radius: float, depth: float, steps: int = 7) -> list[tuple[float, float]]:
    """Profile of an elliptic vessel head from its rim (at height 0) to the pole (at ``depth``)."""
    angle = np.linspace(0, math.pi / 2, steps + 1)
    profile = [(float(radius * math.cos(a)), float(depth * math.sin(a))) for a in angle]
    return [*profile[:-1], (0.0, depth)]


def sphere(radius: float, sides: int | None = None, steps: int = 8) -> Mesh:
    """A ball about the origin."""
    angle = np.linspace(-math.pi / 2, math.pi / 2, steps + 1)
    return lathe([(abs(float(radius * math.cos(a))), float(radius * math.sin(a))) for a in angle], sides, 60)


def torus(radius: float, bar: float, sides: int | None = None) -> Mesh:
    """A round bar bent to a ring about z: the rim of a hand-wheel."""
    angle = np.linspace(0, 2 * math.pi, 9)
    return lathe([(radius + bar * math.cos(a), bar * math.sin(a)) for a in angle], sides, 60)


def disc(radius: float, sides: int | None = None) -> Mesh:
    """A flat round face at z = 0 looking up."""
    return lathe([(radius, 0), (0, 0)], sides)


def panel(width: float, height: float) -> Mesh:
    """A flat face looking south (−y), its lower edge centred on the origin; texture 0…1."""
    w = width / 2
    points = [(-w, 0, 0), (w, 0, 0), (w, 0, height), (-w, 0, height)]
    return mesh(points, [(0, -1, 0)] * 4, [(0, 0), (1, 0), (1, 1), (0, 1)], [(0, 1, 2), (0, 2, 3)])


def box(x: float, y: float, z: float, bevel: float = 0.0) -> Mesh:
    """A block centred in plan on the origin and standing on z = 0; a bevel rounds its edges."""
    half = np.array((x, y, z)) / 2
    b = min(bevel, *(half * 0.9))
    corners = np.array([[i & 1, i >> 1 & 1, i >> 2 & 1] for i in range(8)]) * 2 - 1
    points = np.repeat((corners * half)[:, None, :], 3, axis=1)
    points -= corners[:, None, :] * b * (1 - np.eye(3))
    normals = corners[:, None, :] * np.eye(3)
    coords = np.stack([np.delete(points[:, axis], axis, axis=1) for axis in range(3)], axis=1)
    faces: list[tuple[int, int, int]] = []
    for axis in range(3):
        u, v = 1 << (axis + 1) % 3, 1 << (axis + 2) % 3
        for low in (0, 1 << axis):
            a, c, d, e = (3 * (low + k) + axis for k in (0, u, u + v, v))
            faces += [(a, c, d), (a, d, e)]
        if b > 0:
            faces += _bevels(axis)
    if b > 0:
        faces += [(3 * i, 3 * i + 1, 3 * i + 2) for i in range(8)]
    return mesh(points, normals, coords, faces).moved(z=z / 2)


def _bevels(axis: int) -> list[tuple[int, int, int]]:
    """The four rounded edges of a box that run along ``axis``."""
    u, v = (axis + 1) % 3, (axis + 2) % 3
    faces = []
    for k in (0, 1 << u, 1 << v, (1 << u) + (1 << v)):
        low, high = 3 * k, 3 * (k + (1 << axis))
        faces += [(low + u, high + u, high + v), (low + u, high + v, low + v)]
    return faces


def extrude(outline: Sequence[tuple[float, float]], height: float) -> Mesh:
    """A convex outline in plan (counter-clockwise) raised to a prism standing on z = 0."""
    q = np.asarray(outline, float)
    count = len(q)
    nxt = np.roll(q, -1, axis=0)
    edge = nxt - q
    out = np.stack([edge[:, 1], -edge[:, 0]], 1) / np.hypot(edge[:, 0], edge[:, 1])[:, None]
    lift = np.array([0.0, 0.0, height, height])
    sides = np.concatenate([np.stack([q, nxt, nxt, q], 1), np.broadcast_to(lift, (count, 4))[..., None]], -1)
    normals = np.concatenate([np.repeat(out[:, None], 4, 1), np.zeros((count, 4, 1))], -1)
    quads = np.arange(count * 4).reshape(-1, 4)
    faces = [quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]
    caps: list[NDArray[Any]] = []
    cap_normals: list[NDArray[Any]] = []
    for z in (0.0, height):
        start = count * 4 + len(caps) * count
        caps.append(np.column_stack([q, np.full(count, z)]))
        cap_normals.append(np.tile((0.0, 0.0, 1.0 if z else -1.0), (count, 1)))
        fan = np.arange(1, count - 1)
        faces.append(start + np.stack([np.zeros_like(fan), fan, fan + 1], 1))
    points = np.concatenate([sides.reshape(-1, 3), *caps])
    facing = np.concatenate([normals.reshape(-1, 3), *cap_normals])
    return mesh(points, facing, points[:, :2], np.concatenate(faces))
