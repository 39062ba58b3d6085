"""What is in a vessel and what flows between vessels: amounts by substance, their mass, volume and heat.

A ``Holdup`` is the contents of something; a ``Stream`` is a share of a holdup per second on its way to
another one. Working with shares keeps the composition of what flows equal to what is there, and no amount
can become negative. Everything is SI: mol, kg, m3, J/K, K, Pa. Mixtures are ideal: volumes and heats add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.scenario.errors import UnitError
from engine.scenario.problems import Text2
from engine.scenario.quantity import Amount
from engine.scenario.units import unit

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = [
    "ATMOSPHERE", "Holdup", "Stream", "carried_in", "charge", "contents_of", "declare_contents", "net_flow",
]  # fmt: skip

ATMOSPHERE = 101325.0  # Pa
_EPS = 1e-3  # kg and, as litres, m3: keeps an empty vessel from being divided by


@dataclass(frozen=True, slots=True)
class Holdup:
    """Contents: amounts (mol) and the sums they give; ``P`` at the surface, ``head`` above the outlet (Pa).

    ``endless`` marks the one kilogram that stands for a supply which never runs dry.
    """

    n: Mapping[str, Any]
    T: Any
    mass: Any
    volume: Any
    capacity: Any
    P: Any = ATMOSPHERE
    head: Any = 0.0
    endless: bool = False

    def share(self, flow: Any) -> Any:
        """The share of the contents per second that ``flow`` kg/s is."""
        return flow if self.endless else flow / (self.mass + _EPS)

    @property
    def density(self) -> Any:
        """kg/m3."""
        return (self.mass + _EPS) / (self.volume + _EPS * 1e-3)


@dataclass(frozen=True, slots=True)
class Stream:
    """``flow`` kg/s out of ``source``, which is ``share`` of its contents per second."""

    source: Holdup
    flow: Any
    share: Any


def charge(amounts: Mapping[str, Amount], plan: Plan) -> dict[str, float]:
    """Amounts written in kg or kmol as mol by substance. Raises ``UnitError``."""
    out: dict[str, float] = {}
    for name, amount in amounts.items():
        substance = plan.section.substances[name]
        dimension = unit(amount.unit or "1").dimension
        if dimension == unit("kg").dimension:
            out[name] = amount.si / substance.molar_mass
        elif dimension == unit("mol").dimension:
            out[name] = amount.si
        else:
            raise UnitError(Text2(f"{name}：{amount} 不是物料的量", f"{name}: {amount} is no amount of substance"))
    return out


def declare_contents(d: Declaration, start: Mapping[str, Amount], T: float, span: float) -> None:
    """States and tags of the liquid contents: ``n.<substance>`` (tag in kmol up to ``span`` m3 of it) and
    ``T``."""
    amounts = charge(start, d.plan)
    for name in liquids(d):
        substance = d.plan.section.substances[name]
        full = span * substance.density / substance.molar_mass / 1000.0
        d.state(f"n.{name}", amounts.get(name, 0.0), atol=0.1)
        zh, en = f"{substance.title.of('zh')}量", f"amount of {substance.title.of('en')}"
        d.output(f"n.{name}", zh, en, unit="kmol", high=round(full, 3))
    d.state("T", T, atol=1e-3)
    d.output("T", "温度", "temperature", unit="degC", low=-20.0, high=400.0)
    d.output("mass", "质量", "mass", unit="kg", high=round(2000.0 * span, 3))
    d.output("V", "液体体积", "liquid volume", unit="m3", high=round(1.2 * span, 6))
    d.output("level", "液位", "level", unit="%", high=120.0)


def liquids(d: Declaration) -> list[str]:
    """The liquid substances that can be in here, in the order of the section."""
    section = d.plan.section
    mine = d.plan.contents[d.id]
    return [s for s, props in section.substances.items() if s in mine and props.phase == "liquid"]


def contents_of(me: Part, P: Any = ATMOSPHERE, area: float = 0.0) -> Holdup:
    """The contents of ``me`` from its states; ``area`` m2 of surface gives the head above the outlet."""
    n = {s: me.x(f"n.{s}") for s in liquids(me.declaration)}
    mass: Any = 0.0
    volume: Any = 0.0
    capacity: Any = 0.0
    for name, amount in n.items():
        substance = me.section.substances[name]
        kg = amount * substance.molar_mass
        mass, volume = mass + kg, volume + kg * (1.0 / substance.density)
        capacity = capacity + kg * substance.cp
    head = 9.80665 / area * mass if area else 0.0
    return Holdup(n, me.x("T"), mass, volume, capacity, P, head)


def carried_in(plan: Plan, me: str) -> frozenset[str]:
    """Everything the lines that end at ``me`` can bring."""
    return frozenset().union(*(plan.contents[i] for i in plan.using(me, "to")))


def net_flow(me: Part, here: Holdup) -> tuple[dict[str, Any], Any, Any]:
    """What lines bring and take: mol/s by substance, W relative to the own temperature, kg/s brought."""
    n: dict[str, Any] = dict.fromkeys(here.n, 0.0)
    heat: Any = 0.0
    brought: Any = 0.0
    for line in me.users("to"):
        stream: Stream = line.ask("stream")
        for name, amount in stream.source.n.items():
            n[name] = n[name] + stream.share * amount
        heat = heat + stream.share * stream.source.capacity * (stream.source.T - here.T)
        brought = brought + stream.flow
    for line in me.users("from"):
        stream = line.ask("stream")
        for name, amount in here.n.items():
            n[name] = n[name] - stream.share * amount
    return n, heat, brought
