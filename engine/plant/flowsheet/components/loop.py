"""A tempered-water loop: one body of water driven round by pumps, cooled, heated, and in an emergency
chilled by brine.

The pumps' joint flow follows from their curve and the circuit. Without circulation a little heat still passes
(``natural``), and coolers and heaters hardly reach the jacket. Emergency brine is let into the jacket
directly and keeps up heat transfer by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import casadi as ca
from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, Needs, offer
from engine.plant.flowsheet.hydraulics import parallel_pumps
from engine.scenario.model import Model
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["Loop"]


class Injection(Model, title="冷却支路 / Cooling branch"):
    """A cold utility let into the loop through a valve."""

    valve: Annotated[str, Needs("opening")] = Field(description="阀，只能有一个 / valve, one only")
    utility: Annotated[str, Needs("supply")] = Field(description="公用工程 / utility header")
    flow: Annotated[float, Quantity("kg/s", gt=0.0)] = Field(description="全开流量 / flow when fully open")
    cp: Annotated[float, Quantity("J/(kg*K)", gt=0.0)] = Field(default=4180.0, description="比热容 / specific heat")


class Heater(Model, title="加热 / Heater"):
    """A heater fed through a valve."""

    valve: Annotated[str, Needs("opening")] = Field(description="阀，只能有一个 / valve, one only")
    utility: Annotated[str, Needs("supply")] = Field(description="公用工程 / utility header")
    duty: Annotated[float, Quantity("W", gt=0.0)] = Field(description="全开热负荷 / duty when fully open")


class Loop(Component, title="温控水循环 / tempered loop"):
    """温控水循环 / tempered loop."""

    type: Literal["loop"] = Field(description="设备类型 / kind of equipment")
    mass: Annotated[float, Quantity("kg", gt=0.0)] = Field(description="循环介质质量 / mass of the medium")
    cp: Annotated[float, Quantity("J/(kg*K)", gt=0.0)] = Field(default=4180.0, description="比热容 / specific heat")
    T: Annotated[float, Quantity("K", gt=0.0)] = Field(default=298.15, description="初始温度 / temperature at start")
    pumps: list[Annotated[str, Needs("delivery")]] = Field(description="循环泵（并联） / circulating pumps in parallel")
    rated_flow: Annotated[float, Quantity("m3/s", gt=0.0)] = Field(description="单泵流量 / flow with one pump")
    shut_off: float = Field(default=1.25, gt=1.0, description="关死扬程与额定扬程之比 / shut-off head over rated head")
    natural: Annotated[float, Quantity("1", ge=0.0, le=1.0)] = Field(
        default=0.08, description="停泵时的传热比例 / share of heat transfer without circulation"
    )
    reach: Annotated[float, Quantity("1", ge=0.0, le=1.0)] = Field(
        default=0.05, description="停泵时冷却的有效比例 / share of cooling that reaches without circulation"
    )
    cooler: Injection | None = Field(default=None, description="冷却 / cooler")
    heater: Heater | None = Field(default=None, description="加热 / heater")
    emergency: Injection | None = Field(default=None, description="紧急冷却（直接进夹套） / emergency cooling")

    @override
    def declare(self, d: Declaration) -> None:
        d.state("T", self.T, atol=1e-3)
        d.output("T", "温度", "temperature", unit="degC", low=-20.0, high=200.0)
        d.output("flow", "循环流量", "flow", unit="m3/h", high=round(1.5 * self.rated_flow * 3600.0, 3))
        d.output("cooling", "冷却负荷", "heat given to cold utilities", unit="kW", low=-500.0, high=5000.0)
        d.output("heating", "加热负荷", "heat taken from the heater", unit="kW", high=2000.0)

    @override
    def equations(self, me: Part) -> None:
        T = me.x("T")
        circulation = me.ask("circulation")
        taken: Any = 0.0
        given: Any = 0.0
        if self.cooler is not None:
            share = self.reach + (1.0 - self.reach) * circulation
            taken = self._injected(me, self.cooler) * share
        if self.emergency is not None:
            taken = taken + self._injected(me, self.emergency)
        if self.heater is not None:
            opening, supply = self._valve_and_supply(me, self.heater)
            given = opening * supply * self.heater.duty * circulation
        received: Any = 0.0
        for user in me.users("medium"):
            received = received + user.ask("jacket_heat")
        me.rate("T", (received - taken + given) / (self.mass * self.cp))
        me.out("T", T)
        me.out("flow", self.rated_flow * me.ask("pumped"))
        me.out("cooling", taken)
        me.out("heating", given)

    def _valve_and_supply(self, me: Part, branch: Injection | Heater) -> tuple[Any, Any]:
        return me.part(branch.valve).ask("opening"), me.part(branch.utility).ask("supply")

    def _injected(self, me: Part, branch: Injection) -> Any:
        """Heat (W) the branch takes away when it reaches the loop in full."""
        opening, supply = self._valve_and_supply(me, branch)
        cold = me.part(branch.utility).ask("supply_T")
        return opening * supply * (branch.flow * branch.cp) * (me.x("T") - cold)

    @offer
    def pumped(self, me: Part) -> Any:
        """Flow as a share of one pump's rated flow."""
        return parallel_pumps([me.part(p).ask("delivery") for p in self.pumps], self.shut_off)

    @offer
    def circulation(self, me: Part) -> Any:
        """Flow as a share of what heat transfer needs, at most 1."""
        return ca.fmin(me.ask("pumped"), 1.0)

    @offer
    def jacket_T(self, me: Part) -> Any:  # noqa: N802
        """Temperature of the medium in K."""
        return me.x("T")

    @offer
    def jacket_side(self, me: Part) -> Any:
        """Share of the full heat transfer on the side of the medium."""
        forced = self.natural + (1.0 - self.natural) * me.ask("circulation")
        if self.emergency is None:
            return forced
        opening, supply = self._valve_and_supply(me, self.emergency)
        return ca.fmax(forced, opening * supply)
