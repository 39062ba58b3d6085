"""Five-prevention as the station has it: what it says to a command now, and to a list of deeds on a copy.

The rules are pure (``five_prevention``); here they are asked about indicated positions, with the control power and the
sources as they are, and only where the station has them and nobody has unlocked them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from engine.plant.grid import devices as d
from engine.plant.grid.declaration import ORDERS
from engine.plant.grid.doors import OPENED
from engine.plant.grid.verdict import Verdict
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["refuse", "rehearse"]


def refuse(works: Works, tag: str, value: float) -> Text | None:
    """What five-prevention says to a command, by indicated positions; ``None`` where it has nothing against it."""
    name, _, what = tag.partition(".")
    if not _in_force(works):
        return None
    if name in works.doors.points:
        shut = not works.inputs[f"{name}.{OPENED}"]
        return _holds_door(works, works.machinery.indicated, name) if what == OPENED and value and shut else None
    if name not in works.station.switch:
        return None
    if what == "operate" and value:
        to = value == ORDERS["close"]
        if isinstance(works.section.devices[name], d.Truck) and value > ORDERS["close"]:
            return None  # between test position and outside no contact moves
    elif what == "clamped":
        to = bool(value)
    else:
        return None
    return _objection(
        works, works.machinery.indicated, name, to, _without_power(works), works.doors.standing_open(), _lit(works)
    )


def rehearse(works: Works, deeds: Sequence[RehearsedDeed]) -> list[RehearsalRefusal]:
    """See ``engine.plant.rehearsal``: five-prevention on a copy of the indicated positions."""
    if not _in_force(works):
        return []
    places, off, out = list(works.machinery.indicated), _without_power(works), []
    doors = works.doors.standing_open()
    for deed in deeds:
        if deed.on in works.doors.points and deed.verb in ("open", "close"):
            if deed.verb == "close":
                doors = [name for name in doors if name != deed.on]
            elif deed.on in doors:
                pass  # it stands open already: nothing moves
            elif (held := _holds_door(works, places, deed.on)) is not None:
                out.append(RehearsalRefusal(deed.line, held))
            else:
                doors.append(deed.on)
            continue
        if deed.on in works.machinery.breakers and deed.verb in ("start", "stop"):
            (off.add if deed.verb == "stop" else off.discard)(deed.on)
        place = works.station.switch.get(deed.on)
        if place is None or deed.verb not in ("open", "close", "attach", "detach"):
            continue
        if deed.verb in ("attach", "detach") and works.station.switches[place].kind != "portable":
            continue  # a truck between test position and outside
        to = deed.verb in ("close", "attach")
        why = _objection(works, places, deed.on, to, off, doors)
        if why is None:
            places[place] = to
        else:
            out.append(RehearsalRefusal(deed.line, why))
    return out


def _in_force(works: Works) -> bool:
    return works.section.five_prevention.installed and not works.inputs["STATION.unlocked"]


def _without_power(works: Works) -> set[str]:
    return {name for name in works.machinery.breakers if not works.inputs[f"{name}.control_power"]}


def _lit(works: Works) -> list[str]:
    """The points at which an indicator on a cubicle shows voltage. A rehearsal does not ask them: they show the present."""
    devices = works.section.devices.items()
    return [v.at for name, v in devices if isinstance(v, d.LiveDisplay) and any(works.earthed.lamps(name))]


def _objection(
    works: Works,
    places: Sequence[bool],
    name: str,
    to: bool,
    off: Collection[str],
    doors: Collection[str],
    shown: Collection[str] = (),
) -> Text | None:
    """What was refused and why, and what would make it legal; ``None`` where nothing is, or nothing would move."""
    without = works.electrics.without()
    verdict = works.interlock.judge(places, name, to, control_off=off, without=without, shown=shown)
    place = works.station.switch[name]
    if verdict.rule == "R1" or places[place] == to:
        return None
    if verdict.allowed:
        after = [*places[:place], to, *places[place + 1 :]]
        door = works.doors.robbed(doors, places, after, without)
        return None if door is None else _said(works.interlock.say.door_open(name, to, door))
    return _said(verdict)


def _holds_door(works: Works, places: Sequence[bool], name: str) -> Text | None:
    """Why a door is held (R5), or ``None``."""
    verdict = works.interlock.enclosure(places, works.doors.points[name], without=works.electrics.without())
    return None if verdict.allowed else _said(verdict)


def _said(verdict: Verdict) -> Text:
    zh, en = verdict.text.zh, verdict.text.en
    if verdict.remedy.zh:
        zh, en = f"{zh}。{verdict.remedy.zh}", f"{en}. {verdict.remedy.en}"
    return Text(zh=zh, en=en)
