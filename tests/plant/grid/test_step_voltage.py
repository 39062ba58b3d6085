"""Step and touch voltage: the figures of the reference and the shape of the field."""

from __future__ import annotations

from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.grid.step_voltage import (
    KEEP_OUT,
    body_current,
    ground_potential,
    keep_out_radius,
    permissible,
    step_voltage,
    surface_factor,
    touch_voltage,
)

currents = st.floats(0.1, 30e3)
soils = st.floats(10.0, 5e3)


@pytest.mark.parametrize(
    ("amps", "r", "volts"), [(5870.0, 8.0, 1062.0), (5870.0, 4.0, 3893.0), (8.0, 8.0, 1.447), (8.0, 1.0, 56.6)]
)
def test_figures_of_the_reference(amps: float, r: float, volts: float) -> None:
    """On 100 ohm·m: 5.87 kA gives 1062 V at 8 m and 3.9 kV at 4 m; 8 A gives about 1 V at 8 m."""
    assert step_voltage(amps, r) == pytest.approx(volts, rel=2e-3)


@pytest.mark.parametrize(
    ("system", "contact", "duration", "volts"),
    [
        ("earthed", "touch", 0.2, 427.0),
        ("earthed", "step", 0.2, 546.0),
        ("unearthed", "touch", inf, 55.0),
        ("unearthed", "step", inf, 70.0),
    ],
)
def test_permissible_values(system: str, contact: str, duration: float, volts: float) -> None:
    """The four formulas of GB/T 50065 on 100 ohm·m give the figures of the reference."""
    assert permissible(system, contact, duration) == pytest.approx(volts, abs=0.6)  # type: ignore[arg-type]


@given(currents, soils, st.floats(0.1, 50.0), st.floats(1.01, 10.0))
def test_farther_is_safer(amps: float, rho: float, r: float, more: float) -> None:
    """Step voltage falls with the distance, and is in proportion to current and soil."""
    assert step_voltage(amps, r * more, rho) < step_voltage(amps, r, rho)
    assert step_voltage(2.0 * amps, r, rho) == pytest.approx(2.0 * step_voltage(amps, r, rho))
    assert step_voltage(amps, r, 2.0 * rho) == pytest.approx(2.0 * step_voltage(amps, r, rho))
    assert step_voltage(amps, r, rho, stride=0.2) < step_voltage(amps, r, rho)


@given(currents, soils, st.floats(5.0, 2000.0))
def test_the_keep_out_radius_meets_the_limit(amps: float, rho: float, limit: float) -> None:
    """At the radius the step voltage is the limit; a stricter limit asks for a larger radius."""
    r = keep_out_radius(amps, limit, rho)
    assert step_voltage(amps, r, rho) == pytest.approx(limit, rel=1e-6)
    assert keep_out_radius(amps, limit / 2.0, rho) > r


def test_the_rule_of_eight_metres_covers_an_earth_fault_but_not_a_short_circuit() -> None:
    """10 A in an unearthed network stay under 70 V well inside 4 m; 5.87 kA to earth reach far beyond 8 m."""
    assert keep_out_radius(10.0, permissible("unearthed", "step")) < KEEP_OUT["indoor"]
    assert keep_out_radius(5870.0, permissible("earthed", "step", 0.2)) > KEEP_OUT["outdoor"]


@given(st.floats(1.0, 5e3), st.floats(0.05, 2.0), soils)
def test_touching_is_part_of_the_whole_rise(amps: float, electrode: float, rho: float) -> None:
    """A touch voltage is positive and below the rise of the electrode; inside it the potential is constant."""
    rise = ground_potential(amps, 0.0, rho, electrode)
    assert 0.0 < touch_voltage(amps, electrode, rho) < rise
    assert rise == ground_potential(amps, electrode, rho, electrode)


@given(st.sampled_from(["step", "touch"]), st.floats(0.05, 3.0), soils)
def test_permissible_voltage_drives_the_tolerable_current(contact: str, duration: float, rho: float) -> None:
    """Permissible in an earthed system is what drives 0.116/√t A through the body, which 99.5 % of people of 50 kg survive
    (Dalziel, as in IEEE 80; 2.4 % is rounding of 0.17).
    """
    volts = permissible("earthed", contact, duration, rho)  # type: ignore[arg-type]
    assert body_current(volts, contact, rho) == pytest.approx(0.116 / sqrt(duration), rel=0.025)  # type: ignore[arg-type]


def test_boots_and_gravel_help() -> None:
    """Boots cut the current through the body; gravel on the soil raises what is permissible."""
    assert body_current(1062.0, "step", worn=1e6) < 0.0011 < 0.5 < body_current(1062.0, "step")
    assert surface_factor(100.0, 100.0, 0.1) == 1.0
    factor = surface_factor(100.0, 2500.0, 0.1)
    assert factor == pytest.approx(1.0 - 0.09 * 0.96 / 0.29)
    assert permissible("earthed", "step", 0.5, 2500.0, factor) > permissible("earthed", "step", 0.5)
    assert permissible("earthed", "step", 0.5) == pytest.approx(244.0 / sqrt(0.5))


def test_what_cannot_be_is_refused() -> None:
    """A point without extent, soil without resistance, no duration: errors."""
    for wrong in (
        lambda: ground_potential(5.0, 0.0),
        lambda: step_voltage(5.0, 1.0, rho=0.0),
        lambda: permissible("earthed", "step"),
        lambda: permissible("earthed", "step", 0.0),
        lambda: keep_out_radius(5.0, 0.0),
        lambda: body_current(5.0, "step", worn=-1.0),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
