"""A ticket before it is carried out: written, reviewed, rehearsed, asked for, ordered and repeated.

Reviewers and whoever gives the order are simulated: they answer at once, as messages. A reviewer says what is wrong as
far as the mode's help goes, and hands out the printed ticket when it was wrong too often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.plant.rehearsal import RehearsedDeed
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.tickets.comparison import Line
from engine.session.tickets.words import verdict
from engine.session.tickets.writing import edited, refuse_edit

if TYPE_CHECKING:
    from engine.session.tickets.ticket import Ticket

__all__ = ["Draft"]

LEARNER = "learner"
REHEARSAL = Text(zh="模拟预演", en="Rehearsal")
MOST_TOLD = 3
"""Refusals of a rehearsal that are told one by one."""


class Draft:
    """The part of a ticket's life before the order."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket, self._sheet, self._spec = ticket, ticket.sheet, ticket.spec

    # -- what is asked of it --------------------------------------------------------------------------------
    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Why this cannot be done to a ticket that is not in force yet."""
        if verb == "fill":
            if self._ticket.printed:
                return refused("printed", "这是印好的票，不能改", "this ticket is printed and cannot be changed")
            return refuse_edit(self._sheet.lines, value, self._ticket.around.takes, self._spec.written)
        if not self._sheet.lines:
            return refused("empty", "票上还没有内容", "nothing stands on the ticket yet")
        match verb:
            case "sign":
                if actor not in self._spec.reviews:
                    return refused("not_yours", "这张票不由你签字", "this ticket is not yours to sign")
                if actor in self._sheet.signatures:
                    return refused("signed", "已经签过字了", "you have signed already")
            case "ask":
                return self._refuse_review(value)
            case "report":
                if self._spec.strict and not (self._ticket.signed and self._sheet.has("previewed")):
                    return refused("not_ready", "先审核、预演，再请令", "have it reviewed and rehearsed first")
            case "answer":
                if not self._sheet.has("asked"):
                    return refused("not_ordered", "还没有发令", "no order has been given yet")
                if not isinstance(value, dict) or value.get("order") not in ("task", *self._spec.order.decoys):
                    return refused("bad_value", "复诵要说出操作任务", "repeat the task: {order: task}")
            case "call" | "close":
                return refused("not_ordered", "还没有正令，不能执行", "there is no order to carry it out yet")
        return None

    def _refuse_review(self, value: Any) -> Refused | None:
        who = self._ticket.next_reviewer if value is None else value
        if not who:
            return refused("signed", "都已审核签字", "everybody has signed")
        if not isinstance(who, str) or who not in self._spec.reviews or who == LEARNER:
            return refused(
                "no_reviewer", "这个人不审核这张票，自审请签字", "not a reviewer; your own review is to sign"
            )
        if who in self._sheet.signatures:
            return refused("signed", "已经签过字了", "that signature is there already")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Write, sign, have it reviewed or rehearsed, ask for the order, repeat it."""
        match verb:
            case "fill":
                lines = edited(self._sheet.lines, value)
                if lines != self._sheet.lines:
                    self._lapse()
                    self._sheet.rewrite(lines)
            case "sign":
                self._sheet.signatures.append(actor)
            case "ask":
                self._review(self._ticket.next_reviewer if value is None else value)
            case "test":
                self.rehearse()
            case "report":
                self._warn_unready()
                self._ticket.mark("asked")
                self._ticket.say(self._orderer, self._spec.order.text or _ordering(self._spec.task))
            case "answer":
                self._repeat(str(value["order"]))

    @property
    def _orderer(self) -> str:
        return self._spec.order.sender or self._spec.supervisor

    # -- its steps ------------------------------------------------------------------------------------------
    def print(self) -> None:
        """The lines of the scenario in the place of the learner's."""
        self._sheet.rewrite([Line(item.verb, item.target, item.value) for item in self._spec.items.values()])

    def _lapse(self) -> None:
        """Whoever signed has signed the lines as they stood; what was said of them is taken back aloud."""
        sheet = self._sheet
        gone = [
            words for holds, words in (
                (bool(sheet.signatures), ("审核签名", "reviews")), (sheet.has("previewed"), ("预演", "rehearsal")),
                (sheet.has("asked"), ("请令", "request for the order")),
            ) if holds
        ]  # fmt: skip
        if gone:
            zh, en = "、".join(words[0] for words in gone), ", ".join(words[1] for words in gone)
            self._ticket.say(
                self._spec.supervisor,
                Text(zh=f"票面已改动，原来的{zh}作废，要重新来过。", en=f"The ticket has been changed: {en} no longer hold; do it again."),
            )

    def _warn_unready(self) -> None:
        """The order may be asked for all the same (unless the ticket is strict), but not without a word."""
        ticket = self._ticket
        rehearsed = self._sheet.has("previewed") or ticket.around.rehearse is None
        lacks = [
            words for lacking, words in (
                (not ticket.signed, ("审核", "reviewed")), (not rehearsed, ("预演", "rehearsed")),
            ) if lacking
        ]  # fmt: skip
        if not lacks:
            return
        self._sheet.count("unready")
        zh, en = "、".join(words[0] for words in lacks), " nor ".join(words[1] for words in lacks)
        zh = f"这张票还没有{zh}就请令，不合规定，已记下。"
        en = f"The order is asked for a ticket that has not been {en}: against the rules, and noted."
        ticket.say(self._spec.supervisor, Text(zh=zh, en=en))
        ticket.publish("unready")

    def _review(self, who: str) -> None:
        """Somebody else reads it: signs, or says what is wrong as far as the mode's help goes."""
        ticket, sheet = self._ticket, self._sheet
        faults = 0 if ticket.printed else ticket.compared().faults
        ticket.say(who, verdict(ticket.explained(ticket.around.help_level) if faults else [], faults))
        if not faults:
            sheet.signatures.append(who)
            return
        if sheet.digest in sheet.failed:
            ticket.say(who, Text(zh="和上次退回的一样，一处都没有改。", en="It is the one that was sent back: nothing has been changed."))
            return
        sheet.failed.append(sheet.digest)
        if self._spec.tries and len(sheet.failed) >= self._spec.tries:
            sheet.own = ticket.own()
            ticket.mark("handed")
            self.print()
            sheet.signatures.extend(self._spec.reviews)
            ticket.say(who, Text(zh="请改用这张印好的票。", en="Use this printed ticket instead."))

    def rehearse(self) -> None:
        """Go through the lines on the plant as it stands, and say which it would refuse."""
        ticket, sheet = self._ticket, self._sheet
        # only what is printed means what its item does: of what a learner wrote the model must not fill in anything
        meant = {n: ticket.place_of(n) for n in range(len(sheet.lines))} if ticket.printed else {}
        lines = enumerate(sheet.lines)
        deeds = [RehearsedDeed(n, li.do, li.on, meant.get(n) or li.value) for n, li in lines if li.do != "check"]
        rehearse = ticket.around.rehearse
        refusals = rehearse(deeds) if rehearse is not None else ()
        sheet.counts["refusals"] = len(refusals)
        if not refusals:
            ticket.mark("previewed")
            ticket.emit(REHEARSAL, Text(zh="预演通过。", en="Rehearsed without a refusal."))
            return
        sheet.flags.pop("previewed", None)
        for one in refusals[:MOST_TOLD]:
            n, why, text = one.line + 1, one.reason, ticket.text_of(one.line)
            ticket.emit(
                REHEARSAL,
                Text(zh=f"第 {n} 项“{text.of('zh')}”被拒绝：{why.of('zh')}", en=f"line {n}, {text.of('en')}, refused: {why.of('en')}"),
            )  # fmt: skip

    def _repeat(self, said: str) -> None:
        ticket = self._ticket
        if said == "task":
            ticket.mark("ordered")
            ticket.say(self._orderer, Text(zh="对，执行。", en="Correct, carry it out."))
        else:
            self._sheet.count("misread")
            ticket.say(
                self._orderer,
                Text(zh="复诵不对，请再听一遍：", en="Not what was ordered. Once more: "),
                self._spec.task,
            )


def _ordering(task: Text) -> Text:
    return Text(zh=f"现在发令：{task.of('zh')}。请复诵。", en=f"The order: {task.of('en')}. Repeat it.")
