"""How substations join the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.plant.grid.check import lint
from engine.plant.grid.declaration import declare
from engine.plant.grid.devices import Switching
from engine.plant.grid.section import GridSection
from engine.plant.grid.start import startable
from engine.plant.grid.titles import noun
from engine.plant.guarding import Missing
from engine.plant.plant import Operation
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.plant.sequencing import DeedSequence
from engine.plant.sheet import Table
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.tags import Tag

if TYPE_CHECKING:
    from engine.plant.grid.plant import GridPlant

__all__ = ["GridKind"]


class GridKind:
    """How substations join the project (a ``PlantKind``)."""

    name = "grid"
    section = GridSection

    def tags(self, section: GridSection) -> Sequence[Tag]:
        """The tags the plant will have, in its order, without building it."""
        return [tag for one in declare(section).values() for tag in one.tags]

    def startable(self, section: GridSection) -> Collection[str]:
        """What takes commands, and positions."""
        return startable(section)

    def lint(self, section: GridSection, reporter: Reporter) -> None:
        """Report what is wrong with the section as a whole, each fault at its place."""
        lint(section, reporter)

    def build(self, section: GridSection, start: Mapping[str, float]) -> GridPlant:
        """A station in its normal state; ``start`` overrides positions and inputs by tag id."""
        from engine.plant.grid.plant import GridPlant  # the solver costs a second: only who switches a station loads it

        return GridPlant(section, start)

    def states(self, section: GridSection) -> Mapping[str, Sequence[str]]:
        """See ``engine.plant.sequencing``: transformers, lines, banks and breakers, with their four states."""
        from engine.plant.grid.switching import planner

        return planner.states(section)

    def sequence(
        self, section: GridSection, start: Mapping[str, float], of: str, to: str, since: str = "",
        done: Sequence[RehearsedDeed] = (),
    ) -> DeedSequence:  # fmt: skip
        """See ``engine.plant.sequencing``: a switching order, proven by the interlock."""
        from engine.plant.grid.switching import planner

        return planner.sequence(section, start, of, to, since, done)

    def foreseen(
        self, section: GridSection, start: Mapping[str, float], done: Sequence[RehearsedDeed],
        orders: Sequence[Sequence[RehearsedDeed]],
    ) -> Sequence[Sequence[RehearsalRefusal]]:  # fmt: skip
        """See ``engine.plant.sequencing.Foresees``: by five-prevention, where the station has it."""
        from engine.plant.grid.switching import foresight

        return foresight.foreseen(section, start, done, orders)

    def tested_first(self, section: GridSection) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """See ``engine.plant.sequencing.Foresees``: no earth without proof that the place is dead."""
        from engine.plant.grid.switching import foresight

        return foresight.tested_first(section)

    def sorts(self, section: GridSection) -> Mapping[str, Text]:
        """See ``engine.plant.sorting``: devices by their type."""
        return {name: noun(device) for name, device in section.devices.items()}

    def by_hand(self, section: GridSection) -> Collection[str]:
        """See ``engine.plant.sorting``: doors and fences."""
        return list(section.five_prevention.encloses)

    def unguarded(self, section: GridSection) -> Missing | None:
        """See ``engine.plant.guarding``: an old station without five-prevention."""
        if section.five_prevention.installed:
            return None
        switches = {name for name, device in section.devices.items() if isinstance(device, Switching)}
        return Missing(
            ("five_prevention", "installed"), frozenset(switches | set(section.five_prevention.encloses)),
            Text(zh="没有五防闭锁", en="there is no interlock"),
        )  # fmt: skip

    def sheet(self, section: GridSection, start: Mapping[str, float]) -> Sequence[Table]:
        """See ``engine.plant.sheet``: distances, short circuits, arcs, earths, gas, and what the interlock asks for."""
        from engine.plant.grid.sheet import sheet

        return sheet(section, start)

    def operations(self, section: GridSection) -> Sequence[Operation]:
        """What a person can do to the equipment, without building it."""
        return [op for one in declare(section).values() for op in one.operations]

    def titles(self, section: GridSection) -> Mapping[str, Text]:
        """The equipment by id, with its names for people."""
        return {name: one.title for name, one in declare(section).items()}
