"""The one connection that writes: turns what was handed over into rows of the file, all or nothing.

A transaction takes a batch, links each record into the chain and commits. If any of it fails, the file and
the memory of where the chain ends are as before, and the same batch can be given again.

Rows are stored when they are due: after 5 s of wall time, or after 5 s of model time if half a second of
wall time has passed as well (at ×1000 every commit would be due otherwise; what is missing after a crash is
re-simulated). An unfinished chunk is replaced by the longer one; the digests already chained stay true.

    store = AttemptStore.create(path, header)
    entry = Entry("action", 3, 120, (0, "learner", "open", "XV101", "null"))
    store.apply([entry, row], now=1.5, everything=True)
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import StorageError
from engine.session.attempt.chain import genesis, link, record_digest
from engine.session.attempt.chunks import MAX_ROWS, pack_chunk, segment_digest
from engine.session.attempt.errors import both, from_sqlite
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.schema import APPLICATION_ID, KINDS, TABLES, Connection, connect, sqlite
from engine.session.attempt.signals import EncodedRow, RowLayout

__all__ = ["AttemptStore", "Entry", "Tail"]

CHUNK_S = 60.0
FLUSH_S = 5.0
FLUSH_MIN_WALL_S = 0.5
WAL_PAGES = 256

_INSERT = {
    kind: f"INSERT INTO {kind} (pos, tick, {', '.join(columns)}) VALUES (?, ?{', ?' * len(columns)})"
    for kind, columns in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record on its way into the file; ``values`` are the columns of ``KINDS[kind]``."""

    kind: str
    tick: int
    mono_ms: int
    values: tuple[Any, ...]


@dataclass(slots=True)
class Tail:
    """Where the file ends: the last chain position and head, and the chunk being filled."""

    pos: int
    head: bytes
    chunk: int = 0
    rows: list[EncodedRow] = field(default_factory=list)
    stored: int = 0
    """How many of ``rows`` are in the file already."""


class AttemptStore:
    """The write connection of one attempt; used by one thread at a time."""

    def __init__(self, path: Path, conn: Connection, header: AttemptHeader, tail: Tail) -> None:
        self.path = path
        self.tail = tail
        self._conn = conn
        self._layout = RowLayout(header.tags)
        self._tick_s = header.tick_ms / 1000.0
        self._waiting_since: float | None = None
        self._last_flush = float("-inf")

    @classmethod
    def create(cls, path: Path, header: AttemptHeader) -> AttemptStore:
        """A new file with its header, durable on return. The caller holds the ``WriterLock``.

        Raises ``StorageError``; a file that could not be completed is taken away again.
        """
        if path.exists():
            raise StorageError(
                both(f"{path} 已存在，不会覆盖。", f"{path} exists already and is not overwritten.")
            )
        columns = header.columns()
        conn = connect(path, "rwc")
        try:
            # Still with the rollback journal, so that the folder's entry is synchronised as well.
            conn.execute("BEGIN IMMEDIATE")
            for statement in TABLES.values():
                conn.execute(statement)
            conn.executemany("INSERT INTO header VALUES (?, ?)", columns.items())
            conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version = {header.schema_version}")
            conn.execute("COMMIT")
            _begin_wal(conn)
        except sqlite.Error as error:
            conn.close()
            for side in ("", "-journal", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    path.with_name(path.name + side).unlink(missing_ok=True)
            raise from_sqlite(error, path) from error
        return cls(path, conn, header, Tail(0, genesis(columns)))

    @classmethod
    def reopen(cls, path: Path, header: AttemptHeader, tail: Tail) -> AttemptStore:
        """Go on writing behind ``tail``. The caller holds the lock and has verified the file."""
        conn = connect(path, "rw")
        try:
            _begin_wal(conn)
        except sqlite.Error as error:
            conn.close()
            raise from_sqlite(error, path) from error
        return cls(path, conn, header, tail)

    def apply(self, items: Sequence[Entry | EncodedRow], now: float, everything: bool) -> None:
        """Write a batch in one durable transaction; rows only where they are due, or ``everything``.

        ``now`` is monotonic time in seconds. Raises the ``sqlite`` error, with nothing of the batch taken.
        """
        saved = replace(self.tail, rows=list(self.tail.rows))
        try:
            for item in items:
                if isinstance(item, EncodedRow):
                    self._take(item, now)
                else:
                    if item.kind in (
                        "checkpoint",
                        "ending",
                    ):  # what is re-simulated starts after the last row
                        self._store_rows(now)
                    if item.kind == "checkpoint":  # packed here, so that the session does not wait for it
                        item = replace(item, values=(item.values[0], zlib.compress(item.values[1], 1)))
                    self._append(item)
            if everything or self._due(now):
                self._store_rows(now)
            if self._conn.in_transaction:
                self._conn.execute("COMMIT")
        except BaseException:
            self.tail = saved
            with contextlib.suppress(sqlite.Error):
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")
            raise

    def seconds_until_due(self, now: float) -> float | None:
        """How long the rows taken may wait for the disk, or ``None`` if none waits."""
        if len(self.tail.rows) == self.tail.stored or self._waiting_since is None:
            return None
        return max(0.0, self._waiting_since + FLUSH_S - now)

    def close(self) -> None:
        """Leave one plain file that can be read anywhere, also from a read-only disk.

        While somebody reads it, it stays in WAL mode, but everything is in the file itself all the same.
        """
        for statement in ("busy_timeout = 200", "wal_checkpoint(TRUNCATE)", "journal_mode = DELETE"):
            with contextlib.suppress(sqlite.Error):
                self._conn.execute(f"PRAGMA {statement}")
        self._conn.close()

    def _take(self, row: EncodedRow, now: float) -> None:
        tail = self.tail
        if tail.rows and (
            (row.tick - tail.rows[0].tick) * self._tick_s >= CHUNK_S or len(tail.rows) >= MAX_ROWS
        ):
            self._store_rows(now)
            tail.rows, tail.stored, tail.chunk = [], 0, tail.chunk + 1
        if len(tail.rows) == tail.stored:
            self._waiting_since = now
        tail.rows.append(row)

    def _due(self, now: float) -> bool:
        tail = self.tail
        if len(tail.rows) == tail.stored or self._waiting_since is None:
            return False
        model_s = (tail.rows[-1].tick - tail.rows[tail.stored].tick) * self._tick_s
        return now - self._waiting_since >= FLUSH_S or (
            model_s >= FLUSH_S and now - self._last_flush >= FLUSH_MIN_WALL_S
        )

    def _store_rows(self, now: float) -> None:
        tail, start = self.tail, self.tail.stored
        new = tail.rows[start:]
        if not new:
            return
        ticks = np.array([row.tick for row in tail.rows], dtype=np.int64)
        raw = np.frombuffer(b"".join(row.raw for row in tail.rows), np.uint8).reshape(len(ticks), -1)
        changes = [(row.tick, tag, value) for row in new for tag, value in row.changes]
        digest = segment_digest(ticks[start:], raw[start:], changes)
        values = (tail.chunk, start, len(new), new[0].tick, digest)
        self._append(Entry("rows", new[-1].tick, int(now * 1000), values))
        self._conn.execute(
            "INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)",
            (tail.chunk, len(ticks), pack_chunk(self._layout, ticks, raw)),
        )
        self._conn.executemany("INSERT INTO change VALUES (?, ?, ?, ?)", [(tail.pos, *c) for c in changes])
        tail.stored = len(tail.rows)
        self._last_flush = now

    def _append(self, entry: Entry) -> None:
        if not self._conn.in_transaction:
            self._conn.execute("BEGIN IMMEDIATE")
        tail, pos = self.tail, self.tail.pos + 1
        columns = dict(zip(KINDS[entry.kind], entry.values, strict=True))
        head = link(tail.head, record_digest(entry.kind, pos, entry.tick, entry.mono_ms, columns))
        self._conn.execute(_INSERT[entry.kind], (pos, entry.tick, *entry.values))
        self._conn.execute(
            "INSERT INTO chain VALUES (?, ?, ?, ?, ?)", (pos, entry.kind, entry.tick, entry.mono_ms, head)
        )
        tail.pos, tail.head = pos, head


def _begin_wal(conn: Connection) -> None:
    """Switch to the write-ahead log and let it have its full length from the start.

    Synchronising a file that grows costs about twice as much as one that is overwritten. A transaction too
    large for the cache spills into the log, and rolling it back leaves the log long and empty.
    """
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    with contextlib.suppress(sqlite.Error):  # a disk without a spare megabyte is only slower
        conn.execute("PRAGMA cache_size = 10")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("INSERT INTO chunk VALUES (-1, 0, zeroblob(?))", (WAL_PAGES * 4300,))
    if conn.in_transaction:
        conn.execute("ROLLBACK")
    conn.execute("PRAGMA cache_size = -2000")
