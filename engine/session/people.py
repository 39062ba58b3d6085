"""Who takes part: each with a pose, what they wear and hold, and how far their hands reach.

Bodies are session state: a pose is proposed (``move``) and accepted only if a body can walk there in the time that
has passed; a walk to a named place takes as long as the way is. Whoever has no body (an instructor, a script)
reaches everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from engine.control.bus import Bus
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.carrying import portable
from engine.session.frame import Person, Pose
from engine.session.operables import refused
from engine.session.place import EDGE, Geometry
from engine.tags import Kind, Tag

__all__ = ["RUN", "WALK", "Participant", "People", "people_tags"]

WALK, RUN = 1400, 3500
"""Walking and running, mm/s."""
SLACK = 400
"""What a proposed pose may be ahead of the clock, mm (a view proposes a few times a second)."""
PAUSE_CAP = 2000
"""Standing still saves no more than this much time (ms) of way for a proposed pose."""


class Participant:
    """One person or station in the session."""

    def __init__(self, name: str, role: str, pose: Pose | None) -> None:
        self.id, self.role = name, role
        self.has_body = pose is not None
        self.pose = pose or Pose()
        self.wears: list[str] = []
        self.holds: list[str] = []
        self.route: list[Pose] = []
        self.leg, self.walked = self.pose, 0
        """Where the present leg of the route began, and how far it has been walked, mm."""
        self.moved, self.stride = 0, SLACK
        """Tick of the last accepted move, and the way (mm) that was left to go at once after it: the speed limit."""

    def state(self) -> dict[str, Any]:
        """Everything about the person."""
        return {
            "role": self.role,
            "body": self.has_body,
            "pose": _pose_list(self.pose),
            "wears": list(self.wears),
            "holds": list(self.holds),
            "route": [_pose_list(p) for p in self.route],
            "leg": _pose_list(self.leg),
            "walked": self.walked,
            "moved": self.moved,
            "stride": self.stride,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.role, self.has_body = state["role"], state["body"]
        self.moved, self.stride = state["moved"], state["stride"]
        self.pose = Pose(*state["pose"])
        self.wears, self.holds = list(state["wears"]), list(state["holds"])
        self.route = [Pose(*p) for p in state["route"]]
        self.leg, self.walked = Pose(*state["leg"]), state["walked"]

    def set_out(self, route: list[Pose]) -> None:
        """Begin a walk along ``route``, or stop where it is empty."""
        self.route, self.leg, self.walked = route, self.pose, 0


def _pose_list(pose: Pose) -> list[int]:
    return [pose.x, pose.y, pose.z, pose.heading, pose.pitch]


def people_tags(wearables: Iterable[str], rooms: Iterable[str], titles: dict[str, Text]) -> list[Tag]:
    """Tags that say what the learner wears and where the learner is."""
    out = []
    for item in wearables:
        t = titles.get(item, Text(zh=item, en=item))
        out.append(Tag(f"learner.wears.{item}", kind=Kind.DISCRETE, zh=f"穿戴{t.of('zh')}", en=f"wears {t.of('en')}"))
    for room in rooms:
        t = titles.get(room, Text(zh=room, en=room))
        out.append(Tag(f"learner.in.{room}", kind=Kind.DISCRETE, zh=f"位于{t.of('zh')}", en=f"in {t.of('en')}"))
    return out


class People:
    """All participants of a session and the rules of their bodies; a block that is scanned every tick."""

    period = 1

    def __init__(self, geometry: Geometry, bus: Bus, wearables: Iterable[str]) -> None:
        self.geometry, self._bus = geometry, bus
        self.everyone: dict[str, Participant] = {}
        self._wearables, self._portable = tuple(wearables), tuple(portable(geometry.stage))
        self._places: tuple[list[tuple[str, int]], ...] = ()
        """What is worn, held and entered, each with the place of its tag; looked up when all tags are there."""

    def join(self, name: str, role: str, pose: Pose | None) -> Participant:
        """Add a participant; joining again changes nothing."""
        return self.everyone.setdefault(name, Participant(name, role, pose))

    def publish(self) -> None:
        """Write the learner's tags."""
        learner = self.everyone.get("learner")
        if learner is None:
            return
        if not self._places:
            index = self._bus.tags.index
            named = ("wears", self._wearables), ("holds", self._portable), ("in", tuple(self.geometry.rooms))
            self._places = tuple([(name, index[f"learner.{what}.{name}"]) for name in names] for what, names in named)
        values, (worn, held, rooms) = self._bus.values, self._places
        for item, at in worn:
            values[at] = 1.0 if item in learner.wears else 0.0
        for item, at in held:
            values[at] = 1.0 if item in learner.holds else 0.0
        self._enter(learner, rooms)

    def _enter(self, learner: Participant, rooms: list[tuple[str, int]]) -> None:
        values, here = self._bus.values, self.geometry.room_at(learner.pose.x, learner.pose.y)
        for room, at in rooms:
            values[at] = 1.0 if room == here else 0.0

    # -- moving ---------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Nothing to prepare."""

    def scan(self) -> None:
        """Everybody who is on the way goes on for one tick."""
        for person in self.everyone.values():
            if person.route:
                self._go_on(person)

    def _go_on(self, person: Participant) -> None:
        left = WALK * self._bus.tick_ms // 1000
        while person.route and left > 0:
            start, goal = person.leg, person.route[0]
            dx, dy, dz = goal.x - start.x, goal.y - start.y, goal.z - start.z
            way = math.isqrt(dx * dx + dy * dy + dz * dz)
            if person.walked + left >= way:
                left -= way - person.walked
                person.pose = goal
                person.set_out(person.route[1:])
            else:
                # from where the leg began, or the rounding of every tick would add up and lead into a corner
                person.walked += left
                x, y = start.x + dx * person.walked // way, start.y + dy * person.walked // way
                ground = self.geometry.support(x, y, person.pose.z)  # stairs need not begin where the walkway does
                z = start.z + dz * person.walked // way if ground is None else ground
                person.pose = Pose(x, y, z, _heading(dx, dy), 0)
                left = 0
        person.moved = self._bus.tick
        if person.id == "learner" and self._places:
            self._enter(person, self._places[2])

    def refuse_move(self, actor: str, value: Any) -> Refused | None:
        """Why this step or walk is not possible."""
        person = self.everyone[actor]
        if not person.has_body:
            return refused("no_body", "没有可移动的人物", "this participant has no body")
        if not isinstance(value, dict):
            return refused("bad_value", "移动需要位置", "a move needs a pose or a place")
        if "to" in value:
            if not isinstance(value["to"], str) or value["to"] not in self.geometry.places:
                return refused("no_place", f"没有站位 {value['to']}", f"there is no place {value['to']}")
            if not self.geometry.route(person.pose, value["to"]):
                return refused("no_way", "没有通往那里的路", "no walkway leads there")
            return None
        try:
            goal = self._proposed(person, value)
        except (KeyError, TypeError, ValueError):
            return refused("bad_value", "移动需要整数毫米坐标", "a pose is whole millimetres and millidegrees")
        if _way(person.pose, goal) > self._stride(person):
            return refused("too_fast", "走得太快", "nobody moves that fast")
        reached, hit = self.geometry.walk(person.pose, goal.x, goal.y)
        if reached is None and hit == EDGE:
            return refused("edge", "前面没有可以站立的地方", "there is nothing to stand on there")
        if reached is None:
            return refused("blocked", f"被 {hit} 挡住", f"{hit} is in the way")
        return None

    def _stride(self, person: Participant) -> int:
        """How far a proposed pose may be away now, mm: what was left, and what running has added since."""
        ms = (self._bus.tick - person.moved) * self._bus.tick_ms
        return min(person.stride + RUN * ms // 1000, RUN * PAUSE_CAP // 1000 + SLACK)

    @staticmethod
    def _proposed(person: Participant, value: dict[str, Any]) -> Pose:
        parts = {}
        for key in ("x", "y", "z", "heading", "pitch"):
            part = value.get(key, getattr(person.pose, key))
            if not isinstance(part, int) or isinstance(part, bool) or abs(part) > 10**7:
                raise ValueError(key)
            parts[key] = part
        parts["heading"] %= 360_000
        parts["pitch"] = max(-85_000, min(85_000, parts["pitch"]))
        return Pose(**parts)

    def move(self, actor: str, value: dict[str, Any]) -> None:
        """Walk to a place (takes its time) or stand where the proposed pose says."""
        person = self.everyone[actor]
        if "to" in value:
            person.set_out(self.geometry.route(person.pose, value["to"]))
            return
        goal = self._proposed(person, value)
        reached, _ = self.geometry.walk(person.pose, goal.x, goal.y)
        assert reached is not None
        person.set_out([])
        person.stride = max(0, self._stride(person) - _way(person.pose, goal))
        person.moved = self._bus.tick
        person.pose = Pose(reached.x, reached.y, reached.z, goal.heading, goal.pitch)
        self.publish()

    # -- what others see ------------------------------------------------------------------------------------
    def person(self, name: str, in_reach: tuple[str, ...] = ()) -> Person:
        """An immutable picture of one participant."""
        p = self.everyone[name]
        room = self.geometry.room_at(p.pose.x, p.pose.y) if p.has_body else ""
        return Person(p.id, p.role, p.pose, room, tuple(p.wears), tuple(p.holds), in_reach)

    def state(self) -> dict[str, Any]:
        """Everybody."""
        return {name: p.state() for name, p in self.everyone.items()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.everyone = {}
        for name, saved in state.items():
            self.everyone[name] = Participant(name, saved["role"], None)
            self.everyone[name].set_state(saved)


def _way(start: Pose, goal: Pose) -> int:
    """Distance in plan, mm."""
    return math.isqrt((goal.x - start.x) ** 2 + (goal.y - start.y) ** 2)


def _heading(dx: int, dy: int) -> int:
    """The heading of a walk, to 45°: enough for a figure, and the same on every machine."""
    if abs(dx) > 2 * abs(dy):
        return 270_000 if dx > 0 else 90_000
    if abs(dy) > 2 * abs(dx):
        return 0 if dy > 0 else 180_000
    return {(True, True): 315_000, (False, True): 45_000, (False, False): 135_000, (True, False): 225_000}[
        (dx > 0, dy > 0)
    ]
