"""The log: what happened, newest first, in words."""

from __future__ import annotations

from typing import Any

from slimgui import imgui

from engine.control.alarms.operate import REASONS
from engine.events import Event
from engine.view import theme
from engine.view.panels.outcomes import TOLD, outcome_text
from engine.view.panels.verb_words import verb_text
from engine.view.ui import Ui
from engine.view.wording import clock

__all__ = ["draw_log", "draw_messages", "event_text"]

_T = imgui.TableFlags
_FIXED = imgui.TableColumnFlags.WIDTH_FIXED
_QUIET = frozenset({"checkpoint", "clip"})
"""Kinds that concern the record, not the learner."""
_HIDDEN = frozenset({"fault"})
"""What nobody in a plant is told: it has to be found out from alarms and readings. Shown after the end."""
_TEXT_KEYS = ("text", "what", "reason", "title")


def event_text(ui: Ui, event: Event) -> str:
    """One event as a sentence."""
    data = event.data
    plain = next((_text(data[key], ui.lang) for key in _TEXT_KEYS if key in data), "")
    name = f"{ui.facts.plate(event.source)} {ui.facts.title(event.source, ui.lang)}" if event.source else ""
    if name == f"{event.source} {event.source}":
        name = event.source
    if event.kind == "alarm":
        state = str(data.get("state", ""))
        alarm = (ui.facts.sections.get("alarms") or {}).get(event.source)
        title = alarm.title.of(ui.lang) if alarm is not None else name
        reason = str(data.get("reason", ""))
        why = f" ({REASONS[reason].of(ui.lang) if reason in REASONS else reason})" if reason else ""
        return f"{event.source} {title} — {ui.t.get(f'alarm.state.{state}', state)}{why}"
    if event.kind == "bypass":
        if not data.get("on"):
            return f"{name} — {ui.t('bypass.off')}"
        right = ui.t("interlock.permitted") if data.get("permitted") else ui.t("interlock.not_permitted")
        return f"{name} — {ui.t('bypass.on')} ({right})"
    if event.kind in ("lockout", "despite_sign"):
        return f"{name} — {verb_text(ui, str(data.get('verb', '')), event.source)}  {plain}"
    if event.kind == "phase":
        phases = getattr(ui.facts.sections.get("procedure"), "phases", {})
        return str(phases[event.source].title.of(ui.lang)) if event.source in phases else event.source
    if event.kind == "message":
        return ui.t("message.line", sender=_text(data.get("sender", ""), ui.lang), text=plain)
    if event.kind in TOLD:
        return outcome_text(ui, event)
    if event.kind == "speed":
        return f"×{data.get('factor', 1):g}"
    if event.kind == "freeze":
        return ui.t("clock.frozen") if data.get("frozen") else ui.t("clock.running")
    if event.kind == "end":
        return ui.t.get(f"end.{data.get('how', '')}", str(data.get("how", "")))
    return name if plain and plain in name else f"{name}  {plain}".strip()


def _text(value: Any, lang: str) -> str:
    if isinstance(value, dict):
        return str(value.get(lang) or value.get("zh") or value.get("en") or "")
    of = getattr(value, "of", None)
    return str(of(lang)) if callable(of) else str(value)


def draw_log(ui: Ui) -> None:
    """The last events as a table in the present window."""
    ui.label(ui.t("log.title"), theme.TEXT, 20)
    flags = _T.ROW_BG | _T.BORDERS_OUTER | _T.BORDERS_INNER_H | _T.SCROLL_Y
    if not imgui.begin_table("log", 3, flags, imgui.get_content_region_avail()):
        return
    imgui.table_setup_scroll_freeze(0, 1)
    imgui.table_setup_column(ui.t("log.time"), _FIXED, ui.px(90))
    imgui.table_setup_column(ui.t("log.kind"), _FIXED, ui.px(110))
    imgui.table_setup_column(ui.t("log.text"))
    imgui.table_headers_row()
    for event in reversed(ui.frame.events):
        if event.kind in _QUIET or (event.kind in _HIDDEN and not ui.frame.ended):
            continue
        imgui.table_next_row()
        imgui.table_next_column()
        ui.label(clock(event.tick * ui.port.tick_ms / 1000), theme.MUTED)
        imgui.table_next_column()
        ui.label(ui.t.get(f"event.{event.kind}", event.kind), theme.TEXT)
        imgui.table_next_column()
        ui.wrapped(event_text(ui, event), theme.TEXT)
    imgui.end_table()


def draw_messages(ui: Ui, last: int = 4) -> None:
    """What was said lately, newest at the foot."""
    for line in ui.frame.messages[-last:]:
        with ui.font(12.5):
            ui.label(f"{clock(line.tick * ui.port.tick_ms / 1000)}  {line.sender.of(ui.lang)}", theme.MUTED)
        ui.wrapped(line.text.of(ui.lang))
