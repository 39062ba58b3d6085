"""The ``screens`` section: the pages of the control-room screen, drawn from data.

A page is a schematic picture (lines and elements on a canvas), groups of indicators, trends, or any mix. Pages say
*what* is shown; how it looks follows one style for all scenarios. Without this section pages are made from the
instruments, and from the loops, equipment and switches the control room operates. Coordinates are canvas units, x to the
right, y down; ``at`` is the middle.

    screens:
      normal: {TI101A: [58 degC, 62 degC]}          # the normal band of an indicator
      palettes:                                     # looks by the state of a tag
        contents: {empty: {colour: grey, style: dashed}, filled: {colour: blue}}
      pages:
        overview:
          title: {zh: 总貌, en: Overview}
          size: [120, 72]
          lines:
            - {path: [[20, 16], [44, 16], [44, 24]], flow: FI101, arrow: true}
            - {path: [[44, 30], [60, 30]], colours: L1.state}
          elements:
            - {kind: box, on: R101, at: [50, 36], size: [16, 20], tag: LI101}
            - {kind: value, tag: TI101A, at: [64, 30]}
          trends:
            - {title: {zh: 温度, en: Temperatures}, tags: [TI101A, TI102], minutes: 30}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.model import Model
from engine.scenario.nearest import did_you_mean
from engine.scenario.quantity import Amount
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.palettes import Coloured, Palettes, lint_colours
from engine.tags import Tag

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
    colours: str = Field(
        default="",
        description="状态位号，按调色板取颜色和线型 / a tag whose state gives colour and style, by a palette",
    )
    palette: str = Field(
        default="", description="调色板，缺省按状态名选 / the palette, by default the one with its states"
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
    label: Literal["auto", "above", "below", "left", "right", "none"] = Field(
        default="auto", description="标牌的位置 / where its plate is written"
    )
    colours: tuple[str, ...] = Field(
        default=(),
        max_length=4,
        description="各端的状态位号，按调色板取颜色 / for each end a tag whose state gives its colour, by a palette",
    )
    palette: str = Field(
        default="", description="调色板，缺省按状态名选 / the palette, by default the one with its states"
    )
    moving: str = Field(default="", description="动作中的位号，闪烁 / a tag; flashes while it holds")
    wanted: str = Field(
        default="",
        description="指令位号，状态与它不一致时打叉闪烁 / what it is told to be; crossed and flashing while it is not",
    )
    abnormal: str = Field(
        default="", description="异常位号，成立时打叉闪烁 / a tag; crossed and flashing while it holds"
    )


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
    palettes: Palettes = Field(
        default_factory=dict, description="调色板：名称、状态、样式 / palettes: for each state of a tag a look"
    )
    normal: dict[str, tuple[Amount, Amount]] = Field(
        default_factory=dict, description="正常范围 [低, 高] / the normal band of a tag"
    )


def lint(section: ScreensSection, tags: Mapping[str, Tag], operables: Collection[str], reporter: Reporter) -> None:
    """Report tags, objects and palettes on a page that do not exist, and normal bands upside down."""
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
            for key in ("tag", "state", "moving", "wanted", "abnormal"):
                names.check((*loc, key), getattr(element, key))
            for j, tag in enumerate(element.shows):
                names.check((*loc, "shows", j), tag)
            if element.on and element.on not in operables:
                names.unknown((*loc, "on"), element.on, operables)
        for key in ("groups", "trends"):
            for i, block in enumerate(getattr(screen, key)):
                for j, tag in enumerate(block.tags):
                    names.check((*at, key, i, "tags", j), tag)
    coloured = list(_coloured(section))
    for where, tag, _ in coloured:
        names.check(where, tag)
    lint_colours(section.palettes, coloured, tags, reporter)


def _coloured(section: ScreensSection) -> Iterator[Coloured]:
    """Everything on the pages that takes its colour from a tag, or names a palette without one."""
    for page, screen in section.pages.items():
        at = ("screens", "pages", page)
        for i, line in enumerate(screen.lines):
            if line.colours or line.palette:
                yield (*at, "lines", i, "colours"), line.colours, line.palette
        for i, element in enumerate(screen.elements):
            loc = (*at, "elements", i, "colours")
            if element.palette and not element.colours:
                yield loc, "", element.palette
            yield from (((*loc, j), tag, element.palette) for j, tag in enumerate(element.colours))


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
