"""What the alarm list does not announce: shelved alarms with the time they have left, suppressed and removed ones,
and the buttons that shelve.

    shelving.draw(ui, line)           # below the list: a reason, then the time; one press shelves
    draw_shelved(ui); draw_removed(ui)
"""

from __future__ import annotations

from slimgui import imgui

from engine.control.alarms.operate import ANSWERABLE, REASONS, SHELVING_MINUTES
from engine.session.frame import AlarmLine
from engine.view import theme
from engine.view.panels.marks import badge_item
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["Shelving", "draw_removed", "draw_shelved", "plate_of"]

_T = imgui.TableFlags
_FIXED = imgui.TableColumnFlags.WIDTH_FIXED
_SHELVED = (
    ("priority", 72),
    ("tag", 110),
    ("title", 0),
    ("now", 72),
    ("reason", 210),
    ("by", 84),
    ("left", 84),
    ("ack", 84),
)
_REMOVED = (
    ("priority", 72),
    ("tag", 110),
    ("title", 0),
    ("now", 72),
    ("state", 112),
    ("why", 290),
    ("by", 84),
    ("ack", 84),
)
MOST_TIMES = 6


def plate_of(ui: Ui, line: AlarmLine) -> str:
    """What the plate of an alarm's tag says, or its own id."""
    tag = ui.tag(line.tag)
    return tag.name if tag is not None else line.id


class Shelving:
    """The reason chosen for shelving, and the times to choose from."""

    def __init__(self) -> None:
        self.reason = next(iter(REASONS))

    def draw(self, ui: Ui, line: AlarmLine) -> None:
        """Two lines: why, and for how long. Pressing a time shelves."""
        if not line.shelvable:
            ui.label(ui.t("alarm.not_shelvable"), theme.MUTED, 14)
            return
        with ui.font(14):
            self._caption(ui, ui.t("alarm.shelve_reason"))
            for name, text in REASONS.items():
                if ui.button(f"shelve.reason.{name}", text.of(ui.lang), (0, 26), selected=name == self.reason):
                    self.reason = name
                imgui.same_line(0, ui.px(6))
            imgui.new_line()
            self._caption(ui, ui.t("alarm.shelve_for"))
            for minutes in offered(line.shelvable / 60_000):
                if ui.button(f"shelve.for.{minutes:g}", ui.t("alarm.minutes", n=f"{minutes:g}"), (0, 26)):
                    ui.ask("shelve", line.id, {"minutes": minutes, "reason": self.reason})
                imgui.same_line(0, ui.px(6))
            imgui.new_line()

    @staticmethod
    def _caption(ui: Ui, text: str) -> None:
        imgui.align_text_to_frame_padding()
        ui.label(text, theme.MUTED)
        imgui.same_line(ui.px(118))


def offered(longest: float) -> list[float]:
    """The times to shelve for, minutes: the usual ones as far as the alarm allows, and the longest."""
    usual = [float(minutes) for minutes in SHELVING_MINUTES if minutes < longest]
    return [*usual, longest][-MOST_TIMES:]


def draw_shelved(ui: Ui, height: float) -> None:
    """Shelved alarms, the next to come back first."""
    lines = [line for line in ui.alarms.aside if line.state == "shelved"]
    if not lines:
        ui.label(ui.t("alarm.none_shelved"), theme.MUTED)
        return
    if not _begin(ui, "shelved", _SHELVED, height):
        return
    for line in lines:
        _head(ui, line)
        reason = REASONS[line.reason].of(ui.lang) if line.reason in REASONS else line.reason
        left = max(0, line.until - ui.frame.tick) * ui.port.tick_ms / 1000
        for text in (reason, _who(ui, line.by), clock(left)):
            _cell(ui, text)
        _restore(ui, line)
    imgui.end_table()


def draw_removed(ui: Ui, height: float) -> None:
    """Alarms the plant's state hides, and those out of service."""
    lines = [line for line in ui.alarms.aside if line.state != "shelved"]
    if not lines:
        ui.label(ui.t("alarm.none_removed"), theme.MUTED)
        return
    may = ui.actor in ANSWERABLE  # the others have no use for a column of buttons
    if not _begin(ui, "removed", _REMOVED if may else _REMOVED[:-1], height):
        return
    for line in lines:
        _head(ui, line)
        for text in (ui.t.get(f"alarm.state.{line.state}", line.state), _why(ui, line), _who(ui, line.by)):
            _cell(ui, text)
        if may and line.state == "out_of_service":
            _restore(ui, line)
    imgui.end_table()


def _begin(ui: Ui, name: str, columns: tuple[tuple[str, int], ...], height: float) -> bool:
    flags = _T.ROW_BG | _T.BORDERS_INNER_H | _T.BORDERS_OUTER | _T.SCROLL_Y
    if not imgui.begin_table(name, len(columns), flags, (0, height)):
        return False
    imgui.table_setup_scroll_freeze(0, 1)
    for column, width in columns:
        text = ui.t(f"alarm.column.{column}")
        if width:
            imgui.table_setup_column(text, _FIXED, ui.px(width))
        else:
            imgui.table_setup_column(text)
    imgui.table_headers_row()
    return True


def _head(ui: Ui, line: AlarmLine) -> None:
    """Priority, plate, title, and whether the condition holds behind the scenes."""
    imgui.table_next_row(min_row_height=ui.px(32))
    imgui.table_next_column()
    imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + ui.px(3))
    badge_item(ui, 18, line.priority, "ack")
    imgui.same_line()
    ui.label(ui.t.get(f"priority.{line.priority}", line.priority), theme.TEXT)
    _cell(ui, plate_of(ui, line))
    _cell(ui, line.title.of(ui.lang))
    active = ui.is_on(f"{line.id}.active")
    _cell(ui, ui.t("state.active.on") if active else ui.t("state.active.off"), theme.BAD if active else theme.MUTED)


def _cell(ui: Ui, text: str, colour: theme.Rgba = theme.TEXT) -> None:
    imgui.table_next_column()
    imgui.set_cursor_pos_y(imgui.get_cursor_pos_y() + ui.px(3))
    shown = ui.fitted(text, imgui.get_content_region_avail()[0])
    ui.label(shown, colour)
    if shown != text and imgui.is_item_hovered():
        imgui.set_tooltip(text)


def _restore(ui: Ui, line: AlarmLine) -> None:
    imgui.table_next_column()
    if ui.button(f"restore.{line.id}", ui.t("alarm.restore"), (-1, 26)):
        ui.ask("restore", line.id)


def _why(ui: Ui, line: AlarmLine) -> str:
    """Why an alarm is not announced: the reason given, or what its scenario says."""
    if line.reason:
        return REASONS[line.reason].of(ui.lang) if line.reason in REASONS else line.reason
    suppress = getattr((ui.facts.sections.get("alarms") or {}).get(line.id), "suppress", None)
    if suppress is None:
        return ""
    said = suppress.why.of(ui.lang)
    return str(said or ui.facts.in_words(str(suppress.when), {w: ui.t(f"logic.{w}") for w in ("and", "or", "not")}))


def _who(ui: Ui, by: str) -> str:
    return str(ui.t.get(f"who.{by}", by))
