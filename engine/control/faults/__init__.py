"""Faults: what goes wrong by time, by condition, by chance or by the instructor's hand."""

from __future__ import annotations

from engine.control.faults.block import FaultBlock
from engine.control.faults.lint import lint
from engine.control.faults.section import Fault, Faults, tags

__all__ = ["NAME", "PHASE", "Block", "Fault", "FaultBlock", "Faults", "Section", "lint", "tags"]

NAME = "faults"
PHASE = "faults"
Section = Faults
Block = FaultBlock
