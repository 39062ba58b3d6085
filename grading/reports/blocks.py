"""Sections of the report that are tables of facts: tickets, how the alarms were handled, what an instructor did.

All are facts of the attempt, not marks: a rubric may ask for either, the report shows them anyway. An attempt
without an alarm, or without an instructor, has no such section.
"""

from __future__ import annotations

from engine.session.interventions import interventions_of
from grading.alarm_metrics import alarm_metrics
from grading.calculus.words import clock
from grading.reports.alarm_words import alarm_rows
from grading.reports.names import Names
from grading.reports.sheet import Block, Fact
from grading.reports.story import Attempt
from grading.reports.tickets import ticket_blocks
from grading.reports.words import say

__all__ = ["blocks_of"]


def blocks_of(attempt: Attempt, lang: str) -> tuple[Block, ...]:
    """The sections there is something to say in, in ``lang`` (zh or en)."""
    blocks = (*ticket_blocks(attempt, lang), _alarms(attempt, lang), _instructor(attempt, lang))
    return tuple(block for block in blocks if block.facts)


def _alarms(attempt: Attempt, lang: str) -> Block:
    metrics = alarm_metrics(attempt.events(), attempt.header.tick_ms, attempt.last_tick())
    rows = alarm_rows(metrics, lang, Names(attempt.header, lang).named) if metrics.count else []
    target = say("alarm_load.target", lang)
    facts = (Fact(row.title, row.value, f"{target} {row.target}" if row.target else "") for row in rows)
    return Block(say("alarm_load.title", lang), tuple(facts))


def _instructor(attempt: Attempt, lang: str) -> Block:
    tick_ms = attempt.header.tick_ms
    done = interventions_of(attempt.path)
    facts = tuple(Fact(clock(one.tick, tick_ms), one.text.of(lang)) for one in done)
    return Block(say("instructor", lang), facts, say("instructor_note", lang))
