"""What an author may let a learner report: the names under ``messages: reports:``.

A report is made on the radio, ``{act: report, on: RADIO, value: cooling_lost}``. The two usual slips are told here:
a value that is no report, and the report written where the radio belongs.

    reports = reports_of(folder / "scenario.yaml")
    problems += unknown_reports(read_extended(folder / "rubric.yaml"), reports)
    problems = [with_radio(problem, reports) for problem in problems]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.errors import ShixunError
from engine.scenario.extends import read_extended
from engine.scenario.nearest import meant
from engine.scenario.problems import Problem, Text2
from engine.scenario.source import Loc, Source

__all__ = ["NAMES_NOTHING", "reports_of", "unknown_reports", "with_radio"]

NAMES_NOTHING = ("unknown_operable", "unknown_name")
"""Codes of problems that underline a name which leads nowhere."""

_VERB_KEYS = ("act", "do", "verb")


def reports_of(path: Path) -> tuple[str, ...]:
    """The reports of the scenario file at ``path``, also where other parts of it are wrong; none if unreadable."""
    try:
        data = read_extended(path).data
    except (ShixunError, OSError):
        return ()
    messages = data.get("messages") if isinstance(data, dict) else None
    reports = messages.get("reports") if isinstance(messages, dict) else None
    return tuple(str(name) for name in reports) if isinstance(reports, dict) else ()


def unknown_reports(source: Source, reports: Collection[str]) -> list[Problem]:
    """A problem at each value of a ``report`` that the scenario does not have."""
    found = []
    for loc, value in _reported(source.data, ()):
        if isinstance(value, str) and value not in reports:
            text = Text2(f"没有 `{value}` 这条报告", f"there is no report `{value}`")
            fix = meant(value, reports) or Text2(
                "在场景的 messages: reports: 里加上它", "add it to messages: reports: of the scenario"
            )
            found.append(source.problem(source.value_span(loc), "unknown_report", text, fix))
    return found


def with_radio(problem: Problem, reports: Collection[str]) -> Problem:
    """The problem with a better fix where the unknown object is the name of a report."""
    span = problem.span
    name = problem.line[span.col : span.end_col].strip("\"'")
    if problem.code not in NAMES_NOTHING or name not in reports:
        return problem
    right = f"on: RADIO, value: {name}"
    return replace(problem, fix=Text2(f"汇报用对讲机，写成 `{right}`", f"reports are made on the radio: `{right}`"))


def _reported(data: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    """Every value of a ``report`` in the file and where it stands."""
    if isinstance(data, dict):
        verbs = next((data[key] for key in _VERB_KEYS if key in data), None)
        if "value" in data and verbs in ("report", ["report"]):
            values = data["value"]
            yield from (
                (((*loc, "value", i), value) for i, value in enumerate(values))
                if isinstance(values, list)
                else [((*loc, "value"), values)]
            )
        for key, child in data.items():
            yield from _reported(child, (*loc, str(key)))
    elif isinstance(data, list):
        for i, child in enumerate(data):
            yield from _reported(child, (*loc, i))
