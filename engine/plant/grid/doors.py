"""Doors and fences with conductors behind them (R5): which stand open, and whether what is behind is safe to be near.

    encloses:
      GATE501: {title: {zh: 501母线桥网门, en: Fence of bus bridge 501}, points: [T1L]}

The station's interlock holds a door while anything behind it is not dead (visibly cut off) and earthed, and while a door
stands open it holds whatever would take that away again (``objection.py``). Where the interlock is missing or released, a door
opens onto anything; ``exposed`` then says what stands open, and what follows from it is the scenario's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.scenario.problems import Text2

if TYPE_CHECKING:
    from engine.plant.grid.works import Works

__all__ = ["OPENED", "Doors"]

OPENED = "opened"
"""The input of a door: 1 while it stands open."""


class Doors:
    """The doors of a station."""

    def __init__(self, works: Works) -> None:
        self._works = works
        declared = works.section.five_prevention.encloses
        self.points = {name: door.points for name, door in declared.items()}
        """The points behind each."""
        self._told: frozenset[str] = frozenset()

    def standing_open(self) -> list[str]:
        """The doors that are open."""
        return [name for name in self.points if self._works.inputs[f"{name}.{OPENED}"]]

    def exposed(self, name: str) -> bool:
        """Whether a door stands open although not everything behind it is dead and earthed, as things really stand."""
        works = self._works
        if not works.inputs[f"{name}.{OPENED}"]:
            return False
        positions, without = works.machinery.positions(), works.electrics.without()
        return not works.interlock.enclosure(positions, self.points[name], without=without).allowed

    def look(self, *, tell: bool = True) -> None:
        """Note which doors expose something now; a door that has begun to is told."""
        now = frozenset(name for name in self.points if self.exposed(name))
        for name in sorted(now - self._told) if tell else ():
            self._works.tell(name, what="exposed", points=list(self.points[name]))
        self._told = now

    def words(self, name: str) -> Text2:
        """What people call a door."""
        return self._works.interlock.say.name(name)
