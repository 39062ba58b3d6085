"""Metal-clad medium-voltage cubicles with a withdrawable truck: a row of them is a switch room.

Proportions of the KYN28A-12 family (800 or 1000 × 1500 × 2300 mm; the truck travels 200 mm between test and working
position, maker's catalogues); details are ``design``. The instrument compartment is above, the truck in the middle, the
cables below and behind, relief flaps on the roof.

    >>> CUBICLE.model(options={"breaker": "QF511", "truck": "TR511", "earth": "QE51140"}).triangles < 6000
    True
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.cubicle_front import Circuit, Front, build_front
from engine.view.equipment.marks import LinkOption, moved, tag_of
from engine.view.equipment.model import (
    Emitter,
    Face,
    Kind,
    Lettering,
    Model,
    Move,
    Options,
    Part,
    Plate,
    Size,
    Word,
)  # fmt: skip
from engine.view.equipment.truck import build_truck, truck_words
from engine.view.mesh import Mesh, box, cylinder, join, panel

__all__ = ["CUBICLE", "KINDS", "CubicleOptions"]

SHEET = 0.025
"""Thickness of sheets and doors as drawn, m."""


class CubicleOptions(Options):
    """What a cubicle holds, by which tags it is seen, how it is finished."""

    variant: Literal["incoming", "feeder", "bus_section", "riser", "vt", "station_service", "capacitor"] = Field(
        "feeder",
        description="柜型：进线、出线、分段、隔离、电压互感器、站用变、电容器 / incoming, feeder, bus section, riser, VT, "
        "station service, capacitor",
    )
    breaker: str = Field("", description="断路器的位号或状态位号 / id of the breaker, or the tag of its state")
    truck: str = Field("", description="手车的位号或位置位号 / id of the truck, or the tag of its place")
    truck_at: tuple[float, float, float] = Field(
        (100.0, 40.0, 0.0),
        description="手车在工作、试验、检修位置时其位号的值 / values of the truck's tag in working, test, withdrawn position",
    )
    earth: str = Field("", description="接地开关的位号，空为无 / id of the earthing switch, empty for none")
    live: str | tuple[str, str, str] = Field(
        "", description="带电显示的位号，一个或三相各一个 / tag id that lights the live display, one or one a phase"
    )
    live_from: float = Field(
        0.0,
        ge=0,
        le=1e6,
        description="带电显示的点亮值，0 为量程一半 / value from which it is lit, 0 for half the range",
    )
    charged: str = Field("", description="储能指示的位号 / tag id of the charged spring")
    local: str = Field("", description="“就地”为 1 的位号 / tag id that is 1 in local")
    door: str = Field(
        "", description="中门开启的位号，空则随手车拉出而开 / tag id of the open door; empty: opens with the truck"
    )
    rear_door: str = Field("", description="后门开启的位号 / tag id of the open rear door")
    crank: str = Field("", description="摇把插入时为 1 的位号 / tag id that is 1 while the crank is in its hole")
    spanner: str = Field("", description="地刀扳手插入时为 1 的位号 / tag id that is 1 while the spanner is in")
    meter_full: float = Field(
        0.0,
        ge=0,
        le=1e6,
        description="电流表满刻度，0 取位号量程 / full scale of the ammeter, 0 for the range of its tag",
    )
    arc: str = Field("", description="内部燃弧的位号 / tag id of an internal arc")
    links: tuple[LinkOption, ...] = Field(
        (), max_length=8, description="压板 {tag, zh, en, colour}，缺省按柜型 / links, by default those of its variant"
    )
    paint: Literal["white", "cabinet_grey", "light_grey", "beige"] = Field("white", description="颜色 / colour")
    end: Literal["none", "left", "right", "both"] = Field("none", description="端板 / end panels")

    @property
    def circuit(self) -> Circuit:
        """What the front and the truck need to know."""
        live = (self.live,) * 3 if isinstance(self.live, str) else self.live
        return Circuit(
            self.variant, self.breaker, self.truck, self.earth, (live[0], live[1], live[2]), self.live_from, self.charged,
            self.local, self.truck_at, self.meter_full,
        )  # fmt: skip


def _cubicle(size: Size, options: CubicleOptions) -> Model:
    x, y, z = size
    front, head = -y / 2, z - 0.17
    low, middle = z * 0.315, z * 0.66
    parts = _case(x, y, z, low, middle, options)
    parts += _roof(x, y, z, options.arc)
    upper = build_front(x - 0.06, head - middle - 0.02, options.circuit, options.links)
    parts += moved(upper.parts, 0, front, middle + 0.01)
    sheet = (x - 0.06, head - middle - 0.02)
    letterings = [Lettering((0, front - off, middle + 0.01), *sheet, tuple(words))
                  for off, words in ((0.003, upper.words), (0.019, upper.raised)) if words]  # fmt: skip
    door, words = _middle_door(x, front, low + 0.01, middle - low - 0.02, options)
    parts += door
    letterings.append(words)
    below = _lower_door(x, low - 0.08, options)
    parts += moved(below.parts, 0, front, 0.07)
    letterings.append(Lettering((0, front - 0.009, 0.07), x - 0.06, low - 0.08, tuple(below.words)))
    parts += build_truck(x, y, front, low, middle, options.circuit)
    letterings += truck_words(x, front, low, middle, options.circuit)
    parts += _back(x, y, z, options)
    plate = Plate((0, front - 0.001, head + 0.008), width=min(0.62, x * 0.78), height=0.152)
    other = Plate((0, y / 2 + 0.012, z * 0.76), turn=180, width=min(0.62, x * 0.78), height=0.152)
    face = Face("display", (-(x - 0.06) / 2 + 0.15 - 0.0105, front - 0.0262, head - 0.11), 0.03)
    return Model(tuple(parts), (), plate, other, face, tuple(letterings), _arc(size, options.arc))


def _case(x: float, y: float, z: float, low: float, middle: float, options: CubicleOptions) -> list[Part]:
    """Sheets around the compartments; the one of the truck is hollow."""
    front, deep = -y / 2, y * 0.5
    shell = [box(SHEET, y, z - 0.03).moved(s * (x / 2 - SHEET / 2)) for s in (-1, 1)]
    shell += [
        box(x - 2 * SHEET, y - 0.004, z - middle - 0.03).moved(0, 0.002, middle),
        box(x - 2 * SHEET, y - 0.004, low - 0.05).moved(0, 0.002, 0.05),
        box(x - 2 * SHEET, y - deep - 0.02, middle - low).moved(0, deep / 2, low),
        box(x, SHEET, 0.17).moved(0, front + SHEET / 2, z - 0.20),
    ]
    ends = {"none": (), "left": (-1,), "right": (1,), "both": (-1, 1)}[options.end]
    shell += [box(0.04, y + 0.02, z).moved(s * (x / 2 + 0.02)) for s in ends]
    plinth = box(x - 0.01, y - 0.06, 0.06)
    inner = panel(x - 2 * SHEET, middle - low).moved(0, front + deep - 0.002, low)
    door = box(x - 0.05, SHEET, z - 0.17 - middle - 0.015).moved(0, front + SHEET / 2 - 0.001, middle + 0.008)
    seams = [box(x - 0.02, 0.004, 0.006).moved(0, front + 0.0015, h) for h in (low, middle, z - 0.17)]
    grips = [marks.handle(s * (x / 2 - 0.055), h).moved(0, front) for s, h in ((1, middle + 0.13),)]
    return [
        Part("case", join([*shell, door]), options.paint),
        Part("plinth", join([plinth, inner, *seams, *grips]), "black"),
    ]


def _roof(x: float, y: float, z: float, arc: str) -> list[Part]:
    """Three relief flaps, hinged at the back, held by plastic screws that give way; a wire duct along the front."""
    parts = [Part("duct", box(x, 0.22, 0.03).moved(0, -y / 2 + 0.13, z - 0.03), "light_grey")]
    for k, (at, deep) in enumerate(((-y * 0.18, 0.36), (y * 0.10, 0.34), (y * 0.35, 0.32))):
        hinge = (0.0, at + deep / 2, z - 0.028)
        flap = box(x - 0.10, deep - 0.03, 0.012).moved(0, at, z - 0.03)
        move = Move("turn", tag_of(arc), (1, 0, 0), hinge, -70.0, seconds=0.15) if arc else None
        parts.append(Part(f"flap_{k}", flap, "galvanised", move))
    return parts


def _middle_door(
    x: float, front: float, low: float, high: float, options: CubicleOptions
) -> tuple[list[Part], Lettering]:
    """The door before the truck, hinged left: window, crank hole with its slide, handle; it opens 115 degrees."""
    wide = x - 0.06
    hinge = (-wide / 2, front, low)
    if options.door:
        move = Move("turn", tag_of(options.door), (0, 0, -1), hinge, 115.0, seconds=0.8)
    else:
        path = options.circuit.out(115.0)
        move = Move("turn", options.circuit.tags_of_truck(), (0, 0, -1), hinge, 1.0, path=path, seconds=0.01)
    a, b, c, d = -0.14, 0.14, high * 0.58, high * 0.80
    leaf = [
        *(box(wide, SHEET, top - foot).moved(z=foot) for foot, top in ((0.0, c), (d, high))),
        *(box(right - left, SHEET, high).moved((left + right) / 2) for left, right in ((-wide / 2, a), (b, wide / 2))),
    ]  # strips that overlap at the corners leave no hairline between them
    frame = [box(b - a + 0.03, 0.006, 0.015).moved(0, -SHEET / 2, h) for h in (c - 0.015, d)]
    frame += [box(0.015, 0.006, d - c).moved(s * (b + 0.0075), -SHEET / 2, c) for s in (-1, 1)]
    hole = cylinder(0.024, 0.006, sides=14).turned("x", 90).moved(0, -SHEET / 2, high * 0.28)
    slide = box(0.05, 0.005, 0.07, 0.002).moved(0.052, -SHEET / 2 - 0.002, high * 0.28 - 0.035)
    glass = box(b - a, 0.006, d - c).moved(0, 0, c)
    y = front + SHEET / 2 - 0.001
    hinges = [cylinder(0.007, 0.07, sides=8).moved(-wide / 2, -SHEET / 2, high * h) for h in (0.08, 0.84)]

    def hung(mesh: Mesh) -> Mesh:
        return mesh.moved(0, y, low)

    grip = marks.handle(wide / 2 - 0.045, high * 0.46).moved(0, -SHEET / 2)
    parts = [
        Part("door", hung(join(leaf)), options.paint, move),
        Part("door_trim", hung(join([*frame, grip, hole, *hinges])), "black", move),
        Part("door_slide", hung(slide), "galvanised", move),
        Part("door_glass", hung(glass), "glass", move),
    ]
    if options.crank:
        parts.append(
            Part(
                "crank",
                _crank().moved(0, y - SHEET / 2, low + high * 0.28),
                "chrome",
                Move("show", tag_of(options.crank)),
            )
        )
    words = [
        Word(0, high * 0.90, 0.034, Text2("止步 高压危险", "DANGER: HIGH VOLTAGE"), wide * 0.6, "red"),
        marks.caption(0, high * 0.18, Text2("手车摇把孔", "Truck crank"), 0.020, 0.18),
        marks.caption(0, high * 0.53, Text2("手车位置观察窗", "Truck window"), 0.020, 0.24),
        Word(
            0,
            high * 0.06,
            0.020,
            Text2("断路器分闸后方可摇动手车", "Open the breaker before moving the truck"),
            wide * 0.9,
        ),
    ]
    return parts, Lettering((0, front - 0.003, low), wide, high, tuple(words), move=move)


def _crank() -> Mesh:
    """A crank in its hole: shaft towards the hand, arm, grip."""
    shaft = cylinder(0.010, 0.16, sides=8).turned("x", 90)
    arm = box(0.016, 0.016, 0.17).moved(0, -0.155)
    grip = cylinder(0.014, 0.11, sides=10).turned("x", 90).moved(0, -0.155, 0.155)
    return join([shaft, arm, grip])


def _lower_door(x: float, high: float, options: CubicleOptions) -> Front:
    """The lower front: window to the earthing switch, its spanner hole, its position, handle."""
    wide = x - 0.06
    leaf = box(wide, SHEET, high).moved(0, SHEET / 2 - 0.001)
    front = Front([Part("lower_door", leaf, options.paint)], [], [])
    trim = [marks.handle(wide / 2 - 0.045, high * 0.5)]
    if options.earth:
        at = wide * 0.22
        trim.append(box(0.11, 0.006, 0.15, 0.002).moved(at, -0.003, high * 0.62))
        hexagon = cylinder(0.017, 0.004, sides=6).turned("x", 90).moved(at, -0.007, high * 0.62 + 0.05)
        front.parts.append(Part("earth_hole", hexagon, "chrome"))
        for name, finish, lit in (("on", "lamp_red", True), ("off", "lamp_green", False)):
            move = options.circuit.lamp("earth", lit, signalled=False)
            flag = box(0.036, 0.003, 0.022).moved(at + (-0.024 if lit else 0.024), -0.008, high * 0.62 + 0.105)
            front.parts.append(Part(f"earth_{name}", flag, finish, move))
        if options.spanner:
            bar = join([cylinder(0.013, 0.22, sides=8).turned("x", 90), box(0.36, 0.02, 0.02).moved(0.0, -0.21, -0.01)])
            show = Move("show", tag_of(options.spanner))
            front.parts.append(Part("spanner", bar.moved(at, -0.006, high * 0.62 + 0.05), "galvanised", show))
        front.words.append(marks.caption(at, high * 0.57, Text2("接地开关操作孔", "Earthing switch"), 0.020, 0.26))
        front.words.append(Word(at - 0.024, high * 0.62 + 0.14, 0.018, Text2("合", "On"), ink="white"))
        front.words.append(Word(at + 0.024, high * 0.62 + 0.14, 0.018, Text2("分", "Off"), ink="white"))
    pane = box(0.20, 0.006, 0.12).moved(-wide * 0.2, -0.003, high * 0.62)
    front.parts.append(Part("lower_glass", pane, "black"))
    front.words.append(marks.caption(-wide * 0.2, high * 0.57, Text2("电缆室观察窗", "Cable window"), 0.020, 0.22))
    front.words.append(
        Word(
            0,
            high * 0.14,
            0.020,
            Text2("合上接地开关后方可开启电缆室", "Close the earthing switch before opening"),
            wide * 0.9,
        )
    )
    front.parts.append(Part("lower_trim", join(trim), "black"))
    return front


def _back(x: float, y: float, z: float, options: CubicleOptions) -> list[Part]:
    """Two rear doors with windows; the lower one opens to the cables."""
    parts = [Part("back", box(x - 0.04, 0.012, z * 0.33).moved(0, y / 2 + 0.004, z * 0.63), options.paint)]
    wide, high, hinge = x - 0.04, z * 0.58, (-(x - 0.04) / 2, y / 2, 0.05)
    leaf = box(wide, 0.014, high).moved(0, y / 2 + 0.005, 0.05)
    pane = box(0.22, 0.008, 0.12).moved(0, y / 2 + 0.012, z * 0.45)
    grip = marks.handle(0, 0).turned("z", 180).moved(wide / 2 - 0.05, y / 2 + 0.012, z * 0.34)
    move = Move("turn", tag_of(options.rear_door), (0, 0, 1), hinge, 110.0, seconds=0.8) if options.rear_door else None
    cables = [cylinder(0.035, 0.75, sides=10).moved(dx, y / 2 - 0.012, 0.08) for dx in (-0.2, 0.0, 0.2)]
    parts += [
        Part("rear_door", leaf, options.paint, move),
        Part("rear_glass", pane, "black", move),
        Part("rear_grip", grip, "black", move),
    ]
    return [*parts, Part("cables", join(cables), "red")] if options.rear_door else parts


def _arc(size: Size, tag: str) -> tuple[Emitter, ...]:
    """What an arc behind the sheets shows: light at the seams and above the flaps for a moment, smoke afterwards."""
    if not tag:
        return ()
    x, y, z = size
    when = tag
    return (
        Emitter("glare", when, (x * 0.7, y, 0.4), (0, -y / 2 - 0.22, z * 0.22), seconds=1.5),
        Emitter("glare", when, (x * 0.6, y, 0.4), (x * 0.2, -y / 2 - 0.22, z * 0.54), seconds=1.5),
        Emitter("glare", when, (x * 1.2, y, 0.9), (0, -y * 0.3, z), seconds=1.5),
        Emitter("smoke", when, (x * 0.9, y, 0.8), (0, 0, z - 0.1), rise=0.6),
        Emitter("smoke", when, (x * 0.4, y, 0.6), (0, -y / 2 - 0.25, z * 0.4), rise=0.35),
    )


CUBICLE = Kind(
    "cubicle", Text2("铠装移开式开关柜", "metal-clad cubicle with truck"), (0.8, 1.5, 2.3), CubicleOptions, _cubicle
)
KINDS = (CUBICLE,)
