"""The way down: 运行 → 热备用 → 冷备用 → 检修, each a part that the planner asks for.

Order (source: power reference A4.2, A4.4, A5.2): loads and taps looked at and automatics out; a neutral earthed elsewhere
before the one here goes; ties closed, the upper first; breakers opened, load side first; trucks and disconnectors, load
side first; the own neutral opened; proof of no voltage and an earth on every side; power off; foreign trips out; ties that are no
longer needed opened again, as soon as the thing is off; signs.
"""

from __future__ import annotations

from engine.plant.grid.station import EARTH
from engine.plant.grid.switching.around import close_tie, compare_taps, guards, own_breakers, put_in, take_out
from engine.plant.grid.switching.draft import Draft
from engine.plant.grid.switching.neutral import earth_another, earth_neutral, open_neutral, windings_switched
from engine.plant.grid.switching.standing import Standing
from engine.plant.grid.switching.takeover import carried, needed, own_loads, ties_for
from engine.plant.grid.switching.thing import Thing
from engine.plant.grid.topology import Topology
from engine.plant.sequencing import NoSequenceError
from engine.scenario.text import Text

__all__ = ["isolate", "put_to_work", "switch_off", "tidy_ties"]


def switch_off(draft: Draft, thing: Thing) -> None:
    """From running to hot standby."""
    now, naming = draft.now, draft.naming
    opened = [place for place in thing.breakers if now.closed[place]]
    ties = ties_for(now, thing, naming)
    own = own_loads(now, thing)
    if own:
        who = naming.listed(sorted(own))
        draft.note(
            f"{who.of('zh')}只由它供电，将停电", f"{who.of('en')} can be supplied by nothing else and will be off"
        )
    before = now.copy()
    after = now.with_(on=ties, off=opened)
    _load_and_automatics(draft, thing, ties, opened, after)
    windings = windings_switched(draft, now.closed, after)
    first = next((n for n, place in enumerate(opened) if any(place in _high(draft, w) for w in windings)), len(opened))
    with draft.any_order() as group:  # the other neutral is due before the high side opens, not before the ties close
        group.block()
        for winding in windings:
            earth_another(draft, winding, after)
        group.block()
        for tie in ties:
            draft.ties.append(tie)
            close_tie(draft, tie)
        for place in opened[:first]:
            _open(draft, thing, place, before)
    for place in opened[first:]:
        for winding in windings:
            earth_neutral(draft, winding)
        _open(draft, thing, place, before)


def _open(draft: Draft, thing: Thing, place: int, before: Standing) -> None:
    also, more = _still_well(draft, thing, place, before.closed)
    draft.parted = draft.move(place, False, also=also, more=more)


def isolate(draft: Draft, thing: Thing) -> None:
    """From hot to cold standby."""
    with draft.any_order() as sides:
        for side in thing.sides:
            sides.block()
            for place in side.isolating:
                if draft.now.closed[place]:
                    draft.move(place, False)
    if thing.kind == "transformer":
        open_neutral(draft, draft.station.transformer[thing.id])


def put_to_work(draft: Draft, thing: Thing) -> None:
    """From cold standby to maintenance."""
    _wait_for_discharge(draft, thing)
    earths = [(node, _earth_at(draft, thing, node)) for node in thing.ends]
    with draft.any_order() as sides:
        for node, earth in earths:
            if not draft.now.closed[earth]:
                sides.block()
                draft.prove_dead(node, earth, thing.isolating)
                draft.move(earth, True)
    with draft.any_order() as powers:
        for place in sorted((*own_breakers(thing), *thing.isolating)):
            powers.block()
            if place in draft.facts.control and place not in draft.now.control_off:
                draft.power(place, False)
            if place in draft.facts.drives and place not in draft.now.drive_off:
                draft.power(place, False)
        for plate in draft.facts.plates:
            strange = any(place not in thing.breakers for place in plate.trips)
            if draft.now.plates.get(plate.id) and strange and guards(draft, thing, plate.of):
                powers.block()
                draft.plate(plate.id, False)


def tidy_ties(draft: Draft) -> None:
    """Open the ties again that are not needed any more, and put the automatics in that can do their work."""
    now = draft.now
    for tie in reversed(draft.ties):
        carries = carried(now, now.with_(off=(tie,)))
        if not draft.station.normal[tie] and not needed(now, tie) and all(c.power <= c.rated for c in carries):
            draft.parted = draft.move(tie, False, after=(draft.parted,) if draft.parted else None)
    put_in(draft, draft.put_out)


# -- parts ---------------------------------------------------------------------------------------------------------
def _load_and_automatics(draft: Draft, thing: Thing, ties: list[int], opened: list[int], after: list[bool]) -> None:
    now = draft.now
    if ties:
        for group in carried(now, after):
            if group.power > group.rated:
                _too_much(draft, group.transformers, group.power / group.rated)
            moved = thing.kind == "transformer" and group not in carried(now, now.closed)
            if moved and all(name != thing.id for name in group.transformers):
                _enough(draft, thing.id, group.transformers, group.rated)
    with draft.any_order() as group_:
        meeting = _parallel(draft, now.with_(on=ties)) if ties else ()
        if meeting:
            group_.block()
            compare_taps(draft, meeting)
        for relay in take_out(draft, [*ties, *opened]):
            group_.block()
            draft.put_out.append(relay)
            draft.plate(relay, False)


def _too_much(draft: Draft, names: tuple[str, ...], share: float) -> None:
    who = draft.naming.listed(names)
    raise NoSequenceError(
        "refused",
        Text(zh=f"{who.of('zh')}将过负荷：{share * 100:.0f} %", en=f"{who.of('en')} would be overloaded: {share * 100:.0f} %"),
        Text(zh="先减负荷", en="reduce the load first"),
    )  # fmt: skip


def _enough(draft: Draft, thing: str, others: tuple[str, ...], rated: float) -> None:
    all_ = (thing, *others)
    total = " + ".join(f"{name}.S" for name in all_)
    mine, rest = draft.naming.listed(all_), draft.naming.listed(others)
    draft.make_sure(
        f"check_load_{'_'.join(others)}",
        Text(zh=f"检查{mine.of('zh')}负荷之和小于{rest.of('zh')}额定容量 {rated / 1e6:g} MVA",
             en=f"Check that {mine.of('en')} together carry less than the {rated / 1e6:g} MVA {rest.of('en')} is made for"),
        f"{total} < {rated / 1e6:g} MVA", others[0],
    )  # fmt: skip


def _parallel(draft: Draft, closed: list[bool]) -> tuple[str, ...]:
    """Transformers that will feed one network together."""
    return next((group.transformers for group in carried(draft.now, closed) if len(group.transformers) > 1), ())


def _still_well(draft: Draft, thing: Thing, place: int, before: list[bool]) -> tuple[str, Text | None]:
    """What else must be so once a breaker is open: those that took over are not overloaded, their bus has its voltage."""
    station = draft.station
    if thing.kind != "transformer" or draft.now.supplied() == frozenset():
        return "", None
    t = station.transformers[station.transformer[thing.id]]
    low_side = station.nodes[station.switches[place].contacts[0][0]].voltage == station.nodes[t.lv].voltage
    others = [g for g in carried(draft.now, draft.now.with_(off=(place,))) if thing.id not in g.transformers]
    was = {name for g in carried(draft.now, before) if thing.id not in g.transformers for name in g.transformers}
    taken = [name for g in others for name in g.transformers if name in was]
    if not low_side or not draft.ties or not taken:
        return "", None
    who = draft.naming.listed(taken)
    also = " and ".join(f"{name}.loading < 100 %" for name in taken)
    return also, Text(zh=f"{who.of('zh')}负荷正常", en=f"and that {who.of('en')} is not overloaded")


def _high(draft: Draft, winding: int) -> set[int]:
    """Breakers on the level of the higher winding."""
    station = draft.station
    level = station.nodes[station.transformers[winding].hv].voltage
    return {
        i for i, s in enumerate(station.switches) if not s.earths and station.nodes[s.contacts[0][0]].voltage == level
    }


def _wait_for_discharge(draft: Draft, thing: Thing) -> None:
    if thing.kind == "capacitor":
        name = draft.naming.full(thing.id)
        text = Text(zh=f"检查{name.of('zh')}已放电", en=f"Check that {name.of('en')} has discharged")
        of = draft.station.switches[thing.breakers[0] if thing.breakers else thing.isolating[0]].id
        draft.make_sure(f"check_{thing.id}_discharged", text, f"not {thing.id}.residual", of)


def _earth_at(draft: Draft, thing: Thing, node: int) -> int:
    """What earths a node: an earthing switch, else a portable earth, with no breaker between."""
    station = draft.station
    look = Topology(station, draft.now.closed, breakers_open=True, without=draft.now.without)
    strict = Topology(station, draft.now.closed, breakers_closed=True, without=draft.now.without)
    path = strict.to_source(node)
    where = draft.naming.full(station.nodes[node].id)
    if path is not None:
        source = draft.naming.full(path.end)
        raise NoSequenceError(
            "refused",
            Text(zh=f"{where.of('zh')}与电源{source.of('zh')}之间没有可见断开点，本站断不开，不能接地",
                 en=f"{where.of('en')} has no visible break to {source.of('en')} that this station could make: it cannot be earthed"),
            Text(zh="先由调度令对侧停电（起点里写该电源 available: 0）",
                 en="have the other end switched off first (available: 0 of that source in the starting point)"),
        )  # fmt: skip
    zone = set(look.zones[look.zone[node]])
    found = [
        i for i, s in enumerate(station.switches)
        if s.earths and i not in draft.facts.neutrals and any(n != EARTH and n in zone for pair in s.contacts for n in pair)
    ]  # fmt: skip
    if not found:
        raise NoSequenceError(
            "to",
            Text(zh=f"{draft.naming.full(thing.id).of('zh')}的 {where.of('zh')} 处没有接地刀闸，也没有接地线装设点",
                 en=f"{draft.naming.full(thing.id).of('en')} has neither an earthing switch nor a point for a portable earth at {where.of('en')}"),
            Text(zh="手车柜的断路器拉出柜外检修，停到冷备用即可", en="a breaker on a truck is withdrawn for work: cold standby is enough")
            if any(station.switches[place].kind == "truck" for place in thing.isolating) else None,
        )  # fmt: skip
    return min(
        found, key=lambda i: (station.switches[i].kind == "portable", node not in station.switches[i].contacts[0])
    )
