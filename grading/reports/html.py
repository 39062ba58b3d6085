"""One attempt as one HTML file: what the mark is, how it came about, what happened, what to do better.


    with AttemptReader.open(path) as attempt:
        Path("report.html").write_text(report_html(result, attempt, "zh"), encoding="utf-8")
    stored_report(book, attempt_id, "zh")       # with the name and what people decided

A name is shown only if the caller passes one: the attempt itself knows a pseudonym.
"""

from __future__ import annotations

from engine.session.attempt.reader import AttemptReader
from grading.calculus.result import Result
from grading.gradebook.attempts import attempt_file
from grading.gradebook.decisions import adjustments, standing
from grading.gradebook.errors import NotFoundError
from grading.gradebook.marking import grading_result
from grading.gradebook.people import whose
from grading.gradebook.store import Gradebook
from grading.reports.compose import Shown, compose
from grading.reports.page import render
from grading.reports.story import Attempt

__all__ = ["Shown", "report_html", "stored_report"]


def report_html(
    result: Result, attempt: Attempt, lang: str = "zh", shown: Shown | None = None, *, threshold: float = 0.6
) -> str:
    """The report in ``lang`` (zh or en); ``threshold`` is the attainment that an outcome should reach (0…1).

    The page needs nothing else: no network, no script, no font file.
    """
    return render(compose(result, attempt, lang, shown or Shown()), threshold)


def stored_report(book: Gradebook, attempt: str, lang: str = "zh", *, named: bool = True) -> str:
    """The report of an attempt in the grade book: its newest marking, what people decided, and the name.

    ``named=False`` leaves the pseudonym. Raises ``NotFoundError`` if it is not there or not marked.
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
    )
    with AttemptReader.open(attempt_file(book, attempt)) as reader:
        return report_html(grading_result(book, now.grading), reader, lang, shown)
