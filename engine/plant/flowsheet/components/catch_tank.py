"""A catch tank behind relief devices: it keeps count of the reaction gas that was blown off into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, offer

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["CatchTank"]


class CatchTank(Component, title="事故接收罐 / catch tank"):
    """事故接收罐 / catch tank."""

    type: Literal["catch_tank"] = Field(description="设备类型 / kind of equipment")

    @override
    def declare(self, d: Declaration) -> None:
        d.integral("received")
        d.output("received", "接收气体量", "gas received", unit="kmol", high=100.0)

    @override
    def equations(self, me: Part) -> None:
        incoming: Any = 0.0
        for device in me.users("relieves_to"):
            incoming = incoming + device.ask("gas_to_catch")
        me.rate("received", incoming)

    @offer
    def gas_inlet(self, me: Part) -> Any:
        """Gas may be led here."""
        return me.x("received")
