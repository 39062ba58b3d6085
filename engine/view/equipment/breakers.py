"""The live-tank circuit breaker of an outdoor bay: three columns on one frame, their mechanism in a box below.

Sizes follow a 126 kV SF6 breaker with one spring mechanism (source: LW36-126 type, poles 1.75 m apart, about 5.6 m high).
The window of the box says whether it is closed and whether the spring is charged; the gauge reads the gas.

    >>> sorted({mark.text.zh for mark in OUTDOOR_BREAKER.model().marks})
    ['分', '合', '已储能', '未储能']
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.drives import position_marks
from engine.view.equipment.insulators import PHASES, SURFACE, Surface, column_with_caps, stand
from engine.view.equipment.model import Extent, Face, Kind, Mark, Model, Move, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, Vector, box, cylinder, disc, join, lathe, panel

__all__ = ["KINDS", "OUTDOOR_BREAKER", "dial"]


class BreakerOptions(Options):
    """An outdoor live-tank breaker."""

    gas: str = Field("", description="气压表的位号，缺省为本设备的 sf6 / tag of its gas gauge, by default its own sf6")
    red_to: float = Field(
        0.55, ge=0, le=1, description="表盘红区终点，占量程 / where the red arc ends, share of the span"
    )
    surface: Surface = SURFACE


def dial(at: Vector, radius: float, tags: tuple[str, ...], red_to: float = 0.0) -> tuple[list[Part], Face]:
    """A dial looking south with its middle at ``at``; its red arc lies at the low end."""
    x, y, z = at

    def upright(solid: Mesh) -> Mesh:
        return solid.turned("x", 90).moved(x, y, z)

    case = lathe(
        [(0, -0.05), (radius * 1.08, -0.05), (radius * 1.08, 0.012), (radius * 0.97, 0.012), (radius * 0.97, 0)], 20
    )
    parts = [Part("dial_case", upright(case), "black"), Part("dial_face", upright(disc(radius, 20)), "dial")]
    strokes = [
        box(radius * 0.05, radius * 0.2, 0.002).moved(0, radius * 0.78, 0.002).turned("z", 135 - 27 * k)
        for k in range(11)
    ]
    parts.append(Part("dial_ticks", upright(join(strokes)), "black"))
    if red_to > 0:
        arc = [
            box(radius * 0.13, radius * 0.06, 0.002).moved(0, radius * 0.9, 0.003).turned("z", 135 - 13.5 * k)
            for k in range(round(red_to * 20) + 1)
        ]
        parts.append(Part("dial_red", upright(join(arc)), "red"))
    needle = join(
        [box(radius * 0.07, radius * 0.9, 0.003).moved(0, radius * 0.25), cylinder(radius * 0.1, 0.006, sides=8)]
    )
    move = Move("turn", tags, (0, -1, 0), at, -270.0)
    parts.append(Part("dial_needle", upright(needle.moved(z=0.006).turned("z", 135)), "black", move))
    return parts, Face("dial", (x, y - 0.0012, z), radius * 0.97, tags)


def _breaker(size: Size, options: BreakerOptions) -> Model:
    x, y, z = size
    pitch = x * 0.38
    beam = z * 0.43
    joint, top = beam + z * 0.255, z * 0.955
    steel = [stand(beam, 0.12).moved(s * pitch * 0.62) for s in (-1, 1)]
    steel.append(box(pitch * 2 + 0.5, y * 0.42, 0.24, 0.01).moved(z=beam))
    low, low_caps = column_with_caps(joint - beam - 0.24, min(0.085, z * 0.016), min(0.145, z * 0.026))
    high, high_caps = column_with_caps(top - joint - 0.12, min(0.125, z * 0.023), min(0.19, z * 0.034))
    glaze, metal, pads, nozzles = [], [], [], []
    solid: list[Extent] = [((-pitch - 0.25, -y * 0.25, beam), (pitch + 0.25, y * 0.25, beam + 0.24))]
    for k, phase in enumerate(PHASES):
        at = (k - 1) * pitch
        glaze += [low.moved(at, 0, beam + 0.24), high.moved(at, 0, joint + 0.12)]
        metal += [low_caps.moved(at, 0, beam + 0.24), high_caps.moved(at, 0, joint + 0.12)]
        metal += [cylinder(0.16, 0.12, 0.02, joint, 12).moved(at), cylinder(0.17, z - top, 0.03, top, 12).moved(at)]
        pads += [box(0.1, 0.34, 0.025).moved(at, -0.24, joint + 0.05), box(0.1, 0.34, 0.025).moved(at, 0.24, z - 0.06)]
        nozzles += [
            Nozzle(f"front_{phase}", (at, -0.4, joint + 0.06), (0, -1, 0)),
            Nozzle(f"back_{phase}", (at, 0.4, z - 0.05), (0, 1, 0)),
        ]
        solid.append(((at - 0.2, -0.2, beam + 0.24), (at + 0.2, 0.2, z)))
    case, marks, face, front = _mechanism(pitch, y, beam, options)
    parts = (
        Part("steel", join(steel), "zinc"),
        Part("insulators", join(glaze), options.surface),
        Part("caps", join(metal), "steel_grey"),
        Part("terminals", join(pads), "aluminium"),
        *case,
    )
    solid.append(((-pitch * 0.4, front, beam * 0.3), (pitch * 0.4, y * 0.3, beam)))
    plate = Plate((0, front - 0.012, beam * 0.855), width=pitch * 0.62, height=beam * 0.125)
    return Model(parts, tuple(nozzles), plate, face=face, marks=marks, solid=tuple(solid))


def _mechanism(
    pitch: float, y: float, beam: float, options: BreakerOptions
) -> tuple[list[Part], tuple[Mark, ...], Face, float]:
    """The box under the beam: window with flags, gas gauge, door with its lock."""
    wide, deep, low, high = pitch * 0.74, y * 0.62, beam * 0.36, beam * 0.64
    front = -deep / 2
    case = join([box(wide, deep, high, 0.015), box(wide + 0.06, deep + 0.1, 0.03).moved(0, -0.03, high * 0.985)])
    frame = [panel(wide * 0.36, high * 0.2).moved(s * wide * 0.22, front - 0.009, low + high * 0.5) for s in (-1, 1)]
    door = box(wide * 0.94, 0.012, high * 0.96).moved(0, front, low + high * 0.01)
    lock = join([box(0.025, 0.035, 0.12), box(0.06, 0.014, 0.16).moved(0, 0.014, -0.02)])
    gauge, face = dial(
        (wide * 0.24, front - 0.03, low + high * 0.29), wide * 0.11, (options.gas or "sf6",), options.red_to
    )
    pipe = cylinder(0.012, high * 0.18, sides=6).moved(wide * 0.24, front - 0.012, low + high * 0.05)
    parts = [
        Part("mechanism", case.moved(z=low), "cabinet_grey"),
        Part("door", door, "light_grey"),
        Part("windows", join(frame), "dial"),
        Part("lock", lock.moved(-wide * 0.4, front - 0.02, low + high * 0.3), "black"),
        Part("pipe", pipe, "copper"),
        *gauge,
    ]
    on, off = position_marks((-wide * 0.22, front - 0.013, low + high * 0.51), wide * 0.27)
    spring = Plate((wide * 0.22, front - 0.013, low + high * 0.54), width=wide * 0.33, height=high * 0.12)
    charged = ("charged", "spring_charged")
    marks = (
        on,
        off,
        Mark(Text2("已储能", "CHARGED"), replace(spring, paper="yellow"), charged, (0.5, 9.0)),
        Mark(Text2("未储能", "DISCHARGED"), replace(spring, paper="white"), charged, (-9.0, 0.499)),
    )
    return parts, marks, face, front


OUTDOOR_BREAKER = Kind(
    "outdoor_breaker", Text2("户外断路器", "outdoor circuit breaker"), (4.6, 1.1, 5.6), BreakerOptions, _breaker
)
KINDS = (OUTDOOR_BREAKER,)
