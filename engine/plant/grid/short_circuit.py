"""Short circuits by IEC 60909, worked by power-grid-model.

power-grid-model drives a fault with its sources, the standard with c·Un at the fault. The recipe that makes them agree:
source impedances divided by c, transformer impedances times K_T, no iron, loads or capacitors, taps at nominal, and every
current scaled by nominal over no-load voltage at the fault (a 110/10.5 kV transformer leaves 1.05 on a 10 kV node).

Where no neutral is earthed, one phase to earth is not a short circuit: what flows is the charging current of the healthy
phases, some amperes, and the line goes on. ``earth_fault`` tells the two apart; nobody may take the one for the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from power_grid_model import ComponentType, DatasetType, FaultPhase, FaultType, WindingType, initialize_array

from engine.plant.grid.model import Model, Table, Tables, contacts, island_labels, tables
from engine.plant.grid.station import Station

__all__ = ["C_MAX", "FaultKind", "FaultModel", "Phases", "ShortCircuit"]

C_MAX = 1.1
"""Voltage factor for the largest short-circuit current (IEC 60909-0:2016, table 1)."""

SLOW = 0.4
"""Equivalent over rated frequency, 20 Hz of 50, at which R/X is taken for the peak."""

FaultKind = Literal["three_phase", "two_phase", "single_phase"]

_KINDS: dict[str, tuple[FaultType, FaultPhase, int, float]] = {
    "three_phase": (FaultType.three_phase, FaultPhase.abc, 0, 0.0),
    "two_phase": (FaultType.two_phase, FaultPhase.bc, 1, math.pi / 2),
    "single_phase": (FaultType.single_phase_to_ground, FaultPhase.a, 0, 0.0),
}
"""Of a kind: power-grid-model's words, a phase that carries the current, by how much its driving voltage lags phase A."""

_NO_PATH = 1e-9
"""S; capacitance to earth below which a zone counts as having none."""


class Phases(NamedTuple):
    """Current at a point during a fault: the highest of the three phases, and their sum (3I0), both A."""

    current: float
    residual: float


@dataclass(frozen=True, slots=True)
class ShortCircuit:
    """A fault, and what every element carries of it. Every tuple is in the order of the station."""

    node: int
    kind: FaultKind
    earth_fault: bool
    """One phase to earth where no neutral is earthed: ``current`` is the capacitive earth current at nominal voltage of
    the sources, not a short circuit, and IEC 60909 says nothing about it.
    """
    current: float
    """I"k in A, initial symmetrical, of the phase with most; 0 if the node is dead."""
    peak: float
    """ip in A, with kappa = 1.02 + 0.98·exp(-3R/X) and R/X of the fault's own loop by the equivalent frequency of 20 Hz,
    which holds for meshed networks too (IEC 60909-0:2016, 8.1, method c). Root 2 times an earth current.
    """
    u: tuple[float, ...]
    """V that remain at each node, the lowest of the three voltages between phases, for sources at nominal voltage."""
    switches: tuple[Phases, ...]
    """Of several contacts in a row, the one that carries most; 0 for earthing switches."""
    powers: tuple[tuple[float, float], ...]
    """W, var through each switch in the direction of a load flow, with the voltages that belong to these currents: what a
    line beyond takes is 3·Z·I².
    """
    lines: tuple[tuple[Phases, Phases], ...]
    """At both ends."""
    transformers: tuple[tuple[Phases, Phases], ...]
    """High and low side."""
    u0: tuple[float, ...] = ()
    """V of zero sequence at each node: by how much a star point there that is not earthed is lifted."""


class FaultModel:
    """The model of a station for faults, with the neutrals earthed as given."""

    def __init__(self, station: Station, frequency: float, neutrals: Sequence[bool]) -> None:
        self._station = station
        self._neutrals = neutrals
        self._contacts = contacts(station)
        self._omega = 2 * math.pi * frequency
        self._model = Model(_faulted(station, neutrals), frequency)
        self._slow = Model(_slowed(_faulted(station, neutrals)), frequency * SLOW)

    def solve(
        self, shut: Sequence[int], sources_on: Sequence[bool], node: int, kind: FaultKind, r_fault: float
    ) -> ShortCircuit:
        """The fault with the links shut and the sources on as given; ``Network.short_circuit`` explains the rest."""
        fault_type, phases, _, _ = _KINDS[kind]
        for model in (self._model, self._slow):
            model.tell(ComponentType.link, from_status=shut, to_status=shut)
            model.tell(ComponentType.source, status=tuple(map(int, sources_on)))
            model.tell(
                ComponentType.fault, status=(1,), fault_type=(fault_type,), fault_phase=(phases,),
                fault_object=(node,), r_f=(r_fault,), x_f=(0.0,),
            )  # fmt: skip
        before = self._model.voltages()
        earth_fault = kind == "single_phase" and not self._earthed(shut, sources_on, node)
        if not before["energized"][node] or (earth_fault and self._charging(shut, node) < _NO_PATH):
            return self._nothing(node, kind, earth_fault, before)
        solved = self._model.short_circuit()
        # IEC 60909 drives the fault with c·Un; the charging current of an unearthed network with the voltage there is.
        scale = 1 / C_MAX if earth_fault else 1 / float(before["u_pu"][node])
        switches, powers = self._switches(solved, scale)
        current = float(solved[ComponentType.fault]["i_f"][0].max()) * scale
        kappa = 1.0 if earth_fault else self._kappa(kind, node)
        return ShortCircuit(
            node, kind, earth_fault, current,
            peak=kappa * math.sqrt(2) * current,
            u=tuple(_between_phases(solved[ComponentType.node]).tolist()),
            switches=switches,
            powers=powers,
            lines=_both(solved.get(ComponentType.line), scale),
            transformers=_both(solved.get(ComponentType.transformer), scale),
            u0=tuple(_lifted(solved[ComponentType.node]).tolist()),
        )  # fmt: skip

    def _kappa(self, kind: FaultKind, node: int) -> float:
        """The factor of the first peak, by the impedance of the fault's loop at 20 Hz: voltage and current both there."""
        _, _, phase, lag = _KINDS[kind]
        angle = float(self._slow.voltages()["u_angle"][node])
        slow = self._slow.short_circuit({ComponentType.fault})[ComponentType.fault]
        phi = angle - lag - float(slow["i_f_angle"][0, phase])
        return 1.02 + 0.98 * math.exp(-3 * SLOW * abs(math.cos(phi)) / max(abs(math.sin(phi)), 1e-9))

    def _nothing(self, node: int, kind: FaultKind, earth_fault: bool, before: Table) -> ShortCircuit:
        none, s = Phases(0.0, 0.0), self._station
        return ShortCircuit(
            node, kind, earth_fault, 0.0, 0.0,
            u=tuple(before["u"].tolist()),
            switches=(none,) * len(s.switches),
            powers=((0.0, 0.0),) * len(s.switches),
            lines=((none, none),) * len(s.lines),
            transformers=((none, none),) * len(s.transformers),
            u0=(0.0,) * len(s.nodes),
        )  # fmt: skip

    def _switches(self, solved: Tables, scale: float) -> tuple[tuple[Phases, ...], tuple[tuple[float, float], ...]]:
        through = [Phases(0.0, 0.0)] * len(self._station.switches)
        powers = [(0.0, 0.0)] * len(self._station.switches)
        table = solved.get(ComponentType.link)
        if table is None:
            return tuple(through), tuple(powers)
        u = _phasors(solved[ComponentType.node], "u")[[a for _, a, _ in self._contacts]]
        s = (u * _phasors(table, "i_from").conjugate()).sum(axis=1) * scale**2
        for (place, _, _), link, power in zip(self._contacts, _ends(table, "_from", scale), s.tolist(), strict=True):
            if link > through[place]:
                through[place], powers[place] = link, (power.real, power.imag)
        return tuple(through), tuple(powers)

    def _zone(self, shut: Sequence[int], node: int) -> NDArray[np.bool_]:
        """The nodes that zero-sequence current can reach from a node; a delta winding ends it."""
        s = self._station
        joined = [(a, b) for (_, a, b), on in zip(self._contacts, shut, strict=True) if on]
        joined += [(line.a, line.b) for line in s.lines]
        joined += [(t.hv, t.lv) for t, n in zip(s.transformers, self._neutrals, strict=True) if n and t.clock % 2 == 0]
        labels = island_labels(len(s.nodes), joined)
        return np.asarray(labels == labels[node], dtype=bool)

    def _earthed(self, shut: Sequence[int], sources_on: Sequence[bool], node: int) -> bool:
        s, zone = self._station, self._zone(shut, node)
        grid = any(on and zone[source.node] for source, on in zip(s.sources, sources_on, strict=True))
        return grid or any(
            neutral and t.clock % 2 and zone[t.hv] for t, neutral in zip(s.transformers, self._neutrals, strict=True)
        )

    def _charging(self, shut: Sequence[int], node: int) -> float:
        zone = self._zone(shut, node)
        return self._omega * sum(line.c0 for line in self._station.lines if zone[line.a])


def _faulted(station: Station, neutrals: Sequence[bool]) -> Tables:
    """The tables of a station, changed by the recipe above."""
    made = tables(station)
    count = sum(map(len, made.values()))
    for component in (ComponentType.sym_load, ComponentType.shunt):
        made.pop(component, None)
    if (line := made.get(ComponentType.line)) is not None:
        line["c1"] = 0.0
    if (transformer := made.get(ComponentType.transformer)) is not None:
        r = transformer["pk"] / transformer["sn"]
        k = 0.95 * C_MAX / (1 + 0.6 * np.sqrt(transformer["uk"] ** 2 - r**2))
        transformer["uk"] *= k
        transformer["pk"] *= k
        transformer["i0"] = transformer["p0"] = 0.0
        transformer["winding_from"] = [WindingType.wye_n if n else WindingType.wye for n in neutrals]
    if (source := made.get(ComponentType.source)) is not None:
        source["u_ref"], source["u_ref_angle"] = 1.0, 0.0
        source["sk"] /= C_MAX
    fault = initialize_array(DatasetType.input, ComponentType.fault, 1)
    fault["id"], fault["fault_object"] = count, 0
    fault["status"], fault["r_f"], fault["x_f"] = 0, 0.0, 0.0
    fault["fault_type"], fault["fault_phase"] = FaultType.three_phase, FaultPhase.abc
    made[ComponentType.fault] = fault
    return made


def _slowed(made: Tables) -> Tables:
    """The tables of a fault with every reactance at ``SLOW`` times the frequency."""
    if (line := made.get(ComponentType.line)) is not None:
        line["x1"] *= SLOW
        line["x0"] *= SLOW
    if (transformer := made.get(ComponentType.transformer)) is not None:
        r = transformer["pk"] / transformer["sn"]
        transformer["uk"] = np.sqrt(r**2 + SLOW**2 * (transformer["uk"] ** 2 - r**2))
    if (source := made.get(ComponentType.source)) is not None:
        source["sk"] *= np.sqrt((1 + source["rx_ratio"] ** 2) / (SLOW**2 + source["rx_ratio"] ** 2))
        source["rx_ratio"] /= SLOW
    return made


def _phasors(table: Table, magnitude: str) -> NDArray[np.complex128]:
    return np.asarray(table[magnitude] * np.exp(1j * table[f"{magnitude}_angle"]), dtype=np.complex128)


def _between_phases(nodes: Table) -> NDArray[np.float64]:
    """Lowest voltage between phases, V, of voltages to earth driven with c."""
    u: NDArray[Any] = _phasors(nodes, "u")
    return np.asarray(np.abs(u - np.roll(u, 1, axis=1)).min(axis=1) / C_MAX, dtype=np.float64)


def _lifted(nodes: Table) -> NDArray[np.float64]:
    """Zero-sequence voltage, V, of voltages to earth driven with c."""
    return np.asarray(np.abs(_phasors(nodes, "u").mean(axis=1)) / C_MAX, dtype=np.float64)


def _ends(table: Table | None, end: str, scale: float) -> list[Phases]:
    if table is None:
        return []
    highest = table["i" + end].max(axis=1) * scale
    residual = np.abs((table["i" + end] * np.exp(1j * table["i" + end + "_angle"])).sum(axis=1)) * scale
    return list(map(Phases, highest.tolist(), residual.tolist()))


def _both(table: Table | None, scale: float) -> tuple[tuple[Phases, Phases], ...]:
    return tuple(zip(_ends(table, "_from", scale), _ends(table, "_to", scale), strict=True))
