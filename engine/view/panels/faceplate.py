"""Faceplates: the same few shapes for everything that can be operated.

A controller shows measurement, set-point and output as bars, its modes as buttons and numbers that open the
keypad. A device shows its state, its readings and a button for each verb it takes. A tag alone shows where it
stands. What is refused says why in the line at the foot of the screen.
"""

from __future__ import annotations

from slimgui import imgui

from engine.tags import Kind
from engine.view import theme
from engine.view.facts import Loop
from engine.view.panels.choosing import choice_button, positions
from engine.view.panels.indicator import draw_bar, draw_indicator
from engine.view.panels.keypad import Keypad
from engine.view.panels.marks import badge_item
from engine.view.panels.mimic import Selection
from engine.view.panels.trend import plot
from engine.view.panels.verb_words import PASSIVE, verb_text
from engine.view.theme import u32
from engine.view.ui import Rect, Ui
from engine.view.wording import decimals, number, unit_text

__all__ = ["Faceplate"]

_CAUTION = frozenset({"bypass"})
_NUDGES = (-0.05, -0.01, 0.01, 0.05)


def _completed(ui: Ui, what: Selection) -> Selection:
    """A selection with the state a picture did not name: the thing's own tag, or how an interlock stands."""
    tag = ui.tag(what.on)
    state = what.state or (what.on if tag is not None and tag.kind is Kind.DISCRETE else "")
    shows = what.shows
    if not shows and what.on in ui.facts.interlocks:
        known = (f"{what.on}.{part}" for part in ("demand", "tripped", "bypassed", "permitted", "tested"))
        shows = tuple(name for name in known if name in ui.port.tags)
    return Selection(what.on, what.tag, state, shows)


class Faceplate:
    """The column beside the picture; remembers a question that waits for a yes."""

    def __init__(self, keypad: Keypad) -> None:
        self._keypad = keypad
        self._confirm: tuple[str, str] | None = None
        self._shown: Selection | None = None

    def draw(self, ui: Ui, what: Selection) -> bool:
        """Draw the faceplate of ``what``; returns whether it was closed.

        Whoever opened it by keyboard finds the cursor on it.
        """
        if what != self._shown and imgui.get_io().nav_visible:
            imgui.set_keyboard_focus_here()
        self._shown = what
        closed = self._head(ui, what)
        if what.on in ui.facts.loops:
            self._loop(ui, ui.facts.loops[what.on])
        elif what.on and what.on in ui.port.operables:
            self._device(ui, what)
        else:
            self._readings(ui, what)
        self._alarms(ui, what)
        self._question(ui)
        if closed:
            self._shown = None
        return closed

    # -- head -----------------------------------------------------------------------------------------------
    def _head(self, ui: Ui, what: Selection) -> bool:
        ui.label(ui.facts.plate(what.name), theme.TEXT, 20)
        imgui.same_line()
        imgui.set_cursor_pos_x(imgui.get_window_width() - ui.px(42))
        closed = ui.button("faceplate.close", "×", (30, 28))
        ui.wrapped(ui.facts.title(what.name, ui.lang), theme.MUTED)
        imgui.separator()
        return closed

    # -- controller -----------------------------------------------------------------------------------------
    def _loop(self, ui: Ui, loop: Loop) -> None:
        self._modes(ui, loop)
        x, y = imgui.get_cursor_screen_pos()
        width, height = imgui.get_content_region_avail()[0], ui.px(140)
        third = width / 3
        top, foot = y + ui.px(24), y + ui.px(24) + height
        sp = ui.value(loop.sp)
        columns = ((loop.pv, "PV", loop.measured), (loop.sp, "SP", loop.sp), (loop.out, "OUT", loop.out))
        for i, (tag_id, text, scale_tag) in enumerate(columns):
            place = Rect(x + i * third, top, x + (i + 1) * third, foot)
            with ui.font(14):
                ui.draw_text((place.centre[0], y), text, theme.MUTED, (0.5, 0))
            if i == 0 and scale_tag in ui.port.tags:
                draw_indicator(ui, scale_tag, place, sp)
            else:
                self._column(ui, tag_id, place, loop.measured if tag_id == loop.sp else tag_id)
        imgui.dummy((width, height + ui.px(44)))
        self._number(ui, loop.id, "sp", loop.sp, ui.t("loop.sp"))
        self._number(ui, loop.id, "out", loop.out, ui.t("loop.out"))
        ui.label(ui.t("loop.history"), theme.MUTED, 12.5)
        tags = tuple(dict.fromkeys((loop.measured, loop.sp, loop.out)))
        plot(ui, f"loop.{loop.id}", tags, 15, (width, ui.px(112)))

    def _modes(self, ui: Ui, loop: Loop) -> None:
        index = ui.value(loop.mode)
        width = (imgui.get_content_region_avail()[0] / ui.scale - 8 * (len(loop.modes) - 1)) / len(loop.modes)
        for i, mode in enumerate(loop.modes):
            if i:
                imgui.same_line()
            text = ui.t.get(f"option.{mode}", mode)
            if ui.button(f"{loop.id}.mode.{mode}", text, (width, 34), selected=index == i):
                ui.ask("set", loop.id, {"mode": mode})

    def _column(self, ui: Ui, tag_id: str, place: Rect, scaled_as: str) -> None:
        """A bar; the set-point on the scale of the measurement, so that both can be compared."""
        tag, value = ui.tag(tag_id), ui.value(tag_id)
        if tag is None or value is None:
            return
        scale = ui.facts.scale(scaled_as, value, ui.value(scaled_as) or value)
        middle, half = place.centre[0], ui.px(9)
        draw_bar(Rect(middle - half, place.y0, middle + half, place.y1), scale.fraction(value))
        with ui.font(11):
            ui.draw_text((middle, place.y0), f"{scale.high:g}", theme.FAINT, (0.5, 1))
            ui.draw_text((middle, place.y1), f"{scale.low:g}", theme.FAINT, (0.5, 0))

    def _number(self, ui: Ui, on: str, part: str, tag_id: str, title: str) -> None:
        """A number to set: press it for the keypad, or nudge it by 1 and 5 per cent of the range."""
        tag, value = ui.tag(tag_id), ui.value(tag_id)
        if tag is None or value is None:
            return
        unit = unit_text(tag.unit, ui.lang)
        ui.label(title, theme.MUTED, 12.5)
        full = imgui.get_content_region_avail()[0] / ui.scale
        with ui.font(18):
            if ui.button(f"{on}.{part}", f"{number(tag, value)} {unit}".strip(), (full - 4 * 42, 36)):
                self._keypad.ask(
                    f"{ui.facts.plate(on)} {title}", unit, (tag.low, tag.high), number(tag, value),
                    lambda entered: ui.ask("set", on, {part: entered}),
                )  # fmt: skip
        for share in _NUDGES:
            imgui.same_line(0, ui.px(4))
            text = ("▼" if share < 0 else "▲") * (2 if abs(share) > 0.02 else 1)
            if ui.button(f"{on}.{part}.{share:+}", text, (38, 36)):
                step = share * (tag.high - tag.low)
                wanted = round(min(tag.high, max(tag.low, value + step)), decimals(tag) + 1)
                ui.ask("set", on, {part: wanted})

    # -- device ---------------------------------------------------------------------------------------------
    def _device(self, ui: Ui, what: Selection) -> None:
        operable = ui.port.operables[what.on]
        what = _completed(ui, what)
        if what.state:
            on = ui.is_on(what.state)
            told = ui.shown(what.state)
            of_opening = what.state.endswith((".open", ".opened"))
            if not on and of_opening and ui.is_on(f"{what.on}.closed"):
                told = ui.shown(f"{what.on}.closed")
            if "press" in operable.verbs and what.state == what.on:  # a push-button's own tag
                told = ui.t("state.pressed.on") if on else ui.t("state.pressed.off")
            self._plate(ui, told, on)
        self._held_by(ui, what.on)
        if what.on in ui.facts.field_only:
            ui.wrapped(ui.t("device.field"), theme.BAD)
        self._readings(ui, what, with_state=False)
        own = getattr(operable, "own_verbs", operable.verbs)  # locks and signs are hung at the thing, not from here
        verbs = sorted(own, key=lambda verb: verb in PASSIVE)
        active = [verb for verb in verbs if verb not in PASSIVE and verb != "set"]
        if "set" in verbs:
            self._opening(ui, what)
        width = (imgui.get_content_region_avail()[0] / ui.scale - 8) / 2
        for i, verb in enumerate(active):
            if i % 2:
                imgui.same_line()
            if verb == "turn" and (places := positions(ui, what.on)):
                chosen = choice_button(ui, f"{what.on}.turn", verb_text(ui, verb, what.on), (width, 44), places)
                if chosen is not None:
                    ui.ask(verb, what.on, chosen)
            elif ui.button(f"{what.on}.{verb}", verb_text(ui, verb, what.on), (width, 44)):
                self._do(ui, verb, what.on)
        if "read" in verbs and ui.button(f"{what.on}.read", verb_text(ui, "read"), (0, 28)):
            ui.ask("read", what.on)  # a thing is looked at and checked where it stands, not on a screen
        shown = [name for name in what.shows if (tag := ui.tag(name)) is not None and tag.kind is Kind.ANALOG]
        if shown:
            imgui.spacing()
            ui.label(ui.t("device.history"), theme.MUTED, 12.5)
            plot(ui, f"device.{what.on}", shown[:4], 15, (imgui.get_content_region_avail()[0], ui.px(150)))

    def _do(self, ui: Ui, verb: str, on: str) -> None:
        if verb in _CAUTION:
            self._confirm = (verb, on)
        else:
            ui.ask(verb, on)

    def _plate(self, ui: Ui, text: str, on: bool) -> None:
        """The state in large letters, light when running or open, dark when not."""
        x, y = imgui.get_cursor_screen_pos()
        width, height = imgui.get_content_region_avail()[0], ui.px(40)
        fill, ink = (theme.RUNNING, theme.TEXT) if on else (theme.STOPPED, theme.TEXT)
        draw = imgui.get_window_draw_list()
        draw.add_rect_filled((x, y), (x + width, y + height), u32(fill), ui.px(3))
        draw.add_rect((x, y), (x + width, y + height), u32(theme.EDGE), ui.px(3))
        with ui.font(18):
            ui.draw_text((x + width / 2, y + height / 2), text, ink, (0.5, 0.5))
        imgui.dummy((width, height))

    def _held_by(self, ui: Ui, on: str) -> None:
        for name in ui.frame.tripped:
            facts = ui.facts.interlocks.get(name)
            if facts is not None and any(target == on for target, _ in facts.effects):
                ui.wrapped(ui.t("device.held", by=ui.facts.plate(name), title=facts.title.of(ui.lang)), theme.BAD)

    def _opening(self, ui: Ui, what: Selection) -> None:
        """A device that is set to a value: the keypad over the range of its position."""
        candidates = (what.tag, f"{what.on}.command", f"{what.on}.position")
        tag_id = next((c for c in candidates if (t := ui.tag(c)) is not None and t.kind is Kind.ANALOG), "")
        tag, value = ui.tag(tag_id), ui.value(tag_id)
        if tag is None or value is None:
            return
        unit = unit_text(tag.unit, ui.lang)
        full = imgui.get_content_region_avail()[0] / ui.scale
        with ui.font(18):
            if ui.button(f"{what.on}.set", f"{verb_text(ui, 'set', what.on)}  {number(tag, value)} {unit}", (full, 40)):
                self._keypad.ask(
                    ui.facts.plate(what.on), unit, (tag.low, tag.high), number(tag, value),
                    lambda entered: ui.ask("set", what.on, entered),
                )  # fmt: skip

    # -- readings and alarms --------------------------------------------------------------------------------
    def _readings(self, ui: Ui, what: Selection, with_state: bool = True) -> None:
        listed = dict.fromkeys(tag for tag in (what.tag, what.state if with_state else "", *what.shows) if tag)
        if len(listed) == 1 and not what.on:
            self._single(ui, what.tag)
            return
        for tag_id in listed:
            tag = ui.tag(tag_id)
            if tag is None:
                continue
            text = ui.shown(tag_id)
            room = imgui.get_content_region_avail()[0] - imgui.calc_text_size(text)[0] - ui.px(10)
            right = imgui.get_window_width() - imgui.calc_text_size(text)[0] - ui.px(12)
            ui.label(ui.fitted(tag.title(ui.lang), room), theme.MUTED)
            imgui.same_line()
            imgui.set_cursor_pos_x(right)
            ui.label(text, theme.LIVE)

    def _single(self, ui: Ui, tag_id: str) -> None:
        tag = ui.tag(tag_id)
        if tag is None:
            return
        ui.label(ui.shown(tag_id), theme.LIVE, 28)
        width = imgui.get_content_region_avail()[0]
        if tag.kind is Kind.ANALOG:
            x, y = imgui.get_cursor_screen_pos()
            draw_indicator(ui, tag_id, Rect(x + width * 0.25, y + ui.px(18), x + width * 0.75, y + ui.px(178)))
            imgui.dummy((width, ui.px(204)))
            plot(ui, f"tag.{tag_id}", (tag_id,), 30, (width, ui.px(150)))
        if tag_id in ui.port.operables and ui.button(f"{tag_id}.read", verb_text(ui, "read"), (120, 34)):
            ui.ask("read", tag_id)

    def _alarms(self, ui: Ui, what: Selection) -> None:
        loop = ui.facts.loops.get(what.on)
        tags = {what.tag, what.state, *what.shows, loop.measured if loop else ""}
        for line in ui.alarms.lines:
            if line.tag in tags:
                badge_item(ui, 16, line.priority, line.state)
                imgui.same_line()
                ui.wrapped(line.title.of(ui.lang), theme.TEXT)

    def _question(self, ui: Ui) -> None:
        """A second thought before something that removes a protection."""
        if self._confirm is None:
            return
        verb, on = self._confirm
        imgui.open_popup("confirm")
        size = imgui.get_io().display_size
        imgui.set_next_window_pos((size[0] / 2, size[1] / 2), imgui.Cond.ALWAYS, (0.5, 0.5))
        imgui.set_next_window_size((ui.px(440), 0))
        flags = imgui.WindowFlags.NO_TITLE_BAR | imgui.WindowFlags.NO_MOVE
        if imgui.begin_popup_modal("confirm", False, flags)[0]:
            ui.label(ui.t("confirm.title", verb=verb_text(ui, verb, on), on=ui.facts.plate(on)), theme.TEXT, 18)
            ui.wrapped(ui.t(f"confirm.{verb}"), theme.MUTED)
            imgui.spacing()
            if ui.button("confirm.yes", verb_text(ui, verb, on), (200, 42), "danger"):
                ui.ask(verb, on)
                self._confirm = None
            imgui.same_line()
            imgui.set_item_default_focus()
            if ui.button("confirm.no", ui.t("cancel"), (200, 42)) or imgui.is_key_pressed(imgui.Key.KEY_ESCAPE):
                self._confirm = None
            if self._confirm is None:
                imgui.close_current_popup()
            imgui.end_popup()
