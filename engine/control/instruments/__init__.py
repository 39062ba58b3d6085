"""Instruments: true values become shown values, with lag, noise, range and faults."""

from __future__ import annotations

from engine.control.instruments.block import InstrumentBlock
from engine.control.instruments.lint import lint
from engine.control.instruments.section import Instrument, Instruments, tags

__all__ = [
    "NAME",
    "PHASE",
    "Block",
    "Instrument",
    "InstrumentBlock",
    "Instruments",
    "Section",
    "lint",
    "tags",
]

NAME = "instruments"
PHASE = "instruments"
Section = Instruments
Block = InstrumentBlock
