"""The one table of all tags of a scenario, in a fixed order, without building anything: for sessions, lint, grading, editors.

    declare(scenario)["TI101"].unit
"""

from __future__ import annotations

from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session import documents as docs
from engine.session.applied.joining import applied_tags
from engine.session.control import CONTROL
from engine.session.handwork import handwork_tags
from engine.session.kinds import PLANT_KINDS
from engine.session.modes import start_tags
from engine.session.people import people_tags
from engine.session.stage import StageSection
from engine.session.tickets import section as ticket_section
from engine.tags import TagTable

__all__ = ["declare", "declared", "place_titles", "wearables"]


def declare(scenario: Scenario) -> TagTable:
    """Every tag of a scenario in its fixed order, without building a plant."""
    table, _ = declared(scenario)
    return table


def declared(scenario: Scenario) -> tuple[TagTable, slice]:
    """The table, and which of its tags are the plant's."""
    table = TagTable()
    section = scenario["plant"]
    span = table.extend(PLANT_KINDS[section.kind].tags(section))
    for name, module in CONTROL.items():
        if name in scenario:
            table.extend(module.tags(scenario[name], table))
    stage: StageSection = scenario["stage"]
    table.extend(people_tags(wearables(stage), stage.rooms, place_titles(stage)))
    table.extend(docs.tags(scenario.get("documents", {})))
    table.extend(ticket_section.tags({n: spec.title for n, spec in (scenario.get("tickets") or {}).items()}))
    table.extend(start_tags(scenario["start"]))
    table.extend(handwork_tags(scenario))
    table.extend(applied_tags(scenario))
    return table, slice(span.start, span.stop)


def wearables(stage: StageSection) -> list[str]:
    """Ids of what can be worn."""
    return [name for name, thing in stage.objects.items() if thing.role == "wearable"]


def place_titles(stage: StageSection) -> dict[str, Text]:
    """What things and rooms are called, by id."""
    return {
        **{n: o.title for n, o in stage.objects.items() if o.title},
        **{n: r.title for n, r in stage.rooms.items()},
    }
