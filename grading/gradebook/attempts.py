"""Collect attempts from many PCs: every ``*.attempt`` below a folder, verified, copied, entered once.

A file is first copied (with the ``-wal`` that a power cut leaves beside it), so that originals on a share or
a stick are never opened for writing; then its chain is verified; then it goes into the archive beside the
grade book. Collecting a folder again changes nothing; an unfinished attempt that has gone on since is taken up
as the longer recording of the same attempt; the same id with another past is refused and told.

    report = import_folder(book, Path("D:/收集/周三"))
    for line in report.bad: print(line.path, line.why.of("zh"))
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.scenario.text import Text
from engine.session.attempt.reader import AttemptReader
from grading.gradebook.audit import record
from grading.gradebook.errors import ConflictError, GradebookError, GradebookStorageError, NotFoundError
from grading.gradebook.intake import Incoming, staging, take_in
from grading.gradebook.people import meet
from grading.gradebook.rubrics import RubricVersion, add_scenario, keep_rubric
from grading.gradebook.store import Gradebook

__all__ = ["ImportLine", "ImportReport", "attempt_file", "import_attempt", "import_folder"]

Status = Literal["added", "continued", "known", "bad"]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one file; ``attempt`` is the id if it could be read."""

    path: Path
    status: Status
    attempt: str
    why: Text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a folder, in the order of the paths."""

    lines: list[ImportLine] = field(default_factory=list)

    def count(self, status: Status) -> int:
        """How many files ended so."""
        return sum(line.status == status for line in self.lines)

    @property
    def bad(self) -> list[ImportLine]:
        """The files that were left alone."""
        return [line for line in self.lines if line.status == "bad"]

    def summary(self) -> Text:
        """One sentence for the person who collected."""
        added, longer, known, bad = (self.count(s) for s in ("added", "continued", "known", "bad"))
        return Text(
            zh=f"新收 {added} 份，续接 {longer} 份，已有 {known} 份，不能用 {bad} 份",
            en=f"{added} added, {longer} continued, {known} known, {bad} unusable",
        )


def import_folder(
    book: Gradebook, folder: Path, progress: Callable[[int, int, Path], None] | None = None
) -> ImportReport:
    """Collect every attempt below ``folder`` (or the one file given).

    ``progress(done, of, path)`` is called before each file. Bad files are reported with the reason and left
    as they are.
    """
    paths = _found(book, folder)
    report = ImportReport()
    for n, path in enumerate(paths):
        if progress:
            progress(n, len(paths), path)
        try:
            report.lines.append(import_attempt(book, path))
        except GradebookStorageError:
            raise  # the grade book's own disk is full: no other file would fare better
        except GradebookError as error:
            report.lines.append(ImportLine(path, "bad", "", error.text))
    return report


def import_attempt(book: Gradebook, path: Path) -> ImportLine:
    """Collect one file. Raises ``UnusableAttemptError`` or ``ConflictError`` with the reason in words."""
    with staging(book.archive) as folder:
        incoming = take_in(path, folder)
        status = _compare(book, incoming)
        target = book.archive / incoming.file
        if status != "known" or not target.exists():
            target.parent.mkdir(exist_ok=True)
            incoming.copy.replace(target)  # before the entry: a file without an entry is harmless
    if status != "known" and not _enter(book, incoming, status):
        status = "known"
    return ImportLine(path, status, incoming.attempt["id"], _told(status, incoming.verified.ended))


def attempt_file(book: Gradebook, attempt: str) -> Path:
    """The archived copy of the longest recording of an attempt."""
    found = book.row("SELECT file FROM recordings WHERE attempt = ? ORDER BY links DESC LIMIT 1", [attempt])
    if found is None:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
    path = book.archive / str(found["file"])
    if not path.is_file():
        raise NotFoundError(
            f"归档文件 {path} 不见了；请从原处重新收集这份记录",
            f"the archived file {path} is gone; collect the attempt again from where it came",
        )
    return path


def _found(book: Gradebook, folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise NotFoundError(f"没有文件夹 {folder}", f"there is no folder {folder}")
    own = book.archive.resolve()
    paths: list[Path] = []
    for root, folders, files in os.walk(folder):  # links to folders are not followed: they may run in circles
        here = Path(root)
        folders[:] = sorted(name for name in folders if (here / name).resolve() != own)
        paths += [here / name for name in sorted(files) if name.endswith(".attempt")]
    return paths


def _compare(book: Gradebook, incoming: Incoming) -> Status:
    """New, known, or a longer or shorter recording with the same past; anything else is a conflict."""
    ident, verified = incoming.attempt["id"], incoming.verified
    sql = "SELECT content_hash, links, file FROM recordings WHERE attempt = ? ORDER BY links DESC LIMIT 1"
    stored = book.row(sql, [ident])
    if stored is None:
        return "added"
    if stored["content_hash"] == verified.head:
        return "known"
    longer, shorter = (incoming.copy, stored["links"]), (book.archive / str(stored["file"]), verified.records)
    (path, at), head = (
        (longer, stored["content_hash"]) if verified.records > stored["links"] else (shorter, verified.head)
    )
    with AttemptReader.open(path) as reader:
        same_past = reader.query("SELECT 1 FROM chain WHERE pos = ? AND head = ?", (at, bytes.fromhex(head)))
    if not same_past:
        raise ConflictError(
            f"编号 {ident} 在成绩册中已是另一份内容：两份之一被改动或复制过；请核对原件，成绩册未改动",
            f"the grade book has other content under the id {ident}: one of the two was altered or copied;"
            " compare the originals, nothing was changed",
        )
    return "continued" if verified.records > stored["links"] else "known"


def _enter(book: Gradebook, incoming: Incoming, status: Status) -> bool:
    """Enter it; False if another program was faster."""
    ident = incoming.attempt["id"]
    with book.write() as db:
        sql = "SELECT 1 FROM recordings WHERE attempt = ? AND links >= ?"
        if book.row(sql, [ident, incoming.verified.records]):
            return False
        stamp = {"collected": book.clock(), "author": book.author}
        if status == "added":
            meet(book, incoming.attempt["pseudonym"])
            row = {**incoming.attempt, "scenario": add_scenario(book, incoming.scenario), "rubric": None}
            if incoming.rubric:
                version = RubricVersion.of(incoming.rubric)
                keep_rubric(book, version)
                row["rubric"] = version.hash
            db.table("attempts").insert({**row, **stamp})
        recording = {"attempt": ident, "content_hash": incoming.verified.head}
        recording |= {"links": incoming.verified.records, "ended": incoming.ended}
        recording |= {"last_tick": incoming.last_tick, "file": incoming.file}
        db.table("recordings").insert({**recording, **stamp})
        record(book, "collect", f"attempt {ident}", new=incoming.verified.head)
    return True


def _told(status: Status, ended: bool) -> Text:
    words = {
        "added": ("新收", "added"),
        "continued": ("续接了更长的记录", "a longer recording was taken up"),
        "known": ("已在成绩册中", "already in the grade book"),
    }
    zh, en = words[status]
    if not ended:
        zh, en = f"{zh}（未完成的训练）", f"{en} (unfinished)"
    return Text(zh=zh, en=en)
