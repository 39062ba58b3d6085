"""Going on with an attempt that was cut off: what is stored already is checked, not stored again.

The session restores the last checkpoint and simulates on from there, handing over actions, events and rows
as if for the first time. As long as the file has them already, each is compared with its stored version;
the first one that differs is a ``ReplayDivergedError`` naming its tick, and the record stands. Behind the
last stored one, storing simply goes on.

What reached the attempt from outside the model (``EXTERNAL``: refusals, freeze, speed) cannot come again by
itself. The session may hand such events over again or leave them out; they are never stored twice.

    writer = AttemptWriter.open_for_resume(path)
    state = writer.resumption.checkpoint
    ...                                  # restore, feed writer.resumption.actions, simulate to last_tick
    writer.finish_resume()               # everything stored has come again
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.errors import ReplayDivergedError
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import Checkpoint
from engine.session.attempt.schema import KINDS
from engine.session.attempt.signals import EncodedRow

__all__ = ["EXTERNAL", "Resumption", "StoredAfter", "load_resumption"]

EXTERNAL = frozenset({"refused", "freeze", "speed", "checkpoint"})
"""Kinds of events that a re-simulation does not produce by itself."""

_MODEL_KINDS = ("action", "event", "text", "document")


@dataclass(frozen=True, slots=True)
class Resumption:
    """What a session needs to go on."""

    header: AttemptHeader
    checkpoint: Checkpoint | None
    """The last one; ``None``: start at the beginning, or from ``header.parent``."""
    actions: tuple[Action, ...]
    """Everything done after the checkpoint."""
    events: tuple[Event, ...]
    """Everything that happened after the checkpoint, external events included."""
    last_tick: int
    """The highest tick anything is recorded at: simulate at least so far before ``finish_resume``."""


@dataclass(frozen=True, slots=True)
class _Stored:
    tick: int
    kind: str
    values: tuple[Any, ...]


class StoredAfter:
    """What the file holds after the checkpoint, in order, used up by comparing."""

    def __init__(self, reader: AttemptReader, after: int) -> None:
        self.seqs = _count(reader, "action", after)
        records = [record for kind in _MODEL_KINDS for record in _read(reader, kind, after)]
        records.sort(key=lambda pair: pair[0])
        outside = [_external(record) for _, record in records]
        self._records = deque(r for (_, r), out in zip(records, outside, strict=True) if not out)
        self._external = [r for (_, r), out in zip(records, outside, strict=True) if out]
        self._checkpoints = {r.tick: r.values[0] for _, r in _read(reader, "checkpoint", after)}
        self._rows = deque(_rows(reader, after))

    def find(self, kind: str, tick: int, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The stored version of this record, or ``None`` if it is new.

        Raises ``ReplayDivergedError`` if another one is in its place.
        """
        given = _Stored(tick, kind, values)
        if kind == "checkpoint":
            stored = self._checkpoints.pop(tick, None)
            if stored is not None and stored != values[0]:
                raise ReplayDivergedError(tick, "state", stored, values[0])
            return None if stored is None else values
        if _external(given):
            for i, candidate in enumerate(self._external):
                if _same(candidate, given):
                    del self._external[: i + 1]
                    return candidate.values
            return None
        if not self._records:
            return None
        expected = self._records.popleft()
        if not _same(expected, given):
            raise ReplayDivergedError(min(tick, expected.tick), expected.kind, expected, given)
        return expected.values

    def has_row(self, row: EncodedRow) -> bool:
        """Whether this row is stored already.

        Raises ``ReplayDivergedError`` if it is there with other values.
        """
        if not self._rows:
            return False
        tick, raw, changes = self._rows.popleft()
        if (tick, raw, changes) != (row.tick, row.raw, row.changes):
            what = "row" if tick == row.tick else "row's tick"
            raise ReplayDivergedError(
                min(tick, row.tick), what, (tick, raw, changes), (row.tick, row.raw, row.changes)
            )
        return True

    def finish(self) -> None:
        """Raise ``ReplayDivergedError`` if something stored did not come again."""
        if self._records:
            raise ReplayDivergedError(self._records[0].tick, self._records[0].kind, self._records[0], None)
        if self._rows:
            raise ReplayDivergedError(self._rows[0][0], "row", self._rows[0][0], None)


def load_resumption(reader: AttemptReader) -> tuple[Resumption, StoredAfter]:
    """What to go on from, and what must come again; ``reader`` has been verified."""
    found = reader.checkpoints()
    checkpoint = found[-1] if found else None
    after = checkpoint.pos if checkpoint else 0
    resumption = Resumption(
        reader.header,
        checkpoint,
        tuple(reader.actions(after)),
        tuple(reader.events(after)),
        reader.last_tick(),
    )
    return resumption, StoredAfter(reader, after)


def _count(reader: AttemptReader, kind: str, up_to: int) -> int:
    return int(reader.query(f"SELECT count(*) FROM {kind} WHERE pos <= ?", (up_to,))[0][0])


def _read(reader: AttemptReader, kind: str, after: int) -> list[tuple[int, _Stored]]:
    columns = ", ".join(KINDS[kind])
    found = reader.query(f"SELECT pos, tick, {columns} FROM {kind} WHERE pos > ? ORDER BY pos", (after,))
    return [(row[0], _Stored(row[1], kind, tuple(row[2:]))) for row in found]


def _rows(reader: AttemptReader, after: int) -> list[tuple[int, bytes, tuple[tuple[int, float], ...]]]:
    first = reader.query("SELECT min(first) FROM rows WHERE pos > ?", (after,))[0][0]
    if first is None:
        return []
    changes: dict[int, list[tuple[int, float]]] = {}
    for tick, tag, value in reader.query(
        "SELECT tick, tag, value FROM change WHERE pos > ? ORDER BY pos, tick, tag", (after,)
    ):
        changes.setdefault(tick, []).append((tag, value))
    found = []
    for ticks, raw in reader.raw_chunks():
        for tick, row in zip(ticks.tolist(), raw, strict=True):
            if tick >= first:
                found.append((tick, row.tobytes(), tuple(changes.get(tick, ()))))
    return found


def _external(record: _Stored) -> bool:
    return record.kind == "event" and record.values[KINDS["event"].index("what")] in EXTERNAL


def _same(stored: _Stored, given: _Stored) -> bool:
    if (stored.tick, stored.kind) != (given.tick, given.kind):
        return False
    # The number of an event is left out: external events not handed over again would shift it.
    skip = 1 if stored.kind == "event" else 0
    return stored.values[skip:] == given.values[skip:]
