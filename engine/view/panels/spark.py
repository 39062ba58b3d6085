"""A trend inside a picture: the last half hour of one tag, with its unit, its scale and what it is now.

Where the room is small the line stands alone; a scale that cannot be read is none.
"""

from __future__ import annotations

import math

import numpy as np
from slimgui import imgui

from engine.tags import Tag
from engine.view import theme
from engine.view.facts import Scale
from engine.view.panels.trend import least_span
from engine.view.port import Series
from engine.view.theme import u32
from engine.view.ui import Rect, Ui
from engine.view.wording import unit_text

__all__ = ["draw_spark", "spark_scale"]

SECONDS = 1800.0
_MARGINS = (40.0, 18.0, 18.0)
"""Left, above and below what is plotted, for 1366 × 768."""
_ROOM = (120.0, 64.0)
"""The least width and height for a scale, for 1366 × 768."""


def draw_spark(ui: Ui, tag_id: str, place: Rect) -> None:
    """Draw the past of a tag in ``place``; nothing but the ground for a tag that is not known."""
    draw, tag = imgui.get_window_draw_list(), ui.tag(tag_id)
    draw.add_rect_filled((place.x0, place.y0), (place.x1, place.y1), u32(theme.CARD), ui.px(2))
    if tag is None:
        return
    times, values = ui.trend(tag_id, SECONDS)
    scale = spark_scale(ui, tag, values)
    scaled = place.size[0] >= ui.px(_ROOM[0]) and place.size[1] >= ui.px(_ROOM[1])
    left, above, below = (ui.px(m) if scaled else 0.0 for m in _MARGINS)
    inner = Rect(place.x0 + left, place.y0 + above, place.x1 - (ui.px(6) if scaled else 0.0), place.y1 - below)
    if scale.band is not None:
        low, high = (inner.y1 - scale.fraction(edge) * inner.size[1] for edge in scale.band)
        draw.add_rect_filled((inner.x0, high), (inner.x1, low), u32(theme.BAND))
    if scaled:
        _scale(ui, scale, inner)
    _line(ui, times, values, scale, inner)
    draw.add_rect((place.x0, place.y0), (place.x1, place.y1), u32(theme.LINE), ui.px(2))
    unit = unit_text(tag.unit, ui.lang)
    with ui.font(11.5 if scaled else 11):
        now = ui.shown(tag_id)
        room = place.size[0] - ui.px(14) - (imgui.calc_text_size(now)[0] if scaled else 0.0)
        name = _name(ui, tag) + (f" ({unit})" if scaled and unit else "")
        ui.draw_text((place.x0 + ui.px(4), place.y0 + ui.px(2)), ui.fitted(name, room), theme.MUTED)
        if scaled:
            ui.draw_text((place.x1 - ui.px(5), place.y0 + ui.px(2)), now, theme.LIVE, (1, 0))


def spark_scale(ui: Ui, tag: Tag, values: Series) -> Scale:
    """The indicator's scale where the tag has limits or a normal band; else round figures around what was seen (see
    ``least_span``)."""
    if not len(values) and (now := ui.value(tag.id)) is not None:
        values = np.array([now])  # at the start there is no past yet
    seen = values[np.isfinite(values)]
    ends = (float(seen.min()), float(seen.max())) if len(seen) else ()
    scale = ui.facts.scale(tag.id, *ends)
    if scale.band is not None or scale.limits or not ends:
        return scale
    least = least_span(tag, *ends)
    grow = max(0.15 * (ends[1] - ends[0]), (least - (ends[1] - ends[0])) / 2)
    step = _round_step((ends[1] - ends[0] + 2 * grow) / 4)
    low = max(tag.low, math.floor((ends[0] - grow) / step) * step)
    high = max(low + step, min(tag.high, math.ceil((ends[1] + grow) / step) * step))
    return Scale(round(low, 9), round(high, 9), None, ())


def _name(ui: Ui, tag: Tag) -> str:
    """The plate, or the title of what has no plate of its own but its id."""
    return tag.title(ui.lang) if tag.label in ("", tag.id.replace(".", " ")) else tag.label


def _round_step(amount: float) -> float:
    """The round figure (1, 2 or 5 times a power of ten) that is not smaller than ``amount``."""
    power = 10.0 ** math.floor(math.log10(amount))
    return next(power * figure for figure in (1, 2, 5, 10) if power * figure >= amount * (1 - 1e-9))


def _scale(ui: Ui, scale: Scale, inner: Rect) -> None:
    """Figures on the left with their lines, the ends of the time below."""
    draw = imgui.get_window_draw_list()
    step = _round_step((scale.high - scale.low) / 4)
    figure = math.ceil(scale.low / step - 1e-9) * step
    with ui.font(11):
        while figure <= scale.high + step * 1e-6:
            y = inner.y1 - scale.fraction(figure) * inner.size[1]
            draw.add_line((inner.x0, y), (inner.x1, y), u32(theme.with_alpha(theme.EDGE, 0.35)), 1.0)
            places = max(0, -math.floor(math.log10(step) + 1e-9))
            ui.draw_text((inner.x0 - ui.px(4), y), f"{figure + 0.0:.{places}f}", theme.MUTED, (1, 0.5))
            figure += step
        foot = inner.y1 + ui.px(3)
        ui.draw_text((inner.x0, foot), ui.t("trend.ago", n=round(SECONDS / 60)), theme.FAINT)
        ui.draw_text((inner.x1, foot), ui.t("trend.now"), theme.FAINT, (1, 0))


def _line(ui: Ui, times: Series, values: Series, scale: Scale, inner: Rect) -> None:
    if len(times) < 2:
        return
    step = max(1, len(times) // 240)
    x = inner.x1 - (times[-1] - times[::step]) / SECONDS * inner.size[0]
    share = np.clip((values[::step] - scale.low) / (scale.high - scale.low), 0.0, 1.0)
    points = np.column_stack((x, inner.y1 - share * inner.size[1]))
    draw = imgui.get_window_draw_list()
    draw.add_polyline(points.astype(np.float32), u32(theme.LIVE), imgui.DrawFlags.NONE, max(1.0, ui.px(1.5)))
