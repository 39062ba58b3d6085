"""The catalogue of everything a stage can show: one row per kind, usable without any graphics.

A teacher writes ``kind: pump`` and, where the look matters, ``options: {paint: green}``. The catalogue is
what the scene builds from, what ``lint`` checks a stage against and what the reference page of kinds shows.

    >>> KINDS["pump"].title.en
    'centrifugal pump'
    >>> options_of("pump")[0].name
    'paint'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from engine.scenario.explain import explain_validation
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.session.stage import StageSection
from engine.view.equipment import (
    breakers,
    columns,
    disconnectors,
    drives,
    furnishing,
    hand_tools,
    instruments,
    insulating_wear,
    insulators,
    machines,
    mimics,
    operating,
    panels,
    portals,
    protection,
    safety,
    switchgear,
    thermal,
    tool_room,
    transformers,
    valves,
    vessels,
    work_signs,
    yard,
)
from engine.view.equipment.finishes import SERVICES
from engine.view.equipment.model import Kind
from engine.view.equipment.span_ends import lint_spans, unknown

__all__ = ["KINDS", "OptionRow", "lint", "options_of"]

FAMILIES: Mapping[str, tuple[Text2, tuple[Kind, ...]]] = {
    "vessels": (Text2("容器", "vessels"), vessels.KINDS),
    "machines": (Text2("转动设备", "machines"), machines.KINDS),
    "valves": (Text2("阀门与管件", "valves and fittings"), valves.KINDS),
    "thermal": (Text2("换热与吸收", "heat exchange and scrubbing"), thermal.KINDS),
    "instruments": (Text2("就地仪表", "field instruments"), instruments.KINDS),
    "operating": (Text2("操作设施", "operating stations"), operating.KINDS),
    "protection": (Text2("个人防护", "personal protection"), protection.KINDS),
    "safety": (Text2("安全设施", "safety equipment"), safety.KINDS),
    "switchgear": (Text2("成套开关柜", "metal-clad switchgear"), switchgear.KINDS),
    "panels": (Text2("屏柜与模拟屏", "panels and mimic boards"), (*panels.KINDS, *mimics.KINDS)),
    "hand_tools": (
        Text2("操作工器具", "hand tools, portable earths, insulating wear"),
        (*hand_tools.KINDS, *insulating_wear.KINDS, *tool_room.KINDS),
    ),
    "work_signs": (Text2("标示牌与围栏", "signs and fences of a place of work"), work_signs.KINDS),
    "switches": (
        Text2("户外开关设备", "outdoor switchgear"),
        (*breakers.KINDS, *disconnectors.KINDS, *drives.KINDS),
    ),
    "transformers": (
        Text2("变压器、互感器与避雷器", "transformers and arresters"),
        (*transformers.KINDS, *columns.KINDS),
    ),
    "conductors": (Text2("构架与绝缘子", "portals and insulators"), (*portals.KINDS, *insulators.KINDS)),
    "yard": (Text2("场地", "yard"), yard.KINDS),
    "furnishing": (Text2("陈设与现象", "furnishing and effects"), furnishing.KINDS),
}

KINDS: Mapping[str, Kind] = {kind.id: kind for _, kinds in FAMILIES.values() for kind in kinds}


class OptionRow(NamedTuple):
    """One option of a kind as the reference page shows it."""

    name: str
    allowed: str
    default: Any
    description: str


def options_of(kind_id: str) -> list[OptionRow]:
    """The options of a kind, in the order they are declared; ``KeyError`` for a kind that does not exist."""
    rows = []
    for name, info in KINDS[kind_id].options.model_fields.items():
        allowed = str(info.annotation).replace("typing.", "").removeprefix("<class '").removesuffix("'>")
        default = "" if info.is_required() else info.get_default()
        rows.append(OptionRow(name, allowed, default, info.description or ""))
    return rows


def lint(stage: StageSection, reporter: Reporter, at: Loc = ("stage",)) -> None:
    """Check kinds, options and services of a stage; ``at`` is where the section stands in the file."""
    for name, thing in stage.objects.items():
        here = (*at, "objects", name)
        kind = KINDS.get(thing.kind)
        if kind is None:
            zh, en = f"设备目录里没有“{thing.kind}”", f"the equipment catalogue has no kind {thing.kind!r}"
            unknown(reporter, (*here, "kind"), zh, en, thing.kind, KINDS, "unknown_kind")
            continue
        try:
            kind.options.model_validate(thing.options)
        except ValidationError as error:
            place = (*here, "options")
            found = explain_validation(error, kind.options, reporter.source, place, thing.options)
            reporter.problems.extend(found)
    _lint_extent(stage, reporter, at)
    for i, line in enumerate(stage.pipes):
        place = (*at, "pipes", i)
        if line.service not in SERVICES:
            zh, en = f"没有介质“{line.service}”", f"there is no service {line.service!r}"
            unknown(reporter, (*place, "service"), zh, en, line.service, SERVICES, "unknown_service")
        for end, key in ((line.start, "from"), (line.to, "to")):
            if isinstance(end, str):
                _lint_end(stage, end, (*place, key), reporter)
    lint_spans(stage, KINDS, reporter, at)


def _lint_extent(stage: StageSection, reporter: Reporter, at: Loc) -> None:
    """Rooms and platforms run from south-west to north-east, stairs from below upward."""
    for name, room in stage.rooms.items():
        if room.box[2] - room.box[0] < 0.5 or room.box[3] - room.box[1] < 0.5:
            zh, en = "房间没有面积", "the room has no area"
            fix = Text2(
                "按 [西, 南, 东, 北] 写，东大于西，北大于南",
                "write [west, south, east, north], each larger than its opposite",
            )
            reporter.error((*at, "rooms", name, "box"), zh, en, fix.zh, fix.en, code="no_extent")
    for i, (west, south, east, north, _) in enumerate(stage.platforms):
        if east - west < 0.4 or north - south < 0.4:
            zh, en = "平台没有面积", "the platform has no area"
            fix = Text2("按 [西, 南, 东, 北, 标高] 写", "write [west, south, east, north, level]")
            reporter.error((*at, "platforms", i), zh, en, fix.zh, fix.en, code="no_extent")
    for i, (low, high) in enumerate(stage.stairs):
        if high[2] - low[2] < 0.1 or abs(high[0] - low[0]) + abs(high[1] - low[1]) < 0.3:
            zh, en = "楼梯没有升高或没有水平长度", "the stairs do not rise or have no run"
            fix = Text2("先写下端，再写上端", "write the lower end first, then the upper")
            reporter.error((*at, "stairs", i), zh, en, fix.zh, fix.en, code="no_extent")


def _lint_end(stage: StageSection, end: str, place: Loc, reporter: Reporter) -> None:
    """A pipe ends at an object, or at one nozzle of it: ``R101`` or ``R101.N1``."""
    name, _, nozzle = end.partition(".")
    thing = stage.objects.get(name)
    if thing is None:
        zh, en = (
            f"管线接到的“{name}”不在 objects 里",
            f"the pipe joins {name!r}, which is not among the objects",
        )
        unknown(reporter, place, zh, en, name, stage.objects, "unknown_object")
        return
    if not nozzle or thing.kind not in KINDS:
        return
    try:
        nozzles = [n.name for n in KINDS[thing.kind].model(thing.size, thing.options).nozzles]
    except ValidationError:
        return
    if nozzle not in nozzles:
        zh, en = f"{name} 没有管口“{nozzle}”", f"{name} has no nozzle {nozzle!r}"
        unknown(reporter, place, zh, en, nozzle, nozzles, "unknown_nozzle")
