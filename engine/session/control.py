"""The control rooms a session is built from, in the order in which they declare tags and are scanned in a phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.control import alarms, consequences, controllers, faults, instruments, interlocks, switches
from engine.scenario.document import Scenario
from engine.scenario.text import Text

__all__ = ["CONTROL", "TITLES", "control_ids"]

CONTROL: Mapping[str, Any] = {
    room.NAME: room for room in (instruments, controllers, alarms, switches, interlocks, faults, consequences)
}
"""Section name → room: ``NAME, PHASE, Section, tags, Block, lint``."""

TITLES: Mapping[str, Text] = {
    "instruments": Text(zh="仪表", en="instruments"),
    "controllers": Text(zh="控制回路", en="controllers"),
    "alarms": Text(zh="报警", en="alarms"),
    "switches": Text(zh="按钮与开关", en="switches"),
    "interlocks": Text(zh="联锁", en="interlocks"),
    "faults": Text(zh="故障", en="faults"),
    "consequences": Text(zh="后果", en="consequences"),
}


def control_ids(scenario: Scenario) -> set[str]:
    """The ids of the control system that take verbs, without building it."""
    ids = {"ALARMS"} if "alarms" in scenario else set()
    for name in CONTROL:
        if name in scenario and name != "consequences":
            ids |= set(scenario[name].root)
    return ids
