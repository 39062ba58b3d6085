"""A panel at the equipment: for each thing it gives, a lamp, its state and its push-buttons or hand-wheel."""

from __future__ import annotations

from slimgui import imgui

from engine.tags import Kind, Tag
from engine.view import theme
from engine.view.panels.at_hand import unlit
from engine.view.panels.cards import card
from engine.view.panels.choosing import Chooser, choice_button, positions
from engine.view.panels.hanging import draw_hanging, hang_button, hang_verbs, plain_verbs
from engine.view.panels.keypad import Keypad
from engine.view.panels.marks import lamp
from engine.view.panels.verb_words import PASSIVE, lines_of, verb_text
from engine.view.theme import u32
from engine.view.ui import Ui
from engine.view.wording import number, unit_text

__all__ = ["draw_local"]

_ON, _OFF = frozenset({"start", "open", "lock", "press"}), frozenset({"stop", "close", "unlock"})
_GREEN, _RED, _STEEL = (0.13, 0.62, 0.27, 1.0), (0.80, 0.13, 0.12, 1.0), (0.80, 0.82, 0.84, 1.0)
_CALM = (".moving", ".charged")
"""What is neither good nor bad."""
_AMBER = (0.93, 0.62, 0.08, 1.0)


def draw_local(
    ui: Ui, title: str, gives: list[str], keypad: Keypad, chooser: Chooser, only: tuple[str, ...] = ()
) -> bool:
    """Draw the card for the operables ``gives`` with the verbs ``only`` (all if empty), or what ``chooser`` asks; returns
    whether it was closed."""
    rows = [name for name in gives if name in ui.port.operables]
    height = min(620, 120 + 128 * max(1, len(rows)))
    with card(ui, "local", title, (760, height)) as state:
        if chooser.is_open:
            chooser.draw(ui)
            rows = []
        elif not rows:
            ui.label(ui.t("local.none"), theme.MUTED)
        for name in rows:
            _row(ui, name, keypad, chooser, only)
    if state.closed:
        chooser.close()
    return state.closed and not keypad.is_open


def _lamps(ui: Ui, name: str) -> list[Tag]:
    """States a lamp can show: discrete tags of the thing that nobody commands, and that are not what is made of an act.
    Where contacts signal the position, the lamp shows what they say; how the thing really stands is to be seen on it."""
    prefix, told = f"{name}.", [f"{name}.locked", f"{name}.tagged"] if hang_verbs(ui, name) else []
    told += [f"{name}.closed"] if ui.tag(f"{name}.indicated") is not None else []
    return [
        tag for tag in ui.port.tags
        if tag.id.startswith(prefix) and tag.kind is Kind.DISCRETE and not tag.writable
        and tag.id not in told and not unlit(ui, tag.id)
    ][:2]  # fmt: skip


def _lamp_of(ui: Ui, name: str, tag: Tag, place: int) -> tuple[bool, theme.Rgba]:
    """Whether a lamp is lit, and its colour: a position has one for each end, in the colours of the push-buttons that
    bring it there; of other states what is healthy is green, and so is what comes first; what is bad is red."""
    lit = ui.is_on(tag.id)
    two_ended = not any(ui.tag(f"{name}.{end}") is not None for end in ("open", "opened"))
    if two_ended and tag.id in (f"{name}.closed", f"{name}.indicated"):
        return True, _RED if lit else _GREEN
    return lit, _GREEN if place == 0 or tag.healthy == 1.0 else _AMBER if tag.id.endswith(_CALM) else _RED


def _supplies(ui: Ui, name: str) -> list[Tag]:
    """What a panel that serves some verbs only shows: what people put in and take out, and is normally in."""
    return [
        tag for tag in ui.port.tags
        if tag.id.startswith(f"{name}.") and tag.kind is Kind.DISCRETE and tag.writable and tag.healthy == 1.0
    ][:1]  # fmt: skip


def _row(ui: Ui, name: str, keypad: Keypad, chooser: Chooser, only: tuple[str, ...]) -> None:
    width, height = imgui.get_content_region_avail()[0], ui.px(116)
    x, y = imgui.get_cursor_screen_pos()
    draw = imgui.get_window_draw_list()
    draw.add_rect_filled((x, y), (x + width, y + height), u32(_STEEL), ui.px(6))
    draw.add_rect((x, y), (x + width, y + height), u32(theme.EDGE), ui.px(6))
    for dx in (10, width / ui.scale - 10):
        for dy in (10, 106):
            draw.add_circle_filled((x + ui.px(dx), y + ui.px(dy)), ui.px(3), u32(theme.EDGE), 12)
    with ui.font(18):
        ui.draw_text((x + ui.px(24), y + ui.px(14)), ui.facts.plate(name))
    ui.draw_text((x + ui.px(24), y + ui.px(42)), ui.fitted(ui.facts.title(name, ui.lang), ui.px(250)), theme.MUTED)
    draw_hanging(ui, name, (x + ui.px(24), y + ui.px(60)), ui.px(264))
    for i, tag in enumerate(_supplies(ui, name) if only else _lamps(ui, name)):
        lit, colour = _lamp_of(ui, name, tag, i)
        at = (x + ui.px(36 + i * 128), y + ui.px(88))
        lamp(ui, at, ui.px(10), lit, colour)
        said = ui.shown(tag.id)
        said = ui.t("local.signal", state=said) if tag.id.endswith(".indicated") else said
        ui.draw_text((at[0] + ui.px(20), at[1]), ui.fitted(said, ui.px(92)), theme.TEXT, (0, 0.5))
    imgui.begin_group()
    _buttons(ui, name, keypad, chooser, only, (x + ui.px(300), y + ui.px(20)), width - ui.px(320))
    imgui.set_cursor_screen_pos((x, y))
    imgui.dummy((width, height + ui.px(4)))
    imgui.end_group()


def _buttons(
    ui: Ui, name: str, keypad: Keypad, chooser: Chooser, only: tuple[str, ...], at: tuple[float, float], room: float
) -> None:
    verbs = [verb for verb in plain_verbs(ui, name) if not only or verb in only]
    active = [verb for verb in verbs if verb not in PASSIVE]
    passive = [verb for verb in verbs if verb in PASSIVE]
    hanging = [verb for verb in hang_verbs(ui, name) if not only or verb in only]
    small = min(82.0, room / ui.scale / max(1, len(passive) + len(hanging)) - 8)
    width = min(130.0, (room / ui.scale - 10 * (len(active) - 1)) / max(1, len(active)))
    for i, verb in enumerate(active):
        imgui.set_cursor_screen_pos((at[0] + i * ui.px(width + 10), at[1]))
        colour = _GREEN if verb in _ON else _RED if verb in _OFF else theme.EDGE
        imgui.push_style_color(imgui.Col.BUTTON, colour)
        imgui.push_style_color(imgui.Col.BUTTON_HOVERED, theme.with_alpha(colour, 0.85))
        imgui.push_style_color(imgui.Col.BUTTON_ACTIVE, theme.with_alpha(colour, 0.65))
        imgui.push_style_color(imgui.Col.TEXT, theme.ON_ACCENT)
        chosen, pressed, button = None, False, f"local.{name}.{verb}"
        with ui.font(_size(ui, words := verb_text(ui, verb, name), width)):
            said = lines_of(ui, words, width)
            if verb == "turn" and (places := positions(ui, name)):
                chosen = choice_button(ui, button, said, (width, 46), places)
            else:
                pressed = ui.button(button, said, (width, 46))
        imgui.pop_style_color(4)
        if chosen is not None:
            ui.ask(verb, name, chosen)
        elif pressed and verb == "set":
            _set(ui, name, keypad)
        elif pressed:
            chooser.ask(ui, verb, name)
    for i, verb in enumerate(passive):
        imgui.set_cursor_screen_pos((at[0] + i * ui.px(small + 8), at[1] + ui.px(56)))
        if ui.button(f"local.{name}.{verb}", verb_text(ui, verb, name), (small, 28)):
            ui.ask(verb, name)
    for i, verb in enumerate(hanging, len(passive)):
        imgui.set_cursor_screen_pos((at[0] + i * ui.px(small + 8), at[1] + ui.px(56)))
        hang_button(ui, name, verb, (small, 28))


def _size(ui: Ui, text: str, width: float) -> float:
    """The size of the words on a button: smaller where they take two lines."""
    with ui.font(17):
        return 17 if imgui.calc_text_size(text)[0] <= ui.px(width - 14) else 13.5


def _set(ui: Ui, name: str, keypad: Keypad) -> None:
    tag = ui.tag(f"{name}.command") or ui.tag(f"{name}.position")
    value = ui.value(tag.id) if tag is not None else None
    if tag is None or value is None:
        return
    keypad.ask(
        ui.facts.plate(name), unit_text(tag.unit, ui.lang), (tag.low, tag.high), number(tag, value),
        lambda entered: ui.ask("set", name, entered),
    )  # fmt: skip
