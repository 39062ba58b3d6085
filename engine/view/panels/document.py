"""Documents: log sheets and forms to fill in and sign, and tickets (``engine.view.panels.ticket``)."""

from __future__ import annotations

import math
from typing import Any

from slimgui import imgui

from engine.session.tickets.ticket import Ticket
from engine.view import theme
from engine.view.panels.cards import card, section
from engine.view.panels.keypad import Keypad
from engine.view.panels.ticket import TicketSheet
from engine.view.ui import Ui
from engine.view.wording import unit_text

__all__ = ["DocumentPanel"]

_T = imgui.TableFlags


class DocumentPanel:
    """Holds what was typed and not yet written down, per document and field."""

    def __init__(self, keypad: Keypad) -> None:
        self.name = ""
        self._keypad = keypad
        self._drafts: dict[str, dict[str, Any]] = {}
        self._ticket = TicketSheet(keypad)

    def draw(self, ui: Ui) -> bool:
        """Draw the card of the chosen document; returns whether it was closed."""
        sections = ui.facts.sections
        documents: dict[str, Any] = {**(sections.get("tickets") or {}), **(sections.get("documents") or {})}
        if self.name not in documents:
            self.name = next(iter(documents), "")
        title = documents[self.name].title.of(ui.lang) if self.name else ui.t("document.title")
        with card(ui, "document", title, (1000, 640)) as state:
            if not self.name:
                ui.label(ui.t("document.none"), theme.MUTED)
                return state.closed
            if len(documents) > 1:
                for i, (name, spec) in enumerate(documents.items()):
                    if i:
                        imgui.same_line()
                    if ui.button(f"document.{name}", spec.title.of(ui.lang), (0, 32), selected=name == self.name):
                        self.name = name
            ticket = ui.port.operables.get(self.name)
            if isinstance(ticket, Ticket):
                self._ticket.draw(ui, ticket)
            else:
                self._sheet(ui, documents[self.name])
        return state.closed and not self._keypad.is_open

    def _sheet(self, ui: Ui, spec: Any) -> None:
        if spec.text is not None:
            ui.wrapped(spec.text.of(ui.lang), theme.MUTED)
        document = ui.port.operables.get(self.name)
        lines = getattr(document, "lines", [])
        if spec.rows:
            self._table(ui, spec, lines)
        section(ui, ui.t("document.new_line") if spec.rows else ui.t("document.form"))
        draft = self._drafts.setdefault(self.name, {} if spec.rows or not lines else dict(lines[-1]))
        self._fields(ui, spec, draft)
        imgui.spacing()
        if ui.button("document.fill", ui.t("document.fill"), (180, 42), "primary"):
            entered = {key: value for key, value in draft.items() if value not in (None, "")}
            if ui.ask("fill", self.name, entered):
                if spec.rows:
                    draft.clear()
                ui.tell(ui.t("document.filled"))
        imgui.same_line()
        signed = ui.is_on(f"{self.name}.signed")
        if ui.button("document.sign", ui.t("document.sign"), (180, 42), enabled=not signed):
            ui.ask("sign", self.name)
        imgui.same_line(0, ui.px(16))
        imgui.align_text_to_frame_padding()
        ui.label(
            ui.t("document.signed") if signed else ui.t("document.unsigned"), theme.GOOD if signed else theme.MUTED
        )

    def _table(self, ui: Ui, spec: Any, lines: list[dict[str, Any]]) -> None:
        height = min(ui.px(250), ui.px(34) * (len(lines) + 2))
        flags = _T.BORDERS | _T.ROW_BG | _T.SCROLL_Y
        if not imgui.begin_table("document.lines", len(spec.fields) + 1, flags, (0, height)):
            return
        imgui.table_setup_scroll_freeze(0, 1)
        imgui.table_setup_column("#", imgui.TableColumnFlags.WIDTH_FIXED, ui.px(36))
        for field in spec.fields.values():
            imgui.table_setup_column(_heading(ui, field))
        imgui.table_headers_row()
        for number, line in enumerate(lines, 1):
            imgui.table_next_row()
            imgui.table_next_column()
            ui.label(str(number), theme.MUTED)
            for key, field in spec.fields.items():
                imgui.table_next_column()
                ui.label(_shown(ui, field, line.get(key)))
        imgui.end_table()

    def _fields(self, ui: Ui, spec: Any, draft: dict[str, Any]) -> None:
        for key, field in spec.fields.items():
            imgui.align_text_to_frame_padding()
            ui.label(_heading(ui, field) + ("" if field.required else ui.t("document.optional")), theme.TEXT)
            imgui.same_line(ui.px(280))
            name = f"document.{self.name}.{key}"
            if field.kind == "number":
                text = "—" if draft.get(key) is None else f"{draft[key]:g}"
                if ui.button(name, text, (160, 34)):
                    self._keypad.ask(
                        field.title.of(ui.lang), unit_text(field.unit, ui.lang), _bounds(field), "",
                        lambda entered, key=key: _put(draft, key, entered),  # type: ignore[misc]
                    )  # fmt: skip
            elif field.kind == "check":
                draft[key] = imgui.checkbox(f"##{name}", bool(draft.get(key)))[1]
                ui.mark(name)
            elif field.kind == "choice":
                for i, option in enumerate(field.options):
                    if i:
                        imgui.same_line()
                    if ui.button(f"{name}.{option}", option, (0, 34), selected=draft.get(key) == option):
                        draft[key] = option
            else:
                imgui.set_next_item_width(-1)
                before = draft.get(key) or ""
                entered = imgui.input_text(f"##{name}", str(before))[1]
                if not imgui.is_key_pressed(imgui.Key.KEY_ESCAPE, False):  # Esc leaves a field, it does not empty it
                    draft[key] = entered
                ui.mark(name)


def _bounds(field: Any) -> tuple[float, float]:
    """What a number may be: shares lie between nothing and everything, of others nothing is known."""
    return (0.0, 100.0) if field.unit == "%" else (-math.inf, math.inf)


def _put(draft: dict[str, Any], key: str, value: float) -> bool:
    draft[key] = value
    return True


def _heading(ui: Ui, field: Any) -> str:
    unit = unit_text(field.unit, ui.lang)
    return f"{field.title.of(ui.lang)} ({unit})" if unit else str(field.title.of(ui.lang))


def _shown(ui: Ui, field: Any, value: Any) -> str:
    if value is None:
        return "—"
    if field.kind == "check":
        return "✓" if value else "—"
    return f"{value:g}" if isinstance(value, float | int) else ui.fitted(str(value), ui.px(220))
