"""Marking what the grade book holds: new attempts, all again, or one after a person's judgement.

Every marking is a new grading; nothing is replaced. What could not be marked is listed with the reason.

    report = mark_unmarked(book)
    report = remark(book, Rubric.load(path), reason="权重调整")
    for change in report.changes: print(change.code, change.item, change.before.zh, "→", change.after.zh)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import ShixunError
from engine.scenario.text import Text
from engine.session.lineage import open_lineage
from grading.gradebook.attempts import attempt_file
from grading.gradebook.decisions import Party, add_manual_mark, manual_marks
from grading.gradebook.differences import Change, differences
from grading.gradebook.errors import GradebookError, NotFoundError
from grading.gradebook.marking import add_grading, latest_grading
from grading.gradebook.rubrics import RubricVersion, add_rubric, keep_rubric, rubric_version
from grading.gradebook.store import Gradebook
from grading.marker import mark_attempt
from grading.rubric import Rubric

__all__ = ["Failure", "MarkReport", "judge", "mark_stored", "mark_unmarked", "remark"]

_PARTY_OF = {"teacher": "school", "enterprise": "enterprise", "student": "student"}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that could not be marked, and why."""

    attempt: str
    why: Text


@dataclass(slots=True)
class MarkReport:
    """What a round of marking did: gradings by attempt, what changed, what failed."""

    gradings: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def summary(self) -> Text:
        """One sentence for the person who asked."""
        n, changed, failed = len(self.gradings), len({c.attempt for c in self.changes}), len(self.failures)
        return Text(
            zh=f"评分 {n} 份，其中 {changed} 份有变化，{failed} 份未能评分",
            en=f"{n} marked, {changed} of them changed, {failed} could not be marked",
        )


def mark_stored(book: Gradebook, attempt: str, rubric: Rubric | None = None, reason: str = "") -> int:
    """Mark one attempt by ``rubric``, or by the one it was last marked by, or by the one embedded in it.

    Marks given by people are taken in. Returns the number of the new grading.
    """
    used = rubric or _rubric_of(book, attempt)
    marks = manual_marks(book, attempt)
    by = {item.id: _party(item) for item in used.items}
    judged = {mark.item: mark.ratio for mark in marks if mark.item and by.get(mark.item) == mark.party}
    parties: dict[str, float | None] = {mark.party: 100.0 * mark.ratio for mark in marks if not mark.item}
    with open_lineage(attempt_file(book, attempt), lambda parent: _file_of(book, parent)) as lineage:
        head = lineage.reader.verify().head
        result = mark_attempt(lineage, used, attempt_hash=head, judged=judged, parties=parties)
    with book.write():
        keep_rubric(book, RubricVersion.of(used.canonical()))
        return add_grading(book, attempt, result, reason)


def _file_of(book: Gradebook, attempt: str) -> Path | None:
    """The archived file of an attempt, if the grade book has it."""
    try:
        return attempt_file(book, attempt)
    except NotFoundError:
        return None


def mark_unmarked(book: Gradebook, progress: Progress | None = None) -> MarkReport:
    """Mark every attempt whose longest recording has no grading yet."""
    rows = book.rows(
        "SELECT attempt FROM recordings WHERE links = (SELECT max(links) FROM recordings AS r"
        " WHERE r.attempt = recordings.attempt) AND id NOT IN (SELECT recording FROM gradings) ORDER BY id"
    )
    return _round(book, [row["attempt"] for row in rows], None, "", progress)


def remark(
    book: Gradebook,
    rubric: Rubric | None = None,
    attempts: Iterable[str] | None = None,
    reason: str = "",
    progress: Progress | None = None,
) -> MarkReport:
    """Mark again: the given attempts, or all of the rubric's scenario, or (without a rubric) all.

    ``changes`` is the difference table against the newest grading of each attempt before.
    """
    if rubric is not None:
        add_rubric(book, RubricVersion.of(rubric.canonical()))
    if attempts is None:
        scenario = rubric.meta.scenario if rubric else ""
        rows = book.rows(
            "SELECT attempts.id FROM attempts JOIN scenarios ON scenarios.hash = attempts.scenario"
            " WHERE ? IN ('', scenarios.id) ORDER BY attempts.rowid",
            [scenario],
        )
        attempts = [row["id"] for row in rows]
    return _round(book, list(attempts), rubric, reason, progress)


def judge(
    book: Gradebook, attempt: str, item: str, ratio: float | None, *, party: Party = "school", reason: str
) -> int:
    """Mark an item by hand (or, with an empty ``item``, the whole on behalf of a party) and mark again."""
    if item:
        _demand_item(_rubric_of(book, attempt), item, party)
    add_manual_mark(book, attempt, item, ratio, party=party, reason=reason)
    return mark_stored(book, attempt, reason=reason)


def _rubric_of(book: Gradebook, attempt: str) -> Rubric:
    before = latest_grading(book, attempt)
    row = before or book.row("SELECT rubric FROM attempts WHERE id = ?", [attempt])
    if row is None:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
    if row["rubric"] is None:
        raise NotFoundError(
            "这份记录没有内嵌评分标准；请指定一份 rubric.yaml",
            "this attempt has no rubric inside; name a rubric.yaml to mark it by",
        )
    return Rubric.from_canonical(rubric_version(book, row["rubric"]).body)


def _party(item: Any) -> str:
    """Who marks an item by hand; empty where nobody does. In some rules ``by`` are bands of time."""
    by = getattr(item, "by", None)
    return _PARTY_OF.get(by, "") if isinstance(by, str) else ""


def _demand_item(rubric: Rubric, item: str, party: Party) -> None:
    """Only what the rubric leaves to this party can be marked by hand; all else is adjusted, with a reason."""
    mine = [i.id for i in rubric.items if _party(i) == party]
    if item not in mine:
        raise GradebookError(
            f"“{item}”不由这一方评定；可评定的项目：{'、'.join(mine) or '无'}。其他更改请用调整分",
            f"{item!r} is not for this party to mark, only: {', '.join(mine) or 'nothing'}; adjust the mark for the rest",
        )


def _round(
    book: Gradebook, attempts: list[str], rubric: Rubric | None, reason: str, progress: Progress | None
) -> MarkReport:
    report = MarkReport()
    for n, attempt in enumerate(attempts):
        if progress:
            progress(n, len(attempts), attempt)
        before = latest_grading(book, attempt)
        try:
            report.gradings[attempt] = after = mark_stored(book, attempt, rubric, reason)
        except ShixunError as error:
            report.failures.append(Failure(attempt, _words(error)))
            continue
        if before:
            report.changes += differences(book, before["id"], after)
    return report


def _words(error: ShixunError) -> Text:
    if isinstance(error, GradebookError):
        return error.text
    zh, _, en = str(error).partition(" / ")
    return Text(zh=zh, en=en or zh)
