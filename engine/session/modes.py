"""The ``modes`` and ``start`` sections: how an attempt may be run and where it begins.

modes:
  exam: {time_limit: 6 h, max_speed: 20}
start:
  default: cold
  points:
    cold:
      title: {zh: 冷态, en: Cold}
      place: console
      wears: [helmet]
      values: {R101.T: 60 degC, P102A.command: 1}
    drill: {title: {zh: 异常演练, en: Upset drill}, like: cold, values: {R101.T: 80 degC}}

Where there are several points, each has a tag, 1 in an attempt that began there: ``start.cold``, ``start.drill``.
Messages, faults and rubrics can ask it, so that a step done before the learner took over is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from engine.errors import ScenarioError
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Amount, Duration
from engine.scenario.text import Text
from engine.tags import Kind, Tag

__all__ = [
    "DEFAULT_MODES",
    "Deed",
    "Mode",
    "ModeName",
    "ModesSection",
    "NoStartPointError",
    "StartPoint",
    "StartSection",
    "start_tags",
]

MOST = 12
"""Starting points that are named where none of them was meant."""

ModeName = Literal["learn", "practise", "exam"]


class Mode(Model, title="模式 / Mode"):
    """What is on in a mode."""

    help_level: Annotated[int, Field(ge=0, le=3)] = Field(1, description="帮助级别 0–3 / level of help 0–3")
    hint_cost: Annotated[float, Field(ge=0, le=20)] = Field(0.0, description="每次提示扣分 / points a hint costs")
    rewind: bool = Field(True, description="允许回退 / may be rewound")
    pause: bool = Field(True, description="允许暂停 / may be paused")
    max_speed: Annotated[float, Field(ge=0.1, le=100)] = Field(100.0, description="最高倍速 / fastest speed")
    time_limit: Duration | None = Field(None, description="时间限制（模型时间） / time limit in model time")


DEFAULT_MODES: dict[ModeName, Mode] = {
    "learn": Mode(help_level=3),
    "practise": Mode(help_level=1, hint_cost=1.0),
    "exam": Mode(help_level=0, rewind=False, pause=False),
}
"""The modes a scenario gets without saying anything."""

ModesSection = dict[ModeName, Mode]


class Deed(Model, title="操作 / Operation"):
    """One operation."""

    do: str = Field(description="动词 / verb")
    on: str = Field("", description="对象；move 时为站位 / what to act on; the place for move")
    value: Any = Field(None, description="值 / value")


class StartPoint(Model, title="起点 / Starting point"):
    """A state to begin from."""

    title: Text = Field(description="名称 / name")
    text: Text | None = Field(None, description="交接情况 / what is handed over")
    like: str = Field(
        "", description="与此起点相同，只写不同之处 / the same as this point but for what is written here"
    )
    values: dict[str, Amount] = Field(default_factory=dict, description="位号初值 / initial values by tag")
    place: str = Field("", description="起始站位 / where the learner stands")
    wears: tuple[str, ...] = Field((), description="已穿戴 / already worn")
    holds: tuple[str, ...] = Field((), description="随身携带 / carried")
    setup: tuple[Deed, ...] = Field((), description="开始前已完成的操作 / what has been done before it begins")

    @model_serializer(mode="wrap")
    def _as_written(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Where a point is like another, what it does not say must stay unsaid, or the embedded scenario would begin
        elsewhere than the one it was made from."""
        said: dict[str, Any] = whole(self)
        return {key: part for key, part in said.items() if not self.like or key in self.model_fields_set}


class NoStartPointError(ScenarioError):
    """There is no such starting point; ``text`` says so, ``fix`` which are there or which was probably meant."""

    def __init__(self, name: str, points: Iterable[str]) -> None:
        names = list(points)
        near = did_you_mean(name, names)
        self.text = Text(zh=f"没有起点 `{name}`", en=f"there is no starting point `{name}`")
        self.fix = (
            Text(zh=f"是不是 `{near}`？", en=f"did you mean `{near}`?") if near
            else Text(zh=f"可用：{'、'.join(names[:MOST])}", en=f"there are: {', '.join(names[:MOST])}")
        )  # fmt: skip
        super().__init__(" / ".join(f"{self.text.of(lang)}{mark}{self.fix.of(lang)}" for lang, mark in (("zh", "；"), ("en", "; "))))


class StartSection(Model, title="开始与结束 / Start and end"):
    """Where attempts begin and when they end by themselves."""

    default: str = Field(description="缺省起点 / the point taken without a choice")
    points: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)], StartPoint] = Field(
        description="起点 / starting points"
    )
    ends_when: Expression | None = Field(None, description="自动结束条件 / the attempt ends when this holds")
    ends_for: Duration = Field(0, description="结束条件需保持的时间 / how long it must hold")

    @model_validator(mode="after")
    def _no_ring(self) -> StartSection:
        for name, point in self.points.items():
            seen = {name}
            while point.like in self.points:
                if point.like in seen:
                    author_error(
                        "start_ring", f"起点 {name} 的 like 转了一圈又回到自己", f"`like` of {name} leads back to itself"
                    )
                seen.add(point.like)
                point = self.points[point.like]
        return self

    def named(self, name: str = "") -> tuple[str, StartPoint]:
        """Name and whole content of the starting point ``name``, by default the scenario's. Raises ``NoStartPointError``."""
        name = name or self.default
        if name not in self.points:
            raise NoStartPointError(name, self.points)
        return name, self.point(name)

    def point(self, name: str) -> StartPoint:
        """The starting point ``name`` with everything it takes over from the one it is ``like``. ``KeyError`` if none."""
        own = self.points[name]
        if own.like not in self.points:
            return own
        base = self.point(own.like)
        written = {key: getattr(own, key) for key in own.model_fields_set}
        return base.model_copy(update={**written, "values": {**base.values, **own.values}})


def start_tags(section: StartSection) -> list[Tag]:
    """A discrete tag for each starting point, ``start.NAME``, where there is more than one."""
    if len(section.points) < 2:
        return []
    return [
        Tag(
            f"start.{name}", kind=Kind.DISCRETE,
            zh=f"从“{point.title.of('zh')}”开始", en=f"Began at {point.title.of('en')}",
        )
        for name, point in section.points.items()
    ]  # fmt: skip
