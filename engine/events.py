"""What happened: one plain record for everything the model reports, from a trip to a message.

Events are facts of the attempt: recorded, hashed into its chain, given to every observer, shown on the time
line. The kinds are a closed list, because rubrics, reports and the view refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["EVENT_KINDS", "Event"]

EVENT_KINDS: dict[str, str] = {
    "alarm": "an alarm changed its state; data: alarm, state, from, value, priority, first_out, by; put aside: reason, until",
    "trip": "an interlock tripped; data: title, first_out, causes, group_first",
    "trip_reset": "an interlock was reset; data: by, causes (text, since, first, after)",
    "bypass": "an interlock was bypassed or put back; data: on, by, permitted",
    "bypass_ending": "a bypass ends soon by itself; data: left (s), by, text",
    "bypass_demand": "a bypassed interlock was demanded and would have tripped; data: first_out, causes, by, permitted, text",
    "fault": "a fault began or ended; data: on, text, by, hidden",
    "consequence": "harm or loss that cannot be undone; data: title, what, why, severity, ends",
    "plant": "the plant reports something of its own; data: equipment-specific",
    "message": "somebody says something to the learner; data: sender, text; of a question options, of a test its result (test), of an instructor by",
    "refused": "an action was refused; data: actor, verb, on, value, code, reason, seq",
    "document": "a document changed; data: version, signed, of a ticket what, line",
    "lockout": "a lock or sign was put on or taken off; data: item, verb (lock, unlock, tag, untag), by, text",
    "despite_sign": "something was worked although a sign hangs on it; data: verb, by, signs, text",
    "clip": "a shown or recorded value left its range; data: value, of an instrument also low, high",
    "freeze": "the simulation was frozen or went on; data: frozen, by",
    "speed": "the speed changed; data: factor, by",
    "phase": "the procedure entered a phase; data: phase",
    "checkpoint": "a snapshot was taken: a named checkpoint, stored when this tick is over; data: name, by",
    "end": "the attempt ended; data: how (finished, failed, timed_out, quit)",
}
"""Every kind with what its ``data`` holds."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at ``tick``; ``source`` is the id of what reports it.

    ``us`` is the offset inside the tick in microseconds (plants may stamp finer than a tick).
    ``data`` is plain data; texts in it are ``{"zh": …, "en": …}``.
    """

    tick: int
    kind: str
    source: str
    data: dict[str, Any] = field(default_factory=dict)
    us: int = 0

    def __post_init__(self) -> None:
        if self.kind not in EVENT_KINDS:
            raise ValueError(f"{self.kind!r} is not an event kind: {', '.join(EVENT_KINDS)}")
