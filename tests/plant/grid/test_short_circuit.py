"""Short circuits by IEC 60909: pandapower at every node, the table of the station, what each breaker sees."""

from __future__ import annotations

import importlib
import math
from dataclasses import replace

import pytest

from engine.plant.grid.network import Network
from engine.plant.grid.short_circuit import C_MAX
from tests.plant.grid.oracle import case_of, pandapower
from tests.plant.grid.stations import linjiang, switched

STATION = linjiang()
NETWORK = Network(STATION)
STATES = {
    "split": (),
    "110": ("QF110",),
    "parallel": ("QF110", "QF500"),
    "T1 out": ("QF110", "QF500", "QF501", "QF101"),
}


def at(node: str) -> int:
    return STATION.node[node]


@pytest.mark.parametrize(("kind", "theirs"), [("three_phase", "3ph"), ("two_phase", "2ph"), ("single_phase", "1ph")])
@pytest.mark.parametrize("state", STATES)
def test_agrees_with_pandapower_at_every_node(state: str, kind: str, theirs: str) -> None:
    """Initial and peak current are pandapower's within 0.02 % at every node; one phase to earth where the
    neutral is earthed.
    """
    pandapower()
    closed = switched(STATION, *STATES[state])
    net = case_of(STATION, closed)
    calc = importlib.import_module("pandapower.shortcircuit").calc_sc
    calc(net, fault=theirs, ip=kind != "single_phase")
    for place, node in enumerate(STATION.nodes):
        fault = NETWORK.short_circuit(closed, place, kind)  # type: ignore[arg-type]
        if fault.earth_fault:
            continue
        expected = net.res_bus_sc.ikss_ka.iloc[place]
        if math.isnan(expected):
            assert fault.current == 0, node.id
            continue
        assert fault.current / 1e3 == pytest.approx(expected, rel=2e-4), node.id
        if kind != "single_phase":
            assert fault.peak / 1e3 == pytest.approx(net.res_bus_sc.ip_ka.iloc[place], rel=2e-4), node.id


def test_agrees_with_pandapower_where_transformers_in_parallel_differ() -> None:
    """Two transformers of different ratio and R/X drive a current through each other, so that the no-load voltage depends
    on the frequency: currents are scaled by the one at 50 Hz, and pandapower's within 0.02 %.
    """
    pandapower()
    other = replace(STATION.transformers[1], u2=10e3, pk=400e3, sn=20e6)
    station = replace(STATION, transformers=(STATION.transformers[0], other))
    closed = switched(station, *STATES["parallel"])
    net = case_of(station, closed)
    importlib.import_module("pandapower.shortcircuit").calc_sc(net, fault="3ph", ip=True)
    network = Network(station)
    for node in ("B110_1", "B10_1", "T2L", "E511"):
        fault = network.short_circuit(closed, at(node))
        assert fault.current / 1e3 == pytest.approx(net.res_bus_sc.ikss_ka.iloc[at(node)], rel=2e-4), node
        assert fault.peak / 1e3 == pytest.approx(net.res_bus_sc.ip_ka.iloc[at(node)], rel=2e-4), node


@pytest.mark.parametrize(
    ("state", "node", "kind", "kiloamps"),
    [
        ("split", "B110_1", "three_phase", 5.873),
        ("split", "B110_2", "three_phase", 4.84),
        ("split", "B10_1", "three_phase", 16.218),
        ("split", "E511", "three_phase", 10.405),
        ("110", "B110_1", "three_phase", 10.7),
        ("110", "B10_1", "three_phase", 18.5),
        ("parallel", "B10_1", "three_phase", 31.6),
        ("split", "B110_1", "single_phase", 5.47),
        ("110", "B110_1", "single_phase", 10.14),
    ],
)
def test_the_table_of_the_station(state: str, node: str, kind: str, kiloamps: float) -> None:
    """The reference values of the station, within 0.5 %."""
    closed = switched(STATION, *STATES[state])
    fault = NETWORK.short_circuit(closed, at(node), kind)  # type: ignore[arg-type]
    assert fault.current / 1e3 == pytest.approx(kiloamps, rel=5e-3)
    assert not fault.earth_fault


def test_the_peak() -> None:
    """A 10 kV section of the split station sees 40.8 kA at the first crest."""
    assert NETWORK.short_circuit(STATION.normal, at("B10_1")).peak / 1e3 == pytest.approx(40.8, rel=5e-3)


def test_parallel_transformers_pass_the_switchgear_rating() -> None:
    """Both transformers on one 10 kV bus exceed 31.5 kA; any one of them does not."""
    currents = {
        name: NETWORK.short_circuit(switched(STATION, *changed), at("B10_1")).current
        for name, changed in STATES.items()
    }
    assert [name for name, current in currents.items() if current > 31.5e3] == ["parallel"]


def test_two_phases_carry_root_three_halves() -> None:
    """Far from generators a two-phase fault has 0.866 of the three-phase current, at its own point of every level."""
    for node in ("B110_1", "T1L", "B10_2", "E523"):
        three = NETWORK.short_circuit(STATION.normal, at(node)).current
        two = NETWORK.short_circuit(STATION.normal, at(node), "two_phase").current
        assert two == pytest.approx(three * math.sqrt(3) / 2, rel=1e-3)


def test_what_every_breaker_sees() -> None:
    """A fault at the end of feeder 511 flows through 511, 501, both sides of T1 by its ratio, 101 and 111, not elsewhere."""
    fault = NETWORK.short_circuit(STATION.normal, at("E511"))
    seen = {
        name: fault.switches[STATION.switch[name]].current
        for name in ("QF511", "QF501", "QF101", "QF111", "QF512", "QF502")
    }
    assert (seen["QF511"], seen["QF501"]) == pytest.approx((fault.current, fault.current), rel=1e-6)
    assert seen["QF101"] == seen["QF111"] == pytest.approx(fault.current * 10.5 / 110, rel=1e-3)
    assert seen["QF512"] == pytest.approx(0, abs=0.01)
    assert seen["QF502"] == pytest.approx(0, abs=0.01)
    high, low = fault.transformers[0]
    assert (high.current, low.current) == pytest.approx((seen["QF101"], fault.current), rel=1e-6)
    assert fault.lines[[line.id for line in STATION.lines].index("LN511")][1].current == pytest.approx(
        fault.current, rel=1e-6
    )
    assert fault.switches[STATION.switch["TR511"]].current == pytest.approx(fault.current, rel=1e-6)


def test_two_infeeds_share_a_fault() -> None:
    """With 110 closed a fault on bus I is fed by 111 directly and by 112 through 110; together they make the current."""
    fault = NETWORK.short_circuit(switched(STATION, "QF110"), at("B110_1"))
    own, other = (fault.switches[STATION.switch[name]].current for name in ("QF111", "QF110"))
    assert own == pytest.approx(5873, rel=1e-3)
    assert other == pytest.approx(fault.switches[STATION.switch["QF112"]].current, rel=1e-6)
    assert own + other == pytest.approx(fault.current, rel=1e-3)


def test_earth_current_of_the_unearthed_side() -> None:
    """On the unearthed 10 kV side one phase to earth is 3·omega·C0·U of all lines of the section: some amperes, told as an
    earth fault; the faulty feeder carries what the others charge, they carry their own, the transformer no sum.
    """
    section = [line for line in STATION.lines if line.id.startswith("LN51")]
    own = math.sqrt(3) * 2 * math.pi * 50 * section[0].c0 * 10.5e3
    fault = NETWORK.short_circuit(STATION.normal, at("E512"), "single_phase")
    assert fault.earth_fault
    assert fault.current == pytest.approx(3 * own, rel=2e-3)
    residual = {n: fault.switches[STATION.switch[n]].residual for n in ("QF511", "QF512", "QF513", "QF501", "QF521")}
    assert residual["QF511"] == residual["QF513"] == pytest.approx(own, rel=2e-3)
    assert residual["QF512"] == pytest.approx(2 * own, rel=2e-3)
    assert residual["QF501"] == pytest.approx(0, abs=0.01)
    assert residual["QF521"] == pytest.approx(0, abs=0.01)
    assert min(fault.u[at(n)] for n in ("B10_1", "B10_2")) == pytest.approx(10.5e3, rel=2e-3)
    joined = NETWORK.short_circuit(switched(STATION, "QF500"), at("E512"), "single_phase")
    assert joined.current == pytest.approx(2 * fault.current, rel=2e-3)


@pytest.mark.parametrize("ohm", [0.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0])
def test_earth_current_through_a_resistance(ohm: float) -> None:
    """Through a resistance R the earth current is |Uph·Y/(1 + R·Y)| with Y = j·3·omega·C0."""
    y = 1j * 3 * 2 * math.pi * 50 * sum(line.c0 for line in STATION.lines if line.id.startswith("LN51"))
    fault = NETWORK.short_circuit(STATION.normal, at("B10_1"), "single_phase", r_fault=ohm)
    assert fault.current == pytest.approx(abs(10.5e3 / math.sqrt(3) * y / (1 + ohm * y)), rel=2e-3)


def test_no_capacitance_no_earth_current() -> None:
    """With every feeder off, nothing charges the section: the earth fault carries nothing."""
    fault = NETWORK.short_circuit(switched(STATION, "QF511", "QF512", "QF513"), at("B10_1"), "single_phase")
    assert fault.earth_fault
    assert fault.current == 0


def test_the_earthed_side_is_a_short_circuit() -> None:
    """On 110 kV one phase to earth draws kiloamperes and a sum of phases in the line."""
    fault = NETWORK.short_circuit(STATION.normal, at("B110_1"), "single_phase")
    assert not fault.earth_fault
    assert fault.switches[STATION.switch["QF111"]].residual > 1000
    assert fault.transformers[0][0].residual > 1000
    assert fault.transformers[0][1].residual == pytest.approx(0, abs=1)


def test_an_unearthed_neutral_takes_no_part() -> None:
    """Without its own neutral earthed, a transformer adds no zero-sequence current: what is left is root 3·c·U over
    2·Z1 + Z0 of line and grid.
    """
    fault = NETWORK.short_circuit(STATION.normal, at("B110_1"), "single_phase", neutrals=(False, True))
    x = 110e3**2 * C_MAX / 3000e6 / math.hypot(1, 0.1)
    line = STATION.lines[0]
    z = 3 * complex(0.1 * x, x) + complex(2 * line.r + line.r0, 2 * line.x + line.x0)
    assert fault.current == pytest.approx(math.sqrt(3) * C_MAX * 110e3 / abs(z), rel=2e-3)
    assert fault.transformers[0][0].residual == pytest.approx(0, abs=1)
    assert fault.current < NETWORK.short_circuit(STATION.normal, at("B110_1"), "single_phase").current


def test_resistance_in_the_fault() -> None:
    """A large resistance leaves c·U/(root 3·R); a negative one is refused."""
    fault = NETWORK.short_circuit(STATION.normal, at("B110_1"), r_fault=1000.0)
    assert fault.current == pytest.approx(C_MAX * 110e3 / math.sqrt(3) / 1000, rel=5e-3)
    assert fault.peak == pytest.approx(1.02 * math.sqrt(2) * fault.current, rel=5e-3)
    with pytest.raises(ValueError, match="r_fault is -1"):
        NETWORK.short_circuit(STATION.normal, 0, r_fault=-1)


@pytest.mark.parametrize(("kind", "factor"), [("three_phase", 3.0), ("two_phase", 2.0)])
def test_the_power_into_a_faulted_line_is_what_its_impedance_takes(kind: str, factor: float) -> None:
    """At its breaker a line that is short-circuited at its far end takes Z·I² in each phase that carries the fault; at a
    bolted fault at the bus there is current, but no voltage and so no power.
    """
    fault = NETWORK.short_circuit(STATION.normal, at("E511"), kind)  # type: ignore[arg-type]
    line = next(x for x in STATION.lines if x.id == "LN511")
    p, q = fault.powers[STATION.switch["QF511"]]
    assert p == pytest.approx(factor * line.r * fault.current**2, rel=1e-3)
    assert q == pytest.approx(factor * line.x * fault.current**2, rel=1e-3)
    assert fault.powers[STATION.switch["QF512"]] == pytest.approx((0.0, 0.0), abs=1.0)
    bus = NETWORK.short_circuit(STATION.normal, at("B10_1"))
    assert bus.switches[STATION.switch["QF501"]].current == pytest.approx(bus.current, rel=1e-6)
    assert abs(complex(*bus.powers[STATION.switch["QF501"]])) < 1e-3 * 10.5e3 * bus.current


def test_a_dead_node_gives_nothing() -> None:
    """A fault where no source reaches has no current anywhere, of whatever kind; the rest keeps its voltage."""
    apart = switched(STATION, "QF101", "QF501")
    for kind in ("three_phase", "two_phase", "single_phase"):
        fault = NETWORK.short_circuit(apart, at("T1L"), kind)  # type: ignore[arg-type]
        assert fault.current == fault.peak == 0
        assert {x.current for x in fault.switches} == {0.0}
        assert fault.u[at("B110_1")] == pytest.approx(110e3)
        assert fault.u[at("T1L")] == 0


def test_a_fault_pulls_the_voltage_down_next_to_it() -> None:
    """The faulted section has no voltage left, the other one keeps its own; upstream something remains."""
    fault = NETWORK.short_circuit(STATION.normal, at("B10_1"))
    assert fault.u[at("B10_1")] == pytest.approx(0, abs=1)
    assert fault.u[at("B10_2")] == pytest.approx(10.5e3, rel=1e-3)
    assert 0.5 * 110e3 < fault.u[at("B110_1")] < 0.8 * 110e3


def test_a_star_on_both_sides_passes_the_sum_on() -> None:
    """Through a transformer of an even vector group with its neutral earthed, 10 kV has an earthed neutral as well."""
    yny = replace(STATION, transformers=tuple(replace(t, clock=0) for t in STATION.transformers))
    fault = Network(yny).short_circuit(STATION.normal, at("B10_1"), "single_phase")
    assert not fault.earth_fault
    assert fault.current > 5000
    assert fault.switches[STATION.switch["QF111"]].residual > 500
    apart = Network(yny).short_circuit(STATION.normal, at("B10_1"), "single_phase", neutrals=(False, False))
    assert apart.earth_fault
    assert apart.current < 12
