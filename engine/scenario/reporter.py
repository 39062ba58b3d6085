"""Where lint functions of the sections' owners write down what they find.

reporter.error(("alarms", 3, "high"), "高限超出量程", "the limit is outside the span",
               "量程是 0–200 degC", "the span is 0–200 degC", code="outside_span")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engine.scenario.errors import Fault
from engine.scenario.problems import Problem, Severity, Text2
from engine.scenario.source import Source

__all__ = ["MAX_PROBLEMS", "Reporter", "TooManyProblemsError"]

MAX_PROBLEMS = 200

Part = Literal["value", "key"]


class TooManyProblemsError(Exception):
    """Enough was found; the rest would only repeat it. Caught by ``Language``."""


class Reporter:
    """Collects problems of one file. ``loc`` counts from the top of the file: ``("alarms", 3, "high")``.

    After ``MAX_PROBLEMS`` it raises ``TooManyProblemsError``: a file with one mistake a thousand times over, or
    a hostile one, must not keep its author waiting.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def error(
        self,
        loc: Sequence[str | int],
        zh: str,
        en: str,
        fix_zh: str | None = None,
        fix_en: str | None = None,
        *,
        code: str = "lint",
        at: tuple[int, int] | None = None,
        part: Part = "value",
    ) -> None:
        """Note an error at ``loc``; ``at``: characters inside its scalar, ``part="key"``: at its key."""
        self._add("error", loc, Text2(zh, en), _fix(fix_zh, fix_en), code, at, part)

    def warning(
        self,
        loc: Sequence[str | int],
        zh: str,
        en: str,
        fix_zh: str | None = None,
        fix_en: str | None = None,
        *,
        code: str = "lint",
        at: tuple[int, int] | None = None,
        part: Part = "value",
    ) -> None:
        """Note something doubtful that does not keep the file from being used."""
        self._add("warning", loc, Text2(zh, en), _fix(fix_zh, fix_en), code, at, part)

    def fault(self, loc: Sequence[str | int], fault: Fault, severity: Severity = "error") -> None:
        """Note what is wrong inside the formula at ``loc``."""
        self._add(severity, loc, fault.text, fault.fix, fault.code, (fault.start, fault.end), "value")

    @property
    def has_errors(self) -> bool:
        """Whether anything worse than a warning was noted."""
        return any(p.severity == "error" for p in self.problems)

    def _add(
        self,
        severity: Severity,
        loc: Sequence[str | int],
        text: Text2,
        fix: Text2 | None,
        code: str,
        at: tuple[int, int] | None,
        part: Part,
    ) -> None:
        source = self.source
        if at is not None:
            span = source.part_span(loc, *at)
        elif part == "key":
            span = source.key_span(loc)
        else:
            span = source.value_span(loc)
            if span.end_line > span.line:
                span = source.key_span(loc)  # a whole block is better named by its key
        if len(self.problems) >= MAX_PROBLEMS:
            raise TooManyProblemsError
        self.problems.append(source.problem(span, code, text, fix, severity))


def _fix(zh: str | None, en: str | None) -> Text2 | None:
    return None if zh is None else Text2(zh, en or zh)
