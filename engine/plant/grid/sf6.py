"""Gas in a breaker: what counts is its density, what a plain gauge shows is its pressure.

Levels are given as gauge pressure at 20 °C. The state a plant keeps is one number, ``p20``: the gauge pressure (Pa)
the whole filling would have at 20 °C. A density relay shows ``compensated``, a plain gauge ``gauge``; both fall short
of ``p20`` when it is so cold that gas turns liquid.

    >>> levels = Levels(rated=0.60e6, alarm=0.55e6, lockout=0.50e6)
    >>> gas_state(0.51e6, levels), round(gauge(0.60e6, 253.15) / 1e6, 2)
    ('alarm', 0.48)
    >>> gas_state(leak(0.51e6, 2000.0 / 60.0, 300.0), levels)
    'locked'

Units: Pa, K, kg/m³, s. source: equation of state by Beattie and Bridgeman with the coefficients usual for SF6
(A = 74.9e-6·(1 - 0.727e-3·d), B = 2.51e-3·d·(1 - 0.846e-3·d), MPa), here with the gas constant of SF6 itself: within
0.5 % of the reference equation (Guder and Wagner) from -40 to 70 °C up to 0.8 MPa. Condensation: two constants fitted to
the same reference, within 1 %.
"""

from __future__ import annotations

from math import exp, inf
from typing import Literal, NamedTuple

__all__ = [
    "ATMOSPHERE", "GasState", "Levels", "compensated", "condensing_pressure", "density", "gas_state", "gauge",
    "leak", "pressure",
]  # fmt: skip

GasState = Literal["normal", "alarm", "locked"]
ATMOSPHERE = 101325.0
"""Pa."""
T20 = 293.15
MAX_PRESSURE = 0.95e6
"""Pa absolute: the equation is checked to 0.8 MPa and used no farther than this."""
T_MIN, T_MAX = 223.55, 353.15
"""K: from the triple point to 80 °C."""
_GAS = 8.314462618 / 0.1460554192 * 1e-6  # MPa·m³/(kg·K)
_T_CRITICAL, _P_CRITICAL = 318.7232, 3754983.0


class Levels(NamedTuple):
    """Gauge pressures at 20 °C, Pa. source: typical nameplate 0.60/0.55/0.50 MPa of a 110 kV breaker."""

    rated: float = 0.60e6
    alarm: float = 0.55e6
    lockout: float = 0.50e6


def pressure(d: float, temperature: float) -> float:
    """Absolute pressure (Pa) of gas of density ``d`` kg/m³ at ``temperature`` K."""
    a = 74.9e-6 * (1.0 - 0.727e-3 * d)
    b = 2.51e-3 * d * (1.0 - 0.846e-3 * d)
    return 1e6 * (_GAS * d * temperature * (1.0 + b) - d * d * a)


def density(absolute: float, temperature: float) -> float:
    """kg/m³ of gas at ``absolute`` Pa and ``temperature`` K, as if none of it could condense.

    Raises ``ValueError`` outside 0…0.95 MPa and -49.6…80 °C.
    """
    if not 0.0 <= absolute <= MAX_PRESSURE:
        raise ValueError(f"pressure {absolute:g} Pa: the equation of SF6 holds from 0 to {MAX_PRESSURE:g} Pa")
    _checked(temperature)
    low, high = 0.0, 120.0  # kg/m3; pressure rises all the way at these temperatures up to MAX_PRESSURE
    for _ in range(60):
        middle = (low + high) / 2.0
        if pressure(middle, temperature) < absolute:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def condensing_pressure(temperature: float) -> float:
    """Absolute pressure (Pa) above which gas turns liquid at ``temperature`` K; infinite above the critical point."""
    _checked(temperature)
    if temperature >= _T_CRITICAL:
        return inf
    t = 1.0 - temperature / _T_CRITICAL
    return _P_CRITICAL * exp(_T_CRITICAL / temperature * (-6.763 * t + 0.447 * t**1.5))


def gauge(p20: float, temperature: float) -> float:
    """Gauge pressure (Pa) a plain gauge shows at ``temperature`` K for a filling of ``p20`` Pa gauge at 20 °C."""
    filled = pressure(_filling(p20), temperature)
    return min(filled, condensing_pressure(temperature)) - ATMOSPHERE


def compensated(p20: float, temperature: float) -> float:
    """What the density relay shows (Pa gauge at 20 °C): ``p20``, less when part of the filling has condensed."""
    filling = _filling(p20)
    limit = condensing_pressure(temperature)
    if pressure(filling, temperature) <= limit:
        return p20
    return min(p20, pressure(density(limit, temperature), T20) - ATMOSPHERE)


def gas_state(shown: float, levels: Levels) -> GasState:
    """``alarm`` at or under the alarm level, ``locked`` at or under the lock-out, for the relay's ``shown`` Pa at 20 °C.

    Raises ``ValueError`` when the levels are not rated > alarm > lock-out > 0.
    """
    if not levels.rated > levels.alarm > levels.lockout > 0.0:
        raise ValueError(f"levels have to fall: rated {levels.rated:g}, alarm {levels.alarm:g}, {levels.lockout:g} Pa")
    if shown <= levels.lockout:
        return "locked"
    return "alarm" if shown <= levels.alarm else "normal"


def leak(p20: float, rate: float, seconds: float) -> float:
    """``p20`` after ``seconds`` of losing ``rate`` Pa/s (at 20 °C), never below the atmosphere (0 Pa gauge).

    The rate is taken as steady: over the minutes of an exercise the filling hardly changes. source: design.
    """
    if rate < 0.0 or seconds < 0.0:
        raise ValueError(f"rate {rate} Pa/s, {seconds} s: a leak does not run backwards")
    return max(0.0, p20 - rate * seconds)


def _filling(p20: float) -> float:
    return density(p20 + ATMOSPHERE, T20)


def _checked(temperature: float) -> None:
    if not T_MIN <= temperature <= T_MAX:
        raise ValueError(f"temperature {temperature:g} K: SF6 is modelled from {T_MIN:g} to {T_MAX:g} K")
