"""A substation as a plant: orders become movements, movements change the graph, the graph decides what flows and trips.

    plant = GridPlant(section)
    plant.write("QF101.operate", 1.0)        # open
    plant.advance(10)                        # a second

The state is what has been switched, what runs down and what has happened; voltages and currents are worked out anew from
it, so that a restored plant shows the same. Bit-identical only with the same build (``same_build``): the network's
equations are power-grid-model's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import TagError
from engine.plant.grid import guard
from engine.plant.grid.check import require_sound
from engine.plant.grid.declaration import declare
from engine.plant.grid.section import GridSection
from engine.plant.grid.shown import Shown
from engine.plant.grid.start import begin
from engine.plant.grid.works import Works
from engine.plant.plant import Exactness, Operation, PlantEvent
from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Text2
from engine.scenario.text import Text
from engine.state import pack, unpack
from engine.tags import Kind, Tag

__all__ = ["GridPlant"]


class GridPlant:
    """A ``Plant`` (see ``engine.plant.plant``) made from a ``GridSection``."""

    exactness: Exactness = "same_build"

    def __init__(self, section: GridSection, start: Mapping[str, float] | None = None) -> None:
        require_sound(section)
        self.tick_ms = section.tick
        declared = declare(section)
        self._tags = tuple(tag for one in declared.values() for tag in one.tags)
        self._operations = tuple(op for one in declared.values() for op in one.operations)
        self._index = {tag.id: i for i, tag in enumerate(self._tags)}
        self._writable = {tag.id: tag for tag in self._tags if tag.writable}
        self._values = [tag.healthy for tag in self._tags]
        self._inputs = {tag.id: tag.healthy for tag in self._tags if tag.writable}
        self._pending: dict[str, float] = {}
        """Commands that count from the next tick on."""
        self._version = -1
        labels: dict[str, str | Text2] = {
            name: one.plate if one.plate != name else Text2(one.title.of("zh"), one.title.of("en"))
            for name, one in declared.items()
        }
        self._works = Works(section, self._inputs, labels)
        self._shown = Shown(section, self._works, self._index)
        begin(self._works, start or {})
        self._show_all()

    # -- the contract --------------------------------------------------------------------------------------------
    def tags(self) -> Sequence[Tag]:
        """See ``Plant.tags``."""
        return self._tags

    def operations(self) -> Sequence[Operation]:
        """See ``Plant.operations``."""
        return self._operations

    def read(self) -> list[float]:
        """See ``Plant.read``."""
        return list(self._values)

    def write(self, tag: str, value: float) -> None:
        """See ``Plant.write``. A value outside the tag's range is taken as the nearest end of it."""
        known = self._writable.get(tag)
        if known is None:
            raise self._unknown(tag)
        value = float(value)
        if not math.isfinite(value):
            raise TagError(f"{tag} cannot be {value}")
        if known.kind is not Kind.ANALOG:
            value = float(math.floor(value + 0.5))
        self._pending[tag] = self._values[self._index[tag]] = min(max(value, known.low), known.high)

    def refuse(self, tag: str, value: float) -> Text | None:
        """See ``Plant.refuse``: what five-prevention says to an order, as far as the station has it."""
        return guard.refuse(self._works, tag, value)

    def rehearse(self, deeds: Sequence[RehearsedDeed]) -> Sequence[RehearsalRefusal]:
        """See ``engine.plant.rehearsal``."""
        return guard.rehearse(self._works, deeds)

    def advance(self, ticks: int = 1) -> list[PlantEvent]:
        """See ``Plant.advance``."""
        works, span = self._works, self.tick_ms * 1000
        events: list[PlantEvent] = []
        given = list(self._pending)
        self._inputs.update(self._pending)
        self._pending.clear()
        for n in range(ticks):
            began = works.now
            works.tick(span, given if n == 0 else ())
            events += [PlantEvent(n * span + at - began, source, data) for at, source, data in works.told()]
        self._show(commanded=bool(given))
        for tag in given:  # an order is back at 0 once it has been taken
            self._values[self._index[tag]] = self._inputs[tag]
        return events

    def snapshot(self) -> bytes:
        """See ``Plant.snapshot``."""
        return pack({"inputs": self._inputs, "pending": self._pending, "works": self._works.state()})

    def restore(self, data: bytes) -> None:
        """See ``Plant.restore``."""
        state: dict[str, Any] = unpack(data)
        if state.keys() != {"inputs", "pending", "works"} or state["inputs"].keys() != self._inputs.keys():
            raise TagError("the snapshot is of another plant")
        for tag, value in {**state["inputs"], **state["pending"]}.items():
            known = self._writable[tag]
            if not known.low <= value <= known.high or (known.kind is not Kind.ANALOG and value != math.floor(value)):
                raise TagError(f"the snapshot is of another plant: {tag} cannot be {value}")
        self._inputs.update({tag: state["inputs"][tag] for tag in self._inputs})
        self._works.set_state(state["works"])
        self._pending = dict(state["pending"])
        self._show_all()

    def _show(self, *, commanded: bool = False) -> None:
        if self._works.version == self._version:
            if commanded:
                self._shown.obey(self._values)
            self._shown.run_down(self._values)
            return
        self._version = self._works.version
        self._shown.write(self._values)

    def _show_all(self) -> None:
        self._version = self._works.version
        self._shown.begin(self._values)
        for tag, value in {**self._inputs, **self._pending}.items():
            self._values[self._index[tag]] = value

    def _unknown(self, tag: str) -> TagError:
        if tag in self._index:
            return TagError(f"{tag} is calculated and takes no commands")
        near = did_you_mean(tag, self._writable)
        return TagError(f"there is no tag {tag}" + (f"; did you mean {near}?" if near else ""))
