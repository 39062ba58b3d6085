"""Recording an attempt: the one object the session hands everything to.

Every call costs microseconds and never waits for the disk; ``durable_seq`` tells which actions are safe. An
emergency stop and the end are flushed at once. A full or failing disk loses nothing: what was handed over is
kept in memory and storing is tried again by itself. No call in the middle of a tick fails for it, so that a
record never holds half a tick; ``check`` raises the ``StorageError``, once, where the session can show it.

    with AttemptWriter.create(path, header) as writer:
        writer.action(action)
        writer.event(event)
        writer.row(encoder.encode(tick, values))
        writer.checkpoint(tick, pack(state), digest(state))
        writer.end("finished", tick, digest(state))
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from engine.errors import AttemptFormatError, ShixunError, TagError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.committer import WINDOW_S, Committer
from engine.session.attempt.errors import AttemptClosedError, AttemptDamagedError, both
from engine.session.attempt.files import WriterLock, set_aside
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.resume import Resumption, StoredAfter, load_resumption
from engine.session.attempt.signals import EncodedRow
from engine.session.attempt.store import AttemptStore, Entry, Tail
from engine.state import pack

__all__ = ["AttemptWriter"]


class AttemptWriter:
    """Writes one attempt; made by ``create`` or ``open_for_resume``. To be called from one thread."""

    def __init__(
        self,
        header: AttemptHeader,
        store: AttemptStore,
        lock: WriterLock,
        *,
        resumption: Resumption | None = None,
        expected: StoredAfter | None = None,
        counts: tuple[int, int, int, int] = (0, 0, -1, 0),
        window_s: float = WINDOW_S,
    ) -> None:
        self.header = header
        self.path = store.path
        self.resumption = resumption
        """What to go on from, for a resumed attempt."""
        self._lock = lock
        self._expected = expected
        self._stored_actions, self._stored_events, self._last_row, mono_ms = counts
        self._next_seq = expected.seqs if expected else self._stored_actions
        self._began = time.monotonic_ns() // 1_000_000 - mono_ms
        self._ended = False
        self._tags = {tag.id: i for i, tag in enumerate(header.tags)}
        self._committer = Committer(store, self._stored_actions - 1, window_s)

    @classmethod
    def create(
        cls, path: Path | str, header: AttemptHeader, *, window_s: float = WINDOW_S
    ) -> AttemptWriter:
        """A new attempt file, durable on return. An existing file is never overwritten.

        Raises ``StorageError`` (read-only folder, full disk, file exists) or ``AttemptLockedError``.
        """
        path = Path(path)
        lock = WriterLock(path)
        try:
            writer = cls(header, AttemptStore.create(path, header), lock, window_s=window_s)
        except BaseException:
            lock.release()
            raise
        writer._opening(0, header.created, header.program)
        return writer

    @classmethod
    def open_for_resume(
        cls, path: Path | str, *, program: str = "", wall: str | None = None, window_s: float = WINDOW_S
    ) -> AttemptWriter:
        """Go on with an attempt that was cut off; see ``resumption`` and ``finish_resume``.

        ``program`` is the version that resumes, ``wall`` the wall time to note (default: now). A damaged
        file is renamed to ``….damaged-1`` and the error says so. Raises ``AttemptFormatError``,
        ``IntegrityError``, ``AttemptLockedError``, ``StorageError``, and ``AttemptClosedError`` if the
        attempt has ended.
        """
        path = Path(path)
        lock = WriterLock(path)
        try:
            writer = cls._resume(path, lock, window_s)
        except BaseException:
            lock.release()
            raise
        assert writer.resumption is not None
        now = wall if wall is not None else datetime.now(UTC).isoformat(timespec="seconds")
        writer._opening(max(writer.resumption.last_tick, 0), now, program or writer.header.program)
        return writer

    @classmethod
    def _resume(cls, path: Path, lock: WriterLock, window_s: float) -> AttemptWriter:
        try:
            reader = AttemptReader.open(path)
        except AttemptDamagedError as error:
            new = set_aside(path)
            raise AttemptFormatError(
                both(f"{error}\n已改名为 {new}。", f"It was renamed to {new}.")
            ) from error
        with reader:
            if reader.ended() is not None:
                raise AttemptClosedError(
                    both(
                        f"{path} 的训练已经结束，不能继续。",
                        f"The attempt in {path} has ended and cannot go on.",
                    )
                )
            verified = reader.verify()
            resumption, expected = load_resumption(reader)
            chunk, row, mono, actions, events = reader.query(
                "SELECT (SELECT coalesce(max(id), -1) + 1 FROM chunk),"
                " (SELECT coalesce(max(tick), -1) FROM rows),"
                " (SELECT coalesce(max(mono_ms), 0) FROM chain),"
                " (SELECT count(*) FROM action), (SELECT count(*) FROM event)"
            )[0]
        tail = Tail(verified.records, bytes.fromhex(verified.head), chunk)
        return cls(
            resumption.header,
            AttemptStore.reopen(path, resumption.header, tail),
            lock,
            resumption=resumption,
            expected=expected,
            counts=(actions, events, row, mono),
            window_s=window_s,
        )

    @property
    def durable_seq(self) -> int:
        """The last action that is safe on the disk; −1 before the first."""
        return self._committer.durable_seq

    @property
    def trouble(self) -> ShixunError | None:
        """Why nothing can be stored at the moment, for a light on the screen; ``None`` when all is well."""
        return self._committer.trouble

    @property
    def head(self) -> tuple[int, str]:
        """The last durable chain position and head (hex): what a witness would be sent."""
        pos, head = self._committer.head
        return pos, head.hex()

    def action(self, action: Action, *, urgent: bool = False) -> int:
        """Record an accepted action, return its number; ``urgent`` (an emergency stop) is committed at once.

        Raises ``ValueError`` if the numbering has a gap or the value is not plain data.
        """
        if action.seq != self._next_seq:
            raise ValueError(f"action {action.seq} after {self._next_seq - 1}: the numbering has a gap")
        value = pack(action.value).decode()
        self._next_seq += 1
        self._record("action", action.tick, (action.seq, action.actor, action.verb, action.on, value))
        if urgent:
            self._committer.flush(wait=False)
        return action.seq

    def event(self, event: Event) -> int:
        """Record an event and return its number in the attempt (number 7 is ``e7`` in evidence)."""
        number = self._stored_events
        values = (number, event.us, event.kind, event.source, pack(event.data).decode())
        stored = self._stored("event", event.tick, values)
        if stored is not None:
            return int(stored[0])
        self._stored_events += 1
        self._put("event", event.tick, values)
        return number

    def row(self, row: EncodedRow) -> None:
        """Record one row as the session's ``RowEncoder`` made it; hand its clip events over separately."""
        self._check_open()
        if self._expected is not None and self._expected.has_row(row):
            return
        if row.tick <= self._last_row:
            raise ValueError(f"row {row.tick} after row {self._last_row}")
        self._last_row = row.tick
        self._committer.put(row)

    def text(self, tick: int, tag_id: str, text: str) -> None:
        """Record the new text of a text tag."""
        if tag_id not in self._tags:
            raise TagError(both(f"记录中没有位号 {tag_id}。", f"There is no tag {tag_id} in this attempt."))
        self._record("text", tick, (self._tags[tag_id], text))

    def checkpoint(self, tick: int, state: bytes, state_hash: str) -> None:
        """Record the packed state before ``tick``, the encoder's in it; rows before it are stored with it."""
        self._record("checkpoint", tick, (state_hash, state))

    def document(self, tick: int, name: str, version: int, content: Any) -> None:
        """Record a new version of a document; ``content`` is plain data."""
        self._record("document", tick, (name, version, pack(content).decode()))

    def end(self, how: str, tick: int, state_hash: str) -> None:
        """Record the end and wait until everything is on the disk. Nothing can be recorded after it.

        Raises ``StorageError`` where that fails; ``flush`` or ``close`` try again.
        """
        self._record("ending", tick, (how, state_hash))
        self._ended = True
        self._committer.flush()

    def flush(self, wait: bool = True) -> None:
        """Store everything now; with ``wait`` return when it is durable or raise ``StorageError``."""
        self._committer.flush(wait)

    def check(self) -> None:
        """Raise the ``StorageError`` of a failing disk, once for each trouble; to be called between ticks."""
        self._committer.check()

    def finish_resume(self) -> None:
        """The re-simulation has reached ``resumption.last_tick``; from here everything is new.

        Raises ``ReplayDivergedError`` if something stored did not come again.
        """
        if self._expected is not None:
            self._expected.finish()
            self._expected = None

    def close(self, discard: bool = False) -> None:
        """Store everything and let go of the file; calling it twice does no harm.

        Where the disk still fails ``StorageError`` is raised and the writer stays open, so that space can be
        made and ``close`` called again; ``discard`` gives up what could not be stored.
        """
        self._committer.close(discard)
        self._ended = True
        self._lock.release()

    def __enter__(self) -> AttemptWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close(discard=error is not None)  # the first error is the one to be seen

    def _opening(self, tick: int, wall: str, program: str) -> None:
        self._put("opening", tick, (wall, program))

    def _record(self, kind: str, tick: int, values: tuple[Any, ...]) -> None:
        if self._stored(kind, tick, values) is None:
            self._put(kind, tick, values)

    def _stored(self, kind: str, tick: int, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        self._check_open()
        return None if self._expected is None else self._expected.find(kind, tick, values)

    def _put(self, kind: str, tick: int, values: tuple[Any, ...]) -> None:
        mono_ms = time.monotonic_ns() // 1_000_000 - self._began
        self._committer.put(Entry(kind, tick, mono_ms, values))

    def _check_open(self) -> None:
        if self._ended:
            raise AttemptClosedError(
                both("训练已经结束，不能再记录。", "The attempt has ended; nothing more is recorded.")
            )
