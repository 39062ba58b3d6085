"""What can be wrong with loops that read well one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from engine.control.controllers.section import Controller, Controllers, slave_of
from engine.control.linting import Check, Loc
from engine.scenario.document import Scenario
from engine.scenario.lint import missing_translations, no_cycles, window_possible
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.tags import Tag

__all__ = ["lint"]

_LOOP = Text2("控制回路", "loop")


def lint(section: Controllers, scenario: Scenario, reporter: Reporter, known: Mapping[str, Tag], tick_ms: int) -> None:
    """Measurements and outputs exist, cascades do not go round, gains have the right dimension."""
    check = Check(scenario, reporter, known, tick_ms)
    missing_translations(section, ("controllers",), reporter)
    where: dict[str, Loc] = {key: ("controllers", key) for key in section.root}
    graph = {key: [s for s in [slave_of(entry, section)] if s] for key, entry in section.root.items()}
    no_cycles(graph, where, reporter, _LOOP)
    _one_master(check, section)
    _one_driver(check, section)
    for key, entry in section.root.items():
        _loop(check, ("controllers", key), key, entry, section)


def _loop(check: Check, loc: Loc, key: str, entry: Controller, section: Controllers) -> None:
    check.whole_ticks((*loc, "scan"), entry.scan)
    pv = check.tag((*loc, "pv"), entry.pv)
    if pv is not None:
        check.shown((*loc, "pv"), pv)
    targets = [((*loc, "drives"), entry.drives)] if entry.drives else []
    targets += [((*loc, "split", i, "drives"), s.drives) for i, s in enumerate(entry.split or [])]
    for place, target in targets:
        if slave_of(entry, section) is None:
            check.command(place, target)
    if entry.mode == "cascade" and key not in {slave_of(e, section) for e in section.root.values()}:
        check.error(
            (*loc, "mode"),
            "no_master",
            "没有主回路，不能一开始就在串级",
            "it has no master: it cannot start in cascade",
            Text2(f"在主回路写 `drives: {key}.sp`", f"write `drives: {key}.sp` in the master"),
        )
    _windows(check, loc, entry, pv)
    out, sp = check.known.get(f"{key}.out"), check.known.get(f"{key}.sp")
    if pv is not None and out is not None and sp is not None:
        _numbers(check, loc, entry, pv, out, sp)


def _windows(check: Check, loc: Loc, entry: Controller, pv: Tag | None) -> None:
    """Ranges are ranges, in units of what they limit."""
    driven = check.known.get(entry.drives or "")
    own = entry.output[0].unit if entry.output is not None else ""
    out_unit = own if entry.split is not None or driven is None else driven.unit
    for name, ends, unit in (
        ("sp_range", entry.sp_range, pv.unit if pv else None),
        ("output", entry.output, out_unit),
    ):
        if ends is not None and unit is not None:
            low = check.converted((*loc, name, 0), partial(ends[0].to, unit))
            high = check.converted((*loc, name, 1), partial(ends[1].to, unit))
            window_possible(low, high, (*loc, name), check.reporter, (str(ends[0]), str(ends[1])))


def _numbers(check: Check, loc: Loc, entry: Controller, pv: Tag, out: Tag, sp: Tag) -> None:
    check.gain((*loc, "gain"), entry.gain, out.unit, pv.unit)
    check.reading((*loc, "sp"), entry.sp, sp)
    if entry.start is not None:
        check.reading((*loc, "start"), entry.start, out)
    if entry.rate is not None:
        check.slope((*loc, "rate"), entry.rate, out.unit)
    for i, split in enumerate(entry.split or []):
        begin = check.reading((*loc, "split", i, "from"), split.begin, out)
        end = check.reading((*loc, "split", i, "to"), split.to, out)
        if begin is not None and begin == end:
            check.error(
                (*loc, "split", i, "to"),
                "impossible_window",
                "from 与 to 相同",
                "`from` and `to` are the same",
            )


def _one_master(check: Check, section: Controllers) -> None:
    first: dict[str, str] = {}
    for key, entry in section.root.items():
        slave = slave_of(entry, section)
        if slave is None:
            continue
        if slave in first:
            check.error(
                ("controllers", key, "drives"),
                "two_masters",
                f"{slave} 已有主回路 {first[slave]}",
                f"{slave} already has the master {first[slave]}",
            )
        first.setdefault(slave, key)


def _one_driver(check: Check, section: Controllers) -> None:
    first: dict[str, str] = {}
    for key, entry in section.root.items():
        for target in [entry.drives] if entry.drives else [s.drives for s in entry.split or []]:
            if target in first and slave_of(entry, section) is None:
                check.error(
                    ("controllers", key),
                    "two_drivers",
                    f"{target} 已由 {first[target]} 驱动",
                    f"{target} is already driven by {first[target]}",
                )
            first.setdefault(target, key)
