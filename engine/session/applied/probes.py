"""``probes:``, hand instruments that are held to points: they prove themselves, then show what is there.

    DET:                                    # a tool of the stage; taken, then `test` on itself, then `test` on a point
      works: "not F4.active"                # or a fault: {instrument: DET, mode: open}
      valid_for: 10 min                     # a self-test that passed is good for so long
      counts_for: 3 min                     # and a tested point
      reach: 2 m
      responds: {zh: 声光报警, en: It sounds}
      silent: {zh: 无反应, en: No response}
      at:
        W1: {shows: {A: W1.live, B: W1.live, C: W1.live}}
        W2: {shows: W2.live, fits: false}   # may be held there, but is not made for it
    THERMO:
      range: [0 degC, 300 degC]             # shows a number
      at: {FL1: {shows: H1.T}}

A probe that does not work shows nothing: *no* where it says yes or no, and no number. Tags: ``DET.proved``; by point
``W1.tested`` (every part, with a proven probe that fits, and all that still counts), ``W1.found`` (the worst of its
parts as last shown) and ``W1.misfit`` (last tested with one that is not made for it).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_serializer, model_validator

from engine.scenario.errors import UnitError
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Amount, Duration, Quantity
from engine.scenario.text import Text
from engine.session.applied.points import PointsSection
from engine.session.stage import Name
from engine.tags import Kind, Tag

__all__ = ["Held", "Probe", "ProbesSection", "decimals", "probe_tags", "probes_at", "scale_of"]

Reach = Annotated[float, Quantity("m", ge=0.0, le=20.0)]
"""How far something reaches from the shoulder, m; 0 for no further than the hand."""


class Held(Model, title="测试点 / Where a probe is held"):
    """What a probe shows at one point."""

    shows: Expression | dict[str, Expression] = Field(
        description="显示什么：条件或计算式，可按部分分写 / what it shows: a condition or formula, or one for each part"
    )
    fits: bool = Field(
        True,
        description="规格是否适用；不适用也能测，但不算数 / whether it is made for this; if not, the test does not count",
    )

    @field_serializer("shows", when_used="json")
    def _as_written(self, shows: Expression | dict[str, Expression]) -> str | dict[str, str]:
        """An expression writes anything as text; here it may be several."""
        return str(shows) if isinstance(shows, str) else {part: str(one) for part, one in shows.items()}


class Probe(Model, title="手持测试仪器 / Probe"):
    """A hand instrument."""

    works: Expression | None = Field(None, description="完好的条件，缺省总是完好 / when it is sound, by default always")
    valid_for: Duration = Field(
        600_000, gt=0, description="自检合格的有效时间 / how long a self-test that passed is good for"
    )
    counts_for: Duration = Field(180_000, gt=0, description="一次测试的有效时间 / how long a test of a point counts")
    reach: Reach = Field(0.0, description="长度，从肩部算起 / how far it reaches from the shoulder")
    range: tuple[Amount, Amount] | None = Field(
        None, description="量程；不写则只显示有无 / what it can show; without a range it says yes or no"
    )
    worst: Literal["high", "low"] = Field("high", description="哪一端更危险 / which end is the worse one, for a number")
    responds: Text = Field(Text(zh="有指示", en="It responds"), description="有时的显示 / what is seen for yes")
    silent: Text = Field(Text(zh="无指示", en="No response"), description="无时的显示 / what is seen for no")
    nothing: Text = Field(
        Text(zh="没有读数", en="No reading"),
        description="损坏时的显示（有量程的） / what is seen when one with a range is broken",
    )
    passes: Text = Field(Text(zh="自检正常", en="The self-test passes"), description="自检合格 / self-test passed")
    fails: Text = Field(
        Text(zh="自检无反应", en="No response to the self-test"), description="自检不合格 / self-test failed"
    )
    at: dict[str, Held] = Field(description="可测的点位 / the points it can be held to")

    @model_validator(mode="after")
    def _range(self) -> Probe:
        if self.range is None:
            return self
        try:
            _, low, high = scale_of(self)
        except UnitError as error:
            author_error("unit", error.text.zh, error.text.en)
        if low >= high:
            author_error("impossible_window", "量程的下限不小于上限", "the range has its low end above its high end",
                         "两个数是否写反", "are the two swapped")  # fmt: skip
        return self


ProbesSection = dict[Name, Probe]


def scale_of(probe: Probe) -> tuple[str, float, float]:
    """Unit, low and high end of what a probe shows. Raises ``UnitError`` where the two ends do not fit."""
    if probe.range is None:
        return "", 0.0, 1.0
    low, high = probe.range
    return low.unit, low.value, high.to(low.unit)


def decimals(low: float, high: float) -> int:
    """Digits after the point that give a display of one to ten thousand steps."""
    return min(4, max(0, 3 - math.floor(math.log10(max(high - low, 1e-6)))))


def probes_at(section: Mapping[str, Probe], point: str) -> list[str]:
    """The probes that can be held to a point, in the order of the section."""
    return [name for name, probe in section.items() if point in probe.at]


def probe_tags(section: Mapping[str, Probe], points: PointsSection, titles: Mapping[str, Text]) -> list[Tag]:
    """``proved`` of each probe; ``tested``, ``found`` and ``misfit`` of each point one can be held to."""
    out = []
    for name in section:
        t = titles.get(name, Text(zh=name, en=name))
        out.append(_flag(f"{name}.proved", f"{t.of('zh')} 自检有效", f"{t.of('en')}: self-test valid"))
    for name, point in points.items():
        held = probes_at(section, name)
        if not held:
            continue
        zh, en = point.title.of("zh"), point.title.of("en")
        out.append(_flag(f"{name}.tested", f"{zh} 已测试", f"{en}: tested"))
        probe = section[held[0]]
        unit, low, high = scale_of(probe)
        if probe.range is None:
            out.append(_flag(f"{name}.found", f"{zh} 测得", f"{en}: found"))
        else:
            out.append(Tag(f"{name}.found", unit, low=low, high=high, zh=f"{zh} 测得", en=f"{en}: found", healthy=low))
        out.append(_flag(f"{name}.misfit", f"{zh} 仪器规格不符", f"{en}: probe of the wrong class"))
    return out


def _flag(name: str, zh: str, en: str) -> Tag:
    return Tag(name, kind=Kind.DISCRETE, zh=zh, en=en)
