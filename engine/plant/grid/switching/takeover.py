"""Which ties take over before something is switched off, so that nobody loses supply, and whether the rest can carry it.

A tie between two live parts may only be closed where both come from one piece of network: otherwise two systems would be
put together through transformers and the loop current would be anybody's guess (reference: 16 to 666 A for 1 to 5
degrees). So the tie above is closed first; one on the highest voltage of the station joins the systems themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.plant.grid.states import bay_ends
from engine.plant.grid.station import Station
from engine.plant.grid.switching.naming import Naming
from engine.plant.grid.switching.standing import Standing
from engine.plant.grid.switching.thing import Thing
from engine.plant.sequencing import NoSequenceError
from engine.scenario.text import Text

__all__ = ["Carried", "carried", "coupled", "needed", "own_loads", "ties_above", "ties_for"]

MOST_TIES = 3
"""Ties that are tried together."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a group of transformers that feed one network carries: VA, and VA they are made for."""

    transformers: tuple[str, ...]
    power: float
    rated: float


def own_loads(now: Standing, thing: Thing) -> frozenset[str]:
    """Loads that nothing but the thing can supply: dead with every other switch closed."""
    station = now.station
    closed = [not switch.earths for switch in station.switches]
    for place in (*thing.breakers, *thing.isolating):
        closed[place] = False
    return now.supplied() - now.supplied(closed)


def ties_for(now: Standing, thing: Thing, naming: Naming) -> list[int]:
    """The ties to close, in their order, before the breakers of ``thing`` may open.

    Raises ``NoSequenceError`` where loads that others could supply would be lost all the same.
    """
    station = now.station
    keep = now.supplied() - own_loads(now, thing)
    closed = now.with_(off=thing.breakers)
    lost = keep - now.supplied(closed)
    if not lost:
        return []
    free = [i for i in _open_breakers(now) if i not in thing.breakers]
    free.sort(key=lambda i: -_voltage(station, i))
    for most in range(1, MOST_TIES + 1):
        for some in combinations(free, most):
            if keep <= now.supplied(now.with_(on=some, off=thing.breakers)):
                return _with_above(now, some, naming)
    who = naming.listed(sorted(lost))
    raise NoSequenceError(
        "refused",
        Text(zh=f"停下{naming.full(thing.id).of('zh')}会使{who.of('zh')}失电，没有可以合上的联络开关",
             en=f"taking out {naming.full(thing.id).of('en')} would cut off {who.of('en')}, and there is no tie to close"),
        Text(zh="先恢复联络开关的备用状态，或先转移这些负荷", en="bring a tie back to standby, or transfer these loads first"),
    )  # fmt: skip


def _with_above(now: Standing, ties: Sequence[int], naming: Naming) -> list[int]:
    out: list[int] = []
    for tie in sorted(ties, key=lambda i: -_voltage(now.station, i)):
        for one in (*ties_above(now, now.with_(on=out), tie, naming), tie):
            if one not in out:
                out.append(one)
    return out


def ties_above(now: Standing, closed: Sequence[bool], breaker: int, naming: Naming) -> list[int]:
    """What must be closed first where ``breaker`` would put two live parts of different systems together.

    Raises ``NoSequenceError`` where nothing above can.
    """
    station, look = now.station, now.look(list(closed))
    (a, b), *_ = station.switches[breaker].contacts
    if not (look.live(a) and look.live(b)) or coupled(station, closed, a, b):
        return []
    level = _voltage(station, breaker)
    if level >= max(
        (_voltage(station, i) for i, s in enumerate(station.switches) if s.kind == "breaker"), default=level
    ):
        return []
    for above in sorted(_open_breakers(now), key=lambda i: -_voltage(station, i)):
        trial = list(closed)
        trial[above] = True
        if _voltage(station, above) > level and coupled(station, trial, a, b):
            return [above]
    name = naming.full(station.switches[breaker].id)
    raise NoSequenceError(
        "refused",
        Text(zh=f"合上{name.of('zh')}会使两个系统在低压侧合环，上级没有可先合上的联络开关",
             en=f"closing {name.of('en')} would join two systems on the low side, and there is no tie above to close first"),
    )  # fmt: skip


def needed(now: Standing, tie: int) -> bool:
    """Whether a closed tie must stay: a load hangs on it, or two systems would be left joined on the low side only."""
    station, closed = now.station, now.with_(off=(tie,))
    look = now.look(closed)
    (a, b), *_ = station.switches[tie].contacts
    if not now.supplied() <= now.supplied(closed):
        return True
    below = coupled(station, closed, a, b, most=_voltage(station, tie))
    return look.live(a) and look.live(b) and not look.joined(a, b) and below


def carried(now: Standing, closed: Sequence[bool]) -> list[Carried]:
    """What each group of parallel transformers carries at these positions (losses left out)."""
    station, look = now.station, now.look(list(closed))
    groups: list[tuple[int, list[int]]] = []
    for i, t in enumerate(station.transformers):
        if not look.live(t.lv):
            continue
        group = next((g for g in groups if coupled(station, closed, g[0], t.lv, windings=False)), None)
        if group is None:
            groups.append((t.lv, [i]))
        else:
            group[1].append(i)
    out = []
    for node, members in groups:
        loads = [x.id for x in station.loads if coupled(station, closed, node, x.node, windings=False)]
        p, q = now.power(loads)
        q -= math.fsum(c.q for c in station.capacitors if coupled(station, closed, node, c.node, windings=False))
        names = tuple(station.transformers[i].id for i in members)
        out.append(Carried(names, math.hypot(p, q), math.fsum(station.transformers[i].sn for i in members)))
    return out


def _open_breakers(now: Standing) -> list[int]:
    """Breakers that are open but ready: on both sides joined through to where their bay ends."""
    station, look, ends = now.station, now.look(), bay_ends(now.station)
    out = []
    for i, switch in enumerate(station.switches):
        if switch.kind != "breaker" or now.closed[i] or i in now.control_off:
            continue
        if all(ends.intersection(look.zones[look.zone[node]]) for pair in switch.contacts for node in pair):
            out.append(i)
    return out


def _voltage(station: Station, place: int) -> float:
    return station.nodes[station.switches[place].contacts[0][0]].voltage


def coupled(
    station: Station, closed: Sequence[bool], a: int, b: int, *, windings: bool = True, most: float = math.inf
) -> bool:
    """Whether a way leads from one node to the other inside the station, over lines and (``windings``) transformers, and
    nowhere above ``most`` V.
    """
    beside: list[list[int]] = [[] for _ in station.nodes]
    pairs = [pair for s, on in zip(station.switches, closed, strict=True) if on and not s.earths for pair in s.contacts]
    pairs += [(line.a, line.b) for line in station.lines]
    pairs += [(t.hv, t.lv) for t in station.transformers] if windings else []
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    seen, queue = {a}, [a]
    for node in queue:
        for other in beside[node]:
            if other not in seen and station.nodes[other].voltage <= most:
                seen.add(other)
                queue.append(other)
    return b in seen
