"""Names apart from pseudonyms, and what may be done with them."""

from __future__ import annotations

import pytest

from grading.gradebook.audit import verify_audit
from grading.gradebook.errors import ConflictError, NotFoundError
from grading.gradebook.people import (
    add_learner,
    claim,
    correct,
    export_person,
    find_learner,
    forget,
    join_class,
    learners,
    leave_class,
    meet,
)
from grading.gradebook.store import Gradebook


def test_student_number_is_unique(book: Gradebook) -> None:
    """A student number stands for one learner."""
    first = add_learner(book, "20240101", "王小明")
    second = add_learner(book, "20240102", "李雷")
    with pytest.raises(ConflictError):
        add_learner(book, "20240101", "另一人")
    with pytest.raises(ConflictError):
        correct(book, second.id, student_no=first.student_no)
    assert [learner.name for learner in learners(book)] == ["王小明", "李雷"]


def test_classes_gather_learners(book: Gradebook) -> None:
    """A learner may be in several classes and leave one; an unknown class is told with the known ones."""
    learner = add_learner(book, "1", "甲")
    assert join_class(book, learner.id, "化工2401")
    assert not join_class(book, learner.id, "化工2401")
    join_class(book, learner.id, "重修班")
    assert find_learner(book, "1").classes == ("化工2401", "重修班")  # type: ignore[union-attr]
    leave_class(book, learner.id, "重修班")
    assert [found.id for found in learners(book, "化工2401")] == [learner.id]
    assert learners(book, "重修班") == []
    with pytest.raises(NotFoundError, match="化工2401"):
        learners(book, "化工2402")


def test_a_pseudonym_from_an_attempt_can_be_claimed(book: Gradebook) -> None:
    """Attempts made without a roster belong to nobody until a teacher says whose they are."""
    assert meet(book, "pc07-anon") == "pc07-anon"
    learner = add_learner(book, "1", "甲")
    claim(book, "pc07-anon", learner.id, "学生自己确认")
    assert meet(book, "pc07-anon") == learner.id
    with pytest.raises(NotFoundError):
        claim(book, "nobody", learner.id, "x")


def test_correction_keeps_the_old_name(book: Gradebook) -> None:
    """A corrected name keeps its history with the person, not in the audit trail (PIPL article 46)."""
    learner = add_learner(book, "1", "王小名")
    correct(book, learner.id, name="王小明")
    assert export_person(book, learner.id)["corrections"][0]["old"] == "王小名"
    assert "王小名" not in str(book.rows("SELECT * FROM audit"))


def test_forgetting_leaves_no_name_anywhere(book: Gradebook) -> None:
    """After forgetting, no byte of name or number is in the files, the pseudonym and the audit chain stay."""
    learner = add_learner(book, "2024999901", "欧阳无痕")
    join_class(book, learner.id, "化工2401")
    correct(book, learner.id, name="欧阳有痕")
    (book.path.parent / "gradebook.v1-backup.db").write_bytes(b"old")
    backups = forget(book, learner.id, "本人要求删除")
    assert [path.name for path in backups] == ["gradebook.v1-backup.db"]
    kept = b"".join(path.read_bytes() for path in book.path.parent.glob("gradebook.db*"))
    for trace in ("欧阳", "2024999901"):
        assert trace.encode() not in kept
    assert [(one.id, one.name) for one in learners(book)] == [(learner.id, "")]
    assert verify_audit(book) >= 4
    assert book.rows("SELECT reason FROM audit ORDER BY id DESC LIMIT 1") == [{"reason": "本人要求删除"}]
    with pytest.raises(NotFoundError):
        forget(book, "nobody", "x")
