"""What is wrong with a station is told where it stands, with what was probably meant; a sound one is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.plant.grid.check import faults
from engine.plant.grid.compile import station_of
from engine.plant.grid.plant import GridPlant
from engine.plant.grid.section import GridSection
from engine.plant.grid.station import Station
from tests.plant.grid.stations import linjiang
from tests.plant.grid.written import written

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> GridSection:
    plant = written()
    change(plant)
    return GridSection.model_validate(plant)


def graph(station: Station) -> tuple[set[Any], ...]:
    """A station without the order of its parts."""

    def name(node: int) -> str:
        return station.nodes[node].id if node >= 0 else "EARTH"

    switches = {
        (s.id, s.kind, s.bay, tuple((name(a), name(b)) for a, b in s.contacts), closed)
        for s, closed in zip(station.switches, station.normal, strict=True)
    }
    lines = {(v.id, name(v.a), name(v.b), round(v.r, 9), round(v.x, 9), round(v.c * 1e12, 3), v.rated) for v in station.lines}
    windings = {(t.id, name(t.hv), name(t.lv), t.u1, t.u2, t.sn, t.uk, t.pk, t.i0, t.p0, t.step) for t in station.transformers}
    loads = {(v.id, name(v.node), v.p, v.q) for v in station.loads}
    return {(n.id, n.voltage) for n in station.nodes}, switches, lines, windings, loads


def test_the_file_is_the_station_of_the_tests() -> None:
    """What is written as a section compiles to the same graph as the station built by hand, but for the star points."""
    for ours, theirs in zip(graph(station_of(GridSection.model_validate(written()))), graph(linjiang()), strict=True):
        assert {x for x in ours - theirs if not str(x[0]).startswith(("QN", "T1_N", "T2_N"))} == set()
        assert theirs - ours == set()


def test_a_sound_station_has_no_fault() -> None:
    """The station of the scenarios is told nothing."""
    assert faults(GridSection.model_validate(written())) == []


CASES: dict[str, tuple[Change, tuple[str | int, ...], str, str]] = {
    "no bay": (
        lambda p: p["devices"]["QF101"].update(bay="BAY1O1"), ("devices", "QF101", "bay"), "unknown_name", "BAY101",
    ),
    "duplicate number": (
        lambda p: p["devices"]["QS1023"].update(label="1013"), ("devices", "QS1023", "label"), "duplicate_number", "",
    ),
    "duplicate id": (
        lambda p: p["buses"].update(QF101={"title": "x"}), ("devices", "QF101"), "duplicate_id", "",
    ),
    "two breakers in a bay": (
        lambda p: p["devices"]["QF102"].update(bay="BAY101"), ("devices", "QF102", "bay"), "two_breakers", "",
    ),
    "a misspelt point": (
        lambda p: p["devices"]["QF101"].update(to="N1O1b"), ("devices", "QF101"), "loose_end", "N101b",
    ),
    "two voltages at a point": (
        lambda p: p["devices"]["TR501"].update(contacts=[["T1H", "N501m"], ["N501n", "B10_1"]]), ("devices", "TR501"),
        "two_voltages", "",
    ),
    "an islanded load": (
        lambda p: p["devices"]["LN511"].update({"from": "X511"}), ("devices", "LN511"), "no_voltage", "",
    ),
    "no source": (
        lambda p: [p["devices"].pop(s) for s in ("S1", "S2")], ("devices",), "no_source", "",
    ),
    "sources out of phase": (
        lambda p: p["devices"]["S2"].update(angle="60 deg"), ("devices", "S2", "angle"), "out_of_phase", "",
    ),
    "a winding of another voltage": (
        lambda p: p["devices"]["T1"].update(voltages=["110 kV", "35 kV"]), ("devices", "T1", "voltages", 1),
        "winding_voltage", "",
    ),
    "a tap that is not there": (
        lambda p: p["devices"]["T1"].update(taps={"position": 9}), ("devices", "T1", "taps", "position"), "tap", "",
    ),
    "an impossible impedance": (
        lambda p: p["devices"]["T1"].update(uk="0.1 %"), ("devices", "T1", "uk"), "uk", "",
    ),
    "a relay for nothing": (
        lambda p: p["protection"]["OC_511"].update(at="QF51l"), ("protection", "OC_511", "at"), "unknown_name", "QF511",
    ),
    "a relay that trips nothing": (
        lambda p: p["protection"]["DIFF_T1"].update(trips=["QS1013"]), ("protection", "DIFF_T1", "trips", 0), "unknown_name", "",
    ),
    "a transfer to no bus": (
        lambda p: p["protection"]["BZT10_1"].update(bus="B10_3"), ("protection", "BZT10_1", "bus"), "unknown_name", "B10_",
    ),
    "a neutral of nothing": (
        lambda p: p["devices"]["QN1010"].update(of="T3"), ("devices", "QN1010", "of"), "unknown_name", "",
    ),
    "both ends at one point": (
        lambda p: p["devices"]["QF101"].update(to="N101a"), ("devices", "QF101"), "joins_itself", "",
    ),
    "a bus that is not there": (
        lambda p: p["buses"].update(B110_3={"title": "x"}), ("buses", "B110_3"), "unknown_name", "",
    ),
    "a load that goes back in time": (
        lambda p: p["devices"]["LD511"].update(profile=[["1 h", 1], ["30 min", 2]]), ("devices", "LD511", "profile", 1),
        "profile", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_at_its_place(case: str) -> None:
    """Each defect is found at its key, in both languages, with the nearest name where a name is wrong; nothing is built."""
    change, loc, code, meant = CASES[case]
    section = changed(change)
    found = faults(section)
    assert (loc, code) in [(f.loc, f.code) for f in found], found
    fault = next(f for f in found if (f.loc, f.code) == (loc, code))
    assert fault.text.zh
    assert fault.text.en
    if meant:
        assert fault.fix is not None
        assert meant in fault.fix.en
    with pytest.raises(ScenarioError):
        GridPlant(section)


def test_what_is_too_heavy_collapses() -> None:
    """A load no voltage can carry is a state of the plant, told as such, and goes when the load goes."""
    plant = GridPlant(GridSection.model_validate(written()))
    index = {tag.id: i for i, tag in enumerate(plant.tags())}
    for n in ("511", "512", "513"):
        plant.write(f"LD{n}.factor", 10.0)
    plant.advance(2)
    assert plant.read()[index["STATION.collapsed"]] == 1
    for n in ("511", "512", "513"):
        plant.write(f"LD{n}.factor", 1.0)
    plant.advance(2)
    assert plant.read()[index["STATION.collapsed"]] == 0
    assert plant.read()[index["QF501.I"]] == pytest.approx(840, abs=1)
