"""A rewound attempt together with what came before it, read as one.

A rewind starts a new file from a checkpoint of its parent. To be marked fairly it needs what was done before that
checkpoint; this reads parent and child as one attempt wherever the parent can be found.

    with open_lineage(path) as attempt:
        result = mark_attempt(attempt)
        attempt.missing            # id of a parent that was not found, or ""
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType

import numpy as np

from engine.errors import ShixunError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.chunks import Ticks
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import Ending, Verified
from engine.session.attempt.signals import Floats

__all__ = ["MAX_GENERATIONS", "Find", "Generation", "Lineage", "beside", "open_lineage"]

Find = Callable[[str], Path | None]
MAX_GENERATIONS = 100


@dataclass(frozen=True, slots=True)
class Generation:
    """One file of a lineage and what it counts for: everything from the tick ``start`` up to the next generation's."""

    path: Path
    attempt_id: str
    start: int


class Lineage:
    """A child attempt and, before it, its parent up to where the child began."""

    def __init__(self, reader: AttemptReader, parent: Lineage | None, missing: str = "") -> None:
        self.reader, self._parent = reader, parent
        self.missing: str = parent.missing if parent is not None else missing
        self._from = reader.header.parent.tick if reader.header.parent is not None else 0

    @property
    def path(self) -> Path:
        """The child's file."""
        return self.reader.path

    @property
    def parent(self) -> Lineage | None:
        """What came before, as far as it was found."""
        return self._parent

    @property
    def header(self) -> AttemptHeader:
        """The child's header."""
        return self.reader.header

    def actions(self) -> list[Action]:
        """All actions, the parent's first."""
        before = [a for a in self._parent.actions() if a.tick < self._from] if self._parent else []
        return [*before, *self.reader.actions()]

    def events(self) -> list[Event]:
        """All events, the parent's first."""
        before = [e for e in self._parent.events() if e.tick < self._from] if self._parent else []
        return [*before, *self.reader.events()]

    def rows(self) -> Iterator[tuple[int, array[float]]]:
        """All rows, the parent's first."""
        if self._parent is None:
            return self.reader.rows()
        return chain((row for row in self._parent.rows() if row[0] < self._from), self.reader.rows())

    def signal(self, tag_id: str) -> tuple[Ticks, Floats]:
        """One tag over everything, the parent's part first: ticks ``(n,)`` and values ``(n,)``.

        Raises ``TagError`` if unknown.
        """
        ticks, values = self.reader.signal(tag_id)
        if self._parent is None:
            return ticks, values
        old_ticks, old_values = self._parent.signal(tag_id)
        keep = int(np.searchsorted(old_ticks, self._from))
        return np.concatenate([old_ticks[:keep], ticks]), np.concatenate([old_values[:keep], values])

    def last_tick(self) -> int:
        """The highest tick anything is recorded at; a child with nothing in it yet stands where it began."""
        return max(self.reader.last_tick(), self._from)

    def verify(self) -> Verified:
        """Recompute the chains of all files; what is said is of the child's. Raises ``IntegrityError``."""
        if self._parent is not None:
            self._parent.verify()
        return self.reader.verify()

    def generations(self) -> list[Generation]:
        """The files that are read as one, the oldest first."""
        before = self._parent.generations() if self._parent is not None else []
        return [*before, Generation(self.reader.path, self.header.attempt_id, self._from)]

    def reader_at(self, tick: int) -> AttemptReader | None:
        """The file whose part ``tick`` belongs to; ``None`` where that file was not found."""
        if tick >= self._from:
            return self.reader
        return self._parent.reader_at(tick) if self._parent is not None else None

    def ended(self) -> Ending | None:
        """How the child ended."""
        return self.reader.ended()

    def close(self) -> None:
        """Let go of all files."""
        self.reader.close()
        if self._parent is not None:
            self._parent.close()

    def __enter__(self) -> Lineage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def beside(path: Path) -> Find:
    """Looks for a parent among the attempt files in the same folder."""

    def find(attempt_id: str) -> Path | None:
        for other in sorted(path.parent.glob("*.attempt")):
            if attempt_id[:8] in other.name or other != path:
                try:
                    with AttemptReader.open(other) as reader:
                        if reader.header.attempt_id == attempt_id:
                            return other
                except ShixunError:
                    continue
        return None

    return find


def open_lineage(path: Path, find: Find | None = None, depth: int = 0) -> Lineage:
    """Open an attempt with its ancestors. Raises what ``AttemptReader.open`` raises for the attempt itself."""
    reader = AttemptReader.open(path)
    parent = reader.header.parent
    if parent is None:
        return Lineage(reader, None)
    search = find or beside(path)
    found = search(parent.attempt_id) if depth < MAX_GENERATIONS else None
    if found is None:
        return Lineage(reader, None, parent.attempt_id)
    try:
        return Lineage(reader, open_lineage(found, search, depth + 1))
    except ShixunError:
        return Lineage(reader, None, parent.attempt_id)
