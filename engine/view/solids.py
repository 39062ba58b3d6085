"""Simple collision solids for picking: boxes around the parts of an object, and the walls and floors that hide them.

They work without any window, so a scripted learner takes the same path as a mouse.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from panda3d import core

from engine.session.place import Geometry
from engine.session.stage import StageSection
from engine.view.building.place import Item
from engine.view.equipment.model import Part

__all__ = ["OBJECT_TAG", "PICK_MASK", "add_solids", "add_walls"]

OBJECT_TAG = "object"
PICK_MASK = core.BitMask32.bit(5)  # bit 20 is every visible mesh of Panda3D
_THIN = 0.03
_MOST = 6


def add_solids(node: core.NodePath, item: Item) -> None:
    """The boxes its model names, or else boxes around the largest parts of an object."""
    boxes = item.model.solid or _largest(item.model.standing or item.model.parts)
    solids = core.CollisionNode("solids")
    solids.set_from_collide_mask(core.BitMask32.all_off())
    solids.set_into_collide_mask(PICK_MASK)
    for low, high in boxes:
        middle, half = (np.add(low, high)) / 2, np.maximum(np.subtract(high, low) / 2, _THIN)
        solids.add_solid(core.CollisionBox(core.Point3(*map(float, middle)), *map(float, half)))
    if boxes:
        node.attach_new_node(solids)


def _largest(parts: Sequence[Part]) -> Sequence[tuple[Sequence[float], Sequence[float]]]:
    """The boxes around the parts that take up most room."""
    boxes = [part.mesh.bounds() for part in parts]
    boxes.sort(key=lambda b: -float(np.prod(np.subtract(b[1], b[0]) + 0.02)))
    return boxes[:_MOST]


def add_walls(parent: core.NodePath, stage: StageSection) -> None:
    """Walls and platforms stop the eye; they belong to no object."""
    solids = core.CollisionNode("walls")
    solids.set_from_collide_mask(core.BitMask32.all_off())
    solids.set_into_collide_mask(PICK_MASK)
    for box in Geometry(stage).walls:
        low = core.Point3(box.west / 1000, box.south / 1000, box.low / 1000)
        high = core.Point3(box.east / 1000, box.north / 1000, box.high / 1000)
        solids.add_solid(core.CollisionBox(low, high))
    for west, south, east, north, level in stage.platforms:
        solids.add_solid(
            core.CollisionBox(core.Point3(west, south, level - 0.05), core.Point3(east, north, level - 0.01))
        )
    parent.attach_new_node(solids)
