"""A folder with a scenario that really runs: a rubric, reference runs to learn from, and attempts at it."""

from __future__ import annotations

from pathlib import Path

from engine.session.again import state_at
from engine.session.desk import KeptAttempt, open_attempt
from engine.testing import TINY_SCENARIO, tiny_scenario
from grading.rubric import Rubric

RUBRIC = """\
schema: 1
meta: {id: TINY-01-R, version: 1.0.0, title: {zh: 加热, en: Heating}, scenario: TINY-01}
outcomes:
  CO1: {title: {zh: 操作, en: Operation}, share: 60 %}
  CO2: {title: {zh: 应急, en: Emergency}, share: 40 %}
steps:
  - {id: S1, title: {zh: 启动, en: Start}, done: {act: start, on: H1}, weight: 2, goal: CO1}
  - {id: S2, title: {zh: 读数, en: Read}, done: {act: read, on: TI1}, after: [S1], weight: 1, goal: CO1}
rules:
  - {id: R1, kind: respond, title: {zh: 高温后停止加热, en: Stop heating}, when: {event: alarm, source: TI1.H, data: {state: unack}},
     want: {act: stop, on: H1}, within: {30 s: 4, 60 s: 2}, weight: 3, goal: CO2,
     why: {zh: 继续加热会熔毁, en: It melts if heated on}, how: {zh: 看到报警就停, en: Stop at the alarm}}
  - {id: V1, kind: never, title: {zh: 超温联锁动作, en: Trip}, done: {event: trip, source: I1}, gate: veto}
gates:
  veto: {cap: 30, result: fail, title: {zh: 否决, en: Veto}}
pass: 60
"""

RUN = """\
schema: 1
run:
  title: {{zh: {zh}, en: {en}}}
  duration: 10 min
  acts:
    - {{do: start, on: H1}}
    - {{do: read, on: TI1}}
{more}    - {{when: TI1.H.active, for: 2 s, do: stop, on: H1}}
    - {{after: 20 s, do: stop, on: SESSION, value: finished}}
expect:
  ended: finished
  total: [{low}, 100]
"""


def write_folder(home: Path) -> Path:
    """The scenario's folder with three runs: ``expert``, ``broken`` (a fault met well) and ``poor``."""
    (home / "runs").mkdir(parents=True)
    (home / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (home / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    fault = "    - {do: start, on: F1, by: instructor}\n    - {after: 5 s, do: stop, on: F1, by: instructor}\n"
    for name, zh, more, low in (("expert", "示范", "", 95), ("broken", "断线", fault, 90), ("poor", "较差", "", 10)):
        text = RUN.format(zh=zh, en=name, more=more, low=low)
        (home / "runs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return home


def begin(folder: Path, target: Path, mode: str = "exam", **more: object) -> KeptAttempt:
    """A new attempt in the folder ``target``."""
    rubric = Rubric.load(folder).canonical()
    return open_attempt(folder, target, rubric=rubric, scenario=tiny_scenario(), mode=mode, **more)  # type: ignore[arg-type]


def late(folder: Path, target: Path, *, fault: bool = False, mode: str = "exam") -> Path:
    """An attempt that heats, trips on the interlock because nobody stops it, and ends."""
    kept = begin(folder, target, mode)
    kept.session.request("learner", "start", "H1")
    if fault:
        kept.session.request("instructor", "start", "F1")
        kept.session.run(30)
        kept.session.request("instructor", "stop", "F1")
    kept.session.run(1200)
    kept.session.request("learner", "read", "TI1")
    kept.session.end("finished")
    kept.close()
    return kept.path


def again(path: Path, seconds: float) -> Path:
    """The same attempt practised again from a moment, and done well from there on."""
    source = state_at(path, seconds)
    child = open_attempt(
        path.parent, path.parent, rubric=source.header.rubric, scenario=source.scenario, mode="practise",
        parent=source.parent, package="x",
    )  # fmt: skip
    child.session.request("learner", "stop", "H1")
    child.session.run(300)
    child.session.end("finished")
    child.close()
    return child.path
