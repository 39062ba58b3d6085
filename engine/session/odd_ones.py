"""What nearly all things of a sort have and one has not: shown on no page, worked from a screen that works none of the
others, standing inside its neighbour. Each is sound by itself; a new piece of equipment is forgotten in just these places.

    odd_ones(scenario, reporter)      # run with the lint of ``start``, when every section is known

All are warnings. Where the kind of plant does not sort its equipment (``engine.plant.sorting``), only places are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import NamedTuple

from engine.plant.sorting import Sorts
from engine.scenario.document import Scenario
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.control import control_ids
from engine.session.kinds import PLANT_KINDS
from engine.session.known import operations
from engine.session.screens import Screen
from engine.session.shapes import Box, object_box

__all__ = ["odd_ones"]

FEW = 3
"""Of fewer things nothing can be said about what is usual."""
NEARLY_ALL = 0.7
"""Share of a sort from which the others are the odd ones."""
INTO = 50
"""How far into each other things of a kind may be drawn, mm: frames and feet touch."""
WORKED = frozenset({"equipment", "access"})
"""Roles of what people work at; what is only scenery may run into each other, as a duct through its box in the wall."""

Loc = tuple[str | int, ...]


class _Sort(NamedTuple):
    """Things that are alike, and what people call them."""

    words: Text
    ids: list[str]


def odd_ones(scenario: Scenario, reporter: Reporter) -> None:
    """Report everything of this kind; a section that is wrong is passed over."""
    sorts = list(_sorts(scenario))
    if _ok(scenario, "screens") and "instruments" not in scenario.invalid:
        _on_no_page(scenario, reporter, sorts)
    if _ok(scenario, "stage"):
        _from_the_screen(scenario, reporter, sorts)
        _into_each_other(scenario, reporter)


def _ok(scenario: Scenario, name: str) -> bool:
    return name in scenario and name not in scenario.invalid


def _sorts(scenario: Scenario) -> Iterator[_Sort]:
    """The sorts of equipment that can be worked, where the plant tells."""
    kind = PLANT_KINDS[scenario["plant"].kind]
    if not isinstance(kind, Sorts):
        return
    worked = {op.on for op in operations(scenario)}
    groups: dict[str, _Sort] = {}
    for name, words in kind.sorts(scenario["plant"]).items():
        if name in worked:
            groups.setdefault(words.of("zh"), _Sort(words, [])).ids.append(name)
    yield from (sort for sort in groups.values() if len(sort.ids) >= FEW)


def _odd(sort: _Sort, usual: Collection[str]) -> list[str]:
    """Those of a sort that are not among ``usual`` although nearly all are."""
    with_it = [name for name in sort.ids if name in usual]
    return [name for name in sort.ids if name not in usual] if len(with_it) >= NEARLY_ALL * len(sort.ids) else []


def _by_hand(scenario: Scenario) -> Collection[str]:
    kind = PLANT_KINDS[scenario["plant"].kind]
    return kind.by_hand(scenario["plant"]) if isinstance(kind, Sorts) else ()


# -- pages ---------------------------------------------------------------------------------------------------------
def _on_no_page(scenario: Scenario, reporter: Reporter, sorts: list[_Sort]) -> None:
    pages = scenario["screens"].pages
    meters = scenario["instruments"].root if "instruments" in scenario else {}
    read = {name: meter.reads or "" for name, meter in meters.items()}
    shown: set[str] = set()
    for page in pages.values():
        for name in _named(page):
            shown |= {name.partition(".")[0], read.get(name, "").partition(".")[0]}
    for sort in sorts:
        for name in _odd(sort, shown):
            others = len(sort.ids) - 1
            reporter.warning(
                _declared(scenario, name), f"{name} 不在任何画面上，其他{sort.words.of('zh')}（共 {others} 个）几乎都在",
                f"{name} is on no page, where nearly all of the {others} others of its sort ({sort.words.of('en')}) are",
                f"在 screens 的一页上加 `{{kind: …, on: {name}, at: [x, y]}}`",
                f"put `{{kind: …, on: {name}, at: [x, y]}}` on a page of screens", code="on_no_page", part="key",
            )  # fmt: skip


def _named(page: Screen) -> Iterator[str]:
    """Every id and tag a page shows."""
    for line in page.lines:
        yield from (line.flow, line.colours)
    for element in page.elements:
        yield from (element.on, element.tag, element.state, element.moving, element.wanted, element.abnormal)
        yield from (*element.shows, *element.colours)
    for group in page.groups:
        yield from group.tags
    for trend in page.trends:
        yield from trend.tags


def _declared(scenario: Scenario, name: str) -> Loc:
    """Where a piece of equipment stands in the file."""
    return next((loc for loc in scenario.source.keys if loc[0] == "plant" and loc[-1] == name), ("plant",))


# -- screens -------------------------------------------------------------------------------------------------------
def _from_the_screen(scenario: Scenario, reporter: Reporter, sorts: list[_Sort]) -> None:
    screen = {op.on for op in operations(scenario)} | control_ids(scenario)
    for name, thing in scenario["stage"].objects.items():
        if "*control" not in thing.gives:
            continue
        taken_out = {entry[1:] for entry in thing.gives if entry.startswith("-")}
        far = [one for one in _by_hand(scenario) if one not in taken_out and one not in thing.gives]
        if far:
            reporter.warning(
                ("stage", "objects", name, "gives"), f"{'、'.join(far)} 只能就地操作，在 {name} 却能操作",
                f"{', '.join(far)} is only worked where it stands, and can be worked at {name}",
                f"在 gives 里加上 {'、'.join(f'-{one}' for one in far)}", f"add {', '.join(f'-{one}' for one in far)} to gives",
                code="far_control",
            )  # fmt: skip
        for sort in sorts:
            left = [one for one in _odd(sort, taken_out) if one in screen and one not in thing.gives]
            if not left:
                continue
            out = "、".join(f"-{one}" for one in left)
            reporter.warning(
                ("stage", "objects", name, "gives"),
                f"在 {name} 能操作 {'、'.join(left)}，其他{sort.words.of('zh')}都不能",
                f"{', '.join(left)} can be worked at {name}, where no other of that sort ({sort.words.of('en')}) can",
                f"在 gives 里加上 {out}；若确实能远方操作，直接写编号", f"add {', '.join(f'-{one}' for one in left)} to gives; "
                "if it is really worked from there, write its id", code="odd_control",
            )  # fmt: skip


# -- places --------------------------------------------------------------------------------------------------------
def _into_each_other(scenario: Scenario, reporter: Reporter) -> None:
    kinds: dict[str, list[tuple[str, Box]]] = defaultdict(list)
    objects = scenario["stage"].objects
    for name, thing in objects.items():
        box = object_box(name, thing)
        if box is not None and thing.turn % 90 == 0 and thing.role in WORKED:
            kinds[thing.kind].append((name, box))
    for group in kinds.values():
        for (first, one), (name, other) in combinations(group, 2):
            deep = _common(one, other)
            if deep > INTO:
                reporter.warning(
                    ("stage", "objects", name, "at"), f"{name} 与 {first} 叠在一起，深 {deep / 1000:.2f} m",
                    f"{name} and {first} stand in each other, {deep / 1000:.2f} m deep",
                    "移开一个，或改外形 size", "move one of them, or change its size", code="overlap",
                )  # fmt: skip


def _common(one: Box, other: Box) -> int:
    """How deep two boxes lie in each other, mm: the least of the three sides of what they share."""
    return min(
        min(one.east, other.east) - max(one.west, other.west),
        min(one.north, other.north) - max(one.south, other.south),
        min(one.high, other.high) - max(one.low, other.low),
    )
