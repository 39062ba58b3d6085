"""What both ways need: automatics out and in, ties with a look at the load, whose protection it is, signs, the last look."""

from __future__ import annotations

from collections.abc import Sequence

from engine.plant.grid.states import Service
from engine.plant.grid.switching.draft import Draft
from engine.plant.grid.switching.thing import Thing
from engine.plant.sequencing import NoSequenceError
from engine.scenario.text import Text

__all__ = [
    "close_tie", "compare_taps", "final_check", "guards", "own_breakers", "put_in", "signs", "take_out",
]  # fmt: skip


def take_out(draft: Draft, moved: Sequence[int]) -> list[str]:
    """Automatics that look at a breaker about to be moved; those in service."""
    return [
        t.id for t in draft.facts.transfers
        if draft.now.plates[t.id] and any(place in moved for place in (*t.opens, t.closes))
    ]  # fmt: skip


def put_in(draft: Draft, relays: Sequence[str]) -> None:
    """Automatics back in service where both buses are live and their breakers stand as they must."""
    look, closed = draft.now.look(), draft.now.closed
    ready = [
        t.id for t in draft.facts.transfers
        if t.id in relays and not draft.now.plates[t.id] and look.live(t.bus) and look.live(t.from_bus)
        and not closed[t.closes] and all(closed[place] for place in t.opens)
    ]  # fmt: skip
    with draft.any_order() as group:
        for relay in ready:
            group.block()
            draft.plate(relay, True, after=(draft.parted,) if draft.parted else None)


def compare_taps(draft: Draft, names: tuple[str, ...]) -> None:
    """Transformers stand on the same tap before they are put in parallel. Raises ``NoSequenceError`` if they do not."""
    taps = draft.now.taps
    who = draft.naming.listed(names)
    if len({taps.get(name, 0) for name in names}) > 1:
        raise NoSequenceError(
            "start",
            Text(zh=f"{who.of('zh')}分接头档位不一致，不能并列", en=f"{who.of('en')} stand on different taps and cannot work in parallel"),
            Text(zh="先调到同一档", en="bring them to the same tap first"),
        )  # fmt: skip
    same = " and ".join(f"abs({names[0]}.tap - {name}.tap) < 0.5" for name in names[1:])
    text = Text(zh=f"检查{who.of('zh')}有载分接头档位一致", en=f"Check that {who.of('en')} stand on the same tap")
    draft.make_sure("check_taps", text, same, names[0])


def close_tie(draft: Draft, tie: int) -> None:
    """Close a tie, and see that it took what it must and no more."""
    draft.move(tie, True, more=Text(zh="负荷分配正常", en="and that the load is shared as it should be"))


def own_breakers(thing: Thing) -> list[int]:
    """Breakers of the bays that are isolated."""
    return [place for side in thing.sides for place in side.breakers]


def guards(draft: Draft, thing: Thing, of: str) -> bool:
    """Whether a protection belongs to the thing: to itself or to a breaker of its bays."""
    place = draft.station.switch.get(of)
    return of == thing.id or (place is not None and place in own_breakers(thing))


def signs(draft: Draft, thing: Thing, on: bool) -> None:
    """Signs on the handles of everything that parts the thing."""
    with draft.any_order() as group:
        for place in sorted((*own_breakers(thing), *thing.isolating)):
            group.block()
            draft.sign(place, on)


def final_check(draft: Draft, thing: Thing, to: Service) -> None:
    """All of it looked at once more."""
    name = draft.naming.full(thing.id)
    words = {
        Service.RUNNING: ("运行", "running"), Service.HOT_STANDBY: ("热备用", "in hot standby"),
        Service.COLD_STANDBY: ("冷备用", "in cold standby"), Service.MAINTENANCE: ("检修", "under maintenance"),
    }[to]  # fmt: skip
    text = Text(
        zh=f"全面复查，{name.of('zh')}确在{words[0]}状态", en=f"Look at everything again: {name.of('en')} is {words[1]}"
    )
    if thing.kind == "transformer":
        draft.make_sure("check_all", text, f"{thing.id}.state == '{to.value}'", thing.id)
        return
    places = dict.fromkeys((*own_breakers(thing), *thing.isolating))
    check = " and ".join(draft.position(place, draft.now.closed[place]) for place in places)
    of = next(iter(places), None)
    if of is not None:
        draft.make_sure("check_all", text, check, draft.station.switches[of].id)
