"""Symbols of single-line diagrams, in the manner of IEC 60617 / GB/T 4728, with the squares of dispatching screens.

Everything stands upright: its first end at the top, its last at the bottom; ``turn`` lays it down. ``state`` moves it
(closed, or how far it has travelled; a truck: withdrawn, test, working), ``colours`` are the states of its ends.

    elements:
      - {kind: breaker, on: QF101, at: [48, 42], state: QF101.indicated, colours: [N101a.state, N101b.state]}
      - {kind: earthing_switch, on: QE10140, at: [44, 53], turn: 90, state: QE10140.position, colours: [T1H.state]}

A closed switch is filled and straight through, an open one hollow or its blade away, whatever its colour. Shapes from
IEC 60617-7 (switchgear) and -6 (windings); breakers as squares, filled when closed, as Chinese dispatching screens draw
them. source: practice
"""

from __future__ import annotations

import math

from engine.view import theme
from engine.view.symbols import machines
from engine.view.symbols.common import Pencil, Symbol
from engine.view.symbols.electrical_parts import FINE, earth_bars, ratio

__all__ = ["ELECTRICAL"]

MOVED = 0.9
"""A switch counts as closed from this share of its travel on."""
BLADE = 32.0
"""Degrees an open blade stands away."""


def _closed(pencil: Pencil) -> bool | None:
    return None if pencil.travel is None else pencil.travel >= MOVED


def _square(pencil: Pencil, share: float) -> tuple[float, float]:
    """Half width and half height, in the unit square, of a true square ``share`` of the shorter side wide."""
    side = share * min(pencil.size) / 2
    return side / pencil.size[0], side / pencil.size[1]


# -- switchgear -------------------------------------------------------------------------------------------------


def _breaker(pencil: Pencil) -> None:
    """A square: filled closed, hollow open, half filled unknown."""
    hx, hy = _square(pencil, 0.86)
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.5 - hy))
    pencil.stroke(1, (0.5, 0.5 + hy), (0.5, 1.0))
    corners = [(0.5 - hx, 0.5 - hy), (0.5 + hx, 0.5 - hy), (0.5 + hx, 0.5 + hy), (0.5 - hx, 0.5 + hy)]
    closed = _closed(pencil)
    if closed:
        pencil.area(0, corners)
    else:
        pencil.draw.add_convex_poly_filled(pencil.places(corners), theme.u32(theme.FIELD))
    if closed is None:
        pencil.area(0, [corners[0], corners[1], corners[3]])
    pencil.stroke(0, *corners, corners[0], heavy=1.2)


def _blade(pencil: Pencil, top: float, foot: float, end: int) -> None:
    """A blade hinged at ``foot``, closed against ``top``, standing away as far as it has travelled."""
    travel = 0.5 if pencil.travel is None else pencil.travel
    angle = math.radians(BLADE * (1.0 - travel))
    length = (foot - top) * (1.0 if travel >= MOVED else 0.96)
    across = length * math.sin(angle) / ratio(pencil)
    pencil.stroke(end, (0.5, foot), (0.5 - across, foot - length * math.cos(angle)), heavy=1.1)


def _hinge(pencil: Pencil, y: float) -> None:
    """The pivot of a blade, so that a closed one is still seen to be a switch."""
    pencil.draw.add_circle_filled(pencil.at(0.5, y), 0.13 * min(pencil.size), theme.u32(pencil.ink(1).colour), 16)


def _disconnector(pencil: Pencil) -> None:
    """The fixed contact with its bar, and the blade."""
    bar = 0.3
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.22))
    pencil.stroke(0, (0.5 - bar, 0.22), (0.5 + bar, 0.22))
    _blade(pencil, 0.22, 0.8, 1)
    _hinge(pencil, 0.8)
    pencil.stroke(1, (0.5, 0.8), (0.5, 1.0))


def _load_switch(pencil: Pencil) -> None:
    """A disconnector with the circle of a load-breaking contact."""
    across = 0.17
    ring = across * ratio(pencil)
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.14))
    pencil.stroke(0, (0.2, 0.14), (0.8, 0.14), heavy=FINE)
    _blade(pencil, 0.14 + 2 * ring, 0.8, 1)
    pencil.ring(0, 0.5, 0.14 + ring, across * pencil.size[0] / min(pencil.size), theme.FIELD, heavy=FINE)
    _hinge(pencil, 0.8)
    pencil.stroke(1, (0.5, 0.8), (0.5, 1.0))


def _earthing_switch(pencil: Pencil) -> None:
    """A blade to earth; what hangs on earth alone has no state and stays grey."""
    below = 0 if _closed(pencil) else -1
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.16))
    pencil.stroke(0, (0.32, 0.16), (0.68, 0.16))
    _blade(pencil, 0.16, 0.62, below)
    pencil.stroke(below, (0.5, 0.62), (0.5, 0.8))
    earth_bars(pencil, below, 0.8, 1.0)


def _portable_earth(pencil: Pencil) -> None:
    """A clamp on the conductor and a lead to earth; only the place where it is not fitted."""
    if not _closed(pencil):
        pencil.stroke(0, (0.5, 0.0), (0.5, 0.1))
        pencil.ring(-1, 0.5, 0.1 + 0.14 * ratio(pencil), 0.14 * pencil.size[0] / min(pencil.size), theme.GROUND)
        return
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.12))
    pencil.area(0, [(0.3, 0.12), (0.7, 0.12), (0.5, 0.36)])
    pencil.stroke(0, (0.5, 0.36), (0.5, 0.8), heavy=1.6)
    earth_bars(pencil, 0, 0.8, 1.0)


def _neutral_earthing(pencil: Pencil) -> None:
    """A switch to earth beside a spark gap: the neutral of a winding (end 0)."""
    below = 0 if _closed(pencil) else -1
    travel = 0.5 if pencil.travel is None else pencil.travel
    pencil.stroke(0, (0.5, 0.0), (0.5, 0.1))
    pencil.stroke(0, (0.25, 0.24), (0.25, 0.1), (0.8, 0.1), (0.8, 0.3), heavy=FINE)
    pencil.stroke(0, (0.13, 0.24), (0.37, 0.24), heavy=FINE)
    angle = math.radians(BLADE * (1.0 - travel))
    pencil.stroke(below, (0.25, 0.66), (0.25 - 0.4 * math.sin(angle) / ratio(pencil), 0.66 - 0.42 * math.cos(angle)))
    pencil.draw.add_convex_poly_filled(
        pencil.places([(0.7, 0.28), (0.9, 0.28), (0.8, 0.42)]), theme.u32(pencil.ink(0).colour)
    )
    pencil.draw.add_convex_poly_filled(
        pencil.places([(0.7, 0.62), (0.9, 0.62), (0.8, 0.48)]), theme.u32(pencil.ink(-1).colour)
    )
    pencil.stroke(-1, (0.8, 0.62), (0.8, 0.74), (0.5, 0.74))
    pencil.stroke(below, (0.25, 0.66), (0.25, 0.74), (0.5, 0.74), (0.5, 0.84))
    earth_bars(pencil, below, 0.84, 1.0)


# -- withdrawable units -----------------------------------------------------------------------------------------


def _chevron(pencil: Pencil, end: int, tip: float, tall: float) -> None:
    """A chevron with its tip at height ``tip``, opening by ``tall`` (downwards when positive)."""
    pencil.stroke(end, (0.1, tip + tall), (0.5, tip), (0.9, tip + tall), heavy=FINE)


def _plug(pencil: Pencil, fixed: int, own: int, top: float, foot: float) -> None:
    """Socket and plug between two heights, the fixed part at ``top``; apart as far as it is racked out.

    Working: both chevrons lie in one another. Test: a gap. Withdrawn: the plug is away.
    """
    travel = 0.5 if pencil.travel is None else pencil.travel
    span = foot - top
    tall = 0.3 * span
    pencil.stroke(fixed, (0.5, top), (0.5, top + 0.2 * span))
    _chevron(pencil, fixed, top + 0.2 * span, tall)
    if travel < 0.25:
        return
    tip = top + (0.4 if travel >= MOVED else 0.64) * span
    _chevron(pencil, own, tip, tall)
    pencil.stroke(own, (0.5, tip), (0.5, foot))
    if travel >= MOVED:
        pencil.stroke(fixed, (0.5, top + 0.2 * span), (0.5, tip))


TRUCK_END = 0.25
"""The share of a truck's height that each of its two contacts takes."""


def _truck(pencil: Pencil) -> None:
    """Contacts above and below the middle, where the breaker stands; ends: fixed, own, own, fixed."""
    _plug(pencil, 0, 1, 0.0, TRUCK_END)
    _plug(pencil, 3, 2, 1.0, 1.0 - TRUCK_END)


def _truck_contact(pencil: Pencil) -> None:
    """One withdrawable contact; ends: fixed, own."""
    _plug(pencil, 0, 1, 0.0, 1.0)


ELECTRICAL: dict[str, Symbol] = {
    "breaker": Symbol("断路器", "circuit breaker", (2.2, 4.0), _breaker),
    "disconnector": Symbol("隔离开关", "disconnector", (2.4, 4.0), _disconnector),
    "load_switch": Symbol("负荷开关", "load-break switch", (2.4, 4.0), _load_switch),
    "earthing_switch": Symbol("接地刀闸", "earthing switch", (2.2, 4.4), _earthing_switch),
    "portable_earth": Symbol("携带型接地线", "portable earth", (2.2, 4.4), _portable_earth),
    "neutral_earthing": Symbol(
        "中性点接地刀闸和间隙", "neutral earthing switch with gap", (4.0, 6.0), _neutral_earthing
    ),
    "truck": Symbol("手车（上下触头）", "withdrawable truck, both contacts", (2.2, 8.0), _truck),
    "truck_contact": Symbol("手车触头", "withdrawable contact", (2.2, 2.4), _truck_contact),
    "transformer": Symbol("双绕组变压器 YNd", "two-winding transformer YNd", (6.0, 9.0), machines.transformer),
    "tapped_transformer": Symbol(
        "有载调压变压器 YNd", "transformer YNd with tap changer", (6.0, 9.0), machines.tapped_transformer
    ),
    "voltage_transformer": Symbol("电压互感器", "voltage transformer", (4.4, 5.4), machines.voltage_transformer),
    "current_transformer": Symbol("电流互感器", "current transformer", (2.0, 2.4), machines.current_transformer),
    "busbar": Symbol("母线", "busbar", (60.0, 0.9), machines.busbar),
    "line_out": Symbol("线路", "outgoing line", (1.6, 3.6), machines.line_out),
    "load": Symbol("负荷", "load", (1.8, 3.6), machines.load),
    "capacitor": Symbol("电容器组", "capacitor bank", (2.6, 3.6), machines.capacitor),
    "surge_arrester": Symbol("避雷器", "surge arrester", (2.0, 4.6), machines.arrester),
    "fuse": Symbol("熔断器", "fuse", (1.8, 3.2), machines.fuse),
    "source": Symbol("电源", "source", (3.6, 5.0), machines.source),
    "earth": Symbol("接地", "earth", (2.0, 2.0), machines.earth),
}
