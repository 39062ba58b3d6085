"""A centrifugal or dosing pump at fixed speed. How much it moves is decided where it stands: by a line's
restriction or by a loop's circuit; the pump brings its speed and the shape of its curve."""

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

__all__ = ["Pump"]


class Pump(Component, title="泵 / pump"):
    """泵 / pump."""

    type: Literal["pump"] = Field(description="设备类型 / kind of equipment")
    lag: Annotated[float, Quantity("s", gt=0.0)] = Field(
        default=1.5, description="启停时间常数 / time constant of starting and stopping"
    )
    start: Literal["running", "stopped"] = Field(default="stopped", description="初始状态 / state at start")

    @override
    def declare(self, d: Declaration) -> None:
        declare_motor(d, self.start == "running")

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        settle_motor(initial)

    @override
    def equations(self, me: Part) -> None:
        drive(me, self.lag)

    @offer
    def delivery(self, me: Part) -> Any:
        """Speed as a share of the rated speed, 0–1."""
        return me.x("drive")
