"""What people have put up: signs and locks on the things they hang on, portable things clamped where their ends are.

Built anew only when something is hung or fastened. A sign is drawn by its own model, stacked under those that hang
there already; a pointing ray goes through it to what it hangs on, where it is taken off again. A portable thing is
drawn as a clamp at each end and a lead from its first end to each of the others, hanging through as its length lets it.

    put_up = PutUp(root, stage, items, objects, look)
    put_up.follow(frame)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
from panda3d import core

from engine.session.frame import Fastened, Frame, Hanging
from engine.session.stage import StageObject, StageSection
from engine.view.building.place import Item
from engine.view.building.places_on import hanging_place, spot
from engine.view.building.spans import Wire
from engine.view.equipment.hand_tools import clamp
from engine.view.materials import Look, to_geom, vertex_colours
from engine.view.mesh import Mesh, Vector, join
from engine.view.sweep import pipe

__all__ = ["PutUp", "lead", "place_things", "things_of"]

_GAP = 0.02
"""Between a surface and what hangs on it, and between one sign and the next, m."""
_NEAR = 4.0
"""Who stands nearer than this to a thing when a sign appears there has hung it, m."""
_JAW = 0.1
"""From the jaw of a clamp down to its lead, m."""
_LOOSE = 1.2
"""How far a lead hangs down from the only end that is fastened, m."""
_LEAD, _CLAMP = "bare_copper", "chrome"
_RADIUS = 0.011
_OUTSIDE = frozenset({"instructor", "script"})


def things_of(stage: StageSection, on: str) -> list[str]:
    """The objects at which a sign on ``on`` may hang, the likeliest first: where it is worked by hand, itself, what
    stands for it."""

    def rank(name: str, thing: StageObject) -> int | None:
        if on in thing.gives:
            return len(thing.gives) if name != on else 0
        return 1000 if name == on else 1001 if thing.shows == on else None

    ranked = [(place, name) for name, thing in stage.objects.items() if (place := rank(name, thing)) is not None]
    return [name for _, name in sorted(ranked)]


def lead(start: Vector, end: Vector, length: float | None, floor: float) -> Wire:
    """A lead between two clamps: as slack as its length makes it, but never through the floor."""
    far = math.dist(start, end)
    spare = max(0.0, (length if length is not None else far * 1.06) - far)
    wire = Wire(start, end, min(math.sqrt(0.375 * far * spare), far * 0.3))
    while wire.sag > 0.01 and min(point[2] for point in wire.path()) < floor + _GAP:
        wire = wire._replace(sag=wire.sag * 0.8)
    return wire


def place_things(ends: Sequence[Fastened], items: Mapping[str, Item]) -> tuple[list[Vector], list[Wire]]:
    """Where the clamps of one portable thing are, and its leads; the first of ``ends`` is where they come together."""
    at, floor = [], math.inf
    for end in ends:
        if end.object in items:
            at.append(spot(items[end.object], end.point, end.part, *end.place))
            floor = min(floor, items[end.object].thing.at[2])
    tails: list[Vector] = [(x, y, z - _JAW) for x, y, z in at]
    if len(tails) == 1:
        x, y, z = tails[0]
        return at, [Wire(tails[0], (x + 0.1, y, max(z - _LOOSE, min(floor, z - 0.1))), 0.0)]
    length = None if not ends or ends[0].length is None else ends[0].length / 1000
    return at, [lead(tails[0], tail, length, floor) for tail in tails[1:] if math.dist(tails[0], tail) > 0.01]


class PutUp:
    """The nodes of all of it, under ``root``."""

    def __init__(
        self, root: core.NodePath, stage: StageSection, items: Mapping[str, Item],
        objects: Mapping[str, core.NodePath], look: Look,
    ) -> None:  # fmt: skip
        self._stage, self._items, self._objects, self._look = stage, items, objects, look
        self.root = root.attach_new_node("put up")
        self.signs: dict[str, core.NodePath] = {}
        """What hangs somewhere, by its id."""
        self.leads: dict[str, core.NodePath] = {}
        """Portable things that are fastened, by their ids."""
        self._own = {
            str(thing.options["here"]): name for name, thing in stage.objects.items() if thing.options.get("here")
        }
        """Tags by which an author shows something put up with an object of its own (option ``here``)."""
        self._side: dict[str, tuple[str, Vector, tuple[float, float]]] = {}
        self._drawn: tuple[object, object] = ((), ())

    def follow(self, frame: Frame) -> None:
        """Draw what the frame says hangs and is fastened."""
        hanging = tuple((one.id, one.on) for one in frame.hanging)
        if hanging != self._drawn[0]:
            self._hang(frame)
        if frame.fastened != self._drawn[1]:
            self._fasten(frame.fastened)
        self._drawn = (hanging, frame.fastened)

    def renew(self) -> None:
        """Draw everything again with the next frame: words have changed."""
        self._drawn = ((), ())
        for node in (*self.signs.values(), *self.leads.values()):
            node.remove_node()
        self.signs.clear()
        self.leads.clear()

    # -- signs and locks ------------------------------------------------------------------------------------
    def _hang(self, frame: Frame) -> None:
        for node in self.signs.values():
            node.remove_node()
        self.signs.clear()
        self._side = {one.id: self._side[one.id] for one in frame.hanging if self._same(one)}
        tops: dict[tuple[str, tuple[float, float]], float] = {}
        for one in frame.hanging:
            if one.id not in self._objects or self._by_author(one):
                continue
            if one.id not in self._side:
                found = self._find(one, frame)
                if found is None:
                    continue
                self._side[one.id] = found
            thing, at, out = self._side[one.id]
            tops[thing, out] = self._draw(one.id, at, out, tops.get((thing, out)))

    def _by_author(self, one: Hanging) -> bool:
        return f"{one.on}.{'tagged' if one.kind == 'sign' else 'locked'}" in self._own

    def _same(self, one: Hanging) -> bool:
        known = self._side.get(one.id)
        return known is not None and known[0] in things_of(self._stage, one.on)

    def _find(self, one: Hanging, frame: Frame) -> tuple[str, Vector, tuple[float, float]] | None:
        """The thing, point and side: where somebody stands now, or else where one is meant to stand."""
        things = [name for name in things_of(self._stage, one.on) if name in self._items]
        if not things:
            return None
        here = frame.people.values() if one.since > 0 else ()  # what hung from the start was hung by nobody of these
        spots = [(p.pose.x / 1000, p.pose.y / 1000) for p in here if p.role not in _OUTSIDE]
        middle = {name: self._items[name].thing.at[:2] for name in things}
        for where in spots:
            near = min(things, key=lambda name: math.dist(middle[name], where))
            if math.dist(middle[near], where) <= _NEAR:
                return (near, *hanging_place(self._items[near], where))
        for name in things:  # nobody is there: at the likeliest thing, not at the one whose place is written first
            for place in self._stage.places.values():
                if math.dist(middle[name], place.at[:2]) <= _NEAR:
                    return (name, *hanging_place(self._items[name], place.at[:2]))
        x, y = middle[things[0]]
        return (things[0], *hanging_place(self._items[things[0]], (x, y - 1)))

    def _draw(self, name: str, at: Vector, out: tuple[float, float], top: float | None) -> float:
        """Draw it with its upper edge at ``top``, the first with its middle at ``at``; returns that of the next below."""
        boxes = [part.mesh.bounds() for part in self._items[name].model.parts]
        low, high = min(b[0][2] for b in boxes), max(b[1][2] for b in boxes)
        back = max(b[1][1] for b in boxes) + _GAP / 2
        top = at[2] + (high - low) / 2 if top is None else top
        holder = self.root.attach_new_node(name)
        holder.set_pos(at[0] + out[0] * back, at[1] + out[1] * back, top - high)
        holder.set_h(math.degrees(math.atan2(out[0], -out[1])))
        for child in self._objects[name].get_children():
            if not isinstance(child.node(), core.CollisionNode):
                child.instance_to(holder)
        self.signs[name] = holder
        return top - (high - low) - _GAP

    # -- portable things ------------------------------------------------------------------------------------
    def _fasten(self, fastened: Sequence[Fastened]) -> None:
        for node in self.leads.values():
            node.remove_node()
        self.leads.clear()
        for name, ends in groupby(fastened, key=lambda end: end.id):
            if any(tag.startswith(f"{name}.") and shown != name for tag, shown in self._own.items()):
                continue
            at, wires = place_things(list(ends), self._items)
            if not at:
                continue
            solid = core.GeomNode(name)
            self._add(solid, _CLAMP, join(clamp().moved(*where) for where in at))
            if wires:
                self._add(solid, _LEAD, join(pipe(wire.path(), _RADIUS, sides=6) for wire in wires))
            self.leads[name] = self.root.attach_new_node(solid)

    def _add(self, node: core.GeomNode, finish: str, solid: Mesh) -> None:
        count = len(solid.p)
        colours = vertex_colours(finish, np.ones(count, np.float32), count)
        node.add_geom(to_geom(solid, colours), self._look.state(finish))
