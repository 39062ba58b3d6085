"""What can be wrong with a cause-and-effect table that reads well row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.control.interlocks.protection import lint_bypass, lint_resets
from engine.control.interlocks.section import Interlock, Interlocks
from engine.control.linting import Check, Loc
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.tags import Kind, Tag

__all__ = ["lint"]


def lint(section: Interlocks, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Causes are conditions, effects reach tags that take commands, two rows do not pull the same tag apart."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, ("interlocks",), reporter)
    told: dict[str, tuple[float, str]] = {}
    for key, entry in section.root.items():
        loc: Loc = ("interlocks", key)
        used: set[str] = set()
        for i, text in enumerate(entry.cause.of):
            tape = check.condition((*loc, "cause", "of", i), text)
            for name in tape.names if tape is not None else ():
                used.add(name)
                check.shown((*loc, "cause", "of", i), check.known[name])
        for i, _ in enumerate(entry.effects):
            _effect(check, (*loc, "effects", i), key, entry, i, told)
        _test(check, loc, entry, used)
        lint_bypass(check, loc, entry)
    lint_resets(check, section)


def _effect(check: Check, loc: Loc, key: str, entry: Interlock, i: int, told: dict[str, tuple[float, str]]) -> None:
    effect = entry.effects[i]
    if effect.permit is not None:
        check.command((*loc, "permit"), effect.permit)
        return
    if effect.set is None or effect.to is None:
        return
    tag = check.command((*loc, "set"), effect.set)
    if effect.confirm is not None:
        switch = check.tag((*loc, "confirm"), effect.confirm)
        if switch is not None and switch.kind is not Kind.DISCRETE:
            check.error((*loc, "confirm"), "not_discrete", f"`{switch.id}` 不是按钮", f"`{switch.id}` is no button")
    if tag is None or (value := check.reading((*loc, "to"), effect.to, tag)) is None:
        return
    if effect.set in told and told[effect.set][0] != value:
        other = told[effect.set][1]
        check.warning(
            (*loc, "to"),
            "contradiction",
            f"`{other}` 要把 {effect.set} 置为 {told[effect.set][0]:g}",
            f"`{other}` sets {effect.set} to {told[effect.set][0]:g}",
            Text2("两个联锁同时动作时按编号先后取值", "when both trip, the first id in the alphabet wins"),
        )
    told.setdefault(effect.set, (value, key))


def _test(check: Check, loc: Loc, entry: Interlock, used: Collection[str]) -> None:
    for tag_id, amount in entry.test.inject.items():
        place: Loc = (*loc, "test", "inject", tag_id)
        tag = check.tag(place, tag_id)
        if tag is None:
            continue
        check.reading(place, amount, tag)
        if tag_id not in used:
            check.warning(
                place,
                "no_effect",
                f"`{tag_id}` 不在原因里，注入它不起作用",
                f"`{tag_id}` is not part of the cause: injecting it proves nothing",
            )
