"""Walking in first person: mouse and WASD, or the keyboard alone.

The view only *proposes* a pose; the session accepts or refuses it (walls, obstacles, speed). A walk is felt at once,
because the same geometry as the session's predicts where a body can stand, and what the session says wins.

Keys: W A S D or the arrows walk, Q and E turn, R and F look up and down, Shift hurries, Tab goes through what is in
reach, Enter operates it.

    walker = Walker(stage, propose, start)
    walker.press("w"); walker.step(dt, accepted_pose); eye.set_pos(*walker.eye)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from engine.session.frame import Pose
from engine.session.place import EYE_HEIGHT, Geometry
from engine.session.stage import StageSection

__all__ = ["KEYS", "Walker"]

KEYS: dict[str, str] = {
    "w": "forward", "arrow_up": "forward",
    "s": "back", "arrow_down": "back",
    "a": "left", "d": "right",
    "q": "turn_left", "arrow_left": "turn_left",
    "e": "turn_right", "arrow_right": "turn_right",
    "r": "look_up", "f": "look_down",
    "shift": "hurry",
    "tab": "next", "shift-tab": "previous",
    "enter": "operate",
}  # fmt: skip
"""What each key does; names as Panda3D sends them."""

WALK, HURRY = 1.4, 2.8
"""Speeds in m/s; the session allows up to 3.5."""
_TURN, _PITCH = 100.0, 60.0
_EVERY = 0.12
_MOUSE = 0.11
"""Degrees a pixel."""
_HELD = frozenset({"forward", "back", "left", "right", "turn_left", "turn_right", "look_up", "look_down", "hurry"})

Propose = Callable[[Pose], bool]
"""Submit a pose; says whether the session accepted it."""


class Walker:
    """One pair of eyes. ``propose`` submits poses; ``start`` is where the session has the body."""

    def __init__(self, stage: StageSection, propose: Propose, start: Pose) -> None:
        self._geometry = Geometry(stage)
        self._propose = propose
        self._held: set[str] = set()
        self._since = 0.0
        self._sent = start
        self._accepted = start
        self._x, self._y, self._z = float(start.x), float(start.y), float(start.z)
        self._heading, self._pitch = start.heading / 1000, start.pitch / 1000
        self._eye_z = self._z
        self._next = -1

    # -- input ---------------------------------------------------------------------------------------------
    def press(self, key: str) -> str:
        """A key went down. Returns what it does: ``next``, ``previous`` and ``operate`` are for the caller."""
        does = KEYS.get(key, "")
        if does in _HELD:
            self._held.add(does)
        return does

    def release(self, key: str) -> None:
        """A key went up."""
        self._held.discard(KEYS.get(key, ""))

    def release_all(self) -> None:
        """Stand still, as when the window loses the keyboard."""
        self._held.clear()

    def mouse(self, dx: float, dy: float) -> None:
        """The mouse moved by pixels (right, down) while it turns the head."""
        self._heading -= dx * _MOUSE
        self._pitch = max(-80.0, min(80.0, self._pitch - dy * _MOUSE))

    def face(self, pose: Pose) -> None:
        """Turn the eyes as in ``pose`` without a step (used by aiming)."""
        self._heading, self._pitch = pose.heading / 1000, pose.pitch / 1000

    def cycle(self, in_reach: Sequence[str], backwards: bool = False) -> str:
        """The next of the ids in reach, for the keyboard alone; an empty string if there is none."""
        if not in_reach:
            self._next = -1
            return ""
        self._next = (self._next + (-1 if backwards else 1)) % len(in_reach)
        return in_reach[self._next]

    # -- every frame ---------------------------------------------------------------------------------------
    def step(self, dt: float, accepted: Pose) -> None:
        """Go on for ``dt`` seconds; ``accepted`` is the pose the session has now."""
        if accepted != self._accepted and accepted != self._sent:
            self._moved_by_session(accepted)
        self._accepted = accepted
        turn = self._axis("turn_left", "turn_right") * _TURN * dt
        self._heading = (self._heading + turn) % 360.0
        look = self._axis("look_up", "look_down") * _PITCH * dt
        self._pitch = max(-80.0, min(80.0, self._pitch + look))
        self._walk(dt)
        self._eye_z += (self._z - self._eye_z) * min(1.0, dt * 9.0)
        self._since += dt
        if self._since >= _EVERY:
            self._submit()

    def _axis(self, plus: str, minus: str) -> float:
        return float(plus in self._held) - float(minus in self._held)

    def _walk(self, dt: float) -> None:
        ahead, side = self._axis("forward", "back"), self._axis("right", "left")
        if not ahead and not side:
            return
        speed = (HURRY if "hurry" in self._held else WALK) * 1000 * dt / math.hypot(ahead, side)
        angle = math.radians(self._heading)
        dx = (-math.sin(angle) * ahead + math.cos(angle) * side) * speed
        dy = (math.cos(angle) * ahead + math.sin(angle) * side) * speed
        for goal_x, goal_y in _ways(dx, dy):
            if (goal_x or goal_y) and self._stand(self._x + goal_x, self._y + goal_y):
                return

    def _stand(self, x: float, y: float) -> bool:
        here = Pose(round(self._x), round(self._y), round(self._z))
        reached, _ = self._geometry.walk(here, round(x), round(y))
        if reached is None:
            return False
        self._x, self._y, self._z = x, y, float(reached.z)
        return True

    def _submit(self) -> None:
        """Propose where we are if it is news; go back to the accepted pose if the session says no."""
        self._since = 0.0
        pose = self.pose
        if pose == self._accepted or pose == self._sent:
            return
        self._sent = pose
        if not self._propose(pose):
            self._sent = self._accepted
            if (pose.x, pose.y) != (self._accepted.x, self._accepted.y):
                self._x, self._y, self._z = (float(v) for v in (self._accepted.x, self._accepted.y, self._accepted.z))

    def _moved_by_session(self, pose: Pose) -> None:
        """Somebody else moved the body (a walk to a named place): follow it."""
        self._x, self._y, self._z = float(pose.x), float(pose.y), float(pose.z)
        if (pose.heading, pose.pitch) != (self._accepted.heading, self._accepted.pitch):
            self.face(pose)
        self._sent = pose

    @property
    def pose(self) -> Pose:
        """Where the body stands now, in millimetres and millidegrees."""
        heading = round(self._heading * 1000) % 360_000
        return Pose(round(self._x), round(self._y), round(self._z), heading, round(self._pitch * 1000))

    @property
    def eye(self) -> tuple[float, float, float]:
        """The place of the eyes, metres; it glides over steps."""
        return self._x / 1000, self._y / 1000, (self._eye_z + EYE_HEIGHT) / 1000

    @property
    def hpr(self) -> tuple[float, float, float]:
        """Heading, pitch and roll for the camera, degrees."""
        return self._heading, self._pitch, 0.0

    def proposal(self) -> dict[str, int]:
        """The pose as the value of a ``move`` action."""
        p = self.pose
        return {"x": p.x, "y": p.y, "z": p.z, "heading": p.heading, "pitch": p.pitch}


def _ways(dx: float, dy: float) -> Iterator[tuple[float, float]]:
    """Straight on, then a little aside, as people pass a door post, then along the wall."""
    yield dx, dy
    for degrees in (25.0, -25.0, 50.0, -50.0):
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        yield (dx * c - dy * s) * c, (dx * s + dy * c) * c
    yield dx, 0.0
    yield 0.0, dy
