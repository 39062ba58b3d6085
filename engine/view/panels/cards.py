"""The frame of every panel that opens over the place: a shaded ground, a card in the middle, a title and a way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from slimgui import imgui

from engine.view import theme
from engine.view.theme import u32
from engine.view.tools import CHILD, Tools

__all__ = ["Card", "card", "section"]


class Card:
    """What a panel may ask of the card it is drawn on."""

    def __init__(self) -> None:
        self.closed = False


@contextmanager
def card(ui: Tools, name: str, title: str, size: tuple[float, float], closable: bool = True) -> Iterator[Card]:
    """A card of ``size`` (for 1366 × 768) in the middle; Esc or × closes it."""
    width, height = imgui.get_io().display_size
    wide, high = min(ui.px(size[0]), width - ui.px(24)), min(ui.px(size[1]), height - ui.px(24))
    imgui.set_next_window_pos(((width - wide) // 2, (height - high) // 2))
    imgui.set_next_window_size((wide, high))
    flags = imgui.WindowFlags.NO_DECORATION | imgui.WindowFlags.NO_MOVE | imgui.WindowFlags.NO_SAVED_SETTINGS
    imgui.push_style_color(imgui.Col.WINDOW_BG, theme.CARD)
    imgui.push_style_var(imgui.StyleVar.WINDOW_ROUNDING, ui.px(6))
    imgui.push_style_var(imgui.StyleVar.WINDOW_PADDING, (0, 0))
    imgui.begin(f"card-{name}", False, flags)
    imgui.pop_style_var(2)
    imgui.pop_style_color()
    _shade((width, height), (wide, high), ui.px(6))
    if imgui.is_window_appearing():
        imgui.set_window_focus()
    state = Card()
    x, y = imgui.get_window_pos()
    head = ui.px(52)
    draw = imgui.get_window_draw_list()
    draw.add_rect_filled((x, y), (x + wide, y + head), u32(theme.BAR), ui.px(6), imgui.DrawFlags.ROUND_CORNERS_TOP)
    with ui.font(21):
        ui.draw_text((x + ui.px(22), y + head / 2), ui.fitted(title, wide - ui.px(110)), theme.BAR_TEXT, (0, 0.5))
    if closable:
        imgui.set_cursor_pos((wide - ui.px(50), ui.px(10)))
        with ui.font(18):
            state.closed = ui.button(f"{name}.close", "×", (36, 32), "ghost")
        state.closed |= imgui.is_key_pressed(imgui.Key.KEY_ESCAPE, False)
    imgui.push_style_var(imgui.StyleVar.WINDOW_PADDING, (ui.px(22), ui.px(16)))
    imgui.set_cursor_pos((0, head))
    imgui.begin_child(f"{name}.body", (0, 0), CHILD)
    imgui.pop_style_var()
    try:
        yield state
    finally:
        imgui.end_child()
        imgui.end()


def _shade(screen: tuple[float, float], size: tuple[float, float], rounding: float) -> None:
    """Darken everything below the card: on the card's own list, under its ground, so that it never comes on top."""
    draw = imgui.get_window_draw_list()
    x, y = imgui.get_window_pos()
    draw.push_clip_rect((0, 0), screen, False)
    draw.add_rect_filled((0, 0), screen, u32(theme.SHADE))
    draw.add_rect_filled((x, y), (x + size[0], y + size[1]), u32(theme.CARD), rounding)
    draw.pop_clip_rect()


def section(ui: Tools, title: str) -> None:
    """A heading inside a card."""
    imgui.spacing()
    ui.label(title, theme.ACCENT, 17)
    x, y = imgui.get_cursor_screen_pos()
    width = imgui.get_content_region_avail()[0]
    imgui.get_window_draw_list().add_line((x, y), (x + width, y), u32(theme.LINE), 1.0)
    imgui.dummy((width, ui.px(3)))
