"""The ``expect`` section of a reference run: the result written down before the engine was asked.

    expect:
      ended: finished
      total: [95, 100]
      items: {S8: met, V1: met, E2: n/a}
      credit: {E2: 60 %}
      values: [{of: R101.T, from: 2 h, low: 58 degC, high: 64.5 degC}, {of: R101.T, peak: [90 degC, 100 degC]}]
      events: [{kind: consequence, source: rupture, after: {kind: fault, source: F1}, between: [79 min, 96 min]}]
      no_events: [alarm, trip]

Where the result differs, ``compare`` says so in words, with both numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from engine.events import EVENT_KINDS, Event
from engine.scenario.language import Section
from engine.scenario.model import Model
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.session.findings import Judgement
from engine.tags import TagTable
from grading.calculus.result import Result

__all__ = ["EXPECT_SECTION", "Difference", "Expect", "Trace", "compare"]


class Happening(Model, title="事件 / Event"):
    """An event that must come."""

    kind: str = Field(description="事件类型 / kind of event")
    source: str = Field("", description="来源 / what reports it")


class ExpectedEvent(Happening, title="预期的事件 / Expected event"):
    """An event, perhaps within a time after another one."""

    after: Happening | None = Field(None, description="从哪个事件算起 / counted from this event")
    between: tuple[Duration, Duration] | None = Field(None, description="时间范围 / within this time")


class ExpectedValue(Model, title="预期的数值 / Expected value"):
    """How a tag must run: all values within limits, or its peak within a range."""

    of: str = Field(description="位号 / tag")
    since: Duration = Field(0, alias="from", description="从此时刻起 / from this time")
    until: Duration | None = Field(None, description="到此时刻止 / until this time")
    low: Amount | None = Field(None, description="不低于 / never below")
    high: Amount | None = Field(None, description="不高于 / never above")
    peak: tuple[Amount, Amount] | None = Field(None, description="最高值的范围 / range of its maximum")


class Expect(Model, title="预期 / What is expected"):
    """What a reference run must come to."""

    ended: str = Field("finished", description="结束方式 / how it ends")
    total: tuple[float, float] = Field(description="总分范围 / range of the total")
    items: dict[str, Judgement] = Field(default_factory=dict, description="各项判定 / verdict of items")
    credit: dict[str, Amount] = Field(default_factory=dict, description="各项得分率 / credit of items")
    values: tuple[ExpectedValue, ...] = Field((), description="过程值 / values")
    events: tuple[ExpectedEvent, ...] = Field((), description="必须出现的事件 / events that must come")
    no_events: tuple[str, ...] = Field((), description="不得出现的事件类型 / kinds of events that must not come")


EXPECT_SECTION = Section("expect", Expect, required=True, title=Text(zh="预期结果", en="the expected result"))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the result is not what was written down."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: {self.expected} ≠ {self.found}"


@dataclass(frozen=True, slots=True)
class Trace:
    """What a run left: events and rows in order. ``rows`` are (tick, values of all tags)."""

    tags: TagTable
    tick_ms: int
    ended: str
    events: Sequence[Event]
    rows: Sequence[tuple[int, Sequence[float]]]


def compare(expect: Expect, result: Result, trace: Trace) -> list[Difference]:
    """All differences between what was expected and what came out; empty if all is as written."""
    return [*_marks(expect, result, trace), *_values(expect, trace), *_events(expect, trace)]


def _marks(expect: Expect, result: Result, trace: Trace) -> Iterator[Difference]:
    if trace.ended != expect.ended:
        yield Difference("ended", expect.ended, trace.ended)
    low, high = expect.total
    if not low - 1e-9 <= result.total <= high + 1e-9:
        yield Difference("total", f"{low:g}–{high:g}", f"{result.total:.1f}")
    items = {item.id: item for item in result.items}
    for name, judgement in expect.items.items():
        if name not in items:
            yield Difference(name, judgement, "没有这一项 / no such item")
        elif items[name].judgement != judgement:
            yield Difference(name, judgement, f"{items[name].judgement}: {items[name].what.of('zh')}")
    for name, credit in expect.credit.items():
        if name not in items:
            yield Difference(name, str(credit), "没有这一项 / no such item")
        elif abs(items[name].credit - credit.to("1")) > 5e-3:
            yield Difference(name, str(credit), f"{100 * items[name].credit:.0f} %")


def _values(expect: Expect, trace: Trace) -> Iterator[Difference]:
    ticks = np.array([tick for tick, _ in trace.rows])
    for wanted in expect.values:
        if wanted.of not in trace.tags:
            yield Difference(wanted.of, "位号 / a tag", "没有 / none")
            continue
        index, unit = trace.tags.at(wanted.of), trace.tags[wanted.of].unit
        column = np.array([values[index] for _, values in trace.rows])
        ms = ticks * trace.tick_ms
        inside = column[(ms >= wanted.since) & (ms <= (wanted.until if wanted.until is not None else np.inf))]
        if not len(inside):
            yield Difference(wanted.of, "有记录 / recorded", "没有记录 / nothing recorded")
            continue
        if wanted.low is not None and inside.min() < wanted.low.to(unit):
            yield Difference(f"{wanted.of} min", f"≥ {wanted.low}", f"{inside.min():.4g} {unit}")
        if wanted.high is not None and inside.max() > wanted.high.to(unit):
            yield Difference(f"{wanted.of} max", f"≤ {wanted.high}", f"{inside.max():.4g} {unit}")
        if wanted.peak is not None:
            low, high = (end.to(unit) for end in wanted.peak)
            if not low <= inside.max() <= high:
                yield Difference(f"{wanted.of} peak", f"{low:g}–{high:g} {unit}", f"{inside.max():.4g} {unit}")


def _events(expect: Expect, trace: Trace) -> Iterator[Difference]:
    for kind in expect.no_events:
        if kind not in EVENT_KINDS:
            yield Difference(kind, "事件类型 / a kind of event", "没有 / none")
        found = [e for e in trace.events if e.kind == kind]
        if found:
            seconds = found[0].tick * trace.tick_ms / 1000
            yield Difference(f"no {kind}", "无 / none", f"{len(found)}: {found[0].source} ({seconds / 60:.1f} min)")
    for wanted in expect.events:
        yield from _event(wanted, trace)


def _event(wanted: ExpectedEvent, trace: Trace) -> Iterator[Difference]:
    def first(what: Happening, since: int = 0) -> Event | None:
        return next(
            (e for e in trace.events if e.kind == what.kind and what.source in ("", e.source) and e.tick >= since), None
        )

    name = f"{wanted.kind} {wanted.source}".strip()
    start = first(wanted.after) if wanted.after is not None else None
    if wanted.after is not None and start is None:
        yield Difference(f"{wanted.after.kind} {wanted.after.source}", "出现 / comes", "没有 / never came")
        return
    origin = start.tick if start is not None else 0
    event = first(wanted, origin)
    if event is None:
        yield Difference(name, "出现 / comes", "没有 / never came")
    elif wanted.between is not None:
        ms = (event.tick - origin) * trace.tick_ms
        low, high = wanted.between
        if not low <= ms <= high:
            yield Difference(name, f"{low / 60000:.1f}–{high / 60000:.1f} min", f"{ms / 60000:.1f} min")
