"""The table for spreadsheets and scripts: one row a learner, one column a thing, typed cells. CSV and Excel share it.

columns = wide_table(grades, "zh", names=True)
columns[0].head, [column.cell(row) for row in grades.rows]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from grading.exports.grades import Column, Grades, Row, Score
from grading.exports.words import say
from grading.reports.words import said
from grading.reports.words import say as report

__all__ = ["WideColumn", "head_of", "item_columns", "person_columns", "state", "wide_table"]

Kind = Literal["id", "text", "number", "time"]


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A heading, what its cells are, and how to get one from a row. Ids are text and never touched."""

    head: str
    kind: Kind
    cell: Callable[[Row], str | float | None]


def wide_table(grades: Grades, lang: str, *, names: bool, details: bool = True) -> list[WideColumn]:
    """The columns in order. Without ``names`` a random id stands for number and name; ``details`` adds the items."""
    klass = WideColumn(report("csv.head.class", lang), "text", lambda _: grades.class_name)
    columns = [
        klass,
        *person_columns(lang, names),
        *_attempt(lang, names),
        *_mark(grades, lang),
        *_outcomes(grades, lang),
    ]
    for n, item in enumerate(grades.items if details else ()):
        columns += item_columns(n, item, lang)
    if names:  # what people wrote may name somebody
        columns.append(WideColumn(say("head.comments", lang), "text", lambda row: "；".join(row.comments)))
    return columns


def person_columns(lang: str, names: bool) -> Iterator[WideColumn]:
    """Who: number and name, or the random id."""
    if names:
        yield WideColumn(report("csv.head.student_no", lang), "id", lambda row: row.student_no)
        yield WideColumn(report("csv.head.name", lang), "text", lambda row: row.name)
    else:
        yield WideColumn(say("head.learner", lang), "id", lambda row: row.learner)


def _attempt(lang: str, names: bool) -> Iterator[WideColumn]:
    yield WideColumn(report("csv.head.status", lang), "text", lambda row: state(row, lang))
    yield WideColumn(report("csv.head.attempts", lang), "number", lambda row: row.attempts)
    yield WideColumn(report("csv.head.mode", lang), "text", lambda row: _mode(row, lang))
    yield WideColumn(report("csv.head.begun", lang), "time", lambda row: row.begun)
    if names:  # the file behind it holds a code that classmates know
        yield WideColumn(report("csv.head.attempt", lang), "id", lambda row: row.attempt)
    yield WideColumn(say("head.rubric", lang), "text", lambda row: row.rubric)


def _mark(grades: Grades, lang: str) -> Iterator[WideColumn]:
    yield WideColumn(say("head.mark", lang), "number", lambda row: row.mark)
    yield WideColumn(say("head.total", lang), "number", lambda row: row.total)
    yield WideColumn(report("csv.head.raw", lang), "number", lambda row: row.raw)
    yield WideColumn(report("csv.head.adjustment", lang), "number", lambda row: row.adjustment or None)
    yield WideColumn(report("csv.head.passed", lang), "text", lambda row: _yes(row.passed, lang))
    yield WideColumn(report("csv.head.gates", lang), "text", lambda row: "；".join(gate.of(lang) for gate in row.gates))
    for party in dict.fromkeys(part.party for row in grades.rows for part in row.parts):
        yield WideColumn(say(f"party.{party}", lang), "number", _party(party))


def _outcomes(grades: Grades, lang: str) -> Iterator[WideColumn]:
    for n, column in enumerate(grades.outcomes):
        title = say("head.percent", lang, title=head_of(column, lang))
        yield WideColumn(title, "number", _outcome(n))


def item_columns(n: int, item: Column, lang: str) -> Iterator[WideColumn]:
    """Points and percent of the item in place ``n``."""
    title = head_of(item, lang)
    yield WideColumn(say("head.points", lang, title=title), "number", _points(n))
    yield WideColumn(say("head.percent", lang, title=title), "number", _percent(n))


def head_of(column: Column, lang: str) -> str:
    """Id and title of an outcome or an item."""
    title = column.title.of(lang)
    return title if title in ("", column.id) else f"{column.id} {title}"


def state(row: Row, lang: str) -> str:
    """Where the mark stands, in words."""
    return say("status.parties", lang) if row.status == "parties" else report(f"csv.status.{row.status}", lang)


def _mode(row: Row, lang: str) -> str:
    mode = said("modes", row.mode, lang) if row.mode else ""
    return report("csv.rewound", lang, mode=mode) if row.rewound else mode


def _yes(passed: bool | None, lang: str) -> str:
    return "" if passed is None else report("csv.yes" if passed else "csv.no", lang)


def _party(party: str) -> Callable[[Row], float | None]:
    return lambda row: next((part.score for part in row.parts if part.party == party), None)


def _outcome(n: int) -> Callable[[Row], float | None]:
    return lambda row: None if not row.outcomes else _hundred(row.outcomes[n])


def _score(row: Row, n: int) -> Score | None:
    return row.scores[n] if row.scores else None


def _points(n: int) -> Callable[[Row], float | None]:
    return lambda row: score.points if (score := _score(row, n)) else None


def _percent(n: int) -> Callable[[Row], float | None]:
    return lambda row: _hundred(score.ratio) if (score := _score(row, n)) else None


def _hundred(ratio: float | None) -> float | None:
    return None if ratio is None else 100.0 * ratio
