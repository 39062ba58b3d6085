"""The ``plant:`` section of a scenario whose plant is a substation.

    plant:
      kind: grid
      bays:
        BAY101: {title: {zh: 1号主变110kV侧, en: No.1 transformer 110 kV side}, voltage: 110 kV}
      buses:
        B110_1: {title: {zh: 110kV I母, en: 110 kV bus I}}
      devices:
        QS1011: {type: disconnector, bay: BAY101, label: "1011", from: B110_1, to: N101a}
        QF101:  {type: breaker, bay: BAY101, label: "101", from: N101a, to: N101b}

Points between devices are named where they are used (``N101a``); one that is written once too often or too seldom shows
in lint, because what hangs there is not supplied. Voltages come from the bays.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field

from engine.plant.grid.devices import DEVICES, Plate
from engine.plant.grid.relays import RELAYS
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Duration, Quantity
from engine.scenario.text import Text

__all__ = ["Bay", "Bus", "Enclosure", "FivePrevention", "GridSection"]

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")

if TYPE_CHECKING:
    AnyDevice = Any
    AnyRelay = Any
else:
    AnyDevice = Annotated[reduce(or_, DEVICES), Field(discriminator="type")]
    AnyRelay = Annotated[reduce(or_, RELAYS), Field(discriminator="type")]

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]


class Bay(Model, title="间隔 / Bay"):
    """What belongs together: one circuit with its breaker, or a bus with its voltage transformer."""

    title: Text = Field(description="名称 / name")
    voltage: Annotated[float, Quantity("V", ge=100.0, le=2e6)] = Field(description="额定电压 / nominal voltage")


class Bus(Model, title="母线或测点 / Bus or named point"):
    """A point of the station that has a name for people and whose state can be read: a bus, or any point between devices.
    What is drawn is the stage's and the screens' affair.
    """

    title: Text | None = Field(None, description="名称，缺省由间隔和点名得出 / name, by default from bay and point")
    label: Plate = Field("", description="牌号 / what the plate says")


class Enclosure(Model, title="柜门、网门 / Door or fence"):
    """A door or fence with conductors behind it. It opens only while all of them are dead and earthed, and while it stands
    open that cannot be taken away.
    """

    title: Text | None = Field(None, description="名称，缺省由牌号得出 / name, by default from its plate")
    label: Plate = Field("", description="牌号 / what the plate says")
    points: tuple[Name, ...] = Field(min_length=1, description="其内的点 / the points behind it")


class FivePrevention(Model, title="五防闭锁 / Interlock against wrong operation"):
    """Whether the station refuses what five-prevention forbids. Old stations do not."""

    installed: bool = Field(True, description="是否装有 / whether it is there")
    encloses: dict[Name, Enclosure] = Field(
        default_factory=dict,
        description="柜门、网门（可打开、关上），各写其内的点 / doors and fences that can be opened, each with the points behind it",
    )


def _read_tick(ms: int) -> int:
    if not 10 <= ms <= 1000:
        author_error("tick", "步长要在 10 ms 到 1 s 之间", "a tick is between 10 ms and 1 s")
    return ms


class GridSection(Model, title="变电站 / Substation"):
    """A substation: bays, buses, devices between points, protection."""

    kind: Literal["grid"] = Field(default="grid", description="装置类型 / kind of plant")
    tick: Annotated[Duration, AfterValidator(_read_tick)] = Field(
        default=100, description="仿真步长 / length of a tick"
    )
    bays: dict[Name, Bay] = Field(description="间隔 / bays")
    buses: dict[Name, Bus] = Field(default_factory=dict, description="母线和有名称的点 / buses and named points")
    devices: dict[Name, AnyDevice] = Field(min_length=1, description="设备 / devices")
    protection: dict[Name, AnyRelay] = Field(default_factory=dict, description="保护和自动装置 / protection and automatics")
    soil: Annotated[float, Quantity("ohm*m", ge=0.1, le=1e6)] = Field(
        100.0, description="土壤电阻率 / resistivity of the soil, for step and touch voltages"
    )
    five_prevention: FivePrevention = Field(
        default_factory=FivePrevention, description="五防闭锁 / interlock against wrong operation"
    )
