"""The class result as CSV that Excel opens as it should: a byte-order mark, CRLF, quotes, no formulas.

One line a learner: total, what it was before gates, status, one column an outcome, one an item. Names and
student numbers are joined here and nowhere before. Text that Excel would run as a formula gets an apostrophe in
front. Times are those of this PC's clock; the grade book keeps UTC.

    Path("化工2401.csv").write_bytes(class_csv(book, "化工2401", scenario="nitration"))
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

from grading.calculus.result import Result
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
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in (*head, *outcomes.values(), *items.values())])
    for line in lines:
        writer.writerow([_safe(cell) for cell in _cells(line, list(outcomes), list(items), lang, zone)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


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


def _cells(line: _Line, outcomes: list[str], items: list[str], lang: str, zone: tzinfo | None) -> list[str]:
    now, attempt, result = line.standing, line.attempt, line.result
    who = [line.learner.student_no, line.learner.name or line.learner.id, "、".join(line.learner.classes)]
    if attempt is None or now is None:
        blank = [""] * (len(_HEAD) - 7 + len(outcomes) + len(items))
        return [*who, "", "0", "", say("csv.status.absent", lang), *blank]
    title = attempt["title_en" if lang == "en" else "title_zh"] or attempt["scenario"]
    gates = "；".join(gate.title.of(lang) for gate in result.gates) if result else ""
    passed = "" if now.passed is None else say("csv.yes" if now.passed else "csv.no", lang)
    mode = said("modes", attempt["mode"], lang)
    if attempt["parent"]:
        mode = say("csv.rewound", lang, mode=mode)
    cells = [*who, title, str(line.attempts), mode, say(f"csv.status.{now.status}", lang)]
    cells += [_number(now.total), _number(now.automatic), _number(now.raw), _number(now.adjustment or None)]
    cells += [passed, gates, local_time(attempt["started"], zone), attempt["id"]]
    by_outcome = {o.id: o.attained for o in result.outcomes} if result else {}
    cells += [_number(None if (a := by_outcome.get(o)) is None else 100 * a) for o in outcomes]
    return cells + [_item(result, item, lang) for item in items]


def _item(result: Result | None, ident: str, lang: str) -> str:
    found = next((item for item in result.items if item.id == ident), None) if result else None
    if found is None:
        return ""
    if found.judgement in _NOT_COUNTED:
        return said("judgement", found.judgement, lang)
    return _number(found.gained - found.deducted)


def _head(ident: str, title: str) -> str:
    return title if title == ident else f"{ident} {title}"


def _number(value: float | None) -> str:
    """Up to two decimals with a point, whatever the machine's locale; nothing for nothing."""
    if value is None:
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _safe(cell: str) -> str:
    """Numbers as they are; any other text that begins like a formula with an apostrophe in front."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit() and cell.isascii()
