"""Values and times as people read them."""

from __future__ import annotations

import math

import pytest

from engine.strings import load_strings
from engine.tags import Encoding, Kind, Tag
from engine.view.wording import clock, decimals, number, reading, unit_text


@pytest.mark.parametrize(
    ("low", "high", "digits"),
    [(0, 200, 1), (0, 0.5, 3), (0, 4000, 0), (0, 120, 1), (-20, 120, 1), (0, 1e-6, 4), (0, math.inf, 2)],
)
def test_decimals_follow_the_range(low: float, high: float, digits: int) -> None:
    """A number shows about 1/4000 of its range, never more than four digits."""
    assert decimals(Tag("X", low=low, high=high)) == digits


def test_whole_numbers_have_no_decimals() -> None:
    """What is counted or stepped is shown as a whole number, whatever its range, and recorded exactly."""
    for low, high in ((0, 2), (-40, 40), (0, 1000)):
        tag = Tag("X.tap", low=low, high=high, whole=True)
        assert number(tag, 2.0) == "2"
        assert tag.recorded_as is Encoding.ON_CHANGE


@pytest.mark.parametrize(
    ("value", "text"), [(60.26, "60.3"), (-0.04, "0.0"), (math.nan, "—"), (math.inf, "—"), (-5.0, "-5.0")]
)
def test_numbers_read_well(value: float, text: str) -> None:
    """No negative zero, and a dash where there is no number."""
    assert number(Tag("X", low=0, high=200), value) == text


@pytest.mark.parametrize(
    ("tag", "value", "text"),
    [
        (Tag("TI1", unit="degC", low=0, high=200), 60.0, "60.0 ℃"),
        (Tag("P1.running", kind=Kind.DISCRETE), 1.0, "运行"),
        (Tag("P1.strange", kind=Kind.DISCRETE), 0.0, "否"),
        (Tag("C1.mode", kind=Kind.MODE, options=("manual", "auto")), 1.0, "自动"),
        (Tag("C1.mode", kind=Kind.MODE, options=("manual", "auto")), 7.0, "?"),
    ],
)
def test_readings_are_words(tag: Tag, value: float, text: str) -> None:
    """Discrete and mode tags are told in words, analog ones with their unit."""
    assert reading(tag, value, load_strings("zh")) == text


def test_units_follow_the_language() -> None:
    """Chinese prints ℃, English °C; unknown units stand as they are."""
    assert (unit_text("degC", "zh"), unit_text("degC", "en"), unit_text("kmol")) == ("℃", "°C", "kmol")


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (5025.9, "01:23:45"), (-3, "00:00:00")])
def test_the_clock_is_hours_minutes_seconds(seconds: float, text: str) -> None:
    """Model time is never rounded up to a second that has not passed."""
    assert clock(seconds) == text
