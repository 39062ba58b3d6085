"""The operables the session itself brings: equipment, objects of the stage, radio, questions, help.

Each adapts something that exists (plant operations, a document, the message block) to the one contract of
``engine.session.operables``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from engine.control.bus import Layer, Outputs
from engine.control.operate import ControlRefusal
from engine.plant.plant import Operation
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.messages import Messages
from engine.session.operables import Operable, refused
from engine.session.people import People
from engine.session.stage import StageObject
from engine.tags import TagTable

__all__ = ["PRIVILEGED", "Equipment", "FaultSwitch", "Help", "KeySwitch", "Questions", "Radio", "Thing", "equipment"]


PRIVILEGED = ("instructor", "script")
"""Actors who may do what is not a learner's to do."""

WhyHeld = Callable[[str], Text | None]
"""Why a tag is held on the trip layer and what would free it."""

LOOKED_AT = ("check", "look")
"""What can be done to every piece of equipment without changing it."""

DriverOf = Callable[[str], str | None]
"""The id of the control loop that drives a tag, or ``None``."""

AgainstIt = Callable[[str, float], Text | None]
"""What the plant itself has against a value of a tag."""


def _nothing_against_it(tag: str, value: float) -> None:
    """A plant that cannot say no."""


class Equipment:
    """A piece of equipment: its verbs write commands on the manual layer of the arbitration."""

    def __init__(
        self,
        name: str,
        title: Text,
        operations: Sequence[Operation],
        tags: TagTable,
        outputs: Outputs,
        driver: DriverOf,
        why_held: WhyHeld,
        against: AgainstIt = _nothing_against_it,
    ) -> None:
        self.id, self.title = name, title
        self._driver, self._why_held, self._against = driver, why_held, against
        self._do = {op.verb: op for op in operations}
        self._tags, self._outputs = tags, outputs

    @property
    def verbs(self) -> tuple[str, ...]:
        """Its verbs as the plant declared them; everything can be looked at and checked on a round."""
        return (*self._do, *LOOKED_AT)

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Refused where the value does not fit, by a loop that drives it, by the plant, by a trip that holds it.

        In this order, from what never works here to what passes: the plant speaks before a trip, because resetting
        the trip would not help as long as something blocks the thing itself.
        """
        if verb in LOOKED_AT:
            return None
        op = self._do[verb]
        tag = self._tags[op.tag]
        wanted = op.value if op.value is not None else value
        if not isinstance(wanted, int | float) or isinstance(wanted, bool) or not tag.low <= wanted <= tag.high:
            return refused(
                "bad_value",
                f"数值应在 {tag.low:g}–{tag.high:g} {tag.unit}",
                f"give {tag.low:g} to {tag.high:g} {tag.unit}",
            )
        loop = self._driver(op.tag)
        if loop is not None:
            return refused(
                "driven",
                f"由 {loop} 控制，请在 {loop} 面板切手动后给定输出",
                f"{loop} drives it: put {loop} in manual and set its output",
            )
        blocked = self._against(op.tag, float(wanted)) if actor not in PRIVILEGED else None
        if blocked is not None:
            return Refused("interlocked", blocked)
        current, layer, _ = self._outputs.resolve(op.tag)
        if layer is Layer.TRIP and current != wanted:
            why = self._why_held(op.tag)
            return (
                Refused("tripped", why)
                if why is not None
                else refused("tripped", "联锁正保持该设备", "held by an interlock")
            )
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Claim the command."""
        if verb in LOOKED_AT:
            return
        op = self._do[verb]
        wanted = float(op.value if op.value is not None else value)
        if op.momentary:
            self._outputs.order(op.tag, wanted)
        else:
            self._outputs.put(Layer.MANUAL, op.tag, wanted, by="hand")


def equipment(
    operations: Iterable[Operation],
    tags: TagTable,
    outputs: Outputs,
    titles: Callable[[str], Text],
    driver: DriverOf,
    why_held: WhyHeld,
    against: AgainstIt = _nothing_against_it,
) -> list[Equipment]:
    """One operable for each piece of equipment, in the order of the plant's list."""
    by_id: dict[str, list[Operation]] = {}
    for op in operations:
        by_id.setdefault(op.on, []).append(op)
    return [
        Equipment(name, titles(name), ops, tags, outputs, driver, why_held, against) for name, ops in by_id.items()
    ]


class Thing:
    """An object of the stage: looked at, checked, worn, taken."""

    def __init__(self, name: str, thing: StageObject, title: Text, people: People) -> None:
        self.id, self.title = name, title
        self._role, self._people = thing.role, people

    @property
    def verbs(self) -> tuple[str, ...]:
        """By role: wearables are worn, tools and radios taken, everything can be looked at."""
        match self._role:
            case "wearable":
                return ("wear", "doff", "check", "look")
            case "tool" | "radio":
                return ("take", "put", "check", "look")
            case _:
                return ("check", "look")

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:  # noqa: ARG002
        """What is worn cannot be put on again, what is not held cannot be put down."""
        person = self._people.everyone[actor]
        zh, en = self.title.of("zh"), self.title.of("en")
        if verb == "wear" and self.id in person.wears:
            return refused("worn", f"已经穿戴了{zh}", f"{en} is on already")
        if verb == "doff" and self.id not in person.wears:
            return refused("not_worn", f"没有穿戴{zh}", f"{en} is not worn")
        if verb == "take" and self.id in person.holds:
            return refused("held", f"已经拿着{zh}", f"{en} is in your hands already")
        if verb == "put" and self.id not in person.holds:
            return refused("not_held", f"没有拿着{zh}", f"{en} is not in your hands")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Wear, doff, take or put down."""
        person = self._people.everyone[actor]
        if verb == "wear":
            person.wears.append(self.id)
        elif verb == "doff":
            person.wears.remove(self.id)
        elif verb == "take":
            person.holds.append(self.id)
        elif verb == "put":
            person.holds.remove(self.id)
        self._people.publish()


class KeySwitch:
    """An interlock whose bypass is turned with a key that must be in hand. Putting it back never needs one."""

    def __init__(self, inner: Operable, key: str, title: Text, people: People) -> None:
        self.id, self.title = inner.id, inner.title
        self._inner, self._key, self._key_title, self._people = inner, key, title, people

    @property
    def verbs(self) -> tuple[str, ...]:
        """Those of the interlock."""
        return self._inner.verbs

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | ControlRefusal | None:
        """Without the key there is no bypass, except for who stands outside the plant."""
        person = self._people.everyone[actor]
        if verb == "bypass" and actor not in PRIVILEGED and self._key not in person.holds:
            zh, en = self._key_title.of("zh"), self._key_title.of("en")
            return refused(
                "no_key", f"旁路要用{zh}，手里没有这把钥匙", f"the bypass needs {en}, which is not in your hands"
            )
        return self._inner.refuse(actor, verb, value)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it."""
        self._inner.act(actor, verb, value)


class Radio:
    """The way to say something: reports of the ``messages`` section. Carried, or within reach where it hangs."""

    id = "RADIO"
    verbs = ("report", "call", "take", "put", "check", "look")
    title = Text(zh="对讲机", en="Radio")

    def __init__(self, messages: Messages, people: People) -> None:
        self._messages, self._people = messages, people

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Only what the scenario knows can be said; what is not held cannot be put down."""
        if verb in ("report", "call"):
            return self._messages.refuse_report(value)
        held = self.id in self._people.everyone[actor].holds
        if verb == "take" and held:
            return refused("held", "已经拿着对讲机", "the radio is in your hands already")
        if verb == "put" and not held:
            return refused("not_held", "没有拿着对讲机", "the radio is not in your hands")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Say it; take it or hang it up."""
        person = self._people.everyone[actor]
        if verb in ("report", "call"):
            self._messages.report(value)
        elif verb == "take":
            person.holds.append(self.id)
        elif verb == "put":
            person.holds.remove(self.id)
        self._people.publish()


class Questions:
    """One question of the run."""

    verbs = ("answer",)

    def __init__(self, name: str, title: Text, messages: Messages) -> None:
        self.id, self.title, self._messages = name, title, messages

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:  # noqa: ARG002
        """Only what was asked can be answered, once."""
        return self._messages.refuse_answer(self.id, value)

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Answer."""
        self._messages.answer(self.id, value)


class FaultSwitch:
    """A malfunction as an instructor handles it: ``start`` begins it, ``stop`` ends it."""

    verbs = ("start", "stop")

    def __init__(
        self, name: str, title: Text, begin: Callable[[str, str], None], end: Callable[[str, str], None],
        active: Callable[[], Sequence[str]],
    ) -> None:  # fmt: skip
        self.id, self.title = name, title
        self._begin, self._end, self._active = begin, end, active

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:  # noqa: ARG002
        """Learners do not break things on purpose; what would change nothing is said."""
        if actor not in PRIVILEGED:
            return refused("not_yours", "故障只能由教师触发", "only an instructor begins and ends malfunctions")
        active = self.id in self._active()
        if verb == "start" and active:
            return refused("active", f"故障 {self.id} 已经在起作用", f"fault {self.id} is active already")
        if verb == "stop" and not active:
            return refused("not_active", f"故障 {self.id} 没有发生", f"fault {self.id} is not active")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Begin or end it."""
        (self._begin if verb == "start" else self._end)(self.id, actor)


class Help:
    """Asking for help is an action, so that its cost can be graded."""

    id = "HELP"
    verbs = ("ask",)
    title = Text(zh="求助", en="Help")

    def __init__(self, level: int) -> None:
        self._level = level

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:  # noqa: ARG002
        """There is no help at level 0."""
        if self._level == 0:
            return refused("no_help", "考核模式不提供提示", "there is no help in this mode")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """What is said is the view's business; that it was asked is on record."""
