"""A session around the probe plant ``SwitchBay``: everything hands need, in one small place.

A handle and a switch at the bay, the same two on the console, a selector between them; gloves, a rod, a key to unlock,
padlocks and signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import Field

from engine.plant.plant import Operation
from engine.scenario.document import Scenario
from engine.scenario.model import Model
from engine.scenario.quantity import Duration
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text
from engine.session.kinds import PLANT_KINDS
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.tags import Tag
from tests.plant.probes import SwitchBay

__all__ = ["BAY", "bay_kind", "bay_scenario", "bay_session", "code", "go", "walk"]


class BaySection(Model):
    """The ``plant`` section of the probe."""

    kind: Literal["bay"] = Field("bay", description="装置类型 / kind of plant")
    tick: Duration = Field(100, description="仿真步长 / length of a tick", gt=0)


class BayKind:
    """How the probe joins the project."""

    name = "bay"
    section = BaySection

    def tags(self, section: Any) -> Sequence[Tag]:
        return SwitchBay.TAGS

    def startable(self, section: Any) -> Sequence[str]:
        return [tag.id for tag in SwitchBay.TAGS]

    def lint(self, section: Any, reporter: Reporter) -> None:
        pass

    def operations(self, section: Any) -> Sequence[Operation]:
        return SwitchBay(100).operations()

    def titles(self, section: Any) -> Mapping[str, Text]:
        return {"QF1": Text(zh="断路器", en="the breaker"), "QE1": Text(zh="接地刀闸", en="the earthing switch")}

    def build(self, section: BaySection, start: Mapping[str, float]) -> SwitchBay:
        plant = SwitchBay(section.tick)
        plant.values.update(start)
        return plant


BAY = """\
schema: 1
meta: {id: BAY-01, version: 1.0.0, title: {zh: 间隔, en: Bay}, domain: power, duration: 10 min, answers: [high_risk],
       work_process: {task: {zh: 操作, en: Switching}, skill_module: {zh: 操作, en: Switching}, project: {zh: 操作, en: Switching}}}
plant: {kind: bay, tick: 100 ms}
switches:
  SA1: {title: {zh: 远方就地, en: Remote/local}, positions: [remote, local]}
stage:
  rooms:
    yard: {title: {zh: 场地, en: Yard}, box: [0, 0, 10, 8], style: yard, doors: [{at: [10, 4], to: office}]}
    office: {title: {zh: 控制室, en: Office}, box: [10, 0, 14, 8], style: control}
  objects:
    PANEL: {kind: cabinet, role: access, at: [3, 4, 0], size: [0.6, 0.4, 1.8], gives: [QF1, QE1, SA1]}
    DESK: {kind: console, role: access, at: [13, 4, 0], size: [0.8, 2, 1.1], gives: ["*control", "-SA1", "-QE1"]}
    gloves: {kind: gloves, role: wearable, at: [11, 1, 1.2], title: {zh: 绝缘手套, en: insulating gloves}}
    ROD: {kind: switch, role: tool, at: [11.4, 1, 1], title: {zh: 操作杆, en: the rod}, blocks: false}
    HOOK: {kind: switch, role: tool, at: [11.4, 1.2, 1], title: {zh: 长杆, en: the long rod}, blocks: false}
    LAMP: {kind: switch, role: tool, at: [11.2, 1, 1], title: {zh: 手灯, en: the lamp}, blocks: false}
    KEY1: {kind: switch, role: tool, at: [11.3, 1, 1.4], title: {zh: 解锁钥匙, en: the unlocking key}, blocks: false}
    PAD1: {kind: switch, role: tool, at: [11, 1, 1.4], title: {zh: 1号挂锁, en: padlock 1}, blocks: false}
    PAD2: {kind: switch, role: tool, at: [11, 1, 1.4], title: {zh: 2号挂锁, en: padlock 2}, blocks: false}
    SIGN1: {kind: board, role: tool, at: [11.1, 1, 1.4], title: {zh: 禁止牌, en: the stop sign}, blocks: false}
    SIGN2: {kind: board, role: tool, at: [11.1, 1, 1.4], title: {zh: 工作牌, en: the work sign}, blocks: false}
  places:
    desk: {at: [12, 4, 0], heading: 270}
    rack: {at: [11, 1.8, 0]}
    bay: {at: [3, 3, 0]}
    inside: {at: [9, 4, 0]}
    corner: {at: [9, 3, 0]}
  walkways: [[desk, rack], [desk, inside], [inside, corner], [corner, bay]]
handling:
  hands: {ROD: 2, HOOK: 2, LAMP: 1}
  needs:
    QF1:
      "*":
        - {from: remote, when: "SA1 == 'remote'", why: {zh: 选择开关不在远方, en: the selector is not at remote}}
        - {from: local, when: "SA1 == 'local'", why: {zh: 选择开关不在就地, en: the selector is not at local}}
    QE1:
      close: {wears: [gloves], holds: [[ROD, HOOK]], why: {zh: 防电弧, en: against the arc}}
      unlock: {holds: [KEY1]}
lockout:
  locks: [PAD1, PAD2]
  signs:
    SIGN1: {zh: 禁止合闸，有人工作, en: Do not operate - people at work}
    SIGN2: {zh: 在此工作, en: Work here}
  takes_locks: [QF1, QE1]
  takes_signs: [QF1, PANEL]
procedure:
  task: {zh: 停电, en: Make it safe}
  phases: {all: {title: {zh: 全程, en: All}}}
  steps: {A: {title: {zh: 拉开, en: Open}, guide: {verb: open, on: QF1}, done: "not QF1.closed"}}
messages:
  contacts: {fitter: {zh: 检修班, en: the fitters}}
  say: {hello: {from: fitter, at: 1 s, text: {zh: 开始, en: Go}}}
start:
  default: live
  points:
    live: {title: {zh: 运行, en: Live}, place: desk}
    safe: {title: {zh: 检修, en: Safe}, place: bay, values: {QF1.command: 0, QF1.closed: 0, QF1.travel: 0 ms, BAY.live: 0},
           setup: [{do: lock, on: QF1, value: PAD1}, {do: lock, on: QF1, value: {item: PAD2, by: fitter}}, {do: tag, on: QF1, value: SIGN1}]}
"""


@contextmanager
def bay_kind() -> Iterator[None]:
    """Makes the plant kind ``bay`` known for the length of a ``with`` block."""
    PLANT_KINDS[BayKind.name] = BayKind()
    try:
        yield
    finally:
        PLANT_KINDS.pop(BayKind.name, None)


def bay_text(*changes: tuple[str, str]) -> str:
    """The scenario with texts in it replaced; each must be there."""
    text = BAY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def bay_scenario(*changes: tuple[str, str]) -> Scenario:
    """The scenario, read."""
    return scenario_language().loads(bay_text(*changes), "bay.yaml")


def bay_session(*changes: tuple[str, str], start: str = "", recorder: Any = None) -> Session:
    """A session of it that records in memory."""
    return Session(bay_scenario(*changes), start=start, recorder=recorder or MemoryRecorder())


def walk(session: Session, place: str) -> None:
    """The learner walks to a place and arrives."""
    assert session.request("learner", "move", "learner", {"to": place})
    session.run(300)
    pose, goal = session.parts.people.everyone["learner"].pose, session.parts.people.geometry.places[place]
    assert (pose.x, pose.y) == (goal.x, goal.y)


def code(session: Session, verb: str, on: str, value: Any = None, by: str = "learner") -> str:
    """The code of the refusal, or an empty string."""
    answer = session.request(by, verb, on, value)
    return "" if answer else answer.code  # type: ignore[union-attr]


def go(session: Session, *deeds: str) -> None:
    """Deeds of the learner that must be accepted: ``"take KEY1"``, ``"lock QF1 PAD1"``, ``"move bay"``."""
    for deed in deeds:
        verb, on, *value = deed.split()
        if verb == "move":
            walk(session, on)
        else:
            answer = session.request("learner", verb, on, *value)
            assert answer, answer
