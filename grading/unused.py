"""What a scenario defines and nothing ever uses: no page, no object, no condition, no rubric item, no reference run.

A name counts as used where it stands anywhere else in the folder's files, alone or as the beginning of a tag
(``TI101.H.active`` uses ``TI101.H``). What is left is dead weight, or the place where something was forgotten.

    problems += unused(scenario, [rubric_source, *run_sources])
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem, Text2
from engine.scenario.source import Loc, Source

__all__ = ["unused"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_KINDS: dict[Loc, Text2] = {
    ("instruments",): Text2("仪表", "instrument"),
    ("switches",): Text2("开关", "switch"),
}
"""Where names are defined that do nothing by themselves. Alarms sound, and documents, reports and faults are there for
whoever takes them up; whether a run does so is ``coverage``'s business."""


def unused(scenario: Scenario, others: Iterable[Source]) -> list[Problem]:
    """A warning at the key of each definition that is named nowhere else in the scenario or in ``others``."""
    source = scenario.source
    uses = Counter(name for one in (source, *others) for name in _named(one.data))
    pages = isinstance(source.data, dict) and bool(source.data.get("screens"))
    found = []
    for loc, what in _KINDS.items():
        if loc == ("instruments",) and not pages:
            continue  # without pages of its own a scenario shows them all
        for name in _at(source.data, loc):
            if uses[name] <= 1:
                text = Text2(f"{what.zh} `{name}` 没有用在任何地方", f"the {what.en} `{name}` is used nowhere")
                fix = Text2(
                    "用在画面、现场、条件或评分标准里，或删去它",
                    "use it on a page, in the field, in a condition or in the rubric, or delete it",
                )
                found.append(source.problem(source.key_span((*loc, name)), "unused", text, fix, "warning"))
    return found


def _at(data: Any, loc: Loc) -> list[str]:
    for key in loc:
        data = data.get(key) if isinstance(data, dict) else None
    return [str(name) for name in data] if isinstance(data, dict) else []


def _named(data: Any) -> Iterator[str]:
    """Every name in keys and values, and each beginning of a dotted one."""
    if isinstance(data, str):
        for name in _NAME.findall(data):
            yield name
            while "." in name:
                name = name.rpartition(".")[0]
                yield name
    elif isinstance(data, dict):
        for key, child in data.items():
            yield from _named(str(key))
            yield from _named(child)
    elif isinstance(data, list):
        for child in data:
            yield from _named(child)
