"""Does a plant keep its contract? A list of rules that any plant can be held against, and what it breaks.

Whoever builds a kind of plant runs this before trusting it, and the command line offers it for scenarios
(``python launcher.py check-plant SCENARIO``):

    violations = check_plant(lambda: FlowsheetPlant(section), ticks=600)
    assert not violations, "\\n".join(map(str, violations))

Without a script of its own, every writable tag is worked in turn with values drawn by hash, so nothing
hides behind an input that is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.plant.contract import RULES
from engine.plant.plant import Plant
from engine.plant.trial import Command, Trial, exercise

__all__ = ["RULES", "Command", "Trial", "Violation", "check_plant", "check_rules", "exercise"]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a plant breaks, and how it showed."""

    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


def check_plant(make: Callable[[], Plant], script: Sequence[Command] = (), ticks: int = 200) -> list[Violation]:
    """Hold the plants that ``make`` makes against every rule; empty if none is broken.

    ``script`` is obeyed over ``ticks`` ticks; without one, ``exercise`` writes one. A rule that meets an
    exception reports it instead of raising.
    """
    return [violation for _, found in check_rules(make, script, ticks) for violation in found]


def check_rules(
    make: Callable[[], Plant], script: Sequence[Command] = (), ticks: int = 200
) -> Iterator[tuple[str, list[Violation]]]:
    """The same rule by rule, each with what breaks it, as soon as it has been tried."""
    commands = tuple(script) or tuple(exercise(make().tags(), ticks))
    trial = Trial(make, commands, ticks)
    for name, rule in RULES.items():
        found: list[Violation] = []
        try:
            found += (Violation(name, detail) for detail in rule(trial))
        except Exception as error:  # a plant under test may raise anything
            found.append(Violation(name, f"raised {type(error).__name__}: {error}"))
        yield name, found
