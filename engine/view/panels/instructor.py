"""The instructor's card, over the learner's screen: freeze, speed, step; malfunctions, messages, snapshots.

Whoever sits down beside the learner opens it with Ctrl+F12. Everything done here is requested in the instructor's
name, so it is judged and recorded like any action, and everything can be done from the keyboard alone.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.conduct import SPEEDS
from engine.session.interventions import INSTRUCTOR
from engine.view import theme
from engine.view.panels.cards import card
from engine.view.panels.instructor_pages import FaultsPage, MessagesPage, SnapshotsPage, ask
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["KEYS_BOUND", "InstructorPanel"]

_K = imgui.Key
PAGES = ("faults", "messages", "snapshots")
KEYS_BOUND: dict[str, tuple[str, tuple[imgui.Key, ...]]] = {
    "freeze": ("P", (_K.KEY_P,)),
    "step": ("N", (_K.KEY_N,)),
    "second": ("S", (_K.KEY_S,)),
    "slower": ("−", (_K.KEY_MINUS,)),
    "faster": ("+", (_K.KEY_EQUAL,)),
    "faults": ("1", (_K.KEY_1,)),
    "messages": ("2", (_K.KEY_2,)),
    "snapshots": ("3", (_K.KEY_3,)),
}
"""What a key does on the card, as it is printed and as it is pressed; the guides list the same keys."""


class InstructorPanel:
    """Remembers the page and what was typed on each."""

    def __init__(self) -> None:
        self.page = "faults"
        self._pages: dict[str, FaultsPage | MessagesPage | SnapshotsPage] = {
            "faults": FaultsPage(), "messages": MessagesPage(), "snapshots": SnapshotsPage(),
        }  # fmt: skip

    def draw(self, ui: Ui) -> bool:
        """Draw the card; returns whether it was closed. Esc in a text leaves the text, not the card."""
        leaves_text = imgui.get_io().want_text_input and imgui.is_key_pressed(_K.KEY_ESCAPE, False)
        with card(ui, "instructor", ui.t("instructor.title"), (1120, 700)) as state:
            _state_line(ui)
            done = _run_buttons(ui)
            imgui.spacing()
            for i, name in enumerate(PAGES, 1):
                if i > 1:
                    imgui.same_line()
                text = f"{i}  {ui.t(f'instructor.page.{name}')}"
                if ui.button(f"instructor.page.{name}", text, (200, 40), selected=name == self.page):
                    self.page = name
            imgui.begin_child(f"instructor.{self.page}", (0, -ui.px(26)), imgui.ChildFlags.NAV_FLATTENED)
            self._pages[self.page].draw(ui)
            imgui.end_child()
            with ui.font(13.5):
                ui.label(ui.t("instructor.keys"), theme.MUTED)
            self._obey(ui, done or _pressed())
        return state.closed and not leaves_text

    def _obey(self, ui: Ui, what: str) -> None:
        """Carry out what a button or a key asked for."""
        if what in PAGES:
            self.page = what
        elif what == "freeze":
            ui.answered(ui.port.freeze(not ui.frame.frozen, INSTRUCTOR))
        elif what in ("step", "second"):
            ticks = 1 if what == "step" else max(1, round(1000 / ui.port.tick_ms))
            ask(ui, "set", "SESSION", {"step": ticks})
        elif what in ("slower", "faster"):
            now = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - ui.frame.speed))
            _speed(ui, SPEEDS[min(len(SPEEDS) - 1, max(0, now + (1 if what == "faster" else -1)))])


def _pressed() -> str:
    """What a key asks for; letters belong to a text that is being typed."""
    io = imgui.get_io()
    if io.want_text_input or io.key_ctrl:
        return ""
    return next(
        (what for what, (_, keys) in KEYS_BOUND.items() if any(imgui.is_key_pressed(k, False) for k in keys)), ""
    )


def _speed(ui: Ui, factor: float) -> None:
    if factor != ui.frame.speed:
        ui.answered(ui.port.set_speed(factor, INSTRUCTOR))


def _state_line(ui: Ui) -> None:
    """Frozen or running, how fast, what time it is in the model, which attempt this is."""
    frame = ui.frame
    with ui.font(20):
        if frame.ended:
            ui.label(ui.t.get(f"end.{frame.ended}", frame.ended), theme.MUTED)
        elif frame.frozen:
            ui.label(f"‖ {ui.t('clock.frozen')}", theme.BAD)
        else:
            ui.label(f"▶ {ui.t('instructor.running')}", theme.GOOD)
        imgui.same_line(0, ui.px(28))
        ui.label(f"×{frame.speed:g}")
        imgui.same_line(0, ui.px(28))
        ui.label(clock(frame.seconds))
    imgui.same_line(0, ui.px(28))
    imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + ui.px(3))
    procedure = ui.facts.sections.get("procedure")
    phase = procedure.phases.get(frame.phase) if procedure is not None else None
    facts = [ui.t(f"mode.{frame.mode}"), *([phase.title.of(ui.lang)] if phase is not None else [])]
    facts.append(ui.t("instructor.seed", n=ui.port.seed))
    ui.label(ui.fitted("　".join(facts), imgui.get_content_region_avail()[0]), theme.MUTED)


def _run_buttons(ui: Ui) -> str:
    """Freeze, step and speeds in one row; returns what was pressed."""
    frozen, asked = ui.frame.frozen, ""
    imgui.begin_disabled(bool(ui.frame.ended))
    text = ui.t("clock.go") if frozen else ui.t("clock.freeze")
    if ui.button("instructor.freeze", text, (112, 40), "primary"):
        asked = "freeze"
    for name in ("step", "second"):
        imgui.same_line()
        if ui.button(f"instructor.{name}", ui.t(f"instructor.{name}"), (112, 40), enabled=frozen):
            asked = name
    imgui.same_line(0, ui.px(24))
    for factor in SPEEDS:
        if ui.button(f"instructor.speed.{factor:g}", f"×{factor:g}", (66, 40), selected=factor == ui.frame.speed):
            _speed(ui, factor)
        imgui.same_line(0, ui.px(6))
    imgui.new_line()
    imgui.end_disabled()
    return asked
