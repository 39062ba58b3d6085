"""Writing a ticket: its lines so far on the left, what the station offers on the right.

Offers stand by device, a button a verb, narrowed by what is typed; Enter takes the first. A new line goes to the end, or
below the line whose number was pressed, so that one that was forgotten need not be carried up through the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from slimgui import imgui

from engine.session.tickets.comparison import Line
from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.panels.cards import section
from engine.view.panels.keypad import Keypad
from engine.view.panels.verb_words import verb_text
from engine.view.tools import FLAT
from engine.view.ui import Ui

__all__ = ["TicketWriting"]

_T, _W = imgui.TableFlags, imgui.TableColumnFlags
_SHARE = 0.55
"""Of the width for the lines."""


class TicketWriting:
    """The words looked for, the wording typed for the next line, and where that line goes."""

    def __init__(self, keypad: Keypad) -> None:
        self._keypad = keypad
        self._wanted, self._text, self._again = "", "", False
        self._below: int | None = None
        """The line (from 1) below which the next one goes; at the end without."""
        self._count = 0
        self._show: int | None = None
        """The line to bring into sight."""

    def draw(self, ui: Ui, ticket: Ticket, width: float, height: float) -> None:
        """Both sides, ``width`` by ``height`` pixels."""
        count = len(ticket.sheet.lines)
        if self._below is not None and self._below > count:
            self._below = None
        if count != self._count:
            self._show = self._below if self._below is not None else count
            self._count = count
        imgui.begin_child("ticket.lines", (width * _SHARE, height), FLAT)
        self._written(ui, ticket)
        imgui.end_child()
        imgui.same_line(0, ui.px(16))
        imgui.begin_child("ticket.offers", (0, height), FLAT)
        self._offers(ui, ticket)
        imgui.end_child()

    # -- the lines ------------------------------------------------------------------------------------------
    def _written(self, ui: Ui, ticket: Ticket) -> None:
        """The lines so far: the number says where the next goes, the others move or strike the line."""
        count = len(ticket.sheet.lines)
        section(ui, ui.t("ticket.lines", n=count))
        flags = _T.ROW_BG | _T.BORDERS | _T.SCROLL_Y
        if not imgui.begin_table("ticket.written", 3, flags, (0, 0)):
            return
        imgui.table_setup_column("#", _W.WIDTH_FIXED, ui.px(40))
        imgui.table_setup_column(ui.t("ticket.item"))
        imgui.table_setup_column("", _W.WIDTH_FIXED, ui.px(112))
        for n in range(1, count + 1):
            imgui.table_next_row()
            imgui.table_next_column()
            if ui.button(f"ticket.below.{n}", str(n), (38, 28), selected=self._below == n):
                self._below = None if self._below == n else n
            if imgui.is_item_hovered():
                imgui.set_tooltip(ui.t("ticket.below"))
            imgui.table_next_column()
            imgui.align_text_to_frame_padding()
            ui.wrapped(ticket.text_of(n - 1).of(ui.lang))
            if n == self._show:
                imgui.set_scroll_here_y(0.8)
                self._show = None
            imgui.table_next_column()
            if self._moved(ui, ticket, n, count):
                break  # the lines are others now
        imgui.end_table()

    @staticmethod
    def _moved(ui: Ui, ticket: Ticket, n: int, count: int) -> bool:
        """The buttons at the end of line ``n``; whether one was pressed."""
        for i, (name, sign, able, edit) in enumerate((
            ("up", "↑", n > 1, {"move": [n, n - 1]}), ("down", "↓", n < count, {"move": [n, n + 1]}),
            ("strike", "×", True, {"remove": n}),
        )):  # fmt: skip
            if i:
                imgui.same_line(0, ui.px(4))
            if ui.button(f"ticket.{name}.{n}", sign, (32, 28), enabled=able):
                ui.ask("fill", ticket.id, edit)
                return True
        return False

    # -- the offers -----------------------------------------------------------------------------------------
    def _offers(self, ui: Ui, ticket: Ticket) -> None:
        """Everything that can be written, narrowed by what is typed, what fits best on top; Enter takes the first."""
        section(ui, ui.t("ticket.offers") if self._below is None else ui.t("ticket.offers_below", n=self._below))
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
        fitting = _fitting(ticket, self._wanted.lower().split(), ui.lang)
        if found_at_once and fitting:
            self._again = True
            self._choose(ui, ticket, *fitting[0])
        imgui.begin_child("ticket.offers.list", (0, 0), imgui.ChildFlags.NONE)
        for on, group in groupby(fitting, key=lambda one: one[0].on):
            self._device(ui, ticket, on, list(group))
        imgui.end_child()

    def _device(self, ui: Ui, ticket: Ticket, on: str, offers: list[tuple[Line, bool]]) -> None:
        """A device, and under its name a button for each thing that can be written of it."""
        ui.label(ui.fitted(ticket.name_of(on).of(ui.lang), imgui.get_content_region_avail()[0]), theme.TEXT)
        room, used = imgui.get_content_region_avail()[0] / ui.scale, 0.0
        for line, number in offers:
            text, high = verb_text(ui, line.do, on), 30
            if line.value is not None:  # the same deed at several places: those tell the buttons apart
                text += ticket.phrase(line).of(ui.lang).removeprefix(ticket.phrase(Line(line.do, on)).of(ui.lang))
                broken = ui.broken(text, ui.px(room - 22))[:2]
                text, high = "\n".join(broken), 30 if len(broken) < 2 else 50
            wide = imgui.calc_text_size(text)[0] / ui.scale + 22
            if used and used + 6 + wide <= room:
                imgui.same_line(0, ui.px(6))
                used += 6 + wide
            else:
                used = wide
            key = ".".join(["ticket.add", line.do, line.on, *([] if line.value is None else line.value.values())])
            if ui.button(key, text, (min(wide, room), high)):
                self._choose(ui, ticket, line, number)
        imgui.dummy((0, ui.px(4)))

    def _choose(self, ui: Ui, ticket: Ticket, line: Line, number: bool) -> None:
        """Write the line down, asking for its number first."""

        def write(value: float | None) -> bool:
            plain: dict[str, Any] = line.plain()
            if value is not None:
                plain["value"] = value
            if ticket.spec.written and self._text.strip():
                plain["text"] = self._text.strip()
            edit: dict[str, Any] = {"add": plain}
            if self._below is not None:
                edit["at"] = self._below + 1
            done = ui.ask("fill", ticket.id, edit)
            if done:
                self._text = ""
                self._below = None if self._below is None else self._below + 1  # the next follows this one
            return done

        if number:
            said = ticket.phrase(line).of(ui.lang)
            self._keypad.ask(said, "", (-math.inf, math.inf), "", write)
        else:
            write(None)


def _fitting(ticket: Ticket, words: Sequence[str], lang: str) -> list[tuple[Line, bool]]:
    """The offers that hold all ``words``, by device: first those with the very number or name that was typed, then those
    that begin with it. Who types 1020 means 1020 and not 11020, which holds it, too."""
    found: list[tuple[int, Line, bool]] = []
    for line, number in ticket.offers():
        said = ticket.phrase(line).of(lang).lower() if words else ""
        ranks = [_rank(word, said) for word in words]
        if None not in ranks:
            found.append((max((rank for rank in ranks if rank is not None), default=0), line, number))
    best: dict[str, int] = {}
    for rank, line, _ in found:
        best[line.on] = min(rank, best.get(line.on, rank))
    order = {on: (best[on], i) for i, on in enumerate(best)}
    return [(line, number) for _, line, number in sorted(found, key=lambda one: (order[one[1].on], one[0]))]


def _rank(word: str, said: str) -> int | None:
    """How well a word fits: 0 where it stands by itself, 1 where something begins with it, 2 inside, ``None`` not at all.
    Among letters and figures only those beside it tell: 接1020 holds 1020 by itself."""
    if word not in said:
        return None
    own = re.escape(word)
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    behind = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return 0 if re.search(before + own + behind, said) else 1 if re.search(before + own, said) else 2
