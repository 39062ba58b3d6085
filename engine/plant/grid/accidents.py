"""Short circuits and arcs: where they are, what flows, what burns, and when they end.

A short circuit is there because a live point is earthed, because a fault was put in, or because an arc burns. What is
earthed lasts as long as it is earthed; an arc dies with the voltage and does not come back. The energy of an arc follows
IEEE 1584-2018 in a cubicle, and the method of Lee in the yard, where the standard does not speak.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.plant.grid import devices as d
from engine.plant.grid.arc_flash import Gear, estimate, to_cal
from engine.plant.grid.declaration import FAULT_KINDS
from engine.plant.grid.earth_fault import PHASES, Phase
from engine.plant.grid.gear import NEVER
from engine.plant.grid.short_circuit import FaultKind, ShortCircuit
from engine.plant.grid.station import EARTH, ISOLATING

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["Accidents", "Fault"]

CUBICLE = Gear("VCB", 0.152, 1.143, 0.762, 0.762)
"""source: IEEE 1584-2018 table 8, 15 kV switchgear"""
FACE = 0.914
"""m from the arc to the face of who works at a cubicle; energies in the yard are given at the same distance and fall with
its square. source: IEEE 1584-2018 table 10
"""
MOST = 1000.0
"""cal/cm² that can be shown: more than any clothing many times over. source: design"""
AT_ONCE, LATER = 100_000, 2_000_000
"""µs after which the far end of a line trips by itself: for a fault on the line, as distance protection does, and for one
beyond the breaker at this end that nobody else has cleared. source: design"""
_KIND: dict[str, FaultKind] = {"earth": "single_phase", "two_phase": "two_phase", "three_phase": "three_phase"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One short circuit: at a node, of a kind, because of ``cause``; ``arc`` if it burns."""

    node: int
    kind: FaultKind
    cause: str
    arc: bool = False
    resistance: float = 0.0
    phase: Phase = "A"
    """Which one, of a single-phase fault."""


class Accidents:
    """The short circuits of a station."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self.arcs: dict[str, int] = {}
        """Node of each burning arc, by the device or bus it burns at."""
        self.energy: dict[str, float] = {}
        """cal/cm² at a face's distance that an arc has given off, by device or bus; it stays."""
        self.faults: tuple[Fault, ...] = ()
        self.circuits: tuple[ShortCircuit, ...] = ()
        self._found: tuple[object, tuple[ShortCircuit, ...]] = None, ()
        """The last question, and each fault alone as its answer; ``circuits`` knows of their phases too."""
        self._known: set[str] = set()
        """What has been told to be short-circuited or earthed and still is."""
        station, buses = works.station, works.section.buses
        self._earths = [(i, s.id, s.contacts[0][0]) for i, s in enumerate(station.switches) if s.earths]
        self._arcing = [(name, station.node[name], f"{name}.arcing") for name in buses]
        self._faulty = [(name, station.node[name], f"{name}.fault") for name in buses]
        self._faulty += [(line.id, line.b, f"{line.id}.fault") for line in station.lines]
        self._windings = [(t.id, t.hv, f"{t.id}.internal") for t in station.transformers]
        self._since = -1
        """Since when the far ends have been feeding a short circuit, µs, or -1."""

    # -- what relays and tags ask -----------------------------------------------------------------------------------
    @property
    def any(self) -> bool:
        """Whether a short circuit feeds on a source."""
        return any(circuit.current > 0.0 and not circuit.earth_fault for circuit in self.circuits)

    @property
    def worst(self) -> float:
        """The greatest short-circuit current there is, A."""
        return max((c.current for c in self.circuits if not c.earth_fault), default=0.0)

    def current(self, place: int, phases: Collection[Phase] = PHASES) -> float:
        """Short-circuit current through a switch, A; of a fault of one phase only where that is one of ``phases``."""
        if not self.circuits:
            return 0.0
        return max(
            (
                c.switches[place].current
                for f, c in zip(self.faults, self.circuits, strict=True)
                if not c.earth_fault and (f.kind != "single_phase" or f.phase in phases)
            ),
            default=0.0,
        )

    def power(self, place: int) -> tuple[float, float]:
        """W, var that the short circuit with most current there drives through a switch."""
        worst = max((c for c in self.circuits if not c.earth_fault), key=lambda c: c.switches[place].current)
        return worst.powers[place]

    def in_zone(self, name: str, between: Collection[str]) -> bool:
        """Whether a short circuit lies at transformer or bus ``name``, inside the breakers ``between``."""
        if not self.circuits:
            return False
        works, station = self._works, self._works.station
        nodes = [
            f.node for f, c in zip(self.faults, self.circuits, strict=True) if c.current > 0.0 and not c.earth_fault
        ]
        if not nodes:
            return False
        if name in station.transformer:
            winding = station.transformers[station.transformer[name]]
            # its current transformers stand at the breakers: an open disconnector on the way hides nothing from them
            walk = works.electrics.walk
            inside = walk(winding.hv, between, joined=ISOLATING) | walk(winding.lv, between, joined=ISOLATING)
        else:
            inside = works.electrics.walk(station.node[name], between, bridged=self.arcs)
        return any(node in inside for node in nodes)

    def arc_at(self, name: str) -> bool:
        """Whether an arc burns in the cubicles of a bus: at its bars or at contacts joined to them, no breaker between."""
        if not self.arcs:
            return False
        works, station = self._works, self._works.station
        start = station.node[name] if name in station.node else station.transformers[station.transformer[name]].lv
        inside = works.electrics.walk(start, works.machinery.breakers, bridged=self.arcs)
        return any(node in inside for node in self.arcs.values())

    # -- what begins them --------------------------------------------------------------------------------------------
    def parted(self, place: int, closed: bool) -> None:
        """The contacts of an isolating switch have parted or met: an arc where they broke or made a current."""
        works = self._works
        switch = works.station.switches[place]
        device = works.section.devices[switch.id]
        limit = device.breaks if isinstance(device, d.Disconnector | d.Truck) else 0.0
        positions = works.machinery.positions()
        apart = list(positions)
        apart[place] = False
        look = works.electrics.would_join(apart)
        ends = switch.contacts[0][0], switch.contacts[-1][1]
        if look.joined(*ends):
            return  # another way carries the current: nothing to break
        amperes = works.electrics.would_flow(positions).switches[place].current if closed else works.current(switch.id)
        if amperes <= limit:
            return
        sides = [node for contact in switch.contacts for node in contact if look.live(node)]
        self._ignite(switch.id, sides[0] if sides else ends[0], amperes)

    def switched(self, name: str) -> None:
        """A load switch has been worked: it breaks load, no short circuit."""
        place = self._works.station.switch[name]
        if self.current(place) > 0.0:
            self.arc_on(name)

    def arc_on(self, name: str) -> None:
        """An arc at a switch, on its live side."""
        works = self._works
        ends = [node for node in works.station.switches[works.station.switch[name]].contacts[0] if node != EARTH]
        live = [node for node in ends if works.electrics.topology.live(node)]
        self._ignite(name, (live or ends)[0], works.current(name))

    def _ignite(self, name: str, node: int, amperes: float) -> None:
        if name in self.arcs:
            return
        self.arcs[name] = node
        self.energy.setdefault(name, 0.0)
        self._works.tell(name, what="arc", point=self._works.station.nodes[node].id, current=amperes)

    # -- what follows ------------------------------------------------------------------------------------------------
    def look(self, positions: list[bool]) -> None:
        """Which short circuits there are now with the switches at ``positions``, and what flows."""
        electrics = self._works.electrics
        self.faults = tuple(self._find(positions))
        if not self.faults:
            self.circuits = self._works.earthed.look((), (), positions, ())
            return
        on, neutrals = electrics.sources_on(), self._works.machinery.neutrals()
        asked = self.faults, positions, on, neutrals
        if asked != self._found[0]:
            self._found = asked, self._each_alone(positions, on, neutrals)
        # with the voltages there are, which follow the load
        self.circuits = self._works.earthed.look(self.faults, self._found[1], positions, on)

    def _each_alone(self, positions: list[bool], on: list[bool], neutrals: list[bool]) -> tuple[ShortCircuit, ...]:
        network = self._works.electrics.network
        return tuple(
            network.short_circuit(
                positions, f.node, f.kind, r_fault=f.resistance, sources_on=on, neutrals=neutrals if f.kind == "single_phase" else None
            )
            for f in self.faults
        )  # fmt: skip

    def react(self) -> bool:
        """Arcs without voltage go out, cubicles that are to arc begin to, what is new is told; whether anything burns
        otherwise than before.
        """
        works = self._works
        topology, station = works.electrics.topology, works.station
        before = dict(self.arcs)
        for name in [n for n, node in self.arcs.items() if not topology.live(node)]:
            del self.arcs[name]
            works.tell(name, what="arc_out", energy=self.energy[name])
        for name, node, tag in self._arcing:
            if works.inputs[tag] and topology.live(node):
                self._ignite(name, node, 0.0)
        # an earth that becomes a short circuit because another phase is earthed too is told once more
        found = zip(self.faults, self.circuits, strict=True)
        shorts = {f"{f.cause}/{'earth_fault' if c.earth_fault else 'short'}": (f, c) for f, c in found if not f.arc}
        for key in sorted(shorts.keys() - self._known):
            cause, _, what = key.partition("/")
            fault, circuit = shorts[key]
            works.tell(
                cause, what=what, point=station.nodes[fault.node].id, kind=fault.kind, current=circuit.current / 1e3
            )
        self._known = set(shorts)
        works.earthed.count(works.now)
        if not self.any:
            self._since = -1
        elif self._since < 0:
            self._since = works.now
        return self.arcs != before

    def _find(self, positions: Sequence[bool]) -> list[Fault]:
        inputs, topology = self._works.inputs, self._works.electrics.topology
        found = [Fault(node, "three_phase", name, arc=True) for name, node in sorted(self.arcs.items())]
        zones: set[int] = set()
        for place, name, node in self._earths:
            if positions[place] and topology.live(node) and topology.zone[node] not in zones:
                zones.add(topology.zone[node])
                found.append(Fault(node, "three_phase", name))
        for name, node, tag in self._faulty:
            kind = inputs[tag]
            if kind and topology.live(node):
                resistance, phase = inputs[f"{name}.fault_resistance"], PHASES[int(inputs[f"{name}.fault_phase"])]
                found.append(Fault(node, _KIND[FAULT_KINDS[int(kind)]], name, resistance=resistance, phase=phase))
        for name, node, tag in self._windings:
            if inputs[tag] >= 2.0 and topology.live(node):
                found.append(Fault(node, "two_phase", name))
        return found

    def burn(self, seconds: float) -> None:
        """Arcs give off their energy for ``seconds``."""
        for fault, circuit in zip(self.faults, self.circuits, strict=True):
            if not fault.arc or circuit.current <= 0.0:
                continue
            volts = self._works.station.nodes[fault.node].voltage
            self.energy[fault.cause] = min(MOST, self.energy[fault.cause] + _given_off(volts, circuit.current, seconds))

    def due(self) -> int:
        """When the next far end trips, µs."""
        return min(self._far_ends().values(), default=NEVER)

    def act(self) -> None:
        """The far ends that have fed a short circuit for too long trip."""
        for source, due in self._far_ends().items():
            if due <= self._works.now:
                self._works.electrics.off.add(source)
                self._works.tell(source, what="tripped")

    def _far_ends(self) -> dict[str, int]:
        """When each source that feeds a short circuit will have had enough of it, µs."""
        if self._since < 0:
            return {}
        works, electrics = self._works, self._works.electrics
        at = {f.node for f, c in zip(self.faults, self.circuits, strict=True) if c.current > 0.0 and not c.earth_fault}
        out = {}
        for source, on in zip(works.station.sources, electrics.sources_on(), strict=True):
            if on and at & electrics.coupled(source.node):
                own = at & electrics.coupled_at_level(source.node, works.machinery.breakers)
                out[source.id] = self._since + (AT_ONCE if own else LATER)
        return out

    # -- keeping -----------------------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "arcs": dict(sorted(self.arcs.items())), "energy": dict(sorted(self.energy.items())), "since": self._since,
            "known": sorted(self._known),
        }  # fmt: skip

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``; the short circuits themselves are found when the station is settled."""
        self.arcs, self.energy, self._since = dict(state["arcs"]), dict(state["energy"]), state["since"]
        self._known = set(state["known"])


def _given_off(volts: float, amperes: float, seconds: float) -> float:
    """cal/cm² at a face's distance."""
    return to_cal(estimate(volts, amperes, seconds, CUBICLE, FACE).energy)
