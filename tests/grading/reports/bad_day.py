"""A real attempt file of a plausible bad day: a batch that loses its cooling, handled late."""



from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.signals import RowEncoder
from engine.session.attempt.writer import AttemptWriter
from engine.state import digest, pack
from engine.tags import Kind, Tag
from grading.rubric import Rubric

TAGS = (
    Tag("TI101", unit="degC", low=0, high=200, zh="反应温度", en="Reactor temperature", label="TI-101"),
    Tag("FI101", unit="kg/s", low=0, high=0.5, zh="加酸流量", en="Acid flow", label="FI-101"),
    Tag("FI102", unit="m3/h", low=0, high=50, zh="循环水流量", en="Loop flow", label="FI-102"),
    Tag("SI101", unit="rpm", low=0, high=120, zh="搅拌转速", en="Agitator speed", label="SI-101"),
    Tag("P101.running", kind=Kind.DISCRETE, zh="加料泵运行", en="Dosing pump runs", label="P-101"),
)


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


SCENARIO = {
    "meta": {"id": "nitration", "version": "1.0.0", "title": text("氯苯混酸硝化", "Nitration of chlorobenzene")},
    "alarms": {
        "TAH101": {"title": text("反应温度高", "Reactor hot"), "label": "TAH-101", "on": "TI101", "high": "65.0 degC"},
        "TAHH101": {"title": text("反应温度高高", "Reactor very hot"), "label": "TAHH-101", "on": "TI101", "high": "75.0 degC"},
        "FAL102": {"title": text("循环水流量低", "Loop flow low"), "label": "FAL-102", "on": "FI102", "low": "22.0 m3/h"},
    },
    "plant": {"P101": {"title": text("加料泵", "Dosing pump"), "label": "P-101"},
              "P102A": {"title": text("循环泵 A", "Loop pump A"), "label": "P-102A"},
              "M101": {"title": text("搅拌机", "Agitator"), "label": "M-101"},
              "XV101A": {"title": text("加料切断阀", "Dosing block valve"), "label": "XV-101A"},
              "XV105": {"title": text("应急盐水阀", "Emergency brine valve"), "label": "XV-105"}},
    "interlocks": {"I101": {"title": text("反应温度联锁", "Reactor temperature trip"), "label": "I-101"}},
    "procedure": {"phases": {"prepare": {"title": text("准备", "Prepare")}, "dosing": {"title": text("加料", "Dosing")},
                             "emergency": {"title": text("应急处置", "Emergency")}, "cook": {"title": text("保温", "Cook")}}},
}  # fmt: skip

RUBRIC = """\
schema: 1
meta: {id: nitration, version: 1.0.0, title: {zh: 硝化, en: Nitration}, scenario: nitration}
outcomes:
  CO2: {title: {zh: 按规程依次操作, en: Follow the procedure in order}, share: 30 %}
  CO3: {title: {zh: 保持工艺质量, en: Keep the process in its bands}, share: 25 %}
  CO5: {title: {zh: 及时应急处置, en: Respond to emergencies in time}, share: 35 %}
  CO7: {title: {zh: 防护、沟通与记录, en: 'Protection, communication, records'}, share: 10 %}
marks:
  fault: {event: fault, source: F1, title: {zh: 冷却中断, en: the loss of cooling}}
  leak: {event: fault, source: F9, title: {zh: 泄漏, en: a leak}}
order: {weight: 3, goal: CO2}
steps:
  - {id: S1, title: {zh: 穿戴防酸服和面罩, en: Put on acid suit and face shield}, goal: CO7, weight: 3,
     done: {all: [{act: wear, on: acid_suit}, {act: wear, on: face_shield}]}}
  - {id: S4, title: {zh: 启动循环泵, en: Start the loop pump}, done: {act: start, on: P102A}, after: [S1], weight: 3, goal: CO2}
  - {id: S5, title: {zh: 启动搅拌, en: Start the agitator}, done: {act: start, on: M101}, after: [S4], weight: 3, goal: CO2,
     why: {zh: 不搅拌就加酸，酸在釜底积累，一旦启动搅拌会瞬间放热, en: Unmixed acid gathers at the bottom and reacts at once},
     how: {zh: 先开循环和搅拌，转速到 88–92 rpm 再加料, en: 'Loop and agitator first, 88–92 rpm, then dose'}}
  - {id: S8, title: {zh: 打开加料切断阀, en: Open the dosing block valve}, done: {act: open, on: XV101A}, after: [S5],
     needs: [{when: "TI101 >= 55 degC", title: {zh: 釜温不低于 55 °C, en: reactor at 55 °C or more}}], weight: 4, goal: CO2}
  - {id: E1, title: {zh: 冷却中断后停止加料, en: Stop dosing after the loss of cooling}, done: {act: stop, on: P101},
     from: fault, within: {3 min: 4, 7 min: 3, 15 min: 2}, weight: 6, goal: CO5, gate: major,
     why: {zh: 冷却中断后釜内积累的硝酸仍在放热；继续加料每分钟使绝热温升增加约 1.2 K，超过 88 °C 时二次分解不再能用冷却控制,
           en: 'Accumulated acid goes on releasing heat; every minute of dosing adds about 1.2 K of adiabatic rise'},
     how: {zh: 立即停 P-101，关 XV-101A/B，再开应急盐水 XV-105，同时报告班长,
           en: 'Stop P-101 at once, close XV-101A/B, then open the brine XV-105, and report'}}
  - {id: E2, title: {zh: 打开应急盐水, en: Open the emergency brine}, done: {act: open, on: XV105}, from: fault, after: [E1],
     within: {5 min: 4, 30 min: 2}, weight: 4, goal: CO5}
  - {id: E9, title: {zh: 泄漏时疏散, en: Evacuate at a leak}, done: {act: report, on: RADIO}, from: leak, within: {1 min: 4},
     weight: 3, goal: CO5}
rules:
  - {id: Q1, kind: hold, title: {zh: 反应温度不高于 64 °C, en: Reactor below 64 °C}, what: TI101, high: 64 degC,
     bands: {1 min: 4, 5 min: 2}, weight: 5, goal: CO3,
     why: {zh: 温度偏高会生成二硝基物, en: Hot batches make dinitro by-products}}
  - {id: Q3, kind: count, title: {zh: 报警均已确认, en: Alarms acknowledged}, done: {act: acknowledge}, at_most: 9, weight: 2, goal: CO3}
  - {id: V1, kind: never, title: {zh: 擅自开釜底阀, en: Open the dump without a permit}, done: {act: open, on: XV107}, gate: major}
  - {id: radio, kind: judge, title: {zh: 与班长的通话, en: Call to the shift leader}, by: teacher, scale: five, weight: 2, goal: CO7}
scales:
  five: {title: {zh: 五级, en: Five levels}, levels: {0: {zh: 差, en: poor}, 4: {zh: 好, en: good}}}
gates:
  major: {title: {zh: 重大失误, en: Major error}, cap: 59}
parties: {school: 40 %, enterprise: 30 %, student: 30 %}
pass: 60
"""

ACTIONS: list[tuple[float, str, str, Any]] = [
    (1, "wear", "acid_suit", None), (1.5, "wear", "face_shield", None), (8, "start", "M101", None), (9, "start", "P102A", None),
    (20, "open", "XV101A", None), (21, "start", "P101", None), (40, "set", "FIC101", {"sp": 0.25}),
    (60, "set", "FIC101", {"sp": 0.35}), (94, "acknowledge", "TAH101", None), (99, "acknowledge", "TAHH101", None),
    (101, "report", "RADIO", text("冷却水中断，温度上升", "Cooling lost, temperature rising")), (109, "stop", "P101", None),
    (110, "close", "XV101A", None), (110.4, "open", "XV105", None), (150, "read", "TI101", None),
]  # fmt: skip


def alarm(minute: float, key: str, state: str, value: float) -> tuple[float, str, str, dict[str, Any]]:
    priority = {"TAHH101": "critical", "TAH101": "high", "FAL102": "medium"}[key]
    return minute, "alarm", key, {"alarm": key, "state": state, "priority": priority, "value": value}


EVENTS: list[tuple[float, str, str, dict[str, Any]]] = [
    (0, "phase", "prepare", {"phase": "prepare"}), (19, "phase", "dosing", {"phase": "dosing"}),
    (45, "refused", "XV107", {"actor": "learner", "verb": "open", "on": "XV107", "reason": text("釜底阀需联锁许可", "the dump needs a permit")}),
    (90, "fault", "F1", {"on": True, "text": text("循环水中断", "Loop flow lost")}),
    alarm(90.5, "FAL102", "unack", 18.0), alarm(92.5, "TAH101", "unack", 65.1), alarm(94, "TAH101", "ack", 66.0),
    alarm(97.5, "TAHH101", "unack", 75.3),
    (97.6, "trip", "I101", {"title": text("反应温度联锁", "Reactor temperature trip"), "first_out": "TI101 > 75 degC", "causes": []}),
    alarm(99, "TAHH101", "ack", 79.0), (104, "consequence", "fumes", {"title": text("尾气冒黄烟", "Yellow fumes"), "severity": "major"}),
    (112, "phase", "emergency", {"phase": "emergency"}), alarm(120, "TAHH101", "normal", 73.0), alarm(127, "TAH101", "normal", 63.0),
    (140, "phase", "cook", {"phase": "cook"}),
]  # fmt: skip


def values(minute: float) -> list[float]:
    if minute < 19:
        hot = 25 + 33 * (1 - math.exp(-minute / 5))
    elif minute < 90:
        hot = 60 + 1.2 * math.sin(minute / 3)
    else:
        hot = 60 + (min(minute, 112) - 90) ** 1.25 * math.exp(-max(minute - 112, 0) / 9)
    dose = 0.0 if minute < 21 or minute > 109 else 0.13 if minute < 40 else 0.25 if minute < 60 else 0.35
    flow = 0.0 if minute < 9 else 32.0 if minute < 90 else max(0.0, 32 - 20 * (minute - 90))
    return [hot, dose, flow, 90.0 if minute > 8 else 0.0, float(21 <= minute < 109)]


def write(path: Path, *, minutes: float = 170, ended: str = "finished", **changes: Any) -> Path:
    """The attempt as a file, cut at ``minutes``."""
    header: dict[str, Any] = {
        "attempt_id": "3f1c2b1e-8f0a-4a55-9c1e-52d0f3a9b7c1", "created": "2026-11-21T15:04:00+08:00", "program": "0.1.0",
        "scenario_id": "nitration", "scenario_version": "1.0.0", "scenario": pack(SCENARIO),
        "rubric": Rubric.loads(RUBRIC).canonical(), "strings": b"{}", "model_hash": "0" * 64, "package_hash": "0" * 64,
        "rubric_hash": "", "seed": 1, "mode": "exam", "help_level": "0", "learner": "7d0a61f2-5a0e-4a34-8f6a-0d5f3f2f9a10",
        "tick_ms": 100, "record_ticks": 50, "tags": TAGS,
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    encoder = RowEncoder(TAGS)
    story: list[tuple[float, int, Any]] = [(at, 0, (verb, on, value)) for at, verb, on, value in ACTIONS]
    story += [(at, 1, Event(round(at * 600), kind, source, data)) for at, kind, source, data in EVENTS]
    story = sorted((one for one in story if one[0] <= minutes), key=lambda one: one[:2])
    with AttemptWriter.create(path, AttemptHeader(**header | changes)) as writer:
        seq = 0
        for tick in range(0, round(minutes * 600) + 1, 50):
            while story and story[0][0] * 600 <= tick:
                at, _, what = story.pop(0)
                if isinstance(what, Event):
                    writer.event(what)
                else:
                    writer.action(Action(round(at * 600), seq, "learner", *what))
                    seq += 1
            writer.row(encoder.encode(tick, values(tick / 600)))
        if ended:
            writer.checkpoint(tick, pack({}), digest({}))
            writer.end(ended, tick, digest({}))
    return path
