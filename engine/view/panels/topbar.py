"""The bar at the head of every screen: whose session, the model's clock, speed, freeze, alarms, where to go.

The clock is the model's clock. Speed steps through fixed factors; whether a phase or mode allows one is the
session's answer.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.conduct import SPEEDS
from engine.view import theme
from engine.view.panels.marks import badge
from engine.view.theme import PRIORITY, u32
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["BAR_HEIGHT", "draw_topbar", "faster", "may_pause", "slower", "toggle_freeze"]

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
    """Stop the model or let it go on; where that is not allowed, say why."""
    if not ui.frame.frozen and not may_pause(ui):
        ui.tell(ui.t("clock.no_pause"), refused=True)
        return
    ui.answered(ui.port.freeze(not ui.frame.frozen, ui.actor))


def may_pause(ui: Ui) -> bool:
    """Whether the learner may stop the model in this mode."""
    return ui.facts.mode(ui.frame.mode).pause


def draw_topbar(ui: Ui, title: str, back: str) -> str:
    """Draw the bar into the present window; returns ``menu`` or ``back`` if that was pressed, else an empty text."""
    x, y = imgui.get_window_pos()
    width = imgui.get_window_width()
    height = ui.px(BAR_HEIGHT)
    imgui.get_window_draw_list().add_rect_filled((x, y), (x + width, y + height), u32(theme.BAR))
    imgui.set_cursor_pos((ui.px(8), ui.px(7)))
    asked = "menu" if ui.button("bar.menu", "≡", (38, 32), "ghost") else ""
    middle = y + height / 2
    with ui.font(17):
        text = ui.fitted(title, ui.px(340))
        used = ui.draw_text((x + ui.px(58), middle), text, theme.BAR_TEXT, (0, 0.5))
    ui.draw_text((x + ui.px(72) + used, middle), ui.t(f"mode.{ui.frame.mode}"), theme.BAR_MUTED, (0, 0.5))
    _clock(ui, x + width * 0.5, middle)
    right = x + width - ui.px(8)
    if back:
        right -= imgui.calc_text_size(back)[0] + ui.px(20)
        imgui.set_cursor_screen_pos((right, y + ui.px(7)))
        if ui.button("bar.back", back, (0, 32), "ghost"):
            asked = "back"
    _states(ui, right - ui.px(18), middle)
    return asked


def _clock(ui: Ui, centre: float, middle: float) -> None:
    """Clock, speed and freeze in the middle of the bar."""
    top = middle - ui.px(16)
    with ui.font(21):
        ui.draw_text((centre - ui.px(80), middle), clock(ui.frame.seconds), theme.BAR_TEXT, (1, 0.5))
    imgui.set_cursor_screen_pos((centre - ui.px(66), top))
    if ui.button("bar.slower", "−", (32, 32), "ghost"):
        slower(ui)
    ui.draw_text((centre, middle), f"×{ui.frame.speed:g}", theme.BAR_TEXT, (0.5, 0.5))
    imgui.set_cursor_screen_pos((centre + ui.px(34), top))
    if ui.button("bar.faster", "+", (32, 32), "ghost"):
        faster(ui)
    start = (centre + ui.px(78), top)
    if ui.frame.ended:
        text = ui.t.get(f"end.{ui.frame.ended}", ui.frame.ended)
        ui.draw_text((start[0], middle), text, theme.PRIORITY["medium"].fill, (0, 0.5))
        return
    imgui.set_cursor_screen_pos(start)
    frozen = ui.frame.frozen
    text = f"‖ {ui.t('clock.frozen')}" if frozen else ui.t("clock.freeze")
    blink = frozen and int(ui.now * 2) % 2 == 0
    allowed = frozen or may_pause(ui)
    if not allowed:  # it looks switched off, but still answers
        imgui.push_style_var(imgui.StyleVar.ALPHA, 0.4)
    pressed = ui.button("bar.freeze", text, (0, 32), "primary" if blink else "ghost")
    if not allowed:
        imgui.pop_style_var()
        if imgui.is_item_hovered():
            imgui.set_tooltip(ui.t("clock.no_pause"))
    if pressed:
        toggle_freeze(ui)


def _states(ui: Ui, right: float, middle: float) -> None:
    """From the right: bypasses, trips, standing alarms of each priority; nothing where nothing is."""
    for count, key, colour in (
        (len(ui.frame.bypassed), "bar.bypassed", (0.82, 0.68, 0.95, 1.0)),
        (len(ui.frame.tripped), "bar.tripped", theme.PRIORITY["high"].fill),
    ):
        if count:
            right -= ui.draw_text((right, middle), ui.t(key, n=count), colour, (1, 0.5)) + ui.px(12)
    for name in reversed(PRIORITY):
        count = ui.alarms.counts[name]
        if count:
            right -= ui.draw_text((right, middle), str(count), theme.BAR_TEXT, (1, 0.5)) + ui.px(14)
            state = "unack" if ui.alarms.unanswered_of(name) else "ack"
            badge(ui, (right, middle), ui.px(18), name, state)
            right -= ui.px(22)
