"""A ticket as a form: written from what the station offers, reviewed, ordered, and ticked off line by line.

What the card shows is the ticket's own state; this module lays out its head, its lines, what was last said of it and
what comes next (``ticket_writing``, ``ticket_lines``, ``ticket_steps``).
"""

from __future__ import annotations

from slimgui import imgui

from engine.scenario.text import Text
from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.panels.keypad import Keypad
from engine.view.panels.ticket_lines import draw_lines
from engine.view.panels.ticket_steps import HIGH, draw_steps, repeats
from engine.view.panels.ticket_writing import TicketWriting
from engine.view.tools import FLAT
from engine.view.ui import Ui

__all__ = ["TicketSheet"]

_STAGES = ("filled", "reviewed", "previewed", "ordered", "closed")
_SAID = 58
"""Height of what was last said, for 1366 × 768."""
_SPACE = 20
"""Between lines, words and buttons, together."""


class TicketSheet:
    """The form; remembers what is being written and which line was last brought into sight."""

    def __init__(self, keypad: Keypad) -> None:
        self._writing = TicketWriting(keypad)
        self._at: tuple[int | None, bool] = (None, False)

    def draw(self, ui: Ui, ticket: Ticket) -> None:
        """Draw the form of ``ticket`` in the present window."""
        self._head(ui, ticket)
        width, height = imgui.get_content_region_avail()
        repeating = repeats(ticket)
        height -= ui.px(_SAID + _SPACE + HIGH[repeating])
        if not (ticket.sheet.has("ordered") or ticket.over or ticket.printed):
            self._writing.draw(ui, ticket, width, height)
        else:
            now = (ticket.sheet.present if ticket.in_force else None, repeating)
            draw_lines(ui, ticket, height, now[0], scroll=now != self._at)
            self._at = now
        _last_said(ui, ticket)
        draw_steps(ui, ticket)

    @staticmethod
    def _head(ui: Ui, ticket: Ticket) -> None:
        """The task, and how far the ticket is."""
        number = f"{ticket.spec.number}　" if ticket.spec.number else ""
        ui.wrapped(f"{number}{ui.t('ticket.task')}{ticket.spec.task.of(ui.lang)}")
        for i, stage in enumerate(_STAGES):
            if i:
                imgui.same_line()
                ui.label("→", theme.FAINT)
                imgui.same_line()
            reached = ui.is_on(f"{ticket.id}.{stage}")
            ui.label(("✓ " if reached else "") + ui.t(f"ticket.stage.{stage}"), theme.GOOD if reached else theme.MUTED)
        if ticket.sheet.has("void"):
            imgui.same_line(0, ui.px(20))
            ui.label(ui.t("ticket.void"), theme.BAD)


def _last_said(ui: Ui, ticket: Ticket) -> None:
    """What was last said about this ticket: all of one moment, a line each."""
    said = [e for e in ui.frame.events if e.kind == "message" and e.source == ticket.id]
    imgui.begin_child("ticket.said", (0, ui.px(_SAID)), FLAT)
    with ui.font(15):
        for event in said:
            if event.tick == said[-1].tick:
                sender, text = (Text(**event.data[key]).of(ui.lang) for key in ("sender", "text"))
                ui.wrapped(ui.t("message.line", sender=sender, text=text))
    imgui.end_child()
