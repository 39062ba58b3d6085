"""Moving parts of the place: each follows one tag of the frame by the rule its builder declared; marks come and go.

movers = [Mover(node, part.move, index, tag), ...]
for mover in movers: mover.follow(frame.values, seconds)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from panda3d import core

from engine.session.stage import StageObject
from engine.tags import Kind, Tag, TagTable
from engine.view.equipment.model import Move, Part

__all__ = ["Flag", "Mover", "at_rest", "resolve"]

_DIM = 0.32
_LEAP = 5.0
"""Seconds between two frames from which parts no longer travel but stand where they belong: somebody sought."""


def resolve(wishes: Sequence[str], name: str, thing: StageObject, tags: TagTable) -> str:
    """The id of the first of the tags that exists, or an empty string; how they are written stands at ``Move``."""
    shows = thing.shows or name
    for wanted in wishes:
        if wanted.startswith("@reads"):
            full = thing.reads + wanted.removeprefix("@reads") if thing.reads else ""
        elif wanted == "@shows":
            full = shows
        elif wanted.startswith("@id:"):
            full = wanted.removeprefix("@id:")
        elif "." in wanted and wanted.partition(".")[0] not in ("pump", "wind"):
            full = wanted
        else:
            full = f"{shows}.{wanted}"
        if full and full in tags:
            return full
    return ""


def at_rest(part: Part) -> list[Part]:
    """A part nothing moves: lamps are dark and level columns empty."""
    if part.move is None or part.move.how in ("spin", "turn", "slide", "show"):
        return [part]
    return [] if part.move.how == "grow" else [Part(part.name, part.mesh, "lamp_off")]


class _Scale:
    """The value of a tag as 0…1 over its range."""

    def __init__(self, index: int, tag: Tag) -> None:
        self.index = index
        self._low = tag.low if tag.kind is Kind.ANALOG else 0.0
        self._span = (tag.high - tag.low) if tag.kind is Kind.ANALOG else 1.0

    def of(self, value: float) -> float:
        return (value - self._low) / self._span

    def share(self, values: Sequence[float]) -> float:
        return self.of(values[self.index])


class Flag:
    """Something that is there only while a tag lies between two shares of its range."""

    def __init__(self, node: core.NodePath, shown: tuple[float, float], index: int, tag: Tag) -> None:
        self.node, self._shown, self._scale = node, shown, _Scale(index, tag)

    def follow(self, values: Sequence[float]) -> None:
        """Come or go."""
        if self._shown[0] <= self._scale.share(values) <= self._shown[1]:
            self.node.show()
        else:
            self.node.hide()


class Mover:
    """One part and what moves it. ``node`` is drawn with the pivot of the move at its origin; while the value of tag
    ``stop`` is on, the part goes no further than the move's ``stop_at``."""

    def __init__(self, node: core.NodePath, move: Move, index: int, tag: Tag, stop: int | None = None) -> None:
        self.node, self.move, self.index, self._scale, self._stop = node, move, index, _Scale(index, tag), stop
        self._axis = core.Vec3(*move.axis)
        self._home = core.Point3(*move.pivot)
        self._angle = 0.0
        self._last: float | None = None
        self._values = [value for value, _ in move.path]
        self._shares = [share for _, share in move.path]

    def share(self, value: float) -> float:
        """Where the part belongs at a value of its tag: along its path, or 0…1 over the tag's range."""
        if not self.move.path:
            return min(max(self._scale.of(value), -0.1), 1.1)
        right = bisect_left(self._values, value)
        if right == 0:
            return self._shares[0]
        if right == len(self._values):
            return self._shares[-1]
        low, high = self._values[right - 1 : right + 1]
        a, b = self._shares[right - 1 : right + 1]
        return a + (b - a) * (value - low) / (high - low)

    def follow(self, values: Sequence[float], seconds: float) -> None:
        """Take the place that belongs to the tag's value; ``seconds`` of model time have passed since last time."""
        share = self.share(values[self.index])
        if self._stop is not None and values[self._stop] >= 0.5:
            share = min(share, self.move.stop_at)
        if self.move.how == "spin":
            if abs(share) > 0.005 and seconds > 0:
                self._angle = (self._angle + self.move.span * share * min(seconds, 0.5)) % 360.0
                self._turn(self._angle)
            return
        if share == self._last:
            return
        if self._last is not None and self.move.seconds > 0 and 0 <= seconds < _LEAP:
            most = seconds / self.move.seconds
            share = self._last + min(max(share - self._last, -most), most)
        self._last = share
        if self.move.how == "turn":
            self._turn(self.move.span * share)
        elif self.move.how == "slide":
            self.node.set_pos(self._home + self._axis * (self.move.span * share))
        elif self.move.how == "grow":
            self.node.set_scale(1, 1, max(share, 0.002))
        elif self.move.how == "show":
            self.node.show() if share > 0.5 else self.node.hide()
        else:
            lit = (share > 0.5) == (self.move.how == "lamp")
            self.node.set_color_scale(*((1.0, 1.0, 1.0, 1.0) if lit else (_DIM, _DIM, _DIM, 1.0)))

    def _turn(self, degrees: float) -> None:
        quat = core.Quat()
        quat.set_from_axis_angle(degrees, self._axis)
        self.node.set_quat(quat)
