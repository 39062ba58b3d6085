"""What comes back out of an attempt file besides actions, events and rows.

for checkpoint in reader.checkpoints():
    print(checkpoint.tick, checkpoint.state_hash)
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from engine.errors import AttemptFormatError
from engine.session.attempt.errors import both

__all__ = ["Change", "Checkpoint", "Document", "Ending", "Opening", "TextChange", "Verified"]

MAX_STATE = 64 * 1024 * 1024
"""No state is larger, so that a hostile file cannot ask for all the memory."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The whole state before the tick ``tick``; ``pos`` is its place in the chain."""

    pos: int
    tick: int
    state_hash: str
    packed: bytes

    @property
    def state(self) -> bytes:
        """The packed state (``engine.state.pack``), unzipped on each call. Raises ``AttemptFormatError``."""
        unzip = zlib.decompressobj()
        try:
            state = unzip.decompress(self.packed, MAX_STATE)
        except zlib.error:
            state = b""
        if not unzip.eof:
            raise AttemptFormatError(
                both(
                    f"第 {self.tick} 拍的检查点已损坏。", f"The checkpoint at tick {self.tick} is damaged."
                )
            )
        return state


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document of the attempt; ``body`` is plain data."""

    tick: int
    document: str
    version: int
    body: Any


@dataclass(frozen=True, slots=True)
class Change:
    """An on-change tag got a new value in the row at ``tick``."""

    tick: int
    tag: str
    value: float


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text tag got a new text at ``tick``."""

    tick: int
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The file was opened for writing; more than one says that the attempt was interrupted and resumed."""

    tick: int
    wall: str
    program: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when the attempt ended, with the hash of its last state."""

    tick: int
    how: str
    state_hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The chain holds: how many records, the last head (hex), and whether there is an end record.

    Without one the attempt was cut off (or is still being written): what is there is true, more may have
    been.
    """

    records: int
    head: str
    ended: bool

    @property
    def note(self) -> str:
        """What to say about it, in both languages."""
        if self.ended:
            return f"记录完整，共 {self.records} 条 / complete, {self.records} records"
        return (
            f"没有结束记录：训练被中断（或仍在进行），现有 {self.records} 条记录完好"
            f" / no end record: the attempt was cut off (or still goes on); its {self.records} records hold"
        )
