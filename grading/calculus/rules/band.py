"""``band``: full credit inside an inner limit, nothing beyond an outer one, linear between, sampled over a
window.

    - {id: Q1, kind: band, what: TI101, target: 60 degC, full: 2 K, zero: 5 K,
       during: [S9, S17], weight: 12, goal: CO3}
    - {id: Q2, kind: band, what: ACC101, at_most: {full: 12 %, zero: 20 %},
       during: [S9, S17], weight: 8, goal: CO3}
    - {id: Q4, kind: band, elapsed: [S8, S18], at_most: {full: 330 min, zero: 420 min}, weight: 3, goal: CO3}

This is the quality index of process simulators: inner and outer deviation, each sample scored, the mean
counts.
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.item import Monitor
from grading.calculus.rules.elapsed import Elapsed
from grading.calculus.verdict import Evidence
from grading.calculus.window import AFTER, INSIDE, Window, WindowedItem
from grading.calculus.words import both, number, percent, period, within

__all__ = ["Band", "BandMonitor", "Limits", "linear"]


class Limits(Model, title="内外限 / Inner and outer limit"):
    """An inner limit with full credit and an outer one with none."""

    full: Amount = Field(description="到此为满分 / full credit up to here")
    zero: Amount = Field(description="到此为零分 / no credit from here on")


class Band(WindowedItem, title="质量带 / Band"):
    """Credit by how far samples lie from where they should."""

    kind: Literal["band"] = Field(description="类型 / kind")
    what: Expression | None = Field(None, description="位号或表达式 / a tag or an expression")
    elapsed: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)] | None = Field(
        None, description="或：两个时刻之间的用时 / or: the time between two moments"
    )
    target: Amount | None = Field(None, description="目标值 / target")
    full: Amount | None = Field(None, description="不扣分的偏差 / deviation with full credit")
    zero: Amount | None = Field(None, description="零分的偏差 / deviation with no credit")
    at_most: Limits | None = Field(None, description="上限 {full, zero} / upper limits")
    at_least: Limits | None = Field(None, description="下限 {full, zero} / lower limits")
    sample: Duration = Field(0, description="采样间隔，0 为每条记录 / sampling interval, 0 for every row")
    take: Literal["mean", "worst", "last"] = Field(
        "mean", description="取平均、最差还是最后的得分 / the mean, the worst or the last score"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.what is None) == (self.elapsed is None):
            author_error("what", "`what` 与 `elapsed` 写一个", "give either `what` or `elapsed`")
        two_sided = self.target is not None
        if two_sided != (self.full is not None and self.zero is not None) or (two_sided and self.one_sided):
            author_error(
                "band",
                "写 `target`、`full`、`zero`，或者 `at_most` / `at_least`",
                "give `target`, `full` and `zero`, or else `at_most` / `at_least`",
            )
        if not two_sided and not self.one_sided:
            author_error(
                "band",
                "没有写界限",
                "no limits are given",
                "例如 `at_most: {full: 12 %, zero: 20 %}`",
                "for instance `at_most: {full: 12 %, zero: 20 %}`",
            )
        if self.elapsed is not None and (two_sided or self.at_least is not None or self.at_most is None):
            author_error("elapsed", "`elapsed` 只能与 `at_most` 一起用", "`elapsed` goes with `at_most`")
        return self

    @property
    def one_sided(self) -> bool:
        """Whether an upper or a lower limit is given instead of a target."""
        return self.at_most is not None or self.at_least is not None


def linear(value: float, full: float, zero: float) -> float:
    """Credit of ``value``: 1 up to ``full``, 0 from ``zero`` on, linear between; ``zero`` may lie on either
    side.
    """
    return min(max((zero - value) / (zero - full), 0.0), 1.0)


class BandMonitor(Monitor):
    """Scores each sample."""

    kind = "band"
    item: Band

    def __init__(self, item: Band, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.window = Window(item, make, loc)
        assert item.what is not None
        first = item.target or (item.at_most or item.at_least or Limits(full=Amount(0.0), zero=Amount(1.0))).full
        self.signal = make.signal(item.what, (*loc, "what"), first.unit)
        unit = self.signal.unit
        self.sides: list[tuple[float, float]] = []  # (full, zero) in the unit of the signal
        if item.target is not None and item.full is not None and item.zero is not None:
            aim = make.limit(item.target, self.signal, (*loc, "target"))
            full, zero = (
                make.difference(item.full, unit, (*loc, "full")),
                make.difference(item.zero, unit, (*loc, "zero")),
            )
            self.sides = [(aim + full, aim + zero), (aim - full, aim - zero)]
            self._check(make, loc, full, zero, "zero")
        for name, limits in (("at_most", item.at_most), ("at_least", item.at_least)):
            if limits is not None:
                full, zero = (
                    make.limit(limits.full, self.signal, (*loc, name, "full")),
                    make.point(limits.zero, unit, (*loc, name, "zero")),
                )
                self.sides.append((full, zero))
                self._check(make, (*loc, name), full, zero, "zero", rising=name == "at_most")
        self.sample = make.ticks(item.sample)
        self.floor = make.levels[1]
        self.sum = 0.0
        self.ticks = self.samples = 0
        self.worst = (2.0, 0.0, 0)  # credit, value, tick
        self.last = (0.0, 0.0, 0)
        self.first_tick = 0
        self.outer: int = 0
        self.next = 0

    @staticmethod
    def _check(make: Compiler, loc: Loc, full: float, zero: float, name: str, rising: bool = True) -> None:
        if (zero <= full) if rising else (zero >= full):
            make.reporter.error(
                (*loc, name),
                "零分界限应在满分界限之外",
                "the limit without credit must lie beyond the one with full credit",
                "交换或改正 `full` 与 `zero`",
                "exchange or correct `full` and `zero`",
                code="empty_window",
            )

    def row(self, tick: int, values: Sequence[float]) -> None:
        """One sample, weighted with the time since the row before."""
        place = self.window.place(tick, values)
        if place == AFTER:
            self._finish()
            return
        if place != INSIDE or tick < self.next:
            return
        value = self.signal.read(values)
        credit = min([min(max((zero - value) / (zero - full), 0.0), 1.0) for full, zero in self.sides])
        if not self.samples:
            self.first_tick = tick
        assert self.window.opened is not None
        step = self.sample or max(tick - max(self.run.row_tick, self.window.opened.tick), 0)
        self.samples += 1
        self.ticks += step
        self.sum += credit * step
        self.last = (credit, value, tick)
        if credit < self.worst[0] or (credit == 0.0 and self._beyond(value) > self._beyond(self.worst[1])):
            self.worst = self.last
        if credit == 0.0:
            self.outer += step
        self.next = tick + self.sample

    def end(self, tick: int, how: str) -> None:
        """Judge what was sampled."""
        self._finish()

    def _beyond(self, value: float) -> float:
        return max((value - zero) if zero > full else (zero - value) for full, zero in self.sides)

    def _finish(self) -> None:
        self.active = False
        if not self.undecided:
            return
        if not self.samples:
            self.judge("n/a")
            return
        mean = self.sum / self.ticks if self.ticks else self.last[0]
        credit = {"mean": mean, "worst": self.worst[0], "last": self.last[0]}[self.item.take]
        _, value, tick = self.last if self.item.take == "last" else self.worst
        limit = min((full for full, _ in self.sides), key=lambda full: abs(full - value))
        inside = all(value <= full if zero > full else value >= full for full, zero in self.sides)
        margin = abs(value - limit) if inside else -abs(value - limit)
        evidence = [Evidence(self.first_tick, self.last[2], value, limit, self.signal.unit, margin)]
        judgement: Literal["met", "broken"] = "met" if credit >= self.floor else "broken"
        self.judge(judgement, credit, evidence, worst=value, at=tick, outer=self.outer)

    def _limits(self) -> tuple[str, str]:
        unit, item = self.signal.unit, self.item
        if item.target is not None and item.full is not None and item.zero is not None:
            (high, outer), (low, _) = self.sides
            aim = (high + low) / 2
            return f"{number(aim)} ± {number(high - aim, unit)}", f"± {number(outer - aim, unit)}"
        signs = [("≤" if zero > full else "≥", full, zero) for full, zero in self.sides]
        return ", ".join(f"{s} {number(f, unit)}" for s, f, _ in signs), ", ".join(number(z, unit) for _, _, z in signs)

    def what(self) -> Text:
        """The score of the samples and the worst of them."""
        t, facts, (full, zero) = self.title, self.verdict.facts, self._limits()
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        match self.verdict.judgement:
            case "n/a":
                return both(f"{zh}没有进入考核时段，不计", f"{en}its time never came, not counted")
            case "open":
                return both(f"{zh}应保持 {full}", f"{en}keep {full}")
            case _ if self.verdict.credit > 1.0 - 1e-9:
                return both(f"{zh}{within(full).of('zh')}", f"{en}{within(full).of('en')}")
        worst, share = number(facts["worst"], self.signal.unit), percent(self.verdict.credit)
        zh += f"得 {share}；满分界限 {full}，零分界限 {zero}，最差 {worst}（{self.at(facts['at'])}）"
        when = self.at(facts["at"])
        en += f"{share} of the credit; full credit {full}, none from {zero}, worst {worst} at {when}"
        if facts["outer"]:
            out = period(facts["outer"], self.run.tick_ms)
            zh, en = f"{zh}，{out.of('zh')}在零分界限之外", f"{en}, beyond the outer limit for {out.of('en')}"
        return both(zh, en)


def band_monitor(item: Band, make: Compiler, loc: Loc) -> Monitor:
    """The monitor for what is measured: a signal or the time between two moments."""
    return BandMonitor(item, make, loc) if item.elapsed is None else Elapsed(item, make, loc, linear)
