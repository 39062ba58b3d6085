"""What every exporter is given: the marks of one class in one scenario, as one immutable table.

Exporters see neither the grade book nor a clock, so the same table always makes the same bytes. Names are in it
because this is where they meet the marks; ``pseudonymous()`` takes them out again, with all that people wrote.

    grades = gather(book, "化工2401", "CHEM-NIT-01")
    [row.mark for row in grades.rows if row.counts]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from engine.scenario.text import Text

__all__ = ["Column", "Grades", "Part", "Row", "Score", "Status", "Which"]

Which = Literal["best", "last", "first"]
"""Which of a learner's attempts counts."""

Status = Literal["absent", "unmarked", "unfinished", "pending", "parties", "proposal", "outdated", "confirmed"]
"""Where a learner's mark stands: as in the grade book, ``absent`` without an attempt, ``parties`` while the rubric's
other parties have not marked."""


@dataclass(frozen=True, slots=True)
class Column:
    """An outcome or an item of the rubrics met; ``outcome`` is what an item counts for."""

    id: str
    title: Text
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One item of one learner. ``ratio`` (0…1) and ``points`` are ``None`` where it did not count, ``judgement`` says why."""

    judgement: str
    ratio: float | None
    points: float | None
    possible: float
    words: Text


@dataclass(frozen=True, slots=True)
class Part:
    """What one party (school, enterprise, student) gave, 0…100; ``None`` is pending, never zero, never left out."""

    party: str
    share: float
    score: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One learner. Every figure of an attempt that may not be shown yet is ``None``.

    ``learner`` is the random id of the grade book. ``mark`` (0…100) is what a register may take: ``None`` unless it
    counts, and with parties the mark of all of them. ``total`` is the school's mark as the grade book has it.
    """

    learner: str
    student_no: str
    name: str
    status: Status
    attempts: int = 0
    attempt: str = ""
    mode: str = ""
    rewound: bool = False
    begun: str = ""
    """``YYYY-MM-DD hh:mm:ss`` by the clock of the PC that exports."""
    rubric: str = ""
    """Version of the rubric it was marked by."""
    mark: float | None = None
    total: float | None = None
    raw: float | None = None
    adjustment: float = 0.0
    passed: bool | None = None
    gates: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()
    outcomes: tuple[float | None, ...] = ()
    """Attainment 0…1, one for each of ``Grades.outcomes``."""
    scores: tuple[Score | None, ...] = ()
    """One for each of ``Grades.items``."""
    comments: tuple[str, ...] = ()
    """What people wrote: reasons of marks by hand and of adjustments."""
    passed_over: bool = False
    """Another attempt would have been chosen if its mark counted."""

    @property
    def counts(self) -> bool:
        """Whether there is a mark to hand over."""
        return self.mark is not None


@dataclass(frozen=True, slots=True)
class Grades:
    """One class in one scenario: a row for every learner of the roster, by student number."""

    class_name: str
    scenario: str
    title: Text
    which: Which = "best"
    provisional: bool = False
    """Whether proposals of the program stand beside confirmed marks."""
    mode: str = ""
    """Only attempts in this mode were looked at; empty: all."""
    outcomes: tuple[Column, ...] = ()
    items: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    unclaimed: tuple[str, ...] = ()
    """Codes with attempts at the scenario that are no student's."""

    def marked(self) -> Iterator[Row]:
        """The learners with a mark to hand over."""
        return (row for row in self.rows if row.counts)

    def left_out(self) -> tuple[Row, ...]:
        """The learners without one."""
        return tuple(row for row in self.rows if not row.counts)

    def unconfirmed(self) -> tuple[Row, ...]:
        """The learners whose mark no teacher has confirmed as it is: proposals of the program."""
        return tuple(row for row in self.rows if row.counts and row.status != "confirmed")

    def pseudonymous(self) -> Grades:
        """The same table without numbers, names, codes, attempts, times of day and what people wrote.

        In the order of the random ids: that of the student numbers would give them away.
        """
        bare = (
            replace(row, student_no="", name="", attempt="", comments=(), begun=row.begun[:10]) for row in self.rows
        )
        return replace(self, rows=tuple(sorted(bare, key=lambda row: row.learner)), unclaimed=())
