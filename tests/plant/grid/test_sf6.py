"""SF6: density against the reference equation of state, the three levels, cold and leaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.grid.sf6 import (
    ATMOSPHERE,
    T20,
    Levels,
    compensated,
    condensing_pressure,
    density,
    gas_state,
    gauge,
    leak,
    pressure,
)

LEVELS = Levels()
fillings = st.floats(0.0, 0.8e6)


@pytest.mark.parametrize(
    ("mpa", "celsius", "expected"),
    [
        (0.1013, 20, 6.14), (0.3, 0, 20.22), (0.5, -20, 38.73), (0.6, 20, 38.86), (0.6, 60, 33.22), (0.7, 20, 46.00),
        (0.8, 0, 59.36), (0.8, 40, 48.79),
    ],
)  # fmt: skip
def test_density_of_the_reference_equation(mpa: float, celsius: float, expected: float) -> None:
    """Density agrees to 0.6 % with the reference equation of state (values computed with CoolProp)."""
    assert density(mpa * 1e6, celsius + 273.15) == pytest.approx(expected, rel=6e-3)


@pytest.mark.parametrize(
    ("celsius", "mpa"), [(-40, 0.34082), (-30, 0.49235), (-20, 0.68941), (0, 1.25169), (30, 2.65453)]
)
def test_condensing_pressure_of_the_reference_equation(celsius: float, mpa: float) -> None:
    """The pressure at which gas turns liquid agrees to 1 % with the reference equation of state."""
    assert condensing_pressure(celsius + 273.15) / 1e6 == pytest.approx(mpa, rel=0.01)


def test_near_the_ideal_gas_of_the_reference() -> None:
    """From -10 to 40 °C a full breaker's absolute pressure follows absolute temperature within 4 %."""
    for celsius in (-10.0, 10.0, 30.0, 40.0):
        ideal = (0.6e6 + ATMOSPHERE) * (celsius + 273.15) / T20
        assert gauge(0.6e6, celsius + 273.15) + ATMOSPHERE == pytest.approx(ideal, rel=0.04)


@given(fillings)
def test_at_twenty_degrees_every_gauge_agrees(p20: float) -> None:
    """At 20 °C the plain gauge and the density relay both show the filling."""
    assert gauge(p20, T20) == pytest.approx(p20, abs=1.0)
    assert compensated(p20, T20) == p20


@given(fillings, st.floats(-25.0, 70.0), st.floats(0.1, 20.0))
def test_warmth_raises_the_gauge_not_the_relay(p20: float, celsius: float, warmer: float) -> None:
    """A plain gauge rises with the temperature; the relay never shows more than the filling."""
    t = celsius + 273.15
    assert gauge(p20, min(t + warmer, 343.15)) > gauge(p20, t) - 1e-6
    assert compensated(p20, t) <= p20


@given(st.floats(0.01e6, 0.9e6), st.floats(-45.0, 75.0), st.floats(1.01, 1.05))
def test_denser_is_more_pressure(absolute: float, celsius: float, more: float) -> None:
    """Pressure rises with density and temperature, and density is its inverse."""
    t = celsius + 273.15
    d = density(absolute, t)
    assert pressure(d, t) == pytest.approx(absolute, rel=1e-9)
    assert pressure(d * more, t) > absolute < pressure(d, t + 5.0)


def test_a_plain_gauge_deceives_in_the_cold_and_the_relay_alarms_when_gas_condenses() -> None:
    """A full breaker at -20 °C shows under lock-out on a plain gauge though nothing leaks; at -40 °C gas is lost indeed."""
    assert gauge(0.6e6, 253.15) < LEVELS.lockout
    assert gas_state(compensated(0.6e6, 253.15), LEVELS) == "normal"
    assert gas_state(compensated(0.6e6, 233.15), LEVELS) == "locked"


@pytest.mark.parametrize(
    ("mpa", "state"),
    [(0.60, "normal"), (0.551, "normal"), (0.55, "alarm"), (0.51, "alarm"), (0.50, "locked"), (0.0, "locked")],
)
def test_states_by_level(mpa: float, state: str) -> None:
    """Alarm and lock-out begin at their levels."""
    assert gas_state(mpa * 1e6, LEVELS) == state


@given(fillings, st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 1e4))
def test_a_leak_only_takes(p20: float, rate: float, first: float, then: float) -> None:
    """A leak never adds, never pulls below the atmosphere, and two parts of a time take what the whole takes."""
    half = leak(p20, rate, first)
    assert 0.0 <= half <= p20
    assert leak(half, rate, then) == pytest.approx(leak(p20, rate, first + then), abs=1e-3)


def test_the_fault_of_the_reference() -> None:
    """0.51 MPa falling by 0.002 MPa a minute locks after five minutes; without a leak never."""
    rate = 0.002e6 / 60.0
    assert gas_state(leak(0.51e6, rate, 299.0), LEVELS) == "alarm"
    assert gas_state(leak(0.51e6, rate, 301.0), LEVELS) == "locked"
    assert leak(0.51e6, 0.0, 1e9) == 0.51e6


def test_what_cannot_be_is_refused() -> None:
    """Temperatures and pressures outside the equation, levels out of order and leaks backwards are errors."""
    for wrong in (
        lambda: density(2e6, T20),
        lambda: gauge(0.6e6, 100.0),
        lambda: condensing_pressure(500.0),
        lambda: gas_state(0.5e6, Levels(0.5e6, 0.6e6, 0.4e6)),
        lambda: leak(0.5e6, -1.0, 1.0),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
