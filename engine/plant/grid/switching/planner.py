"""Switching orders: which deeds lead a piece of equipment from the state it is in to another.

    plan = planned(facts_of(section), standing_of(section, station, {}), "T1", Service.MAINTENANCE)
    [item.on for item in plan.items if item.do]

Derived from the graph, for any station. What it cannot do it refuses with the reason: equipment in none of the four states,
a bus whose bays have no other to go to, a side nobody can earth, customers that no tie can take over, a transformer that
would be overloaded, two systems that would meet on the low side, and whatever the interlock says no to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.plant.grid.compile import station_of
from engine.plant.grid.section import GridSection
from engine.plant.grid.states import WORDS, Service, equipment
from engine.plant.grid.switching import around, busbar, outage, restoration
from engine.plant.grid.switching.draft import Draft
from engine.plant.grid.switching.facts import Facts, facts_of
from engine.plant.grid.switching.proof import carry, prove
from engine.plant.grid.switching.spoken import state_meant, thing_meant
from engine.plant.grid.switching.standing import Standing, standing_of
from engine.plant.grid.switching.takeover import own_loads
from engine.plant.grid.switching.thing import Thing, thing_of
from engine.plant.rehearsal import RehearsedDeed
from engine.plant.sequencing import DeedSequence, NoSequenceError
from engine.scenario.text import Text

__all__ = ["planned", "sequence", "states"]

LADDER = tuple(Service)
"""From running to maintenance."""


def states(section: GridSection) -> Mapping[str, Sequence[str]]:
    """The equipment that sequences can be worked out for, with its states."""
    return {name: [s.value for s in LADDER] for name in equipment(station_of(section))}


def sequence(
    section: GridSection, start: Mapping[str, float], of: str, to: str, since: str = "", done: Sequence[RehearsedDeed] = ()
) -> DeedSequence:
    """See ``engine.plant.sequencing.Sequences``."""
    facts = facts_of(section)
    now = standing_of(section, facts.station, start)
    unseen = tuple(deed.line for deed in done if not carry(facts, now, deed))
    name = thing_meant(facts.station, facts.naming, of, section)
    if since:
        now = _carried_out(facts, now, name, state_meant(since, "from"))[1]
    return replace(planned(facts, now, name, state_meant(to, "to")), unseen=unseen)


def planned(facts: Facts, start: Standing, of: str, to: Service) -> DeedSequence:
    """What leads ``of`` to the state ``to``; empty if it is there. Raises ``NoSequenceError``."""
    return _carried_out(facts, start, thing_meant(facts.station, facts.naming, of), to)[0]


def _carried_out(facts: Facts, start: Standing, of: str, to: Service) -> tuple[DeedSequence, Standing]:
    """The sequence, and where everything stands after it."""
    bus = equipment(facts.station)[of] == "bus"
    thing = busbar.bus_thing(facts.station, of, facts.naming) if bus else thing_of(facts.station, of)
    found = start.service(of)
    name = facts.naming.full(of)
    if found.service is None:
        raise NoSequenceError(
            "start",
            Text(zh=f"{name.of('zh')}不属运行、热备用、冷备用、检修中的任何一种：{found.text.zh}",
                 en=f"{name.of('en')} is in none of the four states: {found.text.en}"),
            Text(zh="先把起点摆成其中一种状态", en="bring the starting point to one of them first"),
        )  # fmt: skip
    draft = Draft(facts, start)
    if found.service is to:
        return draft.done(), draft.now
    here, there = LADDER.index(found.service), LADDER.index(to)
    off = own_loads(start, thing) if here < there else frozenset[str]()
    steps = _down(thing.kind, here, there) if here < there else _up(thing.kind, here, there)
    for step in steps:
        step(draft, thing)
    ended = draft.now.service(of)
    if ended.service is not to:
        raise NoSequenceError(
            "to",
            Text(zh=f"{name.of('zh')}到不了{WORDS[to].zh}：{ended.text.zh}",
                 en=f"{name.of('en')} cannot be brought to {WORDS[to].en}: {ended.text.en}"),
        )  # fmt: skip
    around.final_check(draft, thing, to)
    done = draft.done()
    prove(facts, start, done, off)
    return done, draft.now


Step = Callable[[Draft, Thing], None]


def _down(kind: str, here: int, there: int) -> list[Step]:
    ways: tuple[Step, ...] = (
        (busbar.empty, busbar.isolate, outage.put_to_work) if kind == "bus"
        else (outage.switch_off, outage.isolate, outage.put_to_work)
    )  # fmt: skip
    ends: list[Step] = [lambda draft, _: outage.tidy_ties(draft)] if here == 0 else []
    if LADDER[there] is Service.MAINTENANCE:
        ends.append(lambda draft, thing: around.signs(draft, thing, on=True))
    return [*ways[here:there], *ends]


def _up(kind: str, here: int, there: int) -> list[Step]:
    parts: list[Step] = []
    if LADDER[here] is Service.MAINTENANCE:
        parts.append(_hand_back)
    if there == 0 and kind != "bus":
        parts.append(restoration.make_ready)
    if there <= 1 < here:
        parts.append(busbar.connect if kind == "bus" else restoration.connect)
    if there == 0:
        parts += (
            [busbar.refill, lambda draft, _: restoration.automatics_as_normal(draft)] if kind == "bus"
            else [restoration.switch_on]
        )  # fmt: skip
    return parts


def _hand_back(draft: Draft, thing: Thing) -> None:
    """Signs may come off any time before the first switch moves."""
    with draft.any_order() as group:
        group.block()
        around.signs(draft, thing, on=False)
        group.block()
        restoration.hand_back(draft, thing)
