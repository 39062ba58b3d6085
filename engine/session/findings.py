"""What is said about an attempt: plain data for verdicts, evidence, hints and messages.

Grading produces findings, results and notes about files, the view and the reports show them; neither imports the
other. The launcher brings both together: the marker observes the session, and its findings are in the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.scenario.text import Text

__all__ = ["Evidence", "FileNote", "Finding", "Judgement", "OutcomeView", "ResultView", "Severity"]

Judgement = Literal["open", "met", "broken", "recovered", "missing", "n/a", "unscored"]
"""``open`` can still become met or broken; ``missing`` was due and never came; ``n/a`` never had its occasion;
``unscored`` waits for a human."""

Severity = Literal["info", "minor", "major", "critical"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a judgement rests on. Times are ticks; numbers are in ``unit``.

    ``margin`` is signed: how far inside (+) or outside (−) the limit. ``refs`` are actions (``a12``) and events
    (``e7``) by their place, counted from 0, in the attempt together with what came before a rewind
    (``engine.session.lineage``), so that one never means two things.
    """

    start: int
    end: int
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    margin: float | None = None
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the learner: what happened, why it matters, how to do it right."""

    item: str
    judgement: Judgement
    severity: Severity
    what: Text
    why: Text | None = None
    how: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    points: float = 0.0
    """Points gained (positive) or lost (negative) so far."""
    possible: float = 0.0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One teaching objective and how far it was reached, 0 to 1; ``None`` if nothing tells."""

    id: str
    title: Text
    ratio: float | None


@dataclass(frozen=True, slots=True)
class ResultView:
    """The mark as the view shows it; whoever grades hands it over, the view computes nothing."""

    total: float
    possible: float = 100.0
    raw: float | None = None
    """The points before gates, where a gate changed them."""
    passed: bool | None = None
    gates: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[OutcomeView, ...] = ()
    how: str = ""
    """How the attempt ended: finished, failed, timed_out, quit; empty while it runs."""
    files: tuple[str, ...] = ()
    """What was written where, for the learner to find."""


@dataclass(frozen=True, slots=True)
class FileNote:
    """What became of a save, where a window follows the files of its scenario.

    ``mistake``: the old attempt goes on; ``where`` is file:line and ``what`` the first mistake in words.
    ``redoing``: what was done is being done again, ``share`` of it so far. ``kept``: the new attempt stands where the
    old one stood. ``afresh``: it begins anew, ``what`` says why. ``same``: nothing that matters was changed.
    """

    kind: Literal["mistake", "redoing", "kept", "afresh", "same"]
    where: str = ""
    what: Text | None = None
    share: float = 1.0

    @property
    def swapped(self) -> bool:
        """Whether there is a new attempt to show."""
        return self.kind in ("kept", "afresh")
