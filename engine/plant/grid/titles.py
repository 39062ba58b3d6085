"""What people call the devices and points of a station: their own titles, or bay, plate and kind put together."""

from __future__ import annotations

from engine.plant.grid import devices as d
from engine.plant.grid.compile import points_of
from engine.plant.grid.section import GridSection
from engine.scenario.text import Text

__all__ = ["noun", "title_of", "title_of_point"]

_NOUN = {
    "breaker": ("断路器", "circuit breaker"), "disconnector": ("隔离开关", "disconnector"), "truck": ("手车", "truck"),
    "load_switch": ("负荷开关", "load-break switch"), "earthing_switch": ("接地刀闸", "earthing switch"),
    "earth_point": ("接地线装设点", "portable earth"), "neutral_switch": ("中性点接地刀闸", "neutral earthing switch"),
    "transformer": ("变压器", "transformer"), "line": ("线路", "line"), "load": ("负荷", "load"),
    "capacitor": ("电容器组", "capacitor bank"), "source": ("系统电源", "grid"),
    "voltage_transformer": ("电压互感器", "voltage transformer"), "live_display": ("带电显示", "voltage indicator"),
}  # fmt: skip


def noun(device: d.Device) -> Text:
    """What a device is, whichever it is."""
    zh, en = _NOUN[getattr(device, "type", "")]
    return Text(zh=zh, en=en)


def title_of(section: GridSection, name: str, device: d.Device) -> Text:
    """The device's own title, or bay, plate and kind: 1号主变110kV侧 101 断路器."""
    if device.title is not None:
        return device.title
    zh, en = _NOUN[getattr(device, "type", "")]
    bay = section.bays.get(getattr(device, "bay", ""))
    plate = device.label or name
    number = plate.removesuffix(zh).strip()  # a plate may say what it is: 501手车
    zh, en = plate if number != plate else f"{plate} {zh}", f"{number} {en}".strip()
    if bay is None:
        return Text(zh=zh, en=en)
    return Text(zh=f"{bay.title.of('zh')} {zh}", en=f"{bay.title.of('en')} {en}")


def title_of_point(section: GridSection, name: str) -> Text:
    """Of a named point without a title: the first bay that has it, and its id."""
    for device in section.devices.values():
        if isinstance(device, d.Switching) and device.bay in section.bays and name in points_of(device):
            bay = section.bays[device.bay].title
            return Text(zh=f"{bay.of('zh')} {name}", en=f"{bay.of('en')} {name}")
    return Text(zh=f"测点 {name}", en=f"point {name}")
