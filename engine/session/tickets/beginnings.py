"""Where a starting point has the plant before anybody does anything: initial values, and what its ``setup`` has done.

Read from the file, without building the plant: for working out tickets and for looking them over.
"""

from __future__ import annotations

from engine.errors import ShixunError
from engine.plant.rehearsal import RehearsedDeed
from engine.scenario.document import Scenario
from engine.session.applied.placing import complete_at, one_move
from engine.session.kinds import PLANT_KINDS
from engine.session.lockout import LOCK_VERBS, SIGN_VERBS
from engine.session.modes import StartPoint

__all__ = ["done_before", "values_at"]

_ON_HANDLES = frozenset({*LOCK_VERBS, *SIGN_VERBS})
"""What is done to a handle moves nothing."""


def values_at(scenario: Scenario, point: StartPoint) -> dict[str, float]:
    """Initial values of the plant's own tags, in their units; what does not fit is told by the lint of ``start``."""
    plant = scenario["plant"]
    kind = PLANT_KINDS[plant.kind]
    units = {tag.id: tag.unit for tag in kind.tags(plant)}
    out = {}
    for tag in kind.startable(plant):
        if tag in point.values:
            try:
                out[tag] = point.values[tag].to(units.get(tag, ""))
            except ShixunError:
                continue
    return out


def done_before(scenario: Scenario, point: StartPoint) -> tuple[list[RehearsedDeed], dict[str, str]]:
    """The deeds of the starting point's ``setup`` on the plant, in its words, and the portable thing that is up at each place:
    one counts once all of its ends are where the plant is told of it.
    """
    plant, portable = scenario["plant"], scenario.get("attachments") or {}
    owned = {op.on for op in PLANT_KINDS[plant.kind].operations(plant)}
    at: dict[str, dict[str, str]] = {name: {} for name in portable}
    out = []
    for i, deed in enumerate(point.setup):
        if deed.on not in portable or deed.do not in ("attach", "detach"):
            out += [RehearsedDeed(i, deed.do, deed.on, deed.value)] if deed.on in owned and deed.do not in _ON_HANDLES else []
            continue
        thing = portable[deed.on]
        was = complete_at(thing, at[deed.on])
        part, spot = one_move(thing, deed.do, deed.value, at[deed.on])
        if part is not None and deed.do == "detach":
            at[deed.on].pop(part, None)
        elif part is not None and spot is not None:
            at[deed.on][part] = spot
        now = complete_at(thing, at[deed.on])
        out += [RehearsedDeed(i, "detach", device) for device in was if device not in now]
        out += [RehearsedDeed(i, "attach", device) for device in now if device not in was]
    return out, {device: name for name, thing in portable.items() for device in complete_at(thing, at[name])}
