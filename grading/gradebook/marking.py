"""What the marker found, kept: a new grading each time, with its items, evidence and outcomes as rows.

A grading is never changed. Marking again, with a new rubric or a new program, adds another beside it. The
canonical result is kept whole; the rows beside it are the same thing for questions in SQL.

    number = add_grading(book, attempt_id, result)
    grading_result(book, number) == result
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grading.calculus.result import ItemResult, Result
from grading.gradebook.audit import record
from grading.gradebook.errors import ConflictError, NotFoundError
from grading.gradebook.store import Gradebook

__all__ = ["add_grading", "grading_result", "latest_grading"]

Row = dict[str, Any]


def add_grading(book: Gradebook, attempt: str, result: Result, reason: str = "") -> int:
    """Keep ``result`` as a marking of the longest recording of ``attempt``; returns its number.

    Its rubric must be in the grade book, its trace must be that recording.
    """
    recording = book.row(
        "SELECT id, content_hash FROM recordings WHERE attempt = ? ORDER BY links DESC LIMIT 1", [attempt]
    )
    if recording is None:
        raise NotFoundError(f"成绩册中没有训练记录 {attempt}", f"there is no attempt {attempt} in the grade book")
    if recording["content_hash"] != result.attempt:
        raise ConflictError(
            f"这份评分是对另一份记录作出的，不能记在 {attempt} 名下",
            f"this result was made from another recording, not from {attempt}",
        )
    before = latest_grading(book, attempt)
    with book.write() as db:
        row: Row = {"recording": recording["id"], "rubric": result.rubric, "grader": result.grader}
        row |= {"result_hash": result.digest(), "result": result.canonical()}
        row |= {"total": result.total, "raw": result.raw, "passed": int(result.passed)}
        row |= {"at": book.clock(), "author": book.author, "reason": reason}
        number = int(db.table("gradings").insert(row).last_pk or 0)
        db.table("items").insert_all(_item_rows(number, result))
        db.table("evidence").insert_all(_evidence_rows(number, result.items))
        db.table("outcomes").insert_all(_outcome_rows(number, result))
        old = {"grading": before["id"], "total": before["total"]} if before else None
        new = {"grading": number, "total": result.total, "rubric": result.rubric, "grader": result.grader}
        record(book, "mark", f"attempt {attempt}", old=old, new=new, reason=reason)
    return number


def latest_grading(book: Gradebook, attempt: str, rubric: str = "") -> Row | None:
    """The newest grading of an attempt (under one rubric, if given), without the result text."""
    return book.row(
        "SELECT gradings.id, recording, recordings.attempt, gradings.rubric, grader, result_hash, total, raw,"
        " passed, gradings.at, gradings.author, reason FROM gradings"
        " JOIN recordings ON recordings.id = recording"
        " WHERE recordings.attempt = ? AND ? IN ('', gradings.rubric) ORDER BY gradings.id DESC LIMIT 1",
        [attempt, rubric],
    )


def grading_result(book: Gradebook, grading: int) -> Result:
    """The result of a grading as it was made."""
    found = book.row("SELECT result FROM gradings WHERE id = ?", [grading])
    if found is None:
        raise NotFoundError(f"没有第 {grading} 次评分", f"there is no grading {grading}")
    return Result.from_canonical(found["result"])


def _item_rows(grading: int, result: Result) -> Iterator[Row]:
    for place, item in enumerate(result.items):
        yield {
            "grading": grading,
            "item": item.id,
            "place": place,
            "kind": item.kind,
            "title_zh": item.title.zh,
            "title_en": item.title.en,
            "outcome": item.goal,
            "verdict": item.judgement,
            "level": item.level,
            "ratio": item.credit if item.counts else None,
            "weight": item.weight,
            "possible": item.possible,
            "gained": item.gained,
            "deducted": item.deducted,
            "gate": item.gate,
            "words_zh": item.what.zh,
            "words_en": item.what.en,
        }


def _evidence_rows(grading: int, items: tuple[ItemResult, ...]) -> Iterator[Row]:
    for item in items:
        for n, piece in enumerate(item.evidence):
            yield {
                "grading": grading,
                "item": item.id,
                "n": n,
                "start": piece.start,
                "stop": piece.end,
                "measured": piece.measured,
                "bound": piece.limit,
                "unit": piece.unit,
                "margin": piece.margin,
                "refs": " ".join(piece.refs),
            }


def _outcome_rows(grading: int, result: Result) -> Iterator[Row]:
    for place, outcome in enumerate(result.outcomes):
        yield {
            "grading": grading,
            "outcome": outcome.id,
            "place": place,
            "title_zh": outcome.title.zh,
            "title_en": outcome.title.en,
            "share": outcome.share,
            "value": outcome.attained,
        }
