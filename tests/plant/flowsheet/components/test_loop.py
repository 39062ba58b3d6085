"""The tempered loop: heat balance, stand-by pumps, natural circulation, emergency brine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plant.flowsheet.small import Rig

PARTS: dict[str, dict[str, Any]] = {
    "CHW": {"type": "utility", "T": "7 degC"},
    "STEAM": {"type": "utility", "T": "130 degC"},
    "BRINE": {"type": "utility", "T": "-10 degC"},
    "TV1": {"type": "control_valve"},
    "TV2": {"type": "control_valve"},
    "XV1": {"type": "onoff_valve"},
    "PA": {"type": "pump", "start": "running"},
    "PB": {"type": "pump"},
    "J1": {
        "type": "loop", "mass": "1000 kg", "T": "50 degC", "pumps": ["PA", "PB"], "rated_flow": "32 m3/h",
        "cooler": {"valve": "TV1", "utility": "CHW", "flow": "5 kg/s"},
        "heater": {"valve": "TV2", "utility": "STEAM", "duty": "200 kW"},
        "emergency": {"valve": "XV1", "utility": "BRINE", "flow": "8 kg/s", "cp": "3.4 kJ/(kg*K)"},
    },
}  # fmt: skip


def test_heater_warms_at_its_duty() -> None:
    """200 kW into 1000 kg of water for 100 s warm it by 4.78 K."""
    r = Rig(PARTS, {"TV2.command": 100.0})
    assert r.run(100.0)["J1.T"] == pytest.approx(50.0 + 200.0 * 100.0 / 4180.0, abs=0.01)


def test_stand_by_pump_takes_over() -> None:
    """One pump gives the rated flow; after its trip the other brings it back; both together give a little
    more."""
    r = Rig(PARTS)
    assert r["J1.flow"] == pytest.approx(32.0)
    r["PA.trip"] = 1.0
    assert r.run(30.0)["J1.flow"] == pytest.approx(0.0, abs=0.01)
    r["PB.command"] = 1.0
    assert r.run(30.0)["J1.flow"] == pytest.approx(32.0, abs=0.01)
    r["PA.trip"] = 0.0
    assert 32.5 < r.run(30.0)["J1.flow"] < 36.0


def test_without_circulation_little_gets_through() -> None:
    """With both pumps down the cooler reaches 5 % and the heater nothing."""
    r = Rig(PARTS, {"PA.command": 0.0, "TV1.command": 100.0, "TV2.command": 100.0})
    assert r["J1.cooling"] == pytest.approx(0.05 * 5.0 * 4.18 * 43.0)
    assert r["J1.heating"] == 0.0


def test_emergency_brine_works_without_pumps() -> None:
    """Brine cools by its own flow and brings the loop towards −10 °C."""
    r = Rig(PARTS, {"PA.command": 0.0, "XV1.command": 1.0})
    assert r["J1.cooling"] == pytest.approx(8.0 * 3.4 * 60.0)
    assert r.run(1800.0)["J1.T"] == pytest.approx(-10.0, abs=0.1)
