"""An inverted hull: the outline that shows what the crosshair points at, the same on every renderer.

hull = outline(mesh, 0.012)      # draw with reversed culling, unlit, in one colour
"""

from __future__ import annotations

import numpy as np

from engine.view.mesh import Mesh

__all__ = ["outline"]


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
