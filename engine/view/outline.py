"""An inverted hull: the outline that shows what the crosshair points at, the same on every renderer.

hull = outline(mesh, 0.012)      # draw with reversed culling, unlit, in one colour
"""

from __future__ import annotations

import numpy as np
from panda3d import core

from engine.view.materials import to_geom
from engine.view.mesh import Mesh

__all__ = ["hull_node", "outline"]

_COLOUR = (1.0, 0.72, 0.05, 1.0)


def outline(solid: Mesh, width: float) -> Mesh:
    """The mesh with coinciding vertices welded and pushed ``width`` metres out along their mean normal."""
    keys = np.round(solid.p, 3)
    welded, index = np.unique(keys, axis=0, return_inverse=True)
    index = index.reshape(-1)
    mean = np.zeros((len(welded), 3))
    np.add.at(mean, index, solid.n)
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-6)
    pushed = welded + mean * width
    faces = index[solid.f].astype(np.uint32)
    a, b, c = faces.T
    keep = (a != b) & (b != c) & (c != a)
    flat = np.zeros((len(welded), 2), np.float32)
    return Mesh(pushed.astype(np.float32), mean.astype(np.float32), flat, faces[keep])


def hull_node(solid: Mesh) -> core.GeomNode:
    """The outline of a thing, slightly larger than it and inside out, ready to hang beside it."""
    low, high = (np.array(v) for v in solid.bounds())
    hull = outline(solid, float(np.clip(np.max(high - low) * 0.012, 0.006, 0.022)))
    geoms = core.GeomNode("outline")
    colours = np.tile(np.array([round(c * 255) for c in _COLOUR], np.uint8), (len(hull.p), 1))
    state = core.RenderState.make(
        core.ColorAttrib.make_vertex(),
        core.LightAttrib.make_all_off(),
        core.CullFaceAttrib.make(core.CullFaceAttrib.M_cull_counter_clockwise),
    )
    geoms.add_geom(to_geom(hull, colours), state)
    return geoms
