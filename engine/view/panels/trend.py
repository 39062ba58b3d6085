"""Trends: several pens over one time axis, read by the model's clock.

Pens of one unit share an axis; with more than two units the plot shows per cent of each tag's range, as recorders
do, so that no pen is flattened by another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from slimgui import imgui, implot

from engine.tags import Tag
from engine.view import theme
from engine.view.port import Series
from engine.view.ui import Ui
from engine.view.wording import clock, unit_text

__all__ = ["WINDOWS", "TrendView", "least_span", "plot"]

WINDOWS = (5, 15, 30, 60, 120, 240)
"""Time windows to choose from, minutes."""
MAX_POINTS = 600


def plot(ui: Ui, name: str, tag_ids: Sequence[str], minutes: float, size: tuple[float, float]) -> None:
    """Plot tags over the last ``minutes``; ``size`` in pixels."""
    tags = [tag for tag_id in tag_ids if (tag := ui.tag(tag_id)) is not None]
    units = list(dict.fromkeys(tag.unit for tag in tags))
    percent = len(units) > 2
    flags = implot.PlotFlags.NO_MENUS | implot.PlotFlags.NO_TITLE | implot.PlotFlags.NO_MOUSE_TEXT
    flags |= implot.PlotFlags.NO_LEGEND
    _style(ui)
    with ui.font(12):
        if implot.begin_plot(f"##{name}", size, flags):
            _axes(ui, tags, [] if percent else units, minutes)
            for i, tag in enumerate(tags):
                axis = implot.Axis.Y1 if percent or tag.unit == units[0] else implot.Axis.Y2
                _pen(ui, tag, i, minutes, axis, percent)
            implot.end_plot()
    implot.pop_style_color(4)
    implot.pop_style_var(2)


def _style(ui: Ui) -> None:
    col = implot.Col
    implot.push_style_color(col.PLOT_BG, theme.FIELD)
    implot.push_style_color(col.FRAME_BG, theme.with_alpha(theme.PANEL, 0.0))
    implot.push_style_color(col.AXIS_GRID, theme.with_alpha(theme.EDGE, 0.35))
    implot.push_style_color(col.AXIS_TEXT, theme.MUTED)
    implot.push_style_var(implot.StyleVar.PLOT_PADDING, (ui.px(4), ui.px(4)))
    implot.push_style_var(implot.StyleVar.LABEL_PADDING, (ui.px(3), ui.px(2)))


def _axes(ui: Ui, tags: Sequence[Tag], units: Sequence[str], minutes: float) -> None:
    now = ui.frame.seconds
    start = now - 60 * minutes
    quiet = implot.AxisFlags.NO_MENUS | implot.AxisFlags.NO_HIGHLIGHT
    implot.setup_axis(implot.Axis.X1, None, quiet)
    implot.setup_axis_limits(implot.Axis.X1, start, now, implot.Cond.ALWAYS)
    marks = _time_marks(start, now)
    implot.setup_axis_ticks(implot.Axis.X1, np.array(marks), [clock(mark) if mark >= 0 else "" for mark in marks])
    if not units:
        implot.setup_axis(implot.Axis.Y1, "%", quiet)
        implot.setup_axis_limits(implot.Axis.Y1, -2, 102, implot.Cond.ALWAYS)
    for axis, unit in zip((implot.Axis.Y1, implot.Axis.Y2), units, strict=False):
        low, high = _span(ui, [tag for tag in tags if tag.unit == unit], minutes)
        side = quiet | (implot.AxisFlags.OPPOSITE if axis is implot.Axis.Y2 else implot.AxisFlags.NONE)
        implot.setup_axis(axis, unit_text(unit, ui.lang) or None, side)
        implot.setup_axis_limits(axis, low, high, implot.Cond.ALWAYS)


def _time_marks(start: float, end: float) -> list[float]:
    step = next(s for s in (60, 120, 300, 600, 900, 1800, 3600, 7200, 14400) if (end - start) / s <= 6 or s == 14400)
    first = int(start // step + 1)
    last = end - 0.05 * (end - start)  # a label nearer to the edge would be cut
    return [float(mark * step) for mark in range(first, int(last // step) + 1)] or [start]


def _span(ui: Ui, tags: Sequence[Tag], minutes: float) -> tuple[float, float]:
    """What the pens need, grown to the least span and a little margin, within the ranges."""
    lows, highs = [], []
    for tag in tags:
        values = _history(ui, tag.id, minutes)[1]
        if len(values):
            lows.append(float(values.min()))
            highs.append(float(values.max()))
    wide = max(tag.high - tag.low for tag in tags)
    floor, ceiling = min(tag.low for tag in tags), max(tag.high for tag in tags)
    if not lows:
        return floor, ceiling
    low, high = min(lows), max(highs)
    least = max(least_span(tag, low, high) for tag in tags)
    margin = max(0.06 * (high - low), (least - (high - low)) / 2)
    beyond = 0.02 * min(wide, high - low + 2 * margin)
    return max(floor - beyond, low - margin), min(ceiling + beyond, high + margin)


def least_span(tag: Tag, low: float, high: float) -> float:
    """How much of a range is shown at least where values from ``low`` to ``high`` were seen: a fifth of the values, so that
    noise does not look like an upset, but no more than a tenth of the range: one that reaches up to what a fault brings
    would press the daily values flat."""
    wide = tag.high - tag.low
    return min(0.1 * wide, max(0.2 * max(abs(low), abs(high)), wide / 500))


def pen_name(tag: Tag) -> str:
    """The plate of a tag; of a loop's tags with what it is: TIC-101 SP."""
    part = tag.id.rsplit(".", 1)[-1]
    told = part not in ("pv", "sp", "out") or tag.name.endswith(part.upper())
    return tag.name if told else f"{tag.name} {part.upper()}"


def _history(ui: Ui, tag_id: str, minutes: float) -> tuple[Series, Series]:
    times, values = ui.trend(tag_id, 60 * minutes)
    step = -(-len(times) // MAX_POINTS)
    if step > 1:
        times, values = times[::step], values[::step]
    return np.ascontiguousarray(times), np.ascontiguousarray(values)


def _pen(ui: Ui, tag: Tag, number: int, minutes: float, axis: implot.Axis, percent: bool) -> None:
    times, values = _history(ui, tag.id, minutes)
    if percent:
        values = (values - tag.low) / (tag.high - tag.low) * 100
    implot.set_axes(implot.Axis.X1, axis)
    spec = implot.PlotSpec(line_color=theme.PENS[number % len(theme.PENS)], line_weight=max(1.5, ui.px(1.8)))
    implot.plot_line(f"{pen_name(tag)}##{tag.id}", times, values, spec)


class TrendView:
    """A plot with its pens listed below and a choice of time windows."""

    def __init__(self, name: str, title: str, tag_ids: Sequence[str], minutes: float) -> None:
        self.name, self.title, self.tag_ids, self.minutes = name, title, tuple(tag_ids), float(minutes)

    def draw(self, ui: Ui, size: tuple[float, float]) -> None:
        """Draw inside ``size`` pixels."""
        x = imgui.get_cursor_pos_x()
        ui.label(self.title, theme.TEXT, 15)
        imgui.same_line()
        buttons = len(WINDOWS) * ui.px(48)
        imgui.set_cursor_pos_x(max(imgui.get_cursor_pos_x(), x + size[0] - buttons))
        for i, minutes in enumerate(WINDOWS):
            if i:
                imgui.same_line(0, ui.px(4))
            text = ui.t("trend.minutes", n=minutes) if minutes < 60 else ui.t("trend.hours", n=minutes // 60)
            with ui.font(12):
                chosen = self.minutes == minutes
                if ui.button(f"trend.{self.name}.{minutes}", text, (44, 24), selected=chosen):
                    self.minutes = float(minutes)
        head = imgui.get_frame_height_with_spacing()
        foot = ui.px(24)
        plot(ui, self.name, self.tag_ids, self.minutes, (size[0], max(ui.px(60), size[1] - head - foot)))
        self._legend(ui, size[0])

    def _legend(self, ui: Ui, width: float) -> None:
        """Pens with their present values, in the pens' colours and order."""
        left = imgui.get_cursor_screen_pos()[0]
        with ui.font(12.5):
            for i, tag_id in enumerate(self.tag_ids):
                tag = ui.tag(tag_id)
                if tag is None:
                    continue
                text = f"━ {pen_name(tag)} {ui.shown(tag_id)}"
                if i and imgui.get_item_rect_max()[0] + ui.px(16) + imgui.calc_text_size(text)[0] < left + width:
                    imgui.same_line(0, ui.px(16))
                imgui.text_colored(theme.PENS[i % len(theme.PENS)], text)
                if imgui.is_item_hovered():
                    imgui.set_tooltip(tag.title(ui.lang))
