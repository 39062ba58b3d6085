"""Where everything of a station stands: positions, what has lost its power, which plates are in, which sources feed, which
doors are open.

The planner plays its own deeds on a copy. ``standing_of`` reads a starting point as ``start.begin`` does, without
building the plant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.plant.grid import devices as d
from engine.plant.grid.section import GridSection
from engine.plant.grid.states import EquipmentState, service
from engine.plant.grid.station import Station
from engine.plant.grid.topology import Topology

__all__ = ["Standing", "standing_of"]

WORKING = 2.0
"""``X.place`` of a truck in working position."""


@dataclass(slots=True)
class Standing:
    """One station as it stands; switches, breakers and sources by place, relays and transformers by id."""

    station: Station
    closed: list[bool]
    control_off: set[int] = field(default_factory=set)
    drive_off: set[int] = field(default_factory=set)
    plates: dict[str, bool] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    taps: dict[str, int] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)
    doors: set[str] = field(default_factory=set)
    """Those that stand open."""

    def service(self, name: str) -> EquipmentState:
        """The state of a piece of equipment; a source that is off counts as none."""
        fed = self.station
        if self.without:
            fed = replace(fed, sources=tuple(s for s in fed.sources if s.id not in self.without))
        return service(fed, self.closed, name)

    def copy(self) -> Standing:
        """The same, to be changed."""
        return Standing(
            self.station, list(self.closed), set(self.control_off), set(self.drive_off), dict(self.plates),
            set(self.without), dict(self.taps), dict(self.factors), set(self.doors),
        )  # fmt: skip

    def with_(self, on: Iterable[int] = (), off: Iterable[int] = ()) -> list[bool]:
        """Positions with some switches closed and some open."""
        closed = list(self.closed)
        for place in on:
            closed[place] = True
        for place in off:
            closed[place] = False
        return closed

    def look(self, closed: list[bool] | None = None) -> Topology:
        """What is live, at these positions or at others."""
        return Topology(self.station, self.closed if closed is None else closed, without=self.without)

    def supplied(self, closed: list[bool] | None = None) -> frozenset[str]:
        """Loads that have a supply."""
        look = self.look(closed)
        return frozenset(load.id for load in self.station.loads if look.live(load.node))

    def power(self, names: Iterable[str]) -> tuple[float, float]:
        """W and var of loads."""
        wanted = [load for load in self.station.loads if load.id in set(names)]
        p = math.fsum(load.p * self.factors.get(load.id, 1.0) for load in wanted)
        return p, math.fsum(load.q * self.factors.get(load.id, 1.0) for load in wanted)


def standing_of(section: GridSection, station: Station, start: Mapping[str, float]) -> Standing:
    """A section at a starting point."""
    now = Standing(station, list(station.normal))
    now.plates = {name: relay.enabled for name, relay in section.protection.items()}
    now.taps = {n: v.taps.position for n, v in section.devices.items() if isinstance(v, d.TransformerDevice)}
    now.factors = {n: 1.0 for n, v in section.devices.items() if isinstance(v, d.LoadDevice)}
    ends: dict[str, set[str]] = {}
    for tag, value in start.items():
        name, _, what = tag.partition(".")
        place = station.switch.get(name)
        match what:
            case "closed" if place is not None:
                now.closed[place] = value >= 0.5
            case "place" if place is not None:
                now.closed[place] = round(value) == WORKING
            case "clamped" | "based" if place is not None and value >= 0.5:
                ends.setdefault(name, set()).add(what)
                now.closed[place] = len(ends[name]) == 2
            case "control_power" if place is not None and value < 0.5:
                now.control_off.add(place)
            case "drive_power" if place is not None and value < 0.5:
                now.drive_off.add(place)
            case "opened" if name in section.five_prevention.encloses and value >= 0.5:
                now.doors.add(name)
            case "enabled":
                now.plates[name] = value >= 0.5
            case "available" if value < 0.5:
                now.without.add(name)
            case "tap":
                now.taps[name] = round(value)
            case "factor":
                now.factors[name] = value
    return now
