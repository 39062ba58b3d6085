"""Insulators of an outdoor yard: columns with sheds, posts that carry a tube or wire, strings of discs.

Sizes are those of common 110 kV pieces: a solid-core post of 1.2 m (source: post insulators for 126 kV, height about
1.2 m), strings of eight discs of 146 mm pitch (source: cap-and-pin unit XWP-70). Every shed is two conical faces, so
that a column costs few hundred triangles.

    >>> shed_column(1.2).bounds()[1][2]
    1.2
"""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Model, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, Vector, box, cylinder, join, lathe

__all__ = [
    "INSULATOR_STRING",
    "KINDS",
    "PHASES",
    "POST_INSULATOR",
    "SURFACE",
    "Surface",
    "column_with_caps",
    "disc_string",
    "shed_column",
    "stand",
]

Surface = Literal["porcelain", "composite_grey", "silicone_red"]
PHASES = ("a", "b", "c")
SURFACE: Any = Field("porcelain", description="绝缘子外观：瓷、灰色或红色复合 / porcelain, grey or red composite")


def shed_column(height: float, core: float = 0.07, rim: float = 0.14, sheds: int | None = None) -> Mesh:
    """A column with sheds standing on z = 0; every shed slopes down and outward."""
    count = sheds or max(3, min(14, round(height / 0.115)))
    pitch = height / count
    outline: list[tuple[float, float]] = [(0, 0)]
    for k in range(count):
        z = k * pitch
        outline += [(core, z), (rim if k % 2 == 0 else rim * 0.86, z + pitch * 0.1)]
    return lathe([*outline, (core, height), (0, height)], 8, 40)


def column_with_caps(height: float, core: float = 0.075, rim: float = 0.135) -> tuple[Mesh, Mesh]:
    """An insulator of ``height`` overall: its sheds, and the metal caps at both ends."""
    cap = min(0.07, height * 0.08)
    low = lathe([(0, 0), (core * 1.75, 0), (core * 1.6, cap * 0.45), (core * 1.05, cap), (0, cap)], 8, 60)
    high = low.turned("x", 180).moved(z=height)
    return shed_column(height - 2 * cap, core, rim).moved(z=cap), join([low, high])


def stand(height: float, radius: float = 0.13) -> Mesh:
    """A round steel support on its footing, with a head plate."""
    foot = box(radius * 4.2, radius * 4.2, min(0.12, height * 0.1))
    head = box(radius * 2.8, radius * 2.8, 0.03).moved(z=height - 0.03)
    return join([cylinder(radius, height, sides=10), foot, head])


class PostOptions(Options):
    """Posts that carry wires, tubes or nothing."""

    phases: int = Field(3, ge=1, le=3, description="相数 / number of posts")
    surface: Surface = SURFACE


def _posts(size: Size, options: PostOptions) -> Model:
    x, _, z = size
    pitch = x * 0.42 if options.phases > 1 else 0.0
    leg, top = z * 0.6, z * 0.97
    rim = min(0.135, z * 0.04)
    sheds, caps = column_with_caps(top - leg - 0.1, rim * 0.55, rim)
    spots = [(k - (options.phases - 1) / 2) * pitch for k in range(options.phases)]
    clamp = join([box(0.1, 0.16, z - top, 0.006).moved(z=top), box(0.16, 0.06, 0.03).moved(z=top)])
    parts = (
        Part("stands", join(stand(leg).moved(s) for s in spots), "zinc"),
        Part("beam", box(max(spots) * 2 + 0.5, 0.16, 0.1).moved(z=leg), "zinc"),
        Part("insulators", join(sheds.moved(s, 0, leg + 0.1) for s in spots), options.surface),
        Part("caps", join([*(caps.moved(s, 0, leg + 0.1) for s in spots)]), "steel_grey"),
        Part("clamps", join(clamp.moved(s) for s in spots), "aluminium"),
    )
    nozzles = tuple(Nozzle(f"top_{p}", (s, 0, z), (0, 0, 1)) for p, s in zip(PHASES, spots, strict=False))
    solid: tuple[tuple[Vector, Vector], ...] = tuple(((s - 0.2, -0.2, 0), (s + 0.2, 0.2, z)) for s in spots)
    return Model(parts, nozzles, Plate((spots[0], -0.16, leg * 0.62), width=0.5, height=0.2), solid=solid)


class StringOptions(Options):
    """A string of cap-and-pin discs."""

    discs: int = Field(8, ge=2, le=20, description="片数 / number of discs")
    tilt: float = Field(
        0.0,
        ge=0,
        le=90,
        description="向南抬起的角度，0 为悬垂 / raised to the south by so many degrees; 0 hangs straight",
    )
    surface: Surface = SURFACE


def disc_string(discs: int, length: float) -> tuple[Mesh, Mesh]:
    """Discs from z = 0 down to −``length``, and the metal between them."""
    pitch = length * 0.86 / discs
    disc = [(0.03, -pitch * 0.7), (0.127, -pitch * 0.5), (0.04, 0)]
    metal = cylinder(0.022, length, z=-length, sides=6)
    clamp = box(0.05, 0.16, 0.05).moved(z=-length)
    glass = join(lathe(disc, 8, 50).moved(z=-length * 0.07 - k * pitch) for k in range(discs))
    return glass, join([metal, clamp])


def _string(size: Size, options: StringOptions) -> Model:
    length = size[2]
    discs, metal = (m.turned("x", -options.tilt) for m in disc_string(options.discs, length))
    angle = math.radians(options.tilt)
    down = (0.0, -math.sin(angle), -math.cos(angle))
    end = (0.0, down[1] * length, down[2] * length)
    return Model(
        (Part("discs", discs, options.surface), Part("metal", metal, "zinc")),
        (Nozzle("end", end, down),),
    )


POST_INSULATOR = Kind(
    "post_insulator", Text2("支柱绝缘子", "post insulators on supports"), (4.8, 0.5, 4.1), PostOptions, _posts
)
INSULATOR_STRING = Kind(
    "insulator_string", Text2("绝缘子串", "insulator string"), (0.26, 0.26, 1.35), StringOptions, _string, wall=True
)
KINDS = (POST_INSULATOR, INSULATOR_STRING)
