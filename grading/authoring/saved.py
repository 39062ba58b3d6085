"""Noticing that a scenario's files were saved with other content, without a library: stamps first, then a hash.

    files = SavedFiles(folder)
    if files.saved(time.monotonic()): ...

What scenario and rubric extend is looked at as well, where the rules of ``extends`` let it be read at all.

An editor may empty a file before it writes it. So what was saved counts once two looks, half a second apart, agree.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from engine.scenario.extends import MAX_BASES, base_named
from engine.scenario.reading import MAX_BYTES

__all__ = ["POLL_S", "SavedFiles"]

POLL_S = 0.5
"""Files are looked at so often, s."""
_EXTENDS = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?extends[\"']?[ \t]*:[ \t]+[\"']?([^\"'#\r\n]+)", re.MULTILINE)


class SavedFiles:
    """Notices that the scenario or its rubric was saved with other content; ``now`` is any clock in seconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = self._seen = self._content()
        self._stats: list[tuple[str, int, int]] = self._stat()
        self._next: float | None = None

    def saved(self, now: float) -> bool:
        """Whether something else stands in the files than at the last time this was true (or at the beginning)."""
        if self._next is not None and now < self._next:
            return False
        self._next = now + POLL_S
        stats = self._stat()
        if stats != self._stats or self._seen != self._known:
            before, self._seen, self._stats = self._seen, self._content(), stats
            if self._seen == before and self._seen != self._known:
                self._known = self._seen
                return True
        return False

    def _files(self) -> list[Path]:
        """The scenario, the rubric, and what each of them extends."""
        files = [file for name in ("scenario.yaml", "rubric.yaml") for file in _tower(self._folder / name)]
        return list(dict.fromkeys(files))

    def _stat(self) -> list[tuple[str, int, int]]:
        found = []
        for path in self._files():
            try:
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
            except (OSError, ValueError):
                found.append((str(path), 0, -1))
        return found

    def _content(self) -> bytes:
        total = hashlib.sha256()
        for path in self._files():
            data = _bytes(path)
            total.update(b"\0missing" if data is None else data)
            total.update(b"\0\0")
        return total.digest()


def _tower(path: Path) -> Iterator[Path]:
    """The file and those it stands on, as far as they can be read; found without parsing, for it may be half written."""
    yield path
    for _ in range(MAX_BASES):
        found = _EXTENDS.search(_bytes(path) or b"")
        base = base_named(path, found[1].decode("utf-8", "replace").strip()) if found else None
        if base is None:
            return
        path = base
        yield path


def _bytes(path: Path) -> bytes | None:
    """What stands in a plain file, as much of it as a reader would take; a pipe would keep the window waiting."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return None
