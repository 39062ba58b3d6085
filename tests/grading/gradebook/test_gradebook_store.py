"""The grade book file: opened, migrated, shared and refused as promised."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlite_utils import Database

from grading.gradebook.audit import record, verify_audit
from grading.gradebook.errors import (
    GradebookBusyError,
    GradebookFormatError,
    GradebookStorageError,
    GradebookVersionError,
)
from grading.gradebook.migrations import APPLICATION_ID, LATEST, MIGRATIONS
from grading.gradebook.people import add_learner, learners
from grading.gradebook.store import Gradebook


def test_new_book_is_durable_strict_and_linked(book: Gradebook) -> None:
    """A new grade book runs in WAL with full synchronisation, foreign keys on, every table STRICT."""
    pragmas = {name: book.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert book.db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert book.db.execute("PRAGMA user_version").fetchone()[0] == LATEST
    tables = book.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
    assert len(tables) >= 15
    assert all(table["strict"] for table in tables)


@pytest.mark.parametrize("version", range(LATEST))
def test_every_older_schema_is_migrated_with_a_backup(tmp_path: Path, version: int) -> None:
    """A grade book of any earlier schema opens with its rows, and is first copied beside itself."""
    path = tmp_path / "gradebook.db"
    db = Database(sqlite.connect(str(path), isolation_level=None), strict=True)
    for number in range(version):
        MIGRATIONS[number](db)
        db.execute(f"PRAGMA user_version = {number + 1}")
    if version:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("INSERT INTO learners VALUES ('p', 'then')")
    db.close()
    with Gradebook.open(path) as book:
        assert book.db.execute("PRAGMA user_version").fetchone()[0] == LATEST
        assert [learner.id for learner in learners(book)] == (["p"] if version else [])
    backups = list(tmp_path.glob("*backup*"))
    assert [b.name for b in backups] == ([f"gradebook.v{version}-backup.db"] if version else [])
    if backups:
        copy = sqlite.connect(str(backups[0]))
        assert copy.execute("SELECT id FROM learners").fetchall() == [("p",)]
        copy.close()


def test_failed_migration_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a step fails, the file is as before it."""
    path = tmp_path / "gradebook.db"
    monkeypatch.setattr("grading.gradebook.migrations.MIGRATIONS", MIGRATIONS[:2])
    monkeypatch.setattr("grading.gradebook.migrations.LATEST", 2)
    Gradebook.open(path).close()
    bad = (*MIGRATIONS[:3], lambda db: db.execute("CREATE TABLE learners (id)"))
    monkeypatch.setattr("grading.gradebook.migrations.MIGRATIONS", bad)
    monkeypatch.setattr("grading.gradebook.migrations.LATEST", 4)
    with pytest.raises(GradebookFormatError):
        Gradebook.open(path)
    connection = sqlite.connect(str(path))
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'attempts'").fetchall()
    connection.close()


def test_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    """A grade book of a newer program is refused in words and not changed."""
    path = tmp_path / "gradebook.db"
    Gradebook.open(path).close()
    connection = sqlite.connect(str(path))
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(GradebookVersionError, match=r"升级.*upgrade"):
        Gradebook.open(path)
    assert path.read_bytes() == before


def test_other_files_are_refused_untouched(tmp_path: Path) -> None:
    """Text, garbage and another program's database are told apart from a grade book and left alone."""
    other = tmp_path / "other.db"
    connection = sqlite.connect(str(other))
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    (tmp_path / "text.db").write_text("这不是数据库" * 100, encoding="utf-8")
    for path in (other, tmp_path / "text.db"):
        before = path.read_bytes()
        with pytest.raises(GradebookFormatError):
            Gradebook.open(path)
        assert path.read_bytes() == before


def test_unreachable_place_is_said(tmp_path: Path) -> None:
    """A path through a file is a message with what to do, not a trace-back."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(GradebookStorageError, match=r"权限.*permissions"):
        Gradebook.open(tmp_path / "file" / "gradebook.db")


def test_two_programs_share_a_book(tmp_path: Path) -> None:
    """Two processes that open the same new grade book and write at once both get everything in."""
    code = """
        import sys
        from pathlib import Path
        from grading.gradebook.people import add_learner
        from grading.gradebook.store import Gradebook
        with Gradebook.open(Path(sys.argv[1]), wait_s=20) as book:
            for n in range(15):
                add_learner(book, f"{sys.argv[2]}{n:03d}", "学生")
    """
    path = tmp_path / "gradebook.db"
    command = [sys.executable, "-c", textwrap.dedent(code), str(path)]
    root = Path(__file__).parents[3]
    both = [subprocess.Popen([*command, letter], cwd=root) for letter in "ab"]
    assert [process.wait(60) for process in both] == [0, 0]
    with Gradebook.open(path) as book:
        assert len(learners(book)) == 30
        assert verify_audit(book) == 30


def test_a_writer_that_never_ends_is_said(tmp_path: Path) -> None:
    """If another program holds the grade book for longer than we wait, that is said and nothing is lost."""
    path = tmp_path / "gradebook.db"
    with Gradebook.open(path) as first, Gradebook.open(path, wait_s=0.05) as second:
        with first.write():
            record(first, "test", "x")
            assert second.rows("SELECT * FROM audit") == []  # reading goes on meanwhile
            with pytest.raises(GradebookBusyError, match="重试"):
                add_learner(second, "1", "甲")
        add_learner(second, "1", "甲")
        assert verify_audit(first) == 2


def test_a_failed_write_leaves_nothing(book: Gradebook) -> None:
    """A transaction is all or nothing."""

    def fail_halfway() -> None:
        with book.write():
            add_learner(book, "1", "甲")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert learners(book) == []
    assert verify_audit(book) == 0


@pytest.mark.parametrize("table", ["rubrics", "recordings", "gradings", "items", "manual_marks", "audit"])
def test_facts_cannot_be_changed_or_removed(book: Gradebook, table: str) -> None:
    """The database itself refuses to change or remove a fact, with whatever tool it is tried."""
    names = {row["name"] for row in book.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {f"{table}_no_update", f"{table}_no_delete"} <= names


def test_audit_trail_refuses_and_betrays_edits(book: Gradebook) -> None:
    """An audit row cannot be updated; if the guard is removed with another tool, the chain shows it."""
    for n in range(3):
        record(book, "test", f"row {n}", old=n, new=n + 1)
    with pytest.raises(sqlite.IntegrityError):
        book.db.execute("UPDATE audit SET reason = 'x' WHERE id = 2")
    book.db.execute("DROP TRIGGER audit_no_update")
    book.db.execute("UPDATE audit SET reason = 'x' WHERE id = 2")
    with pytest.raises(GradebookFormatError, match="第 2 行"):
        verify_audit(book)
