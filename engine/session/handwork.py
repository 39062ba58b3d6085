"""Fitting a session out for work by hand: what the sections ``handling``, ``lockout`` and ``coded_locks`` add to it.

The one place that knows them all: their tags (also for lint, before anything is built), their runtime, and the operables
that take locks and signs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.control.bus import Bus
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.access import Access
from engine.session.carrying import holding_tags
from engine.session.coded_locks import CodedKey, CodedLocks, CodedLocksSection, coded_tags
from engine.session.deed_words import words_of
from engine.session.handling import Handling, HandlingSection
from engine.session.kinds import PLANT_KINDS
from engine.session.lockable import Lockable, Stowed
from engine.session.lockout import Lockout, LockoutSection, lockout_tags
from engine.session.operables import Operable
from engine.session.people import People
from engine.session.tickets.ticket import Ticket
from engine.tags import Tag

__all__ = ["Handwork", "fit_out", "handwork_tags", "things_named"]

_PEOPLE: dict[str, Text] = {
    "learner": Text(zh="学员", en="the learner"),
    "instructor": Text(zh="教师", en="the instructor"),
    "": Text(zh="上一班", en="those before"),
}


@dataclass(frozen=True, slots=True)
class Handwork:
    """The rules of hands, and the locks and signs and coded locks where there are any."""

    handling: Handling
    lockout: Lockout | None
    coded: CodedLocks | None


def things_named(scenario: Scenario) -> dict[str, Text]:
    """What equipment, switches and objects of the stage are called, by id."""
    section = scenario["plant"]
    names = dict(PLANT_KINDS[section.kind].titles(section))
    if "switches" in scenario and "switches" not in scenario.invalid:
        names |= {key: switch.title for key, switch in scenario["switches"].root.items()}
    for name, thing in scenario["stage"].objects.items():
        title = thing.title or names.get(thing.shows)
        if title is not None:
            names.setdefault(name, title)
    return names


def _called(names: Mapping[str, Text]) -> Callable[[str], Text]:
    return lambda key: names.get(key) or Text(zh=key, en=key)


def handwork_tags(scenario: Scenario) -> list[Tag]:
    """What is held, and what is locked and signed; nothing for a section that is wrong."""
    tags = holding_tags(scenario["stage"])
    if "lockout" in scenario and "lockout" not in scenario.invalid:
        tags += lockout_tags(scenario["lockout"], _called(things_named(scenario)))
    if "coded_locks" in scenario and "coded_locks" not in scenario.invalid:
        coded: CodedLocksSection = scenario["coded_locks"]
        tags += coded_tags(coded, _called(things_named(scenario))(coded.key))
    return tags


def fit_out(
    scenario: Scenario, bus: Bus, people: People, access: Access, operables: dict[str, Operable],
    tickets: Mapping[str, Ticket], pace: int,
) -> Handwork:  # fmt: skip
    """Build them all, and put what takes locks and signs, and the key, in the place of what it was in ``operables``."""

    def name(key: str) -> Text:
        thing = operables.get(key)
        return thing.title if thing is not None else Text(zh=key, en=key)

    def holds_true(condition: str) -> Callable[[], bool]:
        compiled = bus.compile(condition)
        return lambda: bool(compiled(bus.values))

    def lockable(on: str) -> Lockable | None:
        thing = operables.get(on)
        return thing if isinstance(thing, Lockable) else None

    handling = Handling(
        scenario.get("handling") or HandlingSection(), access, holds_true, name, lockable, words_of(scenario)
    )
    keyed: CodedLocksSection | None = scenario.get("coded_locks")
    coded = None
    if keyed is not None:
        coded = CodedLocks(keyed, bus, people, access, tickets, name)
        operables[keyed.key] = CodedKey(operables[keyed.key], coded)
    section: LockoutSection | None = scenario.get("lockout")
    if section is None:
        return Handwork(handling, None, coded)
    contacts: Mapping[str, Text] = getattr(scenario.get("messages"), "contacts", {})

    def who(actor: str) -> Text:
        return _PEOPLE.get(actor) or contacts.get(actor) or Text(zh=actor, en=actor)

    lockout = Lockout(section, bus, people, handling.hands, pace, name=name, who=who)
    for key in dict.fromkeys((*section.takes_locks, *section.takes_signs)):
        operables[key] = Lockable(operables[key], lockout)
    for key in (*section.locks, *section.signs):
        operables[key] = Stowed(operables[key], lockout)
    return Handwork(handling, lockout, coded)
