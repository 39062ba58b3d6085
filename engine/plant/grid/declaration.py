"""What the devices of a station show and take: tags and operations, without building anything.

Commands that are given once (open, close, rack) are *momentary*: the tag ``X.operate`` takes the order and is back at 0
in the tick after. Everything else that takes commands keeps them: control power, plates, faults.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import get_args

from engine.plant.grid import devices as d
from engine.plant.grid import operating_words as words
from engine.plant.grid import relays as r
from engine.plant.grid.compile import voltages
from engine.plant.grid.declared import Declared
from engine.plant.grid.doors import OPENED
from engine.plant.grid.earth_fault import PHASES
from engine.plant.grid.protection import BUS
from engine.plant.grid.section import GridSection
from engine.plant.grid.titles import title_of, title_of_point
from engine.plant.grid.voltage_reading import Resonance
from engine.plant.plant import Operation
from engine.scenario.text import Text

__all__ = [
    "FAULT_KINDS", "ORDERS", "RESONANCES", "STATION", "TRUCK_POSITIONS", "carries", "declare",
]  # fmt: skip

STATION = "STATION"
"""The id of what belongs to the station as a whole."""
TRUCK_POSITIONS = ("withdrawn", "test", "working")
ORDERS = {"open": 1.0, "close": 2.0}
"""Values of ``X.operate``; 0 is no order."""
FAULT_KINDS = ("none", "earth", "two_phase", "three_phase")
"""Values of ``X.fault`` of lines and buses."""
RESONANCES: tuple[str, ...] = ("none", *get_args(Resonance))
"""Values of ``X.resonance`` of voltage transformers."""

OVER = 1.3
"""What a voltmeter shows above the nominal voltage, as a share of it."""
ANY = 1e6
"""V where a voltage cannot be told, as in a section that is still wrong."""

_SUPPLIES = ("start", "stop")


def declare(section: GridSection) -> dict[str, Declared]:
    """Everything the station shows and takes, by id, in the order of the section: station, buses, devices, protection, doors."""
    out = {}
    known, _ = voltages(section)
    for one in (_station(), *_buses(section, known), *_devices(section, known), *_relays(section), *_doors(section)):
        one.operations.sort(key=lambda op: op.verb in _SUPPLIES)  # what is done most stands first
        out[one.id] = one
    return out


def _station() -> Declared:
    one = Declared(STATION, Text(zh="全站", en="the station"), STATION)
    one.shows("load", "负荷", "load", "MW", 0, 1000)
    one.shows("lost", "损失负荷", "load lost", "MW", 0, 1000)
    one.shows("energy_lost", "损失电量", "energy not supplied", "MWh", 0, 100_000)
    one.shows("lost_important", "重要用户损失负荷", "load of important customers lost", "MW", 0, 1000)
    one.shows("energy_lost_important", "重要用户损失电量", "energy not supplied to important customers", "MWh", 0, 100_000)
    one.shows("losses", "网损", "losses", "MW", 0, 100)
    one.shows("fault_current", "短路电流", "fault current", "kA", 0, 100)
    one.shows("fault", "有短路", "short circuit present")
    one.shows("collapsed", "电压崩溃", "voltage collapse")
    one.shows("parallel", "主变并列", "transformers in parallel")
    one.shows("parallel_time", "主变并列时间", "time in parallel", "s", 0, 1e6)
    one.shows("earth_time", "单相接地持续时间", "time with a phase earthed", "s", 0, 1e6)
    one.counts("neutrals", "中性点接地数", "earthed neutrals", 0, 20)
    one.counts("earths", "合上的接地数", "earths in place", 0, 1000)
    one.takes("unlocked", "五防解锁", "interlock unlocked")
    one.does("unlock", "unlocked", 1.0, words.INTERLOCK[0])
    one.does("lock", "unlocked", 0.0, words.INTERLOCK[1])
    return one


def _buses(section: GridSection, known: Mapping[str, float]) -> Iterator[Declared]:
    for name, bus in section.buses.items():
        one = Declared(name, bus.title or title_of_point(section, name), bus.label or name)
        one.shows("U", "线电压", "line voltage", "kV", 0, OVER * known.get(name, ANY) / 1e3)
        one.shows("state", "状态", "state", options=("dead", "live", "earthed", "shorted"))
        one.shows("arc", "电弧", "arc")
        one.shows("arc_energy", "电弧能量", "arc energy", "cal/cm2", 0, 1000)
        _faulty(one, known.get(name, ANY))
        one.takes("arcing", "柜内起弧（故障）", "internal arc (fault)")
        yield one


def _devices(section: GridSection, known: Mapping[str, float]) -> Iterator[Declared]:
    for name, device in section.devices.items():
        one = Declared(name, title_of(section, name, device), device.label or name)
        match device:
            case d.Breaker():
                _breaker(one, device, carries(known.get(device.start, ANY), device.rated))
            case d.Disconnector():
                _isolating(one)
                one.shows("position", "行程", "travel", "%", 0, 100)
                one.shows("position_c", "C相行程", "travel of phase C", "%", 0, 100)
                one.takes("drive_power", "操作电源", "drive power", healthy=1.0)
                one.does("start", "drive_power", 1.0, words.DRIVE[0])
                one.does("stop", "drive_power", 0.0, words.DRIVE[1])
                one.takes("unseated", "C相不到位（故障）", "phase C does not seat (fault)")
                one.orders(words.SWITCH, open="open", close="close")
            case d.Truck():
                _isolating(one)
                one.shows("position", "行程", "travel", "%", 0, 100)
                one.shows("place", "位置", "position", options=TRUCK_POSITIONS)
                one.orders(words.TRUCK, open="rack out", close="rack in", detach="withdraw", attach="insert")
            case d.LoadSwitch():
                _current(one)
                one.orders(words.SWITCH, open="open", close="close")
            case d.EarthingSwitch():
                one.stands()
                one.shows("indicated", "位置信号合", "indicated closed")
                one.shows("position", "行程", "travel", "%", 0, 100)
                one.orders(words.SWITCH, open="open", close="close")
            case d.EarthPoint():
                one.shows("closed", "已接地", "earthing")
                one.takes("clamped", "导体端已装", "clamps fitted")
                one.takes("based", "接地端已装", "earth end fitted")
            case d.NeutralSwitch():
                one.stands()
                one.shows("position", "行程", "travel", "%", 0, 100)
                one.orders(words.SWITCH, open="open", close="close")
            case d.TransformerDevice():
                _transformer(one, device)
            case d.LineDevice():
                one.shows("I", "电流", "current", "A", 0, 10_000)
                most = carries(known.get(device.start, ANY), device.rated)
                one.shows("P", "有功", "active power", "MW", -most, most)
                one.shows("residual", "残压", "residual voltage")
                one.shows("I0", "零序电流", "zero-sequence current", "A", -100_000, 100_000)
                _faulty(one, known.get(device.start, ANY))
                one.takes("fault_place", "接地点距首端（故障）", "earth from the first end (fault)", "%", 0, 100, 100.0)
            case d.LoadDevice():
                one.shows("P", "有功", "active power", "MW", 0, max(10.0 * device.p / 1e6, 1e-3))
                one.shows("supplied", "有电", "supplied")
                one.takes("factor", "负荷倍数", "load factor", low=0, high=10, healthy=1.0)
            case d.CapacitorBank():
                one.shows("Q", "无功", "reactive power", "Mvar", 0, 10.0 * device.q / 1e6)
                one.shows("residual", "残压", "residual voltage")
            case d.SourceDevice():
                one.takes("available", "系统有电", "grid available", healthy=1.0)
            case d.VoltageTransformer():
                most = 2.0 * known.get(device.at, ANY) / 1e3
                for phase in ("Ua", "Ub", "Uc", "Uab", "Ubc", "Uca"):
                    one.shows(phase, f"{phase}", f"{phase}", "kV", 0, most)
                one.shows("U0", "开口三角 3U0", "open-delta 3U0", "V", 0, 300)
                one.takes("fuse", "A相熔丝熔断（故障）", "fuse of phase A blown (fault)")
                one.takes("resonance", "铁磁谐振（故障）", "ferro-resonance (fault)", options=RESONANCES)
            case d.LiveDisplay():
                one.shows("live", "有电", "voltage present")
                for phase in PHASES:
                    one.shows(phase.lower(), f"{phase}相灯", f"lamp of phase {phase}")
                one.takes("lost", "不亮（故障）", "dark (fault)")
                one.takes("false_live", "误显有电（故障）", "shows voltage falsely (fault)")
        yield one


def _faulty(one: Declared, volts: float) -> None:
    """What a line or bus takes as a fault, and what an earth there does to the ground."""
    one.takes("fault", "短路（故障）", "short circuit (fault)", options=FAULT_KINDS)
    one.takes("fault_phase", "接地相（故障）", "earthed phase (fault)", options=PHASES)
    one.takes("fault_resistance", "接地电阻（故障）", "fault resistance (fault)", "ohm", 0, 100_000)
    one.shows("earth_current", "入地电流", "current into the ground", "A", 0, 100_000)
    one.shows("step", "1 m 处跨步电压", "step voltage at 1 m", "V", 0, volts)
    one.shows("touch", "接触电压", "touch voltage", "V", 0, volts)


def _current(one: Declared) -> None:
    one.stands()
    one.shows("indicated", "位置信号合", "indicated closed")
    one.shows("I", "电流", "current", "A", 0, 100_000)


def _isolating(one: Declared) -> None:
    _current(one)
    one.shows("moving", "动作中", "moving")
    one.shows("arc", "电弧", "arc")
    one.shows("arc_energy", "电弧能量", "arc energy", "cal/cm2", 0, 1000)
    one.takes("contact_lost", "位置接点失灵（故障）", "position contact lost (fault)")


def carries(volts: float, amperes: float) -> float:
    """MW of a rated current at a nominal voltage: what an instrument there can show."""
    return math.sqrt(3.0) * volts * amperes / 1e6


def _breaker(one: Declared, device: d.Breaker, most: float) -> None:
    _current(one)
    one.shows("P", "有功", "active power", "MW", -most, most)
    one.shows("Q", "无功", "reactive power", "Mvar", -most, most)
    one.shows("charged", "已储能", "spring charged")
    one.shows("tripped", "保护跳闸", "tripped by protection")
    one.shows("failed", "开断失败", "failed to break")
    one.takes("control_power", "控制电源", "control power", healthy=1.0)
    one.does("start", "control_power", 1.0, words.CONTROL[0])
    one.does("stop", "control_power", 0.0, words.CONTROL[1])
    one.takes("stuck", "拒分（故障）", "refuses to open (fault)")
    one.takes("stuck_open", "拒合（故障）", "refuses to close (fault)")
    if device.sf6:
        one.shows("sf6", "SF6 压力（20 ℃）", "SF6 pressure at 20 degC", "MPa", 0, 2)
        one.shows("sf6_locked", "SF6 闭锁", "locked out by SF6")
        one.takes("leak", "SF6 泄漏（故障）", "SF6 leak (fault)", "kPa/min", 0, 1000)
    one.orders(words.SWITCH, open="open", close="close")


def _transformer(one: Declared, device: d.TransformerDevice) -> None:
    one.shows("loading", "负载率", "loading", "%", 0, 1000)
    one.shows("I_high", "高压侧电流", "high-voltage current", "A", 0, 100_000)
    one.shows("I_low", "低压侧电流", "low-voltage current", "A", 0, 100_000)
    one.shows("S", "视在功率", "apparent power", "MVA", 0, 2.5 * device.rated / 1e6)
    one.shows("energized", "带电", "energised")
    one.shows("T_oil", "顶层油温", "top-oil temperature", "degC", -50, 300)
    one.shows("overload", "过负荷时间已用份额", "share of the permitted overload time used", "%", 0, 1000)
    one.counts("tap", "分接头档位", "tap position", device.taps.low, max(device.taps.high, device.taps.low + 1))
    one.shows("neutral_earthed", "中性点接地", "neutral earthed")
    one.shows("U_neutral", "中性点电压", "voltage of the neutral", "kV", 0, device.voltages[0] / 1e3)
    one.shows("neutral_damaged", "中性点绝缘损坏", "insulation of the neutral damaged")
    one.shows("state", "状态", "state", options=("none", "running", "hot_standby", "cold_standby", "maintenance"))
    one.takes("tap_order", "调档令", "order to the tap changer", high=2.0, options=("none", "raise", "lower"))
    one.operations.append(Operation(one.id, "turn", f"{one.id}.tap_order", None, momentary=True, title=words.TAP))
    one.takes("internal", "内部故障（故障）", "internal fault (fault)", options=("none", "light", "heavy"))


def _relays(section: GridSection) -> Iterator[Declared]:
    for name, relay in section.protection.items():
        one = Declared(name, relay.title, relay.label or name)
        one.shows("picked_up", "启动", "picked up")
        one.shows("operated", "动作", "operated")
        one.takes("enabled", "压板投入", "plate in", healthy=1.0 if relay.enabled else 0.0)
        one.does("close", "enabled", 1.0, words.LINK[0])
        one.does("open", "enabled", 0.0, words.LINK[1])
        one.takes("reset_order", "复归令", "order to reset")
        one.operations.append(Operation(name, "reset", f"{name}.reset_order", 1.0, momentary=True, title=words.RESET))
        if isinstance(relay, r.Gas):
            one.shows("light", "轻瓦斯", "light gas")
        if isinstance(relay, r.EarthSelector):
            one.shows("alarm", "接地告警", "earth alarm")
            one.shows("selected", "选线结果", "line selected", options=("none", *relay.lines, BUS))
        yield one


def _doors(section: GridSection) -> Iterator[Declared]:
    for name, door in section.five_prevention.encloses.items():
        plate = door.label or name
        one = Declared(name, door.title or Text(zh=f"{plate} 门", en=f"door {plate}"), plate)
        one.takes(OPENED, "开启", "open")
        one.shows("exposed", "门开而内部未停电接地", "open although what is inside is not dead and earthed")
        one.does("open", OPENED, 1.0, words.DOOR[0])
        one.does("close", OPENED, 0.0, words.DOOR[1])
        yield one
