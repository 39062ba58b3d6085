"""What protection makes of an earthed phase: the selector of the feeders, the neutral of the transformers."""

from __future__ import annotations

from functools import cache

import pytest

from engine.errors import ScenarioError
from engine.plant.checker import check_plant
from engine.plant.grid.check import faults
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from tests.plant.grid.test_earthed import A, B, C, earth
from tests.plant.grid.test_plant import Operator
from tests.plant.grid.written import written

NAMED = {"none": 0, "LN511": 1, "LN512": 2, "LN513": 3, "bus": 4}


def relay(**fields: object) -> dict[str, object]:
    return {"title": {"zh": "保护", "en": "Relay"}, **fields}


@cache
def station() -> GridSection:
    """The station with a selector on section I, and gap and neutral over-current protection of the transformers."""
    plant = written()
    plant["protection"] |= {
        "SEL_1": relay(type="earth_selector", of="B10_1", lines=["LN511", "LN512", "LN513"], pickup="15 V"),
        "GAP_T2": relay(type="gap", of="T2", trips=["QF102", "QF502"]),
        "I0_T1": relay(type="neutral_overcurrent", of="T1", stages=[{"pickup": "300 A", "delay": "1 s"}],
                       trips=["QF101", "QF501"]),
    }  # fmt: skip
    return GridSection.model_validate(plant)


def fed_back() -> Operator:
    """110 kV bus II, live only from the 10 kV side through No.2 transformer: nothing there earths a neutral."""
    o = Operator({"QF500.closed": 1.0}, of=station())
    o.force("open QF112", 1.0)
    assert o["B110_2.state"] == 1
    return o


# -- the selector ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "phase", "ohm", "named"),
    [("LN512", A, 0.0, "LN512"), ("LN511", B, 500.0, "LN511"), ("LN513", C, 2000.0, "LN513"), ("B10_1", A, 0.0, "bus")],
)
def test_the_selector_names_the_line(line: str, phase: float, ohm: float, named: str) -> None:
    """After its delay it gives the alarm and names the line that is earthed, or the bus; before it, nothing."""
    o = Operator(of=station())
    earth(o, line, phase, ohm, seconds=0.9)
    assert (o["SEL_1.picked_up"], o["SEL_1.alarm"], o["SEL_1.selected"]) == (1, 0, 0)
    o.wait(0.2)
    assert (o["SEL_1.alarm"], o["SEL_1.operated"], o["SEL_1.selected"]) == (1, 1, NAMED[named])


def test_what_it_named_stays_until_it_is_reset() -> None:
    """Opening the earthed line ends the alarm; the name is kept, and a reset takes it back."""
    o = Operator(of=station())
    earth(o, "LN512", seconds=2.0)
    o.order("open QF512")
    assert (o["SEL_1.alarm"], o["SEL_1.selected"], o["SEL_1.operated"]) == (0, NAMED["LN512"], 1)
    o.write("SEL_1.reset_order", 1.0)
    assert (o["SEL_1.selected"], o["SEL_1.operated"]) == (0, 0)


def test_a_poor_earth_is_told_but_not_found() -> None:
    """Through 5000 ohm 512 carries less than 1 A: the alarm comes at 16 V, no line is named; set to 30 V nothing comes."""
    o = Operator(of=station())
    earth(o, "LN512", ohm=5000.0, seconds=3.0)
    assert abs(o["LN512.I0"]) < 1.0
    assert (o["SEL_1.alarm"], o["SEL_1.selected"]) == (1, 0)
    plant = written()
    plant["protection"]["SEL_1"] = relay(type="earth_selector", of="B10_1", lines=["LN511", "LN512"])
    deaf = Operator(of=GridSection.model_validate(plant))
    earth(deaf, "LN512", ohm=5000.0, seconds=3.0)
    assert deaf["SEL_1.picked_up"] == 0


def test_a_blown_fuse_or_a_missing_voltage_misleads_it() -> None:
    """A blown fuse gives the alarm without a name; with the voltage transformer racked out no earth is seen."""
    o = Operator(of=station())
    o.write("TV51.fuse", 1.0, 2.0)
    assert (o["SEL_1.alarm"], o["SEL_1.selected"]) == (1, 0)
    blind = Operator({"TR519.place": 1.0}, of=station())
    earth(blind, "LN512", seconds=2.0)
    assert (blind["SEL_1.alarm"], blind["LN512.earth_current"] > 7) == (0, True)


def test_with_its_plate_out_it_is_silent() -> None:
    """A selector that is switched off gives no alarm."""
    o = Operator({"SEL_1.enabled": 0.0}, of=station())
    earth(o, "LN512", seconds=2.0)
    assert (o["SEL_1.alarm"], o["SEL_1.operated"], o["SEL_1.selected"]) == (0, 0, 0)


# -- the neutral -----------------------------------------------------------------------------------------------
def test_a_neutral_without_company_takes_the_phase_voltage() -> None:
    """An earth on bus II, fed from below only: the neutral of T2 stands at the phase voltage and the gap trips in 0.5 s."""
    o = fed_back()
    began = o.ms
    earth(o, "B110_2")
    assert o["T2.U_neutral"] == pytest.approx(110 / 3**0.5, rel=0.03)
    o.wait(4)
    assert o.when("QF102", "tripped") - began == pytest.approx(550, abs=1)
    assert (o["GAP_T2.operated"], o["T2.U_neutral"], o["T2.neutral_damaged"]) == (1, 0, 0)


def test_without_its_gap_the_neutral_fails() -> None:
    """With the plate of the gap protection out, the same damages the insulation of the neutral after 2 s, for good."""
    o = fed_back()
    o.write("GAP_T2.enabled", 0.0)
    began = o.ms
    earth(o, "B110_2", seconds=4.0)
    assert o.when("T2", "neutral_damaged") - began == pytest.approx(2000, abs=1)
    o.write("B110_2.fault", 0.0)
    assert (o["T2.U_neutral"], o["T2.neutral_damaged"]) == (0, 1)


def test_an_earthed_neutral_makes_it_a_short_circuit() -> None:
    """With 1020 closed the same earth is a short circuit through the neutral of T2, which stays at nothing."""
    o = fed_back()
    o.order("close QN1020")
    o.write("BUS110_2.enabled", 0.0)
    earth(o, "B110_2", seconds=0.1)
    assert (o["STATION.fault"], o["T2.U_neutral"], o["GAP_T2.picked_up"]) == (1, 0, 0)


def test_in_a_network_with_an_earthed_neutral_the_gap_is_quiet() -> None:
    """While S2 feeds the fault on bus II, the neutral of T2 is lifted by less than the gap needs."""
    o = Operator(of=station())
    o.write("BUS110_2.enabled", 0.0)
    earth(o, "B110_2", seconds=1.0)
    assert 10 < o["T2.U_neutral"] < 0.6 * 110 / 3**0.5
    assert (o["GAP_T2.picked_up"], o["T2.neutral_damaged"]) == (0, 0)


def test_current_through_the_earthed_neutral_trips() -> None:
    """With the bus protection out, an earth on bus I is cleared by the neutral over-current of T1; its plate out, not."""
    for enabled in (1.0, 0.0):
        o = Operator({"I0_T1.enabled": enabled, "BUS110_1.enabled": 0.0, "OCH_T1.enabled": 0.0}, of=station())
        earth(o, "B110_1", seconds=1.5)
        assert o["QF101.tripped"] == enabled
        assert o["I0_T1.operated"] == enabled


# -- keeping ---------------------------------------------------------------------------------------------------
def test_the_contract_with_all_of_them() -> None:
    """Selector, gap and neutral over-current protection keep every rule of plants while everything is worked."""
    assert check_plant(lambda: GridPlant(station()), ticks=60) == []


def test_a_snapshot_while_a_neutral_bears_too_much() -> None:
    """A snapshot taken in the middle of the 2 s goes on to the damage at the same moment."""
    o = fed_back()
    o.write("GAP_T2.enabled", 0.0)
    earth(o, "B110_2", seconds=1.0)
    other = GridPlant(station())
    other.restore(o.plant.snapshot())
    assert other.advance(30) == o.plant.advance(30)
    assert other.read() == o.plant.read()


@pytest.mark.parametrize("kind", ["gap", "neutral_overcurrent"])
def test_a_neutral_that_leads_nowhere_has_no_relay(kind: str) -> None:
    """A relay for the neutral of a transformer without a neutral earthing switch could never act: lint says so."""
    plant = written()
    del plant["devices"]["QN1020"]
    stages = {"stages": [{"pickup": "300 A"}]} if kind == "neutral_overcurrent" else {}
    plant["protection"]["N_T2"] = relay(type=kind, of="T2", **stages)
    found = [(fault.loc, fault.code) for fault in faults(GridSection.model_validate(plant))]
    assert found == [(("protection", "N_T2", "of"), "no_neutral")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"of": "B10_9", "lines": ["LN511"]}, "did you mean `B10_"),
        ({"of": "B10_1", "lines": ["LN5111"]}, "did you mean `LN511"),
    ],
)
def test_names_that_do_not_exist(wrong: dict[str, object], said: str) -> None:
    """A selector of an unknown bus or line is refused with the nearest name."""
    plant = written()
    plant["protection"]["SEL_1"] = relay(type="earth_selector", **wrong)
    with pytest.raises(ScenarioError, match=said):
        GridPlant(GridSection.model_validate(plant))
