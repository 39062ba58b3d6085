"""With what a scenario does the deeds that no plant takes: testing, fastening, hanging signs, reading instruments.

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
from engine.session.applied.placing import device_of, placings
from engine.session.applied.points import Point, objects_of, spot_title
from engine.session.applied.probes import Probe, probes_at
from engine.session.tickets.section import Item

__all__ = ["Means"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*")


class Means:
    """What one scenario has for the deeds of a sequence. ``ids``: everything that takes verbs; ``up``: the portable thing
    that is at a place to begin with.
    """

    def __init__(self, scenario: Scenario, ids: Iterable[str] = (), up: Mapping[str, str] | None = None) -> None:
        self._ids = frozenset(ids)
        self._points: Mapping[str, Point] = scenario.get("points") or {}
        self._probes: Mapping[str, Probe] = scenario.get("probes") or {}
        self._attachments: Mapping[str, Attachment] = scenario.get("attachments") or {}
        self._objects: Mapping[str, Any] = scenario["stage"].objects
        lockout = scenario.get("lockout")
        self._signed: tuple[str, ...] = tuple(lockout.takes_signs) if lockout is not None and lockout.signs else ()
        meters = scenario.get("instruments")
        self._meters: dict[str, str] = {}
        """Tag → the first instrument that shows it."""
        for name, meter in meters.root.items() if meters is not None else ():
            self._meters.setdefault(str(meter.reads), name)
        self._used = dict(up or {})
        """Place → the portable thing it was given."""
        self.untested: dict[str, str] = {}
        """Key of an item that should be a test → the place that nothing can test."""

    def item(self, one: SequenceItem) -> Item | None:
        """An item of a sequence as one of a ticket; ``None`` where the scenario has nothing for it."""
        match one.do:
            case "attach" | "detach":
                return self._fastened(one)
            case "tag" | "untag":
                return self._hung(one)
            case "test":
                return self._tested(one)
            case "":
                return self._checked(one)
        return Item(do=one.do, on=one.on, check=one.check or None, text=one.text)

    def _checked(self, one: SequenceItem) -> Item:
        """A check by what people can see: values are those of the instruments, and where all of it is read from
        instruments, the one of the thing itself is looked at."""
        tags = _TAG.findall(one.check)
        check = _TAG.sub(lambda found: self._meters.get(found[0], found[0]), one.check)
        own = [self._meters[tag] for tag in tags if tag in self._meters and tag.partition(".")[0] == one.of]
        of = own[0] if own and all(tag in self._meters for tag in tags) else self._looked_at(one.of)
        return Item(check=check, of=of, text=one.text)

    # -- testing ------------------------------------------------------------------------------------------------
    def _tested(self, one: SequenceItem) -> Item:
        """A point there with a probe for it; without one, what can be looked at instead."""
        point = next((p for place in one.at for p in self.points_of(place)), "")
        if not point:
            self.untested[one.key] = one.on
            return Item(check=one.check, of=self._seen(one.of, *one.at), text=one.instead or one.text)
        plain = all(self._probes[name].range is None for name in probes_at(self._probes, point))
        check = f"{point}.tested and not {point}.found" if plain else f"{point}.tested"
        where, title = one.where or Text(), self._points[point].title
        text = Text(**{
            lang: said.replace(words, title.of(lang)) if (words := where.of(lang)) else said
            for lang, said in (("zh", one.text.of("zh")), ("en", one.text.of("en")))
        })  # fmt: skip
        return Item(do="test", on=point, check=check, text=text)

    def points_of(self, place: str) -> Iterator[str]:
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
    def _fastened(self, one: SequenceItem) -> Item:
        """The whole of a portable thing, end by end in the order its author gave them, taken off the other way round."""
        thing = self._thing_for(one.on)
        ends, name = list(self._attachments[thing].ends.values()), self._title(thing)
        spot = spot_title(self._points, *split(self._fit(ends[-1].fits, one.on).at))
        if one.do == "attach":
            first = ends[0].title
            zh = f"在{spot.of('zh')}装设{name.of('zh')}（先装{first.of('zh')}）"
            en = f"Fit {name.of('en')} at {spot.of('en')} ({first.of('en')} first)"
        else:
            first = ends[-1].title
            zh = f"拆除{spot.of('zh')}{name.of('zh')}（先拆{first.of('zh')}）"
            en = f"Take {name.of('en')} off {spot.of('en')} ({first.of('en')} first)"
        text = Text(zh=zh, en=en) if len(ends) > 1 else one.text
        ways = placings(self._attachments[thing])
        way = ways[one.on] if one.do == "attach" and len(ways) > 1 else None
        return Item(do=one.do, on=thing, value=way, check=one.check or None, text=text)

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
        return device_of(fit) == place

    # -- signs, and what is looked at ---------------------------------------------------------------------------
    def _hung(self, one: SequenceItem) -> Item | None:
        on = next((name for name in self._signed if name == one.on or self._shows(name) == one.on), "")
        check = f"{on}.tagged" if one.do == "tag" else f"not {on}.tagged"
        return Item(do=one.do, on=on, check=check, text=one.text) if on else None

    def _looked_at(self, of: str) -> str:
        """The thing itself, the portable one that is there, or the object of the stage that shows it."""
        if of in self._ids:
            return of
        if any(self._sets(fit, of) for t in self._attachments.values() for e in t.ends.values() for fit in e.fits):
            return self._thing_for(of)
        return next((name for name in self._objects if self._shows(name) == of), of)

    def _seen(self, *places: str) -> str:
        """The first of these that a person can look at: as such, or as part of what an object of the stage draws."""
        for of in places:
            seen = self._looked_at(of)
            if seen in self._ids:
                return seen
            drawn = next((name for name, thing in self._objects.items() if _mentions(thing.options, of)), "")
            if drawn:
                return drawn
        return self._looked_at(places[-1])

    def _shows(self, name: str) -> str:
        thing = self._objects.get(name)
        return str(thing.shows) if thing is not None else ""

    def _title(self, name: str) -> Text:
        thing = self._objects.get(name)
        return thing.title if thing is not None and thing.title is not None else Text(zh=name, en=name)


def _mentions(value: Any, thing: str) -> bool:
    """Whether plain data names a tag of ``thing`` somewhere."""
    if isinstance(value, Mapping):
        return any(_mentions(part, thing) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_mentions(part, thing) for part in value)
    return isinstance(value, str) and value.startswith(f"{thing}.")
