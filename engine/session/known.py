"""What can be named in a scenario, worked out section by section without building a session: its tags, what takes verbs,
which verbs equipment takes. What is wrong in one section takes no name of another away.

    known_tags(scenario)["TI101"].unit; operable_ids(scenario); equipment_verbs(scenario)["P101"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import ShixunError
from engine.plant.plant import Operation
from engine.scenario.document import Scenario, SectionInvalidError
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.applied.joining import applied_ids, applied_tags
from engine.session.control import CONTROL, control_ids
from engine.session.declaring import place_titles, wearables
from engine.session.documents import tags as document_tags
from engine.session.handwork import handwork_tags
from engine.session.kinds import PLANT_KINDS
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.modes import start_tags
from engine.session.people import people_tags
from engine.session.tickets.section import tags as ticket_tags
from engine.tags import Kind, Tag

__all__ = ["equipment_verbs", "known_tags", "operable_ids", "operations"]


def known_tags(scenario: Scenario) -> dict[str, Tag]:
    """Every tag that can be declared, section by section; a section that is wrong brings none. In a sound scenario they are
    those of ``engine.session.declaring.declare``, in its order.

    Raises ``SectionInvalidError`` if the plant or the stage is wrong, because then no name can be judged.
    """
    if "known_tags" in scenario.cache:
        cached: dict[str, Tag] = scenario.cache["known_tags"]
        return cached
    section = scenario["plant"]
    trial = Reporter(scenario.source)
    PLANT_KINDS[section.kind].lint(section, trial)
    if trial.has_errors:
        raise SectionInvalidError("plant")
    known: dict[str, Tag] = {tag.id: tag for tag in PLANT_KINDS[section.kind].tags(section)}
    for name, module in CONTROL.items():
        if name in scenario.invalid:
            raise SectionInvalidError(name)
        if name in scenario:
            for key, tags in _each(module, scenario[name], known):
                del key
                known.update((tag.id, tag) for tag in tags)
    place = scenario["stage"]
    known.update((t.id, t) for t in people_tags(wearables(place), place.rooms, place_titles(place)))
    known.update((t.id, t) for t in document_tags(scenario.get("documents") or {}))
    # tickets and starting points are known by name although one of them is wrong: no condition is to blame for that
    titles = {name: Text(zh=name, en=name) for name in _written(scenario, "tickets")}
    if "tickets" not in scenario.invalid:
        titles = {name: spec.title for name, spec in (scenario.get("tickets") or {}).items()}
    known.update((t.id, t) for t in ticket_tags(titles))
    if "start" not in scenario.invalid:
        known.update((tag.id, tag) for tag in start_tags(scenario["start"]))
    else:
        points = _written(scenario, "start", "points")
        known.update((f"start.{name}", Tag(f"start.{name}", kind=Kind.DISCRETE)) for name in points)
    known.update((tag.id, tag) for tag in handwork_tags(scenario))
    known.update((tag.id, tag) for tag in applied_tags(scenario))
    scenario.cache["known_tags"] = known
    return known


def _written(scenario: Scenario, *keys: str) -> list[str]:
    """The names as they stand under ``keys`` in the file, whatever is wrong with what they name."""
    found = scenario.source.data
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return [str(name) for name in found] if isinstance(found, dict) else []


def _each(module: Any, section: Any, known: dict[str, Tag]) -> Iterable[tuple[str, list[Tag]]]:
    """The tags of a section; if one entry is wrong, those of all others."""
    try:
        yield "", module.tags(section, known)
        return
    except ShixunError:
        pass
    root: Mapping[str, Any] = section.root
    for key, entry in root.items():
        try:
            yield key, module.tags(type(section)({key: entry}), known)
        except ShixunError:
            continue


def operations(scenario: Scenario) -> list[Operation]:
    """What can be done to the plant."""
    section = scenario["plant"]
    return list(PLANT_KINDS[section.kind].operations(section))


def operable_ids(scenario: Scenario) -> set[str]:
    """Every id that takes verbs, without building a session."""
    ids = {op.on for op in operations(scenario)} | set(scenario["stage"].objects) | control_ids(scenario)
    ids |= set(scenario.get("documents") or {}) | applied_ids(scenario) | {"RADIO", "HELP", "SESSION"}
    ids |= set(_written(scenario, "tickets"))
    told = scenario.get("messages")
    return ids | (set(told.questions) if told is not None else set())


def equipment_verbs(scenario: Scenario) -> dict[str, list[str]]:
    """What the equipment takes: the plant's operations, and locks and signs where the scenario lets them be put. Other
    operables are not known before they are built."""
    can: dict[str, list[str]] = {}
    for op in operations(scenario):
        can.setdefault(op.on, []).append(op.verb)
    if "lockout" in scenario and "lockout" not in scenario.invalid:
        section = scenario["lockout"]
        for ids, verbs in ((section.takes_locks, LOCK_VERBS), (section.takes_signs, SIGN_VERBS)):
            for on in ids:
                if on in can:
                    can[on] += [verb for verb in verbs if verb not in can[on]]
    return can
