"""The kinds of plant that can be simulated. A new kind is one line here and a room of its own."""

from __future__ import annotations

from engine.plant.flowsheet.kind import FlowsheetKind
from engine.plant.grid.kind import GridKind
from engine.plant.plant import PlantKind

__all__ = ["PLANT_KINDS"]

PLANT_KINDS: dict[str, PlantKind] = {kind.name: kind for kind in (FlowsheetKind(), GridKind())}
