"""``hold``: a measure must stay within limits during a window.

    - {id: level, kind: hold, what: LI101, low: 40 %, high: 60 %,
       during: [S7, end], allow: 10 s, weight: 4, goal: CO3}
    - {id: temp, kind: hold, what: TI101, high: 65 degC,
       bands: {0 s: 4, 30 s: 3, 2 min: 2}, weight: 4, goal: CO3}

One sustained violation is one piece of evidence with its length and peak.
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from engine.scenario.expression import Expression
from engine.scenario.model import author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import TimeBands
from grading.calculus.item import Monitor
from grading.calculus.verdict import Evidence
from grading.calculus.window import AFTER, INSIDE, Window, WindowedItem
from grading.calculus.words import both, number, percent, period, within

__all__ = ["Hold", "HoldMonitor"]

MAX_EVIDENCE = 20


class Hold(WindowedItem, title="保持 / Hold"):
    """Credit by the total time outside the limits."""

    kind: Literal["hold"] = Field(description="类型 / kind")
    what: Expression = Field(description="位号或表达式 / a tag or an expression")
    low: Amount | None = Field(None, description="下限 / lower limit")
    high: Amount | None = Field(None, description="上限 / upper limit")
    allow: Duration = Field(0, description="允许超限的总时间 / total time outside that is tolerated")
    bands: TimeBands | None = Field(None, description="按超限总时间分档 / credit by total time outside")
    ignore: Duration = Field(0, description="不超过此时长的越限不计 / excursions no longer than this do not count")
    charge: Literal["once", "always"] = Field(
        "once",
        description="once：由已扣分的禁止行为引起时不重复扣；always：总是扣 / "
        "once: not charged when it follows from a forbidden act already charged; always: charged anyway",
    )

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.low is None and self.high is None:
            author_error("no_limit", "`low` 和 `high` 至少写一个", "give `low` or `high`")
        if self.bands is not None and self.allow:
            author_error("allow_and_bands", "`allow` 与 `bands` 只写一个", "give `allow` or `bands`, not both")
        return self


@dataclass
class _Excursion:
    """One stretch outside: since when, the first row that showed it, the furthest value and the limit it passed."""

    start: int
    seen: int
    peak: float
    limit: float


class HoldMonitor(Monitor):
    """Adds up the time outside."""

    kind = "hold"
    item: Hold

    def __init__(self, item: Hold, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.window = Window(item, make, loc)
        unit = (item.low or item.high or Amount(0.0)).unit
        self.signal = make.signal(item.what, (*loc, "what"), unit)
        self.low = make.limit(item.low, self.signal, (*loc, "low")) if item.low is not None else None
        self.high = make.limit(item.high, self.signal, (*loc, "high")) if item.high is not None else None
        if self.low is not None and self.high is not None and self.low >= self.high:
            make.reporter.error(
                (*loc, "low"),
                "下限不小于上限，永远不可能满足",
                "the lower limit is not below the upper, nothing can satisfy both",
                "交换或改正 `low` 与 `high`",
                "exchange or correct `low` and `high`",
                code="empty_window",
            )
        self.bands = make.time_bands(item.bands) if item.bands else None
        self.allow, self.ignore = make.ticks(item.allow), make.ticks(item.ignore)
        self.read = self.signal.read
        self.total = self.excursions = 0
        self.first_out: int | None = None
        self.out: _Excursion | None = None
        self.integral = 0.0  # of the overshoot, in unit × s
        self.found: list[Evidence] = []
        self.rows = 0

    def row(self, tick: int, values: Sequence[float]) -> None:
        """One sample."""
        place = self.window.place(tick, values)
        if place != INSIDE:
            self._close(None)
            if place == AFTER:
                self._finish()
            return
        self.rows += 1
        value = self.read(values)
        if self.high is not None and value > self.high:
            self._outside(tick, value, self.high)
        elif self.low is not None and value < self.low:
            self._outside(tick, value, self.low)
        elif self.out is not None:
            self._close(tick)

    def end(self, tick: int, how: str) -> None:
        """Judge what was seen."""
        self._close(None)
        self._finish()

    # -- inside ---

    def _outside(self, tick: int, value: float, limit: float) -> None:
        since = self.run.row_tick
        if self.window.opened is not None and self.window.opened.tick > since:
            since = self.window.opened.tick
        out = self.out
        if out is None:
            out = self.out = _Excursion(since, tick, value, limit)
        elif abs(value - limit) > abs(out.peak - out.limit):
            out.peak, out.limit = value, limit
        self.integral += abs(value - limit) * self.run.seconds(tick - since)
        length = tick - out.start
        if length > self.ignore or not self.ignore:
            if self.first_out is None:
                self.first_out = out.seen
            self._check(self.total + length, tick)

    def _check(self, total: int, tick: int) -> None:
        """Broken as soon as more time was spent outside than can be made good."""
        limit = int(self.bands.last) if self.bands is not None else self.allow
        if self.undecided and (total > limit or (limit == 0 and self.bands is None)):
            assert self.out is not None
            found = [*self.found, self._evidence(self.out, tick)]
            self.judge("broken", 0.0, found, total=total, excursions=self.excursions + 1, integral=self.integral)

    def _evidence(self, out: _Excursion, tick: int) -> Evidence:
        return Evidence(out.start, tick, out.peak, out.limit, self.signal.unit, -abs(out.peak - out.limit))

    def _close(self, back: int | None) -> None:
        """The excursion going on, if any, is over: ``back`` inside at that tick, or only no longer looked at."""
        out, self.out = self.out, None
        if out is None:
            return
        last = self.run.row_tick
        if last - out.start > self.ignore or not self.ignore:
            self.total += last - out.start
            self.excursions += 1
            if len(self.found) < MAX_EVIDENCE:
                self.found.append(self._evidence(out, last))
            if not self.undecided:
                self.restored_at = back if back is not None else self.restored_at
                self.judge(self.verdict.judgement, 0.0, self.found, **self._facts())

    def _facts(self) -> dict[str, Any]:
        return {"total": self.total, "excursions": self.excursions, "integral": self.integral}

    def _finish(self) -> None:
        self.active = False
        if not self.undecided:
            return
        if self.rows == 0:
            self.judge("n/a")
        elif self.bands is not None:
            self.grade(self.bands.credit(self.total), self.found, **self._facts())
        else:
            self.judge("met", 1.0, self.found, **self._facts())

    # -- words ---

    def _limits(self) -> str:
        unit = self.signal.unit
        if self.low is None or self.high is None:
            return f"≤ {number(self.high, unit)}" if self.high is not None else f"≥ {number(self.low or 0.0, unit)}"
        return f"{number(self.low)}–{number(self.high, unit)}"

    def what(self) -> Text:
        """How long and how far it was outside."""
        t, facts, limits = self.title, self.verdict.facts, self._limits()
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        if self.verdict.judgement == "n/a":
            return both(f"{zh}没有进入考核时段，不计", f"{en}its time never came, not counted")
        if self.verdict.judgement == "open":
            return both(f"{zh}应保持 {limits}", f"{en}keep {limits}")
        if not facts.get("excursions"):
            return both(f"{zh}{within(limits).of('zh')}", f"{en}{within(limits).of('en')}")
        worst = min(self.verdict.evidence, key=lambda e: e.margin or 0.0, default=None)
        length = period(facts["total"], self.run.tick_ms)
        peak = number(worst.measured or 0.0, self.signal.unit) if worst else ""
        zh += f"超出 {limits} 共 {length.of('zh')}（{facts['excursions']} 次），极值 {peak}"
        en += f"outside {limits} for {length.of('en')} ({facts['excursions']}×), extreme {peak}"
        if self.verdict.judgement == "met" and self.verdict.credit < 1.0:
            zh, en = (
                f"{zh}，得 {percent(self.verdict.credit)}",
                f"{en}: {percent(self.verdict.credit)} of the credit",
            )
        elif self.verdict.judgement == "met":
            zh, en = f"{zh}，在允许范围内", f"{en}, tolerated"
        return both(zh, en)
