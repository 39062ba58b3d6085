"""What parts a thing from the rest of the station, in the order in which it is parted.

Load side before source side: of a transformer the winding of the lower voltage first, of a bay the disconnector at the
line or transformer before the one at the bus. Closing goes the other way round. A breaker in the bay of a winding takes
the transformer's other breakers with it, or the transformer would be left fed from its load side.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.plant.grid.states import bay_switches, equipment, sides_of
from engine.plant.grid.station import ISOLATING, Station
from engine.plant.grid.topology import INTERRUPTING

__all__ = ["Side", "Thing", "at_bus", "thing_of"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its node, the breakers and isolating switches of its bays by place, load side first."""

    node: int
    breakers: tuple[int, ...]
    isolating: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A transformer, line, capacitor or breaker as it is switched."""

    id: str
    kind: str
    sides: tuple[Side, ...]
    """Load side first."""
    breakers: tuple[int, ...]
    """All that must be open before anything else moves, load side first."""
    ends: tuple[int, ...]
    """The nodes that are earthed for maintenance."""

    @property
    def isolating(self) -> tuple[int, ...]:
        """The isolating switches of all sides."""
        return tuple(place for side in self.sides for place in side.isolating)


def thing_of(station: Station, name: str) -> Thing:
    """The thing ``name``, one of ``states.equipment`` but a bus."""
    kind = equipment(station)[name]
    found = sorted(sides_of(station, name), key=lambda side: station.nodes[side[0]].voltage)
    ends = tuple(node for node, _ in found)
    if kind == "breaker":
        found = [(ends[0], found[0][1])]
    sides = tuple(Side(node, *_gear(station, bays)) for node, bays in found)
    breakers = tuple(dict.fromkeys(place for side in sides for place in side.breakers))
    if kind == "breaker":
        breakers = tuple(dict.fromkeys((*_behind(station, found[0][1]), *breakers)))
    return Thing(name, kind, sides, breakers, ends)


def _gear(station: Station, bays: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    gear = [item for bay in bays for item in bay_switches(station)[bay]]
    breakers = tuple(place for place, switch in gear if switch.kind in INTERRUPTING)
    apart = [place for place, switch in gear if switch.kind in ISOLATING]
    return breakers, tuple(sorted(apart, key=lambda place: at_bus(station, place)))


def at_bus(station: Station, place: int) -> bool:
    """Whether a switch stands at a node where several bays meet: the source side of its bay."""
    switch = station.switches[place]
    ends = {node for pair in switch.contacts for node in pair}
    others = (s for s in station.switches if s.bay != switch.bay and not s.earths)
    return any(ends.intersection(node for pair in s.contacts for node in pair) for s in others)


def _behind(station: Station, bays: tuple[str, ...]) -> list[int]:
    """Breakers on the other side of a transformer whose higher side is in one of these bays."""
    nodes = {node for bay in bays for _, s in bay_switches(station)[bay] for pair in s.contacts for node in pair}
    out: list[int] = []
    for transformer in station.transformers:
        if transformer.hv in nodes:
            low = [bays for node, bays in sides_of(station, transformer.id) if node == transformer.lv]
            out += [place for bays in low for place in _gear(station, bays)[0]]
    return out
