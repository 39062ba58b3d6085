"""Where the flowsheet ends: a supply that never runs dry, or an outlet that takes everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, offer
from engine.plant.flowsheet.contents import ATMOSPHERE, Holdup
from engine.scenario.quantity import Quantity
from engine.scenario.units import unit

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = ["Boundary"]


class Boundary(Component, title="界区 / boundary"):
    """界区 / boundary."""

    type: Literal["boundary"] = Field(description="设备类型 / kind of equipment")
    composition: dict[str, Annotated[float, Quantity("1", ge=0.0)]] = Field(
        default_factory=dict, description="质量组成 / composition by mass"
    )
    T: Annotated[float, Quantity("K", gt=0.0)] = Field(default=298.15, description="温度 / temperature")
    P: Annotated[float, Quantity("Pa", gt=0.0)] = Field(default=ATMOSPHERE, description="压力 / pressure")

    @override
    def substances(self, plan: Plan, me: str) -> frozenset[str]:
        return frozenset(self.composition)

    @override
    def named_substances(self) -> dict[str, dict[str, Any]]:
        return {"composition": dict(self.composition)}

    @override
    def declare(self, d: Declaration) -> None:
        T = round(unit("degC").from_si(self.T), 9)
        d.input("T", "温度", "temperature", unit="degC", low=T - 60.0, high=T + 120.0, healthy=T)

    @offer
    def holdup(self, me: Part) -> Holdup:
        """One kilogram of the supply, which is never used up."""
        total = sum(self.composition.values())
        props = me.section.substances
        parts = {s: w / total for s, w in self.composition.items()}
        return Holdup(
            n={s: w / props[s].molar_mass for s, w in parts.items()},
            T=me.u("T"),
            mass=1.0,
            volume=sum(w / props[s].density for s, w in parts.items()),
            capacity=sum(w * props[s].cp for s, w in parts.items()),
            P=self.P,
            endless=True,
        )

    @offer
    def inlet(self, me: Part) -> Any:  # noqa: ARG002
        """Pressure (Pa absolute) a line has to deliver against."""
        return self.P
