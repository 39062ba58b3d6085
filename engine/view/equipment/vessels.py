"""Vessels: the jacketed reactor and its agitator, upright tanks and lying drums, with nozzles, manholes, supports.

>>> REACTOR.model().nozzles[0].name
'N1'
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.fittings import bolts, gear_motor, leg, lifted, nut, stub
from engine.view.equipment.model import Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, Vector, box, cylinder, dish, join, lathe, ring, tube
from engine.view.sweep import pipe

__all__ = ["AGITATOR", "DRUM", "KINDS", "REACTOR", "TANK"]

_SIDES = 32


class ReactorOptions(Options):
    """What a jacketed vessel may look like; its agitator is an object of its own."""

    support: float | None = Field(
        None, ge=0, le=20, description="支耳高度，米，缺省为筒体中部 / height of the support lugs, metres"
    )
    legs: bool = Field(False, description="是否带支腿 / whether it stands on legs of its own")


def _reactor(size: Size, options: ReactorOptions) -> Model:
    r = size[0] / 2 - 0.10
    depth, outlet = r / 2, 0.22
    base = outlet + depth  # where the straight shell begins
    rim = max(size[2] - depth - 0.08, base + 0.3)
    lugs = options.support if options.support is not None else base + (rim - base) * 0.62
    crown, jacket = rim + 0.04, r + 0.09
    solids, nozzles = _reactor_nozzles(r, base, rim, outlet)
    bowl = [(rad, base - z) for rad, z in reversed(dish(jacket, depth + 0.06))]
    skin = lathe([*bowl, (jacket, rim - 0.28), (r + 0.01, rim - 0.17)], _SIDES)
    neck = lathe([(r, rim - 0.2), (r, rim)], _SIDES)
    cover = lathe([(rad, crown + z) for rad, z in dish(r, depth)], _SIDES)
    heights = (base, (base + rim - 0.28) / 2, rim - 0.3)
    bands = join(tube(jacket + 0.008, jacket - 0.02, 0.035, z, _SIDES) for z in heights)
    lid = crown + depth * math.sqrt(1 - 0.65**2)
    glass = cylinder(0.085, 0.12).aimed((0.3, -0.65, 0.7)).moved(0.3 * r, -0.62 * r, lid - 0.08)
    parts = [
        Part("jacket", join([skin, bands]), "cladding"),
        Part("shell", join([neck, cover, lifted(r, 0.035, (rim + crown) / 2, 24)]), "stainless"),
        Part("nozzles", join(solids), "stainless"),
        Part("manhole", _manhole(min(0.25, r * 0.3)).moved(-0.5 * r, -0.42 * r, lid - 0.02), "stainless"),
        Part("lugs", _lugs(jacket, lugs), "steel_grey"),
        Part("sight", glass, "black"),
    ]
    if options.legs:
        parts.append(Part("legs", ring(leg(0.14, lugs).moved(jacket + 0.11), 4, 45), "steel_grey"))
    low = Plate((0, -jacket - 0.012, base + (rim - base) * 0.2), width=min(1.15, r * 1.2), height=min(0.36, r * 0.38))
    high = Plate((0, -jacket - 0.014, rim - 0.52), width=min(0.9, r), height=min(0.28, r * 0.3))
    return Model(tuple(parts), tuple(nozzles), low, high)


def _reactor_nozzles(r: float, base: float, rim: float, outlet: float) -> tuple[list[Mesh], list[Nozzle]]:
    """Four nozzles on the cover, the bottom outlet, jacket inlet and outlet."""
    crown, jacket = rim + 0.04, r + 0.09
    solids: list[Mesh] = []
    nozzles: list[Nozzle] = []

    def add(name: str, at: Vector, out: Vector, bore: float, length: float) -> None:
        solid, face = stub(at, out, bore, length)
        solids.append(solid)
        nozzles.append(Nozzle(name, face, out))

    up = crown + r / 2 * math.sqrt(1 - 0.62**2)
    for name, degrees, bore in (("N1", 150, 0.04), ("N2", 35, 0.04), ("N3", 95, 0.05), ("N4", 345, 0.05)):
        a = math.radians(degrees)
        add(name, (0.62 * r * math.cos(a), 0.62 * r * math.sin(a), up), (0, 0, 1), bore, 0.22)
    add("bottom", (0, 0, outlet + 0.02), (0, 0, -1), 0.075, outlet - 0.06)
    add("jacket_in", (jacket - 0.02, 0, base + 0.05), (1, 0, 0), 0.05, 0.16)
    add("jacket_out", (0.259 * jacket, 0.966 * jacket, rim - 0.42), (0.259, 0.966, 0), 0.05, 0.16)
    return solids, nozzles


class AgitatorOptions(Options):
    """What an agitator drive may look like; it stands on the cover of a vessel."""

    paint: Literal["blue", "green", "steel_grey"] = Field("blue", description="油漆颜色 / paint")


def _agitator(size: Size, options: AgitatorOptions) -> Model:
    r = min(size[0], size[1]) / 2
    stool = min(0.5, size[2] * 0.28)
    spin = Move("spin", ("speed", "running"), span=720.0)
    bar = cylinder(r * 0.15, stool + 0.06, z=-0.03)
    halves = [cylinder(r * 0.32, stool * 0.12, z=stool * (0.3 + 0.14 * k)) for k in (0, 1)]
    nuts = ring(nut(0.016).moved(r * 0.24, 0, stool * 0.57), 6)
    key = box(0.03, 0.014, stool * 0.26).moved(r * 0.32, 0, stool * 0.3)
    posts = ring(box(0.05, 0.07, stool - 0.06).moved(r * 0.78, 0, 0.04), 4, 45)
    frame = [posts, tube(r, r * 0.35, 0.04, stool - 0.03), cylinder(r * 1.05, 0.12, z=-0.08)]
    parts = (
        Part("stool", join(frame), options.paint),
        Part("drive", gear_motor(r * 0.86, size[2] - stool).moved(z=stool), options.paint),
        Part("shaft", join([bar, *halves, nuts]), "chrome", spin),
        Part("shaft_mark", key, "yellow", spin),
    )
    return Model(parts, (), Plate((0, -r * 1.12, stool + 0.06), width=0.5, height=0.16))


def _manhole(radius: float) -> Mesh:
    """A manhole with hinged cover and swing bolts, its neck on z = 0."""
    neck = tube(radius, radius - 0.03, 0.16)
    cover = lathe([(radius + 0.05, 0.15), (radius + 0.05, 0.19), (radius * 0.7, 0.22), (0, 0.235)])
    grip = pipe([(-0.09, 0, 0.2), (-0.09, 0, 0.29), (0.09, 0, 0.29), (0.09, 0, 0.2)], 0.011, 0.03, 6)
    return join(
        [
            neck,
            tube(radius + 0.05, radius - 0.03, 0.03, 0.11),
            cover,
            bolts(radius + 0.02, 10, 0.018, 0.19),
            grip,
        ]
    )


def _lugs(radius: float, z: float) -> Mesh:
    pad = box(0.26, 0.22, 0.03).moved(radius + 0.11, 0, z)
    web = box(0.22, 0.02, 0.26).moved(radius + 0.09, 0, z + 0.03)
    lug = join([pad, web.moved(y=0.07), web.moved(y=-0.07)])
    return ring(lug, 4, 45)


class TankOptions(Options):
    """What an upright tank may look like."""

    support: Literal["legs", "skirt", "flat"] = Field(
        "legs", description="支承：支腿、裙座、平底 / legs, skirt or flat bottom"
    )
    clearance: float = Field(
        0.6, ge=0, le=10, description="底部离地高度，米 / height of the bottom above its base, metres"
    )
    head: Literal["dished", "cone", "flat"] = Field("dished", description="顶盖 / shape of the top")
    finish: Literal["stainless", "cladding", "white", "frp", "steel_grey", "green"] = Field(
        "stainless", description="表面 / surface"
    )
    level: bool = Field(True, description="是否带液位计 / whether it has a level glass")
    ladder: bool = Field(False, description="是否带直梯 / whether it has a ladder")


def _tank(size: Size, options: TankOptions) -> Model:
    r = size[0] / 2 - 0.05
    low = 0.0 if options.support == "flat" else min(options.clearance, size[2] * 0.6)
    depth = 0.0 if options.support == "flat" else min(r / 2, (size[2] - low) * 0.25)
    rise = {"dished": r / 2, "cone": r * 0.3, "flat": 0.03}[options.head]
    rise = min(rise, (size[2] - low) * 0.25)
    base, rim = low + depth, size[2] - rise - 0.12
    bottom = [(0.0, low), (r, low)] if depth == 0 else [(a, base - z) for a, z in reversed(dish(r, depth))]
    crown = [(a, rim + z) for a, z in dish(r, rise)] if options.head == "dished" else [(r, rim), (0.0, rim + rise)]
    parts = [Part("shell", lathe([*bottom, *crown], _SIDES), options.finish)]
    stubs, nozzles = [], []
    steep = r * 0.55
    up = rim + (rise * math.sqrt(1 - 0.3025) if options.head == "dished" else rise * 0.45)
    spots: list[tuple[str, Vector, Vector, float]] = [
        ("top", (steep, 0, up - 0.01), (0, 0, 1), 0.04),
        ("vent", (-steep, 0, up - 0.01), (0, 0, 1), 0.04),
        ("fill", (0, steep, up - 0.01), (0, 0, 1), 0.04),
    ]
    if depth > 0:
        spots.append(("bottom", (0, 0, low + 0.02), (0, 0, -1), 0.04))
    spots.append(("side", (r - 0.01, 0, base + 0.15), (1, 0, 0), 0.04))
    for name, at, out, bore in spots:
        solid, face = stub(at, out, bore, 0.14)
        stubs.append(solid)
        nozzles.append(Nozzle(name, face, out))
    fittings = [*stubs, _manhole(min(0.22, r * 0.35)).moved(0, -0.45 * r, rim + rise * 0.7 - 0.04)]
    seams = [tube(r + 0.006, r - 0.01, 0.02, z, _SIDES) for z in (base, rim - 0.02)]
    parts.append(Part("fittings", join([*fittings, *seams]), "stainless"))
    parts += _tank_support(r, base, low, options.support)
    if options.level:
        parts += level_glass(r, base + 0.1, max(0.3, rim - base - 0.2))
    if options.ladder:
        parts.append(Part("ladder", ladder(size[2], 0.45).moved(0, r + 0.22, 0), "yellow"))
    width = min(1.1, r * 1.3)
    plate = Plate((0, -r - 0.012, base + (rim - base) * 0.45), width=width, height=width * 0.31)
    return Model(tuple(parts), tuple(nozzles), plate)


def _tank_support(r: float, base: float, low: float, support: str) -> list[Part]:
    if support == "flat":
        return [Part("plinth", cylinder(r + 0.12, 0.10, sides=_SIDES).moved(z=-0.0), "concrete")]
    if support == "skirt":
        skirt = lathe([(r + 0.16, 0), (r + 0.16, 0.03), (r + 0.005, 0.03), (r + 0.005, base)], _SIDES)
        return [Part("skirt", skirt, "steel_grey")]
    wide = max(0.07, r * 0.11)
    height = base + 0.18
    legs = ring(leg(wide, height).turned("z", 0).moved(r + wide * 0.4, 0, 0), 4, 45)
    span = (r + wide * 0.4) * math.sqrt(2)
    brace = ring(box(wide * 0.5, span, wide * 0.7).moved(span / 2, 0, low * 0.55), 4) if low > 0.9 else None
    return [Part("legs", join([legs, brace] if brace is not None else [legs]), "steel_grey")]


def level_glass(radius: float, z: float, height: float) -> list[Part]:
    """A magnetic level gauge on the front left of a shell: a chamber with cocks and a column that grows."""
    a = math.radians(226)
    c, s = math.cos(a), math.sin(a)
    at = (c * (radius + 0.16), s * (radius + 0.16))
    arms = join(
        cylinder(0.02, 0.2, sides=8).aimed((c, s, 0)).moved(c * (radius - 0.02), s * (radius - 0.02), h)
        for h in (z + 0.05, z + height - 0.05)
    )
    chamber = join([arms, cylinder(0.035, height).moved(at[0], at[1], z)])
    scale = box(0.05, 0.02, height * 0.9).moved(at[0], at[1] - 0.05, z + height * 0.05)
    bar = box(0.028, 0.012, height * 0.9 - 0.02).moved(at[0], at[1] - 0.063, z + height * 0.05 + 0.01)
    grow = Move("grow", ("level", "@reads"), pivot=(0, 0, z + height * 0.05 + 0.01))
    return [
        Part("level_chamber", chamber, "stainless"),
        Part("level_scale", scale, "white"),
        Part("level", bar, "lamp_red", grow),
    ]


def ladder(height: float, width: float) -> Mesh:
    """A straight ladder with rungs every 0.3 m, standing on z = 0 with its plane facing south."""
    rails = [box(0.05, 0.02, height + 0.9).moved(x=s * width / 2) for s in (-1, 1)]
    rungs = [
        cylinder(0.012, width, sides=6).turned("y", 90).moved(-width / 2, 0, 0.25 + 0.3 * k)
        for k in range(int((height + 0.4) / 0.3))
    ]
    return join([*rails, *rungs])


class DrumOptions(Options):
    """What a lying drum may look like."""

    finish: Literal["stainless", "cladding", "white", "steel_grey", "green"] = Field(
        "white", description="表面 / surface"
    )
    clearance: float = Field(
        0.35, ge=0, le=5, description="底部离地高度，米 / height of the bottom above its base, metres"
    )
    level: bool = Field(True, description="是否带液位计 / whether it has a level glass")


def _drum(size: Size, options: DrumOptions) -> Model:
    low = min(options.clearance, size[2] * 0.4)
    r = min(size[1] / 2, (size[2] - low - 0.25) / 2)
    depth = r / 2
    half = max(size[0] / 2 - depth, 0.1)
    middle = low + r
    profile = [(a, -half - z) for a, z in reversed(dish(r, depth))] + [(a, half + z) for a, z in dish(r, depth)]
    shell = lathe(profile, _SIDES).turned("y", 90).moved(z=middle)
    stubs, nozzles = [], []
    for name, x, up in (
        ("top", -half * 0.55, 1),
        ("vent", half * 0.2, 1),
        ("fill", half * 0.7, 1),
        ("bottom", half * 0.75, -1),
    ):
        solid, face = stub((x, 0, middle + up * (r - 0.02)), (0, 0, up), 0.075 if name == "top" else 0.05, 0.14)
        stubs.append(solid)
        nozzles.append(Nozzle(name, face, (0, 0, up)))
    man = _manhole(min(0.27, r * 0.4)).moved(-half * 0.1, 0, middle + r - 0.03)
    saddles = [_saddle(r, middle).moved(x=s * half * 0.65) for s in (-1, 1)]
    seams = (
        join(tube(r + 0.006, r - 0.01, 0.02, z, _SIDES) for z in (-half, half - 0.02)).turned("y", 90).moved(z=middle)
    )
    parts = [
        Part("shell", join([shell, seams]), options.finish),
        Part("fittings", join([*stubs, man]), "stainless"),
        Part("saddles", join(saddles), "steel_grey"),
    ]
    if options.level:
        for part in level_glass(0.0, -r * 0.75, r * 1.5):
            parts.append(
                Part(
                    part.name,
                    part.mesh.turned("z", 20).moved(half * 0.9, -r - 0.02, middle),
                    part.finish,
                    None if part.move is None else Move("grow", part.move.tags, pivot=(0, 0, middle - r * 0.68)),
                )
            )
    plate = Plate((-half * 0.1, -r - 0.015, middle - 0.2), width=min(1.3, half), height=min(0.4, half * 0.31))
    return Model(tuple(parts), tuple(nozzles), plate)


def _saddle(r: float, middle: float) -> Mesh:
    """A saddle of plates under a drum of radius ``r`` whose axis lies at ``middle``."""
    top = middle - r * 0.55
    wing = r * 0.86
    web = box(0.10, wing * 2, max(0.05, top)).moved(z=0.03)
    foot = box(0.22, wing * 2 + 0.1, 0.03)
    ribs = [box(0.22, 0.03, max(0.05, top)).moved(y=y, z=0.03) for y in (-wing, 0, wing)]
    return join([web, foot, *ribs])


REACTOR = Kind("reactor", Text2("夹套反应釜", "jacketed reactor"), (2.2, 2.2, 5.0), ReactorOptions, _reactor)
TANK = Kind("tank", Text2("立式储罐", "upright tank"), (1.5, 1.5, 2.6), TankOptions, _tank)
DRUM = Kind("drum", Text2("卧式储罐", "lying drum"), (5.0, 2.2, 2.6), DrumOptions, _drum)
AGITATOR = Kind("agitator", Text2("搅拌装置", "agitator drive"), (0.5, 0.5, 1.6), AgitatorOptions, _agitator, wall=True)
KINDS = (REACTOR, AGITATOR, TANK, DRUM)
