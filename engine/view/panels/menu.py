"""The pause menu and the page of keys."""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.panels.cards import card, section
from engine.view.panels.topbar import faster, may_pause, slower, toggle_freeze
from engine.view.ui import Ui

__all__ = ["KEYS_SHOWN", "draw_help", "draw_menu", "keys_shown"]

KEYS_SHOWN = (
    "walk", "look", "reach", "operate", "control", "tasks", "radio", "locker", "hands", "document", "paper", "freeze", "speed", "pages",
    "menu", "hint", "help", "instructor",
)  # fmt: skip
"""Rows of the page of keys; ``key.<row>`` names the keys, ``keys.<row>`` what they do."""


def draw_menu(ui: Ui, can_rewind: bool) -> str:
    """Draw the card; returns what was chosen: close, help, tasks, finish, rewind, exit, or nothing."""
    asked = ""
    with card(ui, "menu", ui.t("menu.title"), (440, 508 if can_rewind else 456)) as state:
        frozen = ui.frame.frozen
        entries = [
            ("close", ui.t("menu.resume"), "primary"),
            ("tasks", ui.t("menu.tasks"), "plain"),
            ("help", ui.t("menu.help"), "plain"),
            ("freeze", ui.t("clock.go") if frozen else ui.t("clock.freeze"), "plain"),
        ]
        if can_rewind:
            entries.append(("rewind", ui.t("menu.rewind"), "plain"))
        entries.append(("finish", ui.t("menu.finish"), "plain"))
        entries.append(("exit", ui.t("menu.exit"), "danger"))
        for name, text, kind in entries:
            able = name != "freeze" or frozen or may_pause(ui)
            if not able:  # it looks switched off, but still answers
                imgui.push_style_var(imgui.StyleVar.ALPHA, 0.5)
            if ui.button(f"menu.{name}", text, (-1, 46), kind):
                asked = name
            if not able:
                imgui.pop_style_var()
                if imgui.is_item_hovered():
                    imgui.set_tooltip(ui.t("clock.no_pause"))
        _speed(ui)
    if asked == "freeze":
        toggle_freeze(ui)
        asked = ""
    return "close" if state.closed else asked


def _speed(ui: Ui) -> None:
    imgui.spacing()
    imgui.align_text_to_frame_padding()
    ui.label(ui.t("clock.speed", factor=f"{ui.frame.speed:g}"))
    imgui.same_line()
    imgui.set_cursor_pos_x(imgui.get_window_width() - ui.px(22 + 2 * 56 + 8))
    if ui.button("menu.slower", "−", (56, 36)):
        slower(ui)
    imgui.same_line()
    if ui.button("menu.faster", "+", (56, 36)):
        faster(ui)


def keys_shown(instructor: bool, tickets: bool = True) -> tuple[str, ...]:
    """The rows of the page of keys: the instructor's only where it spoils nothing, that of tickets where there are any."""
    left_out = {name for name, shown in (("instructor", instructor), ("paper", tickets)) if not shown}
    return tuple(row for row in KEYS_SHOWN if row not in left_out)


def draw_help(ui: Ui, instructor: bool = False) -> bool:
    """Draw the page of keys; returns whether it was closed. Where faults are to be found out, nobody is shown the
    card that names them: its key stands there with ``instructor`` only."""
    rows = keys_shown(instructor, bool(ui.facts.sections.get("tickets")))
    with card(ui, "help", ui.t("menu.help"), (760, 690 if "paper" in rows else 664)) as state:
        section(ui, ui.t("help.keys"))
        for row in rows:
            ui.label(ui.t(f"key.{row}"), theme.ACCENT)
            imgui.same_line(ui.px(330))
            ui.wrapped(ui.t(f"keys.{row}"))
        section(ui, ui.t("help.signs"))
        for row in ("priority", "running", "held"):
            ui.wrapped(f"• {ui.t(f'help.{row}')}", theme.MUTED)
    return state.closed
