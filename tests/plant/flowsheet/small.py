"""Small flowsheets for tests: water and acid, built from components written as an author would."""

from __future__ import annotations

from typing import Any

from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.flowsheet.section import FlowsheetSection

WATER = {"title": "水", "molar_mass": "18 g/mol", "density": "1000 kg/m3", "cp": "4 kJ/(kg*K)"}
SOLVENT = {"title": "溶剂", "molar_mass": "100 g/mol", "density": "800 kg/m3", "cp": "2 kJ/(kg*K)"}
GAS = {"title": "气", "molar_mass": "100 g/mol", "phase": "gas"}
SUBSTANCES = {"water": WATER, "solvent": SOLVENT, "gas": GAS}


def section(components: dict[str, dict[str, Any]], **more: Any) -> FlowsheetSection:
    """A section of these components (titles are added), with water, solvent and gas as substances."""
    named = {id_: {"title": {"zh": id_, "en": id_}} | data for id_, data in components.items()}
    return FlowsheetSection.model_validate({"substances": SUBSTANCES, "components": named} | more)


class Rig:
    """A plant with values by tag id."""

    def __init__(
        self, components: dict[str, dict[str, Any]], start: dict[str, float] | None = None, **more: Any
    ) -> None:
        self.plant = FlowsheetPlant(section(components, **more), start)
        self.at = {tag.id: i for i, tag in enumerate(self.plant.tags())}

    def __getitem__(self, tag: str) -> float:
        return self.plant.read()[self.at[tag]]

    def __setitem__(self, tag: str, value: float) -> None:
        self.plant.write(tag, value)

    def run(self, seconds: float) -> Rig:
        self.events = list(self.plant.advance(round(seconds * 1000 / self.plant.tick_ms)))
        return self
