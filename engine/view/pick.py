"""Looking at things: which object the crosshair or the mouse points at.

One ray against simple solids. It needs no window, so the scripted learner aims and picks on exactly the path a
person's mouse takes.

    picker = Picker(scene, eye, lens)
    picker.picked()                  # what the crosshair points at
    picker.picked((0.2, -0.1))       # what the mouse points at, window coordinates −1…1
    pose = picker.aim_at("P102A", frame.people["learner"].pose)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from panda3d import core

from engine.session.frame import Pose
from engine.session.place import EYE_HEIGHT
from engine.view.scene import Scene
from engine.view.solids import OBJECT_TAG, PICK_MASK

__all__ = ["SIGHT", "Picked", "Picker"]

SIGHT = 12.0
"""How far an object can be pointed at, metres: as far as a plate can be read."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What is pointed at."""

    object: str
    distance: float
    label: str
    title: str
    gives: tuple[str, ...]
    """Ids that can be acted on there, the object itself included."""


class Picker:
    """A ray from the eye; ``eye`` is the camera node, ``lens`` its lens."""

    def __init__(self, scene: Scene, eye: core.NodePath, lens: core.Lens) -> None:
        self._scene, self._eye, self._lens = scene, eye, lens
        self._ray = core.CollisionRay()
        node = core.CollisionNode("sight")
        node.add_solid(self._ray)
        node.set_from_collide_mask(PICK_MASK)
        node.set_into_collide_mask(core.BitMask32.all_off())
        self._node = eye.attach_new_node(node)
        self._queue = core.CollisionHandlerQueue()
        self._traverser = core.CollisionTraverser("sight")
        self._traverser.add_collider(self._node, self._queue)

    def picked(self, at: tuple[float, float] = (0.0, 0.0)) -> Picked | None:
        """The nearest object on the ray through ``at`` (window coordinates), within sight, or ``None``."""
        near, far = core.Point3(), core.Point3()
        if not self._lens.extrude(core.Point2(*at), near, far):
            return None
        self._ray.set_origin(0, 0, 0)
        self._ray.set_direction(far - near)
        self._traverser.traverse(self._scene.root)
        self._queue.sort_entries()
        for entry in self._queue.entries:
            distance = (entry.get_surface_point(self._eye)).length()
            if distance > SIGHT:
                return None
            name = entry.get_into_node_path().get_net_tag(OBJECT_TAG)
            return self.describe(name, distance) if name else None
        return None

    def describe(self, name: str, distance: float) -> Picked:
        """An object as it is shown to the learner."""
        thing = self._scene.stage.objects[name]
        label, title = self._scene.name_of(name)
        gives = dict.fromkeys(
            [*thing.gives, *([thing.shows] if thing.shows else []), *([thing.reads] if thing.reads else [])]
        )
        return Picked(name, distance, label, title, tuple(dict.fromkeys([*gives, name])))

    def aim_at(self, name: str, pose: Pose) -> Pose | None:
        """The pose with the head turned so that the ray really hits ``name``, or ``None`` if it cannot be seen.

        The middle of each of its solids is tried, the largest first; the eye is moved there to look and stays.
        """
        node = self._scene.objects[name]
        for solids in node.find_all_matches("**/+CollisionNode"):
            shapes = solids.node()
            assert isinstance(shapes, core.CollisionNode)
            for solid in shapes.get_solids():
                middle = self._scene.root.get_relative_point(solids, solid.get_collision_origin())
                turned = facing(pose, middle)
                self.look_from(turned)
                found = self.picked()
                if found is not None and found.object == name:
                    return turned
        self.look_from(pose)
        return None

    def look_from(self, pose: Pose) -> None:
        """Put the eye where a body at ``pose`` has it."""
        self._eye.set_pos(pose.x / 1000, pose.y / 1000, (pose.z + EYE_HEIGHT) / 1000)
        self._eye.set_hpr(pose.heading / 1000, pose.pitch / 1000, 0)

    def close(self) -> None:
        """Take the ray away."""
        self._traverser.remove_collider(self._node)
        self._node.remove_node()


def facing(pose: Pose, point: core.LPoint3f) -> Pose:
    """The pose with its eyes turned to a point (metres)."""
    dx, dy = point.x - pose.x / 1000, point.y - pose.y / 1000
    dz = point.z - (pose.z + EYE_HEIGHT) / 1000
    heading = round(math.degrees(math.atan2(-dx, dy)) * 1000) % 360_000
    pitch = round(math.degrees(math.atan2(dz, math.hypot(dx, dy))) * 1000)
    return Pose(pose.x, pose.y, pose.z, heading, max(-85_000, min(85_000, pitch)))
