"""A rewound attempt together with what came before it, read as one.

A rewind starts a new file from a checkpoint of its parent. To be marked fairly it needs what was done before that
checkpoint; this reads parent and child as one attempt wherever the parent can be found.

    with open_lineage(path) as attempt:
        result = mark_attempt(attempt)
        attempt.missing            # id of a parent that was not found, or ""
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType

from engine.errors import ShixunError
from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import Ending

__all__ = ["MAX_GENERATIONS", "Find", "Lineage", "beside", "open_lineage"]

Find = Callable[[str], Path | None]
MAX_GENERATIONS = 100


class Lineage:
    """A child attempt and, before it, its parent up to where the child began."""

    def __init__(self, reader: AttemptReader, parent: Lineage | None, missing: str = "") -> None:
        self.reader, self._parent = reader, parent
        self.missing: str = parent.missing if parent is not None else missing
        self._from = reader.header.parent.tick if reader.header.parent is not None else 0

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

    def rows(self) -> Iterator[tuple[int, list[float]]]:
        """All rows, the parent's first."""
        if self._parent is None:
            return self.reader.rows()
        return chain((row for row in self._parent.rows() if row[0] < self._from), self.reader.rows())

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
