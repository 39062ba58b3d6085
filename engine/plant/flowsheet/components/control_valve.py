"""A control valve: position follows the command in per cent; flow follows the inherent characteristic.

Linear, or equal-percentage with rangeability 50 (IEC 60534-2-4) closing tightly below 2 % of travel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.actuator import FailPosition, declare_actuator, moving, passing, settle_actuator
from engine.plant.flowsheet.component import Component, offer
from engine.plant.flowsheet.hydraulics import equal_percentage
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["ControlValve"]


class ControlValve(Component, title="调节阀 / control valve"):
    """调节阀 / control valve."""

    type: Literal["control_valve"] = Field(description="设备类型 / kind of equipment")
    characteristic: Literal["linear", "equal_percentage"] = Field(
        default="linear", description="固有流量特性 / inherent characteristic"
    )
    stroke: Annotated[float, Quantity("s", gt=0.0)] = Field(
        default=4.0, description="全行程时间 / time for the full stroke"
    )
    lag: Annotated[float, Quantity("s", gt=0.0)] | None = Field(
        default=None,
        description="定位器时间常数，缺省为行程的十分之一 / time constant of the positioner, by default stroke/10",
    )
    fails: FailPosition = Field(default="closed", description="失气（失电）位置 / position without drive")
    start: Annotated[float, Quantity("1", ge=0.0, le=1.0)] = Field(
        default=0.0, description="初始开度 / opening at start"
    )

    @override
    def declare(self, d: Declaration) -> None:
        d.input("command", "阀位指令", "command", unit="%", high=100.0, healthy=100.0 * self.start)
        declare_actuator(d)
        d.operation("set", "command")

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        settle_actuator(initial)

    @override
    def equations(self, me: Part) -> None:
        moving(me, me.u("command"), self.stroke, self.fails, self.lag)

    @offer
    def opening(self, me: Part) -> Any:
        """Share of the full flow coefficient, 0–1."""
        travel = me.x("position")
        share = equal_percentage(travel) if self.characteristic == "equal_percentage" else travel
        return passing(me, share)
