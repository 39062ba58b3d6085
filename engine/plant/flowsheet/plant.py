"""A flowsheet as a plant: assembled equations, one integrator, and a flat list of tag values.

    plant = FlowsheetPlant(section)
    plant.write("M101.command", 1.0)
    plant.advance(600)
    dict(zip((t.id for t in plant.tags()), plant.read()))["R101.T"]      # degC

The order of ``tags()`` is: calculated values by equipment, then inputs, then latches; all three lie in one
array, so that reading is one copy.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

import casadi as ca
import numpy as np

from engine.errors import DivergenceError, TagError
from engine.plant.flowsheet.assembly import System, assemble
from engine.plant.flowsheet.integrator import STIFF, Backend, Exhausted, Method, Stepper, stiffness
from engine.plant.flowsheet.printed import source
from engine.plant.flowsheet.section import FlowsheetSection
from engine.plant.flowsheet.start import initial_inputs, initial_states
from engine.plant.plant import Exactness, Operation, PlantEvent
from engine.scenario.nearest import did_you_mean
from engine.state import pack, unpack
from engine.tags import Kind, Tag

__all__ = ["FlowsheetPlant"]


class FlowsheetPlant:
    """A ``Plant`` (see ``engine.plant.plant``) made from a ``FlowsheetSection``. Bit-identical on any
    machine."""

    exactness: Exactness = "exact"

    def __init__(
        self, section: FlowsheetSection, start: Mapping[str, float] | None = None, *,
        backend: Backend = "casadi", method: Method | None = None,
    ) -> None:  # fmt: skip
        self.tick_ms = section.tick
        self._system = system = assemble(section)
        self._tags = (*system.outputs, *system.inputs, *system.latches)
        ny, nu = len(system.outputs), len(system.inputs)
        self._first_input, self._first_latch = ny, ny + nu
        self._writable = {tag.id: (ny + i, tag) for i, tag in enumerate(system.inputs)}
        self._values = np.zeros(len(self._tags))
        inputs = initial_inputs(system, start or {})
        self._values[ny : ny + nu] = inputs
        x0 = initial_states(system, inputs, start or {})
        if method is None:
            u0 = self._values[ny:].tolist()
            method = "ode23s" if stiffness(system.x, system.u, system.f, x0, u0) > STIFF else "bs23"
        self._margins = np.zeros(len(system.latches) + 1)
        self._margin_view = self._margins.data
        self._backend: Backend = backend
        self._integrate_with(method, x0)

    def _integrate_with(self, method: Method, x: Sequence[float]) -> None:
        system, ny = self._system, self._first_input
        values, inputs = self._values[:ny], self._values[ny:]
        self._stepper = Stepper(
            system.x, system.u, system.f, system.atol, self.tick_ms / 1000.0,
            method=method, backend=self._backend, inputs=inputs,
            outs=(system.y, _margins(system)), results=(values, self._margins),
        )  # fmt: skip
        self._stepper.x[:] = x

    @property
    def method(self) -> Method:
        """The integration method chosen from the stiffness of the initial state."""
        return self._stepper.method

    @property
    def substeps(self) -> int:
        """How many sub-steps the last tick needed."""
        return self._stepper.substeps

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the arithmetic itself (the printed tapes): equal fingerprints give equal bits."""
        text = source(self._stepper.tapes.attempt) + source(self._stepper.tapes.look)
        return hashlib.sha256(text.encode()).hexdigest()

    def tags(self) -> Sequence[Tag]:
        """See ``Plant.tags``."""
        return self._tags

    def operations(self) -> Sequence[Operation]:
        """See ``Plant.operations``."""
        return [op for d in self._system.declarations.values() for op in d.operations]

    def read(self) -> list[float]:
        """See ``Plant.read``."""
        if self._stepper.stale:
            self._stepper.look()
        values: list[float] = self._values.tolist()
        return values

    def write(self, tag: str, value: float) -> None:
        """See ``Plant.write``. A value outside the tag's range is taken as the nearest end of it."""
        place = self._writable.get(tag)
        if place is None:
            raise self._refuse(tag)
        index, known = place
        value = float(value)
        if not math.isfinite(value):
            raise TagError(f"{tag} cannot be {value}")
        if known.kind is Kind.DISCRETE:
            value = 1.0 if value >= 0.5 else 0.0
        self._values[index] = min(max(value, known.low), known.high)
        self._stepper.stale = True

    def _refuse(self, tag: str) -> TagError:
        if any(t.id == tag for t in self._tags):
            return TagError(f"{tag} is calculated and takes no commands")
        near = did_you_mean(tag, self._writable)
        return TagError(f"there is no tag {tag}" + (f"; did you mean {near}?" if near else ""))

    def advance(self, ticks: int = 1) -> list[PlantEvent]:
        """See ``Plant.advance``."""
        events: list[PlantEvent] = []
        step, margins = self._stepper.advance, self._margin_view
        for n in range(ticks):
            try:
                step()
            except Exhausted as end:
                self._give_up(end, (n + 1) * self.tick_ms * 1000, events)
                continue
            if margins[-1] >= 0.0:
                self._latch((n + 1) * self.tick_ms * 1000, events)
        return events

    def _latch(self, us: int, events: list[PlantEvent]) -> None:
        """Let every latch fall whose condition holds; what they change may make others fall in the same
        instant."""
        for i, tag in enumerate(self._system.latches):
            if self._margins[i] >= 0.0 and not self._values[self._first_latch + i]:
                self._fall(tag, us, events)
        self._stepper.look()

    def _fall(self, tag: Tag, us: int, events: list[PlantEvent], **data: Any) -> None:
        system = self._system
        self._values[self._first_latch + system.latches.index(tag)] = 1.0
        owner, _, latch = tag.id.partition(".")
        declaration = system.declarations[owner]
        mine = [i for i, name in enumerate(system.owners) if name == owner]
        state = {system.states[i].partition(".")[2]: float(self._stepper.x[i]) for i in mine}
        declaration.component.after_latch(latch, state, declaration)
        for i in mine:
            self._stepper.x[i] = state[system.states[i].partition(".")[2]]
        events.append(PlantEvent(us, owner, {"what": latch, "text": {"zh": tag.zh, "en": tag.en}, **data}))

    def _give_up(self, end: Exhausted, us: int, events: list[PlantEvent]) -> None:
        """The mathematics ran away: where the equipment has a physical end, that is what happened."""
        system = self._system
        owner = system.owners[end.worst]
        latch = system.declarations[owner].component.fails_by
        tag = next((t for t in system.latches if t.id == f"{owner}.{latch}"), None)
        fallen = tag is not None and self._values[self._first_latch + system.latches.index(tag)]
        if tag is None or fallen:
            raise DivergenceError(owner, f"{system.states[end.worst]}: {end.reason}")
        self._fall(tag, us, events, reason=end.reason)
        self._stepper.look()

    def snapshot(self) -> bytes:
        """See ``Plant.snapshot``."""
        system = self._system
        given = self._values[self._first_input :].tolist()
        names = [tag.id for tag in (*system.inputs, *system.latches)]
        return pack(
            {
                "method": self.method,  # chosen at the start; a plant that goes on from here must not choose anew
                "states": dict(zip(system.states, self._stepper.x.tolist(), strict=True)),
                "inputs": dict(zip(names, given, strict=True)),
            }
        )

    def restore(self, data: bytes) -> None:
        """See ``Plant.restore``. A ``TagError`` if the snapshot is of another flowsheet."""
        state = unpack(data)
        system = self._system
        try:
            x = [float(state["states"][name]) for name in system.states]
            given = [float(state["inputs"][tag.id]) for tag in (*system.inputs, *system.latches)]
            method = state["method"]
        except (KeyError, TypeError) as error:
            raise TagError(f"the snapshot is of another plant: {error} is missing") from None
        if method not in get_args(Method):
            raise TagError(f"the snapshot names an unknown method of integration, {method!r}")
        if method != self.method:
            self._integrate_with(method, x)
        self._stepper.x[:] = x
        self._values[self._first_input :] = given
        self._stepper.stale = True


def _margins(system: System) -> Any:
    """[latch margins…, the largest margin of those that have not fallen]."""
    latched = system.u[len(system.inputs) :]
    largest: Any = ca.SX(-1.0)
    for i in range(len(system.latches)):
        largest = ca.fmax(largest, ca.if_else(latched[i] > 0.5, -1.0, system.c[i]))
    return ca.vertcat(system.c, largest)
