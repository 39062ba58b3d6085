"""The lamps on cubicles that conductors light, what the interlock makes of them, and points that have a name."""

from __future__ import annotations

from functools import cache

import pytest

from engine.plant.checker import check_plant
from engine.plant.grid.declaration import declare
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.rehearsal import RehearsedDeed
from tests.plant.grid.test_earthed import A, B, earth
from tests.plant.grid.test_plant import CLOSE, Operator
from tests.plant.grid.written import written


@cache
def station() -> GridSection:
    """The station with an indicator on the cable side of 512, and points that are no buses among the named ones."""
    plant = written()
    plant["devices"]["LIVE512"] = {"type": "live_display", "label": "512带电显示", "at": "F512"}
    plant["buses"] |= {"F512": {}, "N101a": {}, "VT51": {"label": "51VT"}, "T1X": {"title": {"zh": "甲", "en": "A"}}}
    plant["buses"]["E512"] = plant["buses"].pop("T1X")
    return GridSection.model_validate(plant)


def test_the_lamps_follow_the_conductors() -> None:
    """Lit while the cable is live, dark once the feeder is open; a lamp that has failed is dark, a false one lit."""
    o = Operator(of=station())
    assert [o[f"LIVE512.{tag}"] for tag in ("live", "a", "b", "c")] == [1, 1, 1, 1]
    o.write("LIVE512.lost", 1.0)
    assert o["LIVE512.live"] == 0
    o.write("LIVE512.lost", 0.0)
    o.order("open QF512")
    assert [o[f"LIVE512.{tag}"] for tag in ("live", "a", "b", "c")] == [0, 0, 0, 0]
    o.write("LIVE512.false_live", 1.0)
    assert o["LIVE512.live"] == 1


@pytest.mark.parametrize(("phase", "dark"), [(A, "a"), (B, "b")])
def test_the_lamp_of_an_earthed_phase_is_dark(phase: float, dark: str) -> None:
    """A metallic earth anywhere in the network puts out the lamp of its phase; through 5000 ohm all stay lit."""
    o = Operator(of=station())
    earth(o, "LN511", phase)
    assert [tag for tag in "abc" if not o[f"LIVE512.{tag}"]] == [dark]
    assert o["LIVE512.live"] == 1
    earth(o, "LN511", phase, 5000.0)
    assert [o[f"LIVE512.{tag}"] for tag in "abc"] == [1, 1, 1]


def test_what_is_shown_live_is_not_earthed() -> None:
    """Feeder 512 out and isolated: its earthing switch is free while the lamps are dark, refused while they are lit."""
    o = Operator(of=station())
    o.order("open QF512", "open TR512")
    o.write("LIVE512.false_live", 1.0)
    refusal = o.plant.refuse("QE51240.operate", CLOSE)
    assert refusal is not None
    assert "带电显示" in refusal.of("zh")
    assert o.plant.refuse("QE51140.operate", CLOSE) is not None  # its own feeder is live, lamps or not
    o.write("LIVE512.false_live", 0.0)
    assert o.plant.refuse("QE51240.operate", CLOSE) is None


def test_a_rehearsal_does_not_ask_the_lamps() -> None:
    """Before the work the cable is live and its lamps lit; the ticket that takes it out and earths it passes all the same."""
    o = Operator(of=station())
    deeds = [RehearsedDeed(n, verb, on) for n, (verb, on) in enumerate(
        (("open", "QF512"), ("open", "TR512"), ("close", "QE51240")))]  # fmt: skip
    assert o.plant.rehearse(deeds) == []


def test_any_point_can_be_named() -> None:
    """A point listed among the buses has a state; its title comes from its bay, its plate from the label or the id."""
    declared = declare(station())
    titles = {name: declared[name].title.of("zh") for name in ("F512", "N101a", "VT51", "E512")}
    assert titles == {
        "F512": "10kV滨江线 F512", "N101a": "1号主变110kV侧 N101a", "VT51": "10kV I段电压互感器 VT51", "E512": "甲",
    }  # fmt: skip
    assert [declared[name].plate for name in ("F512", "VT51")] == ["F512", "51VT"]
    o = Operator(of=station())
    assert [o[f"{name}.state"] for name in titles] == [1, 1, 1, 1]
    o.order("open QF512", "open TR512", "close QE51240")
    assert (o["F512.state"], o["E512.state"], o["VT51.state"]) == (2, 0, 1)
    o.force("close QE10110", 3.0)
    assert o["N101a.state"] == 2


def test_the_contract_with_lamps_and_points() -> None:
    """Indicators and named points keep every rule of plants while everything is worked."""
    assert check_plant(lambda: GridPlant(station()), ticks=60) == []
