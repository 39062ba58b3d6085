"""Help on demand: three levels, each with its price before it is asked for, each on record.

Level 1 names the next step, level 2 says how it is done, level 3 the very operation and where, with a ring around
it. Where learning is guided everything is shown at once and costs nothing; in an exam there is no help.

    panel = HintPanel()
    if panel.may_open(ui): ...
    closed = panel.draw(ui)
"""

from __future__ import annotations

from slimgui import imgui

from engine.view import theme
from engine.view.hints import Hint, next_hint
from engine.view.panels.cards import card
from engine.view.ui import Ui

__all__ = ["HintPanel"]

LEVELS = (1, 2, 3)


class HintPanel:
    """Remembers how far help was asked for on which step; ``costs`` are the points of levels 1, 2, 3."""

    def __init__(self) -> None:
        self.costs: tuple[float, ...] | None = None
        """By default what the mode says."""
        self._told: dict[str, int] = {}
        self._ringed = ""
        """The step whose object is ringed."""

    def may_open(self, ui: Ui) -> bool:
        """Whether there is help now; if not, say why."""
        if ui.frame.help_level == 0:
            ui.tell(ui.t("hint.exam"), refused=True)
        elif ui.frame.ended:
            ui.tell(ui.t("hint.over"), refused=True)
        else:
            return True
        return False

    def follow(self, ui: Ui) -> None:
        """Take the ring away once its step is no longer the one to do."""
        if ui.hinted:
            hint = next_hint(ui)
            if hint is None or hint.id != self._ringed:
                ui.hinted = self._ringed = ""
            else:  # of several things the first that is not done
                ui.hinted = hint.on

    def draw(self, ui: Ui) -> bool:
        """Draw the card; returns whether it was closed."""
        with card(ui, "hint", ui.t("hint.title"), (720, 470)) as state:
            hint = next_hint(ui)
            if hint is None:
                ui.wrapped(ui.t("task.all_done"), theme.GOOD)
            else:
                self._levels(ui, hint)
        return state.closed

    def _levels(self, ui: Ui, hint: Hint) -> None:
        free = ui.frame.mode == "learn"
        ui.wrapped(ui.t("hint.free") if free else ui.t("hint.record"), theme.MUTED)
        told = 3 if free else self._told.get(hint.id, 0)
        for level in LEVELS:
            imgui.spacing()
            ui.label(ui.t(f"hint.level{level}"), theme.ACCENT, 17)
            if told >= level:
                ui.wrapped(self._answer(ui, hint, level))
                continue
            name = ui.t("hint.ask", cost=self._price(ui, level))
            if ui.button(f"hint.{level}", name, (0, 38), "primary" if level == told + 1 else "plain"):
                self._ask(ui, hint, level)
        if told >= 3:
            self._ring(ui, hint)

    def _ask(self, ui: Ui, hint: Hint, level: int) -> None:
        if ui.ask("ask", "HELP", level):
            self._told[hint.id] = level
            if level == 3:
                self._ring(ui, hint)

    def _ring(self, ui: Ui, hint: Hint) -> None:
        ui.hinted, self._ringed = hint.on, hint.id

    def _price(self, ui: Ui, level: int) -> str:
        costs = self.costs or (ui.facts.mode(ui.frame.mode).hint_cost,) * len(LEVELS)
        cost = costs[level - 1]
        return ui.t("hint.cost", points=f"{cost:g}") if cost else ui.t("hint.no_cost")

    @staticmethod
    def _answer(ui: Ui, hint: Hint, level: int) -> str:
        if level == 1:
            return f"{hint.id}  {hint.title}"
        if level == 2:
            return hint.detail or ui.t("hint.no_detail")
        if not hint.deed:
            return ui.t("hint.no_deed")
        lines = [hint.deed, hint.where, ui.t("hint.ringed") if hint.ringed else ""]
        return "\n".join(line for line in lines if line)
