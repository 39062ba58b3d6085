"""Hydraulics against published figures: Torricelli, IEC 60534 sizings, characteristics, parallel pumps."""

from __future__ import annotations

import math

import casadi as ca
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plant.flowsheet import hydraulics as hy


def test_torricelli_time() -> None:
    """A tank of 1.2 m with a 25-mm hole (Cd 0.62) drains from 2.0 to 0.5 m in 1186.47 s, to empty in
    2372.94 s."""
    tank, hole = math.pi / 4 * 1.2**2, math.pi / 4 * 0.025**2
    assert hy.torricelli_time(tank, hole, 2.0, 0.5, g=9.81) == pytest.approx(1186.47, abs=0.01)
    assert hy.torricelli_time(tank, hole, 2.0, 0.0, g=9.81) == pytest.approx(2372.94, abs=0.01)


def test_iec_60534_liquid() -> None:
    """Water 360 m3/h, 680 to 220 kPa: Kv 164.92 with FL 0.9 (not choked), 238.06 with FL 0.6 (choked)."""
    free = hy.kv_liquid(360.0, 965.4, 680.0, 220.0, 70.1, 22120.0, fl=0.9)
    assert (round(free.kv, 2), free.choked, round(free.dp_choked, 1)) == (164.92, False, 497.2)
    choked = hy.kv_liquid(360.0, 965.4, 680.0, 220.0, 70.1, 22120.0, fl=0.6)
    assert choked.choked
    assert choked.kv == pytest.approx(238.06, abs=0.3)


def test_iec_60534_gas() -> None:
    """CO2 3800 Nm3/h, 433 K, 680 to 310 kPa, xT 0.60: Y 0.6745, Kv 62.65 without fittings."""
    found = hy.kv_gas(3800.0, 680.0, 310.0, 433.0, 44.01, 1.30, 0.988, 0.60)
    assert found.expansion == pytest.approx(0.6745, abs=1e-4)
    assert found.kv == pytest.approx(62.65, abs=0.02)
    assert not found.choked


def test_flow_through_a_sized_valve() -> None:
    """A valve of the Kv a sizing asks for passes the flow it was sized for, liquid and gas."""
    kv = hy.kv_liquid(360.0, 965.4, 680.0, 220.0, 70.1, 22120.0).kv / 3600.0
    assert hy.liquid_flow(kv, 460e3, 965.4) / 965.4 * 3600.0 == pytest.approx(360.0, rel=1e-6)
    gas = hy.kv_gas(3800.0, 680.0, 310.0, 433.0, 44.01, 1.30, 1.0, 0.60).kv / 3600.0
    mol = hy.gas_flow(gas, 680e3, 310e3, 433.0, 0.04401, 1.30, 0.60)
    assert mol * 0.0224140 * 3600.0 == pytest.approx(3800.0, rel=1e-3)


@given(st.floats(0.0, 1.0))
def test_equal_percentage(travel: float) -> None:
    """The characteristic is R^(x−1) above 2 % of travel, tight at zero and never above 1."""
    share = hy.equal_percentage(travel)
    assert 0.0 <= share <= 1.0 + 1e-12
    if travel >= 0.02:
        assert share == pytest.approx(50.0 ** (travel - 1.0), rel=1e-9)
    else:
        assert share <= 50.0**-0.98


@given(st.floats(-1e6, 1e6))
def test_root_is_odd_and_a_root(dp: float) -> None:
    """root(−dp) = −root(dp); beyond the rounding at 10 Pa its square is dp within 1 %."""
    assert hy.root(-dp) == -hy.root(dp)
    if abs(dp) > 100.0:
        assert hy.root(dp) ** 2 == pytest.approx(abs(dp), rel=0.01)


@pytest.mark.parametrize(
    ("speeds", "share"), [([0.0, 0.0], 0.0), ([1.0, 0.0], 1.0), ([0.5, 0.0], 0.5), ([1.0, 1.0], 1.0847)]
)
def test_parallel_pumps(speeds: list[float], share: float) -> None:
    """One pump gives its rated flow, in proportion to its speed; a second like one adds little."""
    assert hy.parallel_pumps(speeds) == pytest.approx(share, abs=1e-4)


def test_floats_and_expressions_agree() -> None:
    """The same function gives the same bits for floats and inside casadi."""
    x = ca.SX.sym("x", 2)
    f = ca.Function(
        "f",
        [x],
        [
            ca.vertcat(
                hy.equal_percentage(x[0]),
                hy.gas_flow(1e-3, 5e5 + x[1], 1e5, 300.0, 0.03),
                hy.orifice_flow(x[1], 1000.0, 1e-4),
                hy.parallel_pumps([x[0], 0.5]),
            )
        ],
    )
    for a, b in ((0.01, 3.0), (0.4, 5e3), (1.0, -2e4)):
        wanted = [
            hy.equal_percentage(a),
            hy.gas_flow(1e-3, 5e5 + b, 1e5, 300.0, 0.03),
            hy.orifice_flow(b, 1000.0, 1e-4),
            hy.parallel_pumps([a, 0.5]),
        ]
        assert [float(v) for v in f([a, b]).full().ravel()] == wanted
