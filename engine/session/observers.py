"""Who watches an attempt: the recorder, the marker, hints, an instructor's screen.

All observers get the same things in the same order in the *record* phase: the actions and events since the last
record, then the row **as it is stored** (after encoding), so what is judged live is what stands in the file.
An observer never changes the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.events import Event
from engine.session.actions import Action

__all__ = ["Observer"]


class Observer(Protocol):
    """Something that watches."""

    def on_action(self, action: Action) -> None:
        """An accepted action, in order of (tick, seq)."""

    def on_event(self, event: Event) -> None:
        """An event, in the order in which they were reported."""

    def on_row(self, tick: int, values: Sequence[float]) -> None:
        """One recorded row: the value of every tag, in the order of the session's tag table, as stored.

        Text tags are 0.0 here; unrecorded tags (``Encoding.NONE``) are 0.0 too.
        """

    def on_end(self, tick: int, how: str) -> None:
        """The attempt is over: finished, failed, timed_out or quit."""
