"""The control valve: stroke, characteristic, faults."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plant.flowsheet.small import Rig

LINE = {"type": "line", "from": "SUPPLY", "to": "SINK", "through": ["FV1"], "limit": "1 kg/s"}
ENDS = {"SUPPLY": {"type": "boundary", "composition": {"water": 1}}, "SINK": {"type": "boundary"}}


def rig(**valve: Any) -> Rig:
    return Rig({**ENDS, "FV1": {"type": "control_valve", "stroke": "4 s"} | valve, "L1": LINE})


def test_full_stroke_takes_the_stroke_time() -> None:
    """The valve travels at 1/stroke and eases into its end position."""
    r = rig()
    r["FV1.command"] = 100.0
    assert r.run(2.0)["FV1.position"] == pytest.approx(50.0, abs=0.1)
    assert r.run(4.0)["FV1.position"] == pytest.approx(100.0, abs=0.2)
    assert r["L1.flow"] == pytest.approx(1.0, abs=2e-3)


@pytest.mark.parametrize(("kind", "share"), [("linear", 0.5), ("equal_percentage", 50.0**-0.5)])
def test_characteristic(kind: str, share: float) -> None:
    """At half travel a linear valve passes half, an equal-percentage valve R^−½ of the full flow."""
    r = rig(characteristic=kind, start=0.5)
    assert r["L1.flow"] == pytest.approx(share, rel=1e-6)


def test_positioner_lag() -> None:
    """With a positioner lag as long as the stroke the valve is a first-order lag: 63 % after one time constant."""
    r = rig(lag="4 s")
    r["FV1.command"] = 100.0
    assert r.run(4.0)["FV1.position"] == pytest.approx(63.2, abs=0.1)


def test_stuck_stays() -> None:
    """A stuck valve stays where it is and goes on when it is freed."""
    r = rig(start="30 %")
    r["FV1.stuck"] = 1.0
    r["FV1.command"] = 100.0
    assert r.run(10.0)["FV1.position"] == pytest.approx(30.0)
    r["FV1.stuck"] = 0.0
    assert r.run(10.0)["FV1.position"] == pytest.approx(100.0, abs=0.01)


@pytest.mark.parametrize("stuck", [0.0, 1.0])
def test_stuck_at_goes_there(stuck: float) -> None:
    """A valve stuck at an opening ends there whatever the command, with or without the stuck flag."""
    r = rig()
    r["FV1.stuck_at"] = 80.0
    r["FV1.stuck"] = stuck
    assert r.run(10.0)["FV1.position"] == pytest.approx(80.0, abs=0.01)


def test_slow_valve() -> None:
    """A stroke-time factor of 5 makes the same travel take five times as long."""
    r = rig()
    r["FV1.slow"] = 5.0
    r["FV1.command"] = 100.0
    assert r.run(2.0)["FV1.position"] == pytest.approx(10.0, abs=0.1)


def test_passing_when_shut() -> None:
    """A passing valve lets its leak through when shut and never more than full flow when open."""
    r = rig()
    r["FV1.passing"] = 5.0
    assert r.run(1.0)["L1.flow"] == pytest.approx(0.05)
    r["FV1.command"] = 100.0
    assert r.run(10.0)["L1.flow"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("fails", "end"), [("closed", 0.0), ("open", 100.0), ("hold", 40.0)])
def test_fail_position(fails: str, end: float) -> None:
    """Without drive the valve goes to its fail position, whatever the command."""
    r = rig(fails=fails, start=0.4)
    r["FV1.no_drive"] = 1.0
    r["FV1.command"] = 70.0
    assert r.run(10.0)["FV1.position"] == pytest.approx(end, abs=0.1)


def test_operation() -> None:
    """A person sets the opening; the value comes with the action."""
    (operation,) = rig().plant.operations()
    assert (operation.on, operation.verb, operation.tag, operation.value) == ("FV1", "set", "FV1.command", None)
