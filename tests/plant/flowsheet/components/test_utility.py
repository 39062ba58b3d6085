"""The utility header: availability and temperature are inputs that faults can move."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.small import Rig

LOOP = {
    "type": "loop", "mass": "100 kg", "T": "50 degC", "pumps": ["P1"], "rated_flow": "10 m3/h",
    "cooler": {"valve": "TV1", "utility": "CHW", "flow": "1 kg/s"},
}  # fmt: skip
PARTS = {
    "CHW": {"type": "utility", "T": "7 degC"}, "TV1": {"type": "control_valve", "start": 1.0},
    "P1": {"type": "pump", "start": "running"}, "J1": LOOP,
}  # fmt: skip


def test_cooling_is_in_proportion_to_what_is_available() -> None:
    """Half a supply gives half the cooling, none gives none; a warmer supply cools less."""
    r = Rig(PARTS)
    full = r["J1.cooling"]
    assert full == pytest.approx(1.0 * 4.18 * 43.0)
    r["CHW.available"] = 0.5
    assert r["J1.cooling"] == pytest.approx(0.5 * full)
    r["CHW.available"] = 0.0
    assert r["J1.cooling"] == 0.0
    r["CHW.available"] = 1.0
    r["CHW.T"] = 28.5
    assert r["J1.cooling"] == pytest.approx(0.5 * full)
