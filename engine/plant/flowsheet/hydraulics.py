"""Flow through openings, valves and pumps; the same functions serve floats and casadi expressions.

Only + − × ÷ and √ are used where a flow is simulated, so results are the same on every machine. Near zero
pressure difference the square root is rounded off within ``SMOOTH`` = 10 Pa (1 mm of water), because its
slope is infinite there; at 0.05 m of water the error is below 0.02 %.

Sizing follows IEC 60534-2-1:2011 (Kv in m3/h at 1 bar of water, kPa and Nm3/h at 0 °C).

    >>> round(kv_liquid(360.0, 965.4, 680.0, 220.0, 70.1, 22120.0, fl=0.9).kv, 2)
    164.92
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from engine.exact import exp, ln

__all__ = [
    "GRAVITY", "RANGEABILITY", "SMOOTH", "KvGas", "KvLiquid", "equal_percentage", "gas_flow", "kv_gas",
    "kv_liquid", "liquid_flow", "orifice_flow", "parallel_pumps", "root", "torricelli_time",
]  # fmt: skip

GRAVITY = 9.80665  # m/s², standard acceleration of free fall
RANGEABILITY = 50.0  # Kv at 100 % over Kv at the end of the characteristic, usual for control valves
SMOOTH = 10.0  # Pa
SHUT_OFF = 0.02  # travel below which an equal-percentage valve closes linearly to tightness
_WATER = 1000.0  # kg/m3, reference density of Kv
_N1, _N9 = 0.1, 24.6  # IEC 60534-2-1 table 1, for m3/h and kPa; N9 at 0 °C


def _sqrt(x: Any) -> Any:
    if isinstance(x, float | int):
        return math.sqrt(x)
    import casadi as ca

    return ca.sqrt(x)


def _min(a: Any, b: Any) -> Any:
    if isinstance(a, float | int) and isinstance(b, float | int):
        return a if a <= b else b
    import casadi as ca

    return ca.fmin(a, b)


def _max(a: Any, b: Any) -> Any:
    if isinstance(a, float | int) and isinstance(b, float | int):
        return a if a >= b else b
    import casadi as ca

    return ca.fmax(a, b)


def root(dp: Any) -> Any:
    """√dp for a pressure difference in Pa, with sign, rounded off near zero: dp / (dp² + SMOOTH²)^¼."""
    return dp / _sqrt(_sqrt(dp * dp + SMOOTH * SMOOTH))


def orifice_flow(dp: Any, density: Any, area: float, discharge: float = 0.62) -> Any:
    """Mass flow in kg/s of a liquid through a sharp hole: Cd·A·√(2·ρ·Δp) (Torricelli)."""
    return discharge * area * math.sqrt(2.0) * root(dp) * _sqrt(density)


def torricelli_time(
    tank_area: float, area: float, h0: float, h1: float, discharge: float = 0.62, g: float = GRAVITY
) -> float:
    """Seconds to drain an upright tank from level ``h0`` to ``h1`` (m): (A/(Cd·a))·√(2/g)·(√h0 − √h1)."""
    return tank_area / (discharge * area) * math.sqrt(2.0 / g) * (math.sqrt(h0) - math.sqrt(h1))


def liquid_flow(kv: Any, dp: Any, density: Any) -> Any:
    """Mass flow in kg/s through a Kv (in SI: m3/s at 1 bar of water), turbulent, not choked; dp in Pa.

    IEC 60534-2-1 turned round: Q = Kv·√(Δp/1 bar)·√(1000/ρ).
    """
    return kv * math.sqrt(_WATER / 1e5) * root(dp) * _sqrt(density)


def gas_flow(kv: Any, p1: Any, p2: Any, T: Any, molar_mass: float, gamma: float = 1.4, xt: float = 0.7) -> Any:
    """Molar flow in mol/s of an ideal gas through a Kv (SI, see ``liquid_flow``); pressures in Pa absolute.

    IEC 60534-2-1 turned round: N9·Kv·p1·Y·√(x/(M·T·Z)), choked at x = Fγ·xT (Y = 2/3). No flow backwards.
    """
    limit = gamma / 1.4 * xt
    x = _min(_max((p1 - p2) / p1, 0.0), limit)
    expansion = 1.0 - x / (3.0 * limit)
    # N9·Kv[m3/h]·p1[kPa] is Nm3/h; one Nm3 at 0 °C is 44.615 mol.
    scale = _N9 * 3600.0 * 1e-3 * 44.615 / 3600.0 / math.sqrt(molar_mass * 1e3)
    smooth = x / _sqrt(_sqrt(x * x + 1e-10))
    return scale * kv * p1 * expansion * smooth / _sqrt(T)


class KvLiquid(NamedTuple):
    """A liquid sizing: the flow coefficient needed (m3/h), and whether the flow is choked."""

    kv: float
    choked: bool
    dp_choked: float


def kv_liquid(
    q: float, density: float, p1: float, p2: float, pv: float, pc: float, fl: float = 0.9, fp: float = 1.0
) -> KvLiquid:
    """Kv for ``q`` m3/h of liquid (kg/m3) from ``p1`` to ``p2``, vapour and critical pressure in kPa
    absolute.

    IEC 60534-2-1 eqs. 1–4: choked limit FL²(p1 − FF·pv), FF = 0.96 − 0.28·√(pv/pc).
    """
    ff = 0.96 - 0.28 * math.sqrt(pv / pc)
    limit = fl * fl * (p1 - ff * pv)
    dp = min(p1 - p2, limit)
    return KvLiquid(q / (_N1 * fp) * math.sqrt(density / _WATER / dp), p1 - p2 >= limit, limit)


class KvGas(NamedTuple):
    """A gas sizing: the flow coefficient needed (m3/h), the expansion factor Y and whether the flow is
    choked."""

    kv: float
    expansion: float
    choked: bool


def kv_gas(q: float, p1: float, p2: float, T: float, molar_mass: float, gamma: float, z: float, xt: float) -> KvGas:
    """Kv for ``q`` Nm3/h (0 °C) of gas from ``p1`` to ``p2`` kPa absolute at ``T`` K, ``molar_mass`` in
    g/mol.

    IEC 60534-2-1 eqs. 6–11: x limited to Fγ·xT, Y = 1 − x/(3·Fγ·xT), N9 = 24.6.
    """
    limit = gamma / 1.4 * xt
    ratio = (p1 - p2) / p1
    x = min(ratio, limit)
    expansion = 1.0 - x / (3.0 * limit)
    kv = q / (_N9 * p1 * expansion) * math.sqrt(molar_mass * T * z / x)
    return KvGas(kv, expansion, ratio >= limit)


_LN_R = ln(RANGEABILITY)


def equal_percentage(travel: Any) -> Any:
    """Share of the full Kv at ``travel`` 0–1: R^(x−1), closing linearly below 2 % of travel so that 0 is
    tight."""
    return exp((travel - 1.0) * _LN_R) * _min(travel * (1.0 / SHUT_OFF), 1.0)


def parallel_pumps(speeds: list[Any], shut_off: float = 1.25) -> Any:
    """Flow of like centrifugal pumps side by side on one circuit, as a share of one pump's rated flow.

    Pump head a·s² − (a−1)·q², circuit head Q² (a = ``shut_off`` head over rated head, all relative to the
    rated point); pumps with check valves, so one that stands still does nothing. Closed form with n =
    Σs/max s pumps.
    """
    fastest: Any = 0.0
    total: Any = 0.0
    for speed in speeds:
        fastest, total = _max(fastest, speed), total + speed
    square = shut_off / (total * total + (shut_off - 1.0) * fastest * fastest + 1e-12)
    return fastest * total * _sqrt(square)
