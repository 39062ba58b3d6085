"""What a panel at a thing shows besides what the thing gives: its points, what is in hand to apply there, what hangs on
it, and which of its tags nothing in the place could show.
"""

from __future__ import annotations

from engine.session.applied.choices import choices_of
from engine.session.applied.points import objects_of
from engine.view.ui import Ui

__all__ = ["at_hand", "points_at", "unlit"]

_MADE = frozenset({"proved", "tested", "found", "misfit", "attached", "near", "contact"})


def points_at(ui: Ui, object_id: str) -> list[str]:
    """The points that are at a stage object, in the order of the scenario."""
    points = ui.facts.sections.get("points") or {}
    return [name for name in points if object_id in objects_of(points, name)]


def at_hand(ui: Ui, object_id: str) -> list[str]:
    """What a local panel shows besides what the object gives: its points, what is in hand to apply there, and what
    hangs here and can be taken off."""
    person = ui.frame.people.get(ui.actor)
    held = person.holds if person is not None else ()
    portable = ui.facts.sections.get("attachments") or {}
    tools = [name for name in held if name in portable or name in (ui.facts.sections.get("probes") or {})]
    coded = ui.facts.sections.get("coded_locks")
    if coded is not None and coded.at == object_id and coded.key in held:
        tools.append(coded.key)
    hanging = [
        name
        for name, thing in portable.items()
        if name not in held and any(ui.is_on(f"{name}.{end}") for end in thing.ends)
        and (choices_of(ui.port.operables[name], ui.actor, "detach") or choices_of(ui.port.operables[name], ui.actor, "attach"))
    ]  # fmt: skip
    return [*points_at(ui, object_id), *tools, *hanging]


def unlit(ui: Ui, tag_id: str) -> bool:
    """Whether a tag is what the program makes of an act (tested, proved, too near): nothing in the place shows that."""
    owner, _, what = tag_id.partition(".")
    sections = ui.facts.sections
    known = any(owner in (sections.get(name) or {}) for name in ("points", "probes", "keep_off"))
    ends = getattr((sections.get("attachments") or {}).get(owner), "ends", ())
    return what in ends or (known and what in _MADE)
