"""The line: gravity after Torricelli, valves after IEC 60534, weirs, back pressure, one restriction only."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError

from engine.plant.flowsheet.hydraulics import torricelli_time
from tests.plant.flowsheet.small import Rig, section

AREA = math.pi / 4 * 1.2**2
TANK = {"type": "tank", "volume": "3 m3", "area": f"{AREA!r} m2", "contents": {"water": f"{AREA * 2000.0!r} kg"}}
SINK = {"type": "boundary"}


def _line(**data: Any) -> dict[str, Any]:
    return {"type": "line", "from": "V1", "to": "SINK"} | data


def test_tank_drains_after_torricelli() -> None:
    """A tank of 1.2 m with a 25-mm hole takes the time of Torricelli's law from 2.0 to 0.5 m, within a
    tick."""
    line = _line(orifice={"diameter": "25 mm", "discharge": 0.62})
    r = Rig({"V1": TANK, "SINK": SINK, "L1": line})
    seconds = torricelli_time(AREA, math.pi / 4 * 0.025**2, 2.0, 0.5)
    ticks = 0
    while r["V1.mass"] > AREA * 500.0:
        r.plant.advance()
        ticks += 1
    assert ticks * 0.1 == pytest.approx(seconds, abs=0.15)


def test_flow_through_a_kv() -> None:
    """Kv 10 under 2 m of water passes 10·√(0.196 bar) = 4.43 m3/h."""
    r = Rig({"V1": TANK, "SINK": SINK, "L1": _line(kv="10 m3/h")})
    assert r["L1.flow"] * 3.6 == pytest.approx(10.0 * math.sqrt(2.0 * 9.80665 / 100.0), rel=1e-4)


def test_no_flow_against_pressure() -> None:
    """Where the far end has the higher pressure nothing flows, and never backwards."""
    r = Rig({"V1": TANK, "SINK": SINK | {"P": "150 kPa"}, "L1": _line(kv="10 m3/h")})
    assert r.run(10.0)["L1.flow"] == 0.0
    assert r["V1.mass"] == pytest.approx(AREA * 2000.0)


def test_weir_holds_the_volume() -> None:
    """Over a weir everything runs off that is fed: the volume stays within a hair of the weir."""
    r = Rig({
        "SUPPLY": {"type": "boundary", "composition": {"water": 1}},
        "V1": {"type": "tank", "volume": "2 m3", "contents": {"water": "1000 kg"}},
        "SINK": SINK,
        "IN": {"type": "line", "from": "SUPPLY", "to": "V1", "limit": "1 kg/s"},
        "OUT": _line(overflow="1 m3"),
    })  # fmt: skip
    r.run(60.0)
    assert r["OUT.flow"] == pytest.approx(1.0, rel=1e-3)
    assert r["V1.V"] == pytest.approx(1.0, abs=2e-5)


@pytest.mark.parametrize("data", [{}, {"limit": "1 kg/s", "kv": "3 m3/h"}])
def test_exactly_one_restriction(data: dict[str, Any]) -> None:
    """A line with no restriction or two is refused with the choice in words."""
    with pytest.raises(ValidationError, match="exactly one of limit, kv, orifice, overflow"):
        section({"V1": TANK, "SINK": SINK, "L1": _line(**data)})
