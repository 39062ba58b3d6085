"""What this package raises.

ScenarioError            (engine.errors)
├── SourceError          a file is wrong; carries every Problem found
├── UnitError            an unknown unit, or two units that do not fit
└── ExpressionError      a formula is wrong; carries every Fault found
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.errors import ScenarioError
from engine.scenario.problems import Problem, Text2, render_all

__all__ = ["ExpressionError", "Fault", "ScenarioError", "SourceError", "UnitError"]


class SourceError(ScenarioError):
    """A file cannot be used; ``problems`` says where and why. ``str()`` is the Chinese report."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)

    def __str__(self) -> str:
        return self.report("zh")

    def report(self, lang: str = "zh") -> str:
        """Every problem with its line and underline, in ``lang``."""
        return render_all(self.problems, lang)


class UnitError(ScenarioError):
    """An unknown unit, a quantity without one, or two units of different dimension."""

    def __init__(self, text: Text2, fix: Text2 | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.text.zh} / {self.text.en}"


class Fault(NamedTuple):
    """One thing wrong in a formula: characters ``start`` to ``end`` of its text."""

    start: int
    end: int
    code: str
    text: Text2
    fix: Text2 | None = None


class ExpressionError(ScenarioError):
    """A formula cannot be used; ``faults`` says where and why."""

    def __init__(self, source: str, faults: Sequence[Fault]) -> None:
        super().__init__(source, faults)
        self.source = source
        self.faults = list(faults)

    def __str__(self) -> str:
        first = self.faults[0]
        return f"{self.source!r} [{first.start}:{first.end}]: {first.text.zh} / {first.text.en}"
