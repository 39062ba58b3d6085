"""Verbs that need to be told more: the buttons of what can be said.

A few things to say open below the button of the verb; what takes tools and parts stands in place of the rows of a local
panel. One thing that can be said is said at once; where nothing can, the request is made bare, so that the session
itself tells what is missing.

    chosen = choice_button(ui, "local.SA1.turn", "旋转", (130, 46), [("auto", "自动"), ("manual", "手动")])

    chooser.ask(ui, "test", "W1")
    if chooser.is_open: chooser.draw(ui)
"""

from __future__ import annotations

from collections.abc import Sequence

from slimgui import imgui

from engine.session.applied.choices import choices_of, takes_choices
from engine.tags import Kind
from engine.view import theme
from engine.view.panels.verb_words import verb_text
from engine.view.ui import Ui

__all__ = ["Chooser", "choice_button", "positions"]


def choice_button(
    ui: Ui, name: str, text: str, size: tuple[float, float], options: Sequence[tuple[str, str]]
) -> str | None:
    """The option that was chosen in this frame, as its key; ``options`` are pairs of key and words. Each is a button
    ``name.key`` in a list that opens below."""
    chosen = None
    if ui.button(name, text, size):
        imgui.open_popup(name)
    if imgui.begin_popup(name):
        for key, words in options:
            if ui.button(f"{name}.{key}", words, (280, 36)):
                chosen = key
                imgui.close_current_popup()
        imgui.end_popup()
    return chosen


def positions(ui: Ui, name: str) -> list[tuple[str, str]]:
    """The positions a selector can be turned into, with their words; empty for what is no selector."""
    tag = ui.tag(name)
    if tag is None or tag.kind is not Kind.MODE:
        return []
    return [(option, ui.t.get(f"option.{option}", option)) for option in tag.options]


class Chooser:
    """Which verb waits for its choice."""

    def __init__(self) -> None:
        self._verb, self._on = "", ""

    @property
    def is_open(self) -> bool:
        """Whether a verb waits."""
        return bool(self._verb)

    def close(self) -> None:
        """Nothing waits any more."""
        self._verb = self._on = ""

    def ask(self, ui: Ui, verb: str, on: str) -> None:
        """Ask for it, or open the list of what can be said with it."""
        operable = ui.port.operables[on]
        offered = choices_of(operable, ui.actor, verb) if takes_choices(operable, verb) else ()
        if len(offered) > 1:
            self._verb, self._on = verb, on
        else:
            ui.ask(verb, on, offered[0].value if offered else None)

    def draw(self, ui: Ui) -> None:
        """The list, a button each; it stays until the way back is taken or nothing is left to choose from."""
        verb, on = self._verb, self._on
        ui.label(f"{verb_text(ui, verb, on)}　{ui.facts.title(on, ui.lang)}", theme.TEXT, 19)
        imgui.spacing()
        offered = choices_of(ui.port.operables[on], ui.actor, verb)
        imgui.push_style_var(imgui.StyleVar.BUTTON_TEXT_ALIGN, (0.0, 0.5))
        for i, choice in enumerate(offered):
            if ui.button(f"choice.{on}.{verb}.{i}", choice.text.of(ui.lang), (-1, 42)):
                ui.ask(verb, on, choice.value)
        imgui.pop_style_var()
        if ui.button("choice.back", ui.t("local.back"), (160, 38)) or not offered:
            self.close()
