"""A small language with every shape an owner may use: what the tests of the machinery read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from engine.scenario import (
    META,
    Amount,
    Duration,
    Expression,
    Language,
    Model,
    Quantity,
    Reporter,
    Scenario,
    Section,
    Symbol,
    Temperature,
    Text,
)
from engine.scenario.lint import names_exist, no_cycles, window_possible, within_span
from engine.scenario.problems import Text2

TAGS = {
    "TI101": Symbol("degC"),
    "TI102": Symbol("degC"),
    "PI101": Symbol("kPag"),
    "FI101": Symbol("kg/s"),
    "LI101": Symbol("%"),
    "SI101": Symbol("rpm"),
    "N": Symbol(""),
    "T": Symbol("K"),
    "Ea": Symbol("J/mol"),
    "R": Symbol("J/(mol*K)"),
    "M101.running": Symbol(kind="discrete"),
    "TIC101.mode": Symbol(kind="mode", options=("manual", "auto", "cascade")),
    "note": Symbol(kind="text"),
}


class Limit(Model):
    """A limit on a tag."""

    tag: str = Field(title="标签 / Tag", description="被监视的标签 / the tag watched")
    high: Amount | None = Field(None, title="高限 / High", description="高限 / upper limit")
    low: Amount | None = Field(None, title="低限 / Low", description="低限 / lower limit")
    delay: Duration = Field(0, title="延时 / Delay", description="延时 / delay")
    when: Expression | None = Field(None, title="条件 / Condition", description="条件 / condition")
    level: Literal["low", "medium", "high"] = Field("low", title="级别 / Level", description="优先级 / priority")
    text: Text = Field(default=Text(), title="文字 / Text", description="显示的文字 / text shown")
    after: str | list[str] = Field("", title="之后 / After", description="在哪些之后 / after which")
    count: int = Field(1, ge=1, le=9, title="次数 / Count", description="次数 / how many")
    on: bool = Field(True, title="启用 / On", description="是否启用 / whether in use")
    within: dict[int, float] = Field(default_factory=dict, title="分档 / Bands", description="分档 / bands")


class Limits(RootModel[dict[str, Limit]]):
    """Limits by name."""


class Tank(Model):
    """Something that holds."""

    kind: Literal["tank"] = Field(title="类型 / Kind", description="类型 / kind")
    volume: Annotated[float, Quantity("m3", gt=0)] = Field(title="容积 / Volume", description="容积 / volume")
    start: Temperature = Field(300.0, title="初温 / Start", description="初始温度 / temperature at the start")


class Line(Model):
    """Something that carries."""

    kind: Literal["line"] = Field(title="类型 / Kind", description="类型 / kind")
    flow: Annotated[float, Quantity("kg/s")] = Field(title="流量 / Flow", description="流量 / flow")
    span: tuple[float, float] = Field((0.0, 1.0), title="范围 / Span", description="范围 / span")


Unit = Annotated[Tank | Line, Field(discriminator="kind")]


class Works(Model):
    """A plant of tanks and lines."""

    kind: Literal["works"] = Field(title="类型 / Kind", description="类型 / kind")
    units: dict[str, Unit] = Field(title="设备 / Units", description="设备 / units")


class Mesh(Model):
    """A plant of another kind."""

    kind: Literal["mesh"] = Field(title="类型 / Kind", description="类型 / kind")
    nodes: list[str] = Field(title="节点 / Nodes", description="节点 / nodes")


def lint_limits(scenario: Scenario, reporter: Reporter) -> None:
    limits: dict[str, Limit] = scenario["limits"].root
    names_exist({("limits", n, "tag"): item.tag for n, item in limits.items()}, TAGS, reporter, Text2("标签", "tag"))
    for name, item in limits.items():
        loc = ("limits", name)
        if item.when is not None:
            scenario.compile(item.when, (*loc, "when"), TAGS, reporter, "bool")
        if item.high is not None and item.low is not None:
            window_possible(item.low.si, item.high.si, (*loc, "low"), reporter)
        if item.high is not None and item.tag == "TI101":
            within_span(item.high.to("degC"), 0.0, 200.0, (*loc, "high"), reporter, "degC")
    after = {n: [item.after] if isinstance(item.after, str) else item.after for n, item in limits.items()}
    graph = {n: [a for a in names if a] for n, names in after.items()}
    no_cycles(graph, {n: ("limits", n, "after") for n in limits}, reporter)


LIMITS = Section("limits", Limits, title=Text(zh="限值", en="Limits"), lint=lint_limits)
LANGUAGE = Language([META, LIMITS], plant_kinds={"works": Works, "mesh": Mesh})

GOOD = """\
# 示例
schema: 1
meta:
  id: DEMO-01
  version: 1.0.0
  title: {zh: 示例, en: Sample}
  domain: demo
  duration: 45 min
  work_process:
    task: {zh: 内操, en: Board operator}
    skill_module: {zh: 升温, en: Heating}
    project: {zh: 热水, en: Hot water}
  answers: [high_risk]
plant:
  kind: works
  units:
    T1: {kind: tank, volume: 6.3 m3, start: 60 degC}
    L1: {kind: line, flow: 468 kg/h, span: [0, 2.5]}
limits:
  hot:
    tag: TI101
    high: 65 degC
    delay: 3 s
    when: TI101 > 60 degC and M101.running
    level: high
    text: {zh: 温度高, en: temperature high}
  cold:
    tag: TI101
    low: 5 degC
    after: [hot]
    within: {30: 4, 60: 2.5}
    count: 3
    on: false
"""
