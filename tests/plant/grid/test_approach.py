"""Safe distances: the table, its order, and what a distance means."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.grid.approach import (
    CLASSES,
    VERDICTS,
    NoDistanceError,
    distances,
    flashover_distance,
    judge,
    safe_distance,
)


@pytest.mark.parametrize(
    ("kv", "free", "barrier"),
    [
        (0.4, 0.70, 0.35), (10, 0.70, 0.35), (10.5, 0.70, 0.35), (20, 1.00, 0.60), (35, 1.00, 0.60), (38.5, 1.00, 0.60), (66, 1.50, 1.50),
        (110, 1.50, 1.50), (121, 1.50, 1.50), (220, 3.0, 3.0), (330, 4.0, 4.0), (500, 5.0, 5.0), (750, 7.2, 8.0),
    ],
)  # fmt: skip
def test_the_table(kv: float, free: float, barrier: float) -> None:
    """Each nominal voltage has the two distances of the safety rules; a bus above its nominal voltage keeps its column."""
    assert safe_distance(kv * 1e3) == free
    assert safe_distance(kv * 1e3, barrier=True) == barrier


def test_columns_are_in_order() -> None:
    """Distances never shrink with the voltage, and flashover lies inside live-line work, that inside the open one."""
    for lower, higher in pairwise(CLASSES):
        assert lower.voltage < higher.voltage
        assert lower.open < higher.open
        assert lower.barrier < higher.barrier
    for column in CLASSES:
        if column.flashover is not None and column.live_line is not None:
            assert column.flashover < column.live_line < column.open


@given(st.floats(1.0, 252e3), st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.booleans())
def test_stepping_back_never_makes_it_worse(voltage: float, distance: float, more: float, barrier: bool) -> None:
    """The verdict only improves with the distance."""
    order = ["flashover", "violation", "safe"]
    here, there = (order.index(judge(voltage, d, barrier)) for d in (distance, distance + more))
    assert there >= here


@pytest.mark.parametrize(
    ("kv", "metres", "verdict"),
    [
        (110, 1.5, "safe"), (110, 1.49, "violation"), (110, 0.55, "flashover"), (10.5, 0.69, "violation"),
        (10.5, 0.1, "flashover"), (0.4, 0.01, "violation"), (0.4, 0.0, "flashover"), (0, 0.0, "safe"),
    ],
)  # fmt: skip
def test_what_a_distance_means(kv: float, metres: float, verdict: str) -> None:
    """At the table's distance one is safe; flashover begins at its own distance; a dead part is safe to touch."""
    assert judge(kv * 1e3, metres) == verdict


def test_a_barrier_allows_to_come_nearer() -> None:
    """Behind a barrier 0.5 m from 10 kV is in order; without one it is a violation."""
    assert (judge(10e3, 0.5, barrier=True), judge(10e3, 0.5)) == ("safe", "violation")


def test_verdicts_have_words() -> None:
    """Each verdict can be told in both languages."""
    assert set(VERDICTS) == {"safe", "violation", "flashover"}
    assert all(text.zh and text.en for text in VERDICTS.values())


def test_no_figure_is_an_error_not_a_guess() -> None:
    """Above 750 kV there is no distance, above 220 kV no flashover distance; the error speaks both languages."""
    with pytest.raises(NoDistanceError) as caught:
        distances(1000e3)
    assert "750 kV" in caught.value.text.zh
    with pytest.raises(NoDistanceError, match="500 kV"):
        flashover_distance(500e3)
    with pytest.raises(NoDistanceError):
        safe_distance(0.0)
    with pytest.raises(ValueError, match="distance"):
        judge(110e3, -0.1)
