"""The bar at the head of every screen: whose session, the model's clock, speed, freeze, alarms, where to go.

The clock is the model's clock. Speed steps through fixed factors; whether a phase or mode allows one is the
session's answer.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.conduct import SPEEDS
from engine.view import theme
from engine.view.panels.alarms import draw_counts
from engine.view.theme import u32
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["BAR_HEIGHT", "draw_topbar", "faster", "slower", "toggle_freeze"]

BAR_HEIGHT = 46


def _step(ui: Ui, by: int) -> None:
    now = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - ui.frame.speed))
    factor = SPEEDS[min(len(SPEEDS) - 1, max(0, now + by))]
    if factor != ui.frame.speed:
        ui.answered(ui.port.set_speed(factor, ui.actor))


def faster(ui: Ui) -> None:
    """The next higher speed."""
    _step(ui, 1)


def slower(ui: Ui) -> None:
    """The next lower speed."""
    _step(ui, -1)


def toggle_freeze(ui: Ui) -> None:
    """Stop the model or let it go on."""
    ui.answered(ui.port.freeze(not ui.frame.frozen, ui.actor))


def draw_topbar(ui: Ui, title: str, back: str) -> str:
    """Draw the bar into the present window; returns ``menu`` or ``back`` if that was pressed, else an empty text."""
    x, y = imgui.get_window_pos()
    width = imgui.get_window_width()
    height = ui.px(BAR_HEIGHT)
    imgui.get_window_draw_list().add_rect_filled((x, y), (x + width, y + height), u32(theme.BAR))
    imgui.set_cursor_pos((ui.px(8), ui.px(7)))
    imgui.begin_group()
    asked = "menu" if ui.button("bar.menu", "☰", (38, 32), "ghost") else ""
    imgui.same_line(0, ui.px(10))
    imgui.align_text_to_frame_padding()
    ui.label(ui.fitted(title, ui.px(300)), theme.BAR_TEXT)
    imgui.same_line(0, ui.px(14))
    ui.label(ui.t(f"mode.{ui.frame.mode}"), theme.BAR_MUTED)
    _clock(ui, width)
    _right(ui, width)
    if back:
        imgui.same_line()
        if ui.button("bar.back", back, (0, 32), "ghost"):
            asked = "back"
    imgui.end_group()
    return asked


def _clock(ui: Ui, width: float) -> None:
    """Clock, speed and freeze in the middle."""
    imgui.same_line()
    imgui.set_cursor_pos_x(width * 0.5 - ui.px(190))
    with ui.font(21):
        ui.label(clock(ui.frame.seconds), theme.BAR_TEXT)
    imgui.same_line(0, ui.px(18))
    if ui.button("bar.slower", "−", (32, 32), "ghost"):
        slower(ui)
    imgui.same_line(0, ui.px(2))
    text = f"×{ui.frame.speed:g}"
    wide = imgui.calc_text_size("×100")[0]
    start = imgui.get_cursor_pos_x()
    imgui.set_cursor_pos_x(start + (wide - imgui.calc_text_size(text)[0]) / 2)
    ui.label(text, theme.BAR_TEXT)
    imgui.same_line()
    imgui.set_cursor_pos_x(start + wide + ui.px(4))
    if ui.button("bar.faster", "+", (32, 32), "ghost"):
        faster(ui)
    imgui.same_line(0, ui.px(10))
    if ui.frame.ended:
        ui.label(ui.t.get(f"end.{ui.frame.ended}", ui.frame.ended), theme.PRIORITY["medium"].fill)
    elif ui.frame.frozen:
        blink = int(ui.now * 2) % 2 == 0
        text = f"‖ {ui.t('clock.frozen')}"
        if ui.button("bar.freeze", text, (0, 32), "primary" if blink else "ghost"):
            toggle_freeze(ui)
    elif ui.button("bar.freeze", ui.t("clock.freeze"), (0, 32), "ghost"):
        toggle_freeze(ui)


def _right(ui: Ui, width: float) -> None:
    """Alarm counts and what is tripped or bypassed, right of the middle."""
    imgui.same_line()
    imgui.set_cursor_pos_x(width - ui.px(420))
    imgui.align_text_to_frame_padding()
    draw_counts(ui)
    if ui.frame.tripped:
        ui.label(ui.t("bar.tripped", n=len(ui.frame.tripped)), theme.PRIORITY["high"].fill)
        imgui.same_line(0, ui.px(10))
    if ui.frame.bypassed:
        ui.label(ui.t("bar.bypassed", n=len(ui.frame.bypassed)), (0.82, 0.68, 0.95, 1))
        imgui.same_line(0, ui.px(10))
    imgui.dummy((0, 0))
    imgui.same_line()
    imgui.set_cursor_pos_x(width - ui.px(128))
