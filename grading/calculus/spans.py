"""Limits a tag can never reach: recorded values stay within the tag's span, so such a limit judges nothing.

outside_span(210.0, tag, ("rules", 2, "high"), reporter)       # warns when the span is 0–200
"""

from __future__ import annotations

from engine.scenario.reporter import Reporter
from engine.tags import Kind, Tag
from grading.calculus.words import number

__all__ = ["Loc", "outside_span"]

Loc = tuple[str | int, ...]


def outside_span(limit: float, tag: Tag, loc: Loc, reporter: Reporter) -> bool:
    """Warn of a limit (in the tag's unit) that lies outside the tag's span. True when it does."""
    if tag.kind is not Kind.ANALOG or tag.low <= limit <= tag.high:
        return False
    span = f"{number(tag.low)}–{number(tag.high, tag.unit)}"
    reporter.warning(
        loc,
        f"{number(limit, tag.unit)} 在 `{tag.id}` 的量程 {span} 之外，永远达不到",
        f"{number(limit, tag.unit)} lies outside the span of `{tag.id}` ({span}) and is never reached",
        "改这个界限，或检查位号和单位",
        "change the limit, or look at the tag and the unit",
        code="outside_span",
    )
    return True
