"""An inverted hull: the outline that shows what the crosshair points at, the same on every renderer.

hull = outline(mesh, 0.012)      # draw with reversed culling, unlit, in one colour
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from panda3d import core

from engine.view.materials import to_geom
from engine.view.mesh import Mesh

__all__ = ["hull_node", "outline"]

_COLOUR = (1.0, 0.72, 0.05, 1.0)
SIZEABLE = 0.05
"""How broad (its second extent) a piece is at least, as a share of the largest extent of the thing."""


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
    keep = (a != b) & (b != c) & (c != a) & _sizeable(welded, faces)
    flat = np.zeros((len(welded), 2), np.float32)
    return Mesh(pushed.astype(np.float32), mean.astype(np.float32), flat, faces[keep])


def _sizeable(points: NDArray[np.floating[Any]], faces: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """For each face, whether its piece of the mesh makes out the figure of the thing: lettering, symbols, bars and bolts on
    it do not, and a line around every one of them would hide what they say. All, where the thing is made of such pieces.
    """
    labels = np.arange(len(points))
    while True:
        least = labels[faces].min(axis=1)
        before = labels.copy()
        np.minimum.at(labels, faces.ravel(), np.repeat(least, 3))
        labels = labels[labels]
        if np.array_equal(labels, before):
            break
    low, high = np.full((len(points), 3), np.inf), np.full((len(points), 3), -np.inf)
    np.minimum.at(low, labels, points)
    np.maximum.at(high, labels, points)
    extents = np.sort(high[labels] - low[labels], axis=1)
    found: NDArray[np.bool_] = (extents[:, 1] >= SIZEABLE * np.max(np.ptp(points, axis=0)))[faces[:, 0]]
    return found if found.any() else np.ones(len(faces), dtype=bool)


def hull_node(solid: Mesh) -> core.GeomNode:
    """The outline of a thing, slightly larger than it and inside out, ready to hang beside it."""
    low, high = (np.array(v) for v in solid.bounds())
    hull = outline(solid, float(np.clip(np.max(high - low) * 0.012, 0.006, 0.015)))
    geoms = core.GeomNode("outline")
    colours = np.tile(np.array([round(c * 255) for c in _COLOUR], np.uint8), (len(hull.p), 1))
    state = core.RenderState.make(
        core.ColorAttrib.make_vertex(),
        core.LightAttrib.make_all_off(),
        core.CullFaceAttrib.make(core.CullFaceAttrib.M_cull_counter_clockwise),
    )
    geoms.add_geom(to_geom(hull, colours), state)
    return geoms
