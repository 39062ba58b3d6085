"""What field instruments show on the spot: figures around dials, numbers in displays.

display = Display(node, face, tag, index, font)
display.follow(frame.values)
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from panda3d import core

from engine.tags import Tag
from engine.view.equipment.model import Face
from engine.view.fonts import find_font
from engine.view.labels import PlateWriter
from engine.view.materials import Look
from engine.view.mesh import mesh

__all__ = ["Display", "digit_font", "hang_dial"]

_GREEN = (0.35, 0.95, 0.45, 1.0)


def digit_font() -> core.TextFont | None:
    """The font of displays, or ``None`` for Panda3D's own."""
    found = find_font()
    if found.path is None:
        return None
    font = core.FontPool.load_font(core.Filename.from_os_specific(str(found.path)).get_fullpath())
    if isinstance(font, core.DynamicTextFont) and font.get_num_pages() == 0:  # fonts are shared by all scenes
        font.set_pixels_per_unit(40)
        font.set_minfilter(core.SamplerState.FT_linear_mipmap_nearest)
    return font if font is not None and font.is_valid() else None


def hang_dial(parent: core.NodePath, face: Face, tag: Tag, writer: PlateWriter, look: Look) -> core.NodePath:
    """Put the figures of the range of ``tag`` onto a dial."""
    (x, y, z), r = face.at, face.size
    rim = [(math.cos(2 * math.pi * k / 24), math.sin(2 * math.pi * k / 24)) for k in range(24)]
    points = [(x, y, z), *((x + r * c, y, z + r * s) for c, s in rim)]
    coords = [(0.5, 0.5), *((0.5 + c / 2, 0.5 + s / 2) for c, s in rim)]
    solid = mesh(points, [(0, -1, 0)] * 25, coords, [(0, k, k % 24 + 1) for k in range(1, 25)])
    geoms = core.GeomNode("figures")
    geoms.add_geom(look.picture_geom(solid), look.picture_state(writer.dial(tag), see_through=False))
    return parent.attach_new_node(geoms)


class Display:
    """The number of one tag in lit digits; rewritten only when its digits change."""

    def __init__(self, parent: core.NodePath, face: Face, tag: Tag, index: int, font: core.TextFont | None) -> None:
        self._index = index
        span = max(tag.high - tag.low, 1e-9)
        sensible = min(3, max(0, 3 - math.ceil(math.log10(span))))
        self._decimals = sensible if face.decimals is None else face.decimals
        self._text = core.TextNode("reading")
        if font is not None:
            self._text.set_font(font)
        self._text.set_align(core.TextNode.A_center)
        self._text.set_text_color(*_GREEN)
        self.node = parent.attach_new_node(self._text)
        self.node.set_scale(face.size)
        self.node.set_pos(face.at[0], face.at[1], face.at[2] - face.size * 0.35)
        self.node.set_light_off()
        self.node.set_transparency(core.TransparencyAttrib.M_alpha)
        self.node.set_depth_write(False)
        self.node.set_depth_offset(1)
        self._shown = ""

    def follow(self, values: Sequence[float]) -> None:
        """Show the value as it is now."""
        shown = f"{values[self._index]:.{self._decimals}f}"
        if shown != self._shown:
            self._shown = shown
            self._text.set_text(shown)
