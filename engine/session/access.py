"""From where an id can be acted on: the access points of the stage.

An object gives access to what it lists in ``gives``; ``*control`` stands for everything the control-room screen
operates, ``-ID`` takes one out again. An object always gives access to itself (look, check, wear), and to the tag it
``reads``. Ids that no object gives (documents, questions, the body) are at hand everywhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.applied.space import reaches
from engine.session.frame import Pose
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
        self._only = {name: frozenset(thing.only) for name, thing in geometry.stage.objects.items() if thing.only}
        self._far: dict[tuple[str, str], Sequence[tuple[str, int]]] = {}
        """By verb and id: things that make the arm longer for it, and how far they reach, mm."""

    def serve(self, on: str, title: Text, objects: Iterable[str], far: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        """``on`` can be acted on at ``objects`` too, and by the verbs in ``far`` with things that reach further."""
        self._plates.setdefault(on, title)
        for name in objects:
            if name not in self._points.setdefault(on, []):
                self._points[on].append(name)
        self._far.update(((verb, on), tools) for verb, tools in far.items())

    def _with_tools(self, pose: Pose, on: str, verb: str = "", holds: Container[str] | None = None) -> bool:
        """Whether a thing that reaches further (one of ``holds``, or any) brings a hand to ``on``."""
        reach = max(
            (
                mm for (does, what), tools in self._far.items() if what == on and verb in (does, "")
                for tool, mm in tools if holds is None or tool in holds
            ),
            default=0,
        )  # fmt: skip
        return reach > 0 and any(reaches(self._geometry, pose, point, reach) for point in self.points(on))

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
        if any(near(person, p) for p in self._for(verb, on)) or self._with_tools(person.pose, on, verb):
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
        points = [point for point in self.points(on) if self._serves(point, verb, on)]
        if verb in FAR_VERBS or (verb, on) in self._far:
            return points
        giving = [p for p in points if on in self.given[p]]
        return giving or points

    def _serves(self, point: str, verb: str, on: str) -> bool:
        """Whether an object is for ``verb`` on what it gives; what it is itself it is for altogether."""
        only = self._only.get(point)
        return only is None or not verb or on == point or verb in only

    def hands(self, person: Participant, on: str, verb: str = "") -> list[str]:
        """The objects through which the person's hands reach ``on`` (to ``verb`` it) from here; none for what is at hand
        or carried."""
        if not person.has_body or on in person.holds:
            return []
        points = (point for point in self._for("", on) if self._serves(point, verb, on))
        return [point for point in points if self._geometry.reaches(person.pose, point)]

    def only_by_screen(self, person: Participant, on: str, verb: str) -> bool:
        """Whether the person's hands reach ``on`` from here to ``verb`` it, but through a control-room screen only."""
        points = self.hands(person, on, verb)
        return bool(points) and all(self.remote(point, on) for point in points)

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
        for on in {on for _, on in self._far} - out:
            by_hand = any(self._geometry.reaches(person.pose, point) for point in self.points(on))
            if by_hand or self._with_tools(person.pose, on, holds=person.holds):
                out.add(on)
        return tuple(sorted(out))

    def place_for(self, on: str, verb: str = "", *, itself: bool = False) -> str:
        """The named place from which ``on`` can be reached (to ``verb`` it), or an empty string: where scripts walk.
        ``itself``: not through a screen."""
        points = [
            point for point in self._for("", on)
            if self._serves(point, verb, on) and (not itself or not self.remote(point, on))
        ]  # fmt: skip
        best = min(
            (
                (self._geometry.distance(pose, point), name)
                for name, pose in self._geometry.places.items()
                for point in points
                if self._geometry.reaches(pose, point)
            ),
            default=(0, ""),
        )
        places = self._geometry.places.items()
        return best[1] or next((name for name, pose in places if self._with_tools(pose, on)), "")
