"""Steps of the procedure whose ``items`` no rubric has: nothing would ever tick them, and no hint would come."""

from __future__ import annotations

from engine.scenario.document import Scenario
from engine.scenario.lint import names_exist
from engine.scenario.problems import Problem, Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from grading.rubric import Rubric

__all__ = ["unjudged"]


def unjudged(scenario: Scenario, rubric: Rubric) -> list[Problem]:
    """An error for every item a step names that the rubric has not, with the one probably meant."""
    reporter = Reporter(scenario.source)
    named: list[tuple[Loc, str]] = [
        (("procedure", "steps", name, "items", i), item)
        for name, step in scenario["procedure"].steps.items()
        for i, item in enumerate(step.items or ())
    ]
    names_exist(named, [item.id for item in rubric.items], reporter, Text2("评分项", "rubric item"))
    return reporter.problems
