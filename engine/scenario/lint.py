"""Checks that many sections need; owners call them with their own names and places.

names_exist(wanted={("alarms", 0, "tag"): "TI101"}, known=tags, what=Text2("标签", "tag"), reporter=reporter)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, RootModel

from engine.scenario.nearest import meant
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import Loc
from engine.scenario.text import Text

__all__ = [
    "find_cycle",
    "missing_translations",
    "names_exist",
    "names_unique",
    "no_cycles",
    "window_possible",
    "within_span",
]

NAME = Text2("名字", "name")


def names_exist(
    wanted: Mapping[Loc, str] | Iterable[tuple[Loc, str]],
    known: Collection[str],
    reporter: Reporter,
    what: Text2 = NAME,
) -> bool:
    """Report each wanted name that is not known, with the one probably meant. True when all exist."""
    pairs = wanted.items() if isinstance(wanted, Mapping) else wanted
    good = True
    for loc, name in pairs:
        if name not in known:
            good = False
            fix = meant(name, known)
            reporter.error(
                loc,
                f"没有 `{name}` 这个{what.zh}",
                f"there is no {what.en} `{name}`",
                fix and fix.zh,
                fix and fix.en,
                code="unknown_name",
            )
    return good


def names_unique(given: Iterable[tuple[Loc, str]], reporter: Reporter, what: Text2 = NAME) -> bool:
    """Report each name given a second time. True when all differ."""
    first: dict[str, Loc] = {}
    good = True
    for loc, name in given:
        if name in first:
            good = False
            line = reporter.source.value_span(first[name]).line + 1
            reporter.error(
                loc,
                f"{what.zh} `{name}` 重复，第一次在第 {line} 行",
                f"{what.en} `{name}` is given twice, first on line {line}",
                "改一个名字",
                "rename one of them",
                code="duplicate_name",
            )
        else:
            first[name] = loc
    return good


def find_cycle(graph: Mapping[str, Iterable[str]]) -> list[str] | None:
    """One cycle of the graph ``name -> names it depends on`` as ``[a, b, a]``, or None; in file order."""
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                on_path.discard(node)
                done.add(node)
                continue
            if node in on_path:
                return [*path[path.index(node) :], node]
            if node in done or node not in graph:
                continue
            path.append(node)
            on_path.add(node)
            stack.append((node, True))
            stack += [(child, False) for child in reversed(list(graph[node]))]
    return None


def no_cycles(
    graph: Mapping[str, Iterable[str]], where: Mapping[str, Loc], reporter: Reporter, what: Text2 = NAME
) -> bool:
    """Report a cycle at the first of its names. True when there is none."""
    cycle = find_cycle(graph)
    if cycle is None:
        return True
    around = " → ".join(cycle)
    reporter.error(
        where[cycle[0]],
        f"{what.zh}互相依赖成环：{around}",
        f"{what.en}s depend on each other in a circle: {around}",
        "去掉其中一处依赖",
        "remove one of these dependencies",
        code="cycle",
    )
    return False


def window_possible(
    low: float | None,
    high: float | None,
    loc: Sequence[str | int],
    reporter: Reporter,
    names: tuple[str, str] = ("low", "high"),
) -> bool:
    """Report a window whose lower end is not below its upper end. None means that end is open."""
    if low is None or high is None or low < high:
        return True
    a, b = names
    reporter.error(
        loc,
        f"`{a}`（{low:g}）不小于 `{b}`（{high:g}），这样的范围不存在",
        f"`{a}` ({low:g}) is not below `{b}` ({high:g}); no value fits",
        "检查两个数是否写反",
        "check whether the two are swapped",
        code="impossible_window",
    )
    return False


def within_span(
    value: float,
    low: float,
    high: float,
    loc: Sequence[str | int],
    reporter: Reporter,
    unit: str = "",
    what: Text2 | None = None,
) -> bool:
    """Report a value outside [low, high]; a limit there can never be reached. All in the same unit."""
    if low <= value <= high:
        return True
    what = what or Text2("这个值", "this value")
    span = f"{low:g}–{high:g} {unit}".strip()
    shown = f"{value:g} {unit}".strip()
    reporter.error(
        loc,
        f"{what.zh}（{shown}）在量程 {span} 之外",
        f"{what.en} ({shown}) is outside the span {span}",
        "改这个值，或改量程",
        "change the value or the span",
        code="outside_span",
    )
    return False


def missing_translations(value: Any, loc: Loc, reporter: Reporter) -> None:
    """Warn at each ``Text`` below ``value`` that has one language but not the other."""
    if isinstance(value, Text):
        if bool(value.zh) != bool(value.en):
            lang = Text2("英文", "English") if value.zh else Text2("中文", "Chinese")
            given = value.zh or value.en
            fix = f"{{zh: {given if value.zh else '…'}, en: {given if value.en else '…'}}}"
            reporter.warning(
                loc,
                f"缺少{lang.zh}文字",
                f"the {lang.en} text is missing",
                f"写成 `{fix}`",
                f"write `{fix}`",
                code="missing_translation",
            )
    elif isinstance(value, RootModel):
        missing_translations(value.root, loc, reporter)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            missing_translations(getattr(value, name), (*loc, field.alias or name), reporter)
    elif isinstance(value, Mapping):
        for key, child in value.items():
            missing_translations(child, (*loc, str(key)), reporter)
    elif isinstance(value, list | tuple):
        for i, child in enumerate(value):
            missing_translations(child, (*loc, i), reporter)
