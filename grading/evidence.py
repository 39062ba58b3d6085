"""Whether what a rubric waits for can come at all, and whether a learner could have perceived it.

Each item may be sound in itself and still never be judged: it waits for a ``trip`` of an alarm, for a temperature above
the range of its indicator; or it starts a clock from a true value that nothing on the plant shows.

    problems += lint_evidence(rubric, scenario)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from engine.scenario.document import Scenario
from engine.scenario.errors import ExpressionError
from engine.scenario.expression import parse
from engine.scenario.expression.nodes import Compare, Logic, Name, Node, Not
from engine.scenario.expression.reach import out_of_reach
from engine.scenario.nearest import meant
from engine.scenario.problems import Problem
from engine.scenario.reporter import Reporter
from engine.session.kinds import PLANT_KINDS
from engine.session.tidy import reaches_of
from engine.tags import Kind
from grading.calculus.lint import items_of
from grading.calculus.occurrence import Condition, Occurrence
from grading.calculus.rules.respond import Respond
from grading.rubric import Rubric

__all__ = ["Perception", "lint_evidence"]

Loc = tuple[str | int, ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


def lint_evidence(rubric: Rubric, scenario: Scenario) -> list[Problem]:
    """Every such finding, a warning at its place in the rubric."""
    reporter = Reporter(rubric.document.source)
    reaches, senders = reaches_of(scenario), _senders(scenario)
    parts: list[tuple[Loc, BaseModel]] = [(("marks", n), mark) for n, mark in rubric.document.get("marks", {}).items()]
    parts += list(items_of(rubric.document))
    for loc, part in parts:
        for at, what in _occurrences(part, loc):
            if isinstance(what, Occurrence):
                _from_whom(what, at, senders, reporter)
            if what.when is not None:
                short = (*at, "when") not in reporter.source.values
                for fault in out_of_reach(str(what.when), reaches):
                    reporter.fault(at if short else (*at, "when"), fault, "warning")
    _perceived(rubric, Perception.of(scenario), reporter)
    return reporter.problems


def _occurrences(value: Any, loc: Loc) -> Iterator[tuple[Loc, Occurrence | Condition]]:
    """Every occurrence and condition below ``value``, with its place."""
    if isinstance(value, Occurrence | Condition):
        yield loc, value
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _occurrences(getattr(value, name), (*loc, field.alias or name))
    elif isinstance(value, tuple | list):
        for i, child in enumerate(value):
            yield from _occurrences(child, (*loc, i) if len(value) > 1 or isinstance(child, Occurrence) else loc)


# -- who sends what ---------------------------------------------------------------------------------------------


def _senders(scenario: Scenario) -> dict[str, set[str]]:
    """For each kind of event that only some things report, their ids."""

    def names(section: str) -> set[str]:
        return set(scenario[section].root) if section in scenario else set()

    told = scenario.get("messages")
    said = set() if told is None else {*told.say, *told.reports, *told.questions}
    interlocks, tickets = names("interlocks"), set(scenario.get("tickets") or {})
    return {
        "alarm": names("alarms"), "trip": interlocks, "trip_reset": interlocks, "bypass": interlocks,
        "fault": names("faults"), "consequence": names("consequences"), "message": said | interlocks | tickets,
        "phase": set(scenario["procedure"].phases), "document": tickets | set(scenario.get("documents") or {}),
    }  # fmt: skip


def _from_whom(what: Occurrence, loc: Loc, senders: Mapping[str, set[str]], reporter: Reporter) -> None:
    if not what.event or not all(kind in senders for kind in what.event):
        return
    able = set().union(*(senders[kind] for kind in what.event))
    every = set().union(*senders.values())
    for i, name in enumerate(what.source):
        if name in able or (name not in every and not able):
            continue
        at = (*loc, "source", i) if (*loc, "source", i) in reporter.source.values else (*loc, "source")
        kinds = ", ".join(what.event)
        fix = meant(name, sorted(able), 8)
        reporter.warning(
            at, f"`{name}` 不会报告 {kinds} 事件，这里永远等不到", f"`{name}` reports no {kinds} event: it never comes",
            fix and fix.zh, fix and fix.en, code="wrong_source",
        )  # fmt: skip


# -- what can be perceived --------------------------------------------------------------------------------------


class Perception:
    """What a learner can perceive: indications, alarms, messages, what is operated or seen; not true values and faults."""

    def __init__(self, hidden: set[str]) -> None:
        self.hidden = hidden

    @classmethod
    def of(cls, scenario: Scenario) -> Perception:
        """The tags of a sound scenario that nothing shows."""
        plant = scenario["plant"]
        kind = PLANT_KINDS[plant.kind]
        stage = scenario["stage"].objects.values()
        seen = {thing.shows for thing in stage} | {operation.on for operation in kind.operations(plant)}
        shown = {thing.reads for thing in stage} | _words(scenario, "screens") | _words(scenario, "messages")
        shown |= _words(scenario, "alarms")
        hidden = set()
        for tag in kind.tags(plant):
            owner = tag.id.partition(".")[0]
            if tag.id not in shown and not (tag.kind is not Kind.ANALOG and owner in seen) and not tag.writable:
                hidden.add(tag.id)
        if "faults" in scenario:
            hidden |= {f"{name}.active" for name, fault in scenario["faults"].root.items() if fault.hidden} - shown
        return cls(hidden)

    def sees(self, text: str) -> bool:
        """Whether somebody could notice that the condition ``text`` has begun to hold."""
        try:
            return self._node(parse(text).root)
        except ExpressionError:
            return True

    def _node(self, node: Node) -> bool:
        if isinstance(node, Logic):
            judged = [self._node(part) for part in node.parts]
            return any(judged) if node.op == "and" else all(judged)
        if isinstance(node, Not):
            return self._node(node.operand)
        if isinstance(node, Name):
            return node.id not in self.hidden
        if isinstance(node, Compare):
            names = [part.id for part in (node.left, node.right) if isinstance(part, Name)]
            return not names or any(name not in self.hidden for name in names)
        return True


def _words(scenario: Scenario, section: str) -> set[str]:
    """Every name in the texts and conditions of a section."""
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.update(_NAME.findall(value))
        elif isinstance(value, dict):
            for key, child in value.items():
                walk(key)
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    data = scenario.source.data
    walk(data.get(section) if isinstance(data, dict) else None)
    return found


def _perceived(rubric: Rubric, perception: Perception, reporter: Reporter) -> None:
    """A clock may start only from what the learner could perceive."""
    marks = rubric.document.get("marks", {})
    told: set[Loc] = set()
    for loc, item in items_of(rubric.document):
        since = getattr(item, "since", "")
        timed = getattr(item, "within", None) or getattr(item, "by", None)
        starts: list[tuple[Loc, Occurrence]] = [(("marks", since), marks[since])] if timed and since in marks else []
        starts += [((*loc, "when"), item.when)] if isinstance(item, Respond) else []
        for at, what in starts:
            if at not in told and not _noticed(what, perception):
                told.add(at)
                reporter.warning(
                    at, "学员看不到这件事（真值或隐藏的故障），不应从它开始计时",
                    "the learner cannot perceive this (a true value or a hidden fault); no clock should start from it",
                    "改用仪表、报警或消息，或用 `and` 加上其中之一",
                    "use an indication, an alarm or a message, or add one of them with `and`",
                    code="hidden_start", part="value" if at[:1] != ("marks",) else "key",
                )  # fmt: skip


def _noticed(what: Occurrence, perception: Perception) -> bool:
    if what.any:
        return all(_noticed(part, perception) for part in what.any)
    if what.all:
        return any(_noticed(part, perception) for part in what.all)
    return what.when is None or perception.sees(str(what.when))
