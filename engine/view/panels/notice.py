"""The line that answers the learner: why something was refused and what would help, over any screen."""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.theme import u32
from engine.view.tools import Tools

__all__ = ["draw_notice", "draw_waiting"]


def draw_waiting(ui: Tools, text: str) -> None:
    """Veil everything and say what is being waited for: the window stays while an attempt is put back in time."""
    width, height = imgui.get_io().display_size
    draw = imgui.get_foreground_draw_list()
    draw.add_rect_filled((0, 0), (width, height), u32(theme.with_alpha(theme.BAR, 0.6)))
    with ui.font(24):
        text_width, text_height = imgui.calc_text_size(text)
        x, y = round((width - text_width) / 2), round((height - text_height) / 2)
        corner = (x + text_width + ui.px(36), y + text_height + ui.px(24))
        draw.add_rect_filled((x - ui.px(36), y - ui.px(24)), corner, u32(theme.BAR), ui.px(6))
        draw.add_text((x, y), u32(theme.BAR_TEXT), text)


def _lamp(ui: Tools, draw: imgui.DrawList, middle: tuple[float, float], lit: bool) -> None:
    """The lamp of an instrument: it blinks in its colour, or stays dark."""
    if lit:
        draw.add_circle_filled(middle, ui.px(10), u32(theme.with_alpha(theme.PRIORITY["critical"].fill, 0.35)), 20)
    draw.add_circle_filled(middle, ui.px(6), u32(theme.PRIORITY["critical"].fill if lit else theme.STOPPED), 20)
    draw.add_circle(middle, ui.px(6), u32(theme.BAR_TEXT), 20)


def draw_notice(ui: Tools, bottom: float) -> None:
    """Draw the present notice, its lower edge ``bottom`` (for 1366 × 768) above the foot of the window."""
    notice = ui.notice
    if notice is None:
        return
    width, height = imgui.get_io().display_size
    draw = imgui.get_foreground_draw_list()
    with ui.font(17):
        head = ui.t("refused") if notice.refused else ""
        body = notice.text
        limit = min(width * 0.7, ui.px(860))
        head_width = (
            imgui.calc_text_size(head)[0] + ui.px(16) if head else ui.px(28) if notice.lamp is not None else 0.0
        )
        text_width, text_height = imgui.calc_text_size(body, False, limit - head_width)
        box_width, box_height = text_width + head_width + ui.px(40), text_height + ui.px(20)
        x, y = (width - box_width) / 2, height - ui.px(bottom) - box_height
        draw.add_rect_filled((x, y), (x + box_width, y + box_height), u32(theme.BAR), ui.px(5))
        edge = theme.PRIORITY["medium"].fill if notice.refused else theme.ACCENT_SOFT
        draw.add_rect_filled((x, y), (x + ui.px(6), y + box_height), u32(edge), ui.px(2))
        at = (x + ui.px(20), y + ui.px(10))
        if head:
            draw.add_text(at, u32(edge), head)
        elif notice.lamp is not None:
            _lamp(ui, draw, (at[0] + ui.px(8), y + box_height / 2), notice.lamp and ui.now % 0.5 < 0.3)
        imgui.push_font(None, round(17 * ui.scale))
        font, size = imgui.get_font(), imgui.get_font_size()
        imgui.pop_font()
        draw.add_text(font, size, (at[0] + head_width, at[1]), u32(theme.BAR_TEXT), body, limit - head_width)
