"""What is wrong with how a scenario looks: kinds of objects and symbols that are in no catalogue. Draws nothing.

    for problem in check_looks(scenario): print(render(problem))
"""

from __future__ import annotations

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.view.equipment.catalogue import lint as lint_stage
from engine.view.symbols import lint as lint_screens

__all__ = ["check_looks"]


def check_looks(scenario: Scenario) -> list[Problem]:
    """Problems of the stage and the screens that only the view can know."""
    reporter = Reporter(scenario.source)
    lint_stage(scenario["stage"], reporter)
    if "screens" in scenario:
        lint_screens(scenario["screens"], reporter)
    return reporter.problems
