"""Three lamps and a glow for the whole place: enough to read every shape, cheap on every renderer."""

from __future__ import annotations

from panda3d import core

__all__ = ["light_up"]

_AMBIENT = (0.55, 0.56, 0.58)
_LAMPS = (
    ((0.35, -0.55, 0.80), (0.47, 0.46, 0.43)),
    ((-0.75, 0.25, 0.45), (0.22, 0.23, 0.25)),
    ((0.55, 0.75, 0.10), (0.17, 0.17, 0.18)),
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
