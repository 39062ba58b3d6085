"""The line that answers the learner: why something was refused and what would help, over any screen."""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.theme import u32
from engine.view.tools import Tools

__all__ = ["draw_notice"]


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
        head_width = imgui.calc_text_size(head)[0] + ui.px(16) if head else 0.0
        text_width, text_height = imgui.calc_text_size(body, False, limit - head_width)
        box_width, box_height = text_width + head_width + ui.px(40), text_height + ui.px(20)
        x, y = (width - box_width) / 2, height - ui.px(bottom) - box_height
        draw.add_rect_filled((x, y), (x + box_width, y + box_height), u32(theme.BAR), ui.px(5))
        edge = theme.PRIORITY["medium"].fill if notice.refused else theme.ACCENT_SOFT
        draw.add_rect_filled((x, y), (x + ui.px(6), y + box_height), u32(edge), ui.px(2))
        at = (x + ui.px(20), y + ui.px(10))
        if head:
            draw.add_text(at, u32(edge), head)
        imgui.push_font(None, round(17 * ui.scale))
        font, size = imgui.get_font(), imgui.get_font_size()
        imgui.pop_font()
        draw.add_text(font, size, (at[0] + head_width, at[1]), u32(theme.BAR_TEXT), body, limit - head_width)
