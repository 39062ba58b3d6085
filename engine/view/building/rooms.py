"""Rooms as solids: walls with doors and windows, roofs, columns and lamps, from the ``rooms`` of a stage.

Walls have an inner face for each room and an outer face where no other room adjoins. Faces look one way only, so
an outside camera above the roof sees into the building.

    >>> parts = room_parts("hall", stage)  # doctest: +SKIP
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.session.stage import Room, StageSection
from engine.view.building.sheets import Hole, sheet
from engine.view.equipment.fittings import channel
from engine.view.equipment.furnishing import LAMP, LIGHT_PANEL
from engine.view.equipment.model import Part
from engine.view.mesh import Mesh, box, join

__all__ = ["HALF_WALL", "Wall", "adjoining", "room_parts", "walls_of"]

HALF_WALL = 0.08
_BEAM = 0.34


@dataclass(frozen=True, slots=True)
class Wall:
    """One side of a room: it runs ``length`` metres from ``start`` along ``along`` (unit vector in plan); the
    room lies to its left."""

    start: tuple[float, float]
    along: tuple[float, float]
    length: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """How far along the wall a point in plan lies and how far off it (positive inside the room)."""
        dx, dy = x - self.start[0], y - self.start[1]
        ax, ay = self.along
        return dx * ax + dy * ay, dy * ax - dx * ay


def walls_of(room: Room) -> tuple[Wall, ...]:
    """South, east, north and west side of a room."""
    west, south, east, north = room.box
    return (
        Wall((west, south), (1, 0), east - west),
        Wall((east, south), (0, 1), north - south),
        Wall((east, north), (-1, 0), east - west),
        Wall((west, north), (0, -1), north - south),
    )


def doors_in(wall: Wall, stage: StageSection) -> list[Hole]:
    """Door openings of any room that lie in this wall."""
    holes = []
    for room in stage.rooms.values():
        for door in room.doors:
            s, off = wall.place(*door.at)
            if abs(off) < 0.3 and -0.1 < s < wall.length + 0.1:
                holes.append(Hole(s - door.width / 2, s + door.width / 2, room.floor, room.floor + door.height))
    return sorted(set(holes))


def adjoining(wall: Wall, name: str, stage: StageSection) -> list[Hole]:
    """Stretches of the wall behind which another walled room stands."""
    holes = []
    for other, room in stage.rooms.items():
        if other == name or not room.walls:
            continue
        west, south, east, north = room.box
        spots = [wall.place(x, y) for x in (west, east) for y in (south, north)]
        offs = [off for _, off in spots]
        if max(offs) < 0.3 and min(offs) < -0.5 and max(offs) > -0.3:
            first, last = min(s for s, _ in spots), max(s for s, _ in spots)
            if last > 0.05 and first < wall.length - 0.05:
                holes.append(Hole(max(first, 0), min(last, wall.length), room.floor, room.floor + room.height))
    return holes


def _windows(wall: Wall, room: Room, doors: Sequence[Hole], closed: Sequence[Hole], stage: StageSection) -> list[Hole]:
    """A row of windows in the free stretches of an outer wall: high up in halls, at eye level in offices."""
    if room.style == "plant":
        wide, high, sill, pitch = 1.8, 1.6, room.height * 0.55, 3.0
    else:
        wide, high, sill, pitch = 1.5, 1.3, 1.0, 2.5
    if room.style in ("locker", "corridor") or room.height < sill + high + 0.3:
        return []
    count = int((wall.length - 1.0) / pitch)
    holes = []
    for k in range(count):
        middle = wall.length / 2 + (k - (count - 1) / 2) * pitch
        hole = Hole(middle - wide / 2, middle + wide / 2, room.floor + sill, room.floor + sill + high)
        free = not any(hole.meets(other, 0.3) for other in (*doors, *closed))
        if free and not _stood_before(wall, hole, stage):
            holes.append(hole)
    return holes


def _stood_before(wall: Wall, hole: Hole, stage: StageSection) -> bool:
    """Whether something tall stands or hangs before a window, so that the builder would have left it out."""
    for thing in stage.objects.values():
        s, off = wall.place(thing.at[0], thing.at[1])
        half = max(thing.size[0], thing.size[1]) / 2 if thing.size else 0.4
        top = thing.at[2] + (thing.size[2] if thing.size else 0.8)
        near = -0.2 < off < 0.8 and hole.left - half < s < hole.right + half
        if near and top > hole.low + 0.1 and thing.at[2] < hole.top:
            return True
    return False


def _stand(flat: Mesh, wall: Wall, offset: float, inward: bool) -> Mesh:
    """A sheet of (s, 0, z) facing −y put into the wall at ``offset`` from its line (positive inside)."""
    turn = math.degrees(math.atan2(wall.along[1], wall.along[0]))
    return (_mirrored(flat) if inward else flat).moved(y=offset).turned("z", turn).moved(*wall.start)


def _mirrored(flat: Mesh) -> Mesh:
    """The same sheet seen from its other side."""
    return Mesh(flat.p, -flat.n, flat.t, flat.f[:, ::-1])


def _frames(holes: Sequence[Hole], bar: float, depth: float, bars: int = 0) -> Mesh | None:
    """Frames around openings in the plane of a wall (s, y, z), with upright mullions between."""
    solids = []
    for hole in holes:
        wide, high = hole.right - hole.left, hole.top - hole.low
        middle = (hole.left + hole.right) / 2
        solids += [box(bar, depth, high).moved(s, 0, hole.low) for s in (hole.left + bar / 2, hole.right - bar / 2)]
        solids.append(box(wide, depth, bar).moved(middle, 0, hole.top - bar))
        if bars:
            solids.append(box(wide, depth, bar).moved(middle, 0, hole.low))
            step = wide / (bars + 1)
            solids += [
                box(bar * 0.7, depth * 0.6, high).moved(hole.left + step * (k + 1), 0, hole.low) for k in range(bars)
            ]
    return join(solids) if solids else None


def _wall_parts(name: str, wall: Wall, room: Room, stage: StageSection) -> list[Part]:
    doors = doors_in(wall, stage)
    closed = adjoining(wall, name, stage)
    windows = _windows(wall, room, doors, closed, stage)
    low, high = room.floor, room.floor + room.height
    band = low + (1.2 if room.style == "plant" else 0.12)
    inner = "wall" if room.style in ("plant", "corridor") else "wall_control"
    inside = HALF_WALL
    parts = [
        Part(
            "wall",
            _stand(sheet(inside, wall.length - inside, band, high, [*doors, *windows], 0.9), wall, inside, True),
            inner,
        ),
        Part(
            "skirting",
            _stand(sheet(inside, wall.length - inside, low, band, doors), wall, inside, True),
            "skirting",
        ),
    ]
    corner = HALF_WALL
    outer = sheet(-corner, wall.length + corner, low - 1.6, high + 0.4, [*doors, *windows, *_grown(closed)])
    parts.append(Part("facade", _stand(outer, wall, -HALF_WALL, False), "facade"))
    door_frames = _frames([h for h in doors if h.low >= low - 0.01], 0.08, 0.26)
    if door_frames is not None:
        parts.append(Part("door_frames", _stand(door_frames, wall, 0, False), "steel_grey"))
    window_frames = _frames(windows, 0.06, 0.2, 2)
    if window_frames is not None:
        parts.append(Part("window_frames", _stand(window_frames, wall, 0, False), "light_grey"))
        panes = [sheet(h.left, h.right, h.low, h.top, [], 4.0) for h in windows]
        pane = join(panes)
        parts.append(Part("panes", join([_stand(pane, wall, 0.02, True), _stand(pane, wall, -0.02, False)]), "window"))
    return parts


def _grown(holes: Sequence[Hole]) -> list[Hole]:
    """Holes widened to the corners of the wall and down to the ground behind them."""
    return [Hole(h.left - HALF_WALL, h.right + HALF_WALL, h.low - 2.0, h.top) for h in holes]


def room_parts(name: str, stage: StageSection) -> list[Part]:
    """Everything of a room but its floor; nothing for a room without walls."""
    room = stage.rooms[name]
    if not room.walls:
        return []
    parts = [part for wall in walls_of(room) for part in _wall_parts(name, wall, room, stage)]
    return [*parts, *_roof(room), *(_columns(room) if room.style == "plant" else [])]


def _roof(room: Room) -> list[Part]:
    west, south, east, north = room.box
    x, y, top = east - west, north - south, room.floor + room.height
    middle = ((west + east) / 2, (south + north) / 2)
    ceiling = sheet(0, x, 0, y, [], 3.0).turned("x", 90).moved(west, north, top)
    finish = "sheeting" if room.style == "plant" else "ceiling"
    parts = [Part("roof", _downward(ceiling), finish)]
    lamps: list[Part] = []
    if room.style == "plant":
        count = max(2, round(x / 4.5) + 1)
        beams = [
            channel(y - 0.2, _BEAM, 0.2).turned("z", 90).moved(float(at), middle[1], top - _BEAM)
            for at in np.linspace(west + 0.3, east - 0.3, count)
        ]
        purlins = [
            channel(x - 0.2, 0.16, 0.1).moved(middle[0], float(at), top - 0.16)
            for at in np.linspace(south + 0.3, north - 0.3, max(2, round(y / 2.5) + 1))
        ]
        parts.append(Part("beams", join([*beams, *purlins]), "steel_grey"))
        model, drop, pitch = LAMP.model((0.55, 0.55, 0.9)), 1.2, 4.5
    else:
        model, drop, pitch = LIGHT_PANEL.model(), 0.05, 2.4
    for a in _spread(west, east, pitch):
        for b in _spread(south, north, pitch):
            lamps += [Part(p.name, p.mesh.moved(a, b, top - drop), p.finish) for p in model.parts]
    return [*parts, *_by_finish("lamps", lamps)]


def _downward(flat: Mesh) -> Mesh:
    """A horizontal sheet that shows its underside only."""
    return flat if flat.n[0, 2] < 0 else _mirrored(flat)


def _spread(low: float, high: float, pitch: float) -> list[float]:
    count = max(1, round((high - low) / pitch))
    return [low + (high - low) * (k + 0.5) / count for k in range(count)]


def _by_finish(name: str, parts: Sequence[Part]) -> list[Part]:
    finishes = sorted({part.finish for part in parts})
    return [Part(name, join(p.mesh for p in parts if p.finish == finish), finish) for finish in finishes]


def _columns(room: Room) -> list[Part]:
    """Steel columns along the long sides of a hall, under its beams."""
    west, south, east, north = room.box
    count = max(2, round((east - west) / 4.5) + 1)
    doors = [door.at for door in room.doors]
    solids = []
    for at in np.linspace(west + 0.3, east - 0.3, count):
        for y in (south + HALF_WALL + 0.12, north - HALF_WALL - 0.12):
            if any(abs(dx - at) < 1.2 and abs(dy - y) < 0.6 for dx, dy in doors):
                continue
            post = channel(room.height - _BEAM, 0.24, 0.2).turned("y", -90).turned("z", 90)
            solids.append(post.moved(float(at), y, room.floor + (room.height - _BEAM) / 2))
    return [Part("columns", join(solids), "steel_grey")] if solids else []
