"""The window without a session: the scenarios there are, a mode, and start."""

from __future__ import annotations

from collections.abc import Sequence

from slimgui import imgui

from engine.strings import Strings
from engine.view import theme
from engine.view.panels.cards import card
from engine.view.port import ScenarioCard
from engine.view.theme import u32
from engine.view.tools import FLAT, Tools

__all__ = ["Library"]


class Library:
    """Remembers the chosen scenario and mode."""

    def __init__(self, cards: Sequence[ScenarioCard], t: Strings) -> None:
        self.cards = tuple(cards)
        self._t = t
        self.chosen = next((c.id for c in self.cards if c.problem is None), "")
        self.mode = "practise"

    def draw(self, ui: Tools) -> str:
        """Draw the card; returns ``start``, ``exit`` or ``language`` if that was pressed."""
        with card(ui, "library", ui.t("app.title"), (1040, 660), closable=False):
            ui.label(ui.t("library.choose"), theme.MUTED)
            height = imgui.get_content_region_avail()[1] - ui.px(64)
            imgui.begin_child("library.list", (0, height), FLAT)
            for entry in self.cards:
                self._entry(ui, entry)
            if not self.cards:
                ui.wrapped(ui.t("library.none"), theme.MUTED)
            imgui.end_child()
            return self._foot(ui)

    def _entry(self, ui: Tools, entry: ScenarioCard) -> None:
        x, y = imgui.get_cursor_screen_pos()
        width, height = imgui.get_content_region_avail()[0], ui.px(116)
        chosen = entry.id == self.chosen
        imgui.begin_disabled(entry.problem is not None)
        if imgui.invisible_button(f"library.{entry.id}", (width, height), imgui.ButtonFlags.ENABLE_NAV):
            self.chosen = entry.id
        imgui.end_disabled()
        ui.mark(f"library.{entry.id}")
        draw = imgui.get_window_draw_list()
        active = imgui.is_item_hovered() or imgui.is_item_focused()
        draw.add_rect_filled((x, y), (x + width, y + height), u32(theme.FIELD if chosen else theme.PANEL), ui.px(6))
        edge = theme.ACCENT if chosen or active else theme.LINE
        draw.add_rect((x, y), (x + width, y + height), u32(edge), ui.px(6), thickness=ui.px(2 if chosen else 1))
        with ui.font(20):
            ui.draw_text((x + ui.px(20), y + ui.px(14)), ui.fitted(entry.title.of(ui.lang), width - ui.px(240)))
        facts = [ui.t.get(f"domain.{entry.domain}", entry.domain)]
        if entry.minutes:
            facts.append(ui.t("library.minutes", n=round(entry.minutes)))
        ui.draw_text((x + width - ui.px(20), y + ui.px(18)), "　".join(f for f in facts if f), theme.MUTED, (1, 0))
        body = entry.problem or entry.summary
        imgui.set_cursor_screen_pos((x + ui.px(20), y + ui.px(48)))
        colour = theme.BAD if entry.problem is not None else theme.MUTED
        imgui.push_clip_rect((x, y), (x + width, y + height - ui.px(6)), True)
        ui.wrapped(body.of(ui.lang), colour, width - ui.px(40))
        imgui.pop_clip_rect()
        imgui.set_cursor_screen_pos((x, y + height + ui.px(8)))
        imgui.dummy((0, 0))

    def _foot(self, ui: Tools) -> str:
        asked = ""
        entry = next((c for c in self.cards if c.id == self.chosen), None)
        modes = entry.modes if entry is not None else ()
        if self.mode not in modes and modes:
            self.mode = modes[0]
        imgui.spacing()
        for mode in modes:
            if ui.button(f"library.mode.{mode}", ui.t(f"mode.{mode}"), (110, 42), selected=mode == self.mode):
                self.mode = mode
            if imgui.is_item_hovered():
                imgui.set_tooltip(ui.t(f"mode_hint.{mode}"))
            imgui.same_line()
        imgui.set_cursor_pos_x(imgui.get_window_width() - ui.px(22 + 180 + 100 + 110 + 16))
        if ui.button("library.language", ui.t("library.language"), (100, 42)):
            asked = "language"
        imgui.same_line()
        if ui.button("library.exit", ui.t("menu.exit"), (110, 42)):
            asked = "exit"
        imgui.same_line()
        with ui.font(18):
            start = ui.button("library.start", ui.t("library.start"), (180, 42), "primary", enabled=bool(self.chosen))
        return "start" if start else asked
