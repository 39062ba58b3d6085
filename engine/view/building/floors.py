"""Floors as painted pictures: concrete, tiles, gravel or lawn, with the contact shadows of everything that stands on them.

for floor in lay_floors(stage, shade): floor.picture.shape   # (power of two, power of two, 3)
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.session.stage import Room, StageSection
from engine.view.building.occlusion import Occlusion
from engine.view.building.surfaces import concrete, patches, tiles
from engine.view.equipment.finishes import FINISHES

__all__ = ["Floor", "lay_floors"]

_PIXELS_PER_METRE = 40
_LARGEST = 1024


@dataclass(frozen=True, slots=True)
class Floor:
    """One horizontal rectangle and the picture that covers it; row 0 of the picture is its north edge."""

    room: str
    box: tuple[float, float, float, float]
    level: float
    picture: NDArray[np.uint8]


def lay_floors(stage: StageSection, shade: Occlusion) -> list[Floor]:
    """One floor a room."""
    return [Floor(name, room.box, room.floor, _paint(room, shade, stage)) for name, room in stage.rooms.items()]


def _side(metres: float) -> int:
    return int(min(_LARGEST, 2 ** max(5, round(math.log2(metres * _PIXELS_PER_METRE)))))


def _paint(room: Room, shade: Occlusion, stage: StageSection) -> NDArray[np.uint8]:
    west, south, east, north = room.box
    width, height = _side(east - west), _side(north - south)
    light = _light(room, shade, height, width)
    if room.style in ("control", "corridor", "locker"):
        pitch = (0.6 * height / (north - south), 0.6 * width / (east - west))
        return tiles(height, width, FINISHES["floor_control"].colour, pitch, light)
    if room.style in ("gravel", "lawn"):
        return patches(height, width, FINISHES[f"floor_{room.style}"].colour, light)
    finish = "floor_yard" if room.style == "yard" else "floor_plant"
    picture = concrete(height, width, FINISHES[finish].colour, light)
    if room.style == "plant":
        _aisle_lines(picture, room, stage)
    return picture


def _light(room: Room, shade: Occlusion, height: int, width: int) -> NDArray[np.float64]:
    """Contact shadows over the picture, computed on a grid four pixels wide and smoothed between."""
    west, south, east, north = room.box
    rows, columns = max(2, height // 4), max(2, width // 4)
    y = north - (np.arange(rows) + 0.5) / rows * (north - south)
    x = west + (np.arange(columns) + 0.5) / columns * (east - west)
    gx, gy = np.meshgrid(x, y)
    points = np.stack([gx.ravel(), gy.ravel(), np.full(gx.size, room.floor + 0.02)], 1)
    coarse = shade.at(points, np.tile((0.0, 0.0, 1.0), (len(points), 1))).reshape(rows, columns).astype(float)
    edge = np.minimum.reduce([gx - west, east - gx, gy - south, north - gy]) if room.walls else np.full_like(gx, 9.0)
    coarse *= 1 - 0.22 * np.exp(-np.maximum(edge, 0) / 0.35)
    fine_y = np.clip((np.arange(height) + 0.5) / height * rows - 0.5, 0, rows - 1.001)
    fine_x = np.clip((np.arange(width) + 0.5) / width * columns - 0.5, 0, columns - 1.001)
    i, j = fine_y.astype(int), fine_x.astype(int)
    fy, fx = (fine_y - i)[:, None], (fine_x - j)[None, :]
    top = coarse[i][:, j] * (1 - fx) + coarse[i][:, j + 1] * fx
    low = coarse[i + 1][:, j] * (1 - fx) + coarse[i + 1][:, j + 1] * fx
    out: NDArray[np.float64] = top * (1 - fy) + low * fy
    return out


def _aisle_lines(picture: NDArray[np.uint8], room: Room, stage: StageSection) -> None:
    """Yellow lines beside the walkways on the floor of a hall."""
    west, south, east, north = room.box
    height, width = picture.shape[:2]
    y = north - (np.arange(height) + 0.5) / height * (north - south)
    x = west + (np.arange(width) + 0.5) / width * (east - west)
    gx, gy = np.meshgrid(x, y)
    distance = np.full(gx.shape, 9.0)
    ends = Counter(name for way in stage.walkways for name in way)
    for a, b in stage.walkways:
        if a not in stage.places or b not in stage.places or min(ends[a], ends[b]) < 2:
            continue  # a spot to stand at is no aisle
        p, q = np.array(stage.places[a].at), np.array(stage.places[b].at)
        if abs(p[2] - room.floor) > 0.1 or abs(q[2] - room.floor) > 0.1:
            continue
        way = q[:2] - p[:2]
        length2 = max(float(way @ way), 1e-6)
        t = np.clip(((gx - p[0]) * way[0] + (gy - p[1]) * way[1]) / length2, 0, 1)
        distance = np.minimum(distance, np.hypot(gx - p[0] - t * way[0], gy - p[1] - t * way[1]))
    band = np.abs(distance - 0.62) < 0.04
    paint = np.array((214, 172, 34)) * (picture[band].astype(float) / 148).clip(0.4, 1.1)
    picture[band] = np.clip(paint, 0, 255).astype(np.uint8)
