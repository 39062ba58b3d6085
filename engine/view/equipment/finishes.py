"""What surfaces are made of, as plain data: builders name a finish, the renderer draws it.

Painted things take light, bare metal mirrors a hall (a matcap), glowing things keep their own colour.
Colours are sRGB 0…1; the paints of pipes and signs follow GB 7231-2003 and GB 2894-2008.

    >>> FINISHES["stainless"].metal
    True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["FINISHES", "SERVICES", "STRANDS", "Finish", "Service", "Strand"]

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Finish:
    """One kind of surface: its colour, whether it mirrors, glows or lets light through, and its gloss."""

    colour: Colour
    metal: bool = False
    glow: bool = False
    alpha: float = 1.0
    gloss: float = 0.2
    texture: str = ""


FINISHES: Mapping[str, Finish] = {
    "stainless": Finish((0.93, 0.94, 0.95), metal=True),
    "cladding": Finish((0.80, 0.82, 0.84), metal=True),
    "bare_copper": Finish((0.86, 0.56, 0.34), metal=True),
    "bolt": Finish((0.56, 0.57, 0.60), metal=True),
    "galvanised": Finish((0.70, 0.73, 0.75), metal=True),
    "chrome": Finish((1.0, 1.0, 1.0), metal=True),
    "cast_iron": Finish((0.28, 0.30, 0.32), gloss=0.15),
    "steel_grey": Finish((0.44, 0.48, 0.51), gloss=0.2),
    "light_grey": Finish((0.72, 0.74, 0.75), gloss=0.25),
    "cabinet_grey": Finish((0.80, 0.81, 0.79), gloss=0.2),
    "blue": Finish((0.10, 0.33, 0.60), gloss=0.35),
    "green": Finish((0.10, 0.46, 0.28), gloss=0.3),
    "red": Finish((0.76, 0.10, 0.09), gloss=0.35),
    "yellow": Finish((0.95, 0.76, 0.08), gloss=0.25),
    "orange": Finish((0.90, 0.42, 0.08), gloss=0.3),
    "white": Finish((0.93, 0.93, 0.91), gloss=0.2),
    "black": Finish((0.07, 0.07, 0.08), gloss=0.3),
    "purple": Finish((0.42, 0.20, 0.52), gloss=0.25),
    "brown": Finish((0.45, 0.27, 0.14), gloss=0.25),
    "beige": Finish((0.80, 0.76, 0.66), gloss=0.1),
    "wood": Finish((0.60, 0.43, 0.27), gloss=0.1),
    "frp": Finish((0.72, 0.74, 0.62), gloss=0.25),
    "rubber": Finish((0.12, 0.12, 0.13), gloss=0.05),
    "concrete": Finish((0.62, 0.61, 0.58), gloss=0.0),
    "cloth_green": Finish((0.22, 0.44, 0.24), gloss=0.05),
    "cloth_yellow": Finish((0.86, 0.72, 0.16), gloss=0.1),
    "cloth_blue": Finish((0.16, 0.25, 0.44), gloss=0.05),
    "glass": Finish((0.62, 0.76, 0.78), alpha=0.35, gloss=0.8),
    "dial": Finish((0.96, 0.96, 0.94), gloss=0.1),
    "liquid": Finish((0.82, 0.62, 0.20), glow=True),
    "lamp_red": Finish((0.95, 0.13, 0.10), glow=True),
    "lamp_green": Finish((0.18, 0.85, 0.30), glow=True),
    "lamp_amber": Finish((1.0, 0.65, 0.10), glow=True),
    "lamp_white": Finish((1.0, 0.99, 0.94), glow=True),
    "lcd": Finish((0.09, 0.13, 0.10), glow=True),
    "lamp_off": Finish((0.22, 0.22, 0.22), gloss=0.35),
    "screen": Finish((1.0, 1.0, 1.0), glow=True, texture="screen"),
    "wall": Finish((0.83, 0.84, 0.82), gloss=0.0),
    "wall_control": Finish((0.86, 0.87, 0.88), gloss=0.0),
    "skirting": Finish((0.33, 0.44, 0.50), gloss=0.1),
    "facade": Finish((0.78, 0.78, 0.74), gloss=0.0),
    "sheeting": Finish((0.62, 0.66, 0.70), gloss=0.1),
    "ceiling": Finish((0.84, 0.85, 0.85), glow=True),
    "window": Finish((0.80, 0.88, 0.94), glow=True),
    "chequer": Finish((0.52, 0.55, 0.57), texture="chequer", gloss=0.15),
    "floor_plant": Finish((0.55, 0.57, 0.56), texture="concrete"),
    "floor_control": Finish((0.70, 0.71, 0.71), texture="tiles"),
    "floor_yard": Finish((0.56, 0.56, 0.54), texture="concrete"),
    "floor_gravel": Finish((0.74, 0.73, 0.69), texture="concrete"),
    "floor_lawn": Finish((0.50, 0.60, 0.38), texture="concrete"),
    "grass": Finish((0.42, 0.50, 0.32)),
    "asphalt": Finish((0.34, 0.35, 0.36), gloss=0.0),
    "gravel": Finish((0.74, 0.73, 0.70), gloss=0.0, texture="strewn"),
    "pebbles": Finish((0.90, 0.86, 0.80), gloss=0.0, texture="strewn"),
    "porcelain": Finish((0.40, 0.22, 0.15), gloss=0.4),
    "composite_grey": Finish((0.57, 0.60, 0.62), gloss=0.1),
    "silicone_red": Finish((0.58, 0.20, 0.15), gloss=0.1),
    "aluminium": Finish((0.86, 0.87, 0.88), metal=True),
    "copper": Finish((0.82, 0.50, 0.33), metal=True),
    "tank_grey": Finish((0.76, 0.79, 0.79), gloss=0.3),
    "zinc": Finish((0.73, 0.76, 0.77), gloss=0.2),
}


@dataclass(frozen=True, slots=True)
class Strand:
    """What a hanging span is made of: its name and its finish."""

    zh: str
    en: str
    finish: str


STRANDS: Mapping[str, Strand] = {
    "aluminium": Strand("铝绞线", "stranded aluminium", "aluminium"),
    "copper": Strand("铜线", "copper", "copper"),
    "steel": Strand("钢绞线", "steel strand", "galvanised"),
    "black": Strand("黑色护套", "black sheath", "black"),
    "yellow": Strand("黄色", "yellow", "yellow"),
    "green": Strand("绿色", "green", "green"),
    "red": Strand("红色", "red", "red"),
    "orange": Strand("橙色护套", "orange sheath", "orange"),
}


@dataclass(frozen=True, slots=True)
class Service:
    """A fluid in a pipe: its name, the colour of its bands after GB 7231-2003, the surface of the pipe."""

    zh: str
    en: str
    band: str
    body: str = "stainless"


SERVICES: Mapping[str, Service] = {
    "process": Service("工艺物料", "process", "brown"),
    "organic": Service("氯苯", "organic", "brown"),
    "acid": Service("混酸", "mixed acid", "purple"),
    "water": Service("水", "water", "green", "galvanised"),
    "tempered_water": Service("循环水", "tempered water", "green", "cladding"),
    "chilled_water": Service("冷冻水", "chilled water", "green", "cladding"),
    "hot_water": Service("热水", "hot water", "green", "cladding"),
    "brine": Service("冷冻盐水", "brine", "black", "cladding"),
    "steam": Service("蒸汽", "steam", "red", "cladding"),
    "air": Service("仪表空气", "instrument air", "light_grey", "galvanised"),
    "nitrogen": Service("氮气", "nitrogen", "yellow", "galvanised"),
    "vent": Service("尾气", "vent gas", "yellow"),
    "fire": Service("消防水", "fire water", "red", "red"),
    "drain": Service("排放", "drain", "black", "steel_grey"),
}
