"""A rupture disc: closed until the pressure of the vessel it protects reaches its set pressure, then open
for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, Needs, offer
from engine.plant.flowsheet.gas_space import GasOpening
from engine.scenario.quantity import Quantity

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["RuptureDisc"]


class RuptureDisc(Component, GasOpening, title="爆破片 / rupture disc"):
    """爆破片 / rupture disc."""

    type: Literal["rupture_disc"] = Field(description="设备类型 / kind of equipment")
    protects: Annotated[str, Needs("pressure")] = Field(description="保护的设备 / the vessel it protects")
    burst_pressure: Annotated[float, Quantity("Pa", gt=0.0)] = Field(description="爆破压力 / set pressure")
    relieves_to: Annotated[str, Needs("gas_inlet")] | None = Field(
        default=None, description="泄放去向 / where it leads"
    )

    @override
    def declare(self, d: Declaration) -> None:
        d.latch("burst", "爆破", "burst")

    @override
    def equations(self, me: Part) -> None:
        me.falls_when("burst", me.part(self.protects).ask("pressure") - self.burst_pressure)

    @offer
    def relief(self, me: Part) -> Any:
        """Its flow (mol/s) as a function of pressure and temperature: nothing before it has burst."""
        return lambda P, T: me.z("burst") * self.flow(P, T)

    @offer
    def gas_to_catch(self, me: Part) -> Any:
        """Reaction gas (mol/s) it lets through. All relief devices of a vessel share its flow alike."""
        vessel = me.part(self.protects)
        return vessel.ask("gas_relieved") * (1.0 / len(vessel.users("protects")))
