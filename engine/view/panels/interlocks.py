"""The cause-and-effect table: which interlock stops what, how each stands, and what may be done about it.

Rows are interlocks, columns what they act on; a filled mark means the effect is in force. A tripped one tells which
cause came first and which came after, a bypassed one how long it has left and whether it has its permit. Buttons only
offer what the interlock takes; whether it may be done now is the session's answer.
"""

from __future__ import annotations

from slimgui import imgui

from engine.control.interlocks import InterlockRow
from engine.view import theme
from engine.view.facts import InterlockFacts
from engine.view.panels.marks import lamp
from engine.view.panels.mimic import Selection
from engine.view.panels.verb_words import verb_text
from engine.view.theme import u32
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["draw_interlocks", "state_of"]

TARGET = 54
_T = imgui.TableFlags
_FIXED = imgui.TableColumnFlags.WIDTH_FIXED
_LOOK = {
    "normal": (theme.PANEL, theme.MUTED),
    "demand": (theme.PRIORITY["medium"].fill, theme.PRIORITY["medium"].ink),
    "tripped": (theme.BAD, theme.ON_ACCENT),
    "bypassed": (theme.BYPASS, theme.ON_ACCENT),
}


def state_of(ui: Ui, name: str) -> str:
    """How an interlock stands: bypassed before tripped before demanded before normal."""
    for state in ("bypassed", "tripped", "demand"):
        if ui.is_on(f"{name}.{state}"):
            return state
    return "normal"


def draw_interlocks(ui: Ui) -> Selection | None:
    """Draw the table into the present window; returns the interlock whose faceplate is wanted."""
    ui.label(ui.t("interlock.title"), theme.TEXT, 20)
    imgui.same_line(0, ui.px(20))
    imgui.align_text_to_frame_padding()
    ui.label(ui.t("interlock.summary", tripped=len(ui.frame.tripped), bypassed=len(ui.frame.bypassed)), theme.MUTED)
    _bypass_lamp(ui)
    rows = list(ui.facts.interlocks.values())
    if not rows:
        ui.label(ui.t("interlock.none"), theme.MUTED)
        return None
    targets = list(dict.fromkeys(target for row in rows for target, _ in row.effects))
    wanted: Selection | None = None
    flags = _T.ROW_BG | _T.BORDERS | _T.SCROLL_Y | _T.SCROLL_X
    width, height = imgui.get_content_region_avail()
    told = {row.id: row for row in ui.frame.interlocks}
    if not told:
        height = min(height, ui.px(30 + 51 * len(rows)))
    if imgui.begin_table("interlocks", 4 + len(targets), flags, (width, height)):
        imgui.table_setup_scroll_freeze(1, 1)
        fixed = ui.px(76 + 92 + 96 + TARGET * len(targets)) + ui.px(15) * (len(targets) + 4) + ui.px(24)
        imgui.table_setup_column(ui.t("interlock.column.id"), _FIXED, ui.px(76))
        imgui.table_setup_column(ui.t("interlock.column.cause"), _FIXED, max(ui.px(200), width - fixed))
        imgui.table_setup_column(ui.t("interlock.column.state"), _FIXED, ui.px(92))
        imgui.table_setup_column(ui.t("interlock.column.act"), _FIXED, ui.px(96))
        for target in targets:
            imgui.table_setup_column(ui.facts.plate(target), _FIXED, ui.px(TARGET))
        imgui.table_headers_row()
        for row in rows:
            wanted = _row(ui, row, targets, told.get(row.id)) or wanted
        imgui.end_table()
    return wanted


def _bypass_lamp(ui: Ui) -> None:
    """The lamp of the console: lit while anything is bypassed."""
    if ui.tag("BYPASS.any") is None:
        return
    imgui.same_line(0, ui.px(24))
    x, y = imgui.get_cursor_screen_pos()
    line = imgui.get_text_line_height()
    lamp(ui, (x + ui.px(9), y + ui.px(4) + line / 2), ui.px(7), ui.is_on("BYPASS.any"), theme.BYPASS)
    imgui.dummy((ui.px(20), line))
    imgui.same_line(0, ui.px(4))
    imgui.align_text_to_frame_padding()
    ui.label(ui.t("interlock.lamp"), theme.TEXT if ui.is_on("BYPASS.any") else theme.MUTED)


def _row(ui: Ui, row: InterlockFacts, targets: list[str], told: InterlockRow | None) -> Selection | None:
    imgui.table_next_row(min_row_height=ui.px(48))
    state = state_of(ui, row.id)
    imgui.table_next_column()
    wanted = None
    if ui.button(f"interlock.{row.id}", ui.facts.plate(row.id), (-1, 30)):
        wanted = Selection(on=row.id)
    imgui.table_next_column()
    ui.wrapped(row.title.of(ui.lang))
    with ui.font(13):
        if told is not None and told.tripped >= 0:
            _memory(ui, told)
        elif row.cause:
            ui.wrapped(_in_words(ui, row.cause), theme.MUTED)
        if told is not None and told.missed >= 0:
            ui.wrapped(ui.t("interlock.missed", time=_time(ui, told.missed)), theme.BAD)
    imgui.table_next_column()
    _chip(ui, ui.t(f"interlock.state.{state}"), state)
    if told is not None:
        with ui.font(13):
            _since(ui, told)
    imgui.table_next_column()
    _verbs(ui, row.id, state)
    effects = dict(row.effects)
    for target in targets:
        imgui.table_next_column()
        if target in effects:
            _mark(ui, state == "tripped" or row.id in ui.frame.tripped, effects[target])
    return wanted


def _in_words(ui: Ui, formula: str) -> str:
    return ui.facts.in_words(formula, {w: ui.t(f"logic.{w}") for w in ("and", "or", "not")})


def _time(ui: Ui, tick: int) -> str:
    return clock(tick * ui.port.tick_ms / 1000)


def _memory(ui: Ui, told: InterlockRow) -> None:
    """What brought the trip about, until it is reset: the first-out, what else held, what came after."""
    for cause in sorted(told.causes, key=lambda c: (c.since < 0, c.since, not c.first)):
        words = _in_words(ui, cause.text)
        if cause.since < 0:
            ui.wrapped(words, theme.MUTED)
            continue
        kind = "first" if cause.first else "after" if cause.after else "also"
        text = f"{_time(ui, cause.since)}  {words}"
        ui.wrapped(f"[{ui.t(f'interlock.cause.{kind}')}] {text}", theme.BAD if cause.first else theme.TEXT)


def _since(ui: Ui, told: InterlockRow) -> None:
    """Under the state: since when it is tripped; by whom, for how long and with what right it is bypassed."""
    if told.bypassed >= 0:
        if told.until >= 0:
            left = max(0, told.until - ui.frame.tick)
            ui.label(ui.t("interlock.left", time=_time(ui, left)), theme.TEXT)
        text = ui.t("interlock.permitted") if told.permitted else ui.t("interlock.not_permitted")
        ui.label(text, theme.TEXT if told.permitted else theme.BAD)
    elif told.tripped >= 0:
        ui.label(_time(ui, told.tripped), theme.TEXT)


def _chip(ui: Ui, text: str, state: str) -> None:
    fill, ink = _LOOK[state]
    x, y = imgui.get_cursor_screen_pos()
    width, height = imgui.get_content_region_avail()[0], ui.px(26)
    imgui.get_window_draw_list().add_rect_filled((x, y), (x + width, y + height), u32(fill), ui.px(3))
    with ui.font(13.5):
        ui.draw_text((x + width / 2, y + height / 2), text, ink, (0.5, 0.5))
    imgui.dummy((width, height))


def _verbs(ui: Ui, name: str, state: str) -> None:
    operable = ui.port.operables.get(name)
    if operable is None:
        return
    fitting = {"tripped": "reset", "bypassed": "restore"}.get(state)
    if fitting in operable.verbs and ui.button(f"{name}.{fitting}", verb_text(ui, str(fitting), name), (-1, 30), "primary"):
        ui.ask(str(fitting), name)


def _mark(ui: Ui, in_force: bool, to: str) -> None:
    """A dot where a row acts on a column: full when in force, a ring when only planned."""
    x, y = imgui.get_cursor_screen_pos()
    width = imgui.get_content_region_avail()[0]
    centre = (x + width / 2, y + ui.px(13))
    draw = imgui.get_window_draw_list()
    if in_force:
        draw.add_circle_filled(centre, ui.px(9), u32(theme.BAD), 24)
    draw.add_circle(centre, ui.px(9), u32(theme.TEXT if in_force else theme.EDGE), 24, ui.px(2))
    if to == "permit":
        with ui.font(12):
            ui.draw_text(centre, "P", theme.ON_ACCENT if in_force else theme.TEXT, (0.5, 0.5))
    imgui.dummy((width, ui.px(26)))
    if imgui.is_item_hovered():
        imgui.set_tooltip(ui.t("interlock.permit") if to == "permit" else ui.t("interlock.sets", to=to))
