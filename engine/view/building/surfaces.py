"""Pictures of surfaces, painted by arithmetic: concrete, tiles, chequer plate, metal, smoke.

All sides are powers of two (the software renderer knows no other) and all are the same in every run.

    >>> chequer(64).shape
    (64, 64, 3)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["chequer", "concrete", "metal_cap", "monitor", "patches", "puff", "strewn", "tiles"]

Picture = NDArray[np.uint8]
Grey = NDArray[np.float64]


def _hash(i: NDArray[Any], j: NDArray[Any], salt: int) -> Grey:
    """A fixed pseudo-random number 0…1 for each grid point."""
    h = (i.astype(np.uint64) * np.uint64(374761393) + j.astype(np.uint64) * np.uint64(668265263)) + np.uint64(
        salt * 2654435761
    )
    h &= np.uint64(0xFFFFFFFF)
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(1274126177)) & np.uint64(0xFFFFFFFF)
    out: Grey = ((h ^ (h >> np.uint64(16))) & np.uint64(0xFFFF)).astype(float) / 65535
    return out


def clouds(height: int, width: int, cell: int, salt: int) -> Grey:
    """Smooth noise −1…1 with blobs of ``cell`` pixels, wrapping round at the edges."""
    rows, columns = max(1, height // cell), max(1, width // cell)
    y, x = np.arange(height) * rows / height, np.arange(width) * columns / width
    i, j = y.astype(int), x.astype(int)
    fy, fx = (y - i)[:, None], (x - j)[None, :]
    fy, fx = fy * fy * (3 - 2 * fy), fx * fx * (3 - 2 * fx)

    def corner(a: int, b: int) -> Grey:
        return _hash(
            np.broadcast_to(((i + a) % rows)[:, None], (height, width)),
            np.broadcast_to(((j + b) % columns)[None], (height, width)),
            salt,
        )

    top = corner(0, 0) * (1 - fx) + corner(0, 1) * fx
    low = corner(1, 0) * (1 - fx) + corner(1, 1) * fx
    out: Grey = (top * (1 - fy) + low * fy) * 2 - 1
    return out


def _picture(colour: tuple[float, float, float], light: Grey) -> Picture:
    rgb = np.clip(light[..., None] * np.array(colour), 0, 1)
    out: Picture = (rgb * 255 + 0.5).astype(np.uint8)
    return out


def concrete(height: int, width: int, colour: tuple[float, float, float], shade: Grey | float = 1.0) -> Picture:
    """A smoothed concrete or epoxy floor with stains and fine grain."""
    light = (
        1
        + 0.05 * clouds(height, width, 64, 1)
        + 0.035 * clouds(height, width, 16, 2)
        + 0.03 * clouds(height, width, 2, 3)
    )
    return _picture(colour, light * shade)


def patches(height: int, width: int, colour: tuple[float, float, float], shade: Grey | float = 1.0) -> Picture:
    """A wide stretch of gravel or grass seen from afar: soft patches, whose fine grain is laid over it."""
    light = 1 + 0.05 * clouds(height, width, 96, 11) + 0.04 * clouds(height, width, 24, 12)
    return _picture(colour, light * shade)


def strewn(height: int, width: int, colour: tuple[float, float, float], shade: Grey | float = 1.0) -> Picture:
    """Loose gravel or grass: coarse grain of every size, no smooth patches."""
    light = (
        1
        + 0.06 * clouds(height, width, 96, 11)
        + 0.05 * clouds(height, width, 24, 12)
        + 0.12 * clouds(height, width, 4, 13)
        + 0.12 * clouds(height, width, 2, 14)
    )
    return _picture(colour, light * shade)


def tiles(
    height: int,
    width: int,
    colour: tuple[float, float, float],
    pitch: tuple[float, float],
    shade: Grey | float = 1.0,
) -> Picture:
    """Square floor tiles; ``pitch`` is their size in pixels down and across."""
    light = 1 + 0.02 * clouds(height, width, 32, 4)
    y, x = np.arange(height)[:, None], np.arange(width)[None, :]
    tone = _hash(
        np.broadcast_to((y / pitch[0]).astype(int), (height, width)),
        np.broadcast_to((x / pitch[1]).astype(int), (height, width)),
        5,
    )
    joint = ((y % pitch[0]) < 1.0) | ((x % pitch[1]) < 1.0)
    return _picture(colour, np.where(joint, 0.78, light * (0.98 + 0.04 * tone)) * shade)


def chequer(side: int) -> Picture:
    """Chequer plate: a pattern of raised lenses, two a tile each way."""
    y, x = np.mgrid[0:side, 0:side] / side * 2
    light = np.full((side, side), 0.9) + 0.03 * clouds(side, side, 4, 6)
    for flip in (0, 1):
        cx, cy = (x + 0.5 * flip) % 1 - 0.5, (y + 0.5 * flip) % 1 - 0.5
        a = math.radians(45 if flip else -45)
        u, v = cx * math.cos(a) + cy * math.sin(a), -cx * math.sin(a) + cy * math.cos(a)
        ridge = np.clip(1 - (u / 0.26) ** 2 - (v / 0.085) ** 2, 0, 1)
        light += ridge**0.5 * np.where(v < 0, 0.28, -0.05)
    return _picture((0.9, 0.9, 0.9), light)


def metal_cap(side: int = 512) -> Picture:
    """What a polished ball shows in a factory hall (a matcap): pale walls, rows of lamps, a grey floor.

    Painted at a quarter of its size and smoothed up: sheen has no fine detail, but large pixels would show.
    """
    small = side // 4
    axis = (np.arange(small) + 0.5) / small * 2 - 1
    x, z = np.meshgrid(axis, -axis)
    r2 = np.clip(x * x + z * z, 0, 0.995)
    normal = np.stack([x, -np.sqrt(1 - r2), z], -1)
    mirror = np.array((0.0, 1.0, 0.0)) - 2 * normal[..., 1:2] * normal
    total = np.zeros((small, small, 3))
    lobes = 48
    for k in range(lobes):
        radius, angle = 0.34 * math.sqrt((k + 0.5) / lobes), k * 2.399963
        spread = mirror + np.array((radius * math.cos(angle), radius * math.sin(angle * 1.7), radius * math.sin(angle)))
        total += _hall(spread / np.linalg.norm(spread, axis=-1, keepdims=True))
    light = np.clip(total / lobes, 0, 1) ** (1 / 1.9) * 255
    return (_enlarged(_enlarged(light, side).swapaxes(0, 1), side).swapaxes(0, 1) + 0.5).astype(np.uint8)


def _enlarged(image: NDArray[Any], rows: int) -> NDArray[Any]:
    """An image with its first axis stretched to ``rows``, linear in between."""
    at = np.clip((np.arange(rows) + 0.5) / rows * len(image) - 0.5, 0, len(image) - 1.001)
    low = at.astype(int)
    part = (at - low)[:, None, None]
    out: NDArray[Any] = image[low] * (1 - part) + image[low + 1] * part
    return out


def _hall(d: NDArray[Any]) -> NDArray[Any]:
    """Radiance of an imagined hall in direction ``d`` (x right, y away, z up)."""
    up = d[..., 2]
    walls = 0.30 + 0.10 * np.clip(up, 0, 1)
    floor = 0.13 + 0.10 * np.clip(1 + up * 1.6, 0, 1)
    light = np.where(up > 0, walls, floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        across, ahead = d[..., 0] / np.maximum(up, 1e-3), d[..., 1] / np.maximum(up, 1e-3)
    lamp = (up > 0.15) & (np.abs(np.abs(across) - 0.9) < 0.32) & (np.abs(ahead) < 2.4)
    window = (np.abs(up - 0.28) < 0.14) & (np.abs(d[..., 0]) > 0.45) & (np.sin(d[..., 1] * 9) > -0.2)
    light = light + lamp * 1.9 + window * 0.75
    return np.stack([light * 0.985, light, light * 1.02], -1)


def puff(side: int = 64) -> NDArray[np.uint8]:
    """A soft round cloud as (side, side, 4) RGBA, white with an alpha that fades to the rim."""
    axis = (np.arange(side) + 0.5) / side * 2 - 1
    x, y = np.meshgrid(axis, axis)
    r = np.sqrt(x * x + y * y)
    alpha = np.clip(1 - r, 0, 1) ** 1.4 * (0.8 + 0.35 * clouds(side, side, 8, 7))
    out = np.full((side, side, 4), 255, np.uint8)
    out[..., 3] = (np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    return out


def monitor(width: int = 256, height: int = 128) -> Picture:
    """A screen seen from afar that shows no trade: bars, three trends, a list. Where a scenario brings pages, its first
    one is shown instead (``screen_picture``)."""
    image = np.full((height, width, 3), (172, 176, 178), np.uint8)
    image[:9] = (92, 98, 104)
    for k in range(5):
        x = 12 + 30 * k
        image[24:58, x : x + 16] = (206, 209, 211)
        image[58 - 14 - 9 * (k * 3 % 4) % 30 : 58, x + 5 : x + 11] = (100, 122, 140)
    image[66:118, 8:164] = (226, 228, 228)
    t = np.arange(156)
    for k, colour in enumerate(((38, 84, 140), (150, 84, 28), (30, 110, 70))):
        y = 92 + (k - 1) * 13 + 6 * np.sin(t / (17.0 + 5 * k) + k)
        for dy in (0, 1):
            image[(y + dy).astype(int), 8 + t] = colour
    image[18:118, 172:250] = (208, 210, 211)
    for k in range(8):
        image[24 + 11 * k : 30 + 11 * k, 178 : 214 + 4 * (k % 3)] = (120, 126, 130)
        image[24 + 11 * k : 30 + 11 * k, 232:244] = (96, 116, 130)
    image[24:30, 232:244] = (214, 170, 40)
    return image
