"""Names in a rubric that must lead somewhere: gates, scales, recoveries, consequences, indicator points.

check_references(rubric, items, reporter)      # "there is no gate `mayor`; did you mean `major`?"
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.scenario.document import Scenario
from engine.scenario.lint import names_exist
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from grading.calculus.item import Item
from grading.calculus.rules.hold import Hold
from grading.calculus.rules.judge import Judge
from grading.calculus.rules.never import Never
from grading.calculus.rules.recover import Recover

__all__ = ["Loc", "Placed", "check_references", "listed"]

Loc = tuple[str | int, ...]
Placed = tuple[Loc, Item]
"""An item with its place in the file."""


def listed(loc: Loc, names: Sequence[str], reporter: Reporter) -> list[tuple[Loc, str]]:
    """Each of ``names`` with its place, whether they were written as a list or as one word."""
    node: Any = reporter.source.data
    for part in loc:
        key: Any = part
        node = node[key] if isinstance(node, dict | list) else None
    return [((*loc, i) if isinstance(node, list) else loc, name) for i, name in enumerate(names)]


def check_references(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    """Report every name that leads nowhere, and gates nobody uses."""
    _gates(rubric, items, reporter)
    _scales(rubric, items, reporter)
    _recoveries(rubric, items, reporter)
    _consequences(items, reporter)
    _indicators(rubric, reporter)


def _gates(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    gates = rubric.get("gates", {})
    wanted = [((*loc, "gate"), item.gate) for loc, item in items if item.gate]
    names_exist(wanted, set(gates), reporter, Text2("否决或封顶", "gate"))
    used = {item.gate for _, item in items}
    for name in gates:
        if name not in used:
            reporter.warning(
                ("gates", name),
                f"没有项目使用 `{name}`",
                f"no item uses `{name}`",
                f"在项目里写 `gate: {name}`，或删去它",
                f"write `gate: {name}` at an item, or delete it",
                code="unused_gate",
                part="key",
            )


def _scales(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    wanted = [((*loc, "scale"), rule.scale) for loc, rule in items if isinstance(rule, Judge)]
    names_exist(wanted, set(rubric.get("scales", {})), reporter, Text2("量表", "scale"))


def _recoveries(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    gates = rubric.get("gates", {})
    by_id = {item.id: item for _, item in items if not isinstance(item, Recover)}
    recoveries = [(loc, rule) for loc, rule in items if isinstance(rule, Recover)]
    names_exist([((*loc, "of"), rule.of) for loc, rule in recoveries], by_id, reporter, Text2("项目", "item"))
    for loc, rule in recoveries:
        gate = gates.get(by_id[rule.of].gate) if rule.of in by_id else None
        if gate is not None and gate.result == "fail":
            reporter.warning(
                (*loc, "of"),
                f"`{rule.of}` 是否决项，挽回不能解除否决",
                f"`{rule.of}` is a veto; recovering it does not lift the veto",
                "只会补回得分；若应能挽回，改用封顶的 gate",
                "only credit is given back; use a capping gate if it should be lifted",
                code="veto_recovery",
            )


def _consequences(items: Sequence[Placed], reporter: Reporter) -> None:
    holds = {item.id for _, item in items if isinstance(item, Hold)}
    for loc, item in items:
        if isinstance(item, Never):
            wanted = listed((*loc, "causes"), item.causes, reporter) if item.causes else []
            names_exist(wanted, holds, reporter, Text2("hold 规则", "hold rule"))


def _indicators(rubric: Scenario, reporter: Reporter) -> None:
    requirements = rubric.get("requirements", {})
    points = {point for requirement in requirements.values() for point in requirement.indicators}
    for name, outcome in rubric.get("outcomes", {}).items() if requirements else ():
        at: Loc = ("outcomes", name, "supports")
        wanted = [((*at, i, "indicator"), support.indicator) for i, support in enumerate(outcome.supports)]
        names_exist(wanted, points, reporter, Text2("指标点", "indicator point"))
