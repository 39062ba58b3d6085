"""Geometry of bodies in the stage, in integer millimetres and without any picture.

Answers four questions: what carries a body at (x, y), whether a straight walk is free, whether an eye sees a point,
and how to walk from place to place. Everything that influences an answer is an integer, so every machine answers
the same.
"""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

from engine.session.frame import Pose
from engine.session.shapes import Box, Stairs, around, halves, mm, object_box, wall_boxes
from engine.session.stage import Room, StageSection

__all__ = ["BODY_HEIGHT", "BODY_RADIUS", "EDGE", "EYE_HEIGHT", "INSIDE", "STEP", "Geometry"]

BODY_RADIUS = 220
EYE_HEIGHT = 1620
BODY_HEIGHT = 1750
CLEARANCE = BODY_RADIUS + 2
"""What a walk keeps free around the body's axis, mm: on the way its position is rounded to whole millimetres."""
STRIDE = 200
"""A straight way is looked at in strides of at most so many mm: the floor at the end of each, obstacles all along it."""
STEP = 350
"""How far a foot climbs or drops in one step, mm."""
EDGE = "edge"
"""What stops a walk where no floor goes on."""
INSIDE = 150
"""How far inside a box a point may lie and still count as on its surface (gauges sit in their panels), mm."""


class Geometry:
    """What bodies can do in one stage."""

    def __init__(self, stage: StageSection) -> None:
        self.stage = stage
        shared = self._shared_doors(stage)
        self.walls = [box for name, room in shared.items() for box in wall_boxes(name, room)]
        self.built = around(self.walls)
        """What holds every wall: nothing wholly outside it has a wall in its way."""
        boxes = (object_box(name, thing) for name, thing in stage.objects.items())
        self.obstacles = [box for box in boxes if box is not None]
        self.rooms = {name: tuple(mm(v) for v in room.box) for name, room in stage.rooms.items()}
        self.points = {name: (mm(t.at[0]), mm(t.at[1]), mm(t.at[2])) for name, t in stage.objects.items()}
        self._halves = {name: halves(name, thing) for name, thing in stage.objects.items()}
        self.places = {name: self._pose(name) for name in stage.places}
        self._floors = [(self.rooms[name], mm(room.floor)) for name, room in stage.rooms.items()]
        self._platforms = [tuple(mm(v) for v in platform) for platform in stage.platforms]
        self._stairs = [Stairs.between(lower, upper) for lower, upper in stage.stairs]
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
        return not any(box.cuts(eye, aim) for box in boxes if box.of != target and not self.around(box, aim))

    @staticmethod
    def around(box: Box, point: tuple[int, int, int]) -> bool:
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
