"""Five-prevention as the station has it: what it says to a command now, and to a list of deeds on a copy.

The rules are pure (``five_prevention``); here they are asked about indicated positions, with the control power and the
sources as they are, and only where the station has them and nobody has unlocked them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.plant.grid import devices as d
from engine.plant.grid.declaration import ORDERS
from engine.plant.grid.doors import OPENED
from engine.plant.grid.objection import held, objection
from engine.plant.grid.switching.facts import facts_of
from engine.plant.grid.switching.proof import refused
from engine.plant.grid.switching.standing import Standing
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
        if what != OPENED or not value:
            return None
        why = held(works.interlock, works.doors.points, _standing(works), name)
        return None if why is None else _said(why)
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
    lit = _lit(works) if to and works.station.switches[works.station.switch[name]].earths else ()
    why = objection(works.interlock, works.doors.points, _standing(works), name, to, lit)
    return None if why is None else _said(why)


def rehearse(works: Works, deeds: Sequence[RehearsedDeed]) -> list[RehearsalRefusal]:
    """See ``engine.plant.rehearsal``: five-prevention on a copy of the indicated positions."""
    if not _in_force(works):
        return []
    return [
        RehearsalRefusal(deed.line, _said(verdict))
        for deed, verdict in refused(facts_of(works.section), works.interlock, _standing(works), deeds)
    ]


def _in_force(works: Works) -> bool:
    return works.section.five_prevention.installed and not works.inputs["STATION.unlocked"]


def _standing(works: Works) -> Standing:
    """The station as the computer of the interlock has it: by indicated positions."""
    off = {works.station.switch[name] for name in works.machinery.breakers if not works.inputs[f"{name}.control_power"]}
    return Standing(
        works.station, list(works.machinery.indicated), control_off=off, without=set(works.electrics.without()),
        doors=set(works.doors.standing_open()),
    )  # fmt: skip


def _lit(works: Works) -> list[str]:
    """The points at which an indicator on a cubicle shows voltage: what forbids an earth. A rehearsal does not ask them, they
    show the present.
    """
    devices = works.section.devices.items()
    return [v.at for name, v in devices if isinstance(v, d.LiveDisplay) and any(works.earthed.lamps(name))]


def _said(verdict: Verdict) -> Text:
    """What was refused and why, and what would make it legal."""
    zh, en = verdict.text.zh, verdict.text.en
    if verdict.remedy.zh:
        zh, en = f"{zh}。{verdict.remedy.zh}", f"{en}. {verdict.remedy.en}"
    return Text(zh=zh, en=en)
