"""Phases to earth where no neutral is: which networks are displaced, what flows to earth, what the instruments show.

What shares its voltage to earth (joined by contacts and lines, a winding ends it) is one network. One earthed phase, or
the same phase at several places, displaces it and goes on; two different phases make a short circuit through the ground,
which the over-current relays see in the feeders it flows through. The formulas are ``earth_fault`` and
``voltage_reading``; here they meet the station as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from engine.plant.grid import devices as d
from engine.plant.grid.earth_fault import Earth, EarthFault, FeederCurrent, Network, Phase, earth_faults, sources
from engine.plant.grid.short_circuit import C_MAX, Phases, ShortCircuit
from engine.plant.grid.station import Line
from engine.plant.grid.voltage_reading import Meters, Readings, Resonance, ferro_resonance, readings

if TYPE_CHECKING:
    from engine.plant.grid.accidents import Fault
    from engine.plant.grid.works import Works

__all__ = ["Displaced", "Earthed"]

BUS_SHARE = 0.4
"""A that the buses of a network themselves add to its capacitive earth current. source: design"""
SHORT = 100.0
"""A: two phases to earth that drive more than this are a short circuit, less are an earth fault like others (through
poor earths). source: design, a fifth of the lowest pick-up of a feeder"""
LIT = 0.45
"""Share of the nominal phase voltage from which an indicator is lit. source: IEC 62271-206/-213, voltage present from
0.45 Ur/√3; at 0.10 and less it has to be dark"""
SWING = 4_000_000
"""µs of a slow swing of the needles in ferro-resonance. source: design"""
_RINGING: tuple[Resonance, ...] = get_args(Resonance)
OMEGA = 2.0 * math.pi * 50.0
_NOTHING = Readings(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Displaced:
    """One network with an earthed phase: its nodes, the voltage it was worked out at (V between phases), what follows."""

    nodes: frozenset[int]
    volts: float
    fault: EarthFault
    currents: Mapping[str, float]
    """A into the ground, by the line or bus that is earthed."""


class Earthed:
    """The earthed phases of a station's networks without an earthed neutral."""

    def __init__(self, works: Works) -> None:
        self._works = works
        devices, station = works.section.devices.items(), works.station
        self._meters = {
            name: (station.node[v.at], f"{name}.fuse", f"{name}.resonance")
            for name, v in devices
            if isinstance(v, d.VoltageTransformer)
        }
        """Node, fuse and ringing of each voltage transformer."""
        self._balanced: dict[str, tuple[tuple[float, bool], Readings]] = {}
        """The last reading of each where no phase was earthed, and the voltage and fuse it was for."""
        self._displays = {
            name: (node := station.node[v.at], LIT * station.nodes[node].voltage / math.sqrt(3.0), f"{name}.lost", f"{name}.false_live")
            for name, v in devices
            if isinstance(v, d.LiveDisplay)
        }  # fmt: skip
        """Node, least voltage and faults of each voltage presence indicator."""
        self.networks: tuple[Displaced, ...] = ()
        self._others: dict[str, float] = {}
        """A into the ground at phases earthed in networks with an earthed neutral."""
        self._since = -1
        """Since when some network has had an earthed phase, µs, or -1."""

    # -- what tags and relays ask -----------------------------------------------------------------------------------
    def current(self, name: str) -> float:
        """A that flows into the ground at a line or bus."""
        return next((n.currents[name] for n in self.networks if name in n.currents), self._others.get(name, 0.0))

    def feeder(self, name: str) -> FeederCurrent | None:
        """What the core-balance transformer of a line sees; ``None`` where its network has no earthed phase."""
        return next((n.fault.feeders[name] for n in self.networks if name in n.fault.feeders), None)

    def seconds(self, now: int) -> float:
        """How long there has been an earthed phase without a break, s; 0 without one."""
        return (now - self._since) / 1e6 if self._since >= 0 else 0.0

    def neutral(self, node: int) -> float | None:
        """V by which the neutral of the network at a node is displaced, as far as the load flow drives it there; ``None``
        where no phase is earthed or the neutral is.
        """
        there = self._at(node)
        return None if there is None else abs(there.fault.neutral) * self._works.electrics.flow.u[node] / there.volts

    def phases(self, node: int) -> Sequence[complex]:
        """The phases to earth at a node, V."""
        volts, there = self._works.electrics.flow.u[node], self._at(node)
        if there is None:
            return sources(volts)
        return [
            phase * volts / there.volts for phase in there.fault.phases
        ]  # the drop along the way is that of the load

    def reading(self, name: str) -> Readings:
        """What a voltage transformer shows now: V, its fuse and a ringing of its iron included."""
        works = self._works
        node, fuse, resonance = self._meters[name]
        volts = works.electrics.flow.u[node]
        if volts <= 0.0:
            return _NOTHING
        blown: frozenset[Phase] = frozenset({"A"}) if works.inputs[fuse] else frozenset()
        if self._at(node) is not None:  # an earthed phase damps a ringing
            return readings(self.phases(node), Meters(volts, blown))
        ringing = int(works.inputs[resonance])
        if ringing:
            return ferro_resonance(volts, Meters(volts), _RINGING[ringing - 1], swing=works.now % SWING / SWING)
        asked = volts, bool(blown)
        kept = self._balanced.get(name)
        if kept is None or kept[0] != asked:
            kept = self._balanced[name] = asked, readings(sources(volts), Meters(volts, blown))
        return kept[1]

    def lamps(self, name: str) -> list[bool]:
        """Which phases a voltage presence indicator shows, its faults included."""
        works = self._works
        node, least, lost, false_live = self._displays[name]
        if works.inputs[lost]:
            return [False] * 3
        if works.inputs[false_live]:
            return [True] * 3
        if self._at(node) is None:
            return [works.electrics.flow.u[node] / math.sqrt(3.0) >= least] * 3
        return [abs(phase) >= least for phase in self.phases(node)]

    def open_delta(self, node: int) -> float:
        """3U0 (V of the open delta) that the voltage transformers show which are joined to a node; 0 without one."""
        zone = self._works.electrics.topology.zone
        here = zone[node]
        return max(
            (self.reading(n).open_delta for n, (at, _, _) in self._meters.items() if zone[at] == here), default=0.0
        )

    def _at(self, node: int) -> Displaced | None:
        return next((one for one in self.networks if node in one.nodes), None)

    # -- what follows -----------------------------------------------------------------------------------------------
    def look(
        self, faults: Sequence[Fault], circuits: Sequence[ShortCircuit], positions: Sequence[bool], on: Sequence[bool]
    ) -> tuple[ShortCircuit, ...]:
        """Which networks are displaced now. The circuits come back with what really flows to earth: two phases at once
        are no longer an earth fault but a short circuit.
        """
        if not faults:
            self.networks, self._others = (), {}
            return ()
        out, found = list(circuits), []
        waiting = [n for n, circuit in enumerate(circuits) if circuit.earth_fault]
        while waiting:
            nodes = self._works.electrics.coupled_at_level(faults[waiting[0]].node)
            here = [n for n in waiting if faults[n].node in nodes]
            waiting = [n for n in waiting if n not in here]
            network = self._displaced(nodes, [faults[n] for n in here], positions, on)
            found.append(network)
            several = len({faults[n].phase for n in here}) > 1
            for n in here:
                amperes = network.currents[faults[n].cause]
                if several and amperes > SHORT:
                    out[n] = self._flowing(faults[n], amperes, positions, on)
                else:
                    out[n] = replace(out[n], current=amperes, peak=math.sqrt(2.0) * amperes)
        self.networks = tuple(found)
        self._others = {
            f.cause: c.current
            for f, c in zip(faults, circuits, strict=True)
            if f.kind == "single_phase" and not c.earth_fault
        }
        return tuple(out)

    def _displaced(
        self, nodes: set[int], faults: Sequence[Fault], positions: Sequence[bool], on: Sequence[bool]
    ) -> Displaced:
        works = self._works
        lines = {line.id: line for line in works.station.lines if line.a in nodes}
        feeders = {name: self._share(name, line) for name, line in lines.items()}
        shorted = len({fault.phase for fault in faults}) > 1
        starts = [lines[f.cause].a if f.cause in lines else f.node for f in faults]
        if shorted:
            volts = C_MAX * works.station.nodes[starts[0]].voltage
            source = self._source(starts, volts, positions, on)
        else:
            volts, source = works.electrics.flow.u[faults[0].node], 0j
        earths = [self._earth(fault, lines.get(fault.cause)) for fault in faults]
        fault = earth_faults(Network(volts, feeders, bus=BUS_SHARE), earths, source)
        currents = {f.cause: abs(i) for f, i in zip(faults, fault.currents, strict=True)}
        return Displaced(frozenset(nodes), volts, fault, currents)

    def _earth(self, fault: Fault, line: Line | None) -> Earth:
        if line is None:
            return Earth(fault.phase, None, fault.resistance)
        share = self._works.inputs[f"{line.id}.fault_place"] / 100.0
        return Earth(fault.phase, line.id, fault.resistance, share * _way(line))

    def _share(self, name: str, line: Line) -> float:
        """What a line adds to the capacitive current: as declared, else from its zero-sequence capacitance."""
        device = self._works.section.devices[name]
        assert isinstance(device, d.LineDevice)
        return device.earth_current or 3.0 * OMEGA * line.c0 * self._works.station.nodes[line.a].voltage / math.sqrt(
            3.0
        )

    def _source(self, starts: Iterable[int], volts: float, positions: Sequence[bool], on: Sequence[bool]) -> complex:
        """The impedance up to the strongest of the places, ohm; behind a transformer it is all but reactance."""
        network = self._works.electrics.network
        amperes = max(network.short_circuit(positions, node, sources_on=on).current for node in set(starts))
        return 1j * volts / math.sqrt(3.0) / amperes

    def _flowing(self, fault: Fault, amperes: float, positions: Sequence[bool], on: Sequence[bool]) -> ShortCircuit:
        """What the station carries of ``amperes``, which flow to this earth and, in another phase, from another."""
        shape = self._works.electrics.network.short_circuit(positions, fault.node, "two_phase", sources_on=on)
        share = amperes / shape.current

        def scaled(part: Phases) -> Phases:
            return Phases(part.current * share, part.residual * share)

        return replace(
            shape, current=amperes, peak=shape.peak * share,
            switches=tuple(map(scaled, shape.switches)),
            lines=tuple((scaled(a), scaled(b)) for a, b in shape.lines),
            transformers=tuple((scaled(a), scaled(b)) for a, b in shape.transformers),
        )  # fmt: skip

    def count(self, now: int) -> None:
        """Begin or end the time with an earthed phase."""
        if not self.networks:
            self._since = -1
        elif self._since < 0:
            self._since = now

    # -- keeping ----------------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {"since": self._since}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; the networks are found when the station is settled."""
        self._since = state["since"]


def _way(line: Line) -> complex:
    """Impedance of a line for a current that comes back through the ground."""
    return complex((2.0 * line.r + line.r0) / 3.0, (2.0 * line.x + line.x0) / 3.0)
