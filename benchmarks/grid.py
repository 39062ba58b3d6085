"""What switching costs in a substation: a whole operation, the load flow alone beside pandapower's, and a short circuit."""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks import switching
from benchmarks.common import Figure, figure, yardstick
from benchmarks.pandapower_case import case_of
from engine.plant.grid.network import Network
from engine.plant.grid.station import Capacitor, Line, Load, Node, Source, Station, Switch, Transformer

__all__ = ["run", "station"]


def station(feeders: int = 6) -> Station:
    """Two 110 kV lines, two transformers of 40 MVA, a sectioned 10 kV bus: per line and transformer a breaker between
    disconnectors, per feeder a breaker in its truck. With six feeders the size of the station of the scenarios.
    """
    nodes: list[Node] = []
    switches: list[Switch] = []

    def node(name: str, kv: float) -> int:
        nodes.append(Node(name, kv * 1e3))
        return len(nodes) - 1

    def bay(name: str, kv: float, *ends: int) -> None:
        a, b = node(f"{name}a", kv), node(f"{name}b", kv)
        switches.append(Switch(f"{name}QS1", "disconnector", name, ((ends[0], a),)))
        switches.append(Switch(f"{name}QF", "breaker", name, ((a, b),)))
        switches.append(Switch(f"{name}QS2", "disconnector", name, ((b, ends[1]),)))

    high, low = [node(f"HV{k}", 110) for k in (1, 2)], [node(f"LV{k}", 10) for k in (1, 2)]
    lines, transformers, loads, banks, sources = [], [], [], [], []
    for k in (0, 1):
        grid, far = node(f"SYS{k}", 110), node(f"L{k}", 110)
        lines.append(Line(f"L{k}", grid, far, 2.1, 7.2, 0.16e-6, 6.4, 21.6, 0.1e-6, 610))
        sources.append(Source(f"S{k}", grid, 1.03, 0.0, 3000e6))
        bay(f"LINE{k}", 110, far, high[k])
        hv, lv = node(f"T{k}H", 110), node(f"T{k}L", 10)
        bay(f"HIGH{k}", 110, high[k], hv)
        bay(f"LOW{k}", 10, lv, low[k])
        transformers.append(
            Transformer(f"T{k}", hv, lv, 110e3, 10.5e3, 40e6, 0.105, 148e3, 0.005, 36e3, 11, -8, 8, 0, 1375.0)
        )
        at = node(f"CAP{k}", 10)
        bay(f"BANK{k}", 10, low[k], at)
        banks.append(Capacitor(f"C{k}", at, 4.8e6, 10.5e3))
    for n in range(feeders):
        head, end = node(f"F{n}", 10), node(f"E{n}", 10)
        bay(f"FEEDER{n}", 10, low[n % 2], head)
        lines.append(Line(f"LF{n}", head, end, 0.16, 0.19, 0.74e-6, 0.47, 0.57, 0.44e-6, 550))
        loads.append(Load(f"LD{n}", end, 30e6 / feeders, 11e6 / feeders))
    bay("HIGHTIE", 110, high[0], high[1])
    bay("LOWTIE", 10, low[0], low[1])
    return Station(
        tuple(nodes), tuple(switches), tuple(lines), tuple(transformers), tuple(loads), tuple(banks), tuple(sources),
        (True,) * len(switches),
    )  # fmt: skip


def _median(work: Callable[[bool], object], times: int) -> float:
    """Median microseconds of ``work``, told in turn that the switch is open and closed."""
    spent = []
    for n in range(times + 2):
        begin = time.perf_counter_ns()
        work(n % 2 == 0)
        spent.append((time.perf_counter_ns() - begin) / 1000)
    return statistics.median(spent[2:])


def run() -> Sequence[Figure]:
    """Whole operations (``switching``); then one load flow beside the same in pandapower (started from its last result, its
    fastest way), and microseconds of a fault against the Python yardstick. Without pandapower the comparison is skipped
    and says so.
    """
    made = station()
    network, tie, bus = Network(made), made.switch["LOWTIEQF"], made.node["LV1"]
    states = {on: tuple(on or i != tie for i in range(len(made.switches))) for on in (True, False)}
    ours = _median(lambda on: network.flow(states[on]), 400)
    fault = _median(lambda on: network.short_circuit(states[on], bus), 200)
    base = yardstick()
    figures = [
        *switching.run(),
        figure("grid, flow after a switching operation", ours, "µs", base),
        figure("grid, short circuit after one", fault, "µs", base),
    ]
    if importlib.util.find_spec("pandapower") is None:
        print("跳过 / skipped: grid, flow beside pandapower (pip install shixun[oracles])", file=sys.stderr)
        return figures
    pandapower = importlib.import_module("pandapower")
    net = case_of(made, made.normal)

    def theirs(on: bool) -> None:
        net.switch.loc[tie, "closed"] = on
        pandapower.runpp(net, init="results", numba=importlib.util.find_spec("numba") is not None)

    pandapower.runpp(net, numba=False)
    figures.append(figure("grid, the same flow beside pandapower", ours, "µs", _median(theirs, 40)))
    return figures
