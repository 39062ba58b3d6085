"""A utility header: chilled water, brine, steam. It has a supply temperature and may fail, wholly or in
part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from engine.plant.flowsheet.component import Component, offer
from engine.scenario.quantity import Quantity
from engine.scenario.units import unit

if TYPE_CHECKING:
    from engine.plant.flowsheet.assembly import Part
    from engine.plant.flowsheet.declaration import Declaration

__all__ = ["Utility"]


class Utility(Component, title="公用工程总管 / utility header"):
    """公用工程总管 / utility header."""

    type: Literal["utility"] = Field(description="设备类型 / kind of equipment")
    T: Annotated[float, Quantity("K", gt=0.0)] = Field(description="供给温度 / supply temperature")
    cp: Annotated[float, Quantity("J/(kg*K)", gt=0.0)] = Field(default=4180.0, description="比热容 / specific heat")

    @override
    def declare(self, d: Declaration) -> None:
        T = round(unit("degC").from_si(self.T), 9)
        d.input("available", "可用度", "available", healthy=1.0)
        d.input("T", "供给温度", "supply temperature", unit="degC", low=T - 60.0, high=T + 120.0, healthy=T)

    @offer
    def supply(self, me: Part) -> Any:
        """Share of the normal supply, 0–1."""
        return me.u("available")

    @offer
    def supply_T(self, me: Part) -> Any:  # noqa: N802
        """Supply temperature in K."""
        return me.u("T")

    @offer
    def jacket_T(self, me: Part) -> Any:  # noqa: N802
        """As the jacket medium of a vessel: an inexhaustible stream at supply temperature."""
        return me.u("T")

    @offer
    def jacket_side(self, me: Part) -> Any:
        """As the jacket medium of a vessel: full heat transfer while available."""
        return me.u("available")
