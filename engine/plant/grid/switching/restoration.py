"""The way up: 检修 → 冷备用 → 热备用 → 运行, each a part that the planner asks for.

Order (source: power reference A4.2, A5.3): signs and earths off and counted; power on, protection in; automatics out and the
upper tie closed where two systems would meet otherwise; the own neutral earthed; disconnectors and trucks, source side
first, each bay with a look at its breaker before; breakers, source side first; then ties, neutrals and automatics as the
station is normally run.
"""

from __future__ import annotations

from engine.plant.grid.switching.around import close_tie, compare_taps, guards, own_breakers, put_in, take_out
from engine.plant.grid.switching.draft import Draft
from engine.plant.grid.switching.neutral import earth_neutral, restore_neutrals, windings_switched
from engine.plant.grid.switching.takeover import carried, needed, ties_above
from engine.plant.grid.switching.thing import Side, Thing
from engine.plant.grid.topology import Topology
from engine.scenario.text import Text

__all__ = ["connect", "hand_back", "make_ready", "switch_on"]


def hand_back(draft: Draft, thing: Thing) -> None:
    """From maintenance to cold standby."""
    station, now = draft.station, draft.now
    look = Topology(station, now.closed, breakers_open=True)
    zones = {look.zone[node] for node in thing.ends}
    earths = [
        i for i, s in enumerate(station.switches)
        if s.earths and now.closed[i] and i not in draft.facts.neutrals and any(look.zone[n] in zones for n in s.contacts[0] if n >= 0)
    ]  # fmt: skip
    with draft.any_order() as group:
        for place in sorted(earths, key=lambda i: station.switches[i].kind != "portable"):
            group.block()
            draft.move(place, False)
    if earths:
        name = draft.naming.full(thing.id)
        text = Text(
            zh=f"检查{name.of('zh')}送电范围内确无接地",
            en=f"Check that no earth is left on what {name.of('en')} will make live",
        )
        check = " and ".join(f"not {station.switches[i].id}.closed" for i in earths)
        of = station.switches[(thing.breakers or thing.isolating)[0]].id
        draft.make_sure("check_no_earth", text, check, of)
    _power_and_protection(draft, thing)


def make_ready(draft: Draft, thing: Thing) -> None:
    """What comes before the thing is joined to a bus it will feed: automatics out, upper ties closed."""
    now, closed = draft.now, _closed_again(draft, thing)
    ties: list[int] = []
    at = list(now.closed)
    for place in closed.isolating:
        at[place] = True
    for place in closed.breakers:
        ties += [one for one in ties_above(now, at, place, draft.naming) if one not in ties]
        for one in (*ties, place):
            at[one] = True
    back = [i for i in _beyond_normal(draft) if i not in ties]
    with draft.any_order() as group:
        for relay in take_out(draft, [*ties, *closed.breakers, *back]):
            group.block()
            draft.put_out.append(relay)
            draft.plate(relay, False)
    for tie in ties:
        draft.ties.append(tie)
        close_tie(draft, tie)


def connect(draft: Draft, thing: Thing) -> None:
    """From cold to hot standby."""
    after = draft.now.with_(on=(*_all_back(draft, thing), *thing.breakers))
    for winding in windings_switched(draft, draft.now.closed, after):
        earth_neutral(draft, winding)
    with draft.any_order() as sides:
        for side in reversed(thing.sides):
            sides.block()
            back = _back(draft, side)
            for place in side.breakers if back else ():
                draft.stands(place, False)
            for place in back:
                draft.move(place, True)


def switch_on(draft: Draft, thing: Thing) -> None:
    """From hot standby to running, and the station as it is normally run."""
    for place in _closed_again(draft, thing).breakers:
        before, now = draft.now.look(), draft.now
        after = now.with_(on=(place,))
        meeting = next((g.transformers for g in carried(now, after) if len(g.transformers) > 1), ())
        if meeting and meeting not in [g.transformers for g in carried(now, now.closed)]:
            compare_taps(draft, meeting)
            draft.move(place, True, more=Text(zh="负荷分配正常", en="and that the load is shared as it should be"))
        else:
            draft.move(place, True)
        look = draft.now.look()
        for t in draft.station.transformers:
            if look.live(t.hv) and not before.live(t.hv):
                name = draft.naming.full(t.id)
                text = Text(
                    zh=f"检查{name.of('zh')}充电正常（声音、电压、空载电流）",
                    en=f"Check that {name.of('en')} is energised soundly (sound, voltage, no-load current)",
                )
                draft.make_sure(f"check_{t.id}_energised", text, f"{t.id}.energized", t.id)
    _ties_as_normal(draft, thing)
    draft.parted = ""
    normally = [t.id for t in draft.facts.transfers if t.id in draft.normal_plates]
    put_in(draft, [*draft.put_out, *(name for name in normally if name not in draft.put_out)])


# -- parts ---------------------------------------------------------------------------------------------------------
def _power_and_protection(draft: Draft, thing: Thing) -> None:
    with draft.any_order() as group:
        for place in sorted((*own_breakers(thing), *thing.isolating)):
            group.block()
            if place in draft.now.control_off or place in draft.now.drive_off:
                draft.power(place, True)
        mine = [plate for plate in draft.facts.plates if guards(draft, thing, plate.of) and plate.normally]
        for plate in mine:
            if not draft.now.plates[plate.id]:
                group.block()
                draft.plate(plate.id, True)
    if mine:
        name = draft.naming.full(thing.id)
        text = Text(
            zh=f"检查{name.of('zh')}保护压板按定值单投入",
            en=f"Check that the protection of {name.of('en')} is in as its settings say",
        )
        draft.make_sure("check_protection", text, " and ".join(f"{plate.id}.enabled" for plate in mine), mine[0].id)


def _ties_as_normal(draft: Draft, thing: Thing) -> None:
    """Ties that are closed beyond the normal state are opened, the lower first, and the neutrals are put back between."""
    station = draft.station
    back = sorted(_beyond_normal(draft), key=lambda i: station.nodes[station.switches[i].contacts[0][0]].voltage)
    levels = sorted({station.nodes[station.switches[i].contacts[0][0]].voltage for i in back})
    high = max((station.nodes[t.hv].voltage for t in station.transformers), default=0.0)
    for level in [*levels, high] if high not in levels else levels:
        if level == high:
            restore_neutrals(draft)
        for tie in back:
            mine = station.nodes[station.switches[tie].contacts[0][0]].voltage == level
            if mine and tie not in thing.breakers and not needed(draft.now, tie):
                draft.move(tie, False)


def _beyond_normal(draft: Draft) -> list[int]:
    """Breakers between two buses that are closed now and normally open."""
    station = draft.station
    return [
        i for i, s in enumerate(station.switches)
        if s.kind == "breaker" and draft.now.closed[i] and not station.normal[i]
    ]  # fmt: skip


def _closed_again(draft: Draft, thing: Thing) -> Thing:
    """The thing with its breakers and isolating switches source side first, those only that are normally closed."""
    normal = draft.station.normal
    breakers = tuple(
        p for p in reversed(thing.breakers) if not draft.now.closed[p] and (normal[p] or thing.kind == "breaker")
    )
    return Thing(thing.id, thing.kind, tuple(reversed(thing.sides)), breakers, thing.ends)


def _all_back(draft: Draft, thing: Thing) -> list[int]:
    return [place for side in thing.sides for place in _back(draft, side)]


def _back(draft: Draft, side: Side) -> list[int]:
    """Isolating switches of a side that are closed again, source side first: as the station is normally run."""
    return [p for p in reversed(side.isolating) if draft.station.normal[p] and not draft.now.closed[p]]
