"""The pump: starting, stopping, trip, isolation, delivery."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.components.test_control_valve import ENDS
from tests.plant.flowsheet.small import Rig

LINE = {"type": "line", "from": "SUPPLY", "to": "SINK", "pumps": ["P1"], "limit": "2 kg/s"}


def rig(**start: float) -> Rig:
    return Rig({**ENDS, "P1": {"type": "pump", "lag": "2 s"}, "L1": LINE}, {f"P1.{k}": v for k, v in start.items()})


def test_start_lags() -> None:
    """After one time constant a started pump delivers 63 % of its line's full flow."""
    r = rig()
    r["P1.command"] = 1.0
    assert r.run(2.0)["L1.flow"] == pytest.approx(2.0 * 0.632, abs=2e-3)
    assert r["P1.running"] == 1.0


@pytest.mark.parametrize("cause", ["trip", "unavailable"])
def test_does_not_run_against_a_fault(cause: str) -> None:
    """A tripped or isolated pump runs down although it is commanded to run."""
    r = rig(command=1.0)
    assert r["L1.flow"] == pytest.approx(2.0)
    r[f"P1.{cause}"] = 1.0
    assert r.run(20.0)["L1.flow"] == pytest.approx(0.0, abs=1e-3)
    assert r["P1.running"] == 0.0


def test_started_at_speed() -> None:
    """A pump commanded to run at the start is at speed from the first tick."""
    assert rig(command=1.0).run(0.1)["L1.flow"] == pytest.approx(2.0)
