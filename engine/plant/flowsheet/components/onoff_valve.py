"""An on/off valve: opened or closed by one command, never meant to stand between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.actuator import FailPosition, declare_actuator, moving, passing, settle_actuator
from engine.plant.flowsheet.component import Component, offer
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["OnOffValve"]

_LIMIT_SWITCH = 0.98  # travel from which a limit switch reports the end position


class OnOffValve(Component, title="开关阀 / on/off valve"):
    """开关阀 / on/off valve."""

    type: Literal["onoff_valve"] = Field(description="设备类型 / kind of equipment")
    stroke: Annotated[float, Quantity("s", gt=0.0)] = Field(
        default=3.0, description="全行程时间 / time for the full stroke"
    )
    fails: FailPosition = Field(default="closed", description="失气（失电）位置 / position without drive")
    start: Literal["open", "closed"] = Field(default="closed", description="初始状态 / state at start")

    @override
    def declare(self, d: Declaration) -> None:
        opened = 1.0 if self.start == "open" else 0.0
        d.switch("command", "开阀指令", "open command", healthy=opened)
        declare_actuator(d)
        d.flag("opened", "开到位", "open limit")
        d.flag("closed", "关到位", "closed limit")
        d.operation("open", "command", 1.0)
        d.operation("close", "command", 0.0)

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        settle_actuator(initial)

    @override
    def equations(self, me: Part) -> None:
        moving(me, me.u("command"), self.stroke, self.fails)
        me.out("opened", me.x("position") >= _LIMIT_SWITCH)
        me.out("closed", me.x("position") <= 1.0 - _LIMIT_SWITCH)

    @offer
    def opening(self, me: Part) -> Any:
        """Share of the full flow coefficient, 0–1."""
        return passing(me, me.x("position"))
