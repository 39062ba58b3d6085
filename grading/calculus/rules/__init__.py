"""The closed list of rule kinds: one file a kind, with its model, its monitor and its words.

Adding a kind means one file, one line here, one test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from grading.calculus.compiler import Compiler, Loc
from grading.calculus.item import Monitor
from grading.calculus.rules.ask import Ask, AskMonitor
from grading.calculus.rules.band import Band, band_monitor
from grading.calculus.rules.count import Count, CountMonitor
from grading.calculus.rules.hold import Hold, HoldMonitor
from grading.calculus.rules.judge import Judge, JudgeMonitor
from grading.calculus.rules.never import Never, NeverMonitor
from grading.calculus.rules.reach import Reach, ReachMonitor
from grading.calculus.rules.recover import Recover, RecoverMonitor
from grading.calculus.rules.respond import Respond, RespondMonitor
from grading.calculus.rules.track import Track, TrackMonitor

__all__ = ["RULE_KINDS", "Rule", "monitor_of"]

Rule = Annotated[
    Respond | Hold | Reach | Track | Band | Never | Count | Recover | Ask | Judge, Field(discriminator="kind")
]
"""Any rule, told apart by its ``kind``."""

_MONITORS: dict[type[Any], Callable[[Any, Compiler, Loc], Monitor]] = {
    Respond: RespondMonitor,
    Hold: HoldMonitor,
    Reach: ReachMonitor,
    Track: TrackMonitor,
    Band: band_monitor,
    Never: NeverMonitor,
    Count: CountMonitor,
    Recover: RecoverMonitor,
    Ask: AskMonitor,
    Judge: JudgeMonitor,
}

RULE_KINDS: tuple[str, ...] = tuple(model.__name__.lower() for model in _MONITORS)
"""respond, hold, reach, track, band, never, count, recover, ask, judge."""


def monitor_of(rule: Any, make: Compiler, loc: Loc) -> Monitor:
    """The monitor of a rule."""
    return _MONITORS[type(rule)](rule, make, loc)
