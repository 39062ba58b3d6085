"""Doors with conductors behind them (R5): held by the interlock, told in words, and what stands open when it is overruled."""

from __future__ import annotations

from typing import Any

import pytest

from engine.plant.checker import check_plant
from engine.plant.grid.check import faults
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.rehearsal import RehearsedDeed
from engine.session.session import Session
from tests.plant.grid.test_plant import OUT, Operator
from tests.plant.grid.test_session import scenario
from tests.plant.grid.written import written

FENCE = {"title": {"zh": "1号主变网门", "en": "Fence of T1"}, "label": "T1网门", "points": ["T1H", "T1L"]}


def fenced(*, installed: bool = True) -> GridSection:
    plant: dict[str, Any] = written()
    plant["five_prevention"] = {"installed": installed, "encloses": {"GATE1": FENCE}}
    return GridSection.model_validate(plant)


def isolated() -> Operator:
    """No.1 transformer out of service and earthed on its high side only; the transfers are off."""
    o = Operator({f"{bzt}.enabled": 0.0 for bzt in ("BZT10_1", "BZT10_2", "BZT110_1", "BZT110_2")}, fenced())
    o.order("close QN1020", *OUT)
    return o


def refused(o: Operator, tag: str, value: float) -> str:
    said = o.plant.refuse(tag, value)
    return "" if said is None else said.of("zh")


def test_a_door_is_held_until_all_behind_it_is_dead_and_earthed() -> None:
    """A fence opens neither onto live conductors nor onto dead ones that are not earthed; the words say which and what to do."""
    o = Operator(None, fenced())
    assert "未与电源明显断开" in refused(o, "GATE1.opened", 1.0)
    o = isolated()
    said = refused(o, "GATE1.opened", 1.0)
    assert "停电但未接地" in said
    assert "1号接地线" in said
    o.write("GND1.based", 1.0)
    o.write("GND1.clamped", 1.0)
    assert refused(o, "GATE1.opened", 1.0) == ""
    o.write("GATE1.opened", 1.0)
    assert (o["GATE1.opened"], o["GATE1.exposed"]) == (1.0, 0.0)


def test_behind_an_open_door_nothing_loses_its_earth_or_its_break() -> None:
    """While a fence stands open, earths inside stay on and breaks to a source stay open; shut, they are free again."""
    o = isolated()
    o.write("GND1.based", 1.0)
    o.write("GND1.clamped", 1.0)
    o.write("GATE1.opened", 1.0)
    for tag, value in (("QE10140.operate", 1.0), ("GND1.clamped", 0.0)):
        assert "T1网门 开着" in refused(o, tag, value)
    assert refused(o, "QF110.operate", 1.0) == "", "what is elsewhere is not held"
    o.write("GATE1.opened", 0.0)
    assert refused(o, "QE10140.operate", 1.0) == ""


@pytest.mark.parametrize("overruled", ["not installed", "unlocked"])
def test_without_the_interlock_a_door_opens_onto_anything_and_it_shows(overruled: str) -> None:
    """Where the interlock is missing or released the door opens; the tag and an event tell what stands open."""
    o = Operator(None, fenced(installed=overruled == "unlocked"))
    if overruled == "unlocked":
        o.write("STATION.unlocked", 1.0)
    assert refused(o, "GATE1.opened", 1.0) == ""
    o.write("GATE1.opened", 1.0)
    assert o["GATE1.exposed"] == 1.0
    assert o.happened("exposed") == ["GATE1"]
    o.write("GATE1.opened", 0.0)
    assert o["GATE1.exposed"] == 0.0


def test_a_door_that_was_opened_rightly_is_exposed_by_what_is_done_later() -> None:
    """With the interlock released an earth taken off behind an open door exposes it; a snapshot keeps that, told once."""
    o = isolated()
    o.write("GND1.based", 1.0)
    o.write("GND1.clamped", 1.0)
    o.write("GATE1.opened", 1.0)
    o.write("STATION.unlocked", 1.0)
    assert o["GATE1.exposed"] == 0.0
    o.write("GND1.clamped", 0.0)
    assert o["GATE1.exposed"] == 1.0
    other = Operator(None, fenced())
    other.plant.restore(o.plant.snapshot())
    assert other["GATE1.exposed"] == 1.0
    other.write("QF110.operate", 1.0)
    assert other.happened("exposed") == []


def test_a_rehearsal_knows_the_doors() -> None:
    """On the mimic a door is opened after its earths and shut before them; each line that gets it wrong is told."""
    plant = isolated().plant
    deeds = [
        RehearsedDeed(0, "open", "GATE1"),
        RehearsedDeed(1, "attach", "GND1"),
        RehearsedDeed(2, "open", "GATE1"),
        RehearsedDeed(3, "open", "QE10140"),
        RehearsedDeed(4, "close", "GATE1"),
        RehearsedDeed(5, "open", "QE10140"),
    ]
    assert [refusal.line for refusal in plant.rehearse(deeds)] == [0, 3]


def test_a_door_that_stands_open_is_not_held_and_stays_open() -> None:
    """Opening a door once more moves nothing, so nothing is refused, and what it guards is guarded on."""
    o = isolated()
    o.write("STATION.unlocked", 1.0)
    o.write("GATE1.opened", 1.0)
    o.write("STATION.unlocked", 0.0)
    assert o["GATE1.exposed"] == 1.0
    assert refused(o, "GATE1.opened", 1.0) == ""
    again = RehearsedDeed(0, "open", "GATE1")
    earths = [RehearsedDeed(1, "attach", "GND1"), RehearsedDeed(2, "open", "QE10140")]
    assert [refusal.line for refusal in o.plant.rehearse([again, *earths])] == [2]


def test_a_station_with_doors_keeps_the_contract() -> None:
    """Opening and shutting doors at any time breaks no rule of plants."""
    assert check_plant(lambda: GridPlant(fenced()), ticks=60) == []


def test_a_door_of_a_wrong_point_or_a_used_name_is_told() -> None:
    """A door names points there are, and its id is its own."""
    plant = written()
    plant["five_prevention"] = {"encloses": {"GATE1": {**FENCE, "points": ["T1H", "T1LL"]}}}
    (fault,) = faults(GridSection.model_validate(plant))
    assert (fault.loc, fault.code) == (("five_prevention", "encloses", "GATE1", "points", 1), "unknown_name")
    plant["five_prevention"] = {"encloses": {"QF101": FENCE}}
    (fault,) = faults(GridSection.model_validate(plant))
    assert (fault.loc, fault.code) == (("five_prevention", "encloses", "QF101"), "duplicate_id")


def test_a_learner_is_refused_at_a_door() -> None:
    """In a session the door is opened and shut like anything else, and refused in the plant's words."""
    said = 'five_prevention: {encloses: {GATE1: {label: T1网门, points: [T1H, T1L]}}}'
    session = Session(scenario(("  protection:\n", f"  {said}\n  protection:\n")), seed=1)
    answer = session.request("learner", "open", "GATE1")
    assert not answer
    assert answer.code == "interlocked"
    assert "未与电源明显断开" in answer.reason.of("zh")
    assert session.request("learner", "unlock", "STATION")
    session.run(1)
    assert session.request("learner", "open", "GATE1")
    session.run(2)
    assert session.tags.value("GATE1.exposed") == 1
