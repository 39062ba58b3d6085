"""The window that lists the scenarios, for a program started without arguments.

    choice = choose_scenario(cards, lang="zh")
    if choice is not None: run(choice.scenario, choice.mode)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.strings import load_strings
from engine.view import theme
from engine.view.app import FRAME, Stage
from engine.view.panels.library import Library
from engine.view.panels.notice import draw_notice
from engine.view.port import ScenarioCard
from engine.view.tools import Tools
from engine.view.window import Kind

__all__ = ["Choice", "Shelf", "choose_scenario"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen."""

    scenario: str
    mode: str
    lang: str


class Shelf:
    """The list in its window."""

    def __init__(
        self,
        cards: Sequence[ScenarioCard],
        lang: str = "zh",
        size: tuple[int, int] = theme.BASE_SIZE,
        kind: Kind = "window",
        displays: tuple[str, ...] = (),
    ) -> None:
        self.stage = Stage(lang, size, kind, displays)
        self.ui = Tools(self.stage.t, self.stage.scale)
        self.library = Library(cards, self.stage.t)
        self.asked = ""
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
        elif asked in ("start", "exit"):
            self.asked = asked

    def choose(self) -> Choice | None:
        """Run until something is chosen or the window is closed."""
        while not self.asked:
            if self.stage.base.win.is_closed():
                return None
            self.step_frame()
        return Choice(self.library.chosen, self.library.mode, self.ui.lang) if self.asked == "start" else None

    def close(self) -> None:
        """Close the window."""
        self.stage.close()


def choose_scenario(cards: Sequence[ScenarioCard], lang: str = "zh") -> Choice | None:
    """Show the list and return the choice, or ``None`` if the window was closed."""
    shelf = Shelf(cards, lang)
    try:
        return shelf.choose()
    finally:
        shelf.close()
