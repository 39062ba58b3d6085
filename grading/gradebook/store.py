"""The grade book is one SQLite file; this is the only place that opens it and begins transactions.

Readers of a class list must never meet a half-written import, and two programs on one grade book must both
work: WAL with full synchronisation, foreign keys, every write a short ``BEGIN IMMEDIATE`` transaction, and
waiting for the other side bounded and explained. Everything else in this package works on ``Gradebook.db``
(a ``sqlite_utils.Database``) inside ``with book.write(): …``.

    with Gradebook.open(Path("gradebook.db"), author="李老师") as book:
        import_roster(book, Path("化工2401.xlsx"))
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from pysqlite3 import dbapi2 as sqlite
from sqlite_utils import Database

from grading.gradebook.errors import (
    GradebookBusyError,
    GradebookError,
    GradebookFormatError,
    GradebookStorageError,
)
from grading.gradebook.migrations import migrate

__all__ = ["SQLITE_MINIMUM", "Gradebook", "utc_now"]

SQLITE_MINIMUM = (3, 51, 3)
"""Older SQLite can lose commits in WAL mode (the WAL-reset bug, sqlite.org/wal.html#walresetbug)."""


def utc_now() -> str:
    """The wall time as ISO 8601 in UTC, to the second: a comment on rows, never an order."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Gradebook:
    """An open grade book. ``author`` is written to every row that says who did it.

    ``clock`` returns the time as text; tests pass their own.
    """

    def __init__(self, db: Database, path: Path, author: str, clock: Callable[[], str]) -> None:
        self.db = db
        self.path = path
        self.author = author
        self.clock = clock

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        author: str = "local",
        clock: Callable[[], str] = utc_now,
        wait_s: float = 5.0,
    ) -> Gradebook:
        """Open or create the grade book at ``path`` and bring it to this program's schema.

        Raises ``GradebookVersionError`` for a newer schema, ``GradebookFormatError`` for any other file,
        ``GradebookBusyError`` when another program writes for longer than ``wait_s`` seconds, and
        ``GradebookStorageError`` when the place cannot be written. An older grade book is copied
        beside itself before it is migrated.
        """
        _require_sqlite()
        with explained(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise _unreachable(path, str(error)) from None
            connection = sqlite.connect(str(path), timeout=wait_s, isolation_level=None)
            try:
                db = Database(connection, strict=True, execute_plugins=False)
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")  # a deleted name leaves no bytes behind
                migrate(db, path)
                _use_wal(connection, wait_s)
                connection.execute("PRAGMA synchronous = FULL")
            except BaseException:
                connection.close()
                raise
        return cls(db, path, author, clock)

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction: all of it or nothing. A nested use joins the outer one."""
        connection: Any = self.db.conn
        if connection.in_transaction:
            yield self.db
            return
        with explained(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dicts, read at once."""
        with explained(self.path):
            return list(self.db.query(sql, list(values)))

    def row(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    @property
    def archive(self) -> Path:
        """The folder beside the grade book that keeps a copy of every collected attempt."""
        return self.path.with_name(self.path.stem + ".attempts")

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.db.conn.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors into ours, in words and with what to do."""
    try:
        yield
    except sqlite.Error as error:
        raise _translated(path, error) from error


def _translated(path: Path, error: Exception) -> GradebookError:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return GradebookBusyError(
            f"成绩册 {path} 正被另一个程序写入；请等它完成后重试",
            f"the grade book {path} is being written by another program; wait until it is done and try again",
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return GradebookFormatError(
            f"{path} 不是成绩册或已损坏；原文件未改动，请换用备份（同目录下的 *-backup*.db）",
            f"{path} is not a grade book or is damaged; it was left as it is, use a backup (*-backup*.db)",
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return _unreachable(path, str(error))
    return GradebookFormatError(
        f"成绩册 {path} 拒绝了这次操作：{error}", f"the grade book {path} refused this: {error}"
    )


def _unreachable(path: Path, reason: str) -> GradebookStorageError:
    return GradebookStorageError(
        f"无法写入成绩册 {path}（{reason}）；请检查磁盘空间和文件夹权限，或换一个位置",
        f"cannot write the grade book {path} ({reason}); check free space and permissions, or choose another place",
    )


def _use_wal(connection: Any, wait_s: float) -> None:
    """Switch to WAL once; SQLite itself does not wait when another program opens the file just now."""
    end = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite.OperationalError as error:
            if not (error.sqlite_errorname or "").startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _require_sqlite() -> None:
    """One SQLite library in the process, and one without the WAL-reset bug."""
    if importlib.import_module("sqlite_utils.utils").sqlite3.connect is not sqlite.connect:
        raise GradebookFormatError(
            "sqlite-utils 没有使用 pysqlite3；请重新安装 pysqlite3",
            "sqlite-utils does not use pysqlite3; reinstall pysqlite3",
        )
    if sqlite.sqlite_version_info < SQLITE_MINIMUM:
        needed = ".".join(map(str, SQLITE_MINIMUM))
        raise GradebookFormatError(
            f"SQLite {sqlite.sqlite_version} 太旧，需要 {needed} 以上；请升级 pysqlite3",
            f"SQLite {sqlite.sqlite_version} is too old, {needed} is needed; upgrade pysqlite3",
        )
