"""One attempt as one HTML file: what the mark is, how it came about, what happened, what to do better.


    with AttemptReader.open(path) as attempt:
        Path("report.html").write_text(report_html(result, attempt, "zh"), encoding="utf-8")

A name is shown only if the caller passes one: the attempt itself knows a pseudonym.
"""

from __future__ import annotations

from grading.calculus.result import Result
from grading.reports.compose import compose
from grading.reports.page import render
from grading.reports.story import Attempt

__all__ = ["report_html"]


def report_html(
    result: Result,
    attempt: Attempt,
    lang: str = "zh",
    *,
    learner: str = "",
    student_no: str = "",
    threshold: float = 0.6,
) -> str:
    """The report in ``lang`` (zh or en); ``threshold`` is the attainment that an outcome should reach (0…1).

    The page needs nothing else: no network, no script, no font file.
    """
    return render(compose(result, attempt, lang, learner=learner, student_no=student_no), threshold)
