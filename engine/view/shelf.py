"""The window that lists the scenarios, for a program started without arguments.

    choice = choose_scenario(cards, lang="zh", code="hx24-07", find_unfinished=unfinished_of)
    if choice is not None and choice.resume: resume(choice.resume)
    elif choice is not None: run(choice.scenario, choice.mode, learner=choice.learner)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.errors import StorageError
from engine.strings import load_strings
from engine.view import theme
from engine.view.app import FRAME, Stage
from engine.view.panels.library import Library
from engine.view.panels.notice import draw_notice
from engine.view.port import ScenarioCard, UnfinishedCard
from engine.view.tools import Tools
from engine.view.window import Kind

__all__ = ["Choice", "Shelf", "choose_scenario"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a scenario and a mode, or the file of an attempt to go on with."""

    scenario: str
    mode: str
    lang: str
    learner: str = "anonymous"
    code: str = ""
    """The learner's code as entered; empty for nobody."""
    resume: str = ""
    start: str = ""
    """The starting point; empty for the scenario's own."""


class Shelf:
    """The list in its window. ``forget`` is called when the learner asks to be forgotten on this PC."""

    def __init__(
        self,
        cards: Sequence[ScenarioCard],
        lang: str = "zh",
        size: tuple[int, int] = theme.BASE_SIZE,
        kind: Kind = "window",
        displays: tuple[str, ...] = (),
        *,
        code: str = "",
        find_unfinished: Callable[[str], Sequence[UnfinishedCard]] = lambda _learner: (),
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        self.stage = Stage(lang, size, kind, displays)
        self.ui = Tools(self.stage.t, self.stage.scale)
        self.library = Library(cards, self.stage.t, code, find_unfinished)
        self.asked = ""
        self._forget = forget
        self._now = 0.0

    def step_frame(self) -> None:
        """One picture."""
        self._now += FRAME
        if self.stage.fit():
            self.ui.scale = self.stage.scale
        self.ui.start(self._now)
        self.stage.layer.frame(FRAME, self._draw)
        self.stage.base.task_mgr.step()

    def _draw(self) -> None:
        asked = self.library.draw(self.ui)
        draw_notice(self.ui, 30)
        if asked == "language" and self.stage.font.chinese:
            self.ui.t = load_strings("en" if self.ui.lang == "zh" else "zh")
        elif asked == "forget":
            try:
                self._forget()
            except StorageError as error:
                self.ui.tell(str(error), refused=True)
        elif asked in ("start", "resume", "exit"):
            self.asked = asked

    def choose(self) -> Choice | None:
        """Run until something is chosen or the window is closed."""
        while not self.asked:
            if self.stage.base.win.is_closed():
                return None
            self.step_frame()
        if self.asked == "exit":
            return None
        library = self.library
        resumed = library.resumed if self.asked == "resume" else ""
        return Choice(library.chosen, library.mode, self.ui.lang, library.learner, library.code, resumed, library.start)

    def close(self) -> None:
        """Close the window."""
        self.stage.close()


def choose_scenario(
    cards: Sequence[ScenarioCard],
    lang: str = "zh",
    code: str = "",
    find_unfinished: Callable[[str], Sequence[UnfinishedCard]] = lambda _learner: (),
    forget: Callable[[], None] = lambda: None,
) -> Choice | None:
    """Show the list and return the choice, or ``None`` if the window was closed."""
    shelf = Shelf(cards, lang, code=code, find_unfinished=find_unfinished, forget=forget)
    try:
        return shelf.choose()
    finally:
        shelf.close()
