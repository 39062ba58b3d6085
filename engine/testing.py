"""Helpers for tests of scenarios, plants and graders: a tiny plant, a tiny scenario, headless runs.

Public, because whoever writes a plant kind or a scenario wants them too.

    with tiny_kind():
        session = tiny_session()
        session.request("learner", "start", "H1")
        session.run(600)
        assert session.tags.value("TI1") > 25
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import Field

from engine.errors import TagError
from engine.plant.plant import Exactness, Operation, PlantEvent
from engine.scenario.document import Scenario
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.kinds import PLANT_KINDS
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.state import pack, unpack
from engine.tags import Kind, Tag

__all__ = ["TINY", "TinyKind", "TinyPlant", "TinySection", "tiny_kind", "tiny_scenario", "tiny_session"]


class TinySection(Model):
    """The ``plant`` section of a heated block: one switch, one temperature."""

    kind: Literal["tiny"] = Field("tiny", description="装置类型 / kind of plant")
    tick: Duration = Field(100, description="仿真步长 / length of a tick", gt=0)


_TAGS = (
    Tag("H1.T", unit="degC", low=0, high=300, zh="温度", en="temperature"),
    Tag("H1.melted", kind=Kind.DISCRETE, zh="熔毁", en="melted"),
    Tag("H1.command", kind=Kind.DISCRETE, zh="加热", en="heating", writable=True),
    Tag("H1.power", unit="%", low=0, high=100, zh="功率", en="power", writable=True, healthy=100.0),
    Tag("H1.broken", kind=Kind.DISCRETE, zh="断线", en="broken", writable=True),
)


class TinyPlant:
    """A block that heats at 2 K/s when switched on and cools towards 20 °C; melts at 200 °C. Exact."""

    exactness: Exactness = "exact"

    def __init__(self, section: TinySection, start: Mapping[str, float]) -> None:
        self.tick_ms = section.tick
        self._T = start.get("H1.T", 20.0)
        self._melted = False
        self._u = {tag.id: start.get(tag.id, tag.healthy) for tag in _TAGS if tag.writable}

    def tags(self) -> Sequence[Tag]:
        """See ``Plant.tags``."""
        return _TAGS

    def operations(self) -> Sequence[Operation]:
        """See ``Plant.operations``."""
        return TINY.operations(None)

    def read(self) -> list[float]:
        """See ``Plant.read``."""
        return [self._T, float(self._melted), *self._u.values()]

    def write(self, tag: str, value: float) -> None:
        """See ``Plant.write``."""
        if tag not in self._u:
            raise TagError(f"{tag} takes no commands")
        if value != value:
            raise TagError(f"{tag} cannot be {value}")
        self._u[tag] = float(value)

    def advance(self, ticks: int = 1) -> list[PlantEvent]:
        """See ``Plant.advance``."""
        events = []
        for n in range(ticks):
            dt = self.tick_ms / 1000.0
            on = self._u["H1.command"] > 0.5 and self._u["H1.broken"] < 0.5 and not self._melted
            heat = 2.0 * self._u["H1.power"] / 100.0 if on else 0.0
            self._T += dt * (heat - 0.005 * (self._T - 20.0))
            if self._T >= 200.0 and not self._melted:
                self._melted = True
                events.append(PlantEvent((n + 1) * self.tick_ms * 1000, "H1", {"what": "melted"}))
        return events

    def snapshot(self) -> bytes:
        """See ``Plant.snapshot``."""
        return pack({"T": self._T, "melted": self._melted, "u": self._u})

    def restore(self, data: bytes) -> None:
        """See ``Plant.restore``."""
        state = unpack(data)
        self._T, self._melted = state["T"], state["melted"]
        self._u = {tag: state["u"][tag] for tag in self._u}


class TinyKind:
    """How the heated block joins the project."""

    name = "tiny"
    section = TinySection

    def tags(self, section: Any) -> Sequence[Tag]:  # noqa: ARG002
        """See ``PlantKind.tags``."""
        return _TAGS

    def startable(self, section: Any) -> Sequence[str]:  # noqa: ARG002
        """Its temperature and what is written to it."""
        return ["H1.T", *(tag.id for tag in _TAGS if tag.writable)]

    def lint(self, section: Any, reporter: Reporter) -> None:
        """Nothing can be wrong with it."""

    def operations(self, section: Any) -> Sequence[Operation]:  # noqa: ARG002
        """See ``PlantKind.operations``."""
        return [
            Operation("H1", "start", "H1.command", 1.0),
            Operation("H1", "stop", "H1.command", 0.0),
            Operation("H1", "set", "H1.power"),
        ]

    def titles(self, section: Any) -> Mapping[str, Text]:  # noqa: ARG002
        """See ``PlantKind.titles``."""
        return {"H1": Text(zh="加热块", en="Heated block")}

    def build(self, section: TinySection, start: Mapping[str, float]) -> TinyPlant:
        """See ``PlantKind.build``."""
        return TinyPlant(section, start)


TINY = TinyKind()

TINY_SCENARIO = """\
schema: 1
meta: {id: TINY-01, version: 1.0.0, title: {zh: 加热块, en: Heated block}, domain: robotics, duration: 10 min, answers: [high_risk],
       work_process: {task: {zh: 加热, en: Heating}, skill_module: {zh: 加热, en: Heating}, project: {zh: 加热, en: Heating}}}
plant: {kind: tiny, tick: 100 ms}
instruments:
  TI1: {title: {zh: 温度, en: Temperature}, label: TI-1, reads: H1.T, range: [0 degC, 300 degC], lag: 2 s, noise: 0.1 K}
alarms:
  TI1.H: {title: {zh: 温度高, en: Temperature high}, on: TI1, high: 80 degC, deadband: 1 K, priority: high,
          respond: {zh: 停止加热, en: Stop heating}}
switches:
  HS1: {title: {zh: 急停, en: Emergency stop}, latching: true}
interlocks:
  I1: {title: {zh: 超温联锁, en: Overheating}, cause: "TI1 > 120 degC", effects: [{set: H1.command, to: 0}], bypass: {limit: 1 h, permit: LOG}}
  I2: {title: {zh: 急停, en: Emergency stop}, cause: HS1, effects: [{set: H1.command, to: 0}]}
faults:
  F1: {title: {zh: 断线, en: Broken wire}, by: instructor, does: [{set: H1.broken, to: 1}]}
consequences:
  melted: {when: H1.melted, title: {zh: 熔毁, en: Melted}, what: {zh: 熔毁, en: It melted}, why: {zh: 超温, en: Too hot}, severity: critical}
stage:
  rooms:
    shop: {title: {zh: 车间, en: Shop}, box: [0, 0, 10, 8], doors: [{at: [10, 4], to: office}]}
    office: {title: {zh: 值班室, en: Office}, box: [10, 0, 14, 8], style: control}
  objects:
    H1BOX: {kind: cabinet, role: access, at: [3, 4, 0], size: [0.6, 0.4, 1.8], gives: [H1, HS1]}
    DESK: {kind: console, role: access, at: [13, 4, 0], size: [0.8, 2, 1.1], gives: ["*control", "-HS1"]}
    helmet: {kind: helmet, role: wearable, at: [11, 1, 1.5], title: {zh: 安全帽, en: Helmet}}
    RADIO1: {kind: radio, role: radio, at: [12.4, 4.6, 1], gives: [RADIO]}
  places:
    desk: {at: [12, 4, 0], heading: 270}
    locker: {at: [11, 1.8, 0]}
    box: {at: [3, 3, 0]}
    inside: {at: [9, 4, 0]}
    corner: {at: [9, 3, 0]}
  walkways: [[desk, locker], [desk, inside], [inside, corner], [corner, box]]
procedure:
  task: {zh: 加热到 60 ℃, en: Heat to 60 °C}
  phases:
    cold: {title: {zh: 冷, en: Cold}}
    hot: {title: {zh: 热, en: Hot}, when: "TI1 > 60 degC", max_speed: 10}
  steps:
    A: {title: {zh: 启动, en: Start}, guide: {verb: start, on: H1}, done: "H1.command"}
messages:
  contacts: {boss: {zh: 班长, en: Boss}}
  say: {hello: {from: boss, at: 1 s, text: {zh: 开始, en: Go}}}
  reports: {hot: {title: {zh: 超温, en: Too hot}, to: boss, reply: {zh: 收到, en: Understood}}}
  questions: {q1: {at: 5 s, text: {zh: 几度, en: How hot}, options: {a: {zh: 二十, en: Twenty}, b: {zh: 一百, en: A hundred}}}}
documents:
  LOG: {title: {zh: 记录, en: Log}, fields: {t: {title: {zh: 温度, en: Temperature}, kind: number, unit: degC}}}
modes:
  exam: {pause: false, rewind: false, help_level: 0, time_limit: 10 min}
start:
  default: cold
  points:
    cold: {title: {zh: 冷态, en: Cold}, place: desk}
    warm: {title: {zh: 热态, en: Warm}, place: desk, values: {H1.T: 70 degC}, setup: [{do: start, on: H1}]}
"""
"""A scenario with a bit of everything."""


@contextmanager
def tiny_kind() -> Iterator[TinyKind]:
    """Makes the plant kind ``tiny`` known for the length of a ``with`` block; blocks may lie in one another."""
    known = TINY.name in PLANT_KINDS
    PLANT_KINDS[TINY.name] = TINY
    try:
        yield TINY
    finally:
        if not known:
            PLANT_KINDS.pop(TINY.name, None)


def tiny_scenario(*changes: tuple[str, str]) -> Scenario:
    """The tiny scenario, each change replacing a text in it: ``tiny_scenario(("lag: 2 s", "lag: 5 s"))``.

    Raises ``ValueError`` for a text that is not there, ``SourceError`` for a scenario that is no longer sound.
    """
    text = TINY_SCENARIO
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{old!r} is not in the tiny scenario")
        text = text.replace(old, new)
    return scenario_language().loads(text, "tiny.yaml")


def tiny_session(*, mode: str = "practise", start: str = "", seed: int = 1, recorder: Any = None) -> Session:
    """A session of the tiny scenario that records in memory."""
    return Session(tiny_scenario(), seed=seed, mode=mode, start=start, recorder=recorder or MemoryRecorder())
