"""A button behind which there are several: which sign is hung, into which position a selector is turned.

chosen = choice_button(ui, "local.SA1.turn", "旋转", (130, 46), [("auto", "自动"), ("manual", "手动")])
"""

from __future__ import annotations

from collections.abc import Sequence

from slimgui import imgui

from engine.tags import Kind
from engine.view.ui import Ui

__all__ = ["choice_button", "positions"]


def choice_button(
    ui: Ui, name: str, text: str, size: tuple[float, float], options: Sequence[tuple[str, str]]
) -> str | None:
    """The option that was chosen in this frame, as its key; ``options`` are pairs of key and words. Each is a button
    ``name.key`` in a list that opens below."""
    chosen = None
    if ui.button(name, text, size):
        imgui.open_popup(name)
    if imgui.begin_popup(name):
        for key, words in options:
            if ui.button(f"{name}.{key}", words, (280, 36)):
                chosen = key
                imgui.close_current_popup()
        imgui.end_popup()
    return chosen


def positions(ui: Ui, name: str) -> list[tuple[str, str]]:
    """The positions a selector can be turned into, with their words; empty for what is no selector."""
    tag = ui.tag(name)
    if tag is None or tag.kind is not Kind.MODE:
        return []
    return [(option, ui.t.get(f"option.{option}", option)) for option in tag.options]
