"""Floors with their painted pictures, and the ground beyond the last room."""

from __future__ import annotations

from collections.abc import Sequence

from panda3d import core

from engine.session.stage import StageSection
from engine.view.building.floors import Floor
from engine.view.materials import Look, picture_texture, to_geom, vertex_colours
from engine.view.mesh import Mesh, mesh

__all__ = ["lay_ground"]

_MARGIN = 60.0
_STREWN = ("gravel", "lawn")
_GRAIN = 1.6
"""Metres after which the fine grain of gravel and grass repeats."""


def _slab(box: tuple[float, float, float, float], level: float, cells: int = 4) -> Mesh:
    """A level rectangle looking up, texture 0…1 with north at the top, cut so that perspective stays true."""
    west, south, east, north = box
    points, coords, faces = [], [], []
    for row in range(cells + 1):
        for column in range(cells + 1):
            u, v = column / cells, row / cells
            points.append((west + (east - west) * u, south + (north - south) * v, level))
            coords.append((u, v))
    for row in range(cells):
        for column in range(cells):
            k = row * (cells + 1) + column
            faces += [(k, k + 1, k + cells + 2), (k, k + cells + 2, k + cells + 1)]
    return mesh(points, [(0, 0, 1)] * len(points), coords, faces)


def _roughen(node: core.NodePath, floor: Floor, look: Look) -> None:
    """Lay a fine repeating grain over the picture of a large floor, whose own pixels are as large as a hand."""
    stage = core.TextureStage("grain")
    stage.set_mode(core.TextureStage.M_modulate)
    stage.set_sort(1)
    node.set_texture(stage, look.texture("grain"))
    west, south, east, north = floor.box
    node.set_tex_scale(stage, round((east - west) / _GRAIN), round((north - south) / _GRAIN))


def lay_ground(parent: core.NodePath, floors: Sequence[Floor], stage: StageSection, look: Look) -> None:
    """One slab a floor, and grass around the lowest of them."""
    for floor in floors:
        slab = _slab(floor.box, floor.level)
        geoms = core.GeomNode(f"floor:{floor.room}")
        geoms.add_geom(to_geom(slab, vertex_colours("lamp_white", 1.0, len(slab.p))))
        node = parent.attach_new_node(geoms)
        texture = picture_texture(f"floor:{floor.room}", floor.picture)
        node.set_texture(look.keep(texture))
        node.set_color(1, 1, 1, 1)
        node.set_material(look.plain())
        if stage.rooms[floor.room].style in _STREWN:
            _roughen(node, floor, look)
    boxes = [room.box for room in stage.rooms.values()]
    if not boxes:
        return
    outdoors = [room.floor for room in stage.rooms.values() if not room.walls]
    level = min(outdoors or [room.floor for room in stage.rooms.values()]) - 0.03
    around = (
        min(b[0] for b in boxes) - _MARGIN,
        min(b[1] for b in boxes) - _MARGIN,
        max(b[2] for b in boxes) + _MARGIN,
        max(b[3] for b in boxes) + _MARGIN,
    )
    slab = _slab(around, level, 12)
    geoms = core.GeomNode("ground")
    geoms.add_geom(to_geom(slab, vertex_colours("grass", 1.0, len(slab.p))), look.state("grass"))
    ground = parent.attach_new_node(geoms)
    ground.set_bin("background", 0)  # behind everything else: far away, 3 cm are less than the depth buffer can tell
    ground.set_depth_write(False)
