"""Two probe plants, each as small as a plant can be, that keep shared rooms free of any one trade.

``SwitchBay``: a circuit breaker with an earthing switch, 10–100 ms ticks, events stamped inside the tick.
``AxisCell``: a driven axis with a person beside it, 10 ms ticks. Both are exact and keep the whole contract.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.errors import TagError
from engine.plant.plant import Exactness, Operation, PlantEvent
from engine.scenario.text import Text
from engine.state import pack, unpack
from engine.tags import Kind, Tag


class Probe:
    """What both probes share: named float states and inputs, read in tag order, packed as plain data."""

    exactness: Exactness = "exact"
    TAGS: tuple[Tag, ...] = ()

    def __init__(self, tick_ms: int) -> None:
        self.tick_ms = tick_ms
        self.values: dict[str, float] = {t.id: t.healthy for t in self.TAGS}

    def tags(self) -> Sequence[Tag]:
        return self.TAGS

    def read(self) -> list[float]:
        return list(self.values.values())

    def write(self, tag: str, value: float) -> None:
        known = next((t for t in self.TAGS if t.id == tag and t.writable), None)
        if known is None or not math.isfinite(value):
            raise TagError(f"{tag} takes no command {value}")
        self.values[tag] = min(max(float(value), known.low), known.high)

    def advance(self, ticks: int = 1) -> list[PlantEvent]:
        span = self.tick_ms * 1000
        return [PlantEvent(n * span + us, src, {"what": what})
                for n in range(ticks) for us, src, what in self.tick(span)]  # fmt: skip

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        raise NotImplementedError

    def snapshot(self) -> bytes:
        return pack(self.values)

    def restore(self, data: bytes) -> None:
        state = unpack(data)
        self.values = {t.id: state[t.id] for t in self.TAGS}


def _flag(id_: str, zh: str, en: str, writable: bool = False, healthy: float = 0.0) -> Tag:
    return Tag(id_, kind=Kind.DISCRETE, zh=zh, en=en, writable=writable, healthy=healthy)


class SwitchBay(Probe):
    """A breaker that opens in 40 ms and closes in 60 ms, an earthing switch that moves in 2 s.

    Each blocks the other: the earthing switch does not close beside a closed breaker unless it is unlocked.
    """

    TAGS = (
        _flag("QF1.command", "断路器合闸指令", "breaker close command", True, 1.0),
        _flag("QE1.command", "接地刀闸合闸指令", "earthing switch close command", True),
        _flag("QF1.stuck", "断路器拒动", "breaker stuck", True),
        _flag("QE1.unlocked", "接地刀闸已解锁", "earthing switch unlocked", True),
        _flag("QF1.closed", "断路器合位", "breaker closed", healthy=1.0),
        Tag("QF1.travel", unit="ms", high=60.0, zh="断路器行程", en="breaker travel", healthy=60.0),
        Tag("QE1.position", unit="%", high=100.0, zh="接地刀闸行程", en="earthing switch travel"),
        _flag("BAY.live", "出线带电", "feeder live", healthy=1.0),
        _flag("BAY.earth_fault", "带电合接地", "earthed while live"),
    )

    def operations(self) -> list[Operation]:
        return [*(Operation(on, verb, f"{on}.command", value)
                  for on in ("QF1", "QE1") for verb, value in (("close", 1.0), ("open", 0.0))),
                Operation("QE1", "unlock", "QE1.unlocked", 1.0), Operation("QE1", "lock", "QE1.unlocked", 0.0)]  # fmt: skip

    def refuse(self, tag: str, value: float) -> Text | None:
        v = self.values
        if tag == "QE1.command" and value and v["QF1.closed"] and not v["QE1.unlocked"]:
            return Text(zh="断路器 QF1 在合位，接地刀闸闭锁", en="QF1 is closed: the earthing switch is blocked")
        if tag == "QF1.command" and value and v["QE1.position"] > 0.0:
            return Text(zh="接地刀闸 QE1 未全分开，不能合闸", en="QE1 is not fully open: the breaker cannot close")
        return None

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        v, out = self.values, []
        ms = span / 1000.0
        goal = 60.0 if v["QF1.command"] else 0.0
        if not v["QF1.stuck"] and v["QF1.travel"] != goal:
            speed = 1.0 if goal else 1.5
            before = v["QF1.travel"]
            left = abs(goal - before) / speed
            v["QF1.travel"] = goal if left <= ms else before + (ms if goal else -ms) * speed
            if v["QF1.travel"] == goal:
                v["QF1.closed"] = v["BAY.live"] = 1.0 if goal else 0.0
                out.append((round(left * 1000), "QF1", "closed" if goal else "opened"))
        step = ms / 2000.0 * 100.0
        goal = 100.0 if v["QE1.command"] else 0.0
        v["QE1.position"] += min(max(goal - v["QE1.position"], -step), step)
        if v["QE1.position"] >= 80.0 and v["BAY.live"] and not v["BAY.earth_fault"]:
            v["BAY.earth_fault"] = 1.0
            out.append((span, "BAY", "earthed while live"))
        return sorted(out)


class AxisCell(Probe):
    """An axis that follows a speed command, a gate that cuts its drive, and a person who may stand in its
    way."""

    TAGS = (
        Tag("A1.command", unit="m/s", low=-2.0, high=2.0, zh="速度指令", en="speed command", writable=True),
        _flag("GATE.command", "安全门打开", "gate open", True),
        Tag("P1.place", unit="m", high=5.0, zh="人员位置", en="where the person stands", writable=True, healthy=5.0),
        _flag("GATE.bypass", "门锁旁路", "gate switch bridged", True),
        Tag("A1.position", unit="m", low=-10.0, high=10.0, zh="轴位置", en="axis position"),
        Tag("A1.speed", unit="m/s", low=-2.0, high=2.0, zh="轴速度", en="axis speed"),
        _flag("A1.enabled", "驱动使能", "drive enabled", healthy=1.0),
        _flag("P1.struck", "人员被撞", "person struck"),
    )

    def operations(self) -> list[Operation]:
        return [Operation("A1", "set", "A1.command"), Operation("GATE", "open", "GATE.command", 1.0),
                Operation("GATE", "close", "GATE.command", 0.0)]  # fmt: skip

    def tick(self, span: int) -> list[tuple[int, str, str]]:
        v, out = self.values, []
        dt = span / 1e6
        enabled = 1.0 if v["GATE.bypass"] or not v["GATE.command"] else 0.0
        if enabled != v["A1.enabled"]:
            out.append((0, "A1", "enabled" if enabled else "stopped by the gate"))
        v["A1.enabled"] = enabled
        goal = v["A1.command"] if enabled else 0.0
        step = (2.0 if enabled else 8.0) * dt  # m/s² of the ramp and of the brake
        v["A1.speed"] += min(max(goal - v["A1.speed"], -step), step)
        v["A1.position"] = min(max(v["A1.position"] + v["A1.speed"] * dt, -10.0), 10.0)
        near = abs(v["A1.position"] - v["P1.place"]) < 0.5
        if near and abs(v["A1.speed"]) > 0.25 and not v["P1.struck"]:
            v["P1.struck"] = 1.0
            out.append((span, "P1", "struck"))
        return out
