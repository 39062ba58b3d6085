"""``keep_off:``, objects of the stage one keeps a distance from, and what is said about how near a body came.

    RAIL1: {safe: 1.5 m, contact: 0.55 m, when: RAIL1.live}
    LEAK:  {safe: 8 m, ground: true, when: F7.active}       # a circle on the ground around the object

The distance is the shortest between the learner's body and the object's box, in three dimensions; for a circle on the
ground, from the middle of the object to the body's axis in plan. A wall between keeps it off. Tags:
``RAIL1.near`` and ``RAIL1.contact`` (closer than ``safe`` and ``contact`` while ``when`` holds; also if one ran past
within a tick) and ``learner.distance.RAIL1``. An event tells of entering, with the distance, and of leaving, with the
smallest. What follows from it is a consequence of the scenario; nothing is built in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, model_validator

from engine.control.bus import Bus
from engine.scenario.expression import Expression
from engine.scenario.model import Model, author_error
from engine.scenario.quantity import Quantity
from engine.scenario.text import Text
from engine.session.applied.space import SAMPLE, body_distance, box_of, walled_off, way
from engine.session.frame import Pose
from engine.session.people import People
from engine.session.shapes import mm
from engine.session.stage import Name
from engine.state import fields_of
from engine.tags import Kind, Tag

__all__ = ["FAR", "KeepOff", "KeepOffBlock", "KeepOffSection", "keep_off_tags"]

FAR = 50.0
"""Distances are shown up to so many metres."""
FAR_MM = mm(FAR)
WALLED_MM = 10_000
"""Within this, and within the distance to keep, a wall between is looked for; further off nobody is near anything."""

_Limit = tuple[str, str, Callable[[Any], Any] | None]
"""An object, which of its limits, and while what it is to be kept."""
Distance = Annotated[float, Quantity("m", gt=0.0, le=50.0)]


class KeepOff(Model, title="安全距离 / Distance to keep"):
    """How far to stay away from one object."""

    safe: Distance = Field(description="安全距离 / the distance to keep")
    contact: Distance | None = Field(None, description="等于接触的距离 / the distance that is as good as contact")
    when: Expression | None = Field(
        None, description="何时须保持，缺省总是 / while it is to be kept, by default always"
    )
    ground: bool = Field(False, description="地面上以对象为圆心的圆 / a circle on the ground around the object")

    @model_validator(mode="after")
    def _inside(self) -> KeepOff:
        if self.contact is not None and self.contact >= self.safe:
            author_error("impossible_window", "contact 应小于 safe", "`contact` is to be less than `safe`",
                         "两个数是否写反", "are the two swapped")  # fmt: skip
        return self


KeepOffSection = dict[Name, KeepOff]


def keep_off_tags(section: Mapping[str, KeepOff], titles: Mapping[str, Text]) -> list[Tag]:
    """``near``, ``contact`` where one is declared, and the distance, of each object."""
    out = []
    for name, zone in section.items():
        t = titles.get(name, Text(zh=name, en=name))
        zh, en = t.of("zh"), t.of("en")
        out.append(Tag(f"{name}.near", kind=Kind.DISCRETE, zh=f"离{zh}过近", en=f"Too near {en}"))
        if zone.contact is not None:
            out.append(Tag(f"{name}.contact", kind=Kind.DISCRETE, zh=f"触及{zh}", en=f"In contact with {en}"))
        out.append(Tag(f"learner.distance.{name}", "m", high=FAR, zh=f"与{zh}的距离", en=f"Distance to {en}"))
    return out


@dataclass(slots=True)
class _Row:
    """How it stands with one limit of one object: whether the body is inside, and the smallest distance since, mm."""

    inside: bool = False
    least: int = 0


class KeepOffBlock:
    """Watches the learner's distance to every object declared; scanned every tick, after people have walked."""

    period = 1

    def __init__(self, section: Mapping[str, KeepOff], bus: Bus, people: People, titles: Mapping[str, Text]) -> None:
        self._section, self._bus, self._people, self._titles = section, bus, people, titles
        self._boxes = {name: box_of(name, people.geometry.stage.objects[name]) for name in section}
        self._when: dict[str, Callable[[Any], Any] | None] = {
            name: bus.compile(zone.when) if zone.when is not None else None for name, zone in section.items()
        }
        self._limits: dict[tuple[str, str], int] = {}
        for name, zone in section.items():
            self._limits[name, "near"] = mm(zone.safe)
            if zone.contact is not None:
                self._limits[name, "contact"] = mm(zone.contact)
        self._rows = {key: _Row() for key in self._limits}
        self._near: list[_Limit] = []
        self._passing = True
        """Whether the last look took in a way and not only where somebody stands."""
        self._walled = {name: 0 if zone.ground else max(WALLED_MM, mm(zone.safe)) for name, zone in section.items()}
        """Within how many mm a wall between is looked for."""
        self._shown = {name: bus.tags.at(f"learner.distance.{name}") for name in section}
        self._last: Pose | None = None
        self._distance = dict.fromkeys(section, FAR_MM)

    def start(self) -> None:
        """Where the learner stands is no way walked: nothing is reported at the start, only shown."""
        self._last = self._pose()
        if self._last is not None:
            self._distance = {name: self.distance(self._last, name) for name in self._section}
        self._show()

    def _pose(self) -> Pose | None:
        learner = self._people.everyone.get("learner")
        return learner.pose if learner is not None and learner.has_body else None

    def distance(self, pose: Pose, name: str) -> int:
        """How far a body at ``pose`` is from the object ``name``, mm; ``FAR`` behind a wall that is looked for."""
        return self._seen(pose, name, self._apart(pose, name))

    def _apart(self, pose: Pose, name: str) -> int:
        """The same as if there were no walls."""
        box = self._boxes[name]
        if not self._section[name].ground:
            return body_distance(pose, box)
        dx, dy = pose.x - (box.west + box.east) // 2, pose.y - (box.south + box.north) // 2
        return math.isqrt(dx * dx + dy * dy)

    def _seen(self, pose: Pose, name: str, apart: int) -> int:
        if apart < self._walled[name] and walled_off(self._people.geometry, pose, self._boxes[name]):
            return FAR_MM
        return min(apart, FAR_MM)

    def scan(self) -> None:
        """Take the shortest distance along the way of this tick."""
        pose = self._pose()
        least = self._distance
        if pose is not None and pose != self._last:
            *passed, pose = way(self._last or pose, pose)
            self._last = pose
            along = SAMPLE * (len(passed) + 1)
            least = {}
            for name in self._section:
                apart = self._apart(pose, name)
                self._distance[name] = least[name] = self._seen(pose, name, apart)
                if passed and apart < self._limits[name, "near"] + along:  # further off, nobody has been nearer than the limit on the way
                    least[name] = min(least[name], *(self.distance(at, name) for at in passed))
            self._show()
            self._near, self._passing = self._within(least), True
        elif self._passing:
            self._near, self._passing = self._within(least), False
        values = self._bus.values
        for name, kind, when in self._near:
            self._follow(name, kind, when is None or bool(when(values)), least[name])

    def _within(self, least: Mapping[str, int]) -> list[_Limit]:
        """The limits at which something may begin or end while nobody moves."""
        return [
            (name, kind, self._when[name]) for (name, kind), limit in self._limits.items()
            if least[name] < limit or self._rows[name, kind].inside
        ]  # fmt: skip

    def _follow(self, name: str, kind: str, holds: bool, distance: int) -> None:
        row, limit = self._rows[name, kind], self._limits[name, kind]
        inside = holds and distance < limit
        if inside:
            row.least = min(row.least, distance) if row.inside else distance
        if inside == row.inside:
            return
        row.inside = inside
        self._bus.values[self._bus.tags.at(f"{name}.{kind}")] = float(inside)
        self._bus.emit(
            "near", name, zone=kind, on=inside, distance=distance / 1000, least=row.least / 1000, limit=limit / 1000,
            text=self._words(name, kind, inside, row.least),
        )  # fmt: skip

    def _words(self, name: str, kind: str, inside: bool, least: int) -> dict[str, str]:
        t = self._titles.get(name, Text(zh=name, en=name))
        zh, en, far = t.of("zh"), t.of("en"), f"{least / 1000:.2f} m"
        if not inside:
            return {"zh": f"离开{zh}，最近 {far}", "en": f"Away from {en}; {far} at the nearest"}
        if kind == "near":
            return {"zh": f"离{zh}只有 {far}，小于安全距离", "en": f"{far} from {en}: less than the distance to keep"}
        return {"zh": f"触及{zh}（{far}）", "en": f"In contact with {en} ({far})"}

    def _show(self) -> None:
        values, at = self._bus.values, self._shown
        for name, found in self._distance.items():
            values[at[name]] = found / 1000

    def state(self) -> dict[str, Any]:
        """Who is inside what, and where the learner stood at the last scan."""
        at = self._last
        return {
            "rows": {f"{name}.{kind}": fields_of(row) for (name, kind), row in self._rows.items()},
            "last": None if at is None else [at.x, at.y, at.z, at.heading, at.pitch],
            "distance": dict(self._distance),
        }

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back ``state()``."""
        for name, kind in self._rows:
            self._rows[name, kind] = _Row(**state["rows"][f"{name}.{kind}"])
            self._bus.values[self._bus.tags.at(f"{name}.{kind}")] = float(self._rows[name, kind].inside)
        self._last = Pose(*state["last"]) if state["last"] is not None else None
        self._distance = dict(state["distance"])
        self._passing = True
        self._show()
