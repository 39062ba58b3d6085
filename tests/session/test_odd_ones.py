"""A new piece of equipment is forgotten in the same places each time: on the pages, in the console's list, where it stands."""

from __future__ import annotations

from functools import cache

import pytest

from engine.paths import SCENARIOS
from engine.scenario.problems import Problem
from engine.session.language import scenario_language

STATION = SCENARIOS / "power" / "transformer_outage" / "scenario.yaml"
FEEDER = """\
    TR514: {type: truck, bay: BAY514, label: 514手车, contacts: [[B10_1, N514m], [N514n, F514]]}
    QF514: {type: breaker, bay: BAY514, label: "514", from: N514m, to: N514n, breaking: 25 kA}
    QE51440: {type: earthing_switch, bay: BAY514, label: "51440", at: F514}
    LN514: {type: line, from: F514, to: E514, length: 2 km, r: 0.0781 ohm/km, x: 0.095 ohm/km, c: 0.37 uF/km, rated: 550 A}
    LD514: {type: load, title: {zh: 新线, en: New feeder}, at: E514, p: 2 MW}
"""
NEW = (
    ("    BAY521:", "    BAY514: {title: {zh: 10kV新线, en: New feeder}, voltage: 10 kV}\n    BAY521:"),
    ("    TR521: {", FEEDER + "    TR521: {"),
)
"""A feeder written into the plant and nowhere else."""


@cache
def text() -> str:
    return STATION.read_text(encoding="utf-8")


def found(*changes: tuple[str, str]) -> dict[str, list[Problem]]:
    """What is told of the station with changes, by code."""
    written = text()
    for old, new in changes:
        assert old in written, old
        written = written.replace(old, new, 1)
    out: dict[str, list[Problem]] = {}
    for problem in scenario_language().checks(written, "station.yaml"):
        out.setdefault(problem.code, []).append(problem)
    return out


def test_a_sound_station_is_told_nothing() -> None:
    """The scenario as it ships has no odd one."""
    assert found() == {}


def test_a_new_feeder_is_missed_where_its_like_are() -> None:
    """Written in the plant only: its switches are on no page, and its truck and earth can be worked from the desk."""
    told = found(*NEW)
    assert set(told) == {"on_no_page", "odd_control"}
    assert [p.line.split(":")[0].strip() for p in told["on_no_page"]] == ["TR514", "QF514", "QE51440"]
    desk = told["odd_control"]
    assert {p.line.split(":")[0].strip() for p in desk} == {"gives"}
    assert sorted(p.fix.zh.partition("；")[0] for p in desk if p.fix) == ["在 gives 里加上 -QE51440", "在 gives 里加上 -TR514"]
    assert all(p.severity == "warning" for problems in told.values() for p in problems)


def test_what_is_given_by_name_is_meant() -> None:
    """A truck that the desk gives by its id is worked from there on purpose; so is one that its kind is not kept from."""
    assert "odd_control" not in found(('gives: ["*control", -QS1111', 'gives: ["*control", TR501, -QS1111'), ("-TR501, ", ""))
    few = [(f"-{name}, ", "") for name in ("TR501", "TR502", "TR500", "TR5001", "TR511", "TR512", "TR513")]
    assert "odd_control" not in found(*few)


def test_no_door_is_opened_from_the_desk() -> None:
    """A fence that the desk operates with all the rest is told; taken out there, not."""
    fence = "  five_prevention: {encloses: {GATE1: {label: 网门, points: [T1H, T1L]}}}\n  protection:\n"
    (told,) = found(("  protection:\n", fence)).pop("far_control")
    assert told.line.strip().startswith("gives:")
    assert told.fix is not None
    assert told.fix.zh == "在 gives 里加上 -GATE1"
    out = found(("  protection:\n", fence), ('gives: ["*control", -QS1111', 'gives: ["*control", -GATE1, -QS1111'))
    assert set(out) == {"no_access"}, "now it is opened from nowhere, which is another thing"


@pytest.mark.parametrize(("x", "deep"), [("33.2", "0.50"), ("33.7", ""), ("33.66", "")])
def test_two_cubicles_in_one_place(x: str, deep: str) -> None:
    """Cubicles that stand in each other are told with how deep; side by side, or a frame's width into each other, not."""
    told = found(('label: "522", at: [33.7,', f'label: "522", at: [{x},'))
    assert [deep in p.text.zh for p in told.get("overlap", [])] == ([True] if deep else [])


def test_a_meter_on_a_page_shows_what_it_reads() -> None:
    """A breaker without a symbol is told, but not where a meter that reads it stands on a page."""
    elements = [line for line in text().splitlines(keepends=True) if "QF511" in line and line.startswith("        - {")]
    assert len(elements) >= 3
    gone = [(line, "") for line in elements]
    assert [p.line.split(":")[0].strip() for p in found(*gone)["on_no_page"]] == ["QF511"]
    meter = '  M511: {title: {zh: 511电流, en: 511 current}, label: 511电流, reads: QF511.I, range: [0 A, 600 A]}\n'
    shown = [("instruments:\n", "instruments:\n" + meter), (elements[0], "        - {kind: value, tag: M511, at: [9, 83.5]}\n")]
    assert "on_no_page" not in found(*shown, *gone[1:])
