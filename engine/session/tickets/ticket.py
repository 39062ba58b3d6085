"""One ticket of the attempt: an operable that is written, reviewed, rehearsed, ordered, carried out and closed.

What is asked of it is judged in ``refuse`` and done in ``act``: by ``draft`` until it is ordered, by ``execution`` while it
is in force. What is done to the equipment meanwhile it is told by ``engine.session.tickets.register``. Nothing the
learner leaves out is refused for it (unless the ticket is ``strict``): it is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.control.bus import Bus
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import Placing, meant
from engine.session.operables import refused
from engine.session.tickets.accepted import needs
from engine.session.tickets.comparison import Comparison, Line, compare, same_value
from engine.session.tickets.draft import Draft
from engine.session.tickets.execution import Execution
from engine.session.tickets.places import asked, ways
from engine.session.tickets.section import CHECK, FLAGS, TicketSpec, tag_ids
from engine.session.tickets.sheet import Sheet
from engine.session.tickets.words import Phrase, explained, wording

__all__ = ["Surroundings", "Ticket"]

_SUPERVISOR = Text(zh="监护人", en="Supervisor")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a ticket needs of its session."""

    bus: Bus
    titles: Callable[[str], Text]
    """The double designation of a device by id: name and number."""
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
    portable: Mapping[str, Attachment] = field(default_factory=dict)
    """What is put up in several places."""


class Ticket:
    """One ticket; an operable, and a document whose every version is on record."""

    verbs = ("fill", "sign", "ask", "test", "report", "answer", "call", "close", "stop", "read")

    def __init__(self, name: str, spec: TicketSpec, around: Surroundings) -> None:
        self._name, self._spec, self._around = name, spec, around
        self.after = needs(spec)
        self._asked = asked(spec.items, around.portable)
        self._holds = {k: around.bus.compile(i.check) for k, i in spec.items.items() if i.check is not None}
        self._at = {tag: around.bus.tags.index[tag] for tag in tag_ids(name)}
        self.sheet = Sheet()
        self._found: tuple[tuple[Line, ...], Comparison] | None = None
        if spec.given:
            Draft(self).print()
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

    @property
    def around(self) -> Surroundings:
        """What it needs of its session."""
        return self._around

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
            self._found = (lines, compare(self._asked, self.after, lines))
        return self._found[1]

    def item_of(self, n: int) -> str:
        """The item that line ``n`` (from 0) stands for, or an empty string."""
        if self.printed:
            return list(self._spec.items)[n]
        return self.compared().items.get(n, "")

    def place_of(self, n: int) -> Placing | None:
        """Where line ``n`` (from 0) puts up or takes down its portable thing: as its item's condition has it, where neither
        says the place itself.
        """
        line, item = self.sheet.lines[n], self._spec.items.get(self.item_of(n))
        thing = self._around.portable.get(line.on)
        if thing is None or item is None or line.do not in ("attach", "detach"):
            return None
        return meant(thing, str(item.check or "")) if item.value is None and line.value is None else None

    def text_of(self, n: int) -> Text:
        """How line ``n`` (from 0) reads: while it is written in plain words, which do not tell what fits."""
        line = self.sheet.lines[n]
        if line.text:
            return Text(zh=line.text, en=line.text)
        name = self.item_of(n) if self.printed or self.sheet.has("ordered") else ""
        item = self._asked.get(name)
        if item is not None and (
            self.printed or ((item.verb, item.target) == (line.do, line.on) and same_value(item.value, line.value))
        ):
            return wording(item, self._around.phrase)
        return self._around.phrase(line.do, line.on, line.value)

    def offers(self) -> list[tuple[Line, bool]]:
        """What can be chosen when writing, device by device, and whether a number goes with it: everything that
        equipment takes, and what stands on the ticket or is offered beside it."""
        known = self._around.equipment
        others = [item.target for item in self._spec.items.values()] + list(self._spec.devices)
        found: dict[tuple[str, str], bool] = {}
        for on in dict.fromkeys((*known, *others)):
            own = known.get(on, ())  # beside what the plant knows, a sign may be hung on it
            taken = [(verb, False) for verb in self._around.verbs(on) if verb != CHECK]
            for verb, number in (*own, *taken, (CHECK, False)):
                if verb != "look" and self._around.takes(verb, on):
                    found.setdefault((verb, on), number)
        return [(line, number) for (verb, on), number in found.items() for line in self._ways(verb, on)]

    def _ways(self, verb: str, on: str) -> list[Line]:
        """The lines a deed can be written as: one for each place a portable thing may go to."""
        thing = self._around.portable.get(on)
        if thing is None or verb not in ("attach", "detach"):
            return [Line(verb, on)]
        said = [item.value for item in self._asked.values() if (item.verb, item.target) == (verb, on)]
        return [Line(verb, on, way) for way in ways(thing, verb, said)]

    def name_of(self, on: str) -> Text:
        """What a device is called on the ticket: its double designation."""
        return self._around.titles(on)

    def phrase(self, line: Line) -> Text:
        """A line in the words of the station."""
        return self._around.phrase(line.do, line.on, line.value)

    def explained(self, level: int = 3) -> list[Text]:
        """What does not fit, one sentence a kind of mistake."""
        return explained(self.compared(), self._asked, self.sheet.lines, self._around.phrase, level)

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
        return Draft(self).refuse(actor, verb, value)

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
            Draft(self).act(actor, verb, value)
        self.publish(verb)

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

    def own(self) -> list[float]:
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
        out.update(zip(names, sheet.own or self.own(), strict=True))
        out["items"], out["item"] = float(len(sheet.lines)), 0.0 if present is None else present + 1.0
        out["done"] = float(sum(1 for p in sheet.progress if p.ticked >= 0))
        values, prefix = self._around.bus.values, len(self._name) + 1
        for tag, at in self._at.items():
            part = tag[prefix:]
            values[at] = out[part] if part in out else float(sheet.counts.get(part, 0))
