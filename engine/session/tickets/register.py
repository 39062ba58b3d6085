"""All tickets of a session: which of them a deed belongs to, and what a strict one refuses.

A deed is compared with the ticket in force whose turn it fits; if it fits none, with the one that knows it, else with
the first in force. Before any order, a deed that a written ticket is about is counted there as too early.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from engine.session.actions import Action, Refused
from engine.session.operables import refused
from engine.session.tickets.execution import SEEN, Execution
from engine.session.tickets.ticket import Ticket

__all__ = ["Tickets"]


class Tickets:
    """The tickets by id, told of everything that is done."""

    def __init__(
        self, tickets: Mapping[str, Ticket], deeds: Collection[tuple[str, str]], shown: Mapping[str, str],
        privileged: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.tickets = tickets
        self._deeds = frozenset(deeds)
        self._shown = shown
        self._privileged = privileged

    def refuse(self, actor: str, verb: str, on: str, value: Any) -> Refused | None:
        """Why a strict ticket in force does not let this be done."""
        if not self.tickets or self._privileged(actor) or not self._concerns(verb, on):
            return None
        live = [t for t in self.tickets.values() if t.in_force]
        if not any(t.spec.strict for t in live) or any(Execution(t).opens(verb, on, value) for t in live):
            return None
        return refused("not_its_turn", "票上现在不是这一项", "this is not the line whose turn it is")

    def acted(self, action: Action) -> None:
        """Something was done; called after it was carried out."""
        if not self.tickets or self._privileged(action.actor) or action.on in self.tickets:
            return
        live = [t for t in self.tickets.values() if t.in_force]
        if action.verb in SEEN:
            for ticket in live:
                Execution(ticket).saw(self._shown.get(action.on, action.on))
        elif self._concerns(action.verb, action.on):
            deed = (action.verb, action.on, action.value)
            if live:
                fitting = [t for t in live if Execution(t).fits(*deed)]
                knowing = [t for t in live if _knows(t, *deed[:2])]
                Execution((fitting or knowing or live)[0]).did(*deed)
            else:
                self._too_early(*deed[:2])

    def _too_early(self, verb: str, on: str) -> None:
        for ticket in self.tickets.values():
            if not ticket.over and _knows(ticket, verb, on):
                ticket.sheet.count("early")
                ticket.publish("early")

    def _concerns(self, verb: str, on: str) -> bool:
        """Whether this is a deed tickets are about: on equipment, or one that stands on a ticket."""
        if verb in SEEN:
            return False
        return (on, verb) in self._deeds or any(_knows(t, verb, on) for t in self.tickets.values())


def _knows(ticket: Ticket, verb: str, on: str) -> bool:
    """Whether a deed stands on the ticket, as printed or as written."""
    wanted = (verb, on)
    return any((i.verb, i.target) == wanted for i in ticket.spec.items.values()) or any(
        (line.do, line.on) == wanted for line in ticket.sheet.lines
    )
