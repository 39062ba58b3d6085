"""A verb as a button says it: the plant's own word for what is done to a thing, else the program's."""

from __future__ import annotations

from engine.session.actions import VERBS
from engine.view.ui import Ui

__all__ = ["PASSIVE", "verb_text"]

PASSIVE = frozenset({"read", "look", "check"})
"""Verbs that change nothing; they stand last, as plain buttons."""


def verb_text(ui: Ui, verb: str, on: str = "") -> str:
    """What doing ``verb`` to ``on`` is called in the screen's language."""
    if ui.facts.words.own(verb, on) is not None:
        said = ui.facts.words.verb(verb, on).of(ui.lang)
        return said[:1].upper() + said[1:]
    zh, en = VERBS[verb]
    return zh if ui.lang == "zh" else ui.t.get(f"verb.{verb}", en.capitalize())
