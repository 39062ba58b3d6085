"""What can be acted on: every id that takes verbs, whoever owns it.

Plants bring ``Operation``s, control blocks, people and documents bring operables of their own. The session looks an
action's ``on`` up here, asks ``refuse`` (nothing may change) and, if there is no reason against it, calls ``act``.
Reach and line of sight are judged by the session before, for actors who have a body.
"""

from __future__ import annotations

from typing import Any, Protocol

from engine.control.operate import ControlRefusal
from engine.scenario.text import Text
from engine.session.actions import Refused

__all__ = ["Operable", "refused", "with_verbs"]

_PASSIVE = ("check", "look")


class Operable(Protocol):
    """One thing that takes verbs."""

    @property
    def id(self) -> str:
        """What actions name in ``on``."""

    @property
    def verbs(self) -> tuple[str, ...]:
        """The verbs it understands, the likeliest first (the view offers them in this order)."""

    @property
    def title(self) -> Text:
        """Its name for people."""

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """Why this may not be done now, or ``None``. Changes nothing."""

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it. Only called directly after ``refuse`` returned ``None``."""


def refused(code: str, zh: str, en: str) -> Refused:
    """A refusal with its reason in both languages."""
    return Refused(code, Text(zh=zh, en=en))


def with_verbs(inner: Operable, *verbs: str) -> tuple[str, ...]:
    """The verbs of ``inner`` and some more, those that only look last."""
    hands = [verb for verb in inner.verbs if verb not in _PASSIVE]
    return (*hands, *(v for v in verbs if v not in hands), *(v for v in inner.verbs if v in _PASSIVE))
