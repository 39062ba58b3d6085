"""What holds in every switch state: Kirchhoff, life where the graph says life, no memory of the way there."""

from __future__ import annotations

import cmath
import math
from collections import deque
from dataclasses import dataclass
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from power_grid_model import ComponentType

from engine.plant.grid.network import Flow, Network, Terminal
from engine.plant.grid.station import EARTH, Station
from tests.plant.grid.stations import linjiang

STATION = linjiang()
NETWORK = Network(STATION)
VA = 400.0
"""One part in 10^5 of a transformer's rating: the trace of loss in closed contacts lies far below."""


@dataclass(frozen=True)
class State:
    """Everything a flow depends on."""

    closed: tuple[bool, ...]
    loads: tuple[float, ...]
    taps: tuple[int, ...]
    sources_on: tuple[bool, ...]

    def flow(self, network: Network) -> Flow:
        return network.flow(self.closed, loads=self.loads, taps=self.taps, sources_on=self.sources_on)


@st.composite
def states(draw: Any) -> State:
    """Near the normal state or anywhere, at any load, tap and source."""
    size = len(STATION.switches)
    if draw(st.booleans()):
        others = draw(st.sets(st.integers(0, size - 1), max_size=12))
        closed = tuple(on != (i in others) for i, on in enumerate(STATION.normal))
    else:
        closed = tuple(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    factors = st.floats(0, 3, allow_nan=False)
    n = len(STATION.loads)
    return State(
        closed,
        tuple(draw(st.lists(factors, min_size=n, max_size=n))),
        (draw(st.integers(-8, 8)), draw(st.integers(-8, 8))),
        (draw(st.booleans()), draw(st.booleans())),
    )


NORMAL = State(STATION.normal, (1.0,) * len(STATION.loads), (0, 0), (True, True))


def reached(station: Station, state: State) -> list[bool]:
    """Nodes that a source reaches: a search of its own, by neighbours."""
    near: list[list[int]] = [[] for _ in station.nodes]
    pairs = [pair for switch, on in zip(station.switches, state.closed, strict=True) if on for pair in switch.contacts]
    pairs += [(line.a, line.b) for line in station.lines] + [(t.hv, t.lv) for t in station.transformers]
    for a, b in pairs:
        if b != EARTH:
            near[a].append(b)
            near[b].append(a)
    todo = deque(s.node for s, on in zip(station.sources, state.sources_on, strict=True) if on)
    seen = set(todo)
    while todo:
        for other in near[todo.popleft()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return [n in seen for n in range(len(station.nodes))]


@settings(max_examples=150, deadline=None)
@given(states())
@example(NORMAL)
def test_kirchhoff(state: State) -> None:
    """What goes into the elements at a node sums to nothing, in W and var, wherever no source gives it; and what the sources
    give is what the loads take and what is lost on the way.
    """
    flow = state.flow(NETWORK)
    left = [0j] * len(STATION.nodes)

    def take(node: int, at: Terminal, sign: int = 1) -> None:
        left[node] += sign * complex(at.p, at.q)

    for switch, at in zip(STATION.switches, flow.switches, strict=True):
        for a, b in switch.contacts:
            if b != EARTH:
                take(a, at)
                take(b, at, -1)
    for line, ends in zip(STATION.lines, flow.lines, strict=True):
        take(line.a, ends[0])
        take(line.b, ends[1])
    for winding, ends in zip(STATION.transformers, flow.transformers, strict=True):
        take(winding.hv, ends[0])
        take(winding.lv, ends[1])
    for load, at in zip(STATION.loads, flow.loads, strict=True):
        take(load.node, at)
    for bank, at in zip(STATION.capacitors, flow.capacitors, strict=True):
        take(bank.node, at)
    if not flow.collapsed:  # what the solver itself says of its sources
        told = NETWORK._model._solved(False, {ComponentType.node, ComponentType.source})[ComponentType.source]
        rest = list(left)
        for source, p, q in zip(STATION.sources, told["p"].tolist(), told["q"].tolist(), strict=True):
            rest[source.node] -= complex(p, q)
        assert max(map(abs, rest)) < VA
    fed = {source.node for source, on in zip(STATION.sources, state.sources_on, strict=True) if on}
    assert max(abs(power) for node, power in enumerate(left) if node not in fed) < VA
    given_, taken = sum(left[node].real for node in fed), sum(at.p for at in flow.loads)
    assert math.isclose(given_, taken + flow.losses, abs_tol=VA)
    assert flow.losses >= 0


@settings(max_examples=150, deadline=None)
@given(states())
@example(NORMAL)
def test_live_is_what_a_source_reaches(state: State) -> None:
    """A node is live just where a search of the graph finds a source; the dead has no voltage, the open no current."""
    flow = state.flow(NETWORK)
    assert list(flow.live) == reached(STATION, state)
    for u, angle, live in zip(flow.u, flow.angle, flow.live, strict=True):
        assert (u > 0) == live
        assert live or angle == 0
    for switch, on, at in zip(STATION.switches, state.closed, flow.switches, strict=True):
        if not on or switch.earths or not any(flow.live[a] for a, _ in switch.contacts):
            assert at == (0.0, 0.0, 0.0)
    lost = sum(x.p * f for x, f in zip(STATION.loads, state.loads, strict=True) if not flow.live[x.node])
    assert math.isclose(flow.lost, lost, abs_tol=1e-6)
    for load, f, at in zip(STATION.loads, state.loads, flow.loads, strict=True):
        if flow.live[load.node] and not flow.collapsed_at[load.node]:
            assert math.isclose(at.p, load.p * f, abs_tol=VA)


@settings(max_examples=60, deadline=None)
@given(states())
def test_current_is_power_over_voltage(state: State) -> None:
    """At every end |S| = root 3 times U times I, and only plain numbers come out."""
    flow = state.flow(NETWORK)
    ends = [(x.a, at[0]) for x, at in zip(STATION.lines, flow.lines, strict=True)]
    ends += [(x.lv, at[1]) for x, at in zip(STATION.transformers, flow.transformers, strict=True)]
    ends += [(x.contacts[0][0], at) for x, at in zip(STATION.switches, flow.switches, strict=True) if not x.earths]
    for node, at in ends:
        assert math.isclose(
            abs(complex(at.p, at.q)), math.sqrt(3) * flow.u[node] * at.current, rel_tol=1e-6, abs_tol=VA
        )
        assert all(type(x) is float for x in at)
    assert all(type(x) is bool for x in (*flow.live, *flow.collapsed_at))
    assert all(type(x) is float for x in (*flow.u, *flow.angle, *flow.loading, flow.losses, flow.lost))


@settings(max_examples=25, deadline=None)
@given(st.lists(states(), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_no_memory(sequence: list[State], order: Any) -> None:
    """A state has the same flow and short circuit, to the last bit, whatever was asked before it, in whatever order; and
    as from a network just built.
    """
    node = STATION.node["B10_1"]
    fresh = [s.flow(Network(STATION)) for s in sequence]
    faults = [Network(STATION).short_circuit(s.closed, node, "two_phase", sources_on=s.sources_on) for s in sequence]
    places = list(range(len(sequence))) * 2
    order.shuffle(places)
    used = Network(STATION)
    for i in places:
        s = sequence[i]
        assert s.flow(used) == fresh[i]
        assert used.short_circuit(s.closed, node, "two_phase", sources_on=s.sources_on) == faults[i]


@settings(max_examples=60, deadline=None)
@given(states())
def test_a_collapse_leaves_no_trace(state: State) -> None:
    """After a voltage collapse the next flow is as from a network just built."""
    used = Network(STATION)
    flow = used.flow(state.closed, loads=[50.0] * len(STATION.loads))
    assert all(math.isfinite(u) for u in flow.u)
    assert state.flow(used) == state.flow(Network(STATION))


@settings(max_examples=60, deadline=None)
@given(states(), st.integers(0, len(STATION.switches) - 1))
def test_the_difference_is_that_of_the_voltages(state: State, place: int) -> None:
    """Across a switch lies the difference of the phasors of the flow with it open, and asking changes nothing."""
    switch = STATION.switches[place]
    if switch.earths:
        return
    before = list(state.closed)
    found = NETWORK.difference(before, place, loads=state.loads, taps=state.taps, sources_on=state.sources_on)
    assert before == list(state.closed)
    apart = State(
        tuple(on and i != place for i, on in enumerate(state.closed)), state.loads, state.taps, state.sources_on
    ).flow(NETWORK)
    a, b = switch.contacts[0][0], switch.contacts[-1][1]
    gap = abs(cmath.rect(apart.u[a], apart.angle[a]) - cmath.rect(apart.u[b], apart.angle[b]))
    assert math.isclose(found.volts, gap, abs_tol=1e-6)
    assert found.live == (apart.live[a], apart.live[b])


@settings(max_examples=80, deadline=None)
@given(states(), st.integers(0, len(STATION.nodes) - 1), st.sampled_from(["three_phase", "two_phase", "single_phase"]))
def test_a_fault_is_fed_through_what_is_closed(state: State, node: int, kind: Any) -> None:
    """A dead node gives nothing, a live one a current unless it is an earth fault without any line; what flows stays
    among closed switches on live nodes.
    """
    fault = NETWORK.short_circuit(state.closed, node, kind, sources_on=state.sources_on)
    live = reached(STATION, state)
    unearthed = STATION.nodes[node].voltage == 10e3
    if live[node]:
        assert fault.earth_fault == (kind == "single_phase" and unearthed)
    if not live[node]:
        assert fault.current == fault.peak == 0
        assert {at.current for at in fault.switches} == {0.0}
    elif not fault.earth_fault:
        assert (
            fault.current > 500
        )  # the far system alone, back through both transformers, at the other's end of its line
        assert 1.02 * math.sqrt(2) * fault.current <= fault.peak <= 2 * math.sqrt(2) * fault.current
    else:
        assert fault.current < 16  # both sections joined: 2 × 7.6 A
    for switch, on, at in zip(STATION.switches, state.closed, fault.switches, strict=True):
        if not on or switch.earths or not any(live[a] for a, _ in switch.contacts):
            assert at == (0.0, 0.0)
        else:
            assert at.current <= fault.current * 1.001 + 0.01
