"""A bus of a double-bus station: its bays are moved to the other bus, then it is cut off; and back.

The way out (source: power reference A2 R2, DL/T 969): tie closed, its control power off so that it cannot trip while
disconnectors take over the load, each bay closed onto the other bus before it is opened from this one, control power
on, tie opened. A bus whose bays have no other one to go to is refused: its equipment is taken out first.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.plant.grid.states import bay_ends, bay_switches
from engine.plant.grid.station import ISOLATING, Station
from engine.plant.grid.switching.around import close_tie, take_out
from engine.plant.grid.switching.draft import Draft
from engine.plant.grid.switching.naming import Naming
from engine.plant.grid.switching.restoration import all_back
from engine.plant.grid.switching.thing import Side, Thing
from engine.plant.sequencing import NoSequenceError
from engine.scenario.text import Text

__all__ = ["bus_thing", "connect", "empty", "isolate", "refill"]


@dataclass(frozen=True, slots=True)
class Busbar:
    """A bus with its tie; switches by place."""

    node: int
    other: int
    """The bus on the other side of the tie."""
    tie: int
    tie_switches: tuple[int, ...]
    """Isolating switches of the tie, this side first."""
    measuring: tuple[int, ...]
    """Those of bays that lead nowhere: voltage transformers."""
    pairs: tuple[tuple[int, int], ...]
    """Each bay that can be on either: its switch at this bus and its switch at the other."""


def bus_thing(station: Station, name: str, naming: Naming) -> Thing:
    """The bus as it is switched: its tie and what measures it. Raises ``NoSequenceError`` where it is no double bus."""
    bus = _busbar(station, name, naming)
    side = Side(bus.node, (bus.tie,), (*bus.tie_switches, *bus.measuring))
    return Thing(name, "bus", (side,), (), (bus.node,))


def empty(draft: Draft, thing: Thing) -> None:
    """From running to hot standby: everything onto the other bus."""
    bus = _busbar(draft.station, thing.id, draft.naming)
    _moved(draft, bus, [(mine, theirs) for mine, theirs in bus.pairs if draft.now.closed[mine]])
    draft.parted = draft.move(bus.tie, False)


def isolate(draft: Draft, thing: Thing) -> None:
    """From hot to cold standby."""
    for place in thing.isolating:
        if draft.now.closed[place]:
            draft.move(place, False)


def connect(draft: Draft, thing: Thing) -> None:
    """From cold to hot standby."""
    bus = _busbar(draft.station, thing.id, draft.naming)
    draft.stands(bus.tie, False)
    for place in all_back(draft, thing):
        draft.move(place, True)


def refill(draft: Draft, thing: Thing) -> None:
    """From hot standby to running, with the bays on it that are normally on it."""
    bus, normal = _busbar(draft.station, thing.id, draft.naming), draft.station.normal
    back = [(theirs, mine) for mine, theirs in bus.pairs if normal[mine] and not draft.now.closed[mine]]
    _moved(draft, bus, back)
    if not normal[bus.tie]:
        draft.parted = draft.move(bus.tie, False)


def _moved(draft: Draft, bus: Busbar, bays: list[tuple[int, int]]) -> None:
    """Bays taken from one switch to the other, under load, with the tie closed and held."""
    with draft.any_order() as group:
        for relay in take_out(draft, [bus.tie]):
            group.block()
            draft.put_out.append(relay)
            draft.plate(relay, False)
    if not draft.now.closed[bus.tie]:
        dead = not draft.now.look().live(bus.node)
        close_tie(draft, bus.tie)
        if dead:
            _check_charged(draft, bus)
    if not bays:
        return
    draft.power(bus.tie, False)
    with draft.any_order() as group:
        for away, onto in bays:
            group.block()
            if not draft.now.closed[onto]:
                draft.move(onto, True)
            draft.move(away, False)
    draft.power(bus.tie, True)


def _check_charged(draft: Draft, bus: Busbar) -> None:
    name, tie = draft.station.nodes[bus.node].id, draft.station.switches[bus.tie].id
    full = draft.naming.full(name)
    if name in draft.facts.points:
        text = Text(zh=f"检查{full.of('zh')}充电正常、电压正常", en=f"Check that {full.of('en')} is energised soundly")
        draft.make_sure(f"check_{name}_live", text, f"{name}.state == 'live'", tie)


def _busbar(station: Station, name: str, naming: Naming) -> Busbar:
    node, ends = station.node[name], bay_ends(station)
    pairs, measuring, stuck = [], [], []
    tie: tuple[int, int, tuple[int, ...]] | None = None
    for bay, gear in bay_switches(station).items():
        mine = [
            (i, _far(s.contacts[0], node))
            for i, s in gear
            if s.kind in ISOLATING and len(s.contacts) == 1 and node in s.contacts[0]
        ]
        if not mine:
            if any(node in pair for _, s in gear for pair in s.contacts):
                stuck.append(bay)
            continue
        place, inner = mine[0]
        others = [
            (i, k, s.contacts[0][1 - k]) for i, s in gear for k in (0, 1)
            if i != place and s.kind in ISOLATING and len(s.contacts) == 1 and s.contacts[0][k] in ends and s.contacts[0][k] != node
        ]  # fmt: skip
        beside = next((i for i, _, at in others if at == inner), None)
        breaker = next((i for i, s in gear if s.kind == "breaker" and inner in s.contacts[0]), None)
        if beside is not None:
            pairs.append((place, beside))
        elif breaker is None and not any(at in ends for at in (inner,)):
            measuring.append(place)
        else:
            beyond = None if breaker is None else _far(station.switches[breaker].contacts[0], inner)
            onto = next(
                ((i, s.contacts[0][k]) for i, k, at in others if at == beyond for s in [station.switches[i]]), None
            )
            if breaker is not None and onto is not None and _is_bus(station, onto[1]):
                tie = (breaker, onto[1], (place, onto[0]))
            else:
                stuck.append(bay)
    if tie is None or stuck:
        held = naming.listed(
            [station.switches[i].id for bay in stuck for i, s in bay_switches(station)[bay] if s.kind == "breaker"]
        )
        raise NoSequenceError(
            "of",
            Text(zh=f"{naming.full(name).of('zh')}停不下来：{held.of('zh') or '没有母联，其上'}的间隔没有另一条母线可倒",
                 en=f"{naming.full(name).of('en')} cannot be emptied: {held.of('en') or 'there is no tie;'} has no other bus to go to"),
            Text(zh="先对这些间隔的设备逐个生成停电票", en="first generate for the equipment of those bays, one by one"),
        )  # fmt: skip
    return Busbar(node, tie[1], tie[0], tie[2], tuple(measuring), tuple(pairs))


def _far(pair: tuple[int, int], node: int) -> int:
    return pair[1] if pair[0] == node else pair[0]


def _is_bus(station: Station, node: int) -> bool:
    """Whether several bays meet there."""
    bays = {
        bay for bay, gear in bay_switches(station).items() if any(node in pair for _, s in gear for pair in s.contacts)
    }
    return len(bays) > 1
