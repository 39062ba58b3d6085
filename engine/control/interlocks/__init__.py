"""Interlocks after IEC 61511: cause and effect, voting, delays, latched trips, resets, bypasses, function tests."""

from __future__ import annotations

from engine.control.interlocks.block import CauseRow, InterlockBlock, InterlockRow
from engine.control.interlocks.lint import lint
from engine.control.interlocks.section import Interlock, Interlocks, tags

__all__ = [
    "NAME",
    "PHASE",
    "Block",
    "CauseRow",
    "Interlock",
    "InterlockBlock",
    "InterlockRow",
    "Interlocks",
    "Section",
    "lint",
    "tags",
]

NAME = "interlocks"
PHASE = "interlocks"
Section = Interlocks
Block = InterlockBlock
