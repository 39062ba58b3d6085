"""``count``: how often something may or must happen.

- {id: tries, kind: count, done: {act: start, on: P101}, at_most: 3, weight: 1, goal: CO2}
- {id: log, kind: count, done: {act: fill, on: LOG}, at_least: 3, weight: 2, goal: CO7}
- {id: flood, kind: count, done: {event: alarm, data: {state: unack}},
   at_most: 1, per: 10 min, weight: 1, goal: CO3}
- {id: ack, kind: count, done: {act: ask}, bands: {0: 4, 2: 3, 4: 2}, weight: 1, goal: CO2}
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.scenario.model import author_error
from engine.scenario.quantity import Duration
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import CountBands
from grading.calculus.occurrence import Occurrence
from grading.calculus.run import Hit
from grading.calculus.verdict import Evidence
from grading.calculus.window import AFTER, INSIDE, WindowedItem, WindowedMonitor
from grading.calculus.words import both, percent, period

__all__ = ["Count", "CountMonitor"]

MAX_REFS = 50


class Count(WindowedItem, title="次数 / Count"):
    """Credit by the number of times; with ``per`` within any stretch of that length."""

    kind: Literal["count"] = Field(description="类型 / kind")
    done: Occurrence = Field(description="计数的事 / what is counted")
    at_most: Annotated[int, Field(ge=0)] | None = Field(None, description="至多几次 / at most")
    at_least: Annotated[int, Field(ge=1)] | None = Field(None, description="至少几次 / at least")
    bands: CountBands | None = Field(None, description="按次数分档 {次数: 得分} / credit by number of times")
    per: Duration = Field(0, description="任意这么长时间内（用于 at_most） / within any stretch this long, for at_most")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if self.at_most is None and self.at_least is None and self.bands is None:
            author_error("count", "写 `at_most`、`at_least` 或 `bands`", "give `at_most`, `at_least` or `bands`")
        if self.bands is not None and (self.at_most is not None or self.at_least is not None or self.per):
            author_error("count", "`bands` 不与其他界限一起用", "`bands` goes without other limits")
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            author_error(
                "count",
                "`at_least` 大于 `at_most`，不可能满足",
                "`at_least` is above `at_most`, nothing can satisfy both",
            )
        if self.per and self.at_most is None:
            author_error("count", "`per` 要与 `at_most` 一起用", "`per` goes with `at_most`")
        return self


class CountMonitor(WindowedMonitor):
    """Counts."""

    kind = "count"
    item: Count

    def __init__(self, item: Count, make: Compiler, loc: Loc) -> None:
        super().__init__(item, item.done, make, loc)
        self.bands = make.number_bands(item.bands) if item.bands else None
        self.per = make.ticks(item.per)
        self.recent: deque[int] = deque()
        self.times = self.most = 0
        self.refs: list[str] = []
        self.first = self.last = 0

    def row(self, tick: int, values: Sequence[float]) -> None:
        """A state counts each time it begins."""
        place = self.window.place(tick, values)
        if place == INSIDE:
            self.opened = True
            hit = self.watch.row(self.run, tick, values)
            if hit is not None:
                self._hit(hit)
        elif place == AFTER:
            self._finish()
        else:
            self.watch.reset()

    def end(self, tick: int, how: str) -> None:
        """Judge the number."""
        self._finish()

    # -- inside ---

    def _hit(self, hit: Hit | None) -> None:
        if hit is None:
            return
        if not self.times:
            self.first = hit.tick
        self.times += 1
        self.last = hit.tick
        if len(self.refs) < MAX_REFS:
            self.refs += hit.refs
        self._crowd(hit.tick)
        item, limit = self.item, self.item.at_most if self.bands is None else self.bands.last
        number = self.most if self.per else self.times
        if limit is not None and number > limit:
            self.judge("broken", 0.0, [self._evidence(number, limit)], times=self.times, most=self.most)
        elif item.at_least is not None and item.at_most is None and self.times >= item.at_least and self.undecided:
            self.judge("met", 1.0, [self._evidence(self.times, item.at_least)], times=self.times, most=self.most)

    def _crowd(self, tick: int) -> None:
        """The largest number within any stretch of ``per``."""
        if self.per:
            self.recent.append(tick)
            while self.recent[0] <= tick - self.per:
                self.recent.popleft()
            self.most = max(self.most, len(self.recent))

    def _finish(self) -> None:
        self.active = False
        if not self.undecided:
            return
        facts = {"times": self.times, "most": self.most}
        if not self.opened:
            self.judge("n/a")
        elif self.bands is not None:
            self.grade(self.bands.credit(self.times), [self._evidence(self.times, self.bands.limits[0])], **facts)
        elif self.item.at_least is not None and self.times < self.item.at_least:
            self.judge("missing", 0.0, [self._evidence(self.times, self.item.at_least)], **facts)
        else:
            self.judge(
                "met",
                1.0,
                [self._evidence(self.most if self.per else self.times, self.item.at_most or 0)],
                **facts,
            )

    def _evidence(self, number: float, limit: float) -> Evidence:
        start = self.first if self.times else self.run.start
        end = self.last if self.times else self.run.tick
        short = self.item.at_least is not None and self.item.at_most is None
        margin = number - limit if short else limit - number
        return Evidence(start, end, float(number), float(limit), "", float(margin), tuple(self.refs))

    def what(self) -> Text:
        """How often it happened."""
        t, facts, item = self.title, self.verdict.facts, self.item
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        if self.verdict.judgement == "n/a":
            return both(f"{zh}没有进入考核时段，不计", f"{en}its time never came, not counted")
        limits_zh, limits_en = self._limits()
        if self.verdict.judgement == "open":
            return both(f"{zh}{limits_zh}", f"{en}{limits_en}")
        times = facts["most"] if self.per else facts["times"]
        if self.per:
            stretch = period(self.per, self.run.tick_ms)
            zh, en = (
                f"{zh}{stretch.of('zh')}内最多 {times} 次",
                f"{en}up to {times} within {stretch.of('en')}",
            )
        else:
            zh, en = f"{zh}{times} 次", f"{en}{times}×"
        if self.verdict.judgement == "met" and self.verdict.credit >= 1.0:
            return both(zh, en)
        share = f"，得 {percent(self.verdict.credit)}" if item.bands and self.verdict.credit else ""
        share_en = f": {percent(self.verdict.credit)} of the credit" if share else ""
        return both(f"{zh}，{limits_zh}{share}", f"{en}, {limits_en}{share_en}")

    def _limits(self) -> tuple[str, str]:
        if self.bands is not None:
            full = int(self.bands.limits[0])
            return f"应不超过 {full} 次", f"should be no more than {full}"
        low, high = self.item.at_least, self.item.at_most
        zh = [f"至少 {low} 次"] if low is not None else []
        en = [f"at least {low}"] if low is not None else []
        if high is not None:
            zh.append(f"至多 {high} 次")
            en.append(f"at most {high}")
        return "应" + "、".join(zh), "should be " + ", ".join(en)
