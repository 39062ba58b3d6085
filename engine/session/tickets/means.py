"""With what a scenario does the deeds that no plant takes: testing, fastening, hanging signs.

A sequence of the plant speaks of its own places (``test`` here, ``attach`` there). What a person uses for it is the
scenario's: a ``point`` with a probe, an ``attachment`` whose ends set commands of that place, something that
``lockout`` hangs signs on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.plant.sequencing import NoSequenceError, SequenceItem
from engine.scenario.document import Scenario
from engine.scenario.text import Text
from engine.session.applied.attachments import Attachment, Fit, split
from engine.session.applied.points import Point, objects_of, spot_title
from engine.session.applied.probes import Probe, probes_at
from engine.session.tickets.section import Item

__all__ = ["Means"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Means:
    """What one scenario has for the deeds of a sequence. ``ids``: everything that takes verbs."""

    def __init__(self, scenario: Scenario, ids: Iterable[str]) -> None:
        self._ids = frozenset(ids)
        self._points: Mapping[str, Point] = scenario.get("points") or {}
        self._probes: Mapping[str, Probe] = scenario.get("probes") or {}
        self._attachments: Mapping[str, Attachment] = scenario.get("attachments") or {}
        self._objects: Mapping[str, Any] = scenario["stage"].objects
        lockout = scenario.get("lockout")
        self._signed: tuple[str, ...] = tuple(lockout.takes_signs) if lockout is not None and lockout.signs else ()
        self._used: dict[str, str] = {}
        """Place → the portable thing it was given."""

    def items(self, one: SequenceItem) -> list[tuple[str, Item]]:
        """An item of a sequence as items of a ticket, with their ids; none where the scenario has nothing for it."""
        match one.do:
            case "attach" | "detach":
                return list(self._fastened(one))
            case "tag" | "untag":
                return self._hung(one)
            case "test":
                return [(one.key, self._tested(one))]
        if one.do:
            return [(one.key, Item(do=one.do, on=one.on, text=one.text))]
        return [(one.key, Item(check=one.check, of=self._looked_at(one.of), text=one.text))]

    # -- testing ------------------------------------------------------------------------------------------------
    def _tested(self, one: SequenceItem) -> Item:
        """A point there with a probe for it; without one, what can be looked at instead."""
        point = next((p for place in one.at for p in self._points_of(place)), "")
        if not point:
            return Item(check=one.check, of=self._looked_at(one.of), text=one.text)
        plain = all(self._probes[name].range is None for name in probes_at(self._probes, point))
        check = f"{point}.tested and not {point}.found" if plain else f"{point}.tested"
        return Item(check=check, of=point, text=one.text)

    def _points_of(self, place: str) -> Iterator[str]:
        """Points with a probe that are the place: by id, by what their objects show, by what a probe shows there."""
        tested = [name for name in self._points if probes_at(self._probes, name)]
        yield from (name for name in tested if name == place)
        for name in tested:
            if any(at == place or self._shows(at) == place for at in objects_of(self._points, name)):
                yield name
        for name in tested:
            shown = [self._probes[probe].at[name].shows for probe in probes_at(self._probes, name)]
            said = [text for one in shown for text in (one.values() if isinstance(one, dict) else (one,))]
            if any(place in _WORD.findall(str(text)) for text in said):
                yield name

    # -- fastening ----------------------------------------------------------------------------------------------
    def _fastened(self, one: SequenceItem) -> Iterator[tuple[str, Item]]:
        thing = self._thing_for(one.on)
        ends = self._attachments[thing].ends
        name = self._title(thing)
        for end in ends if one.do == "attach" else reversed(ends):
            fit = self._fit(ends[end].fits, one.on)
            spot, part = spot_title(self._points, *split(fit.at)), ends[end].title
            if one.do == "attach":
                zh = f"将{name.of('zh')}{part.of('zh')}装到{spot.of('zh')}"
                en = f"Fasten {part.of('en')} of {name.of('en')} to {spot.of('en')}"
                value = {"part": end, "to": fit.at}
            else:
                zh = f"从{spot.of('zh')}拆下{name.of('zh')}{part.of('zh')}"
                en = f"Take {part.of('en')} of {name.of('en')} off {spot.of('en')}"
                value = {"part": end}
            yield f"{one.key[:30]}_{end}"[:40], Item(do=one.do, on=thing, value=value, text=Text(zh=zh, en=en))

    def _thing_for(self, place: str) -> str:
        """A portable thing that tells the plant of this place, each used for one place only."""
        if place in self._used:
            return self._used[place]
        found = [
            name for name, thing in self._attachments.items()
            if any(self._sets(fit, place) for end in thing.ends.values() for fit in end.fits)
        ]  # fmt: skip
        free = [name for name in found if name not in self._used.values()]
        if not free:
            raise NoSequenceError(
                "refused",
                Text(zh=f"{place} 处要装便携装置，attachments 里没有（或不够）一端写着 set: {place}.…",
                     en=f"something portable is fastened at {place}, but no (or no further) end in attachments says set: {place}.…"),
                Text(zh="在 attachments 中加一件", en="add one to attachments"),
            )  # fmt: skip
        self._used[place] = free[0]
        return free[0]

    def _fit(self, fits: Iterable[Fit], place: str) -> Fit:
        every = list(fits)
        return next((fit for fit in every if self._sets(fit, place)), every[0])

    @staticmethod
    def _sets(fit: Fit, place: str) -> bool:
        return fit.set is not None and fit.set.partition(".")[0] == place

    # -- signs, and what is looked at ---------------------------------------------------------------------------
    def _hung(self, one: SequenceItem) -> list[tuple[str, Item]]:
        on = next((name for name in self._signed if name == one.on or self._shows(name) == one.on), "")
        return [(one.key, Item(do=one.do, on=on, text=one.text))] if on else []

    def _looked_at(self, of: str) -> str:
        """The thing itself, the portable one that is there, or the object of the stage that shows it."""
        if of in self._ids:
            return of
        if any(self._sets(fit, of) for t in self._attachments.values() for e in t.ends.values() for fit in e.fits):
            return self._thing_for(of)
        return next((name for name in self._objects if self._shows(name) == of), of)

    def _shows(self, name: str) -> str:
        thing = self._objects.get(name)
        return str(thing.shows) if thing is not None else ""

    def _title(self, name: str) -> Text:
        thing = self._objects.get(name)
        return thing.title if thing is not None and thing.title is not None else Text(zh=name, en=name)
