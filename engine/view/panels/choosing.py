"""Verbs that need to be told more: the list of what can be said, in place of the rows of a local panel.

One thing that can be said is said at once; where nothing can, the request is made bare, so that the session itself
tells what is missing.

    chooser.ask(ui, "test", "W1")
    if chooser.is_open: chooser.draw(ui)
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.applied.choices import choices_of, takes_choices
from engine.session.applied.points import objects_of
from engine.view import theme
from engine.view.panels.faceplate import verb_text
from engine.view.ui import Ui

__all__ = ["Chooser", "at_hand", "points_at", "unlit"]

_MADE = frozenset({"proved", "tested", "found", "misfit", "attached", "near", "contact"})


def points_at(ui: Ui, object_id: str) -> list[str]:
    """The points that are at a stage object, in the order of the scenario."""
    points = ui.facts.sections.get("points") or {}
    return [name for name in points if object_id in objects_of(points, name)]


def at_hand(ui: Ui, object_id: str) -> list[str]:
    """What a local panel shows besides what the object gives: its points, what is in hand to apply there, and what
    hangs here and can be taken off."""
    person = ui.frame.people.get(ui.actor)
    held = person.holds if person is not None else ()
    portable = ui.facts.sections.get("attachments") or {}
    tools = [name for name in held if name in portable or name in (ui.facts.sections.get("probes") or {})]
    hanging = [
        name
        for name, thing in portable.items()
        if name not in held and any(ui.is_on(f"{name}.{end}") for end in thing.ends)
        and (choices_of(ui.port.operables[name], ui.actor, "detach") or choices_of(ui.port.operables[name], ui.actor, "attach"))
    ]  # fmt: skip
    return [*points_at(ui, object_id), *tools, *hanging]


def unlit(ui: Ui, tag_id: str) -> bool:
    """Whether a tag is what the program makes of an act (tested, proved, too near): nothing in the place shows that."""
    owner, _, what = tag_id.partition(".")
    sections = ui.facts.sections
    known = any(owner in (sections.get(name) or {}) for name in ("points", "probes", "keep_off"))
    ends = getattr((sections.get("attachments") or {}).get(owner), "ends", ())
    return what in ends or (known and what in _MADE)


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
