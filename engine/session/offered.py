"""What a scenario offers to be operated: equipment, the objects of its stage, key switches, the radio, help, questions,
documents, and for an instructor its faults. What is done by hand and tickets come on top of it (``assembly``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from engine.control import faults
from engine.control.bus import Block, Bus
from engine.plant.plant import Plant, refusal
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.documents import Document
from engine.session.kinds import PLANT_KINDS
from engine.session.messages import Messages, MessagesSection
from engine.session.modes import Mode
from engine.session.operables import Operable
from engine.session.people import People
from engine.session.permits import Permits
from engine.session.stage import StageSection
from engine.session.things import FaultSwitch, Help, KeySwitch, Questions, Radio, Thing, equipment

__all__ = ["add_operables"]


def add_operables(
    scenario: Scenario, operables: dict[str, Operable], plant: Plant, bus: Bus, named: Mapping[str, Block],
    people: People, messages: Messages, papers: Mapping[str, Document], mode: Mode,
) -> list[str]:  # fmt: skip
    """Add equipment and the session's own things; returns the ids that belong to the control-room screen."""
    section = scenario["plant"]
    equipment_titles = PLANT_KINDS[section.kind].titles(section)

    def title(name: str) -> Text:
        return equipment_titles.get(name) or Text(zh=name, en=name)

    loops: Any = named["controllers"]
    safety: Any = named["interlocks"]
    against = partial(refusal, plant)
    for gear in equipment(plant.operations(), bus.tags, bus.outputs, title, loops.driver_of, safety.explain, against):
        operables[gear.id] = gear
    control_ids = list(operables)
    stage: StageSection = scenario["stage"]
    for name, thing in stage.objects.items():
        if name not in operables:
            operables[name] = Thing(name, thing, thing.title or title(thing.shows or name), people)
    guards = scenario.get("interlocks")
    for name, guard in (guards.root if guards is not None else {}).items():
        if guard.bypass.key is not None:
            key = guard.bypass.key
            key_title = operables[key].title if key in operables else Text(zh=key, en=key)
            operables[name] = KeySwitch(operables[name], key, key_title, people)
    safety.permit = Permits(guards.root if guards is not None else {}, papers).in_force
    operables["RADIO"] = Radio(messages, people)
    operables["HELP"] = Help(mode.help_level)
    for name, question in (scenario.get("messages") or MessagesSection()).questions.items():
        operables[name] = Questions(name, question.text, messages)
    operables.update(papers)
    broken: Any = named["faults"]
    for name, fault in (scenario.get("faults") or faults.Section()).root.items():
        operables[name] = FaultSwitch(name, fault.title, broken.begin, broken.end, broken.active)
    return control_ids
