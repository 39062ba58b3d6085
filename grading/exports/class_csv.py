"""The class result as CSV that Excel opens as it should: a byte-order mark, CRLF, quotes, no formulas.

One line a learner: total, what it was before gates, status, one column an outcome, one an item. Names and
student numbers are joined here and nowhere before. Text that Excel would run as a formula gets an apostrophe in
front. Times are those of this PC's clock; the grade book keeps UTC.

    Path("化工2401.csv").write_bytes(class_csv(book, "化工2401", scenario="nitration"))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from grading.calculus.result import Result
from grading.exports.cells import Cell, csv_bytes, harmless
from grading.gradebook.decisions import Standing, standing
from grading.gradebook.marking import grading_result
from grading.gradebook.people import Learner, learners
from grading.gradebook.store import Gradebook
from grading.gradebook.times import local_time
from grading.reports.words import said, say

__all__ = ["Which", "class_csv", "has_attempts"]

Which = Literal["best", "last", "all"]

_HEAD = (
    "student_no", "name", "class", "scenario", "attempts", "mode", "status", "total", "automatic", "raw",
    "adjustment", "passed", "gates", "begun", "attempt",
)  # fmt: skip
_NOT_COUNTED = ("n/a", "unscored", "open")


@dataclass(frozen=True, slots=True)
class _Line:
    learner: Learner
    attempts: int
    attempt: dict[str, Any] | None
    standing: Standing | None
    result: Result | None


def class_csv(
    book: Gradebook,
    class_name: str = "",
    scenario: str = "",
    which: Which = "best",
    lang: str = "zh",
    zone: tzinfo | None = None,
) -> bytes:
    """The results of one class (or of everybody) in one scenario (or in all) as the bytes of a CSV file.

    ``which`` takes each learner's best attempt (the newest of equal ones), the last one, or all. A learner
    without an attempt has a line too. An item stands as points gained; one that did not count says so.
    ``zone`` is where the times are told, by default where this PC is.
    """
    lines = [line for one in learners(book, class_name) for line in _lines(book, one, scenario, which)]
    outcomes: dict[str, str] = {}
    items: dict[str, str] = {}
    for line in lines:
        if line.result is not None:
            for outcome in line.result.outcomes:
                outcomes.setdefault(outcome.id, _head(outcome.id, outcome.title.of(lang)))
            for item in line.result.items:
                items.setdefault(item.id, _head(item.id, item.title.of(lang)))
    head = [say(f"csv.head.{name}", lang) for name in _HEAD]
    rows: list[list[Cell]] = [[*head, *outcomes.values(), *items.values()]]
    rows += [_cells(line, list(outcomes), list(items), lang, zone) for line in lines]
    return csv_bytes([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def has_attempts(book: Gradebook, class_name: str, scenario: str = "") -> bool:
    """Whether anybody of the class has an attempt (at the scenario, if given)."""
    sql = (
        "SELECT 1 FROM attempts JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
        " JOIN scenarios ON scenarios.hash = attempts.scenario"
        " JOIN memberships ON memberships.learner = pseudonyms.learner"
        " JOIN classes ON classes.id = memberships.class"
        " WHERE classes.name = ? AND ? IN ('', scenarios.id)"
    )
    return book.row(sql, [class_name, scenario]) is not None


def _lines(book: Gradebook, learner: Learner, scenario: str, which: Which) -> list[_Line]:
    attempts = book.rows(
        "SELECT attempts.id, scenarios.id AS scenario, scenarios.title_zh, scenarios.title_en, mode, parent, started"
        " FROM attempts JOIN scenarios ON scenarios.hash = attempts.scenario"
        " JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
        " WHERE pseudonyms.learner = ? AND ? IN ('', scenarios.id) ORDER BY started, attempts.id",
        [learner.id, scenario],
    )
    groups: dict[str, list[_Line]] = {}
    for attempt in attempts:
        now = standing(book, attempt["id"])
        result = grading_result(book, now.grading) if now.grading else None
        groups.setdefault(attempt["scenario"], []).append(_Line(learner, 0, attempt, now, result))
    chosen: list[_Line] = []
    for found in groups.values():
        kept = found if which == "all" else [found[-1] if which == "last" else max(reversed(found), key=_rank)]
        chosen += [_Line(learner, len(found), line.attempt, line.standing, line.result) for line in kept]
    if not chosen and learner.student_no:
        chosen.append(_Line(learner, 0, None, None, None))
    return chosen


def _rank(line: _Line) -> float:
    return line.standing.total if line.standing is not None and line.standing.total is not None else -1.0


def _cells(line: _Line, outcomes: list[str], items: list[str], lang: str, zone: tzinfo | None) -> list[Cell]:
    now, attempt, result = line.standing, line.attempt, line.result
    who: list[Cell] = [line.learner.student_no, line.learner.name or line.learner.id, "、".join(line.learner.classes)]
    if attempt is None or now is None:
        blank = [""] * (len(_HEAD) - 7 + len(outcomes) + len(items))
        return [*who, "", "0", "", say("csv.status.absent", lang), *blank]
    title = attempt["title_en" if lang == "en" else "title_zh"] or attempt["scenario"]
    gates = "；".join(gate.title.of(lang) for gate in result.gates) if result else ""
    passed = "" if now.passed is None else say("csv.yes" if now.passed else "csv.no", lang)
    mode = said("modes", attempt["mode"], lang)
    if attempt["parent"]:
        mode = say("csv.rewound", lang, mode=mode)
    cells: list[Cell] = [*who, title, line.attempts, mode, say(f"csv.status.{now.status}", lang)]
    cells += [now.total, now.automatic, now.raw, now.adjustment or None]
    cells += [passed, gates, local_time(attempt["started"], zone), attempt["id"]]
    by_outcome = {o.id: o.attained for o in result.outcomes} if result else {}
    cells += [None if (a := by_outcome.get(o)) is None else 100 * a for o in outcomes]
    return cells + [_item(result, item, lang) for item in items]


def _item(result: Result | None, ident: str, lang: str) -> Cell:
    found = next((item for item in result.items if item.id == ident), None) if result else None
    if found is None:
        return ""
    if found.judgement in _NOT_COUNTED:
        return said("judgement", found.judgement, lang)
    return found.gained - found.deducted


def _head(ident: str, title: str) -> str:
    return title if title == ident else f"{ident} {title}"
