"""The alarm list after ISA-18.2 and the strip at the foot of every page.

Three tabs: what is announced, what is shelved, what is suppressed or out of service. The list is sorted by urgency or
by time; a row gives priority (badge), time of occurrence, plate, text, value against limit, state in words, the
first-out mark and the button to acknowledge. The chosen row says what to do, and can be shelved.
"""

from __future__ import annotations

from collections.abc import Sequence

from slimgui import imgui

from engine.session.frame import AlarmLine
from engine.tags import Kind
from engine.view import theme
from engine.view.alarm_watch import UNANSWERED
from engine.view.panels.alarms_aside import Shelving, draw_removed, draw_shelved, plate_of
from engine.view.panels.marks import badge_item
from engine.view.ui import Ui
from engine.view.wording import clock, number, unit_text

__all__ = ["AlarmList", "draw_strip"]

DETAIL = 142
"""Height kept below the list for what to do and for shelving."""
FLOOD = 10
"""Alarms in ten minutes from which the operator is flooded (ISA-18.2)."""
_T = imgui.TableFlags
_FIXED = imgui.TableColumnFlags.WIDTH_FIXED
_COLUMNS = (
    ("priority", 72), ("time", 86), ("tag", 96), ("title", 0), ("value", 112), ("limit", 112), ("state", 112),
    ("first", 58), ("ack", 84),
)  # fmt: skip


def _amount(ui: Ui, line: AlarmLine, value: float | None) -> str:
    if value is None:
        return "—"
    tag = ui.tag(line.tag)
    if tag is not None and tag.unit in ("", line.unit) and tag.kind is Kind.ANALOG:
        text = number(tag, value)
    else:
        text = f"{value:.4g}"
    return f"{text} {unit_text(line.unit, ui.lang)}".strip()


def _present(ui: Ui, line: AlarmLine) -> float | None:
    """The value now; an alarm on a condition alone has none."""
    tag = ui.tag(line.tag)
    if tag is None:
        return line.value if line.limit is not None else None
    return ui.value(line.tag) if tag.kind is Kind.ANALOG else None


class AlarmList:
    """The whole page."""

    def __init__(self) -> None:
        self.by_time = False
        self.chosen = ""
        self.tab = "active"
        self._shelving = Shelving()

    def draw(self, ui: Ui) -> None:
        """Draw into the present window."""
        self._head(ui)
        self._tabs(ui)
        height = imgui.get_content_region_avail()[1]
        if self.tab == "shelved":
            draw_shelved(ui, height)
        elif self.tab == "removed":
            draw_removed(ui, height)
        else:
            self._list(ui, height - ui.px(DETAIL))

    def _list(self, ui: Ui, height: float) -> None:
        lines: Sequence[AlarmLine] = ui.alarms.lines
        if self.by_time:
            lines = sorted(lines, key=lambda line: (-line.since, line.id))
        detail = next((line for line in lines if line.id == self.chosen), lines[0] if lines else None)
        flags = _T.ROW_BG | _T.BORDERS_INNER_H | _T.BORDERS_OUTER | _T.SCROLL_Y
        if imgui.begin_table("alarms", len(_COLUMNS), flags, (0, height)):
            imgui.table_setup_scroll_freeze(0, 1)
            for name, width in _COLUMNS:
                if width:
                    imgui.table_setup_column(ui.t(f"alarm.column.{name}"), _FIXED, ui.px(width))
                else:
                    imgui.table_setup_column(ui.t(f"alarm.column.{name}"))
            imgui.table_headers_row()
            for line in lines:
                self._row(ui, line, detail is not None and line.id == detail.id)
            imgui.end_table()
        self._detail(ui, detail)

    def _head(self, ui: Ui) -> None:
        ui.label(ui.t("alarm.title"), theme.TEXT, 20)
        imgui.same_line(0, ui.px(20))
        standing = sum(ui.alarms.counts.values())
        imgui.align_text_to_frame_padding()
        ui.label(ui.t("alarm.summary", standing=standing, open=len(ui.alarms.unanswered)), theme.MUTED)
        rate = ui.value("ALARMS.rate")
        if rate is not None:
            imgui.same_line(0, ui.px(16))
            ui.label(ui.t("alarm.rate", n=f"{rate:.0f}"), theme.BAD if rate > FLOOD else theme.MUTED)
        imgui.same_line()
        text = ui.t("alarm.ack_all")
        imgui.set_cursor_pos_x(imgui.get_window_width() - imgui.calc_text_size(text)[0] - ui.px(30))
        if ui.button("alarms.ack_all", text, kind="primary", enabled=bool(ui.alarms.unanswered)):
            ui.ask("acknowledge", "ALARMS")

    def _tabs(self, ui: Ui) -> None:
        shelved = sum(line.state == "shelved" for line in ui.alarms.aside)
        counts = {"active": len(ui.alarms.lines), "shelved": shelved, "removed": len(ui.alarms.aside) - shelved}
        for name, n in counts.items():
            if ui.button(f"alarms.tab.{name}", ui.t(f"alarm.tab.{name}", n=n), (0, 30), selected=self.tab == name):
                self.tab = name
            imgui.same_line(0, ui.px(6))
        if self.tab != "active":
            imgui.new_line()
            return
        texts = [ui.t("alarm.by_urgency"), ui.t("alarm.by_time")]
        width = sum(imgui.calc_text_size(text)[0] for text in texts) + ui.px(2 * 22 + 8)
        imgui.set_cursor_pos_x(imgui.get_window_width() - width - ui.px(8))
        if ui.button("alarms.by_urgency", texts[0], (0, 30), selected=not self.by_time):
            self.by_time = False
        imgui.same_line()
        if ui.button("alarms.by_time", texts[1], (0, 30), selected=self.by_time):
            self.by_time = True

    def _row(self, ui: Ui, line: AlarmLine, chosen: bool) -> None:
        imgui.table_next_row(min_row_height=ui.px(32))
        waiting = line.state in UNANSWERED
        colour = theme.TEXT if waiting else theme.MUTED
        imgui.table_next_column()
        span = imgui.SelectableFlags.SPAN_ALL_COLUMNS | imgui.SelectableFlags.ALLOW_OVERLAP
        x, y = imgui.get_cursor_pos()
        if imgui.selectable(f"##row.{line.id}", chosen, span, (0, ui.px(26)))[0]:
            self.chosen = line.id
        ui.mark(f"alarms.row.{line.id}")
        imgui.set_cursor_pos((x, y + ui.px(3)))
        badge_item(ui, 18, line.priority, line.state)
        imgui.same_line()
        ui.label(ui.t.get(f"priority.{line.priority}", line.priority), colour)
        cells = (
            clock(line.since * ui.port.tick_ms / 1000),
            plate_of(ui, line),
            line.title.of(ui.lang),
            _amount(ui, line, _present(ui, line)),
            _amount(ui, line, line.limit),
            ui.t.get(f"alarm.state.{line.state}", line.state),
            ui.t("alarm.first") if line.first_out else "",
        )
        for i, text in enumerate(cells):
            imgui.table_next_column()
            imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + ui.px(3))
            room = imgui.get_content_region_avail()[0]
            ui.label(ui.fitted(text, room), theme.LIVE if i == 3 else colour)
        imgui.table_next_column()
        if waiting and ui.button(f"ack.{line.id}", ui.t("alarm.ack"), (-1, 26), "primary"):
            ui.ask("acknowledge", line.id)

    def _detail(self, ui: Ui, line: AlarmLine | None) -> None:
        if line is None:
            shelved = len(ui.alarms.shelved)
            ui.label(ui.t("alarm.quiet_but", n=shelved) if shelved else ui.t("alarm.none"), theme.MUTED)
            return
        badge_item(ui, 18, line.priority, line.state)
        imgui.same_line()
        ui.label(f"{plate_of(ui, line)}  {line.title.of(ui.lang)}", theme.TEXT, 16)
        respond = line.respond.of(ui.lang) if line.respond is not None else ui.t("alarm.no_advice")
        ui.wrapped(ui.t("alarm.respond", text=respond), theme.TEXT)
        self._shelving.draw(ui, line)


def draw_strip(ui: Ui, rows: int = 2) -> bool:
    """The most urgent alarms in a line each; returns whether the whole list is wanted."""
    wanted = False
    for line in ui.alarms.lines[:rows]:
        waiting = line.state in UNANSWERED
        badge_item(ui, 17, line.priority, line.state)
        imgui.same_line()
        colour = theme.TEXT if waiting else theme.MUTED
        ui.label(clock(line.since * ui.port.tick_ms / 1000), colour)
        imgui.same_line(0, ui.px(14))
        more = len(ui.alarms.lines) - rows
        room = imgui.get_content_region_avail()[0] - ui.px(190)
        present = _present(ui, line)
        text = f"{plate_of(ui, line)}  {line.title.of(ui.lang)}"
        if present is not None:
            text += f"  {_amount(ui, line, present)}"
        if line.first_out:
            text = f"[{ui.t('alarm.first')}] {text}"
        ui.label(ui.fitted(text, room), colour)
        imgui.same_line()
        imgui.set_cursor_pos_x(imgui.get_window_width() - ui.px(186))
        if waiting:
            with ui.font(13):
                if ui.button(f"strip.ack.{line.id}", ui.t("alarm.ack"), (84, 23), "primary"):
                    ui.ask("acknowledge", line.id)
        else:
            imgui.dummy((ui.px(84), ui.px(23)))
        if line is ui.alarms.lines[0]:
            imgui.same_line()
            with ui.font(13):
                text = ui.t("alarm.more", n=more) if more > 0 else ui.t("alarm.list")
                wanted |= ui.button("strip.list", text, (84, 23))
    if not ui.alarms.lines:
        shelved = len(ui.alarms.shelved)
        ui.label(ui.t("alarm.quiet_but", n=shelved) if shelved else ui.t("alarm.quiet"), theme.MUTED)
        if shelved:
            imgui.same_line(0, ui.px(16))
            with ui.font(13):
                wanted = ui.button("strip.shelved", ui.t("alarm.list"), (84, 23))
    return wanted
