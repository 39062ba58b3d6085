"""What is wrong with a station is told where it stands, with what was probably meant; a sound one is told nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from engine.errors import DivergenceError, ScenarioError
from engine.plant.grid.check import doubts, faults
from engine.plant.grid.compile import station_of
from engine.plant.grid.kind import GridKind
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
    "two transformers of one number": (
        lambda p: (p["devices"]["T1"].update(label="1号主变"), p["devices"]["T2"].update(label=" 1号主变 ")),
        ("devices", "T2", "label"), "duplicate_number", "",
    ),
    "a chain of sources, its ends apart": (
        lambda p: p["devices"].update(
            S3={**p["devices"]["S2"], "label": "", "angle": "8 deg"}, S4={**p["devices"]["S2"], "label": "", "angle": "16 deg"}
        ), ("devices", "S4", "angle"), "out_of_phase", "",
    ),
    "high and low side swapped": (
        lambda p: p["devices"]["T1"].update(
            high=p["devices"]["T1"]["low"], low=p["devices"]["T1"]["high"], voltages=["10.5 kV", "110 kV"]
        ), ("devices", "T1", "voltages"), "high_side", "swap",
    ),
    "taps that add up to all of the voltage": (
        lambda p: p["devices"]["T1"].update(taps={"low": -16, "high": 16, "step": "10 %"}), ("devices", "T1", "taps", "step"),
        "tap_range", "1.25 %",
    ),
    "a point with the name of a star point": (
        lambda p: (p["devices"]["QF101"].update(to="T1_N"), p["devices"]["QS1013"].update({"from": "T1_N"})),
        ("devices", "QF101"), "star_point", "",
    ),
    "a transfer from its own bus": (
        lambda p: p["protection"]["BZT10_1"].update(from_bus="B10_1"), ("protection", "BZT10_1", "from_bus"), "own_bus", "",
    ),
    "a transfer that closes what it opens": (
        lambda p: p["protection"]["BZT10_1"].update(opens=["QF500"]), ("protection", "BZT10_1", "closes"), "opens_it", "",
    ),
    "a failure protection that trips what failed": (
        lambda p: p["protection"]["BF_511"].update(trips=["QF500", "QF511"]), ("protection", "BF_511", "trips", 1),
        "trips_itself", "",
    ),
    "a differential bounded elsewhere": (
        lambda p: p["protection"]["DIFF_T1"].update(between=["QF101", "QF523"]), ("protection", "DIFF_T1", "between", 1),
        "outside_zone", "",
    ),
    "a differential bounded twice by one": (
        lambda p: p["protection"]["DIFF_T1"].update(between=["QF101", "QF101"]), ("protection", "DIFF_T1", "between", 1),
        "twice", "",
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


NONSENSE: dict[str, tuple[str, str, str, object]] = {
    "no time to travel": ("devices", "QS1011", "time", "0 s"),
    "a truck without travel": ("devices", "TR501", "time", "0 s"),
    "a line of no length": ("devices", "LN111", "length", "1e-30 km"),
    "a line round the world": ("devices", "LN111", "length", "1e30 km"),
    "an endless resistance": ("devices", "LN511", "r", "1e30 ohm/km"),
    "a line that is a capacitor": ("devices", "LN511", "c", "1 F/km"),
    "a negative ratio": ("devices", "LN511", "zero", [3.0, -3.0, 0.6]),
    "no zero sequence": ("devices", "S1", "zero", 1e-30),
    "a system of no power": ("devices", "S1", "short_circuit", "1e-30 MVA"),
    "a load beyond all grids": ("devices", "LD511", "p", "1e30 MW"),
    "a load that is not a number": ("devices", "LD511", "p", "nan MW"),
    "an impedance of 1000 %": ("devices", "T1", "uk", "1000 %"),
    "a negative no-load current": ("devices", "T1", "no_load_current", "-1 %"),
    "steps downwards": ("devices", "T1", "taps", {"step": "-1 %"}),
    "a pick-up below nothing": ("protection", "GAP_T1", "pickup", "-1 %"),
    "a plate as long as a book": ("devices", "QF101", "label", "1" * 1000),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_no_field_takes_what_no_station_has(case: str) -> None:
    """What is a slip in a unit or a power of ten is refused where it is read; the equations never see it."""
    group, name, key, value = NONSENSE[case]
    plant = copy.deepcopy(written())
    plant["protection"].setdefault(
        "GAP_T1", {"type": "gap", "title": {"zh": "间隙", "en": "gap"}, "of": "T1", "trips": ["QF101"]}
    )
    plant[group][name][key] = value
    with pytest.raises(ValidationError) as caught:
        GridSection.model_validate(plant)
    assert [error["loc"][0:2] for error in caught.value.errors()] == [(group, name)]
    assert all(key in error["loc"] for error in caught.value.errors())


def test_equations_without_a_solution_are_a_named_error_of_the_plant() -> None:
    """Where the numbers of a station are of too many sizes, the plant says so in its own words."""
    section = GridSection.model_validate(written())
    line = section.devices["LN111"].model_copy(update={"length": 1e-27})
    broken = section.model_copy(update={"devices": {**section.devices, "LN111": line}})
    with pytest.raises(DivergenceError, match=r"STATION.*no solution"):
        GridPlant(broken)


def test_a_tap_is_read_in_the_range_of_its_changer() -> None:
    """No starting point and no instrument is offered a position the changer does not have."""
    section = changed(lambda p: p["devices"]["T1"].update(taps={"low": -3, "high": 5}))
    tags = {tag.id: tag for tag in GridKind().tags(section)}
    assert (tags["T1.tap"].low, tags["T1.tap"].high) == (-3, 5)


def test_protection_that_trips_nothing_is_doubtful() -> None:
    """A relay made to trip that names no breaker is told, at the empty list or at its own key; it still builds. What
    announces or closes is meant so.
    """
    assert doubts(GridSection.model_validate(written())) == []

    def change(plant: dict[str, Any]) -> None:
        plant["protection"]["OC_511"]["trips"] = []
        del plant["protection"]["ARC_1"]["trips"]
        plant["protection"]["SEL"] = {"type": "earth_selector", "title": "选线", "of": "B10_1", "lines": ["LN511"]}

    section = changed(change)
    told = {fault.loc: (fault.code, fault.on_key) for fault in doubts(section)}
    assert told == {
        ("protection", "ARC_1"): ("trips_nothing", True),
        ("protection", "OC_511", "trips"): ("trips_nothing", False),
    }
    assert faults(section) == []
    GridPlant(section)
