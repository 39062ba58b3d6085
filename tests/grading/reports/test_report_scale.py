"""Axes and lines of the report's charts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.reports.chart import Curve, draw_curve
from grading.reports.scale import TimeScale, decimate, steps
from grading.reports.story import Span, Story
from grading.reports.svg import canvas, draw, markup, text, width_of, wrapped
from grading.reports.timeline import timeline


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000), st.integers(1, 60))
def test_decimation_keeps_every_extreme(values: list[float], buckets: int) -> None:
    """However few points are drawn, the highest, the lowest, the first and the last are among them."""
    ticks = list(range(0, 10 * len(values), 10))
    points = decimate(ticks, values, buckets)
    shown = [value for _, value in points]
    assert (min(shown), max(shown)) == (min(values), max(values))
    assert (points[0], points[-1]) == ((0, values[0]), (ticks[-1], values[-1]))
    assert len(points) <= max(4 * buckets, 4)
    assert [tick for tick, _ in points] == sorted({tick for tick, _ in points})


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5), st.integers(2, 8))
def test_value_marks_lie_inside_and_are_few(low: float, span: float, most: int) -> None:
    """The marks of an axis are round values inside its range, not more than asked for."""
    marks = steps(low, low + span, most)
    assert len(marks) <= most + 1
    assert all(low - span * 1e-6 <= mark <= low + span * (1 + 1e-6) for mark in marks)


@pytest.mark.parametrize(("seconds", "period"), [(30, 5), (600, 120), (10_200, 1800), (40 * 86400, 5 * 86400)])
def test_time_marks_are_round_periods(seconds: int, period: int) -> None:
    """Time is labelled at round periods, at most ten labels."""
    marks = TimeScale(seconds * 10, 100, 0.0, 100.0).marks()
    assert len(marks) <= 10
    assert marks[1] - marks[0] == period * 10


def test_an_attempt_of_no_length_has_an_axis() -> None:
    """An attempt that ended at once is drawn at its left edge."""
    scale = TimeScale(0, 100, 10.0, 90.0)
    assert (scale.x(0), scale.x(99), scale.marks()) == (10.0, 90.0, [0])


@given(st.text(max_size=60))
def test_wrapped_words_lose_nothing(words: str) -> None:
    """Wrapping keeps every character but blanks, unless it says that it cut."""
    lines = wrapped(words, 12, 112, 99)
    assert "".join("".join(lines).split()) == "".join(words.replace("\n", "").split()) or "\n" in words
    assert all(width_of(line, 12) <= 112 or " " not in line.strip() for line in lines)


def test_the_most_urgent_alarms_are_drawn_when_there_are_many() -> None:
    """Of more alarms than there is room for, a critical one is never the one left out."""
    alarms = [Span(n, n + 5, f"low {n}", "low", f"L{n}") for n in range(30)]
    alarms.append(Span(90, 95, "the one that matters", "critical", "C"))
    picture = timeline(Story(last=100, tick_ms=100, alarms=alarms), [], [], "en")
    assert "the one that matters" in picture
    assert "23 more alarms" in picture
    assert "low 29" not in picture


@pytest.mark.parametrize(
    ("ticks", "drawn"), [((0, 50), False), ((300, 900), False), ((50, 150), True), ((0, 900), True)]
)
def test_another_run_is_drawn_only_where_it_was(ticks: tuple[int, int], drawn: bool) -> None:
    """Beside a few minutes stands the other run only if it has values in them."""
    root = canvas(100, 100, "")
    curve = Curve("A", "a", "K", range(1000), [1.0] * 1000, beside=(ticks, (1.0, 2.0)))
    draw_curve(root, curve, TimeScale(200, 100, 0.0, 100.0, first=100), 0.0)
    assert ('class="beside"' in markup(root)) == drawn


def test_limits_close_together_keep_their_words_apart() -> None:
    """Words of two limits never lie on one another, however near the limits are."""
    root = canvas(100, 100, "")
    limits = tuple((50.0 + n / 10, f"H {n}") for n in range(6))
    draw_curve(root, Curve("A", "a", "K", range(100), list(range(100)), limits), TimeScale(99, 100, 0.0, 100.0), 0.0)
    heights = sorted(float(shape.attrib["y"]) for shape in root.iter("text") if "bound-name" in shape.attrib["class"])
    assert heights
    assert all(b - a >= 11.5 for a, b in pairwise(heights))


@given(st.text())
def test_any_text_is_sound_svg(words: str) -> None:
    """Whatever the words, what comes out parses as XML."""
    from xml.etree.ElementTree import fromstring

    root = canvas(10, 10, words)
    text(root, 1, 1, words)
    draw("line", {"x1": 1.0}, root, tip=words)
    fromstring(markup(root))
