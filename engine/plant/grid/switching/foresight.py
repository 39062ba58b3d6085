"""A switching order that somebody else has written, looked over before anybody switches: what five-prevention will refuse, and
what is earthed that must have been proven dead.

    foreseen(section, {}, [], [[RehearsedDeed(0, "close", "QE10140")]])       # refused: the high side of T1 is live
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.plant.grid.section import GridSection
from engine.plant.grid.station import EARTH
from engine.plant.grid.switching.facts import facts_of
from engine.plant.grid.switching.proof import carry, interlock_of, refused
from engine.plant.grid.switching.standing import standing_of
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text

__all__ = ["foreseen", "tested_first"]


def foreseen(
    section: GridSection, start: Mapping[str, float], done: Sequence[RehearsedDeed], orders: Sequence[Sequence[RehearsedDeed]]
) -> list[list[RehearsalRefusal]]:
    """See ``engine.plant.sequencing.Foresees``."""
    if not section.five_prevention.installed or start.get("STATION.unlocked", 0.0):
        return [[] for _ in orders]
    facts = facts_of(section)
    begun, interlock = standing_of(section, facts.station, start), interlock_of(facts)
    for deed in done:
        carry(facts, begun, deed)
    return [
        [RehearsalRefusal(deed.line, Text(zh=verdict.text.zh, en=verdict.text.en))
         for deed, verdict in refused(facts, interlock, begun.copy(), deeds)]
        for deeds in orders
    ]  # fmt: skip


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
