"""What is said about an attempt: plain data for verdicts, evidence, hints and messages.

Grading produces findings, the view and the reports show them; neither imports the other. The launcher plugs a
marker into the session as an observer and gives its findings to the view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.scenario.text import Text

__all__ = ["Evidence", "Finding", "Judgement", "Severity"]

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
