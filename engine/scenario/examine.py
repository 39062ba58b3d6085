"""Run the owners' lint functions over a scenario, and see to it that the author always gets an answer.

A lint may ask for a section that was refused, find the same mistake a thousand times, or stumble over data that
another lint has not yet reported as wrong; none of that may end in a trace-back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import ShixunError
from engine.scenario.document import Scenario, SectionInvalidError
from engine.scenario.misspelt import one_for_each_slip
from engine.scenario.problems import Problem, Text2
from engine.scenario.reporter import Reporter, TooManyProblemsError
from engine.scenario.source import Source

__all__ = ["Complete", "Lint", "completed", "examine"]

Lint = Callable[[Scenario, Reporter], None]
Complete = Callable[[Scenario, Reporter], Any]
"""Gives a section as it will be used, worked out from the whole scenario."""


def completed(scenario: Scenario, owners: Mapping[str, Complete], sound: bool) -> list[Problem]:
    """Put completed sections in the place of those read; what the owners (by section name) report.

    A section stays as it was read where another one it asks for is wrong. ``sound`` as for ``examine``.
    """
    reporter = Reporter(scenario.source)
    for name, complete in owners.items():
        if name in scenario and name not in scenario.invalid:
            try:
                scenario.sections[name] = complete(scenario, reporter)
            except (SectionInvalidError, TooManyProblemsError):
                continue
            except Exception:
                if sound and not reporter.has_errors:
                    raise
    return reporter.problems


def examine(scenario: Scenario, lints: Mapping[str, Lint], sound: bool) -> list[Problem]:
    """What the lints (by section name) report. ``sound``: nothing has been found wrong so far.

    An unexpected exception is raised only when no error explains it: then it is a fault of the program.
    """
    reporter = Reporter(scenario.source)
    stumbles: list[Exception] = []
    for name, lint in lints.items():
        if name not in scenario:
            continue
        try:
            lint(scenario, reporter)
        except SectionInvalidError:
            continue
        except TooManyProblemsError:
            return [*one_for_each_slip(scenario.source, reporter.problems), _and_more(scenario.source, name)]
        except ShixunError as error:
            zh, en = f"这一部分有问题：{error}", f"something is wrong in this section: {error}"
            reporter.error((name,), zh, en, code="section", part="key")
        except Exception as error:
            stumbles.append(error)
    if stumbles and sound and not reporter.has_errors:
        raise stumbles[0]
    return one_for_each_slip(scenario.source, reporter.problems)


def _and_more(source: Source, name: str) -> Problem:
    text = Text2("问题太多，没有全部列出", "too many problems, not all are listed")
    return source.problem(source.key_span((name,)), "and_more", text, Text2("先改正列出的这些", "mend these first"))
