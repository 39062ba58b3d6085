"""``coded_locks``: locks on equipment that open only for the line of a ticket whose turn it is.

    coded_locks:
      key: KEY1                   # what is carried, role tool; it is told the ticket
      at: DESK                    # where: an object of the stage
      locks: [H1, HS1]            # equipment with such a lock
      when: start.keyed           # while they are in use; always, if not said

A ticket that has been rehearsed without a refusal is passed over to the key at ``at`` with the key in hand::

    session.request("learner", "load", "KEY1")              # the one in force, else the last rehearsed; or {"ticket": "T1"}

A ticket that was ordered without a rehearsal is rehearsed as it is loaded, and kept back if the plant refuses a line.

From then on, and while the ticket is in force, whatever works a thing in ``locks`` is let through exactly if it is the line
whose turn it is; by hand only with the key in the hand, on the screen without it, because there the same computer
releases. Looking, checking, reading, locks and signs take no key. Whoever stands outside (an instructor) is let through.
What equipment itself has for an emergency is said in ``when``. Tag: ``KEY1.loaded``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from engine.control.bus import Bus
from engine.control.operate import ControlRefusal
from engine.scenario.expression import Expression
from engine.scenario.model import Model
from engine.scenario.text import Text
from engine.session.access import FAR_VERBS, Access
from engine.session.actions import Refused
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.operables import Operable, refused, with_verbs
from engine.session.people import Participant, People
from engine.session.stage import Name
from engine.session.things import PRIVILEGED
from engine.session.tickets.draft import Draft
from engine.session.tickets.execution import Execution
from engine.session.tickets.ticket import Ticket
from engine.tags import Kind, Tag

__all__ = ["LOAD", "CodedKey", "CodedLocks", "CodedLocksSection", "coded_tags"]

LOAD = "load"
_FREE = FAR_VERBS | {*LOCK_VERBS, *SIGN_VERBS}


class CodedLocksSection(Model, title="编码锁 / Coded locks"):
    """Locks that open for the line of a ticket whose turn it is."""

    key: Name = Field(description="电脑钥匙：现场对象，role: tool / the key: an object of the stage, role: tool")
    at: Name = Field(description="在哪里传票 / the object where it is told the ticket")
    locks: tuple[Name, ...] = Field(min_length=1, description="装有编码锁的设备 / equipment with such a lock")
    when: Expression | None = Field(None, description="何时启用，缺省总是 / while they are in use, by default always")


def coded_tags(section: CodedLocksSection, title: Text) -> list[Tag]:
    """Whether the key has been told a ticket."""
    zh, en = title.of("zh"), title.of("en")
    return [Tag(f"{section.key}.loaded", kind=Kind.DISCRETE, zh=f"{zh}已接收操作票", en=f"{en}: has a ticket")]


class CodedLocks:
    """What the key was told, and what it opens; a block that has nothing to do as time passes."""

    period = 1

    def __init__(
        self, section: CodedLocksSection, bus: Bus, people: People, access: Access, tickets: Mapping[str, Ticket],
        name: Callable[[str], Text],
    ) -> None:  # fmt: skip
        self.section, self.tickets, self.people, self.name = section, tickets, people, name
        self._bus, self._access = bus, access
        self._locks = frozenset(section.locks)
        self._when = bus.compile(section.when) if section.when is not None else None
        self._at = bus.tags.at(f"{section.key}.loaded")
        self.loaded, self.digest = "", ""
        """The ticket, and its lines as they were when the key was told them."""

    # -- the locks --------------------------------------------------------------------------------------------
    def refuse(self, person: Participant, verb: str, on: str, value: Any) -> Refused | None:
        """Why the lock stays shut, or ``None``. Changes nothing."""
        if on not in self._locks or verb in _FREE or person.id in PRIVILEGED or not self.in_use:
            return None
        key = self.name(self.section.key)
        by_hand = person.has_body and not self._access.only_by_screen(person, on, verb)
        if by_hand and self.section.key not in person.holds:
            return refused(
                "coded", f"编码锁锁着：要用{key.of('zh')}打开", f"the coded lock is shut: it takes {key.of('en')}"
            )
        ticket = self.tickets.get(self.loaded)
        if ticket is None:
            at = self.name(self.section.at)
            return refused(
                "coded", f"{key.of('zh')}里没有操作票，先到{at.of('zh')}传票",
                f"{key.of('en')} has been told no ticket: load it at {at.of('en')}",
            )  # fmt: skip
        if ticket.sheet.digest != self.digest or not ticket.sheet.has("previewed"):
            return refused(
                "coded", f"{ticket.title.of('zh')}传票以后改过，重新预演、传票",
                f"{ticket.title.of('en')} was changed after it was loaded: rehearse it and load it again",
            )  # fmt: skip
        if not ticket.in_force:
            return refused(
                "coded", f"{ticket.title.of('zh')}没有在执行，编码锁不开",
                f"{ticket.title.of('en')} is not in force: the coded lock stays shut",
            )  # fmt: skip
        if ticket.sheet.has("held"):
            return refused(
                "coded", "已停下询问，问清楚、重新唱票以后编码锁才开",
                "you stopped to ask: the coded lock opens again once the line has been read out anew",
            )  # fmt: skip
        if Execution(ticket).opens(verb, on, value):
            return None
        turn = ticket.sheet.turn
        if turn is None:
            return refused("coded", "票上各项都已做完，编码锁不开", "all lines are through: the coded lock stays shut")
        line = ticket.text_of(turn)
        return refused(
            "coded", f"编码锁没有打开：{key.of('zh')}上现在是第 {turn + 1} 项“{line.of('zh')}”",
            f"the coded lock stays shut: {key.of('en')} is at line {turn + 1}, {line.of('en')}",
        )  # fmt: skip

    @property
    def in_use(self) -> bool:
        """Whether the locks are in use now."""
        return self._when is None or bool(self._when(self._bus.values))

    # -- the key ----------------------------------------------------------------------------------------------
    def meant(self, value: Any) -> Ticket | Refused:
        """The ticket to load, or why there is none."""
        ready = {n: t for n, t in self.tickets.items() if (t.sheet.has("previewed") or t.in_force) and not t.over}
        if value is None:
            if not ready:
                return refused(
                    "not_previewed", "没有预演通过的操作票可传", "no ticket has been rehearsed without a refusal"
                )
            return next((t for t in ready.values() if t.in_force), list(ready.values())[-1])
        name = value.get("ticket") if isinstance(value, dict) and set(value) == {"ticket"} else value
        if not isinstance(name, str) or name not in self.tickets:
            return refused("bad_value", "写明哪张票：{ticket: 票号}", "say which ticket: {ticket: …}")
        if name not in ready:
            title = self.tickets[name].title
            return refused(
                "not_previewed", f"{title.of('zh')}还没有预演通过", f"{title.of('en')} has not been rehearsed without a refusal"
            )
        return ready[name]

    def refuse_load(self, actor: str, value: Any) -> Refused | None:
        """Why the key cannot be told a ticket now."""
        person, key, at = self.people.everyone[actor], self.name(self.section.key), self.name(self.section.at)
        if person.has_body and self.section.key not in person.holds:
            return refused("not_held", f"先把{key.of('zh')}拿在手里", f"take {key.of('en')} into your hand first")
        if person.has_body and not self._access.hands(person, self.section.at):
            return refused("out_of_reach", f"要到{at.of('zh')}处传票", f"a ticket is loaded at {at.of('en')}")
        found = self.meant(value)
        return found if isinstance(found, Refused) else None

    def load(self, value: Any) -> None:
        """Tell the key a ticket; one that was ordered without it is rehearsed first, and kept back if that fails."""
        found = self.meant(value)
        assert isinstance(found, Ticket)
        if not found.sheet.has("previewed"):
            Draft(found).rehearse()
            found.publish("test")
            if not found.sheet.has("previewed"):
                return
        self.loaded, self.digest = found.id, found.sheet.digest
        self._publish()
        key, count = self.name(self.section.key), len(found.sheet.lines)
        text = Text(
            zh=f"已接收{found.title.of('zh')}，共 {count} 项。", en=f"{found.title.of('en')} loaded, {count} lines."
        )
        self._bus.emit("message", self.section.key, sender=key.model_dump(), text=text.model_dump())

    # -- the block --------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Nothing to prepare."""

    def scan(self) -> None:
        """Nothing changes with time."""

    def _publish(self) -> None:
        self._bus.values[self._at] = float(bool(self.loaded))

    def state(self) -> dict[str, Any]:
        """What the key was told."""
        return {"loaded": self.loaded, "digest": self.digest}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self.loaded, self.digest = state["loaded"], state["digest"]
        self._publish()


class CodedKey:
    """The key as a thing: taken and put down like others, and loaded."""

    def __init__(self, inner: Operable, locks: CodedLocks) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._locks = inner, locks

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of the thing, and ``load``."""
        return with_verbs(self._inner, LOAD)

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """It is loaded in the hand, where tickets are passed over."""
        return self._locks.refuse_load(actor, value) if verb == LOAD else self._inner.refuse(actor, verb, value)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it."""
        if verb == LOAD:
            self._locks.load(value)
        else:
            self._inner.act(actor, verb, value)
