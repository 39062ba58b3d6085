"""What a station shows: every tag that is read, worked out from what stands and flows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from engine.plant.grid import devices as d
from engine.plant.grid import relays as r
from engine.plant.grid.declaration import STATION, carries
from engine.plant.grid.overload import top_oil
from engine.plant.grid.protection import BUS
from engine.plant.grid.section import GridSection
from engine.plant.grid.step_voltage import step_voltage, touch_voltage
from engine.plant.grid.voltage_reading import Readings

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["Shown"]

AMBIENT = 293.15
"""K. source: design"""
LONG = 1000.0
"""m: a dead line longer than this beside a live one keeps a residual voltage. source: design"""
NEAR, FOOT = 1.0, 0.25
"""m from the place for which the step voltage is shown, and the radius of what enters the ground there (a pole, a fallen
conductor); at r m the step voltage is that at 1 m times 1.8/(r·(r + 0.8)). source: design"""
_VOLTMETERS = ("Ua", "Ub", "Uc", "Uab", "Ubc", "Uca")
BY_TIME = frozenset({"energy_lost", "energy_lost_important", "parallel_time", "earth_time", "T_oil", "overload"})
BY_TRAVEL = frozenset({"position", "position_c", "place", "moving", "sf6", "sf6_locked"})
BY_ORDER = frozenset({"moving", "tripped", "operated", "selected"})
"""Names of the tags that change without anything being settled: with time, while a drive travels or gas is lost, with a
command.
"""
BY_RELAY = frozenset({"picked_up", "operated", "light", "alarm", "selected"})
BY_ARC = frozenset({"arc", "arc_energy"})
BY_EARTH = frozenset({"I0", "earth_current", "step", "touch", "U_neutral", "neutral_damaged"})
"""Names of the tags that seldom change, and only with relays, arcs and short circuits or earthed phases."""

_Read = Callable[[], float]


class _Place(NamedTuple):
    """One tag: whose it is, what it shows, where it stands, and how it is read."""

    name: str
    what: str
    at: int
    read: _Read


class Shown:
    """Writes the values of a station's tags.

    Each tag has a function that reads it, looked up once. When the station has been settled, all are read (``write``); in
    between only what travels and runs down with time (``run_down``) and what a command shows at once (``obey``).
    """

    def __init__(self, section: GridSection, works: Works, index: Mapping[str, int]) -> None:
        self._section, self._works = section, works
        self._meters = [
            (name, f"{name}.resonance", index[f"{name}.Ua"])
            for name, device in section.devices.items()
            if isinstance(device, d.VoltageTransformer)
        ]
        self._readings: dict[str, Readings] = {}
        self._displays = [name for name, device in section.devices.items() if isinstance(device, d.LiveDisplay)]
        self._lit: dict[str, list[bool]] = {}
        self._of_line = {line.id: i for i, line in enumerate(works.station.lines)}
        self._of_load = {load.id: i for i, load in enumerate(works.station.loads)}
        self._of_bank = {bank.id: i for i, bank in enumerate(works.station.capacitors)}

        self._internal = [f"{t.id}.internal" for t in works.station.transformers]

        def placed(name: str, tags: Iterable[tuple[str, _Read]]) -> Iterator[_Place]:
            return (_Place(name, what, index[f"{name}.{what}"], read) for what, read in tags)

        all_ = list(placed(STATION, self._station()))
        for name in section.buses:
            all_ += placed(name, self._bus(name))
        for name, device in section.devices.items():
            all_ += placed(name, self._device(name, device))
        for name, relay in section.protection.items():
            all_ += placed(name, self._relay(name, relay))
        for name in section.five_prevention.encloses:
            all_ += placed(name, [("exposed", partial(works.doors.exposed, name))])
        self._settled = [(one.at, one.read) for one in all_ if one.what not in BY_RELAY | BY_ARC | BY_EARTH]
        self._relays = [(one.at, one.read) for one in all_ if one.what in BY_RELAY]
        self._arcs = [(one.at, one.read) for one in all_ if one.what in BY_ARC]
        self._earths = [(one.at, one.read) for one in all_ if one.what in BY_EARTH]
        self._relays_shown: object = None
        self._arcs_shown: object = None
        self._earths_shown: object = None
        """What relays and arcs were shown for, unless something else has written them since."""
        self._by_time = [
            (one.at, one.read)
            for one in all_
            if one.what in BY_TIME or (one.what == "residual" and one.name in self._of_bank)
        ]
        self._by_travel: dict[str, list[tuple[int, _Read]]] = {
            name: [] for name in (*works.machinery.drives, *works.machinery.breakers)
        }
        for one in all_:
            if one.name in self._by_travel and one.what in BY_TRAVEL:
                self._by_travel[one.name].append((one.at, one.read))
        self._by_order = [(one.at, one.read) for one in all_ if one.what in BY_ORDER]
        self._springs = [(one.at, works.machinery.breakers[one.name]) for one in all_ if one.what == "charged"]
        self._charging = self._springs
        """Those that are not charged yet, as far as has been shown."""
        self._energy = {one.name: one.at for one in all_ if one.what == "arc_energy"}

    def write(self, values: MutableSequence[float]) -> None:
        """Put every shown value into its place of ``values``."""
        works, protection, accidents = self._works, self._works.protection, self._works.accidents
        for name, _, _ in self._meters:
            self._readings[name] = works.earthed.reading(name)
        for name in self._displays:
            self._lit[name] = works.earthed.lamps(name)
        for at, read in self._settled:
            values[at] = float(read())
        relays = (
            protection.picked_up, protection.lasting, set(protection.operated), dict(protection.selected),
            [works.inputs[tag] for tag in self._internal],
        )  # fmt: skip
        if relays != self._relays_shown:
            self._relays_shown = relays
            for at, read in self._relays:
                values[at] = float(read())
        arcs = set(accidents.arcs), dict(accidents.energy)
        if arcs != self._arcs_shown:
            self._arcs_shown = arcs
            for at, read in self._arcs:
                values[at] = float(read())
        earths = bool(accidents.circuits), set(works.star_points.damaged)
        if accidents.circuits or earths != self._earths_shown:
            self._earths_shown = earths
            for at, read in self._earths:
                values[at] = float(read())
        self._charging = [(at, gear) for at, gear in self._springs if not values[at]]
        works.machinery.moved.clear()

    def obey(self, values: MutableSequence[float]) -> None:
        """The same for what a command changes before anything else follows from it."""
        for at, read in self._by_order:
            values[at] = float(read())
        self._relays_shown = None

    def run_down(self, values: MutableSequence[float]) -> None:
        """The same for what changes with travel or time alone."""
        for at, read in self._by_time:
            values[at] = float(read())
        for name, resonance, at in self._meters:
            if self._works.inputs[resonance]:  # the needles swing
                self._readings[name] = shown = self._works.earthed.reading(name)
                values[at : at + len(_VOLTMETERS) + 1] = [*(v / 1e3 for v in shown[:6]), shown.open_delta]
        if self._charging:
            for at, gear in self._charging:
                values[at] = float(gear.charged(self._works.now))
            self._charging = [(at, gear) for at, gear in self._charging if not values[at]]
        for name, energy in self._works.accidents.energy.items():
            if name in self._energy:
                values[self._energy[name]] = energy
            self._arcs_shown = None
        moved = self._works.machinery.moved
        for name in moved:
            for at, read in self._by_travel[name]:
                values[at] = float(read())
        moved.clear()

    # -- how each is read --------------------------------------------------------------------------------------------
    def _station(self) -> Iterator[tuple[str, _Read]]:
        works, electrics, elapsed, accidents = (
            self._works,
            self._works.electrics,
            self._works.elapsed,
            self._works.accidents,
        )
        windings = works.station.transformers
        earths = [
            works.machinery.contacts(name)
            for name, device in self._section.devices.items()
            if isinstance(device, d.EarthingSwitch | d.EarthPoint)
        ]
        yield "load", lambda: sum([load.p for load in electrics.flow.loads]) / 1e6
        yield "lost", lambda: electrics.flow.lost / 1e6
        yield "energy_lost", lambda: elapsed.energy_lost / 3.6e9
        yield "lost_important", lambda: works.interrupted.lost / 1e6
        yield "energy_lost_important", lambda: works.interrupted.energy / 3.6e9
        yield "losses", lambda: electrics.flow.losses / 1e6
        yield "fault_current", lambda: accidents.worst / 1e3
        yield "fault", lambda: accidents.any
        yield "collapsed", lambda: electrics.flow.collapsed
        yield "parallel", lambda: electrics.parallel
        yield "parallel_time", lambda: elapsed.parallel_us / 1e6
        yield "earth_time", lambda: works.earthed.seconds(works.now)
        yield (
            "neutrals",
            lambda: sum(
                [n and electrics.flow.live[t.hv] for n, t in zip(works.machinery.neutrals(), windings, strict=True)]
            ),
        )
        yield "earths", lambda: sum([contacts.closed for contacts in earths])

    def _bus(self, name: str) -> Iterator[tuple[str, _Read]]:
        electrics = self._works.electrics
        node = self._works.station.node[name]
        yield "U", lambda: electrics.flow.u[node] / 1e3
        yield "state", lambda: electrics.topology.live(node) + 2 * electrics.topology.earthed(node)
        yield from self._arc(name)
        yield from self._earthed(name, self._works.station.nodes[node].voltage)

    def _arc(self, name: str) -> Iterator[tuple[str, _Read]]:
        accidents = self._works.accidents
        yield "arc", lambda: name in accidents.arcs
        yield "arc_energy", lambda: accidents.energy.get(name, 0.0)

    def _relay(self, name: str, relay: r.Relay) -> Iterator[tuple[str, _Read]]:
        protection, inputs = self._works.protection, self._works.inputs
        yield "picked_up", lambda: protection.has_picked_up(name)
        yield "operated", lambda: name in protection.operated
        if isinstance(relay, r.Gas):
            internal = f"{relay.of}.internal"
            yield "light", lambda: inputs[internal] >= 1.0
        elif isinstance(relay, r.EarthSelector):
            named = {line: 1.0 + n for n, line in enumerate((*relay.lines, BUS))}
            yield "alarm", lambda: protection.alarm(name)
            yield "selected", lambda: named.get(protection.selected.get(name, ""), 0.0)

    def _device(self, name: str, device: d.Device) -> Iterator[tuple[str, _Read]]:
        electrics, machinery = self._works.electrics, self._works.machinery
        match device:
            case d.Breaker():
                yield from self._breaker(name, device)
            case d.Disconnector():
                yield from self._isolating(name)
                yield "position_c", lambda: machinery.seat[name]
            case d.Truck():
                yield from self._isolating(name)
                drive = machinery.drives[name]
                yield "place", lambda: 2.0 if drive.position >= 100.0 else 1.0 if drive.position >= 40.0 else 0.0
            case d.LoadSwitch():
                yield from self._switch(name)
            case d.EarthingSwitch() | d.NeutralSwitch():
                drive = machinery.drives[name]
                yield "closed", lambda: drive.closed
                yield "position", lambda: drive.position
                if isinstance(device, d.EarthingSwitch):
                    place = self._works.station.switch[name]
                    yield "indicated", lambda: machinery.indicated[place]
            case d.EarthPoint():
                clamps = machinery.contacts(name)
                yield "closed", lambda: clamps.closed
            case d.TransformerDevice():
                yield from self._transformer(name)
            case d.LineDevice():
                yield from self._line(name)
            case d.LoadDevice():
                place = self._of_load[name]
                node = self._works.station.loads[place].node
                yield "P", lambda: electrics.flow.loads[place].p / 1e6
                yield "supplied", lambda: electrics.flow.live[node]
            case d.CapacitorBank():
                place = self._of_bank[name]
                yield "Q", lambda: -electrics.flow.capacitors[place].q / 1e6
                yield "residual", lambda: self._holds_charge(name, device)
            case d.VoltageTransformer():
                readings = self._readings
                for n, what in enumerate(_VOLTMETERS):
                    yield what, lambda n=n: readings[name][n] / 1e3  # type: ignore[misc]
                yield "U0", lambda: readings[name].open_delta
            case d.LiveDisplay():
                lit = self._lit
                yield "live", lambda: any(lit[name])
                for n, what in enumerate(("a", "b", "c")):
                    yield what, lambda n=n: lit[name][n]  # type: ignore[misc]

    def _switch(self, name: str) -> Iterator[tuple[str, _Read]]:
        works, machinery = self._works, self._works.machinery
        place, contacts = works.station.switch[name], machinery.contacts(name)
        yield "closed", lambda: contacts.closed
        yield "indicated", lambda: machinery.indicated[place]
        yield "I", lambda: works.currents[place]

    def _isolating(self, name: str) -> Iterator[tuple[str, _Read]]:
        drive = self._works.machinery.drives[name]
        yield from self._switch(name)
        yield "moving", lambda: drive.moving
        yield from self._arc(name)
        yield "position", lambda: drive.position

    def _breaker(self, name: str, device: d.Breaker) -> Iterator[tuple[str, _Read]]:
        works, machinery = self._works, self._works.machinery
        place, gear = works.station.switch[name], works.machinery.breakers[name]
        yield from self._switch(name)
        most = carries(works.station.nodes[works.station.switches[place].contacts[0][0]].voltage, device.rated)
        # a transducer follows within its first fault periods and cannot show more than its range
        yield "P", lambda: min(max(works.powers[place][0] / 1e6, -most), most)
        yield "Q", lambda: min(max(works.powers[place][1] / 1e6, -most), most)
        yield "charged", lambda: gear.charged(works.now)
        yield "tripped", lambda: gear.tripped
        yield "failed", lambda: gear.failed
        if device.sf6:
            yield "sf6", lambda: machinery.sf6[name] / 1e6
            yield "sf6_locked", lambda: machinery.locked_out(name)

    def _transformer(self, name: str) -> Iterator[tuple[str, _Read]]:
        works, electrics, elapsed, machinery = (
            self._works,
            self._works.electrics,
            self._works.elapsed,
            self._works.machinery,
        )
        place = works.station.transformer[name]
        winding = works.station.transformers[place]

        def apparent() -> float:
            high = electrics.flow.transformers[place][0]
            return math.hypot(high.p, high.q)

        yield "loading", lambda: electrics.flow.loading[place] * 100.0
        yield "I_high", lambda: electrics.flow.transformers[place][0].current
        yield "I_low", lambda: electrics.flow.transformers[place][1].current
        yield "S", lambda: apparent() / 1e6
        yield "energized", lambda: electrics.flow.live[winding.hv] or electrics.flow.live[winding.lv]
        yield "T_oil", lambda: top_oil(elapsed.oil[name], AMBIENT) - 273.15
        yield "overload", lambda: elapsed.oil[name].used * 100.0
        yield "tap", lambda: machinery.taps[name]
        yield "neutral_earthed", lambda: machinery.neutrals()[place]
        yield "U_neutral", lambda: works.star_points.volts[name] / 1e3
        yield "neutral_damaged", lambda: name in works.star_points.damaged
        yield "state", lambda: electrics.word(name)

    def _line(self, name: str) -> Iterator[tuple[str, _Read]]:
        electrics, station = self._works.electrics, self._works.station
        place = self._of_line[name]
        line = station.lines[place]
        volts = station.nodes[line.a].voltage
        beside = [
            other.a
            for other in station.lines
            if other.id != name and station.nodes[other.a].voltage == volts and other.length > LONG
        ]

        def worst_power() -> float:
            one, other = electrics.flow.lines[place]
            return other.p if other.current > one.current else one.p

        def residual() -> bool:
            live, earthed = electrics.flow.live, electrics.topology.earthed
            return not live[line.a] and not earthed(line.a) and not earthed(line.b) and any(live[a] for a in beside)

        yield "I", lambda: max([end.current for end in electrics.flow.lines[place]])
        yield "P", lambda: worst_power() / 1e6
        yield "residual", lambda: line.length > LONG and residual()
        yield "I0", lambda: 0.0 if (seen := self._works.earthed.feeder(name)) is None else seen.capacitive
        yield from self._earthed(name, volts)

    def _earthed(self, name: str, volts: float) -> Iterator[tuple[str, _Read]]:
        """What an earth at a line or bus of ``volts`` does to the ground; more than that drives nothing there."""
        current, soil = self._works.earthed.current, self._section.soil
        yield "earth_current", lambda: current(name)
        yield "step", lambda: min(volts, step_voltage(amperes, NEAR, soil)) if (amperes := current(name)) else 0.0
        yield "touch", lambda: min(volts, touch_voltage(amperes, FOOT, soil)) if (amperes := current(name)) else 0.0

    # -- what takes more than a look -----------------------------------------------------------------------------------
    def _holds_charge(self, name: str, device: d.CapacitorBank) -> bool:
        """Whether a bank that is off still holds its charge."""
        works, electrics = self._works, self._works.electrics
        node = works.station.capacitors[self._of_bank[name]].node
        dead = not electrics.flow.live[node] and not electrics.topology.earthed(node)
        return dead and works.now - works.elapsed.since_live[name] < device.discharge * 1000
