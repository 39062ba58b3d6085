"""The rupture disc: it bursts at its pressure, once and for good."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.plant.flowsheet.small import Rig


def parts(**scrubber: Any) -> dict[str, dict[str, Any]]:
    return {
        "R1": {
            "type": "reactor", "volume": "2 m3", "T": "50 degC", "contents": {"solvent": "10 kmol"},
            "reactions": ["gassing"], "vent": {"conductance": "1e-7 kmol/s/kPa", "vents_to": "C1"},
        },
        "RD1": {"type": "rupture_disc", "protects": "R1", "burst_pressure": "100 kPag",
                "conductance": "1e-3 kmol/s/kPa", "relieves_to": "V1"},
        "V1": {"type": "catch_tank"},
        "C1": {"type": "scrubber", "efficiency": 0.9} | scrubber,
    }  # fmt: skip


GASSING = {
    "gassing": {"title": "产气", "equation": "solvent -> gas", "rate": "1e-5 / 1 s * n.solvent", "heat": "0 J/mol"}
}


def test_bursts_at_its_pressure_and_stays_open() -> None:
    """The disc falls once, in the tick its pressure is reached, as an event and a latched tag, and
    relieves."""
    r = Rig(parts(), reactions=GASSING)
    highest = 0.0
    events = []
    for _ in range(1500):
        events += r.plant.advance(10)
        highest = max(highest, r["R1.P"])
    assert [(e.source, e.data["what"]) for e in events] == [("RD1", "burst")]
    assert 99.0 < highest < 101.0
    assert r["RD1.burst"] == 1.0
    assert r["R1.P"] < 10.0
    assert r["V1.received"] > 0.05


def test_disc_of_a_known_kv() -> None:
    """With a Kv instead of a conductance the disc relieves after IEC 60534; both or none is refused."""
    disc = parts()["RD1"] | {"kv": "50 m3/h"}
    with pytest.raises(ValidationError, match="either conductance or kv"):
        Rig(parts() | {"RD1": disc}, reactions=GASSING)
    del disc["conductance"]
    r = Rig(parts() | {"RD1": disc}, reactions=GASSING).run(900.0)
    assert r["RD1.burst"] == 1.0
    assert r["R1.P"] < 1.0
    assert r["V1.received"] > 0.05
