"""Distances in three dimensions between a body and an object, in whole millimetres, the same on every machine.

A body is an upright cylinder (``BODY_RADIUS``, ``BODY_HEIGHT``), an object the box it stands in. Both are a figure in
plan times a range of heights, so the shortest way between them is found in plan and in height apart.

    body_distance(pose, box)                    # 0 where they touch or overlap
    reaches(geometry, pose, "FLANGE1", 3000)    # with 3 m in the hand
"""

from __future__ import annotations

import math

from engine.session.frame import Pose
from engine.session.place import BODY_HEIGHT, BODY_RADIUS, INSIDE, Geometry
from engine.session.shapes import Box, mm, object_box
from engine.session.stage import StageObject

__all__ = ["SAMPLE", "SHOULDER", "arm_distance", "body_distance", "box_of", "gaps", "reaches", "walled_off", "way"]

SHOULDER = 1450
"""Height of the shoulder an arm and what it holds stretch from, mm."""
SAMPLE = 100
"""A way is looked at every so many mm: somebody who runs past was near, too."""


def box_of(name: str, thing: StageObject) -> Box:
    """The box an object fills, whether or not it is in the way; a point where it has no size."""
    box = object_box(name, thing.model_copy(update={"blocks": True}))
    if box is None:
        x, y, z = (mm(v) for v in thing.at)
        return Box(x, y, z, x, y, z, name)
    return box


def gaps(a: Box, b: Box) -> tuple[int, int, int]:
    """How far two boxes are apart along x, y and z, mm; 0 where they overlap."""
    return (
        max(a.west - b.east, b.west - a.east, 0),
        max(a.south - b.north, b.south - a.north, 0),
        max(a.low - b.high, b.low - a.high, 0),
    )


def _from_axis(pose: Pose, height: int, box: Box) -> tuple[int, int, int]:
    """``gaps`` between an upright line at the pose and the box."""
    x, y, z = pose.x, pose.y, pose.z
    top = z + height
    return (
        box.west - x if x < box.west else x - box.east if x > box.east else 0,
        box.south - y if y < box.south else y - box.north if y > box.north else 0,
        box.low - top if top < box.low else z - box.high if z > box.high else 0,
    )


def body_distance(pose: Pose, box: Box) -> int:
    """The shortest distance between the body and the box, mm."""
    x, y, z = _from_axis(pose, BODY_HEIGHT, box)
    flat = max(math.isqrt(x * x + y * y) - BODY_RADIUS, 0)
    return math.isqrt(flat * flat + z * z)


def arm_distance(pose: Pose, box: Box) -> int:
    """The shortest distance between the body's axis, up to the shoulder, and the box, mm."""
    x, y, z = _from_axis(pose, SHOULDER, box)
    return math.isqrt(x * x + y * y + z * z)


def _nearest(low: int, high: int, other_low: int, other_high: int) -> tuple[int, int]:
    """The points of two ranges that are nearest to one another; the middle of what they share."""
    if low > other_high:
        return low, other_high
    if other_low > high:
        return high, other_low
    middle = (max(low, other_low) + min(high, other_high)) // 2
    return middle, middle


def walled_off(geometry: Geometry, pose: Pose, box: Box) -> bool:
    """Whether a wall of the stage stands in the shortest way between the body's axis and the box."""
    z, at_z = _nearest(pose.z, pose.z + BODY_HEIGHT, box.low, box.high)
    at = (min(max(pose.x, box.west), box.east), min(max(pose.y, box.south), box.north), at_z)
    start = pose.x, pose.y, z
    west, south, low = min(start[0], at[0]), min(start[1], at[1]), min(z, at_z)
    east, north, high = max(start[0], at[0]), max(start[1], at[1]), max(z, at_z)
    built = geometry.built
    if (
        built.west >= east or built.east <= west
        or built.south >= north or built.north <= south
        or built.low >= high or built.high <= low
    ):  # fmt: skip
        return False
    for wall in geometry.walls:
        # nearly all walls lie wholly to one side of the way: that is seen without cutting
        if (
            wall.west >= east or wall.east <= west
            or wall.south >= north or wall.north <= south
            or wall.low >= high or wall.high <= low
        ):  # fmt: skip
            continue
        if wall.cuts(start, at) and not _built_in(wall, at):
            return True
    return False


def _built_in(wall: Box, at: tuple[int, int, int]) -> bool:
    """Whether a point lies in or on the wall: what is built into it is met from both sides."""
    x, y, z = at
    return (
        wall.west - INSIDE <= x <= wall.east + INSIDE
        and wall.south - INSIDE <= y <= wall.north + INSIDE
        and wall.low - INSIDE <= z <= wall.high + INSIDE
    )


def reaches(geometry: Geometry, pose: Pose, target: str, reach: int) -> bool:
    """Whether the object ``target`` is reached by hand, or with something that reaches ``reach`` mm from the shoulder."""
    if geometry.reaches(pose, target):
        return True
    box = box_of(target, geometry.stage.objects[target])
    return arm_distance(pose, box) <= reach and not walled_off(geometry, pose, box)


def way(start: Pose, goal: Pose) -> list[Pose]:
    """Poses along the straight way from ``start`` to ``goal``, at most ``SAMPLE`` mm apart, ``goal`` last."""
    dx, dy, dz = goal.x - start.x, goal.y - start.y, goal.z - start.z
    steps = math.isqrt(dx * dx + dy * dy + dz * dz) // SAMPLE + 1
    return [Pose(start.x + dx * i // steps, start.y + dy * i // steps, start.z + dz * i // steps) for i in range(1, steps)] + [goal]  # fmt: skip
