"""The alarms of one frame, sorted for the eye: what stands on a tag, how many of each priority, what is unanswered.

    watch = AlarmWatch(frame.alarms)
    watch.worst_on("TI101A")          # the gravest standing alarm of that tag, or None
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.session.frame import AlarmLine
from engine.view.theme import PRIORITY

__all__ = ["STANDING", "UNANSWERED", "AlarmWatch"]

STANDING = frozenset({"unack", "ack", "latched_unack", "latched_ack"})
"""States in which the cause is still there, or is held by the latch."""
UNANSWERED = frozenset({"unack", "rtn_unack", "latched_unack"})
_SHOWN = STANDING | UNANSWERED


def _urgency(line: AlarmLine) -> tuple[bool, bool, int, int, str]:
    """Unanswered before answered, standing before returned, grave before slight, new before old."""
    number = PRIORITY[line.priority].number if line.priority in PRIORITY else 9
    return line.state not in UNANSWERED, line.state not in STANDING, number, -line.since, line.id


class AlarmWatch:
    """An index over the alarm lines of one frame."""

    def __init__(self, lines: Sequence[AlarmLine]) -> None:
        self.lines = sorted((line for line in lines if line.state in _SHOWN), key=_urgency)
        self.unanswered = [line for line in self.lines if line.state in UNANSWERED]
        self.counts = dict.fromkeys(PRIORITY, 0)
        self.aside = [line for line in lines if line.state in ("shelved", "suppressed", "out_of_service")]
        self.shelved = [line for line in self.aside if line.state == "shelved"]
        self._by_tag: dict[str, AlarmLine] = {}
        for line in self.lines:
            if line.state in STANDING:
                self.counts[line.priority] = self.counts.get(line.priority, 0) + 1
                known = self._by_tag.get(line.tag)
                if known is None or PRIORITY[line.priority].number < PRIORITY[known.priority].number:
                    self._by_tag[line.tag] = line

    def worst_on(self, tag_id: str) -> AlarmLine | None:
        """The gravest alarm standing on ``tag_id``."""
        return self._by_tag.get(tag_id)

    def shelved_on(self, tag_id: str) -> AlarmLine | None:
        """An alarm of ``tag_id`` that somebody has shelved."""
        return next((line for line in self.shelved if line.tag == tag_id), None)

    def unanswered_of(self, priority: str) -> int:
        """How many alarms of ``priority`` wait for an answer."""
        return sum(line.priority == priority for line in self.unanswered)
