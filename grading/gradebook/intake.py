"""Taking an attempt file in: a private copy, folded into one file, verified, and what the grade book asks of it.

The original is only ever read, so that it may lie on a share, on a read-only stick, or still be in use.

    with staging(book.archive) as folder:
        incoming = take_in(path, folder)
        incoming.copy.replace(archive / incoming.file)
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import ShixunError
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.records import Verified
from engine.session.attempt.schema import connect
from grading.gradebook.errors import GradebookError, GradebookStorageError, UnusableAttemptError
from grading.gradebook.store import explained

__all__ = ["MAX_BYTES", "Incoming", "staging", "take_in"]

MAX_BYTES = 2 * 1024**3
COPY = "incoming.attempt"
_OWN_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""Errors of the place that is written, not of the file that is read."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be entered, read while the file was open."""

    copy: Path
    attempt: dict[str, Any]
    verified: Verified
    scenario: bytes
    rubric: bytes
    ended: str
    last_tick: int

    @property
    def file(self) -> str:
        """Its place in the archive."""
        return f"{self.attempt['id'][:2]}/{self.attempt['id']}-{self.verified.records}.attempt"


@contextmanager
def staging(archive: Path) -> Iterator[Path]:
    """A folder for the copies, on the disk where they will stay."""
    try:
        archive.mkdir(exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="incoming-", dir=archive, ignore_cleanup_errors=True)
    except OSError as error:
        raise _cannot_write(archive, error) from None
    with folder as name:
        yield Path(name)


def take_in(path: Path, folder: Path) -> Incoming:
    """Copy and verify ``path``. Raises ``UnusableAttemptError``, or ``GradebookStorageError`` for our own disk."""
    try:
        return _read(_copied(path, folder))
    except GradebookError:
        raise
    except ShixunError as error:
        zh, _, en = str(error).replace(str(folder / COPY), path.name).partition(" / ")
        if path.with_name(path.name + "-lock").exists():
            zh, en = "仍在写入，请在训练结束后再收", "it is still being written; collect it when the attempt is over"
        raise UnusableAttemptError(zh, en or zh) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableAttemptError(f"无法读取：{reason}", f"cannot be read: {reason}") from error


def _copied(path: Path, folder: Path) -> Path:
    """One self-contained copy: what the ``-wal`` beside the original holds is folded in."""
    if path.stat().st_size > MAX_BYTES:
        raise UnusableAttemptError(f"{path.name} 过大，不像训练记录", f"{path.name} is too large for an attempt")
    copy = folder / COPY
    try:
        for side in ("", "-wal"):
            source = path.with_name(path.name + side)
            if source.is_file():
                shutil.copyfile(source, folder / (copy.name + side))
    except OSError as error:
        if error.errno in _OWN_DISK:
            raise _cannot_write(folder.parent, error) from None
        raise
    with AttemptReader.open(copy):
        pass  # refuses what is not an attempt before anything is changed in the copy
    with explained(folder.parent):
        connection = connect(copy, "rw")
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    return copy


def _cannot_write(place: Path, error: OSError) -> GradebookStorageError:
    reason = error.strerror or str(error)
    return GradebookStorageError(
        f"无法写入 {place}：{reason}；请清理磁盘或检查权限后重试",
        f"cannot write {place}: {reason}; free some space or check permissions, then try again",
    )


def _read(copy: Path) -> Incoming:
    with AttemptReader.open(copy) as reader:
        verified, header, ended = reader.verify(), reader.header, reader.ended()
        try:
            ident = str(uuid.UUID(header.attempt_id))
        except ValueError:
            raise UnusableAttemptError("记录编号不是 UUID", "the id of the attempt is not a UUID") from None
        attempt = {
            "id": ident,
            "pseudonym": header.learner or f"attempt:{ident}",
            "mode": header.mode,
            "help_level": header.help_level,
            "seed": header.seed,
            "tick_ms": header.tick_ms,
            "program": header.program,
            "started": header.created,
            "parent": header.parent.attempt_id if header.parent else "",
        }
        how = ended.how if ended else ""
        return Incoming(copy, attempt, verified, header.scenario, header.rubric, how, reader.last_tick())
