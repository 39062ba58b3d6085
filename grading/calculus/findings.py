"""Findings while an attempt runs: one an item, built anew only when its verdict has changed.

They carry no mark of the whole: ``points`` and ``possible`` are weights within the item's outcome, or points
taken off the total.

    findings = Findings(program)
    [f.what.of("zh") for f in findings.now() if f.judgement == "broken"]
"""

from __future__ import annotations

from engine.session.findings import Finding, Severity
from grading.calculus.item import Monitor
from grading.calculus.program import Program
from grading.calculus.rules.recover import RecoverMonitor
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
        self._cache: dict[str, tuple[Verdict, str, Finding]] = {}
        self._recoveries = {m.item.of: m for m in program.monitors if isinstance(m, RecoverMonitor)}

    def now(self) -> list[Finding]:
        """One finding an item, in file order. ``data["phase"]`` is ``due`` where the learner can act now."""
        ready = set(self.ready())
        return [self._finding(m, self._phase(m, ready)) for m in self._program.monitors]

    def ready(self) -> list[str]:
        """Steps that can be done now."""
        done = {step.item.id for step in self._program.steps if step.hit is not None}
        return [s.item.id for s in self._program.steps if s.ready and done.issuperset(s.item.after)]

    def _phase(self, monitor: Monitor, ready: set[str]) -> str:
        recovery = self._recoveries.get(monitor.item.id)
        if recovery is not None and recovery.verdict.judgement == "met":
            return "recovered"
        return "due" if monitor.item.id in ready else monitor.phase

    def _finding(self, monitor: Monitor, phase: str) -> Finding:
        cached = self._cache.get(monitor.item.id)
        if cached is not None and cached[0] is monitor.verdict and cached[1] == phase:
            return cached[2]
        item, verdict = monitor.item, monitor.verdict
        lost = verdict.judgement in ("broken", "missing")
        taken = item.points * (1.0 - verdict.credit) if lost else 0.0
        finding = Finding(
            item=item.id,
            judgement="recovered" if lost and phase == "recovered" else verdict.judgement,
            severity=severity(monitor, self._program.critical),
            what=monitor.sentence(),
            why=item.why,
            how=item.how,
            evidence=verdict.evidence,
            points=item.weight * verdict.credit if item.weight else -taken,
            possible=item.weight or item.points,
            data={"kind": monitor.kind, "phase": phase, "goal": item.goal, "gate": item.gate},
        )
        self._cache[item.id] = (verdict, phase, finding)
        return finding
