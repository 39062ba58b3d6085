"""Name plates in the place: a board and the writing on it, legible in Chinese from a few metres.

writer = PlateWriter(font)
writer.write(parent, plate, ["R-101", "硝化釜"])
"""

from __future__ import annotations

from collections.abc import Sequence

from panda3d import core

from engine.view.equipment.model import Plate
from engine.view.fonts import find_font
from engine.view.materials import Look, to_geom, vertex_colours
from engine.view.mesh import box, join

__all__ = ["PlateWriter", "plate_font"]

_PIXELS = 40


def plate_font() -> core.TextFont | None:
    """The font of the plates, or ``None`` where no Chinese font can be found (Panda's own Latin font is used)."""
    found = find_font()
    if found.path is None:
        return None
    font = core.FontPool.load_font(core.Filename.from_os_specific(str(found.path)).get_fullpath())
    if font is None or not font.is_valid():
        return None
    if isinstance(font, core.DynamicTextFont):
        font.set_pixels_per_unit(_PIXELS)
        font.set_page_size(512, 512)
        font.set_minfilter(core.SamplerState.FT_linear_mipmap_linear)
        font.set_magfilter(core.SamplerState.FT_linear)
    return font


class PlateWriter:
    """Makes plates in one font."""

    def __init__(self, look: Look, font: core.TextFont | None) -> None:
        self._look, self._font = look, font

    def write(self, parent: core.NodePath, plate: Plate, lines: Sequence[str]) -> core.NodePath | None:
        """Hang a plate with one or two lines under ``parent``; nothing if there is nothing to say."""
        words = [line for line in lines if line]
        if not words:
            return None
        node = parent.attach_new_node("plate")
        node.set_pos(*plate.at)
        node.set_h(plate.turn)
        if plate.board:
            self._board(node, plate)
        if plate.height < 0.13 and len(words) > 1 and len("".join(words)) > 11:
            words = words[:1]
        shares = [1.0] if len(words) == 1 else [0.56, 0.44]
        top = plate.height * (0.93 if len(words) > 1 else 0.86)
        room = plate.height * (0.86 if len(words) > 1 else 0.72)
        for word, share in zip(words, shares, strict=False):
            self._line(node, word, plate, top, room * share)
            top -= room * share
        return node

    def _board(self, node: core.NodePath, plate: Plate) -> None:
        back = box(plate.width, 0.01, plate.height).moved(0, 0, 0)
        rim = plate.height * 0.035
        edge = join(
            [
                box(plate.width - 2 * rim, 0.002, rim * 0.7).moved(0, -0.0058, z)
                for z in (rim, plate.height - 1.7 * rim)
            ]
            + [
                box(rim * 0.7, 0.002, plate.height - 2 * rim).moved(s * (plate.width / 2 - rim), -0.0058, rim)
                for s in (-1, 1)
            ]
        )
        geoms = core.GeomNode("board")
        for solid, finish in ((back, "white"), (edge, "blue")):
            geoms.add_geom(
                to_geom(solid, vertex_colours(finish, 1.0, len(solid.p))), self._look.state(finish)
            )
        node.attach_new_node(geoms)

    def _line(self, node: core.NodePath, word: str, plate: Plate, top: float, high: float) -> None:
        text = core.TextNode("words")
        if self._font is not None:
            text.set_font(self._font)
        text.set_text(word)
        text.set_align(core.TextNode.A_center)
        ink = 0.06 if plate.ink == "black" else 0.97
        text.set_text_color(ink, ink, ink, 1)
        scale = high * 0.86
        wide = text.calc_width(word) * scale
        if wide > plate.width * 0.92:
            scale *= plate.width * 0.92 / wide
        written = node.attach_new_node(text.generate())
        written.set_scale(scale)
        written.set_pos(0, -0.012 if plate.board else -0.006, top - high * 0.5 - scale * 0.32)
        written.set_light_off()
        written.set_transparency(core.TransparencyAttrib.M_alpha)
        written.set_depth_write(False)
        written.set_depth_offset(1)
