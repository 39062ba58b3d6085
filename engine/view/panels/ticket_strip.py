"""The ticket in force while walking: its present line in a corner, and one key for what comes next on paper.

The key reads out, opens the card where something is to be repeated, and ticks off what is done; it never ticks what
is not.
"""

from __future__ import annotations

from typing import Literal

from engine.session.tickets.execution import Execution
from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.theme import Rgba
from engine.view.ui import Ui

__all__ = ["Due", "due", "strip_lines", "ticket_in_force", "turn_the_page"]

Due = Literal["call", "repeat", "do", "tick", "close"]
"""What comes next: reading out, repeating, the deed itself, the tick, closing."""
WIDEST = 420
"""Of the strip's text, for 1366 × 768."""


def ticket_in_force(ui: Ui) -> Ticket | None:
    """The first ticket that is being carried out, or ``None``."""
    for name in ui.facts.sections.get("tickets") or {}:
        ticket = ui.port.operables.get(name)
        if isinstance(ticket, Ticket) and ticket.in_force:
            return ticket
    return None


def due(ticket: Ticket) -> Due:
    """What comes next on a ticket in force."""
    sheet = ticket.sheet
    present, called = sheet.present, Execution(ticket).called
    if present is None:
        return "close"
    if called is not None and sheet.progress[called].repeated < 0:
        return "repeat"
    if sheet.progress[present].passed:
        return "tick"
    return "call" if called is None else "do"


def strip_lines(ui: Ui, ticket: Ticket, wide: float = WIDEST) -> list[tuple[str, Rgba, float]]:
    """Text, colour and size of the strip's lines, ``wide`` at most: the present line of the ticket, then what the key
    does."""
    present, what = ticket.sheet.present, due(ticket)
    lines: list[tuple[str, Rgba, float]] = []
    if present is not None:
        head = ui.t(
            "ticket.now", n=present + 1, total=len(ticket.sheet.lines), text=ticket.text_of(present).of(ui.lang)
        )
        with ui.font(16):
            lines += [(text, theme.BAR_TEXT, 16.0) for text in ui.broken(head, ui.px(wide))]
    colour = theme.BAR_MUTED if what == "do" else theme.PRIORITY["medium"].fill
    return [*lines, (ui.t(f"ticket.next.{what}"), colour, 15.0)]


def turn_the_page(ui: Ui, ticket: Ticket) -> bool:
    """What the key does; returns whether the card is to be opened for it."""
    match due(ticket):
        case "call":
            ui.ask("call", ticket.id)
        case "tick":
            present = ticket.sheet.present
            assert present is not None
            ui.ask("fill", ticket.id, {"tick": present + 1})
        case "repeat" | "close":
            return True
    return False
