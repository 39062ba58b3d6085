"""The schema of the grade book, as numbered steps that every old file walks through once.

Each step is one function and is never changed after a release; a new need is a new step at the end. The
number of the last step done stands in ``PRAGMA user_version``. Before an existing grade book is migrated, a
copy is put beside it (``gradebook.v3-backup.db``); the steps run in one transaction, so a file is either old
or new.

    >>> len(MIGRATIONS) == LATEST
    True
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite
from sqlite_utils import Database

from grading.gradebook.errors import GradebookFormatError, GradebookVersionError

__all__ = ["APPLICATION_ID", "LATEST", "MIGRATIONS", "migrate"]

APPLICATION_ID = 0x53584742
"""``SXGB`` in the file's header: says what the file is before anything is read."""


def _append_only(db: Database, *tables: str) -> None:
    """Rows of these tables are facts: written once, never changed, never removed."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
            )


def people(db: Database) -> None:
    """Pseudonyms apart from names: only ``people`` and ``identity_changes`` hold personal data."""
    db.execute("CREATE TABLE learners (id TEXT PRIMARY KEY, created TEXT NOT NULL) STRICT")
    db.execute("""
        CREATE TABLE people (
            learner TEXT PRIMARY KEY REFERENCES learners(id),
            student_no TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT""")
    db.execute("""
        CREATE TABLE identity_changes (
            id INTEGER PRIMARY KEY, learner TEXT NOT NULL REFERENCES learners(id),
            field TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
            at TEXT NOT NULL, author TEXT NOT NULL) STRICT""")
    db.execute("""
        CREATE TABLE pseudonyms (
            pseudonym TEXT PRIMARY KEY, learner TEXT NOT NULL REFERENCES learners(id)) STRICT""")
    db.execute("CREATE INDEX pseudonyms_learner ON pseudonyms(learner)")
    db.execute("""
        CREATE TABLE classes (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created TEXT NOT NULL) STRICT""")
    db.execute("""
        CREATE TABLE memberships (
            class INTEGER NOT NULL REFERENCES classes(id), learner TEXT NOT NULL REFERENCES learners(id),
            since TEXT NOT NULL, PRIMARY KEY (class, learner)) STRICT""")
    db.execute("CREATE INDEX memberships_learner ON memberships(learner)")


def scenarios_and_rubrics(db: Database) -> None:
    """What was run and by which rules it is judged; keyed by the hash of the content."""
    db.execute("""
        CREATE TABLE scenarios (
            hash TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL,
            title_zh TEXT NOT NULL, title_en TEXT NOT NULL,
            body BLOB NOT NULL, added TEXT NOT NULL) STRICT""")
    db.execute("CREATE INDEX scenarios_id ON scenarios(id)")
    db.execute("""
        CREATE TABLE rubrics (
            hash TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, scenario TEXT NOT NULL,
            body BLOB NOT NULL, added TEXT NOT NULL, author TEXT NOT NULL) STRICT""")
    db.execute("CREATE INDEX rubrics_id ON rubrics(id, version)")
    db.execute("""
        CREATE TABLE rubric_texts (
            hash TEXT PRIMARY KEY, rubric TEXT NOT NULL REFERENCES rubrics(hash),
            yaml BLOB NOT NULL, added TEXT NOT NULL, author TEXT NOT NULL) STRICT""")
    _append_only(db, "scenarios", "rubrics", "rubric_texts")


def attempts(db: Database) -> None:
    """One row an attempt, one row each time more of it was collected."""
    db.execute("""
        CREATE TABLE attempts (
            id TEXT PRIMARY KEY, pseudonym TEXT NOT NULL REFERENCES pseudonyms(pseudonym),
            scenario TEXT NOT NULL REFERENCES scenarios(hash), rubric TEXT REFERENCES rubrics(hash),
            mode TEXT NOT NULL, help_level TEXT NOT NULL, seed INTEGER NOT NULL, tick_ms INTEGER NOT NULL,
            program TEXT NOT NULL, started TEXT NOT NULL, parent TEXT NOT NULL,
            collected TEXT NOT NULL, author TEXT NOT NULL) STRICT""")
    db.execute("CREATE INDEX attempts_pseudonym ON attempts(pseudonym)")
    db.execute("""
        CREATE TABLE recordings (
            id INTEGER PRIMARY KEY, attempt TEXT NOT NULL REFERENCES attempts(id),
            content_hash TEXT NOT NULL UNIQUE, links INTEGER NOT NULL, ended TEXT NOT NULL,
            last_tick INTEGER NOT NULL, file TEXT NOT NULL, collected TEXT NOT NULL, author TEXT NOT NULL,
            UNIQUE (attempt, links)) STRICT""")
    _append_only(db, "attempts", "recordings")


def gradings(db: Database) -> None:
    """Every marking is a new row, with all that it says; nothing is marked in place."""
    db.execute("""
        CREATE TABLE gradings (
            id INTEGER PRIMARY KEY, recording INTEGER NOT NULL REFERENCES recordings(id),
            rubric TEXT NOT NULL REFERENCES rubrics(hash), grader TEXT NOT NULL,
            result_hash TEXT NOT NULL, result BLOB NOT NULL,
            total REAL NOT NULL, raw REAL NOT NULL, passed INTEGER NOT NULL,
            at TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL) STRICT""")
    db.execute("CREATE INDEX gradings_recording ON gradings(recording)")
    db.execute("""
        CREATE TABLE items (
            grading INTEGER NOT NULL REFERENCES gradings(id), item TEXT NOT NULL, place INTEGER NOT NULL,
            kind TEXT NOT NULL, title_zh TEXT NOT NULL, title_en TEXT NOT NULL, outcome TEXT NOT NULL,
            verdict TEXT NOT NULL, level INTEGER NOT NULL, ratio REAL, weight REAL NOT NULL,
            possible REAL NOT NULL, gained REAL NOT NULL, deducted REAL NOT NULL, gate TEXT NOT NULL,
            words_zh TEXT NOT NULL, words_en TEXT NOT NULL,
            PRIMARY KEY (grading, item)) STRICT""")
    db.execute("""
        CREATE TABLE evidence (
            grading INTEGER NOT NULL, item TEXT NOT NULL, n INTEGER NOT NULL,
            start INTEGER NOT NULL, stop INTEGER NOT NULL, measured REAL, bound REAL, unit TEXT NOT NULL,
            margin REAL, refs TEXT NOT NULL, PRIMARY KEY (grading, item, n),
            FOREIGN KEY (grading, item) REFERENCES items(grading, item)) STRICT""")
    db.execute("""
        CREATE TABLE outcomes (
            grading INTEGER NOT NULL REFERENCES gradings(id), outcome TEXT NOT NULL, place INTEGER NOT NULL,
            title_zh TEXT NOT NULL, title_en TEXT NOT NULL, share REAL NOT NULL, value REAL,
            PRIMARY KEY (grading, outcome)) STRICT""")
    _append_only(db, "gradings", "items", "evidence", "outcomes")


def human_marks(db: Database) -> None:
    """What people decide, apart from what was measured; a later row supersedes, none is lost."""
    db.execute("""
        CREATE TABLE manual_marks (
            id INTEGER PRIMARY KEY, attempt TEXT NOT NULL REFERENCES attempts(id), item TEXT NOT NULL,
            party TEXT NOT NULL, ratio REAL CHECK (ratio BETWEEN 0 AND 1),
            at TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL CHECK (reason <> '')) STRICT""")
    db.execute("""
        CREATE TABLE adjustments (
            id INTEGER PRIMARY KEY, attempt TEXT NOT NULL REFERENCES attempts(id), points REAL NOT NULL,
            at TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL CHECK (reason <> '')) STRICT""")
    db.execute("""
        CREATE TABLE confirmations (
            id INTEGER PRIMARY KEY, attempt TEXT NOT NULL REFERENCES attempts(id),
            grading INTEGER NOT NULL REFERENCES gradings(id), total REAL NOT NULL,
            at TEXT NOT NULL, author TEXT NOT NULL) STRICT""")
    db.execute("CREATE INDEX manual_marks_attempt ON manual_marks(attempt)")
    db.execute("CREATE INDEX adjustments_attempt ON adjustments(attempt)")
    db.execute("CREATE INDEX confirmations_attempt ON confirmations(attempt)")
    _append_only(db, "manual_marks", "adjustments", "confirmations")


def audit(db: Database) -> None:
    """Who changed what, chained by hash; holds pseudonyms only, so that a person can be forgotten."""
    db.execute("""
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, author TEXT NOT NULL, what TEXT NOT NULL,
            subject TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, reason TEXT NOT NULL,
            hash TEXT NOT NULL) STRICT""")
    _append_only(db, "audit")


MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    people,
    scenarios_and_rubrics,
    attempts,
    gradings,
    human_marks,
    audit,
)
"""Step n is ``MIGRATIONS[n - 1]``."""

LATEST = len(MIGRATIONS)


def migrate(db: Database, path: Path) -> None:
    """Bring the open file to ``LATEST``; refuse other files and newer ones before touching them."""
    version = _checked_version(db, path)
    if version == LATEST:
        return
    if version:
        _back_up(db, path, version)
    db.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_checked_version(db, path) + 1, LATEST + 1):  # others may be faster
            MIGRATIONS[number - 1](db)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


def _pragma(db: Database, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])


def _checked_version(db: Database, path: Path) -> int:
    application, version = _pragma(db, "application_id"), _pragma(db, "user_version")
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if application != APPLICATION_ID and not (application == 0 and version == 0 and empty):
        raise GradebookFormatError(
            f"{path} 是别的程序的数据库，不是成绩册；请选择另一个文件",
            f"{path} is another program's database, not a grade book; choose another file",
        )
    if version > LATEST:
        raise GradebookVersionError(
            f"成绩册 {path} 由更新版本的程序写成（结构 {version} > {LATEST}）；请升级程序",
            f"the grade book {path} was written by a newer program (schema {version} > {LATEST});"
            " upgrade the program, the file was not touched",
        )
    return version


def _back_up(db: Database, path: Path, version: int) -> Path:
    """A whole copy beside the grade book, written under another name first so that it is never half there."""
    target = path.with_name(f"{path.stem}.v{version}-backup.db")
    count = 1
    while target.exists():
        count += 1
        target = path.with_name(f"{path.stem}.v{version}-backup{count}.db")
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    copy = sqlite.connect(str(partial))
    try:
        db.conn.backup(copy)
    finally:
        copy.close()
    partial.replace(target)
    return target
