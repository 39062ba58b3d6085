"""What makes a place of work safe to see: hanging signs, fences and tape.

Sizes, colours and wording of the signs follow the table of GB 26860-2011 (电力安全工作规程 发电厂和变电站电气部分): white with
a red ring for what is forbidden, yellow behind a black triangle for danger, green with a white disc for work.

    >>> WORK_SIGN.model(options={"style": "no_closing"}).letterings[0].words[0].text.zh
    '禁止合闸'
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.marks import tag_of
from engine.view.equipment.model import Kind, Lettering, Model, Move, Options, Part, Size, Word
from engine.view.mesh import Mesh, box, cylinder, join, lathe, tube
from engine.view.sweep import pipe

__all__ = ["FENCE", "KINDS", "WORK_SIGN"]


class Look(NamedTuple):
    """How a sign looks: its standard size (m), family, lines."""

    size: tuple[float, float]
    family: Literal["forbidden", "climbing", "danger", "work"]
    lines: tuple[Text2, ...]


LOOKS = {
    "no_closing": Look((0.20, 0.16), "forbidden", (Text2("禁止合闸", "DO NOT CLOSE"), Text2("有人工作！", "MEN AT WORK"))),
    "no_closing_line": Look((0.20, 0.16), "forbidden", (Text2("禁止合闸", "DO NOT CLOSE"), Text2("线路有人工作！", "MEN ON THE LINE"))),
    "no_opening": Look((0.20, 0.16), "forbidden", (Text2("禁止分闸！", "DO NOT OPEN"),)),
    "no_climbing": Look((0.50, 0.40), "climbing", (Text2("禁止攀登", "DO NOT CLIMB"), Text2("高压危险！", "HIGH VOLTAGE"))),
    "stop": Look((0.30, 0.24), "danger", (Text2("止步", "STOP"), Text2("高压危险！", "HIGH VOLTAGE"))),
    "work_here": Look((0.25, 0.25), "work", (Text2("在此", "WORK"), Text2("工作！", "HERE"))),
    "climb_here": Look((0.25, 0.25), "work", (Text2("从此", "CLIMB"), Text2("上下！", "HERE"))),
    "enter_here": Look((0.25, 0.25), "work", (Text2("从此", "ENTER"), Text2("进出！", "HERE"))),
}  # fmt: skip


class WorkSignOptions(Options):
    """Which sign, and how it hangs."""

    style: Literal[
        "no_closing", "no_closing_line", "no_opening", "no_climbing", "stop", "work_here", "climb_here", "enter_here"
    ] = Field(
        "no_closing",
        description="禁止合闸有人工作、禁止合闸线路有人工作、禁止分闸、禁止攀登高压危险、止步高压危险、在此工作、从此上下、从此进出 / "
        "do not close: men at work, … on the line, do not open, do not climb, stop: high voltage, work here, climb here, enter here",
    )
    hung: Literal["cord", "flat", "stand"] = Field("cord", description="挂绳、贴挂、立架 / on a cord, flat, on a stand")
    here: str = Field(
        "", description="挂在此处时为 1 的位号，空为总在 / tag id that is 1 while it hangs here, empty: always"
    )


def _work_sign(size: Size, options: WorkSignOptions) -> Model:
    look = LOOKS[options.style]
    scale = size[0] / 0.25
    x, z = look.size[0] * scale, look.size[1] * scale
    low = 0.85 if options.hung == "stand" else 0.0
    base = {"forbidden": "white", "climbing": "white", "danger": "yellow", "work": "green"}[look.family]
    parts = [Part("board", box(x, 0.006, z, 0.002).moved(z=low), base)]
    parts += [Part(p.name, p.mesh.moved(0, -0.003, low), p.finish) for p in _device(look.family, x, z)]
    if options.hung == "cord":
        parts.append(
            Part(
                "cord",
                pipe(
                    [(-x * 0.4, 0, low + z - 0.01), (0, 0.0, low + z + x * 0.35), (x * 0.4, 0, low + z - 0.01)],
                    0.002,
                    0.01,
                    6,
                ),
                "red",
            )
        )
    elif options.hung == "stand":
        foot = [
            box(0.36, 0.36, 0.02),
            cylinder(0.014, low + 0.02, sides=10),
            box(x * 0.9, 0.008, 0.02).moved(0, 0.008, low),
        ]
        parts.append(Part("stand", join(foot), "galvanised"))
    show = Move("show", tag_of(options.here)) if options.here else None
    sheet = Lettering((0, -0.014, low), x, z, tuple(_lines(look, x, z)), move=show)
    back = Lettering(
        (0, 0.0042, low),
        x,
        z,
        (
            Word(
                0, z / 2, z * 0.2, Text2("".join(t.zh for t in look.lines), " ".join(t.en for t in look.lines)), x * 0.9
            ),
        ),
        turn=180,
        move=show,
    )
    return Model(tuple(Part(p.name, p.mesh, p.finish, show) for p in parts), letterings=(sheet, back))


def _disc(radius: float, thick: float, z: float) -> Mesh:
    return cylinder(radius, thick, sides=28).turned("x", 90).moved(z=z)


def _device(family: str, x: float, z: float) -> list[Part]:
    """The figure on a sign, standing on its face."""
    if family == "work":
        return [Part("disc", _disc(min(x, z) * 0.4, 0.006, z / 2), "white")]
    if family == "danger":
        high, at = z * 0.42, z * 0.53

        def triangle(grow: float) -> list[tuple[float, float]]:
            middle, r = at + high / 3, high * 2 / 3 * grow
            return [
                (r * math.cos(a), middle + r * math.sin(a)) for a in (math.pi / 2, math.pi * 7 / 6, math.pi * 11 / 6)
            ]

        bolt = [
            [(0.08, 0.5), (-0.22, -0.06), (0.06, 0.02)],
            [(0.16, 0.10), (-0.06, -0.52), (-0.10, -0.02), (0.06, 0.10)],
        ]
        flash = [
            marks.flat([(px * high * 0.45, at + high / 3 + pz * high * 0.55) for px, pz in _wound(shape)], 0.010)
            for shape in bolt
        ]
        return [Part("triangle", marks.flat(triangle(1.0), 0.004), "black"), Part("field", marks.flat(triangle(0.74), 0.007), "yellow"),
                Part("flash", join(flash), "black")]  # fmt: skip
    r, at = z * 0.24, z * 0.73
    hoop = tube(r, r * 0.82, 0.008, 0, 28).turned("x", 90).moved(z=at)
    bar = box(r * 0.18, 0.004, r * 1.7).moved(z=-r * 0.85).turned("y", -45).moved(0, -0.007, at)
    figure = _climber(r) if family == "climbing" else _hand_switch(r)
    return [Part("figure", figure.moved(0, -0.002, at), "black"), Part("hoop", join([hoop, bar]), "red")]


def _hand_switch(r: float) -> Mesh:
    """A knife switch, half open, within a circle of radius ``r``."""
    blade = box(r * 0.13, 0.004, r * 0.85).turned("y", 28).moved(-r * 0.02, 0, -r * 0.32)
    grip = box(r * 0.24, 0.004, r * 0.26).turned("y", 28).moved(r * 0.38, 0, r * 0.36)
    posts = [box(r * 0.3, 0.004, r * 0.22).moved(-r * 0.12, 0, h * r) for h in (-0.58, 0.34)]
    return join([blade, grip, *posts, box(r * 0.12, 0.004, r * 1.1).moved(-r * 0.48, 0, -r * 0.55)])


def _climber(r: float) -> Mesh:
    """Somebody on a ladder, within a circle of radius ``r``."""
    rails = [box(r * 0.07, 0.003, r * 1.3).moved(r * x, 0, -r * 0.68) for x in (0.12, 0.42)]
    rungs = [box(r * 0.3, 0.003, r * 0.06).moved(r * 0.27, 0, r * (0.24 * k - 0.5)) for k in range(5)]
    body = [
        _disc(r * 0.15, 0.004, r * 0.46).moved(-r * 0.2),
        box(r * 0.26, 0.004, r * 0.5).turned("y", 8).moved(-r * 0.24, 0, -r * 0.18),
    ]
    limbs = [
        box(r * 0.1, 0.004, r * 0.5).turned("y", a).moved(-r * 0.2, 0, h * r)
        for a, h in ((75, 0.22), (60, -0.02), (35, -0.62), (-5, -0.68))
    ]
    return join([*rails, *rungs, *body, *limbs])


def _wound(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same outline counter-clockwise."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))
    return points if area > 0 else points[::-1]


def _lines(look: Look, x: float, z: float) -> list[Word]:
    if look.family == "work":
        return [Word(0, z * (0.60 - 0.20 * k), z * 0.20, text, x * 0.62) for k, text in enumerate(look.lines)]
    high = z * 0.48 / max(2, len(look.lines))
    return [Word(0, z * 0.49 - high * (k + 0.5), high * 0.84, text, x * 0.92) for k, text in enumerate(look.lines)]


class FenceOptions(Options):
    """A run of fence or tape."""

    style: Literal["tape", "net", "folding"] = Field(
        "tape", description="带式围栏、网式围栏、伸缩围栏 / tape, net, folding fence"
    )
    posts: int = Field(2, ge=2, le=12, description="立柱数 / number of posts")
    sign: bool = Field(True, description="是否挂“止步，高压危险！” / whether it carries “stop: high voltage”")
    faces: Literal["out", "in"] = Field(
        "out", description="标示牌朝向：外（南）、内（北） / side the signs face: out (south), in (north)"
    )
    here: str = Field("", description="装设时为 1 的位号，空为总在 / tag id that is 1 while it stands, empty: always")


def _fence(size: Size, options: FenceOptions) -> Model:
    x, _, z = size
    each = x / (options.posts - 1)
    spots = [k * each - x / 2 for k in range(options.posts)]
    post = join(
        [
            cylinder(0.03, z, sides=10),
            lathe([(0.15, 0), (0.15, 0.02), (0.05, 0.04), (0.03, 0.05)], 14),
            sphere_cap(0.034).moved(z=z),
        ]
    )
    parts = [Part("posts", join(post.moved(at) for at in spots), "steel_grey" if options.style == "net" else "red")]
    for k, at in enumerate(spots[:-1]):
        middle = at + each / 2
        if options.style == "tape":
            pieces = max(2, round(each / 0.25))
            for n, colour in ((0, "red"), (1, "white")):
                runs = [
                    box(each / pieces, 0.003, 0.05).moved(at + each * (i + 0.5) / pieces, 0, h * z)
                    for h in (0.55, 0.88)
                    for i in range(n, pieces, 2)
                ]
                parts.append(Part(f"tape_{colour}_{k}", join(runs), colour))
        elif options.style == "net":
            count = max(3, round(each / 0.14))
            cords = [box(each, 0.004, 0.006).moved(middle, 0, 0.1 + (z - 0.14) * i / 6) for i in range(7)]
            cords += [box(0.006, 0.004, z - 0.14).moved(at + each * (i + 0.5) / count, 0, 0.1) for i in range(count)]
            parts.append(Part(f"net_{k}", join(cords), "orange"))
        else:
            count = max(2, round(each / 0.3))
            slope = math.degrees(math.atan2(each / count, z * 0.8))
            long = math.hypot(each / count, z * 0.8)
            bars = [
                box(0.02, 0.012, long)
                .moved(z=-long / 2)
                .turned("y", s * slope)
                .moved(at + each * (i + 0.5) / count, s * 0.008, z * 0.52)
                for i in range(count)
                for s in (-1, 1)
            ]
            parts.append(Part(f"folding_{k}", join(bars), "yellow"))
    letterings = []
    show = Move("show", tag_of(options.here)) if options.here else None
    if options.sign:
        look, turn = LOOKS["stop"], 180.0 if options.faces == "in" else 0.0
        w, h = look.size
        for k, at in enumerate(spots[:-1]):
            low = (at + each / 2, (-1 if turn == 0 else 1) * 0.02, z * 0.56)
            figure = [
                Part("board", box(w, 0.006, h), "yellow"),
                *(Part(p.name, p.mesh.moved(0, -0.003), p.finish) for p in _device("danger", w, h)),
            ]
            parts += [Part(f"{p.name}_{k}", p.mesh.turned("z", turn).moved(*low), p.finish) for p in figure]
            letterings.append(
                Lettering(
                    (low[0], low[1] + (-0.014 if turn == 0 else 0.014), low[2]),
                    w,
                    h,
                    tuple(_lines(look, w, h)),
                    turn,
                    move=show,
                )
            )
    return Model(tuple(Part(p.name, p.mesh, p.finish, show) for p in parts), letterings=tuple(letterings))


def sphere_cap(radius: float) -> Mesh:
    """The rounded head of a post."""
    return lathe([(radius, 0), (radius * 0.8, radius * 0.6), (0, radius)], 12, 60)


WORK_SIGN = Kind(
    "work_sign", Text2("安全工作标示牌", "work sign"), (0.25, 0.03, 0.25), WorkSignOptions, _work_sign, wall=True
)
FENCE = Kind("safety_fence", Text2("安全围栏", "safety fence"), (3.0, 0.3, 1.1), FenceOptions, _fence)
KINDS = (WORK_SIGN, FENCE)
