"""The tiny scenario with something to hold to points, to fasten and to keep away from."""

from __future__ import annotations

from engine.scenario.document import Scenario
from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.testing import TINY_SCENARIO

OBJECTS = """\
    DET: {kind: tool, role: tool, at: [11, 1.2, 1], title: {zh: 检测仪, en: Detector}}
    SMALL: {kind: tool, role: tool, at: [11, 1.3, 1], title: {zh: 小量程检测仪, en: Small detector}}
    THERMO: {kind: tool, role: tool, at: [11, 1.4, 1], title: {zh: 测温仪, en: Thermometer}}
    ROD: {kind: tool, role: tool, at: [11, 1.5, 1], title: {zh: 长杆, en: Rod}}
    LEAD1: {kind: tool, role: tool, at: [11, 1.6, 1], title: {zh: 一号线, en: Lead 1}}
    LEAD2: {kind: tool, role: tool, at: [11, 1.7, 1], title: {zh: 二号线, en: Lead 2}}
    RAIL: {kind: cabinet, role: look, at: [3, 1, 3.5], size: [1, 0.1, 0.1], title: {zh: 高处导轨, en: Rail}}
    BARBOX: {kind: cabinet, role: look, at: [4, 2.5, 0], size: [0.2, 0.2, 0.3], title: {zh: 端子排, en: Bar}}
    SPOT: {kind: cabinet, role: decor, at: [6, 3, 0], title: {zh: 泄漏点, en: Leak}}
"""
SECTIONS = """\
points:
  W1: {title: {zh: 出线, en: Outgoing}, at: RAIL, parts: {A: {title: {zh: 甲, en: A}}, B: {title: {zh: 乙, en: B}}}}
  W2: {title: {zh: 进线, en: Incoming}, at: H1BOX}
  H1BOX: {title: {zh: 柜体, en: Cabinet}}
  BAR: {title: {zh: 端子, en: Terminal}, at: BARBOX}
  FARBAR: {title: {zh: 远端子, en: Far terminal}, at: DESK}
probes:
  DET:
    works: not H1.broken
    valid_for: 20 s
    counts_for: 10 s
    reach: 3 m
    responds: {zh: 报警, en: It sounds}
    silent: {zh: 不响, en: Silent}
    at:
      W1: {shows: {A: H1.command, B: "H1.T > 300 degC"}}
      W2: {shows: H1.command}
  SMALL: {at: {W2: {shows: H1.command, fits: false}}}
  THERMO: {range: [0 degC, 300 degC], at: {H1BOX: {shows: H1.T}}}
attachments:
  LEAD1:
    register: LEADS
    length: 4 m
    ends:
      base: {title: {zh: 底端, en: Base}, fits: [{at: BAR}, {at: FARBAR}]}
      clamp: {title: {zh: 夹端, en: Clamp}, reach: 3 m, with: ROD, fits: [{at: W1.A, set: H1.power, to: 50 %}]}
  LEAD2:
    register: LEADS
    together: true
    ends:
      base: {title: {zh: 底端, en: Base}, fits: [{at: BAR}]}
      clamp: {title: {zh: 夹端, en: Clamp}, fits: [{at: W2, set: H1.power, to: 20 %, back: 80 %}]}
keep_off:
  RAIL: {safe: 3 m, contact: 2 m, when: H1.command}
  SPOT: {safe: 2 m, ground: true}
"""
BENCH = TINY_SCENARIO.replace("  places:\n", f"{OBJECTS}  places:\n", 1).replace(
    "\nmodes:\n", f"\n{SECTIONS}modes:\n", 1
)
BENCH = BENCH.replace("place: desk}", "place: box}", 1).replace("place: desk, values", "place: box, values").replace(
    "does: [{set: H1.broken, to: 1}]}", "does: [{set: H1.broken, to: 1}]}\n"
    "  F2: {title: {zh: 电池没电, en: Flat battery}, by: instructor, does: [{instrument: THERMO, mode: open}]}",
)  # fmt: skip
"""It begins beside the cabinet."""


def changed(*changes: tuple[str, str]) -> str:
    """The text of the bench, each change replacing one text in it."""
    text = BENCH
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def bench(*changes: tuple[str, str]) -> Scenario:
    return scenario_language().loads(changed(*changes), "bench.yaml")


def found(*changes: tuple[str, str]) -> list[Problem]:
    """What the lint says about the changed bench."""
    return scenario_language().checks(changed(*changes), "bench.yaml")


def session(*changes: tuple[str, str], holds: str = "", start: str = "") -> Session:
    """A session of the bench; ``holds`` are in the learner's hands when it begins."""
    made = Session(bench(*changes), start=start)
    made.parts.people.everyone["learner"].holds += holds.split()
    return made


def do(made: Session, verb: str, on: str, value: object = None) -> str:
    """Ask for it as the learner: the code of the refusal, or an empty string."""
    answer = made.request("learner", verb, on, value)
    return "" if answer else answer.code


def walk(made: Session, place: str) -> None:
    assert made.request("learner", "move", "learner", {"to": place})
    while made.parts.people.everyone["learner"].route:
        made.tick()
