"""What a stage is made of for a body: boxes, walls with their doors, stairs; in integer millimetres.

Boxes are axis-aligned; an object turned by other than a right angle fills its bounding rectangle.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from engine.session.stage import Room, StageObject

__all__ = ["LANDING", "Box", "Stairs", "around", "halves", "mm", "object_box", "wall_boxes"]

LANDING = 300
"""How far a flight of stairs carries beyond its ends, mm: up to the door or platform it leads to."""
WALL = 60
"""Half the thickness of a wall, mm."""


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


def wall_boxes(name: str, room: Room) -> list[Box]:
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


def around(boxes: list[Box]) -> Box:
    """The least box that holds all of them; one of no size where there are none."""
    if not boxes:
        return Box(0, 0, 0, 0, 0, 0)
    low = (min(b.west for b in boxes), min(b.south for b in boxes), min(b.low for b in boxes))
    high = (max(b.east for b in boxes), max(b.north for b in boxes), max(b.high for b in boxes))
    return Box(*low, *high)


def halves(name: str, thing: StageObject) -> tuple[int, int]:
    """Half the extents of an object in x and y, whether or not it is in the way."""
    box = object_box(name, thing.model_copy(update={"blocks": True}))
    return ((box.east - box.west) // 2, (box.north - box.south) // 2) if box is not None else (0, 0)


class Stairs(NamedTuple):
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
    def between(cls, lower: tuple[float, float, float], upper: tuple[float, float, float]) -> Stairs:
        """The flight from ``lower`` to ``upper``, m."""
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
