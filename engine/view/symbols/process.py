"""Symbols of process plants: vessels, machines, fittings. Plain outlines in the manner of ISO 10628.

    elements:
      - {kind: vessel, on: R101, at: [50, 36], size: [16, 20], tag: LI101}
"""

from __future__ import annotations

import math

from engine.view import theme
from engine.view.symbols.common import Pencil, Symbol

__all__ = ["PROCESS"]


def _shell(pencil: Pencil, x0: float, x1: float, y0: float, y1: float, dome: float) -> None:
    """An upright vessel with domed ends, and its contents up to the level."""
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    top = pencil.arc(middle, y0 + dome, half, dome, 180, 360)
    bottom = pencil.arc(middle, y1 - dome, half, dome, 0, 180)
    pencil.polygon([*top, *bottom], theme.BODY)
    if pencil.fraction is not None and pencil.fraction > 0.005:
        level = y1 - (y1 - y0) * min(1.0, pencil.fraction)
        inside = [point for point in (*top, *bottom) if point[1] >= level]
        spread = half * _width(level, y0, y1, dome)
        full = [(middle - spread, level), (middle + spread, level), *inside]
        full.sort(key=lambda point: _around(point, middle, (y0 + y1 + 2 * level) / 4))
        pencil.draw.add_convex_poly_filled(pencil.places(full), theme.u32(theme.FLUID))
        pencil.polygon([*top, *bottom, top[0]], closed=False)


def _width(level: float, y0: float, y1: float, dome: float) -> float:
    """The half width of the vessel at a height, as a share of its greatest."""
    inside = min(level - y0, y1 - level)
    if inside >= dome or dome <= 0:
        return 1.0
    share = 1 - max(0.0, inside) / dome
    return float((1 - share * share) ** 0.5)


def _around(point: tuple[float, float], x: float, y: float) -> float:
    return math.atan2(point[1] - y, point[0] - x)


def _vessel(pencil: Pencil) -> None:
    _shell(pencil, 0.0, 1.0, 0.0, 1.0, 0.12)


def _jacketed(pencil: Pencil) -> None:
    """A vessel in a jacket, with the shaft of its agitator."""
    jacket = pencil.arc(0.5, 0.84, 0.5, 0.16, 0, 180)
    pencil.polygon([(0.0, 0.3), *reversed(jacket), (1.0, 0.3)], theme.LINE)
    _shell(pencil, 0.09, 0.91, 0.0, 0.95, 0.12)


def _tank(pencil: Pencil) -> None:
    """A flat-bottomed tank."""
    pencil.box(0.0, 0.08, 1.0, 1.0, theme.BODY)
    if pencil.fraction is not None:
        pencil.box(0.0, 1.0 - 0.92 * min(1.0, pencil.fraction), 1.0, 1.0, theme.FLUID, outline=False)
    pencil.polygon([*pencil.arc(0.5, 0.08, 0.5, 0.08, 180, 360)], theme.BODY)
    pencil.polygon([(0.0, 0.08), (0.0, 1.0), (1.0, 1.0), (1.0, 0.08), (0.0, 0.08)], closed=False)


def _agitator(pencil: Pencil) -> None:
    """Motor, shaft and two blades."""
    pencil.box(0.32, 0.0, 0.68, 0.2)
    pencil.line((0.5, 0.2), (0.5, 0.92))
    for y in (0.62, 0.9):
        pencil.polygon([(0.5, y), (0.12, y - 0.05), (0.12, y + 0.05)])
        pencil.polygon([(0.5, y), (0.88, y - 0.05), (0.88, y + 0.05)])


def _pump(pencil: Pencil) -> None:
    """A centrifugal pump, discharge upwards to the right."""
    pencil.polygon([(0.2, 1.0), (0.38, 0.72), (0.62, 0.72), (0.8, 1.0)], theme.LINE)
    pencil.circle(0.5, 0.5, 0.42)
    pencil.polygon([(0.34, 0.22), (0.34, 0.78), (0.9, 0.5)], theme.PANEL if pencil.on else theme.BODY)


def _bow(pencil: Pencil) -> None:
    pencil.polygon([(0.0, 0.35), (0.5, 0.675), (0.0, 1.0)])
    pencil.polygon([(1.0, 0.35), (0.5, 0.675), (1.0, 1.0)])


def _block_valve(pencil: Pencil) -> None:
    """An on/off valve with a piston actuator."""
    pencil.line((0.5, 0.675), (0.5, 0.26))
    pencil.box(0.3, 0.0, 0.7, 0.26)
    _bow(pencil)


def _control_valve(pencil: Pencil) -> None:
    """A control valve with a diaphragm actuator; the bow is filled as far as it is open."""
    pencil.line((0.5, 0.675), (0.5, 0.24))
    pencil.polygon(pencil.arc(0.5, 0.26, 0.3, 0.26, 180, 360), theme.BODY)
    opening = pencil.fraction if pencil.fraction is not None else (1.0 if pencil.on else 0.0)
    shade = tuple(
        dark + (light - dark) * min(1.0, max(0.0, opening))
        for dark, light in zip(theme.STOPPED, theme.RUNNING, strict=True)
    )
    fill = (shade[0], shade[1], shade[2], 1.0)
    pencil.polygon([(0.0, 0.35), (0.5, 0.675), (0.0, 1.0)], fill)
    pencil.polygon([(1.0, 0.35), (0.5, 0.675), (1.0, 1.0)], fill)


def _hand_valve(pencil: Pencil) -> None:
    """A hand valve."""
    pencil.line((0.5, 0.675), (0.5, 0.16))
    pencil.line((0.25, 0.16), (0.75, 0.16))
    _bow(pencil)


def _exchanger(pencil: Pencil) -> None:
    """A heat exchanger."""
    pencil.circle(0.5, 0.5, 0.5, theme.BODY)
    pencil.line((0.0, 0.5), (0.3, 0.5), (0.42, 0.25), (0.58, 0.75), (0.7, 0.5), (1.0, 0.5))


def _disc(pencil: Pencil) -> None:
    """A rupture disc between flanges; dark and torn when burst."""
    pencil.box(0.0, 0.1, 0.18, 0.9, theme.BODY)
    pencil.box(0.82, 0.1, 1.0, 0.9, theme.BODY)
    if pencil.on:
        pencil.line((0.5, 0.0), (0.42, 0.35))
        pencil.line((0.58, 0.65), (0.5, 1.0))
    else:
        pencil.line(*pencil.arc(0.3, 0.5, 0.3, 0.5, -80, 80))


def _column(pencil: Pencil) -> None:
    """A packed column or scrubber."""
    _shell(pencil, 0.0, 1.0, 0.0, 1.0, 0.08)
    pencil.box(0.0, 0.3, 1.0, 0.7, theme.LINE)
    pencil.line((0.0, 0.3), (1.0, 0.7))
    pencil.line((0.0, 0.7), (1.0, 0.3))


def _boundary(pencil: Pencil) -> None:
    """Where a line comes from or goes to."""
    pencil.polygon([(0.0, 0.0), (0.8, 0.0), (1.0, 0.5), (0.8, 1.0), (0.0, 1.0)], theme.BODY)


PROCESS: dict[str, Symbol] = {
    "vessel": Symbol("容器", "vessel", (10, 14), _vessel),
    "jacketed_vessel": Symbol("夹套釜", "jacketed vessel", (18, 24), _jacketed),
    "tank": Symbol("储罐", "tank", (12, 12), _tank),
    "agitator": Symbol("搅拌", "agitator", (8, 20), _agitator),
    "pump": Symbol("泵", "pump", (5, 5), _pump),
    "block_valve": Symbol("切断阀", "on/off valve", (4.4, 4.4), _block_valve),
    "control_valve": Symbol("调节阀", "control valve", (4.4, 4.4), _control_valve),
    "hand_valve": Symbol("手动阀", "hand valve", (4.4, 4.4), _hand_valve),
    "exchanger": Symbol("换热器", "heat exchanger", (6, 6), _exchanger),
    "rupture_disc": Symbol("爆破片", "rupture disc", (3, 5), _disc),
    "column": Symbol("塔", "column", (8, 22), _column),
    "boundary": Symbol("界区", "battery limit", (12, 4), _boundary),
}
