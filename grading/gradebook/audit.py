"""Who changed what, when, from what to what and why: rows that cannot be altered unseen.

Each row carries SHA-256 over the row before it and itself, so that a row edited, removed or slipped in with
another tool is found by ``verify_audit``. Rows hold pseudonyms and marks, never names or student numbers:
forgetting a person must not break the chain.

    record(book, "adjust", "attempt 6f1c…", old={"total": 59}, new={"total": 62}, reason="机位断电")
"""

from __future__ import annotations

import hashlib
from typing import Any

from engine.state import pack
from grading.gradebook.errors import GradebookFormatError
from grading.gradebook.store import Gradebook

__all__ = ["record", "verify_audit"]

_GENESIS = hashlib.sha256(b"shixun gradebook audit 1\0").hexdigest()


def _link(before: str, row: dict[str, Any]) -> str:
    fields = {name: row[name] for name in ("at", "author", "what", "subject", "old", "new", "reason")}
    return hashlib.sha256(b"audit\0" + bytes.fromhex(before) + pack(fields)).hexdigest()


def record(book: Gradebook, what: str, subject: str, *, old: Any = None, new: Any = None, reason: str = "") -> None:
    """Append a row inside the transaction of the change that it tells of."""
    row = {
        "at": book.clock(),
        "author": book.author,
        "what": what,
        "subject": subject,
        "old": pack(old).decode(),
        "new": pack(new).decode(),
        "reason": reason,
    }
    with book.write() as db:
        last = db.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        row["hash"] = _link(last[0] if last else _GENESIS, row)
        db.table("audit").insert(row)


def verify_audit(book: Gradebook) -> int:
    """The number of audit rows if their chain holds, else ``GradebookFormatError`` with the first bad row."""
    before, count = _GENESIS, 0
    for row in book.rows("SELECT * FROM audit ORDER BY id"):
        count += 1
        if row["hash"] != _link(before, row) or row["id"] != count:
            raise GradebookFormatError(
                f"审计记录从第 {count} 行起被改动过", f"the audit trail was altered, from row {count} on"
            )
        before = row["hash"]
    return count
