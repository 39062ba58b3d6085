"""What the learner holds, seen in the lower right of the picture: the tool that was taken last.

It is the thing itself, so that its lamp lights and its blade turns in the hand, drawn small and near to the eye: no
wall is ever between the eye and the hand.

    held = Held(scene)
    held.follow(person.holds, camera)
"""

from __future__ import annotations

from collections.abc import Sequence

from panda3d import core

from engine.view.mesh import join
from engine.view.scene import Scene

__all__ = ["Held"]

_LONG = 0.7
"""From what height a slender thing is held like a rod, m."""
_NEAR = 0.22
"""How much smaller and nearer it is drawn."""
_GRIP = (0.34, 0.5, -0.5)
"""Where the foot of a rod is before the eye (right, ahead, up), m."""
_LEAN = -64.0
"""How far a rod leans ahead, degrees from upright."""
_PALM = (0.26, 0.62, -0.13)
"""Where the middle of anything else is before the eye, m."""
_STAYS = frozenset({"outline", "plate"})
"""What is not taken along: the plate names the place where the thing is kept."""
_SMALL = 0.2
"""Its largest side as it is seen, m."""


class Held:
    """The hand of one learner in a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.node = scene.root.attach_new_node("hand")
        self.node.set_scale(_NEAR)
        self.shown = ""
        """The id of what is seen in it, empty for nothing."""

    def follow(self, holds: Sequence[str], eye: core.NodePath) -> None:
        """Show the last tool of ``holds`` before the ``eye``."""
        objects = self._scene.stage.objects
        name = next((n for n in reversed(holds) if n in self._scene.place.items and objects[n].role == "tool"), "")
        if name != self.shown:
            self.shown = name
            self.node.get_children().detach()
            if name:
                self._take(name)
        self.node.set_pos_hpr(eye.get_pos(self._scene.root), eye.get_hpr(self._scene.root))

    def _take(self, name: str) -> None:
        holder = self.node.attach_new_node(name)
        for child in self._scene.objects[name].get_children():
            if not isinstance(child.node(), core.CollisionNode) and child.get_name() not in _STAYS:
                child.instance_to(holder)
        solid = join(part.mesh for part in self._scene.place.items[name].model.parts)
        (x0, y0, z0), (x1, y1, z1) = solid.bounds()
        if z1 - z0 > max(_LONG, 3 * (x1 - x0), 3 * (y1 - y0)):
            holder.set_pos(*_GRIP)
            holder.set_p(_LEAN)
            return
        size = min(1.0, _SMALL / max(x1 - x0, y1 - y0, z1 - z0))
        middle = ((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2)
        holder.set_scale(size)
        holder.set_pos(*(palm - size * m for palm, m in zip(_PALM, middle, strict=True)))

    def close(self) -> None:
        """Empty the hand for good."""
        self.node.remove_node()
