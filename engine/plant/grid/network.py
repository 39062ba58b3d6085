"""What flows in a station for the switches as they stand, and what would flow at a fault.

The equations are power-grid-model's (``model.py``); short circuits follow IEC 60909 (``short_circuit.py``). Everything
asked of a ``Network`` is a function of the arguments: nothing is remembered but the compiled model and the last answer.

A voltage collapse is a state of the plant. Loads want constant power; where no voltage can carry it, the loads of that
island are taken as impedances (motors stall, lamps dim), and the island is told as collapsed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from power_grid_model import ComponentType

from engine.plant.grid.model import Model, NoSolutionError, Table, Tables, contacts, island_labels, tables
from engine.plant.grid.short_circuit import FaultKind, FaultModel, ShortCircuit
from engine.plant.grid.station import EARTH, Station

__all__ = ["Difference", "Flow", "Network", "Terminal"]


class Terminal(NamedTuple):
    """What goes into an element at one of its ends: A, W, var."""

    current: float
    p: float
    q: float


_V = TypeVar("_V")
_NOTHING = Terminal(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Flow:
    """A load flow. Every tuple is in the order of the station; what is dead is 0."""

    u: tuple[float, ...]
    """V between phases, a node."""
    angle: tuple[float, ...]
    """rad, a node, with the vector group of the transformers on the way."""
    live: tuple[bool, ...]
    """Whether a source that is on reaches a node; earthing switches do not count here."""
    collapsed_at: tuple[bool, ...]
    """Nodes of islands whose loads get less than their power."""
    switches: tuple[Terminal, ...]
    """From the first node of the first contact to the second; of several contacts in a row, the one that carries most.
    0 for earthing switches.
    """
    lines: tuple[tuple[Terminal, Terminal], ...]
    """At both ends, into the line."""
    transformers: tuple[tuple[Terminal, Terminal], ...]
    """High and low side, into the transformer."""
    loading: tuple[float, ...]
    """Share of the rated power, a transformer."""
    loads: tuple[Terminal, ...]
    """What each load gets."""
    capacitors: tuple[Terminal, ...]
    """What each bank takes; ``q`` is negative, it gives."""
    losses: float
    """W, in lines, transformers (iron included) and the trace of resistance that closed contacts have here."""
    lost: float
    """W that the loads on dead nodes would take."""

    @property
    def collapsed(self) -> bool:
        """Whether some island has collapsed."""
        return any(self.collapsed_at)


class Difference(NamedTuple):
    """What lies across an open switch, and what closing it would bring.

    ``volts`` between phases and ``angle`` (rad, -pi to pi, first side ahead of the second); ``live`` of both sides,
    without which an angle means nothing (it is then 0, and ``volts`` the voltage of the live side); ``current`` (A)
    through the switch once it is closed and everything has settled.
    """

    volts: float
    angle: float
    live: tuple[bool, bool]
    current: float


class Network:
    """The electrical network of a station, 50 Hz unless told otherwise."""

    def __init__(self, station: Station, *, frequency: float = 50.0) -> None:
        self.station = station
        self._frequency = frequency
        self._contacts = contacts(station)
        rows: list[list[int]] = [[] for _ in station.switches]
        for row, (place, _, _) in enumerate(self._contacts):
            rows[place].append(row)
        self._rows = [(at[0], at[-1]) if at else None for at in rows]
        """The first and the last contact of each switch; an earthing switch has none that joins."""
        self._model = Model(tables(station), frequency)
        self._faults: dict[tuple[bool, ...], FaultModel] = {}
        self._last: tuple[object, Flow] | None = None
        """The last question and its answer: what is asked again (an earthing switch has moved) is not solved again."""

    def flow(
        self,
        closed: Sequence[bool],
        *,
        loads: Sequence[float] | None = None,
        taps: Sequence[int] | None = None,
        sources_on: Sequence[bool] | None = None,
    ) -> Flow:
        """The load flow for the switches as they stand.

        Args:
            closed: for every switch of the station, in its order.
            loads: a factor for every load (1).
            taps: the tap position of every transformer (its nominal one); beyond the last tap counts as the last.
            sources_on: whether each source is there (all).

        Raises:
            ValueError: a sequence has the wrong length.
            NoSolutionError: the station itself makes no network, whatever the loads (an element without impedance).
        """
        station, model = self.station, self._model
        shut = self._links(closed)
        factors = _given("loads", loads, [1.0] * len(station.loads))
        on = tuple(map(int, _given("sources_on", sources_on, [True] * len(station.sources))))
        tapped = tuple(_given("taps", taps, [t.tap_nom for t in station.transformers]))
        asked = shut, tuple(factors), on, tapped
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        model.tell(ComponentType.link, from_status=shut, to_status=shut)
        model.tell(ComponentType.source, status=on)
        model.tell(ComponentType.transformer, tap_pos=tapped)
        wanted = tuple([(load.p * f, load.q * f) for load, f in zip(station.loads, factors, strict=True)])
        solved, collapsed = self._solve(shut, wanted)
        nodes = solved[ComponentType.node]
        reached = nodes["energized"].astype(bool)
        live, volts = reached.tolist(), nodes["u"].tolist()
        lines, transformers = solved.get(ComponentType.line), solved.get(ComponentType.transformer)
        links = solved.get(ComponentType.link)
        flow = Flow(
            u=tuple(volts),
            angle=tuple(nodes["u_angle"].tolist()),
            live=tuple(live),
            collapsed_at=tuple((collapsed & reached).tolist()),
            switches=tuple(self._through(_terminals(links, "_from"))),
            lines=_both(lines),
            transformers=_both(transformers),
            loading=() if transformers is None else tuple(transformers["loading"].tolist()),
            loads=self._drawn(volts, collapsed, wanted),
            capacitors=tuple([_end(0.0, -bank.q * (volts[bank.node] / bank.u) ** 2, volts[bank.node]) for bank in station.capacitors]),
            losses=sum(float((t["p_from"] + t["p_to"]).sum()) for t in (lines, transformers, links) if t is not None),
            lost=sum((p for load, (p, _) in zip(station.loads, wanted, strict=True) if not live[load.node]), 0.0),
        )
        self._last = asked, flow
        return flow

    def difference(
        self,
        closed: Sequence[bool],
        switch: int,
        *,
        loads: Sequence[float] | None = None,
        taps: Sequence[int] | None = None,
        sources_on: Sequence[bool] | None = None,
    ) -> Difference:
        """What lies across a switch, by its place, were it open, and the current once it is closed.

        Of a switch with several contacts the outer ends count. The other side of an earthing switch is earth: the
        current is then that of the three-phase short circuit. Raises ValueError as ``flow`` does.
        """
        device = self.station.switches[switch]
        ends = device.contacts[0][0], device.contacts[-1][1]
        apart = list(closed)
        apart[switch] = False
        before = self.flow(apart, loads=loads, taps=taps, sources_on=sources_on)
        live = before.live[ends[0]], ends[1] != EARTH and before.live[ends[1]]
        one, other = (
            complex(before.u[n] * np.exp(1j * before.angle[n])) if n != EARTH else 0j for n in ends
        )  # the sides of a dead node have no voltage
        angle = float(np.angle(one / other)) if all(live) else 0.0
        if device.earths:
            current = self.short_circuit(apart, ends[0], sources_on=sources_on).current
        else:
            apart[switch] = True
            current = self.flow(apart, loads=loads, taps=taps, sources_on=sources_on).switches[switch].current
        return Difference(abs(one - other), angle, live, current)

    def short_circuit(
        self,
        closed: Sequence[bool],
        node: int,
        kind: FaultKind = "three_phase",
        *,
        r_fault: float = 0.0,
        sources_on: Sequence[bool] | None = None,
        neutrals: Sequence[bool] | None = None,
    ) -> ShortCircuit:
        """The largest initial short-circuit current at a node by IEC 60909, and what every switch carries of it.

        Loads, capacitors, tap positions and the angles between sources do not count, as the standard has it.

        Args:
            closed: for every switch of the station, in its order.
            node: place of the faulted node; a dead one gives 0 A everywhere.
            kind: bolted phases: all three, two (B and C), or one (A) to earth.
            r_fault: ohm in the fault, a phase.
            sources_on: whether each source is there (all).
            neutrals: whether the star point of each transformer is earthed (all). Without any earthed neutral a single
                phase to earth is no short circuit: see ``ShortCircuit.earth_fault``.

        Raises:
            ValueError: a sequence has the wrong length, or ``r_fault`` is negative.
        """
        if r_fault < 0:
            raise ValueError(f"r_fault is {r_fault}; a resistance is not negative")
        station = self.station
        shut = self._links(closed)
        on = tuple(map(bool, _given("sources_on", sources_on, [True] * len(station.sources))))
        earthed = tuple(map(bool, _given("neutrals", neutrals, [True] * len(station.transformers))))
        if earthed not in self._faults:
            self._faults[earthed] = FaultModel(station, self._frequency, earthed)
        return self._faults[earthed].solve(shut, on, node, kind, r_fault)

    def _links(self, closed: Sequence[bool]) -> tuple[int, ...]:
        _given("closed", closed, [False] * len(self.station.switches))
        return tuple([1 if closed[place] else 0 for place, _, _ in self._contacts])

    def _drawn(
        self, volts: Sequence[float], collapsed: NDArray[np.bool_], wanted: Sequence[tuple[float, float]]
    ) -> tuple[Terminal, ...]:
        """What loads draw: the power they want; in an island that has collapsed, what their impedance takes."""
        out = []
        for load, (p, q) in zip(self.station.loads, wanted, strict=True):
            u = volts[load.node]
            share = (u / self.station.nodes[load.node].voltage) ** 2 if collapsed[load.node] else 1.0
            out.append(_end(p * share, q * share, u))
        return tuple(out)

    def _through(self, links: Sequence[Terminal]) -> list[Terminal]:
        return [
            _NOTHING
            if rows is None
            else _worse(links[rows[0]], links[rows[1]])
            if rows[0] != rows[1]
            else links[rows[0]]
            for rows in self._rows
        ]

    def _solve(self, shut: Sequence[int], wanted: Sequence[tuple[float, float]]) -> tuple[Tables, NDArray[np.bool_]]:
        """A solution, and the nodes that lie in islands that have none with constant power."""
        station = self.station
        collapsed = np.zeros(len(station.nodes), dtype=bool)
        solved = self._attempt(wanted)
        if solved is not None:
            return solved, collapsed
        islands = self._islands(shut)
        at = [int(islands[load.node]) for load in station.loads]
        for island in sorted(set(at)):
            alone = [power if k == island else (0.0, 0.0) for k, power in zip(at, wanted, strict=True)]
            if self._attempt(alone) is None:
                collapsed |= islands == island
        steady = self._attempt(
            [(0.0, 0.0) if collapsed[load.node] else p for load, p in zip(station.loads, wanted, strict=True)]
        )
        self._demand(wanted)
        stalled = self._model.power_flow(linear=True)
        if steady is None:
            return stalled, np.ones_like(collapsed)
        for component, (places, table) in self._places(stalled).items():
            rows = collapsed[places]
            steady[component][rows] = table[rows]
        return steady, collapsed

    def _demand(self, wanted: Sequence[tuple[float, float]]) -> None:
        self._model.tell(
            ComponentType.sym_load,
            p_specified=tuple(p for p, _ in wanted),
            q_specified=tuple(q for _, q in wanted),
        )

    def _attempt(self, wanted: Sequence[tuple[float, float]]) -> Tables | None:
        """A load flow with loads of constant power, if there is one."""
        self._demand(wanted)
        try:
            return self._model.power_flow()
        except NoSolutionError:
            return None

    def _islands(self, shut: Sequence[int]) -> NDArray[np.int64]:
        station = self.station
        joined = [(a, b) for (_, a, b), on in zip(self._contacts, shut, strict=True) if on]
        joined += [(line.a, line.b) for line in station.lines]
        joined += [(t.hv, t.lv) for t in station.transformers]
        return island_labels(len(station.nodes), joined)

    def _places(self, solved: Tables) -> dict[ComponentType, tuple[list[int], Table]]:
        """The tables of a solution, each with a node of every row. An open link carries nothing on either side."""
        station = self.station
        at: dict[ComponentType, list[int]] = {
            ComponentType.node: list(range(len(station.nodes))),
            ComponentType.line: [line.a for line in station.lines],
            ComponentType.link: [a for _, a, _ in self._contacts],
            ComponentType.transformer: [t.hv for t in station.transformers],
        }
        return {component: (places, solved[component]) for component, places in at.items() if component in solved}


def _given(name: str, values: Sequence[_V] | None, usual: Sequence[_V]) -> Sequence[_V]:
    """``values``, or what is usual; as many of them."""
    if values is None:
        return usual
    if len(values) != len(usual):
        raise ValueError(f"{name}: {len(values)} values for the {len(usual)} of the station")
    return values


def _worse(one: Terminal, other: Terminal) -> Terminal:
    """Of the contacts of a switch, the one that carries more."""
    return other if other.current > one.current else one


def _end(p: float, q: float, volts: float) -> Terminal:
    """An end that takes this power at this voltage; nothing where there is none."""
    return Terminal(math.hypot(p, q) / (math.sqrt(3.0) * volts), p, q) if volts > 0.0 else _NOTHING


def _terminals(table: Table | None, end: str) -> tuple[Terminal, ...]:
    if table is None:
        return ()
    # as Terminal(…) makes them, in a third of the time: a flow has a hundred
    return tuple([tuple.__new__(Terminal, row) for row in zip(*[table[column + end].tolist() for column in "ipq"], strict=True)])


def _both(table: Table | None) -> tuple[tuple[Terminal, Terminal], ...]:
    return tuple(zip(_terminals(table, "_from"), _terminals(table, "_to"), strict=True))
