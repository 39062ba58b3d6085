"""What the view needs of a session, and nothing more.

The view submits actions and receives frames; an instructor's station or a seat on another machine can offer the
same port. ``engine.session.Session`` is one; the tests bring a small one of their own.

    answer = port.request("learner", "start", "P102A", None)
    frame = port.frame()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.scenario.text import Text
from engine.session.actions import Answer
from engine.session.frame import Frame
from engine.session.operables import Operable
from engine.tags import TagTable

__all__ = ["ScenarioCard", "SessionPort", "UnfinishedCard"]

Series = NDArray[np.float64]


class SessionPort(Protocol):
    """One running attempt as the view sees it."""

    @property
    def tags(self) -> TagTable:
        """All tags; ``Frame.values`` has their order."""

    @property
    def scenario(self) -> Any:
        """The loaded scenario: ``.meta`` and ``.sections``."""

    @property
    def operables(self) -> Mapping[str, Operable]:
        """Everything that takes verbs, by id."""

    @property
    def tick_ms(self) -> int:
        """The length of a tick in milliseconds."""

    @property
    def seed(self) -> int:
        """The seed of this attempt."""

    def frame(self) -> Frame:
        """The picture of this moment."""

    def request(self, actor: str, verb: str, on: str, value: Any = None) -> Answer:
        """Submit an action."""

    def advance(self, seconds: float) -> Any:
        """Simulate ``seconds`` of model time; where the model is frozen, the single steps that were asked for."""

    def set_speed(self, factor: float, by: str) -> Any:
        """Run ``factor`` times as fast as the clock."""

    def freeze(self, frozen: bool, by: str) -> Any:
        """Stop or go on."""

    def trend(self, tag_id: str, seconds: float) -> tuple[Series, Series]:
        """Model times (s) and values of the last ``seconds`` of a tag, oldest first, two arrays of one length."""

    def followed_guides(self, step: str) -> Sequence[int]:
        """The places of those guides of a step that were followed, where it has several."""

    def done_steps(self) -> Mapping[str, int]:
        """Steps of the procedure that count as done, with the tick."""


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """One line of the window that lists the scenarios."""

    id: str
    title: Text
    summary: Text
    domain: str = ""
    minutes: float | None = None
    problem: Text | None = None
    """Why it cannot be started, if it cannot."""
    modes: tuple[str, ...] = field(default=("learn", "practise", "exam"))
    starts: tuple[tuple[str, Text, Text], ...] = ()
    """Where it can be begun: id, title and what is handed over there, the default first."""


@dataclass(frozen=True, slots=True)
class UnfinishedCard:
    """An attempt that was cut off, offered to go on with."""

    file: str
    title: Text
    mode: str
    seconds: float
    """How far the model had come, s."""
    begun: str = ""
    """When it was begun, as the learner reads it."""
