"""From the grade book to the one table exporters get: which attempt counts, and whether its mark may go out.

A mark counts when a teacher confirmed it and it has not changed since; with ``provisional`` also the program's
proposal. Of attempts whose marks count the best, last or first is taken. Where the rubric shares the mark among
school, enterprise and students, the mark is theirs together, and nothing is renormalised while one is missing.

    grades = gather(book, "化工2401", "CHEM-NIT-01", which="last")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from engine.scenario.text import Text
from grading.calculus.result import ItemResult, Result
from grading.exports.grades import Column, Grades, Part, Row, Score, Status, Which
from grading.gradebook.codes import unclaimed
from grading.gradebook.decisions import Standing, adjustments, manual_marks, standing
from grading.gradebook.marking import grading_result
from grading.gradebook.people import Learner, learners
from grading.gradebook.rubrics import rubric_version
from grading.gradebook.store import Gradebook
from grading.gradebook.times import local_time
from grading.outcomes import party_mark
from grading.rubric import Rubric

__all__ = ["gather"]

_USABLE = {False: {"confirmed"}, True: {"confirmed", "proposal", "outdated"}}
"""States whose total counts; an unfinished or half-judged attempt never does before it is confirmed."""


@dataclass(frozen=True, slots=True)
class _Try:
    """One attempt of a learner with where its mark stands."""

    attempt: dict[str, Any]
    now: Standing
    result: Result | None
    parts: tuple[Part, ...]
    mark: float | None

    @property
    def rank(self) -> float:
        """For choosing the best: by the mark, or by the total while that does not count."""
        return next((value for value in (self.mark, self.now.total) if value is not None), -1.0)


def gather(
    book: Gradebook,
    class_name: str,
    scenario: str,
    *,
    which: Which = "best",
    provisional: bool = False,
    mode: str = "",
    zone: tzinfo | None = None,
) -> Grades:
    """The marks of a class (all its learners, also those without an attempt) in one scenario.

    ``mode`` takes only attempts in that mode (``exam``). Times are told in ``zone``, by default that of this PC.
    Raises ``NotFoundError`` for a class that is not there.
    """
    found = [(one, list(_tries(book, one, scenario, mode, provisional))) for one in learners(book, class_name)]
    chosen = [(one, tries, _chosen(tries, which)) for one, tries in found]
    shown = [pick for _, _, pick in chosen if pick and _visible(pick, provisional)]
    outcomes, items = _columns(shown)
    rows = []
    for learner, tries, pick in chosen:
        row = Row(learner.id, learner.student_no, learner.name, "absent", len(tries))
        if pick is not None:
            row = _placed(row, pick, zone, provisional, passed_over=pick is not _choose(tries, which))
            if _visible(pick, provisional):
                row = _filled(book, row, pick, outcomes, items)
        rows.append(row)
    title = book.row(
        "SELECT title_zh, title_en FROM scenarios WHERE id = ? ORDER BY added DESC, rowid DESC", [scenario]
    )
    return Grades(
        class_name=class_name,
        scenario=scenario,
        title=Text(zh=title["title_zh"], en=title["title_en"]) if title else Text(zh=scenario),
        which=which,
        provisional=provisional,
        mode=mode,
        outcomes=outcomes,
        items=items,
        rows=tuple(rows),
        unclaimed=tuple(one.code for one in unclaimed(book, scenario) if one.claimable),
    )


def _visible(pick: _Try, provisional: bool) -> bool:
    """Whether figures of the attempt may be shown at all: what nobody confirmed is the teacher's business."""
    return provisional or pick.now.status == "confirmed"


def _tries(book: Gradebook, learner: Learner, scenario: str, mode: str, provisional: bool) -> Iterator[_Try]:
    rows = book.rows(
        "SELECT attempts.id, mode, parent, started FROM attempts"
        " JOIN scenarios ON scenarios.hash = attempts.scenario"
        " JOIN pseudonyms ON pseudonyms.pseudonym = attempts.pseudonym"
        " WHERE pseudonyms.learner = ? AND scenarios.id = ? AND ? IN ('', mode) ORDER BY started, attempts.id",
        [learner.id, scenario, mode],
    )
    for attempt in rows:
        now = standing(book, attempt["id"])
        result = grading_result(book, now.grading) if now.grading else None
        parts = _parts(result, now)
        mark = now.total if now.status in _USABLE[provisional] else None
        if mark is not None and parts:
            scores = {part.party: part.score for part in parts}
            mark = party_mark({part.party: part.share for part in parts}, scores).total
        yield _Try(attempt, now, result, parts, mark)


def _parts(result: Result | None, now: Standing) -> tuple[Part, ...]:
    """What each party gave; the school's is the total as it stands now, adjustments and all."""
    if result is None:
        return ()
    school = None if now.pending else now.total
    return tuple(Part(p.party, p.share, school if p.party == "school" else p.score) for p in result.parties)


def _chosen(tries: list[_Try], which: Which) -> _Try | None:
    """Among the attempts whose mark counts, or, where none does, among all."""
    return _choose([one for one in tries if one.mark is not None] or tries, which)


def _choose(tries: list[_Try], which: Which) -> _Try | None:
    if not tries:
        return None
    if which == "best":
        return max(reversed(tries), key=lambda one: one.rank)  # of equal ones the newest
    return tries[0 if which == "first" else -1]


def _columns(shown: list[_Try]) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Every outcome and item met, in the order of the newest rubric first."""
    outcomes: dict[str, Column] = {}
    items: dict[str, Column] = {}
    for one in sorted(shown, key=lambda one: one.now.grading or 0, reverse=True):
        if one.result is not None:
            for outcome in one.result.outcomes:
                outcomes.setdefault(outcome.id, Column(outcome.id, outcome.title))
            for item in one.result.items:
                items.setdefault(item.id, Column(item.id, item.title, item.goal))
    return tuple(outcomes.values()), tuple(items.values())


def _placed(row: Row, pick: _Try, zone: tzinfo | None, provisional: bool, passed_over: bool) -> Row:
    """The row with what may always be said of the attempt: which it is and where its mark stands."""
    waits = pick.now.status in _USABLE[provisional] and pick.mark is None
    status: Status = "parties" if waits else pick.now.status  # type: ignore[assignment]
    return replace(
        row,
        status=status,
        attempt=pick.attempt["id"],
        mode=pick.attempt["mode"],
        rewound=bool(pick.attempt["parent"]),
        begun=local_time(pick.attempt["started"], zone),
        passed_over=passed_over,
    )


def _filled(book: Gradebook, row: Row, pick: _Try, outcomes: tuple[Column, ...], items: tuple[Column, ...]) -> Row:
    """The row with its figures."""
    now, result = pick.now, pick.result
    if result is None:
        return row
    attained = {outcome.id: outcome.attained for outcome in result.outcomes}
    scores = {item.id: _score(item) for item in result.items}
    return replace(
        row,
        rubric=result.rubric_version,
        mark=pick.mark,
        total=now.total,
        raw=result.raw,
        adjustment=now.adjustment,
        passed=_passed(book, pick),
        parts=pick.parts,
        gates=tuple(gate.title for gate in result.gates),
        outcomes=tuple(attained.get(column.id) for column in outcomes),
        scores=tuple(scores.get(column.id) for column in items),
        comments=tuple(_comments(book, now.attempt)),
    )


def _passed(book: Gradebook, pick: _Try) -> bool | None:
    """Pass or fail; of several parties by their common mark, and open while that is."""
    if not pick.parts or pick.result is None:
        return pick.now.passed
    if pick.mark is None:
        return None
    rubric = Rubric.from_canonical(rubric_version(book, pick.result.rubric).body)
    return pick.mark >= rubric.passing.mark and not any(gate.fails for gate in pick.result.gates)


def _score(item: ItemResult) -> Score:
    points = item.gained - item.deducted if item.counts or item.deducted else None
    ratio = item.credit if item.counts else None
    return Score(item.judgement, ratio, points, item.possible, item.what)


def _comments(book: Gradebook, attempt: str) -> Iterator[str]:
    for mark in manual_marks(book, attempt):
        yield f"{mark.item or mark.party}: {mark.reason}"
    for one in adjustments(book, attempt):
        yield f"{one.points:+g}: {one.reason}"
