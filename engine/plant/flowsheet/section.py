"""The ``plant:`` section of a scenario whose plant is a flowsheet.

plant:
  kind: flowsheet
  tick: 100 ms
  substances:
    water: {title: {zh: 水, en: Water}, molar_mass: 18 g/mol, density: 1000 kg/m3, cp: 4.18 kJ/(kg*K)}
  components:
    V1: {type: tank, title: {zh: 高位槽, en: Head tank}, volume: 2 m3, contents: {water: 1500 kg}}
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from engine.plant.flowsheet.components import AnyComponent
from engine.plant.flowsheet.reaction import Reaction
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Duration, Quantity
from engine.scenario.text import Text

__all__ = ["FlowsheetSection", "Reaction", "Substance"]


class Substance(Model, title="物质 / Substance"):
    """What a substance weighs, takes up and holds of heat; values may be those of its mixture."""

    title: Text = Field(description="名称 / name")
    molar_mass: Annotated[float, Quantity("kg/mol", gt=0.0)] = Field(description="摩尔质量 / molar mass")
    phase: Literal["liquid", "gas"] = Field(
        default="liquid", description="液体，或逸出液面的气体 / a liquid, or a gas that leaves the liquid"
    )
    density: Annotated[float, Quantity("kg/m3", gt=0.0)] = Field(
        default=1000.0, description="密度（液体） / density of the liquid"
    )
    cp: Annotated[float, Quantity("J/(kg*K)", gt=0.0)] = Field(
        default=4180.0, description="比热容（液体） / specific heat of the liquid"
    )


def _read_tick(ms: int) -> int:
    if not 1 <= ms <= 1000:
        author_error("tick", "步长要在 1 ms 到 1 s 之间", "a tick is between 1 ms and 1 s")
    return ms


class FlowsheetSection(Model, title="化工装置 / Chemical plant"):
    """A chemical plant: substances, reactions and equipment linked by ids."""

    kind: Literal["flowsheet"] = Field(default="flowsheet", description="装置类型 / kind of plant")
    tick: Annotated[Duration, AfterValidator(_read_tick)] = Field(
        default=100, description="仿真步长 / length of a tick"
    )
    substances: dict[str, Substance] = Field(default_factory=dict, description="物质 / substances")
    reactions: dict[str, Reaction] = Field(default_factory=dict, description="反应 / reactions")
    components: dict[str, AnyComponent] = Field(description="设备 / equipment")
