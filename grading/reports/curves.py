"""Which few signals tell the story: those that alarmed, those that cost marks, then those that moved.

curves = choose_curves(attempt, names, story, result)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import ShixunError
from engine.state import pack, unpack
from engine.tags import Encoding, Kind, Tag
from grading.calculus.result import Result
from grading.calculus.words import number
from grading.reports.names import Names
from grading.reports.story import Attempt, Story
from grading.reports.timeline import PRIORITIES, Curve

__all__ = ["choose_curves"]

MOST = 4
_TRIED = 16
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


def choose_curves(attempt: Attempt, names: Names, story: Story, result: Result | None) -> list[Curve]:
    """Up to four curves in the order of the attempt's tags."""
    limits = _limits(names)
    curves: dict[str, Curve] = {}
    tried = 0
    for ident in _candidates(attempt, names, story, result):
        tag = names.tags.get(ident)
        if tag is None or ident in curves or not _drawable(tag):
            continue
        tried += 1
        curve = _curve(attempt, tag, names, limits.get(ident, ()))
        if curve is not None:
            curves[ident] = curve
        if len(curves) == MOST or tried == _TRIED:
            break
    order = list(names.tags)
    return [curves[ident] for ident in sorted(curves, key=order.index)]


def _candidates(attempt: Attempt, names: Names, story: Story, result: Result | None) -> Iterator[str]:
    urgent = sorted(
        story.alarms,
        key=lambda a: (PRIORITIES.index(a.kind) if a.kind in PRIORITIES else len(PRIORITIES), a.start),
    )
    for alarm in urgent:
        yield names.watched(alarm.key)[0]
    rules = _rubric_items(attempt.header.rubric)
    if result is not None:
        for item in sorted(result.items, key=lambda item: -item.lost):
            if item.lost > 0:
                yield from _WORD.findall(rules.get(item.id, ""))
    for text in rules.values():
        yield from _WORD.findall(text)
    yield from (ident for ident in names.tags if "." not in ident)
    yield from names.tags


def _rubric_items(body: bytes) -> dict[str, str]:
    """The text of each item of the embedded rubric, to look for tag ids in."""
    try:
        rubric = unpack(body) if body else {}
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}

    def walk(node: Any, depth: int) -> None:
        if depth > 12:
            return
        if isinstance(node, Mapping):
            if isinstance(node.get("id"), str):
                found.setdefault(node["id"], pack(node).decode())
            for part in node.values():
                walk(part, depth + 1)
        elif isinstance(node, list):
            for part in node:
                walk(part, depth + 1)

    walk(rubric, 0)
    return found


def _limits(names: Names) -> dict[str, tuple[tuple[float, str], ...]]:
    """The alarm limits of every tag, as the scenario has them."""
    found: dict[str, list[tuple[float, str]]] = {}
    for key, entry in names.section("alarms").items():
        if not isinstance(entry, Mapping):
            continue
        tag, limit = names.watched(str(key))
        if limit is not None:
            side = "H" if entry.get("high") else "L"
            found.setdefault(tag, []).append((limit, f"{side} {number(limit)}"))
    return {tag: tuple(limits) for tag, limits in found.items()}


def _drawable(tag: Tag) -> bool:
    return tag.kind is Kind.ANALOG and tag.recorded_as is not Encoding.NONE


def _curve(attempt: Attempt, tag: Tag, names: Names, limits: tuple[tuple[float, str], ...]) -> Curve | None:
    """The curve, or None if there is nothing to see: no rows, or a value that never moved."""
    try:
        ticks, values = attempt.signal(tag.id)
    except ShixunError:
        return None
    if len(ticks) < 2 or max(values) - min(values) < 1e-3 * (tag.high - tag.low):
        return None
    stepped = tag.recorded_as is Encoding.ON_CHANGE
    return Curve(names.label(tag.id), names.title(tag.id), tag.unit, ticks, values, limits, stepped)
