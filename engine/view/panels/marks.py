"""Small marks that mean the same on every panel: the alarm badge, the step tick, the lamp.

A badge carries colour, shape and number of its priority. Unanswered it is filled and blinks once a second,
answered it stands still as an outline.
"""

from __future__ import annotations

import math
from typing import Any

from slimgui import imgui

from engine.view import theme
from engine.view.alarm_watch import STANDING, UNANSWERED
from engine.view.theme import PRIORITY, Rgba, u32
from engine.view.tools import Tools

__all__ = ["badge", "badge_item", "lamp", "shelved_mark", "tick_box"]

_LOW = PRIORITY["low"]


def badge(
    ui: Tools, centre: tuple[float, float], size: float, priority: str, state: str = "unack", draw: Any = None
) -> None:
    """Draw the badge of an alarm, ``size`` pixels across, on ``draw`` or the window's draw list."""
    look = PRIORITY.get(priority, _LOW)
    draw = draw or imgui.get_window_draw_list()
    half = size / 2
    answered = state not in UNANSWERED
    dim = not answered and math.floor(ui.now * 2) % 2 == 1
    fill = theme.with_alpha(look.fill, 0.45) if dim or state not in STANDING else look.fill
    outline = u32(look.fill if not answered else theme.TEXT)
    points = _shape(look.shape, centre, half)
    if points is None:
        draw.add_circle_filled(centre, half, u32(fill), 20)
        draw.add_circle(centre, half, outline, 20, max(1.0, ui.px(1.5)))
    else:
        draw.add_convex_poly_filled(points, u32(fill))
        draw.add_polyline(points, outline, imgui.DrawFlags.CLOSED, max(1.0, ui.px(1.5)))
    shift = {"up": 0.14, "down": -0.14}.get(look.shape, 0.0) * size
    with ui.font(max(9.0, size / ui.scale * 0.62)):
        ink = theme.TEXT if dim else look.ink
        width, height = imgui.calc_text_size(str(look.number))
        at = (round(centre[0] - width / 2), round(centre[1] + shift - height / 2))
        draw.add_text(imgui.get_font(), imgui.get_font_size(), at, u32(ink), str(look.number))


def _shape(shape: str, centre: tuple[float, float], half: float) -> list[tuple[float, float]] | None:
    x, y = centre
    if shape == "square":
        return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    if shape == "up":
        return [(x, y - half), (x + half, y + half), (x - half, y + half)]
    if shape == "down":
        return [(x - half, y - half), (x + half, y - half), (x, y + half)]
    return None


def shelved_mark(ui: Tools, centre: tuple[float, float], size: float, priority: str) -> None:
    """The badge of a shelved alarm: its shape hollow and grey, because it waits for nobody but is not gone."""
    half, draw = size / 2, imgui.get_window_draw_list()
    points = _shape(PRIORITY.get(priority, _LOW).shape, centre, half)
    if points is None:
        draw.add_circle(centre, half, u32(theme.EDGE), 20, max(1.0, ui.px(2)))
    else:
        draw.add_polyline(points, u32(theme.EDGE), imgui.DrawFlags.CLOSED, max(1.0, ui.px(2)))


def badge_item(ui: Tools, size: float, priority: str, state: str) -> None:
    """A badge as an item of the layout, ``size`` for 1366 × 768, as high as a line."""
    x, y = imgui.get_cursor_screen_pos()
    pixels, line = ui.px(size), imgui.get_text_line_height()
    badge(ui, (x + pixels / 2, y + line / 2), pixels, priority, state)
    imgui.dummy((pixels, line))


def lamp(ui: Tools, centre: tuple[float, float], radius: float, lit: bool, colour: Rgba) -> None:
    """A round lamp: bright when lit, dark glass when not, so that it also tells without colour."""
    draw = imgui.get_window_draw_list()
    draw.add_circle_filled(centre, radius + ui.px(3), u32(theme.EDGE), 32)
    glass = colour if lit else (colour[0] * 0.35, colour[1] * 0.35, colour[2] * 0.35, 1.0)
    draw.add_circle_filled(centre, radius, u32(glass), 32)
    if lit:
        gleam = (centre[0] - radius * 0.3, centre[1] - radius * 0.35)
        draw.add_circle_filled(gleam, radius * 0.3, u32((1, 1, 1, 0.65)), 16)


def tick_box(ui: Tools, state: str, size: float = 18.0) -> None:
    """The mark of a step as an item: ``done`` a tick, ``wrong`` a cross, ``now`` an arrow, ``given`` a grey
    tick, ``partial`` a yellow one, ``skipped`` a dash, else an empty box."""
    x, y = imgui.get_cursor_screen_pos()
    pixels, line = ui.px(size), imgui.get_text_line_height()
    top = y + (line - pixels) / 2
    draw = imgui.get_window_draw_list()
    colour = {
        "done": theme.GOOD,
        "wrong": theme.BAD,
        "now": theme.ACCENT,
        "partial": theme.PRIORITY["medium"].fill,
    }.get(state, theme.EDGE)
    corner = (x + pixels, top + pixels)
    if state in ("done", "wrong", "partial"):
        draw.add_rect_filled((x, top), corner, u32(colour), ui.px(3))
    draw.add_rect((x, top), corner, u32(colour), ui.px(3), thickness=max(1.0, ui.px(1.5)))
    weight = max(1.5, ui.px(2))
    a = pixels / 6
    ink = {"given": theme.EDGE, "partial": theme.TEXT}.get(state, theme.ON_ACCENT)
    if state in ("done", "given", "partial"):
        bend = [(x + a, top + 3 * a), (x + 2.5 * a, top + 4.5 * a), (x + 5 * a, top + 1.5 * a)]
        draw.add_polyline(bend, u32(ink), imgui.DrawFlags.NONE, weight)
    elif state == "skipped":
        draw.add_line((x + 1.5 * a, top + 3 * a), (x + 4.5 * a, top + 3 * a), u32(theme.EDGE), weight)
    elif state == "wrong":
        draw.add_line((x + 1.5 * a, top + 1.5 * a), (x + 4.5 * a, top + 4.5 * a), u32(theme.ON_ACCENT), weight)
        draw.add_line((x + 4.5 * a, top + 1.5 * a), (x + 1.5 * a, top + 4.5 * a), u32(theme.ON_ACCENT), weight)
    elif state == "now":
        middle = top + pixels / 2
        draw.add_triangle_filled(
            (x + 2 * a, middle - 1.8 * a), (x + 2 * a, middle + 1.8 * a), (x + 4.6 * a, middle), u32(colour)
        )
    imgui.dummy((pixels, line))
