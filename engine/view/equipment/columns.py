"""What stands beside a bay on columns: current and voltage transformers, surge arresters with their counters.

Sizes are those of common 110 kV pieces (source: oil-immersed LB7-110, capacitor voltage transformer TYD110, arrester
Y10W-102/266; typical outlines). One object is one set of up to three.

    >>> len(VOLTAGE_TRANSFORMER.model(options={"phases": 1}).nozzles)
    1
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.breakers import dial
from engine.view.equipment.insulators import PHASES, SURFACE, Surface, column_with_caps, stand
from engine.view.equipment.model import Extent, Kind, Model, Nozzle, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, cylinder, join, lathe, torus

__all__ = ["CURRENT_TRANSFORMER", "KINDS", "SURGE_ARRESTER", "VOLTAGE_TRANSFORMER"]


class SetOptions(Options):
    """A set of columns."""

    phases: int = Field(3, ge=1, le=3, description="相数 / how many columns")
    surface: Surface = SURFACE


def _spots(size: Size, options: SetOptions) -> list[float]:
    pitch = size[0] * 0.41 if options.phases > 1 else 0.0
    return [(k - (options.phases - 1) / 2) * pitch for k in range(options.phases)]


def _solid(spots: Sequence[float], half: float, z: float) -> tuple[Extent, ...]:
    return tuple(((s - half, -half, 0), (s + half, half, z)) for s in spots)


def _many(name: str, one: Mesh, spots: Sequence[float], finish: str) -> Part:
    return Part(name, join(one.moved(s) for s in spots), finish)


def _current(size: Size, options: SetOptions) -> Model:
    """Tank below, porcelain above, the primary through the head along y."""
    z = size[2]
    spots = _spots(size, options)
    leg, tank = z * 0.48, z * 0.1
    low, head = leg + tank, z * 0.86
    r = min(0.24, z * 0.055)
    sheds, caps = column_with_caps(head - low, r * 0.65, r)
    bell = lathe(
        [(0, head), (r * 0.95, head), (r * 1.1, head + (z - head) * 0.3), (r * 1.1, z * 0.97), (r * 0.6, z), (0, z)], 12
    )
    glass = box(0.05, 0.02, (z - head) * 0.45).moved(0, -r * 1.1, head + (z - head) * 0.4)
    bars = box(0.07, r * 2.2 + 0.56, 0.035).moved(z=head + (z - head) * 0.45)
    terminals = box(r * 1.2, 0.1, tank * 0.7, 0.01).moved(0, -r * 1.3 - 0.02, leg + tank * 0.15)
    parts = (
        _many("stands", join([stand(leg, 0.15)]), spots, "zinc"),
        _many("tanks", join([box(r * 2.6, r * 2.6, tank, 0.03).moved(z=leg), terminals]), spots, "tank_grey"),
        _many("insulators", sheds.moved(z=low), spots, options.surface),
        _many("caps", caps.moved(z=low), spots, "steel_grey"),
        _many("heads", bell, spots, "tank_grey"),
        _many("glasses", glass, spots, "red"),
        _many("bars", bars, spots, "aluminium"),
    )
    half, level = r * 1.1 + 0.28, head + (z - head) * 0.45 + 0.02
    nozzles = [Nozzle(f"front_{p}", (s, -half, level), (0, -1, 0)) for p, s in zip(PHASES, spots, strict=False)]
    nozzles += [Nozzle(f"back_{p}", (s, half, level), (0, 1, 0)) for p, s in zip(PHASES, spots, strict=False)]
    plate = Plate((spots[0], -0.2, leg * 0.68), width=0.56, height=0.24)
    return Model(parts, tuple(nozzles), plate, solid=_solid(spots, r * 1.4, z))


def _voltage(size: Size, options: SetOptions) -> Model:
    """A capacitor column on its base box."""
    z = size[2]
    spots = _spots(size, options)
    leg, base = z * 0.46, z * 0.12
    low, top = leg + base, z * 0.97
    r = min(0.19, z * 0.042)
    sheds, caps = column_with_caps(top - low, r * 0.7, r)
    case = join(
        [
            box(r * 3, r * 3, base, 0.02).moved(z=leg),
            box(r * 1.3, 0.12, base * 0.6).moved(0, -r * 1.5 - 0.05, leg + base * 0.2),
        ]
    )
    head = join([cylinder(r * 0.9, z - top, z=top, sides=12), box(0.09, 0.2, 0.02).moved(z=z - 0.02)])
    parts = (
        _many("stands", stand(leg, 0.15), spots, "zinc"),
        _many("cases", case, spots, "tank_grey"),
        _many("insulators", sheds.moved(z=low), spots, options.surface),
        _many("caps", caps.moved(z=low), spots, "steel_grey"),
        _many("heads", head, spots, "aluminium"),
    )
    nozzles = tuple(Nozzle(f"top_{p}", (s, 0, z), (0, 0, 1)) for p, s in zip(PHASES, spots, strict=False))
    plate = Plate((spots[0], -0.2, leg * 0.68), width=0.56, height=0.24)
    return Model(parts, nozzles, plate, solid=_solid(spots, r * 1.5, z))


class ArresterOptions(SetOptions):
    """A set of surge arresters."""

    counter: str = Field(
        "",
        description="泄漏电流表的位号，缺省为本设备的 leakage / tag of the leakage meter, by default its own leakage",
    )


def _arrester(size: Size, options: ArresterOptions) -> Model:
    """A slim column on an insulated foot; the earth lead passes the counter at the height of the eyes."""
    z = size[2]
    spots = _spots(size, options)
    leg, top = z * 0.56, z * 0.96
    r = min(0.125, z * 0.03)
    sheds, caps = column_with_caps(top - leg - 0.12, r * 0.62, r)
    foot = join(cylinder(0.03, 0.12, z=leg, sides=6).moved(a * r * 0.8, b * r * 0.8) for a in (-1, 1) for b in (-1, 1))
    ring = join([torus(r * 1.9, 0.02, 16).moved(z=top - 0.12), box(r * 3.8, 0.03, 0.02).moved(z=top - 0.03)])
    head = join([cylinder(0.04, z - top + 0.03, z=top - 0.03, sides=8), ring])
    lead = join([box(0.03, 0.006, leg - 0.1).moved(0, -0.16, 0.05), box(0.03, 0.16, 0.01).moved(0, -0.08, leg + 0.09)])
    eye = leg * 0.68
    counter = box(0.17, 0.09, 0.22, 0.012).moved(0, -0.2, eye - 0.11)
    parts = [
        _many("stands", stand(leg, 0.12), spots, "zinc"),
        _many("feet", foot, spots, "porcelain"),
        _many("insulators", sheds.moved(z=leg + 0.12), spots, options.surface),
        _many("caps", caps.moved(z=leg + 0.12), spots, "steel_grey"),
        _many("heads", head, spots, "aluminium"),
        _many("leads", lead, spots, "copper"),
        _many("counters", counter, spots, "light_grey"),
    ]
    faces = []
    for spot in spots:
        shown, face = dial((spot, -0.25, eye + 0.01), 0.062, (options.counter or "leakage",))
        parts += shown
        faces.append(face)
    nozzles = tuple(Nozzle(f"top_{p}", (s, 0, z), (0, 0, 1)) for p, s in zip(PHASES, spots, strict=False))
    plate = Plate((spots[0], -0.2, leg * 0.82), width=0.5, height=0.22)
    return Model(
        tuple(parts), nozzles, plate, face=faces[0], other_faces=tuple(faces[1:]), solid=_solid(spots, 0.25, z)
    )


CURRENT_TRANSFORMER = Kind(
    "current_transformer", Text2("电流互感器", "current transformers"), (4.9, 0.8, 4.6), SetOptions, _current
)
VOLTAGE_TRANSFORMER = Kind(
    "voltage_transformer", Text2("电压互感器", "voltage transformers"), (4.9, 0.8, 4.8), SetOptions, _voltage
)
SURGE_ARRESTER = Kind(
    "surge_arrester", Text2("避雷器", "surge arresters with counters"), (4.9, 0.6, 4.3), ArresterOptions, _arrester
)
KINDS = (CURRENT_TRANSFORMER, VOLTAGE_TRANSFORMER, SURGE_ARRESTER)
