"""The moving analogue indicator of ISA-101: where a value stands tells more than its number.

A bar shows the whole range, a lighter strip the normal band, ticks the alarm limits with their letters, a pointer
the value. Only a value in alarm takes colour.
"""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.panels.marks import badge, shelved_mark
from engine.view.theme import PRIORITY, u32
from engine.view.ui import Rect, Ui
from engine.view.wording import number, unit_text

__all__ = ["draw_bar", "draw_indicator", "draw_reading", "draw_value", "indicator_column"]


def draw_value(ui: Ui, tag_id: str, at: tuple[float, float], width: float) -> Rect:
    """A number on a picture: the plate above, the value in a field below; ``at`` is the top left corner."""
    draw = imgui.get_window_draw_list()
    tag = ui.tag(tag_id)
    alarm = ui.alarms.worst_on(tag_id)
    with ui.font(11.5):
        name = tag.name if tag is not None else tag_id
        ui.draw_text((at[0] + ui.px(2), at[1]), ui.fitted(name, width), theme.MUTED)
        top = at[1] + imgui.get_text_line_height() + ui.px(1)
    with ui.font(15):
        height = imgui.get_text_line_height() + ui.px(3)
        rect = Rect(at[0], top, at[0] + width, top + height)
        draw.add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.FIELD), ui.px(2))
        edge, weight = (PRIORITY[alarm.priority].fill, ui.px(2)) if alarm else (theme.LINE, 1.0)
        draw.add_rect((rect.x0, rect.y0), (rect.x1, rect.y1), u32(edge), ui.px(2), thickness=weight)
        text = ui.shown(tag_id)
        ui.draw_text((rect.x1 - ui.px(5), rect.y0 + ui.px(1)), ui.fitted(text, width - ui.px(8)), theme.LIVE, (1, 0))
    if alarm is not None:
        badge(ui, (rect.x0 - ui.px(10), (rect.y0 + rect.y1) / 2), ui.px(16), alarm.priority, alarm.state)
    elif (shelved := ui.alarms.shelved_on(tag_id)) is not None:
        shelved_mark(ui, (rect.x0 - ui.px(10), (rect.y0 + rect.y1) / 2), ui.px(13), shelved.priority)
    return Rect(at[0], at[1], rect.x1, rect.y1)


def draw_reading(ui: Ui, tag_id: str, rect: Rect) -> None:
    """A number alone in a small field: beside a symbol, where the plate of the symbol says whose it is."""
    draw = imgui.get_window_draw_list()
    alarm = ui.alarms.worst_on(tag_id)
    draw.add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.FIELD), ui.px(2))
    edge, weight = (PRIORITY[alarm.priority].fill, ui.px(2)) if alarm else (theme.LINE, 1.0)
    draw.add_rect((rect.x0, rect.y0), (rect.x1, rect.y1), u32(edge), ui.px(2), thickness=weight)
    with ui.font(12):
        text = ui.fitted(ui.shown(tag_id), rect.size[0] - ui.px(4))
        ui.draw_text((rect.x1 - ui.px(3), (rect.y0 + rect.y1) / 2), text, theme.LIVE, (1, 0.5))
    if alarm is not None:
        badge(ui, (rect.x0 - ui.px(8), (rect.y0 + rect.y1) / 2), ui.px(14), alarm.priority, alarm.state)


def draw_indicator(ui: Ui, tag_id: str, rect: Rect, setpoint: float | None = None, text: bool = True) -> None:
    """The indicator of an analog tag inside ``rect``: limits to the left, bar, pointer and value to the right."""
    tag, value = ui.tag(tag_id), ui.value(tag_id)
    if tag is None or value is None:
        return
    scale = ui.facts.scale(tag_id, value, value if setpoint is None else setpoint)
    alarm = ui.alarms.worst_on(tag_id)
    draw = imgui.get_window_draw_list()
    wide = ui.px(14)
    left = rect.x0 + (rect.size[0] - wide) * (0.34 if text else 0.5)

    def level(amount: float) -> float:
        return rect.y1 - scale.fraction(amount) * rect.size[1]

    draw.add_rect_filled((left, rect.y0), (left + wide, rect.y1), u32(theme.LIMIT))
    if scale.band is not None:
        draw.add_rect_filled((left, level(scale.band[1])), (left + wide, level(scale.band[0])), u32(theme.BAND))
    draw.add_rect((left, rect.y0), (left + wide, rect.y1), u32(theme.EDGE))
    taken: list[float] = []
    with ui.font(11):
        line = imgui.get_text_line_height()
        for limit in sorted(scale.limits, key=lambda entry: len(entry.side)):
            y = level(limit.value)
            draw.add_line((left - ui.px(4), y), (left + wide, y), u32(theme.TEXT), max(1.0, ui.px(1.5)))
            if text and all(abs(y - other) >= line * 0.8 for other in taken):
                ui.draw_text((left - ui.px(6), y), limit.side, theme.MUTED, (1, 0.5))
                taken.append(y)
        if text:
            ui.draw_text((left + wide / 2, rect.y0 - ui.px(1)), _end(scale.high), theme.FAINT, (0.5, 1))
            ui.draw_text((left + wide / 2, rect.y1 + ui.px(1)), _end(scale.low), theme.FAINT, (0.5, 0))
    if setpoint is not None:
        y = level(setpoint)
        x = left - ui.px(1)
        draw.add_triangle_filled((x, y), (x - ui.px(9), y - ui.px(5)), (x - ui.px(9), y + ui.px(5)), u32(theme.EDGE))
    colour = PRIORITY[alarm.priority].fill if alarm else theme.LIVE
    y, x = level(value), left + wide
    draw.add_line((left, y), (x, y), u32(colour), max(2.0, ui.px(3)))
    draw.add_triangle_filled((x, y), (x + ui.px(10), y - ui.px(6)), (x + ui.px(10), y + ui.px(6)), u32(colour))
    if alarm is not None:
        badge(ui, (x + ui.px(22), y), ui.px(18), alarm.priority, alarm.state)
    elif (shelved := ui.alarms.shelved_on(tag_id)) is not None:
        shelved_mark(ui, (x + ui.px(22), y), ui.px(14), shelved.priority)


def _end(value: float) -> str:
    return f"{value:g}"


def draw_bar(rect: Rect, fraction: float, colour: theme.Rgba = theme.FLUID, upright: bool = True) -> None:
    """A plain filled bar: an output, a level, a share."""
    draw = imgui.get_window_draw_list()
    fraction = min(1.0, max(0.0, fraction))
    draw.add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.FIELD))
    if upright:
        draw.add_rect_filled((rect.x0, rect.y1 - fraction * rect.size[1]), (rect.x1, rect.y1), u32(colour))
    else:
        draw.add_rect_filled((rect.x0, rect.y0), (rect.x0 + fraction * rect.size[0], rect.y1), u32(colour))
    draw.add_rect((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.EDGE))


def indicator_column(ui: Ui, tag_id: str, width: float, height: float) -> bool:
    """One column of a group as an item: plate, title, value, indicator. Returns whether it was pressed."""
    tag, value = ui.tag(tag_id), ui.value(tag_id)
    x, y = imgui.get_cursor_screen_pos()
    rect = Rect(x, y, x + width, y + height)
    draw = imgui.get_window_draw_list()
    draw.add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.PANEL), ui.px(4))
    pressed = ui.hot(f"tag.{tag_id}", rect)
    if imgui.is_item_hovered() or imgui.is_item_focused():
        draw.add_rect((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.ACCENT), ui.px(4), thickness=ui.px(2))
    if tag is None or value is None:
        return pressed
    middle, top = (rect.x0 + rect.x1) / 2, rect.y0 + ui.px(7)
    with ui.font(15):
        ui.draw_text((middle, top), ui.fitted(tag.name, width - ui.px(8)), theme.TEXT, (0.5, 0))
        top += imgui.get_text_line_height() + ui.px(1)
    with ui.font(12):
        title = tag.title(ui.lang)
        ui.draw_text((middle, top), ui.fitted(title, width - ui.px(8)), theme.MUTED, (0.5, 0))
        if imgui.calc_text_size(title)[0] > width - ui.px(8) and imgui.is_item_hovered():
            imgui.set_tooltip(title)
        top += imgui.get_text_line_height() + ui.px(4)
    with ui.font(20):
        ui.draw_text((middle, top), number(tag, value), theme.LIVE, (0.5, 0))
        top += imgui.get_text_line_height() + ui.px(1)
    with ui.font(12):
        ui.draw_text((middle, top), unit_text(tag.unit, ui.lang), theme.MUTED, (0.5, 0))
        top += imgui.get_text_line_height() + ui.px(20)
    draw_indicator(ui, tag_id, Rect(rect.x0 + ui.px(8), top, rect.x1 - ui.px(8), rect.y1 - ui.px(24)))
    return pressed
