"""One ticket of the attempt: an operable that is written, reviewed, rehearsed, ordered, carried out and closed.

What is asked of it is judged in ``refuse`` and done in ``act``; what is done to the equipment meanwhile it is told by
``engine.session.tickets.register``. Reviewers, the one who orders and the one who reads out are simulated: they
answer at once, as messages. Nothing the learner leaves out is refused for it (unless the ticket is ``strict``): it is
counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.control.bus import Bus
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.tickets.accepted import needs
from engine.session.tickets.comparison import Comparison, Line, compare, same_value
from engine.session.tickets.execution import Execution
from engine.session.tickets.section import CHECK, FLAGS, TicketSpec, tag_ids
from engine.session.tickets.sheet import Sheet
from engine.session.tickets.words import Phrase, explained, verdict, wording
from engine.session.tickets.writing import edited, refuse_edit

__all__ = ["Surroundings", "Ticket"]

LEARNER = "learner"
REHEARSAL = Text(zh="模拟预演", en="Rehearsal")
_SUPERVISOR = Text(zh="监护人", en="Supervisor")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a ticket needs of its session."""

    bus: Bus
    phrase: Phrase
    """A deed in the words of the station."""
    contacts: Mapping[str, Text]
    help_level: int
    takes: Callable[[str, str], bool]
    """Whether an operable takes a verb: what the station offers to be written down."""
    verbs: Callable[[str], Sequence[str]]
    """The verbs of an operable."""
    equipment: Mapping[str, Sequence[tuple[str, bool]]]
    """The plant's own devices with their verbs, and whether a number goes with one."""
    said: Callable[[str], bool]
    """Whether a scripted message has been said."""
    rehearse: Callable[[Sequence[RehearsedDeed]], Sequence[RehearsalRefusal]] | None


class Ticket:
    """One ticket; an operable, and a document whose every version is on record."""

    verbs = ("fill", "sign", "ask", "test", "report", "answer", "call", "close", "stop", "read")

    def __init__(self, name: str, spec: TicketSpec, around: Surroundings) -> None:
        self._name, self._spec, self._around = name, spec, around
        self.after = needs(spec)
        self._holds = {k: around.bus.compile(i.check) for k, i in spec.items.items() if i.check is not None}
        self._at = {tag: around.bus.tags.index[tag] for tag in tag_ids(name)}
        self.sheet = Sheet()
        self._found: tuple[tuple[Line, ...], Comparison] | None = None
        if spec.given:
            self._print()
        self._put_tags()

    @property
    def id(self) -> str:
        """The ticket's id."""
        return self._name

    @property
    def title(self) -> Text:
        """Its name."""
        return self._spec.title

    @property
    def spec(self) -> TicketSpec:
        """What a teacher wrote."""
        return self._spec

    # -- as a document --------------------------------------------------------------------------------------
    @property
    def version(self) -> int:
        """How often it was changed."""
        return self.sheet.version

    @property
    def signed(self) -> bool:
        """Whether everybody who must has reviewed it as it stands."""
        return bool(self.sheet.lines) and all(who in self.sheet.signatures for who in self._spec.reviews)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its lines as plain data."""
        return [line.plain() for line in self.sheet.lines]

    def state(self) -> dict[str, Any]:
        """Everything that stands on it."""
        return self.sheet.state()

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.sheet = Sheet.of(state)

    # -- how far it is --------------------------------------------------------------------------------------
    @property
    def received(self) -> bool:
        """Whether the advance notice has come."""
        return not self._spec.received or self._around.said(self._spec.received)

    @property
    def over(self) -> bool:
        """Closed or void."""
        return self.sheet.has("closed") or self.sheet.has("void")

    @property
    def in_force(self) -> bool:
        """Being carried out."""
        return self.sheet.has("ordered") and not self.over

    @property
    def printed(self) -> bool:
        """Whether its lines are the scenario's, not the learner's."""
        return self._spec.given or self.sheet.has("handed")

    @property
    def next_reviewer(self) -> str:
        """Who has not signed yet, or an empty string."""
        return next((who for who in self._spec.reviews if who not in self.sheet.signatures), "")

    def compared(self) -> Comparison:
        """How the lines as they stand fit."""
        lines = tuple(self.sheet.lines)
        if self._found is None or self._found[0] != lines:  # looked at often, changed seldom
            self._found = (lines, compare(self._spec.items, self.after, lines))
        return self._found[1]

    def item_of(self, n: int) -> str:
        """The item that line ``n`` (from 0) stands for, or an empty string."""
        if self.printed:
            return list(self._spec.items)[n]
        return self.compared().items.get(n, "")

    def text_of(self, n: int) -> Text:
        """How line ``n`` (from 0) reads: while it is written in plain words, which do not tell what fits."""
        line = self.sheet.lines[n]
        if line.text:
            return Text(zh=line.text, en=line.text)
        name = self.item_of(n) if self.printed or self.sheet.has("ordered") else ""
        item = self._spec.items.get(name)
        if item is not None and (item.verb, item.target) == (line.do, line.on) and same_value(item.value, line.value):
            return wording(item, self._around.phrase)
        return self._around.phrase(line.do, line.on, line.value)

    def offers(self) -> list[tuple[Line, bool]]:
        """What can be chosen when writing, device by device, and whether a number goes with it: everything the plant
        takes, and what stands on the ticket or is offered beside it."""
        known = self._around.equipment
        others = [item.target for item in self._spec.items.values()] + list(self._spec.devices)
        found: dict[tuple[str, str], bool] = {}
        for on in dict.fromkeys((*known, *others)):
            verbs = known[on] if on in known else [(verb, False) for verb in self._around.verbs(on)]
            for verb, number in (*verbs, (CHECK, False)):
                if verb != "look" and self._around.takes(verb, on):
                    found.setdefault((verb, on), number)
        return [(Line(verb, on), number) for (verb, on), number in found.items()]

    def phrase(self, line: Line) -> Text:
        """A line in the words of the station."""
        return self._around.phrase(line.do, line.on, line.value)

    def explained(self, level: int = 3) -> list[Text]:
        """What does not fit, one sentence a kind of mistake."""
        return explained(self.compared(), self._spec.items, self.sheet.lines, self._around.phrase, level)

    # -- what is asked of it --------------------------------------------------------------------------------
    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Why this cannot be done to the ticket now."""
        if verb == "read":
            return None
        if self.over:
            if verb == "report" and self.sheet.has("closed"):
                return None
            return refused("over", "这张票已经结束", "this ticket is closed or void")
        if not self.received:
            return refused("not_received", "还没有收到预令", "the advance notice has not come yet")
        if verb == "stop":
            fits = value is None or (isinstance(value, str) and len(value) <= 200)
            return None if fits else refused("bad_value", "作废原因应是一段文字", "the reason is a text")
        if self.in_force:
            return Execution(self).refuse(verb, value)
        if verb == "fill":
            if self.printed:
                return refused("printed", "这是印好的票，不能改", "this ticket is printed and cannot be changed")
            return refuse_edit(self.sheet.lines, value, self._around.takes, self._spec.written)
        if not self.sheet.lines:
            return refused("empty", "票上还没有内容", "nothing stands on the ticket yet")
        return self._refuse_draft(actor, verb, value)

    def _refuse_draft(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Reviewing, rehearsing, asking for the order."""
        match verb:
            case "sign":
                if actor not in self._spec.reviews:
                    return refused("not_yours", "这张票不由你签字", "this ticket is not yours to sign")
                if actor in self.sheet.signatures:
                    return refused("signed", "已经签过字了", "you have signed already")
            case "ask":
                who = self.next_reviewer if value is None else value
                if not who:
                    return refused("signed", "都已审核签字", "everybody has signed")
                if not isinstance(who, str) or who not in self._spec.reviews or who == LEARNER:
                    return refused(
                        "no_reviewer", "这个人不审核这张票，自审请签字", "not a reviewer; your own review is to sign"
                    )
                if who in self.sheet.signatures:
                    return refused("signed", "已经签过字了", "that signature is there already")
            case "report":
                if self._spec.strict and not (self.signed and self.sheet.has("previewed")):
                    return refused("not_ready", "先审核、预演，再请令", "have it reviewed and rehearsed first")
            case "answer":
                if not self.sheet.has("asked"):
                    return refused("not_ordered", "还没有发令", "no order has been given yet")
                if not isinstance(value, dict) or value.get("order") not in ("task", *self._spec.order.decoys):
                    return refused("bad_value", "复诵要说出操作任务", "repeat the task: {order: task}")
            case "call" | "close":
                return refused("not_ordered", "还没有正令，不能执行", "there is no order to carry it out yet")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it."""
        if verb == "read":
            return
        if verb == "stop":
            self.mark("void")
            self.sheet.reason = value or ""
        elif self.in_force or self.over:
            Execution(self).act(verb, value)
        else:
            self._draft(actor, verb, value)
        self.publish(verb)

    def _draft(self, actor: str, verb: str, value: Any) -> None:
        match verb:
            case "fill":
                self.sheet.rewrite(edited(self.sheet.lines, value))
            case "sign":
                self.sheet.signatures.append(actor)
            case "ask":
                self._review(self.next_reviewer if value is None else value)
            case "test":
                self._rehearse()
            case "report":
                self.mark("asked")
                self.say(
                    self._spec.order.sender or self._spec.supervisor,
                    self._spec.order.text or _ordering(self._spec.task),
                )
            case "answer":
                self._repeat_order(str(value["order"]))

    # -- before it is carried out ---------------------------------------------------------------------------
    def _review(self, who: str) -> None:
        """Somebody else reads it: signs, or says what is wrong as far as the mode's help goes."""
        faults = 0 if self.printed else self.compared().faults
        self.say(who, verdict(self.explained(self._around.help_level) if faults else [], faults))
        if not faults:
            self.sheet.signatures.append(who)
            return
        self.sheet.failed_reviews += 1
        if self._spec.tries and self.sheet.failed_reviews >= self._spec.tries:
            self.sheet.own = self._own()
            self.mark("handed")
            self._print()
            self.sheet.signatures.extend(self._spec.reviews)
            self.say(who, Text(zh="请改用这张印好的票。", en="Use this printed ticket instead."))

    def _print(self) -> None:
        self.sheet.rewrite([_line_of(item) for item in self._spec.items.values()])

    def _rehearse(self) -> None:
        deeds = [RehearsedDeed(n, li.do, li.on, li.value) for n, li in enumerate(self.sheet.lines) if li.do != "check"]
        refusals = self._around.rehearse(deeds) if self._around.rehearse is not None else ()
        self.sheet.counts["refusals"] = len(refusals)
        if not refusals:
            self.mark("previewed")
            self.emit(REHEARSAL, Text(zh="预演通过。", en="Rehearsed without a refusal."))
            return
        self.sheet.flags.pop("previewed", None)
        for one in refusals[:3]:
            n, why, text = one.line + 1, one.reason, self.text_of(one.line)
            self.emit(
                REHEARSAL,
                Text(zh=f"第 {n} 项“{text.of('zh')}”被拒绝：{why.of('zh')}", en=f"line {n}, {text.of('en')}, refused: {why.of('en')}"),
            )  # fmt: skip

    def _repeat_order(self, said: str) -> None:
        who = self._spec.order.sender or self._spec.supervisor
        if said == "task":
            self.mark("ordered")
            self.say(who, Text(zh="对，执行。", en="Correct, carry it out."))
        else:
            self.sheet.count("misread")
            self.say(who, Text(zh="复诵不对，请再听一遍：", en="Not what was ordered. Once more: "), self._spec.task)

    # -- for those who work on it ---------------------------------------------------------------------------
    def say(self, who: str, text: Text, more: Text | None = None) -> None:
        """Somebody says something to the learner."""
        sender = self._around.contacts.get(who, _SUPERVISOR if who == "supervisor" else Text(zh=who, en=who))
        self.emit(
            sender, text if more is None else Text(zh=text.of("zh") + more.of("zh"), en=text.of("en") + more.of("en"))
        )

    def emit(self, sender: Text, text: Text) -> None:
        """A message about this ticket."""
        self._around.bus.emit("message", self._name, sender=sender.model_dump(), text=text.model_dump())

    def mark(self, flag: str) -> None:
        """A state has come."""
        self.sheet.flags.setdefault(flag, self._around.bus.tick)

    @property
    def tick(self) -> int:
        """Now."""
        return self._around.bus.tick

    def ticks(self, ms: float) -> int:
        """Milliseconds as whole ticks."""
        return self._around.bus.ticks(ms)

    def holds(self, n: int) -> bool:
        """Whether the condition of line ``n`` holds now; lines without one hold."""
        name = self.item_of(n)
        return name not in self._holds or bool(self._holds[name](self._around.bus.values))

    def publish(self, what: str, line: int | None = None) -> None:
        """Put the tags and tell that there is a new version; ``line`` from 0."""
        self.sheet.version += 1
        self._put_tags()
        data: dict[str, Any] = {"version": self.sheet.version, "signed": self.signed, "what": what}
        self._around.bus.emit("document", self._name, **data, **({} if line is None else {"line": line + 1}))

    def _own(self) -> list[float]:
        """Match and numbers of mistakes of the lines as they stand."""
        found = self.compared()
        counted = (len(found.missing), len(found.extra), len(found.moved), len(found.wording))
        return [found.match, *(float(n) for n in counted)]

    def _put_tags(self) -> None:
        sheet = self.sheet
        present = sheet.present if sheet.has("ordered") else None
        out: dict[str, float] = {flag: float(sheet.has(flag)) for flag in FLAGS}
        out["filled"], out["reviewed"] = float(bool(sheet.lines)), float(self.signed)
        names = ("match", "missing", "extra", "order_faults", "wording")
        out.update(zip(names, sheet.own or self._own(), strict=True))
        out["items"], out["item"] = float(len(sheet.lines)), 0.0 if present is None else present + 1.0
        out["done"] = float(sum(1 for p in sheet.progress if p.ticked >= 0))
        values, prefix = self._around.bus.values, len(self._name) + 1
        for tag, at in self._at.items():
            part = tag[prefix:]
            values[at] = out[part] if part in out else float(sheet.counts.get(part, 0))


def _line_of(item: Any) -> Line:
    return Line(item.verb, item.target, item.value)


def _ordering(task: Text) -> Text:
    return Text(zh=f"现在发令：{task.of('zh')}。请复诵。", en=f"The order: {task.of('en')}. Repeat it.")
