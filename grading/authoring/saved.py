"""Noticing that a scenario's files were saved with other content, without a library: stamps first, then a hash.

    files = SavedFiles(folder)
    if files.saved(time.monotonic()): ...

An editor may empty a file before it writes it. So what was saved counts once two looks, half a second apart, agree.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

__all__ = ["POLL_S", "SavedFiles"]

POLL_S = 0.5
"""Files are looked at so often, s."""
_EXTENDS = re.compile(rb"^extends:[ \t]*[\"']?([^\"'#\r\n]+)", re.MULTILINE)


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
        """The scenario, what it extends, and the rubric."""
        files = [self._folder / "scenario.yaml", self._folder / "rubric.yaml"]
        home = self._folder
        for _ in range(8):
            try:
                found = _EXTENDS.search((home / "scenario.yaml").read_bytes())
            except OSError:
                break
            if found is None:
                break
            base = (home / found[1].decode("utf-8", "replace").strip()).resolve()
            home = base.parent if base.suffix in (".yaml", ".yml") else base
            files += [home / "scenario.yaml", home / "rubric.yaml"]
        return list(dict.fromkeys(files))

    def _stat(self) -> list[tuple[str, int, int]]:
        found = []
        for path in self._files():
            try:
                stat = path.stat()
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
            except OSError:
                found.append((str(path), 0, -1))
        return found

    def _content(self) -> bytes:
        total = hashlib.sha256()
        for path in self._files():
            try:
                total.update(path.read_bytes())
            except OSError:
                total.update(b"\0missing")
            total.update(b"\0\0")
        return total.digest()
