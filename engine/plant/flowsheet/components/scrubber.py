"""A vent scrubber: washes reaction gas out of what vessels vent, as long as its circulating pump runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, offer
from engine.plant.flowsheet.motor import declare_motor, drive, settle_motor
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["Scrubber"]


class Scrubber(Component, title="尾气吸收塔 / scrubber"):
    """尾气吸收塔 / scrubber."""

    type: Literal["scrubber"] = Field(description="设备类型 / kind of equipment")
    efficiency: Annotated[float, Quantity("1", ge=0.0, le=1.0)] = Field(
        default=0.98, description="运行时吸收率 / share absorbed while running"
    )
    lag: Annotated[float, Quantity("s", gt=0.0)] = Field(default=5.0, description="启停时间常数 / time constant")
    start: Literal["running", "stopped"] = Field(default="stopped", description="初始状态 / state at start")

    @override
    def declare(self, d: Declaration) -> None:
        declare_motor(d, self.start == "running")
        d.output("emission", "有毒气体排放", "toxic gas let out", unit="mol/s", high=100.0)
        d.integral("emitted")
        d.output("emitted", "有毒气体累计排放", "toxic gas let out so far", unit="kmol", high=100.0)

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        settle_motor(initial)

    @override
    def equations(self, me: Part) -> None:
        drive(me, self.lag)
        incoming: Any = 0.0
        for vessel in me.users("vents_to"):
            incoming = incoming + vessel.ask("gas_vented")
        emission = incoming * (1.0 - self.efficiency * me.x("drive"))
        me.out("emission", emission)
        me.rate("emitted", emission)

    @offer
    def gas_inlet(self, me: Part) -> Any:
        """Gas may be led here."""
        return me.x("drive")
