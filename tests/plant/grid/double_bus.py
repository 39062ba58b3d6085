"""A 110 kV station with two buses and a tie: two lines in, two transformers out, each bay on either bus.

For what the sectioned station of the scenarios cannot show: moving a bay from one bus to the other under load.
Impedances as in ``stations.py`` (``source: design``).
"""

from __future__ import annotations

from engine.plant.grid.station import Load, Source, Station, Transformer
from tests.plant.grid.stations import Builder

__all__ = ["TRANSFER", "double_bus"]

TRANSFER = ["+QF110", "*QF110", "+QS1012", "-QS1011", "+QS1112", "-QS1111", "/QF110", "-QF110", "-QS1101", "-QS1102"]
"""Bus I is emptied: tie closed, its control power off (``*``), bays moved over, control power on (``/``), tie opened."""


def double_bus() -> Station:
    """Bays 111, 101 on bus I and 112, 102 on bus II; tie 110 open (hot standby)."""
    b = Builder()
    for name in ("SYS1", "SYS2", "B1", "B2"):
        b.node(name, 110)
    for number, bus, far in (("111", 1, "L111"), ("112", 2, "L112"), ("101", 1, "T1H"), ("102", 2, "T2H")):
        bay, near, middle = f"BAY{number}", f"N{number}a", f"N{number}b"
        for name in (near, middle, far):
            b.node(name, 110)
        for k in (1, 2):
            b.switch(f"QS{number}{k}", "disconnector", bay, (f"B{k}", near), closed=k == bus)
        b.switch(f"QF{number}", "breaker", bay, (near, middle), closed=True)
        b.switch(f"QS{number}3", "disconnector", bay, (middle, far), closed=True)
        for k, at in ((1, near), (3, middle), (4, far)):
            b.switch(f"QE{number}{k}0", "earthing", bay, (at, "EARTH"), closed=False)
    b.node("N110a", 110), b.node("N110b", 110)
    b.switch("QS1101", "disconnector", "BAY110", ("B1", "N110a"), closed=True)
    b.switch("QF110", "breaker", "BAY110", ("N110a", "N110b"), closed=False)
    b.switch("QS1102", "disconnector", "BAY110", ("N110b", "B2"), closed=True)
    for k in (1, 2):
        b.node(f"VT{k}", 110)
        b.switch(f"QS11{k}9", "disconnector", f"BAY11{k}9", (f"B{k}", f"VT{k}"), closed=True)
        b.switch(f"QE11{k}8", "earthing", f"BAY11{k}9", (f"B{k}", "EARTH"), closed=False)
        b.node(f"STAR{k}", 110)
        b.switch(f"QS10{k}0", "earthing", f"BAY10{k}", (f"STAR{k}", "EARTH"), closed=k == 1)
    b.line("LN111", "SYS1", "L111", 18, 0.1181, 0.400, 8.9e-9, 610)
    b.line("LN112", "SYS2", "L112", 22, 0.1181, 0.400, 8.9e-9, 610)
    transformers, loads = [], []
    for k in (1, 2):
        low = f"T{k}L"
        b.node(low, 10)
        transformers.append(
            Transformer(
                f"T{k}", b.at(f"T{k}H"), b.at(low), 110e3, 10.5e3, 40e6, 0.105, 148e3, 0.005, 36e3, 11, -8, 8, 0, 1375.0
            )
        )
        loads.append(Load(f"LD{k}", b.at(low), 14e6, 5e6))
    sources = (Source("S1", b.at("SYS1"), 1.03, 0.0, 3000e6), Source("S2", b.at("SYS2"), 1.03, 0.0, 2500e6))
    return b.station(transformers=tuple(transformers), loads=tuple(loads), sources=sources)
