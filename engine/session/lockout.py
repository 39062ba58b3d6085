"""The ``lockout`` section: padlocks that keep a thing from being worked, signs that say it must not be.

    lockout:
      locks: [PAD1, PAD2]                     # objects of the stage, role: tool
      signs:
        SIGN1: {zh: 禁止操作，有人工作, en: Do not operate - people at work}
      takes_locks: [H1]                       # what a lock can be put on
      takes_signs: [H1, H1BOX]                # what a sign can be hung on: equipment, switches, objects of the stage

``lock``/``tag`` put one from the hand onto the thing, ``unlock``/``untag`` take it back into the hand, at the thing itself
and never from the screen. The value says which; without one it is the first that fits. While a lock is on, whatever
people do to the thing, from the screen too, is refused with the name of who locked it; several locks are opened by
several people. Trips, faults and instructors are not stopped. A sign stops nobody, but working a thing under a
sign is an event (``despite_sign``) that a rubric can count. Each is taken off by who put it on, or by anybody if it
was there from the start; ``value: {item: PAD1, by: fitter}`` in the ``setup`` of a starting point makes it another's.

Tags: ``H1.locked``, ``H1.tagged``, where each one hangs (``PAD1.hangs_on == 'H1'``, ``'away'`` for nowhere), and
``lockout.out``, how many are out: the count that must be nought before anything goes back into service.

Where a thing has a ``lock`` or ``unlock`` of its own (its plant declares it), that is meant by a request without a
value, and the padlock by one that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from engine.control.bus import Bus
from engine.errors import ScenarioError
from engine.scenario.model import Model
from engine.scenario.nearest import did_you_mean
from engine.scenario.text import Text, join
from engine.session.actions import Refused
from engine.session.carrying import Hands
from engine.session.frame import Hanging
from engine.session.operables import refused
from engine.session.people import People
from engine.session.stage import Name
from engine.session.things import PRIVILEGED
from engine.tags import Kind, Tag

__all__ = ["AWAY", "LOCK_VERBS", "SIGN_VERBS", "Lockout", "LockoutSection", "lockout_tags", "named"]

AWAY = "away"
"""Where a lock or sign is that hangs on nothing: in its place or in somebody's hand."""
LOCK_VERBS, SIGN_VERBS = ("lock", "unlock"), ("tag", "untag")
_ON = ("lock", "tag")


class LockoutSection(Model, title="锁具与标示牌 / Locks and signs"):
    """Locks and signs, and what takes them."""

    locks: tuple[Name, ...] = Field(
        (), description="挂锁：现场对象，role: tool / padlocks: objects of the stage, role: tool"
    )
    signs: dict[Name, Text] = Field(
        default_factory=dict, description="标示牌：现场对象 → 牌上的字 / signs: object of the stage → what it says"
    )
    takes_locks: tuple[Name, ...] = Field((), description="可上锁的对象 / what a lock can be put on")
    takes_signs: tuple[Name, ...] = Field((), description="可挂牌的对象 / what a sign can be hung on")


def lockout_tags(section: LockoutSection, name: Callable[[str], Text]) -> list[Tag]:
    """What is locked, what carries a sign, where each lock and sign hangs, and how many are out."""
    out = []
    for ids, part, words in (
        (section.takes_locks, "locked", ("已上锁", "locked")),
        (section.takes_signs, "tagged", ("已挂牌", "carries a sign")),
    ):
        for on in ids:
            zh, en = f"{name(on).of('zh')}{words[0]}", f"{name(on).of('en')} {words[1]}"
            out.append(Tag(f"{on}.{part}", kind=Kind.DISCRETE, zh=zh, en=en))
    for items, places in ((section.locks, section.takes_locks), (section.signs, section.takes_signs)):
        for item in items:
            zh, en = f"{name(item).of('zh')}挂在", f"{name(item).of('en')} hangs on"
            out.append(Tag(f"{item}.hangs_on", kind=Kind.MODE, high=len(places), options=(AWAY, *places), zh=zh, en=en))
    most = max(1, len(section.locks) + len(section.signs))
    count = Tag("lockout.out", high=most, whole=True, zh="在外的锁和牌", en="locks and signs out")
    return [*out, count]


@dataclass(frozen=True, slots=True)
class _Hung:
    """One lock or sign that is out: where, who put it there (empty: it was there from the start), since which tick."""

    on: str
    by: str
    since: int


def named(value: Any) -> tuple[str, str] | None:
    """The item an action's value names, and whose it shall be; ``None`` for a value that names none."""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, dict) and set(value) <= {"item", "by"} and isinstance(value.get("item"), str):
        by = value.get("by", "")
        return (value["item"], by) if isinstance(by, str) and len(by) <= 40 else None
    return None


class Lockout:
    """All locks and signs of a session and where they hang; a block, because that is state."""

    def __init__(
        self, section: LockoutSection, bus: Bus, people: People, hands: Hands, period: int,
        *, name: Callable[[str], Text], who: Callable[[str], Text],
    ) -> None:  # fmt: skip
        self.section, self.period = section, period
        self._bus, self._people, self._hands, self._name, self._who = bus, people, hands, name, who
        self._hung: dict[str, _Hung] = {}

    # -- what hangs where -------------------------------------------------------------------------------------
    def on(self, on: str, items: Iterable[str]) -> list[str]:
        """Those of ``items`` that hang on ``on``, in the order they were put there."""
        known = set(items)
        return [item for item, hung in self._hung.items() if hung.on == on and item in known]

    def where(self, item: str) -> str:
        """What ``item`` hangs on, or an empty string."""
        hung = self._hung.get(item)
        return hung.on if hung is not None else ""

    def lines(self) -> tuple[Hanging, ...]:
        """Everything that is out, for frames."""
        return tuple(
            Hanging(item, hung.on, "sign" if item in self.section.signs else "lock", self.words(item), self._who(hung.by), hung.since)
            for item, hung in self._hung.items()
        )  # fmt: skip

    def words(self, item: str) -> Text:
        """What a sign says; of a lock its name."""
        return self.section.signs.get(item) or self._name(item)

    # -- putting on and taking off ------------------------------------------------------------------------------
    def refuse(self, actor: str, verb: str, on: str, value: Any) -> Refused | None:
        """Why this lock or sign cannot be put there or taken off, or ``None``."""
        given = named(value)
        if value is not None and (given is None or (given[1] and actor not in PRIVILEGED)):
            return refused("bad_value", "要写明是哪一把锁、哪一块牌", "say which lock or sign")
        item = given[0] if given is not None else ""
        kind = self._kind(verb)
        if item and item not in kind:
            near = did_you_mean(item, kind)
            zh, en = (f"，是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
            return refused("bad_value", f"{item} 不能这样用{zh}", f"{item} is nothing to {verb} with{en}")
        return (self._refuse_on if verb in _ON else self._refuse_off)(actor, verb, on, item)

    def _kind(self, verb: str) -> Collection[str]:
        return self.section.locks if verb in LOCK_VERBS else self.section.signs

    def _refuse_on(self, actor: str, verb: str, on: str, item: str) -> Refused | None:
        what = ("锁", "a padlock") if verb in LOCK_VERBS else ("标示牌", "a sign")
        if not (item or self._chosen(actor, verb, on)):
            return refused("not_held", f"手里没有{what[0]}", f"there is no {what[1][2:]} in your hands")
        if item in self._hung:
            there = self._name(self._hung[item].on)
            return refused("hung", f"它挂在{there.of('zh')}上", f"it hangs on {there.of('en')}")
        if item and actor not in PRIVILEGED and item not in self._people.everyone[actor].holds:
            name = self._name(item)
            return refused("not_held", f"没有拿着{name.of('zh')}", f"{name.of('en')} is not in your hands")
        return None

    def _refuse_off(self, actor: str, verb: str, on: str, item: str) -> Refused | None:
        there = self.on(on, self._kind(verb))
        if not there or (item and item not in there):
            name = self._name(on)
            if verb in LOCK_VERBS:
                return refused(
                    "not_locked", f"{name.of('zh')}上没有这把锁", f"there is no such lock on {name.of('en')}"
                )
            return refused("not_tagged", f"{name.of('zh')}上没有这块牌", f"there is no such sign on {name.of('en')}")
        item = item or self._chosen(actor, verb, on) or there[0]
        if actor in PRIVILEGED:
            return None
        hung = self._hung[item]
        if hung.by not in ("", actor):
            owner, name = self._who(hung.by), self._name(item)
            return refused(
                "not_yours", f"{name.of('zh')}是{owner.of('zh')}挂的，只能由本人取下",
                f"{name.of('en')} was put there by {owner.of('en')}, who alone takes it off",
            )  # fmt: skip
        return self._hands.refuse(self._people.everyone[actor].holds, item)

    def _chosen(self, actor: str, verb: str, on: str) -> str:
        """Which one is meant without naming it: the first in hand, or the first of one's own that hangs there."""
        kind = self._kind(verb)
        if verb in _ON:
            return next((item for item in self._people.everyone[actor].holds if item in kind), "")
        mine = [item for item in self.on(on, kind) if actor in PRIVILEGED or self._hung[item].by in ("", actor)]
        return next(iter(mine), "")

    def act(self, actor: str, verb: str, on: str, value: Any) -> None:
        """Put it on or take it off. Raises ``ScenarioError`` where a starting point names none that there is."""
        given = named(value)
        item, by = given if given is not None else ("", "")
        item = item or self._chosen(actor, verb, on)
        if item not in self._kind(verb) or (verb not in _ON and self.where(item) != on):
            raise ScenarioError(f"不能 {verb} {on}：{value} / cannot {verb} {on} with {value}")
        person = self._people.everyone[actor]
        if verb in _ON:
            for other in self._people.everyone.values():
                other.holds = [held for held in other.holds if held != item]
            self._hung[item] = _Hung(on, by if actor in PRIVILEGED else actor, self._bus.tick)
        else:
            del self._hung[item]
            if person.has_body:
                person.holds.append(item)
        self._bus.emit("lockout", on, item=item, verb=verb, by=actor, text=self.words(item).model_dump())
        self._people.publish()
        self.publish()

    def worked(self, actor: str, verb: str, on: str) -> None:
        """Somebody works ``on``: report the signs that should have kept them from it."""
        signs = self.on(on, self.section.signs)
        if signs:
            text = self.words(signs[-1]).model_dump()
            self._bus.emit("despite_sign", on, verb=verb, by=actor, signs=signs, text=text)

    def locked(self, on: str) -> Refused | None:
        """Why ``on`` cannot be worked because of its locks, or ``None``."""
        locks = self.on(on, self.section.locks)
        if not locks:
            return None
        name, owners = self._name(on), join(dict.fromkeys(self._who(self._hung[item].by) for item in locks), en=" and ")
        return refused("locked", f"{name.of('zh')}已上锁（{owners.of('zh')}）", f"{name.of('en')} is locked (by {owners.of('en')})")

    # -- a block ------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Say what hangs there from the start."""
        self.publish()

    def scan(self) -> None:
        """Nothing happens by itself."""

    def publish(self) -> None:
        """Write the tags."""
        index, values, section = self._bus.tags.index, self._bus.values, self.section
        for on in section.takes_locks:
            values[index[f"{on}.locked"]] = float(bool(self.on(on, section.locks)))
        for on in section.takes_signs:
            values[index[f"{on}.tagged"]] = float(bool(self.on(on, section.signs)))
        for items, places in ((section.locks, section.takes_locks), (section.signs, section.takes_signs)):
            for item in items:
                values[index[f"{item}.hangs_on"]] = float((AWAY, *places).index(self.where(item) or AWAY))
        values[index["lockout.out"]] = float(len(self._hung))

    def state(self) -> dict[str, Any]:
        """What hangs where, in the order it was put there."""
        return {"hung": [[item, hung.on, hung.by, hung.since] for item, hung in self._hung.items()]}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        self._hung = {item: _Hung(on, by, since) for item, on, by, since in state["hung"]}
