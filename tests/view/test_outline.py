"""The outline around what is pointed at: its figure, not every little thing on it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.view.mesh import Mesh, box, join
from engine.view.outline import outline


def extents(mesh: Mesh) -> list[float]:
    """Extents along x, y, z of all that has a face."""
    seen = mesh.p[np.unique(mesh.f)]
    return [float(v) for v in np.ptp(seen, axis=0)]


def test_what_is_small_on_a_thing_is_not_outlined() -> None:
    """A board with a symbol and a bar standing off it has the outline of the board alone."""
    board, symbol, bar = box(4, 0.1, 2), box(0.15, 0.1, 0.15), box(3, 0.1, 0.02)
    whole = join([board, symbol.moved(0, -0.3, 0.5), bar.moved(0, -0.3, 1)])
    assert extents(outline(whole, 0.01)) == pytest.approx(extents(outline(board, 0.01)))


def test_a_thing_of_thin_pieces_keeps_them_all() -> None:
    """A ladder is nothing but rails and rungs: all of them are its figure."""
    ladder = join([box(0.04, 0.04, 3).moved(x) for x in (0, 0.5)])
    assert extents(outline(ladder, 0.01))[0] == pytest.approx(0.56, abs=0.01)
