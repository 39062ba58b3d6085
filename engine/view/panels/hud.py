"""What is seen while walking: the bar, a point to aim with, what is looked at and how to use it, alarms, messages.

Nothing here takes the keyboard, so that walking goes on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from slimgui import imgui

from engine.view import theme
from engine.view.alarm_watch import STANDING
from engine.view.panels.inhand import in_hand_line
from engine.view.panels.marks import badge
from engine.view.panels.menu import has_papers
from engine.view.panels.tasks import current_step
from engine.view.panels.ticket_strip import strip_lines, ticket_in_force
from engine.view.panels.topbar import BAR_HEIGHT, draw_topbar
from engine.view.panels.verb_words import verb_text
from engine.view.theme import u32
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["Aim", "Beacon", "draw_hud"]

MESSAGE_SECONDS = 20.0
_CORNERS = 92
"""Height of what stands at the foot of the window, for 1366 × 768."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the learner looks at: a stage object, its plate and name, whether it is in reach, the first verb it gives and
    on what, and where it is seen."""

    object: str
    plate: str = ""
    title: str = ""
    in_reach: bool = False
    verb: str = ""
    reads: str = ""
    on: str = ""
    box: tuple[float, float, float, float] | None = None
    """What it covers of the window (left, top, right, bottom; 0…1, y down), ``None`` where it reaches behind the eye."""


@dataclass(frozen=True, slots=True)
class Beacon:
    """Where the thing to use now is: a point of the window (0…1, y down), its distance, whether it is in view."""

    text: str
    x: float
    y: float
    metres: float
    in_view: bool = True


def draw_hud(
    ui: Ui, title: str, aim: Aim | None, at_console: bool = False, beacon: Beacon | None = None
) -> str:
    """Draw over the place; returns ``menu`` if the bar was asked for it, ``tasks`` for the task sheet."""
    width, height = imgui.get_io().display_size
    imgui.set_next_window_pos((0, 0))
    imgui.set_next_window_size((width, ui.px(BAR_HEIGHT)))
    imgui.push_style_var(imgui.StyleVar.WINDOW_PADDING, (0, 0))
    imgui.push_style_var(imgui.StyleVar.WINDOW_MIN_SIZE, (1, 1))
    flags = imgui.WindowFlags.NO_DECORATION | imgui.WindowFlags.NO_MOVE | imgui.WindowFlags.NO_SAVED_SETTINGS
    flags |= imgui.WindowFlags.NO_NAV | imgui.WindowFlags.NO_FOCUS_ON_APPEARING
    flags |= imgui.WindowFlags.NO_BRING_TO_FRONT_ON_FOCUS
    imgui.begin("hud", False, flags)
    imgui.pop_style_var(2)
    asked = draw_topbar(ui, title, ui.t("bar.tasks"))
    imgui.end()
    if beacon is not None:
        _beacon(ui, beacon, width, height)
    _aim(ui, aim, width, height)
    _alarms(ui)
    _message(ui, width)
    _guide(ui, height, at_console)
    if held := in_hand_line(ui):
        with ui.font(15):
            held = ui.fitted(held, width * 0.4)
        _plate(ui, [(held, theme.BAR_TEXT, 15.0)], (width - ui.px(12), height - ui.px(56)), 1.0)
    _ticket(ui, width, height)
    return "tasks" if asked == "back" else asked


def _aim(ui: Ui, aim: Aim | None, width: float, height: float) -> None:
    draw = imgui.get_background_draw_list()
    centre = (width / 2, height / 2)
    colour = (1, 1, 1, 0.95) if aim is None else theme.PRIORITY["medium"].fill
    draw.add_circle(centre, ui.px(5), u32((0, 0, 0, 0.55)), 20, ui.px(4))
    draw.add_circle(centre, ui.px(5), u32(colour), 20, ui.px(2))
    if aim is None:
        return
    name = aim.plate if aim.plate == aim.title else f"{aim.plate}  {aim.title}".strip()
    lines = [(name, theme.BAR_TEXT, 18.0)]
    if aim.reads:
        lines.append((ui.shown(aim.reads), theme.BAR_TEXT, 17.0))
    if aim.in_reach:
        verb = f"（{verb_text(ui, aim.verb, aim.on)}）" if aim.verb else ""
        lines.append((ui.t("hud.use") + verb, theme.PRIORITY["medium"].fill, 15.0))
    else:
        lines.append((ui.t("hud.too_far"), theme.BAR_MUTED, 15.0))
    _plate(ui, lines, _off(ui, aim, _measure(ui, lines), width, height), 0.5)


def _off(
    ui: Ui, aim: Aim, size: tuple[float, float], width: float, height: float
) -> tuple[float, float]:
    """Where the words about a thing stand, middle and top: below it or above it, so that they do not hide what is
    written on it or how it stands, nor stand at its neighbour; at the foot of the window where it fills the picture."""
    wide, high = size
    gap, top, foot = ui.px(14), ui.px(BAR_HEIGHT + 64), height - ui.px(_CORNERS)
    if aim.box is not None:
        x0, y0, x1, y1 = aim.box[0] * width, aim.box[1] * height, aim.box[2] * width, aim.box[3] * height
        middle = min(width - wide / 2 - gap, max(wide / 2 + gap, (x0 + x1) / 2))
        if y1 + gap + high <= foot:
            return middle, y1 + gap
        if y0 - gap - high >= top:
            return middle, y0 - gap - high
    return width / 2, height - high - ui.px(10)


def _beacon(ui: Ui, beacon: Beacon, width: float, height: float) -> None:
    """A ring around what to use now; an arrow at the edge where it is out of view."""
    draw = imgui.get_background_draw_list()
    colour = u32(theme.PRIORITY["medium"].fill)
    text = ui.t("hud.beacon", name=beacon.text, metres=f"{beacon.metres:.0f}")
    line = (text, theme.PRIORITY["medium"].fill, 15.0)
    if beacon.in_view:
        x, y = beacon.x * width, beacon.y * height
        radius = ui.px(26) + round(ui.px(4) * math.sin(ui.now * 4))
        draw.add_circle((x, y), radius, u32((0, 0, 0, 0.5)), 40, ui.px(6))
        draw.add_circle((x, y), radius, colour, 40, ui.px(3))
        _plate(ui, [line], (x, y + ui.px(38)), 0.5)
        return
    left = beacon.x < 0.5
    x, y, size = ui.px(30) if left else width - ui.px(30), height * 0.42, ui.px(16)
    tip = -size if left else size
    draw.add_triangle_filled((x + tip, y), (x - tip * 0.6, y - size), (x - tip * 0.6, y + size), colour)
    _plate(ui, [line], (ui.px(16) if left else width - ui.px(16), y + ui.px(26)), 0.0 if left else 1.0)


def _measure(ui: Ui, lines: list[tuple[str, theme.Rgba, float]], indent: float = 0.0) -> tuple[float, float]:
    """Width and height of a plate with these lines."""
    sizes = []
    for text, _, size in lines:
        with ui.font(size):
            sizes.append(imgui.calc_text_size(text))
    high = sum(size[1] for size in sizes) + ui.px(16) + ui.px(3) * (len(lines) - 1)
    return max(size[0] for size in sizes) + ui.px(28 + indent), high


def _plate(
    ui: Ui, lines: list[tuple[str, theme.Rgba, float]], place: tuple[float, float],
    anchor: float, indent: float = 0.0,
) -> float:  # fmt: skip
    """A dark plate with lines of text on the background layer; returns its height."""
    draw = imgui.get_background_draw_list()
    width, height = _measure(ui, lines, indent)
    x, y = place[0] - width * anchor, place[1]
    draw.add_rect_filled((x, y), (x + width, y + height), u32(theme.with_alpha(theme.BAR, 0.86)))
    top = y + ui.px(8)
    for text, colour, size in lines:
        with ui.font(size):
            at = (round(x + ui.px(14 + indent)), round(top))
            draw.add_text(imgui.get_font(), imgui.get_font_size(), at, u32(colour), text)
            top += imgui.calc_text_size(text)[1] + ui.px(3)
    return height


def _alarms(ui: Ui) -> None:
    """What can be heard in the field: the gravest alarms, as a voice would call them."""
    y = ui.px(BAR_HEIGHT + 10)
    for line in [line for line in ui.alarms.lines if line.state in STANDING][:3]:
        text = f"{clock(line.since * ui.port.tick_ms / 1000)}  {line.title.of(ui.lang)}"
        height = _plate(ui, [(text, theme.BAR_TEXT, 15.0)], (ui.px(12), y), 0.0, indent=26)
        draw = imgui.get_background_draw_list()
        badge(ui, (ui.px(34), y + height / 2), ui.px(18), line.priority, line.state, draw)
        y += height + ui.px(6)


def _message(ui: Ui, width: float) -> None:
    """The last thing said, for a while."""
    if not ui.frame.messages:
        return
    line = ui.frame.messages[-1]
    if ui.frame.seconds - line.tick * ui.port.tick_ms / 1000 > MESSAGE_SECONDS * max(1.0, ui.frame.speed):
        return
    said = ui.t("message.line", sender=line.sender.of(ui.lang), text=line.text.of(ui.lang))
    with ui.font(16):
        lines = ui.broken(said, width * 0.5)
    _plate(ui, [(line, theme.BAR_TEXT, 16.0) for line in lines], (width / 2, ui.px(BAR_HEIGHT + 10)), 0.5)


def _ticket(ui: Ui, width: float, height: float) -> None:
    """The line of the ticket in force, on the right above what may stand in the corner."""
    ticket = ticket_in_force(ui)
    if ticket is not None:
        lines = strip_lines(ui, ticket)
        _plate(ui, lines, (width - ui.px(12), height - ui.px(74 + 26 * len(lines))), 1.0)


def _guide(ui: Ui, height: float, at_console: bool) -> None:
    """In learn mode the step to do now; always the keys in one line."""
    step = current_step(ui)
    lines: list[tuple[str, theme.Rgba, float]] = []
    if step is not None:
        lines.append((ui.t("hud.now", step=step.title.of(ui.lang)), theme.BAR_TEXT, 17.0))
    if at_console:
        lines.append((ui.t("hud.console"), theme.PRIORITY["medium"].fill, 15.0))
    papers = "tickets" if ui.facts.sections.get("tickets") else "documents"
    keys = ui.t("hud.keys", papers=ui.t(f"hud.{papers}") if has_papers(ui) else "")
    lines.append((keys, theme.BAR_MUTED, 13.5))
    _plate(ui, lines, (ui.px(12), height - ui.px(30 + 26 * len(lines))), 0.0)
