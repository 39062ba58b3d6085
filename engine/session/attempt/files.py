"""Around the file: one writer at a time, a way to read from anywhere, and damaged files put aside.

The lock is held on a file beside the attempt, never on the attempt itself: closing any descriptor of a
database drops SQLite's own POSIX locks in the whole process. The system releases it when the process dies,
however.

    with WriterLock(path):
        ...
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from engine.errors import AttemptLockedError, StorageError
from engine.session.attempt.errors import both, from_sqlite
from engine.session.attempt.schema import DB_ERRORS, Connection, check_format, connect, sqlite

__all__ = ["WriterLock", "open_to_read", "set_aside"]

_SIDES = ("", "-wal", "-shm", "-journal")


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """The right to write the attempt at ``path``, until ``release`` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + "-lock")
        self._fd = self._take(path)

    def _take(self, path: Path) -> int:
        while True:
            try:
                fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError as error:
                raise _cannot_write(path, error) from error
            try:
                _lock(fd)
                # Its holder may have removed the file before we locked it: then take the new one.
                if os.path.samestat(os.fstat(fd), self._path.stat()):
                    return fd
                os.close(fd)
            except FileNotFoundError:
                os.close(fd)
            except OSError as error:
                os.close(fd)
                if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                    raise _cannot_write(path, error) from error
                raise AttemptLockedError(
                    both(
                        f"{path} 正由另一个实训程序写入，请先关闭那个程序。",
                        f"{path} is being written by another running program; close that one first.",
                    )
                ) from None

    def release(self) -> None:
        """Give the right back; calling it twice does no harm."""
        if self._fd >= 0:
            if sys.platform != "win32":  # Windows refuses to remove an open file
                with contextlib.suppress(OSError):
                    self._path.unlink()
            os.close(self._fd)
            self._fd = -1
            if sys.platform == "win32":
                with contextlib.suppress(OSError):
                    self._path.unlink()

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.release()


def open_to_read(path: Path) -> tuple[Connection, tempfile.TemporaryDirectory[str] | None]:
    """A read-only connection to a sound attempt, and the temporary folder it lies in where a copy was needed.

    A file cut off in its writing has its last records in the ``-wal`` beside it (or its half-made creation
    to be undone in a ``-journal``), and SQLite can join the two only where it may write. On a read-only
    disk all of it is therefore copied.

    Raises ``AttemptFormatError`` or ``StorageError``.
    """
    if not path.is_file():
        raise StorageError(both(f"没有文件 {path}。", f"There is no file {path}."))
    conn = connect(path, "ro")
    try:
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite.OperationalError as error:
        conn.close()
        if _writable(path.parent):
            if not path.with_name(path.name + "-journal").exists():
                raise from_sqlite(error, path) from error
            return _read_only(path, path), None
    except DB_ERRORS as error:
        conn.close()
        raise from_sqlite(error, path) from error
    else:
        return _checked(conn, path), None
    folder = tempfile.TemporaryDirectory(prefix="shixun-")
    try:
        for side in ("", "-wal", "-journal"):
            source = path.with_name(path.name + side)
            if source.exists():
                shutil.copyfile(source, Path(folder.name) / ("copy" + side))
        return _read_only(Path(folder.name) / "copy", path), folder
    except OSError as error:
        folder.cleanup()
        raise _cannot_write(Path(folder.name), error) from error
    except BaseException:
        folder.cleanup()
        raise


def set_aside(path: Path) -> Path:
    """Rename a damaged file and what lies beside it, and return the new name; nothing is ever overwritten."""
    number = 1
    while (new := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for side in _SIDES:
            old = path.with_name(path.name + side)
            if old.exists():
                old.rename(new.with_name(new.name + side))
    except OSError as error:
        raise _cannot_write(path, error) from error
    return new


def _read_only(path: Path, known_as: Path) -> Connection:
    """A connection that may tidy up what a crash left, and then only reads."""
    conn = _checked(connect(path, "rw"), known_as)
    conn.execute("PRAGMA query_only = ON")
    return conn


def _checked(conn: Connection, path: Path) -> Connection:
    try:
        check_format(conn, path)
    except BaseException:
        conn.close()
        raise
    return conn


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _cannot_write(path: Path, error: OSError) -> StorageError:
    reason = error.strerror or str(error)
    return StorageError(
        both(
            f"无法写入 {path}（{reason}）；请换一个可写的文件夹，或检查磁盘。",
            f"{path} cannot be written ({reason}); choose a folder that can be written, or check the disk.",
        )
    )
