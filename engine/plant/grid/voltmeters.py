"""What instruments see of voltages to earth: phases and open delta of voltage transformers, zero-sequence current of lines.

Where one phase is earthed in a network whose neutral is not, the neutral is displaced; everywhere else the phases are
symmetrical. ``look`` works all of it out once after something has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.plant.grid import devices as d
from engine.plant.grid.earth_fault import EarthFault, Network, Phase, earth_fault, sources
from engine.plant.grid.section import GridSection
from engine.plant.grid.voltage_reading import Meters, Readings, readings

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["Voltmeters"]

BUS_SHARE = 0.4
"""A that a 10 kV bus itself adds to the capacitive earth current. source: design"""
_NO_VOLTAGE = Readings(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class Voltmeters:
    """The readings of a station's voltage transformers and core-balance transformers."""

    def __init__(self, section: GridSection, works: Works) -> None:
        self._section, self._works = section, works
        transformers = {n: v for n, v in section.devices.items() if isinstance(v, d.VoltageTransformer)}
        self._placed = [(name, works.station.node[v.at], f"{name}.fuse") for name, v in transformers.items()]
        self.readings: dict[str, Readings] = dict.fromkeys(transformers, _NO_VOLTAGE)
        """Of each voltage transformer, V."""
        self._symmetrical: dict[str, tuple[float, bool]] = {}
        """Voltage and fuse for which a reading holds, where nothing is displaced."""
        self._displaced: list[tuple[set[int], float, EarthFault]] = []

    def look(self) -> None:
        """Work every reading out for what stands and flows now."""
        works = self._works
        self._displaced = self._find_displaced()
        for name, node, fuse in self._placed:
            volts = works.electrics.flow.u[node]
            seen = volts, bool(works.inputs[fuse])
            if not self._displaced and self._symmetrical.get(name) == seen:
                continue
            if self._displaced:
                self._symmetrical.pop(name, None)
            else:
                self._symmetrical[name] = seen
            blown: frozenset[Phase] = frozenset({"A"}) if seen[1] else frozenset()
            shown = readings(self._to_earth(node, volts), Meters(volts, blown)) if volts > 0.0 else _NO_VOLTAGE
            self.readings[name] = shown

    def zero_sequence(self, line: str, node: int) -> float:
        """A of capacitive zero-sequence current into ``line``, which begins at ``node``."""
        for nodes, _, fault in self._displaced:
            if line in fault.feeders and node in nodes:
                return fault.feeders[line].capacitive
        return 0.0

    def _to_earth(self, node: int, volts: float) -> Sequence[complex]:
        """The phases to earth at a node, V: displaced where one of them is earthed in a network that is not."""
        found = next((one for one in self._displaced if node in one[0]), None)
        if found is None:
            return sources(volts)
        _, there, fault = found
        return [phase * volts / there for phase in fault.phases]  # the drop along the lines is that of the load

    def _find_displaced(self) -> list[tuple[set[int], float, EarthFault]]:
        """Each network whose neutral is displaced by an earthed phase: its nodes, the voltage at the fault (V), and what
        follows.
        """
        works, flow = self._works, self._works.electrics.flow
        out: list[tuple[set[int], float, EarthFault]] = []
        for fault in works.accidents.earth_faults():
            nodes = works.electrics.coupled_at_level(fault.node)
            feeders = {
                name: device.earth_current
                for name, device in self._section.devices.items()
                if isinstance(device, d.LineDevice) and works.station.node[device.start] in nodes
            }
            there = flow.u[fault.node]
            at = fault.cause if fault.cause in feeders else None
            out.append((nodes, there, earth_fault(Network(there, feeders, bus=BUS_SHARE), "A", at, fault.resistance)))
        return out
