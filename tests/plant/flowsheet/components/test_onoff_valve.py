"""The on/off valve: ends, limit switches, operations."""

from __future__ import annotations

import pytest

from tests.plant.flowsheet.components.test_control_valve import ENDS, LINE
from tests.plant.flowsheet.small import Rig


def test_limit_switches_report_the_ends_only() -> None:
    """Between its ends a valve reports neither open nor closed."""
    r = Rig({"XV1": {"type": "onoff_valve", "stroke": "3 s"}})
    assert (r["XV1.opened"], r["XV1.closed"]) == (0.0, 1.0)
    r["XV1.command"] = 1.0
    r.run(1.5)
    assert (r["XV1.opened"], r["XV1.closed"]) == (0.0, 0.0)
    r.run(5.0)
    assert (r["XV1.opened"], r["XV1.closed"]) == (1.0, 0.0)


def test_starts_where_its_command_is() -> None:
    """A valve that starts open stands open, also when the start value overrides the command."""
    assert Rig({"XV1": {"type": "onoff_valve", "start": "open"}})["XV1.position"] == 100.0
    assert Rig({"XV1": {"type": "onoff_valve"}}, {"XV1.command": 1.0})["XV1.position"] == 100.0


def test_double_block_holds_when_one_passes() -> None:
    """Two valves in a row: if one passes and the other is tight, nothing flows."""
    valves = {"FV1": {"type": "onoff_valve"}, "FV2": {"type": "onoff_valve"}}
    r = Rig({**ENDS, **valves, "L1": LINE | {"through": ["FV1", "FV2"]}})
    r["FV1.passing"] = 5.0
    assert r.run(5.0)["L1.flow"] == 0.0
    r["FV2.passing"] = 5.0
    assert r.run(5.0)["L1.flow"] == pytest.approx(0.0025)


def test_operations() -> None:
    """A person opens and closes it."""
    operations = Rig({"XV1": {"type": "onoff_valve"}}).plant.operations()
    assert [(o.verb, o.value) for o in operations] == [("open", 1.0), ("close", 0.0)]
