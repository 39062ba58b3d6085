"""What can be wrong with the protection of a station although every field reads well: relays that look at nothing, trip nothing
that is there, or would feed a bus from itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.plant.grid import devices as d
from engine.plant.grid import relays as r
from engine.plant.grid.compile import points_of
from engine.plant.grid.fault import GridFault, Loc, unknown
from engine.plant.grid.section import GridSection
from engine.scenario.problems import Text2

__all__ = ["idle_relays", "relay_faults", "zone_faults"]

_TRIPPING = (
    r.Overcurrent, r.Differential, r.Gas, r.ArcLight, r.BreakerFailure, r.Gap, r.NeutralOvercurrent,
)  # fmt: skip
"""What exists to trip something. The earth selector announces, reclosing and transfers close."""


def relay_faults(section: GridSection) -> Iterator[GridFault]:
    """Every relay that could not do its work, at its place."""
    breakers = [n for n, v in section.devices.items() if isinstance(v, d.Breaker)]
    transformers = [n for n, v in section.devices.items() if isinstance(v, d.TransformerDevice)]
    neutrals = {v.of for v in section.devices.values() if isinstance(v, d.NeutralSwitch)}
    lines = [n for n, v in section.devices.items() if isinstance(v, d.LineDevice)]
    places = [*transformers, *section.buses]
    for name, relay in section.protection.items():
        at: Loc = ("protection", name)
        for n, breaker in enumerate(relay.trips):
            if breaker not in breakers:
                yield unknown((*at, "trips", n), breaker, breakers, "断路器", "breaker")
        match relay:
            case r.Overcurrent() | r.BreakerFailure() | r.Reclosing():
                if relay.at not in breakers:
                    yield unknown((*at, "at"), relay.at, breakers, "断路器", "breaker")
                elif isinstance(relay, r.BreakerFailure) and relay.at in relay.trips:
                    yield GridFault(
                        (*at, "trips", relay.trips.index(relay.at)), "trips_itself",
                        Text2(f"{relay.at} 拒动时才由 {name} 动作，跳它自己没有用",
                              f"{name} acts when {relay.at} fails: tripping it again is no use"),
                        Text2("写相邻的断路器", "name the breakers around it"),
                    )  # fmt: skip
            case r.Gas() | r.Gap() | r.NeutralOvercurrent():
                if relay.of not in transformers:
                    yield unknown((*at, "of"), relay.of, transformers, "变压器", "transformer")
                elif relay.of not in neutrals and not isinstance(relay, r.Gas):
                    yield GridFault(
                        (*at, "of"), "no_neutral",
                        Text2(f"{relay.of} 的中性点引不出来，{name} 永远不动作",
                              f"the neutral of {relay.of} leads nowhere: {name} would never act"),
                        Text2(f"加一台 type: neutral_switch、of: {relay.of} 的设备",
                              f"add a device of type neutral_switch, of: {relay.of}"),
                    )  # fmt: skip
            case r.Differential() | r.ArcLight():
                if relay.of not in places:
                    yield unknown((*at, "of"), relay.of, places, "变压器或母线", "transformer or bus")
                between = getattr(relay, "between", ())
                for n, breaker in enumerate(between):
                    if breaker not in breakers:
                        yield unknown((*at, "between", n), breaker, breakers, "断路器", "breaker")
                    elif breaker in between[:n]:
                        yield GridFault(
                            (*at, "between", n), "twice", Text2(f"{breaker} 写了两次", f"{breaker} stands here twice")
                        )
            case r.EarthSelector():
                if relay.of not in section.buses:
                    yield unknown((*at, "of"), relay.of, section.buses, "母线", "bus")
                for n, line in enumerate(relay.lines):
                    if line not in lines:
                        yield unknown((*at, "lines", n), line, lines, "线路", "line")
            case r.BusTransfer():
                for key in ("bus", "from_bus"):
                    if getattr(relay, key) not in section.buses:
                        yield unknown((*at, key), getattr(relay, key), section.buses, "母线", "bus")
                for n, breaker in enumerate(relay.opens):
                    if breaker not in breakers:
                        yield unknown((*at, "opens", n), breaker, breakers, "断路器", "breaker")
                for n, other in enumerate(relay.blocked_by):
                    if other not in section.protection:
                        yield unknown((*at, "blocked_by", n), other, section.protection, "保护", "relay")
                if relay.closes not in breakers:
                    yield unknown((*at, "closes"), relay.closes, breakers, "断路器", "breaker")
                if relay.bus == relay.from_bus:
                    yield GridFault(
                        (*at, "from_bus"), "own_bus",
                        Text2(f"{name} 要从 {relay.bus} 自己取备用电源", f"{name} would take the supply of {relay.bus} from itself"),
                        Text2("写另一段母线", "name another bus"),
                    )  # fmt: skip
                if relay.closes in relay.opens:
                    yield GridFault(
                        (*at, "closes"), "opens_it",
                        Text2(f"{name} 要合的 {relay.closes} 正是它先跳开的", f"{name} opens {relay.closes}, which it is to close"),
                        Text2("写备用电源的断路器", "name the breaker of the other supply"),
                    )  # fmt: skip


def idle_relays(section: GridSection) -> Iterator[GridFault]:
    """Protection that would operate and trip nothing: sound as written, and hardly ever meant."""
    for name, relay in section.protection.items():
        if not relay.trips and isinstance(relay, _TRIPPING):
            yield GridFault(
                ("protection", name, "trips") if "trips" in relay.model_fields_set else ("protection", name), "trips_nothing",
                Text2(f"{name} 动作后不跳任何断路器", f"{name} trips nothing when it operates"),
                Text2("在 trips 里写它要跳的断路器", "name in `trips` the breakers it is to open"),
                on_key="trips" not in relay.model_fields_set,
            )  # fmt: skip


def zone_faults(section: GridSection) -> Iterator[GridFault]:
    """Differential relays that watch breakers elsewhere; for a section whose graph is sound."""
    for name, relay in section.protection.items():
        if isinstance(relay, r.Differential):
            yield from _outside(section, ("protection", name, "between"), relay.of, relay.between)


def _outside(section: GridSection, loc: Loc, of: str, between: tuple[str, ...]) -> Iterator[GridFault]:
    """Breakers that do not bound the zone around ``of``: with everything closed no way leads to them without another one."""
    device = section.devices.get(of)
    queue = list(points_of(device)) if device is not None else [of]
    beside: dict[str, set[str]] = defaultdict(set)
    for other in section.devices.values():
        if isinstance(other, d.Breaker | d.LineDevice):
            continue
        points = points_of(other)
        for a, b in zip(points[::2], points[1::2], strict=False):
            beside[a].add(b)
            beside[b].add(a)
    zone = set(queue)
    while queue:
        found = beside[queue.pop()] - zone
        zone |= found
        queue += found
    for n, name in enumerate(between):
        if zone.isdisjoint(points_of(section.devices[name])):
            yield GridFault(
                (*loc, n), "outside_zone",
                Text2(f"{name} 不在 {of} 的边界上", f"{name} is no boundary of {of}"),
                Text2("写保护范围边上的断路器", "name the breakers at the edge of what is protected"),
            )  # fmt: skip
