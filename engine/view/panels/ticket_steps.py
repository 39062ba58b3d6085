"""The foot of a ticket: what comes next on it, from review to the last report, as buttons.

Enter does what comes next, the figures choose what is repeated.
"""

from __future__ import annotations

from typing import Any

from slimgui import imgui

from engine.session.tickets.execution import Execution
from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.panels.ticket_strip import due
from engine.view.ui import Ui

__all__ = ["HIGH", "draw_steps", "repeats"]

HIGH = {False: 48.0, True: 92.0}
"""Height of the foot for 1366 × 768, without and with something to repeat."""


def repeats(ticket: Ticket) -> bool:
    """Whether something is to be repeated now: the order, or the line that was read out."""
    if ticket.over:
        return False
    return due(ticket) == "repeat" if ticket.in_force else ticket.sheet.has("asked")


def draw_steps(ui: Ui, ticket: Ticket) -> None:
    """The buttons of the present stage."""
    if ticket.in_force:
        _carry_out(ui, ticket)
    elif not ticket.over:
        _before(ui, ticket)
    else:
        _after(ui, ticket)


def _before(ui: Ui, ticket: Ticket) -> None:
    """Reviewing, rehearsing, the order and its repetition; Enter does what comes next."""
    if ticket.sheet.has("asked"):
        _order(ui, ticket)
        return
    some, reviewer = bool(ticket.sheet.lines), ticket.next_reviewer
    mine = reviewer == ui.actor
    name = ui.t("ticket.sign") if mine or not reviewer else ui.t("ticket.review", who=_name(ui, reviewer))
    rehearsed = ticket.sheet.has("previewed")
    due = "review" if reviewer else "test" if not rehearsed else "report"
    entries: list[tuple[str, str, bool, str, str | None]] = [
        ("review", name, some and bool(reviewer), "sign" if mine else "ask", None if mine else reviewer),
        ("test", ui.t("ticket.rehearse"), some, "test", None),
        ("report", ui.t("ticket.ready"), some, "report", None),
    ]
    for i, (key, text, able, verb, value) in enumerate(entries):
        if i:
            imgui.same_line()
        kind = "primary" if key == due and some else "plain"
        if ui.button(f"ticket.{key}", text, (0, 42), kind, enabled=able) or (able and key == due and _enter()):
            ui.ask(verb, ticket.id, value)


def _order(ui: Ui, ticket: Ticket) -> None:
    """The tasks among which the one that was ordered is repeated."""
    tasks = {"task": ticket.spec.task, **ticket.spec.order.decoys}
    chosen = sorted(tasks, key=lambda key: tasks[key].of("zh"))
    _repeat(ui, ticket, [(tasks[key].of(ui.lang), {"order": key}) for key in chosen])


def _carry_out(ui: Ui, ticket: Ticket) -> None:
    """Read out, repeat, tick, stop and ask, close."""
    sheet, choices = ticket.sheet, Execution(ticket).choices()
    present = sheet.present
    if due(ticket) == "repeat":
        _repeat(
            ui,
            ticket,
            [(ticket.text_of(n).of(ui.lang), {"do": sheet.lines[n].do, "on": sheet.lines[n].on}) for n in choices],
        )
        return
    done, next_up = due(ticket) == "tick", due(ticket) == "call"
    if ui.button(
        "ticket.call", ui.t("ticket.call"), (0, 42), "primary" if next_up else "plain", enabled=sheet.turn is not None
    ) or (next_up and _enter()):
        ui.ask("call", ticket.id)
    imgui.same_line()
    if present is not None:
        text = ui.t("ticket.tick", n=present + 1)
        if ui.button("ticket.tick", text, (0, 42), "primary" if done else "plain") or (done and _enter()):
            ui.ask("fill", ticket.id, {"tick": present + 1})
        imgui.same_line()
    if ui.button("ticket.doubt", ui.t("ticket.doubt"), (0, 42)):
        ui.ask("ask", ticket.id)
    imgui.same_line()
    if ui.button("ticket.finish", ui.t("ticket.finish"), (0, 42), "primary" if present is None else "plain"):
        ui.ask("close", ticket.id)


def _after(ui: Ui, ticket: Ticket) -> None:
    closed = ticket.sheet.has("closed")
    if closed and not ticket.sheet.has("reported"):
        if ui.button("ticket.done", ui.t("ticket.done"), (0, 42), "primary") or _enter():
            ui.ask("report", ticket.id)
        imgui.same_line()
    imgui.align_text_to_frame_padding()
    ui.label(ui.t("ticket.stage.closed" if closed else "ticket.void"), theme.GOOD if closed else theme.BAD, 18)


def _repeat(ui: Ui, ticket: Ticket, choices: list[tuple[str, dict[str, Any]]]) -> None:
    """Choices side by side, chosen by their figure too."""
    imgui.align_text_to_frame_padding()
    ui.label(ui.t("ticket.repeat"), theme.ACCENT)
    room = imgui.get_content_region_avail()[0]
    wide = (room - ui.px(8) * (len(choices) - 1)) / max(1, len(choices))
    broken = [ui.broken(f"{i + 1}  {text}", wide - ui.px(20))[:2] for i, (text, _) in enumerate(choices)]
    high = 54 if any(len(lines) > 1 for lines in broken) else 38  # names differ at their ends: none is cut short
    for i, (_, value) in enumerate(choices):
        if i:
            imgui.same_line(0, ui.px(8))
        pressed = ui.button(f"ticket.repeat.{i + 1}", "\n".join(broken[i]), (wide / ui.px(1), high))
        if pressed or _figure(i + 1):
            ui.ask("answer", ticket.id, value)
            return


def _name(ui: Ui, who: str) -> str:
    messages = ui.facts.sections.get("messages")
    contacts = messages.contacts if messages is not None else {}
    return contacts[who].of(ui.lang) if who in contacts else ui.t.get(f"ticket.who.{who}", who)


def _enter() -> bool:
    """Enter, where neither a field nor a button that the Tab key has reached takes it."""
    taken = imgui.get_io().want_text_input or imgui.is_any_item_focused()
    return not taken and bool(imgui.is_key_pressed(imgui.Key.KEY_ENTER, False))


def _figure(n: int) -> bool:
    key = getattr(imgui.Key, f"KEY_{n}", None)
    return key is not None and not imgui.get_io().want_text_input and bool(imgui.is_key_pressed(key, False))
