"""What hands work with in a substation: rods, voltage detectors, portable earths, cranks, keys, and their cabinet.

Tools hang on a wall or lie on a shelf; one that is taken or fitted follows a tag and is then seen there, not here.
Lengths follow GB 26860-2011 and DL/T 1476-2015 where they give one (rod: insulating part 0.7 m for 10 kV, 1.3 m for
110 kV, plus a handle), else ``design``.

    >>> round(max(p.mesh.bounds()[1][2] for p in ROD.model(options={"volts": "110kV"}).parts), 1)
    2.4
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.marks import tag_of
from engine.view.equipment.model import Kind, Lettering, Model, Move, Options, Part, Plate, Size, Word
from engine.view.mesh import Mesh, box, cylinder, join, lathe, sphere, torus, tube
from engine.view.sweep import pipe

__all__ = ["DETECTOR", "EARTH_SET", "KINDS", "ROD", "SMALL_TOOL", "clamp"]

Volts = Literal["10kV", "110kV"]
ROD_LENGTH: dict[str, float] = {"10kV": 1.5, "110kV": 2.3}
"""Whole length, m."""


class ToolOptions(Options):
    """A tool of one voltage class that may be away."""

    volts: Volts = Field("10kV", description="电压等级 / voltage class")
    here: str = Field(
        "", description="在此处时为 1 的位号，空为总在 / tag id that is 1 while it is here, empty: always"
    )


def _shown(parts: list[Part], tag: str) -> list[Part]:
    """The same parts, there only while a tag is on."""
    show = Move("show", tag_of(tag)) if tag else None
    return [Part(p.name, p.mesh, p.finish, show) for p in parts] if show else parts


def _rod_parts(length: float, thick: float = 0.015) -> list[Part]:
    """A rod standing on its grip: grip with guard ring below, insulating part, metal head above."""
    grip = min(0.45, length * 0.3)
    guard = lathe([(thick, 0), (0.04, 0), (0.04, 0.012), (thick, 0.018)], 12).moved(z=grip)
    joints = [cylinder(thick * 1.3, 0.05, z=grip + (length - grip) * t, sides=8) for t in (0.33, 0.66)]
    return [
        Part("grip", join([cylinder(thick * 1.15, grip, sides=10), guard]), "black"),
        Part("rod", cylinder(thick, length - grip - 0.05, z=grip, sides=10), "orange"),
        Part("joints", join([*joints, cylinder(thick * 0.8, 0.05, z=length - 0.05, sides=8)]), "galvanised"),
    ]


def _band(length: float, text: Text2) -> Lettering:
    """The voltage class on a label around the grip."""
    return Lettering(
        (0, -0.021, length * 0.3 - 0.11), 0.05, 0.06, (Word(0, 0.03, 0.018, text, 0.048, "black"),), paper="yellow"
    )


def _rod(_size: Size, options: ToolOptions) -> Model:
    length = ROD_LENGTH[options.volts]
    hook = join(
        [
            cylinder(0.007, 0.06, z=length, sides=8),
            box(0.06, 0.012, 0.012).moved(0.024, 0, length + 0.05),
            cylinder(0.006, 0.03, sides=8).turned("y", 0).moved(0.048, 0, length + 0.02),
        ]
    )
    parts = [*_rod_parts(length), Part("hook", hook, "chrome")]
    return Model(tuple(_shown(parts, options.here)), (), Plate((0, 0.03, -0.17), width=0.36, height=0.12),
                 letterings=(_band(min(length, 1.5), Text2(options.volts, options.volts)),))  # fmt: skip


class DetectorOptions(ToolOptions):
    """A voltage detector: its lamp and its test button."""

    lamp: str = Field("", description="声光指示的位号 / tag id that lights it")


def _detector(_size: Size, options: DetectorOptions) -> Model:
    length = ROD_LENGTH[options.volts] * 0.8
    head = lathe(
        [(0.016, 0), (0.034, 0.03), (0.034, 0.12), (0.02, 0.15), (0.008, 0.16), (0.008, 0.22), (0, 0.222)], 14
    ).moved(z=length)
    window = tube(0.0355, 0.034, 0.03, length + 0.06, 14)
    lamp = Move("lamp", tag_of(options.lamp)) if options.lamp else None
    cap = cylinder(0.008, 0.008, sides=10).turned("x", 90).moved(0, -0.033, length + 0.045)
    shown = _shown([*_rod_parts(length, 0.013), Part("head", head, "yellow"), Part("button", cap, "red")], options.here)
    return Model((*shown, Part("window", window, "lamp_red", lamp)), (), Plate((0, 0.03, -0.17), width=0.36, height=0.12),
                 letterings=(_band(min(length, 1.5), Text2(options.volts, options.volts)),))  # fmt: skip


class EarthSetOptions(Options):
    """A three-phase portable earth, coiled on its hook or fitted to three conductors."""

    style: Literal["coiled", "fitted"] = Field("coiled", description="盘挂或装设 / coiled on its hook, or fitted")
    number: str = Field("1", max_length=4, description="编号 / number")
    gap: float = Field(0.25, ge=0.1, le=3.5, description="相间距离，米 / distance between conductors, metres")
    rods: bool = Field(False, description="是否带操作棒 / whether the rods stay on the clamps")
    tail: bool = Field(
        True, description="装设时是否带接地端引线 / whether, fitted, the tail down to the earth clamp is drawn"
    )
    here: str = Field(
        "", description="在此处时为 1 的位号，空为总在 / tag id that is 1 while it is here, empty: always"
    )


def clamp() -> Mesh:
    """A screw clamp, its jaw at the origin, the screw downward."""
    jaw = join(
        [
            box(0.05, 0.03, 0.02).moved(0, 0, 0.02),
            box(0.015, 0.03, 0.07).moved(-0.022, 0, -0.04),
            box(0.05, 0.03, 0.016).moved(0, 0, -0.05),
        ]
    )
    return join(
        [
            jaw,
            cylinder(0.008, 0.09, z=-0.10, sides=8),
            tube(0.02, 0.013, 0.007, 0, 8).turned("x", 90).moved(0, 0.0035, -0.115),
        ]
    )


def _earth_set(size: Size, options: EarthSetOptions) -> Model:
    height = size[2]
    build = _fitted if options.style == "fitted" else _coiled
    parts, at = build(height, options)
    tally = [Part("tally", box(0.11, 0.004, 0.07, 0.002).moved(at[0], at[1], at[2]), "white")]
    words = (Word(0, 0.035, 0.042, Text2(f"{options.number}号", f"No.{options.number}"), 0.1, "red"),)
    show = Move("show", tag_of(options.here), pivot=(0.0, 0.0, 0.0)) if options.here else None
    sheet = Lettering((at[0], at[1] - 0.0045, at[2]), 0.11, 0.07, words, paper="white", move=show)
    return Model(
        tuple(_shown([*parts, *tally], options.here)),
        (),
        Plate((0, 0.02, -0.16), width=0.4, height=0.12),
        letterings=(sheet,),
    )


def _fitted(height: float, options: EarthSetOptions) -> tuple[list[Part], tuple[float, float, float]]:
    """Clamps at the top on three conductors, leads sagging to a knot, the tail down to the earth clamp at z = 0."""
    top, knot = height, (0.0, 0.0, height * 0.42)
    leads, clamps = [], []
    for k in (-1, 0, 1):
        x = k * options.gap
        clamps.append(clamp().moved(x, 0, top))
        leads.append(pipe([(x, 0, top - 0.1), (x * 0.9, 0, top - 0.1 - (top - knot[2]) * 0.55), knot], 0.009, 0.12, 8))
    tail = pipe([knot, (0.04, 0, height * 0.2), (0.0, -0.02, 0.12)], 0.009, 0.1, 8)
    joint = join([sphere(0.028, 10, 6).moved(*knot)])
    low = clamp().turned("x", 180).moved(0, -0.02, 0.06)
    parts = [
        Part("clamps", join([*clamps, low] if options.tail else clamps), "chrome"),
        Part("leads", join([*leads, tail] if options.tail else leads), "bare_copper"),
        Part("joint", joint, "black"),
    ]
    if options.rods:
        rods = [cylinder(0.015, 1.0, sides=8).moved(k * options.gap, -0.02, top - 1.12) for k in (-1, 0, 1)]
        parts.append(Part("rods", join(rods), "orange"))
    return parts, (0.0, -0.035, height * 0.42 - 0.1)


def _coiled(height: float, options: EarthSetOptions) -> tuple[list[Part], tuple[float, float, float]]:
    """Coils over a hook at the top, the three clamps with their rods and the earth clamp hanging below."""
    r = min(0.2, height * 0.2)
    coils = [
        torus(r + 0.012 * (k % 3), 0.009, 14).turned("x", 90).moved(0, -0.014 * k, height - r - 0.04) for k in range(3)
    ]
    hook = pipe([(0, 0.03, height), (0, -0.09, height), (0, -0.09, height + 0.04)], 0.008, 0.02, 6)
    clamps = [clamp().turned("x", 180).moved(k * 0.1, -0.05, height - 2 * r - 0.18) for k in (-1, 0, 1)]
    ends = [
        pipe([(k * 0.06, -0.03, height - 2 * r), (k * 0.1, -0.05, height - 2 * r - 0.16)], 0.009, 0.05, 6)
        for k in (-1, 0, 1)
    ]
    tail = pipe([(-r, -0.03, height - r), (-r - 0.02, -0.03, height - 2.4 * r - 0.1)], 0.009, 0.05, 6)
    low = clamp().moved(-r - 0.02, -0.03, height - 2.4 * r - 0.12)
    parts = [
        Part("coils", join([*coils, *ends, tail]), "bare_copper"),
        Part("clamps", join([*clamps, low]), "chrome"),
        Part("hanger", hook, "galvanised"),
    ]
    if options.rods:
        rods = [cylinder(0.014, max(0.2, height - 2 * r - 0.3), sides=8).moved(k * 0.1, -0.05, 0.0) for k in (-1, 0, 1)]
        parts.append(Part("rods", join(rods), "orange"))
    return parts, (0.0, -0.1, height - r * 1.25)


class SmallToolOptions(Options):
    """One small tool or key."""

    style: Literal["crank", "spanner", "padlock", "computer_key", "key", "key_box", "goggles", "fuse"] = Field(
        "crank",
        description="手车摇把、地刀扳手、挂锁、电脑钥匙、机械钥匙、钥匙箱、护目镜、高压熔丝管 / truck crank, earthing-switch spanner, "
        "padlock, computer key, key, key box, goggles, high-voltage fuse link",
    )
    here: str = Field(
        "", description="在此处时为 1 的位号，空为总在 / tag id that is 1 while it is here, empty: always"
    )
    keys: int = Field(12, ge=0, le=40, description="钥匙箱内钥匙数 / keys in the key box")


def _small_tool(size: Size, options: SmallToolOptions) -> Model:
    build = {"crank": _crank, "spanner": _spanner, "padlock": _padlock, "computer_key": _computer_key, "key": _key,
             "goggles": _goggles, "fuse": _fuse}.get(options.style)  # fmt: skip
    parts = build() if build else _key_box(size, options.keys)
    width = 0.5 if options.style == "key_box" else 0.26
    return Model(tuple(_shown(parts, options.here)), (), Plate((0, 0.0, -0.13), width=width, height=0.1))


def _crank() -> list[Part]:
    shaft = join([cylinder(0.011, 0.34, sides=10), cylinder(0.016, 0.05, sides=6)])
    arm = box(0.2, 0.016, 0.022).moved(0.09, 0, 0.33)
    grip = cylinder(0.015, 0.12, 0.003, z=0.34, sides=12).moved(0.18)
    return [Part("crank", join([shaft, arm]), "chrome"), Part("crank_grip", grip, "black")]


def _spanner() -> list[Part]:
    socket = lathe([(0.014, 0), (0.022, 0), (0.022, 0.06), (0.014, 0.07), (0.014, 0.5), (0, 0.5)], 10)
    bar = cylinder(0.012, 0.36, sides=10).turned("y", 90).moved(-0.18, 0, 0.48)
    grips = [cylinder(0.016, 0.1, 0.003, sides=10).turned("y", 90).moved(x, 0, 0.48) for x in (-0.19, 0.09)]
    return [Part("spanner", join([socket, bar]), "galvanised"), Part("spanner_grips", join(grips), "red")]


def _padlock() -> list[Part]:
    body = box(0.05, 0.026, 0.05, 0.006)
    bow = pipe([(-0.016, 0, 0.045), (-0.016, 0, 0.09), (0.016, 0, 0.09), (0.016, 0, 0.045)], 0.0045, 0.014, 8)
    slot = box(0.004, 0.002, 0.012).moved(0, -0.0135, 0.018)
    return [Part("lock", body, "red"), Part("bow", bow, "chrome"), Part("slot", slot, "black")]


def _computer_key() -> list[Part]:
    body = box(0.065, 0.03, 0.17, 0.01)
    nose = join([box(0.03, 0.02, 0.03, 0.004).moved(0, 0, 0.165), cylinder(0.006, 0.02, z=0.19, sides=8)])
    screen = box(0.048, 0.002, 0.05).moved(0, -0.016, 0.095)
    keys = join(box(0.012, 0.003, 0.010).moved(0.016 * (k % 3 - 1), -0.016, 0.025 + 0.016 * (k // 3)) for k in range(9))
    return [
        Part("key_body", body, "blue"),
        Part("nose", nose, "chrome"),
        Part("key_screen", screen, "lcd"),
        Part("key_keys", keys, "white"),
    ]


def _key() -> list[Part]:
    bow = tube(0.017, 0.010, 0.004, 0, 12).turned("x", 90).moved(0, 0, 0.07)
    return [Part("key", join([bow, box(0.007, 0.003, 0.055), box(0.016, 0.003, 0.008).moved(0.007, 0, 0.004)]), "chrome"),
            Part("key_tag", box(0.03, 0.003, 0.04, 0.001).moved(0, 0.004, 0.085), "yellow")]  # fmt: skip


def _goggles() -> list[Part]:
    frame = box(0.16, 0.05, 0.07, 0.02).moved(0, 0.0, 0.01)
    lens = box(0.14, 0.006, 0.05, 0.002).moved(0, -0.026, 0.02)
    strap = torus(0.085, 0.008, 16).stretched(1, 1, 2.0).moved(0, 0.07, 0.045)
    return [Part("frame", frame, "black"), Part("lens", lens, "liquid"), Part("strap", strap, "cloth_blue")]


def _fuse() -> list[Part]:
    """A fuse link for a voltage transformer, 25 mm by 195 mm (type RN2): a porcelain tube between two caps."""
    caps = [cylinder(0.0135, 0.03, 0.002, z=z, sides=14) for z in (0.0, 0.165)]
    tube_ = cylinder(0.0125, 0.135, sides=14).moved(0, 0, 0.03)
    return [Part("fuse_tube", tube_, "white"), Part("fuse_caps", join(caps), "copper")]


def _key_box(size: Size, keys: int) -> list[Part]:
    """An open steel box with keys on hooks, each with its yellow tag."""
    x, y, z = max(size[0], 0.3), max(size[1], 0.08), max(size[2], 0.3)
    case = [box(x, 0.01, z).moved(0, y / 2 - 0.005), *(box(0.012, y, z).moved(s * (x / 2 - 0.006)) for s in (-1, 1)),
            *(box(x, y, 0.012).moved(z=h) for h in (0, z - 0.012))]  # fmt: skip
    door = box(0.012, x * 0.5, z).moved(-x / 2 + 0.006, -y / 2 - x * 0.25)
    tags, metal = [], []
    columns = max(1, math.floor((x - 0.04) / 0.055))
    for k in range(min(keys, columns * math.floor((z - 0.06) / 0.14))):
        at = ((k % columns - (columns - 1) / 2) * 0.055, y / 2 - 0.03, z - 0.15 - 0.14 * (k // columns))
        key, tag = _key()
        metal.append(key.mesh.moved(*at))
        tags.append(tag.mesh.moved(*at))
    parts = [Part("box", join([*case, door]), "light_grey")]
    return [*parts, Part("box_keys", join(metal), "chrome"), Part("box_tags", join(tags), "yellow")] if metal else parts


ROD = Kind("insulating_rod", Text2("绝缘操作棒", "insulating rod"), (0.12, 0.12, 1.6), ToolOptions, _rod, wall=True)
DETECTOR = Kind(
    "voltage_detector", Text2("验电器", "voltage detector"), (0.12, 0.12, 1.5), DetectorOptions, _detector, wall=True
)
EARTH_SET = Kind(
    "earth_set",
    Text2("三相短路接地线", "three-phase portable earth"),
    (0.6, 0.2, 1.2),
    EarthSetOptions,
    _earth_set,
    wall=True,
)
SMALL_TOOL = Kind(
    "small_tool",
    Text2("小型工具与钥匙", "small tools and keys"),
    (0.4, 0.12, 0.5),
    SmallToolOptions,
    _small_tool,
    wall=True,
)
KINDS = (ROD, DETECTOR, EARTH_SET, SMALL_TOOL)
