"""A fresh grade book with a still clock, and small real attempt files."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt.header import AttemptHeader
from engine.session.attempt.signals import RowEncoder
from engine.session.attempt.writer import AttemptWriter
from engine.state import digest, pack
from engine.tags import Kind, Tag
from grading.gradebook.store import Gradebook

NOW = "2026-11-21T08:00:00Z"
TAGS = (Tag("X1", unit="%", low=0, high=100, zh="液面", en="level"), Tag("K1", kind=Kind.DISCRETE))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook.open(tmp_path / "book" / "gradebook.db", author="teacher", clock=lambda: NOW) as opened:
        yield opened


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


@pytest.fixture
def make_attempt() -> Callable[..., str]:
    return write_attempt
