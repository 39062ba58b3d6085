"""The mimic board of a control room, a mosaic with a one-line diagram that its tags move, and the desk beside it.

>>> MIMIC_BOARD.model(options={"symbols": [{"at": (0, 1), "tag": "QF101"}]}).parts[-1].move.tags[0]
'QF101.closed'
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.marks import NamedOption, moved, tag_of
from engine.view.equipment.model import Kind, Lettering, Model, Move, Options, Part, Plate, Size, Word
from engine.view.mesh import Mesh, box, cylinder, join, panel, sphere
from engine.view.sweep import pipe

__all__ = ["KINDS", "MIMIC_BOARD", "MIMIC_DESK"]


class MimicSymbol(NamedOption):
    """One device on a mimic board; ``at`` is its middle in metres from the middle of the board's lower edge."""

    at: tuple[float, float] = Field(description="位置 [横, 竖]，米 / place [across, up], metres")
    style: Literal["breaker", "switch", "earth", "rings", "arrow", "lamp"] = Field(
        "breaker", description="断路器、刀闸、接地、变压器、线路、灯 / breaker, switch, earth, transformer, line, lamp"
    )
    tag: str = Field("", description="合位为 1 的位号 / tag id that is 1 while it is closed")
    label: Literal["right", "left", "above", "below"] = Field(
        "right", description="标注在哪一侧 / on which side its caption stands"
    )

    @property
    def word(self) -> Word:
        """The caption, beside the symbol on the board."""
        rings = self.style == "rings"
        aside, up, down = (0.17, 0.1, 0.2) if rings else (0.12, 0.07, 0.15 if self.style == "earth" else 0.07)
        level = -0.04 if rings else 0.0
        dx, dz = {"right": (aside, level), "left": (-aside, level), "above": (0, up), "below": (0, -down)}[self.label]
        return Word(self.at[0] + dx, self.at[1] + dz, 0.058, self.text, 0.2)


class MimicBoardOptions(Options):
    """A mosaic board with a one-line diagram; places in metres from the middle of its lower edge."""

    lines: tuple[tuple[float, float, float, float], ...] = Field(
        (), max_length=200, description="线段 [横1, 竖1, 横2, 竖2]，米 / lines [x1, z1, x2, z2], metres"
    )
    second: tuple[tuple[float, float, float, float], ...] = Field(
        (), max_length=200, description="低压侧线段 / lines of the lower voltage"
    )
    colour: Literal["red", "blue", "yellow", "purple"] = Field("red", description="lines 的颜色 / colour of lines")
    second_colour: Literal["red", "blue", "yellow", "purple"] = Field(
        "purple", description="second 的颜色 / colour of the second lines"
    )
    symbols: tuple[MimicSymbol, ...] = Field((), max_length=120, description="设备 {at, style, tag, zh, en} / devices")
    stand: float = Field(0.6, ge=0, le=2, description="下沿离地高度，米 / height of its lower edge, metres")


def _mimic_board(size: Size, options: MimicBoardOptions) -> Model:
    x, y, z = size
    high = z - options.stand if z > options.stand + 0.3 else z
    low = z - high
    front = -y / 2
    case = [box(x, y, high, 0.01).moved(z=low)]
    case += [box(0.08, y, low).moved(s * (x / 2 - 0.04)) for s in (-1, 1)] if low > 0 else []
    parts = [
        Part("case", join(case), "cabinet_grey"),
        Part("face", box(x - 0.08, 0.008, high - 0.08).moved(0, front - 0.003, low + 0.04), "beige"),
    ]
    for name, rows, colour in (
        ("lines", options.lines, options.colour),
        ("second", options.second, options.second_colour),
    ):
        if rows:
            parts.append(Part(name, join(_bar(*row) for row in rows).moved(0, front - 0.009, low), colour))
    words = []
    for k, symbol in enumerate(options.symbols):
        parts += moved(_symbol(f"symbol_{k}", symbol), symbol.at[0], front - 0.009, low + symbol.at[1])
        if symbol.zh or symbol.en:
            words.append(symbol.word)
    sheet = (Lettering((0, front - 0.012, low), x, high, tuple(words)),) if words else ()
    return Model(
        tuple(parts), (), Plate((0, front - 0.006, z - 0.2), width=min(1.2, x * 0.5), height=0.15), letterings=sheet
    )


def _bar(x1: float, z1: float, x2: float, z2: float) -> Mesh:
    """A straight line, level or upright, 14 mm wide."""
    return box(abs(x2 - x1) + 0.014, 0.004, abs(z2 - z1) + 0.014).moved((x1 + x2) / 2, 0, min(z1, z2) - 0.007)


def _symbol(name: str, symbol: MimicSymbol) -> list[Part]:
    """Discrepancy switches: the mark stands along the line while closed, across it while open."""
    tags = tag_of(symbol.tag, "closed", "position")
    if symbol.style == "lamp":
        return marks.lamp(name, "lamp_red", Move("lamp", tags) if tags else None, 0.016)
    if symbol.style in ("rings", "arrow"):
        shape = (
            join([marks.ring(0.06, 0.009), marks.ring(0.06, 0.009).moved(z=-0.078)])
            if symbol.style == "rings"
            else marks.arrow(0.07, 0.07).moved(z=-0.07)
        )
        return [Part(name, shape.moved(0, -0.002), "black")]
    move = (
        Move("turn", tags, (0, 1, 0), (0, 0, 0), 1.0, path=((0.0, 90.0), (1.0, 0.0)), seconds=0.003) if tags else None
    )
    if symbol.style == "earth":
        bars = [box(0.05 - 0.014 * k, 0.004, 0.006).moved(0, 0, -0.06 - 0.014 * k) for k in range(3)]
        return [
            Part(f"{name}_earth", join(bars), "black"),
            Part(name, box(0.012, 0.010, 0.08).moved(0, -0.004, -0.04), "green", move),
        ]
    side = 0.05 if symbol.style == "breaker" else 0.016
    hub = (
        box(0.062, 0.006, 0.062).moved(0, -0.003, -0.031)
        if symbol.style == "breaker"
        else cylinder(0.034, 0.006, sides=16).turned("x", 90)
    )
    return [
        Part(f"{name}_hub", hub, "white"),
        Part(name, box(side * 0.45, 0.012, side + 0.034).moved(0, -0.008, -(side + 0.034) / 2), "red", move),
    ]


class MimicDeskOptions(Options):
    """A desk with a computer, and what lies on it."""

    key_socket: bool = Field(True, description="是否有电脑钥匙座 / whether there is a socket for the computer key")
    key: str = Field(
        "", description="电脑钥匙在座时为 1 的位号 / tag id that is 1 while the computer key is in its socket"
    )
    telephones: int = Field(2, ge=0, le=3, description="电话机数 / number of telephones")


def _mimic_desk(size: Size, options: MimicDeskOptions) -> Model:
    x, y, z = size
    top = box(x, y, 0.04, 0.008).moved(z=z - 0.04)
    sides = join(
        [
            *(box(0.04, y * 0.9, z - 0.04).moved(s * (x / 2 - 0.05)) for s in (-1, 1)),
            box(x - 0.1, 0.02, z * 0.6).moved(0, y * 0.35, z * 0.35),
        ]
    )
    stand = join(
        [
            box(0.24, 0.18, 0.015).moved(0, y * 0.2, z),
            box(0.05, 0.03, 0.2).moved(0, y * 0.24, z),
            box(0.62, 0.035, 0.38, 0.006).moved(0, y * 0.2, z + 0.14),
        ]
    )
    screen = panel(0.585, 0.33).moved(0, y * 0.2 - 0.019, z + 0.165)
    keys = join(
        [box(0.42, 0.14, 0.018, 0.004).moved(-0.03, -y * 0.2, z), box(0.06, 0.10, 0.03, 0.01).moved(0.28, -y * 0.2, z)]
    )
    parts = [
        Part("top", top, "wood"),
        Part("sides", sides, "cabinet_grey"),
        Part("computer", join([stand, keys]), "black"),
        Part("screen", screen, "screen"),
    ]
    words = []
    if options.key_socket:
        base = box(0.10, 0.12, 0.06, 0.01).moved(-x * 0.36, -y * 0.05, z)
        parts.append(Part("socket", base, "light_grey"))
        key = box(0.055, 0.05, 0.16, 0.012).moved(-x * 0.36, -y * 0.05, z + 0.03)
        parts.append(Part("key", key, "blue", Move("show", tag_of(options.key)) if options.key else None))
        words.append(Word(-x * 0.36, 0.02, 0.026, Text2("电脑钥匙", "Computer key"), 0.18))
    for k in range(options.telephones):
        phone = _telephone().moved(x * 0.40 - 0.26 * k, y * 0.05, z)
        parts.append(Part(f"phone_{k}", phone, "red" if k == 0 else "light_grey"))
    sheet = (Lettering((0, -y / 2 - 0.001, z - 0.04), x, 0.04, tuple(words)),) if words else ()
    return Model(tuple(parts), (), Plate((0, -y / 2 - 0.002, z - 0.16), width=0.5, height=0.1), letterings=sheet)


def _telephone() -> Mesh:
    """A desk telephone: wedge, handset, cord."""
    body = box(0.17, 0.19, 0.045, 0.01).turned("x", 10).moved(0, 0, 0.015)
    handset = join(
        [
            box(0.045, 0.2, 0.03, 0.01).moved(-0.055, 0, 0.075),
            *(sphere(0.026, 10, 6).moved(-0.055, s * 0.085, 0.068) for s in (-1, 1)),
        ]
    )
    keys = join(
        box(0.016, 0.014, 0.008).moved(0.005 + 0.025 * (k % 3), -0.045 + 0.024 * (k // 3), 0.055 + 0.004 * (k // 3))
        for k in range(12)
    )
    cord = pipe(
        [(-0.055, -0.09, 0.05), (-0.11, -0.12, 0.012), (-0.11, 0.02, 0.012), (-0.06, 0.08, 0.02)], 0.005, 0.03, 6
    )
    return join([body, handset, keys, cord])


MIMIC_BOARD = Kind("mimic_board", Text2("模拟屏", "mimic board"), (3.2, 0.25, 2.2), MimicBoardOptions, _mimic_board)
MIMIC_DESK = Kind(
    "mimic_desk", Text2("五防主机台", "interlocking desk"), (1.6, 0.75, 0.76), MimicDeskOptions, _mimic_desk
)
KINDS = (MIMIC_BOARD, MIMIC_DESK)
