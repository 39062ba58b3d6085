"""What equipment declares before any equation exists: states, inputs, outputs, latches, operations.

Everything here is plain data. Values of states are SI; inputs and outputs carry the unit of their tag and are
converted at the border of the equations, so an equation never sees degC or per cent.

    d.state("T", 333.15, atol=1e-3)
    d.output("T", "温度", "temperature", unit="degC", low=-20, high=300)
    d.input("command", "阀位指令", "command", unit="%", high=100)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.plant.flowsheet.component import Component, links
from engine.plant.plant import Operation
from engine.tags import Encoding, Kind, Tag

if TYPE_CHECKING:
    from engine.plant.flowsheet.section import FlowsheetSection

__all__ = ["Declaration", "Plan", "State", "declare", "plan", "tags_of"]


@dataclass(frozen=True, slots=True)
class State:
    """One differential state: start value in SI (None: settled later) and the error it may have in a step."""

    name: str
    initial: float | None
    atol: float


@dataclass(slots=True)
class Declaration:
    """Collects what one component declares; the order of calls is the order of tags."""

    id: str
    component: Component
    plan: Plan
    states: dict[str, State] = field(default_factory=dict)
    outputs: dict[str, Tag] = field(default_factory=dict)
    inputs: dict[str, Tag] = field(default_factory=dict)
    latches: dict[str, Tag] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)

    def state(self, name: str, initial: float | None, atol: float = 1e-4) -> None:
        """A differential state; ``atol`` is the absolute error allowed a step, in SI."""
        self.states[name] = State(name, initial, atol)

    def integral(self, name: str) -> None:
        """A state that only sums up others and acts on nothing: it starts at 0 and never shortens a step."""
        self.states[name] = State(name, 0.0, math.inf)

    def output(
        self, name: str, zh: str, en: str, unit: str = "", low: float = 0.0, high: float = 1.0,
        kind: Kind = Kind.ANALOG, encoding: Encoding | None = None,
    ) -> None:  # fmt: skip
        """A tag that is calculated; ``low``/``high`` is the range to expect, in ``unit``."""
        self.outputs[name] = self._tag(name, zh, en, unit, low, high, kind, encoding)

    def input(
        self, name: str, zh: str, en: str, unit: str = "", low: float = 0.0, high: float = 1.0,
        healthy: float = 0.0, kind: Kind = Kind.ANALOG,
    ) -> None:  # fmt: skip
        """A tag that takes commands (or a fault parameter), with the value it has without any."""
        tag = self._tag(name, zh, en, unit, low, high, kind, Encoding.ON_CHANGE)
        self.inputs[name] = Tag(
            tag.id, tag.unit, tag.kind, low, high, tag.zh, tag.en, tag.label,
            writable=True, healthy=healthy, encoding=Encoding.ON_CHANGE,
        )  # fmt: skip

    def switch(self, name: str, zh: str, en: str, healthy: float = 0.0) -> None:
        """A discrete input: 0 or 1."""
        self.input(name, zh, en, kind=Kind.DISCRETE, healthy=healthy)

    def flag(self, name: str, zh: str, en: str) -> None:
        """A discrete output: 0 or 1."""
        self.output(name, zh, en, kind=Kind.DISCRETE)

    def latch(self, name: str, zh: str, en: str) -> None:
        """Something that happens once and stays: falls to 1 when its condition becomes ≥ 0, never goes
        back."""
        self.latches[name] = self._tag(name, zh, en, "", 0.0, 1.0, Kind.DISCRETE, None)

    def operation(self, verb: str, tag: str, value: float | None = None) -> None:
        """What a person can do to this equipment: ``verb`` writes ``value`` (None: what the person says)."""
        self.operations.append(Operation(self.id, verb, f"{self.id}.{tag}", value))

    def _tag(
        self,
        name: str,
        zh: str,
        en: str,
        unit: str,
        low: float,
        high: float,
        kind: Kind,
        encoding: Encoding | None,
    ) -> Tag:
        title = self.component.title
        plate = self.component.label or self.id
        return Tag(
            f"{self.id}.{name}", unit, kind, low, high,
            f"{title.of('zh')} {zh}", f"{title.of('en')} {en}", f"{plate} {name}", encoding=encoding,
        )  # fmt: skip


@dataclass(slots=True)
class Plan:
    """The plant as a graph before any equation: who is linked to whom, and what can be in where."""

    section: FlowsheetSection
    users: dict[tuple[str, str], list[str]]
    contents: dict[str, frozenset[str]]

    def using(self, target: str, field_name: str) -> list[str]:
        """Ids of the components whose field ``field_name`` links to ``target``, in the order of the file."""
        return self.users.get((target, field_name), [])


def plan(section: FlowsheetSection) -> Plan:
    """Follow the links of all components and find out which substances can reach which equipment."""
    users: dict[tuple[str, str], list[str]] = {}
    for id_, component in section.components.items():
        for path, link in links(component):
            field_name = next(p for p in reversed(path) if isinstance(p, str))
            users.setdefault((str(link), field_name), []).append(id_)
    made = Plan(section, users, dict.fromkeys(section.components, frozenset()))
    changed = True
    while changed:
        changed = False
        for id_, component in section.components.items():
            now = made.contents[id_] | component.substances(made, id_)
            if now != made.contents[id_]:
                made.contents[id_] = now
                changed = True
    return made


def declare(section: FlowsheetSection) -> Mapping[str, Declaration]:
    """The declarations of all components, in the order of the file."""
    made = plan(section)
    out = {}
    for id_, component in section.components.items():
        out[id_] = Declaration(id_, component, made)
        component.declare(out[id_])
    return out


def tags_of(declarations: Mapping[str, Declaration]) -> tuple[Tag, ...]:
    """All tags in the order of the plant: outputs of all equipment, then inputs, then latches."""
    every = declarations.values()
    return (
        *(t for d in every for t in d.outputs.values()),
        *(t for d in every for t in d.inputs.values()),
        *(t for d in every for t in d.latches.values()),
    )
