"""The tables of an attempt file, and the only way to a connection.

One SQLite library may be in the process (two drop each other's POSIX locks), and it must be 3.51.3 or newer
(older ones can lose commits when a WAL checkpoint races a reset): therefore pysqlite3, and nothing else.

A file whose tables are not exactly these is refused before anything is read from it, so a hostile file cannot
bring views or triggers of its own.

    conn = connect(path, "rw")
    conn.execute("SELECT count(*) FROM action").fetchone()
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from pysqlite3 import dbapi2 as sqlite

from engine.errors import AttemptFormatError, StorageError
from engine.session.attempt.errors import AttemptDamagedError, both, from_sqlite

__all__ = [
    "APPLICATION_ID",
    "DB_ERRORS",
    "KINDS",
    "SCHEMA_VERSION",
    "TABLES",
    "Connection",
    "check_format",
    "connect",
    "sqlite",
]

Connection = Any
"""A ``pysqlite3`` connection in autocommit mode (the library brings no types)."""
DB_ERRORS = (sqlite.Error, UnicodeDecodeError)
"""What a query can raise; a damaged file may hold names that are no UTF-8 even in SQLite's own message."""

APPLICATION_ID = 0x53585854  # "SXXT", shì xùn
SCHEMA_VERSION = 1
_OLDEST_SQLITE = (3, 51, 3)

KINDS: dict[str, tuple[str, ...]] = {
    "opening": ("wall", "program"),
    "action": ("seq", "actor", "verb", "target", "value"),
    "event": ("number", "us", "what", "source", "data"),
    "rows": ("chunk", "start", "count", "first", "digest"),
    "text": ("tag", "text"),
    "checkpoint": ("digest", "state"),
    "document": ("document", "version", "body"),
    "ending": ("how", "digest"),
}
"""Every kind of chained record with its columns besides ``pos`` and ``tick``; each is a table."""

_RECORD = "pos INTEGER PRIMARY KEY, tick INTEGER NOT NULL"
TABLES: dict[str, str] = {
    # Who, what, when; the scenario, rubric and strings it was run with.
    "header": "CREATE TABLE header (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT",
    # One line for every record below, in the order in which it was handed over.
    "chain": "CREATE TABLE chain (pos INTEGER PRIMARY KEY, kind TEXT NOT NULL, tick INTEGER NOT NULL,"
    " mono_ms INTEGER NOT NULL, head BLOB NOT NULL) STRICT",
    # Each time the file was opened for writing.
    "opening": f"CREATE TABLE opening ({_RECORD}, wall TEXT NOT NULL, program TEXT NOT NULL) STRICT",
    "action": f"CREATE TABLE action ({_RECORD}, seq INTEGER NOT NULL, actor TEXT NOT NULL,"
    " verb TEXT NOT NULL, target TEXT NOT NULL, value TEXT NOT NULL) STRICT",
    "event": f"CREATE TABLE event ({_RECORD}, number INTEGER NOT NULL, us INTEGER NOT NULL,"
    " what TEXT NOT NULL, source TEXT NOT NULL, data TEXT NOT NULL) STRICT",
    # Rows start … start+count of a chunk; digest covers their ticks, values and changes, uncompressed.
    "rows": f"CREATE TABLE rows ({_RECORD}, chunk INTEGER NOT NULL, start INTEGER NOT NULL,"
    " count INTEGER NOT NULL, first INTEGER NOT NULL, digest TEXT NOT NULL) STRICT",
    "text": f"CREATE TABLE text ({_RECORD}, tag INTEGER NOT NULL, text TEXT NOT NULL) STRICT",
    "checkpoint": f"CREATE TABLE checkpoint ({_RECORD}, digest TEXT NOT NULL, state BLOB NOT NULL) STRICT",
    "document": f"CREATE TABLE document ({_RECORD}, document TEXT NOT NULL, version INTEGER NOT NULL,"
    " body TEXT NOT NULL) STRICT",
    "ending": f"CREATE TABLE ending ({_RECORD}, how TEXT NOT NULL, digest TEXT NOT NULL) STRICT",
    # Covered by the digests of ``rows``.
    "chunk": "CREATE TABLE chunk (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
    "change": "CREATE TABLE change (pos INTEGER NOT NULL, tick INTEGER NOT NULL, tag INTEGER NOT NULL,"
    " value REAL NOT NULL, PRIMARY KEY (pos, tick, tag)) STRICT, WITHOUT ROWID",
}


def connect(path: Path, mode: Literal["ro", "rw", "rwc"]) -> Connection:
    """A connection in autocommit mode with the pragmas of this project; ``rwc`` may create the file.

    Raises ``StorageError`` where the SQLite library is too old or the file cannot be opened.
    """
    if sqlite.sqlite_version_info < _OLDEST_SQLITE:
        need, have = ".".join(map(str, _OLDEST_SQLITE)), sqlite.sqlite_version
        raise StorageError(
            both(
                f"SQLite {have} 有可能丢失数据的缺陷，需要 {need} 或更新：请运行 pip install -U pysqlite3。",
                f"SQLite {have} has a bug that can lose data; {need} or newer is needed: "
                "run pip install -U pysqlite3.",
            )
        )
    name = path.absolute().as_posix()
    uri = f"file://{'' if name.startswith('/') else '/'}{quote(os.fsencode(name))}?mode={mode}"
    try:
        conn = sqlite.connect(uri, uri=True, isolation_level=None, timeout=5.0, check_same_thread=False)
    except DB_ERRORS as error:
        raise from_sqlite(error, path) from error
    pragmas = ["trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY"]
    if mode != "ro":
        pragmas.append("synchronous=FULL")
    try:
        for pragma in pragmas:
            conn.execute(f"PRAGMA {pragma}")
    except DB_ERRORS as error:
        conn.close()
        raise from_sqlite(error, path) from error
    return conn


def check_format(conn: Connection, path: Path) -> None:
    """Refuse what is not a sound attempt file of a version this program knows.

    Raises ``AttemptFormatError`` (not an attempt, damaged, newer), ``StorageError`` or
    ``AttemptLockedError``.
    """
    try:
        application = conn.execute("PRAGMA application_id").fetchone()[0]
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION_ID:
            raise AttemptFormatError(both(f"{path} 不是实训记录。", f"{path} is not an attempt file."))
        if version > SCHEMA_VERSION:
            raise AttemptFormatError(
                both(
                    f"{path} 由更新版本的程序写成（格式 {version}，本程序到 {SCHEMA_VERSION}）：请升级。",
                    f"{path} was written by a newer version of the program (format {version}, "
                    f"this one knows up to {SCHEMA_VERSION}): please upgrade.",
                )
            )
        found = conn.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
        if sorted(found) != sorted(("table", name, sql) for name, sql in TABLES.items()):
            raise AttemptFormatError(
                both(
                    f"{path} 的数据表与格式 {version} 不符。",
                    f"The tables of {path} are not those of format {version}.",
                )
            )
        report = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    except DB_ERRORS as error:
        raise from_sqlite(error, path) from error
    if report != "ok":
        raise AttemptDamagedError(both(f"{path} 已损坏：{report}", f"{path} is damaged: {report}"))
