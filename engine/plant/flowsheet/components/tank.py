"""A tank open to the atmosphere: day tank, measuring tank, quench tank.

Its contents are well mixed. Where acid runs into water, the heat of dilution is set free in the tank that
receives it (``dilution_heat`` for each kilogram brought).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, offer
from engine.plant.flowsheet.contents import (
    ATMOSPHERE,
    Holdup,
    carried_in,
    contents_of,
    declare_contents,
    net_flow,
)
from engine.scenario.quantity import Amount, Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = ["Tank"]

_METAL = 20_000.0  # J/K: walls and fittings, so that an empty tank still has a temperature


class Tank(Component, title="储槽 / tank"):
    """储槽 / tank."""

    type: Literal["tank"] = Field(description="设备类型 / kind of equipment")
    volume: Annotated[float, Quantity("m3", gt=0.0)] = Field(
        description="满液体积（液位 100 %） / volume at 100 % level"
    )
    area: Annotated[float, Quantity("m2", gt=0.0)] = Field(
        default=1.0, description="液面面积，决定静压 / liquid surface, which gives the hydrostatic head"
    )
    contents: dict[str, Amount] = Field(default_factory=dict, description="初始物料 / contents at start")
    T: Annotated[float, Quantity("K", gt=0.0)] = Field(default=298.15, description="初始温度 / temperature at start")
    dilution_heat: Annotated[float, Quantity("J/kg", ge=0.0)] = Field(
        default=0.0, description="流入物料的稀释热 / heat of dilution of what flows in"
    )

    @override
    def substances(self, plan: Plan, me: str) -> frozenset[str]:
        return frozenset(self.contents) | carried_in(plan, me)

    @override
    def named_substances(self) -> dict[str, dict[str, Any]]:
        return {"contents": dict(self.contents)}

    @override
    def declare(self, d: Declaration) -> None:
        declare_contents(d, self.contents, self.T, self.volume)

    @override
    def equations(self, me: Part) -> None:
        here: Holdup = me.ask("holdup")
        flows, heat, brought = net_flow(me, here)
        for name, flow in flows.items():
            me.rate(f"n.{name}", flow)
        me.rate("T", (heat + brought * self.dilution_heat) / (here.capacity + _METAL))
        me.out("mass", here.mass)
        me.out("V", here.volume)
        me.out("level", here.volume / self.volume)

    @offer
    def holdup(self, me: Part) -> Holdup:
        """What a line can draw on."""
        return contents_of(me, area=self.area)

    @offer
    def inlet(self, me: Part) -> Any:  # noqa: ARG002
        """Pressure (Pa absolute) a line has to deliver against."""
        return ATMOSPHERE
