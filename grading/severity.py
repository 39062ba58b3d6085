"""How bad an item of a finished mark is, the same in the window, the report and the exports.

    severity_of(item, result)        # "critical": it failed the attempt
"""

from __future__ import annotations

from engine.session.findings import Severity
from grading.calculus.result import ItemResult, Result

__all__ = ["MAJOR_POINTS", "severity_of"]

MAJOR_POINTS = 5.0
"""Points of the total from which a loss is major."""


def severity_of(item: ItemResult, result: Result) -> Severity:
    """Critical where it shut a gate that fails, major at any other gate or 5 lost points; what is good is info."""
    for gate in result.gates:
        if item.id in gate.items:
            return "critical" if gate.fails else "major"
    if item.judgement not in ("broken", "missing") and (item.judgement == "recovered" or item.lost <= 0.0):
        return "info"
    return "major" if item.lost >= MAJOR_POINTS else "minor"
