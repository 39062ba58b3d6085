"""The pause menu and the page of keys."""

from __future__ import annotations

from collections.abc import Collection

from slimgui import imgui

from engine.view import theme
from engine.view.panels.cards import card, section
from engine.view.panels.topbar import faster, may_pause, slower, toggle_freeze
from engine.view.ui import Ui

__all__ = ["KEYS_SHOWN", "draw_help", "draw_menu", "has_papers", "keys_shown", "not_here"]

KEYS_SHOWN = (
    "walk", "look", "reach", "operate", "control", "tasks", "radio", "locker", "hands", "document", "paper", "freeze", "speed", "pages",
    "menu", "hint", "help", "instructor",
)  # fmt: skip
"""Rows of the page of keys; ``key.<row>`` names the keys, ``keys.<row>`` what they do."""


def draw_menu(ui: Ui, can_rewind: bool) -> str:
    """Draw the card; returns what was chosen: close, help, tasks, document, finish, rewind, exit, or nothing."""
    asked, papers = "", has_papers(ui)
    with card(ui, "menu", ui.t("menu.title"), (440, 456 + 52 * (can_rewind + papers))) as state:
        frozen = ui.frame.frozen
        entries = [
            ("close", ui.t("menu.resume"), "primary"),
            ("tasks", ui.t("menu.tasks"), "plain"),
            ("help", ui.t("menu.help"), "plain"),
            ("freeze", ui.t("clock.go") if frozen else ui.t("clock.freeze"), "plain"),
        ]
        if papers:
            words = ui.t("menu.tickets" if ui.facts.sections.get("tickets") else "menu.documents")
            entries.insert(2, ("document", words, "plain"))
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


def has_papers(ui: Ui) -> bool:
    """Whether there is anything to be filled in."""
    return bool(ui.facts.sections.get("tickets") or ui.facts.sections.get("documents"))


def keys_shown(instructor: bool, tickets: bool = True, not_here: Collection[str] = ()) -> tuple[str, ...]:
    """The rows of the page of keys: the instructor's only where it spoils nothing, that of tickets where there are any,
    and none of what is ``not_here``."""
    left_out = {name for name, shown in (("instructor", instructor), ("paper", tickets)) if not shown}
    return tuple(row for row in KEYS_SHOWN if row not in left_out and row not in not_here)


def not_here(ui: Ui, control: bool) -> set[str]:
    """The keys that do nothing where the learner is: those of the body at the screen, those of the screen beside it, and
    what the mode or the scenario has not."""
    stage = ui.facts.sections.get("stage")
    things = stage.objects.values() if stage is not None else ()
    able = {
        "hint": ui.frame.help_level > 0 or ui.frame.mode == "learn",
        "freeze": may_pause(ui), "radio": "RADIO" in ui.port.operables, "document": has_papers(ui),
        "locker": any(thing.role == "wearable" for thing in things),
    }  # fmt: skip
    missing = {"walk", "look", "reach", "operate", "control"} if control else {"pages"}
    return missing | {row for row, can in able.items() if not can}


def _signs(ui: Ui, control: bool) -> list[str]:
    """What the pictures of this scenario mean: their shapes, or the colours of their lines where these tell a state."""
    coloured = any(line.colours for page in ui.pages.values() for line in page.lines)
    rows = ["priority"] if ui.facts.sections.get("alarms") else []
    if control:
        rows += ["select", "coloured" if coloured else "running"]
        rows += ["held"] if ui.facts.interlocks else []
    return rows


def draw_help(ui: Ui, instructor: bool = False, control: bool = False) -> bool:
    """Draw the page of keys for the place, or for the screen with ``control``; returns whether it was closed. Where faults
    are to be found out, nobody is shown the card that names them: its key stands there with ``instructor`` only."""
    rows, signs = keys_shown(instructor, bool(ui.facts.sections.get("tickets")), not_here(ui, control)), _signs(ui, control)
    with card(ui, "help", ui.t("menu.help"), (760, 170 + 24 * (len(rows) + len(signs)) + 22 * bool(signs))) as state:
        section(ui, ui.t("help.keys_screen" if control else "help.keys"))
        for row in rows:
            ui.label(ui.t(f"key.{row}"), theme.ACCENT)
            imgui.same_line(ui.px(330))
            ui.wrapped(ui.t("keys.menu_screen" if control and row == "menu" else f"keys.{row}"))
        if signs:
            section(ui, ui.t("help.signs"))
        for row in signs:
            ui.wrapped(f"• {ui.t(f'help.{row}')}", theme.MUTED)
    return state.closed
