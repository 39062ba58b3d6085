"""What panels gather from tags and sections."""

from __future__ import annotations

import pytest

from engine.view.facts import Facts
from tests.view.fake_port import FakePort

WORDS = {"and": "且", "or": "或", "not": "非"}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(FakePort())


def test_loops_are_found_by_their_tags(facts: Facts) -> None:
    """Whoever has a mode, a set-point and an output is a loop."""
    assert set(facts.loops) == {"TIC101", "TIC102"}
    assert facts.loops["TIC101"].modes == ("manual", "auto", "cascade")


def test_limits_come_from_the_alarms_in_the_tags_unit(facts: Facts) -> None:
    """Alarm limits stand on the indicator with their letters and priorities."""
    limits = {(limit.side, limit.value, limit.priority) for limit in facts.scale("TI101A").limits}
    assert limits == {("H", 65.0, "high"), ("HH", 75.0, "critical"), ("L", 50.0, "medium")}


def test_an_indicator_looks_at_the_part_that_matters(facts: Facts) -> None:
    """A normal band of 4 K is not drawn on a range of 200 K; the window holds band and limits in round numbers."""
    scale = facts.scale("TI101A")
    assert scale.band == (58.0, 62.0)
    assert (scale.low, scale.high) == (35.0, 90.0)
    assert (facts.scale("FQ101").low, facts.scale("FQ101").high) == (0.0, 4000.0)


def test_the_scale_holds_what_it_shows(facts: Facts) -> None:
    """A value or set-point that leaves the window widens it in round numbers, never beyond the instrument's range."""
    usual = facts.scale("TI101A")
    assert facts.scale("TI101A", 60.0, 61.0) == usual
    cooled = facts.scale("TI101A", 30.0, 60.0)
    assert (cooled.low, cooled.high) == (20.0, 90.0)
    assert 0.0 < cooled.fraction(30.0) < cooled.fraction(35.0)
    wild = facts.scale("TI101A", -500.0, 900.0, float("nan"))
    assert (wild.low, wild.high) == (0.0, 200.0)
    assert facts.scale("TI101A") == usual


def test_values_beyond_the_window_stand_at_its_end(facts: Facts) -> None:
    """A pointer never leaves its bar."""
    scale = facts.scale("TI101A")
    assert (scale.fraction(-50.0), scale.fraction(500.0)) == (0.0, 1.0)


def test_causes_are_told_with_plates_and_units(facts: Facts) -> None:
    """A condition reads as on paper, in the language of the screen."""
    assert facts.in_words("TI101A > 95 degC and FI102 < 15 m3/h", WORDS) == "TI-101A > 95 ℃ 且 FI-102 < 15 m³/h"


def test_plates_follow_the_scenarios_own_way(facts: Facts) -> None:
    """Where labels are written with a dash, ids without a label are shown with one too."""
    assert [facts.plate(name) for name in ("TI101A", "P102A", "I101", "CONSOLE")] == [
        "TI-101A", "P-102A", "I-101", "CONSOLE",
    ]  # fmt: skip


def test_effects_name_their_targets(facts: Facts) -> None:
    """The table knows what each interlock acts on, and what it only permits."""
    assert dict(facts.interlocks["I104"].effects) == {"P101": "0", "XV101A": "0", "XV105": "1", "XV107": "permit"}
