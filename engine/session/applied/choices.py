"""Verbs that need to be told more: which part, with what, to where. Whoever takes them lists what can be said.

    choices_of(operable, "learner", "test")     # (Choice({"part": "A", "tool": "DET"}, Text(…)), …)
    place_of(operable, "attach", {"part": "base", "to": "W1"})      # "W1": reach is judged there

The view makes a list of buttons of it, a fuzzed learner draws from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.scenario.text import Text
from engine.session.operables import Operable

__all__ = ["Choice", "choices_of", "place_of", "takes_choices"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a verb takes, with its words."""

    value: Any
    text: Text


def takes_choices(operable: Operable, verb: str) -> bool:
    """Whether the verb has to be told more by one of its choices."""
    return verb in getattr(operable, "chosen", ())


def choices_of(operable: Operable, actor: str, verb: str) -> Sequence[Choice]:
    """What can be said with ``verb`` here and now; empty where it needs nothing, or where nothing is possible."""
    return operable.choices(actor, verb) if takes_choices(operable, verb) else ()  # type: ignore[attr-defined]


def place_of(operable: Operable | None, on: str, verb: str, value: Any) -> str:
    """The id whose place counts for reach and sight: mostly ``on``, for what is fastened somewhere that point."""
    where = getattr(operable, "where", None)
    return on if where is None else str(where(verb, value))
