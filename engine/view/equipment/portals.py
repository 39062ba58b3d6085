"""Steel of an outdoor yard: portals that carry strained wires, bridges of flat bars on posts.

A portal of 110 kV is 8 m wide a bay and 7 to 10 m high (source: DL/T 5352 layouts, typical); its legs stand apart along
the wires, its beam is a lattice. The wires of its strings are ``spans`` of the stage: strings end in nozzles.

    >>> [n.name for n in PORTAL.model().nozzles][:3]
    ['front_1a', 'front_1b', 'front_1c']
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.insulators import (
    PHASES,
    SURFACE,
    Surface,
    column_with_caps,
    disc_string,
)
from engine.view.equipment.model import Extent, Kind, Model, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, Vector, box, cylinder, join

__all__ = ["BUS_BRIDGE", "BUS_DUCT", "KINDS", "PORTAL"]


def bar(a: Vector, b: Vector, thick: float) -> Mesh:
    """A square bar from ``a`` to ``b``."""
    length = math.dist(a, b)
    return box(thick, thick, length).aimed([q - p for p, q in zip(a, b, strict=True)]).moved(*a)


def lattice(length: float, wide: float, high: float, panels: int) -> Mesh:
    """A box truss along x about the origin: four chords, cross bars and diagonals."""
    y, z = wide / 2, high / 2
    rows = [(y, z), (y, -z), (-y, -z), (-y, z)]
    bars = [bar((-length / 2, a, c), (length / 2, a, c), 0.09) for a, c in rows]
    step = length / panels
    for k in range(panels):
        x0 = -length / 2 + k * step
        ends = (x0, x0 + step) if k % 2 == 0 else (x0 + step, x0)
        for (a, c), (b, d) in zip(rows, [*rows[1:], rows[0]], strict=True):
            bars.append(bar((ends[0], a, c), (ends[1], b, d), 0.05))
    return join(bars)


class PortalOptions(Options):
    """How a portal is divided and which strings it carries."""

    bays: int = Field(1, ge=1, le=3, description="跨数 / number of bays side by side")
    strings: Literal["both", "front", "back", "none"] = Field(
        "both", description="耐张串在哪一侧 / on which sides wires are strained"
    )
    apart: float = Field(2.2, ge=0.5, le=6, description="相间距离，米 / distance between phases, metres")
    earth_peak: bool = Field(True, description="有无避雷线顶架 / with peaks for the earth wire")
    discs: int = Field(8, ge=2, le=20, description="每串片数 / discs in a string")
    surface: Surface = SURFACE


def _portal(size: Size, options: PortalOptions) -> Model:
    x, y, z = size
    bay = x / options.bays
    beam = min(0.7, z * 0.08)
    edges = [k * bay - x / 2 for k in range(options.bays + 1)]
    legs, feet, peaks = [], [], []
    for edge in edges:
        for s in (-1, 1):
            foot, head = (edge, s * (y / 2 - 0.2), 0.0), (edge, s * 0.22, z)
            leg = cylinder(min(0.15, z * 0.02), math.dist(foot, head), sides=10)
            legs.append(leg.aimed([b - a for a, b in zip(foot, head, strict=True)]).moved(*foot))
            feet.append(box(0.7, 0.4, 0.25, 0.02).moved(edge, foot[1]))
        for share in (0.35, 0.65):
            half = (y / 2 - 0.2) * (1 - share) + 0.22 * share
            legs.append(bar((edge, -half, z * share), (edge, half, z * share), 0.1))
        if options.earth_peak:
            peaks += [bar((edge + dx, s * 0.2, z), (edge, 0, z * 1.18), 0.06) for dx in (-0.25, 0.25) for s in (-1, 1)]
    truss = [lattice(bay, 0.6, beam, max(4, round(bay))).moved(e + bay / 2, 0, z - beam / 2) for e in edges[:-1]]
    parts = [
        Part("legs", join(legs), "zinc"),
        Part("beam", join([*truss, *peaks]), "zinc"),
        Part("feet", join(feet), "concrete"),
    ]
    discs, metal, nozzles = _strings(options, edges, bay, z - beam / 2)
    if discs:
        parts += [Part("strings", join(discs), options.surface), Part("fittings", join(metal), "zinc")]
    solid: list[Extent] = [((e - 0.2, -y / 2, 0), (e + 0.2, y / 2, z)) for e in edges]
    solid.append(((-x / 2, -0.3, z - beam), (x / 2, 0.3, z)))
    plate = Plate((edges[0], -y / 2 - 0.02, 1.5), width=0.6, height=0.2)
    return Model(tuple(parts), tuple(nozzles), plate, solid=tuple(solid))


def _strings(
    options: PortalOptions, edges: Sequence[float], bay: float, level: float
) -> tuple[list[Mesh], list[Mesh], list[Nozzle]]:
    """Strain strings on the asked sides of the beam, a little inclined, and the clamps they end in."""
    sides = {"both": ("front", "back"), "front": ("front",), "back": ("back",), "none": ()}[options.strings]
    length, tilt = 0.16 * options.discs + 0.15, 80.0
    down = math.cos(math.radians(tilt)) * length
    out = math.sin(math.radians(tilt)) * length
    discs, metal, nozzles = [], [], []
    for side in sides:
        sign = -1 if side == "front" else 1
        glass, pins = (m.turned("x", sign * tilt) for m in disc_string(options.discs, length))
        for n, edge in enumerate(edges[:-1], 1):
            for k, phase in enumerate(PHASES):
                at = (edge + bay / 2 + (k - 1) * min(options.apart, bay / 3), sign * 0.32, level)
                discs.append(glass.moved(*at))
                metal.append(pins.moved(*at))
                end = (at[0], at[1] + sign * out, at[2] - down)
                name = f"{side}_{n}{phase}" if len(edges) > 2 else f"{side}_{phase}"
                nozzles.append(Nozzle(name, end, (0, sign, 0)))
    return discs, metal, nozzles


class BridgeOptions(Options):
    """Three flat bars on posts."""

    surface: Surface = SURFACE
    paint: Literal["phases", "copper", "black"] = Field(
        "phases", description="黄绿红相色、铜本色或黑色热缩套 / yellow, green and red, bare copper or black sleeves"
    )
    wall: Literal["none", "front", "back"] = Field(
        "none", description="哪一端经穿墙套管进墙 / at which end the bars go through a wall, by bushings in a plate"
    )


def _bridge(size: Size, options: BridgeOptions) -> Model:
    """Bars along y at height z from the front (south) end to the back, on portals of steel every 2.5 m."""
    x, y, z = size
    post = min(0.3, z * 0.12)
    beam = z - post - 0.06
    count = max(2, min(10, round(y / 2.5) + 1))
    spots = [-y / 2 + 0.3 + (y - 0.6) * k / (count - 1) for k in range(count)]
    sheds, caps = column_with_caps(post, 0.035, 0.06)
    steel, glaze, metal = [], [], []
    for spot in spots:
        steel += [bar((s * x * 0.46, spot, 0), (s * x * 0.46, spot, beam), 0.1) for s in (-1, 1)]
        steel.append(box(x, 0.1, 0.1).moved(0, spot, beam - 0.1))
        for k in range(3):
            at = ((k - 1) * x * 0.34, spot, beam)
            glaze.append(sheds.moved(*at))
            metal.append(caps.moved(*at))
    paints = {"phases": ("yellow", "green", "red"), "copper": ("copper",) * 3, "black": ("black",) * 3}[options.paint]
    bars = [
        Part(f"bar_{p}", box(0.012, y, 0.12).moved((k - 1) * x * 0.34, 0, beam + post), paint)
        for k, (p, paint) in enumerate(zip(PHASES, paints, strict=True))
    ]
    nozzles = [
        Nozzle(f"{side}_{p}", ((k - 1) * x * 0.34, s * y / 2, beam + post + 0.1), (0, s, 0))
        for side, s in (("front", -1), ("back", 1))
        for k, p in enumerate(PHASES)
    ]
    solid: list[Extent] = [((-x / 2, s - 0.08, 0), (x / 2, s + 0.08, z)) for s in spots]
    solid.append(((-x / 2, -y / 2, beam - 0.1), (x / 2, y / 2, z)))
    if options.wall != "none":
        s = -1 if options.wall == "front" else 1
        level = beam + post + 0.06
        lying = column_with_caps(0.42, 0.06, 0.11)
        for k in range(3):
            for mesh, heap in zip(lying, (glaze, metal), strict=True):
                heap.append(mesh.turned("x", 90.0 * s).moved((k - 1) * x * 0.34, s * (y / 2 - 0.04), level))
        steel.append(box(x * 1.05, 0.03, 0.62).moved(0, s * (y / 2 - 0.015), level - 0.31))
    parts = (
        Part("steel", join(steel), "zinc"),
        Part("insulators", join(glaze), options.surface),
        Part("caps", join(metal), "steel_grey"),
        *bars,
    )
    return Model(
        parts, tuple(nozzles), Plate((0, -y / 2 + 0.2, beam - 0.34), width=0.6, height=0.22), solid=tuple(solid)
    )


class DuctOptions(Options):
    """A closed duct of sheet metal around bars."""

    drops: Literal["none", "left", "right", "both"] = Field(
        "both", description="哪一端向下接到底面 / at which end it turns down to its base"
    )
    depth: float = Field(0.45, ge=0.1, le=2, description="箱体高度，米 / height of the duct itself, metres")
    paint: Literal["white", "cabinet_grey", "light_grey", "beige"] = Field("light_grey", description="颜色 / colour")


def _duct(size: Size, options: DuctOptions) -> Model:
    """A duct along x at the top of its box, flanged every 1.2 m, with legs of the same section down where asked."""
    x, y, z = size
    depth = min(options.depth, z)
    sheet, trim = [box(x, y, depth, 0.01).moved(z=z - depth)], []
    joints = max(1, min(40, round(x / 1.2)))
    for k in range(joints + 1):
        trim.append(box(0.03, y + 0.05, depth + 0.05).moved((x - 0.03) * (k / joints - 0.5), 0, z - depth - 0.025))
    ends = {"none": (), "left": (-1,), "right": (1,), "both": (-1, 1)}[options.drops]
    leg = min(y, x)
    for s in ends if z > depth else ():
        at = s * (x - leg) / 2
        sheet.append(box(leg, y, z - depth, 0.01).moved(at))
        trim += [box(leg + 0.05, y + 0.05, 0.03).moved(at, 0, h) for h in (0.0, z - depth - 0.03)]
    solid: list[Extent] = [((-x / 2, -y / 2, z - depth), (x / 2, y / 2, z))]
    plate = Plate((0, -y / 2 - 0.002, z - depth * 0.7), width=min(1.2, x * 0.5), height=min(0.16, depth * 0.4))
    return Model(
        (Part("sheet", join(sheet), options.paint), Part("joints", join(trim), "steel_grey")),
        (), plate, solid=tuple(solid),
    )  # fmt: skip


PORTAL = Kind("portal", Text2("门型构架", "portal with strain strings"), (8.0, 2.2, 7.3), PortalOptions, _portal)
BUS_BRIDGE = Kind("bus_bridge", Text2("母线桥", "bus bridge"), (1.2, 6.0, 3.2), BridgeOptions, _bridge)
BUS_DUCT = Kind("bus_duct", Text2("封闭母线桥", "closed bus duct"), (6.0, 0.8, 1.2), DuctOptions, _duct, wall=True)
KINDS = (PORTAL, BUS_BRIDGE, BUS_DUCT)
