"""What the screens of a desk show from afar: the first page of the scenario, or else a page that belongs to no trade.

    picture = page_picture(page)     # (512, 1024, 3) uint8

It is drawn once, so it is drawn without the colours of any state: a screen in the room that shows yesterday's state would lie.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.session.screens import Element, Screen
from engine.view.symbols import BASIC_KINDS, SYMBOLS

__all__ = ["page_picture"]

Picture = NDArray[np.uint8]

_GROUND, _BAR, _INK, _FIELD, _FIGURES = (196, 199, 203), (45, 52, 59), (96, 102, 110), (238, 240, 242), (40, 84, 150)
_HEAD = 20
"""Rows of the bar at the head."""


def page_picture(page: Screen, width: int = 1024, height: int = 512) -> Picture:
    """A page that has a picture, as lines, shapes and fields without words; sides are powers of two."""
    image = np.empty((height, width, 3), np.uint8)
    image[:] = _GROUND
    image[:_HEAD] = _BAR
    unit = min(width / page.size[0], (height - _HEAD - 6) / page.size[1])
    left, top = (width - unit * page.size[0]) / 2, _HEAD + 3.0

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return left + point[0] * unit, top + point[1] * unit

    for line in page.lines:
        for a, b in pairwise(line.path):
            _stroke(image, at(a), at(b), _INK, 2 if line.style == "signal" else 3)
    for element in page.elements:
        _element(image, element, at(element.at), unit)
    return image


def _element(image: Picture, element: Element, middle: tuple[float, float], unit: float) -> None:
    if element.kind == "label":
        return
    size = element.size or BASIC_KINDS.get(element.kind) or SYMBOLS[element.kind].size
    w, h = (s * unit for s in (size if element.turn % 180 == 0 or element.size else size[::-1]))
    x0, y0, x1, y1 = (round(v) for v in (middle[0] - w / 2, middle[1] - h / 2, middle[0] + w / 2, middle[1] + h / 2))
    if element.kind in ("frame", "legend", "trend"):
        if element.kind == "trend":
            image[max(0, y0) : y1, max(0, x0) : x1] = _FIELD
        for a, b in (((x0, y0), (x1, y0)), ((x1, y0), (x1, y1)), ((x1, y1), (x0, y1)), ((x0, y1), (x0, y0))):
            _stroke(image, a, b, (150, 154, 160), 1)
    elif element.kind in ("value", "reading", "indicator", "bar", "button"):
        image[max(0, y0) : y1, max(0, x0) : x1] = _FIELD
        image[max(0, y0 + (y1 - y0) // 3) : y1 - (y1 - y0) // 3, (x0 + x1) // 2 : max(x0, x1 - 3)] = _FIGURES
    else:
        if max(w, h) > 4 * min(w, h):  # a bar from end to end
            dx, dy = (w / 2, 0.0) if w > h else (0.0, h / 2)
            _stroke(image, (middle[0] - dx, middle[1] - dy), (middle[0] + dx, middle[1] + dy), _INK, 5)
            return
        side = max(2, round(0.28 * min(w, h)))
        cx, cy = round(middle[0]), round(middle[1])
        image[max(0, cy - side) : cy + side, max(0, cx - side) : cx + side] = _INK


def _stroke(
    image: Picture, a: tuple[float, float], b: tuple[float, float], colour: tuple[int, int, int], wide: int
) -> None:
    """A straight line of ``wide`` pixels."""
    count = max(2, round(max(abs(b[0] - a[0]), abs(b[1] - a[1]))) + 1)
    x = np.linspace(a[0], b[0], count).round().astype(int)
    y = np.linspace(a[1], b[1], count).round().astype(int)
    for dx in range(-(wide // 2), wide - wide // 2):
        for dy in range(-(wide // 2), wide - wide // 2):
            rows, columns = np.clip(y + dy, 0, image.shape[0] - 1), np.clip(x + dx, 0, image.shape[1] - 1)
            image[rows, columns] = colour
