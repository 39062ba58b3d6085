"""A station as a network of pandapower, to compare with: speed here, numbers in the tests. Needs the extra ``oracles``."""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence
from typing import Any

from engine.plant.grid.station import EARTH, Station

__all__ = ["case_of"]


def case_of(station: Station, closed: Sequence[bool], *, taps: Sequence[int] | None = None) -> Any:
    """A station with its switches as given, as a network of pandapower; its buses have the places of our nodes.

    Of a source pandapower takes the voltage for load flows and the impedance for short circuits, never both.
    """
    pp = importlib.import_module("pandapower")
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
