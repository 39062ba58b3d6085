"""Findings while an attempt runs: one an item, built anew only when its verdict has changed.

They carry no mark of the whole; points are those lost or won on the item within its outcome.
"""

from __future__ import annotations

from typing import Any

from engine.session.findings import Finding, Severity
from grading.calculus.item import Monitor
from grading.calculus.program import Program
from grading.calculus.verdict import Verdict

__all__ = ["Findings", "severity"]


def severity(monitor: Monitor, critical: frozenset[str]) -> Severity:
    """How bad it is: a failing gate is critical, any other gate or 10 points are major."""
    if monitor.verdict.judgement not in ("broken", "missing"):
        return "info"
    item = monitor.item
    if item.gate in critical:
        return "critical"
    if item.gate or item.points >= 10 or item.weight >= 10:
        return "major"
    return "minor"


class Findings:
    """The findings of one marker."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._cache: dict[str, tuple[Verdict, bool, Finding]] = {}

    def now(self) -> list[Finding]:
        """One finding an item, in file order."""
        ready = set(self.ready())
        return [self._finding(monitor, monitor.item.id in ready) for monitor in self._program.monitors]

    def ready(self) -> list[str]:
        """Steps that can be done now."""
        done = {step.item.id for step in self._program.steps if step.hit is not None}
        return [s.item.id for s in self._program.steps if s.ready and done.issuperset(s.item.after)]

    def _finding(self, monitor: Monitor, ready: bool) -> Finding:
        cached = self._cache.get(monitor.item.id)
        if cached is not None and cached[0] is monitor.verdict and cached[1] == ready:
            return cached[2]
        item, verdict = monitor.item, monitor.verdict
        worth = item.weight or item.points
        lost = verdict.judgement in ("broken", "missing")
        points = (
            item.weight * verdict.credit
            if item.weight
            else -item.points * (1.0 - verdict.credit)
            if lost
            else 0.0
        )
        data: dict[str, Any] = {
            "kind": monitor.kind,
            "ready": ready,
            "goal": item.goal,
            "gate": item.gate,
            "credit": verdict.credit,
        }
        finding = Finding(
            item.id, verdict.judgement, severity(monitor, self._program.critical), monitor.what(), item.why, item.how,
            verdict.evidence, points, worth, data,
        )  # fmt: skip
        self._cache[item.id] = (verdict, ready, finding)
        return finding
