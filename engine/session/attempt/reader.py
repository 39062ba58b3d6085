"""Reading an attempt: what replay, marking, charts and explanations are made from.

Opens read-only, also while the attempt is being written and also from a read-only disk. What cannot be read
is an ``AttemptFormatError``, what does not agree with its chain an ``IntegrityError``; a reader never
repairs anything.

    with AttemptReader.open(path) as attempt:
        attempt.verify()
        for tick, values in attempt.rows(): ...
        ticks, temperature = attempt.signal("TI101")
"""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from engine.errors import AttemptFormatError, TagError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt import verify
from engine.session.attempt.chunks import Ticks, unpack_chunk
from engine.session.attempt.errors import both, from_sqlite
from engine.session.attempt.files import open_to_read
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.records import (
    Change,
    Checkpoint,
    Document,
    Ending,
    Opening,
    TextChange,
    Verified,
)
from engine.session.attempt.schema import DB_ERRORS, Connection
from engine.session.attempt.signals import Bytes, Floats, RowLayout
from engine.state import unpack

__all__ = ["AttemptReader"]


class AttemptReader:
    """One attempt, read-only. Use as a context manager or call ``close``."""

    def __init__(
        self, path: Path, conn: Connection, folder: tempfile.TemporaryDirectory[str] | None = None
    ) -> None:
        self.path = path
        self._conn = conn
        self._folder = folder
        self.header_columns: dict[str, Any] = dict(self.query("SELECT key, value FROM header"))
        self.header = AttemptHeader.from_columns(self.header_columns)
        try:
            self.layout = RowLayout(self.header.tags)
        except TagError as error:
            raise AttemptFormatError(str(error)) from error
        self.tag_index = {tag.id: i for i, tag in enumerate(self.header.tags)}

    @classmethod
    def open(cls, path: Path | str) -> AttemptReader:
        """Open the attempt at ``path``. Raises ``AttemptFormatError`` or ``StorageError``."""
        path = Path(path)
        conn, folder = open_to_read(path)
        try:
            return cls(path, conn, folder)
        except BaseException:
            conn.close()
            if folder is not None:
                folder.cleanup()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> AttemptReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of an SQL query, for reports of one's own; ``schema.py`` describes the tables."""
        try:
            found: list[tuple[Any, ...]] = self._conn.execute(sql, values).fetchall()
        except DB_ERRORS as error:
            raise from_sqlite(error, self.path) from error
        return found

    def actions(self, after: int = 0) -> list[Action]:
        """All actions in order, or those behind chain position ``after``."""
        found = self.query(
            "SELECT tick, seq, actor, verb, target, value FROM action WHERE pos > ? ORDER BY pos", (after,)
        )
        return [
            Action(tick, seq, actor, verb, on, self._plain(v)) for tick, seq, actor, verb, on, v in found
        ]

    def events(self, after: int = 0) -> list[Event]:
        """All events in order, or those behind chain position ``after``."""
        found = self.query(
            "SELECT tick, what, source, data, us FROM event WHERE pos > ? ORDER BY pos", (after,)
        )
        try:
            return [
                Event(tick, what, source, self._plain(data), us) for tick, what, source, data, us in found
            ]
        except ValueError as error:
            raise AttemptFormatError(
                both(
                    f"{self.path} 中有无法识别的事件（{error}）。",
                    f"{self.path} holds an unknown event ({error}).",
                )
            ) from error

    def chunks(self) -> Iterator[tuple[Ticks, Floats]]:
        """The recorded rows in stretches of up to a minute: ticks ``(n,)`` and values ``(n, tags)``.

        Values are what the observers got, in tag order; on-change tags hold their current value in every row.
        """
        with self._snapshot():
            changes = self.query("SELECT tick, tag, value FROM change ORDER BY pos, tick, tag")
            bodies = self.query(_CHUNKS)
        now, next_change = np.zeros(len(self.header.tags)), 0
        for ticks, raw in (unpack_chunk(self.layout, body, count) for count, body in bodies):
            values = self.layout.decode(raw)
            values[:, self.layout.change] = now[self.layout.change]
            while next_change < len(changes) and changes[next_change][0] <= ticks[-1]:
                tick, tag, value = changes[next_change]
                if not 0 <= tag < len(now):
                    raise AttemptFormatError(
                        both("记录中有未知位号的变化。", "A change of an unknown tag is recorded.")
                    )
                values[np.searchsorted(ticks, tick) :, tag] = now[tag] = value
                next_change += 1
            yield ticks, values

    def raw_chunks(self) -> Iterator[tuple[Ticks, Bytes]]:
        """The fixed-width part of the rows as stored, stretch by stretch."""
        for count, body in self.query(_CHUNKS):
            yield unpack_chunk(self.layout, body, count)

    def rows(self) -> Iterator[tuple[int, array[float]]]:
        """Every recorded row as the observers got it: (tick, the values of all tags)."""
        for ticks, values in self.chunks():
            yield from zip(ticks.tolist(), (array("d", row.tobytes()) for row in values), strict=True)

    def signal(self, tag_id: str) -> tuple[Ticks, Floats]:
        """One tag over the whole attempt: ticks ``(n,)`` and values ``(n,)``.

        Raises ``TagError`` if unknown.
        """
        if tag_id not in self.tag_index:
            raise TagError(both(f"记录中没有位号 {tag_id}。", f"There is no tag {tag_id} in this attempt."))
        index = self.tag_index[tag_id]
        parts = [(ticks, values[:, index]) for ticks, values in self.chunks()]
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        return np.concatenate([t for t, _ in parts]), np.concatenate([v for _, v in parts])

    def changes(self, tag_id: str | None = None) -> list[Change]:
        """Each change of the on-change tags, or of one of them, in order."""
        tags = self.header.tags
        found = self.query("SELECT tick, tag, value FROM change ORDER BY pos, tick, tag")
        return [Change(k, tags[i].id, v) for k, i, v in found if tag_id is None or tags[i].id == tag_id]

    def texts(self, tag_id: str | None = None) -> list[TextChange]:
        """Each change of the text tags, or of one of them, in order."""
        tags = self.header.tags
        found = self.query("SELECT tick, tag, text FROM text ORDER BY pos")
        return [TextChange(k, tags[i].id, text) for k, i, text in found if tag_id in (None, tags[i].id)]

    def checkpoints(self) -> list[Checkpoint]:
        """All checkpoints in order."""
        return [Checkpoint(*row) for row in self.query(f"{_CHECKPOINT} ORDER BY pos")]

    def checkpoint_before(self, tick: int) -> Checkpoint | None:
        """The last checkpoint at or before ``tick``: where seeking starts."""
        found = self.query(f"{_CHECKPOINT} WHERE tick <= ? ORDER BY pos DESC LIMIT 1", (tick,))
        return Checkpoint(*found[0]) if found else None

    def documents(self) -> list[Document]:
        """All versions of all documents, in order."""
        found = self.query("SELECT tick, document, version, body FROM document ORDER BY pos")
        return [Document(tick, name, number, self._plain(body)) for tick, name, number, body in found]

    def openings(self) -> list[Opening]:
        """Each time the attempt was begun or resumed."""
        return [Opening(*row) for row in self.query("SELECT tick, wall, program FROM opening ORDER BY pos")]

    def ended(self) -> Ending | None:
        """How it ended, or ``None`` while it goes on or was cut off."""
        found = self.query("SELECT tick, how, digest FROM ending ORDER BY pos LIMIT 1")
        return Ending(*found[0]) if found else None

    def last_tick(self) -> int:
        """The highest tick anything is recorded at; −1 for an attempt without records."""
        return int(self.query("SELECT coalesce(max(tick), -1) FROM chain")[0][0])

    def verify(self) -> Verified:
        """Recompute the whole chain. Raises ``IntegrityError`` naming the first place that does not hold."""
        with self._snapshot():
            return verify.verify(self.header_columns, self.layout, self.query)

    @contextlib.contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Everything queried inside is of one moment, whatever the writer does meanwhile."""
        self.query("BEGIN")
        try:
            yield
        finally:
            self.query("ROLLBACK")

    def _plain(self, text: str) -> Any:
        try:
            return unpack(text.encode())
        except (ValueError, RecursionError) as error:
            raise AttemptFormatError(
                both(
                    f"{self.path} 中有无法读取的数据（{error}）。",
                    f"{self.path} holds unreadable data ({error}).",
                )
            ) from error


_CHUNKS = "SELECT count, body FROM chunk ORDER BY id"  # a few megabytes at most: packed
_CHECKPOINT = "SELECT pos, tick, digest, state FROM checkpoint"
