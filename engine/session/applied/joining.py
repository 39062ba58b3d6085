"""How what is applied by hand joins a session: its tags, its blocks, its operables, its reach.

tags = applied_tags(scenario)
join_applied(scenario, bus, people, operables, join, pace)
extend_access(scenario, access)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.control.bus import Bus
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.access import Access
from engine.session.applied.attaching import Attaching, Portable
from engine.session.applied.attachments import attachment_tags, split
from engine.session.applied.keep_off import KeepOffBlock, keep_off_tags
from engine.session.applied.points import Point, objects_of
from engine.session.applied.probes import probe_tags
from engine.session.applied.probing import Probed, ProbeTool, Probing
from engine.session.operables import Operable
from engine.session.people import People
from engine.session.shapes import mm
from engine.session.things import Thing
from engine.tags import Tag

__all__ = ["SECTIONS", "applied_homes", "applied_ids", "applied_tags", "extend_access", "join_applied"]

SECTIONS = ("points", "probes", "attachments", "keep_off")

Join = Callable[[str, str, Any], None]


def _of(scenario: Scenario, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = scenario.get(name) or {}
    return found


def _titles(scenario: Scenario) -> dict[str, Text]:
    return {name: thing.title for name, thing in scenario["stage"].objects.items() if thing.title is not None}


def _tags_by_section(scenario: Scenario) -> dict[str, list[Tag]]:
    points, titles = dict(_of(scenario, "points")), _titles(scenario)
    return {
        "probes": probe_tags(_of(scenario, "probes"), points, titles),
        "attachments": attachment_tags(_of(scenario, "attachments"), points, titles),
        "keep_off": keep_off_tags(_of(scenario, "keep_off"), titles),
    }


def applied_tags(scenario: Scenario) -> list[Tag]:
    """The tags of all sections, in their order. Raises ``SectionInvalidError`` where one of them is wrong."""
    return [tag for tags in _tags_by_section(scenario).values() for tag in tags]


def applied_homes(scenario: Scenario) -> list[tuple[tuple[str, ...], str]]:
    """Where each of these tags is declared in the file, and its id."""
    out: list[tuple[tuple[str, ...], str]] = []
    for name, tags in _tags_by_section(scenario).items():
        for tag in tags:
            owner = tag.id.removeprefix("learner.distance.").split(".")[0]
            section = next((s for s in (name, "points") if owner in _of(scenario, s)), None)
            out.append(((section, owner) if section is not None else (name,), tag.id))
    return out


def applied_ids(scenario: Scenario) -> set[str]:
    """The ids that take verbs because of these sections and may be no object of the stage. Raises as ``applied_tags``."""
    return set(_of(scenario, "points"))


def join_applied(
    scenario: Scenario, bus: Bus, people: People, operables: dict[str, Operable], join: Join, pace: int
) -> None:
    """Add the blocks of the sections there are, and let their things and points take verbs."""
    points: Mapping[str, Point] = _of(scenario, "points")
    objects, titles = scenario["stage"].objects, _titles(scenario)
    titles.update({name: operables[name].title for name in operables if name not in titles})
    for name, point in points.items():
        operables[name] = _At(name, point.title, operables.get(name))
    if probes := _of(scenario, "probes"):
        probing = Probing(probes, points, bus, people, pace, titles)
        join("consequences", "probes", probing)
        for name in probes:
            operables[name] = ProbeTool(operables[name], probing)
        for name in {p: None for probe in probes.values() for p in probe.at}:
            operables[name] = Probed(name, operables[name], probing)
    if attachments := _of(scenario, "attachments"):
        attaching = Attaching(attachments, points, bus, people, titles)
        join("consequences", "attachments", attaching)
        for name in attachments:
            thing = operables[name]
            if not {"take", "put"} <= set(
                thing.verbs
            ):  # equipment of the same id: hands take it, nothing else works it
                thing = Thing(name, objects[name], titles[name], people)
            operables[name] = Portable(thing, attaching)
    if keep_off := _of(scenario, "keep_off"):
        join("consequences", "keep_off", KeepOffBlock(keep_off, bus, people, titles))


class _At:
    """A point as such: looked at and checked; what else its id takes goes on to the thing of the same id."""

    def __init__(self, name: str, title: Text, inner: Operable | None) -> None:
        self.id, self.title, self._inner = name, title, inner

    @property
    def verbs(self) -> tuple[str, ...]:
        return self._inner.verbs if self._inner is not None else ("check", "look")

    def refuse(self, actor: str, verb: str, value: Any) -> Any:
        return self._inner.refuse(actor, verb, value) if self._inner is not None else None

    def act(self, actor: str, verb: str, value: Any) -> None:
        if self._inner is not None:
            self._inner.act(actor, verb, value)


def extend_access(scenario: Scenario, access: Access) -> None:
    """Let points be reached at their objects, and with what is in the hand from further away."""
    points: Mapping[str, Point] = _of(scenario, "points")
    for name, point in points.items():
        far: dict[str, list[tuple[str, int]]] = {}
        for tool, probe in _of(scenario, "probes").items():
            if name in probe.at:
                far.setdefault("test", []).append((tool, mm(probe.reach)))
        for thing, reach in _ends_at(scenario, name):
            for verb in ("attach", "detach"):
                far.setdefault(verb, []).append((thing, mm(reach)))
        access.serve(name, point.title, objects_of(points, name), far)


def _ends_at(scenario: Scenario, point: str) -> Iterable[tuple[str, float]]:
    """What must be in hand to fasten something at a point, and how far it then reaches, m."""
    for name, thing in _of(scenario, "attachments").items():
        for end in thing.ends.values():
            if any(split(fit.at)[0] == point for fit in end.fits):
                yield end.tool or name, end.reach
