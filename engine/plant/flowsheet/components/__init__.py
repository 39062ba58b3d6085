"""All kinds of equipment. A new one is a module, a test, and one name in the tuple below."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from engine.plant.flowsheet.component import Component
from engine.plant.flowsheet.components.agitator import Agitator
from engine.plant.flowsheet.components.boundary import Boundary
from engine.plant.flowsheet.components.catch_tank import CatchTank
from engine.plant.flowsheet.components.control_valve import ControlValve
from engine.plant.flowsheet.components.line import Line
from engine.plant.flowsheet.components.loop import Loop
from engine.plant.flowsheet.components.onoff_valve import OnOffValve
from engine.plant.flowsheet.components.pump import Pump
from engine.plant.flowsheet.components.reactor import Reactor
from engine.plant.flowsheet.components.rupture_disc import RuptureDisc
from engine.plant.flowsheet.components.scrubber import Scrubber
from engine.plant.flowsheet.components.tank import Tank
from engine.plant.flowsheet.components.utility import Utility

__all__ = ["COMPONENTS", "AnyComponent"]

COMPONENTS: tuple[type[Component], ...] = (
    Agitator, Boundary, CatchTank, ControlValve, Line, Loop, OnOffValve, Pump, Reactor, RuptureDisc, Scrubber,
    Tank, Utility,
)  # fmt: skip

if TYPE_CHECKING:
    AnyComponent = Any
else:
    AnyComponent = Annotated[reduce(or_, COMPONENTS), Field(discriminator="type")]
