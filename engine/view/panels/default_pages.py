"""Pages for a scenario that brings none: every instrument in groups, then everything the control room operates.

Loops, equipment and switches stand as buttons with their readings, so that nothing the screen may operate
is out of reach; what every console leaves to the field (``-ID``) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.scenario.text import Text
from engine.session.access import given_by
from engine.session.kinds import PLANT_KINDS
from engine.session.screens import Element, Group, Screen, ScreensSection, TrendPlot
from engine.tags import Kind
from engine.view.port import SessionPort

__all__ = ["operated", "pages_of"]

PER_GROUP = 10
COLUMNS, ROWS = 5, 4
CELL = (24.0, 18.0)
"""One operable on its page, canvas units."""
_STATES = ("running", "opened", "open")
_READINGS = ("pv", "position", "out", "speed")


def pages_of(port: SessionPort) -> dict[str, Screen]:
    """The pages of the ``screens`` section, or pages made from the instruments and what can be operated."""
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
    things = [name for name in operated(sections) if name in port.operables]
    for start in range(0, len(things), COLUMNS * ROWS):
        number = start // (COLUMNS * ROWS) + 1
        elements = _elements(port, things[start : start + COLUMNS * ROWS])
        title = Text(zh=f"操作 {number}", en=f"Controls {number}")
        pages[f"controls{number}"] = Screen(title=title, elements=tuple(elements))
    return pages


def operated(sections: Mapping[str, Any]) -> list[str]:
    """The loops, pieces of equipment and switches the control-room screen operates, in the order of the scenario."""
    names: dict[str, None] = dict.fromkeys(_root(sections, "controllers"))
    plant = sections.get("plant")
    if plant is not None:
        names |= dict.fromkeys(op.on for op in PLANT_KINDS[plant.kind].operations(plant))
    names |= dict.fromkeys(_root(sections, "switches"))
    stage = sections.get("stage")
    consoles = [o for o in stage.objects.values() if "*control" in o.gives] if stage is not None else []
    if not consoles:  # without a console the screen is everywhere
        return list(names)
    given = set().union(*(given_by(console, names) for console in consoles))
    return [name for name in names if name in given]


def _root(sections: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = sections.get(name)
    return getattr(section, "root", section) or {}


def _elements(port: SessionPort, names: Sequence[str]) -> Iterator[Element]:
    """A title, a button that opens the faceplate, and the first readings of each."""
    for i, name in enumerate(names):
        x, y = (i % COLUMNS + 0.5) * CELL[0], (i // COLUMNS + 0.5) * CELL[1]
        state = next((f"{name}.{s}" for s in _STATES if f"{name}.{s}" in port.tags), "")
        if not state and name in port.tags and port.tags[name].kind is Kind.DISCRETE:
            state = name
        readings = tuple(t for r in _READINGS if (t := f"{name}.{r}") in port.tags)
        yield Element(kind="label", at=(x, y - 5.5), size=(22.0, 3.0), text=port.operables[name].title)
        yield Element(
            kind="button", on=name, state=state, tag=readings[0] if readings else "", shows=readings, at=(x, y - 1.2),
            size=(16.0, 4.6),
        )  # fmt: skip
        for j, tag in enumerate(readings[:2]):
            across = x if len(readings) == 1 else x + (j - 0.5) * 11.5
            yield Element(kind="value", tag=tag, at=(across, y + 4.4), size=(10.5, 4.5))
