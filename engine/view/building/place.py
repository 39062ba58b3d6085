"""The whole place as data: every mesh of a stage where it stands, before any renderer has seen it.

Building it is pure arithmetic on the stage, so the same stage gives the same bits on every run; the tests compare a
hash. The scene turns it into nodes.

    place = build_place(stage)
    place.items["R101"].model.triangles, place.digest()
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from engine.session.stage import StageObject, StageSection
from engine.view.building.floors import Floor, lay_floors
from engine.view.building.occlusion import Occlusion
from engine.view.building.pipework import pipe_parts
from engine.view.building.platforms import platform_parts, stair_parts
from engine.view.building.rooms import room_parts
from engine.view.building.spans import hang, span_parts
from engine.view.equipment.catalogue import KINDS
from engine.view.equipment.model import Kind, Model, Nozzle, Part
from engine.view.mesh import Mesh, Vector, join, rotation

__all__ = ["Item", "Place", "build_place", "buildable"]


@dataclass(frozen=True, slots=True)
class Item:
    """One object of the stage, built, and where it stands."""

    name: str
    thing: StageObject
    kind: Kind
    model: Model

    def to_world(self, solid: Mesh) -> Mesh:
        """A mesh of the model in the axes of the stage."""
        turned = solid.turned("z", self.thing.turn) if self.thing.turn else solid
        return turned.moved(*self.thing.at)

    def nozzles(self) -> tuple[Nozzle, ...]:
        """Its nozzles in the axes of the stage."""
        turn = rotation("z", self.thing.turn)

        def place(v: Vector, shift: Vector = (0.0, 0.0, 0.0)) -> Vector:
            x, y, z = (float(a) + b for a, b in zip(turn @ np.array(v), shift, strict=True))
            return (x, y, z)

        return tuple(Nozzle(n.name, place(n.at, self.thing.at), place(n.out)) for n in self.model.nozzles)


@dataclass(frozen=True, slots=True)
class Place:
    """Everything there is to see."""

    items: Mapping[str, Item]
    shell: Mapping[str, tuple[Part, ...]]
    """Parts of the building in the stage's axes by group: ``room:hall``, ``platform:0``, ``stair:0``, ``pipe:3``, ``span:0``."""
    floors: tuple[Floor, ...]
    shade: Occlusion

    @property
    def triangles(self) -> int:
        """How many triangles there are in all."""
        shell = sum(part.mesh.triangles for parts in self.shell.values() for part in parts)
        return shell + sum(item.model.triangles for item in self.items.values())

    def digest(self) -> str:
        """SHA-256 over all vertices and triangles in a fixed order."""
        total = hashlib.sha256()
        for name, parts in self.shell.items():
            _feed(total, name, parts)
        for name, item in self.items.items():
            _feed(total, name, item.model.parts)
        for floor in self.floors:
            total.update(floor.picture.tobytes())
        return total.hexdigest()


def _feed(total: hashlib._Hash, name: str, parts: tuple[Part, ...]) -> None:
    total.update(name.encode())
    for part in parts:
        total.update(part.name.encode())
        for array in (part.mesh.p, part.mesh.n, part.mesh.f):
            total.update(np.ascontiguousarray(array).tobytes())


def buildable(stage: StageSection) -> StageSection:
    """The stage without rooms, platforms and stairs that have no extent (``catalogue.lint`` reports them)."""
    rooms = {n: r for n, r in stage.rooms.items() if r.box[2] - r.box[0] >= 0.5 and r.box[3] - r.box[1] >= 0.5}
    platforms = tuple(p for p in stage.platforms if p[2] - p[0] >= 0.4 and p[3] - p[1] >= 0.4)
    stairs = tuple(s for s in stage.stairs if math.dist(s[0][:2], s[1][:2]) >= 0.3 and s[1][2] - s[0][2] >= 0.1)
    return stage.model_copy(update={"rooms": rooms, "platforms": platforms, "stairs": stairs})


def build_place(stage: StageSection) -> Place:
    """Build all rooms, platforms, stairs, objects, pipes and spans. Objects of unknown kind or with wrong options are left
    out: they are the business of ``catalogue.lint``."""
    stage = buildable(stage)
    items = {}
    models: dict[str, Model] = {}
    """By kind, size and options: things that look alike are built once."""
    for name, thing in stage.objects.items():
        kind = KINDS.get(thing.kind)
        if kind is None:
            continue
        same = f"{thing.kind} {thing.size} {thing.options}"
        try:
            models[same] = models.get(same) or kind.model(thing.size, thing.options)
        except ValidationError:
            continue
        items[name] = Item(name, thing, kind, models[same])
    shell: dict[str, tuple[Part, ...]] = {}
    for name in stage.rooms:
        shell[f"room:{name}"] = tuple(room_parts(name, stage))
    for i in range(len(stage.platforms)):
        shell[f"platform:{i}"] = tuple(platform_parts(i, stage))
    for i, stair in enumerate(stage.stairs):
        shell[f"stair:{i}"] = tuple(stair_parts(stair))
    nozzles = {name: item.nozzles() for name, item in items.items()}
    for i, line in enumerate(stage.pipes):
        shell[f"pipe:{i}"] = tuple(pipe_parts(line, nozzles, stage))
    for i, wires in enumerate(hang(stage.spans, nozzles)):
        shell[f"span:{i}"] = tuple(span_parts(stage.spans[i], wires))
    shade = _occlusion(stage, items, shell)
    return Place(items, shell, tuple(lay_floors(stage, shade)), shade)


def _occlusion(stage: StageSection, items: Mapping[str, Item], shell: Mapping[str, tuple[Part, ...]]) -> Occlusion:
    """Everything but the rooms themselves throws soft shadow."""
    boxes = [room.box for room in stage.rooms.values()] or [(0.0, 0.0, 1.0, 1.0)]
    low = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        min((r.floor for r in stage.rooms.values()), default=0.0),
    )
    tops = [_top(item) for item in items.values()] + [p[4] + 1.2 for p in stage.platforms]
    high = (max(b[2] for b in boxes), max(b[3] for b in boxes), min(max([*tops, low[2] + 3.0]), low[2] + 40.0))
    volume = math.prod(max(h - a, 1.0) for a, h in zip(low, high, strict=True))
    shade = Occlusion(low, high, max(0.16, (volume / 3_000_000) ** (1 / 3)))
    for item in items.values():  # joined, because a grid is filled as fast with one large mesh as with one small one
        if item.model.standing:
            shade.add(item.to_world(join(part.mesh for part in item.model.standing)))
    solid = [part.mesh for name, parts in shell.items() if not name.startswith("room:") for part in parts]
    if solid:
        shade.add(join(solid))
    shade.finish()
    return shade


def _top(item: Item) -> float:
    return item.thing.at[2] + max((part.mesh.bounds()[1][2] for part in item.model.parts), default=0.0)
