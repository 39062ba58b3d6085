"""The boundary: a supply of given composition and temperature that never runs dry."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.small import Rig


def test_supply_keeps_its_composition() -> None:
    """A 3:1 mixture by mass arrives as 3:1 by mass, at the temperature of the supply, however long it
    flows."""
    r = Rig({
        "SUPPLY": {"type": "boundary", "composition": {"water": 3, "solvent": 1}, "T": "35 degC"},
        "V1": {"type": "tank", "volume": "20 m3", "T": "35 degC"},
        "L1": {"type": "line", "from": "SUPPLY", "to": "V1", "limit": "5 kg/s"},
    })  # fmt: skip
    r.run(1000.0)
    assert r["V1.mass"] == pytest.approx(5000.0, rel=1e-6)
    assert r["V1.n.water"] * 18.0 == pytest.approx(3.0 * r["V1.n.solvent"] * 100.0, rel=1e-9)
    assert r["V1.T"] == pytest.approx(35.0)
