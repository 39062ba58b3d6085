"""A line from one vessel to another, with what stands in it: valves, pumps, and one thing that limits the
flow.

- ``limit``     a known full flow (pump against an orifice): flow = limit × openings × pump speed
- ``kv``        gravity and pressure through valves of this Kv (IEC 60534, not choked), ``drop`` metres down
- ``orifice``   gravity and pressure through a sharp hole (Torricelli)
- ``overflow``  over a weir: what stands above this volume runs off

Flow never goes backwards (check valve). An emptying source thins the flow out over its last ``tail``
kilograms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import casadi as ca
from pydantic import Field, model_validator
from typing_extensions import override

from engine.plant.flowsheet.component import Component, Needs, offer
from engine.plant.flowsheet.contents import Holdup, Stream
from engine.plant.flowsheet.hydraulics import GRAVITY, liquid_flow, orifice_flow
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration, Plan

__all__ = ["Line"]

_WEIR = 100.0  # 1/s: how fast what stands above the weir runs off


class Orifice(Model, title="孔 / Orifice"):
    """A sharp-edged hole."""

    diameter: Annotated[float, Quantity("m", gt=0.0)] = Field(description="孔径 / diameter")
    discharge: float = Field(default=0.62, gt=0.0, le=1.0, description="流量系数 / discharge coefficient")


class Line(Component, title="管线 / line"):
    """管线 / line."""

    type: Literal["line"] = Field(description="设备类型 / kind of equipment")
    from_: Annotated[str, Needs("holdup")] = Field(alias="from", description="起点设备 / where it starts")
    to: Annotated[str, Needs("inlet")] = Field(description="终点设备 / where it ends")
    through: list[Annotated[str, Needs("opening")]] = Field(default_factory=list, description="阀门 / valves in it")
    pumps: list[Annotated[str, Needs("delivery")]] = Field(default_factory=list, description="泵 / pumps in it")
    limit: Annotated[float, Quantity("kg/s", gt=0.0)] | None = Field(
        default=None, description="全开流量（限流孔板） / full flow (restriction orifice)"
    )
    kv: Annotated[float, Quantity("m3/s", gt=0.0)] | None = Field(
        default=None, description="流量系数 Kv（m3/h） / flow coefficient Kv (m3/h)"
    )
    orifice: Orifice | None = Field(default=None, description="孔 / hole")
    overflow: Annotated[float, Quantity("m3", gt=0.0)] | None = Field(
        default=None, description="溢流堰对应的体积 / volume at the weir"
    )
    drop: Annotated[float, Quantity("m", ge=0.0)] = Field(default=0.0, description="落差 / fall below the outlet")
    tail: Annotated[float, Quantity("kg", gt=0.0)] = Field(
        default=20.0, description="低于此存量流量渐减 / below this content the flow thins out"
    )
    lag: Annotated[float, Quantity("s", ge=0.0)] = Field(default=0.0, description="流量滞后 / lag of the flow")
    span: Annotated[float, Quantity("kg/s", gt=0.0)] | None = Field(
        default=None, description="流量量程上限 / top of the flow range"
    )

    @model_validator(mode="after")
    def _one_restriction(self) -> Line:
        given = [n for n in ("limit", "kv", "orifice", "overflow") if getattr(self, n) is not None]
        if len(given) != 1:
            author_error(
                "restriction", "limit、kv、orifice、overflow 必须且只能给出一个",
                "give exactly one of limit, kv, orifice, overflow",
            )  # fmt: skip
        return self

    @override
    def substances(self, plan: Plan, me: str) -> frozenset[str]:
        return plan.contents.get(self.from_, frozenset())

    @override
    def declare(self, d: Declaration) -> None:
        if self.lag:
            d.state("flow", 0.0, atol=1e-4)
        top = self.span or (1.2 * self.limit if self.limit else 20.0)
        d.output("flow", "流量", "flow", unit="kg/s", high=round(top, 6))
        d.integral("total")
        d.output("total", "累计量", "total", unit="kg", high=10_000.0)

    @override
    def equations(self, me: Part) -> None:
        flow = me.ask("stream").flow
        if self.lag:
            me.rate("flow", (me.ask("driven") - me.x("flow")) / self.lag)
        else:
            me.out("flow", flow)
        me.rate("total", flow)

    @offer
    def driven(self, me: Part) -> Any:
        """The flow (kg/s) that valves, pumps and pressures want."""
        source: Holdup = me.part(self.from_).ask("holdup")
        share: Any = 1.0
        for valve in self.through:
            share = share * me.part(valve).ask("opening")
        for pump in self.pumps:
            share = share * me.part(pump).ask("delivery")
        if self.limit is not None:
            full: Any = self.limit
        elif self.overflow is not None:
            full = _WEIR * source.density * ca.fmax(source.volume - self.overflow, 0.0)
        else:
            full = self._by_gravity(me, source)
        return share * full * (1.0 if source.endless else ca.fmin(source.mass / self.tail, 1.0))

    def _by_gravity(self, me: Part, source: Holdup) -> Any:
        against = me.part(self.to).ask("inlet")
        dp = ca.fmax(source.P + source.head + source.density * (GRAVITY * self.drop) - against, 0.0)
        if self.kv is not None:
            return liquid_flow(self.kv, dp, source.density)
        assert self.orifice is not None
        area = 3.141592653589793 / 4.0 * self.orifice.diameter * self.orifice.diameter
        return orifice_flow(dp, source.density, area, self.orifice.discharge)

    @offer
    def stream(self, me: Part) -> Stream:
        """What it takes from its source and brings to its target."""
        source: Holdup = me.part(self.from_).ask("holdup")
        flow = me.x("flow") if self.lag else me.ask("driven")
        return Stream(source, flow, source.share(flow))
