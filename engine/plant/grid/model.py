"""A station in the terms of power-grid-model, and the fast way to change it.

power-grid-model takes tables of numbers and keeps a compiled network; what is switched goes in as an update. What it
calls a node, line or transformer is ours too; a contact of a switch is a ``link`` (no impedance). Earthing contacts are
left out: an earth on a live point is a short circuit, asked for as such.

A solution depends on what is set now and not on the way there: power-grid-model starts every solution anew, and the
tests hold updated and freshly built models equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from power_grid_model import (
    BranchSide,
    CalculationMethod,
    ComponentType,
    DatasetType,
    LoadGenType,
    PowerGridModel,
    ShortCircuitVoltageScaling,
    WindingType,
    initialize_array,
)
from power_grid_model.errors import IterationDiverge, SparseMatrixError  # type: ignore[attr-defined]

from engine.errors import DivergenceError
from engine.plant.grid.station import EARTH, Station

__all__ = ["Model", "NoSolutionError", "Table", "Tables", "contacts", "island_labels", "tables"]

Table = NDArray[Any]
"""Rows of one component, a structured array with power-grid-model's columns."""
Tables = dict[ComponentType, Table]


def contacts(station: Station) -> tuple[tuple[int, int, int], ...]:
    """Contacts that join two nodes, in the order of the links: place of the switch, one node, other node."""
    return tuple(
        (place, a, b) for place, switch in enumerate(station.switches) for a, b in switch.contacts if b != EARTH
    )


def tables(station: Station) -> Tables:
    """Everything of a station for the load flow, as it stands before anything is switched, with a number to each row."""
    numbers = iter(range(2**31 - 1))
    links = contacts(station)
    made = {
        ComponentType.node: _table(ComponentType.node, numbers, len(station.nodes), u_rated=(n.voltage for n in station.nodes)),
        ComponentType.line: _table(
            ComponentType.line, numbers, len(station.lines), from_status=1, to_status=1, tan1=0.0, tan0=0.0,
            from_node=(n.a for n in station.lines), to_node=(n.b for n in station.lines),
            r1=(n.r for n in station.lines), x1=(n.x for n in station.lines), c1=(n.c for n in station.lines),
            r0=(n.r0 for n in station.lines), x0=(n.x0 for n in station.lines), c0=(n.c0 for n in station.lines),
            i_n=(n.rated for n in station.lines),
        ),
        ComponentType.link: _table(
            ComponentType.link, numbers, len(links), from_status=0, to_status=0,
            from_node=(a for _, a, _ in links), to_node=(b for _, _, b in links),
        ),
        ComponentType.transformer: _table(
            ComponentType.transformer, numbers, len(station.transformers), from_status=1, to_status=1,
            from_node=(t.hv for t in station.transformers), to_node=(t.lv for t in station.transformers),
            u1=(t.u1 for t in station.transformers), u2=(t.u2 for t in station.transformers),
            sn=(t.sn for t in station.transformers), uk=(t.uk for t in station.transformers),
            pk=(t.pk for t in station.transformers), i0=(t.i0 for t in station.transformers),
            p0=(t.p0 for t in station.transformers), clock=(t.clock for t in station.transformers),
            winding_from=WindingType.wye_n,
            winding_to=(WindingType.delta if t.clock % 2 else WindingType.wye_n for t in station.transformers),
            tap_side=BranchSide.from_side, tap_pos=(t.tap_nom for t in station.transformers),
            tap_min=(t.tap_min for t in station.transformers), tap_max=(t.tap_max for t in station.transformers),
            tap_nom=(t.tap_nom for t in station.transformers), tap_size=(t.step for t in station.transformers),
        ),
        ComponentType.sym_load: _table(
            ComponentType.sym_load, numbers, len(station.loads), status=1, type=LoadGenType.const_power,
            node=(n.node for n in station.loads), p_specified=(n.p for n in station.loads),
            q_specified=(n.q for n in station.loads),
        ),
        ComponentType.shunt: _table(
            ComponentType.shunt, numbers, len(station.capacitors), status=1, g1=0.0, g0=0.0, b0=0.0,
            node=(c.node for c in station.capacitors), b1=(c.q / c.u**2 for c in station.capacitors),
        ),
        ComponentType.source: _table(
            ComponentType.source, numbers, len(station.sources), status=1, node=(s.node for s in station.sources),
            u_ref=(s.u for s in station.sources), u_ref_angle=(s.angle for s in station.sources),
            sk=(s.sk for s in station.sources), rx_ratio=(s.rx for s in station.sources),
            z01_ratio=(s.z01 for s in station.sources),
        ),
    }  # fmt: skip
    return {component: table for component, table in made.items() if len(table)}


def _table(component: ComponentType, numbers: Iterator[int], rows: int, **columns: float | Iterable[float]) -> Table:
    table = initialize_array(DatasetType.input, component, rows)
    table["id"] = [next(numbers) for _ in range(rows)]
    for name, values in columns.items():
        table[name] = list(values) if isinstance(values, Iterable) else values
    return table


class NoSolutionError(DivergenceError):
    """No voltages fit the loads, or the tables make no network."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "STATION",
            "电网方程无解：查看与其他设备相差悬殊的阻抗、容量 / the equations of the network have no solution: look for an impedance or "
            f"a rating that is far from all others ({cause.splitlines()[0] if cause else 'singular'})",
        )


class Model:
    """A network that is compiled once and then told only what is different from the last time."""

    def __init__(self, made: Tables, frequency: float) -> None:
        self.tables = made
        self._model = PowerGridModel(made, system_frequency=frequency)
        self._last: dict[ComponentType, tuple[Sequence[float], ...]] = {}
        self._asked = {ComponentType.node, ComponentType.line, ComponentType.link, ComponentType.transformer} & set(made)
        """What a load flow answers for. Each kind costs time: what loads and capacitors take follows from the voltage there, and
        what the sources give nobody asks.
        """
        self._untold: dict[ComponentType, Table] = {}
        """What the compiled network has not been told yet: telling it everything at once is quicker."""

    def tell(self, component: ComponentType, **columns: Sequence[float]) -> None:
        """Give every row of a component the values it has now, always the same columns; a component without rows is
        passed over.
        """
        table, values = self.tables.get(component), tuple(columns.values())
        if table is None or self._last.get(component) == values:
            return
        update = initialize_array(DatasetType.update, component, len(table))
        update["id"] = table["id"]
        for name, column in columns.items():
            update[name] = column
        self._untold[component] = update
        self._last[component] = values

    def _compiled(self) -> PowerGridModel:
        """The network as it is now."""
        if self._untold:
            self._model.update(update_data=self._untold)
            self._untold = {}
        return self._model

    def power_flow(self, *, linear: bool = False) -> Tables:
        """Solved load flow. ``linear``: every load as the impedance that draws its power at nominal voltage, which has a
        solution where loads of constant power have none. Raises NoSolutionError.
        """
        return self._solved(linear, self._asked)

    def voltages(self) -> Table:
        """Rows of the nodes of the linear load flow, quickly. Raises NoSolutionError."""
        return self._solved(True, {ComponentType.node})[ComponentType.node]

    def _solved(self, linear: bool, wanted: set[ComponentType]) -> Tables:
        method = CalculationMethod.linear if linear else CalculationMethod.newton_raphson
        try:
            solved = self._compiled().calculate_power_flow(calculation_method=method, output_component_types=wanted)
        except (IterationDiverge, SparseMatrixError) as error:
            raise NoSolutionError(str(error)) from error
        if not np.isfinite(solved[ComponentType.node]["u"]).all():
            raise NoSolutionError("voltages are not numbers")
        return dict(solved)

    def short_circuit(self, wanted: set[ComponentType] | None = None) -> Tables:
        """Solved short circuit at the fault set, with the highest voltage factor of IEC 60909; all tables unless told.
        Raises NoSolutionError.
        """
        try:
            solved = self._compiled().calculate_short_circuit(
                short_circuit_voltage_scaling=ShortCircuitVoltageScaling.maximum, output_component_types=wanted
            )
        except (IterationDiverge, SparseMatrixError) as error:
            raise NoSolutionError(str(error)) from error
        return dict(solved)


def island_labels(nodes: int, joined: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """The island of each node: nodes joined, by whatever, have the same number."""
    parent = list(range(nodes))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, b in joined:
        parent[root(a)] = root(b)
    return np.array([root(n) for n in range(nodes)], dtype=np.int64)
