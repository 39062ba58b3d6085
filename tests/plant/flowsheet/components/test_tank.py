"""The tank: amounts, level, mixing, heat of dilution; mass and heat are kept."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.small import Rig


def test_level_and_mass() -> None:
    """600 kg of water and 4 kmol of solvent in 2 m3: 1000 kg, 1.1 m3, 55 %."""
    tank = {"type": "tank", "volume": "2 m3", "contents": {"water": "600 kg", "solvent": "4 kmol"}}
    r = Rig({"V1": tank})
    assert [r[f"V1.{k}"] for k in ("mass", "V", "level", "n.solvent")] == pytest.approx([1000, 1.1, 55, 4])


def test_transfer_keeps_mass_and_heat() -> None:
    """What leaves one tank arrives in the other: substance, mass and heat; the line counts it."""
    r = Rig({
        "V1": {"type": "tank", "volume": "2 m3", "T": "80 degC", "contents": {"water": "1000 kg", "solvent": "500 kg"}},
        "V2": {"type": "tank", "volume": "4 m3", "T": "20 degC", "contents": {"water": "1000 kg"}},
        "L1": {"type": "line", "from": "V1", "to": "V2", "limit": "2 kg/s"},
    })  # fmt: skip
    r.run(300.0)
    assert r["V1.mass"] + r["V2.mass"] == pytest.approx(2500.0, rel=1e-9)
    assert r["L1.total"] == pytest.approx(600.0, rel=1e-3)
    assert r["V2.n.solvent"] == pytest.approx(2.0, rel=1e-3)
    assert r["V1.T"] == pytest.approx(80.0)
    # 400 kg water and 200 kg solvent at 80 °C onto 1000 kg water and 20 kJ/K of metal at 20 °C
    hot, cold = 400 * 4 + 200 * 2, 1000 * 4 + 20
    assert r["V2.T"] == pytest.approx((hot * 80 + cold * 20) / (hot + cold), abs=0.05)


def test_an_emptying_tank_stops_at_empty() -> None:
    """A tank that is pumped dry ends at zero, never below, and the flow stops with it."""
    r = Rig({
        "V1": {"type": "tank", "volume": "1 m3", "contents": {"water": "50 kg"}},
        "SINK": {"type": "boundary"},
        "L1": {"type": "line", "from": "V1", "to": "SINK", "limit": "1 kg/s", "tail": "5 kg"},
    })  # fmt: skip
    r.run(200.0)
    assert 0.0 <= r["V1.mass"] < 1e-3
    assert r["L1.total"] == pytest.approx(50.0, abs=0.02)


def test_heat_of_dilution() -> None:
    """Every kilogram that flows in sets its heat of dilution free in the receiving tank."""
    r = Rig({
        "SUPPLY": {"type": "boundary", "composition": {"solvent": 1}, "T": "20 degC"},
        "V1": {"type": "tank", "volume": "20 m3", "T": "20 degC", "contents": {"water": "1000 kg"},
               "dilution_heat": "180 kJ/kg"},
        "L1": {"type": "line", "from": "SUPPLY", "to": "V1", "limit": "1 kg/s"},
    })  # fmt: skip
    r.run(100.0)
    assert r["V1.T"] == pytest.approx(20.0 + 100 * 180 / (1000 * 4 + 100 * 2 + 20), rel=0.01)
