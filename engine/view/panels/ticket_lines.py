"""The lines of a ticket as it is carried out: when each was read out, repeated, checked, done and ticked.

The present line is marked, and brought into sight when it becomes the present one.
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["draw_lines"]

_T, _W = imgui.TableFlags, imgui.TableColumnFlags
_COLUMNS = ("called", "repeated", "checked", "done", "ticked")


def draw_lines(ui: Ui, ticket: Ticket, height: float, now: int | None, scroll: bool) -> None:
    """The table, ``height`` pixels high; ``now`` is the present line (from 0), brought into sight with ``scroll``."""
    flags = _T.ROW_BG | _T.BORDERS | _T.SCROLL_Y
    if not imgui.begin_table("ticket.progress", 2 + len(_COLUMNS), flags, (0, height)):
        return
    imgui.table_setup_scroll_freeze(0, 1)
    imgui.table_setup_column("#", _W.WIDTH_FIXED, ui.px(34))
    imgui.table_setup_column(ui.t("ticket.item"))
    for name in _COLUMNS:
        imgui.table_setup_column(ui.t(f"ticket.column.{name}"), _W.WIDTH_FIXED, ui.px(84))
    imgui.table_headers_row()
    for n, progress in enumerate(ticket.sheet.progress):
        imgui.table_next_row()
        if n == now:
            imgui.table_set_bg_color(imgui.TableBgTarget.ROW_BG1, theme.with_alpha(theme.ACCENT_SOFT, 0.6))
        imgui.table_next_column()
        ui.label(("▶ " if n == now else "") + str(n + 1), theme.ACCENT if n == now else theme.MUTED)
        if n == now:
            ui.mark("ticket.present")
        if n == now and scroll:
            imgui.set_scroll_here_y(0.4)
        imgui.table_next_column()
        ui.wrapped(ticket.text_of(n).of(ui.lang), theme.MUTED if progress.ticked >= 0 else theme.TEXT)
        for name in _COLUMNS:
            imgui.table_next_column()
            tick = getattr(progress, name)
            mark, ink = ("✓ ", theme.GOOD) if name == "ticked" else ("", theme.TEXT)
            ui.label(mark + clock(tick * ui.port.tick_ms / 1000) if tick >= 0 else "", ink, 14)
    if ticket.in_force or ticket.over:
        imgui.table_next_row()
        imgui.table_next_column()
        imgui.table_next_column()
        ui.label(ui.t("ticket.blank_below"), theme.FAINT)
    imgui.end_table()
