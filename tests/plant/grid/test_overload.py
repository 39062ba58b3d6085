"""Overload of a transformer: the permitted times, what is used of them, and the oil."""

from __future__ import annotations

from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.grid.overload import (
    ONAF,
    ONAN,
    PERMITTED,
    OverloadState,
    advance,
    final_rise,
    permitted_time,
    remaining,
    settled,
    top_oil,
)

loads = st.floats(0.0, 3.0)
states = st.builds(OverloadState, st.floats(0.0, 2.0), st.floats(0.0, 80.0))
models = st.sampled_from([ONAN, ONAF])


@pytest.mark.parametrize(
    ("load", "minutes"),
    [(1.3, 120), (1.45, 80), (1.6, 45), (1.75, 20), (2.0, 10), (1.375, 100), (1.15, 240), (4.0, 2.5), (1.0, inf)],
)
def test_permitted_times(load: float, minutes: float) -> None:
    """The table's rows, the straight lines between them, and the two ends as documented."""
    assert permitted_time(load) / 60.0 == pytest.approx(minutes)


@given(loads, st.floats(0.001, 1.0))
def test_more_load_is_permitted_for_less_time(load: float, more: float) -> None:
    """Permitted time falls with the load, without jumps upward anywhere."""
    assert permitted_time(load + more) <= permitted_time(load)
    if load > 1.0:
        assert permitted_time(load + more) < permitted_time(load)


@pytest.mark.parametrize("row", PERMITTED)
def test_a_steady_overload_uses_its_time_up(row: tuple[float, float]) -> None:
    """After the permitted time, in steps of a minute, the permission is used up, and not a minute before."""
    load, seconds = row
    state = settled(0.8)
    for _ in range(round(seconds / 60.0) - 1):
        state = advance(state, load, 60.0)
    assert not state.exceeded
    assert remaining(state, load) == pytest.approx(60.0)
    assert advance(state, load, 60.0).used == pytest.approx(1.0)


@given(states, loads, st.floats(0.0, 20e3), st.floats(0.0, 20e3), models, st.booleans())
def test_halves_make_the_whole(
    state: OverloadState, load: float, a: float, b: float, model: type[ONAF], on: bool
) -> None:
    """The step length does not matter: the plant may snapshot and tick as it likes."""
    at_once = advance(state, load, a + b, model, on)  # type: ignore[arg-type]
    stepwise = advance(advance(state, load, a, model, on), load, b, model, on)  # type: ignore[arg-type]
    assert stepwise == pytest.approx(at_once, rel=1e-9, abs=1e-9)


@given(states, loads, st.floats(1.0, 20e3))
def test_overload_uses_and_rest_gives_back(state: OverloadState, load: float, seconds: float) -> None:
    """Above rating the used share grows; at or below it shrinks, never under nothing."""
    after = advance(state, load, seconds)
    assert load <= 1.0001 or after.used > state.used
    assert load > 1.0 or after.used <= state.used
    assert after.used >= 0.0


@given(states, loads, loads, st.floats(60.0, 20e3))
def test_more_load_means_warmer_oil(state: OverloadState, a: float, b: float, seconds: float) -> None:
    """Of two loads the larger leaves the oil at least as warm; a dead transformer is the coolest."""
    low, high = sorted((a, b))
    cool, warm = (advance(state, load, seconds).oil_rise for load in (low, high))
    assert cool <= warm + 1e-9
    assert advance(state, low, seconds, energised=False).oil_rise < cool


def test_oil_follows_the_loading_guide() -> None:
    """At rated load the oil settles at the rated rise; a step covers 63.2 % of the way in one lag of k11·tau."""
    assert final_rise(1.0) == pytest.approx(52.0)
    assert final_rise(0.0) == pytest.approx(52.0 / 7.0**0.8)
    cold = OverloadState()
    assert advance(cold, 1.0, ONAF.lag).oil_rise == pytest.approx(52.0 * (1.0 - exp(-1.0)))
    assert ONAF.lag == 75 * 60.0
    assert top_oil(settled(1.0), 30.0) == pytest.approx(82.0)


def test_forced_air_reacts_sooner() -> None:
    """With fans the oil answers faster than without."""
    assert advance(OverloadState(), 1.3, 1800.0, ONAF).oil_rise > advance(OverloadState(), 1.3, 1800.0, ONAN).oil_rise


def test_nothing_remains_when_used_up() -> None:
    """A used-up permission leaves no overload at all, but any load up to the rating."""
    spent = OverloadState(1.0, 70.0)
    assert spent.exceeded
    assert remaining(spent, 1.3) == 0.0
    assert remaining(spent, 1.0) == inf


def test_what_cannot_be_is_refused() -> None:
    """Negative loads and times, and days of overload, are errors."""
    for wrong in (
        lambda: permitted_time(-0.1),
        lambda: final_rise(-0.1),
        lambda: advance(OverloadState(), 1.0, -1.0),
        lambda: settled(1.1),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
