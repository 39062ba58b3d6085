"""What can be wrong with instruments that read well one by one."""

from __future__ import annotations

from collections.abc import Mapping

from engine.control.instruments.section import Instrument, Instruments
from engine.control.linting import Check, Loc
from engine.control.truth import names_of_formula, rings
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, window_possible
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.units import unit
from engine.tags import Kind, Tag

__all__ = ["lint"]


def lint(section: Instruments, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Sources exist, units fit them, ranges are possible, scans are whole ticks."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, ("instruments",), reporter)
    for key, entry in section.root.items():
        loc: Loc = ("instruments", key)
        check.whole_ticks((*loc, "scan"), entry.scan)
        if entry.reads is not None:
            _reading(check, loc, entry, entry.reads)
        else:
            _calculating(check, loc, entry)
    _rings(check, section)


def _rings(check: Check, section: Instruments) -> None:
    """Soft sensors that use one another round and round show what the order of the file makes of it."""
    uses = {key: names_of_formula(check, e.calculates) for key, e in section.root.items() if e.calculates is not None}
    for ring in rings(uses):
        listed = " → ".join((*ring, ring[0]))
        check.error(
            ("instruments", ring[0], "calculates"), "ring", f"计算式绕成一圈：{listed}",
            f"these formulas use one another in a ring: {listed}",
            Text2("其中一个改用装置的位号", "let one of them use a tag of the plant"),
        )  # fmt: skip


def _reading(check: Check, loc: Loc, entry: Instrument, reads: str) -> None:
    source = check.tag((*loc, "reads"), reads)
    if source is None:
        return
    if source.kind is not Kind.ANALOG:
        for name in ("range", "unit", "lag", "noise"):
            if name in entry.model_fields_set:
                check.warning(
                    (*loc, name), "no_effect", f"`{reads}` 是开关量，{name} 不起作用",
                    f"`{reads}` is discrete: `{name}` has no effect", Text2("删掉这一行", "remove this line"),
                )  # fmt: skip
        return
    shown = entry.unit or source.unit
    if entry.unit and check.converted((*loc, "unit"), lambda: unit(entry.unit).factor) is None:
        return
    if unit(shown or "1").dimension != unit(source.unit or "1").dimension:
        check.error(
            (*loc, "unit"),
            "unit",
            f"`{reads}` 的单位是 {source.unit}，不能用 {shown} 显示",
            f"`{reads}` is in {source.unit}: it cannot be shown in {shown}",
            Text2(f"用 `{source.unit}` 一类的单位", f"use a unit such as `{source.unit}`"),
        )
        return
    _range(check, loc, entry, shown)


def _calculating(check: Check, loc: Loc, entry: Instrument) -> None:
    if entry.calculates is None:
        return
    if entry.range is None:
        check.condition((*loc, "calculates"), entry.calculates)
        return
    shown = entry.unit or entry.range[0].unit
    if entry.unit and check.converted((*loc, "unit"), lambda: unit(entry.unit).factor) is None:
        return
    check.formula((*loc, "calculates"), entry.calculates, shown)
    _range(check, loc, entry, shown)


def _range(check: Check, loc: Loc, entry: Instrument, shown: str) -> None:
    if entry.noise.value:
        check.size((*loc, "noise"), entry.noise, shown)
    if entry.range is None:
        return
    low, high = entry.range
    window_possible(
        check.converted((*loc, "range", 0), lambda: low.to(shown)),
        check.converted((*loc, "range", 1), lambda: high.to(shown)),
        (*loc, "range"), check.reporter, (str(low), str(high)),
    )  # fmt: skip
