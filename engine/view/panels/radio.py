"""The radio: whom to call, what to report, and what was said."""

from __future__ import annotations

from slimgui import imgui

from engine.scenario.text import Text
from engine.session.frame import MessageLine
from engine.view import theme
from engine.view.panels.cards import card, section
from engine.view.theme import u32
from engine.view.tools import FLAT
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["RadioPanel"]


class RadioPanel:
    """Remembers who is being called, and what was reported here."""

    def __init__(self) -> None:
        self.contact = ""
        self._own: list[MessageLine] = []

    def draw(self, ui: Ui) -> bool:
        """Draw the card; returns whether it was closed."""
        messages = ui.facts.sections.get("messages")
        with card(ui, "radio", ui.t("radio.title"), (940, 560)) as state:
            width, height = imgui.get_content_region_avail()
            imgui.begin_child("radio.say", (width * 0.52, height), FLAT)
            if messages is None or not messages.reports:
                ui.label(ui.t("radio.none"), theme.MUTED)
            else:
                self._phrases(ui, messages)
            imgui.end_child()
            imgui.same_line(0, ui.px(20))
            imgui.begin_child("radio.log", (0, height), FLAT)
            section(ui, ui.t("radio.said"))
            _log(ui, self._own)
            imgui.end_child()
        return state.closed

    def _phrases(self, ui: Ui, messages: object) -> None:
        contacts: dict[str, object] = getattr(messages, "contacts", {})
        reports: dict[str, object] = getattr(messages, "reports", {})
        called = [name for name in contacts if any(getattr(r, "to", "") == name for r in reports.values())]
        if self.contact not in called:
            self.contact = called[0] if called else ""
        if called:
            section(ui, ui.t("radio.call"))
            for i, name in enumerate(called):
                if i:
                    imgui.same_line()
                title = contacts[name].of(ui.lang)  # type: ignore[attr-defined]
                if ui.button(f"radio.to.{name}", title, (0, 36), selected=name == self.contact):
                    self.contact = name
        section(ui, ui.t("radio.report"))
        imgui.push_style_var(imgui.StyleVar.BUTTON_TEXT_ALIGN, (0.0, 0.5))
        for key, report in reports.items():
            to = getattr(report, "to", "")
            if to and to != self.contact:
                continue
            text = ui.fitted(report.title.of(ui.lang), imgui.get_content_region_avail()[0] - ui.px(24))  # type: ignore[attr-defined]
            if ui.button(f"radio.{key}", text, (-1, 40)) and ui.ask("report", "RADIO", key):
                ui.tell(ui.t("radio.sent"))
                who = Text(zh=ui.t("radio.me"), en=ui.t("radio.me"))
                self._own.append(MessageLine(ui.frame.tick, who, report.title))  # type: ignore[attr-defined]
        imgui.pop_style_var()


def _log(ui: Ui, own: list[MessageLine]) -> None:
    """Messages as they came and what was reported, newest at the foot and in sight."""
    lines = sorted((*ui.frame.messages, *own), key=lambda line: line.tick)
    if not lines:
        ui.label(ui.t("radio.quiet"), theme.MUTED)
    for line in lines:
        with ui.font(13):
            ui.label(f"{clock(line.tick * ui.port.tick_ms / 1000)}  {line.sender.of(ui.lang)}", theme.MUTED)
        x, y = imgui.get_cursor_screen_pos()
        text, width = line.text.of(ui.lang), imgui.get_content_region_avail()[0]
        height = imgui.calc_text_size(text, False, width - ui.px(20))[1] + ui.px(14)
        imgui.get_window_draw_list().add_rect_filled((x, y), (x + width, y + height), u32(theme.FIELD), ui.px(5))
        imgui.set_cursor_screen_pos((x + ui.px(10), y + ui.px(7)))
        ui.wrapped(text, width=width - ui.px(20))
        imgui.set_cursor_screen_pos((x, y))
        imgui.dummy((width, height + ui.px(4)))
    if imgui.get_scroll_y() >= imgui.get_scroll_max_y() - 1:
        imgui.set_scroll_here_y(1.0)
