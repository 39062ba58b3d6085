"""A ticket as a form: written from what the station offers, reviewed, ordered, and ticked off line by line.

Enter does what comes next, the figures choose what is repeated. What the card shows is the ticket's own state; it
holds nothing but the words that are looked for and typed.
"""

from __future__ import annotations

import math
from typing import Any

from slimgui import imgui

from engine.scenario.text import Text
from engine.session.tickets.comparison import Line
from engine.session.tickets.execution import Execution
from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.panels.cards import section
from engine.view.panels.keypad import Keypad
from engine.view.panels.ticket_strip import due
from engine.view.tools import FLAT
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["TicketSheet"]

_T, _W = imgui.TableFlags, imgui.TableColumnFlags
_STAGES = ("filled", "reviewed", "previewed", "ordered", "closed")
_FOOT = 160
"""Height of what stands below the lines, for 1366 × 768."""


class TicketSheet:
    """The words looked for among the offers, and the wording typed for the next line."""

    def __init__(self, keypad: Keypad) -> None:
        self._keypad = keypad
        self._wanted, self._text, self._again = "", "", False
        self._at: int | None = None
        """The present line that was last brought into sight."""

    def draw(self, ui: Ui, ticket: Ticket) -> None:
        """Draw the form of ``ticket`` in the present window."""
        self._head(ui, ticket)
        width, height = imgui.get_content_region_avail()
        height -= ui.px(_FOOT)
        writing = not (ticket.sheet.has("ordered") or ticket.over or ticket.printed)
        if writing:
            imgui.begin_child("ticket.lines", (width * 0.57, height), FLAT)
            _written(ui, ticket)
            imgui.end_child()
            imgui.same_line(0, ui.px(16))
            imgui.begin_child("ticket.offers", (0, height), FLAT)
            self._offers(ui, ticket)
            imgui.end_child()
        else:
            now = ticket.sheet.present if ticket.in_force else None
            _lines(ui, ticket, height, now, scroll=now != self._at)
            self._at = now
        _last_said(ui, ticket)
        if ticket.in_force:
            _carry_out(ui, ticket)
        elif not ticket.over:
            _before(ui, ticket)
        else:
            _after(ui, ticket)

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

    def _offers(self, ui: Ui, ticket: Ticket) -> None:
        """Everything that can be written, narrowed by what is typed; Enter takes the first."""
        section(ui, ui.t("ticket.offers"))
        imgui.set_next_item_width(-1)
        if self._again:  # Enter leaves a field; who writes with the keyboard wants to go on there
            imgui.set_keyboard_focus_here()
            self._again, self._wanted = False, ""
        self._wanted = imgui.input_text_with_hint("##ticket.find", ui.t("ticket.find"), self._wanted)[1]
        ui.mark("ticket.find")
        found_at_once = imgui.is_item_focused() and imgui.is_key_pressed(imgui.Key.KEY_ENTER, False)
        if ticket.spec.written:
            imgui.set_next_item_width(-1)
            self._text = imgui.input_text_with_hint("##ticket.text", ui.t("ticket.wording"), self._text)[1]
            ui.mark("ticket.text")
        if not ticket.received:
            ui.wrapped(ui.t("ticket.not_received"), theme.MUTED)
            return
        words = self._wanted.lower().split()
        imgui.begin_child("ticket.offers.list", (0, 0), imgui.ChildFlags.NONE)
        imgui.push_style_var(imgui.StyleVar.BUTTON_TEXT_ALIGN, (0.0, 0.5))
        for line, number in ticket.offers():
            said = ticket.phrase(line).of(ui.lang)
            if not all(word in said.lower() for word in words):
                continue
            room = imgui.get_content_region_avail()[0] - ui.px(24)
            pressed = ui.button(f"ticket.add.{line.do}.{line.on}", ui.fitted(said, room), (-1, 32))
            if pressed or found_at_once:
                if found_at_once:
                    self._again = True
                found_at_once = False
                self._choose(ui, ticket, line, number, said)
        imgui.pop_style_var()
        imgui.end_child()

    def _choose(self, ui: Ui, ticket: Ticket, line: Line, number: bool, said: str) -> None:
        """Write the line down, asking for its number first."""

        def write(value: float | None) -> bool:
            plain: dict[str, Any] = {"do": line.do, "on": line.on}
            if value is not None:
                plain["value"] = value
            if ticket.spec.written and self._text.strip():
                plain["text"] = self._text.strip()
            done = ui.ask("fill", ticket.id, {"add": plain})
            if done:
                self._text = ""
            return done

        if number:
            self._keypad.ask(said, "", (-math.inf, math.inf), "", write)
        else:
            write(None)


def _written(ui: Ui, ticket: Ticket) -> None:
    """The lines so far, each to be moved or struck."""
    section(ui, ui.t("ticket.lines", n=len(ticket.sheet.lines)))
    flags = _T.ROW_BG | _T.BORDERS | _T.SCROLL_Y
    if not imgui.begin_table("ticket.written", 3, flags, (0, 0)):
        return
    imgui.table_setup_column("#", _W.WIDTH_FIXED, ui.px(30))
    imgui.table_setup_column(ui.t("ticket.item"))
    imgui.table_setup_column("", _W.WIDTH_FIXED, ui.px(112))
    last = len(ticket.sheet.lines)
    for n in range(1, last + 1):
        imgui.table_next_row()
        imgui.table_next_column()
        ui.label(str(n), theme.MUTED)
        imgui.table_next_column()
        ui.wrapped(ticket.text_of(n - 1).of(ui.lang))
        imgui.table_next_column()
        if ui.button(f"ticket.up.{n}", "↑", (32, 28), enabled=n > 1):
            ui.ask("fill", ticket.id, {"move": [n, n - 1]})
            break  # the lines are others now
        imgui.same_line(0, ui.px(4))
        if ui.button(f"ticket.down.{n}", "↓", (32, 28), enabled=n < last):
            ui.ask("fill", ticket.id, {"move": [n, n + 1]})
            break
        imgui.same_line(0, ui.px(4))
        if ui.button(f"ticket.strike.{n}", "×", (32, 28)):
            ui.ask("fill", ticket.id, {"remove": n})
            break
    imgui.end_table()


def _lines(ui: Ui, ticket: Ticket, height: float, now: int | None, scroll: bool) -> None:
    """The ticket as it is carried out: when each line was read out, repeated, checked, done and ticked."""
    columns = ("called", "repeated", "checked", "done", "ticked")
    flags = _T.ROW_BG | _T.BORDERS | _T.SCROLL_Y
    if not imgui.begin_table("ticket.progress", 2 + len(columns), flags, (0, height)):
        return
    imgui.table_setup_scroll_freeze(0, 1)
    imgui.table_setup_column("#", _W.WIDTH_FIXED, ui.px(34))
    imgui.table_setup_column(ui.t("ticket.item"))
    for name in columns:
        imgui.table_setup_column(ui.t(f"ticket.column.{name}"), _W.WIDTH_FIXED, ui.px(84))
    imgui.table_headers_row()
    for n, progress in enumerate(ticket.sheet.progress):
        imgui.table_next_row()
        imgui.table_next_column()
        ui.label(("▶ " if n == now else "") + str(n + 1), theme.ACCENT if n == now else theme.MUTED)
        if n == now and scroll:
            imgui.set_scroll_here_y(0.4)
        imgui.table_next_column()
        ui.wrapped(ticket.text_of(n).of(ui.lang), theme.MUTED if progress.ticked >= 0 else theme.TEXT)
        for name in columns:
            imgui.table_next_column()
            tick = getattr(progress, name)
            mark = "✓ " if name == "ticked" else ""
            ui.label(mark + clock(tick * ui.port.tick_ms / 1000) if tick >= 0 else "", theme.TEXT, 14)
    if ticket.in_force or ticket.over:
        imgui.table_next_row()
        imgui.table_next_column()
        imgui.table_next_column()
        ui.label(ui.t("ticket.blank_below"), theme.FAINT)
    imgui.end_table()


def _last_said(ui: Ui, ticket: Ticket) -> None:
    """What was last said about this ticket, in two lines at most."""
    found = [e for e in ui.frame.events if e.kind == "message" and e.source == ticket.id]
    imgui.begin_child("ticket.said", (0, ui.px(48)), FLAT)
    if found:
        sender, text = (Text(**found[-1].data[key]).of(ui.lang) for key in ("sender", "text"))
        with ui.font(15):
            ui.wrapped(ui.t("message.line", sender=sender, text=text))
    imgui.end_child()


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
    sheet, execution = ticket.sheet, Execution(ticket)
    present = sheet.present
    if due(ticket) == "repeat":
        _repeat(
            ui, ticket, [(ticket.phrase(one).of(ui.lang), {"do": one.do, "on": one.on}) for one in execution.choices()]
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
