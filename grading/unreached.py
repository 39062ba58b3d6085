"""What somebody is told to operate and nobody can: on no page of the control room, at no object of the field.

A run acts through the session and so reaches what no learner ever finds; this is told at the first place where the
task sheet, the rubric or a run acts on such a thing.

    problems += unreached(scenario, [rubric_source, *run_sources])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem, Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc, Source
from engine.session.access import given_by
from engine.session.kinds import PLANT_KINDS
from engine.session.known import operations
from engine.session.things import LOOKED_AT

__all__ = ["unreached", "without_effect"]

_VERBS = ("verb", "act", "do")
"""The key of the verb beside ``on``: in the task sheet, in the rubric, in a run."""


def unreached(scenario: Scenario, others: Iterable[Source]) -> list[Problem]:
    """A warning at the first act on each loop, piece of equipment or switch that no page and no object offers.

    Without a ``screens`` section pages are made that show everything, and nothing is said.
    """
    section = scenario.get("screens")
    if section is None or not section.pages:
        return []
    found: list[Problem] = []
    left = _operated(scenario) - {e.on for page in section.pages.values() for e in page.elements}
    for name, thing in scenario["stage"].objects.items():
        left -= {name, thing.shows} | given_by(thing, ())
    for source in (scenario.source, *others):
        for loc, name in _acts(source.data, ()):
            if source is scenario.source and loc[0] != "procedure":
                continue  # what a starting point sets up is nobody's act
            if name not in left:
                continue
            left.discard(name)
            text = Text2(
                f"`{name}` 在控制室画面和现场都找不到，学员无法操作",
                f"`{name}` is on no page of the control room and at no object: no learner can operate it",
            )
            fix = Text2(
                f"在 screens 的一页上加 `{{kind: button, on: {name}, at: [x, y]}}`，或列入现场某个对象的 gives",
                f"put `{{kind: button, on: {name}, at: [x, y]}}` on a page of screens, or list it in the gives of an object",
            )
            found.append(source.problem(source.value_span(loc), "operable_nowhere", text, fix, "warning"))
    return found


def without_effect(scenario: Scenario, rubric: Source | None) -> list[Problem]:
    """A warning at each piece of equipment that works on nothing, where the kind of plant can tell.

    What a step of the rubric asks for as a deed is meant to be there: doing it is all that counts.
    """
    section = scenario["plant"]
    tell = getattr(PLANT_KINDS[section.kind], "without_effect", None)
    if tell is None:
        return []
    steps = rubric.data.get("steps") if rubric is not None and isinstance(rubric.data, dict) else None
    reporter = Reporter(scenario.source)
    tell(section, reporter, {name for _, name in _acts(steps, ())})
    return reporter.problems


def _operated(scenario: Scenario) -> set[str]:
    names = {op.on for op in operations(scenario)}
    for part in ("controllers", "switches"):
        if part in scenario:
            names |= set(scenario[part].root)
    return names


def _acts(data: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every thing a learner acts on, with the place of its name."""
    if isinstance(data, dict):
        verb = next((data[key] for key in _VERBS if isinstance(data.get(key), str)), None)
        on = data.get("on")
        if verb is not None and verb not in LOOKED_AT and data.get("by", "learner") == "learner":
            if isinstance(on, str):
                yield (*loc, "on"), on
            elif isinstance(on, list):
                yield from (((*loc, "on", i), one) for i, one in enumerate(on) if isinstance(one, str))
        for key, child in data.items():
            yield from _acts(child, (*loc, str(key)))
    elif isinstance(data, list):
        for i, child in enumerate(data):
            yield from _acts(child, (*loc, i))
