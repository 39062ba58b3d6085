"""The gas space above a liquid: permanent gas (ideal) and vapour share one pressure; vents and reliefs let
gas go.

Vents and bursting discs pass gas in proportion to the overpressure (conductance) or through a Kv after IEC
60534. Below atmospheric pressure air comes back through the vent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Self

import casadi as ca
from pydantic import Field, model_validator

from engine.plant.flowsheet.component import Needs
from engine.plant.flowsheet.contents import ATMOSPHERE
from engine.plant.flowsheet.formulas import GAS_CONSTANT
from engine.plant.flowsheet.hydraulics import gas_flow
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["GasOpening", "GasSpace", "Vent", "declare_gas", "gases", "settle_gas"]


Opening = Callable[[Any, Any], Any]


class GasOpening(Model):
    """How much gas an opening passes: in proportion to the overpressure, or through a Kv."""

    conductance: Annotated[float, Quantity("mol/(s*Pa)", gt=0.0)] | None = Field(
        default=None, description="单位超压的排气量 / gas let out for each unit of overpressure"
    )
    kv: Annotated[float, Quantity("m3/s", gt=0.0)] | None = Field(
        default=None, description="流量系数 Kv（m3/h），按 IEC 60534 / flow coefficient Kv (m3/h), IEC 60534"
    )
    gas: Annotated[float, Quantity("kg/mol", gt=0.0)] = Field(
        default=0.030, description="气体摩尔质量（用 Kv 时） / molar mass of the gas (with kv)"
    )

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.conductance is None) == (self.kv is None):
            author_error("restriction", "conductance 与 kv 给出且只给一个", "give either conductance or kv")
        return self

    def flow(self, P: Any, T: Any) -> Any:
        """mol/s from ``P`` (Pa absolute) and ``T`` (K) to the atmosphere; never backwards."""
        if self.conductance is not None:
            return self.conductance * ca.fmax(P - ATMOSPHERE, 0.0)
        assert self.kv is not None
        return gas_flow(self.kv, P, ATMOSPHERE, T, self.gas)


class Vent(GasOpening, title="放空 / Vent"):
    """An open vent to the atmosphere or to a scrubber; below atmospheric pressure it lets air in."""

    vents_to: Annotated[str, Needs("gas_inlet")] | None = Field(default=None, description="排向 / where it leads")


def gases(d: Declaration) -> list[str]:
    """The names of the gas states: air, and every gas that can be set free in here."""
    section = d.plan.section
    mine = d.plan.contents[d.id]
    return ["gas.air", *(f"gas.{s}" for s, p in section.substances.items() if s in mine and p.phase == "gas")]


def declare_gas(d: Declaration) -> None:
    """One state (mol) a gas; air is settled so that the vessel starts at atmospheric pressure."""
    for name in gases(d):
        d.state(name, None if name == "gas.air" else 0.0, atol=1e-3)


def settle_gas(initial: dict[str, float], d: Declaration, room: float, vapour: float) -> None:
    """Fill the gas space (``room`` m3) with air up to atmospheric pressure, less the ``vapour`` pressure."""
    others = sum(initial[name] for name in gases(d) if name != "gas.air")
    air = max(ATMOSPHERE - vapour, 0.0) * max(room, 0.0) / (GAS_CONSTANT * initial["T"]) - others
    initial.setdefault("gas.air", max(air, 0.0))


@dataclass(frozen=True, slots=True)
class GasSpace:
    """Pressure P (Pa absolute), amounts (mol), and flows (mol/s) out of vent and reliefs and of air back
    in."""

    P: Any
    amounts: dict[str, Any]
    vented: Any
    relieved: Any
    breathed: Any
    total: Any

    @classmethod
    def of(cls, me: Part, room: Any, vapour: Any, vent: Vent | None, reliefs: Sequence[Opening]) -> GasSpace:
        """The gas space of ``me``; ``reliefs`` give the flow (mol/s) at (P, T) of devices that protect it."""
        amounts = {name: me.x(name) for name in gases(me.declaration)}
        total: Any = 0.0
        for amount in amounts.values():
            total = total + amount
        permanent = total * GAS_CONSTANT * me.x("T") / room
        P = permanent + vapour
        dry = permanent / P  # vapour condenses on the way out
        vented: Any = 0.0
        breathed: Any = 0.0
        if vent is not None:
            vented = vent.flow(P, me.x("T")) * dry
            breathed = vent.flow(2.0 * ATMOSPHERE - P, me.x("T"))  # the same opening, the other way round
        relieved: Any = 0.0
        for relief in reliefs:
            relieved = relieved + relief(P, me.x("T")) * dry
        return cls(P, amounts, vented, relieved, breathed, total)

    def write_rates(self, me: Part, made: dict[str, Any], whole: Any) -> None:
        """The rates of the gas states; ``made`` holds mol/s by substance, ``whole`` is 0 once the vessel is
        open."""
        share = (self.vented + self.relieved) / (self.total + 1e-3)
        for name, amount in self.amounts.items():
            source = self.breathed if name == "gas.air" else made.get(name.removeprefix("gas."), 0.0)
            me.rate(name, whole * (source - share * amount))

    def toxic(self, flow: Any) -> Any:
        """The part of ``flow`` that is not air."""
        other: Any = 0.0
        for name, amount in self.amounts.items():
            if name != "gas.air":
                other = other + amount
        return flow * other / (self.total + 1e-3)
