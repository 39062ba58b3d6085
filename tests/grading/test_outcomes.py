"""Attainment above the single attempt: objectives, indicator points, requirements, three parties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenario.errors import SourceError
from grading.outcomes import Point, attainment, combine, course, indicator, objective, party_mark, requirement
from grading.rubric import Rubric

SHARES = {"school": 0.4, "enterprise": 0.3, "student": 0.3}


def test_objective_by_hand() -> None:
    """A_i = Σ W_j · mean_j / full_j: 0.5·(8+9)/2/10 + 0.3·15/20 + 0.2·30/30 = 0.85."""
    points = [Point(0.5, 10, (8, 9)), Point(0.3, 20, (15,)), Point(0.2, 30, (30, 30, 30))]
    assert objective(points) == pytest.approx(0.85)


def test_objective_normalises_weights_and_leaves_out_what_nobody_took() -> None:
    """Weights need not add up to 1; a point without scores does not count as zero."""
    assert objective([Point(2, 10, (5,)), Point(2, 10, (10,)), Point(5, 10, ())]) == 0.75
    assert objective([]) is None
    assert objective([Point(1, 10, ())]) is None


def test_attainment_reports_mean_and_share() -> None:
    """The mean and the share of students at or above the threshold are both given; missing is not zero."""
    reached = attainment([0.9, 0.65, 0.2, None], threshold=0.65)
    assert (reached.mean, reached.reached, reached.n) == (0.583333, 0.666667, 3)
    assert reached.met is False
    empty = attainment([None, None])
    assert (empty.mean, empty.reached, empty.n, empty.met) == (None, None, 0, None)


def test_a_course_is_its_weakest_objective() -> None:
    """The minimum over objectives with its name; the first in order when two are equal."""
    assert course({"CO1": 0.8, "CO2": 0.6, "CO3": None, "CO4": 0.6}) == ("CO2", 0.6)
    assert course({"CO1": None}) is None


def test_indicator_and_requirement() -> None:
    """An indicator point is the weighted sum of what supports it, a requirement the weakest of its points."""
    assert indicator([(0.3, 0.8), (0.7, 0.6)]) == pytest.approx(0.66)
    assert indicator([(0.3, 0.8), (0.7, None)]) == 0.8
    assert indicator([]) is None
    assert requirement({"3.1": 0.8, "3.2": 0.66, "3.3": None}) == 0.66
    assert requirement({}) is None


def test_direct_and_indirect() -> None:
    """Both are needed as soon as both have a share."""
    assert combine(0.8, 0.6, 0.7) == pytest.approx(0.74)
    assert combine(0.8, None, 0.7) is None
    assert combine(0.8, None, 1.0) == 0.8
    with pytest.raises(ValueError, match="share"):
        combine(0.8, 0.6, 1.5)


def test_three_parties() -> None:
    """A party that has not marked is pending; the spread between those that have is shown."""
    waiting = party_mark(SHARES, {"school": 70.0, "student": 100.0})
    assert (waiting.total, waiting.pending, waiting.spread) == (None, ("enterprise",), 30.0)
    done = party_mark(SHARES, {"school": 70.0, "enterprise": 80.0, "student": 100.0})
    assert (done.total, done.pending) == (82.0, ())
    alone = party_mark({"school": 1.0, "enterprise": 0.0, "student": 0.0}, {"school": 70.0})
    assert (alone.total, alone.pending) == (70.0, ())


def test_shares_of_the_parties_make_a_whole() -> None:
    """Shares that do not add up are refused at their line."""
    text = (
        "schema: 1\nmeta: {id: p1, version: 1.0.0, title: {zh: 甲, en: A}, scenario: s}\n"
        "outcomes: {CO1: {title: {zh: 乙, en: B}, share: 100 %}}\n"
        "parties: {school: 40 %, enterprise: 40 %, student: 30 %}\n"
    )
    with pytest.raises(SourceError) as caught:
        Rubric.loads(text)
    assert [p.span.line for p in caught.value.problems if p.severity == "error"] == [3]


@given(
    st.lists(st.tuples(st.floats(0.01, 5), st.lists(st.floats(0, 10), min_size=1, max_size=5)), min_size=1, max_size=6)
)
def test_attainment_lies_between_0_and_1(points: list[tuple[float, list[float]]]) -> None:
    """Whatever the weights, an objective whose scores lie within full marks lies within 0…1."""
    value = objective([Point(weight, 10.0, tuple(scores)) for weight, scores in points])
    assert value is not None
    assert 0.0 <= value <= 1.0
