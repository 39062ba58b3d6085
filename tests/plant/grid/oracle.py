"""pandapower as a second opinion: its cases as stations of ours, and stations of ours as its networks.

Only the tests use it; a test that needs it skips by name where it is missing.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engine.plant.grid.station import EARTH, Capacitor, Line, Load, Node, Source, Station, Switch, Transformer

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


def case_of(station: Station, closed: Sequence[bool], *, taps: Sequence[int] | None = None) -> Any:
    """A station with its switches as given, as a network of pandapower; its buses have the places of our nodes.

    Of a source pandapower knows either the voltage or the impedance: for a load flow the impedance is a line.
    """
    pp = pandapower()
    net = pp.create_empty_network(f_hz=50, sn_mva=100)
    for node in station.nodes:
        pp.create_bus(net, node.voltage / 1e3)
    for switch, on in zip(station.switches, closed, strict=True):
        for a, b in switch.contacts:
            if on and b != EARTH:
                pp.create_switch(net, a, b, "b")
    for line in station.lines:
        pp.create_line_from_parameters(
            net, line.a, line.b, 1.0, line.r, line.x, line.c * 1e9, line.rated / 1e3,
            r0_ohm_per_km=line.r0, x0_ohm_per_km=line.x0, c0_nf_per_km=0.0, endtemp_degree=20,
        )  # fmt: skip
    for i, t in enumerate(station.transformers):
        tap = t.tap_nom if taps is None else taps[i]
        pp.create_transformer_from_parameters(
            net, t.hv, t.lv, t.sn / 1e6, (t.u1 + (tap - t.tap_nom) * t.step) / 1e3, t.u2 / 1e3, t.pk / t.sn * 100,
            t.uk * 100, t.p0 / 1e3, t.i0 * 100, shift_degree=30 * t.clock, vector_group="YNd",
            vk0_percent=t.uk * 100, vkr0_percent=t.pk / t.sn * 100, mag0_percent=100, mag0_rx=0, si0_hv_partial=0.9,
        )  # fmt: skip
    for load in station.loads:
        pp.create_load(net, load.node, load.p / 1e6, load.q / 1e6)
    for bank in station.capacitors:
        pp.create_shunt(net, bank.node, -bank.q / 1e6, 0.0, bank.u / 1e3)
    for source in station.sources:
        pp.create_ext_grid(
            net, source.node, source.u, math.degrees(source.angle), s_sc_max_mva=source.sk / 1e6, rx_max=source.rx,
            x0x_max=source.z01, r0x0_max=source.rx,
        )  # fmt: skip
    return net


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
