"""Heat exchangers, heaters, columns and scrubbers.

>>> EXCHANGER.model().plate is not None
True
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.fittings import bolts, leg, motor, stub
from engine.view.equipment.model import Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.equipment.vessels import ladder, level_glass
from engine.view.mesh import box, cylinder, dish, join, lathe, ring, tube

__all__ = ["EXCHANGER", "HEATER", "KINDS", "SCRUBBER"]


class ExchangerOptions(Options):
    """What a shell-and-tube exchanger may look like."""

    finish: Literal["cladding", "stainless", "steel_grey", "green"] = Field("cladding", description="表面 / surface")


def _exchanger(size: Size, options: ExchangerOptions) -> Model:
    x, y, z = size
    r = min(y * 0.36, z * 0.28)
    axis = z - r - 0.22
    half = x / 2 - r * 0.5
    girth = half * 0.72
    shell = lathe([(0, -girth), (r, -girth), (r, girth), (0, girth)])
    channel = [(r, -half), (r, -girth - 0.03)]
    bonnet = lathe([(0, -half - r * 0.4), *[(a, -half - h) for a, h in reversed(dish(r, r * 0.4))][1:], *channel])
    rear = lathe(
        [(r, girth + 0.03), (r, half), *dish(r, r * 0.4)[1:]][:1] + [(a, half + h) for a, h in dish(r, r * 0.4)]
    )
    collars = [tube(r + 0.07, r - 0.01, 0.06, s * girth - 0.03) for s in (-1, 1)]
    nuts = [
        bolts(r + 0.035, 12, 0.014, girth + 0.03),
        bolts(r + 0.035, 12, 0.014, girth + 0.03).turned("x", 180),
    ]
    parts = [
        Part("shell", shell.turned("y", 90).moved(z=axis), options.finish),
        Part("heads", join([bonnet, rear, *collars, *nuts]).turned("y", 90).moved(z=axis), "blue"),
    ]
    stubs, nozzles = [], []
    spots = (
        ("tube_in", -half + 0.02, -1),
        ("tube_out", -half + 0.02, 1),
        ("shell_in", girth * 0.7, 1),
        ("shell_out", -girth * 0.6, -1),
    )
    for name, at, up in spots:
        solid, face = stub((at, 0, axis + up * (r - 0.01)), (0, 0, up), 0.045, 0.13)
        stubs.append(solid)
        nozzles.append(Nozzle(name, face, (0, 0, up)))
    saddle = join([box(0.09, r * 1.6, max(0.05, axis - r * 0.8)), box(0.2, r * 1.9, 0.03)])
    parts.append(Part("nozzles", join(stubs), "stainless"))
    parts.append(Part("saddles", join([saddle.moved(-girth * 0.62), saddle.moved(girth * 0.62)]), "steel_grey"))
    return Model(tuple(parts), tuple(nozzles), Plate((0.05, -r - 0.012, axis - 0.1), width=0.62, height=0.2))


class HeaterOptions(Options):
    """What an upright heater may look like."""

    finish: Literal["cladding", "stainless", "red"] = Field("cladding", description="表面 / surface")


def _heater(size: Size, options: HeaterOptions) -> Model:
    r = min(size[0], size[1]) / 2 - 0.08
    low, high = size[2] * 0.22, size[2] * 0.8
    body = lathe([*[(a, low - h) for a, h in reversed(dish(r, r / 2))], (r, high), (0, high)])
    head = lathe(
        [
            (r + 0.07, high),
            (r + 0.07, high + 0.05),
            (r * 0.8, high + 0.06),
            (r * 0.8, size[2] - 0.04),
            (0, size[2]),
        ]
    )
    stubs, nozzles = [], []
    for name, at, out in (
        ("in", (r - 0.01, 0.0, low + 0.1), (1.0, 0.0, 0.0)),
        ("out", (r - 0.01, 0.0, high - 0.15), (1.0, 0.0, 0.0)),
        ("steam", (-r + 0.01, 0.0, high - 0.15), (-1.0, 0.0, 0.0)),
        ("condensate", (-r + 0.01, 0.0, low + 0.1), (-1.0, 0.0, 0.0)),
    ):
        solid, face = stub(at, out, 0.04, 0.12)
        stubs.append(solid)
        nozzles.append(Nozzle(name, face, out))
    legs = ring(leg(0.07, low + 0.15).moved(r + 0.02), 3, 30)
    parts = (
        Part("body", body, options.finish),
        Part("head", join([head, bolts(r + 0.035, 14, 0.014, high + 0.05)]), "red"),
        Part("nozzles", join(stubs), "stainless"),
        Part("legs", legs, "steel_grey"),
    )
    return Model(parts, tuple(nozzles), Plate((0, -r - 0.012, (low + high) / 2 - 0.1), width=0.55, height=0.18))


class ScrubberOptions(Options):
    """What a packed scrubber may look like."""

    stack: float = Field(2.0, ge=0, le=20, description="排气筒高度，米 / height of the stack above the column, metres")
    ladder: bool = Field(True, description="是否带直梯 / whether it has a ladder")


def _scrubber(size: Size, options: ScrubberOptions) -> Model:
    r = max(0.25, min((size[0] / 2 - 0.55) / 1.25, size[1] / 2.5 - 0.1))
    column = max(1.0, size[2] - min(options.stack, size[2] * 0.5))
    sump = column * 0.25
    wide = r * 1.25
    outline = [
        (0, 0.1),
        (wide, 0.1),
        (wide, sump),
        (r, sump + 0.12),
        (r, column - 0.3),
        (r * 0.3, column),
        (r * 0.26, column),
    ]
    outline += [(r * 0.26, size[2]), (0, size[2])]
    rims = join(tube(r + 0.06, r - 0.01, 0.07, sump + 0.2 + k * (column - sump - 0.7) / 3) for k in range(4))
    gas, gas_face = stub((-wide + 0.02, 0, sump * 0.8), (-1, 0, 0), 0.10, 0.2)
    feed, feed_face = stub((r - 0.02, 0, column - 0.5), (1, 0, 0), 0.03, 0.15)
    drain, drain_face = stub((wide - 0.02, 0, 0.3), (1, 0, 0), 0.03, 0.12)
    hatch = tube(0.22, 0.18, 0.1).turned("x", 90).moved(0, -r + 0.02, sump + 0.65)
    lid = cylinder(0.24, 0.03).turned("x", 90).moved(0, -r - 0.08, sump + 0.65)
    pump_x = wide + 0.3
    drive = motor(0.11, 0.34).moved(pump_x, -0.0, 0.42)
    block = join([box(0.4, 0.36, 0.2, 0.01).moved(pump_x), cylinder(0.13, 0.22, 0.01, 0.2).moved(pump_x)])
    spin = Move("spin", ("running", "pump.running"), pivot=(pump_x, 0, 0), span=720.0)
    fan = join([cylinder(0.012, 0.02), box(0.14, 0.02, 0.01), box(0.02, 0.14, 0.01)]).moved(pump_x, 0, 0.765)
    parts = [
        Part("column", lathe(outline, crease=30), "frp"),
        Part("rims", rims, "frp"),
        Part("nozzles", join([gas, feed, drain]), "frp"),
        Part("hatch", join([hatch, lid]), "light_grey"),
        Part("base", cylinder(wide + 0.15, 0.1), "concrete"),
        Part("pump", join([drive, block]), "blue"),
        Part("pump_fan", fan, "black", spin),
        *level_glass(wide - 0.05, 0.2, max(0.3, sump - 0.3)),
    ]
    if options.ladder:
        parts.append(Part("ladder", ladder(column - 0.6, 0.42).moved(0, wide + 0.16, 0), "yellow"))
    nozzles = (
        Nozzle("gas", gas_face, (-1, 0, 0)),
        Nozzle("feed", feed_face, (1, 0, 0)),
        Nozzle("drain", drain_face, (1, 0, 0)),
    )
    return Model(tuple(parts), nozzles, Plate((0, -r - 0.06, sump + 1.0), width=0.8, height=0.26))


EXCHANGER = Kind(
    "exchanger",
    Text2("列管换热器", "shell-and-tube exchanger"),
    (2.0, 0.7, 1.2),
    ExchangerOptions,
    _exchanger,
)
HEATER = Kind("heater", Text2("蒸汽加热器", "heater"), (0.7, 0.7, 1.7), HeaterOptions, _heater)
SCRUBBER = Kind("scrubber", Text2("尾气洗涤塔", "vent scrubber"), (2.6, 1.7, 6.5), ScrubberOptions, _scrubber)
KINDS = (EXCHANGER, HEATER, SCRUBBER)
