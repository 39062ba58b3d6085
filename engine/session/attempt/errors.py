"""How storing goes wrong, said for the person who meets it, and the one error that only replaying can raise.

Every message is ``中文 / English``: what happened, where, what to do. SQLite's own codes are translated in
one place, so that no caller ever sees a database exception.

    try:
        conn.execute("COMMIT")
    except dbapi2.Error as error:
        raise from_sqlite(error, path) from error
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import AttemptError, AttemptFormatError, AttemptLockedError, ShixunError, StorageError

__all__ = ["AttemptClosedError", "AttemptDamagedError", "ReplayDivergedError", "both", "from_sqlite"]

# Primary result codes, https://sqlite.org/rescode.html
_BUSY, _LOCKED, _CORRUPT, _NOTADB = 5, 6, 11, 26
_ERROR, _PERM, _READONLY, _IOERR, _FULL, _CANTOPEN, _AUTH = 1, 3, 8, 10, 13, 14, 23


class AttemptClosedError(AttemptError):
    """Something was to be written to an attempt that has ended or was closed."""


class AttemptDamagedError(AttemptFormatError):
    """The file was an attempt once, but SQLite finds it damaged."""


class ReplayDivergedError(AttemptError):
    """Re-simulating gave something else than what is stored; the record stands.

    ``tick`` is the first tick that differs, ``what`` the sort of record, ``stored`` and ``got`` the two
    versions.
    """

    def __init__(self, tick: int, what: str, stored: Any, got: Any) -> None:
        super().__init__(
            both(
                f"第 {tick} 拍：重新仿真的 {what} 与记录不同"
                f"（记录：{_short(stored)}；重算：{_short(got)}）。以记录为准。",
                f"tick {tick}: re-simulating gave another {what} than the record "
                f"(stored {_short(stored)}, got {_short(got)}). The record stands.",
            )
        )
        self.tick, self.what, self.stored, self.got = tick, what, stored, got


def both(zh: str, en: str) -> str:
    """One message in both languages, Chinese first."""
    return f"{zh} / {en}"


def from_sqlite(error: Exception, path: Path | str) -> ShixunError:
    """The project's own exception for one of SQLite's, with what to do about it."""
    if isinstance(error, UnicodeDecodeError):
        return AttemptDamagedError(
            both(f"{path} 已损坏（文字无法解码）。", f"{path} is damaged (text that is no UTF-8).")
        )
    code = int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in (_BUSY, _LOCKED):
        return AttemptLockedError(
            both(
                f"{path} 正由另一个程序写入，请先关闭它。",
                f"{path} is being written by another program; close it first.",
            )
        )
    if code == _FULL:
        return StorageError(
            both(
                f"磁盘已满，无法写入 {path}；请清理磁盘空间。",
                f"The disk is full, {path} cannot be written; free some space.",
            )
        )
    if code in (_PERM, _READONLY, _IOERR, _CANTOPEN, _AUTH):
        return StorageError(
            both(
                f"无法读写 {path}（{error}）；请检查该文件夹是否存在、可写，磁盘是否正常。",
                f"{path} cannot be read or written ({error}); check that the folder exists and is writable "
                "and that the disk is sound.",
            )
        )
    if code == _CORRUPT:
        return AttemptDamagedError(both(f"{path} 已损坏（{error}）。", f"{path} is damaged ({error})."))
    if code == _NOTADB:
        return AttemptFormatError(both(f"{path} 不是实训记录。", f"{path} is not an attempt file."))
    return AttemptFormatError(
        both(f"{path} 的内容无法读取（{error}）。", f"The contents of {path} cannot be read ({error}).")
    )


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 120 else f"{text[:117]}…"
