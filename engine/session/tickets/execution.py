"""Carrying a ticket out: reading out, repeating, the check before the deed, the deed, the tick.

The turn goes down the lines. The one who reads out calls the line whose turn it is; the learner repeats it, checks
name, number and position at the device, does it, and ticks it off. What is left out or done out of turn is counted
on the sheet. Checks are lines like others: done when the learner has looked, ticked when it is so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.applied.placing import as_moves, fits_move
from engine.session.operables import refused
from engine.session.tickets.comparison import same_value

if TYPE_CHECKING:
    from engine.session.tickets.ticket import Ticket

__all__ = ["SEEN", "Execution"]

SEEN = frozenset({"check", "look", "read"})
"""Verbs by which something is looked at."""


class Execution:
    """The part of a ticket's life in which it is in force."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket, self._sheet = ticket, ticket.sheet

    # -- on the ticket itself -------------------------------------------------------------------------------
    def refuse(self, verb: str, value: Any) -> Refused | None:
        """Why this cannot be done to a ticket in force."""
        sheet = self._sheet
        match verb:
            case "fill":
                if not isinstance(value, dict) or set(value) != {"tick"}:
                    return refused("in_force", "执行中的票不能改动", "a ticket in force is not changed")
                return self._refuse_tick(value["tick"])
            case "answer":
                called = self.called
                if called is None:
                    return refused("not_called", "还没有唱票", "nothing has been read out yet")
                if not isinstance(value, dict) or not all(isinstance(value.get(k), str) for k in ("do", "on")):
                    return refused(
                        "bad_value", "复诵要说出操作和对象：{do, on}", "name the deed and the device: {do, on}"
                    )
            case "call":
                if sheet.turn is None:
                    return refused("no_more", "各项都已做完", "all lines are through")
            case "close":
                if self._ticket.spec.strict and sheet.present is not None:
                    return refused("unfinished", "还有没打勾的项", "there are lines without a tick")
            case "report":
                if sheet.turn is not None:
                    return refused("unfinished", "还有没做完的项", "there are lines to do")
            case "sign" | "test":
                return refused("in_force", "票已在执行", "the ticket is being carried out")
        return None

    def _refuse_tick(self, number: Any) -> Refused | None:
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(self._sheet.lines):
            return refused("no_line", "没有这一行", "there is no such line")
        progress = self._sheet.progress[number - 1]
        if progress.ticked >= 0:
            return refused("ticked", "这一项已经打过勾", "this line is ticked already")
        if self._ticket.spec.strict and progress.done < 0:
            return refused("not_done", "这一项还没有做", "this line has not been done yet")
        return None

    def act(self, verb: str, value: Any) -> None:
        """Read out, repeat, tick, stop to ask, close, report."""
        sheet, ticket = self._sheet, self._ticket
        match verb:
            case "call":
                self._call()
            case "answer":
                self._answer(value)
            case "fill":
                self._tick(value["tick"] - 1)
            case "ask":
                ticket.mark("held")
                ticket.say(
                    ticket.spec.supervisor,
                    Text(zh="停止操作，问清楚再继续。", en="Stop. We go on when it is clear."),
                )
            case "close":
                self._remind(len(sheet.lines))
                ticket.mark("closed")
            case "report":
                ticket.mark("reported")
                ticket.say(ticket.spec.order.sender or ticket.spec.supervisor, Text(zh="收到。", en="Understood."))

    @property
    def called(self) -> int | None:
        """The line that was read out and whose turn it still is."""
        turn = self._sheet.turn
        return turn if turn is not None and self._sheet.progress[turn].called >= 0 else None

    def choices(self) -> list[int]:
        """The lines (from 0) among which a learner who repeats chooses: the one that was called and its neighbours, no
        two of the same deed, always in one order."""
        n = self.called
        if n is None:
            return []
        lines = self._sheet.lines
        found: dict[tuple[str, str], int] = {}
        for k in sorted(range(len(lines)), key=lambda k: (abs(k - n), k)):
            found.setdefault((lines[k].do, lines[k].on), k)
        nearest = list(found.items())[:3]
        return [k for _, k in sorted(nearest, key=lambda pair: (pair[0][1], pair[0][0]))]

    def _call(self) -> None:
        n = self._sheet.turn
        assert n is not None
        self._sheet.flags.pop("held", None)
        self._remind(n)
        progress = self._sheet.progress[n]
        if progress.called < 0:
            progress.called = self._ticket.tick
        text = self._ticket.text_of(n)
        self._ticket.say(
            self._ticket.spec.supervisor,
            Text(zh=f"第 {n + 1} 项：{text.of('zh')}。", en=f"Line {n + 1}: {text.of('en')}."),
        )

    def _answer(self, value: dict[str, Any]) -> None:
        n = self.called
        assert n is not None
        line = self._sheet.lines[n]
        if (value["do"], value["on"]) == (line.do, line.on):
            self._sheet.progress[n].repeated = self._ticket.tick
            self._ticket.say(self._ticket.spec.supervisor, Text(zh="对，执行。", en="Correct, go on."))
        else:
            self._sheet.count("misread")
            self._ticket.say(
                self._ticket.spec.supervisor, Text(zh="不对，请再看一遍票面。", en="No. Read the line again.")
            )

    def _tick(self, n: int) -> None:
        """Tick line ``n`` off, whether or not it is so."""
        sheet, progress, line = self._sheet, self._sheet.progress[n], self._sheet.lines[n]
        self._remind(n)
        if progress.done < 0 and line.do in SEEN and progress.checked >= 0:
            self._done(n)
        if progress.done < 0:
            sheet.count("unverified" if line.do in SEEN else "false_ticks")
        if (line.do in SEEN or progress.done >= 0) and not self._ticket.holds(n):
            sheet.count("false_ticks")
        progress.ticked = self._ticket.tick

    def _remind(self, before: int) -> None:
        """Lines that were done but not ticked when a later one begins."""
        for progress in self._sheet.progress[:before]:
            if progress.done >= 0 and progress.ticked < 0 and not progress.late:
                progress.late = True
                self._sheet.count("unticked")

    # -- on everything else ---------------------------------------------------------------------------------
    def fits(self, verb: str, on: str, value: Any) -> bool:
        """Whether a deed is the line whose turn it is."""
        turn = self._sheet.turn
        return turn is not None and self._does(turn, verb, on, value)

    def opens(self, verb: str, on: str, value: Any) -> bool:
        """Whether a deed is the line whose turn it is, or one more move of the line that was just done."""
        return self.fits(verb, on, value) or self._more_of_it(verb, on, value)

    def saw(self, on: str) -> None:
        """Something was checked or looked at: before a deed, or as the line that asks for it."""
        sheet, tick = self._sheet, self._ticket.tick
        if not any(line.on == on for line in sheet.lines):
            return
        sheet.looked[on] = tick
        turn = sheet.turn
        if turn is None or sheet.lines[turn].on != on:
            return
        progress = sheet.progress[turn]
        progress.checked = tick
        if sheet.lines[turn].do in SEEN and progress.called >= 0:  # a glance before it is called is no more than that
            self._done(turn)
        self._ticket.publish("check", turn)

    def did(self, verb: str, on: str, value: Any) -> None:
        """A deed on the equipment."""
        sheet, turn = self._sheet, self._sheet.turn
        if turn is not None and self._does(turn, verb, on, value):
            limit = self._ticket.ticks(self._ticket.spec.check_within)
            if on not in sheet.looked or self._ticket.tick - sheet.looked[on] > limit:
                sheet.count("unchecked")
            self._done(turn)
            self._ticket.publish("do", turn)
            return
        if self._more_of_it(verb, on, value):
            return
        open_lines = (n for n, p in enumerate(sheet.progress) if not p.passed)
        other = next((n for n in open_lines if self._does(n, verb, on, value)), None)
        if other is None:
            sheet.count("outside")
        else:
            sheet.count("out_of_order")
            sheet.progress[other].done = self._ticket.tick
        self._ticket.publish("deviation", other)

    def _more_of_it(self, verb: str, on: str, value: Any) -> bool:
        """Whether this is one more move of the line that was done last and is not ticked yet: the next part of a point,
        the other end of a thing."""
        sheet = self._sheet
        latest = max((p.done for p in sheet.progress), default=-1)
        return any(
            p.done == latest >= 0 > p.ticked and self._does(n, verb, on, value) for n, p in enumerate(sheet.progress)
        )

    def _does(self, n: int, verb: str, on: str, value: Any) -> bool:
        """Whether a deed is what line ``n`` says, or one of the moves it takes: a portable thing goes where the line or its
        item has it.
        """
        line = self._sheet.lines[n]
        wanted = line.value if line.value is not None else self._ticket.place_of(n)
        fits = same_value(wanted, value) or fits_move(wanted, value) or (line.value is None and not as_moves(value))
        return (line.do, line.on) == (verb, on) and fits

    def _done(self, n: int) -> None:
        """Line ``n`` is done, in its turn: was it read out and repeated, are those before it ticked?"""
        progress = self._sheet.progress[n]
        if progress.called < 0:
            self._sheet.count("unread")
        elif progress.repeated < 0:
            self._sheet.count("unrepeated")
        self._remind(n)
        progress.done = self._ticket.tick
