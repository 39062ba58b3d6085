"""The withdrawable part of a cubicle: poles, contacts and front of the truck, the shutters, the transfer trolley.

Drawn in working position; it moves 200 mm out to test position, and wholly out onto its trolley when withdrawn.
"""

from __future__ import annotations

from engine.scenario.problems import Text2
from engine.view.equipment import marks
from engine.view.equipment.cubicle_front import Circuit
from engine.view.equipment.model import Lettering, Move, Part, Word
from engine.view.mesh import Mesh, box, cylinder, join, lathe

__all__ = ["TRAVEL", "build_truck", "truck_words"]

TRAVEL = 0.20
"""From test to working position, m (KYN28A-12 catalogues)."""
OUT = 1.03
"""From working position to where it stands on the trolley, m."""


def build_truck(x: float, y: float, front: float, low: float, high: float, circuit: Circuit) -> list[Part]:
    """Truck, shutters and trolley of a cubicle of width ``x`` whose truck room reaches from ``low`` to ``high``.

    ``front`` is where the cubicle's front stands (−y/2).
    """
    wide, tall = x - 0.14, high - low - 0.04
    deep = min(0.42, y * 0.28)
    face = front + 0.06 + TRAVEL
    tags, move = circuit.tags_of_truck(), _travel(circuit)
    parts = [Part(p.name, p.mesh.moved(0, face, low + 0.015), p.finish, move) for p in _body(wide, deep, tall, circuit)]
    parts += _flags(circuit, face, low + 0.015, tall, move)
    back = front + y * 0.5
    spouts = [
        lathe([(0.062, 0), (0.062, 0.10), (0.045, 0.10), (0.04, 0.02)], 10)
        .turned("x", 90)
        .moved(dx, back, low + tall * h)
        for dx in _poles(wide)
        for h in (0.36, 0.80)
    ]
    parts.append(Part("spouts", join(spouts), "brown"))
    for name, h, rise in (("upper", 0.70, 0.2), ("lower", 0.26, -0.2)):
        sheet = box(wide - 0.02, 0.008, tall * 0.2).moved(0, back - 0.11, low + tall * h)
        slide = Move("slide", tags, (0, 0, 1), (0, 0, 0), rise * tall, path=circuit.at(1.0, 0.0, 0.0), seconds=1.0)
        parts.append(Part(f"shutter_{name}", sheet, "galvanised", slide if tags else None))
    if tags:
        trolley = _trolley(wide, OUT - (face - front) - 0.01, low).moved(0, face - OUT, 0)  # it docks on the front
        parts.append(Part("trolley", trolley, "blue", Move("show", tags, path=circuit.out(1.0))))
    return parts


def _travel(circuit: Circuit) -> Move | None:
    """How everything on the truck moves; 5 s for a metre."""
    tags = circuit.tags_of_truck()
    return (
        Move("slide", tags, (0, -1, 0), (0, 0, 0), 1.0, path=circuit.at(0.0, TRAVEL, OUT), seconds=5.0)
        if tags
        else None
    )


def truck_words(x: float, front: float, low: float, high: float, circuit: Circuit) -> list[Lettering]:
    """What is written on the front of the truck; it moves with it."""
    tall = high - low - 0.04
    names = {"vt": Text2("电压互感器手车", "VT truck"), "riser": Text2("隔离手车", "Isolating truck")}
    words = [
        Word(
            0, tall * 0.64, 0.026, names.get(circuit.variant, Text2("真空断路器手车", "Vacuum breaker truck")), x * 0.6
        )
    ]
    if circuit.switched:
        z = tall * 0.52 - 0.015
        words += [Word(-0.07, z + 0.065, 0.016, Text2("合  分", "On Off")), Word(0.07, z + 0.065, 0.016, Text2("已储能", "Charged")),
                  Word(-0.07, z - 0.085, 0.018, Text2("合闸", "Close")), Word(0.07, z - 0.085, 0.018, Text2("分闸", "Open"))]  # fmt: skip
    at = (0.0, front + 0.06 + TRAVEL - 0.003, low + 0.015)
    return [Lettering(at, x * 0.7, tall * 0.72, tuple(words), move=_travel(circuit))]


def _poles(wide: float) -> tuple[float, ...]:
    return (-wide * 0.32, 0.0, wide * 0.32)


def _body(wide: float, deep: float, tall: float, circuit: Circuit) -> list[Part]:
    """Front plate at y = 0, poles behind it, arms towards the back."""
    chassis = [box(wide, deep, 0.05, 0.006).moved(0, deep / 2), box(wide + 0.03, 0.05, 0.03).moved(0, 0.03, 0.01)]
    wheels = [cylinder(0.022, 0.016, sides=10).turned("y", 90).moved(s * wide / 2 - 0.008, deep * t, 0.008)
              for s in (-1, 1) for t in (0.2, 0.85)]  # fmt: skip
    plate = box(wide * 0.94, 0.14, tall * 0.72, 0.008).moved(0, 0.07, 0.06)
    pull = [box(0.02, 0.05, 0.10, 0.005).moved(s * wide * 0.36, -0.02, 0.10) for s in (-1, 1)]
    poles: list[Mesh] = []
    arms: list[Mesh] = []
    for dx in _poles(wide):
        column = lathe([(0.05, 0), (0.065, 0.03), (0.052, 0.07), (0.065, 0.11), (0.052, 0.15), (0.065, 0.19),
                        (0.065, 0.72), (0.04, 0.74), (0, 0.74)], 10, 60)  # fmt: skip
        if circuit.variant == "vt":
            column = join([box(0.15, 0.15, 0.42, 0.01), cylinder(0.035, 0.3, z=0.42, sides=12)])
        poles.append(column.stretched(1, 1, tall * 1.18).moved(dx, deep * 0.66, 0.05))
        for h in (0.36, 0.80):
            arms.append(cylinder(0.026, deep * 0.55, sides=8).turned("x", -90).moved(dx, deep * 0.68, tall * h - 0.015))
            arms.append(cylinder(0.042, 0.05, sides=10).turned("x", -90).moved(dx, deep * 1.18, tall * h - 0.015))
    return [
        Part("truck", join([*chassis, *wheels]), "galvanised"),
        Part("truck_front", plate, "light_grey"),
        Part("truck_pulls", join(pull), "black"),
        Part("truck_poles", join(poles), "brown"),
        Part("truck_arms", join(arms), "chrome"),
    ]


def _flags(circuit: Circuit, face: float, low: float, tall: float, move: Move | None) -> list[Part]:
    """Mechanical indicators and push buttons on the truck's front."""
    if not circuit.switched:
        return []
    z = low + tall * 0.52
    frames = [box(0.07, 0.006, 0.045).moved(dx, face - 0.002, z) for dx in (-0.07, 0.07)]
    flag = box(0.055, 0.004, 0.03)
    state, spring = flag.moved(-0.07, face - 0.006, z + 0.0075), flag.moved(0.07, face - 0.006, z + 0.0075)
    closed, opened = (circuit.lamp("breaker", lit, signalled=False) for lit in (True, False))
    buttons = [(dx, finish, marks.button("b", finish, 0.016)) for dx, finish in ((-0.07, "red"), (0.07, "green"))]
    half = (0.5, 1.0, 1.0)
    parts = [
        Part("truck_frames", join(frames), "black", move),
        Part("truck_closed", state.stretched(*half).moved(-0.07 * 0.5 - 0.014), "lamp_red", closed, move),
        Part("truck_open", state.stretched(*half).moved(-0.07 * 0.5 + 0.014), "lamp_green", opened, move),
        Part("truck_spring", spring, "lamp_amber", circuit.spring(), move),
    ]
    for dx, finish, pieces in buttons:
        mesh = join(p.mesh for p in pieces).moved(dx, face, z - 0.06)
        parts.append(Part(f"truck_{finish}", mesh, finish, move))
    return parts


def _trolley(wide: float, deep: float, high: float) -> Mesh:
    """The lifting trolley that takes the truck; its table is at the height of the rails."""
    legs = [
        box(0.045, 0.045, high - 0.10).moved(s * wide * 0.48, deep * t, 0.07) for s in (-1, 1) for t in (0.06, 0.94)
    ]
    rails = [box(0.06, deep + 0.06, 0.04).moved(s * wide * 0.48, deep / 2, high - 0.04) for s in (-1, 1)]
    beams = [box(wide, 0.04, 0.05).moved(0, deep * t, h) for t in (0.06, 0.94) for h in (0.14, high - 0.06)]
    wheels = [cylinder(0.05, 0.03, sides=12).turned("y", 90).moved(s * wide * 0.48 - 0.015, deep * t, 0.05)
              for s in (-1, 1) for t in (0.06, 0.94)]  # fmt: skip
    push = [box(0.03, 0.03, 0.42).moved(s * wide * 0.4, -0.03, high - 0.1) for s in (-1, 1)]
    push.append(box(wide * 0.86, 0.03, 0.03).moved(0, -0.03, high + 0.32))
    return join([*legs, *rails, *beams, *wheels, *push])
