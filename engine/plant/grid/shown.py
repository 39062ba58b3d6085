"""What a station shows: every tag that is read, worked out from what stands and flows."""

from __future__ import annotations

import math
from collections.abc import Iterator, MutableSequence
from typing import TYPE_CHECKING

from engine.plant.grid import devices as d
from engine.plant.grid import relays as r
from engine.plant.grid.declaration import STATION
from engine.plant.grid.overload import top_oil
from engine.plant.grid.section import GridSection
from engine.plant.grid.step_voltage import step_voltage, touch_voltage

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
_READ = ("Ua", "Ub", "Uc", "Uab", "Ubc", "Uca")


class Shown:
    """Writes the values of a station's tags."""

    def __init__(self, section: GridSection, works: Works, index: dict[str, int]) -> None:
        self._section, self._works = section, works
        self._index = index
        self._order: list[int] = []
        self._of_line = {line.id: i for i, line in enumerate(works.station.lines)}
        self._of_load = {load.id: i for i, load in enumerate(works.station.loads)}
        self._of_bank = {bank.id: i for i, bank in enumerate(works.station.capacitors)}
        self._places = (
            index[f"{STATION}.energy_lost"],
            index[f"{STATION}.parallel_time"],
            [(name, index[f"{name}.T_oil"], index[f"{name}.overload"]) for name in works.oil],
            [(index[f"{name}.charged"], gear) for name, gear in works.breakers.items()],
            index[f"{STATION}.earth_time"],
            [(n, index[f"{n}.Ua"]) for n, v in section.devices.items() if isinstance(v, d.VoltageTransformer)],
        )

    def write(self, values: MutableSequence[float]) -> None:
        """Put every shown value into its place of ``values``."""
        if not self._order:  # what is shown comes in the same order every time
            self._order = [self._index[f"{name}.{what}"] for name, what, _ in self._all()]
        for at, (_, _, value) in zip(self._order, self._all(), strict=True):
            values[at] = float(value)

    def run_down(self, values: MutableSequence[float]) -> None:
        """The same for what changes with time alone."""
        works, index = self._works, self._index
        lost, parallel, heating, springs, earthed, meters = self._places
        values[earthed] = works.earthed.seconds(works.now)
        for name, at in meters:
            if works.inputs[f"{name}.resonance"]:  # the needles swing
                values[at : at + len(_READ) + 1] = [value for _, value in self._readings(name)]
        values[lost] = works.energy_lost / 3.6e9
        values[parallel] = works.parallel_us / 1e6
        for name, at_oil, at_used in heating:
            oil = works.oil[name]
            values[at_oil] = top_oil(oil, AMBIENT) - 273.15
            values[at_used] = oil.used * 100.0
        for at, gear in springs:
            values[at] = float(works.now >= gear.charged_at)
        for name in self._of_bank:
            values[index[f"{name}.residual"]] = float(self._charged(name))
        for name, energy in works.accidents.energy.items():
            values[index[f"{name}.arc_energy"]] = energy

    def _charged(self, name: str) -> bool:
        """Whether a bank that is off still holds its charge."""
        works, device = self._works, self._section.devices[name]
        bank = works.station.capacitors[self._of_bank[name]]
        assert isinstance(device, d.CapacitorBank)
        dead = not works.flow.live[bank.node] and not works.topology.earthed(bank.node)
        return dead and works.now - works.since_live[name] < device.discharge * 1000

    def _all(self) -> Iterator[tuple[str, str, float]]:
        for what, value in self._station():
            yield STATION, what, value
        for name in self._section.buses:
            for what, value in self._bus(name):
                yield name, what, value
        for name, device in self._section.devices.items():
            for what, value in self._device(name, device):
                yield name, what, value
        works = self._works
        picked, operated = works.protection.picked_up, works.protection.operated
        for name, relay in self._section.protection.items():
            yield name, "picked_up", name in picked
            yield name, "operated", name in operated
            if isinstance(relay, r.Gas):
                yield name, "light", works.inputs[f"{relay.of}.internal"] >= 1.0

    def _station(self) -> Iterator[tuple[str, float]]:
        works, flow = self._works, self._works.flow
        yield "load", sum(load.p for load in flow.loads) / 1e6
        yield "lost", flow.lost / 1e6
        yield "energy_lost", works.energy_lost / 3.6e9
        yield "losses", flow.losses / 1e6
        yield "fault_current", works.accidents.worst / 1e3
        yield "fault", works.accidents.any
        yield "collapsed", flow.collapsed
        yield "parallel", works.parallel
        yield "parallel_time", works.parallel_us / 1e6
        yield "earth_time", works.earthed.seconds(works.now)
        windings = works.station.transformers
        yield "neutrals", sum(n and flow.live[t.hv] for n, t in zip(works.neutrals(), windings, strict=True))
        yield "earths", sum(
            works.closed(n) for n, v in self._section.devices.items() if isinstance(v, d.EarthingSwitch | d.EarthPoint)
        )  # fmt: skip

    def _bus(self, name: str) -> Iterator[tuple[str, float]]:
        works = self._works
        node = works.station.node[name]
        yield "U", works.flow.u[node] / 1e3
        yield "state", works.topology.live(node) + 2 * works.topology.earthed(node)
        yield from self._arc(name)
        yield from self._earthed(name)

    def _arc(self, name: str) -> Iterator[tuple[str, float]]:
        accidents = self._works.accidents
        yield "arc", name in accidents.arcs
        yield "arc_energy", accidents.energy.get(name, 0.0)

    def _device(self, name: str, device: d.Device) -> Iterator[tuple[str, float]]:
        works = self._works
        match device:
            case d.Breaker():
                yield from self._breaker(name, device)
            case d.Disconnector():
                drive = works.drives[name]
                yield from self._isolating(name)
                yield "position", drive.position
                yield "position_c", works.seat[name]
            case d.Truck():
                drive = works.drives[name]
                yield from self._isolating(name)
                yield "position", drive.position
                yield "place", 2.0 if drive.position >= 100.0 else 1.0 if drive.position >= 40.0 else 0.0
            case d.LoadSwitch():
                yield from self._switch(name)
            case d.EarthingSwitch() | d.NeutralSwitch():
                yield "closed", works.closed(name)
                yield "position", works.drives[name].position
                if isinstance(device, d.EarthingSwitch):
                    yield "indicated", works.indicated[works.station.switch[name]]
            case d.EarthPoint():
                yield "closed", works.closed(name)
            case d.TransformerDevice():
                yield from self._transformer(name)
            case d.LineDevice():
                yield from self._line(name)
            case d.LoadDevice():
                place = self._of_load[name]
                yield "P", works.flow.loads[place].p / 1e6
                yield "supplied", works.flow.live[works.station.loads[place].node]
            case d.CapacitorBank():
                yield "Q", -works.flow.capacitors[self._of_bank[name]].q / 1e6
                yield "residual", self._charged(name)
            case d.VoltageTransformer():
                yield from self._readings(name)

    def _switch(self, name: str) -> Iterator[tuple[str, float]]:
        works = self._works
        yield "closed", works.closed(name)
        yield "indicated", works.indicated[works.station.switch[name]]
        yield "I", works.current(name)

    def _isolating(self, name: str) -> Iterator[tuple[str, float]]:
        yield from self._switch(name)
        yield "moving", self._works.drives[name].moving
        yield from self._arc(name)

    def _breaker(self, name: str, device: d.Breaker) -> Iterator[tuple[str, float]]:
        works, gear = self._works, self._works.breakers[name]
        yield from self._switch(name)
        through = works.flow.switches[works.station.switch[name]]
        yield "P", through.p / 1e6
        yield "Q", through.q / 1e6
        yield "charged", gear.charged(works.now)
        yield "tripped", gear.tripped
        yield "failed", gear.failed
        if device.sf6:
            yield "sf6", works.sf6[name] / 1e3
            yield "sf6_locked", works.locked_out(name)

    def _transformer(self, name: str) -> Iterator[tuple[str, float]]:
        works = self._works
        place = works.station.transformer[name]
        winding = works.station.transformers[place]
        high, low = works.flow.transformers[place]
        yield "loading", works.flow.loading[place] * 100.0
        yield "I_high", high.current
        yield "I_low", low.current
        yield "S", math.hypot(high.p, high.q) / 1e6
        yield "energized", works.flow.live[winding.hv] or works.flow.live[winding.lv]
        yield "T_oil", top_oil(works.oil[name], AMBIENT) - 273.15
        yield "overload", works.oil[name].used * 100.0
        yield "tap", works.taps[name]
        yield "neutral_earthed", works.neutrals()[place]
        yield "state", works.word(name)

    def _line(self, name: str) -> Iterator[tuple[str, float]]:
        works = self._works
        place = self._of_line[name]
        line = works.station.lines[place]
        one, other = works.flow.lines[place]
        worst = max(one, other, key=lambda end: end.current)
        yield "I", worst.current
        yield "P", worst.p / 1e6
        volts = works.station.nodes[line.a].voltage
        beside = any(
            other.id != name and works.flow.live[other.a] and works.station.nodes[other.a].voltage == volts and other.length > LONG
            for other in works.station.lines
        )  # fmt: skip
        dead = not works.flow.live[line.a] and not works.topology.earthed(line.a) and not works.topology.earthed(line.b)
        yield "residual", dead and beside and line.length > LONG
        seen = works.earthed.feeder(name)
        yield "I0", seen.capacitive if seen is not None else 0.0
        yield from self._earthed(name)

    def _readings(self, name: str) -> Iterator[tuple[str, float]]:
        """Phase voltages to earth, line voltages and the open delta."""
        shown = self._works.earthed.reading(name)
        for what, value in zip(_READ, shown, strict=False):
            yield what, value / 1e3
        yield "U0", shown.open_delta

    def _earthed(self, name: str) -> Iterator[tuple[str, float]]:
        """What an earth at a line or bus does to the ground."""
        amperes = self._works.earthed.current(name)
        yield "earth_current", amperes
        yield "step", step_voltage(amperes, NEAR, self._section.soil)
        yield "touch", touch_voltage(amperes, FOOT, self._section.soil)
