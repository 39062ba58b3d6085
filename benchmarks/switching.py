"""What one switching operation costs: asked of the interlock, ordered, carried out, and everything that follows shown.

The operations are those of both tickets of a transformer outage, on the 110 kV station they were written for. Counted are
the question to the interlock, the tick that takes the order and the tick in which contacts meet or part: graphs, load
flow, short circuits, relays and every tag. Beside it the same operations in pandapower: its graph searched
with every breaker closed, which is what an interlock asks before, then its switches set, its graph searched for what is
live, its load flow run; relays it has none.
"""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from benchmarks.common import Figure, figure, yardstick
from benchmarks.pandapower_case import case_of
from engine.paths import SCENARIOS
from engine.plant.grid.compile import station_of
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import EARTH
from engine.session.language import scenario_language

__all__ = ["ORDERS", "Cost", "operations", "run", "section"]

# fmt: off
ORDERS = (
    "+QF110", "+QF500", "-QF501", "-QF101", "-TR501", "-QS1013", "-QS1011", "+QE10140", "+GND1", "-QF110",
    "+QF110", "-GND1", "-QE10140", "+QS1011", "+QS1013", "+TR501", "+QF101", "+QF501", "-QF500", "-QF110",
)
# fmt: on
"""No.1 transformer to maintenance and back: ``+`` close or fit, ``-`` open or take off."""
TRANSFERS = ("BZT10_1", "BZT10_2", "BZT110_1", "BZT110_2")
LIMIT = 2000.0
"""µs an operation may take. source: design"""
FASTER = 20.0
"""How many times faster than pandapower it has to be. source: design"""
SHARE = 20.0
"""µs a tick, the plant's share of a session (docs/architecture.md)."""
PACE = 30
"""s between operations when the plant is measured alone; people take longer."""


class Cost(NamedTuple):
    """One operation: what was done, µs to ask, µs altogether, and µs of all ticks until the next with their number."""

    order: str
    asked: float
    total: float
    ticking: float
    ticks: int


@cache
def section() -> GridSection:
    """The station of the scenario."""
    found = scenario_language().load(SCENARIOS / "power" / "transformer_outage")["plant"]
    assert isinstance(found, GridSection)
    return found


def operations(plant: GridPlant, pace: int = PACE) -> Iterator[Cost]:
    """Carry out both tickets on ``plant``, an operation every ``pace`` s. An operation that is refused or does not arrive is
    a ``RuntimeError``.
    """
    place = {tag.id: n for n, tag in enumerate(plant.tags())}
    ticks = pace * 1000 // plant.tick_ms
    for order in ORDERS:
        name, to = order[1:], order[0] == "+"
        portable = f"{name}.clamped" in place
        tag, value = (f"{name}.clamped", float(to)) if portable else (f"{name}.operate", 2.0 if to else 1.0)
        began = time.perf_counter_ns()
        refusal = plant.refuse(tag, value)
        asked = time.perf_counter_ns() - began
        if refusal is not None:
            raise RuntimeError(f"{order}: {refusal.of('en')}")
        if portable:
            plant.write(f"{name}.based", value)
        plant.write(tag, value)
        at, total, ticking = place[f"{name}.closed"], asked, 0
        arrived = False
        for n in range(ticks):
            began = time.perf_counter_ns()
            plant.advance(1)
            spent = time.perf_counter_ns() - began
            ticking += spent
            now = not arrived and plant.read()[at] == to
            if n == 0 or now:
                total += spent
            arrived |= now
        if not arrived:
            raise RuntimeError(f"{order} has not arrived after {pace} s")
        yield Cost(order, asked / 1000, total / 1000, (asked + ticking) / 1000, ticks)


def _plant() -> GridPlant:
    """The station before the first ticket: the other neutral is earthed, the transfers are out."""
    plant = GridPlant(section(), {"QN1020.closed": 1.0, **{f"{name}.enabled": 0.0 for name in TRANSFERS}})
    plant.advance(1)
    return plant


def _in_pandapower() -> Iterator[float]:
    """µs of each operation in pandapower, lap after lap. Started from the linear load flow: the fastest of its starts that
    has a solution after every operation (its last result has none where a dead bus comes back).
    """
    pandapower = importlib.import_module("pandapower")
    topology = importlib.import_module("pandapower.topology")
    numba = importlib.util.find_spec("numba") is not None
    made = station_of(section())
    net = case_of(made, [True] * len(made.switches))
    contacts = [n for n, switch in enumerate(made.switches) for _, b in switch.contacts if b != EARTH]
    while True:
        closed = list(made.normal)
        for order in ORDERS:
            closed[made.switch[order[1:]]] = order[0] == "+"
            began = time.perf_counter_ns()
            net.switch["closed"] = [closed[n] or made.switches[n].kind == "breaker" for n in contacts]
            topology.unsupplied_buses(net)
            net.switch["closed"] = [closed[n] for n in contacts]
            topology.unsupplied_buses(net)
            pandapower.runpp(net, init="dc", numba=numba)
            yield (time.perf_counter_ns() - began) / 1000


def _best(laps: Sequence[Sequence[float]]) -> float:
    """The median operation, each at its best of all laps: what neighbours took from one of them is not counted."""
    return statistics.median([min([lap[n] for lap in laps]) for n in range(len(ORDERS))])


def run(laps: int = 10) -> Sequence[Figure]:
    """Median of the operations, each at its best (against its limit), 99th percentile of all of them (against the Python
    yardstick), the plant alone (against its share of a session), and how many times faster than pandapower (against what
    is required). Without pandapower the last is skipped and says so.
    """
    beside = _in_pandapower() if importlib.util.find_spec("pandapower") else None
    ours: list[list[Cost]] = []
    theirs: list[list[float]] = []
    for lap in range(laps + 1):  # in turn, so that both meet the same neighbours; the first lap fills caches
        costs = list(operations(_plant()))
        others = list(islice(beside, len(ORDERS))) if beside else []
        if lap:
            ours.append(costs)
            theirs.append(others)
    totals = sorted(cost.total for costs in ours for cost in costs)
    median = _best([[cost.total for cost in costs] for costs in ours])
    tick = section().tick * 1000
    alone = max(sum(c.ticks for c in costs) * tick / sum(c.ticking for c in costs) for costs in ours)
    figures = [
        figure("grid, one operation, median", median, "µs", LIMIT),
        figure("grid, one operation, p99", totals[int(0.99 * len(totals))], "µs", yardstick()),
        figure("grid, plant alone, both tickets", alone, "× real time", tick / SHARE),
    ]
    if beside is None:
        print("跳过 / skipped: grid, operation beside pandapower (pip install shixun[oracles])", file=sys.stderr)
        return figures
    return [*figures, figure("grid, one operation, faster than pandapower", _best(theirs) / median, "×", FASTER)]
