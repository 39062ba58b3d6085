"""From the grade book to the table: which attempt counts, and what may leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone

import pytest
from small_attempts import RUBRIC

from grading.exports.gather import gather
from grading.exports.grades import Grades, Row
from grading.gradebook.decisions import adjust, confirm, standing
from grading.gradebook.errors import NotFoundError
from grading.gradebook.people import add_learner, forget, join_class
from grading.gradebook.remark import judge, mark_stored
from grading.gradebook.store import Gradebook

Attempt = Callable[..., str]
PARTIES = RUBRIC + "parties: {school: 40 %, enterprise: 30 %, student: 30 %}\n"
"""The same rubric with the mark shared among three parties."""


def only(grades: Grades) -> Row:
    (row,) = grades.rows
    return row


def test_a_proposal_does_not_leave_until_a_teacher_confirms_it(book: Gradebook, attempt: Attempt) -> None:
    """An automatic mark is no figure in the table, unless provisional ones are asked for; then it says so."""
    ident = attempt("王小明")
    row = only(gather(book, "甲班", "tank"))
    assert (row.status, row.mark, row.total, row.raw, row.outcomes, row.scores, row.gates) == (
        "proposal", None, None, None, (), (), (),
    )  # fmt: skip
    assert (row.attempts, row.attempt, row.comments) == (1, ident, ())
    early = gather(book, "甲班", "tank", provisional=True)
    total = standing(book, ident).total
    assert (early.provisional, only(early).status, only(early).mark) == (True, "proposal", total)
    confirm(book, ident)
    row = only(gather(book, "甲班", "tank"))
    assert (row.status, row.mark, row.passed, row.rubric) == ("confirmed", total, True, "1.0.0")


def test_figures_are_those_of_the_grade_book(book: Gradebook, attempt: Attempt) -> None:
    """Total with adjustment, raw, gates, outcomes and items in their columns, reasons as comments, local time."""
    ident = attempt("王小明", good=False)
    adjust(book, ident, -2.5, reason="迟到")
    confirm(book, ident)
    now = standing(book, ident)
    grades = gather(book, "甲班", "tank", zone=timezone(timedelta(hours=8)))
    row = only(grades)
    assert (row.mark, row.total, row.raw, row.adjustment) == (now.total, now.total, now.raw, -2.5)
    assert (row.student_no, row.name, row.begun, row.mode) == ("20240001", "王小明", "2026-11-01 16:00:00", "practise")
    assert [gate.zh for gate in row.gates] == ["重大失误"]
    assert [column.id for column in grades.outcomes] == ["CO1", "CO2"]
    assert [column.id for column in grades.items][:2] == ["go", "ack"]
    score = row.scores[[column.id for column in grades.items].index("ack")]
    assert score is not None
    assert (score.judgement, score.ratio, score.points) == ("broken", 0.0, 0.0)
    assert row.comments == ("talk: 清楚", "-2.5: 迟到")
    assert grades.title.zh == "水箱"


def test_best_last_or_first_of_what_counts(book: Gradebook, attempt: Attempt) -> None:
    """The choice is among confirmed marks; a better one that nobody confirmed is told, not taken."""
    worse, better = attempt("王小明", 1, good=False), attempt("王小明", 2)
    last = attempt("王小明", 3, good=False)
    for ident in (worse, better, last):
        confirm(book, ident)
    for which, ident in (("best", better), ("last", last), ("first", worse)):
        row = only(gather(book, "甲班", "tank", which=which))  # type: ignore[arg-type]
        assert (row.attempt, row.attempts, row.passed_over) == (ident, 3, False)
    adjust(book, better, -1, reason="复核")
    row = only(gather(book, "甲班", "tank"))
    assert (row.attempt, row.passed_over) == (last, True)
    again = only(gather(book, "甲班", "tank", provisional=True))
    assert (again.attempt, again.status) == (better, "outdated")


def test_only_attempts_in_the_mode_asked_for(book: Gradebook, attempt: Attempt) -> None:
    """Guided practice does not stand in for the exam."""
    confirm(book, attempt("王小明", 1))
    exam = attempt("王小明", 2, good=False, mode="exam")
    assert only(gather(book, "甲班", "tank", mode="exam")).status == "proposal"
    confirm(book, exam)
    assert only(gather(book, "甲班", "tank", mode="exam")).attempt == exam
    assert only(gather(book, "甲班", "tank", mode="learn")).status == "absent"


def test_items_that_wait_for_a_person_are_not_left_out_of_a_mark(book: Gradebook, attempt: Attempt) -> None:
    """A total without the items a person still has to mark is no mark, not even a provisional one."""
    attempt("王小明", judged=False)
    row = only(gather(book, "甲班", "tank", provisional=True))
    assert (row.status, row.mark) == ("pending", None)
    assert row.total is not None


def test_an_unfinished_attempt_counts_only_when_confirmed(book: Gradebook, attempt: Attempt) -> None:
    """What was cut off is no mark by itself; a teacher may take it as far as it goes."""
    ident = attempt("王小明", ended="")
    assert only(gather(book, "甲班", "tank", provisional=True)).mark is None
    confirm(book, ident)
    assert only(gather(book, "甲班", "tank")).mark is not None


def test_three_parties_or_no_mark(book: Gradebook, attempt: Attempt) -> None:
    """40/30/30: no mark while a party is missing, also not provisionally; then Σ share · score with the school's total."""
    ident = attempt("王小明", rubric=PARTIES)
    confirm(book, ident)
    row = only(gather(book, "甲班", "tank"))
    assert (row.status, row.mark, row.passed) == ("parties", None, None)
    school = standing(book, ident).total
    assert [(part.party, part.share, part.score) for part in row.parts] == [
        ("school", 0.4, school), ("enterprise", 0.3, None), ("student", 0.3, None),
    ]  # fmt: skip
    judge(book, ident, "", 0.5, party="enterprise", reason="师傅评价")
    assert only(gather(book, "甲班", "tank", provisional=True)).status == "parties"
    judge(book, ident, "", 0.25, party="student", reason="互评")
    adjust(book, ident, -10, reason="迟到")
    confirm(book, ident)
    row = only(gather(book, "甲班", "tank"))
    assert school is not None
    assert row.mark == pytest.approx(0.4 * (school - 10) + 0.3 * 50 + 0.3 * 25)
    assert row.passed is (row.mark >= 60)


def test_everybody_of_the_class_has_a_row_and_nobody_else(book: Gradebook, attempt: Attempt) -> None:
    """Absent learners have one, other classes have none, codes without a student are named, forgotten ones are gone."""
    attempt("王小明")
    other = add_learner(book, "9001", "外班")
    join_class(book, other.id, "乙班")
    absent = add_learner(book, "2024zzz", "赵缺")
    join_class(book, absent.id, "甲班")
    grades = gather(book, "甲班", "tank")
    assert [(row.name, row.status) for row in grades.rows] == [("王小明", "proposal"), ("赵缺", "absent")]
    assert gather(book, "甲班", "other").rows[0].status == "absent"
    learner = grades.rows[0].learner
    forget(book, learner, "本人要求")
    assert [row.name for row in gather(book, "甲班", "tank").rows] == ["赵缺"]
    with pytest.raises(NotFoundError):
        gather(book, "甲班级", "tank")


def test_codes_without_a_student_are_named(book: Gradebook, attempt: Attempt) -> None:
    """A mark nobody claimed is in no row; the table says which codes they are."""
    attempt("王小明")
    book.db.execute("UPDATE pseudonyms SET learner = 'p-王小明' WHERE pseudonym = 'p-王小明'")
    assert gather(book, "甲班", "tank").unclaimed == ("p-王小明",)


def test_other_versions_of_the_rubric_are_seen(book: Gradebook, attempt: Attempt) -> None:
    """Columns are those of all rubrics met, and each row says by which version it was marked."""
    old, new = (
        attempt("王小明"),
        attempt("李雷", rubric=RUBRIC.replace("1.0.0", "1.1.0").replace("id: level", "id: height")),
    )
    for ident in (old, new):
        confirm(book, ident)
    grades = gather(book, "甲班", "tank")
    assert {row.rubric for row in grades.rows} == {"1.0.0", "1.1.0"}
    assert {"level", "height"} <= {column.id for column in grades.items}
    assert all(len(row.scores) == len(grades.items) for row in grades.rows)


def test_the_table_is_the_same_each_time(book: Gradebook, attempt: Attempt) -> None:
    """Reading changes nothing; marking again to the same result gives the same figures."""
    ident = attempt("王小明")
    confirm(book, ident)
    before = gather(book, "甲班", "tank")
    assert gather(book, "甲班", "tank") == before
    mark_stored(book, ident)
    assert only(gather(book, "甲班", "tank")).status == "outdated"
