"""Field instruments a person can read on the spot: dial gauges, transmitters with a display, level glasses.

>>> GAUGE.model().plate.width
0.24
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.fittings import nut
from engine.view.equipment.model import Face, Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.equipment.vessels import level_glass
from engine.view.mesh import Mesh, box, cylinder, disc, join, lathe, panel, ring

__all__ = ["DETECTOR", "GAUGE", "KINDS", "LEVEL_GAUGE", "TRANSMITTER"]


class GaugeOptions(Options):
    """What a dial gauge may look like."""

    rim: Literal["chrome", "black", "blue"] = Field("chrome", description="表壳颜色 / colour of the case")
    stem: float = Field(0.25, ge=0, le=2, description="接管长度，米 / length of the stem below the dial, metres")
    red_from: float = Field(
        1.0, ge=0, le=1, description="红区起点，占量程的比例 / where the red arc begins, fraction of the span"
    )


_SWEEP = 270.0


def _ticks(r: float) -> Mesh:
    """Eleven strokes around a dial that looks up, long ones at the ends and the middle."""
    strokes = []
    for k in range(11):
        long = k % 5 == 0
        stroke = box(r * (0.05 if long else 0.03), r * (0.24 if long else 0.14), 0.002)
        strokes.append(stroke.moved(0, r * (0.74 if long else 0.79), 0.054).turned("z", _SWEEP / 2 - _SWEEP * k / 10))
    return join(strokes)


def _gauge(size: Size, options: GaugeOptions) -> Model:
    r = min(size[0], size[2]) / 2
    stem = options.stem
    middle = stem + r
    case = lathe(
        [
            (0, 0),
            (r, 0),
            (r, 0.05),
            (r * 1.07, 0.055),
            (r * 1.07, 0.066),
            (r * 0.95, 0.066),
            (r * 0.95, 0.055),
        ],
        sides=24,
    )
    face = disc(r * 0.96, 24).moved(z=0.053)
    parts = [
        Part("case", case.turned("x", 90).moved(0, 0.03, middle), options.rim),
        Part("face", face.turned("x", 90).moved(0, 0.03, middle), "dial"),
        Part("ticks", _ticks(r).turned("x", 90).moved(0, 0.03, middle), "black"),
    ]
    if options.red_from < 1:
        first = round(options.red_from * 20)
        arc = [
            box(r * 0.10, r * 0.05, 0.002).moved(0, r * 0.90, 0.0545).turned("z", _SWEEP / 2 - _SWEEP * k / 20)
            for k in range(first, 21)
        ]
        parts.append(Part("red_arc", join(arc).turned("x", 90).moved(0, 0.03, middle), "red"))
    needle = join([box(r * 0.05, r * 0.92, 0.004).moved(0, r * 0.28, 0), cylinder(r * 0.09, 0.008, sides=10)]).moved(
        z=0.058
    )
    zero = needle.turned("z", _SWEEP / 2)
    move = Move("turn", ("@reads",), axis=(0, -1, 0), pivot=(0, 0, middle), span=-_SWEEP)
    parts.append(Part("needle", zero.turned("x", 90).moved(0, 0.03, middle), "black", move))
    if stem > 0:
        parts.append(
            Part(
                "stem",
                join([cylinder(0.012, stem + 0.02, sides=8), nut(0.024).moved(z=stem * 0.6)]),
                "chrome",
            )
        )
    return Model(
        tuple(parts),
        (Nozzle("process", (0, 0, 0), (0, 0, -1)),),
        Plate((0, -0.03, middle - r - 0.13), width=0.24, height=0.08),
        face=Face("dial", (0, -0.0236, middle), r * 0.96),
    )


class TransmitterOptions(Options):
    """What a transmitter may look like."""

    stand: float = Field(1.1, ge=0, le=3, description="支架高度，米 / height of its stand, metres")
    paint: Literal["blue", "light_grey", "green"] = Field("blue", description="表头颜色 / colour of the housing")


def _transmitter(_size: Size, options: TransmitterOptions) -> Model:
    top = options.stand
    housing = join(
        [cylinder(0.075, 0.15, 0.012).turned("x", 90).moved(0, 0.075, top + 0.16), cylinder(0.03, 0.1, z=top)]
    )
    conduit = cylinder(0.016, 0.07, sides=8).turned("y", 90).moved(0.06, 0.0, top + 0.16)
    display = join([cylinder(0.06, 0.006).turned("x", 90).moved(0, -0.072, top + 0.16)])
    lit = panel(0.075, 0.04).moved(0, -0.0795, top + 0.145)
    parts = [
        Part("housing", join([housing, conduit]), options.paint),
        Part("display", display, "black"),
        Part("window", lit, "lcd"),
    ]
    if top > 0:
        parts.append(Part("stand", join([cylinder(0.028, top, sides=10), cylinder(0.11, 0.015)]), "galvanised"))
    return Model(
        tuple(parts),
        (Nozzle("process", (0, 0, top), (0, 0, -1)),),
        Plate((0, -0.05, top - 0.14), width=0.26, height=0.085),
        face=Face("display", (0, -0.083, top + 0.165), 0.034),
    )


class LevelGaugeOptions(Options):
    """What a separate level gauge may look like."""


def _level_gauge(size: Size, _options: LevelGaugeOptions) -> Model:
    parts = [Part(p.name, p.mesh.turned("z", 20), p.finish, p.move) for p in level_glass(0.05, 0.0, size[2])]
    return Model(tuple(parts), (), Plate((0, -0.28, -0.14), width=0.26, height=0.085))


class DetectorOptions(Options):
    """What a gas detector may look like."""

    lamp: str = Field("", description="报警灯所随的位号 / tag id of the alarm its lamp follows")


def _detector(_size: Size, options: DetectorOptions) -> Model:
    body = join([box(0.14, 0.09, 0.18, 0.012).moved(0, 0, 0.10), cylinder(0.04, 0.10).moved(z=0.0)])
    grid = ring(box(0.012, 0.006, 0.06).moved(0.04, 0, 0.01), 10)
    lamp = cylinder(0.02, 0.03, 0.006, 0.28)
    move = Move("lamp", (options.lamp,)) if options.lamp else Move("lamp", ("@reads.H.active",))
    return Model(
        (Part("body", body, "yellow"), Part("grid", grid, "chrome"), Part("lamp", lamp, "lamp_red", move)),
        (),
        Plate((0, -0.05, -0.11), width=0.24, height=0.08),
    )


GAUGE = Kind("gauge", Text2("就地指示表", "dial gauge"), (0.22, 0.12, 0.22), GaugeOptions, _gauge, wall=True)
TRANSMITTER = Kind("transmitter", Text2("变送器", "transmitter"), (0.25, 0.25, 1.35), TransmitterOptions, _transmitter)
LEVEL_GAUGE = Kind(
    "level_gauge",
    Text2("磁翻板液位计", "level gauge"),
    (0.2, 0.2, 1.2),
    LevelGaugeOptions,
    _level_gauge,
    wall=True,
)
DETECTOR = Kind(
    "detector", Text2("气体探测器", "gas detector"), (0.2, 0.15, 0.3), DetectorOptions, _detector, wall=True
)
KINDS = (GAUGE, TRANSMITTER, LEVEL_GAUGE, DETECTOR)
