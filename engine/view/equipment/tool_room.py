"""What a switch room keeps beside its cubicles: the cabinet of safety tools, rubber mats, trench covers.

>>> len(TOOL_CABINET.model(options={"earths": 0}).letterings) < len(TOOL_CABINET.model().letterings)
True
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from engine.scenario.problems import Text2
from engine.view.equipment.hand_tools import DETECTOR, EARTH_SET, ROD
from engine.view.equipment.insulating_wear import INSULATING_BOOTS, INSULATING_GLOVES
from engine.view.equipment.model import Kind, Lettering, Model, Options, Part, Plate, Size
from engine.view.mesh import Mesh, box, join

__all__ = ["KINDS", "MAT", "TOOL_CABINET", "TRENCH_COVER"]


class MatOptions(Options):
    """A rubber mat."""

    colour: Literal["black", "green", "red"] = Field("green", description="颜色 / colour")


def _mat(size: Size, options: MatOptions) -> Model:
    x, y, _ = size
    sheet = box(x, y, 0.008)
    ribs = [
        box(x - 0.06, 0.02, 0.003).moved(0, -y / 2 + 0.06 + 0.06 * k, 0.008)
        for k in range(max(1, int((y - 0.1) / 0.06)))
    ]
    edge = [box(x, 0.05, 0.002).moved(0, s * (y / 2 - 0.025), 0.008) for s in (-1, 1)]
    return Model(
        (
            Part("mat", join([sheet, *ribs]), {"green": "green", "black": "rubber", "red": "red"}[options.colour]),
            Part("edge", join(edge), "yellow"),
        )
    )


class TrenchOptions(Options):
    """A covered cable trench."""

    pitch: float = Field(0.6, ge=0.2, le=2, description="每块盖板长，米 / length of one cover, metres")


def _trench(size: Size, options: TrenchOptions) -> Model:
    x, y, _ = size
    count = max(1, min(60, round(x / options.pitch)))
    each = x / count
    covers = join(box(each - 0.012, y - 0.05, 0.008).moved((k - (count - 1) / 2) * each) for k in range(count))
    frame = join([box(x, 0.025, 0.006).moved(0, s * (y / 2 - 0.0125)) for s in (-1, 1)])
    slots = join(
        box(0.09, 0.018, 0.0015).moved((k - (count - 1) / 2) * each, s * y * 0.3, 0.008)
        for k in range(count)
        for s in (-1, 1)
    )
    return Model((Part("covers", covers, "chequer"), Part("frame", frame, "yellow"), Part("slots", slots, "black")))


class ToolCabinetOptions(Options):
    """What stands in a cabinet of safety tools behind its glass doors."""

    rods: int = Field(3, ge=0, le=4, description="绝缘棒数 / insulating rods")
    detectors: int = Field(2, ge=0, le=3, description="验电器数 / voltage detectors")
    earths: int = Field(2, ge=0, le=3, description="接地线数 / portable earths")
    gloves: int = Field(1, ge=0, le=1, description="绝缘手套副数 / pairs of insulating gloves")
    boots: int = Field(2, ge=0, le=2, description="绝缘靴双数 / pairs of insulating boots")


def _tool_cabinet(size: Size, options: ToolCabinetOptions) -> Model:
    x, y, z = size
    case = [box(x, 0.02, z - 0.05).moved(0, y / 2 - 0.01, 0.05), box(x - 0.04, y - 0.04, 0.05)]
    case += [box(0.025, y, z - 0.05).moved(s * (x / 2 - 0.0125), 0, 0.05) for s in (-1, 1)]
    case += [box(x, y, 0.03).moved(z=h) for h in (0.05, z - 0.25)] + [box(x, y, 0.22).moved(z=z - 0.22)]
    shelf = x * 0.38
    case += [box(shelf, y - 0.06, 0.02).moved(x / 2 - 0.03 - shelf / 2, 0.02, h) for h in (0.62, 1.12)]
    case.append(box(0.02, y - 0.05, z - 0.3).moved(x / 2 - 0.04 - shelf, 0.02, 0.06))
    doors = [
        box(0.03, 0.02, z - 0.33).moved(s, -y / 2 - 0.01, 0.07) for s in (-x / 2 + 0.02, -0.02, 0.02, x / 2 - 0.02)
    ]
    doors += [
        box(x / 2 - 0.03, 0.02, 0.035).moved(s * x / 4, -y / 2 - 0.01, h) for s in (-1, 1) for h in (0.06, z - 0.29)
    ]
    parts = [Part("case", join(case), "white"), Part("doors", join(doors), "light_grey"),
             Part("grips", join(box(0.014, 0.025, 0.16).moved(s * 0.04, -y / 2 - 0.03, z * 0.5) for s in (-1, 1)), "black")]  # fmt: skip
    found: dict[str, list[Mesh]] = {}
    sheets: list[Lettering] = []

    def stand(kind: Kind, wish: dict[str, object], at: tuple[float, float, float], size: Size | None = None) -> None:
        model = kind.model(size, wish)
        for part in model.parts:
            finish = "lamp_off" if part.finish.startswith("lamp_") else part.finish
            found.setdefault(finish, []).append(part.mesh.moved(*at))
        for sheet in model.letterings:
            a, b, c = (p + q for p, q in zip(sheet.at, at, strict=True))
            sheets.append(replace(sheet, at=(a, b, c)))

    left, room = -x / 2 + 0.06, x - shelf - 0.14
    slots = options.rods + options.detectors + options.earths
    spots = [left + room * (k + 0.5) / max(1, slots) for k in range(slots)]
    for k in range(options.rods):
        stand(ROD, {}, (spots[k], 0.08, 0.09))
    for k in range(options.detectors):
        stand(DETECTOR, {}, (spots[options.rods + k], 0.06, 0.09))
    for k in range(options.earths):
        high = 1.0 - 0.42 * (k % 2)
        stand(
            EARTH_SET,
            {"number": str(k + 1)},
            (spots[options.rods + options.detectors + k], 0.06, high),
            (0.3, 0.2, 0.75),
        )
    right = x / 2 - 0.03 - shelf / 2
    for k in range(options.gloves):
        stand(INSULATING_GLOVES, {"shelf": False}, (right, 0.0, 1.15 + k))
    for k in range(options.boots):
        stand(INSULATING_BOOTS, {"shelf": False}, (right, 0.06, 0.09 if k % 2 else 0.65))
    parts += [Part(f"inside_{finish}", join(meshes), finish) for finish, meshes in found.items()]
    return Model(
        tuple(parts),
        (),
        Plate((0, -y / 2 - 0.002, z - 0.19), width=min(0.9, x * 0.8), height=0.16),
        letterings=tuple(sheets),
    )


MAT = Kind("rubber_mat", Text2("绝缘胶垫", "insulating mat"), (2.0, 1.0, 0.012), MatOptions, _mat)
TRENCH_COVER = Kind(
    "trench_plates", Text2("电缆沟盖板", "cable trench covers"), (3.0, 0.6, 0.01), TrenchOptions, _trench
)
TOOL_CABINET = Kind(
    "tool_cabinet", Text2("安全工器具柜", "safety tool cabinet"), (1.6, 0.5, 2.1), ToolCabinetOptions, _tool_cabinet
)
KINDS = (TOOL_CABINET, MAT, TRENCH_COVER)
