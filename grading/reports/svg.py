"""A few strokes of SVG, built as a tree so that no text can ever become markup.

>>> draw("line", {"x1": 0, "x2": 2.50}).attrib
{'x1': '0', 'x2': '2.5'}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement, tostring

__all__ = ["Attributes", "canvas", "draw", "markup", "text", "width_of", "wrapped"]

Attributes: TypeAlias = Mapping[str, float | str]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def canvas(width: float, height: float, title: str) -> Element:
    """An ``svg`` that fills its column; ``title`` is what a screen reader says."""
    box = f"0 0 {_number(width)} {_number(height)}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "role": "img"})
    SubElement(root, "title").text = _clean(title)
    return root


def draw(name: str, attributes: Attributes, parent: Element | None = None, tip: str = "") -> Element:
    """One shape; ``tip`` shows when the pointer rests on it."""
    values = {key: value if isinstance(value, str) else _number(value) for key, value in attributes.items()}
    shape = Element(name, values) if parent is None else SubElement(parent, name, values)
    if tip:
        SubElement(shape, "title").text = _clean(tip)
    return shape


def text(parent: Element, x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> Element:
    """Words with their baseline at (x, y)."""
    shape = draw("text", {"x": x, "y": y, "class": kind, "text-anchor": anchor}, parent)
    shape.text = _clean(words)
    return shape


def width_of(words: str, size: float) -> float:
    """Roughly how wide ``words`` will be: a Chinese character is a square, a Latin letter half one."""
    return sum(size if ord(c) > 0x2E80 else 0.6 * size for c in words)


def wrapped(words: str, size: float, room: float, most: int) -> list[str]:
    """``words`` in lines no wider than ``room``, at most ``most`` of them: English breaks at blanks."""
    lines = [""]
    for piece in re.findall(r"[ -\u2e7f]+?(?: |$|(?=[\u2e80-\uffff]))|.", words):
        if lines[-1] and width_of(lines[-1] + piece.rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece
    cut = [line.strip() for line in lines[:most]]
    if len(lines) > most:
        cut[-1] += "…"
    return cut


def markup(root: Element) -> str:
    """The tree as text for a page."""
    return tostring(root, encoding="unicode")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _clean(words: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)
