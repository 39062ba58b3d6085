"""The three pages of the instructor's card: what is out of order, what is said, what can be gone back to."""

from __future__ import annotations

from typing import Any

from slimgui import imgui

from engine.control.faults.section import INSTRUMENT_MODES
from engine.session.frame import FaultLine, SnapshotLine
from engine.session.intercom import LONGEST_MESSAGE
from engine.session.interventions import INSTRUCTOR
from engine.session.snapshots import LONGEST_NAME
from engine.strings import load_strings
from engine.tags import Kind
from engine.view import theme
from engine.view.panels.cards import section
from engine.view.tools import FLAT
from engine.view.ui import Ui
from engine.view.wording import clock, unit_text

__all__ = ["FaultsPage", "MessagesPage", "SnapshotsPage", "ask"]

PHRASES = ("look", "alarms", "report", "stop", "go_on", "well")
"""Phrases that fit every scenario, ``instructor.phrase.<name>``."""
SHOWN = 6
"""Snapshots on one page of the list."""
NEEDS_AMOUNT = ("bias", "drift", "noise")
_ENTER = imgui.InputTextFlags.ENTER_RETURNS_TRUE


def ask(ui: Ui, verb: str, on: str, value: Any = None, done: str = "") -> bool:
    """Request an action in the instructor's name and say what came of it; returns whether it was carried out."""
    carried_out = ui.answered(ui.port.request(INSTRUCTOR, verb, on, value))
    if carried_out and done:
        ui.tell(done)
    return carried_out


class FaultsPage:
    """The scenario's faults, and a malfunction on any instrument."""

    def __init__(self) -> None:
        self.instrument, self.mode, self.amount = "", "bias", ""

    def draw(self, ui: Ui) -> None:
        """Draw the page."""
        section(ui, ui.t("instructor.faults"))
        lines = ui.frame.faults
        height = min(ui.px(46) * max(1, len(lines)) + ui.px(6), ui.px(250))
        imgui.begin_child("instructor.fault_list", (0, height), FLAT)
        if not lines:
            ui.label(ui.t("instructor.no_faults"), theme.MUTED)
        for line in lines:
            self._line(ui, line)
        imgui.end_child()
        section(ui, ui.t("instructor.any_instrument"))
        instruments = ui.facts.sections.get("instruments") or {}
        if instruments:
            self._upset(ui, list(instruments))
        else:
            ui.label(ui.t("instructor.no_instruments"), theme.MUTED)

    def _line(self, ui: Ui, line: FaultLine) -> None:
        name = f"instructor.fault.{line.id}"
        kind, text = ("plain", "instructor.end") if line.active else ("danger", "instructor.begin")
        if ui.button(name, ui.t(text), (110, 38), kind):
            on, value = ("MALFUNCTION", {"instrument": line.id}) if line.on_instrument else (line.id, None)
            ask(ui, "stop" if line.active else "start", on, value)
        told = line.title.of(ui.lang) if line.on_instrument else f"{line.id}  {line.title.of(ui.lang)}"
        since = ui.t("instructor.since", time=clock(line.since * ui.port.tick_ms / 1000)) if line.active else ""
        sign = ("●", theme.BAD) if line.active else ("○", theme.MUTED)
        _beside(ui, name, sign, (f"{told}　{since}".strip(), theme.TEXT))

    def _upset(self, ui: Ui, instruments: list[str]) -> None:
        if self.instrument not in instruments:
            self.instrument = instruments[0]
        imgui.set_next_item_width(ui.px(420))
        if imgui.begin_combo("##instructor.instrument", _plate(ui, self.instrument)):
            for name in instruments:
                if imgui.selectable(f"{_plate(ui, name)}##{name}", name == self.instrument)[0]:
                    self.instrument = name
            imgui.end_combo()
        ui.mark("instructor.instrument")
        imgui.same_line(0, ui.px(14))
        imgui.align_text_to_frame_padding()
        ui.label(ui.t("instructor.shows", value=ui.shown(self.instrument)), theme.MUTED)
        tag = ui.tag(self.instrument)
        modes = INSTRUMENT_MODES if tag is not None and tag.kind is Kind.ANALOG else ("freeze", "open")
        if self.mode not in modes:
            self.mode = modes[0]
        for i, mode in enumerate(modes):
            if i:
                imgui.same_line()
            if ui.button(
                f"instructor.mode.{mode}", ui.t(f"instructor.mode.{mode}"), (112, 38), selected=mode == self.mode
            ):
                self.mode = mode
        entered = False
        if self.mode in NEEDS_AMOUNT:
            imgui.same_line(0, ui.px(20))
            imgui.set_next_item_width(ui.px(130))
            hint, padding = ui.t("instructor.amount"), (ui.px(38) - imgui.get_text_line_height()) / 2
            imgui.push_style_var(imgui.StyleVar.FRAME_PADDING, (ui.px(8), max(0.0, padding)))
            entered, self.amount = imgui.input_text_with_hint("##instructor.amount", hint, self.amount, _ENTER)
            imgui.pop_style_var()
            ui.mark("instructor.amount")
            unit = unit_text(tag.unit, ui.lang) if tag is not None else ""
            unit = {"drift": f"{unit}/min", "noise": ui.t("instructor.times")}.get(self.mode, unit)
            _beside(ui, "instructor.amount", (unit, theme.MUTED))
        if ui.button("instructor.inject", ui.t("instructor.inject"), (180, 42), "danger") or entered:
            self._inject(ui)

    def _inject(self, ui: Ui) -> None:
        value: dict[str, Any] = {"instrument": self.instrument, "mode": self.mode}
        if self.mode in NEEDS_AMOUNT:
            try:
                value["by"] = float(self.amount.strip().replace("，", ".").replace("−", "-"))
            except ValueError:
                ui.tell(ui.t("instructor.no_number"), refused=True)
                return
        ask(ui, "start", "MALFUNCTION", value, ui.t("instructor.injected"))


def _beside(ui: Ui, button: str, *parts: tuple[str, theme.Rgba]) -> None:
    """Texts to the right of a button, level with its middle; what is too long is shortened."""
    rect = ui.rects[button]
    x, right = rect.x1 + ui.px(14), imgui.get_window_pos()[0] + imgui.get_window_width()
    for text, colour in parts:
        x += ui.draw_text((x, rect.centre[1]), ui.fitted(text, right - x - ui.px(8)), colour, (0, 0.5)) + ui.px(12)


def _plate(ui: Ui, name: str) -> str:
    tag = ui.tag(name)
    return f"{tag.label or name}  {tag.zh if ui.lang == 'zh' else tag.en}" if tag is not None else name


class MessagesPage:
    """Prepared phrases, one key press each, and free text."""

    def __init__(self) -> None:
        self.text = ""

    def draw(self, ui: Ui) -> None:
        """Draw the page."""
        section(ui, ui.t("instructor.free"))
        imgui.set_next_item_width(ui.px(880))
        entered, self.text = imgui.input_text_with_hint(
            "##instructor.text", ui.t("instructor.text_hint", n=LONGEST_MESSAGE), self.text, _ENTER
        )
        ui.mark("instructor.text")
        imgui.same_line(0, ui.px(10))
        pressed = ui.button(
            "instructor.send", ui.t("instructor.send"), (140, 0), "primary", enabled=bool(self.text.strip())
        )
        if (pressed or entered) and ask(ui, "call", "LEARNER", self.text.strip(), ui.t("instructor.sent")):
            self.text = ""
        section(ui, ui.t("instructor.phrases"))
        messages = ui.facts.sections.get("messages")
        own = {f"phrase.{k}": (text, {"phrase": k}) for k, text in getattr(messages, "phrases", {}).items()}
        words = {lang: load_strings(lang) for lang in ("zh", "en")}
        half = (imgui.get_content_region_avail()[0] - ui.px(10)) / 2
        imgui.push_style_var(imgui.StyleVar.BUTTON_TEXT_ALIGN, (0.02, 0.5))
        every: list[tuple[str, str, Any]] = [(key, text.of(ui.lang), value) for key, (text, value) in own.items()]
        for name in PHRASES:
            both = {lang: words[lang](f"instructor.phrase.{name}") for lang in words}
            every.append((f"general.{name}", both[ui.lang], both))
        for i, (key, shown, value) in enumerate(every):
            if i % 2:
                imgui.same_line(0, ui.px(10))
            size = (half / ui.scale, 40.0)
            if ui.button(f"instructor.say.{key}", ui.fitted(shown, half - ui.px(24)), size):
                ask(ui, "call", "LEARNER", value, ui.t("instructor.sent"))
        imgui.pop_style_var()


class SnapshotsPage:
    """Take a snapshot; go back to one or to some minutes ago, after being asked once more."""

    def __init__(self) -> None:
        self.name = ""
        self._sure: str | float | None = None
        self._top = 0

    def draw(self, ui: Ui) -> None:
        """Draw the page."""
        section(ui, ui.t("instructor.take"))
        lines = ui.frame.snapshots
        given = ui.t("instructor.auto_name", n=len(lines) + 1, time=clock(ui.frame.seconds))
        imgui.set_next_item_width(ui.px(520))
        entered, self.name = imgui.input_text_with_hint("##instructor.name", given, self.name, _ENTER)
        self.name = self.name[:LONGEST_NAME]
        ui.mark("instructor.name")
        imgui.same_line(0, ui.px(10))
        if ui.button("instructor.take", ui.t("instructor.take_now"), (160, 0), "primary") or entered:
            name = self.name.strip() or given
            if ask(ui, "take", "SNAPSHOT", name, ui.t("instructor.taken", name=name)):
                self.name, self._top = "", 0
        section(ui, ui.t("instructor.back"))
        if not ui.facts.mode(ui.frame.mode).rewind:
            ui.wrapped(ui.t("instructor.no_rewind"), theme.MUTED)
        else:
            for i, minutes in enumerate((1, 5, 10)):
                if i:
                    imgui.same_line()
                to = ui.frame.seconds - 60.0 * minutes
                self._button(ui, f"{minutes}", ui.t("instructor.ago", n=minutes), to, (210, 38), to >= 0)
        self._list(ui, lines)

    def _button(
        self, ui: Ui, name: str, text: str, to: str | float, size: tuple[float, float], enabled: bool = True
    ) -> None:
        """A button that goes back when it is pressed for the second time."""
        key: str | float = name if isinstance(to, float) else f"={to}"
        sure = self._sure == key
        shown = ui.t("instructor.sure") if sure else text
        if ui.button(f"instructor.back.{name}", shown, size, "danger" if sure else "plain", enabled=enabled):
            if sure:
                ask(ui, "restore", "SNAPSHOT", to)
            self._sure = None if sure else key

    def _list(self, ui: Ui, lines: tuple[SnapshotLine, ...]) -> None:
        """The snapshots, newest first, some at a time."""
        if not lines:
            ui.label(ui.t("instructor.no_snapshots"), theme.MUTED)
            return
        last = max(0, (len(lines) - 1) // SHOWN * SHOWN)
        self._top = min(self._top, last)
        able = ui.facts.mode(ui.frame.mode).rewind
        for line in tuple(reversed(lines))[self._top : self._top + SHOWN]:
            self._button(ui, f"={line.name}", ui.t("instructor.go_back"), line.name, (150, 34), able)
            time = clock(line.tick * ui.port.tick_ms / 1000)
            _beside(ui, f"instructor.back.={line.name}", (time, theme.MUTED), (line.name, theme.TEXT))
        if len(lines) > SHOWN:
            if ui.button("instructor.newer", "‹", (60, 34), enabled=self._top > 0):
                self._top = max(0, self._top - SHOWN)
            imgui.same_line()
            if ui.button("instructor.older", "›", (60, 34), enabled=self._top < last):
                self._top = min(last, self._top + SHOWN)
            shown = ui.t("instructor.of", first=self._top + 1, last=min(len(lines), self._top + SHOWN), n=len(lines))
            _beside(ui, "instructor.older", (shown, theme.MUTED))
