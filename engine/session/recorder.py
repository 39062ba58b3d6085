"""What the session needs of whatever keeps the record.

``engine.session.attempt.AttemptWriter`` keeps it in a file; ``MemoryRecorder`` keeps it in lists, for checks and tests
that need no file. The session encodes rows itself, so what observers see does not depend on where it is kept.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, Protocol

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.signals import EncodedRow

__all__ = ["Checkpoint", "MemoryRecorder", "Recorder"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The whole state before the tick ``tick``, packed, with its hash."""

    tick: int
    state: bytes
    hash: str


class Recorder(Protocol):
    """Keeps everything that happens, in order."""

    def action(self, action: Action) -> object:
        """An accepted action."""

    def event(self, event: Event) -> object:
        """An event."""

    def row(self, row: EncodedRow) -> object:
        """One encoded row of all tags."""

    def checkpoint(self, tick: int, state: bytes, state_hash: str) -> object:
        """The whole state before ``tick``."""

    def document(self, tick: int, name: str, version: int, content: dict[str, Any]) -> object:
        """A new version of a document."""

    def end(self, how: str, tick: int, state_hash: str) -> object:
        """The attempt is over."""


class MemoryRecorder:
    """Keeps the record in lists."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.events: list[Event] = []
        self.rows: list[tuple[int, array[float]]] = []
        self.checkpoints: list[Checkpoint] = []
        self.documents: list[tuple[int, str, int, dict[str, Any]]] = []
        self.ended: tuple[str, int, str] | None = None

    def before(self, tick: int) -> MemoryRecorder:
        """A new record that begins with all of this one from before ``tick``: what a rewind to there goes on from."""
        other = MemoryRecorder()
        other.actions = [a for a in self.actions if a.tick < tick]
        other.events = [e for e in self.events if e.tick < tick]
        other.rows = [row for row in self.rows if row[0] < tick]
        other.checkpoints = [c for c in self.checkpoints if c.tick <= tick]
        other.documents = [d for d in self.documents if d[0] < tick]
        return other

    def action(self, action: Action) -> None:
        """An accepted action."""
        self.actions.append(action)

    def event(self, event: Event) -> None:
        """An event."""
        self.events.append(event)

    def row(self, row: EncodedRow) -> None:
        """The values as stored."""
        self.rows.append((row.tick, row.values))

    def checkpoint(self, tick: int, state: bytes, state_hash: str) -> None:
        """The whole state before ``tick``."""
        self.checkpoints.append(Checkpoint(tick, state, state_hash))

    def document(self, tick: int, name: str, version: int, content: dict[str, Any]) -> None:
        """A new version of a document."""
        self.documents.append((tick, name, version, content))

    def end(self, how: str, tick: int, state_hash: str) -> None:
        """The attempt is over."""
        self.ended = (how, tick, state_hash)
