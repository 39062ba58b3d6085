"""The signals of an attempt as curves, and which few of them tell the story.

    signals = Signals(attempt, names, expert)
    curves = signals.curves(choose(signals, story, result))
    signals.curve("TI101A", shift=120)          # the expert's beside it, 120 ticks later

Those that alarmed and those the findings speak of come first, in turn, then those that moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

import numpy as np

from engine.errors import ShixunError
from engine.state import pack, unpack
from engine.tags import Encoding, Kind, Tag
from grading.calculus.result import Result
from grading.calculus.words import number
from grading.expert import Expert
from grading.reports.chart import Curve, Series
from grading.reports.names import Names
from grading.reports.story import PRIORITIES, Attempt, Story

__all__ = ["MOST", "Signals", "choose"]

MOST = 4
"""Curves of the whole attempt on one page."""
_TRIED = 16
_TELLING = 0.02
"""Part of its range by which a signal must move to be chosen; the noise of an instrument is below 1 % of it."""
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


class Signals:
    """Reads each signal once, and knows its limits and its normal band."""

    def __init__(self, attempt: Attempt, names: Names, expert: Expert | None = None) -> None:
        self.names, self.expert = names, expert
        self._attempt = attempt
        self._limits = _limits(names)
        self._bands = _bands(names)
        self._read: dict[str, Series | None] = {}
        self._items = _rubric_items(attempt.header.rubric)

    def read(self, tag_id: str) -> Series | None:
        """Ticks and values; ``None`` where there is nothing to draw: no such number, no rows, or it never moved.

        What moved for the expert alone is drawn too: a valve that was never opened is worth seeing.
        """
        if tag_id not in self._read:
            self._read[tag_id] = self._fetch(tag_id)
        return self._read[tag_id]

    def _fetch(self, tag_id: str) -> Series | None:
        tag = self.names.tags.get(tag_id)
        if tag is None or tag.kind is not Kind.ANALOG or tag.recorded_as is Encoding.NONE:
            return None
        try:
            ticks, values = self._attempt.signal(tag_id)
        except ShixunError:
            return None
        if len(ticks) < 2:
            return None
        other = self.expert.signal(tag_id) if self.expert is not None else None
        reach = max(float(np.ptp(series)) for series in (values, *(other[1:] if other is not None else ())))
        return (ticks, values) if reach >= 1e-3 * (tag.high - tag.low) else None

    def tells(self, tag_id: str) -> bool:
        """Whether it is worth a place among a few: it moved by more than an instrument's noise."""
        series = self.read(tag_id)
        if series is None:
            return False
        tag = self.names.tags[tag_id]
        other = self.expert.signal(tag_id) if self.expert is not None else None
        runs = (series[1], *(other[1:] if other is not None else ()))
        return max(float(np.ptp(values)) for values in runs) >= _TELLING * (tag.high - tag.low)

    def curve(self, tag_id: str, shift: int | None = 0, limits: Iterable[tuple[float, str]] = ()) -> Curve | None:
        """The curve with the expert's beside it, ``shift`` ticks later (``None``: without); further ``limits`` at will."""
        series = self.read(tag_id)
        if series is None:
            return None
        tag: Tag = self.names.tags[tag_id]
        other = self.expert.signal(tag_id) if self.expert is not None and shift is not None else None
        known = dict((*limits, *self._limits.get(tag_id, ())))
        return Curve(
            self.names.label(tag_id), self.names.title(tag_id), tag.unit, *series, tuple(known.items()),
            tag.recorded_as is Encoding.ON_CHANGE, self._bands.get(tag_id),
            None if other is None else (other[0] + (shift or 0), other[1]), (tag.low, tag.high),
        )  # fmt: skip

    def curves(self, chosen: Iterable[str], shift: int = 0) -> list[Curve]:
        """The curves of ``chosen`` that can be drawn, in the order of the attempt's tags; the expert's ``shift`` later."""
        order = {ident: place for place, ident in enumerate(self.names.tags)}
        made = (self.curve(ident, shift) for ident in sorted(chosen, key=lambda ident: order.get(ident, 0)))
        return [curve for curve in made if curve is not None]

    def limits_of(self, tag_id: str) -> tuple[tuple[float, str], ...]:
        """The alarm limits of a tag with their names."""
        return self._limits.get(tag_id, ())

    def named_in(self, item: str) -> list[str]:
        """The tags an item of the rubric speaks of, in the order in which it does; what it measures first.

        Of an alarm it is the tag it watches.
        """
        body = self._items.get(item, {})
        first = [body.get("what"), body.get("done"), body.get("want")]
        written = " ".join(pack(part).decode() for part in (*first, body) if part)
        alarms = self.names.section("alarms")
        found = []
        for word in _WORD.findall(written):
            alarm = next((one for one in (word, word.rpartition(".")[0]) if one in alarms), "")
            found.append(self.names.watched(alarm)[0] if alarm else word)
        return [word for word in dict.fromkeys(found) if word in self.names.tags]

    def items(self) -> list[str]:
        """The ids of the rubric's items."""
        return list(self._items)


def choose(signals: Signals, story: Story, result: Result | None) -> list[str]:
    """The ids of up to ``MOST`` signals that tell the story."""
    chosen: list[str] = []
    tried = 0
    for ident in _candidates(signals, story, result):
        if ident in chosen or ident not in signals.names.tags:
            continue
        tried += 1
        if signals.tells(ident):
            chosen.append(ident)
        if len(chosen) == MOST or tried == _TRIED:
            break
    return chosen


def _candidates(signals: Signals, story: Story, result: Result | None) -> Iterator[str]:
    names = signals.names
    urgent = sorted(story.alarms, key=lambda a: (_urgency(a.kind), a.start))
    alarmed = dict.fromkeys(names.watched(alarm.key)[0] for alarm in urgent)
    items = sorted(result.items, key=lambda item: -item.lost) if result is not None else []
    spoken = dict.fromkeys(ident for item in items if item.lost > 0 for ident in signals.named_in(item.id))
    for one, other in zip_longest(alarmed, spoken):  # in turn, so that neither crowds the other out
        yield from (ident for ident in (one, other) if ident is not None)
    for item_id in signals.items():
        yield from signals.named_in(item_id)
    yield from (ident for ident in names.tags if "." not in ident)
    yield from names.tags


def _urgency(priority: str) -> int:
    return PRIORITIES.index(priority) if priority in PRIORITIES else len(PRIORITIES)


def _rubric_items(body: bytes) -> dict[str, Mapping[str, Any]]:
    """Each item of the embedded rubric as plain data, to look for tag ids in."""
    try:
        rubric = unpack(body) if body else {}
    except (ValueError, RecursionError):
        return {}
    found: dict[str, Mapping[str, Any]] = {}

    def walk(node: Any, depth: int) -> None:
        if depth > 12:
            return
        if isinstance(node, Mapping):
            if isinstance(node.get("id"), str):
                found.setdefault(node["id"], node)
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
            written = str(key).rpartition(".")[2]
            side = written if written in (side, 2 * side, 3 * side) else side
            unit = names.tags[tag].unit
            found.setdefault(tag, []).append((limit, f"{side} {number(limit, unit)}"))
    return {tag: tuple(limits) for tag, limits in found.items()}


def _bands(names: Names) -> dict[str, tuple[float, float]]:
    """Where the scenario's screens say that a tag normally lies, in the tag's own unit."""
    normal = names.section("screens").get("normal")
    found: dict[str, tuple[float, float]] = {}
    for ident, ends in (normal if isinstance(normal, Mapping) else {}).items():
        tag = names.tags.get(str(ident))
        if tag is None or not isinstance(ends, list) or len(ends) != 2:
            continue
        written = [str(end).split(" ", 1) for end in ends]
        try:
            low, high = (float(parts[0]) for parts in written)
        except ValueError:
            continue
        if all(len(parts) == 2 and parts[1] == tag.unit for parts in written) and low < high:
            found[tag.id] = (low, high)
    return found
