"""Earthed phases in the station: two of them make a short circuit, and what else A6 of the power reference tells."""

from __future__ import annotations

from math import sqrt

import pytest

from engine.plant.checker import check_plant
from engine.plant.grid.earth_fault import Earth, Network, earth_fault, earth_faults
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from tests.plant.grid.test_plant import Operator
from tests.plant.grid.two_points import two_point_fault
from tests.plant.grid.written import written

EARTH = 1.0
A, B, C = 0.0, 1.0, 2.0
SECTION = Network(10.5e3, {"511": 2.4, "512": 1.7, "513": 3.1}, bus=0.4)


def two_current_transformers() -> Operator:
    """The station whose feeders measure phases A and C only."""
    plant = written()
    for number in ("511", "512", "513", "521", "522", "523"):
        plant["protection"][f"OC_{number}"]["phases"] = ["A", "C"]
    return Operator(of=GridSection.model_validate(plant))


def earth(o: Operator, at: str, phase: float = A, ohm: float = 0.0, place: float = 100.0, seconds: float = 0.2) -> None:
    o.plant.write(f"{at}.fault_phase", phase)
    o.plant.write(f"{at}.fault_resistance", ohm)
    if at.startswith("LN"):
        o.plant.write(f"{at}.fault_place", place)
    o.write(f"{at}.fault", EARTH, seconds)


# -- the formulas ----------------------------------------------------------------------------------------------
def test_many_earths_on_one_phase_are_one() -> None:
    """Two earths of 1000 ohm on one phase displace the network as one of 500, and share its current."""
    both = earth_faults(SECTION, [Earth("A", "511", 1000.0), Earth("A", "512", 1000.0)])
    one = earth_fault(SECTION, "A", "512", 500.0)
    assert both.neutral == pytest.approx(one.neutral)
    assert abs(both.currents[0]) == pytest.approx(abs(one.current) / 2.0)
    assert sum(f.capacitive for f in (*both.feeders.values(), both.bus)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("r1", "r2"), [(0.0, 0.0), (1.0, 3.0), (20.0, 0.0)])
def test_two_earths_are_the_short_circuit_through_the_ground(r1: float, r2: float) -> None:
    """With capacitances that hardly count, two earths carry what the loop of IEC 60909-3 gives."""
    small = Network(11e3, {"511": 1e-6, "512": 1e-6})
    found = earth_faults(small, [Earth("B", "511", r1, 0.2 + 0.3j), Earth("A", "512", r2, 0.1j)], 0.39j)
    loop = two_point_fault(11e3, "B", "A", 0.39j, 0.2 + 0.4j, (r1, r2))
    assert abs(found.currents[0]) == pytest.approx(loop.current, rel=2e-3)
    assert found.currents[0] == pytest.approx(-found.currents[1], rel=1e-3)


def test_what_the_formula_refuses() -> None:
    """No earth, an unknown feeder, and a short circuit without a source are errors, not numbers."""
    for earths in ([], [Earth("A", "599")], [Earth("A", "511"), Earth("B", "512")]):
        with pytest.raises(ValueError, match=r"\w"):
            earth_faults(SECTION, earths)


# -- in the station --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("phase", [A, B, C])
def test_the_chosen_phase_is_the_one_that_falls(phase: float) -> None:
    """A metallic earth takes its own phase to nothing and the other two to the line voltage."""
    o = Operator()
    earth(o, "LN512", phase)
    shown = [o[f"TV51.U{p}"] for p in "abc"]
    assert shown.pop(int(phase)) == pytest.approx(0.0, abs=1e-6)
    assert shown == pytest.approx([o["B10_1.U"]] * 2, rel=1e-6)


def test_two_points_are_a_short_circuit() -> None:
    """511 B and 512 A, each in the middle of its line: 9 to 10 kA (A6), both over-current relays see it and trip."""
    o = Operator()
    earth(o, "LN512", A, place=50.0)
    assert o["STATION.fault"] == 0
    earth(o, "LN511", B, place=50.0)
    shorts = {who: data["current"] for _, who, data in o.said if data["what"] == "short"}
    assert shorts == {"LN511": pytest.approx(9.7, abs=0.3), "LN512": pytest.approx(9.7, abs=0.3)}
    assert o.when("QF511", "tripped") - o.when("LN511", "short") == pytest.approx(50, abs=1)
    assert (o["QF511.closed"], o["QF512.closed"], o["QF501.closed"]) == (0, 0, 1)


def test_the_line_that_is_not_measured_stays() -> None:
    """Feeders with current transformers in A and C only: 512 trips for its phase A, 511 stays with an earth on B."""
    o = two_current_transformers()
    earth(o, "LN511", B)
    earth(o, "LN512", A, seconds=1.0)
    assert (o["QF511.closed"], o["QF512.closed"]) == (1, 0)
    assert o["STATION.fault"] == 0
    assert o["TV51.Ub"] == pytest.approx(0.0, abs=1e-6)
    assert o["LN511.earth_current"] == pytest.approx(7.6 - 1.7, abs=0.1)
    assert o.happened("earth_fault") == ["LN511", "LN511"]


def test_two_points_on_two_sections() -> None:
    """With 500 closed, an earth on 522 meets one on 512; split, they are two earth faults of two networks."""
    o = Operator()
    earth(o, "LN512", A)
    earth(o, "LN522", B, seconds=1.0)
    assert o.happened("short") == []
    assert (o["TV51.Ua"], o["TV52.Ub"]) == pytest.approx((0.0, 0.0), abs=1e-6)
    o.force("close QF500", 0.5)
    assert sorted(o.happened("short")) == ["LN512", "LN522"]
    assert o["STATION.fault"] == 0


def test_poor_earths_on_two_phases_trip_nothing() -> None:
    """Through 500 ohm each, two phases drive some ten amperes through the ground: no relay, no short circuit."""
    o = Operator()
    earth(o, "LN512", A, 500.0)
    earth(o, "LN511", B, 500.0, seconds=2.0)
    assert o["STATION.fault"] == 0
    assert o["LN511.earth_current"] == pytest.approx(10.7e3 / 1000.0, rel=0.3)
    assert (o["QF511.closed"], o["QF512.closed"]) == (1, 1)


def test_a_tripped_line_takes_its_capacitance_away() -> None:
    """Opening the sound 511 lowers the current of the earth on 512 by the 2.4 A of 511; opening 512 ends it all."""
    o = Operator()
    earth(o, "LN512", seconds=1.0)
    assert o["LN512.earth_current"] == pytest.approx(7.6, abs=0.05)
    o.order("open QF511")
    assert o["LN512.earth_current"] == pytest.approx(5.2, abs=0.05)
    assert o["LN511.I0"] == 0
    o.order("open QF512")
    assert [o[f"TV51.U{p}"] for p in "abc"] == pytest.approx([o["B10_1.U"] / sqrt(3.0)] * 3, rel=1e-6)
    assert (o["TV51.U0"], o["LN512.I0"], o["LN513.I0"], o["LN512.earth_current"]) == pytest.approx(
        (0, 0, 0, 0), abs=1e-9
    )


def test_a_blown_fuse_is_no_earth() -> None:
    """Fuse of phase A: A reduced to 0.3 to 0.7, B and C as before, about 33 V of open delta, nothing in the feeders."""
    o = Operator()
    sound = o["TV51.Ub"]
    o.write("TV51.fuse", 1.0)
    assert 0.3 * sound <= o["TV51.Ua"] + 1e-9 <= 0.7 * sound
    assert (o["TV51.Ub"], o["TV51.Uc"], o["TV51.Ubc"]) == pytest.approx((sound, sound, o["B10_1.U"]), rel=1e-6)
    assert o["TV51.U0"] == pytest.approx(33, abs=3)
    assert (o["LN512.I0"], o["STATION.earth_time"]) == (0, 0)


def test_ferro_resonance_swings() -> None:
    """Ringing iron: the open delta beyond 33 V, needles that move with time, lines of full voltage, no current to earth."""
    o = Operator()
    o.write("TV51.resonance", 2.0, 1.0)
    seen = []
    for _ in range(8):
        o.wait(0.5)
        seen.append(o["TV51.U0"])
        assert o["TV51.Uab"] == pytest.approx(o["B10_1.U"], rel=1e-6)
    assert min(seen) > 33
    assert max(seen) - min(seen) > 10
    assert (o["LN512.I0"], o["TV52.U0"]) == pytest.approx((0, 0), abs=1e-9)


def test_the_time_with_an_earthed_phase_counts() -> None:
    """It runs on the clock of the model from the fault until the last earthed phase is gone, then is nothing again."""
    o = Operator()
    earth(o, "LN512", seconds=30.0)
    assert o["STATION.earth_time"] == pytest.approx(30.0)
    earth(o, "LN521", seconds=30.0)
    o.order("open QF512")
    assert o["STATION.earth_time"] == pytest.approx(69.0)
    o.order("open QF521")
    assert o["STATION.earth_time"] == 0


def test_the_ground_near_an_earth() -> None:
    """At 7.6 A in soil of 100 ohm m: 54 V a stride at 1 m, some hundred volts to touch; at 8 m by the law about 1 V."""
    o = Operator()
    earth(o, "LN512")
    assert o["LN512.step"] == pytest.approx(53.8, abs=0.3)
    assert o["LN512.touch"] > 55.0  # what GB/T 50065 permits
    assert o["LN512.step"] * 1.8 / (8.0 * 8.8) == pytest.approx(1.4, abs=0.1)
    assert (o["LN511.step"], o["B10_1.touch"]) == (0, 0)


def test_the_ground_stands_at_no_more_than_what_drives_it() -> None:
    """Two buses joined and earthed in two phases: over 25 kA, and at the place the 10 kV of the station, not a million."""
    o = Operator({"QF500.closed": 1.0, "QF110.closed": 1.0})
    earth(o, "B10_1", A)
    earth(o, "B10_2", B)
    assert o["B10_1.earth_current"] > 25e3
    assert (o["B10_1.touch"], o["B10_2.touch"]) == (10e3, 10e3)


def test_an_earth_inside_the_station() -> None:
    """The bus can be earthed too: no feeder is reversed, and the current enters the ground at the bus."""
    o = Operator()
    earth(o, "B10_1", C, 500.0)
    assert o["B10_1.earth_current"] == pytest.approx(6.3, abs=0.2)
    assert all(o[f"LN{n}.I0"] > 0 for n in ("511", "512", "513"))
    assert o["TV51.U0"] == pytest.approx(83, abs=1.5)


def test_a_snapshot_between_two_earths() -> None:
    """Taken with one phase earthed, a snapshot shows the same in another plant and goes on the same."""
    o = two_current_transformers()
    earth(o, "LN511", B, seconds=3.0)
    other = two_current_transformers().plant
    other.restore(o.plant.snapshot())
    assert other.read() == o.plant.read()
    for plant in (other, o.plant):
        plant.write("LN512.fault", EARTH)
        plant.advance(10)
    assert other.read() == o.plant.read()


def test_a_station_without_feeders_data_keeps_the_contract() -> None:
    """Lines that declare no earth current take it from their capacitance; the plant keeps every rule of plants."""
    plant = written()
    for device in plant["devices"].values():
        device.pop("earth_current", None)
    section = GridSection.model_validate(plant)
    o = Operator(of=section)
    earth(o, "LN512")
    assert o["LN511.I0"] == pytest.approx(sqrt(3.0) * 314.16 * 0.6 * 0.74e-6 * 10e3, rel=0.05)
    assert check_plant(lambda: GridPlant(section), ticks=60) == []
