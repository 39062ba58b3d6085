"""How flowsheets join the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.plant.flowsheet.check import lint, show
from engine.plant.flowsheet.declaration import declare, tags_of
from engine.plant.flowsheet.plant import FlowsheetPlant
from engine.plant.flowsheet.plausible import implausible, unconnected
from engine.plant.flowsheet.section import FlowsheetSection
from engine.plant.flowsheet.start import startable
from engine.plant.plant import Operation
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Tag

__all__ = ["FlowsheetKind"]


class FlowsheetKind:
    """How flowsheets join the project (a ``PlantKind``)."""

    name = "flowsheet"
    section = FlowsheetSection

    def tags(self, section: FlowsheetSection) -> Sequence[Tag]:
        """The tags the plant will have, in its order, without building it."""
        return tags_of(declare(section))

    def startable(self, section: FlowsheetSection) -> Collection[str]:
        """States that are tags, and inputs."""
        return startable(declare(section))

    def lint(self, section: FlowsheetSection, reporter: Reporter) -> None:
        """Report what is wrong with the section as a whole, each fault at its place."""
        lint(section, reporter)
        if not reporter.has_errors:
            show(implausible(section), reporter, "warning")

    def without_effect(self, section: FlowsheetSection, reporter: Reporter, meant: Collection[str] = ()) -> None:
        """Warn of valves, pumps and agitators no other equipment names, but for those of ``meant``."""
        show((fault for fault in unconnected(section) if fault.loc[-1] not in meant), reporter, "warning")

    def build(self, section: FlowsheetSection, start: Mapping[str, float]) -> FlowsheetPlant:
        """A plant in its initial state; ``start`` overrides states and inputs by tag id, in the tags'
        units."""
        return FlowsheetPlant(section, start)

    def operations(self, section: FlowsheetSection) -> Sequence[Operation]:
        """What a person can do to the equipment, without building it."""
        return [op for d in declare(section).values() for op in d.operations]

    def titles(self, section: FlowsheetSection) -> Mapping[str, Text]:
        """The equipment by id, with its names for people."""
        return {name: component.title for name, component in section.components.items()}
