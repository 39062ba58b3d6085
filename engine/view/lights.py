"""Three lamps and a glow for the whole place: enough to read every shape, cheap on every renderer."""

from __future__ import annotations

from panda3d import core

__all__ = ["light_up"]

_AMBIENT = (0.44, 0.45, 0.47)
_LAMPS = (
    ((0.35, -0.55, 0.80), (0.52, 0.51, 0.48)),
    ((-0.75, 0.25, 0.45), (0.24, 0.25, 0.28)),
    ((0.55, 0.75, 0.10), (0.13, 0.13, 0.14)),
)
"""Where each lamp shines from (x east, y north, z up) and its colour."""


def light_up(root: core.NodePath) -> None:
    """Hang the lamps on ``root`` so that they vanish with it."""
    glow = core.AmbientLight("glow")
    glow.set_color((*_AMBIENT, 1))
    root.set_light(root.attach_new_node(glow))
    for place, colour in _LAMPS:
        lamp = core.DirectionalLight("lamp")
        lamp.set_color((*colour, 1))
        node = root.attach_new_node(lamp)
        node.look_at(core.Point3(*(-v for v in place)))
        root.set_light(node)
