"""Deeds with portable things as the plant knows them: fastening an end that sets ``W1.fitted`` is ``attach`` on ``W1``.

Whoever rehearses a list of deeds on a plant (``engine.plant.rehearsal``) writes down what a person does, and a person fastens
the portable thing, of which no plant has heard.

    told([RehearsedDeed(0, "attach", "LEAD1", {"part": "clamp", "to": "W1"})], section)    # [… "attach", "W1" …]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.plant.rehearsal import RehearsedDeed
from engine.session.applied.attachments import Attachment, Fit

__all__ = ["told"]


def told(deeds: Iterable[RehearsedDeed], section: Mapping[str, Attachment]) -> list[RehearsedDeed]:
    """The deeds, those with portable things put in the words of the plant; the others as they are."""
    out: list[RehearsedDeed] = []
    fastened: dict[tuple[str, str], str] = {}
    for deed in deeds:
        thing = section.get(deed.on)
        if thing is None or deed.verb not in ("attach", "detach"):
            out.append(deed)
            continue
        value = deed.value if isinstance(deed.value, dict) else {}
        parts = [value["part"]] if value.get("part") in thing.ends else list(thing.ends)
        places: list[str] = []
        for part in parts:
            spot = value.get("to", "") if deed.verb == "attach" else fastened.pop((deed.on, part), "")
            if deed.verb == "attach" and isinstance(spot, str):
                fastened[deed.on, part] = spot
            places += _places(thing.ends[part].fits, spot)
        out += [RehearsedDeed(deed.line, deed.verb, place) for place in dict.fromkeys(places)]
    return out


def _places(fits: Sequence[Fit], spot: object) -> Iterator[str]:
    """What is told of the end at ``spot``; if that is not said, at the first place of the scenario's list."""
    for fit in fits if spot else fits[:1]:
        if fit.set is not None and (fit.at == spot or not spot):
            yield fit.set.partition(".")[0]
