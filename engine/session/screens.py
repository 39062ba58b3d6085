"""The ``screens`` section: the pages of the control-room screen, drawn from data.

A page is a schematic picture (lines and elements on a canvas), groups of indicators, trends, or any mix. Pages say
*what* is shown; how it looks follows one style for all scenarios. Without this section pages are made from the
instruments, and from the loops, equipment and switches the control room operates. Coordinates are canvas units, x to the
right, y down; ``at`` is the middle.

    screens:
      normal: {TI101A: [58 degC, 62 degC]}          # the normal band of an indicator
      pages:
        overview:
          title: {zh: 总貌, en: Overview}
          size: [120, 72]
          lines:
            - {path: [[20, 16], [44, 16], [44, 24]], flow: FI101, arrow: true}
          elements:
            - {kind: box, on: R101, at: [50, 36], size: [16, 20], tag: LI101}
            - {kind: value, tag: TI101A, at: [64, 30]}
          trends:
            - {title: {zh: 温度, en: Temperatures}, tags: [TI101A, TI102], minutes: 30}
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text

__all__ = ["Element", "Group", "Line", "Screen", "ScreensSection", "TrendPlot", "lint"]

Coordinate = Annotated[float, Field(ge=-1000, le=1000)]
Extent = Annotated[float, Field(gt=0, le=1000)]
Point = tuple[Coordinate, Coordinate]


class Line(Model, title="连线 / Line"):
    """A line between elements."""

    path: tuple[Point, ...] = Field(min_length=2, description="折线各点 / its points")
    flow: str = Field(default="", description="流动位号，大于零时加粗 / a tag; drawn heavy while it is above zero")
    style: Literal["main", "utility", "signal"] = Field(
        default="main", description="线型：主线、公用、信号 / main, utility or signal line"
    )
    arrow: bool = Field(default=False, description="末端画箭头 / an arrow at its end")


class Element(Model, title="画面元素 / Element"):
    """One thing on the canvas."""

    kind: str = Field(description="图形类型，见图形目录 / what it looks like, see the catalogue of symbols")
    at: Point = Field(description="中心位置 / where its middle stands")
    size: tuple[Extent, Extent] | None = Field(default=None, description="宽和高，缺省按类型 / width and height")
    turn: Literal[0, 90, 180, 270] = Field(default=0, description="转角 / turned clockwise, degrees")
    on: str = Field(default="", description="点击后可操作的对象 / what its faceplate operates")
    tag: str = Field(default="", description="显示的位号 / the tag it shows")
    state: str = Field(default="", description="状态位号（运行、全开等） / the tag of its state: running, open …")
    shows: tuple[str, ...] = Field(default=(), description="面板上另列的位号 / more tags on its faceplate")
    text: Text | None = Field(default=None, description="文字 / its text")


class Group(Model, title="分组 / Group"):
    """Indicators and faceplates beside one another."""

    title: Text = Field(description="名称 / name")
    tags: tuple[str, ...] = Field(default=(), description="位号 / tags")


class TrendPlot(Model, title="趋势图 / Trend"):
    """Several tags over time in one plot."""

    title: Text = Field(description="名称 / name")
    tags: tuple[str, ...] = Field(min_length=1, max_length=8, description="位号，至多 8 个 / tags, at most 8")
    minutes: Annotated[float, Field(gt=0, le=1440)] = Field(default=30.0, description="时间窗，分 / window, minutes")


class Screen(Model, title="画面 / Page"):
    """One page."""

    title: Text = Field(description="名称 / name")
    size: tuple[Extent, Extent] = Field(default=(120.0, 72.0), description="画布宽和高 / size of the canvas")
    lines: tuple[Line, ...] = Field(default=(), description="连线 / lines")
    elements: tuple[Element, ...] = Field(default=(), description="图形 / elements")
    groups: tuple[Group, ...] = Field(default=(), description="指示组 / groups of indicators")
    trends: tuple[TrendPlot, ...] = Field(default=(), description="趋势 / trends")


class ScreensSection(Model, title="控制室画面 / Control-room screen"):
    """The control-room screen."""

    pages: dict[str, Screen] = Field(description="画面 / pages, in the order of their keys")
    normal: dict[str, tuple[Amount, Amount]] = Field(
        default_factory=dict, description="正常范围 [低, 高] / the normal band of a tag"
    )


def lint(section: ScreensSection, tags: Collection[str], operables: Collection[str], reporter: Reporter) -> None:
    """Report tags and objects on a page that do not exist, and normal bands upside down."""
    names = Names(tags, reporter)
    for tag, (low, high) in section.normal.items():
        names.check(("screens", "normal", tag), tag, part="key")
        if low.si >= high.si:
            reporter.error(
                ("screens", "normal", tag), f"正常范围 {low} … {high} 是空的",
                f"the normal band {low} … {high} is empty",
                "先写低限，再写高限", "write the lower limit first", code="empty_band",
            )  # fmt: skip
    for page, screen in section.pages.items():
        at = ("screens", "pages", page)
        for i, line in enumerate(screen.lines):
            names.check((*at, "lines", i, "flow"), line.flow)
        for i, element in enumerate(screen.elements):
            loc = (*at, "elements", i)
            names.check((*loc, "tag"), element.tag)
            names.check((*loc, "state"), element.state)
            for j, tag in enumerate(element.shows):
                names.check((*loc, "shows", j), tag)
            if element.on and element.on not in operables:
                names.unknown((*loc, "on"), element.on, operables)
        for key in ("groups", "trends"):
            for i, block in enumerate(getattr(screen, key)):
                for j, tag in enumerate(block.tags):
                    names.check((*at, key, i, "tags", j), tag)


class Names:
    """Checks names against the known tags and writes down what is unknown."""

    def __init__(self, tags: Collection[str], reporter: Reporter) -> None:
        self._tags, self._reporter = tags, reporter

    def check(self, loc: tuple[str | int, ...], tag: str, part: Literal["value", "key"] = "value") -> None:
        """Note ``tag`` if it is not empty and unknown."""
        if tag and tag not in self._tags:
            self.unknown(loc, tag, self._tags, part)

    def unknown(
        self, loc: tuple[str | int, ...], name: str, known: Collection[str], part: Literal["value", "key"] = "value"
    ) -> None:
        """Write down an unknown name with the nearest known one."""
        near = did_you_mean(name, known)
        self._reporter.error(
            loc, f"没有 `{name}`", f"there is no `{name}`",
            f"是不是 `{near}`？" if near else None, f"did you mean `{near}`?" if near else None,
            code="unknown_tag", part=part,
        )  # fmt: skip
