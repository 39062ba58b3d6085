"""The devices of a station, as an author writes them.

Impedances are per kilometre and per phase, voltages between phases, powers of three phases. What a device may be told
and what it shows is declared in ``declaration.py``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.scenario.model import Model
from engine.scenario.quantity import Duration, Quantity
from engine.scenario.text import Text

__all__ = [
    "DEVICES", "Breaker", "CapacitorBank", "Device", "Disconnector", "EarthPoint", "EarthingSwitch", "LineDevice",
    "LiveDisplay", "LoadDevice", "LoadSwitch", "NeutralSwitch", "Plate", "SourceDevice", "Switching", "Taps", "TransformerDevice", "Truck",
    "VoltageTransformer",
]  # fmt: skip

Point = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Plate = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
# Limits lie well outside of what is built anywhere: beyond them is a slip in a unit or a power of ten, and equations in
# which numbers of so many sizes meet have no solution.
Volts = Annotated[float, Quantity("V", ge=100.0, le=2e6)]
Amperes = Annotated[float, Quantity("A", ge=1e-3, le=1e6)]
Breaks = Annotated[float, Quantity("A", ge=0.0, le=1e6)]
Power = Annotated[float, Quantity("VA", ge=1.0, le=1e12)]
Travel = Annotated[Duration, Field(gt=0)]
"""Time a drive takes: no contact is in two places at once."""
Sequence0 = Annotated[float, Field(ge=0.01, le=100.0)]


class Device(Model):
    """What every device has."""

    title: Text | None = Field(None, description="名称，缺省由间隔和牌号得出 / name, by default from bay and plate")
    label: Plate = Field("", description="牌号 / number on the plate")


class Switching(Device):
    """A device that is switched; it stands in a bay."""

    bay: Point = Field(description="所在间隔 / its bay")


class Breaker(Switching, title="断路器 / Circuit breaker"):
    """Makes and breaks load and fault current. Needs control power for both and a charged spring to close."""

    type: Literal["breaker"] = Field(description="设备类型 / kind of device")
    start: Point = Field(alias="from", description="一端 / one end")
    to: Point = Field(description="另一端 / the other end")
    closed: bool = Field(True, description="正常合位 / closed in the normal state")
    opens: Duration = Field(50, description="分闸时间 / opening time (40–60 ms, typical)")
    closes: Duration = Field(80, description="合闸时间 / closing time")
    charging: Duration = Field(10_000, description="弹簧储能时间 / time to charge the spring")
    rated: Amperes = Field(1250.0, description="额定电流 / rated current")
    breaking: Amperes = Field(31_500.0, description="额定开断电流 / rated breaking current")
    sf6: Annotated[float, Quantity("Pa", ge=0.0, le=2e6)] = Field(
        0.0, description="SF6 额定压力（20 ℃ 表压），0 表示真空 / rated SF6 gauge pressure at 20 degC, 0 for vacuum"
    )


class Disconnector(Switching, title="隔离开关 / Disconnector"):
    """Makes a visible break. Breaks no load: only charging and loop currents up to ``breaks``."""

    type: Literal["disconnector"] = Field(description="设备类型 / kind of device")
    start: Point = Field(alias="from", description="一端 / one end")
    to: Point = Field(description="另一端 / the other end")
    closed: bool = Field(True, description="正常合位 / closed in the normal state")
    time: Travel = Field(6000, description="动作时间 / operating time")
    breaks: Breaks = Field(2.0, description="可断电流 / current it can break")


class Truck(Switching, title="手车 / Withdrawable truck"):
    """The isolating contacts of a withdrawable unit: working, test, withdrawn. The breaker on it is a device of its own
    between the inner points.
    """

    type: Literal["truck"] = Field(description="设备类型 / kind of device")
    contacts: Annotated[tuple[tuple[Point, Point], ...], Field(min_length=1, max_length=2)] = Field(
        description="触头：每对两个点 / contacts, each between two points"
    )
    position: Literal["working", "test", "withdrawn"] = Field("working", description="正常位置 / position in the normal state")
    time: Travel = Field(8000, description="摇进摇出时间 / time to rack in or out")
    breaks: Breaks = Field(0.5, description="可断电流 / current it can break")


class LoadSwitch(Switching, title="负荷开关 / Load-break switch"):
    """Makes and breaks load current, no fault current and no visible break."""

    type: Literal["load_switch"] = Field(description="设备类型 / kind of device")
    start: Point = Field(alias="from", description="一端 / one end")
    to: Point = Field(description="另一端 / the other end")
    closed: bool = Field(True, description="正常合位 / closed in the normal state")
    rated: Amperes = Field(630.0, description="额定电流 / rated current")


class EarthingSwitch(Switching, title="接地刀闸 / Earthing switch"):
    """Connects a point to earth."""

    type: Literal["earthing_switch"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="接地点 / the point it earths")
    closed: bool = Field(False, description="正常合位 / closed in the normal state")
    time: Travel = Field(2000, description="动作时间 / operating time")


class EarthPoint(Switching, title="接地线装设点 / Point for a portable earth"):
    """Where a portable earth can be fitted: the earth end below, the clamps on the conductors."""

    type: Literal["earth_point"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="装设点 / the point it earths")


class NeutralSwitch(Switching, title="中性点接地刀闸 / Neutral earthing switch"):
    """Earths the star point of a transformer."""

    type: Literal["neutral_switch"] = Field(description="设备类型 / kind of device")
    of: Point = Field(description="所属变压器 / its transformer")
    closed: bool = Field(False, description="正常合位 / closed in the normal state")
    time: Travel = Field(4000, description="动作时间 / operating time")


class Taps(Model, title="分接头 / Tap changer"):
    """Steps on the high-voltage side under load."""

    low: Annotated[int, Field(ge=-40, le=0)] = Field(-8, description="最低档 / lowest position")
    high: Annotated[int, Field(ge=0, le=40)] = Field(8, description="最高档 / highest position")
    step: Annotated[float, Quantity("1", gt=0.0, le=0.1)] = Field(
        0.0125, description="每档电压，占高压侧额定的份额 / a step, as a share of the rated high voltage"
    )
    position: int = Field(0, description="正常档位 / position in the normal state")
    time: Duration = Field(5000, description="每档时间 / time for one step")


class TransformerDevice(Device, title="变压器 / Power transformer"):
    """Two windings, star on the high-voltage side and delta on the low-voltage side (YNd11)."""

    type: Literal["transformer"] = Field(description="设备类型 / kind of device")
    high: Point = Field(description="高压侧的点 / the point on its high-voltage side")
    low: Point = Field(description="低压侧的点 / the point on its low-voltage side")
    rated: Power = Field(description="额定容量 / rated power")
    voltages: tuple[Volts, Volts] = Field(description="额定电压 [高压, 低压] / rated voltages [high, low]")
    uk: Annotated[float, Quantity("1", gt=0.0, lt=1.0)] = Field(description="短路阻抗 / short-circuit impedance")
    load_loss: Annotated[float, Quantity("W", gt=0.0, le=1e9)] = Field(description="负载损耗 / load loss")
    no_load_loss: Annotated[float, Quantity("W", ge=0.0, le=1e9)] = Field(description="空载损耗 / no-load loss")
    no_load_current: Annotated[float, Quantity("1", ge=0.0, lt=1.0)] = Field(
        0.005, description="空载电流 / no-load current"
    )
    taps: Taps = Field(default_factory=Taps, description="分接头 / tap changer")


class LineDevice(Device, title="线路 / Line or cable"):
    """An overhead line or a cable."""

    type: Literal["line"] = Field(description="设备类型 / kind of device")
    start: Point = Field(alias="from", description="一端 / one end")
    to: Point = Field(description="另一端 / the other end")
    length: Annotated[float, Quantity("m", ge=1.0, le=3e6)] = Field(description="长度 / length")
    r: Annotated[float, Quantity("ohm/km", ge=0.0, le=100.0)] = Field(description="电阻 / resistance")
    x: Annotated[float, Quantity("ohm/km", ge=1e-3, le=100.0)] = Field(description="电抗 / reactance")
    c: Annotated[float, Quantity("F/km", ge=0.0, le=1e-5)] = Field(0.0, description="电容 / capacitance")
    zero: tuple[Sequence0, Sequence0, Sequence0] = Field(
        (3.0, 3.0, 0.6), description="零序与正序之比 [r, x, c] / zero to positive sequence, ratios of r, x, c"
    )
    rated: Amperes = Field(description="允许电流 / rated current")
    earth_current: Annotated[float, Quantity("A", ge=0.0, le=1e4)] = Field(
        0.0, description="单相接地电容电流 / its share of the capacitive earth-fault current"
    )


class LoadDevice(Device, title="负荷 / Load"):
    """What customers take, in three phases."""

    type: Literal["load"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="所接的点 / where it hangs")
    p: Annotated[float, Quantity("W", ge=0.0, le=1e11)] = Field(description="有功 / active power")
    q: Annotated[float, Quantity("var", ge=-1e11, le=1e11)] = Field(0.0, description="无功 / reactive power")
    profile: tuple[tuple[Duration, Annotated[float, Field(ge=0, le=10)]], ...] = Field(
        (), description="负荷曲线：[时刻, 倍数] 之间连直线 / course of the load: [time, factor], straight between"
    )
    important: bool = Field(
        False,
        description="重要用户，失电另计入 STATION.lost_important、energy_lost_important / an important customer, counted there besides",
    )


class CapacitorBank(Device, title="电容器组 / Capacitor bank"):
    """A shunt bank; it keeps a charge for some minutes after it has been switched off."""

    type: Literal["capacitor"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="所接的点 / where it hangs")
    q: Annotated[float, Quantity("var", ge=1.0, le=1e10)] = Field(description="容量 / reactive power")
    voltage: Volts = Field(description="该容量对应的电压 / the voltage this is at")
    discharge: Duration = Field(300_000, description="放电时间 / time to discharge")


class SourceDevice(Device, title="系统电源 / The grid beyond"):
    """The power system behind a line."""

    type: Literal["source"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="所接的点 / where it feeds")
    voltage: Annotated[float, Field(gt=0.5, lt=1.5)] = Field(1.0, description="电压标幺值 / voltage, per unit of nominal")
    short_circuit: Power = Field(description="短路容量 / short-circuit power")
    angle: Annotated[float, Quantity("deg", ge=-180.0, le=180.0)] = Field(0.0, description="相角 / phase angle")
    rx: Annotated[float, Field(ge=0, le=2)] = Field(0.1, description="电阻与电抗之比 R/X / resistance over reactance")
    zero: Annotated[float, Field(ge=0.01, le=20)] = Field(1.0, description="零序与正序阻抗之比 / zero to positive sequence impedance")


class VoltageTransformer(Device, title="电压互感器 / Voltage transformer"):
    """Measures phase and line voltages and the open-delta voltage; has fuses on its high side."""

    type: Literal["voltage_transformer"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="所接的点 / where it hangs")


class LiveDisplay(Device, title="带电显示装置 / Voltage presence indicator"):
    """Three lamps on a cubicle, each lit by its conductor through a divider. Five-prevention refuses to earth what one of
    them shows live; that they are dark proves nothing. The lamp of an earthed phase is dark too.
    """

    type: Literal["live_display"] = Field(description="设备类型 / kind of device")
    at: Point = Field(description="所接的点 / where it hangs")


DEVICES: tuple[type[Device], ...] = (
    Breaker, Disconnector, Truck, LoadSwitch, EarthingSwitch, EarthPoint, NeutralSwitch, TransformerDevice, LineDevice,
    LoadDevice, CapacitorBank, SourceDevice, VoltageTransformer, LiveDisplay,
)  # fmt: skip
