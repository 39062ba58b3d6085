"""The gas space above a liquid: permanent gas (ideal) and vapour share one pressure; vents and reliefs let
gas go.

Vents and bursting discs pass gas in proportion to the overpressure (conductance) or through a Kv after IEC
60534. Below atmospheric pressure air comes back through the vent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import casadi as ca
from pydantic import Field

from engine.plant.flowsheet.component import Needs
from engine.plant.flowsheet.contents import ATMOSPHERE
from engine.plant.flowsheet.formulas import GAS_CONSTANT
from engine.scenario.model import Model
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["GasSpace", "Vent", "declare_gas", "gases", "settle_gas"]


class Vent(Model):
    """An open vent to the atmosphere or to a scrubber."""

    conductance: Annotated[float, Quantity("mol/(s*Pa)", gt=0.0)] = Field(
        description="单位超压的排气量 / gas let out for each unit of overpressure"
    )
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
    def of(cls, me: Part, room: Any, vapour: Any, vent: Vent | None, relief: list[Any]) -> GasSpace:
        """The gas space of ``me``; ``relief`` are conductances (mol/s/Pa) of devices that protect it."""
        amounts = {name: me.x(name) for name in gases(me.declaration)}
        total: Any = 0.0
        for amount in amounts.values():
            total = total + amount
        permanent = total * GAS_CONSTANT * me.x("T") / room
        P = permanent + vapour
        over = ca.fmax(P - ATMOSPHERE, 0.0) * (permanent / P)  # vapour condenses in the vent
        conductance = vent.conductance if vent else 0.0
        opened: Any = 0.0
        for each in relief:
            opened = opened + each
        breathed = conductance * ca.fmax(ATMOSPHERE - P, 0.0)
        return cls(P, amounts, conductance * over, opened * over, breathed, total)

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
