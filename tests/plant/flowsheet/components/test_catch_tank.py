"""The catch tank: it receives what relief devices blow off, and nothing before."""

from __future__ import annotations

from tests.plant.flowsheet.components.test_rupture_disc import GASSING, parts
from tests.plant.flowsheet.small import Rig


def test_receives_only_after_the_burst() -> None:
    """Nothing arrives while the disc is whole; afterwards the reaction gas blown off is counted."""
    r = Rig(parts(), reactions=GASSING)
    assert r.run(120.0)["V1.received"] == 0.0
    assert r["RD1.burst"] == 0.0
    assert r.run(400.0)["RD1.burst"] == 1.0
    assert r.run(60.0)["V1.received"] > 0.01
