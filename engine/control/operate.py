"""How a block lets people act on it, without knowing the session.

Blocks give objects with ``id``, ``verbs``, ``title``, ``refuse`` and ``act`` (the shape of
``engine.session.operables.Operable``). Control stands below the session, so a refusal here is plain data and
the session turns it into its own.

    >>> ControlRefusal("not_tripped", "联锁未动作", "the interlock has not tripped").code
    'not_tripped'
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from engine.scenario.text import Text

__all__ = ["ControlRefusal", "Observable", "as_number", "unknown_verb"]


@dataclass(frozen=True, slots=True)
class ControlRefusal:
    """Why an action is not done, and what would help. ``code`` is stable for tests and rubrics."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Observable:
    """Something that can only be read or looked at: the action on record is its whole effect."""

    id: str
    title: Text
    verbs: tuple[str, ...] = ("read", "look", "check")

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Reading is always possible."""
        return None if verb in self.verbs else unknown_verb(self.id, verb)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Nothing changes."""


def unknown_verb(on: str, verb: str) -> ControlRefusal:
    """The refusal of a verb the thing does not take."""
    return ControlRefusal("verb", f"{on} 不能这样操作（{verb}）", f"{on} does not take the action {verb}")


def as_number(value: Any) -> float | None:
    """``value`` as a finite float, or ``None``: booleans, text and NaN are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
