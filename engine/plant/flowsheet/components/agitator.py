"""An agitator: its speed decides how well two liquid phases are dispersed, and so how fast they react.

Dispersion = 1.04·N²/(N² + 0.04) with N the share of rated speed: 1 at full speed, 0.9 at half, almost
nothing below a tenth (teaching correlation; the strong fall at low speed is what makes a stopped agitator
in a nitrator dangerous).
"""

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

__all__ = ["Agitator"]


class Agitator(Component, title="搅拌 / agitator"):
    """搅拌 / agitator."""

    type: Literal["agitator"] = Field(description="设备类型 / kind of equipment")
    rated_speed: Annotated[float, Quantity("rpm", gt=0.0)] = Field(description="额定转速 / rated speed")
    lag: Annotated[float, Quantity("s", gt=0.0)] = Field(
        default=6.0, description="启停时间常数 / time constant of starting and stopping"
    )
    start: Literal["running", "stopped"] = Field(default="stopped", description="初始状态 / state at start")

    @override
    def declare(self, d: Declaration) -> None:
        declare_motor(d, self.start == "running")
        d.output("speed", "转速", "speed", unit="rpm", high=120.0)

    @override
    def settle(self, initial: dict[str, float], d: Declaration) -> None:
        settle_motor(initial)

    @override
    def equations(self, me: Part) -> None:
        drive(me, self.lag)
        me.out("speed", me.x("drive") * self.rated_speed)

    @offer
    def mixing(self, me: Part) -> Any:
        """Quality of dispersion, 0–1."""
        n = me.x("drive")
        return 1.04 * n * n / (n * n + 0.04)
