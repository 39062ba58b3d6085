"""What can be said about a rubric without the scenario: names that lead nowhere, sums that do not add up.

Each check reports at the line that is wrong with what to do about it.

    lint(rubric, reporter)              # run by the language when a rubric is read
    reporter.problems[0].text.zh        # 各课程目标的占比之和是 90 %，应为 100 %
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.control.alarms.states import STATES
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, names_exist, names_unique, no_cycles
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from grading.calculus.item import Item
from grading.calculus.references import Loc, Placed, check_references, listed
from grading.calculus.rules.recover import Recover
from grading.calculus.rules.respond import Respond
from grading.calculus.run import END, START
from grading.calculus.steps import Step

__all__ = ["items_of", "lint", "lint_steps", "moments_of"]

STEP, ITEM, GOAL, GATE = (
    Text2("步骤", "step"),
    Text2("项目", "item"),
    Text2("课程目标", "outcome"),
    Text2("否决或封顶", "gate"),
)


def items_of(rubric: Scenario) -> Iterator[tuple[Loc, Item]]:
    """Every item with its place, in file order: steps, order, rules."""
    for i, step in enumerate(rubric.get("steps", ())):
        yield ("steps", i), step
    if rubric.get("order") is not None:
        yield ("order",), rubric["order"]
    for i, rule in enumerate(rubric.get("rules", ())):
        yield ("rules", i), rule


def moments_of(rubric: Scenario) -> frozenset[str]:
    """Every moment a rubric may name."""
    return frozenset((START, END, *rubric.get("marks", {}), *(s.id for s in rubric.get("steps", ()))))


def lint(rubric: Scenario, reporter: Reporter) -> None:
    """All checks that need nothing but the file."""
    items = list(items_of(rubric))
    _names(rubric, items, reporter)
    check_references(rubric, items, reporter)
    _outcomes(rubric, items, reporter)
    _counted(items, reporter)
    _weights(rubric, items, reporter)
    _marks_used(rubric, reporter)
    _windows(items, reporter)
    _hidden(rubric, items, reporter)
    _alarm_states(rubric, reporter)
    for section in (
        "meta",
        "marks",
        "steps",
        "order",
        "rules",
        "gates",
        "outcomes",
        "requirements",
        "scales",
        "pass",
    ):
        missing_translations(rubric.get(section), (section,), reporter)


def _names(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    marks = [(("marks", name), name) for name in rubric.get("marks", {})]
    names_unique([*marks, *(((*loc, "id"), item.id) for loc, item in items)], reporter, ITEM)
    for loc, name in [*marks, *(((*loc, "id"), item.id) for loc, item in items)]:
        if name in (START, END):
            reporter.error(
                loc,
                f"`{name}` 是保留的时刻名",
                f"`{name}` is the name of a built-in moment",
                "换一个名字",
                "choose another name",
                code="reserved_name",
                part="key" if loc[0] == "marks" else "value",
            )


def lint_steps(rubric: Scenario, reporter: Reporter) -> None:
    """The partial order and the windows of the steps."""
    steps: Sequence[Step] = rubric.get("steps", ())
    ids = {step.id for step in steps}
    for i, step in enumerate(steps):
        if step.after:
            names_exist(listed(("steps", i, "after"), step.after, reporter), ids, reporter, STEP)
    first = next((i for i, step in enumerate(steps) if step.after), None)
    if first is not None and "order" not in rubric.invalid and rubric.get("order") is None:
        reporter.warning(
            ("steps", first, "after"),
            f"`{steps[first].id}` 写了 `after`，但没有 `order`，次序不计分",
            f"`{steps[first].id}` has `after` but there is no `order`: the order of the steps does not count",
            f"加一行 `order: {{weight: 1, goal: {steps[first].goal or 'CO1'}}}`",
            f"add a line `order: {{weight: 1, goal: {steps[first].goal or 'CO1'}}}`",
            code="order_not_marked",
        )
    graph = {step.id: [a for a in step.after if a in ids] for step in steps}
    no_cycles(graph, {step.id: ("steps", i, "after") for i, step in enumerate(steps)}, reporter, STEP)
    for i, step in enumerate(steps):
        if step.within is not None and not step.since:
            reporter.warning(
                ("steps", i, "within"),
                "没有写 `from`，时间从实训开始算起",
                "without `from` the time counts from the start of the attempt",
                "加 `from: 时刻`，或写 `from: start`",
                "add `from:` with a moment, or `from: start`",
                code="within_without_from",
            )
        if step.until and step.until in (step.id, step.since):
            reporter.error(
                ("steps", i, "until"),
                "截止时刻与步骤本身或起算时刻相同，这个时段是空的",
                "the step must be done before itself or before it is due: the window is empty",
                "改 `until` 或 `from`",
                "change `until` or `from`",
                code="empty_window",
            )


def _outcomes(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    outcomes = rubric.get("outcomes", {})
    names_exist([((*loc, "goal"), item.goal) for loc, item in items if item.goal], set(outcomes), reporter, GOAL)
    for loc, item in items:
        if item.weight and not item.goal:
            reporter.error(
                (*loc, "weight"),
                "有权重却没有写属于哪个课程目标",
                "it has a weight but no outcome to count for",
                f"加 `goal: {next(iter(outcomes), 'CO1')}`",
                f"add `goal: {next(iter(outcomes), 'CO1')}`",
                code="no_goal",
            )
    total = sum(o.share for o in outcomes.values())
    if outcomes and abs(total - 1.0) > 1e-9:
        reporter.error(
            ("outcomes",),
            f"各课程目标的占比之和是 {total * 100:g} %，应为 100 %",
            f"the shares of the outcomes add up to {total * 100:g} %, not 100 %",
            "调整各目标的 `share`",
            "adjust their `share`",
            code="shares",
            part="key",
        )
    served = {item.goal for _, item in items if item.weight}
    for name in outcomes:
        if name not in served:
            reporter.warning(
                ("outcomes", name),
                f"没有计分项目属于 `{name}`，它的占比会分给其他目标",
                f"no weighted item counts for `{name}`; its share goes to the others",
                "给它加项目，或删去它",
                "give it items or delete it",
                code="empty_outcome",
                part="key",
            )


def _counted(items: Sequence[Placed], reporter: Reporter) -> None:
    for loc, item in items:
        if item.weight and item.points:
            reporter.error(
                (*loc, "points"),
                "`weight` 与 `points` 会重复扣分，只写一个",
                "`weight` and `points` would charge it twice; give one",
                "删去其中一个",
                "delete one of them",
                code="charged_twice",
            )
        if not (item.weight or item.points or item.gate) and not isinstance(item, Recover) and loc[0] != "steps":
            reporter.warning(
                loc,
                f"`{item.id}` 不影响成绩",
                f"`{item.id}` does not count",
                "加 `weight`、`points` 或 `gate`",
                "add `weight`, `points` or `gate`",
                code="does_not_count",
                part="key",
            )


HEAVIEST = 0.4
"""The share of the total above which one item outweighs all that is done besides."""


def _weights(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    """A weight of nothing that somebody wrote down, and an item that decides the mark alone."""
    outcomes = rubric.get("outcomes", {})
    sums = {name: sum(item.weight for _, item in items if item.goal == name) for name in outcomes}
    many = sum(item.weight > 0 for _, item in items) >= 8  # of few items each is heavy
    served = sum(outcome.share for name, outcome in outcomes.items() if sums[name])
    for loc, item in items:
        if not item.weight and "weight" in item.model_fields_set and not (item.points or item.gate):
            reporter.warning(
                (*loc, "weight"),
                f"`{item.id}` 的权重是 0，做不做都一样",
                f"`{item.id}` has a weight of 0: it makes no difference",
                "写上权重，或删去 `weight`",
                "give it a weight, or delete `weight`",
                code="zero_weight",
            )
        if item.goal not in outcomes or not item.weight or not served:
            continue
        share = outcomes[item.goal].share / served * item.weight / sums[item.goal]
        if share > HEAVIEST + 1e-9 and many:
            reporter.warning(
                (*loc, "weight"),
                f"`{item.id}` 一项占总分的 {share * 100:.0f} %",
                f"`{item.id}` alone is {share * 100:.0f} % of the total",
                f"一项最好不超过 {HEAVIEST * 100:.0f} %：减小权重，或拆成几项",
                f"at most {HEAVIEST * 100:.0f} % is better: lower its weight, or split it",
                code="heavy_item",
            )


def _marks_used(rubric: Scenario, reporter: Reporter) -> None:
    """A named moment that nothing counts from or to."""
    marks = rubric.get("marks", {})
    named = {text for loc, text in _strings(rubric.source.data, ()) if loc[:1] != ("marks",) or loc[2:] == ("after",)}
    for name in marks:
        if name not in named:
            reporter.warning(
                ("marks", name),
                f"没有项目用到时刻 `{name}`",
                f"no item uses the moment `{name}`",
                "用在 from、until、during、unless 里，或删去它",
                "use it in from, until, during or unless, or delete it",
                code="unused_mark",
                part="key",
            )


def _strings(data: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every text among the values of the file, with its place."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for key, child in data.items():
            yield from _strings(child, (*loc, str(key)))
    elif isinstance(data, list):
        for i, child in enumerate(data):
            yield from _strings(child, (*loc, i))


def _windows(items: Sequence[Placed], reporter: Reporter) -> None:
    """A window that ends where it begins, or runs backwards, judges nothing."""
    for loc, item in items:
        for name, pair in (("during", getattr(item, "during", None)), ("elapsed", getattr(item, "elapsed", None))):
            if pair and (pair[0] == pair[1] or pair[0] == END or pair[1] == START):
                reporter.error(
                    (*loc, name),
                    f"时段 {pair[0]} → {pair[1]} 是空的",
                    f"the window {pair[0]} → {pair[1]} is empty",
                    "写成 [较早的时刻, 较晚的时刻]",
                    "write [the earlier moment, the later one]",
                    code="empty_window",
                )


_HIDDEN = frozenset({"fault", "plant", "clip", "checkpoint"})
"""Events nobody in the attempt sees or hears."""


def _hidden(rubric: Scenario, items: Sequence[Placed], reporter: Reporter) -> None:
    """A clock may start only from what the learner could perceive."""
    marks = rubric.get("marks", {})
    for loc, item in items:
        since = getattr(item, "since", "")
        timed = getattr(item, "within", None) or getattr(item, "by", None)
        starts = [((*loc, "from"), marks[since])] if timed and since in marks else []
        starts += [((*loc, "when"), item.when)] if isinstance(item, Respond) else []
        for at, what in starts:
            if what.event and _HIDDEN.issuperset(what.event):
                reporter.warning(
                    at,
                    f"学员看不到 `{what.event[0]}` 事件，不应从它开始计时",
                    f"the learner cannot perceive a `{what.event[0]}` event; no clock should start from it",
                    "从报警、显示值或消息开始计时",
                    "start from an alarm, a shown value or a message",
                    code="hidden_start",
                )


def _alarm_states(rubric: Scenario, reporter: Reporter) -> None:
    """An alarm event waited for in a state that does not exist would never come."""
    wanted: list[tuple[Loc, str]] = []
    for loc, node in _mappings(rubric.source.data, ()):
        data = node.get("data")
        if node.get("event") in ("alarm", ["alarm"]) and isinstance(data, dict):
            at, given = (*loc, "data", "state"), data.get("state")
            states = [((*at, i), s) for i, s in enumerate(given)] if isinstance(given, list) else [(at, given)]
            wanted += [(place, state) for place, state in states if isinstance(state, str)]
    names_exist(wanted, [str(state) for state in STATES], reporter, Text2("报警状态", "alarm state"))


def _mappings(data: Any, loc: Loc) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every mapping of the file with its place."""
    if isinstance(data, dict):
        yield loc, data
        for key, child in data.items():
            yield from _mappings(child, (*loc, str(key)))
    elif isinstance(data, list):
        for i, child in enumerate(data):
            yield from _mappings(child, (*loc, i))
