"""Locks and signs on the panel at a thing: what hangs there, and buttons to hang one there or take it off.

A button stands for what is in hand or hangs there; where there are several, it asks which.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.frame import Hanging
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.view import theme
from engine.view.panels.choosing import choice_button
from engine.view.theme import u32
from engine.view.ui import Ui

__all__ = ["draw_hanging", "hang_button", "hang_verbs", "on_it", "plain_verbs"]


def plain_verbs(ui: Ui, name: str) -> list[str]:
    """What a thing takes apart from locks and signs, in its own order."""
    thing = ui.port.operables[name]
    return list(getattr(thing, "own_verbs", thing.verbs))


def on_it(ui: Ui, name: str) -> list[Hanging]:
    """The locks and signs on a thing, in the order they were put there."""
    return [one for one in ui.frame.hanging if one.on == name]


def hang_verbs(ui: Ui, name: str) -> list[str]:
    """Verbs of locks and signs that make sense now: taking off only where something hangs."""
    section = ui.facts.sections.get("lockout")
    if section is None:
        return []
    kinds = {one.kind for one in on_it(ui, name)}
    out: list[str] = []
    for places, (put, take), kind in (
        (section.takes_locks, LOCK_VERBS, "lock"), (section.takes_signs, SIGN_VERBS, "sign"),
    ):  # fmt: skip
        if name in places:
            out += [put, take] if kind in kinds else [put]
    return out


def _fitting(ui: Ui, name: str, verb: str) -> list[str]:
    """The locks or signs a verb can mean here: those in hand, or those on the thing."""
    section = ui.facts.sections["lockout"]
    kind = section.locks if verb in LOCK_VERBS else section.signs
    if verb in (LOCK_VERBS[1], SIGN_VERBS[1]):
        return [one.id for one in on_it(ui, name) if one.id in kind]
    person = ui.frame.people.get(ui.actor)
    return [item for item in person.holds if item in kind] if person is not None else []


def hang_button(ui: Ui, name: str, verb: str, size: tuple[float, float]) -> None:
    """One button; pressed with nothing in hand it asks all the same, and the refusal says what is missing."""
    button, text = f"local.{name}.{verb}.hang", ui.t(f"hang.{verb}")
    fitting = _fitting(ui, name, verb)
    if len(fitting) > 1:
        chosen = choice_button(ui, button, text, size, [(item, _words(ui, item)) for item in fitting])
        if chosen is not None:
            ui.ask(verb, name, chosen)
    elif ui.button(button, text, size):
        # named even where there is none: a verb without a value may be one of the thing's own
        ui.ask(verb, name, fitting[0] if fitting else {"item": ""})


def _words(ui: Ui, item: str) -> str:
    """What a sign says, or what a lock is called."""
    sign = ui.facts.sections["lockout"].signs.get(item)
    return str(sign.of(ui.lang)) if sign is not None else ui.facts.title(item, ui.lang)


def draw_hanging(ui: Ui, name: str, at: tuple[float, float], width: float) -> None:
    """A small plate with what hangs on a thing: the words of its signs, and that it is locked and by whom."""
    hanging = on_it(ui, name)
    if not hanging:
        return
    parts = [one.text.of(ui.lang) for one in hanging if one.kind == "sign"]
    parts += [ui.t("local.locked", by=one.by.of(ui.lang)) for one in hanging if one.kind == "lock"]
    with ui.font(12.5):
        text = ui.fitted(" · ".join(parts), width - ui.px(12))
        wide, high = imgui.calc_text_size(text)
        draw = imgui.get_window_draw_list()
        corner = (at[0] + wide + ui.px(12), at[1] + high + ui.px(4))
        draw.add_rect_filled(at, corner, u32(theme.FIELD), ui.px(2))
        draw.add_rect(at, corner, u32(theme.BAD), ui.px(2), thickness=ui.px(1.5))
        ui.draw_text((at[0] + ui.px(6), at[1] + ui.px(2)), text, theme.BAD)
