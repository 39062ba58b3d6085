"""Stations for the tests, written as graphs: the 110/10 kV station of the power scenarios, built by hand.

Loads, impedances and ratings are those of the scenarios (``source: design``); what stands in the file of a scenario is
compared with this.
"""

from __future__ import annotations

import math
from dataclasses import replace

from engine.plant.grid.station import (
    EARTH,
    Capacitor,
    Line,
    Load,
    Node,
    Source,
    Station,
    Switch,
    SwitchKind,
    Transformer,
)

__all__ = ["FEEDERS", "Builder", "linjiang", "switched", "with_loads"]

FEEDERS = {
    "511": (5.2, 1.9), "512": (4.6, 1.7), "513": (5.6, 2.1), "521": (4.9, 1.8), "522": (4.1, 1.5), "523": (5.2, 1.9),
}  # fmt: skip
"""MW and Mvar of the feeders."""


class Builder:
    """Collects nodes and switches by name."""

    def __init__(self) -> None:
        self.nodes: dict[str, float] = {}
        self.switches: list[Switch] = []
        self.closed: list[bool] = []
        self.lines: list[Line] = []

    def node(self, name: str, kv: float) -> int:
        self.nodes.setdefault(name, kv * 1e3)
        return list(self.nodes).index(name)

    def at(self, name: str) -> int:
        return list(self.nodes).index(name)

    def switch(self, name: str, kind: SwitchKind, bay: str, *contacts: tuple[str, str], closed: bool) -> None:
        pairs = tuple((self.at(a), EARTH if b == "EARTH" else self.at(b)) for a, b in contacts)
        self.switches.append(Switch(name, kind, bay, pairs))
        self.closed.append(closed)

    def line(self, name: str, a: str, b: str, km: float, r: float, x: float, c: float, rated: float) -> None:
        """``r``, ``x`` in ohm/km, ``c`` in F/km; zero sequence R and X three times, C 0.6 times that of the positive."""
        self.lines.append(
            Line(name, self.at(a), self.at(b), r * km, x * km, c * km, 3 * r * km, 3 * x * km, 0.6 * c * km, rated, km * 1e3)
        )  # fmt: skip

    def station(self, **parts: tuple) -> Station:
        nodes = tuple(Node(name, volts) for name, volts in self.nodes.items())
        return Station(nodes, tuple(self.switches), tuple(self.lines), normal=tuple(self.closed), **parts)


def linjiang() -> Station:
    """110 kV Linjiang (fictional): two lines, sectioned 110 kV bus, two transformers of 40 MVA, sectioned 10 kV bus."""
    b = Builder()
    b.node("SYS1", 110), b.node("SYS2", 110), b.node("B110_1", 110), b.node("B110_2", 110)
    for number, bus, far in (("111", 1, "L111"), ("112", 2, "L112"), ("101", 1, "T1H"), ("102", 2, "T2H")):
        bay, near, middle = f"BAY{number}", f"N{number}a", f"N{number}b"
        for name in (near, middle, far):
            b.node(name, 110)
        b.switch(f"QS{number}{bus}", "disconnector", bay, (f"B110_{bus}", near), closed=True)
        b.switch(f"QF{number}", "breaker", bay, (near, middle), closed=True)
        b.switch(f"QS{number}3", "disconnector", bay, (middle, far), closed=True)
        b.switch(f"QE{number}{bus}0", "earthing", bay, (near, "EARTH"), closed=False)
        b.switch(f"QE{number}30", "earthing", bay, (middle, "EARTH"), closed=False)
        b.switch(f"QE{number}40", "earthing", bay, (far, "EARTH"), closed=False)
    b.node("N110a", 110), b.node("N110b", 110)
    b.switch("QS1101", "disconnector", "BAY110", ("B110_1", "N110a"), closed=True)
    b.switch("QF110", "breaker", "BAY110", ("N110a", "N110b"), closed=False)
    b.switch("QS1102", "disconnector", "BAY110", ("N110b", "B110_2"), closed=True)
    b.switch("QE11010", "earthing", "BAY110", ("N110a", "EARTH"), closed=False)
    b.switch("QE11020", "earthing", "BAY110", ("N110b", "EARTH"), closed=False)
    for k in (1, 2):
        b.node(f"VT11{k}", 110)
        b.switch(f"QS11{k}9", "disconnector", f"BAY11{k}9", (f"B110_{k}", f"VT11{k}"), closed=True)
        b.switch(f"QE11{k}90", "earthing", f"BAY11{k}9", (f"VT11{k}", "EARTH"), closed=False)
        b.switch(f"QE11{k}8", "earthing", f"BAY11{k}9", (f"B110_{k}", "EARTH"), closed=False)
    b.line("LN111", "SYS1", "L111", 18, 0.1181, 0.400, 8.9e-9, 610)
    b.line("LN112", "SYS2", "L112", 22, 0.1181, 0.400, 8.9e-9, 610)
    b.node("B10_1", 10), b.node("B10_2", 10)
    loads, capacitors, transformers = [], [], []
    for k in (1, 2):
        number, low = f"50{k}", f"T{k}L"
        b.node(low, 10)
        _truck(b, number, low, f"B10_{k}", closed=True)
        b.switch(f"GND{k}", "portable", f"BAY{number}", (low, "EARTH"), closed=False)
        transformers.append(
            Transformer(
                f"T{k}", b.at(f"T{k}H"), b.at(low), 110e3, 10.5e3, 40e6, 0.105, 148e3, 0.005, 36e3, 11, -8, 8, 0, 1375.0
            )
        )
    b.node("N500m", 10), b.node("N500n", 10), b.node("N500x", 10)
    b.switch("TR500", "truck", "BAY500", ("B10_1", "N500m"), ("N500n", "N500x"), closed=True)
    b.switch("QF500", "breaker", "BAY500", ("N500m", "N500n"), closed=False)
    b.switch("TR5001", "truck", "BAY500", ("N500x", "B10_2"), closed=True)
    for number, (p, q) in FEEDERS.items():
        b.node(f"F{number}", 10)
        _truck(b, number, f"B10_{number[1]}", f"F{number}", closed=True)
        b.switch(f"QE{number}40", "earthing", f"BAY{number}", (f"F{number}", "EARTH"), closed=False)
        b.node(f"E{number}", 10)
        b.line(f"LN{number}", f"F{number}", f"E{number}", 2.0, 0.0781, 0.095, 0.37e-6, 550)
        loads.append(Load(f"LD{number}", b.at(f"E{number}"), p * 1e6, q * 1e6))
    for k in (1, 2):
        number = f"5{k}5"
        b.node(f"CAP{k}", 10)
        _truck(b, number, f"B10_{k}", f"CAP{k}", closed=True)
        b.switch(f"QE{number}40", "earthing", f"BAY{number}", (f"CAP{k}", "EARTH"), closed=False)
        capacitors.append(Capacitor(f"C{k}", b.at(f"CAP{k}"), 4.8e6, 10.5e3))
        b.node(f"VT5{k}", 10), b.node(f"N5{k}6", 10), b.node(f"ST{k}", 10)
        b.switch(f"TR5{k}9", "truck", f"BAY5{k}9", (f"B10_{k}", f"VT5{k}"), closed=True)
        b.switch(f"TR5{k}6", "truck", f"BAY5{k}6", (f"B10_{k}", f"N5{k}6"), closed=True)
        b.switch(f"QL5{k}6", "load_switch", f"BAY5{k}6", (f"N5{k}6", f"ST{k}"), closed=True)
        loads.append(Load(f"LDST{k}", b.at(f"ST{k}"), 60e3, 30e3))
    sources = (
        Source("S1", b.at("SYS1"), 1.03, 0.0, 3000e6),
        Source("S2", b.at("SYS2"), 1.03, 0.0, 2500e6),
    )
    return b.station(
        transformers=tuple(transformers), loads=tuple(loads), capacitors=tuple(capacitors), sources=sources
    )


def _truck(b: Builder, number: str, one: str, other: str, *, closed: bool) -> None:
    bay, near, far = f"BAY{number}", f"N{number}m", f"N{number}n"
    b.node(near, 10), b.node(far, 10)
    b.switch(f"TR{number}", "truck", bay, (one, near), (far, other), closed=closed)
    b.switch(f"QF{number}", "breaker", bay, (near, far), closed=closed)


def with_loads(station: Station, factor: float = 1.0, behind: float = 0.0) -> Station:
    """The same with every load times ``factor`` and the second source ``behind`` the first by so many degrees."""
    loads = tuple(replace(load, p=load.p * factor, q=load.q * factor) for load in station.loads)
    first, second = station.sources
    return replace(station, loads=loads, sources=(first, replace(second, angle=-math.radians(behind))))


def switched(station: Station, *names: str) -> list[bool]:
    """The normal state with these switches the other way."""
    return [closed != (switch.id in names) for switch, closed in zip(station.switches, station.normal, strict=True)]
