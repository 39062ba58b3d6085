"""What came of an act is told at once: what an instrument shows, where an end hangs, how near one has come."""

from __future__ import annotations

from engine.events import Event
from engine.view.ui import Ui
from engine.view.wording import unit_text

__all__ = ["TOLD", "Outcomes", "outcome_text"]

TOLD = frozenset({"proof", "probe", "attached", "near"})
"""Kinds of events that answer what the learner just did."""


def outcome_text(ui: Ui, event: Event) -> str:
    """The event in words, with its unit as people write it."""
    text = str(event.data["text"].get(ui.lang) or event.data["text"]["zh"])
    unit = str(event.data.get("unit", ""))
    if unit and text.endswith(unit):
        return text.removesuffix(unit) + unit_text(unit, ui.lang)
    return f"{ui.facts.title(event.source, ui.lang)}：{text}" if event.kind == "proof" else text


def _lamp(event: Event) -> bool | None:
    """How the lamp of an instrument is: lit for a self-test that passed and for what it finds; none of one with figures."""
    if event.kind == "proof":
        return bool(event.data["passed"])
    figures = event.kind != "probe" or event.data["unit"] or event.data["value"] not in (0.0, 1.0)
    return None if figures else bool(event.data["value"])


class Outcomes:
    """Remembers what has been told."""

    def __init__(self) -> None:
        self._told: int | None = None

    def follow(self, ui: Ui) -> bool:
        """Tell the newest outcome once; what happened before the window opened is no news. Returns whether something
        happened that people look up at."""
        last = max((event.tick for event in ui.frame.events), default=-1)
        told, self._told = self._told, last
        if told is None:
            return False
        for event in ui.frame.events:
            mine = event.data.get("by", ui.actor) == ui.actor
            if event.tick > told and event.kind in TOLD and mine and (event.kind != "near" or event.data["on"]):
                ui.tell(outcome_text(ui, event), lamp=_lamp(event))
        return any(event.tick > told and event.kind == "consequence" for event in ui.frame.events)
