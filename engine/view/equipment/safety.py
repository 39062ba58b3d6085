"""What keeps people safe on the spot: extinguishers, shower with eyewash, hydrants, signs, wind sock, bunds.

>>> SIGN.model(options={"style": "warning"}).parts[0].finish
'yellow'
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, extrude, join, lathe, torus, tube
from engine.view.sweep import pipe

__all__ = ["BUND", "EXTINGUISHER", "EYEWASH", "HYDRANT", "KINDS", "SIGN", "WIND_SOCK"]


class ExtinguisherOptions(Options):
    """How extinguishers are kept."""

    count: int = Field(2, ge=1, le=4, description="数量 / how many")


def _extinguisher(_size: Size, options: ExtinguisherOptions) -> Model:
    body = lathe([(0.06, 0), (0.075, 0.01), (0.075, 0.40), (0.05, 0.46), (0.022, 0.48), (0.022, 0.51), (0, 0.51)], 16)
    head = join(
        [
            box(0.05, 0.12, 0.02).moved(0, -0.02, 0.52),
            box(0.04, 0.10, 0.015).moved(0, -0.03, 0.56),
            cylinder(0.012, 0.06, z=0.5, sides=8),
        ]
    )
    hose = pipe([(0.02, 0, 0.53), (0.10, 0, 0.53), (0.10, -0.03, 0.15)], 0.011, 0.05, 8)
    band = tube(0.0765, 0.07, 0.13, 0.18, 16)
    red, black, white = [], [], []
    for k in range(options.count):
        x = (k - (options.count - 1) / 2) * 0.26
        red.append(body.moved(x, 0, 0.06))
        black += [head.moved(x, 0, 0.06), hose.moved(x, 0, 0.06)]
        white.append(band.moved(x, 0, 0.06))
    wide = 0.26 * options.count + 0.06
    tray = join([box(wide, 0.24, 0.05), box(wide, 0.02, 0.2).moved(0, 0.11)])
    parts = (
        Part("bodies", join(red), "red"),
        Part("heads", join(black), "black"),
        Part("bands", join(white), "white"),
        Part("tray", tray, "red"),
    )
    return Model(parts, (), Plate((0, 0.1, 0.78), width=0.5, height=0.15))


class EyewashOptions(Options):
    """What a shower with eyewash may look like."""


def _eyewash(size: Size, _options: EyewashOptions) -> Model:
    top = max(1.8, size[2])
    post = join([cylinder(0.032, top), cylinder(0.15, 0.02)])
    arm = pipe([(0, 0, top - 0.03), (0, -0.55, top - 0.03), (0, -0.55, top - 0.15)], 0.022, 0.06)
    rose = lathe([(0.02, 0), (0.13, -0.05), (0.13, -0.07), (0, -0.07)][::-1], 20).moved(0, -0.55, top - 0.13)
    bowl = lathe([(0.02, 0), (0.16, 0.08), (0.15, 0.085), (0.02, 0.02), (0, 0.02)], 20).moved(0, -0.26, 0.95)
    feed = pipe([(0, 0, 0.86), (0, -0.26, 0.86), (0, -0.26, 0.96)], 0.018, 0.05)
    jets = join([cylinder(0.018, 0.06, 0.004).moved(s * 0.05, -0.26, 0.99) for s in (-1, 1)])
    handle = join([box(0.16, 0.006, 0.13).moved(0.13, -0.24, 0.98), box(0.16, 0.012, 0.012).moved(0.08, -0.24, 0.96)])
    pull = pipe([(0.0, -0.32, top - 0.05), (0.0, -0.32, top - 0.55)], 0.006, sides=6)
    grip = torus(0.06, 0.007, 12).turned("y", 90).moved(0, -0.32, top - 0.60)
    move = Move("turn", ("flowing", "command"), (1, 0, 0), (0.13, -0.24, 0.98), 60.0)
    parts = (
        Part("pipes", join([post, arm, feed]), "green"),
        Part("bowl", join([bowl, rose]), "chrome"),
        Part("jets", jets, "green"),
        Part("handle", handle, "green", move),
        Part("pull", join([pull, grip]), "yellow"),
    )
    return Model(
        parts,
        (Nozzle("water", (0, 0, top), (0, 0, 1)),),
        Plate((0, -0.05, top - 0.48), width=0.42, height=0.14),
    )


class HydrantOptions(Options):
    """What a hydrant box may look like."""


def _hydrant(size: Size, _options: HydrantOptions) -> Model:
    x, y, z = size
    case = box(x, y, z, 0.01)
    door = box(x - 0.06, 0.014, z - 0.06).moved(0, -y / 2 - 0.004, 0.03)
    glass = box(x * 0.5, 0.006, z * 0.3).moved(0, -y / 2 - 0.012, z * 0.5)
    return Model(
        (Part("case", join([case, door]), "red"), Part("glass", glass, "light_grey")),
        (),
        Plate((0, -y / 2 - 0.016, z * 0.22), width=x * 0.7, height=0.13),
    )


class SignOptions(Options):
    """What a safety sign may say; shapes and colours follow GB 2894-2008."""

    style: Literal["warning", "prohibition", "mandatory", "exit", "notice"] = Field(
        "warning", description="警告、禁止、指令、疏散、告知 / kind of sign"
    )
    zh: str = Field("", max_length=40, description="中文文字 / text in Chinese")
    en: str = Field("", max_length=60, description="英文文字 / text in English")
    post: float = Field(0.0, ge=0, le=4, description="立柱高度，0 为挂墙，米 / height of its post, 0 on a wall, metres")


def _sign(size: Size, options: SignOptions) -> Model:
    x, _, z = size
    low = options.post
    parts: list[Part] = []
    if options.style in ("exit", "notice"):
        parts.append(Part("board", box(x, 0.02, z).moved(z=low), "green" if options.style == "exit" else "blue"))
        plate = Plate((0, -0.012, low + z * 0.08), width=x * 0.94, height=z * 0.84, board=False, ink="white")
    else:
        symbol = _symbol(options.style, z * 0.36)
        board = box(x, 0.012, z)
        back = "white" if options.style != "warning" else "yellow"
        parts.append(Part("board", board.moved(z=low), back))
        parts += [Part(p.name, p.mesh.moved(0, -0.008, low + z * 0.62), p.finish) for p in symbol]
        plate = Plate((0, -0.012, low + z * 0.02), width=x * 0.96, height=z * 0.24, board=options.style != "warning")
    if low > 0:
        parts.append(Part("post", cylinder(0.025, low + z * 0.9).moved(0, 0.035, 0), "galvanised"))
    return Model(tuple(parts), (), plate)


def _upright(outline: list[tuple[float, float]], depth: float) -> Mesh:
    """A flat shape standing in the plane y = 0, facing south, ``depth`` thick towards the reader."""
    return extrude(outline, depth).turned("x", 90)


def _polygon(radius: float, sides: int, start: float = 90.0) -> list[tuple[float, float]]:
    angles = [math.radians(start + 360 * k / sides) for k in range(sides)]
    return [(radius * math.cos(a), radius * math.sin(a)) for a in angles]


def _symbol(style: str, r: float) -> list[Part]:
    if style == "warning":
        black = _upright(_polygon(r * 1.1, 3), 0.004)
        yellow = _upright(_polygon(r * 0.82, 3), 0.006)
        mark = join(
            [
                _upright(
                    [
                        (-r * 0.07, -r * 0.12),
                        (r * 0.07, -r * 0.12),
                        (r * 0.1, r * 0.42),
                        (-r * 0.1, r * 0.42),
                    ],
                    0.008,
                ),
                _upright([(x * 1.0, y - r * 0.27) for x, y in _polygon(r * 0.085, 8)], 0.008),
            ]
        )
        return [
            Part("triangle", black, "black"),
            Part("field", yellow, "yellow"),
            Part("mark", mark, "black"),
        ]
    if style == "prohibition":
        hoop = tube(r, r * 0.82, 0.005, 0, 24).turned("x", 90)
        bar = _upright(
            [(-r * 0.07, -r * 0.9), (r * 0.07, -r * 0.9), (r * 0.07, r * 0.9), (-r * 0.07, r * 0.9)], 0.007
        ).turned("y", 45)
        mark = join(
            [
                _upright(_polygon(r * 0.3, 6), 0.004),
                _upright([(-r * 0.1, -r * 0.5), (r * 0.1, -r * 0.5), (r * 0.1, 0), (-r * 0.1, 0)], 0.004),
            ]
        )
        return [Part("mark", mark, "black"), Part("hoop", join([hoop, bar]), "red")]
    field = _upright(_polygon(r, 24), 0.004)
    head = _upright([(x, y + r * 0.15) for x, y in _polygon(r * 0.38, 16)], 0.006)
    visor = _upright([(-r * 0.3, -r * 0.05), (r * 0.3, -r * 0.05), (r * 0.3, r * 0.2), (-r * 0.3, r * 0.2)], 0.008)
    bust = _upright(
        [(-r * 0.55, -r * 0.62), (r * 0.55, -r * 0.62), (r * 0.35, -r * 0.28), (-r * 0.35, -r * 0.28)], 0.006
    )
    return [
        Part("field", field, "blue"),
        Part("mark", join([head, bust]), "white"),
        Part("visor", visor, "blue"),
    ]


class WindSockOptions(Options):
    """Where a wind sock points."""

    heading: float = Field(
        60, ge=-360, le=360, description="袋口背风方向，度 / direction it blows to, degrees from north"
    )


def _wind_sock(size: Size, options: WindSockOptions) -> Model:
    top = max(2.0, size[2])
    mast = join(
        [
            cylinder(0.04, top),
            cylinder(0.18, 0.04),
            torus(0.17, 0.01, 16).turned("y", 90).moved(0, 0, top - 0.2),
        ]
    )
    red: list[Mesh] = []
    white: list[Mesh] = []
    for k in range(5):
        a, b = 0.17 - 0.018 * k, 0.17 - 0.018 * (k + 1)
        piece = (
            lathe([(a, 0.26 * k), (b, 0.26 * (k + 1))], 14)
            .two_sided()
            .turned("y", 96)
            .moved(0, 0, top - 0.2 - 0.02 * k)
        )
        (white if k % 2 else red).append(piece.turned("z", options.heading + 90))
    follow = Move("turn", ("wind.direction",), (0, 0, 1), (0, 0, 0), 360.0)
    return Model(
        (
            Part("mast", mast, "light_grey"),
            Part("sock_red", join(red), "red", follow),
            Part("sock_white", join(white), "white", follow),
        ),
        (),
        None,
    )


class BundOptions(Options):
    """What a bund may look like."""

    thick: float = Field(0.18, ge=0.05, le=1, description="墙厚，米 / thickness of the wall, metres")
    gap: float = Field(0.0, ge=0, le=5, description="南侧缺口宽度，米 / width of the opening on the south side, metres")


def _bund(size: Size, options: BundOptions) -> Model:
    x, y, z = size
    t = options.thick
    side = (x - options.gap) / 2
    walls = [
        box(x, t, z).moved(0, y / 2 - t / 2),
        *[box(t, y - 2 * t, z).moved(s * (x / 2 - t / 2)) for s in (-1, 1)],
    ]
    walls += [box(side, t, z).moved(s * (x / 2 - side / 2), -y / 2 + t / 2) for s in (-1, 1)] if side > 0.05 else []
    cap = [
        box(x + 0.02, t + 0.04, 0.04).moved(0, y / 2 - t / 2, z),
        *[box(t + 0.04, y - 2 * t, 0.04).moved(s * (x / 2 - t / 2), 0, z) for s in (-1, 1)],
    ]
    cap += (
        [box(side, t + 0.04, 0.04).moved(s * (x / 2 - side / 2), -y / 2 + t / 2, z) for s in (-1, 1)]
        if side > 0.05
        else []
    )
    return Model((Part("walls", join(walls), "concrete"), Part("cap", join(cap), "yellow")), (), None)


class FirstAidOptions(Options):
    """A first-aid box."""


def _first_aid(size: Size, _options: FirstAidOptions) -> Model:
    x, y, z = size
    cross = join(
        [
            box(x * 0.5, 0.006, z * 0.16).moved(0, -y / 2, z * 0.42),
            box(z * 0.16, 0.006, x * 0.5).moved(0, -y / 2, z * 0.5 - x * 0.25),
        ]
    )
    return Model(
        (Part("case", box(x, y, z, 0.02), "white"), Part("cross", cross, "green")),
        (),
        Plate((0, -y / 2, -0.14), width=0.34, height=0.11),
    )


EXTINGUISHER = Kind(
    "extinguisher",
    Text2("灭火器", "fire extinguishers"),
    (0.6, 0.25, 0.65),
    ExtinguisherOptions,
    _extinguisher,
)
EYEWASH = Kind("eyewash", Text2("洗眼喷淋器", "shower and eyewash"), (0.4, 0.7, 2.3), EyewashOptions, _eyewash)
HYDRANT = Kind("hydrant", Text2("消火栓箱", "hydrant box"), (0.7, 0.24, 1.0), HydrantOptions, _hydrant, wall=True)
SIGN = Kind("sign", Text2("安全标志", "safety sign"), (0.5, 0.03, 0.6), SignOptions, _sign, wall=True)
WIND_SOCK = Kind("wind_sock", Text2("风向袋", "wind sock"), (0.4, 0.4, 5.0), WindSockOptions, _wind_sock)
BUND = Kind("bund", Text2("围堰", "bund"), (6.0, 4.0, 0.6), BundOptions, _bund)
FIRST_AID = Kind(
    "first_aid", Text2("急救箱", "first-aid box"), (0.36, 0.14, 0.3), FirstAidOptions, _first_aid, wall=True
)
KINDS = (EXTINGUISHER, EYEWASH, HYDRANT, SIGN, WIND_SOCK, BUND, FIRST_AID)
