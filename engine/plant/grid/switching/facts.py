"""What the planner knows of a station besides its graph: names, neutrals, plates, what has power and which tags exist.

``facts_of`` takes it from a section; a test may give a bare graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.plant.grid import devices as d
from engine.plant.grid import relays as r
from engine.plant.grid.compile import station_of
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import Station
from engine.plant.grid.switching.naming import Naming, naming_of

__all__ = ["Facts", "Plate", "Transfer", "bare_facts", "facts_of"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """An automatic bus transfer: nodes and breakers by place."""

    id: str
    bus: int
    from_bus: int
    opens: tuple[int, ...]
    closes: int


@dataclass(frozen=True, slots=True)
class Plate:
    """A protection with its plate: which device it guards or watches, and the breakers (by place) it trips."""

    id: str
    kind: str
    of: str
    trips: tuple[int, ...]
    normally: bool


@dataclass(frozen=True)
class Facts:
    """One station for the planner."""

    station: Station
    naming: Naming
    neutrals: Mapping[int, int] = field(default_factory=dict)
    """Neutral earthing switch → its transformer, by place."""
    transfers: tuple[Transfer, ...] = ()
    plates: tuple[Plate, ...] = ()
    normally: Mapping[str, bool] = field(default_factory=dict)
    """Whether the plate of each relay is normally in."""
    control: frozenset[int] = frozenset()
    """Breakers whose control power can be switched off."""
    drives: frozenset[int] = frozenset()
    """Disconnectors whose drive power can be switched off."""
    points: frozenset[str] = frozenset()
    """Nodes that have tags of their own."""
    displays: Mapping[int, str] = field(default_factory=dict)
    """Node → what indicates voltage there."""
    doors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Door or fence → the points behind it."""


def bare_facts(station: Station, neutrals: Mapping[str, str] | None = None) -> Facts:
    """Of a graph alone: everything is called by its id."""
    kinds = {
        kind: frozenset(i for i, s in enumerate(station.switches) if s.kind == kind)
        for kind in ("breaker", "disconnector")
    }
    return Facts(
        station, Naming(station, {}, {}),
        {station.switch[s]: station.transformer[t] for s, t in (neutrals or {}).items()},
        control=kinds["breaker"], drives=kinds["disconnector"], points=frozenset(n.id for n in station.nodes),
    )  # fmt: skip


def facts_of(section: GridSection) -> Facts:
    """Of a sound section."""
    station = station_of(section)
    at, node = station.switch, station.node
    devices = section.devices
    transfers, plates = [], []
    for name, relay in section.protection.items():
        if isinstance(relay, r.BusTransfer):
            opens = tuple(at[b] for b in relay.opens)
            transfers.append(Transfer(name, node[relay.bus], node[relay.from_bus], opens, at[relay.closes]))
        else:
            of = getattr(relay, "of", "") or getattr(relay, "at", "")
            kind = str(getattr(relay, "type", ""))
            plates.append(Plate(name, kind, of, tuple(at[b] for b in relay.trips), relay.enabled))
    return Facts(
        station,
        naming_of(section, station),
        {at[n]: station.transformer[v.of] for n, v in devices.items() if isinstance(v, d.NeutralSwitch)},
        tuple(transfers),
        tuple(plates),
        {name: relay.enabled for name, relay in section.protection.items()},
        frozenset(at[n] for n, v in devices.items() if isinstance(v, d.Breaker)),
        frozenset(at[n] for n, v in devices.items() if isinstance(v, d.Disconnector)),
        frozenset(section.buses),
        {node[v.at]: n for n, v in devices.items() if isinstance(v, d.LiveDisplay)},
        {name: door.points for name, door in section.five_prevention.encloses.items()},
    )
