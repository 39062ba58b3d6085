"""Which moment of one run answers to a moment of another: both have begun, entered phases and met faults.

shift = Alignment(own_events, expert_events).at(tick)     # add it to a tick of the expert's
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.events import Event

__all__ = ["Alignment", "Anchor"]

BEGIN = ("begin", "")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment both runs have: its kind (begin, phase or fault), its id, and its tick in each."""

    kind: str
    key: str
    own: int
    other: int

    @property
    def shift(self) -> int:
        """What to add to a tick of the other run."""
        return self.own - self.other


class Alignment:
    """The moments two runs have in common, in the order of the first one."""

    def __init__(self, own: Iterable[Event], other: Iterable[Event]) -> None:
        mine, theirs = _moments(own), _moments(other)
        both = [Anchor(*key, tick, theirs[key]) for key, tick in mine.items() if key in theirs]
        self.anchors = sorted(both, key=lambda anchor: anchor.own)

    def at(self, tick: int) -> Anchor:
        """The last moment in common at or before ``tick``."""
        return next((anchor for anchor in reversed(self.anchors) if anchor.own <= tick), self.anchors[0])

    def main(self) -> Anchor:
        """The moment to lay the whole of both runs upon one another: the first fault both met, else the beginning."""
        return next((anchor for anchor in self.anchors if anchor.kind == "fault"), self.anchors[0])


def _moments(events: Iterable[Event]) -> dict[tuple[str, str], int]:
    """The first time of every phase and fault."""
    found = {BEGIN: 0}
    for event in events:
        if event.kind == "phase":
            found.setdefault(("phase", str(event.data.get("phase", event.source))), event.tick)
        elif event.kind == "fault" and event.data.get("on") is not False:
            found.setdefault(("fault", event.source), event.tick)
    return found
