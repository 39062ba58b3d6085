"""Platforms, railings and stairs of steel, from ``platforms`` and ``stairs`` of a stage.

A platform is a chequer plate on a frame of beams and columns with a handrail of 1.1 m, a knee rail and a toe
board (GB 4053.3), left out along walls and open where stairs arrive.

    >>> stair_parts(((4, 0, 0), (0, 0, 4)))[0].name
    'treads'
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.session.stage import StageSection
from engine.view.equipment.fittings import channel, leg
from engine.view.equipment.model import Part
from engine.view.mesh import Mesh, box, cylinder, join, tube
from engine.view.sweep import pipe

__all__ = ["STAIR_WIDTH", "ground_under", "platform_parts", "rail", "stair_parts"]

STAIR_WIDTH = 0.95
RAIL_HEIGHT = 1.1
_DEPTH = 0.22
Spot = tuple[float, float, float]


def rail(start: Spot, end: Spot, toe: bool = True) -> Mesh | None:
    """A handrail between two points of the floor (sloping where they differ in height)."""
    a, b = np.array(start), np.array(end)
    length = float(np.linalg.norm((b - a)[:2]))
    if length < 0.25:
        return None
    count = max(1, math.ceil(length / 1.4))
    solids = []
    for k in range(count + 1):
        x, y, z = a + (b - a) * k / count
        solids.append(cylinder(0.021, RAIL_HEIGHT, sides=6).moved(float(x), float(y), float(z)))
    for height in (RAIL_HEIGHT, RAIL_HEIGHT * 0.55):
        lift = np.array((0, 0, height))
        solids.append(pipe([a + lift, b + lift], 0.022 if height == RAIL_HEIGHT else 0.016, sides=6))
    if toe and abs(start[2] - end[2]) < 0.01:
        turn = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        middle = (a + b) / 2
        board = box(length, 0.008, 0.1).turned("z", turn)
        solids.append(board.moved(float(middle[0]), float(middle[1]), float(middle[2]) + 0.01))
    return join(solids)


def platform_parts(index: int, stage: StageSection) -> list[Part]:
    """One platform with its frame, columns and rails."""
    west, south, east, north, level = stage.platforms[index]
    x, y = east - west, north - south
    middle = ((west + east) / 2, (south + north) / 2)
    plate = box(x, y, 0.012).tiled(5).moved(*middle, level - 0.012)
    frame = []
    for at in np.linspace(south + 0.08, north - 0.08, max(2, round(y / 2.0) + 1)):
        frame.append(channel(x, _DEPTH, 0.12).moved(middle[0], float(at), level - 0.012 - _DEPTH))
    for at in np.linspace(west + 0.08, east - 0.08, max(2, round(x / 4.5) + 1)):
        frame.append(channel(y, _DEPTH, 0.12).turned("z", 90).moved(float(at), middle[1], level - 0.014 - _DEPTH))
    parts = [Part("plate", plate, "chequer"), Part("frame", join(frame), "steel_grey")]
    ground = ground_under(middle, level, stage)
    columns = [leg(0.16, level - _DEPTH - ground, 0.3).moved(px, py, ground) for px, py in _column_spots(index, stage)]
    if columns:
        parts.append(Part("columns", join(columns), "steel_grey"))
    rails = [solid for solid in _rails(index, stage) if solid is not None]
    if rails:
        parts.append(Part("rails", join(rails), "yellow"))
    collars = _collars(index, stage)
    if collars:
        parts.append(Part("collars", join(collars), "yellow"))
    return parts


def ground_under(spot: tuple[float, float], level: float, stage: StageSection) -> float:
    """The floor of the room below ``level`` at a point in plan, metres."""
    floors = [
        room.floor
        for room in stage.rooms.values()
        if room.box[0] <= spot[0] <= room.box[2] and room.box[1] <= spot[1] <= room.box[3] and room.floor <= level
    ]
    return max(floors, default=0.0)


def _column_spots(index: int, stage: StageSection) -> list[tuple[float, float]]:
    """A grid of columns no more than 5 m apart, moved clear of what stands below."""
    west, south, east, north, level = stage.platforms[index]
    spots = []
    for px in np.linspace(west + 0.14, east - 0.14, max(2, math.ceil((east - west) / 5.0) + 1)):
        for py in np.linspace(south + 0.14, north - 0.14, max(2, math.ceil((north - south) / 5.0) + 1)):
            if not _occupied(float(px), float(py), level, stage):
                spots.append((float(px), float(py)))
    return spots


def _occupied(x: float, y: float, level: float, stage: StageSection) -> bool:
    for thing in stage.objects.values():
        if thing.size is None or not thing.blocks or thing.at[2] >= level:
            continue
        half = max(thing.size[0], thing.size[1]) / 2 + 0.2
        if abs(thing.at[0] - x) < half and abs(thing.at[1] - y) < half:
            return True
    return False


def _rails(index: int, stage: StageSection) -> list[Mesh | None]:
    west, south, east, north, level = stage.platforms[index]
    e = 0.05
    corners = [(west + e, south + e), (east - e, south + e), (east - e, north - e), (west + e, north - e)]
    solids: list[Mesh | None] = []
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        length = math.hypot(bx - ax, by - ay)
        ux, uy = (bx - ax) / length, (by - ay) / length
        if _along_wall(((ax + bx) / 2, (ay + by) / 2), (ux, uy), stage):
            continue
        gaps = _gaps((ax, ay), (ux, uy), length, index, stage)
        at = 0.0
        for first, last in [*gaps, (length, length)]:
            if first - at > 0.25:
                solids.append(rail((ax + ux * at, ay + uy * at, level), (ax + ux * first, ay + uy * first, level)))
            at = max(at, last)
    return solids


def _along_wall(spot: tuple[float, float], along: tuple[float, float], stage: StageSection) -> bool:
    for room in stage.rooms.values():
        west, south, east, north = room.box
        if not room.walls or not (west <= spot[0] <= east and south <= spot[1] <= north):
            continue
        off = min(spot[1] - south, north - spot[1]) if abs(along[0]) > 0.5 else min(spot[0] - west, east - spot[0])
        if off < 0.45:
            return True
    return False


def _gaps(
    start: tuple[float, float], along: tuple[float, float], length: float, index: int, stage: StageSection
) -> list[tuple[float, float]]:
    """Where stairs arrive at this edge or another platform of the same level adjoins."""
    level = stage.platforms[index][4]
    gaps = []
    for lower, upper in stage.stairs:
        for end in (lower, upper):
            if abs(end[2] - level) > 0.05:
                continue
            dx, dy = end[0] - start[0], end[1] - start[1]
            s, off = dx * along[0] + dy * along[1], dx * along[1] - dy * along[0]
            if abs(off) < 0.5 and -0.1 < s < length + 0.1:
                gaps.append((s - STAIR_WIDTH / 2 - 0.05, s + STAIR_WIDTH / 2 + 0.05))
    for other, (west, south, east, north, height) in enumerate(stage.platforms):
        if other == index or abs(height - level) > 0.05:
            continue
        spots = [(x - start[0], y - start[1]) for x in (west, east) for y in (south, north)]
        offs = [x * along[1] - y * along[0] for x, y in spots]
        runs = [x * along[0] + y * along[1] for x, y in spots]
        if abs(min(offs)) < 0.3 and max(offs) > 0.3 and max(runs) > 0 and min(runs) < length:
            gaps.append((max(0.0, min(runs)), min(length, max(runs))))
    return sorted(gaps)


def _collars(index: int, stage: StageSection) -> list[Mesh]:
    """A raised ring around everything round that passes through the plate."""
    west, south, east, north, level = stage.platforms[index]
    solids = []
    for thing in stage.objects.values():
        if thing.size is None or thing.kind not in ("reactor", "tank", "scrubber"):
            continue
        x, y, z = thing.at
        inside = west < x < east and south < y < north
        if inside and z < level - 0.3 and z + thing.size[2] > level + 0.3:
            radius = thing.size[0] / 2 + 0.06
            solids.append(tube(radius + 0.012, radius, 0.1, level - 0.005, 32).moved(x, y))
    return solids


def stair_parts(stair: Sequence[Spot]) -> list[Part]:
    """One flight between its lower and upper end, with stringers and rails on both sides."""
    low, high = np.array(stair[0], float), np.array(stair[1], float)
    rise = float(high[2] - low[2])
    run = float(np.linalg.norm((high - low)[:2]))
    turn = math.degrees(math.atan2(high[1] - low[1], high[0] - low[0]))
    steps = max(1, round(rise / 0.2))
    treads = [
        box(run / steps + 0.03, STAIR_WIDTH - 0.06, 0.03).moved(
            run * (k + 0.5) / steps, 0, rise * (k + 1) / steps - 0.03
        )
        for k in range(steps)
    ]
    slope = math.degrees(math.atan2(rise, run))
    length = math.hypot(rise, run)
    sides, rails = [], []
    for s in (-1, 1):
        off = s * (STAIR_WIDTH / 2)
        stringer = box(length, 0.012, 0.24).moved(length / 2, 0, -0.14).turned("y", -slope).moved(0, off, 0.03)
        sides.append(stringer)
        hand = rail((0.05, off, 0.1), (run, off, rise))
        if hand is not None:
            rails.append(hand)

    def lay(solid: Mesh) -> Mesh:
        return solid.turned("z", turn).moved(*(float(v) for v in low))

    return [
        Part("treads", lay(join(treads).tiled(5)), "chequer"),
        Part("stringers", lay(join(sides)), "steel_grey"),
        Part("rails", lay(join(rails)), "yellow"),
    ]
