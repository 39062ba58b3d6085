"""The mark of one attempt as plain, canonical data: what the grade book stores and every report shows.

A result is a pure function of (attempt, rubric): two markings of the same things give the same bytes. It
names both by hash, and the version of the grader. Texts are in both languages; nothing in it names a person.

    result = mark_attempt(reader)
    result.total, [d.what.of("zh") for d in result.deductions]
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from engine.scenario.text import Text
from engine.session.findings import Evidence, Judgement
from engine.state import digest, pack

__all__ = ["Deduction", "GateEffect", "HintUse", "ItemResult", "OutcomeResult", "PartyResult", "Result"]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemResult(_Data):
    """One item: verdict, credit, points and the reason in words."""

    id: str
    kind: str
    """``step``, ``order`` or the kind of the rule."""
    title: Text
    goal: str = ""
    judgement: Judgement = "open"
    level: int = 0
    """0–4 by the rubric's table."""
    credit: float = 0.0
    """Ratio 0…1."""
    weight: float = 0.0
    possible: float = 0.0
    """Points of the total this item can bring; 0 when it does not count here."""
    gained: float = 0.0
    deducted: float = 0.0
    """Points taken off the total."""
    gate: str = ""
    excused_by: str = ""
    """The forbidden act it was a consequence of; then it is not charged again."""
    recovered_by: str = ""
    judged_by: str = ""
    """Who marks it, for what only a person can mark."""
    what: Text
    why: Text | None = None
    how: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    data: dict[str, Any] = {}

    @property
    def counts(self) -> bool:
        """Whether its weight is part of its outcome in this attempt."""
        return not self.excused_by and self.judgement in ("met", "broken", "recovered", "missing")

    @property
    def lost(self) -> float:
        """Points lost in all."""
        return self.possible - self.gained + self.deducted


class OutcomeResult(_Data):
    """Attainment of one course outcome in this attempt, 0…1; ``None`` when nothing in it was judged."""

    id: str
    title: Text
    share: float
    """Its share of the total as the rubric has it."""
    share_here: float = 0.0
    """Its share after outcomes without any judged item were left out."""
    attained: float | None = None
    weight: float = 0.0
    """Sum of the weights judged."""
    left_out: tuple[str, ...] = ()
    """Items that did not count here: n/a, unscored or excused."""


class GateEffect(_Data):
    """A gate that is shut, and by what."""

    gate: str
    title: Text
    cap: float
    fails: bool
    items: tuple[str, ...]


class HintUse(_Data):
    """Hints used, how many of each level, and what they cost."""

    used: dict[str, int] = {}
    cost: float = 0.0


class Deduction(_Data):
    """Points lost on one item, in words."""

    item: str
    points: float
    what: Text


class PartyResult(_Data):
    """One party's part of the final mark; ``score`` is ``None`` while pending."""

    party: str
    share: float
    score: float | None = None


class Result(_Data):
    """The whole mark."""

    grader: str
    attempt: str
    """Hash of the attempt that was marked."""
    rubric: str
    """Hash of the rubric it was marked by."""
    rubric_id: str
    rubric_version: str
    scenario: str = ""
    tick_ms: int
    start: int
    end: int
    how: str
    """finished, failed, timed_out, quit, or unfinished when the attempt was cut off; empty while it runs."""
    items: tuple[ItemResult, ...]
    outcomes: tuple[OutcomeResult, ...]
    raw: float
    """Sum of what the items brought, 0…100."""
    deducted: float
    hints: HintUse
    before_gates: float
    gates: tuple[GateEffect, ...] = ()
    total: float
    passed: bool
    grade: Text | None = None
    complete: bool
    """Whether nothing waits for a human."""
    pending: tuple[str, ...] = ()
    parties: tuple[PartyResult, ...] = ()
    final: float | None = None
    """The mark of all parties; ``None`` while one is pending."""
    summary: Text
    notes: tuple[Text, ...] = ()

    def canonical(self) -> bytes:
        """Canonical JSON: the same bytes for the same mark."""
        return pack(self.model_dump(mode="json"))

    def digest(self) -> str:
        """SHA-256 of the canonical bytes, hex."""
        return digest(self.model_dump(mode="json"))

    @classmethod
    def from_canonical(cls, data: bytes) -> Result:
        """The result behind ``canonical``'s bytes."""
        return cls.model_validate_json(data)

    def item(self, item_id: str) -> ItemResult:
        """The item ``item_id``; a ``KeyError`` if there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    @property
    def deductions(self) -> tuple[Deduction, ...]:
        """Items that lost points, the heaviest first (then in file order)."""
        lost = [item for item in self.items if item.lost > 1e-9]
        lost.sort(key=lambda item: -item.lost)
        return tuple(Deduction(item=i.id, points=round(i.lost, 4), what=i.what) for i in lost)
