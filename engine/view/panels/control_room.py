"""The control-room screen: pages on the left, a faceplate on the right, the alarms at the foot.

Any control is two presses away: its element on the picture, then the button on its faceplate. Function keys choose
pages: F2 the first picture, F3 the next …, F9 trends, F10 alarms, F11 interlocks, F12 the log.
"""

from __future__ import annotations

from collections.abc import Mapping

from slimgui import imgui

from engine.session.screens import Screen
from engine.view import theme
from engine.view.panels.alarms import AlarmList, draw_strip
from engine.view.panels.events import draw_log, draw_messages
from engine.view.panels.faceplate import Faceplate
from engine.view.panels.indicator import indicator_column
from engine.view.panels.interlocks import draw_interlocks
from engine.view.panels.keypad import Keypad
from engine.view.panels.mimic import Selection, draw_mimic
from engine.view.panels.tasks import draw_next_steps
from engine.view.panels.ticket_strip import strip_lines, ticket_in_force
from engine.view.panels.topbar import BAR_HEIGHT, draw_topbar
from engine.view.panels.trend import TrendView
from engine.view.theme import u32
from engine.view.tools import CHILD
from engine.view.ui import Rect, Ui

__all__ = ["ControlRoom"]

FIXED_PAGES = ("trends", "alarms", "interlocks", "log")
NAV_HEIGHT = 40
STRIP_HEIGHT = 66
SIDE_WIDTH = 318
_F = [getattr(imgui.Key, f"KEY_F{number}") for number in range(1, 13)]


class ControlRoom:
    """The whole screen; keeps the page, the selection and the plots between frames."""

    def __init__(self, pages: Mapping[str, Screen], lang: str) -> None:
        self.pages = pages
        self.page = next(iter(self.pages), "alarms")
        self.selected: Selection | None = None
        self.keypad = Keypad()
        self._faceplate = Faceplate(self.keypad)
        self._alarms = AlarmList()
        self._inner: list[TrendView] = []
        self._trends = {name: _trends(name, screen, lang) for name, screen in self.pages.items()}

    def select(self, on: str) -> None:
        """Open the faceplate of an operable or tag, with what the pictures know about it."""
        for screen in self.pages.values():
            for element in screen.elements:
                if on in (element.on, element.tag):
                    self.selected = Selection.of(element)
                    return
        self.selected = Selection(on=on)

    def draw(self, ui: Ui, title: str, keys: bool = True) -> str:
        """Draw the screen; returns what the bar was asked for (``menu``, ``back`` or nothing). Function keys choose pages
        with ``keys`` only."""
        width, height = imgui.get_io().display_size
        imgui.set_next_window_pos((0, 0))
        imgui.set_next_window_size((width, height))
        imgui.push_style_var(imgui.StyleVar.WINDOW_PADDING, (0, 0))
        flags = imgui.WindowFlags.NO_DECORATION | imgui.WindowFlags.NO_MOVE | imgui.WindowFlags.NO_SAVED_SETTINGS
        imgui.begin("control-room", False, flags | imgui.WindowFlags.NO_BRING_TO_FRONT_ON_FOCUS)
        imgui.pop_style_var()
        asked = draw_topbar(ui, title, ui.t("bar.field"))
        self._navigation(ui, width)
        top = ui.px(BAR_HEIGHT + NAV_HEIGHT)
        foot = height - ui.px(STRIP_HEIGHT)
        side = width - ui.px(SIDE_WIDTH)
        self._main(ui, Rect(0, top, side, foot))
        self._side(ui, Rect(side, top, width, foot))
        self._strip(ui, Rect(0, foot, width, height))
        imgui.end()
        if keys:
            self._keys()
        return asked

    # -- parts ----------------------------------------------------------------------------------------------
    def _navigation(self, ui: Ui, width: float) -> None:
        y = ui.px(BAR_HEIGHT)
        imgui.get_window_draw_list().add_rect_filled((0, y), (width, y + ui.px(NAV_HEIGHT)), u32(theme.LINE))
        imgui.set_cursor_pos((ui.px(8), y + ui.px(5)))
        for i, (name, screen) in enumerate(self.pages.items()):
            key = f"F{i + 2} " if i < 7 else ""
            if ui.button(f"page.{name}", f"{key}{screen.title.of(ui.lang)}", (0, 30), selected=self.page == name):
                self.page = name
            imgui.same_line(0, ui.px(6))
        texts = [f"F{9 + i} {ui.t(f'page.{name}')}" for i, name in enumerate(FIXED_PAGES)]
        texts[1] += f" ({len(ui.alarms.unanswered)})" if ui.alarms.unanswered else ""
        space = sum(imgui.calc_text_size(text)[0] + ui.px(18 + 6) for text in texts)
        imgui.set_cursor_pos_x(max(imgui.get_cursor_pos_x(), width - space - ui.px(4)))
        for name, text in zip(FIXED_PAGES, texts, strict=True):
            if ui.button(f"page.{name}", text, (0, 30), selected=self.page == name):
                self.page = name
            imgui.same_line(0, ui.px(6))

    def _main(self, ui: Ui, rect: Rect) -> None:
        imgui.set_cursor_screen_pos((rect.x0, rect.y0))
        flags = imgui.WindowFlags.NONE
        if self.page in self.pages and self.pages[self.page].elements:  # a picture always fits
            flags = imgui.WindowFlags.NO_SCROLLBAR | imgui.WindowFlags.NO_SCROLL_WITH_MOUSE
        imgui.begin_child("main", rect.size, CHILD, flags)
        if self.page in self.pages:
            self._page(ui, self.pages[self.page], rect)
        elif self.page == "alarms":
            self._alarms.draw(ui)
        elif self.page == "interlocks":
            self.selected = draw_interlocks(ui) or self.selected
        elif self.page == "log":
            draw_log(ui)
        else:
            self._all_trends(ui)
        imgui.end_child()

    def _page(self, ui: Ui, screen: Screen, rect: Rect) -> None:
        trends = self._trends[self.page]
        has_picture = bool(screen.elements or screen.lines)
        if has_picture:
            inner = Rect(rect.x0 + ui.px(8), rect.y0 + ui.px(8), rect.x1 - ui.px(8), rect.y1 - ui.px(8))
            self.selected = draw_mimic(ui, screen, inner, self.selected) or self.selected
            return
        left_x, top = imgui.get_cursor_pos()
        height = imgui.get_content_region_avail()[1]
        share = 0.52 if trends else 1.0
        for group in screen.groups:
            self._group(ui, group.tags, height * share - ui.px(8))
        imgui.set_cursor_pos((left_x, top + height * share))
        self._plots(ui, trends, height * (1 - share))

    def _group(self, ui: Ui, tags: tuple[str, ...], height: float) -> None:
        gap = ui.px(8)
        width = min(ui.px(118), (imgui.get_content_region_avail()[0] - gap * (len(tags) - 1)) / max(1, len(tags)))
        for i, tag_id in enumerate(tags):
            if i:
                imgui.same_line(0, gap)
            if indicator_column(ui, tag_id, width, height):
                self.select(tag_id)

    def _plots(self, ui: Ui, trends: list[TrendView], height: float) -> None:
        if not trends:
            return
        gap = ui.px(12)
        width = (imgui.get_content_region_avail()[0] - gap * (len(trends) - 1)) / len(trends)
        for i, trend in enumerate(trends):
            if i:
                imgui.same_line(0, gap)
            imgui.begin_group()
            trend.draw(ui, (width, height - ui.px(6)))
            imgui.end_group()

    def _all_trends(self, ui: Ui) -> None:
        every = [trend for trends in self._trends.values() for trend in trends]
        if not every:
            self._inner = self._inner or _embedded(ui, self.pages)
            every = self._inner
        if not every:
            ui.label(ui.t("trend.none"), theme.MUTED)
            return
        columns = 1 if len(every) == 1 else 2
        rows = -(-len(every) // columns)
        height = imgui.get_content_region_avail()[1]
        for start in range(0, len(every), columns):
            self._plots(ui, every[start : start + columns], max(ui.px(220), height / rows))

    def _side(self, ui: Ui, rect: Rect) -> None:
        imgui.get_window_draw_list().add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.PANEL))
        imgui.get_window_draw_list().add_line((rect.x0, rect.y0), (rect.x0, rect.y1), u32(theme.LINE), ui.px(1))
        imgui.set_cursor_screen_pos((rect.x0, rect.y0))
        imgui.begin_child("side", rect.size, CHILD)
        if self.selected is not None:
            if self._faceplate.draw(ui, self.selected):
                self.selected = None
        else:
            if (ticket := ticket_in_force(ui)) is not None:
                for text, _, size in strip_lines(ui, ticket, SIDE_WIDTH - 24):
                    ui.label(text, theme.TEXT, size)
                imgui.separator()
            draw_next_steps(ui)
            imgui.separator()
            ui.label(ui.t("message.title"), theme.TEXT, 17)
            draw_messages(ui)
        imgui.end_child()

    def _strip(self, ui: Ui, rect: Rect) -> None:
        draw = imgui.get_window_draw_list()
        draw.add_rect_filled((rect.x0, rect.y0), (rect.x1, rect.y1), u32(theme.CARD))
        draw.add_line((rect.x0, rect.y0), (rect.x1, rect.y0), u32(theme.EDGE), ui.px(1))
        imgui.push_style_var(imgui.StyleVar.WINDOW_PADDING, (ui.px(10), ui.px(6)))
        imgui.push_style_var(imgui.StyleVar.ITEM_SPACING, (ui.px(8), ui.px(4)))
        imgui.set_cursor_screen_pos((rect.x0, rect.y0))
        imgui.begin_child("strip", rect.size, CHILD)
        if draw_strip(ui):
            self.page = "alarms"
        imgui.end_child()
        imgui.pop_style_var(2)

    def _keys(self) -> None:
        if self.keypad.is_open or imgui.get_io().key_ctrl:  # Ctrl+F12 is the instructor's
            return
        for i, name in enumerate(list(self.pages)[:7]):
            if imgui.is_key_pressed(_F[i + 1], False):
                self.page = name
        for i, name in enumerate(FIXED_PAGES):
            if imgui.is_key_pressed(_F[i + 8], False):
                self.page = name


def _trends(page: str, screen: Screen, lang: str) -> list[TrendView]:
    return [
        TrendView(f"{page}.{i}", trend.title.of(lang), trend.tags, trend.minutes)
        for i, trend in enumerate(screen.trends)
    ]


def _embedded(ui: Ui, pages: Mapping[str, Screen]) -> list[TrendView]:
    """Those that stand inside pictures, for a scenario that brings no other."""
    tags = dict.fromkeys(e.tag for page in pages.values() for e in page.elements if e.kind == "trend" and e.tag)
    return [
        TrendView(f"in.{tag_id}", tag.title(ui.lang), (tag_id,), 30.0)
        for tag_id in tags
        if (tag := ui.tag(tag_id)) is not None
    ]
