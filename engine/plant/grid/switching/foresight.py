"""A switching order that somebody else has written, looked over before anybody switches: what five-prevention will refuse, and
what is earthed that must have been proven dead.

    foreseen(section, {}, [], [[RehearsedDeed(0, "close", "QE10140")]])       # refused: the high side of T1 is live
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.plant.grid.five_prevention import Interlock
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import EARTH
from engine.plant.grid.switching.facts import Facts, facts_of
from engine.plant.grid.switching.proof import carry, interlock_of, moved_by
from engine.plant.grid.switching.standing import Standing, standing_of
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text

__all__ = ["foreseen", "tested_first"]


def foreseen(
    section: GridSection, start: Mapping[str, float], done: Sequence[RehearsedDeed], orders: Sequence[Sequence[RehearsedDeed]]
) -> list[list[RehearsalRefusal]]:
    """See ``engine.plant.sequencing.Foresees``."""
    if not section.five_prevention.installed:
        return [[] for _ in orders]
    facts = facts_of(section)
    begun, interlock = standing_of(section, facts.station, start), interlock_of(facts)
    for deed in done:
        carry(facts, begun, deed)
    return [_refused(facts, interlock, begun.copy(), deeds) for deeds in orders]


def _refused(facts: Facts, interlock: Interlock, now: Standing, deeds: Sequence[RehearsedDeed]) -> list[RehearsalRefusal]:
    out = []
    for deed in deeds:
        to = moved_by(facts, deed)
        place = facts.station.switch.get(deed.on, -1)
        if to is not None and now.closed[place] != to:
            off = [facts.station.switches[i].id for i in now.control_off]
            verdict = interlock.judge(now.closed, deed.on, to, control_off=off, without=now.without)
            if not verdict.allowed and verdict.rule != "R1":
                out.append(RehearsalRefusal(deed.line, Text(zh=verdict.text.zh, en=verdict.text.en)))
                continue
        carry(facts, now, deed)
    return out


def tested_first(section: GridSection) -> dict[tuple[str, str], tuple[str, ...]]:
    """See ``engine.plant.sequencing.Foresees``: everything that earths but the neutral of a winding, with the node it earths."""
    facts = facts_of(section)
    station = facts.station
    return {
        ("attach" if s.kind == "portable" else "close", s.id): (
            *(station.nodes[node].id for pair in s.contacts for node in pair if node != EARTH), s.id,
        )
        for i, s in enumerate(station.switches)
        if s.earths and i not in facts.neutrals
    }  # fmt: skip
