"""From a scenario to a session's working parts: one tag table, one plant, its blocks in their phases, everything
that takes verbs.

This is the one place that knows every room below the session. ``declare`` gives the tag table without building
anything, for lint, grading and editors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.control import alarms, consequences, controllers, faults, instruments, interlocks
from engine.control.bus import Block, Bus, Outputs
from engine.plant.plant import Plant, PlantKind
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session import documents as docs
from engine.session.access import Access
from engine.session.conduct import Conduct
from engine.session.documents import Document
from engine.session.formulas import compiler
from engine.session.frame import AlarmLine
from engine.session.kinds import PLANT_KINDS
from engine.session.messages import Messages, MessagesSection
from engine.session.modes import DEFAULT_MODES, Mode, StartPoint
from engine.session.operables import Operable
from engine.session.people import People, people_tags
from engine.session.phases import PHASES
from engine.session.place import Geometry
from engine.session.procedure import Procedure, ProcedureSection
from engine.session.stage import StageSection
from engine.session.things import Help, Questions, Radio, Shown, Thing, equipment
from engine.tags import Tag, TagTable

__all__ = ["Parts", "assemble", "declare"]

CONTROL = {
    "instruments": instruments,
    "controllers": controllers,
    "alarms": alarms,
    "interlocks": interlocks,
    "faults": faults,
    "consequences": consequences,
}
