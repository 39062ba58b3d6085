"""The agitator: speed and quality of mixing."""

from __future__ import annotations

import math

import pytest

from tests.plant.flowsheet.small import Rig

AGITATOR = {"type": "agitator", "rated_speed": "90 rpm", "lag": "6 s"}
VESSEL = {"type": "reactor", "volume": "1 m3", "agitator": "M1"}


def test_mixing_follows_speed() -> None:
    """Mixing is 1.04·N²/(N²+0.04): 1 at rated speed, and what the formula gives while running down."""
    r = Rig({"M1": AGITATOR, "R1": VESSEL}, {"M1.command": 1.0})
    assert (r["M1.speed"], r["R1.mixing"]) == (pytest.approx(90.0), pytest.approx(1.0))
    r["M1.command"] = 0.0
    n = math.exp(-1.0)
    assert r.run(6.0)["M1.speed"] == pytest.approx(90.0 * n, rel=1e-3)
    assert r["R1.mixing"] == pytest.approx(1.04 * n * n / (n * n + 0.04), rel=1e-3)


def test_trip_stops_it() -> None:
    """A tripped agitator loses its dispersion within a minute."""
    r = Rig({"M1": AGITATOR, "R1": VESSEL}, {"M1.command": 1.0})
    r["M1.trip"] = 1.0
    assert r.run(60.0)["R1.mixing"] < 1e-3
    assert r["M1.running"] == 0.0
