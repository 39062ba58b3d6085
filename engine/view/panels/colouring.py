"""Colour by state on the pictures: what a palette makes of the tags of lines and symbols, and the legend that says so.

    ink = ink_for(ui, "L1.state")          # how the line looks in this frame, None without a state
    draw_legend(ui, "contents", rect)
"""

from __future__ import annotations

import math

from slimgui import imgui

from engine.tags import Kind
from engine.view import theme
from engine.view.symbols.strokes import PLAIN, Ink, ink_of, trace
from engine.view.theme import u32
from engine.view.ui import Rect, Ui

__all__ = ["draw_legend", "ink_for", "option_text", "travel_of"]

ROW = 19.0
LEAST_ROW = 15.0
"""Height of a row of the legend, and the least before another column begins, for 1366 × 768."""
SAMPLE = 42.0


def ink_for(ui: Ui, tag_id: str, palette: str = "") -> Ink | None:
    """The look of the present state of a tag, ``None`` where it has no state or no palette knows it."""
    value = ui.value(tag_id) if tag_id else None
    if value is None or not math.isfinite(value):
        return None
    shades = ui.facts.shades(tag_id, palette)
    index = int(value)
    shade = shades[index] if 0 <= index < len(shades) else None
    return None if shade is None else ink_of(shade, ui.now)


def travel_of(ui: Ui, tag_id: str) -> float | None:
    """How far a tag is from its first state to its last, 0–1: a flag, a mode by the order of its options, a number."""
    tag, value = ui.tag(tag_id), ui.value(tag_id)
    if tag is None or value is None or not math.isfinite(value) or tag.kind is Kind.TEXT:
        return None
    if tag.kind is Kind.MODE:
        return value / max(1, len(tag.options) - 1)
    if tag.kind is Kind.DISCRETE:
        return 1.0 if value >= 0.5 else 0.0
    return min(1.0, max(0.0, (value - tag.low) / (tag.high - tag.low)))


def option_text(ui: Ui, palette: str, option: str) -> str:
    """The name of a state: the palette's, or the program's word for the option."""
    shade = ui.facts.palettes[palette][option]
    return shade.title.of(ui.lang) if shade.title is not None else ui.t.get(f"option.{option}", option)


def draw_legend(ui: Ui, palette: str, place: Rect) -> None:
    """A sample of each state of a palette with its name, as many rows a column as the place is high."""
    known = ui.facts.palettes
    name = palette or next(iter(known), "")
    if name not in known:
        return
    draw = imgui.get_window_draw_list()
    draw.add_rect((place.x0, place.y0), (place.x1, place.y1), u32(theme.LINE), ui.px(3))
    pad = ui.px(8)
    rows = max(1, min(len(known[name]), int((place.size[1] - pad) // ui.px(LEAST_ROW))))
    row = min(ui.px(ROW), (place.size[1] - pad) / rows)
    columns = -(-len(known[name]) // rows)
    width = (place.size[0] - pad) / columns
    with ui.font(12):
        for i, (option, shade) in enumerate(known[name].items()):
            x = place.x0 + pad + (i // rows) * width
            y = place.y0 + pad / 2 + (i % rows + 0.5) * row
            trace(draw, [(x, y), (x + ui.px(SAMPLE), y)], ink_of(shade, ui.now) or PLAIN, ui.px(2.5), ui.scale)
            text = ui.fitted(option_text(ui, name, option), width - ui.px(SAMPLE + 14))
            ui.draw_text((x + ui.px(SAMPLE + 8), y), text, theme.TEXT, (0, 0.5))
