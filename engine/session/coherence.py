"""What only shows when all sections are seen together: one id for two things, scan periods that hardly ever meet.

Each section by itself is sound, and the session would quietly let the later thing hide the earlier one.

    problems = scenario_language().check(folder)     # runs this as part of the lint of ``start``
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.errors import ShixunError
from engine.scenario.document import Scenario
from engine.scenario.reporter import Reporter
from engine.session.assembly import RECORD_MS
from engine.session.carrying import holding_tags
from engine.session.control import CONTROL, TITLES
from engine.session.kinds import PLANT_KINDS
from engine.session.people import people_tags
from engine.session.schedule import MAX_CYCLE
from engine.session.tickets.section import tag_ids
from engine.tags import Tag

__all__ = ["RESERVED", "coherence"]

RESERVED = frozenset({"ALARMS", "HELP", "LEARNER", "MALFUNCTION", "RADIO", "SESSION", "SNAPSHOT"})
"""What can be acted on in every scenario without being defined."""

Loc = tuple[str | int, ...]


def coherence(scenario: Scenario, reporter: Reporter) -> None:
    """Report ids that two things share, and scan periods that only meet after more than ``MAX_CYCLE`` ticks."""
    _one_id_one_thing(scenario, reporter)
    _one_tag_one_owner(scenario, reporter)
    _periods_meet(scenario, reporter)


def _operable_entries(scenario: Scenario) -> Iterator[tuple[Loc, str, str, str]]:
    """Location, id and section title (zh, en) of everything a scenario defines that takes verbs."""
    for name in CONTROL:
        if name in scenario and name not in scenario.invalid and name != "consequences":
            for key in scenario[name].root:
                yield (name, key), key, TITLES[name].zh, TITLES[name].en
    if "messages" in scenario and "messages" not in scenario.invalid:
        for key in scenario["messages"].questions:
            yield ("messages", "questions", key), key, "问题", "questions"
    if "documents" in scenario and "documents" not in scenario.invalid:
        for key in scenario["documents"]:
            yield ("documents", key), key, "文件", "documents"
    if "tickets" in scenario and "tickets" not in scenario.invalid:
        for key in scenario["tickets"]:
            yield ("tickets", key), key, "作业票", "tickets"


def _one_id_one_thing(scenario: Scenario, reporter: Reporter) -> None:
    """An action names what it is done to by its id alone. Objects of the stage stand for what has their id."""
    section = scenario["plant"]
    plant = [op.on for op in PLANT_KINDS[section.kind].operations(section)]
    owners = dict.fromkeys(plant, ("装置", "the plant"))
    owners |= dict.fromkeys(RESERVED, ("程序保留的名称", "the names kept for the program"))
    for loc, key, zh, en in _operable_entries(scenario):
        if key in owners:
            _shared(reporter, loc, key, *owners[key])
        owners.setdefault(key, (zh, en))
    for key in scenario["stage"].objects:
        if key in RESERVED - {"RADIO"}:
            _shared(reporter, ("stage", "objects", key), key, "程序保留的名称", "the names kept for the program")


def _one_tag_one_owner(scenario: Scenario, reporter: Reporter) -> None:
    """No section declares a tag that another one has: ``TI101.H`` as an instrument, say, beside the alarm's states."""
    section, place = scenario["plant"], scenario["stage"]
    declared: dict[str, Tag] = {tag.id: tag for tag in PLANT_KINDS[section.kind].tags(section)}
    wearables = [name for name, thing in place.objects.items() if thing.role == "wearable"]
    owners: dict[str, tuple[str, str]] = dict.fromkeys(declared, ("装置", "the plant"))
    owners |= dict.fromkeys((t.id for t in people_tags(wearables, place.rooms, {})), ("人员", "the people"))
    owners |= dict.fromkeys((t.id for t in holding_tags(place)), ("人员", "the people"))
    for name in scenario.get("documents") or {} if "documents" not in scenario.invalid else {}:
        owners |= dict.fromkeys((f"{name}.version", f"{name}.signed"), ("文件", "documents"))
    for name in scenario.get("tickets") or {} if "tickets" not in scenario.invalid else {}:
        owners |= dict.fromkeys(tag_ids(name), ("作业票", "tickets"))
    taken = {problem.span for problem in reporter.problems if problem.code == "id_taken"}
    for name, room in CONTROL.items():
        if name not in scenario or name in scenario.invalid:
            continue
        entries = scenario[name].root
        try:
            tags = room.tags(scenario[name], declared)
        except ShixunError:  # told by the section's own lint
            continue
        for tag in tags:
            if tag.id in owners:
                key = max((k for k in entries if tag.id == k or tag.id.startswith(f"{k}.")), key=len, default="")
                loc: Loc = (name, key) if key else (name,)
                if scenario.source.key_span(loc) not in taken:
                    _shared(reporter, loc, tag.id, *owners[tag.id])
                    taken.add(scenario.source.key_span(loc))
            owners[tag.id] = (TITLES[name].zh, TITLES[name].en)
            declared[tag.id] = tag


def _shared(reporter: Reporter, loc: Loc, key: str, zh: str, en: str) -> None:
    reporter.error(
        loc, f"`{key}` 已用于{zh}", f"`{key}` is already used in {en}",
        "换一个编号，一个编号只能指一样东西", "choose another id: an id names one thing only", code="id_taken", part="key",
    )  # fmt: skip


def _periods_meet(scenario: Scenario, reporter: Reporter) -> None:
    """The tick loop walks a list that is laid out once for all periods."""
    tick_ms = scenario["plant"].tick
    slowest, where, cycle = 0, ("plant", "tick"), max(1, -(-RECORD_MS // tick_ms))
    for name in ("instruments", "controllers"):
        if name not in scenario or name in scenario.invalid:
            continue
        of_room = []
        for key, entry in scenario[name].root.items():
            ticks = max(1, -(-entry.scan // tick_ms))
            of_room.append(ticks)
            if ticks > slowest:
                slowest, where = ticks, (name, key)
        if of_room:
            cycle = math.lcm(cycle, math.gcd(*of_room))
    if cycle > MAX_CYCLE:
        loc: Loc = (*where, "scan")
        reporter.error(
            loc, f"采样周期每 {cycle * tick_ms / 1000:g} s 才重合一次，最长为 {MAX_CYCLE * tick_ms / 1000:g} s",
            f"the scan periods only meet every {cycle * tick_ms / 1000:g} s; {MAX_CYCLE * tick_ms / 1000:g} s is the most",
            "改短，并让各周期能互相整除", "make it shorter, and let the periods divide one another", code="scan_cycle",
        )  # fmt: skip
