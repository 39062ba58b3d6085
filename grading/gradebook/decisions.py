"""What people decide beside the program: marks for items only a person can judge, adjustments, confirmation.

The automatic mark, manual marks and adjustments are kept apart, each with author, time and reason. A later
manual mark of the same item by the same party supersedes the earlier one, which stays readable; adjustments
add up. The automatic mark is a proposal until somebody confirms it (PIPL article 24).

    add_manual_mark(book, attempt, "radio", 0.8, party="school", reason="通话清楚，漏报风向")
    adjust(book, attempt, +3, reason="机位断电 2 分钟")
    standing(book, attempt).total
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from grading.gradebook.audit import record
from grading.gradebook.errors import GradebookError, NotFoundError
from grading.gradebook.marking import grading_result, latest_grading
from grading.gradebook.rubrics import rubric_version
from grading.gradebook.store import Gradebook
from grading.rubric import Rubric

__all__ = [
    "PARTIES",
    "Adjustment",
    "ManualMark",
    "Standing",
    "add_manual_mark",
    "adjust",
    "adjustments",
    "confirm",
    "manual_marks",
    "standing",
]

Party = Literal["school", "enterprise", "student"]
PARTIES: tuple[Party, ...] = ("school", "enterprise", "student")


@dataclass(frozen=True, slots=True)
class ManualMark:
    """The mark in force of one item by one party; ``ratio`` 0…1."""

    item: str
    party: str
    ratio: float
    author: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added or taken off for what no rubric foresees."""

    points: float
    author: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands. ``total`` = automatic + adjustment within 0…100, None without a marking.

    ``status``: unmarked, unfinished, pending (items wait for a person), proposal, confirmed, or outdated
    (confirmed, but marked or adjusted since).
    """

    attempt: str
    status: str
    automatic: float | None
    raw: float | None
    passed: bool | None
    adjustment: float
    total: float | None
    pending: tuple[str, ...]
    grading: int | None
    confirmed_by: str = ""


def add_manual_mark(
    book: Gradebook, attempt: str, item: str, ratio: float | None, *, party: Party = "school", reason: str
) -> None:
    """Say how well an item was done, 0…1; None withdraws the mark of that party."""
    _demand(book, attempt, reason)
    if party not in PARTIES:
        raise GradebookError(f"评价方应为 {'、'.join(PARTIES)}", f"a party is one of {', '.join(PARTIES)}")
    if ratio is not None and not 0.0 <= ratio <= 1.0:
        raise GradebookError("评定应在 0 与 1 之间", "a manual mark lies between 0 and 1")
    before = {(mark.item, mark.party): mark.ratio for mark in manual_marks(book, attempt)}.get((item, party))
    with book.write() as db:
        row = {"attempt": attempt, "item": item, "party": party, "ratio": ratio, "reason": reason}
        db.table("manual_marks").insert({**row, "at": book.clock(), "author": book.author})
        what = f"attempt {attempt} item {item} party {party}"
        record(book, "manual mark", what, old=before, new=ratio, reason=reason)


def manual_marks(book: Gradebook, attempt: str) -> list[ManualMark]:
    """The manual marks in force, by item and party."""
    found = book.rows(
        "SELECT item, party, ratio, author, at, reason FROM manual_marks WHERE id IN"
        " (SELECT max(id) FROM manual_marks WHERE attempt = ? GROUP BY item, party)"
        " AND ratio IS NOT NULL ORDER BY item, party",
        [attempt],
    )
    return [ManualMark(**row) for row in found]


def adjust(book: Gradebook, attempt: str, points: float, *, reason: str) -> None:
    """Add (or take off) points for what no rubric foresees; to undo, adjust by the opposite."""
    _demand(book, attempt, reason)
    if not -100.0 <= points <= 100.0:
        raise GradebookError("调整应在 −100 与 100 分之间", "an adjustment lies between −100 and 100 points")
    before = standing(book, attempt).adjustment
    with book.write() as db:
        row = {
            "attempt": attempt,
            "points": points,
            "at": book.clock(),
            "author": book.author,
            "reason": reason,
        }
        db.table("adjustments").insert(row)
        record(book, "adjust", f"attempt {attempt}", old=before, new=before + points, reason=reason)


def adjustments(book: Gradebook, attempt: str) -> list[Adjustment]:
    """All adjustments of an attempt, in the order in which they were made."""
    sql = "SELECT points, author, at, reason FROM adjustments WHERE attempt = ? ORDER BY id"
    return [Adjustment(**row) for row in book.rows(sql, [attempt])]


def confirm(book: Gradebook, attempt: str) -> Standing:
    """Make the mark as it stands final; refused while it is unmarked or items wait for a person."""
    now = standing(book, attempt)
    if now.grading is None or now.total is None:
        raise GradebookError("还没有评分，不能确认", "it is not marked yet and cannot be confirmed")
    if now.pending:
        waiting = "、".join(now.pending)
        raise GradebookError(f"还有待人工评定的项目：{waiting}", f"items still wait for a person: {waiting}")
    with book.write() as db:
        row = {"attempt": attempt, "grading": now.grading, "total": now.total}
        db.table("confirmations").insert({**row, "at": book.clock(), "author": book.author})
        record(book, "confirm", f"attempt {attempt}", new=now.total)
    return standing(book, attempt)


def standing(book: Gradebook, attempt: str) -> Standing:
    """Where the attempt stands now."""
    recording = book.row("SELECT ended FROM recordings WHERE attempt = ? ORDER BY links DESC LIMIT 1", [attempt])
    if recording is None:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
    adjustment = sum((one.points for one in adjustments(book, attempt)), 0.0)
    grading = latest_grading(book, attempt)
    if grading is None:
        status = "unmarked" if recording["ended"] else "unfinished"
        return Standing(attempt, status, None, None, None, adjustment, None, (), None)
    waiting = book.rows(
        "SELECT item FROM items WHERE grading = ? AND verdict = 'unscored' ORDER BY place", [grading["id"]]
    )
    pending = tuple(row["item"] for row in waiting)
    automatic = float(grading["total"])
    total = min(max(automatic + adjustment, 0.0), 100.0)
    confirmed = book.row("SELECT * FROM confirmations WHERE attempt = ? ORDER BY id DESC LIMIT 1", [attempt])
    status = "pending" if pending else "proposal"
    if not recording["ended"]:
        status = "unfinished"
    if confirmed:
        same = confirmed["grading"] == grading["id"] and confirmed["total"] == total
        status = "confirmed" if same else "outdated"
    return Standing(
        attempt=attempt,
        status=status,
        automatic=automatic,
        raw=grading["raw"],
        passed=_passes(book, grading, total) if adjustment else bool(grading["passed"]),
        adjustment=adjustment,
        total=total,
        pending=pending,
        grading=grading["id"],
        confirmed_by=confirmed["author"] if confirmed else "",
    )


def _passes(book: Gradebook, grading: dict[str, Any], total: float) -> bool:
    """Whether an adjusted total passes: the rubric's own pass mark, and no gate that fails whatever the mark."""
    rubric = Rubric.from_canonical(rubric_version(book, grading["rubric"]).body)
    fails = any(gate.fails for gate in grading_result(book, grading["id"]).gates)
    return total >= rubric.passing.mark and not fails


def _demand(book: Gradebook, attempt: str, reason: str) -> None:
    if not reason.strip():
        raise GradebookError("请写明理由", "a reason is needed")
    if book.row("SELECT 1 FROM attempts WHERE id = ?", [attempt]) is None:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
