"""Small things on the fronts of cubicles and panels: lamps, knobs, meters, relays, links with two positions.

Everything stands on the plane y = 0 and looks south; the caller moves it onto a door. A ``Row`` of wishes written
by a teacher (a tag and its caption) becomes parts and words together, so a lamp never hangs without its name.

    >>> [part.name for part in meter(0.11)]
    ['meter', 'meter_face', 'meter_marks', 'meter_needle']
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.model import Move, Options, Part, Word
from engine.view.mesh import Mesh, box, cylinder, extrude, join, lathe, panel, tube

__all__ = [
    "LAMP_FINISH", "LampOption", "LinkOption", "NamedOption", "arrow", "button", "caption", "flat", "handle", "knob",
    "lamp", "link", "meter", "moved", "relay", "ring", "spread", "tag_of",
]  # fmt: skip

LAMP_FINISH = {"red": "lamp_red", "green": "lamp_green", "amber": "lamp_amber", "white": "lamp_white"}


class NamedOption(Options):
    """A thing with a caption in both languages."""

    zh: str = Field("", max_length=24, description="中文标注 / caption in Chinese")
    en: str = Field("", max_length=40, description="英文标注 / caption in English")

    @property
    def text(self) -> Text2:
        """The caption; one language stands in for the other."""
        return Text2(self.zh or self.en, self.en or self.zh)


class LampOption(NamedOption):
    """A lamp, lit by a tag."""

    tag: str = Field("", description="点亮它的位号 / tag id that lights it")
    colour: Literal["red", "green", "amber", "white"] = Field("red", description="颜色 / colour")


class LinkOption(NamedOption):
    """A link that is in or out of a circuit, as its tag says."""

    tag: str = Field("", description="投入时为 1 的位号 / tag id that is 1 while the link is in")
    colour: Literal["red", "yellow", "beige"] = Field(
        "red", description="颜色：红出口、黄功能、驼备用 / colour: red trips, yellow functions, beige spare"
    )


def tag_of(name: str, *leaves: str) -> tuple[str, ...]:
    """Tags to try for what an option names: the id as it is if it has a dot, else the id with each leaf, then bare.

    >>> tag_of("QF501", "closed")
    ('QF501.closed', '@id:QF501')
    """
    if not name:
        return ()
    return (name,) if "." in name else (*(f"{name}.{leaf}" for leaf in leaves), f"@id:{name}")


def flat(outline: list[tuple[float, float]], thick: float = 0.004) -> Mesh:
    """A flat convex shape (x, z; counter-clockwise) lying on the front."""
    return extrude(outline, thick).turned("x", 90)


def lamp(name: str, finish: str, move: Move | None, radius: float = 0.011) -> list[Part]:
    """A signal lamp with its ring, about 22 mm across as on most panels."""
    dome = lathe([(radius, 0), (radius, 0.008), (radius * 0.6, 0.014), (0, 0.014)], 10).turned("x", 90)
    rim = cylinder(radius * 1.35, 0.004, sides=10).turned("x", 90)
    return [Part(f"{name}_rim", rim, "steel_grey"), Part(name, dome, finish, move)]


def button(name: str, finish: str, radius: float = 0.011) -> list[Part]:
    """A push button in its ring."""
    cap = cylinder(radius, 0.012, sides=10).turned("x", 90)
    return [Part(f"{name}_rim", cylinder(radius * 1.4, 0.005, sides=10).turned("x", 90), "chrome"),
            Part(name, cap, finish)]  # fmt: skip


def knob(name: str, move: Move | None, at: tuple[float, float, float], side: float = 0.048) -> list[Part]:
    """A rotary switch: square plate, grip with a white pointer; it turns about its own middle ``at``."""
    plate = box(side, 0.006, side).moved(0, -0.003, -side / 2)
    grip = join(
        [
            cylinder(side * 0.3, 0.02, sides=12).turned("x", 90),
            box(side * 0.2, 0.022, side * 0.86).moved(0, -0.024, -side * 0.43),
        ]
    )
    mark = box(side * 0.07, 0.002, side * 0.34).moved(0, -0.036, side * 0.08)
    return [
        Part(f"{name}_plate", plate.moved(*at), "light_grey"),
        Part(name, grip.moved(*at), "black", move),
        Part(f"{name}_mark", mark.moved(*at), "white", move),
    ]


def meter(side: float, tags: tuple[str, ...] = (), full: float = 0.0) -> list[Part]:
    """A square moving-coil meter with a quarter scale up to ``full`` (0: the range of its tag); without a tag it stands
    at zero."""
    case = box(side, 0.013, side).moved(0, -0.0065, -side / 2)
    face = panel(side * 0.86, side * 0.86).moved(0, -0.0155, -side * 0.43)
    ticks = [box(0.0022, 0.001, side * 0.09).moved(0, -0.017, side * 0.52).turned("y", 90 * k / 6)
             for k in range(7)]  # fmt: skip
    corner = join(ticks).moved(-side * 0.28, 0, -side * 0.28)
    needle = box(0.003, 0.002, side * 0.56).moved(0, -0.017, 0)
    root = (-side * 0.28, 0.0, -side * 0.28)
    needle = needle.moved(*root)
    path = ((0.0, 0.0), (full, 1.0), (full * 1.1, 1.08)) if full > 0 else ()
    swing = Move("turn", tags, (0, 1, 0), root, 90.0, path=path) if tags else None
    return [
        Part("meter", join([case]), "black"),
        Part("meter_face", face, "dial"),
        Part("meter_marks", corner, "black"),
        Part("meter_needle", needle, "black", swing),
    ]


def relay(name: str, x: float, z: float, lit: bool = True) -> list[Part]:
    """A numerical relay, 19-inch half width: case, display, keys and a column of lamps. Middle of its lower edge at 0."""
    case = box(x, 0.02, z, 0.004).moved(0, -0.01)
    front = box(x * 0.94, 0.006, z * 0.92).moved(0, -0.021, z * 0.04)
    screen = panel(x * 0.42, z * 0.42).moved(-x * 0.05, -0.0255, z * 0.46)
    keys = [box(0.011, 0.004, 0.008).moved(x * 0.3 + dx, -0.0245, z * 0.6 + dz)
            for dx, dz in ((0, 0.016), (0, -0.016), (-0.016, 0), (0.016, 0), (0, 0))]  # fmt: skip
    leds = [box(0.007, 0.003, 0.005).moved(-x * 0.38, -0.0245, z * (0.22 + 0.11 * k)) for k in range(6)]
    parts = [Part(name, case, "steel_grey"), Part(f"{name}_front", front, "cabinet_grey"),
             Part(f"{name}_screen", screen, "lcd"), Part(f"{name}_keys", join(keys), "black")]  # fmt: skip
    parts.append(Part(f"{name}_run", leds[5], "lamp_green" if lit else "lamp_off"))
    parts.append(Part(f"{name}_leds", join(leds[:5]), "lamp_off"))
    return parts


def link(
    name: str, finish: str, tags: tuple[str, ...], at: tuple[float, float, float], high: float = 0.052
) -> list[Part]:
    """A link between two posts: upright when in, swung aside by 50 degrees when out. ``at`` is its lower post."""
    posts = [cylinder(0.007, 0.014, sides=8).turned("x", 90).moved(0, 0, dz) for dz in (0, high)]
    socket = box(0.026, 0.006, high + 0.03).moved(0, -0.003, -0.015)
    bar = join(
        [
            box(0.013, 0.006, high + 0.012).moved(0, -0.017, -0.006),
            cylinder(0.010, 0.012, sides=10).turned("x", 90).moved(0, -0.018, high),
        ]
    )
    move = Move("turn", tags, (0, 1, 0), at, 1.0, path=((0.0, 50.0), (1.0, 0.0)), seconds=0.01)
    return [
        Part(f"{name}_base", socket.moved(*at), "black"),
        Part(f"{name}_posts", join(posts).moved(*at), "chrome"),
        Part(name, bar.moved(*at), finish, move if tags else None),
    ]


def handle(x: float, z: float) -> Mesh:
    """A swing handle with its lock, middle at (x, z)."""
    return join(
        [
            box(0.03, 0.012, 0.15, 0.004).moved(x, -0.006, z - 0.075),
            box(0.018, 0.016, 0.1, 0.004).moved(x, -0.02, z - 0.06),
            cylinder(0.009, 0.004, sides=10).turned("x", 90).moved(x, -0.012, z - 0.062),
        ]
    )


def ring(radius: float, bar: float = 0.003) -> Mesh:
    """A thin ring lying on the front: the winding of a symbol."""
    return tube(radius, radius - bar, 0.003, 0, 20).turned("x", 90)


def arrow(wide: float, high: float) -> Mesh:
    """An arrow head pointing down, its tip at 0."""
    return flat([(0, 0), (wide / 2, high), (-wide / 2, high)], 0.003)


def caption(x: float, z: float, text: Text2, height: float = 0.014, wide: float = 0.0) -> Word:
    """A white engraved label."""
    return Word(x, z, height, text, wide, "black", "white")


def spread(count: int, wide: float) -> list[float]:
    """Middles of ``count`` columns over a width, symmetric to 0."""
    return [(k - (count - 1) / 2) * wide / count for k in range(count)]


def moved(parts: list[Part], x: float, y: float, z: float) -> list[Part]:
    """The same parts shifted, with the pivots of what turns in them."""
    out = []
    for part in parts:
        move = part.move
        if move is not None and move.how in ("turn", "spin", "slide", "grow"):
            a, b, c = move.pivot
            move = replace(move, pivot=(a + x, b + y, c + z))
        out.append(Part(part.name, part.mesh.moved(x, y, z), part.finish, move))
    return out
