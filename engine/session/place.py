"""Geometry of bodies in the stage, in integer millimetres and without any picture.

Answers four questions: what carries a body at (x, y), whether a straight walk is free, whether an eye sees a point,
and how to walk from place to place. Boxes are axis-aligned; an object turned by other than a right angle blocks
its bounding rectangle. Everything that influences an answer is an integer, so every machine answers the same.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.session.frame import Pose
from engine.session.stage import Room, StageObject, StageSection

__all__ = ["BODY_RADIUS", "EDGE", "EYE_HEIGHT", "STEP", "Box", "Geometry", "mm"]

BODY_RADIUS = 220
EYE_HEIGHT = 1620
BODY_HEIGHT = 1750
CLEARANCE = BODY_RADIUS + 2
"""What a walk keeps free around the body's axis, mm: on the way its position is rounded to whole millimetres."""
STRIDE = 200
"""A straight way is looked at in strides of at most so many mm: the floor at the end of each, obstacles all along it."""
STEP = 350
"""How far a foot climbs or drops in one step, mm."""
LANDING = 300
"""How far a flight of stairs carries beyond its ends, mm: up to the door or platform it leads to."""
WALL = 60
"""Half the thickness of a wall, mm."""
EDGE = "edge"
"""What stops a walk where no floor goes on."""
INSIDE = 150
"""How far inside a box a point may lie and still count as on its surface (gauges sit in their panels), mm."""


def mm(metres: float) -> int:
    """Metres to whole millimetres."""
    return round(metres * 1000)


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box, millimetres."""

    west: int
    south: int
    low: int
    east: int
    north: int
    high: int
    of: str = ""

    def holds(self, x: int, y: int, margin: int = 0) -> bool:
        """Whether (x, y) lies over the box grown by ``margin``."""
        return self.west - margin < x < self.east + margin and self.south - margin < y < self.north + margin

    def grown(self, margin: int) -> Box:
        """The same, ``margin`` wider on each side and without end upwards and downwards."""
        far = 10**9
        return Box(
            self.west - margin, self.south - margin, -far, self.east + margin, self.north + margin, far, self.of
        )  # fmt: skip

    def cuts(self, a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
        """Whether the segment a–b passes through the inside of the box.

        Slab test with the entry and exit parameters kept as fractions over integers.
        """
        enter_n, enter_d, leave_n, leave_d = 0, 1, 1, 1
        for p, q, low, high in zip(
            a, b, (self.west, self.south, self.low), (self.east, self.north, self.high), strict=True
        ):
            d = q - p
            if d == 0:
                if p <= low or p >= high:
                    return False
                continue
            near, far = (low - p, high - p) if d > 0 else (p - high, p - low)
            d = abs(d)
            if near * enter_d > enter_n * d:
                enter_n, enter_d = near, d
            if far * leave_d < leave_n * d:
                leave_n, leave_d = far, d
            if enter_n * leave_d >= leave_n * enter_d:
                return False
        return True


def object_box(name: str, thing: StageObject) -> Box | None:
    """The obstacle an object makes, or ``None`` if it is not in the way."""
    if thing.size is None or not thing.blocks:
        return None
    x, y, z = (mm(v) for v in thing.at)
    sx, sy, sz = (mm(v) for v in thing.size)
    quarter = thing.turn % 180
    if quarter == 90:
        sx, sy = sy, sx
    elif quarter:
        c, s = _millionths(math.cos, thing.turn), _millionths(math.sin, thing.turn)
        sx, sy = (sx * c + sy * s) // 10**6, (sx * s + sy * c) // 10**6
    return Box(x - sx // 2, y - sy // 2, z, x + sx // 2, y + sy // 2, z + sz, name)


def _millionths(function: Callable[[float], float], degrees: float) -> int:
    """|sin| or |cos| in whole millionths: what C libraries differ in (the last bit) is rounded away."""
    return abs(round(function(math.radians(degrees)) * 10**6))


def _wall_boxes(name: str, room: Room) -> list[Box]:
    """The four walls of a room with gaps where its doors are."""
    if not room.walls:
        return []
    west, south, east, north = (mm(v) for v in room.box)
    low, high = mm(room.floor), mm(room.floor + room.height)
    boxes = []
    for along_x, fixed, start, stop in (
        (True, south, west, east),
        (True, north, west, east),
        (False, west, south, north),
        (False, east, south, north),
    ):
        gaps = []
        for door in room.doors:
            across, along = (mm(door.at[1]), mm(door.at[0])) if along_x else (mm(door.at[0]), mm(door.at[1]))
            if abs(across - fixed) <= 300 and start <= along <= stop:
                gaps.append((along - mm(door.width) // 2, along + mm(door.width) // 2, low + mm(door.height)))
        gaps.sort()
        at = start
        for left, right, lintel in [*gaps, (stop, stop, high)]:
            if left > at:
                boxes.append(_wall(along_x, fixed, at, left, low, high, name))
            if right > left and lintel < high:
                boxes.append(_wall(along_x, fixed, left, right, lintel, high, name))
            at = max(at, right)
    return boxes


def _wall(along_x: bool, fixed: int, start: int, stop: int, low: int, high: int, of: str) -> Box:
    if along_x:
        return Box(start, fixed - WALL, low, stop, fixed + WALL, high, of)
    return Box(fixed - WALL, start, low, fixed + WALL, stop, high, of)


def _around(boxes: list[Box]) -> Box:
    """The least box that holds all of them; one of no size where there are none."""
    if not boxes:
        return Box(0, 0, 0, 0, 0, 0)
    low = (min(b.west for b in boxes), min(b.south for b in boxes), min(b.low for b in boxes))
    high = (max(b.east for b in boxes), max(b.north for b in boxes), max(b.high for b in boxes))
    return Box(*low, *high)


def _halves(name: str, thing: StageObject) -> tuple[int, int]:
    """Half the extents of an object in x and y, whether or not it is in the way."""
    box = object_box(name, thing.model_copy(update={"blocks": True}))
    return ((box.east - box.west) // 2, (box.north - box.south) // 2) if box is not None else (0, 0)


class _Stairs(NamedTuple):
    """A flight of stairs (0.9 m wide), mm: its foot, the way up in plan, how far it climbs."""

    x: int
    y: int
    z: int
    dx: int
    dy: int
    climb: int
    length2: int
    landing: int
    """How far it carries beyond its ends, times its length."""

    @classmethod
    def between(cls, lower: tuple[float, float, float], upper: tuple[float, float, float]) -> _Stairs:
        (ax, ay, az), (bx, by, bz) = (tuple(mm(v) for v in end) for end in (lower, upper))
        dx, dy = bx - ax, by - ay
        length2 = dx * dx + dy * dy
        return cls(ax, ay, az, dx, dy, bz - az, length2, LANDING * math.isqrt(length2))

    def level(self, x: int, y: int) -> int | None:
        """The height of the flight at (x, y), or ``None`` beside it."""
        ax, ay, az, dx, dy, climb, length2, landing = self
        along = (x - ax) * dx + (y - ay) * dy
        if not -landing <= along <= length2 + landing or length2 == 0:
            return None
        across = (x - ax) * dy - (y - ay) * dx
        if across * across > 500 * 500 * length2:
            return None
        return az + climb * min(max(along, 0), length2) // length2


class Geometry:
    """What bodies can do in one stage."""

    def __init__(self, stage: StageSection) -> None:
        self.stage = stage
        shared = self._shared_doors(stage)
        self.walls = [box for name, room in shared.items() for box in _wall_boxes(name, room)]
        self.built = _around(self.walls)
        """What holds every wall: nothing wholly outside it has a wall in its way."""
        boxes = (object_box(name, thing) for name, thing in stage.objects.items())
        self.obstacles = [box for box in boxes if box is not None]
        self.rooms = {name: tuple(mm(v) for v in room.box) for name, room in stage.rooms.items()}
        self.points = {name: (mm(t.at[0]), mm(t.at[1]), mm(t.at[2])) for name, t in stage.objects.items()}
        self._halves = {name: _halves(name, thing) for name, thing in stage.objects.items()}
        self.places = {name: self._pose(name) for name in stage.places}
        self._floors = [(self.rooms[name], mm(room.floor)) for name, room in stage.rooms.items()]
        self._platforms = [tuple(mm(v) for v in platform) for platform in stage.platforms]
        self._stairs = [_Stairs.between(lower, upper) for lower, upper in stage.stairs]
        self._links: dict[str, set[str]] = {name: set() for name in stage.places}
        for a, b in stage.walkways:
            if a in self._links and b in self._links:
                self._links[a].add(b)
                self._links[b].add(a)

    @staticmethod
    def _shared_doors(stage: StageSection) -> dict[str, Room]:
        """Rooms with the doors of their neighbours: a door in a party wall opens both sides."""
        doors = [door for room in stage.rooms.values() for door in room.doors]
        return {name: room.model_copy(update={"doors": tuple(doors)}) for name, room in stage.rooms.items()}

    def _pose(self, name: str) -> Pose:
        place = self.stage.places[name]
        x, y, z = (mm(v) for v in place.at)
        return Pose(x, y, z, round(place.heading * 1000), round(place.pitch * 1000))

    # -- what carries a body -------------------------------------------------------------------------------
    def floors(self, x: int, y: int) -> list[int]:
        """Levels that carry a body at (x, y): floors of rooms (outdoors 0), platforms, stairs."""
        levels = [level for room, level in self._floors if self._in(room, x, y)] or [0]
        for west, south, east, north, level in self._platforms:
            if west <= x <= east and south <= y <= north:
                levels.append(level)
        for stairs in self._stairs:
            level_on = stairs.level(x, y)
            if level_on is not None:
                levels.append(level_on)
        return levels

    @staticmethod
    def _in(box: tuple[int, ...], x: int, y: int) -> bool:
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]

    def support(self, x: int, y: int, z: int) -> int | None:
        """The level under a foot that stands at height ``z`` now, or ``None`` where it would fall or not climb."""
        near = [level for level in self.floors(x, y) if abs(level - z) <= STEP]
        return max(near) if near else None

    # -- walking -------------------------------------------------------------------------------------------
    def blocked(self, x: int, y: int, z: int) -> str:
        """What stands in the way of a body at (x, y) on level ``z``: an object's or room's id, or ``""``."""
        for box in (*self.walls, *self.obstacles):
            if box.low < z + BODY_HEIGHT and box.high > z + STEP and box.holds(x, y, BODY_RADIUS):
                return box.of or "wall"
        return ""

    def _barred(self, ax: int, ay: int, bx: int, by: int, z: int) -> str:
        """What a body at level ``z`` would meet between (ax, ay) and (bx, by), not only at the ends: an id or ``""``."""
        west, east = min(ax, bx) - CLEARANCE, max(ax, bx) + CLEARANCE
        south, north = min(ay, by) - CLEARANCE, max(ay, by) + CLEARANCE
        for box in (*self.walls, *self.obstacles):
            if box.low >= z + BODY_HEIGHT or box.high <= z + STEP:
                continue
            if box.west >= east or box.east <= west or box.south >= north or box.north <= south:
                continue
            if box.grown(CLEARANCE).cuts((ax, ay, z), (bx, by, z)):
                return box.of or "wall"
        return ""

    def walk(self, start: Pose, x: int, y: int) -> tuple[Pose | None, str]:
        """The pose after walking straight to (x, y), or ``None`` and what is in the way.

        A body that already stands inside an obstacle may walk out of it.
        """
        dx, dy = x - start.x, y - start.y
        steps = math.isqrt(dx * dx + dy * dy) // STRIDE + 1
        x0, y0, z = start.x, start.y, start.z
        stuck = self._barred(x0, y0, x0, y0, z)
        for i in range(1, steps + 1):
            px, py = start.x + dx * i // steps, start.y + dy * i // steps
            level = self.support(px, py, z)
            if level is None:
                return None, EDGE
            hit = self._barred(x0, y0, px, py, level)
            if hit and hit != stuck:
                return None, hit
            x0, y0, z = px, py, level
        return Pose(x, y, z, start.heading, start.pitch), ""

    def route(self, start: Pose, goal: str) -> list[Pose]:
        """Places to pass, ending with ``goal``: the shortest way over the walkways, from the nearest place to which
        a straight walk is free.

        Empty if there is no such place or it is not connected. Ties go to the name that comes first in the alphabet.
        """
        if goal not in self.places:
            return []
        first = self._nearest(start)
        if not first:
            return []
        queue: list[tuple[int, str, tuple[str, ...]]] = [(0, first, (first,))]
        done: set[str] = set()
        while queue:
            cost, name, path = heapq.heappop(queue)
            if name == goal:
                return [self.places[p] for p in path]
            if name in done:
                continue
            done.add(name)
            for other in sorted(self._links[name]):
                if other not in done:
                    step = _distance(self.places[name], self.places[other])
                    heapq.heappush(queue, (cost + step, other, (*path, other)))
        return []

    def _nearest(self, start: Pose) -> str:
        """The nearest place that can be walked to in a straight line, or an empty string: walls are not walked through."""
        for name in sorted(self.places, key=lambda n: (_distance(start, self.places[n]), n)):
            place = self.places[name]
            reached, _ = self.walk(start, place.x, place.y)
            if reached is not None and abs(reached.z - place.z) <= STEP:
                return name
        return ""

    # -- sight and reach -----------------------------------------------------------------------------------
    def sees(self, pose: Pose, target: str, solid_objects: bool = True) -> bool:
        """Whether nothing stands between the eyes and the object ``target``."""
        eye = (pose.x, pose.y, pose.z + EYE_HEIGHT)
        thing = self.stage.objects[target]
        x, y, z = self.points[target]
        aim = (x, y, z + (mm(thing.size[2]) // 2 if thing.size else 0))
        boxes = [*self.walls, *(self.obstacles if solid_objects else [])]
        return not any(box.cuts(eye, aim) for box in boxes if box.of != target and not self._around(box, aim))

    @staticmethod
    def _around(box: Box, point: tuple[int, int, int]) -> bool:
        """Whether ``point`` lies in or on ``box``: what is mounted on it is not hidden by it."""
        x, y, z = point
        return (
            box.west - INSIDE <= x <= box.east + INSIDE
            and box.south - INSIDE <= y <= box.north + INSIDE
            and box.low - INSIDE <= z <= box.high + INSIDE
        )

    def distance(self, pose: Pose, target: str) -> int:
        """Horizontal distance from the body's axis to the nearest side of the object, mm."""
        x, y, _ = self.points[target]
        hx, hy = self._halves[target]
        dx, dy = max(abs(pose.x - x) - hx, 0), max(abs(pose.y - y) - hy, 0)
        return math.isqrt(dx * dx + dy * dy)

    def reaches(self, pose: Pose, target: str) -> bool:
        """Whether a hand reaches the object: near enough in plan, between knee and 2.3 m, no wall between."""
        thing = self.stage.objects[target]
        low = self.points[target][2]
        high = low + (mm(thing.size[2]) if thing.size else 0)
        if high < pose.z - 300 or low > pose.z + 2300:
            return False
        return self.distance(pose, target) <= mm(thing.reach) and self.sees(pose, target, solid_objects=False)

    def room_at(self, x: int, y: int) -> str:
        """The id of the room around (x, y), or an empty string outdoors."""
        return next((name for name, box in self.rooms.items() if self._in(box, x, y)), "")

    def walkway_trouble(self) -> list[tuple[int, str]]:
        """Walkways that cannot be walked: (index, what is in the way). Used by lint."""
        out = []
        for i, (a, b) in enumerate(self.stage.walkways):
            for p, q in pairwise([self.places.get(a), self.places.get(b)]):
                if p is not None and q is not None:
                    _, hit = self.walk(p, q.x, q.y)
                    if hit:
                        out.append((i, hit))
        return out


def _distance(a: Pose, b: Pose) -> int:
    return math.isqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (2 * (a.z - b.z)) ** 2)
