"""From where an id can be acted on: the access points of the stage.

An object gives access to what it lists in ``gives``; ``*control`` stands for everything the control-room screen
operates, ``-ID`` takes one out again. An object always gives access to itself (look, check, wear), and to the tag it
``reads``. Ids that no object gives (documents, questions, the body) are at hand everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.people import Participant
from engine.session.place import Geometry
from engine.session.stage import StageObject

__all__ = ["FAR_VERBS", "Access", "given_by"]

FAR_VERBS = frozenset({"look", "check", "read"})
"""Verbs of the eye: the object must be in sight, not in reach."""
SIGHT = 12_000
"""How far a plate, a gauge or an indicator can be read, mm."""


def given_by(thing: StageObject, control: Iterable[str]) -> set[str]:
    """The ids one object gives access to."""
    out: set[str] = set()
    for entry in thing.gives:
        if entry == "*control":
            out |= set(control)
        elif entry.startswith("-"):
            out.discard(entry[1:])
        else:
            out.add(entry)
    if thing.reads:
        out.add(thing.reads)
    return out


def _plate(name: str, thing: StageObject) -> Text:
    """What people call an object: its plate, and in English its title where the plate is Chinese."""
    label = thing.label or name
    title = thing.title.en if thing.title is not None else ""
    return Text(zh=label, en=label if label.isascii() or not title else title)


class Access:
    """Which objects give access to which ids, and whether a person is near enough."""

    def __init__(self, geometry: Geometry, control: Iterable[str]) -> None:
        self._geometry = geometry
        self._points: dict[str, list[str]] = {}
        control = tuple(control)
        for name, thing in geometry.stage.objects.items():
            for given in {name, thing.shows or name} | given_by(thing, control):
                self._points.setdefault(given, []).append(name)
        things = geometry.stage.objects.items()
        self._plates = {thing.shows or name: _plate(name, thing) for name, thing in things if thing.label}
        """What people read on the plates, by id."""
        self.given = {name: given_by(t, control) | {name} for name, t in geometry.stage.objects.items()}

    def points(self, on: str) -> list[str]:
        """The objects through which ``on`` can be acted on."""
        return self._points.get(on, [])

    def refuse(self, person: Participant, verb: str, on: str) -> Refused | None:
        """Why ``person`` cannot act on ``on`` from here, or ``None``."""
        points = self.points(on)
        if not person.has_body or not points or on in person.holds:
            return None
        if person.route and verb not in FAR_VERBS:
            return refused("walking", "正在走动，到位后再操作", "still walking; act when you have arrived")
        near = self._in_sight if verb in FAR_VERBS else self._geometry_reaches
        if any(near(person, p) for p in self._for(verb, on)):
            return None
        first = self._geometry.stage.objects[points[0]]
        where, what = _plate(points[0], first), self._plates.get(on, Text(zh=on, en=on))
        if verb in FAR_VERBS:
            return refused(
                "out_of_sight",
                f"这里看不到 {what.zh}（在 {where.zh} 处）",
                f"{what.en} is not in sight from here (it is at {where.en})",
            )
        return refused(
            "out_of_reach", f"够不着 {what.zh}，请走到 {where.zh} 处", f"{what.en} is out of reach: go to {where.en}"
        )

    def _for(self, verb: str, on: str) -> list[str]:
        """Access points for a verb: hands need an object that *gives* the id, eyes any that shows it."""
        points = self.points(on)
        if verb in FAR_VERBS:
            return points
        giving = [p for p in points if on in self.given[p]]
        return giving or points

    def hands(self, person: Participant, on: str) -> list[str]:
        """The objects through which the person's hands reach ``on`` from here; none for what is at hand or carried."""
        if not person.has_body or on in person.holds:
            return []
        return [point for point in self._for("", on) if self._geometry.reaches(person.pose, point)]

    def remote(self, point: str, on: str) -> bool:
        """Whether an object gives ``on`` as part of the control-room screen only, not by its name."""
        thing = self._geometry.stage.objects[point]
        return "*control" in thing.gives and on not in (*thing.gives, point, thing.shows, thing.reads)

    def _geometry_reaches(self, person: Participant, point: str) -> bool:
        return self._geometry.reaches(person.pose, point)

    def _in_sight(self, person: Participant, point: str) -> bool:
        if self._geometry.reaches(person.pose, point):
            return True
        return self._geometry.distance(person.pose, point) <= SIGHT and self._geometry.sees(person.pose, point)

    def in_reach(self, person: Participant) -> tuple[str, ...]:
        """Every id the person's hands reach from here, in alphabetical order."""
        out: set[str] = set()
        for point, given in self.given.items():
            if self._geometry.reaches(person.pose, point):
                out |= given
        return tuple(sorted(out))

    def place_for(self, on: str) -> str:
        """The named place from which ``on`` can be reached, or an empty string: where scripts walk."""
        points = self._for("", on)
        best = min(
            (
                (self._geometry.distance(pose, point), name)
                for name, pose in self._geometry.places.items()
                for point in points
                if self._geometry.reaches(pose, point)
            ),
            default=(0, ""),
        )
        return best[1]
