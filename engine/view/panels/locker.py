"""The locker: what can be worn, with a tick on what is worn, and the person as dressed now."""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.panels.cards import card
from engine.view.panels.marks import tick_box
from engine.view.panels.verb_words import verb_text
from engine.view.theme import u32
from engine.view.ui import Ui

__all__ = ["draw_locker", "wearables"]

COLUMNS = 3


def wearables(ui: Ui) -> list[str]:
    """Ids of everything on the stage that can be worn, in the order of the scenario."""
    stage = ui.facts.sections.get("stage")
    return [name for name, thing in stage.objects.items() if thing.role == "wearable"] if stage is not None else []


def draw_locker(ui: Ui) -> bool:
    """Draw the card; returns whether it was closed."""
    items = wearables(ui)
    person = ui.frame.people.get(ui.actor)
    worn, near = (person.wears, person.in_reach) if person is not None else ((), ())
    height = min(660, 190 + 122 * max(1, -(-len(items) // COLUMNS)))
    with card(ui, "locker", ui.t("locker.title"), (900, height)) as state:
        ui.wrapped(ui.t("locker.hint"), theme.MUTED)
        ui.label(ui.t("locker.worn", n=len(worn), of=len(items)), theme.TEXT)
        imgui.spacing()
        gap = ui.px(14)
        width = (imgui.get_content_region_avail()[0] - gap * (COLUMNS - 1)) / COLUMNS
        for i, name in enumerate(items):
            if i % COLUMNS:
                imgui.same_line(0, gap)
            _item(ui, name, name in worn, name in near, width)
        if not items:
            ui.label(ui.t("locker.none"), theme.MUTED)
    return state.closed


def _item(ui: Ui, name: str, worn: bool, near: bool, width: float) -> None:
    """One thing to wear: its name, a tick, and the button to put it on or take it off; the way to what is too far."""
    height = ui.px(112)
    x, y = imgui.get_cursor_screen_pos()
    draw = imgui.get_window_draw_list()
    draw.add_rect_filled((x, y), (x + width, y + height), u32(theme.FIELD if worn else theme.PANEL), ui.px(5))
    edge = theme.GOOD if worn else theme.LINE
    draw.add_rect((x, y), (x + width, y + height), u32(edge), ui.px(5), thickness=ui.px(2 if worn else 1))
    imgui.begin_group()
    imgui.set_cursor_screen_pos((x + ui.px(14), y + ui.px(18)))
    tick_box(ui, "done" if worn else "open", 22)
    with ui.font(17):
        middle = y + ui.px(18) + ui.px(8)
        title = ui.fitted(ui.facts.title(name, ui.lang), width - ui.px(64))
        ui.draw_text((x + ui.px(48), middle), title, theme.TEXT if near or worn else theme.MUTED, (0, 0.5))
    imgui.set_cursor_screen_pos((x + ui.px(14), y + height - ui.px(50)))
    if not near and not worn:
        imgui.align_text_to_frame_padding()
        ui.label(ui.fitted(ui.t("locker.far"), width - ui.px(28)), theme.MUTED)
        imgui.set_cursor_screen_pos((x, y))
        imgui.dummy((width, height))
        imgui.end_group()
        return
    verb = "doff" if worn else "wear"
    buttons = (width / ui.scale - 28 - 8) * 0.6
    if ui.button(f"{name}.{verb}", verb_text(ui, verb, name), (buttons, 36), "plain" if worn else "primary"):
        ui.ask(verb, name)
    imgui.same_line()
    if ui.button(f"{name}.check", verb_text(ui, "check"), (width / ui.scale - 36 - buttons, 36)):
        ui.ask("check", name)
    imgui.set_cursor_screen_pos((x, y))
    imgui.dummy((width, height))
    imgui.end_group()
