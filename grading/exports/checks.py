"""The checks targets share: figures that are none, ids no program could match, marks that are not there yet.

Each returns problems; none changes anything. A figure that is not a number or out of its range blocks every target:
it can only come from a mistake, and a register would keep it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator

from engine.scenario.text import Text
from grading.exports.cells import clean, starts_formula
from grading.exports.contract import Problem
from grading.exports.grades import Grades, Row
from grading.exports.words import both, say, who, why_left_out

__all__ = ["figures", "nobody", "numbers", "situation"]

_LISTED = 5


def figures(grades: Grades) -> Iterator[Problem]:
    """Marks outside 0…100, ratios outside 0…1, and what is no number at all."""
    for row in grades.rows:
        marks = [row.mark, row.total, row.raw, *(part.score for part in row.parts)]
        ratios = [*row.outcomes, *(score.ratio for score in row.scores if score)]
        rest = [row.adjustment, *(score.points for score in row.scores if score)]
        wrong = [value for value in marks if not _within(value, 100.0)]
        wrong += [value for value in ratios if not _within(value, 1.0)]
        wrong += [value for value in rest if value is not None and not math.isfinite(value)]
        for value in wrong[:1]:
            yield Problem(both("problem.figure", value=value), who(row))


def _within(value: float | None, most: float) -> bool:
    return value is None or (math.isfinite(value) and -1e-9 <= value <= most + 1e-9)


def numbers(grades: Grades) -> Iterator[Problem]:
    """Student numbers that another program could not match exactly: none, twice, not plain text.

    They are never made harmless for spreadsheets: changed, they would match nobody.
    """
    counted = Counter(row.student_no.casefold() for row in grades.rows)
    for row in grades.rows:
        number = row.student_no
        if not number:
            yield Problem(both("problem.no_number"), who(row))
        elif counted[number.casefold()] > 1:
            yield Problem(both("problem.twice", number=number), who(row))
        elif number != clean(number) or any(sign.isspace() or sign in '\\"' for sign in number):
            yield Problem(both("problem.signs", number=ascii(number)), who(row))
        elif starts_formula(number):
            yield Problem(both("problem.formula", number=number), who(row))


def nobody(grades: Grades) -> Iterator[Problem]:
    """A file without a single mark is of no use to a register."""
    if not any(row.counts for row in grades.rows):
        key = "problem.empty_class" if not grades.rows else "problem.nobody"
        yield Problem(both(key, class_name=grades.class_name))


def situation(grades: Grades) -> Iterator[Problem]:
    """What a teacher should know beside the files; blocks nothing."""
    for status in ("unmarked", "unfinished", "pending", "parties", "proposal", "outdated"):
        yield from _told(
            [row for row in grades.left_out() if row.status == status], lambda row, lang: why_left_out(row, lang)
        )
    yield from _told([row for row in grades.rows if row.passed_over], lambda _, lang: say("problem.passed_over", lang))
    if early := grades.unconfirmed():
        yield Problem(both("problem.provisional", n=len(early)), blocks=False)
    versions = Counter(row.rubric for row in grades.rows if row.rubric)
    if len(versions) > 1:
        listed = ", ".join(f"{version} ×{n}" for version, n in sorted(versions.items()))
        yield Problem(both("problem.rubrics", versions=listed), blocks=False)
    if grades.unclaimed:
        codes = ", ".join(grades.unclaimed[:_LISTED]) + (" …" if len(grades.unclaimed) > _LISTED else "")
        yield Problem(both("problem.unclaimed", n=len(grades.unclaimed), codes=codes), blocks=False)


def _told(rows: list[Row], why: Callable[[Row, str], str]) -> Iterator[Problem]:
    if not rows:
        return
    text = Text(zh=why(rows[0], "zh"), en=why(rows[0], "en"))
    names = "、".join(who(row) for row in rows[:_LISTED])
    more = len(rows) - _LISTED
    yield Problem(text, names + (f" … +{more}" if more > 0 else ""), blocks=False)
