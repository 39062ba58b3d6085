"""Disconnectors in the open: two rotating posts a pole whose arms meet in the middle, and the knife at a neutral.

The arms follow the position of the switch, each pole for itself: ``position_a`` if there is such a tag, else
``position``, else ``closed``. A pole that jams (tag ``unseated_a`` …, or the one named in ``unseated``) stays 20° short
of the line, which is seen by whoever looks and told by nobody else. While ``arc`` is on, arcs burn between the arms.
Sizes follow a 126 kV centre-break switch (source: GW4-126 type, posts 1.3 m apart, poles 2 m apart, lower edge of
porcelain 2.5 m above ground after DL/T 5352).

    >>> [p.name for p in DISCONNECTOR.model().parts if p.move][:2]
    ['arm_a_front', 'arm_a_back']
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.drives import POSITION, case_with_crank
from engine.view.equipment.insulators import PHASES, SURFACE, Surface, column_with_caps, stand
from engine.view.equipment.model import Extent, Glow, Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join

__all__ = ["DISCONNECTOR", "KINDS", "NEUTRAL_SWITCH"]

SEATED_SHORT = 1 - 20 / 90
"""How far a jammed arm goes: 20 of its 90 degrees are missing (``source: design``, power scenarios)."""
_HALF = 0.7071
"""Sine and cosine of the half-way angle: an arc is drawn between the tips of arms that stand half open."""


class DisconnectorOptions(Options):
    """A three-pole centre-break disconnector."""

    earth_front: str = Field("", description="前侧接地刀闸的位号 / id of the earthing blades at the front posts")
    earth_back: str = Field("", description="后侧接地刀闸的位号 / id of the earthing blades at the back posts")
    unseated: str = Field("", description="使一相合不到位的位号 / tag that keeps one pole from seating")
    unseated_phase: Literal["a", "b", "c"] = Field("c", description="合不到位的相 / the pole that tag holds back")
    box: bool = Field(True, description="带操动机构箱 / with its operating box")
    surface: Surface = SURFACE


def _arm(length: float) -> Mesh:
    """A contact arm along +x from its post, with the cap it turns on."""
    tube = cylinder(0.032, length * 0.9, sides=8).turned("y", 90)
    return join([tube, cylinder(0.09, 0.1, z=-0.06, sides=10), box(0.16, 0.1, 0.05).moved(0, 0, 0.02)])


def _contact(length: float) -> Mesh:
    fingers = [box(length * 0.12, 0.02, 0.1).moved(length * 0.95, s * 0.04, -0.05) for s in (-1, 1)]
    return join([*fingers, cylinder(0.045, 0.05, sides=8).turned("y", 90).moved(length * 0.86)])


def _blade(length: float, sign: int) -> tuple[Mesh, Mesh]:
    """An earthing blade lying along ±y from its hinge at the origin, and its copper tip."""
    bar = box(0.035, length, 0.05).moved(0, sign * length / 2, -0.025)
    weight = box(0.06, 0.16, 0.09).moved(0, -sign * 0.05, -0.045)
    return join([bar, weight]), box(0.05, 0.1, 0.07).moved(0, sign * (length - 0.03), -0.035)


def _disconnector(size: Size, options: DisconnectorOptions) -> Model:
    x, y, z = size
    pitch, gap = x * 0.41, y * 0.76
    leg, top = z * 0.57, z * 0.93
    base = leg + 0.14
    sheds, caps = column_with_caps(top - base - 0.09, min(0.075, z * 0.018), min(0.135, z * 0.032))
    steel, glaze, metal, pads = [], [], [], []
    parts: list[Part] = []
    nozzles, solid, glows = [], [], []
    for k, phase in enumerate(PHASES):
        at = (k - 1) * pitch
        steel += [stand(leg).moved(at), box(0.2, gap + 0.34, 0.12).moved(at, 0, leg)]
        limit = (f"unseated_{phase}", *([options.unseated] if phase == options.unseated_phase else []))
        for side, sign in (("front", -1), ("back", 1)):
            post = sign * gap / 2
            glaze.append(sheds.moved(at, post, base))
            metal += [caps.moved(at, post, base), cylinder(0.11, 0.06, z=leg + 0.1, sides=10).moved(at, post)]
            pads.append(box(0.09, 0.3, 0.025).moved(at, post + sign * 0.17, top + 0.04))
            pivot = (at, post, top)
            move = Move(
                "turn",
                (f"position_{phase}", *POSITION),
                (0, 0, 1),
                pivot,
                -sign * 90.0,
                stop=limit,
                stop_at=SEATED_SHORT,
            )
            parts.append(Part(f"arm_{phase}_{side}", _arm(gap / 2).moved(*pivot), "aluminium", move))
            parts.append(Part(f"contact_{phase}_{side}", _contact(gap / 2).moved(*pivot), "copper", move))
            nozzles.append(Nozzle(f"{side}_{phase}", (at, post + sign * 0.3, top + 0.05), (0, sign, 0)))
        tip = (at + gap / 2 * _HALF, -gap / 2 * (1 - _HALF), top)
        glows.append(Glow(tip, (0.0, gap * (1 - _HALF), 0.0), (f"arc_{phase}", "arc"), lit=phase == "b"))
        solid.append(((at - 0.25, -gap / 2 - 0.2, leg), (at + 0.25, gap / 2 + 0.2, z)))
        solid.append(((at - 0.15, -0.15, 0), (at + 0.15, 0.15, leg)))
    rods = [box(pitch * 2 + 0.3, 0.05, 0.05).moved(0, s * gap * 0.42, leg - 0.06) for s in (-1, 1)]
    parts += _earthing(options, pitch, gap, leg, top)
    parts += [
        Part("steel", join([*steel, *rods]), "zinc"),
        Part("insulators", join(glaze), options.surface),
        Part("caps", join(metal), "steel_grey"),
        Part("terminals", join(pads), "aluminium"),
    ]
    front = min(0.34, y * 0.2)
    plate = Plate((-pitch, -0.17, leg * 0.72), width=0.56, height=0.26)
    if not options.box:
        return Model(tuple(parts), tuple(nozzles), plate, glows=tuple(glows), solid=tuple(solid))
    case, marks = case_with_crank((-pitch, -front, leg * 0.36), (0.46, 0.34, leg * 0.27))
    parts += [
        *case,
        Part("shaft", cylinder(0.025, leg * 0.37, z=leg * 0.63, sides=8).moved(-pitch, -front), "steel_grey"),
    ]
    solid.append(((-pitch - 0.25, -front - 0.2, leg * 0.36), (-pitch + 0.25, -front + 0.2, leg * 0.63)))
    plate = Plate((-pitch, -front - 0.04, leg * 0.72), width=0.56, height=0.26)
    return Model(tuple(parts), tuple(nozzles), plate, marks=marks, glows=tuple(glows), solid=tuple(solid))


def _earthing(options: DisconnectorOptions, pitch: float, gap: float, leg: float, top: float) -> list[Part]:
    """Earthing blades with their shaft; they lie along the base and stand up into a contact when closed."""
    parts: list[Part] = []
    for side, sign, device, aside in (
        ("front", -1, options.earth_front, -0.24),
        ("back", 1, options.earth_back, -0.36),
    ):
        if not device:
            continue
        hinge = leg + 0.2
        post = sign * gap / 2
        blade, tip = _blade(top - hinge - 0.02, -sign)
        fixed = [cylinder(0.03, pitch * 2 + 0.9, sides=8).turned("y", 90).moved(-pitch - 0.6, post, hinge)]
        contacts = []
        for k, phase in enumerate(PHASES):
            at = (k - 1) * pitch + aside
            spot = (at, post, hinge)
            tags = tuple(f"{device}.{name}" for name in (f"position_{phase}", *POSITION))
            move = Move("turn", tags, (1, 0, 0), spot, -sign * 90.0)
            parts.append(Part(f"earth_{side}_{phase}", blade.moved(*spot), "black", move))
            parts.append(Part(f"earth_tip_{side}_{phase}", tip.moved(*spot), "copper", move))
            contacts += [box(-aside, 0.05, 0.03).moved(at - aside / 2, post, top - 0.09)]
            contacts += [box(0.02, 0.1, 0.12).moved(at + s * 0.035, post, top - 0.15) for s in (-1, 1)]
            fixed.append(box(0.05, 0.06, 0.16).moved(at + 0.07, post, hinge - 0.12))
        parts.append(Part(f"earth_shaft_{side}", join(fixed), "black"))
        parts.append(Part(f"earth_contacts_{side}", join(contacts), "copper"))
    return parts


class NeutralOptions(Options):
    """A single-pole earthing knife at a neutral, with its gap."""

    gap: bool = Field(True, description="带放电间隙 / with a discharge gap beside it")
    surface: Surface = SURFACE


def _neutral(size: Size, options: NeutralOptions) -> Model:
    """The knife hangs at the earthed foot and swings up into the contact at the top."""
    x, y, z = size
    leg, top = z * 0.55, z * 0.95
    sheds, caps = column_with_caps(top - leg, 0.06, 0.115)
    hinge = (x * 0.12, 0.0, leg + 0.1)
    length = top - leg - 0.13
    blade = join([box(0.04, 0.06, length).moved(z=-0.02), cylinder(0.05, 0.1, sides=8).turned("y", 90).moved(-0.05)])
    lying = blade.turned("y", 90).moved(*hinge)
    parts = [
        Part("steel", join([stand(leg), box(x * 0.8, 0.2, 0.08).moved(0, 0, leg - 0.08)]), "zinc"),
        Part("insulator", sheds.moved(-x * 0.12, 0, leg), options.surface),
        Part("caps", caps.moved(-x * 0.12, 0, leg), "steel_grey"),
        Part("jaw", join([box(x * 0.28, 0.05, 0.03).moved(0, 0, top), *(
            box(0.05, 0.02, 0.14).moved(x * 0.12, s * 0.045, top - 0.12) for s in (-1, 1)
        )]), "copper"),
        Part("knife", lying, "aluminium", Move("turn", POSITION, (0, 1, 0), hinge, -90.0)),
        Part("down", join([box(0.05, 0.008, leg).moved(x * 0.12, -0.16), box(0.05, 0.16, 0.06).moved(x * 0.12, -0.08, leg)]), "black"),
    ]  # fmt: skip
    if options.gap:
        rod = cylinder(0.012, 0.16, sides=6).turned("y", 90)
        arms = [box(0.04, 0.04, h).moved(-x * 0.4, 0, low) for low, h in ((leg, (top - leg) * 0.35), (top - 0.3, 0.3))]
        arms.append(box(x * 0.3, 0.03, 0.03).moved(-x * 0.26, 0, top))
        tips = [rod.moved(-x * 0.4, 0, leg + (top - leg) * 0.35), rod.moved(-x * 0.4, 0, top - 0.3)]
        parts.append(Part("gap", join([*arms, *tips]), "aluminium"))
    case, marks = case_with_crank((0, -y * 0.3, leg * 0.36), (0.42, 0.3, leg * 0.27))
    plate = Plate((0, -y * 0.3 - 0.03, leg * 0.7), width=0.5, height=0.24)
    solid: tuple[Extent, ...] = (
        ((-x / 2, -0.2, leg), (x / 2, 0.2, z)),
        ((-0.25, -y * 0.3 - 0.2, 0), (0.25, 0.15, leg)),
    )
    nozzles = (Nozzle("top", (-x * 0.12, 0, top + 0.03), (0, 0, 1)), Nozzle("earth", (x * 0.12, -0.16, 0), (0, 0, -1)))
    return Model((*parts, *case), nozzles, plate, marks=marks, solid=solid)


DISCONNECTOR = Kind(
    "disconnector", Text2("户外隔离开关", "outdoor disconnector"), (4.9, 1.7, 4.2), DisconnectorOptions, _disconnector
)
NEUTRAL_SWITCH = Kind(
    "neutral_switch", Text2("中性点接地刀闸", "neutral earthing switch"), (1.2, 0.9, 3.6), NeutralOptions, _neutral
)
KINDS = (DISCONNECTOR, NEUTRAL_SWITCH)
