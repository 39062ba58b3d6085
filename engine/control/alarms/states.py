"""The alarm state machine of ISA-18.2 (ANSI/ISA-18.2-2016, clause 5.5; IEC 62682).

    normal          A  nothing to report
    unack           B  in alarm, nobody has acknowledged
    ack             C  in alarm, acknowledged
    rtn_unack       D  returned to normal before it was acknowledged
    latched_unack   E  returned, latched, not acknowledged
    latched_ack     F  returned, latched, acknowledged: waits for a reset
    shelved         G  put aside by the operator for a time
    suppressed      H  put aside by design
    out_of_service  I  put aside for maintenance

The machine knows nothing of limits and delays: it is told whether the condition began or ended.

    >>> step(State.NORMAL, Input.BEGINS), step(State.UNACK, Input.ENDS), step(State.RTN_UNACK, Input.ACKNOWLEDGE)
    (<State.UNACK: 'unack'>, <State.RTN_UNACK: 'rtn_unack'>, <State.NORMAL: 'normal'>)
"""

from __future__ import annotations

from enum import Enum, StrEnum

__all__ = ["ASIDE", "STANDING", "STATES", "UNACKNOWLEDGED", "Input", "State", "step"]


class State(StrEnum):
    """The nine states."""

    NORMAL = "normal"
    UNACK = "unack"
    ACK = "ack"
    RTN_UNACK = "rtn_unack"
    LATCHED_UNACK = "latched_unack"
    LATCHED_ACK = "latched_ack"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


STATES = tuple(State)
"""All states; the index is the value of the mode tag ``<alarm>.state``."""

UNACKNOWLEDGED = frozenset({State.UNACK, State.RTN_UNACK, State.LATCHED_UNACK})
STANDING = frozenset({State.UNACK, State.ACK, State.LATCHED_UNACK, State.LATCHED_ACK})
"""States in which the cause is still there, or is held by the latch."""
ASIDE = frozenset({State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE})
"""States in which the alarm is not announced, whatever its condition does."""


class Input(Enum):
    """What can happen to an alarm."""

    BEGINS = "begins"
    ENDS = "ends"
    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"
    SHELVE = "shelve"
    SUPPRESS = "suppress"
    REMOVE = "remove"  # from service
    RETURN_ACTIVE = "return_active"  # back from G, H or I while the condition holds
    RETURN_NORMAL = "return_normal"  # back while it does not


_ANNOUNCED = {
    (State.NORMAL, Input.BEGINS): State.UNACK,
    (State.RTN_UNACK, Input.BEGINS): State.UNACK,
    (State.LATCHED_UNACK, Input.BEGINS): State.UNACK,
    (State.LATCHED_ACK, Input.BEGINS): State.UNACK,
    (State.UNACK, Input.ACKNOWLEDGE): State.ACK,
    (State.RTN_UNACK, Input.ACKNOWLEDGE): State.NORMAL,
    (State.LATCHED_UNACK, Input.ACKNOWLEDGE): State.LATCHED_ACK,
    (State.LATCHED_ACK, Input.RESET): State.NORMAL,
}
_ENDS = {State.UNACK: State.RTN_UNACK, State.ACK: State.NORMAL}
_ENDS_LATCHED = {State.UNACK: State.LATCHED_UNACK, State.ACK: State.LATCHED_ACK}
_ASIDE = {Input.SHELVE: State.SHELVED, Input.SUPPRESS: State.SUPPRESSED, Input.REMOVE: State.OUT_OF_SERVICE}
_BACK = {Input.RETURN_ACTIVE: State.UNACK, Input.RETURN_NORMAL: State.NORMAL}


def step(state: State, what: Input, latched: bool = False) -> State:
    """The state after ``what``; the same state where it has no meaning. ``latched`` alarms stay until reset."""
    if what in _ASIDE:
        return _ASIDE[what]
    if state in ASIDE:
        return _BACK.get(what, state)
    if what is Input.ENDS:
        return (_ENDS_LATCHED if latched else _ENDS).get(state, state)
    return _ANNOUNCED.get((state, what), state)
