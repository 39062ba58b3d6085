"""Turning machines: centrifugal and dosing pumps with motor and base, and fans.

>>> PUMP.model().nozzles[1].name
'discharge'
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.fittings import motor, nut, stub
from engine.view.equipment.model import Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe, ring, tube

__all__ = ["DOSING_PUMP", "FAN", "KINDS", "PUMP"]

Paint = Literal["blue", "green", "steel_grey", "orange"]


class PumpOptions(Options):
    """What a pump may look like."""

    paint: Paint = Field("blue", description="油漆颜色 / paint")
    plinth: float = Field(0.25, ge=0, le=1.5, description="混凝土基础高度，米 / height of the concrete plinth, metres")


def _wet_end(r: float, x: float, y: float, axis: float, base: float) -> Mesh:
    """Volute, bearing bracket and foot of a pump whose suction face lies at x = 0."""
    outline = [(0, 0), (r * 0.7, 0), (r, r * 0.25), (r, r * 0.55), (r * 0.7, r * 0.8), (r * 0.3, r * 0.9), (0, r * 0.9)]
    volute = lathe(outline).turned("y", 90).moved(0, 0, axis)
    bearing = cylinder(r * 0.42, x * 0.2, 0.01).turned("y", 90).moved(r * 0.9, 0, axis)
    return join([volute, bearing, box(0.10, y * 0.5, axis - base).moved(0.06, 0, base)])


def _pump(size: Size, options: PumpOptions) -> Model:
    x, y, z = size
    plinth = min(options.plinth, z * 0.5)
    base = plinth + 0.08
    axis = base + (z - base) * 0.42
    r = min(y * 0.34, axis - base - 0.02)
    front, back = -x * 0.36, x * 0.48
    drive = motor(r * 0.82, x * 0.42)
    machine = drive.turned("y", 90).turned("x", 90).moved(back - x * 0.42, 0, axis)
    feet = box(x * 0.26, y * 0.62, max(0.02, axis - base - r * 0.7)).moved(back - x * 0.24, 0, base)
    suction, suction_face = stub((front, 0, axis), (-1, 0, 0), 0.045, 0.12)
    discharge, discharge_face = stub((front + r * 0.4, 0, axis + r * 0.9), (0, 0, 1), 0.04, 0.16)
    gap = back - x * 0.42 - (front + r * 0.9 + x * 0.2)
    coupling = join(
        [
            cylinder(0.02, gap + 0.04, z=-0.02),
            cylinder(r * 0.3, gap * 0.5, z=gap * 0.25),
            ring(nut(0.014).moved(r * 0.24, 0, gap * 0.75), 6),
        ]
    )
    spin = Move("spin", ("running", "speed"), axis=(1, 0, 0), pivot=(0, 0, axis), span=720.0)
    shaft = coupling.turned("y", 90).moved(front + r * 0.9 + x * 0.2, 0, axis)
    guard = box(max(gap, 0.05), r * 0.9, 0.02).moved(front + r * 0.9 + x * 0.2 + gap / 2, 0, axis + r * 0.45)
    frame = join([box(x * 0.94, y * 0.84, 0.08, 0.01).moved(z=plinth)])
    parts = [
        Part("casing", _wet_end(r, x, y, axis, base).moved(front), options.paint),
        Part("motor", join([machine, feet]), options.paint),
        Part("nozzles", join([suction, discharge]), "cast_iron"),
        Part("coupling", shaft, "chrome", spin),
        Part("guard", guard, "yellow"),
        Part("base", frame, "steel_grey"),
    ]
    if plinth > 0.01:
        parts.append(Part("plinth", box(x * 1.06, y, plinth, 0.02), "concrete"))
    nozzles = (Nozzle("suction", suction_face, (-1, 0, 0)), Nozzle("discharge", discharge_face, (0, 0, 1)))
    plate = Plate(
        (x * 0.1, -y / 2 - 0.01, plinth * 0.5 - 0.09),
        width=min(0.62, x * 0.6),
        height=min(0.2, plinth * 0.8 + 0.03),
    )
    return Model(tuple(parts), nozzles, plate)


def _dosing_pump(size: Size, options: PumpOptions) -> Model:
    x, y, z = size
    plinth = min(options.plinth, z * 0.4)
    base = plinth + 0.06
    crank = z - base
    frame = join(
        [
            box(x * 0.94, y * 0.84, 0.06, 0.01).moved(z=plinth),
            box(x * 0.34, y * 0.6, crank * 0.42, 0.02).moved(x * 0.02, 0, base),
        ]
    )
    head = cylinder(crank * 0.24, 0.1, 0.01).turned("y", 90)
    axis = base + crank * 0.25
    ends = join(
        [
            head.moved(-x * 0.4, 0, axis),
            cylinder(crank * 0.11, x * 0.26, 0.008).turned("y", 90).moved(-x * 0.32, 0, axis),
        ]
    )
    drive = motor(min(y * 0.26, 0.16), crank * 0.55).moved(x * 0.05, 0, base + crank * 0.42)
    dial = cylinder(0.05, 0.05, 0.006).turned("y", 90).moved(x * 0.19, 0, axis)
    lower, _ = stub((-x * 0.35, 0, axis - crank * 0.2), (0, 0, -1), 0.02, max(0.02, axis - crank * 0.2 - base - 0.03))
    upper, up_face = stub((-x * 0.35, 0, axis + crank * 0.2), (0, 0, 1), 0.025, 0.14)
    side, side_face = stub((-x * 0.38, 0, axis), (-1, 0, 0), 0.03, 0.10)
    bell = lathe([(0.055, 0), (0.055, 0.22), (0.03, 0.28), (0, 0.29)]).moved(-x * 0.35, y * 0.22, axis + crank * 0.1)
    spin = Move("spin", ("running",), pivot=(x * 0.05, 0, 0), span=720.0)
    fan = join([cylinder(0.012, 0.03), box(0.14, 0.02, 0.01), box(0.02, 0.14, 0.01)]).moved(
        x * 0.05, 0, base + crank * 0.975
    )
    parts = [
        Part("drive", join([frame, drive]), options.paint),
        Part("head", join([ends, lower, upper, side]), "stainless"),
        Part("damper", bell, "red"),
        Part("stroke", dial, "black"),
        Part("fan", fan, "black", spin),
    ]
    if plinth > 0.01:
        parts.append(Part("plinth", box(x * 1.06, y, plinth, 0.02), "concrete"))
    nozzles = (Nozzle("suction", side_face, (-1, 0, 0)), Nozzle("discharge", up_face, (0, 0, 1)))
    plate = Plate(
        (x * 0.1, -y / 2 - 0.01, plinth * 0.5 - 0.09),
        width=min(0.6, x * 0.7),
        height=min(0.19, plinth * 0.8 + 0.03),
    )
    return Model(tuple(parts), nozzles, plate)


class FanOptions(Options):
    """What a wall fan may look like."""

    paint: Paint = Field("steel_grey", description="油漆颜色 / paint")


def _fan(size: Size, options: FanOptions) -> Model:
    x, y, z = size
    r = min(x, z) / 2
    frame = join([tube(r, r * 0.9, y * 0.6, -y * 0.3), ring(box(r * 0.95, 0.03, 0.03).moved(r * 0.45, 0, -y * 0.3), 4)])
    blade = box(r * 0.62, r * 0.3, 0.012).turned("x", 25).moved(r * 0.5)
    wheel = join([ring(blade, 6), cylinder(r * 0.2, 0.14, 0.02, -0.07)])
    axis = (0.0, -1.0, 0.0)
    spin = Move("spin", ("running", "command"), axis=axis, pivot=(0, 0, z / 2), span=500.0)
    return Model(
        (
            Part("frame", frame.aimed(axis).moved(z=z / 2), options.paint),
            Part("wheel", wheel.aimed(axis).moved(z=z / 2), "black", spin),
        ),
        (),
        Plate((0, -y / 2, -0.2), width=0.4, height=0.13),
    )


PUMP = Kind("pump", Text2("离心泵", "centrifugal pump"), (1.3, 0.55, 0.95), PumpOptions, _pump)
DOSING_PUMP = Kind("dosing_pump", Text2("计量泵", "dosing pump"), (1.0, 0.55, 1.2), PumpOptions, _dosing_pump)
FAN = Kind("fan", Text2("轴流风机", "axial fan"), (0.9, 0.4, 0.9), FanOptions, _fan, wall=True)
KINDS = (PUMP, DOSING_PUMP, FAN)
