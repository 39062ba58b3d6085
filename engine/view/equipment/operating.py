"""What people operate: button boxes, emergency stops, the console, cabinets, lamps, radio, telephone.

>>> len([p for p in BUTTON_BOX.model(options={"drives": ["P102A", "P102B"]}).parts if p.move])
4
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Model, Move, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe, panel, sphere
from engine.view.sweep import pipe

__all__ = ["BEACON", "BUTTON_BOX", "CABINET", "CONSOLE", "KINDS", "RADIO", "SWITCH", "TELEPHONE"]


class ButtonBoxOptions(Options):
    """What a local button box may look like."""

    drives: tuple[str, ...] = Field(
        ("",),
        min_length=1,
        max_length=6,
        description="各列按钮所控设备的位号 / ids of the equipment, one column each",
    )
    stand: float = Field(
        1.15, ge=0, le=2, description="立柱高度，0 为挂墙，米 / height of its post, 0 on a wall, metres"
    )


def _lamp(radius: float, depth: float) -> Mesh:
    return lathe([(radius, 0), (radius, depth * 0.6), (radius * 0.7, depth), (0, depth)], 12).turned("x", 90)


def _button_box(_size: Size, options: ButtonBoxOptions) -> Model:
    columns = len(options.drives)
    wide, high, low = 0.10 + 0.11 * columns, 0.42, options.stand
    parts = [Part("case", box(wide, 0.13, high, 0.012).moved(z=low), "light_grey")]
    hood = box(wide + 0.06, 0.20, 0.012).turned("x", 8).moved(0, -0.03, low + high + 0.02)
    front = -0.065
    fixed: list[Mesh] = [hood]
    rings: list[Mesh] = []
    for k, drive in enumerate(options.drives):
        x = (k - (columns - 1) / 2) * 0.11
        tags = (f"{drive}.running", f"{drive}.position") if drive else ("running", "position")
        rings += [cylinder(0.028, 0.012).turned("x", 90).moved(x, front, low + h) for h in (0.34, 0.22, 0.10)]
        parts.append(
            Part(
                f"run_{k}",
                _lamp(0.021, 0.02).moved(x, front - 0.012, low + 0.34),
                "lamp_green",
                Move("lamp", tags),
            )
        )
        parts.append(Part(f"start_{k}", _lamp(0.022, 0.02).moved(x, front - 0.012, low + 0.22), "green"))
        parts.append(
            Part(
                f"stop_{k}",
                _lamp(0.022, 0.024).moved(x, front - 0.012, low + 0.10),
                "lamp_red",
                Move("unlamp", tags),
            )
        )
    parts.append(Part("rings", join(rings), "chrome"))
    if low > 0:
        fixed += [cylinder(0.035, low), cylinder(0.14, 0.015)]
    parts.append(Part("fixed", join(fixed), "steel_grey"))
    return Model(tuple(parts), (), Plate((0, front - 0.002, low - 0.13), width=max(0.3, wide), height=0.1))


class SwitchOptions(Options):
    """What a hand switch may look like."""

    style: Literal["emergency_stop", "guarded", "key"] = Field(
        "emergency_stop", description="样式：急停、带护罩按钮、钥匙 / mushroom, guarded button or key switch"
    )
    stand: float = Field(
        0.0, ge=0, le=2, description="立柱高度，0 为挂墙，米 / height of its post, 0 on a wall, metres"
    )


def _switch(_size: Size, options: SwitchOptions) -> Model:
    low = options.stand
    finish = {"emergency_stop": "yellow", "guarded": "red", "key": "light_grey"}[options.style]
    parts = [Part("case", box(0.18, 0.12, 0.20, 0.014).moved(z=low), finish)]
    pressed = Move("slide", ("pressed", "active", "@shows"), (0, 1, 0), span=0.015)
    at = (0, -0.06, low + 0.10)
    if options.style == "emergency_stop":
        knob = lathe([(0.018, 0), (0.018, 0.03), (0.045, 0.035), (0.042, 0.055), (0.02, 0.065), (0, 0.065)]).turned(
            "x", 90
        )
        parts.append(Part("knob", knob.moved(*at), "red", pressed))
        parts.append(
            Part("rim", lathe([(0.055, 0), (0.055, 0.008), (0.03, 0.008)]).turned("x", 90).moved(*at), "black")
        )
    elif options.style == "guarded":
        parts.append(Part("knob", _lamp(0.035, 0.035).moved(*at), "yellow", pressed))
        guard = pipe([(-0.06, 0, -0.07), (-0.06, -0.08, -0.07), (-0.06, -0.08, 0.07), (-0.06, 0, 0.07)], 0.007, 0.02, 6)
        parts.append(Part("guard", join([guard, guard.moved(x=0.12)]).moved(*at), "chrome"))
    else:
        key = join([cylinder(0.03, 0.015).turned("x", 90), box(0.012, 0.05, 0.035).moved(0, -0.03, -0.018)])
        parts.append(Part("knob", key.moved(*at), "chrome", Move("turn", ("active", "@shows"), (0, -1, 0), at, 60.0)))
    if low > 0:
        parts.append(Part("post", join([cylinder(0.03, low), cylinder(0.13, 0.015)]), "steel_grey"))
    return Model(tuple(parts), (), Plate((0, -0.062, low - 0.15), width=0.34, height=0.11))


class ConsoleOptions(Options):
    """What a control desk may look like."""

    screens: int = Field(3, ge=1, le=8, description="屏幕数 / number of screens")


def _console(size: Size, options: ConsoleOptions) -> Model:
    x, y, _ = size
    top = box(x, y, 0.04, 0.012).moved(z=0.72)
    body = join(
        [box(0.05, y * 0.86, 0.72).moved(s * (x / 2 - 0.06)) for s in (-1, 1)]
        + [box(x - 0.12, 0.04, 0.62).moved(0, y * 0.3, 0.1)]
    )
    shelf = box(x * 0.98, y * 0.3, 0.14, 0.01).moved(0, y * 0.32, 0.76)
    each = x / options.screens
    frames, faces, feet, keys = [], [], [], []
    wide = min(0.62, each * 0.88)
    tall = wide * 0.6
    for k in range(options.screens):
        at = (k - (options.screens - 1) / 2) * each
        frames.append(box(wide, 0.035, tall, 0.006).moved(at, y * 0.2, 0.96))
        faces.append(panel(wide * 0.95, tall * 0.92).moved(at, y * 0.2 - 0.022, 0.96 + tall * 0.04))
        feet += [
            box(0.22, 0.18, 0.02).moved(at, y * 0.22, 0.9),
            box(0.06, 0.03, 0.3).moved(at, y * 0.24, 0.9),
        ]
        keys.append(box(0.44, 0.15, 0.02, 0.005).moved(at, -y * 0.22, 0.76))
        keys.append(box(0.06, 0.10, 0.03, 0.012).moved(at + 0.32, -y * 0.22, 0.76))
    parts = (
        Part("desk", join([top]), "wood"),
        Part("body", join([body, shelf]), "cabinet_grey"),
        Part("frames", join([*frames, *feet, *keys]), "black"),
        Part("screens", join(faces), "screen"),
    )
    return Model(parts, (), Plate((0, y * 0.17, 0.78), width=0.8, height=0.11))


class CabinetOptions(Options):
    """What a cabinet may look like."""

    doors: int = Field(1, ge=1, le=8, description="门数 / number of doors")
    paint: Literal["cabinet_grey", "light_grey", "beige"] = Field("cabinet_grey", description="颜色 / colour")
    lamps: bool = Field(True, description="是否有指示灯 / whether it has lamps")


def _cabinet(size: Size, options: CabinetOptions) -> Model:
    x, y, z = size
    each = x / options.doors
    parts = [
        Part(
            "case",
            join([box(x, y, z - 0.1, 0.008).moved(z=0.1), box(x - 0.06, y - 0.06, 0.1)]),
            options.paint,
        )
    ]
    trims, lamps = [], []
    for k in range(options.doors):
        at = (k - (options.doors - 1) / 2) * each
        trims.append(box(each - 0.03, 0.012, z - 0.16).moved(at, -y / 2 - 0.004, 0.13))
        trims.append(box(0.02, 0.03, 0.16, 0.004).moved(at + each * 0.38, -y / 2 - 0.02, z * 0.5))
        lamps += [
            cylinder(0.016, 0.012).turned("x", 90).moved(at - 0.08 + 0.08 * n, -y / 2 - 0.01, z - 0.25)
            for n in range(3)
        ]
    parts.append(Part("doors", join(trims), "light_grey"))
    if options.lamps:
        parts.append(Part("lamps", join(lamps), "lamp_green"))
    return Model(
        tuple(parts),
        (),
        Plate((0, -y / 2 - 0.012, z - 0.18), width=min(0.8, x * 0.8), height=0.12, board=False),
    )


class BeaconOptions(Options):
    """What a warning lamp with siren may look like."""

    lamp: str = Field("", description="点亮它的位号 / tag id that lights it")


def _beacon(_size: Size, options: BeaconOptions) -> Model:
    dome = lathe([(0.06, 0.06), (0.06, 0.15), (0.045, 0.19), (0, 0.20)])
    horn = (
        lathe([(0.02, 0), (0.03, 0.10), (0.085, 0.20), (0.07, 0.2), (0.02, 0.12)], crease=60)
        .turned("x", 90)
        .moved(0.0, -0.02, -0.1)
    )
    move = Move("lamp", (options.lamp or "active", "@shows"))
    return Model(
        (
            Part("base", join([cylinder(0.07, 0.06), box(0.1, 0.14, 0.02).moved(0, 0.03, -0.02)]), "black"),
            Part("dome", dome, "lamp_red", move),
            Part("horn", horn, "red"),
        ),
        (),
        None,
    )


class RadioOptions(Options):
    """A hand-held radio in its charger."""


def _radio(_size: Size, _options: RadioOptions) -> Model:
    body = join(
        [
            box(0.06, 0.035, 0.13, 0.008).moved(z=0.03),
            cylinder(0.006, 0.10, z=0.15, sides=8).moved(0.02),
            cylinder(0.009, 0.015, z=0.155).moved(-0.018),
        ]
    )
    charger = box(0.1, 0.1, 0.05, 0.012)
    led = box(0.012, 0.004, 0.006).moved(0.02, -0.051, 0.03)
    grill = box(0.03, 0.002, 0.003).moved(0, -0.0185, 0.1)
    return Model(
        (
            Part("body", join([body, charger]), "black"),
            Part("grill", grill, "light_grey"),
            Part("led", led, "lamp_green"),
        ),
        (),
        Plate((0, -0.11, 0.0), width=0.24, height=0.075),
    )


class TelephoneOptions(Options):
    """A wall telephone in its hood."""


def _telephone(_size: Size, _options: TelephoneOptions) -> Model:
    body = box(0.18, 0.09, 0.24, 0.012)
    handset = join(
        [
            box(0.05, 0.045, 0.2, 0.014).moved(-0.04, -0.07, 0.02),
            sphere(0.03).moved(-0.04, -0.075, 0.05),
            sphere(0.03).moved(-0.04, -0.075, 0.2),
        ]
    )
    keys = join(
        box(0.016, 0.008, 0.016).moved(0.02 + 0.024 * (k % 3), -0.05, 0.05 + 0.026 * (k // 3)) for k in range(12)
    )
    return Model(
        (Part("body", body, "red"), Part("handset", handset, "black"), Part("keys", keys, "white")),
        (),
        Plate((0, -0.047, 0.26), width=0.3, height=0.1),
    )


BUTTON_BOX = Kind(
    "button_box", Text2("现场按钮箱", "local button box"), (0.4, 0.25, 1.6), ButtonBoxOptions, _button_box
)
SWITCH = Kind("switch", Text2("手动开关", "hand switch"), (0.2, 0.15, 0.22), SwitchOptions, _switch, wall=True)
CONSOLE = Kind("console", Text2("操作台", "control desk"), (3.0, 0.95, 1.4), ConsoleOptions, _console)
CABINET = Kind("cabinet", Text2("控制柜", "cabinet"), (0.8, 0.6, 2.1), CabinetOptions, _cabinet)
BEACON = Kind("beacon", Text2("声光报警器", "beacon and siren"), (0.18, 0.18, 0.22), BeaconOptions, _beacon, wall=True)
RADIO = Kind("radio", Text2("对讲机", "hand-held radio"), (0.12, 0.12, 0.28), RadioOptions, _radio, wall=True)
TELEPHONE = Kind(
    "telephone", Text2("调度电话", "telephone"), (0.2, 0.14, 0.26), TelephoneOptions, _telephone, wall=True
)
KINDS = (BUTTON_BOX, SWITCH, CONSOLE, CABINET, BEACON, RADIO, TELEPHONE)
