"""One attempt as one HTML file: what the mark is, what went wrong and how to do it right, what happened, beside the expert.

    with open_lineage(path) as attempt:
        expert = play_expert(attempt, folder)                  # or None to leave it out
        Path("report.html").write_text(report_html(result, attempt, "zh", expert=expert), encoding="utf-8")
    stored_report(book, attempt_id, "zh")       # with the name and what people decided

A name is shown only if the caller passes one: the attempt itself knows a pseudonym. The same things give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.session.lineage import Lineage, open_lineage
from grading.calculus.result import Result
from grading.expert import Expert, NoExpert
from grading.gradebook.attempts import attempt_file
from grading.gradebook.decisions import adjustments, standing
from grading.gradebook.errors import NotFoundError
from grading.gradebook.marking import grading_result
from grading.gradebook.people import whose
from grading.gradebook.store import Gradebook
from grading.reports.advice import succeeded
from grading.reports.blocks import blocks_of
from grading.reports.compose import Shown, compose
from grading.reports.page import render
from grading.reports.story import Attempt

__all__ = ["Shown", "report_html", "stored_report"]


def report_html(
    result: Result, attempt: Attempt, lang: str = "zh", shown: Shown | None = None, *, threshold: float = 0.6,
    expert: Expert | NoExpert | None = None,
) -> str:  # fmt: skip
    """The report in ``lang`` (zh or en); ``threshold`` is the attainment that an outcome should reach (0…1).

    ``attempt`` is a reader or, so that nothing before a rewind is left out, a lineage. The page needs nothing else: no
    network, no script, no font file.
    """
    return render(compose(result, attempt, lang, shown or Shown(), expert, blocks_of(attempt, lang)), threshold)


def stored_report(
    book: Gradebook, attempt: str, lang: str = "zh", *, named: bool = True,
    expert: Callable[[Lineage], Expert | NoExpert] | None = None,
) -> str:  # fmt: skip
    """The report of an attempt in the grade book: its newest marking, what people decided, and the name.

    ``named=False`` leaves the pseudonym; ``expert`` finds the run to stand beside the attempt it is given.
    Raises ``NotFoundError`` if it is not there or not marked.
    """
    now = standing(book, attempt)
    if now.grading is None:
        raise NotFoundError(f"记录 {attempt} 还没有评分", f"attempt {attempt} is not marked yet")
    person = whose(book, attempt)
    shown = Shown(
        learner=person.name if named else "",
        student_no=person.student_no if named else "",
        adjustments=tuple((one.points, one.reason, one.author) for one in adjustments(book, attempt)),
        passed=now.passed,
        confirmed_by=now.confirmed_by if now.status == "confirmed" else "",
        earlier=_earlier(book, attempt),
        file=attempt[:8],
    )
    with open_lineage(attempt_file(book, attempt), lambda parent: _file_of(book, parent)) as lineage:
        beside = expert(lineage) if expert is not None else None
        return report_html(grading_result(book, now.grading), lineage, lang, shown, expert=beside)


def _file_of(book: Gradebook, attempt: str) -> Path | None:
    """The archived file of an attempt, if the grade book has it."""
    try:
        return attempt_file(book, attempt)
    except NotFoundError:
        return None


def _earlier(book: Gradebook, attempt: str) -> tuple[bool, ...]:
    """Whether each earlier marked attempt of the same learner at the same scenario succeeded, the oldest first."""
    rows = book.rows(
        "SELECT a.id FROM attempts AS a JOIN scenarios AS s ON s.hash = a.scenario"
        " JOIN pseudonyms AS p ON p.pseudonym = a.pseudonym"
        " JOIN attempts AS own ON own.id = ? JOIN scenarios AS os ON os.hash = own.scenario"
        " JOIN pseudonyms AS op ON op.pseudonym = own.pseudonym"
        " WHERE p.learner = op.learner AND s.id = os.id AND a.started < own.started ORDER BY a.started, a.id",
        [attempt],
    )
    stands = (standing(book, row["id"]) for row in rows)
    return tuple(succeeded(grading_result(book, now.grading)) for now in stands if now.grading is not None)
