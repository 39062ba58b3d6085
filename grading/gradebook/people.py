"""Learners and classes: the only place where a pseudonym meets a name and a student number.

Attempts, gradings and the audit trail know a learner by a random id. Names stand in one table beside it, so
that a person can be corrected, handed their data, or forgotten (PIPL articles 44–47) without breaking any
record: ``forget`` drops the mapping, the attempts stay as nobody's.

    learner = add_learner(book, "2024010101", "王小明")
    join_class(book, learner.id, "化工2401")
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.scenario.nearest import meant
from grading.gradebook.audit import record
from grading.gradebook.errors import ConflictError, GradebookBusyError, NotFoundError
from grading.gradebook.store import Gradebook

__all__ = [
    "Learner",
    "add_learner",
    "claim",
    "correct",
    "export_person",
    "find_learner",
    "forget",
    "holder",
    "join_class",
    "learners",
    "leave_class",
    "meet",
    "whose",
]


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner; ``student_no`` and ``name`` are empty for a pseudonym nobody has claimed."""

    id: str
    student_no: str = ""
    name: str = ""
    classes: tuple[str, ...] = ()


def add_learner(book: Gradebook, student_no: str, name: str) -> Learner:
    """A new learner under a new random pseudonym; ``ConflictError`` if the number is taken."""
    learner = str(uuid.uuid4())
    with book.write() as db:  # looked up inside, so that of two programs one is told
        if find_learner(book, student_no):
            raise ConflictError(
                f"学号 {student_no} 已经在成绩册中", f"student number {student_no} is already in the grade book"
            )
        db.table("learners").insert({"id": learner, "created": book.clock()})
        db.table("pseudonyms").insert({"pseudonym": learner, "learner": learner})
        db.table("people").insert({"learner": learner, "student_no": student_no, "name": name})
        record(book, "add learner", f"learner {learner}")
    return Learner(learner, student_no, name)


def meet(book: Gradebook, pseudonym: str) -> str:
    """The learner behind a pseudonym from an attempt; an unknown one becomes a learner without a name."""
    known = book.row("SELECT learner FROM pseudonyms WHERE pseudonym = ?", [pseudonym])
    if known:
        return str(known["learner"])
    with book.write() as db:
        db.table("learners").insert({"id": pseudonym, "created": book.clock()}, ignore=True)
        db.table("pseudonyms").insert({"pseudonym": pseudonym, "learner": pseudonym}, ignore=True)
        record(book, "meet pseudonym", f"learner {pseudonym}")
    return pseudonym


def claim(book: Gradebook, pseudonym: str, learner: str, reason: str) -> None:
    """Say that the attempts under ``pseudonym`` (made on a PC without a roster) are ``learner``'s."""
    _existing(book, learner)
    before = book.row("SELECT learner FROM pseudonyms WHERE pseudonym = ?", [pseudonym])
    if before is None:
        fix = meant(pseudonym, [row["pseudonym"] for row in book.rows("SELECT DISTINCT pseudonym FROM attempts")])
        raise NotFoundError(
            f"没有代号是 {pseudonym} 的记录；{fix.zh if fix else '请先用 gradebook import 收集'}",
            f"there is no attempt with the code {pseudonym};"
            f" {fix.en if fix else 'collect it first with gradebook import'}",
        )
    with book.write() as db:
        db.table("pseudonyms").update(pseudonym, {"learner": learner})
        record(book, "claim", f"pseudonym {pseudonym}", old=before["learner"], new=learner, reason=reason)


def holder(book: Gradebook, pseudonym: str) -> Learner | None:
    """The learner a pseudonym stands for, nameless or not; None for one the grade book has never met."""
    found = _select(book, "WHERE learners.id = (SELECT learner FROM pseudonyms WHERE pseudonym = ?)", [pseudonym])
    return found[0] if found else None


def find_learner(book: Gradebook, student_no: str) -> Learner | None:
    """The learner with this student number."""
    found = _select(book, "WHERE people.student_no = ?", [student_no])
    return found[0] if found else None


def learners(book: Gradebook, class_name: str = "") -> list[Learner]:
    """All learners, or those of one class, by student number; the nameless last."""
    if not class_name:
        return _select(book)
    return _select(
        book,
        "WHERE learners.id IN (SELECT learner FROM memberships WHERE class = ?)",
        [_class_id(book, class_name)],
    )


def whose(book: Gradebook, attempt: str) -> Learner:
    """The learner whose attempt it is; nameless for a pseudonym nobody has claimed."""
    found = _select(
        book,
        "WHERE learners.id = (SELECT pseudonyms.learner FROM attempts JOIN pseudonyms"
        " ON pseudonyms.pseudonym = attempts.pseudonym WHERE attempts.id = ?)",
        [attempt],
    )
    if not found:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
    return found[0]


def correct(book: Gradebook, learner: str, *, student_no: str = "", name: str = "") -> None:
    """Correct a name or number; the old one is kept in the person's own history (PIPL article 46)."""
    before = _existing(book, learner)
    with book.write() as db:
        for field, old, new in (("student_no", before.student_no, student_no), ("name", before.name, name)):
            if not new or new == old:
                continue
            other = find_learner(book, new) if field == "student_no" else None
            if other:
                raise ConflictError(f"学号 {new} 已有人使用", f"student number {new} is another learner's")
            db.table("people").update(learner, {field: new})
            change = {"learner": learner, "field": field, "old": old, "new": new}
            db.table("identity_changes").insert({**change, "at": book.clock(), "author": book.author})
            record(book, f"correct {field}", f"learner {learner}")  # the words stay out of the audit trail


def join_class(book: Gradebook, learner: str, class_name: str) -> bool:
    """Put a learner into a class, making the class if needed; False if already in it."""
    with book.write() as db:
        db.table("classes").insert({"name": class_name, "created": book.clock()}, ignore=True)
        class_id = _class_id(book, class_name)
        if book.row("SELECT 1 FROM memberships WHERE class = ? AND learner = ?", [class_id, learner]):
            return False
        db.table("memberships").insert({"class": class_id, "learner": learner, "since": book.clock()})
        record(book, "join class", f"learner {learner}", new=class_name)
    return True


def leave_class(book: Gradebook, learner: str, class_name: str) -> None:
    """Take a learner out of a class; attempts and marks stay."""
    with book.write() as db:
        class_id = _class_id(book, class_name)
        db.table("memberships").delete_where("class = ? AND learner = ?", [class_id, learner])
        record(book, "leave class", f"learner {learner}", old=class_name)


def forget(book: Gradebook, learner: str, reason: str) -> list[Path]:
    """Drop name, number, their history and the classes of a learner; keep the nameless attempts and marks.

    Returns the backup copies beside the grade book: they may still hold the name; delete them by hand.
    """
    if learner not in {row["id"] for row in book.rows("SELECT id FROM learners WHERE id = ?", [learner])}:
        raise NotFoundError(f"没有学生 {learner}", f"there is no learner {learner}")
    with book.write() as db:
        for table in ("people", "identity_changes", "memberships"):
            db.table(table).delete_where("learner = ?", [learner])
        record(book, "forget learner", f"learner {learner}", reason=reason)
    busy = book.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:  # the name would live on in the log beside the file
        raise GradebookBusyError(
            "已删除；但另一个程序正打开成绩册，日志中可能仍有旧数据：请关闭它，再执行一次",
            "deleted, but another program has the grade book open and old data may stay in its log: close it and"
            " do this once more",
        )
    return sorted(book.path.parent.glob(f"{book.path.stem}.v*-backup*.db"))


def export_person(book: Gradebook, learner: str) -> dict[str, Any]:
    """Everything kept about one learner, as plain data to hand out (PIPL article 45)."""
    person = _existing(book, learner)
    record(book, "hand out data", f"learner {learner}")
    mine = (
        "attempt IN (SELECT id FROM attempts JOIN pseudonyms ON attempts.pseudonym = pseudonyms.pseudonym"
        " WHERE pseudonyms.learner = ?)"
    )
    return {
        "learner": {
            "id": person.id,
            "student_no": person.student_no,
            "name": person.name,
            "classes": list(person.classes),
        },
        "corrections": book.rows(
            "SELECT field, old, new, at FROM identity_changes WHERE learner = ? ORDER BY id", [learner]
        ),
        "attempts": book.rows(
            "SELECT attempts.* FROM attempts JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
            " WHERE pseudonyms.learner = ? ORDER BY attempts.id",
            [learner],
        ),
        "gradings": book.rows(
            "SELECT recordings.attempt, rubric, grader, total, raw, passed, at, reason FROM gradings"
            f" JOIN recordings ON recordings.id = gradings.recording WHERE {mine} ORDER BY gradings.id",
            [learner],
        ),
        **{
            table: book.rows(f"SELECT * FROM {table} WHERE {mine} ORDER BY id", [learner])
            for table in ("manual_marks", "adjustments", "confirmations")
        },
    }


def _class_id(book: Gradebook, name: str) -> int:
    found = book.row("SELECT id FROM classes WHERE name = ?", [name])
    if found is None:
        known = [row["name"] for row in book.rows("SELECT name FROM classes ORDER BY name")]
        fix = meant(name, known, listed=20)
        raise NotFoundError(
            f"没有班级 {name}；{fix.zh if fix else '请先用 gradebook roster 导入名单'}",
            f"there is no class {name}; {fix.en if fix else 'import its list first with gradebook roster'}",
        )
    return int(found["id"])


def _existing(book: Gradebook, learner: str) -> Learner:
    found = _select(book, "WHERE learners.id = ?", [learner])
    if not found or not found[0].student_no:
        raise NotFoundError(f"没有学生 {learner}", f"there is no learner {learner}")
    return found[0]


def _select(book: Gradebook, where: str = "", values: list[Any] | None = None) -> list[Learner]:
    found = book.rows(
        "SELECT learners.id, coalesce(student_no, '') AS student_no, coalesce(people.name, '') AS name,"
        " (SELECT group_concat(name, char(31)) FROM (SELECT classes.name FROM memberships"
        " JOIN classes ON classes.id = memberships.class WHERE memberships.learner = learners.id"
        " ORDER BY classes.name)) AS classes"
        " FROM learners LEFT JOIN people ON people.learner = learners.id"
        f" {where} ORDER BY student_no IS NULL OR student_no = '', student_no, learners.id",
        values or [],
    )
    return [
        Learner(row["id"], row["student_no"], row["name"], tuple(filter(None, (row["classes"] or "").split("\x1f"))))
        for row in found
    ]
