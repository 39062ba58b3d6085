"""The state a plant starts in: the components' own values, overridden by tag id, then settled.

initial_states(system, inputs, {"R101.T": 60.0, "R101.n.chlorobenzene": 20.0})      # in the tags' units
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import PlantError, TagError
from engine.plant.flowsheet.assembly import System
from engine.plant.flowsheet.declaration import Declaration
from engine.scenario.nearest import did_you_mean
from engine.scenario.units import unit

__all__ = ["initial_inputs", "initial_states", "startable"]


def startable(declarations: Mapping[str, Declaration]) -> list[str]:
    """Tag ids that may be given at the start: states that are tags, and inputs."""
    every = list(declarations.values())
    states = [tag.id for d in every for name, tag in d.outputs.items() if name in d.states]
    return states + [tag.id for d in every for tag in d.inputs.values()]


def initial_inputs(system: System, start: Mapping[str, float]) -> list[float]:
    """The inputs (in their units): healthy values, overridden by ``start``. ``TagError`` for what cannot be
    given."""
    possible = startable(system.declarations)
    for name in start:
        if name not in possible:
            near = did_you_mean(name, possible)
            zh, en = (f"；是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
            raise TagError(f"{name} 不能作初值{zh} / {name} cannot be given at the start{en}")
    return [min(max(float(start.get(t.id, t.healthy)), t.low), t.high) for t in system.inputs]


def initial_states(system: System, inputs: Sequence[float], start: Mapping[str, float]) -> list[float]:
    """The states (SI) in the order of ``system.states``."""
    given = {tag.id: unit(tag.unit or "1").to_si(v) for tag, v in zip(system.inputs, inputs, strict=True)}
    out: list[float] = []
    for id_, d in system.declarations.items():
        values = {name: s.initial for name, s in d.states.items() if s.initial is not None}
        for name, tag in d.outputs.items():
            if name in d.states and tag.id in start:
                values[name] = unit(tag.unit or "1").to_si(float(start[tag.id]))
        values |= {name: given[tag.id] for name, tag in d.inputs.items()}
        d.component.settle(values, d)
        missing = [name for name in d.states if name not in values]
        if missing:
            raise PlantError(id_, f"no start value for {', '.join(missing)}")
        out += [values[name] for name in d.states]
    return out
