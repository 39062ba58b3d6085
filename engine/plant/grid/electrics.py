"""What follows from where everything stands: which pieces are live, what flows, what is joined to what.

``work_out`` answers for one set of positions; nothing here is state but which far ends have tripped (``off``). What has not
changed since the last time is not worked out again: an earthing switch on a dead point costs no load flow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.plant.grid.demand import Demand
from engine.plant.grid.machinery import Machinery
from engine.plant.grid.network import Flow, Network
from engine.plant.grid.protection import zone_of
from engine.plant.grid.states import Service, service_of
from engine.plant.grid.station import Station, SwitchKind
from engine.plant.grid.topology import Topology

__all__ = ["Electrics"]

_SERVICES = tuple(Service)


class Electrics:
    """The electrical picture of a station. ``inputs``: commands by tag id, owned by the plant."""

    def __init__(self, station: Station, machinery: Machinery, demand: Demand, inputs: Mapping[str, float]) -> None:
        self.station, self._machinery, self._demand, self._inputs = station, machinery, demand, inputs
        self.network = Network(station)
        self.off: set[str] = set()
        """Sources whose far end has tripped."""
        self.parallel = False
        """Whether two transformers feed one piece of conductor."""
        self.topology: Topology
        self.flow: Flow
        self._positions: list[bool] = []
        """For which ``topology`` holds."""
        self._joined: list[tuple[tuple[list[bool], list[bool]], Topology]] = []
        """The last two topologies, by positions and sources: before contacts part or meet, and after."""
        self._worded: list[bool] = []
        self._words: dict[str, float] = {}
        self._available = [f"{source.id}.available" for source in station.sources]

    # -- working out -----------------------------------------------------------------------------------------------
    def work_out(self, positions: list[bool]) -> None:
        """The picture for the switches at ``positions``, and sources, taps and loads as they are."""
        self.topology = self.would_join(positions)
        self._positions = positions
        self.flow = self.would_flow(positions)
        self.parallel = self._in_parallel()

    def would_join(self, positions: list[bool]) -> Topology:
        """The topology with the switches at ``positions``, and sources as they are."""
        on = self.sources_on()
        found = next((look for asked, look in self._joined if asked == (positions, on)), None)
        if found is None:
            found = Topology(self.station, positions, without=self.without())
            self._joined = [((positions, on), found), *self._joined[:1]]
        return found

    def would_flow(self, positions: list[bool]) -> Flow:
        """The load flow with the switches at ``positions``, and sources, taps and loads as they are."""
        return self.network.flow(
            positions, loads=self._demand.factors or None, taps=self.taps(), sources_on=self.sources_on()
        )

    def _in_parallel(self) -> bool:
        windings = [t for t in self.station.transformers if self.flow.live[t.hv] and self.flow.live[t.lv]]
        zones = [self.topology.zone[t.lv] for t in windings]
        return len(set(zones)) < len(zones)

    # -- what is asked ---------------------------------------------------------------------------------------------
    def live(self, point: str) -> bool:
        """Whether a point is live."""
        return self.topology.live(self.station.node[point])

    def sources_on(self) -> list[bool]:
        """Whether each source feeds."""
        return [
            bool(self._inputs[tag]) and source.id not in self.off
            for tag, source in zip(self._available, self.station.sources, strict=True)
        ]

    def without(self) -> list[str]:
        """Ids of the sources that do not feed."""
        return [source.id for source, on in zip(self.station.sources, self.sources_on(), strict=True) if not on]

    def taps(self) -> list[int]:
        """Tap position of each transformer."""
        return [self._machinery.taps[t.id] for t in self.station.transformers]

    def walk(
        self, start: int, walls: Collection[str], joined: Collection[SwitchKind] = (), bridged: Collection[str] = ()
    ) -> set[int]:
        """Nodes joined to ``start`` by closed contacts, without passing the switches in ``walls``. Switches of the kinds
        ``joined``, and those an arc has ``bridged``, count as closed.
        """
        return zone_of([start], self._joints(walls, joined, bridged))

    def coupled(self, start: int) -> set[int]:
        """Nodes joined to ``start`` by closed contacts, lines and windings."""
        joints = self._joints(())
        joints += [(line.a, line.b) for line in self.station.lines]
        joints += [(t.hv, t.lv) for t in self.station.transformers]
        return zone_of([start], joints)

    def coupled_at_level(self, start: int, walls: Collection[str] = ()) -> set[int]:
        """Nodes joined to ``start`` by closed contacts and lines: what shares its voltage to earth. Switches in ``walls``
        are not passed.
        """
        return zone_of([start], self._joints(walls) + [(line.a, line.b) for line in self.station.lines])

    def _joints(
        self, walls: Collection[str], joined: Collection[SwitchKind] = (), bridged: Collection[str] = ()
    ) -> list[tuple[int, int]]:
        return [
            contact
            for switch in self.station.switches
            if not switch.earths
            and switch.id not in walls
            and (switch.kind in joined or switch.id in bridged or self._machinery.closed(switch.id))
            for contact in switch.contacts
        ]

    def word(self, name: str) -> float:
        """The state of a transformer in the trade's words: 1 running … 4 maintenance, 0 none of them."""
        positions = self._positions
        if positions is not self._worded and positions != self._worded:
            self._worded = positions
            found = service_of(self.station, positions, [t.id for t in self.station.transformers], self.topology)
            self._words = {n: 0.0 if s is None else 1.0 + _SERVICES.index(s) for n, s in found.items()}
        return self._words[name]
