"""Worn against voltage and arcs: insulating gloves and boots with their voltage class, the arc-rated suit.

>>> ARC_SUIT.model(options={"rating": 40}).letterings[0].words[1].text.zh
'40 cal/cm²'
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Lettering, Model, Options, Part, Plate, Size, Word
from engine.view.equipment.protection import WearOptions, loft, with_shelf
from engine.view.mesh import box, cylinder, join
from engine.view.sweep import pipe

__all__ = ["ARC_SUIT", "INSULATING_BOOTS", "INSULATING_GLOVES", "KINDS"]


class ClassedOptions(Options):
    """Protection of one voltage class."""

    volts: Literal["10kV", "20kV", "35kV"] = Field("10kV", description="电压等级 / voltage class")
    shelf: bool = Field(True, description="是否带搁板 / whether it lies on a shelf")


def _insulating_gloves(_size: Size, options: ClassedOptions) -> Model:
    """Rubber gauntlets to the elbow, 410 mm long (DL/T 976), cuff upward as they stand."""
    cuff = loft([(0, 0.045, 0.03, 0), (0.10, 0.05, 0.032, 0), (0.16, 0.045, 0.032, 0), (0.30, 0.062, 0.055, 0),
                  (0.385, 0.078, 0.07, 0), (0.40, 0.082, 0.074, 0)], 12)  # fmt: skip
    fingers = [cylinder(0.013, 0.075, sides=7).turned("y", 180 + x * 420).moved(x, 0, 0.02)
               for x in (-0.036, -0.012, 0.012, 0.036)]  # fmt: skip
    thumb = cylinder(0.014, 0.075, sides=7).turned("y", 140).moved(0.04, 0, 0.10)
    glove = join([cuff, *fingers, thumb]).moved(z=0.07)
    label = box(0.05, 0.002, 0.03).moved(0, -0.066, 0.38)
    pair = join([glove.moved(0.11), glove.turned("z", 180).moved(-0.11)])
    parts = [Part("gloves", pair, "orange"), Part("labels", join([label.moved(0.11), label.moved(-0.11)]), "white")]
    return _classed(parts, options, 0.46, (0.11, -0.0675, 0.38))


def _classed(parts: list[Part], options: ClassedOptions, wide: float, at: tuple[float, float, float]) -> Model:
    """On its shelf, with its voltage class on the labels."""
    model = with_shelf(parts, WearOptions(shelf=options.shelf), wide)
    word = (Word(0, 0.015, 0.018, Text2(options.volts, options.volts), 0.046, "red"),)
    sheets = tuple(Lettering((s * at[0], at[1], at[2]), 0.05, 0.03, word) for s in (-1, 1))
    return replace(model, letterings=sheets)


def _insulating_boots(_size: Size, options: ClassedOptions) -> Model:
    """Tall rubber boots with a thick sole."""
    shaft = loft(
        [(0.07, 0.052, 0.075, 0.02), (0.2, 0.052, 0.06, 0.03), (0.36, 0.068, 0.075, 0.03), (0.40, 0.07, 0.078, 0.03)],
        12,
    )
    foot = loft([(0.035, 0.055, 0.145, -0.05), (0.09, 0.055, 0.13, -0.04), (0.14, 0.05, 0.075, 0.005)], 12)
    sole = loft([(0.0, 0.06, 0.16, -0.05), (0.04, 0.06, 0.155, -0.05)], 12)
    uppers, soles = (join([m.moved(x) for x in (-0.1, 0.1)]) for m in (join([shaft, foot]), sole))
    label = join([box(0.05, 0.002, 0.03).moved(x, -0.047, 0.33) for x in (-0.1, 0.1)])
    parts = [Part("boots", uppers, "brown"), Part("soles", soles, "rubber"), Part("labels", label, "white")]
    return _classed(parts, options, 0.5, (0.1, -0.0485, 0.33))


class ArcSuitOptions(Options):
    """An arc-rated suit with hood."""

    rating: int = Field(25, ge=4, le=100, description="电弧防护值，cal/cm² / arc rating, cal/cm²")


def _arc_suit(size: Size, options: ArcSuitOptions) -> Model:
    """Long coat, bib trousers and a hood with a tinted visor, as they hang."""
    scale = size[2] / 1.7
    legs = [loft([(0.0, 0.115, 0.10, 0), (0.4, 0.12, 0.10, 0), (0.8, 0.13, 0.11, 0)]).moved(s * 0.13) for s in (-1, 1)]
    coat = loft(
        [
            (0.55, 0.30, 0.16, 0),
            (0.9, 0.27, 0.14, 0),
            (1.2, 0.29, 0.14, 0),
            (1.38, 0.23, 0.10, 0),
            (1.42, 0.12, 0.10, 0),
        ]
    )
    sleeve = loft([(0, 0.075, 0.065, 0), (0.3, 0.085, 0.075, 0), (0.6, 0.10, 0.08, 0)])
    arms = [sleeve.turned("y", s * 12).moved(-s * 0.36, 0, 0.78) for s in (1, -1)]
    hood = loft(
        [
            (1.36, 0.21, 0.15, 0),
            (1.44, 0.17, 0.15, 0),
            (1.60, 0.15, 0.16, 0),
            (1.69, 0.10, 0.11, 0),
            (1.71, 0.03, 0.03, 0),
        ],
        18,
    )
    visor = box(0.22, 0.02, 0.15, 0.008).moved(0, -0.16, 1.46)
    strips = [
        box(0.03, 0.012, 0.78).moved(0, -0.155, 0.57),
        *(box(0.12, 0.014, 0.05).moved(s * 0.14, -0.145, 0.82) for s in (-1, 1)),
    ]
    badge = box(0.13, 0.004, 0.08).moved(0.13, -0.142, 1.14)
    hook = pipe([(0, 0, 1.70), (0, 0, 1.80), (0, 0.10, 1.82)], 0.008, 0.03, 6)
    named = (("cloth", join([*legs, coat, *arms, hood]), "cloth_blue"), ("visor", visor, "green"), ("strips", join(strips), "black"),
             ("badge", badge, "orange"), ("hook", hook, "chrome"))  # fmt: skip
    parts = tuple(Part(name, m.stretched(scale, scale, scale), finish) for name, m, finish in named)
    rating = f"{options.rating} cal/cm²"
    words = (
        Word(0, 0.058, 0.03, Text2("防电弧", "ARC RATED"), 0.12),
        Word(0, 0.022, 0.024, Text2(rating, rating), 0.12),
    )
    at = (0.13 * scale, -0.1455 * scale, 1.14 * scale)
    sheet = Lettering(
        at,
        0.13 * scale,
        0.08 * scale,
        tuple(replace(w, x=w.x * scale, z=w.z * scale, height=w.height * scale, wide=w.wide * scale) for w in words),
    )
    return Model(parts, (), Plate((0, -0.05, size[2] + 0.14), width=0.4, height=0.12), letterings=(sheet,))


INSULATING_GLOVES = Kind(
    "insulating_gloves",
    Text2("绝缘手套", "insulating gloves"),
    (0.45, 0.3, 0.5),
    ClassedOptions,
    _insulating_gloves,
    wall=True,
)
INSULATING_BOOTS = Kind(
    "insulating_boots",
    Text2("绝缘靴", "insulating boots"),
    (0.5, 0.35, 0.42),
    ClassedOptions,
    _insulating_boots,
    wall=True,
)
ARC_SUIT = Kind("arc_suit", Text2("防电弧服", "arc-rated suit"), (0.7, 0.35, 1.7), ArcSuitOptions, _arc_suit, wall=True)
KINDS = (INSULATING_GLOVES, INSULATING_BOOTS, ARC_SUIT)
