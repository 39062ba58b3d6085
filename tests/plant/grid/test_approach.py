"""Safe distances: the table, its order, and where it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.grid.approach import CLASSES, NoDistanceError, distances


@pytest.mark.parametrize(
    ("kv", "free", "barrier"),
    [
        (0.4, 0.70, 0.35), (10, 0.70, 0.35), (10.5, 0.70, 0.35), (20, 1.00, 0.60), (35, 1.00, 0.60), (38.5, 1.00, 0.60), (66, 1.50, 1.50),
        (110, 1.50, 1.50), (121, 1.50, 1.50), (220, 3.0, 3.0), (330, 4.0, 4.0), (500, 5.0, 5.0), (750, 7.2, 8.0),
    ],
)  # fmt: skip
def test_the_table(kv: float, free: float, barrier: float) -> None:
    """Each nominal voltage has the two distances of the safety rules; a bus above its nominal voltage keeps its column."""
    column = distances(kv * 1e3)
    assert (column.open, column.barrier) == (free, barrier)


def test_columns_are_in_order() -> None:
    """Distances never shrink with the voltage, and flashover lies inside live-line work, that inside the open one."""
    for lower, higher in pairwise(CLASSES):
        assert lower.voltage < higher.voltage
        assert lower.open < higher.open
        assert lower.barrier < higher.barrier
    for column in CLASSES:
        if column.flashover is not None and column.live_line is not None:
            assert column.flashover < column.live_line < column.open


@given(st.floats(1.0, 800e3), st.floats(1.0, 800e3))
def test_more_voltage_is_never_nearer(one: float, other: float) -> None:
    """Of two voltages the higher one never allows to come nearer, at a boundary of the columns either."""
    low, high = sorted((one, other))
    assert distances(low).open <= distances(high).open
    assert distances(low).barrier <= distances(high).barrier


def test_no_figure_is_an_error_not_a_guess() -> None:
    """Above 750 kV and for no voltage there is no distance, above 220 kV no flashover distance; the error speaks both
    languages.
    """
    with pytest.raises(NoDistanceError) as caught:
        distances(1000e3)
    assert "750 kV" in caught.value.text.zh
    assert distances(500e3).flashover is None
    for nothing in (0.0, -1.0, float("nan")):
        with pytest.raises(NoDistanceError):
            distances(nothing)
