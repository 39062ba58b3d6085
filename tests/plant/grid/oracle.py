"""pandapower as a second opinion: its cases as stations of ours, and stations of ours as its networks.

Only the tests use it; a test that needs it skips by name where it is missing.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.pandapower_case import case_of
from engine.plant.grid.station import Capacitor, Line, Load, Node, Source, Station, Switch, Transformer

__all__ = ["case_of", "pandapower", "station_of", "with_source_impedance"]

BASE = 100e6
STIFF = 1e18
"""VA; a source that holds its voltage."""


def pandapower() -> Any:
    """The library, or the test is skipped."""
    module = pytest.importorskip("pandapower", reason="pandapower (extra 'oracles') is not installed")
    warnings.filterwarnings("ignore", module="pandapower")
    return module


def station_of(net: Any, *, breakers: bool = False) -> Station:
    """A solved case of pandapower as a station; its generators feed what they gave in the solution.

    ``breakers`` puts both ends of every line behind a breaker, closed.
    """
    place = {bus: i for i, bus in enumerate(net.bus.index)}
    nodes = [Node(f"N{bus}", kv * 1e3) for bus, kv in net.bus.vn_kv.items()]
    switches: list[Switch] = []

    def behind(bus: int, name: str) -> int:
        if not breakers:
            return place[bus]
        nodes.append(Node(f"{name}_{bus}", nodes[place[bus]].voltage))
        switches.append(Switch(f"QF_{name}_{bus}", "breaker", name, ((place[bus], len(nodes) - 1),)))
        return len(nodes) - 1

    lines = []
    for i, row in net.line.iterrows():
        assert row.g_us_per_km == 0
        km, n = row.length_km, row.parallel
        r, x, c = row.r_ohm_per_km * km / n, row.x_ohm_per_km * km / n, row.c_nf_per_km * 1e-9 * km * n
        ends = behind(row.from_bus, f"L{i}"), behind(row.to_bus, f"L{i}")
        lines.append(Line(f"L{i}", *ends, r, x, c, 3 * r, 3 * x, c, 1e3, km * 1e3))
    transformers, banks = [], []
    for i, row in net.trafo.iterrows():
        assert row.shift_degree == 0
        assert row.pfe_kw == 0
        steps = (
            0.0 if math.isnan(row.tap_step_percent) else (row.tap_pos - row.tap_neutral) * row.tap_step_percent / 100
        )
        u1, u2 = row.vn_hv_kv * 1e3 * (1 + steps), row.vn_lv_kv * 1e3
        share = BASE / (row.sn_mva * 1e6)
        hv, lv = place[row.hv_bus], place[row.lv_bus]
        transformers.append(
            Transformer(
                f"T{i}", hv, lv, u1, u2, BASE, row.vk_percent / 100 * share, row.vkr_percent / 100 * share * BASE,
                0.0, 0.0, clock=0,
            )
        )  # fmt: skip
        # pandapower takes the size of i0 only: where IEEE 118 means a line's charging (negative), it solves with iron.
        charging = -abs(row.i0_percent) / 100 * row.sn_mva * 1e6
        banks += [Capacitor(f"B{i}h", hv, charging / 2, u1), Capacitor(f"B{i}l", lv, charging / 2, u2)]
    for i, row in net.shunt.iterrows():
        assert row.p_mw == 0
        banks.append(Capacitor(f"C{i}", place[row.bus], -row.q_mvar * row.step * 1e6, row.vn_kv * 1e3))
    loads = [Load(f"LD{i}", place[row.bus], row.p_mw * 1e6, row.q_mvar * 1e6) for i, row in net.load.iterrows()]
    for i, row in net.gen.iterrows():
        made = net.res_gen.loc[i]
        loads.append(Load(f"G{i}", place[row.bus], -made.p_mw * 1e6, -made.q_mvar * 1e6))
    sources = [
        Source(f"S{i}", place[row.bus], row.vm_pu, math.radians(row.va_degree), STIFF)
        for i, row in net.ext_grid.iterrows()
    ]
    return Station(
        tuple(nodes), tuple(switches), tuple(lines), tuple(transformers), tuple(loads),
        tuple(bank for bank in banks if bank.q), tuple(sources), normal=(True,) * len(switches),
    )  # fmt: skip


def with_source_impedance(station: Station) -> Station:
    """The same with every source stiff, behind a line that has its impedance."""
    nodes, lines, sources = list(station.nodes), list(station.lines), []
    for s in station.sources:
        volts = station.nodes[s.node].voltage
        x = volts**2 / s.sk / math.hypot(1, s.rx)
        lines.append(Line(f"Z_{s.id}", len(nodes), s.node, s.rx * x, x, 0.0, s.rx * x, x, 0.0, 1e4))
        sources.append(Source(s.id, len(nodes), s.u, s.angle, STIFF))
        nodes.append(Node(f"E_{s.id}", volts))
    return replace(station, nodes=tuple(nodes), lines=tuple(lines), sources=tuple(sources))
