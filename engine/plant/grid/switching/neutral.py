"""Neutrals: a winding is switched with its own earthed, and the network never loses its last one.

Switching an unloaded winding whose neutral floats raises over-voltages, so it is earthed first, before the breaker on that side
opens or closes; another transformer's is earthed before the network would be left with none. Plates follow: with the neutral
earthed the zero-sequence protection is in and the gap protection out, and the other way round.
"""

from __future__ import annotations

from engine.plant.grid.switching.draft import Draft

__all__ = ["earth_another", "earth_neutral", "open_neutral", "restore_neutrals", "switch_of", "windings_switched"]

GAP, ZERO = "gap", "neutral_overcurrent"
"""Kinds of protection of a floating and of an earthed neutral."""


def switch_of(draft: Draft, winding: int) -> int | None:
    """The neutral earthing switch of a transformer, by place."""
    return next((switch for switch, t in draft.facts.neutrals.items() if t == winding), None)


def windings_switched(draft: Draft, before: list[bool], after: list[bool]) -> list[int]:
    """Transformers that become dead or live between two positions, and have a neutral to be earthed."""
    was, will = draft.now.look(before), draft.now.look(after)
    return [
        i for i, t in enumerate(draft.station.transformers)
        if was.live(t.hv) != will.live(t.hv) and switch_of(draft, i) is not None
    ]  # fmt: skip


def earth_neutral(draft: Draft, winding: int) -> None:
    """The neutral of a winding that is about to be switched: closed, or looked at if it is."""
    place = switch_of(draft, winding)
    if place is None:
        return
    if draft.now.closed[place]:
        draft.stands(place, True)
    else:
        _move(draft, place, True)


def earth_another(draft: Draft, winding: int, after: list[bool]) -> None:
    """Another neutral of the same level, if the one that goes is the last."""
    own, station = switch_of(draft, winding), draft.station
    level = station.nodes[station.transformers[winding].hv].voltage
    look = draft.now.look(after)
    stay = [
        switch for switch, t in draft.facts.neutrals.items()
        if t != winding and look.live(station.transformers[t].hv)
        and station.nodes[station.transformers[t].hv].voltage == level
    ]  # fmt: skip
    if own is None or not draft.now.closed[own] or not stay or any(draft.now.closed[place] for place in stay):
        return
    _move(draft, stay[0], True)


def open_neutral(draft: Draft, winding: int) -> None:
    """The neutral of a winding that is dead; its plates stay."""
    place = switch_of(draft, winding)
    if place is not None and draft.now.closed[place]:
        draft.move(place, False)


def restore_neutrals(draft: Draft) -> None:
    """Neutrals as the station is normally run; one that is the last of its network stays closed, and a note says so."""
    for place in draft.facts.neutrals:
        if draft.station.normal[place] and not draft.now.closed[place]:
            _move(draft, place, True)
    for place in draft.facts.neutrals:
        if not draft.now.closed[place] or draft.station.normal[place]:
            continue
        if _last(draft, place):
            name = draft.naming.short(draft.station.switches[place].id)
            draft.note(
                f"{name.of('zh')}是该网仅有的接地中性点，保持合位",
                f"{name.of('en')} is the only earthed neutral of its network and stays closed",
            )
        else:
            _move(draft, place, False)


def _last(draft: Draft, place: int) -> bool:
    """Whether a live winding would be left without an earthed neutral."""
    windings, look = draft.station.transformers, draft.now.look()
    own = windings[draft.facts.neutrals[place]].hv
    others = [windings[t].hv for s, t in draft.facts.neutrals.items() if s != place and draft.now.closed[s]]
    return look.live(own) and not any(look.joined(own, other) for other in others)


def _move(draft: Draft, place: int, to: bool) -> None:
    name = draft.station.transformers[draft.facts.neutrals[place]].id
    if to:
        draft.move(place, True)
        _plates(draft, name, on=ZERO, off=GAP)
    else:
        _plates(draft, name, on=GAP, off="")
        draft.move(place, False)
        _plates(draft, name, on="", off=ZERO)


def _plates(draft: Draft, transformer: str, on: str, off: str) -> None:
    for kind, to in ((on, True), (off, False)):
        for plate in draft.facts.plates:
            if plate.of == transformer and plate.kind == kind and draft.now.plates[plate.id] != to:
                draft.plate(plate.id, to)
