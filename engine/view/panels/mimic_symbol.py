"""One symbol of the picture in its present state: position, colours of its ends, what is wrong with it, its plate.

Nothing depends on colour alone: what moves flashes, what is not as it should be is crossed out.
"""

from __future__ import annotations

from dataclasses import replace

from slimgui import imgui

from engine.session.screens import Element
from engine.tags import Kind
from engine.view import theme
from engine.view.panels.colouring import ink_for, travel_of
from engine.view.panels.marks import badge
from engine.view.symbols import SYMBOLS, Pencil
from engine.view.symbols.strokes import PLAIN, Ink, blink
from engine.view.theme import u32
from engine.view.ui import Rect, Ui

__all__ = ["draw_symbol", "fraction_of", "is_moving", "is_wrong"]

BETWEEN = 0.02
"""A position counts as between its ends from this share of its range on."""
COLOURED = 1.8
"""Width of the strokes of a symbol that takes part in the colouring: that of a utility line, which goes on in it."""
_ANCHORS = {"above": (0.5, 1.0), "below": (0.5, 0.0), "left": (1.0, 0.5), "right": (0.0, 0.5)}


def fraction_of(ui: Ui, tag_id: str) -> float | None:
    """Where an analog tag stands in its range, ``None`` for anything else."""
    tag, value = ui.tag(tag_id), ui.value(tag_id)
    if tag is None or value is None or tag.kind is not Kind.ANALOG:
        return None
    return (value - tag.low) / (tag.high - tag.low)


def is_moving(ui: Ui, element: Element) -> bool:
    """Whether it is on its way: its tag says so, or its position is between its ends."""
    if element.moving:
        return ui.is_on(element.moving)
    travel = fraction_of(ui, element.state) if element.colours else None
    return travel is not None and BETWEEN < travel < 1.0 - BETWEEN


def is_wrong(ui: Ui, element: Element) -> bool:
    """Whether it is not as it should be: its tag says so, or it stands elsewhere than it was told and does not move."""
    if element.abnormal and ui.is_on(element.abnormal):
        return True
    if not element.wanted or is_moving(ui, element):
        return False
    wanted, travel = travel_of(ui, element.wanted), travel_of(ui, element.state)
    return wanted is not None and travel is not None and abs(wanted - travel) > 0.5


def draw_symbol(ui: Ui, element: Element, place: Rect) -> None:
    """Draw ``element``, whose kind is in the catalogue, its plate and its alarm."""
    state = ui.value(element.state) if element.state else None
    moving, wrong = is_moving(ui, element), is_wrong(ui, element)
    inks = _inks(ui, element, faded=(moving or wrong) and blink(ui.now))
    pencil = Pencil(
        imgui.get_window_draw_list(),
        place.centre,
        place.size if element.turn % 180 == 0 else (place.size[1], place.size[0]),
        element.turn,
        max(1.0, ui.px(COLOURED if element.colours else 1.5)),
        None if state is None else state >= 0.5,
        fraction_of(ui, element.tag),
        inks[0].colour if inks else theme.EDGE,
        travel_of(ui, element.state) if element.state else None,
        inks,
    )
    SYMBOLS[element.kind].draw(pencil)
    if wrong:
        _cross(ui, place)
    _plate(ui, element, place)
    alarm = next((found for tag in (element.tag, element.state) if (found := ui.alarms.worst_on(tag))), None)
    if alarm is not None:
        badge(ui, (place.x1, place.y0), ui.px(18), alarm.priority, alarm.state)


def _inks(ui: Ui, element: Element, *, faded: bool) -> tuple[Ink, ...]:
    inks = tuple(ink_for(ui, tag, element.palette) or PLAIN for tag in element.colours)
    if faded:
        inks = tuple(ink.faded() for ink in inks) or (replace(PLAIN).faded(),)
    return inks


def _cross(ui: Ui, place: Rect) -> None:
    """Two strokes across its middle, light under dark, that flash."""
    (x, y), reach = place.centre, max(ui.px(7), min(place.size) * 0.55)
    draw = imgui.get_window_draw_list()
    colour = theme.with_alpha(theme.BAD, 0.45) if blink(ui.now) else theme.BAD
    for paint, weight in ((theme.FIELD, ui.px(4.5)), (colour, ui.px(2.5))):
        for side in (-1, 1):
            draw.add_line((x - reach, y - side * reach), (x + reach, y + side * reach), u32(paint), weight)


def _plate(ui: Ui, element: Element, place: Rect) -> None:
    """Its text or plate, where ``label`` says; by default above what is large and below what is small."""
    text = element.text.of(ui.lang) if element.text is not None else ui.facts.plate(element.on)
    if not text or element.label == "none":
        return
    large = place.size[1] > ui.px(70)
    side = element.label if element.label != "auto" else ("above" if large else "below")
    x, y = place.centre
    at = {
        "above": (x, place.y0 - ui.px(2)), "below": (x, place.y1 + ui.px(1)),
        "left": (place.x0 - ui.px(3), y), "right": (place.x1 + ui.px(3), y),
    }[side]  # fmt: skip
    with ui.font(14 if large and element.label == "auto" else 11.5):
        ui.draw_text(at, text, theme.TEXT if large or element.colours else theme.MUTED, _ANCHORS[side])
