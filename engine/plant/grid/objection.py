"""What five-prevention says to one deed as everything stands: the same to who commands, who rehearses and who looks an order
over, each with a station of their own.

    objection(interlock, works.doors.points, now, "QE10140", True)     # None, or the verdict that refuses it
    held(interlock, works.doors.points, now, "GATE1")                  # the same for opening a door
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.switching.standing import Standing
from engine.plant.grid.verdict import Verdict

__all__ = ["held", "judged", "objection"]

Behind = Mapping[str, Sequence[str]]
"""Door → the points behind it."""


def judged(
    interlock: Interlock, behind: Behind, now: Standing, name: str, to: bool, shown: Collection[str] = ()
) -> Verdict:
    """What the rules for switches say where ``name`` is closed (``to``) or opened; and behind an open door everything stays
    dead and earthed (R5).
    """
    off = [interlock.station.switches[i].id for i in now.control_off]
    verdict = interlock.judge(now.closed, name, to, control_off=off, without=now.without, shown=shown)
    if not verdict.allowed or not now.doors:
        return verdict
    place = interlock.station.switch[name]
    door = _robbed(interlock, behind, now, now.with_(on=(place,)) if to else now.with_(off=(place,)))
    return verdict if door is None else interlock.say.door_open(name, to, door)


def objection(
    interlock: Interlock, behind: Behind, now: Standing, name: str, to: bool, shown: Collection[str] = ()
) -> Verdict | None:
    """The verdict that refuses it; ``None`` where nothing is refused, or nothing would move."""
    if now.closed[interlock.station.switch[name]] == to:
        return None
    verdict = judged(interlock, behind, now, name, to, shown)
    return None if verdict.allowed or verdict.rule == "R1" else verdict


def held(interlock: Interlock, behind: Behind, now: Standing, door: str) -> Verdict | None:
    """Why a door may not be opened (R5); ``None`` where it may, or stands open already."""
    if door in now.doors:
        return None
    verdict = interlock.enclosure(now.closed, behind[door], without=now.without)
    return None if verdict.allowed else verdict


def _robbed(interlock: Interlock, behind: Behind, now: Standing, after: Sequence[bool]) -> str | None:
    """The first open door behind which everything is dead and earthed now and would not be ``after`` a change of positions."""
    for door in (door for door in behind if door in now.doors):
        was, then = (interlock.enclosure(closed, behind[door], without=now.without) for closed in (now.closed, after))
        if was.allowed and not then.allowed:
            return door
    return None
