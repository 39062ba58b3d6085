"""Pages for a scenario that brings none: every instrument and loop in groups, so that nothing is out of sight."""

from __future__ import annotations

from engine.scenario.text import Text
from engine.session.screens import Group, Screen, ScreensSection, TrendPlot
from engine.tags import Kind
from engine.view.port import SessionPort

__all__ = ["pages_of"]

PER_GROUP = 10


def pages_of(port: SessionPort) -> dict[str, Screen]:
    """The pages of the ``screens`` section, or pages made from the instruments."""
    sections = getattr(port.scenario, "sections", {})
    section = sections.get("screens")
    if isinstance(section, ScreensSection) and section.pages:
        return dict(section.pages)
    instruments = getattr(sections.get("instruments"), "root", sections.get("instruments")) or {}
    names = [name for name in instruments if name in port.tags and port.tags[name].kind is Kind.ANALOG]
    if not names:
        names = [tag.id for tag in port.tags if tag.kind is Kind.ANALOG and "." not in tag.id]
    pages = {}
    for start in range(0, len(names), PER_GROUP):
        number = start // PER_GROUP + 1
        part = tuple(names[start : start + PER_GROUP])
        title = Text(zh=f"仪表 {number}", en=f"Instruments {number}")
        trend = TrendPlot(title=Text(zh="趋势", en="Trend"), tags=part[:4], minutes=30.0)
        pages[f"group{number}"] = Screen(title=title, groups=(Group(title=title, tags=part),), trends=(trend,))
    return pages
