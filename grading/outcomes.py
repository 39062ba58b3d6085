"""Outcome-based education: from items to objectives to indicator points to graduation requirements.

Inside one attempt the rubric's outcomes (course objectives) are scored by ``grading.calculus.scoring``. This
module holds what lies above: the models of the rubric's OBE sections, attainment over a class, and the three
parties (school, enterprise, students) of a mark.

Formulas (reference 9): objective i with assessment points j: A_i = Σ W_j · mean_j / full_j, Σ W_j = 1. A
course is its weakest objective; an indicator point is the weighted sum over what supports it; a requirement
is the weakest of its points. Direct attainment comes from marks, indirect from questionnaires; both are
reported.

    >>> objective([Point(weight=0.6, full=10, scores=(8, 9)), Point(weight=0.4, full=5, scores=(4, 5))])
    0.87
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from engine.scenario.model import Model, author_error
from engine.scenario.text import Text
from grading.calculus.fields import Share

__all__ = [
    "Attainment", "Outcome", "Parties", "PartyMark", "Point", "Requirement", "Support",
    "attainment", "combine", "course", "indicator", "objective", "party_mark", "requirement",
]  # fmt: skip


# -- what a rubric says ---


class Support(Model, title="支撑关系 / Support"):
    """How an outcome supports an indicator point of a graduation requirement."""

    indicator: str = Field(description="毕业要求指标点 / indicator point of a graduation requirement")
    weight: Annotated[float, Field(gt=0, le=1)] = Field(1.0, description="支撑权重 / weight of support")


class Outcome(Model, title="课程目标 / Outcome"):
    """A course objective and its share of the mark."""

    title: Text = Field(description="课程目标 / course objective")
    share: Share = Field(description="占总分的比例 / share of the total")
    supports: tuple[Support, ...] = Field((), description="支撑的指标点 / indicator points it supports")


class Requirement(Model, title="毕业要求 / Requirement"):
    """A graduation requirement with its indicator points."""

    title: Text = Field(description="毕业要求 / graduation requirement")
    indicators: dict[str, Text] = Field(description="指标点 {编号: 内容} / indicator points")


class Parties(Model, title="三方占比 / Shares of the parties"):
    """Shares of the three parties in the final mark. A missing party is pending, never left out."""

    school: Share = Field(0.4, description="学校占比 / share of the school")
    enterprise: Share = Field(0.3, description="企业占比 / share of the enterprise")
    student: Share = Field(0.3, description="学生占比 / share of the students")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.school + self.enterprise + self.student
        if abs(total - 1.0) > 1e-9:
            author_error(
                "shares",
                f"三方占比之和是 {total * 100:g} %，应为 100 %",
                f"the shares add up to {total * 100:g} %, not 100 %",
                "例如 40 %、30 %、30 %",
                "for instance 40 %, 30 %, 30 %",
            )
        return self

    def shares(self) -> dict[str, float]:
        """Share by party, always in the same order."""
        return {"school": self.school, "enterprise": self.enterprise, "student": self.student}


# -- three parties ---


@dataclass(frozen=True, slots=True)
class PartyMark:
    """The mark of all parties. ``total`` is ``None`` while a party with a share is pending.

    ``spread`` is the widest difference between the marks given, so that a generous self-assessment shows.
    """

    total: float | None
    pending: tuple[str, ...]
    spread: float


def party_mark(shares: Mapping[str, float], scores: Mapping[str, float | None]) -> PartyMark:
    """Σ share · score; nothing is renormalised for a party that has not marked."""
    pending = tuple(p for p, share in shares.items() if share > 0.0 and scores.get(p) is None)
    given = [s for p in shares if (s := scores.get(p)) is not None]
    spread = max(given) - min(given) if given else 0.0
    if pending:
        return PartyMark(None, pending, spread)
    return PartyMark(round(sum(share * (scores.get(p) or 0.0) for p, share in shares.items()), 6), (), spread)


# -- attainment over a class ---


@dataclass(frozen=True, slots=True)
class Point:
    """One assessment point: its weight within the objective, full marks, and the scores of all students."""

    weight: float
    full: float
    scores: Sequence[float]


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far a class reached one objective.

    ``mean`` is Σ W·mean/full, ``reached`` the share of students at or above ``threshold``; both are given,
    because a mean hides a split class.
    """

    mean: float | None
    reached: float | None
    threshold: float
    n: int

    @property
    def met(self) -> bool | None:
        """Whether the mean reaches the threshold; ``None`` without data."""
        return None if self.mean is None else self.mean >= self.threshold - 1e-9


def objective(points: Sequence[Point]) -> float | None:
    """A_i = Σ_j W_j · mean_j / full_j, weights normalised to 1; points without any score are left out."""
    used = [p for p in points if p.scores and p.weight > 0.0 and p.full > 0.0]
    whole = sum(p.weight for p in used)
    if not whole:
        return None
    return round(sum(p.weight * (sum(p.scores) / len(p.scores)) / p.full for p in used) / whole, 6)


def attainment(values: Sequence[float | None], threshold: float = 0.65) -> Attainment:
    """Attainment of a class from each student's value 0…1; ``None`` (nothing judged) is left out and not
    zero.
    """
    given = [v for v in values if v is not None]
    if not given:
        return Attainment(None, None, threshold, 0)
    reached = sum(1 for v in given if v >= threshold - 1e-9) / len(given)
    return Attainment(round(sum(given) / len(given), 6), round(reached, 6), threshold, len(given))


def course(objectives: Mapping[str, float | None]) -> tuple[str, float] | None:
    """The weakest objective and its value: a course is attained as far as its weakest objective."""
    given = [(value, name) for name, value in objectives.items() if value is not None]
    if not given:
        return None
    value = min(v for v, _ in given)
    return next(name for v, name in given if v == value), value


def indicator(supports: Sequence[tuple[float, float | None]]) -> float | None:
    """An indicator point: weighted mean of the (weight, attainment) of what supports it."""
    used = [(w, a) for w, a in supports if a is not None and w > 0.0]
    whole = sum(w for w, _ in used)
    return round(sum(w * a for w, a in used) / whole, 6) if whole else None


def requirement(points: Mapping[str, float | None]) -> float | None:
    """A graduation requirement: the weakest of its indicator points."""
    weakest = course(points)
    return None if weakest is None else weakest[1]


def combine(direct: float | None, indirect: float | None, direct_share: float = 0.7) -> float | None:
    """Direct and indirect attainment together; ``None`` while one with a share is missing."""
    if not 0.0 <= direct_share <= 1.0:
        raise ValueError(f"a share lies between 0 and 1, not {direct_share}")
    if (direct is None and direct_share > 0.0) or (indirect is None and direct_share < 1.0):
        return None
    return round((direct or 0.0) * direct_share + (indirect or 0.0) * (1.0 - direct_share), 6)
