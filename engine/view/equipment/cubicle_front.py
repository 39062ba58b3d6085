"""The upper door of a metal-clad cubicle: relay, meters, lamps, switches, links and the mimic of the circuit behind it.

All on the plane y = 0 from z = 0 up, like ``marks``; ``switchgear`` hangs it onto its cubicle. What a front shows
follows the kind of circuit: a voltage-transformer cubicle has no breaker lamps, a bus riser no relay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.marks import LinkOption, caption, moved, spread, tag_of
from engine.view.equipment.model import Move, Part, Word
from engine.view.mesh import Mesh, box, cylinder, join, panel

__all__ = ["Circuit", "Front", "build_front", "mimic"]


_SOON = 0.05
"""The share of the way between two positions within which a position contact holds. source: design"""


class Circuit(NamedTuple):
    """What a cubicle holds and by which tags it is seen; ``truck_at`` are the values of the truck's tag when it is
    in working, test and withdrawn position."""

    variant: str
    breaker: str = ""
    truck: str = ""
    earth: str = ""
    live: tuple[str, str, str] = ("", "", "")
    live_from: float = 0.0
    charged: str = ""
    local: str = ""
    truck_at: tuple[float, float, float] = (100.0, 40.0, 0.0)
    meter_full: float = 0.0

    @property
    def switched(self) -> bool:
        """Whether there is a breaker on the truck."""
        return self.variant not in ("riser", "vt")

    def at(self, working: float, test: float, out: float) -> tuple[tuple[float, float], ...]:
        """The path of a part that takes these shares when the truck stands in working, test, withdrawn position."""
        return tuple(sorted(zip(self.truck_at, (working, test, out), strict=True)))

    def out(self, share: float) -> tuple[tuple[float, float], ...]:
        """The path of a part that takes ``share`` as soon as the truck leaves test position outward, else 0."""
        working, test, out = self.truck_at
        return tuple(sorted(((working, 0.0), (test, 0.0), (test + (out - test) * _SOON, share), (out, share))))

    def tags_of_truck(self) -> tuple[str, ...]:
        """Where the truck is seen."""
        return tag_of(self.truck, "position", "place")

    def lamp(self, name: str, lit: bool = True, signalled: bool = True) -> Move | None:
        """A lamp that is lit while the device is closed, or while it is open; ``signalled`` by its position contacts,
        else as it really stands."""
        leaves = ("indicated", "closed", "position") if signalled else ("closed", "position")
        found = tag_of({"breaker": self.breaker, "earth": self.earth}[name], *leaves)
        return Move("lamp" if lit else "unlamp", found) if found else None

    def spring(self) -> Move | None:
        """A lamp that is lit while the spring is charged."""
        found = tag_of(self.charged) if self.charged else (f"{self.breaker}.charged",) if self.breaker else ()
        return Move("lamp", found) if found else None

    def live_lamp(self, phase: int) -> Move | None:
        """The lamp of phase 0, 1, 2 of the live display."""
        path = ((self.live_from * 0.999, 0.0), (self.live_from, 1.0)) if self.live_from > 0 else ()
        return Move("lamp", tag_of(self.live[phase]), path=path) if self.live[phase] else None

    def truck_lamp(self, place: int) -> Move | None:
        """A lamp that is lit only in place 0 (working) or 1 (test), not on the way."""
        here = self.truck_at[place]
        ways = [
            (here + (there - here) * _SOON, 0.0)
            for there in (self.truck_at[place - 1 :: 2] if place else self.truck_at[1:2])
        ]
        path = tuple(sorted([(here, 1.0), *ways]))
        return Move("lamp", self.tags_of_truck(), path=path) if self.truck else None


class Front(NamedTuple):
    """Parts and words of a front; ``raised`` words stand on meters and displays, 17 mm before the door."""

    parts: list[Part]
    words: list[Word]
    raised: list[Word]


LINKS: dict[str, tuple[LinkOption, ...]] = {
    "breaker": (
        LinkOption(zh="跳闸出口", en="Trip", colour="red"),
        LinkOption(zh="合闸出口", en="Close", colour="red"),
        LinkOption(zh="检修状态", en="Maintenance", colour="yellow"),
        LinkOption(zh="备用", en="Spare", colour="beige"),
    ),
    "none": (LinkOption(zh="备用", en="Spare", colour="beige"),),
}
METERS = {
    "incoming": ("A", "kW", "kvar"), "bus_section": ("A",), "vt": ("V", "V", "V"), "capacitor": ("A", "kvar"),
    "feeder": ("A",), "station_service": ("A",), "riser": (),
}  # fmt: skip


def build_front(wide: float, high: float, circuit: Circuit, links: tuple[LinkOption, ...]) -> Front:
    """Everything on the instrument door of ``wide`` × ``high`` metres."""
    front = Front([], [], [])
    _upper(front, wide, high, circuit)
    _middle(front, wide, high * 0.40, circuit)
    _links(front, wide, links or LINKS["breaker" if circuit.switched else "none"])
    return front


def _upper(front: Front, wide: float, high: float, circuit: Circuit) -> None:
    """Relay left, meters in the middle, the mimic right."""
    top = high - 0.045
    right = wide / 2 - 0.115
    drawn = mimic(circuit, 0.15, high * 0.5)
    front.parts.extend(moved(drawn.parts, right, 0, top - high * 0.5))
    front.raised.extend(replace(w, x=w.x + right, z=w.z + top - high * 0.5) for w in drawn.raised)
    left = -wide / 2 + 0.15
    if circuit.variant != "riser":
        front.parts.extend(moved(marks.relay("relay", 0.21, 0.15), left, 0, top - 0.15))
        text = (
            Text2("电压并列装置", "VT transfer")
            if circuit.variant == "vt"
            else Text2("保护测控装置", "Protection relay")
        )
        front.words.append(caption(left, top - 0.168, text, 0.016))
    units = METERS[circuit.variant]
    room = right - 0.1 - (left + 0.125)
    side = min(0.085, room / max(1, len(units)) - 0.012)
    for k, (unit, dx) in enumerate(zip(units, spread(len(units), (side + 0.012) * len(units)), strict=True)):
        x = left + 0.125 + room / 2 + dx
        body = [
            Part(f"{p.name}_{k}", p.mesh, p.finish, p.move)
            for p in marks.meter(side, ("@reads",) if k == 0 else (), circuit.meter_full)
        ]
        front.parts.extend(moved(body, x, 0, top - side / 2))
        front.raised.append(Word(x + side * 0.16, top - side * 0.66, 0.016, Text2(unit, unit)))
        if circuit.variant == "vt":
            front.words.append(caption(x, top - side - 0.016, Text2("UVW"[k] + "相", "phase " + "UVW"[k]), 0.014))


def _middle(front: Front, wide: float, z: float, circuit: Circuit) -> None:
    """Lamps, the display of live conductors, switches."""
    x = -wide / 2 + 0.06
    if circuit.switched:
        rows = (
            ("open", "lamp_green", circuit.lamp("breaker", lit=False), Text2("分闸", "Open")),
            ("closed", "lamp_red", circuit.lamp("breaker"), Text2("合闸", "Closed")),
            ("charged", "lamp_amber", circuit.spring(), Text2("储能", "Charged")),
        )  # fmt: skip
        for k, (name, finish, move, text) in enumerate(rows):
            at = x + 0.068 * k
            front.parts.extend(moved(marks.lamp(f"lamp_{name}", finish, move, 0.013), at, 0, z + 0.035))
            front.words.append(caption(at, z + 0.002, text, 0.017, 0.062))
    _live(front, 0.005, z, circuit)
    path = ((0.0, -45.0), (1.0, 45.0))
    turn = (
        Move("turn", tag_of(circuit.local), (0, 1, 0), (0, 0, 0), 1.0, path=path, seconds=0.005)
        if circuit.local
        else None
    )
    knobs: list[tuple[Text2, Move | None]] = [(Text2("远方/就地", "Remote/Local"), turn)]
    knobs += [(Text2("分/合闸", "Open/Close"), None)] if circuit.switched else []
    for k, (text, turned) in enumerate(knobs):
        at = x + 0.02 + 0.115 * k
        front.parts.extend(moved(marks.knob(f"knob_{k}", turned, (0, 0, 0)), at, 0, z - 0.05))
        front.words.append(caption(at, z - 0.092, text, 0.016, 0.105))
    for k, (finish, text) in enumerate((("red", Text2("闭锁", "Blocked")), ("green", Text2("复归", "Reset")))):
        at = x + 0.245 + 0.07 * k
        front.parts.extend(moved(marks.button(f"button_{k}", finish), at, 0, z - 0.05))
        front.words.append(caption(at, z - 0.092, text, 0.016, 0.062))


def _live(front: Front, x: float, z: float, circuit: Circuit) -> None:
    """The three lamps that a live cable lights through its divider."""
    case = box(0.15, 0.014, 0.062, 0.003).moved(x, -0.007, z + 0.004)
    front.parts.append(Part("live_case", case, "black"))
    for k, (phase, dx) in enumerate(zip("UVW", (-0.045, 0.0, 0.045), strict=True)):
        dot = cylinder(0.0085, 0.005, sides=10).turned("x", 90).moved(x + dx, -0.014, z + 0.046)
        front.parts.append(Part(f"live_{k}", dot, "lamp_red", circuit.live_lamp(k)))
        front.raised.append(Word(x + dx, z + 0.021, 0.016, Text2(phase, phase), ink="white"))
    front.words.append(caption(x, z - 0.012, Text2("带电显示", "Live display"), 0.016, 0.15))


def _links(front: Front, wide: float, links: tuple[LinkOption, ...]) -> None:
    room = min(0.085, (wide - 0.08) / len(links))
    for k, (wish, dx) in enumerate(zip(links, spread(len(links), room * len(links)), strict=True)):
        front.parts.extend(marks.link(f"link_{k}", wish.colour, tag_of(wish.tag), (dx, 0, 0.052)))
        front.words.append(caption(dx, 0.02, wish.text, 0.016, room * 0.94))


def mimic(circuit: Circuit, x: float, z: float) -> Front:
    """The state display: the circuit as lines, with lamps where breaker, truck and earthing switch stand.

    Drawn on a dark plate of ``x`` × ``z``; red is closed or working, green open or test.
    """
    plate = box(x, 0.014, z, 0.003).moved(0, -0.007)
    front = Front([Part("mimic_plate", plate, "black")], [], [])
    y, trunk = -0.015, -x * 0.18

    def bar(low: float, high: float, at: float = trunk) -> None:
        lines.append(box(0.005, 0.002, high - low).moved(at, y, low))

    lines = [box(x * 0.8, 0.002, 0.007).moved(0, y, z * 0.92)]
    bar(z * 0.80, z * 0.92)
    bar(z * 0.28, z * 0.34)
    lines += [box(0.034, 0.002, 0.004).moved(trunk, y, z * h) for h in (0.795, 0.335)]
    shapes = {"vt": _rings(trunk, z * 0.17), "station_service": _rings(trunk, z * 0.17),
              "capacitor": [box(0.04, 0.002, 0.005).moved(trunk, y, z * h) for h in (0.15, 0.19)]}  # fmt: skip
    end = shapes.get(circuit.variant, [marks.arrow(0.03, 0.03).moved(trunk, y, z * 0.08)])
    bar(z * 0.19, z * 0.28)
    if circuit.earth:
        branch = x * 0.22
        lines += [box(branch - trunk, 0.002, 0.004).moved((branch + trunk) / 2, y, z * 0.26)]
        lines += [box(0.03 - 0.01 * k, 0.002, 0.003).moved(branch, y, z * (0.10 - 0.03 * k)) for k in range(3)]
        bar(z * 0.10, z * 0.13, branch)
        _state(front, "earth", circuit.lamp("earth"), circuit.lamp("earth", False), branch, z * 0.195, y)
        front.raised.append(Word(branch, z * 0.315, 0.015, Text2("接地", "Earth"), ink="white"))
    front.parts.append(Part("mimic_lines", join([*lines, *end]), "yellow"))
    if circuit.switched:
        _state(front, "breaker", circuit.lamp("breaker"), circuit.lamp("breaker", False), trunk, z * 0.565, y)
        front.raised.append(Word(x * 0.2, z * 0.565, 0.015, Text2("断路器", "Breaker"), 0.08, "white"))
    for h, place in ((0.735, 0), (0.395, 0), (0.675, 1), (0.455, 1)):
        lit, finish = circuit.truck_lamp(place), ("lamp_red", "lamp_green")[place]
        dot = box(0.012 if place else 0.006, 0.003, 0.010 if place else 0.026).moved(trunk, y, z * h)
        front.parts.append(Part(f"mimic_truck_{place}_{round(h * 1000)}", dot, finish, lit))
    front.raised.append(Word(x * 0.2, z * 0.745, 0.015, Text2("工作", "Working"), 0.08, "white"))
    front.raised.append(Word(x * 0.2, z * 0.675, 0.015, Text2("试验", "Test"), 0.08, "white"))
    screen = panel(x * 0.3, z * 0.1).moved(x * 0.26, y + 0.0005, z * 0.40)
    front.parts.append(Part("mimic_screen", screen, "lcd"))
    return front


def _state(front: Front, name: str, closed: Move | None, opened: Move | None, x: float, z: float, y: float) -> None:
    """A square that is red and upright while closed, green and level while open."""
    front.parts.append(Part(f"mimic_{name}_on", box(0.008, 0.004, 0.03).moved(x, y, z - 0.015), "lamp_red", closed))
    front.parts.append(Part(f"mimic_{name}_off", box(0.03, 0.0035, 0.008).moved(x, y, z - 0.004), "lamp_green", opened))


def _rings(x: float, z: float) -> list[Mesh]:
    return [marks.ring(0.02).moved(x, -0.015, z), marks.ring(0.02).moved(x, -0.015, z - 0.026)]
