"""What is in the learner's hands: a line while walking, and a card to put things down from wherever one stands."""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.panels.cards import card
from engine.view.panels.verb_words import verb_text
from engine.view.theme import u32
from engine.view.ui import Ui

__all__ = ["draw_in_hand", "in_hand", "in_hand_line"]


def in_hand(ui: Ui) -> tuple[str, ...]:
    """Ids of what the learner holds, in the order it was taken."""
    person = ui.frame.people.get(ui.actor)
    return person.holds if person is not None else ()


def in_hand_line(ui: Ui) -> str:
    """One line of it, empty for empty hands."""
    held = in_hand(ui)
    if not held:
        return ""
    joint = "、" if ui.lang == "zh" else ", "
    return ui.t("hud.in_hand", things=joint.join(ui.facts.title(name, ui.lang) for name in held))


def draw_in_hand(ui: Ui) -> bool:
    """Draw the card; returns whether it was closed."""
    held = in_hand(ui)
    height = min(620, 150 + 54 * max(1, len(held)))
    with card(ui, "hands", ui.t("hands.title"), (640, height)) as state:
        ui.wrapped(ui.t("hands.hint") if held else ui.t("hands.none"), theme.MUTED)
        imgui.spacing()
        for name in held:
            _row(ui, name)
    return state.closed


def _row(ui: Ui, name: str) -> None:
    """One thing: its name, and the button that puts it down."""
    x, y = imgui.get_cursor_screen_pos()
    width, height = imgui.get_content_region_avail()[0], ui.px(46)
    draw = imgui.get_window_draw_list()
    draw.add_rect_filled((x, y), (x + width, y + height), u32(theme.FIELD), ui.px(4))
    title = ui.fitted(ui.facts.title(name, ui.lang), width - ui.px(150))
    ui.draw_text((x + ui.px(14), y + height / 2), title, theme.TEXT, (0, 0.5))
    imgui.set_cursor_screen_pos((x + width - ui.px(122), y + ui.px(6)))
    if ui.button(f"{name}.put", verb_text(ui, "put"), (112, 34)):
        ui.ask("put", name)
    imgui.set_cursor_screen_pos((x, y))
    imgui.dummy((width, height + ui.px(2)))
