"""Lint: alarms that never sound although they read well. What is never announced protects nobody."""

from __future__ import annotations

from engine.control.alarms.section import Alarm
from engine.control.linting import Check, Loc
from engine.control.truth import outcomes
from engine.scenario.problems import Text2
from engine.tags import Kind

__all__ = ["lint_silence"]


def lint_silence(check: Check, loc: Loc, entry: Alarm) -> None:
    """A condition that can never hold or always holds; suppression that hides always; critical alarms shelved."""
    text = _as_condition(check, entry)
    can = outcomes(check, [text]) if text else None
    if can == frozenset({(False,)}):
        check.warning(
            loc, "never_alarms", "这条报警永远不会响：条件在量程内不可能成立",
            "this alarm can never sound: its condition cannot hold within the ranges",
            Text2("限值要在量程以内，或改条件", "put the limit inside the range, or change the condition"),
        )  # fmt: skip
    elif can == frozenset({(True,)}):
        check.warning(
            loc, "always_alarms", "这条报警一直在响：条件在量程内总是成立",
            "this alarm sounds always: its condition holds everywhere within the ranges",
            Text2("检查限值和比较方向", "check the limit and the direction of the comparison"),
        )  # fmt: skip
    if entry.suppress is not None:
        _suppression(check, (*loc, "suppress", "when"), entry.suppress.when, text)
    if entry.priority == "critical" and entry.shelvable:
        check.warning(
            (*loc, "shelve"), "shelving_critical", "紧急报警不应允许搁置",
            "an alarm of critical priority should not be shelved",
            Text2("删掉 `shelve:`，或降低优先级", "remove `shelve:`, or lower the priority"),
        )  # fmt: skip


def _suppression(check: Check, loc: Loc, when: str, alarm: str | None) -> None:
    tape = check.condition(loc, when)
    for name in tape.names if tape is not None else ():
        check.shown(loc, check.known[name])
    alone = outcomes(check, [when])
    if alone == frozenset({(False,)}):
        check.warning(
            loc, "never_suppressed", "抑制条件不可能成立，写了不起作用", "this never suppresses: it cannot hold",
            Text2("改条件，或删掉 `suppress:`", "change the condition, or remove `suppress:`"),
        )  # fmt: skip
        return
    together = outcomes(check, [alarm, when]) if alarm else None
    hides = alone == frozenset({(True,)}) or (
        together is not None and (True, True) in together and (True, False) not in together
    )
    if hides or (alarm is not None and alarm == when):
        check.error(
            loc, "always_suppressed", "报警条件成立时抑制条件总是成立，这条报警永远不会响",
            "whenever the alarm's condition holds it is suppressed: it can never sound",
            Text2("抑制条件写设备的状态，不要写报警本身的条件",
                  "suppress by the state of the equipment, not by the alarm's own condition"),
        )  # fmt: skip


def _as_condition(check: Check, entry: Alarm) -> str | None:
    """The alarm's condition as a formula; ``None`` for what compares two tags or a rate."""
    if entry.when is not None:
        return str(entry.when)
    if entry.on is None or entry.on not in check.known:
        return None
    tag = check.known[entry.on]
    if entry.high is not None:
        return f"{entry.on} > {entry.high}"
    if entry.low is not None:
        return f"{entry.on} < {entry.low}"
    if tag.kind is Kind.DISCRETE and entry.state in (0, 1):
        return entry.on if entry.state else f"not {entry.on}"
    return None
