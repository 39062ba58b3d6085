"""Alarms after ISA-18.2: conditions with delays and dead-bands, nine states, priorities, first-out."""

from __future__ import annotations

from engine.control.alarms.block import AlarmBlock, AlarmRow
from engine.control.alarms.lint import lint
from engine.control.alarms.section import Alarm, Alarms, tags
from engine.control.alarms.states import State

__all__ = [
    "NAME",
    "PHASE",
    "Alarm",
    "AlarmBlock",
    "AlarmRow",
    "Alarms",
    "Block",
    "Section",
    "State",
    "lint",
    "tags",
]

NAME = "alarms"
PHASE = "alarms"
Section = Alarms
Block = AlarmBlock
