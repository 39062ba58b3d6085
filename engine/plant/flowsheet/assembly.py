"""From declared components to one system: dx/dt = f(x, u), y = g(x, u), latch conditions c(x, u).

All states, inputs and latches become casadi symbols first; then every component writes its equations and
asks its neighbours for what they offer. An offer is worked out once, when it is first asked for, so
components may be written in any order; two offers that need one another are an error that names both.

    system = assemble(section)
    system.f, system.y          # casadi SX columns in the order of system.states and system.outputs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import casadi as ca

from engine.errors import PlantError
from engine.plant.flowsheet.check import require_sound
from engine.plant.flowsheet.component import Component
from engine.plant.flowsheet.declaration import Declaration, declare
from engine.scenario.units import unit
from engine.tags import Tag

if TYPE_CHECKING:
    from engine.plant.flowsheet.section import FlowsheetSection

__all__ = ["Part", "System", "assemble"]


@dataclass(slots=True)
class Part:
    """One component while the system is assembled: its symbols in SI and its way to the neighbours."""

    id: str
    component: Component
    declaration: Declaration
    net: dict[str, Part]
    section: FlowsheetSection
    symbols: dict[str, dict[str, Any]] = field(default_factory=lambda: {"x": {}, "u": {}, "z": {}})
    rates: dict[str, Any] = field(default_factory=dict)
    outs: dict[str, Any] = field(default_factory=dict)
    conditions: dict[str, Any] = field(default_factory=dict)
    _offered: dict[str, Any] = field(default_factory=dict)
    _asking: set[str] = field(default_factory=set)

    def x(self, name: str) -> Any:
        """The state ``name`` (SI)."""
        return self.symbols["x"][name]

    def u(self, name: str) -> Any:
        """The input ``name``, converted to SI."""
        return self.symbols["u"][name]

    def z(self, name: str) -> Any:
        """The latch ``name``: 0 or 1."""
        return self.symbols["z"][name]

    def rate(self, name: str, expression: Any) -> None:
        """The time derivative of state ``name`` (SI per second)."""
        self.rates[name] = expression

    def out(self, name: str, expression: Any) -> None:
        """The value of output ``name`` in SI; it is converted to the tag's unit."""
        self.outs[name] = expression

    def falls_when(self, latch: str, margin: Any) -> None:
        """``latch`` falls at the end of the first tick in which ``margin`` ≥ 0."""
        self.conditions[latch] = margin

    def part(self, id_: str) -> Part:
        """The component with this id."""
        return self.net[id_]

    def users(self, field_name: str) -> list[Part]:
        """The components whose field ``field_name`` links here."""
        return [self.net[i] for i in self.declaration.plan.using(self.id, field_name)]

    def contents(self) -> list[str]:
        """The substances that can be in here, in the order of the section."""
        mine = self.declaration.plan.contents[self.id]
        return [s for s in self.section.substances if s in mine]

    def ask(self, name: str) -> Any:
        """What this component offers under ``name``; worked out once."""
        if name not in self._offered:
            if name in self._asking:
                raise PlantError(self.id, f"{name} depends on itself through {', '.join(sorted(self._asking))}")
            self._asking.add(name)
            self._offered[name] = getattr(self.component, name)(self)
            self._asking.discard(name)
        return self._offered[name]


@dataclass(slots=True)
class System:
    """The assembled plant. Columns of casadi SX; ``owners`` names the equipment behind each state."""

    declarations: Mapping[str, Declaration]
    x: Any
    u: Any  # inputs in tag units, then latches
    f: Any
    y: Any  # outputs in tag units
    c: Any  # latch conditions
    states: tuple[str, ...]  # "R101.T"
    owners: tuple[str, ...]
    atol: tuple[float, ...]
    outputs: tuple[Tag, ...]
    inputs: tuple[Tag, ...]
    latches: tuple[Tag, ...]


def assemble(section: FlowsheetSection) -> System:
    """Build the equations. Raises ``ScenarioError`` for a faulty section, ``PlantError`` for circular
    offers."""
    require_sound(section)
    declarations = declare(section)
    net: dict[str, Part] = {}
    for id_, d in declarations.items():
        net[id_] = Part(id_, d.component, d, net, section)
    states, inputs, latches = _symbols(net)
    for part in net.values():
        part.component.equations(part)
        _complete(part)
    outputs = [tag for d in declarations.values() for tag in d.outputs.values()]
    every = list(net.values())
    return System(
        declarations,
        ca.vertcat(*(sx for _, _, sx in states)),
        ca.vertcat(*(sx for _, sx in inputs), *(sx for _, sx in latches)),
        ca.densify(ca.vertcat(*(p.rates[name] for p in every for name in p.declaration.states))),
        ca.densify(ca.vertcat(*(_in_unit(p.outs[n], t) for p in every for n, t in p.declaration.outputs.items()))),
        ca.densify(ca.vertcat(*(p.conditions[name] for p in every for name in p.declaration.latches))),
        tuple(name for name, _, _ in states),
        tuple(name.partition(".")[0] for name, _, _ in states),
        tuple(atol for _, atol, _ in states),
        tuple(outputs),
        tuple(tag for tag, _ in inputs),
        tuple(tag for tag, _ in latches),
    )


def _symbols(net: dict[str, Part]) -> tuple[list[Any], list[Any], list[Any]]:
    states: list[Any] = []
    inputs: list[Any] = []
    latches: list[Any] = []
    for id_, part in net.items():
        d = part.declaration
        for state in d.states.values():
            sx = ca.SX.sym(f"{id_}.{state.name}")
            part.symbols["x"][state.name] = sx
            states.append((f"{id_}.{state.name}", state.atol, sx))
        for name, tag in d.inputs.items():
            sx = ca.SX.sym(tag.id)
            inputs.append((tag, sx))
            part.symbols["u"][name] = _to_si(sx, tag)
        for name, tag in d.latches.items():
            sx = ca.SX.sym(tag.id)
            latches.append((tag, sx))
            part.symbols["z"][name] = sx
    return states, inputs, latches


def _complete(part: Part) -> None:
    """Outputs that are states need no line of their own; anything else left open is an error of the
    component."""
    d = part.declaration
    for name in d.outputs:
        if name not in part.outs and name in d.states:
            part.outs[name] = part.x(name)
    missing = [f"rate of {n}" for n in d.states if n not in part.rates]
    missing += [f"output {n}" for n in d.outputs if n not in part.outs]
    missing += [f"condition of {n}" for n in d.latches if n not in part.conditions]
    unknown = [n for n in part.rates if n not in d.states] + [n for n in part.outs if n not in d.outputs]
    if missing or unknown:
        kind = type(part.component).__name__
        raise PlantError(part.id, f"{kind} leaves open: {', '.join(missing)}; writes undeclared: {', '.join(unknown)}")


def _to_si(sx: Any, tag: Tag) -> Any:
    scale = unit(tag.unit or "1")
    out = sx * scale.factor if scale.factor != 1.0 else sx
    return out + scale.offset if scale.offset else out


def _in_unit(sx: Any, tag: Tag) -> Any:
    scale = unit(tag.unit or "1")
    out = sx - scale.offset if scale.offset else sx
    return out / scale.factor if scale.factor != 1.0 else out
