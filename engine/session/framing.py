"""Taking the immutable picture of a session that everybody outside gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from engine.control.interlocks import InterlockRow
from engine.events import Event
from engine.session.assembly import Parts
from engine.session.findings import Finding
from engine.session.frame import Frame, MessageLine

__all__ = ["Moment", "interlock_lines", "picture"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What the session itself knows of now; the rest stands in its parts."""

    tick: int
    seconds: float
    mode: str
    messages: tuple[MessageLine, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]


def picture(parts: Parts, now: Moment) -> Frame:
    """The frame of this moment: values only, no live objects."""
    people = {
        name: parts.people.person(name, parts.access.in_reach(p) if p.has_body else ())
        for name, p in parts.people.everyone.items()
    }
    return Frame(
        tick=now.tick,
        seconds=now.seconds,
        values=tuple(parts.bus.values),
        people=MappingProxyType(people),
        alarms=tuple(parts.alarm_lines()),
        tripped=tuple(parts.tripped()),
        bypassed=tuple(parts.bypassed()),
        messages=now.messages,
        events=now.events,
        findings=now.findings,
        phase=parts.procedure.phase,
        mode=now.mode,
        help_level=parts.mode.help_level,
        speed=parts.conduct.speed,
        frozen=parts.conduct.frozen,
        ended=parts.conduct.ended,
        consequences=tuple(parts.happened()),
        interlocks=tuple(interlock_lines(parts)),
        faults=tuple(parts.fault_lines()),
        snapshots=parts.snapshots.lines,
        hanging=parts.lockout.lines() if parts.lockout is not None else (),
        fastened=attaching.lines() if (attaching := parts.named_blocks.get("attachments")) is not None else (),  # type: ignore[attr-defined]
    )


def interlock_lines(parts: Parts) -> Sequence[InterlockRow]:
    """The interlocks that are not at rest: demanded, tripped, bypassed, under test."""
    block: Any = parts.named_blocks["interlocks"]
    return list(block.rows(restless=True))
