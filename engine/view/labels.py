"""Name plates in the place: board, rim and writing painted into one small picture, legible from a few metres.

A picture keeps its shape at a distance (it is mip-mapped), costs two triangles a side, and is the same on every
renderer.

    writer = PlateWriter(look)
    writer.write(parent, plate, ["R-101", "硝化釜"])
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from panda3d import core

from engine.tags import Tag
from engine.view.equipment.finishes import FINISHES
from engine.view.equipment.model import Lettering, Plate, Word
from engine.view.fonts import find_font
from engine.view.materials import Look
from engine.view.mesh import Mesh, mesh

__all__ = ["PlateWriter"]

_WIDE = 128
_RIM = (0.10, 0.26, 0.50)
_PAPER = (0.96, 0.96, 0.94)
_UNITS = {"degC": "°C", "kPag": "kPa", "MPag": "MPa", "m3/h": "m³/h"}
_INKS = {"black": (0.05, 0.05, 0.06), "white": (0.98, 0.98, 0.97)}


_FINE = 22
"""Pixels of the smallest letters of a lettering."""
_SIZES = (12, 15, 18, 22, 27, 33, 40, 48, 58, 70, 84)


def _maker(size: int) -> core.PNMTextMaker | None:
    """A writer of letters of one height in the program's font; ``None`` where no font with Chinese is found."""
    found = find_font()
    if found.path is None:
        return None
    maker = core.PNMTextMaker(core.Filename.from_os_specific(str(found.path)), 0)
    if not maker.is_valid():
        return None
    maker.set_pixel_size(size)
    maker.set_align(core.PNMTextMaker.A_center)
    return maker


class PlateWriter:
    """Makes plates in one font."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._makers: dict[int, core.PNMTextMaker | None] = {}

    def write(self, parent: core.NodePath, plate: Plate, lines: Sequence[str]) -> core.NodePath | None:
        """Hang a plate with one or two lines under ``parent``; nothing if there is nothing to say."""
        words = [line for line in lines if line]
        if not words:
            return None
        if plate.height < 0.15:
            words = words[:1]
        texture = self._paint(plate, words)
        node = parent.attach_new_node("plate")
        node.set_pos(*plate.at)
        node.set_h(plate.turn)
        geoms = core.GeomNode("board")
        geoms.add_geom(self._look.picture_geom(_faces(plate)), self._look.picture_state(texture, not plate.board))
        node.attach_new_node(geoms)
        return node

    def _paint(self, plate: Plate, words: Sequence[str]) -> core.Texture:
        """The picture of a plate; its sides are powers of two, the letters keep their proportions."""
        key = f"plate:{plate.width:.3f}:{plate.height:.3f}:{plate.board}:{plate.ink}:{plate.paper}:" + "\n".join(words)
        known = self._look.kept(key)
        if known is not None:
            return known
        wide = _WIDE * (1 if plate.width < 0.45 else 2 if plate.width < 1.6 else 4)
        high = max(16, round(wide * plate.height / plate.width))
        image = core.PNMImage(wide, high, 4)
        board = FINISHES[plate.paper].colour if plate.paper else _PAPER
        paper = board if plate.board else _INKS[plate.ink]
        image.fill(*paper)
        image.alpha_fill(1.0 if plate.board else 0.0)
        if plate.board and not plate.paper:
            self._rim(image)
        self._letters(image, words, _INKS[plate.ink])
        tall = 2 ** max(4, round(math.log2(high)))
        square = core.PNMImage(wide, tall, 4)
        square.quick_filter_from(image)
        texture = core.Texture(key)
        texture.load(square)
        self._look.sharpen(texture)
        return self._look.keep(texture)

    def letter(self, parent: core.NodePath, lettering: Lettering, lang: str) -> core.NodePath:
        """Hang a sheet of words in one language under ``parent``."""
        texture, share = self._sheet(lettering, lang)
        x, z = lettering.width / 2, lettering.height
        points = [(-x, 0, 0), (x, 0, 0), (x, 0, z), (-x, 0, z)]
        coords = [(0, 1 - share), (1, 1 - share), (1, 1), (0, 1)]
        front = mesh(points, [(0, -1, 0)] * 4, coords, [(0, 1, 2), (0, 2, 3)])
        geoms = core.GeomNode("words")
        geoms.add_geom(self._look.picture_geom(front), self._look.picture_state(texture, not lettering.paper))
        node = parent.attach_new_node(geoms)
        node.set_pos(*lettering.at)
        node.set_h(lettering.turn)
        return node

    def _sheet(self, lettering: Lettering, lang: str) -> tuple[core.Texture, float]:
        """The picture of a sheet and the share of its height that is used. Both sides are powers of two, so that no
        letter is ever stretched; fine enough for the smallest word."""
        smallest = min(word.height for word in lettering.words)
        wide = 2 ** round(math.log2(min(max(lettering.width / smallest * _FINE, 128), 1024)))
        high = max(8, round(wide * lettering.height / lettering.width))
        tall = 2 ** math.ceil(math.log2(high))
        key = f"sheet:{lang}:{lettering.width:.3f}:{lettering.height:.3f}:{lettering.paper}:{lettering.words}"
        known = self._look.kept(key)
        if known is not None:
            return known, high / tall
        image = core.PNMImage(wide, tall, 4)
        image.fill(*(FINISHES[lettering.paper].colour if lettering.paper else _INKS["black"]))
        image.alpha_fill(1.0 if lettering.paper else 0.0)
        scale = wide / lettering.width
        for word in lettering.words:
            self._put(image, word, word.text.of(lang), scale, (wide / 2 + word.x * scale, high - word.z * scale))
        texture = core.Texture(key)
        texture.load(image)
        self._look.sharpen(texture)
        return self._look.keep(texture), high / tall

    def _put(self, image: core.PNMImage, word: Word, text: str, scale: float, at: tuple[float, float]) -> None:
        """Write one word with its middle at a pixel, smaller if it would be too wide."""
        size = max(6, round(word.height * scale))
        while True:
            maker = self._makers.setdefault(size, None) or _maker(size)
            self._makers[size] = maker
            if maker is None:
                return
            long = maker.calc_width(text)
            if not word.wide or long <= word.wide * scale or size <= 6:
                break
            size = max(6, min(size - 1, int(size * word.wide * scale / long)))
        if word.paper:
            broad = round(word.wide * scale) if word.wide else long + size
            label = core.PNMImage(max(2, broad), round(size * 1.3), 4)
            label.fill(*FINISHES[word.paper].colour)
            label.alpha_fill(1.0)
            image.copy_sub_image(label, round(at[0] - broad / 2), round(at[1] - size * 0.65))
        maker.set_fg(core.LColor(*FINISHES[word.ink].colour, 1))
        for bolder in range(1 + int(size / 18)):
            maker.generate_into(text, image, round(at[0]) + bolder, round(at[1] + size * 0.36))

    def dial(self, tag: Tag) -> core.Texture:
        """The figures of a dial gauge for the range of ``tag``, from the lower left over 270 degrees."""
        key = f"dial:{tag.low}:{tag.high}:{tag.unit}"
        known = self._look.kept(key)
        if known is not None:
            return known
        side = 128
        image = core.PNMImage(side, side, 4)
        image.fill(*FINISHES["dial"].colour)
        image.alpha_fill(1)
        for k in range(0, 11, 2):
            angle = math.radians(225 - 27 * k)
            value = tag.low + (tag.high - tag.low) * k / 10
            at = (side / 2 + math.cos(angle) * side * 0.28, side / 2 - math.sin(angle) * side * 0.29)
            self._figure(
                image, f"{value:.3g}" if abs(value) < 999.5 else f"{value:.0f}", at, 15 if tag.high < 1000 else 13
            )
        self._figure(image, _UNITS.get(tag.unit, tag.unit), (side / 2, side * 0.86), 15)
        texture = core.Texture(key)
        texture.load(image)
        self._look.sharpen(texture)
        return self._look.keep(texture)

    def _figure(self, image: core.PNMImage, word: str, at: tuple[float, float], size: int) -> None:
        if size not in self._makers:
            self._makers[size] = _maker(size)
        maker = self._makers[size]
        if maker is not None:
            maker.set_fg(core.LColor(*_INKS["black"], 1))
            for bolder in (0, 1):
                maker.generate_into(word, image, round(at[0]) + bolder, round(at[1] + size * 0.36))

    @staticmethod
    def _rim(image: core.PNMImage) -> None:
        w, h = image.get_x_size(), image.get_y_size()
        inset, bar = max(2, h // 24), max(2, h // 32)
        for x0, x1, y0, y1 in (
            (inset, w - inset, inset, inset + bar),
            (inset, w - inset, h - inset - bar, h - inset),
            (inset, inset + bar, inset, h - inset),
            (w - inset - bar, w - inset, inset, h - inset),
        ):
            for x in range(x0, x1):
                for y in range(y0, y1):
                    image.set_xel(x, y, *_RIM)

    def _letters(self, image: core.PNMImage, words: Sequence[str], ink: tuple[float, float, float]) -> None:
        w, h = image.get_x_size(), image.get_y_size()
        shares = [1.0] if len(words) == 1 else [0.55, 0.45]
        top = h * 0.04
        for word, share in zip(words, shares, strict=False):
            room = h * 0.92 * share
            maker = self._fitting(word, room * (0.92 if len(words) > 1 else 0.84), w * 0.93)
            if maker is not None:
                maker.set_fg(core.LColor(*ink, 1))
                base = top + room * 0.5 + maker.get_pixel_size() * 0.36
                for bolder in range(1 + int(maker.get_pixel_size() / 24)):
                    maker.generate_into(word, image, w // 2 + bolder, round(base))
            top += room

    def _fitting(self, word: str, high: float, wide: float) -> core.PNMTextMaker | None:
        """The largest letters of which ``word`` fits; one maker a size, because a maker keeps the letters it drew."""
        best = None
        for size in _SIZES:
            if size not in self._makers:
                self._makers[size] = _maker(size)
            maker = self._makers[size]
            if maker is None or (best is not None and (size > high or maker.calc_width(word) > wide)):
                break
            best = maker
        return best


def _faces(plate: Plate) -> Mesh:
    """The front of a plate and, for a board, its back with the same writing."""
    x, z = plate.width / 2, plate.height
    points, normals, coords, faces = [], [], [], []
    for k, (side, y) in enumerate(((1, -0.007), (-1, 0.005)) if plate.board else ((1, -0.006),)):
        points += [(-x * side, y, 0), (x * side, y, 0), (x * side, y, z), (-x * side, y, z)]
        normals += [(0, -side, 0)] * 4
        coords += [(0, 0), (1, 0), (1, 1), (0, 1)]
        faces += [(4 * k, 4 * k + 1, 4 * k + 2), (4 * k, 4 * k + 2, 4 * k + 3)]
    return mesh(points, normals, coords, faces)
