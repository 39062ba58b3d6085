"""Deeds with portable things as the plant knows them: fastening an end that sets ``W1.fitted`` is ``attach`` on ``W1``.

Whoever rehearses a list of deeds on a plant (``engine.plant.rehearsal``) writes down what a person does, and a person fastens
the portable thing, of which no plant has heard. Where each end goes is said with the deed; what is not said is no matter
where there is one way only, and is refused where there are several.

    told([RehearsedDeed(0, "attach", "LEAD1", {"part": "clamp", "to": "W1"})], section)    # [… "attach", "W1" …]
    rehearsed(deeds, section, points, plant.rehearse)                                     # with what fits nowhere refused
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text
from engine.session.applied.attachments import Attachment
from engine.session.applied.placing import Move, as_moves, device_of, meant, misplaced, placings, spots
from engine.session.applied.points import Point

__all__ = ["rehearsed", "told"]

Rehearse = Callable[[Sequence[RehearsedDeed]], Sequence[RehearsalRefusal]]


def rehearsed(
    deeds: Sequence[RehearsedDeed], section: Mapping[str, Attachment], points: Mapping[str, Point], rehearse: Rehearse
) -> list[RehearsalRefusal]:
    """What of ``deeds`` would be refused, by line: what cannot be put there, and whatever the plant refuses."""
    wrong, sound = [], []
    for deed in deeds:
        why = _misfit(deed, section, points)
        if why is None:
            sound.append(deed)
        else:
            wrong.append(RehearsalRefusal(deed.line, why))
    return sorted([*wrong, *rehearse(told(sound, section))], key=lambda one: one.line)


def told(deeds: Iterable[RehearsedDeed], section: Mapping[str, Attachment]) -> list[RehearsedDeed]:
    """The deeds, those with portable things put in the words of the plant; the others as they are. One that cannot be made
    so tells the plant nothing.
    """
    out: list[RehearsedDeed] = []
    fastened: dict[tuple[str, str], str] = {}
    for deed in deeds:
        thing = section.get(deed.on)
        if thing is None or deed.verb not in ("attach", "detach"):
            out.append(deed)
            continue
        devices: list[str] = []
        for move in _moves(thing, deed):
            part, spot = move.get("part", ""), move.get("to", "")
            if deed.verb == "attach":
                fastened[deed.on, part] = spot
            else:
                spot = fastened.pop((deed.on, part), "") or spot
            devices += _devices(thing, part, spot)
        out += [RehearsedDeed(deed.line, deed.verb, device) for device in dict.fromkeys(devices)]
    return out


def _moves(thing: Attachment, deed: RehearsedDeed) -> list[Move]:
    said = as_moves(deed.value)
    if said or deed.verb == "detach":
        return said or [{"part": part} for part in thing.ends]
    return as_moves(meant(thing, ""))


def _devices(thing: Attachment, part: str, spot: str) -> list[str]:
    """What the plant is told of the end at ``spot``. An end fastened before the list began may be at any of its places: the
    plant knows where nothing is.
    """
    end = thing.ends.get(part)
    fits = () if end is None else end.fits
    return [device for fit in fits if (device := device_of(fit)) and (not spot or fit.at == spot)]


def _misfit(deed: RehearsedDeed, section: Mapping[str, Attachment], points: Mapping[str, Point]) -> Text | None:
    """Why a thing cannot be put up as the deed says, or ``None``."""
    thing = section.get(deed.on)
    if thing is None or deed.verb not in ("attach", "detach"):
        return None
    said = as_moves(deed.value)
    if not said:
        ways = placings(thing)
        if deed.verb == "detach" or len(ways) < 2:
            return None
        free = spots((list(way.values())[-1] for way in ways.values()), points)
        return Text(zh=f"没有写明装在哪里，可装：{free.of('zh')}", en=f"it does not say where; it fits {free.of('en')}")
    wrong = misplaced(thing, deed.verb, said)
    if wrong is None:
        return None
    end = thing.ends.get(wrong["part"])
    if end is None:
        return Text(zh=f"没有“{wrong['part']}”这一端", en=f"there is no end {wrong['part']!r}")
    free, t = spots((fit.at for fit in end.fits), points), end.title
    return Text(
        zh=f"{t.of('zh')}装不到这里，可装：{free.of('zh')}", en=f"the {t.of('en')} does not fit there; it fits {free.of('en')}"
    )
