"""The load flow: published cases, the worked table of the station, collapse, closing between two sources."""

from __future__ import annotations

import copy
import functools
import importlib
import math
from dataclasses import replace
from typing import Any

import pytest

from engine.plant.grid.network import Network
from engine.plant.grid.station import Station
from tests.plant.grid.oracle import case_of, pandapower, station_of, with_source_impedance
from tests.plant.grid.stations import linjiang, switched, with_loads

STATION = linjiang()
NETWORK = Network(STATION)
TWO_ON = ("QF110", "QF500")


def amps(flow: Any, *switches: str) -> tuple[float, ...]:
    return tuple(flow.switches[STATION.switch[name]].current for name in switches)


@functools.cache
def solved_case(name: str) -> Any:
    pp = pandapower()
    net = getattr(importlib.import_module("pandapower.networks"), name)()
    pp.runpp(net, trafo_model="pi", tolerance_mva=1e-9, calculate_voltage_angles=True, numba=False)
    return net


@pytest.mark.parametrize(("breakers", "within"), [(False, 1e-8), (True, 1.5e-5)], ids=["plain", "breakers"])
@pytest.mark.parametrize("case", ["case14", "case118"])
def test_agrees_with_pandapower_on_the_ieee_cases(case: str, breakers: bool, within: float) -> None:
    """IEEE 14 and 118 come out as in pandapower; with both ends of every line behind a closed breaker too, but for the
    trace of impedance a contact has.
    """
    net = solved_case(case)
    station = station_of(net, breakers=breakers)
    flow = Network(station, frequency=net.f_hz).flow(station.normal)
    for bus, (u, angle) in enumerate(zip(flow.u, flow.angle, strict=True)):
        if bus < len(net.bus):
            row = net.res_bus.iloc[bus]
            assert u / station.nodes[bus].voltage == pytest.approx(row.vm_pu, abs=within)
            assert math.degrees(angle) == pytest.approx(row.va_degree, abs=100 * within)
    assert flow.losses / 1e6 == pytest.approx(net.res_line.pl_mw.sum() + net.res_trafo.pl_mw.sum(), rel=100 * within)
    for line, theirs in zip(flow.lines, net.res_line.itertuples(), strict=True):
        assert line[0].p / 1e6 == pytest.approx(theirs.p_from_mw, abs=1e3 * within)
        assert line[1].q / 1e6 == pytest.approx(theirs.q_to_mvar, abs=1e3 * within)
        assert line[1].current / 1e3 == pytest.approx(theirs.i_to_ka, abs=1e2 * within)
    for winding, theirs in zip(flow.transformers, net.res_trafo.itertuples(), strict=True):
        assert winding[1].p / 1e6 == pytest.approx(theirs.p_lv_mw, abs=1e3 * within)


@pytest.mark.parametrize("lost", [9, 100])
def test_a_breaker_takes_a_line_out_as_pandapower_does(lost: int) -> None:
    """Opening the breakers of a line of IEEE 118 gives what pandapower gives without that line."""
    net = copy.deepcopy(solved_case("case118"))
    station = station_of(net, breakers=True)
    pp = pandapower()
    fixed = net.res_gen
    for i, row in net.gen.iterrows():
        pp.create_sgen(net, row.bus, fixed.p_mw[i], fixed.q_mvar[i])
    net.gen.in_service = False
    net.line.loc[lost, "in_service"] = False
    pp.runpp(net, trafo_model="pi", tolerance_mva=1e-9, calculate_voltage_angles=True, numba=False)
    closed = [switch.bay != f"L{lost}" for switch in station.switches]
    flow = Network(station, frequency=net.f_hz).flow(closed)
    for bus in range(len(net.bus)):
        assert flow.u[bus] / station.nodes[bus].voltage == pytest.approx(net.res_bus.vm_pu.iloc[bus], abs=3e-5)


@pytest.mark.parametrize(
    "changed",
    [(), ("QF110",), TWO_ON, (*TWO_ON, "QF501"), ("QF500", "QF501", "QF101"), ("QF111", "QF512")],
    ids="+".join,
)
def test_the_station_agrees_with_pandapower(changed: tuple[str, ...]) -> None:
    """Voltages and angles of the station are pandapower's, behind the same source impedances, with different taps too."""
    pp, closed, taps = pandapower(), switched(STATION, *changed), (2, -1)
    net = case_of(with_source_impedance(STATION), closed, taps=taps)
    pp.runpp(net, trafo_model="pi", calculate_voltage_angles=True, tolerance_mva=1e-9, numba=False)
    flow = NETWORK.flow(closed, taps=taps)
    for place, node in enumerate(STATION.nodes):
        row = net.res_bus.iloc[place]
        assert flow.live[place] == (not math.isnan(row.vm_pu))
        if flow.live[place]:
            assert flow.u[place] / node.voltage == pytest.approx(row.vm_pu, abs=1e-5)
            assert math.degrees(flow.angle[place]) == pytest.approx(row.va_degree, abs=1e-3)


@pytest.mark.parametrize(
    ("changed", "shares", "low", "high", "u"),
    [
        ((), (39, 36), (840, 772, 0), 0, (10.72, 10.74)),
        (("QF110",), (39, 36), (840, 772, 0), 5, (10.72, 10.74)),
        (TWO_ON, (38, 38), (806, 806, 36), 7, (10.73, 10.73)),
        ((*TWO_ON, "QF501"), (1, 76), (0, 1622, 845), 85, (10.67, 10.67)),
        (("QF500", "QF501", "QF101"), (0, 76), (0, 1634, 851), 0, (10.59, 10.59)),
    ],
    ids=["split", "110", "110+500", "501 open", "T1 out"],
)
def test_the_table_of_the_station(
    changed: tuple[str, ...], shares: tuple[int, int], low: tuple[int, ...], high: int, u: tuple[float, float]
) -> None:
    """The steps of taking T1 out of service: loading of both transformers, 501/502/500/110 in A, kV of both sections."""
    flow = NETWORK.flow(switched(STATION, *changed))
    assert flow.loading == pytest.approx([s / 100 for s in shares], abs=0.0051)
    assert amps(flow, "QF501", "QF502", "QF500") == pytest.approx(low, abs=0.5)
    assert amps(flow, "QF110")[0] == pytest.approx(high, abs=0.6)
    assert [flow.u[STATION.node[name]] / 1e3 for name in ("B10_1", "B10_2")] == pytest.approx(u, abs=0.0051)
    assert flow.lost == 0
    assert not flow.collapsed


@pytest.mark.parametrize(
    ("factor", "share", "current", "u"), [(1.3, 101, 2164, 10.49), (1.4, 109, 2354, 10.43), (1.5, 118, 2548, 10.36)]
)
def test_one_transformer_with_more_load(factor: float, share: int, current: int, u: float) -> None:
    """T2 alone at 1.3 to 1.5 times the feeders' load passes its rating."""
    factors = [1.0 if load.id.startswith("LDST") else factor for load in STATION.loads]
    flow = NETWORK.flow(switched(STATION, *TWO_ON, "QF501", "QF101"), loads=factors)
    assert flow.loading[1] == pytest.approx(share / 100, abs=0.0051)
    assert amps(flow, "QF502")[0] == pytest.approx(current, abs=0.6)
    assert flow.u[STATION.node["B10_1"]] / 1e3 == pytest.approx(u, abs=0.0051)


@pytest.mark.parametrize(("behind", "shares", "across"), [(1, (45, 31), 127), (2, (51, 24), 261), (5, (70, 8), 666)])
def test_paralleling_through_500_with_110_open(behind: int, shares: tuple[int, int], across: int) -> None:
    """Between sources out of phase the section breaker carries a loop current that grows with the angle."""
    flow = Network(with_loads(STATION, behind=behind)).flow(switched(STATION, "QF500"))
    assert flow.loading == pytest.approx([s / 100 for s in shares], abs=0.0055)
    assert amps(flow, "QF500")[0] == pytest.approx(across, abs=0.6)


def test_taps_apart() -> None:
    """Three steps between parallel transformers drive 406 A round; T2 takes more than T1."""
    flow = NETWORK.flow(switched(STATION, *TWO_ON), taps=(3, 0))
    assert flow.loading == pytest.approx((0.39, 0.45), abs=0.0055)
    assert amps(flow, "QF500")[0] == pytest.approx(406, abs=0.5)


def test_the_tap_changer_ends() -> None:
    """Beyond the last tap it is the last tap; a higher tap of the high side lowers the voltage of the low side."""
    bus = STATION.node["B10_1"]
    u = [NETWORK.flow(STATION.normal, taps=(tap, 0)).u[bus] for tap in (-20, -8, 0, 8, 20)]
    assert u[0] == u[1] > u[2] > u[3] == u[4]
    assert u[2] / u[3] == pytest.approx(1 + 8 * 0.0125, rel=0.02)


def test_parallel_contacts_share() -> None:
    """Two closed ways between the same nodes carry half each; opening one gives all to the other."""
    doubled = replace(
        STATION,
        switches=(*STATION.switches, replace(STATION.switches[STATION.switch["QS1111"]], id="QS1111b")),
        normal=(*STATION.normal, True),
    )
    network, one = Network(doubled), STATION.switch["QS1111"]
    whole = NETWORK.flow(STATION.normal).switches[one].current
    both = network.flow(doubled.normal)
    assert both.switches[one].current == pytest.approx(whole / 2, rel=1e-4)
    assert both.switches[-1].current == pytest.approx(whole / 2, rel=1e-4)
    alone = network.flow([on and i != one for i, on in enumerate(doubled.normal)])
    assert alone.switches[one].current == 0
    assert alone.switches[-1].current == pytest.approx(whole, rel=1e-4)


@pytest.mark.parametrize(
    ("breaker", "megawatts"), [("QF111", 15.5), ("QF101", 15.5), ("QF501", 15.5), ("QF102", 14.3), ("QF512", 4.6)]
)
def test_the_wrong_breaker_loses_load(breaker: str, megawatts: float) -> None:
    """Opening a breaker in the split station drops what hangs behind it, and nothing else."""
    flow = NETWORK.flow(switched(STATION, breaker))
    assert flow.lost / 1e6 == pytest.approx(megawatts, abs=0.07)


def test_collapse_is_a_state() -> None:
    """Load beyond what the network can carry collapses its own section; the other one is as it was, to the last bit."""
    over = [6.0 if load.id[2:4] in ("51", "ST") and load.id != "LDST2" else 1.0 for load in STATION.loads]
    calm, flow = NETWORK.flow(STATION.normal), NETWORK.flow(STATION.normal, loads=over)
    one, other = STATION.node["B10_1"], STATION.node["B10_2"]
    assert flow.collapsed
    assert flow.collapsed_at[one]
    assert not flow.collapsed_at[other]
    assert flow.live[one]
    assert 0 < flow.u[one] < 0.95 * calm.u[one]
    assert (flow.u[other], flow.loads[3:6]) == (calm.u[other], calm.loads[3:6])
    assert 0 < flow.loads[0].p < over[0] * STATION.loads[0].p
    assert flow.loads[0].p == pytest.approx(over[0] * STATION.loads[0].p * (flow.u[STATION.loads[0].node] / 10e3) ** 2)
    assert flow.lost == 0
    assert NETWORK.flow(STATION.normal) == calm


def test_collapse_of_everything() -> None:
    """Load without bounds on both sections still gives numbers."""
    flow = NETWORK.flow(switched(STATION, *TWO_ON), loads=[1e4] * len(STATION.loads))
    assert all(flow.collapsed_at[load.node] for load in STATION.loads)
    assert all(math.isfinite(u) and u >= 0 for u in flow.u)


def test_a_source_too_weak_for_its_load() -> None:
    """A grid of 5 MVA behind 15 MW is a collapse, not an error."""
    weak = replace(STATION, sources=tuple(replace(source, sk=5e6) for source in STATION.sources))
    flow = Network(weak).flow(STATION.normal)
    assert flow.collapsed
    assert max(flow.u[load.node] for load in STATION.loads) < 6e3


def test_no_source_at_all() -> None:
    """Without a source, switched off or not there, everything is dead and every load lost."""
    off = NETWORK.flow(STATION.normal, sources_on=(False, False))
    without = Network(replace(STATION, sources=())).flow(STATION.normal)
    for flow in (off, without):
        assert not any(flow.live)
        assert set(flow.u) == set(flow.angle) == {0.0}
        assert flow.lost == pytest.approx(sum(load.p for load in STATION.loads))
        assert not flow.collapsed
        assert set(flow.switches) == {(0.0, 0.0, 0.0)}


def test_a_station_of_one_node() -> None:
    """A node and a source are enough; nodes alone too."""
    bare = Station(STATION.nodes[:1], (), sources=STATION.sources[:1])
    assert Network(bare).flow(()).u == pytest.approx([1.03 * 110e3])
    assert Network(replace(bare, sources=())).flow(()).live == (False,)


def test_no_load() -> None:
    """At zero load T1 takes its no-load current, about 1.1 A at 110 kV."""
    flow = NETWORK.flow(switched(STATION, "QF501"), loads=[0.0] * len(STATION.loads))
    assert amps(flow, "QF101")[0] == pytest.approx(1.1, abs=0.05)
    assert flow.lost == 0


def test_wrong_lengths_are_told() -> None:
    """A sequence of the wrong length is refused with its name and both lengths."""
    with pytest.raises(ValueError, match=r"closed: 1 values for the \d+ of the station"):
        NETWORK.flow([True])
    with pytest.raises(ValueError, match="loads: 2 values for the 8"):
        NETWORK.flow(STATION.normal, loads=[1, 2])
    with pytest.raises(ValueError, match="taps: 3 values for the 2"):
        NETWORK.flow(STATION.normal, taps=[1, 2, 3])
    with pytest.raises(ValueError, match="sources_on: 0 values for the 2"):
        NETWORK.flow(STATION.normal, sources_on=[])


@pytest.mark.parametrize("degrees", [0, 5, 60, 180])
def test_across_an_open_breaker_between_two_sources(degrees: int) -> None:
    """Across 110 lies the voltage between two grids, 2·sin(angle/2) of one of them; closed, it carries that voltage over
    both grids' impedances.
    """
    station = with_loads(STATION, 0.0, behind=degrees)
    found = Network(station).difference(switched(station, "QF101", "QF102"), station.switch["QF110"])
    assert found.live == (True, True)
    assert math.degrees(found.angle) % 360 == pytest.approx(degrees, abs=0.01)
    volts = 2 * 1.03 * 110e3 * math.sin(math.radians(degrees) / 2)
    assert found.volts == pytest.approx(volts, rel=2e-3, abs=200)
    z = sum(_grid(sk) for sk in (3000e6, 2500e6)) + sum(complex(0.1181, 0.4) * km for km in (18, 22))
    assert found.current == pytest.approx(volts / math.sqrt(3) / abs(z), rel=5e-3, abs=2)


def _grid(sk: float) -> complex:
    x = 110e3**2 / sk / math.hypot(1, 0.1)
    return complex(0.1 * x, x)


def test_across_the_section_breaker_in_the_usual_state() -> None:
    """Between sections in phase lie some volts; the current told is that of the flow once it is closed."""
    place = STATION.switch["QF500"]
    found = NETWORK.difference(STATION.normal, place)
    assert abs(math.degrees(found.angle)) < 0.2
    assert found.volts < 50
    assert found.current == NETWORK.flow(switched(STATION, "QF500")).switches[place].current
    assert NETWORK.difference(switched(STATION, "QF500"), place) == found


def test_across_a_switch_to_something_dead() -> None:
    """Towards a dead side there is the whole voltage and no angle; to earth, closing is the short circuit."""
    apart = switched(STATION, "QF101", "QF501")
    found = NETWORK.difference(apart, STATION.switch["QF101"])
    assert found.live == (True, False)
    assert found.angle == 0
    assert found.volts == pytest.approx(113.3e3, rel=5e-3)
    earth = NETWORK.difference(STATION.normal, STATION.switch["QE10140"])
    assert earth.live == (True, False)
    assert earth.current == pytest.approx(5873, rel=2e-3)
    assert NETWORK.difference(apart, STATION.switch["QE10140"]).current == 0
