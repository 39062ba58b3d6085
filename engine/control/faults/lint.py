"""What can be wrong with faults that read well one by one."""

from __future__ import annotations

from collections.abc import Mapping

from engine.control.faults.section import Does, Faults
from engine.control.linting import Check, Loc
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, names_exist, window_possible
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.tags import Kind, Tag

__all__ = ["lint"]


def lint(section: Faults, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """What faults act on exists, amounts fit, windows are possible."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, ("faults",), reporter)
    for key, entry in section.root.items():
        loc: Loc = ("faults", key)
        if entry.when is not None:
            check.condition((*loc, "when"), entry.when)
        if entry.chance is not None and entry.chance.between is not None:
            first, last = entry.chance.between
            window_possible(first, last, (*loc, "chance", "between"), reporter, (f"{first} ms", f"{last} ms"))
        if entry.draw is not None:
            if entry.draw.when is not None:
                check.condition((*loc, "draw", "when"), entry.draw.when)
            first, last = entry.draw.between
            window_possible(first, last, (*loc, "draw", "between"), reporter, (f"{first} ms", f"{last} ms"))
        for i, does in enumerate(entry.does):
            _does(check, (*loc, "does", i), does)


def _does(check: Check, loc: Loc, does: Does) -> None:
    if does.set is not None and does.to is not None:
        tag = check.command((*loc, "set"), does.set)
        if tag is not None:
            check.reading((*loc, "to"), does.to, tag)
    elif does.interlock is not None:
        interlocks = check.scenario.get("interlocks")
        known = interlocks.root if interlocks is not None else {}
        names_exist([((*loc, "interlock"), does.interlock)], known, check.reporter, Text2("联锁", "interlock"))
    elif does.instrument is not None:
        instruments = check.scenario.get("instruments")
        known = dict(instruments.root) if instruments is not None else {}
        if does.mode == "open":  # a hand instrument can be dead, nothing else
            known |= check.scenario.get("probes") or {}
        what = Text2("仪表", "instrument")
        if names_exist([((*loc, "instrument"), does.instrument)], known, check.reporter, what):
            _upset(check, loc, does, check.known.get(does.instrument))


def _upset(check: Check, loc: Loc, does: Does, tag: Tag | None) -> None:
    by = does.by
    if tag is not None and does.to is not None:
        check.reading((*loc, "to"), does.to, tag)
    if tag is None or by is None:
        return
    if tag.kind is not Kind.ANALOG:
        check.error(
            (*loc, "mode"),
            "not_analog",
            f"`{tag.id}` 不是模拟量，只能 freeze 或 open",
            f"`{tag.id}` is not analog: it can only freeze or open",
        )
    elif does.mode == "bias":
        check.size((*loc, "by"), by, tag.unit)
    elif does.mode == "drift":
        check.slope((*loc, "by"), by, tag.unit)
    else:
        check.converted((*loc, "by"), lambda: by.to(""))
