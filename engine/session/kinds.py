"""The kinds of plant that can be simulated. A new kind is one line here and a room of its own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.plant.flowsheet import KIND as FLOWSHEET
from engine.plant.plant import PlantKind

__all__ = ["PLANT_KINDS"]

PLANT_KINDS: Mapping[str, PlantKind] = {FLOWSHEET.name: FLOWSHEET}
