"""What a scenario's looks may be, and what is wrong with those of one: kinds that are in no catalogue. Draws nothing.

for problem in check_looks(scenario): print(render(problem))
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.view.equipment.catalogue import KINDS
from engine.view.equipment.catalogue import lint as lint_stage
from engine.view.equipment.finishes import SERVICES, STRANDS
from engine.view.symbols import BASIC_KINDS, SYMBOLS
from engine.view.symbols import lint as lint_screens

__all__ = ["check_looks", "looks_words"]


def looks_words() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """(model, field) of a scenario → every look it may name, with ``中文 / English``; for help in an editor."""
    return {
        ("StageObject", "kind"): {kind.id: f"{kind.title.zh} / {kind.title.en}" for kind in KINDS.values()},
        ("Pipe", "service"): {name: f"{service.zh} / {service.en}" for name, service in SERVICES.items()},
        ("Span", "look"): {name: f"{strand.zh} / {strand.en}" for name, strand in STRANDS.items()},
        ("Element", "kind"): {
            **dict.fromkeys(BASIC_KINDS, ""), **{name: f"{s.zh} / {s.en}" for name, s in SYMBOLS.items()}
        },
    }  # fmt: skip


def check_looks(scenario: Scenario) -> list[Problem]:
    """Problems of the stage and the screens that only the view can know."""
    reporter = Reporter(scenario.source)
    lint_stage(scenario["stage"], reporter)
    if "screens" in scenario:
        lint_screens(scenario["screens"], reporter)
    return reporter.problems
