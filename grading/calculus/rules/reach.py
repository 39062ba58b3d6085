"""``reach``: a measure must come to a target by a time, and stay there a while.

- {id: warm, kind: reach, what: TI101, target: 60 degC, band: 2 K, for: 5 min, from: S7,
   by: {40 min: 4, 60 min: 3}, weight: 4, goal: CO3}
- {id: cold, kind: reach, what: TI101, at_most: 40 degC, by: {2 h: 4}, weight: 3, goal: CO3}
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.scenario.expression import Expression
from engine.scenario.model import author_error
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import TimeBands
from grading.calculus.item import Item, Monitor
from grading.calculus.run import START, Hit
from grading.calculus.verdict import Evidence
from grading.calculus.words import both, clock, number, percent, period

__all__ = ["Reach", "ReachMonitor"]


class Reach(Item, title="达到 / Reach"):
    """Credit by the time at which the target was reached for good."""

    kind: Literal["reach"] = Field(description="类型 / kind")
    what: Expression = Field(description="位号或表达式 / a tag or an expression")
    target: Amount | None = Field(None, description="目标值 / target")
    band: Amount | None = Field(None, description="允许偏差 / tolerated deviation from the target")
    at_least: Amount | None = Field(None, description="至少达到 / at least")
    at_most: Amount | None = Field(None, description="至多降到 / at most")
    lasting: Duration = Field(0, alias="for", description="须保持的时间 / how long it must stay")
    since: str = Field(START, alias="from", description="从哪个时刻起算 / timed from which moment")
    by: TimeBands = Field(description="用时分档 {时间: 得分} / credit by time taken")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(x is not None for x in (self.target, self.at_least, self.at_most)) != 1:
            author_error(
                "target",
                "`target`、`at_least`、`at_most` 只写一个",
                "give one of `target`, `at_least`, `at_most`",
            )
        if (self.target is None) != (self.band is None):
            author_error(
                "band",
                "`target` 要与 `band` 一起写",
                "`target` and `band` belong together",
                "例如 `band: 2 K`",
                "for instance `band: 2 K`",
            )
        return self


class ReachMonitor(Monitor):
    """Waits for the target."""

    kind = "reach"
    item: Reach

    def __init__(self, item: Reach, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.since = make.moment(item.since, (*loc, "from"))
        aim = item.target or item.at_least or item.at_most or Amount(0.0)
        self.signal = make.signal(item.what, (*loc, "what"), aim.unit)
        unit = self.signal.unit
        name = "target" if item.target is not None else "at_least" if item.at_least is not None else "at_most"
        self.aim = make.limit(aim, self.signal, (*loc, name))
        self.band = make.difference(item.band, unit, (*loc, "band")) if item.band is not None else 0.0
        self.sign = 0 if item.target is not None else 1 if item.at_least is not None else -1
        self.bands, self.lasting = make.time_bands(item.by), make.ticks(item.lasting)
        self.due: Hit | None = None
        self.inside_since: int | None = None
        self.nearest: tuple[float, float] | None = None  # distance and value

    def row(self, tick: int, values: Sequence[float]) -> None:
        """One sample."""
        if self.due is None:
            self.due = self.run.moments.get(self.since)
            if self.due is None:
                return
        value = self.signal.read(values)
        away = self._away(value)
        if self.nearest is None or away < self.nearest[0]:
            self.nearest = (away, value)
        if away > 0.0:
            self.inside_since = None
        elif self.inside_since is None:
            self.inside_since = tick
        if self.inside_since is not None and tick - self.inside_since >= self.lasting:
            self._reached(self.inside_since, tick)
        elif self.undecided and tick >= self.due.tick + self.bands.last + self.lasting:
            self.judge("broken", 0.0, [self._evidence(tick, int(self.bands.last))], nearest=self.nearest[1])

    def end(self, tick: int, how: str) -> None:
        """Not reached before the end."""
        self.active = False
        if not self.undecided:
            return
        if self.due is None or self.nearest is None:
            self.judge("n/a")
        elif how == "timed_out" and tick - self.due.tick < self.bands.last:
            self.judge("n/a", running=True)
        else:
            self.judge("missing", 0.0, [self._evidence(tick, tick - self.due.tick)], nearest=self.nearest[1])

    def _away(self, value: float) -> float:
        """How far ``value`` is from being good enough; 0 when it is."""
        if self.sign == 0:
            return max(abs(value - self.aim) - self.band, 0.0)
        return max((self.aim - value) * self.sign, 0.0)

    def _reached(self, since: int, tick: int) -> None:
        """The time that counts is when it came in, not when it had stayed long enough."""
        assert self.due is not None
        self.active = False
        delay = since - self.due.tick
        if self.undecided:
            self.grade(self.bands.credit(delay), [self._evidence(since, delay)], delay=delay)
        else:
            self.restored_at = tick

    def _evidence(self, tick: int, delay: int) -> Evidence:
        assert self.due is not None
        measured, limit = self.run.seconds(delay), self.run.seconds(self.bands.limit(delay))
        return Evidence(self.due.tick, tick, measured, limit, "s", limit - measured)

    def what(self) -> Text:
        """When it was reached, or how near it came."""
        t, facts, unit, ms = self.title, self.verdict.facts, self.signal.unit, self.run.tick_ms
        aim = {
            0: f"{number(self.aim)} ± {number(self.band, unit)}",
            1: f"≥ {number(self.aim, unit)}",
            -1: f"≤ {number(self.aim, unit)}",
        }[self.sign]
        zh, en, last = f"{t.of('zh')}：", f"{t.of('en')}: ", period(int(self.bands.last), ms)
        match self.verdict.judgement:
            case "met":
                delay = clock(facts["delay"], ms)
                zh, en = f"{zh}{delay} 达到 {aim}", f"{en}{aim} reached after {delay}"
                if self.verdict.credit < 1.0:
                    share = percent(self.verdict.credit)
                    return both(f"{zh}，得 {share}", f"{en}: {share} of the credit")
                return both(zh, en)
            case "broken":
                near = number(facts["nearest"], unit)
                return both(
                    f"{zh}{last.of('zh')}内没有达到 {aim}（最接近 {near}）",
                    f"{en}{aim} not reached within {last.of('en')} (nearest {near})",
                )
            case "missing":
                near = number(facts["nearest"], unit)
                return both(
                    f"{zh}到结束也没有达到 {aim}（最接近 {near}）",
                    f"{en}{aim} not reached before the end (nearest {near})",
                )
            case "n/a":
                return both(f"{zh}没有到考核的时候，不计", f"{en}its time never came, not counted")
            case _:
                return both(f"{zh}应达到 {aim}", f"{en}bring it to {aim}")
