"""Things that make a room a room: tables, chairs, boards, cupboards, drums on pallets, lamps; and effects.

>>> EFFECT.model(options={"style": "smoke", "when": "rupture.occurred"}).parts
()
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Model, Options, Part, Plate, Size
from engine.view.mesh import box, cylinder, join, lathe, panel, ring, tube

__all__ = ["EFFECT", "KINDS", "EffectOptions"]


class PlainOptions(Options):
    """Nothing to choose."""


def _table(size: Size, _options: PlainOptions) -> Model:
    x, y, z = size
    legs = join(
        box(0.05, 0.05, z - 0.04).moved(a * (x / 2 - 0.06), b * (y / 2 - 0.06)) for a in (-1, 1) for b in (-1, 1)
    )
    return Model(
        (Part("top", box(x, y, 0.04, 0.01).moved(z=z - 0.04), "wood"), Part("legs", legs, "steel_grey")),
        (),
        None,
    )


def _chair(size: Size, _options: PlainOptions) -> Model:
    x = min(size[0], size[1])
    foot = join([box(x * 0.5, 0.05, 0.04).moved(x * 0.22, 0, 0.04), cylinder(0.025, 0.05, sides=8).moved(x * 0.42)])
    seat = box(x * 0.8, x * 0.8, 0.07, 0.03).moved(z=0.45)
    back = box(x * 0.72, 0.06, 0.5, 0.025).moved(0, -x * 0.4, 0.6)
    post = join([cylinder(0.03, 0.42, z=0.05), ring(foot, 5), box(0.06, 0.03, 0.3).moved(0, -x * 0.38, 0.45)])
    return Model((Part("seat", join([seat, back]), "cloth_blue"), Part("post", post, "black")), (), None)


class BoardOptions(Options):
    """What a notice board may show."""

    colour: Literal["white", "green", "blue", "wood"] = Field("white", description="板面颜色 / colour of the board")
    sheets: int = Field(0, ge=0, le=12, description="张贴的纸张数 / number of sheets pinned up")


def _board(size: Size, options: BoardOptions) -> Model:
    x, _, z = size
    frame = box(x, 0.03, z)
    face = box(x - 0.06, 0.01, z - 0.06).moved(0, -0.016, 0.03)
    parts = [Part("frame", frame, "galvanised"), Part("face", face, options.colour)]
    sheets = []
    lines = []
    for k in range(options.sheets):
        column, row = k % 4, k // 4
        at = (column - 1.5) * (x - 0.2) / 4
        low = z - 0.36 - row * 0.34
        if low < 0.05:
            break
        sheets.append(panel(0.21, 0.297).moved(at, -0.023, low))
        lines += [box(0.15, 0.001, 0.008).moved(at, -0.0235, low + 0.05 + 0.035 * n) for n in range(6)]
    if sheets:
        parts.append(Part("sheets", join(sheets), "dial"))
        parts.append(Part("lines", join(lines), "steel_grey"))
    return Model(tuple(parts), (), Plate((0, -0.02, z + 0.03), width=min(0.9, x), height=0.14))


def _cupboard(size: Size, _options: PlainOptions) -> Model:
    x, y, z = size
    doors = join(box(x / 2 - 0.02, 0.014, z - 0.06).moved(s * x / 4, -y / 2 - 0.004, 0.03) for s in (-1, 1))
    grips = join(box(0.015, 0.02, 0.14).moved(s * 0.04, -y / 2 - 0.018, z * 0.5) for s in (-1, 1))
    return Model(
        (
            Part("case", box(x, y, z, 0.006), "cabinet_grey"),
            Part("doors", doors, "light_grey"),
            Part("grips", grips, "black"),
        ),
        (),
        Plate((0, -y / 2 - 0.02, z * 0.75), width=min(0.6, x * 0.8), height=0.13),
    )


def _bench(size: Size, _options: PlainOptions) -> Model:
    x, y, z = size
    slats = join(box(x, y / 4 - 0.02, 0.03, 0.006).moved(0, (k - 1.5) * y / 4, z - 0.03) for k in range(4))
    legs = join(box(0.05, y * 0.9, z - 0.03).moved(s * x * 0.42) for s in (-1, 1))
    return Model((Part("slats", slats, "wood"), Part("legs", legs, "steel_grey")), (), None)


class DrumsOptions(Options):
    """Barrels on a pallet."""

    count: int = Field(4, ge=1, le=4, description="桶数 / number of barrels")
    colour: Literal["blue", "black", "green", "orange"] = Field("blue", description="颜色 / colour")


def _drums(_size: Size, options: DrumsOptions) -> Model:
    one = lathe(
        [
            (0, 0),
            (0.28, 0),
            (0.28, 0.28),
            (0.292, 0.3),
            (0.28, 0.32),
            (0.28, 0.56),
            (0.292, 0.58),
            (0.28, 0.6),
            (0.28, 0.88),
            (0.26, 0.88),
            (0.26, 0.865),
            (0, 0.865),
        ],
        20,
        60,
    )
    spots = ((-0.3, -0.3), (0.3, -0.3), (-0.3, 0.3), (0.3, 0.3))[: options.count]
    planks = [box(1.2, 0.14, 0.025).moved(0, (k - 2) * 0.265, 0.115) for k in range(5)]
    blocks = [box(0.1, 1.2, 0.1).moved(x, 0, 0.015) for x in (-0.5, 0, 0.5)]
    return Model(
        (
            Part("barrels", join(one.moved(x, y, 0.14) for x, y in spots), options.colour),
            Part("pallet", join([*planks, *blocks]), "wood"),
        ),
        (),
        None,
    )


def _lamp(size: Size, _options: PlainOptions) -> Model:
    r = min(size[0], size[1]) / 2
    shade = lathe([(r, 0), (r, 0.02), (r * 0.45, 0.2), (r * 0.3, 0.32), (0, 0.32)], 16)
    glow = lathe([(0, -0.004), (r * 0.9, -0.004), (r * 0.9, 0.0)], 16)
    rod = cylinder(0.012, max(0.1, size[2] - 0.3), z=0.3, sides=6)
    return Model((Part("shade", join([shade, rod]), "steel_grey"), Part("glow", glow, "lamp_white")), (), None)


def _light_panel(size: Size, _options: PlainOptions) -> Model:
    x, y, z = size
    frame = box(x, y, max(0.02, z))
    glow = join([panel(x - 0.06, y - 0.06).turned("x", 90).moved(0, y / 2 - 0.03, -0.003)])
    return Model((Part("frame", frame, "light_grey"), Part("glow", glow, "lamp_white")), (), None)


def _camera(_size: Size, _options: PlainOptions) -> Model:
    body = join([box(0.09, 0.22, 0.09, 0.008).moved(0, -0.1, -0.02), box(0.11, 0.26, 0.008).moved(0, -0.11, 0.07)])
    arm = join(
        [
            cylinder(0.018, 0.16, z=-0.02, sides=8).turned("x", -90),
            tube(0.05, 0.02, 0.02).turned("x", 90).moved(0, 0.15),
        ]
    )
    lens = cylinder(0.035, 0.02).turned("x", 90).moved(0, -0.205, 0.025)
    return Model((Part("body", body, "white"), Part("arm", arm, "light_grey"), Part("lens", lens, "black")), (), None)


class EffectOptions(Options):
    """Smoke, fire, steam, a cloud of gas, a glare, an arc or one flash that shows when a tag is on."""

    style: Literal["smoke", "fire", "steam", "gas", "burst", "glare", "arc", "flash"] = Field(
        "smoke",
        description="烟、火、蒸汽、毒气、爆裂、强光、电弧（持续）、闪弧（一次）；最后两种从本处跳到 to / what is seen",
    )
    when: str = Field(description="出现条件的位号 / tag id that switches it on")
    rise: float = Field(1.0, ge=-2, le=6, description="上升速度，米每秒 / how fast it rises, m/s")
    seconds: float = Field(
        0.0,
        ge=0,
        le=3600,
        description="持续时间，0 为位号接通期间，秒 / how long it lasts, 0 while the tag is on, seconds",
    )
    to: tuple[float, float, float] = Field(
        (0.0, 0.0, 1.0), description="电弧另一端相对本处的位置，米 / other end of an arc, seen from here, metres"
    )


def _effect(_size: Size, _options: EffectOptions) -> Model:
    return Model(())


TABLE = Kind("table", Text2("桌子", "table"), (1.4, 0.7, 0.75), PlainOptions, _table)
CHAIR = Kind("chair", Text2("椅子", "chair"), (0.6, 0.6, 1.1), PlainOptions, _chair)
BOARD = Kind("board", Text2("公告板", "notice board"), (1.6, 0.04, 1.1), BoardOptions, _board, wall=True)
CUPBOARD = Kind("cupboard", Text2("器材柜", "cupboard"), (0.9, 0.45, 1.8), PlainOptions, _cupboard)
BENCH = Kind("bench", Text2("长凳", "bench"), (1.5, 0.4, 0.45), PlainOptions, _bench)
BARRELS = Kind("barrels", Text2("料桶", "barrels on a pallet"), (1.2, 1.2, 1.02), DrumsOptions, _drums)
LAMP = Kind("lamp", Text2("防爆灯", "pendant lamp"), (0.5, 0.5, 0.9), PlainOptions, _lamp, wall=True)
LIGHT_PANEL = Kind(
    "light_panel", Text2("面板灯", "ceiling light"), (1.2, 0.3, 0.05), PlainOptions, _light_panel, wall=True
)
CAMERA = Kind("camera", Text2("摄像头", "camera"), (0.12, 0.3, 0.12), PlainOptions, _camera, wall=True)
EFFECT = Kind("effect", Text2("现象", "visible effect"), (1.0, 1.0, 1.5), EffectOptions, _effect, wall=True)
KINDS = (TABLE, CHAIR, BOARD, CUPBOARD, BENCH, BARRELS, LAMP, LIGHT_PANEL, CAMERA, EFFECT)
