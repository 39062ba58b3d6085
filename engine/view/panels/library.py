"""The window without a session: who sits here, the scenarios there are, a mode, and start.

Who sits here is a code the teacher gave out, never a name. What was cut off last time is offered to go on with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slimgui import imgui

from engine.station import ANONYMOUS, is_code
from engine.strings import Strings
from engine.view import theme
from engine.view.panels.cards import card
from engine.view.port import ScenarioCard, UnfinishedCard
from engine.view.theme import u32
from engine.view.tools import FLAT, Tools
from engine.view.wording import clock

__all__ = ["Library"]

FindUnfinished = Callable[[str], Sequence[UnfinishedCard]]


def _none(learner: str) -> Sequence[UnfinishedCard]:  # noqa: ARG001
    return ()


class Library:
    """Remembers the chosen scenario and mode, the code, and which attempt to go on with."""

    def __init__(
        self, cards: Sequence[ScenarioCard], t: Strings, code: str = "", find_unfinished: FindUnfinished = _none
    ) -> None:
        self.cards = tuple(cards)
        self._t = t
        self.chosen = next((c.id for c in self.cards if c.problem is None), "")
        self.mode = "practise"
        self._starts: dict[str, str] = {}
        """The starting point picked for each scenario."""
        self.code = code
        """The code as it stands in the field; empty for nobody."""
        self.resumed = ""
        """The file of the attempt to go on with."""
        self._find = find_unfinished
        self._unfinished: tuple[UnfinishedCard, ...] = ()
        self._of: str | None = None

    @property
    def learner(self) -> str:
        """The pseudonym an attempt is recorded under."""
        return self.code or ANONYMOUS

    @property
    def is_valid(self) -> bool:
        """Whether the field holds a code or nothing."""
        return not self.code or is_code(self.code)

    def draw(self, ui: Tools) -> str:
        """Draw the card; returns ``start``, ``resume``, ``exit``, ``forget`` or ``language`` if that was pressed."""
        with card(ui, "library", ui.t("app.title"), (1040, 700), closable=False):
            asked = self._who(ui)
            asked = self._cut_off(ui) or asked
            ui.label(ui.t("library.choose"), theme.MUTED)
            entry = next((c for c in self.cards if c.id == self.chosen), None)
            several = entry if entry is not None and len(entry.starts) > 1 else None
            height = imgui.get_content_region_avail()[1] - ui.px(64 if several is None else 146)
            imgui.begin_child("library.list", (0, height), FLAT)
            for entry in self.cards:
                self._entry(ui, entry)
            if not self.cards:
                ui.wrapped(ui.t("library.none"), theme.MUTED)
            imgui.end_child()
            if several is not None:
                self._begin(ui, several)
            return self._foot(ui) or asked

    @property
    def start(self) -> str:
        """The starting point picked for the chosen scenario; empty for its own."""
        return self._starts.get(self.chosen, "")

    def _begin(self, ui: Tools, entry: ScenarioCard) -> None:
        """Where to begin: one button a starting point, and what is handed over there."""
        imgui.spacing()
        ui.label(ui.t("library.begin"), theme.MUTED)
        picked = self.start or entry.starts[0][0]
        right = imgui.get_window_width() - ui.px(22)
        for i, (name, title, _) in enumerate(entry.starts):
            words = title.of(ui.lang)
            width = imgui.calc_text_size(words)[0] + ui.px(28)
            if i and imgui.get_item_rect_max()[0] - imgui.get_window_pos()[0] + width + ui.px(8) < right:
                imgui.same_line(0, ui.px(8))
            if ui.button(f"library.start.{name}", words, (width / ui.scale, 32), selected=name == picked):
                self._starts[entry.id] = picked = name
        told = next(text for name, _, text in entry.starts if name == picked)
        with ui.font(14):
            ui.wrapped(told.of(ui.lang) or " ", theme.MUTED)

    def _who(self, ui: Tools) -> str:
        """The field for the code, and whom the mark goes to."""
        asked = ""
        imgui.align_text_to_frame_padding()
        ui.label(ui.t("library.learner"), theme.TEXT, 17)
        imgui.same_line(0, ui.px(12))
        imgui.set_next_item_width(ui.px(300))
        self.code = imgui.input_text_with_hint("##library.code", ui.t("library.learner_hint"), self.code)[1].strip()
        ui.mark("library.code")
        imgui.same_line(0, ui.px(8))
        if ui.button("library.forget", ui.t("library.forget"), (76, 0), enabled=bool(self.code)):
            self.code, asked = "", "forget"
        imgui.same_line(0, ui.px(16))
        imgui.align_text_to_frame_padding()
        if not self.code:
            ui.label(ui.t("library.anonymous"), theme.MUTED)
        elif self.is_valid:
            ui.label(ui.t("library.known", code=self.code), theme.GOOD)
        else:
            ui.label(ui.t("library.bad_code"), theme.BAD)
        with ui.font(13.5):
            ui.wrapped(ui.t("library.learner_why"), theme.MUTED)
        imgui.spacing()
        return asked

    def _cut_off(self, ui: Tools) -> str:
        """Attempts of this learner that have no end."""
        if self._of != self.learner and self.is_valid and not imgui.is_any_item_active():  # not at every letter
            self._of = self.learner
            self._unfinished = tuple(self._find(self.learner))
        if not self._unfinished or self._of != self.learner:
            return ""
        asked = ""
        ui.label(ui.t("library.unfinished"), theme.ACCENT)
        for i, one in enumerate(self._unfinished):
            if ui.button(f"library.resume.{i}", ui.t("library.resume"), (110, 32), "primary"):
                self.resumed, asked = one.file, "resume"
            imgui.same_line(0, ui.px(12))
            imgui.align_text_to_frame_padding()
            line = ui.t(
                "library.resume_line", title=one.title.of(ui.lang), mode=ui.t.get(f"mode.{one.mode}", one.mode),
                time=clock(one.seconds), when=one.begun,
            )  # fmt: skip
            ui.label(ui.fitted(line, imgui.get_content_region_avail()[0]))
        imgui.spacing()
        return asked

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
            able = bool(self.chosen) and self.is_valid
            start = ui.button("library.start", ui.t("library.start"), (180, 42), "primary", enabled=able)
        return "start" if start else asked
