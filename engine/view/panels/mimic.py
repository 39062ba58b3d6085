"""The picture of a page: lines, symbols and values on a canvas that fits the space it is given.

Everything that can be operated or explained is one press away: pressing an element selects it, and its faceplate
opens beside the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from slimgui import imgui

from engine.session.screens import Element, Line, Screen
from engine.view import theme
from engine.view.panels.colouring import draw_legend, ink_for
from engine.view.panels.indicator import draw_bar, draw_indicator, draw_reading, draw_value
from engine.view.panels.mimic_symbol import draw_symbol, fraction_of
from engine.view.panels.spark import draw_spark
from engine.view.panels.tasks import current_guide
from engine.view.symbols import BASIC_KINDS, SYMBOLS
from engine.view.symbols.strokes import Ink, trace
from engine.view.theme import u32
from engine.view.ui import Rect, Ui

__all__ = ["Selection", "draw_mimic", "guided_to"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a faceplate is open for: an operable, or a tag alone; ``shows`` are further tags to list."""

    on: str = ""
    tag: str = ""
    state: str = ""
    shows: tuple[str, ...] = ()

    @classmethod
    def of(cls, element: Element) -> Selection:
        """What pressing ``element`` selects."""
        further = (element.wanted, element.abnormal, *element.colours)
        shows = dict.fromkeys(name for name in (*element.shows, *further) if name)
        return cls(element.on, element.tag, element.state, tuple(shows))

    @property
    def name(self) -> str:
        """The id it goes by."""
        return self.on or self.tag


@dataclass(frozen=True, slots=True)
class _Canvas:
    """From canvas units to pixels."""

    x: float
    y: float
    unit: float

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        return self.x + point[0] * self.unit, self.y + point[1] * self.unit

    def rect(self, element: Element, size: tuple[float, float]) -> Rect:
        x, y = self.at(element.at)
        w, h = size[0] * self.unit / 2, size[1] * self.unit / 2
        return Rect(x - w, y - h, x + w, y + h)


def draw_mimic(ui: Ui, screen: Screen, rect: Rect, selected: Selection | None) -> Selection | None:
    """Draw ``screen`` inside ``rect``; returns what was pressed in this frame."""
    unit = min(rect.size[0] / screen.size[0], rect.size[1] / screen.size[1])
    canvas = _Canvas(
        rect.x0 + (rect.size[0] - unit * screen.size[0]) / 2,
        rect.y0 + (rect.size[1] - unit * screen.size[1]) / 2,
        unit,
    )
    for line in screen.lines:
        _draw_line(ui, canvas, line)
    held = _held(ui)
    guided = guided_to(ui)
    pressed = None
    for number, element in enumerate(screen.elements):
        size = element.size or _usual_size(element.kind, element.turn)
        place = canvas.rect(element, size)
        _draw_element(ui, element, place)
        if element.on or (element.tag and element.kind != "trend"):
            name = f"mimic.{element.on or element.tag}.{number}"
            imgui.set_next_item_allow_overlap()
            if ui.hot(name, place):
                pressed = Selection.of(element)
            _frame(ui, place, selected is not None and selected == Selection.of(element))
        if guided and guided == (element.on or element.tag):
            _beckon(ui, place)
        if element.on in held:
            _chip(ui, place, held[element.on])
    return pressed


def guided_to(ui: Ui) -> str:
    """What to act on now: what a hint pointed out, or the present step where the learner is guided."""
    if ui.hinted:
        return ui.hinted
    guide = current_guide(ui)
    return guide.on if guide is not None else ""


def _beckon(ui: Ui, place: Rect) -> None:
    """A ring that breathes around what to use now."""
    gap = ui.px(7) + round(ui.px(3) * math.sin(ui.now * 4))  # whole pixels keep its edges sharp
    imgui.get_window_draw_list().add_rect(
        (place.x0 - gap, place.y0 - gap), (place.x1 + gap, place.y1 + gap), u32(theme.ACCENT), ui.px(8),
        thickness=ui.px(3),
    )  # fmt: skip


def _usual_size(kind: str, turn: int) -> tuple[float, float]:
    symbol = SYMBOLS.get(kind)
    if symbol is None:
        return BASIC_KINDS.get(kind, (6.0, 6.0))
    return symbol.size if turn % 180 == 0 else (symbol.size[1], symbol.size[0])


def _held(ui: Ui) -> dict[str, str]:
    """Operables that a tripped interlock holds, with its plate."""
    held: dict[str, str] = {}
    for name in ui.frame.tripped:
        facts = ui.facts.interlocks.get(name)
        for target, _ in facts.effects if facts is not None else ():
            held.setdefault(target, ui.facts.plate(name))
    return held


def _draw_line(ui: Ui, canvas: _Canvas, line: Line) -> None:
    draw = imgui.get_window_draw_list()
    points = [canvas.at(point) for point in line.path]
    flowing = False
    if line.flow:
        value, tag = ui.value(line.flow), ui.tag(line.flow)
        flowing = value is not None and tag is not None and value - max(tag.low, 0.0) > 0.004 * (tag.high - tag.low)
    weight = ui.px({"main": 2.5, "utility": 1.8, "signal": 1.0}[line.style] + (1.5 if flowing else 0.0))
    colour = theme.TEXT if flowing else theme.EDGE
    if line.style == "signal":
        colour = theme.FAINT
    ink = ink_for(ui, line.colours, line.palette) or Ink(colour)
    trace(draw, points, ink, weight, ui.scale)
    colour = ink.colour
    if line.arrow:
        (x0, y0), (x1, y1) = points[-2], points[-1]
        length = max(1e-6, ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)
        dx, dy, size = (x1 - x0) / length, (y1 - y0) / length, ui.px(9)
        back = (x1 - dx * size, y1 - dy * size)
        side = (-dy * size * 0.5, dx * size * 0.5)
        draw.add_triangle_filled(
            (x1, y1), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]), u32(colour)
        )


def _draw_element(ui: Ui, element: Element, place: Rect) -> None:
    symbol = SYMBOLS.get(element.kind)
    if symbol is not None:
        draw_symbol(ui, element, place)
    elif element.kind == "value":
        draw_value(ui, element.tag, (place.x0, place.y0), place.size[0])
    elif element.kind == "reading":
        draw_reading(ui, element.tag, place)
    elif element.kind == "legend":
        draw_legend(ui, element.palette, place)
    elif element.kind == "indicator":
        draw_indicator(ui, element.tag, place, text=False)
    elif element.kind == "bar":
        draw_bar(place, fraction_of(ui, element.tag) or 0.0)
    elif element.kind == "label" and element.text is not None:
        with ui.font(13):
            ui.draw_text(place.centre, element.text.of(ui.lang), theme.MUTED, (0.5, 0.5))
    elif element.kind == "frame":
        _draw_frame(ui, element, place)
    elif element.kind == "button":
        _draw_button(ui, element, place)
    elif element.kind == "trend":
        draw_spark(ui, element.tag, place)


def _draw_frame(ui: Ui, element: Element, place: Rect) -> None:
    draw = imgui.get_window_draw_list()
    draw.add_rect((place.x0, place.y0), (place.x1, place.y1), u32(theme.LINE), ui.px(4))
    if element.text is not None:
        with ui.font(12.5):
            ui.draw_text((place.x0 + ui.px(8), place.y0 + ui.px(4)), element.text.of(ui.lang), theme.MUTED)


def _draw_button(ui: Ui, element: Element, place: Rect) -> None:
    draw = imgui.get_window_draw_list()
    lit = bool(element.state) and ui.is_on(element.state)
    fill, ink = (theme.TEXT, theme.ON_ACCENT) if lit else (theme.CARD, theme.TEXT)
    draw.add_rect_filled((place.x0, place.y0), (place.x1, place.y1), u32(fill), ui.px(3))
    draw.add_rect((place.x0, place.y0), (place.x1, place.y1), u32(theme.EDGE), ui.px(3), thickness=ui.px(1.5))
    text = element.text.of(ui.lang) if element.text is not None else ui.facts.plate(element.on)
    with ui.font(13):
        ui.draw_text(place.centre, ui.fitted(text, place.size[0] - ui.px(6)), ink, (0.5, 0.5))


def _frame(ui: Ui, place: Rect, selected: bool) -> None:
    """Shows what is under the pointer and what is selected."""
    if not selected and not imgui.is_item_hovered() and not imgui.is_item_focused():
        return
    gap = ui.px(4)
    imgui.get_window_draw_list().add_rect(
        (place.x0 - gap, place.y0 - gap),
        (place.x1 + gap, place.y1 + gap),
        u32(theme.ACCENT if selected else theme.with_alpha(theme.ACCENT, 0.6)),
        ui.px(3),
        thickness=ui.px(2 if selected else 1.2),
    )


def _chip(ui: Ui, place: Rect, text: str) -> None:
    """The plate of the interlock that holds an element."""
    with ui.font(11):
        width, height = imgui.calc_text_size(text)
        x, y = place.x0 - ui.px(4), place.y0 - height - ui.px(2)
        imgui.get_window_draw_list().add_rect_filled(
            (x, y), (x + width + ui.px(8), y + height + ui.px(2)), u32(theme.TEXT), ui.px(2)
        )
        ui.draw_text((x + ui.px(4), y + ui.px(1)), text, theme.ON_ACCENT)
