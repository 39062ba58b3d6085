"""One id names one thing, in whatever sections two authors wrote it; and scan periods must meet."""

from __future__ import annotations

import pytest

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.testing import TINY_SCENARIO, tiny_kind

TITLE = "title: {zh: 甲, en: A}"
INSTRUMENT = f"{{{TITLE}, reads: H1.T, range: [0 degC, 300 degC]}}\n"


def errors(anchor: str, new: str) -> list[Problem]:
    """The errors of the tiny scenario with ``new`` before ``anchor``."""
    assert anchor in TINY_SCENARIO
    with tiny_kind():
        problems = scenario_language().checks(TINY_SCENARIO.replace(anchor, new + anchor, 1), "x.yaml")
    return [p for p in problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("anchor", "new", "line_has"),
    [
        ("  LOG: {", f"  TI1: {{{TITLE}, fields: {{t: {{{TITLE}}}}}}}\n", "  TI1: {title: {zh: 甲"),
        ("  LOG: {", f"  I1: {{{TITLE}, fields: {{t: {{{TITLE}}}}}}}\n", "  I1: {title: {zh: 甲"),
        ("  TI1: {", f"  H1: {INSTRUMENT}", "  H1: {"),
        ("  TI1: {", f"  SESSION: {INSTRUMENT}", "  SESSION: {"),
        ("  TI1: {", f"  H1.T: {INSTRUMENT}", "  H1.T: {"),
        ("  TI1: {", f"  learner.in.shop: {INSTRUMENT}", "  learner.in.shop: {"),
        ("  TI1: {", f"  TI1.H.active: {INSTRUMENT}", "  TI1.H: {"),
        ("  HS1: {", f"  ALARMS: {{{TITLE}}}\n", "  ALARMS: {"),
        ("  F1: {", f"  I1: {{{TITLE}, by: instructor, does: [{{set: H1.broken, to: 1}}]}}\n", "  I1: {title: {zh: 甲"),
        ("    helmet: {", f"    SESSION: {{kind: cabinet, role: look, at: [5, 4, 0], {TITLE}}}\n", "    SESSION: {"),
    ],
)
def test_an_id_names_one_thing_only(anchor: str, new: str, line_has: str) -> None:
    """The later of two things with one id would hide the earlier one: told once, at its key, before anybody plays."""
    found = [p for p in errors(anchor, new) if p.code == "id_taken"]
    assert len(found) == 1
    text = TINY_SCENARIO.replace(anchor, new + anchor, 1).splitlines()
    assert text[found[0].span.line].startswith(line_has)


def test_objects_stand_for_what_has_their_id() -> None:
    """An object may carry the id of the equipment it shows, or be the radio."""
    look = f"{{kind: cabinet, role: look, at: [5, 4, 0], {TITLE}}}\n"
    assert errors("    helmet: {", f"    H1: {look}    RADIO: {look}") == []


def test_scan_periods_that_hardly_meet_are_told_at_their_line() -> None:
    """The author learns of it when the file is read, not when a learner starts."""
    found = errors("noise: 0.1 K", "scan: 1 h, ")
    assert [p.code for p in found] == ["scan_cycle"]
    assert "scan: 1 h" in TINY_SCENARIO.replace("noise: 0.1 K", "scan: 1 h, noise: 0.1 K").splitlines()[found[0].span.line]
