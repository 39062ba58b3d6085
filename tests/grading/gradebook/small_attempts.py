"""Small real attempt files, and a rubric for them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.signals import RowEncoder
from engine.session.attempt.writer import AttemptWriter
from engine.state import digest, pack
from engine.tags import Kind, Tag

NOW = "2026-11-21T08:00:00Z"
RUBRIC = """\
# 水箱练习的评分标准
schema: 1
meta: {id: tank, version: 1.0.0, title: {zh: 水箱, en: Tank}, scenario: tank}
outcomes:
  CO1: {title: {zh: 按规程操作, en: Follow the procedure}, share: 60 %}
  CO2: {title: {zh: 保持工艺质量, en: Keep quality}, share: 40 %}
marks:
  high: {event: alarm, source: X1.H}
steps:
  - {id: go, title: {zh: 启动 K1, en: Start K1}, done: {act: start, on: K1}, weight: 2, goal: CO1}
  - {id: ack, title: {zh: 确认高报, en: Acknowledge}, done: {act: acknowledge, on: X1.H}, from: high,
     within: {10 s: 4, 20 s: 2}, weight: 3, goal: CO1, gate: major,
     why: {zh: 报警无人确认就无人处置, en: Unacknowledged means unattended},
     how: {zh: 看到报警先确认再处置, en: Acknowledge first}}
rules:
  - {id: level, kind: hold, title: {zh: 液面不高于 80, en: Level below 80}, what: X1, high: 80 %, allow: 1 s, weight: 4,
     goal: CO2}
  - {id: talk, kind: judge, title: {zh: 汇报, en: Report}, by: teacher, scale: five, weight: 1, goal: CO2}
scales:
  five: {title: {zh: 五级, en: Five levels}, levels: {0: {zh: 差, en: poor}, 4: {zh: 好, en: good}}}
gates:
  major: {title: {zh: 重大失误, en: Major error}, cap: 59}
pass: 60
"""
TAGS = (Tag("X1", unit="%", low=0, high=100, zh="液面", en="level"), Tag("K1", kind=Kind.DISCRETE))


def header(**changes: Any) -> AttemptHeader:
    values: dict[str, Any] = {
        "attempt_id": str(uuid.uuid4()),
        "created": NOW,
        "program": "0.1.0",
        "scenario_id": "tank",
        "scenario_version": "1",
        "scenario": pack({"meta": {"id": "tank", "version": "1", "title": {"zh": "水箱", "en": "Tank"}}}),
        "rubric": b"",
        "strings": b"{}",
        "model_hash": "00",
        "package_hash": "00",
        "rubric_hash": "",
        "seed": 7,
        "mode": "practise",
        "help_level": "none",
        "learner": "p-1",
        "tick_ms": 100,
        "record_ticks": 10,
        "tags": TAGS,
    }
    return AttemptHeader(**values | changes)


def write_attempt(path: Path, seconds: int = 30, ended: str = "finished", **changes: Any) -> str:
    """A real attempt file with a rising level, two actions and two events; returns its id."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = header(**changes)
    encoder = RowEncoder(TAGS)
    with AttemptWriter.create(path, head) as writer:
        writer.action(Action(5, 0, "learner", "start", "K1"))
        writer.event(Event(40, "alarm", "X1.H", {"alarm": "X1.H", "state": "unack", "priority": "high"}))
        for tick in range(10, seconds * 10 + 1, 10):
            writer.row(encoder.encode(tick, [min(99.0, tick / 5), 1.0]))
        writer.action(Action(seconds * 10, 1, "learner", "acknowledge", "X1.H"))
        writer.checkpoint(seconds * 10, pack({}), digest({}))
        if ended:
            writer.end(ended, seconds * 10, "aa")
    return head.attempt_id
