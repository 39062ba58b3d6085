"""Panels of a control room: relays with rows of links, supplies of control power.

The rows on a panel are written by the teacher (captions and tags); the panel finds room for them.

    >>> RELAY_PANEL.model(options={"links": [{"zh": "跳101", "tag": "LP1"}]}).letterings[0].words[-1].text.zh
    '跳101'
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.marks import LAMP_FINISH, LampOption, LinkOption, NamedOption, caption, moved, spread, tag_of
from engine.view.equipment.model import Kind, Lettering, Model, Move, Options, Part, Plate, Size, Word
from engine.view.mesh import box, cylinder, join

__all__ = ["DC_PANEL", "KINDS", "RELAY_PANEL"]

Paint = Literal["white", "cabinet_grey", "light_grey", "beige"]
PER_ROW = 9
"""Links in a row of a panel 800 mm wide, as on the panels of most makers."""


class RelayPanelOptions(Options):
    """What is mounted on a relay panel, from above: relays, lamps, test blocks, rows of links."""

    relays: tuple[NamedOption, ...] = Field(
        (NamedOption(zh="差动保护装置", en="Differential relay"), NamedOption(zh="后备保护装置", en="Back-up relay")),
        max_length=4,
        description="保护装置 {zh, en}，自上而下 / relays, from above",
    )
    lamps: tuple[LampOption, ...] = Field((), max_length=10, description="信号灯 {tag, zh, en, colour} / signal lamps")
    links: tuple[LinkOption, ...] = Field(
        (), max_length=36, description="压板 {tag, zh, en, colour}，每排九个 / links, nine in a row"
    )
    test_blocks: int = Field(3, ge=0, le=6, description="电流试验端子数 / current test blocks")
    paint: Paint = Field("white", description="颜色 / colour")


def _frame(x: float, y: float, z: float, paint: str) -> list[Part]:
    """An upright cabinet with a recessed mounting plate behind a frame, and its plinth."""
    front = -y / 2
    body = [box(x, y - 0.05, z - 0.1).moved(0, 0.025, 0.1)]
    body += [box(0.035, 0.05, z - 0.1).moved(s * (x / 2 - 0.0175), front + 0.025, 0.1) for s in (-1, 1)]
    body += [
        box(x - 0.07, 0.05, 0.16).moved(0, front + 0.025, z - 0.16),
        box(x - 0.07, 0.05, 0.05).moved(0, front + 0.025, 0.1),
    ]
    return [Part("case", join(body), paint), Part("plinth", box(x - 0.02, y - 0.04, 0.1), "black")]


def _panel(x: float, y: float, z: float, paint: str, parts: list[Part], words: list[Word]) -> Model:
    """A panel from what is mounted on its plate; everything mounted stands on y = 0."""
    deep = -y / 2 + 0.05
    hung = [*_frame(x, y, z, paint), *moved(parts, 0, deep, 0)]
    sheet = Lettering((0, deep - 0.003, 0), x, z, tuple(words))
    plate, back = (
        Plate((0, side * (y / 2 + 0.001), z - 0.155), turn, min(0.7, x * 0.88), 0.152)
        for side, turn in ((-1, 0), (1, 180))
    )
    return Model(tuple(hung), (), plate, back, letterings=(sheet,) if words else ())


def _relay_panel(size: Size, options: RelayPanelOptions) -> Model:
    x, y, z = size
    wide, top = x - 0.09, z - 0.2
    parts: list[Part] = []
    words: list[Word] = []
    for k, relay in enumerate(options.relays):
        tall = 0.2
        parts += moved(marks.relay(f"relay_{k}", min(0.46, wide * 0.8), tall - 0.02), 0, 0, top - tall)
        words.append(caption(0, top - tall - 0.022, relay.text, 0.024))
        top -= tall + 0.06
    top -= 0.01
    for k, (wish, dx) in enumerate(zip(options.lamps, spread(len(options.lamps), wide), strict=True)):
        move = Move("lamp", tag_of(wish.tag)) if wish.tag else None
        parts += moved(marks.lamp(f"lamp_{k}", LAMP_FINISH[wish.colour], move, 0.014), dx, 0, top - 0.03)
        words.append(caption(dx, top - 0.066, wish.text, 0.018, wide / len(options.lamps) * 0.94))
    top -= 0.11 if options.lamps else 0.0
    for k, dx in enumerate(spread(options.test_blocks, wide * 0.86)):
        block = [box(0.15, 0.04, 0.07, 0.006).moved(dx, -0.02, top - 0.08)]
        studs = [
            cylinder(0.006, 0.008, sides=6).turned("x", 90).moved(dx + d, -0.04, top - 0.045)
            for d in (-0.05, -0.017, 0.017, 0.05)
        ]
        parts += [Part(f"block_{k}", join(block), "black"), Part(f"studs_{k}", join(studs), "chrome")]
        words.append(caption(dx, top - 0.102, Text2(f"试验端子{k + 1}", f"Test block {k + 1}"), 0.018))
    top -= 0.15 if options.test_blocks else 0.0
    _link_rows(parts, words, options.links, wide, top)
    return _panel(x, y, z, options.paint, parts, words)


def _link_rows(parts: list[Part], words: list[Word], links: tuple[LinkOption, ...], wide: float, top: float) -> None:
    """Links nine to a row from ``top`` down, each with its label below."""
    each = wide / PER_ROW
    for k, wish in enumerate(links):
        row, column = divmod(k, PER_ROW)
        x, low = (column - (PER_ROW - 1) / 2) * each, top - 0.095 - row * 0.155
        parts += marks.link(f"link_{k}", wish.colour, tag_of(wish.tag), (x, 0, low))
        words.append(caption(x, low - 0.034, wish.text, 0.018, each * 0.95))


class SupplyOption(NamedOption):
    """A small breaker of a supply."""

    tag: str = Field("", description="合上时为 1 的位号 / tag id that is 1 while it is closed")


class DcPanelOptions(Options):
    """The supplies on a panel of control power."""

    supplies: tuple[SupplyOption, ...] = Field(
        (SupplyOption(zh="控制电源", en="Control"), SupplyOption(zh="储能电源", en="Spring charging")),
        min_length=1,
        max_length=32,
        description="空气开关 {tag, zh, en}，每排八个 / small breakers, eight in a row",
    )
    volts: str = Field("", description="母线电压位号 / tag id of the bus voltage")
    paint: Paint = Field("white", description="颜色 / colour")


def _dc_panel(size: Size, options: DcPanelOptions) -> Model:
    x, y, z = size
    wide, top = x - 0.09, z - 0.2
    parts: list[Part] = []
    words: list[Word] = []
    for k, (dx, unit) in enumerate(zip(spread(3, wide * 0.8), ("V", "V", "A"), strict=True)):
        body = [
            Part(f"{p.name}_{k}", p.mesh, p.finish, p.move)
            for p in marks.meter(0.13, tag_of(options.volts) if k == 0 else ())
        ]
        parts += moved(body, dx, 0, top - 0.08)
        words.append(
            caption(
                dx,
                top - 0.17,
                (Text2("合母电压", "Closing bus"), Text2("控母电压", "Control bus"), Text2("充电电流", "Charging"))[k],
                0.022,
            )
        )
        words.append(caption(dx, top - 0.197, Text2(unit, unit), 0.016))
    parts += moved(marks.relay("charger", min(0.46, wide * 0.8), 0.18), 0, 0, top - 0.42)
    words.append(caption(0, top - 0.445, Text2("充电监控装置", "Charger controller"), 0.024))
    top -= 0.52
    each = wide / 8
    for k, wish in enumerate(options.supplies):
        row, column = divmod(k, 8)
        count = min(8, len(options.supplies) - row * 8)
        at = ((column - (count - 1) / 2) * each, 0.0, top - 0.11 - row * 0.19)
        parts += _small_breaker(f"supply_{k}", tag_of(wish.tag), at)
        words.append(caption(at[0], at[2] - 0.022, wish.text, 0.018, each * 0.95))
    return _panel(x, y, z, options.paint, parts, words)


def _small_breaker(name: str, tags: tuple[str, ...], at: tuple[float, float, float]) -> list[Part]:
    """A two-pole miniature breaker, 36 × 85 mm: lever up and red mark seen while closed, down and green while open."""
    body = join([box(0.036, 0.045, 0.085).moved(0, -0.0225), box(0.036, 0.02, 0.045).moved(0, -0.055, 0.02)])
    pivot = (at[0], at[1] - 0.06, at[2] + 0.042)
    lever = box(0.024, 0.03, 0.010).moved(0, -0.012, -0.005)
    swing = Move("turn", tags, (1, 0, 0), pivot, 1.0, path=((0.0, 28.0), (1.0, -28.0)), seconds=0.002)
    red, green = (box(0.018, 0.002, 0.007).moved(at[0], at[1] - 0.065, at[2] + dz) for dz in (0.054, 0.024))
    return [
        Part(f"{name}_body", body.moved(*at), "light_grey"),
        Part(f"{name}_lever", lever.moved(*pivot), "black", swing if tags else None),
        Part(f"{name}_on", red, "lamp_red", Move("lamp", tags) if tags else None),
        Part(f"{name}_off", green, "lamp_green", Move("unlamp", tags) if tags else None),
    ]


RELAY_PANEL = Kind("relay_panel", Text2("保护屏", "relay panel"), (0.8, 0.6, 2.26), RelayPanelOptions, _relay_panel)
DC_PANEL = Kind("dc_panel", Text2("直流屏", "control power panel"), (0.8, 0.6, 2.26), DcPanelOptions, _dc_panel)
KINDS = (RELAY_PANEL, DC_PANEL)
