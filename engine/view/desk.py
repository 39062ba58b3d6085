"""All panels of a running session and which of them is open; knows ImGui, not Panda3D.

There is always a ground (the place, or the control-room screen) and at most one card over it. Esc closes the card,
then the faceplate, then leaves the control room, then opens the menu.

    desk = Desk(port, load_strings("zh"), scale=1.0)
    desk.draw(frame, now=0.0, aim=None)
    if desk.wish == "exit": ...
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from slimgui import imgui

from engine.session.findings import ResultView
from engine.session.frame import Frame
from engine.strings import Strings
from engine.view.panels.at_hand import at_hand
from engine.view.panels.author import AuthorStrip
from engine.view.panels.cards import card
from engine.view.panels.choosing import Chooser
from engine.view.panels.control_room import FIXED_PAGES, STRIP_HEIGHT, ControlRoom
from engine.view.panels.document import DocumentPanel
from engine.view.panels.hint import HintPanel
from engine.view.panels.hud import Aim, Beacon, draw_hud
from engine.view.panels.inhand import draw_in_hand
from engine.view.panels.instructor import InstructorPanel
from engine.view.panels.local import draw_local
from engine.view.panels.locker import draw_locker, wearables
from engine.view.panels.menu import draw_help, draw_menu
from engine.view.panels.notice import draw_notice, draw_waiting
from engine.view.panels.outcomes import Outcomes
from engine.view.panels.question import QuestionPanel
from engine.view.panels.radio import RadioPanel
from engine.view.panels.result import ResultPanel, last_mistake
from engine.view.panels.tasks import draw_tasks
from engine.view.panels.ticket_strip import ticket_in_force, turn_the_page
from engine.view.panels.topbar import faster, slower, toggle_freeze
from engine.view.port import SessionPort
from engine.view.ui import Ui

__all__ = ["Desk", "Panel"]

_K = imgui.Key


class Panel(StrEnum):
    """What can be open over the ground."""

    NONE = ""
    LOCAL = "local"
    LOCKER = "locker"
    RADIO = "radio"
    TASKS = "tasks"
    DOCUMENT = "document"
    RESULT = "result"
    MENU = "menu"
    HELP = "help"
    HINT = "hint"
    HANDS = "hands"
    INSTRUCTOR = "instructor"


_OPENED_BY: dict[imgui.Key, Panel] = {
    _K.KEY_T: Panel.TASKS,
    _K.KEY_X: Panel.RADIO,
    _K.KEY_L: Panel.LOCKER,
    _K.KEY_J: Panel.DOCUMENT,
    _K.KEY_G: Panel.HANDS,
    _K.KEY_H: Panel.HINT,
    _K.KEY_SLASH: Panel.HINT,
    _K.KEY_F1: Panel.HELP,
}


class Desk:
    """The panels of one learner."""

    def __init__(self, port: SessionPort, t: Strings, scale: float = 1.0, actor: str = "learner") -> None:
        self.ui = Ui(port, t, scale, actor)
        self.control = False
        self.panel = Panel.NONE
        self.wish = ""
        """What only the owner of the window can do: ``exit``, ``again`` or ``rewind``."""
        self.result: ResultView | None = None
        self.can_rewind = False
        self.rewind_to: int | None = None
        """The tick of the mistake to begin again before, with the wish ``rewind``."""
        self.waiting = ""
        """What is being waited for before another attempt takes this window."""
        self.author = AuthorStrip()
        self.may_instruct = True
        """Whether an instructor may act at this window."""
        self.instructor = InstructorPanel()
        self.hints = HintPanel()
        self.room = ControlRoom(self.ui.pages, t.lang)
        self._title = self._name(port, t)
        stage = self.ui.facts.sections.get("stage")
        objects = stage.objects.items() if stage is not None else ()
        self._consoles = [name for name, thing in objects if "*control" in thing.gives]
        self._keypad = self.room.keypad
        self._document = DocumentPanel(self._keypad)
        self._radio, self._result, self._question = RadioPanel(), ResultPanel(), QuestionPanel()
        self._local: tuple[str, list[str]] = ("", [])
        self._local_at = ""
        self._local_only: tuple[str, ...] = ()
        self._chooser, self._outcomes = Chooser(), Outcomes()
        self._ended = ""

    @staticmethod
    def _name(port: SessionPort, t: Strings) -> str:
        title = getattr(getattr(port.scenario, "meta", None), "title", None)
        return title.of(t.lang) if title is not None else t("app.title")

    @property
    def walking(self) -> bool:
        """Whether keys and mouse belong to the body now."""
        return not self.control and self.panel is Panel.NONE and not self._question.open_question(self.ui)

    # -- opening --------------------------------------------------------------------------------------------
    def open(self, panel: Panel) -> None:
        """Open a card; the locker only beside it."""
        near = not wearables(self.ui) or any(name in self._reach() for name in wearables(self.ui))
        if panel is Panel.LOCKER and not near:
            self.ui.tell(self.ui.t("hud.no_locker"), refused=True)
            return
        if panel is Panel.HINT and not self.hints.may_open(self.ui):
            return
        if panel is Panel.INSTRUCTOR and not self.may_instruct:
            self.ui.tell(self.ui.t("instructor.locked"), refused=True)
            return
        self.panel = panel

    def open_control(self) -> None:
        """Sit down at the console, if it is within reach."""
        if self._at_console():
            self.control, self.panel = True, Panel.NONE
        else:
            self.ui.tell(self.ui.t("hud.no_console"), refused=True)

    def operate(self, object_id: str) -> None:
        """Use a stage object: the console opens the screen, a wearable the locker, others their local panel."""
        stage = self.ui.facts.sections.get("stage")
        thing = stage.objects.get(object_id) if stage is not None else None
        if thing is None:
            return
        if "*control" in thing.gives:
            self.open_control()
        elif thing.role == "wearable":
            self.open(Panel.LOCKER)
        elif thing.role == "radio":
            self.open(Panel.RADIO)
        elif thing.role == "document":
            self.open(Panel.DOCUMENT)
        else:
            title = thing.title.of(self.ui.lang) if thing.title is not None else ""
            title = title or self.ui.facts.title(thing.shows or object_id, self.ui.lang)
            gives = list(dict.fromkeys((*thing.gives, thing.shows or object_id, thing.reads)))
            self._local_at, self._local_only = object_id, thing.only
            self._chooser.close()
            self._local = (f"{thing.label or self.ui.facts.plate(object_id)}  {title}", [g for g in gives if g])
            self.panel = Panel.LOCAL

    def _at_hand(self) -> list[str]:
        """What the local panel shows: what its object gives, and what is in hand or hangs there."""
        return list(dict.fromkeys((*self._local[1], *at_hand(self.ui, self._local_at))))

    def _reach(self) -> tuple[str, ...]:
        person = self.ui.frame.people.get(self.ui.actor)
        return person.in_reach if person is not None else ()

    def _at_console(self) -> bool:
        reach = self._reach()
        return not self._consoles or any(name in reach for name in self._consoles)

    def sit_as(self, before: Desk) -> None:
        """Be where the learner was at another session's window: at the console only if it is in reach here too."""
        self.control = before.control and self._at_console()
        if before.room.page in (*self.ui.pages, *FIXED_PAGES):
            self.room.page = before.room.page

    # -- drawing --------------------------------------------------------------------------------------------
    def draw(self, frame: Frame, now: float, aim: Aim | None = None, beacon: Beacon | None = None) -> None:
        """Build one picture; call it between ``imgui.new_frame`` and ``imgui.render``."""
        self.ui.begin(frame, now)
        self.hints.follow(self.ui)
        if self._outcomes.follow(self.ui) and self.panel is Panel.LOCAL and not self.control:
            self.panel = Panel.NONE  # whoever stands at a thing looks up when something happens
        if frame.ended and frame.ended != self._ended:
            self._ended, self.panel = frame.ended, Panel.RESULT
        covered = self.panel is not Panel.NONE or bool(self._question.open_question(self.ui))
        imgui.begin_disabled(covered)  # what lies under a card is a picture
        if self.control:
            asked = self.room.draw(self.ui, self._title, keys=not covered)
            self.control = asked != "back"
        else:
            asked = draw_hud(self.ui, self._title, aim, self._at_console(), beacon)
        imgui.end_disabled()
        if asked in ("menu", "tasks"):
            self.panel = Panel(asked)
        was_open = self.panel
        if self.panel is not Panel.NONE:
            self._card()
        elif not self._keypad.is_open:
            self._question.draw(self.ui)
        self._keypad.draw(self.ui)
        draw_notice(self.ui, STRIP_HEIGHT + 14)
        self.author.draw(self.ui)
        if self.waiting:
            draw_waiting(self.ui, self.waiting)
            return
        self._keys(was_open)

    def _card(self) -> None:
        ui = self.ui
        draw: dict[Panel, Callable[[], bool]] = {
            Panel.LOCAL: lambda: draw_local(ui, self._local[0], self._at_hand(), self._keypad, self._chooser, self._local_only),
            Panel.LOCKER: lambda: draw_locker(ui),
            Panel.HANDS: lambda: draw_in_hand(ui),
            Panel.RADIO: lambda: self._radio.draw(ui),
            Panel.TASKS: self._tasks,
            Panel.DOCUMENT: lambda: self._document.draw(ui),
            Panel.HELP: lambda: draw_help(ui, self.may_instruct and ui.frame.mode == "learn", self.control),
            Panel.HINT: lambda: self.hints.draw(ui),
            Panel.INSTRUCTOR: lambda: self.instructor.draw(ui),
            Panel.RESULT: lambda: self._chosen(self._result.draw(ui, self.result, self.can_rewind)),
            Panel.MENU: lambda: self._chosen(draw_menu(ui, self.can_rewind)),
        }
        shown = self.panel
        if draw[shown]() and self.panel is shown:
            self.panel = Panel.NONE

    def _tasks(self) -> bool:
        with card(self.ui, "tasks", self.ui.t("menu.tasks"), (820, 660)) as state:
            if draw_tasks(self.ui):
                self.open(Panel.HINT)
        return state.closed

    def _chosen(self, asked: str) -> bool:
        """Carry out what a menu or the result was asked for; returns whether the card closes."""
        if asked in ("tasks", "help", "document"):
            self.panel = Panel(asked)
        elif asked == "finish":
            self.ui.ask("stop", "SESSION", "finished")
        elif asked in ("exit", "again", "rewind"):
            self.wish = asked
            if asked == "rewind":
                self.rewind_to = self._result.rewind_to if self.panel is Panel.RESULT else last_mistake(self.ui)
        return asked == "close"

    def _turn_the_page(self) -> None:
        """What comes next on the ticket in force: by the key alone, or on its card where something is to be said."""
        ticket = ticket_in_force(self.ui)
        if ticket is None:
            if self.ui.facts.sections.get("tickets"):
                self.ui.tell(self.ui.t("hud.no_ticket"))
        elif turn_the_page(self.ui, ticket):
            self._document.name = ticket.id
            self.open(Panel.DOCUMENT)

    def _keys(self, was_open: Panel) -> None:
        """Keys that no panel has taken."""
        if imgui.get_io().key_ctrl and imgui.is_key_pressed(_K.KEY_F12, False):
            if was_open is Panel.INSTRUCTOR:
                self.panel = Panel.NONE
            elif was_open is not Panel.RESULT:
                self.open(Panel.INSTRUCTOR)
            return
        if imgui.get_io().want_text_input or self._keypad.is_open:
            return
        if imgui.is_key_pressed(_K.KEY_ESCAPE, False) and was_open is Panel.NONE:
            if self.control and self.room.selected is not None:
                self.room.selected = None
            elif self.control:
                self.control = False
            else:
                self.panel = Panel.MENU
        if was_open is not Panel.NONE:
            if was_open is Panel.DOCUMENT and imgui.is_key_pressed(_K.KEY_N, False):
                self._turn_the_page()
                return
            if any(panel is was_open and imgui.is_key_pressed(key, False) for key, panel in _OPENED_BY.items()):
                self.panel = Panel.NONE  # the key that opens a card closes it
            return
        for key, panel in _OPENED_BY.items():
            if imgui.is_key_pressed(key, False):
                self.open(panel)
        if imgui.is_key_pressed(_K.KEY_C, False) and not self.control:
            self.open_control()
        if imgui.is_key_pressed(_K.KEY_N, False):
            self._turn_the_page()
        if imgui.is_key_pressed(_K.KEY_P, False):
            toggle_freeze(self.ui)
        if imgui.is_key_pressed(_K.KEY_EQUAL, False):
            faster(self.ui)
        if imgui.is_key_pressed(_K.KEY_MINUS, False):
            slower(self.ui)
