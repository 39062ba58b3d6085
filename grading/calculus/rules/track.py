"""``track``: how well a measure followed its target over a window, as one number.

    - {id: calm, kind: track, what: TI101, target: 60 degC, measure: rms, during: [S9, S17],
       bands: {1 K: 4, 2 K: 3, 4 K: 2}, weight: 3, goal: CO3}

``mean`` is the mean absolute deviation, ``rms`` the root of the mean square, ``max`` the largest, ``iae`` the
integral of the absolute deviation (its bands are in unit × time, ``200 K*s``).
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from engine.scenario.expression import Expression
from engine.scenario.model import author_error
from engine.scenario.quantity import Amount
from engine.scenario.text import Text
from grading.calculus.compiler import Compiler, Loc
from grading.calculus.fields import AmountBands
from grading.calculus.item import Monitor
from grading.calculus.verdict import Evidence
from grading.calculus.window import AFTER, INSIDE, Window, WindowedItem
from grading.calculus.words import both, number, percent

__all__ = ["Track", "TrackMonitor"]

_MEASURES = {
    "mean": ("平均偏差", "mean deviation"),
    "rms": ("均方根偏差", "root-mean-square deviation"),
    "max": ("最大偏差", "largest deviation"),
    "iae": ("偏差积分", "integrated deviation"),
}


class Track(WindowedItem, title="跟随 / Track"):
    """Credit by one number for the whole window."""

    kind: Literal["track"] = Field(description="类型 / kind")
    what: Expression = Field(description="位号或表达式 / a tag or an expression")
    target: Amount | None = Field(None, description="目标值 / target")
    follows: Expression | None = Field(
        None, description="或：随动的目标（如设定值位号） / or: a moving target such as a set point"
    )
    measure: Literal["mean", "rms", "max", "iae"] = Field("mean", description="评价指标 / what is measured")
    bands: AmountBands = Field(description="分档 {偏差: 得分} / credit by deviation")

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.target is None) == (self.follows is None):
            author_error("target", "`target` 与 `follows` 写一个", "give either `target` or `follows`")
        return self


class TrackMonitor(Monitor):
    """Adds up the deviation."""

    kind = "track"
    item: Track

    def __init__(self, item: Track, make: Compiler, loc: Loc) -> None:
        super().__init__(item, make, loc)
        self.window = Window(item, make, loc)
        self.signal = make.signal(item.what, (*loc, "what"), item.target.unit if item.target else "")
        unit = self.signal.unit
        self.aim = make.limit(item.target, self.signal, (*loc, "target")) if item.target else 0.0
        self.follows = make.signal(item.follows, (*loc, "follows"), unit).read if item.follows else None
        self.unit = deviation_unit(unit, item.measure == "iae")
        self.bands = make.amount_bands(item.bands, self.unit, (*loc, "bands"))
        self.ticks = 0
        self.sum = self.peak = 0.0
        self.first: int | None = None
        self.last = 0

    def row(self, tick: int, values: Sequence[float]) -> None:
        """One sample; it stands for the time since the row before."""
        place = self.window.place(tick, values)
        if place == AFTER:
            self._finish()
            return
        if place != INSIDE:
            return
        aim = self.aim if self.follows is None else self.follows(values)
        error = abs(self.signal.read(values) - aim)
        since = self.run.row_tick
        assert self.window.opened is not None
        step = tick - max(since, self.window.opened.tick)
        if self.first is None:
            self.first = tick
        self.last = tick
        self.ticks += step
        self.sum += (error * error if self.item.measure == "rms" else error) * step
        if error > self.peak:
            self.peak = error
        if self.undecided and self.item.measure in ("max", "iae") and self._value() > self.bands.last:
            self._conclude(0.0)

    def end(self, tick: int, how: str) -> None:
        """Judge the whole."""
        self._finish()

    def _value(self) -> float:
        match self.item.measure:
            case "max":
                return self.peak
            case "iae":
                return self.run.seconds(self.sum)
            case "rms":
                return math.sqrt(self.sum / self.ticks) if self.ticks else self.peak
            case _:
                return self.sum / self.ticks if self.ticks else self.peak

    def _finish(self) -> None:
        self.active = False
        if self.first is None:
            self.judge("n/a")
        elif self.undecided:
            self._conclude(self.bands.credit(self._value()))
        else:
            self._conclude(0.0)

    def _conclude(self, credit: float) -> None:
        value = self._value()
        limit = self.bands.limit(value)
        evidence = [Evidence(self.first or 0, self.last, value, limit, self.unit, limit - value)]
        if self.undecided:
            self.grade(credit, evidence, value=value)
        else:
            self.judge("broken", 0.0, evidence, value=value)

    def what(self) -> Text:
        """The measure and its limit."""
        t, name = self.title, _MEASURES[self.item.measure]
        zh, en = f"{t.of('zh')}：", f"{t.of('en')}: "
        if self.verdict.judgement == "n/a":
            return both(f"{zh}没有进入考核时段，不计", f"{en}its time never came, not counted")
        if self.verdict.judgement == "open":
            full = number(self.bands.limits[0], self.unit)
            return both(f"{zh}{name[0]}应 ≤ {full}", f"{en}keep the {name[1]} ≤ {full}")
        value = self.verdict.facts["value"]
        limit = number(self.bands.limit(value), self.unit)
        zh += f"{name[0]} {number(value, self.unit)}，限 {limit}"
        en += f"{name[1]} {number(value, self.unit)}, limit {limit}"
        if 0.0 < self.verdict.credit < 1.0:
            return both(
                f"{zh}，得 {percent(self.verdict.credit)}",
                f"{en}: {percent(self.verdict.credit)} of the credit",
            )
        return both(zh, en)


def deviation_unit(unit: str, integrated: bool = False) -> str:
    """The unit of differences of ``unit``: K for degC, kPa for kPag; times seconds when integrated."""
    size = {"degC": "K"}.get(unit, unit[:-1] if unit.endswith(("Pag", "Paa", "barg", "bara")) else unit)
    return (f"{size}*s" if size else "s") if integrated else size
