"""Collecting attempts from many PCs."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite

from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.writer import AttemptWriter
from grading.gradebook.attempts import attempt_file, import_attempt, import_folder
from grading.gradebook.errors import ConflictError, GradebookStorageError, NotFoundError
from grading.gradebook.store import Gradebook

Make = Callable[..., str]


def test_a_folder_of_many_pcs_is_collected_once(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """Every attempt below the folder is entered; collecting again changes nothing and leaves the originals."""
    ids = {make_attempt(tmp_path / "in" / f"PC{n:02d}" / "run.attempt", learner=f"p-{n}") for n in range(3)}
    originals = {path: path.read_bytes() for path in (tmp_path / "in").rglob("*.attempt")}
    seen: list[tuple[int, int]] = []
    first = import_folder(book, tmp_path / "in", lambda *where: seen.append(where[:2]))
    again = import_folder(book, tmp_path / "in")
    assert [line.status for line in first.lines] == ["added"] * 3
    assert [line.status for line in again.lines] == ["known"] * 3
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert {row["id"] for row in book.rows("SELECT id FROM attempts")} == ids
    assert book.rows("SELECT count(*) AS n FROM recordings") == [{"n": 3}]
    assert {path: path.read_bytes() for path in (tmp_path / "in").rglob("*") if path.is_file()} == originals
    assert first.summary().zh == "新收 3 份，续接 0 份，已有 0 份，不能用 0 份"


def test_the_archived_copy_says_the_same(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """The archive holds one self-contained file an attempt, with the same verified chain."""
    ident = make_attempt(tmp_path / "a.attempt")
    import_attempt(book, tmp_path / "a.attempt")
    with (
        AttemptReader.open(tmp_path / "a.attempt") as source,
        AttemptReader.open(attempt_file(book, ident)) as copy,
    ):
        assert copy.verify() == source.verify()
    assert [path.name for path in book.archive.rglob("*") if path.is_file()] == [attempt_file(book, ident).name]
    attempt_file(book, ident).unlink()
    with pytest.raises(NotFoundError, match="重新收集"):
        attempt_file(book, ident)
    assert import_attempt(book, tmp_path / "a.attempt").status == "known"
    assert attempt_file(book, ident).is_file()


def test_an_unfinished_attempt_is_taken_and_continued(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """A cut-off attempt counts as such; its longer recording is taken up; the older copy is then known."""
    path = tmp_path / "a.attempt"
    ident = make_attempt(path, ended="")
    shutil.copy(path, tmp_path / "older.attempt")
    first = import_attempt(book, path)
    assert (first.status, "未完成" in first.why.zh) == ("added", True)
    with AttemptWriter.open_for_resume(path) as writer:
        writer.finish_resume()
        writer.end("quit", 300, "aa")
    assert import_attempt(book, path).status == "continued"
    assert import_attempt(book, tmp_path / "older.attempt").status == "known"
    rows = book.rows("SELECT ended FROM recordings WHERE attempt = ? ORDER BY links", [ident])
    assert rows == [{"ended": ""}, {"ended": "quit"}]


def test_the_same_id_with_another_past_is_refused(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """A second file under a known id that is no continuation is refused, longer or shorter, and told."""
    ident = make_attempt(tmp_path / "a.attempt", seconds=30)
    import_attempt(book, tmp_path / "a.attempt")
    make_attempt(tmp_path / "longer.attempt", seconds=700, attempt_id=ident, seed=8)
    make_attempt(tmp_path / "shorter.attempt", seconds=2, ended="", attempt_id=ident, seed=8)
    for name in ("longer.attempt", "shorter.attempt"):
        with pytest.raises(ConflictError, match=ident):
            import_attempt(book, tmp_path / name)
    report = import_folder(book, tmp_path)
    assert sorted(line.status for line in report.lines) == ["bad", "bad", "known"]
    assert book.rows("SELECT count(*) AS n FROM recordings") == [{"n": 1}]


def test_bad_files_are_listed_and_left_alone(book: Gradebook, tmp_path: Path, make_attempt: Make) -> None:
    """Garbage, a truncated and an edited file are reported with a reason; good ones beside them are taken."""
    folder = tmp_path / "in"
    make_attempt(folder / "good.attempt")
    make_attempt(folder / "edited.attempt")
    make_attempt(folder / "cut.attempt")
    make_attempt(folder / "odd-id.attempt", attempt_id="../../evil")
    (folder / "garbage.attempt").write_bytes(b"\x00garbage" * 1000)
    (folder / "empty.attempt").write_bytes(b"")
    (folder / "cut.attempt").write_bytes((folder / "cut.attempt").read_bytes()[:9000])
    connection = sqlite.connect(str(folder / "edited.attempt"))
    connection.execute("UPDATE action SET target = 'K2'")
    connection.commit()
    connection.close()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    report = import_folder(book, folder)
    bad = {line.path.stem: line.why.zh for line in report.bad}
    assert bad.keys() == {"garbage", "empty", "cut", "edited", "odd-id"}
    assert all(bad.values())
    assert "改动" in bad["edited"]
    assert report.count("added") == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_archive_is_not_collected_again(book: Gradebook, make_attempt: Make) -> None:
    """Collecting the folder in which the grade book itself lies does not find its own archive."""
    make_attempt(book.path.parent / "a.attempt")
    assert import_folder(book, book.path.parent).count("added") == 1
    assert len(import_folder(book, book.path.parent).lines) == 1


def test_a_missing_folder_is_said(book: Gradebook, tmp_path: Path) -> None:
    """No such folder is a message."""
    with pytest.raises(NotFoundError):
        import_folder(book, tmp_path / "none")


def test_a_full_disk_stops_the_collection(
    book: Gradebook, tmp_path: Path, make_attempt: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When our own disk is full, that is said once instead of calling every file bad; nothing is half entered."""

    def full(*where: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    make_attempt(tmp_path / "in" / "a.attempt")
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(GradebookStorageError, match="No space left"):
        import_folder(book, tmp_path / "in")
    assert book.rows("SELECT * FROM attempts") == []
    assert list(book.archive.iterdir()) == []
