"""Valves and what sits in a line: manual valves with hand-wheels, on/off valves with a flag, control valves,
rupture discs, flow meters.

Every in-line piece lies along x between its two nozzles; its stem points up or to the side.

    >>> [n.name for n in CONTROL_VALVE.model().nozzles]
    ['in', 'out']
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.fittings import bolts, flange, handwheel
from engine.view.equipment.model import Face, Kind, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, Vector, box, cylinder, join, lathe, sphere

__all__ = ["CONTROL_VALVE", "FLOW_METER", "KINDS", "ONOFF_VALVE", "RUPTURE_DISC", "VALVE"]


class ValveOptions(Options):
    """What a valve may look like."""

    dn: float = Field(50, ge=10, le=600, description="公称直径，毫米 / nominal diameter, mm")
    stem: Literal["up", "north", "south"] = Field("up", description="阀杆方向 / which way the stem points")
    flow: Literal["level", "rising"] = Field("level", description="管线走向：水平或竖直 / level or rising pipe")
    paint: Literal["green", "blue", "steel_grey", "red", "stainless"] = Field(
        "green", description="阀体颜色 / paint of the body"
    )


def _body(bore: float, length: float) -> Mesh:
    """A two-flanged globe body along x about the origin."""
    run = [(bore, -length), (bore, -length * 0.55), (bore * 1.5, -length * 0.3), (bore * 1.75, 0)]
    run += [(bore * 1.5, length * 0.3), (bore, length * 0.55), (bore, length)]
    ends = [flange(bore).moved(z=s * length * 0.94) for s in (-1, 1)]
    return join([lathe(run, crease=60), *ends]).turned("y", 90)


def _bonnet(bore: float, height: float) -> Mesh:
    rim = bore * 1.55
    outline = [
        (bore * 0.9, 0),
        (bore * 0.9, bore * 1.7),
        (rim, bore * 1.7),
        (rim, bore * 2.2),
        (bore * 0.5, bore * 2.3),
    ]
    return join([lathe([*outline, (bore * 0.35, height), (0, height)]), bolts(bore * 1.25, 6, 0.008, bore * 2.2)])


def _placed(parts: list[Part], options: ValveOptions, length: float, plate: Plate) -> Model:
    """Lay the stem over and stand the line up as the options ask."""
    tilt = {"up": 0.0, "north": -90.0, "south": 90.0}[options.stem]
    rising = options.flow == "rising"

    def lay(mesh: Mesh) -> Mesh:
        turned = mesh.turned("x", tilt) if tilt else mesh
        return turned.turned("y", -90) if rising else turned

    def lay_vector(vector: Vector) -> Vector:
        point = np.array([vector], np.float32)
        moved = lay(Mesh(point, point, point[:, :2], np.zeros((0, 3), np.uint32))).p[0]
        return (float(moved[0]), float(moved[1]), float(moved[2]))

    done = []
    for part in parts:
        move = part.move
        if move is not None:
            move = Move(move.how, move.tags, lay_vector(move.axis), lay_vector(move.pivot), move.span)
        done.append(Part(part.name, lay(part.mesh), part.finish, move))
    along: Vector = (0, 0, 1) if rising else (1, 0, 0)
    ends = [tuple(s * length * v for v in along) for s in (-1, 1)]
    nozzles = tuple(
        Nozzle(name, (end[0], end[1], end[2]), (s * along[0], s * along[1], s * along[2]))
        for name, end, s in zip(("in", "out"), ends, (-1, 1), strict=True)
    )
    if options.stem == "south":
        lows = [part.mesh.bounds()[0] for part in done if part.name != "body"]
        front = Plate((0, min(b[1] for b in lows) + 0.08, min(b[2] for b in lows) - 0.15), width=0.34, height=0.11)
        return Model(tuple(done), nozzles, front)
    return Model(tuple(done), nozzles, plate)


def _scale(options: ValveOptions) -> tuple[float, float]:
    """Bore and half length, metres."""
    bore = options.dn / 2000
    return bore, 0.07 + bore * 2.2


def _tag_plate(bore: float) -> Plate:
    return Plate((0, -bore * 1.9 - 0.03, -bore * 2.6 - 0.10), width=0.34, height=0.11)


def _valve(_size: Size, options: ValveOptions) -> Model:
    bore, length = _scale(options)
    height = bore * 2 + 0.26
    wheel = max(0.07, bore * 2.1)
    travel = bore * 0.9
    follow = Move("slide", ("position", "command"), (0, 0, 1), span=travel)
    yoke = [box(0.016, 0.02, 0.14).moved(s * (0.03 + bore * 0.3), 0, height - 0.14) for s in (-1, 1)]
    parts = [
        Part("body", join([_body(bore, length), _bonnet(bore, height - 0.12), *yoke]), options.paint),
        Part("stem", cylinder(0.009, 0.2 + travel, z=height - 0.14, sides=8), "chrome", follow),
        Part(
            "wheel",
            handwheel(wheel).moved(z=height + 0.02),
            "red",
            Move("turn", ("position", "command"), span=900.0),
        ),
    ]
    return _placed(parts, options, length, _tag_plate(bore))


def _onoff(_size: Size, options: ValveOptions) -> Model:
    bore, length = _scale(options)
    ball = sphere(bore * 1.75)
    height = bore * 1.7 + 0.10
    half = 0.11 + bore * 1.6
    barrel = cylinder(0.05 + bore * 0.7, half * 2, 0.012).turned("y", 90).moved(-half, 0, height + 0.05 + bore * 0.7)
    block = box(0.13 + bore, 0.11 + bore * 1.2, 0.10 + bore * 1.4, 0.008).moved(z=height)
    top = height + 0.10 + bore * 1.4
    caps = join(
        cylinder(0.054 + bore * 0.7, 0.02).turned("y", 90).moved(x - 0.01, 0, height + 0.05 + bore * 0.7)
        for x in (-half, half)
    )
    quarter = Move("turn", ("position", "command"), (0, 0, 1), span=90.0)
    switchbox = box(0.10, 0.09, 0.07, 0.008).moved(z=top)
    coil = box(0.05, 0.05, 0.09, 0.006).moved(0.04, -0.08 - bore * 0.6, height + 0.01)
    flag = join([cylinder(0.042, 0.035, 0.004), box(0.12, 0.022, 0.024).moved(z=0.03)]).moved(z=top + 0.07)
    parts = [
        Part(
            "body",
            join([ball, _body(bore, length), cylinder(bore * 0.8 + 0.01, height, sides=10)]),
            options.paint,
        ),
        Part("actuator", join([barrel, block]), "blue"),
        Part("caps", join([caps, switchbox, coil]), "black"),
        Part("flag", flag, "yellow", quarter),
        Part(
            "open_lamp",
            cylinder(0.014, 0.012).moved(0.03, -0.03, top + 0.07),
            "lamp_green",
            Move("lamp", ("position", "command")),
        ),
    ]
    return _placed(parts, options, length, _tag_plate(bore))


def _control(_size: Size, options: ValveOptions) -> Model:
    bore, length = _scale(options)
    height = bore * 2.3 + 0.08
    r = 0.13 + bore * 0.9
    low = height + 0.28
    case = [(0.04, low), (r * 0.6, low), (r, low + 0.06), (r + 0.02, low + 0.07), (r + 0.02, low + 0.085)]
    case += [(r, low + 0.095), (r * 0.75, low + 0.17), (r * 0.2, low + 0.20), (0, low + 0.20)]
    yoke = join(box(0.02, 0.035, 0.30).moved(s * (0.055 + bore * 0.4), 0, height - 0.01) for s in (-1, 1))
    positioner = box(0.13, 0.08, 0.15, 0.01).moved(0.13 + bore * 0.4, 0, height + 0.06)
    travel = 0.03 + bore * 0.4
    follow = Move("slide", ("position", "command"), (0, 0, 1), span=travel)
    pointer = join([cylinder(0.011, 0.24, z=height - 0.01, sides=8), box(0.11, 0.02, 0.014).moved(z=height + 0.06)])
    scale = box(0.018, 0.012, travel + 0.06).moved(-0.07 - bore * 0.4, -0.02, height + 0.04)
    parts = [
        Part("body", join([_body(bore, length), _bonnet(bore, height)]), options.paint),
        Part("yoke", yoke, "steel_grey"),
        Part("diaphragm", join([lathe(case), bolts(r + 0.006, 12, 0.008, low + 0.085)]), "orange"),
        Part("positioner", positioner, "light_grey"),
        Part("scale", scale, "white"),
        Part("stem", pointer, "chrome", follow),
    ]
    return _placed(parts, options, length, _tag_plate(bore))


def _rupture_disc(_size: Size, options: ValveOptions) -> Model:
    bore = options.dn / 2000
    holder = lathe([(bore, -0.05), (bore * 1.6, -0.045), (bore * 1.6, 0.045), (bore, 0.05)])
    body = join([holder, flange(bore, 8).moved(z=-0.075), flange(bore, 8).moved(z=0.075)]).turned("y", 90)
    tag = box(0.16, 0.004, 0.05).moved(0, -bore * 1.8 - 0.02, -0.025)
    burst = Move("lamp", ("burst",))
    lamp = join([box(0.06, 0.05, 0.06, 0.006)]).moved(0, 0, bore * 1.7)
    parts = [
        Part("holder", body, "stainless"),
        Part("tag", tag, "red"),
        Part("burst_sensor", lamp, "lamp_red", burst),
    ]
    return _placed(parts, options, 0.11 + bore * 0.5, _tag_plate(bore))


def _flow_meter(_size: Size, options: ValveOptions) -> Model:
    bore, length = _scale(options)
    coil = join(
        [
            lathe(
                [
                    (bore, -length),
                    (bore, -length * 0.6),
                    (bore * 2, -length * 0.5),
                    (bore * 2, length * 0.5),
                    (bore, length * 0.6),
                    (bore, length),
                ]
            ),
            flange(bore).moved(z=length),
            flange(bore).moved(z=-length),
        ]
    )
    neck = cylinder(0.025, 0.12, z=bore * 1.9)
    top = bore * 1.9 + 0.12
    head = cylinder(0.075, 0.14, 0.01).turned("x", 90).moved(0, 0.07, top + 0.06)
    face = cylinder(0.055, 0.006).turned("x", 90).moved(0, -0.07, top + 0.06)
    parts = [
        Part("tube", coil.turned("y", 90), "stainless"),
        Part("head", join([neck, head]), "blue"),
        Part("face", face, "black"),
        Part("window", box(0.075, 0.004, 0.035).moved(0, -0.078, top + 0.0425), "lcd"),
    ]
    model = _placed(parts, options, length, _tag_plate(bore))
    if options.stem != "up" or options.flow == "rising":
        return model
    return replace(model, face=Face("display", (0, -0.0815, top + 0.06), 0.034))


VALVE = Kind("valve", Text2("手动阀", "manual valve"), (0.4, 0.3, 0.5), ValveOptions, _valve, wall=True)
ONOFF_VALVE = Kind("onoff_valve", Text2("切断阀", "on/off valve"), (0.4, 0.3, 0.5), ValveOptions, _onoff, wall=True)
CONTROL_VALVE = Kind(
    "control_valve", Text2("调节阀", "control valve"), (0.4, 0.35, 0.8), ValveOptions, _control, wall=True
)
RUPTURE_DISC = Kind(
    "rupture_disc", Text2("爆破片", "rupture disc"), (0.3, 0.3, 0.3), ValveOptions, _rupture_disc, wall=True
)
FLOW_METER = Kind("flow_meter", Text2("流量计", "flow meter"), (0.4, 0.25, 0.4), ValveOptions, _flow_meter, wall=True)
KINDS = (VALVE, ONOFF_VALVE, CONTROL_VALVE, RUPTURE_DISC, FLOW_METER)
