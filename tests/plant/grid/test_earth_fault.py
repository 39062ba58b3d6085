"""Earth fault without an earthed neutral: the tables of the reference, and Kirchhoff."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.plant.grid.earth_fault import PHASES, SOUND, Earth, EarthFault, Network, earth_fault, earth_faults, sources
from engine.plant.grid.voltage_reading import Meters, Readings, ferro_resonance, readings

U = 10.5e3
SECTION = Network(U, {"511": 2.4, "512": 1.7, "513": 3.1}, bus=0.4)
METERS = Meters(U)

networks = st.builds(
    Network,
    st.sampled_from([6.3e3, 10.5e3, 37e3]),
    st.dictionaries(st.sampled_from(["511", "512", "513", "514"]), st.floats(0.1, 40.0), min_size=2),
    bus=st.floats(0.0, 3.0),
    loss=st.floats(0.01, 0.06),
    coil=st.one_of(st.just(0.0), st.floats(0.5, 100.0)),
    coil_loss=st.floats(0.01, 0.05),
    unbalance=st.floats(0.0, 0.01),
)
phases = st.sampled_from(PHASES)


@pytest.mark.parametrize(
    ("rf", "u0", "open_delta", "kv", "amps"),
    [
        (0, 6.06, 100, (0.0, 10.50, 10.50), 7.6),
        (200, 5.83, 96, (1.46, 9.50, 10.94), 7.3),
        (500, 5.05, 83, (3.17, 7.79, 10.77), 6.3),
        (1000, 3.71, 61, (4.65, 5.92, 9.73), 4.7),
        (2000, 2.21, 37, (5.56, 5.08, 8.27), 2.8),
        (5000, 0.95, 16, (5.95, 5.39, 6.97), 1.2),
    ],
)
def test_table_of_the_reference(
    rf: float, u0: float, open_delta: float, kv: tuple[float, float, float], amps: float
) -> None:
    """Displacement, open delta, phases and current of the six resistances agree to 1 % and the digits printed."""
    fault = earth_fault(SECTION, "A", "512", rf)
    shown = readings(fault.phases, METERS)
    assert fault.displacement / 1e3 == pytest.approx(u0, rel=0.01, abs=0.005)
    assert shown.open_delta == pytest.approx(open_delta, rel=0.01, abs=0.5)
    assert [u / 1e3 for u in shown[:3]] == pytest.approx(kv, rel=0.01, abs=0.005)
    assert abs(fault.current) == pytest.approx(amps, rel=0.01, abs=0.05)


def test_the_faulty_feeder_carries_the_others_backwards() -> None:
    """At the feeders of the reference: 5.9 A toward the bus on 512, 2.4 and 3.1 A out of it on the sound ones."""
    feeders = earth_fault(SECTION, "A", "512").feeders
    assert {n: (round(f.magnitude, 1), f.direction) for n, f in feeders.items()} == {
        "511": (2.4, 1), "512": (5.9, -1), "513": (3.1, 1),
    }  # fmt: skip


def test_an_over_compensating_coil_hides_the_direction_but_not_the_losses() -> None:
    """With a coil 8 % over, the faulty feeder's reactive current points like a sound one; its active part does not."""
    net = Network(U, {"511": 12.0, "512": 9.0, "513": 15.0}, coil=38.9, coil_loss=0.02)
    assert net.detuning == pytest.approx(-0.08, abs=0.001)
    fault = earth_fault(net, "B", "512")
    assert abs(fault.current) < 0.12 * net.capacitive
    assert {f.direction for f in fault.feeders.values()} == {1}
    assert {n for n, f in fault.feeders.items() if f.active < 0.0} == {"512"}


@settings(max_examples=80)
@given(networks, phases, st.floats(0.0, 1e5))
def test_currents_sum_to_nothing_and_lines_stay(net: Network, phase: str, rf: float) -> None:
    """Every earth fault: 3I0 of feeders, bus and coil cancel; line voltages stay; the faulty phase drives the current."""
    feeder = sorted(net.feeders)[0]
    fault = earth_fault(net, phase, feeder, rf)  # type: ignore[arg-type]
    parts = [*fault.feeders.values(), fault.bus]
    size = 1e-9 + 1e-9 * sum(p.magnitude for p in parts)
    assert sum(p.capacitive for p in parts) == pytest.approx(0.0, abs=size)
    assert sum(p.active for p in parts) == pytest.approx(0.0, abs=size)
    shown = readings(fault.phases, Meters(net.voltage))
    assert shown[3:6] == pytest.approx((net.voltage,) * 3, rel=1e-9)
    assert abs(fault.phases[PHASES.index(phase)] - rf * fault.current) < 1e-6 * net.voltage  # type: ignore[arg-type]


@settings(max_examples=80)
@given(st.floats(1.0, 60.0), st.floats(0.0, 0.05), phases, st.floats(0.0, 2e4), st.floats(1.01, 10.0))
def test_a_poorer_earth_carries_less(ic: float, loss: float, phase: str, rf: float, more: float) -> None:
    """Current and displacement fall as the resistance of the fault grows."""

    def at(r: float) -> EarthFault:
        return earth_fault(Network(U, {"1": ic}, loss=loss), phase, "1", r)  # type: ignore[arg-type]

    worse = at(rf * more + 1.0)
    assert abs(worse.current) < abs(at(rf).current)
    assert worse.displacement < at(rf).displacement


@settings(max_examples=60)
@given(st.floats(5.0, 60.0), st.floats(0.0, 80.0), st.floats(0.01, 0.06), st.floats(0.001, 0.02))
def test_displacement_of_the_sound_network(ic: float, il: float, loss: float, unbalance: float) -> None:
    """Without a fault a coil raises the displacement to unbalance/√(v² + d²), greatest in resonance."""
    net = Network(U, {"1": ic}, loss=loss, coil=il, unbalance=unbalance)
    share = earth_fault(net, resistance=SOUND).displacement / (U / sqrt(3.0))
    assert share == pytest.approx(unbalance / sqrt(net.detuning**2 + loss**2), rel=1e-9)
    assert abs(earth_fault(net, resistance=SOUND).current) == 0.0


@settings(max_examples=60)
@given(st.sampled_from(["511", "512", "513", None]), phases, st.floats(0.0, 3000.0), st.floats(0.0, 12.0))
def test_the_selector_names_the_faulty_feeder(feeder: str | None, phase: str, rf: float, coil: float) -> None:
    """With or without a coil, in resonance too, the selector names the feeder with the earth, none for the bus."""
    net = Network(U, SECTION.feeders, SECTION.bus, coil=coil, coil_loss=0.03)
    assert earth_fault(net, phase, feeder, rf).selected == feeder  # type: ignore[arg-type]


def test_the_selector_is_silent_in_a_sound_network() -> None:
    """No fault, no name, displaced or not; without losses the direction alone decides."""
    assert earth_fault(SECTION, resistance=SOUND).selected is None
    leaning = Network(U, SECTION.feeders, SECTION.bus, unbalance=0.01)
    assert earth_fault(leaning, resistance=SOUND).selected is None
    assert earth_fault(Network(U, SECTION.feeders, loss=0.0), "A", "513").selected == "513"


def test_a_coil_leaves_only_the_rest() -> None:
    """A metallic fault behind a coil without losses carries the difference of both currents."""
    net = Network(U, {"1": 30.0}, loss=0.0, coil=32.0)
    assert abs(earth_fault(net, "C", "1").current) == pytest.approx(2.0)


def test_metallic_earth_fuse_and_resonance_read_apart() -> None:
    """The reading table of the reference: each of the three alarms has its own picture."""
    earth = readings(earth_fault(SECTION, "A", "512").phases, METERS)
    assert earth[:3] == pytest.approx((0.0, U, U), abs=1.0)
    assert earth[3:6] == pytest.approx((U, U, U))
    assert earth.open_delta == pytest.approx(100.0)

    fuse = readings(sources(U), Meters(U, blown=frozenset({"A"})))
    assert 0.3 <= fuse.ua / (U / sqrt(3.0)) <= 0.7
    assert fuse[1:3] == pytest.approx((U / sqrt(3.0),) * 2)
    assert max(fuse.uab, fuse.uca) < 0.8 * U
    assert fuse.ubc == pytest.approx(U)
    assert fuse.open_delta == pytest.approx(33.0, rel=0.1)

    ring = ferro_resonance(U, METERS)
    assert ring.ua < U / sqrt(3.0) < U < min(ring.ub, ring.uc)
    assert ring.open_delta > 100.0
    assert not ring.steady
    third = ferro_resonance(U, METERS, "third")
    assert min(third[:3]) > 1.5 * U / sqrt(3.0)


def test_a_secondary_fuse_leaves_the_open_delta_quiet() -> None:
    """A fuse on the low side takes the voltmeter only: no earth alarm comes."""
    shown = readings(sources(U), Meters(U, blown_low=frozenset({"B"})))
    assert shown.open_delta == pytest.approx(0.0, abs=1e-6)
    assert shown.ub < 0.5 * shown.ua


@given(phases)
def test_fuses_of_every_phase_look_alike(phase: str) -> None:
    """Which fuse is gone changes which readings fall, not by how much; with all gone nothing is read."""
    shown = readings(sources(U), Meters(U, blown=frozenset({phase})))  # type: ignore[arg-type]
    first = readings(sources(U), Meters(U, blown=frozenset({"A"})))
    assert sorted(shown[:6]) == pytest.approx(sorted(first[:6]))
    assert readings(sources(U), Meters(U, blown=frozenset(PHASES)))[:7] == (0.0,) * 7


@given(st.floats(0.0, 1.0), st.sampled_from(["fundamental", "subharmonic", "third"]))
def test_ringing_never_looks_healthy(swing: float, mode: str) -> None:
    """At every moment of every mode the open delta is above 33 V, and line voltages keep their size."""
    shown: Readings = ferro_resonance(U, METERS, mode, "B", swing)  # type: ignore[arg-type]
    assert shown.open_delta > 33.0
    assert shown[3:6] == pytest.approx((U, U, U))


def two_earths(volts: float, source: complex, r1: float = 0.0, r2: float = 0.0) -> EarthFault:
    """Phase B of a feeder and phase A of the bus to earth, in a network whose charging hardly counts."""
    return earth_faults(Network(volts, {"511": 1e-3}), [Earth("B", "511", r1), Earth("A", None, r2)], source)


def test_two_earths_are_a_short_circuit() -> None:
    """Metallic earths on two phases give √3/2 of the three-phase current, and both phases read half a line voltage."""
    fault = two_earths(11.55e3, 11.55e3 / sqrt(3.0) / 10.405e3 * 1j)  # E511 of the reference: 10.4 kA three-phase
    assert [abs(i) for i in fault.currents] == pytest.approx([sqrt(3.0) / 2.0 * 10405.0] * 2, rel=1e-4)
    assert 9e3 < abs(fault.currents[0]) < 10e3
    assert [abs(u) for u in fault.phases[:2]] == pytest.approx([0.0, 0.0], abs=20.0)
    assert abs(fault.phases[2]) == pytest.approx(1.5 * 11.55e3 / sqrt(3.0), rel=1e-3)


@given(st.floats(0.1, 20.0), st.floats(0.1, 20.0), st.floats(0.1, 5.0))
def test_two_earths_through_ground(r1: float, r2: float, more: float) -> None:
    """Each phase stands at the voltage of its own earth, and more resistance means less current."""
    fault = two_earths(U, 0.4j, r1, r2)
    first, second = (abs(i) for i in fault.currents)
    assert abs(fault.phases[1]) == pytest.approx(r1 * first, rel=1e-4)
    assert abs(fault.phases[0]) == pytest.approx(r2 * second, rel=1e-4)
    assert abs(two_earths(U, 0.4j, r1 + more, r2).currents[0]) < first


def test_what_cannot_be_is_refused() -> None:
    """Unknown feeders and phases, negative resistances and impossible networks are errors, not numbers."""
    for wrong in (
        lambda: earth_fault(SECTION, "A", "599"),
        lambda: earth_fault(SECTION, "D", "511"),  # type: ignore[arg-type]
        lambda: earth_fault(SECTION, "A", "511", -1.0),
        lambda: Network(0.0, {}),
        lambda: Network(U, {"511": -1.0}),
        lambda: earth_fault(Network(U, {"1": 30.0}, loss=0.0, coil=30.0, unbalance=0.01), resistance=SOUND),
        lambda: earth_faults(SECTION, [Earth("A", "511"), Earth("B", "512")]),
        lambda: Meters(0.0),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
