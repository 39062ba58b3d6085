"""Colours and measures of the screens.

The control-room screens follow ISA-101: grey ground, dark text, equipment in outlines, and colour only for what is
abnormal. Every priority has a colour *and* a shape *and* a number, so that nobody depends on telling colours
apart. Measures are given for a 1366 × 768 window and scaled with it.

    theme.u32(theme.PRIORITY["high"].fill)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from slimgui import imgui

__all__ = ["BASE_SIZE", "INKS", "PENS", "PRIORITY", "Priority", "Rgba", "apply", "scale_for", "u32", "with_alpha"]

Rgba = tuple[float, float, float, float]
BASE_SIZE = (1366, 768)
TEXT_SIZE = 16.0


def _rgb(code: str, alpha: float = 1.0) -> Rgba:
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue, alpha


GROUND = _rgb("C3C7CB")
PANEL = _rgb("D3D6D9")
CARD = _rgb("E3E5E7")
FIELD = _rgb("F3F4F5")
LINE = _rgb("A0A6AC")
EDGE = _rgb("6C737A")
TEXT = _rgb("1B2025")
MUTED = _rgb("50575E")
FAINT = _rgb("7D848B")
LIVE = _rgb("0E3A73")
ACCENT = _rgb("2B5D8C")
ACCENT_SOFT = _rgb("B7C9DA")
ON_ACCENT = _rgb("FFFFFF")
BODY = _rgb("DDE0E2")
RUNNING = _rgb("FAFBFB")
STOPPED = _rgb("8D949A")
FLUID = _rgb("8FA3B5")
BAND = _rgb("B4C4D3")
LIMIT = _rgb("9A9FA5")
GOOD = _rgb("2F6B3C")
BAD = _rgb("B3261E")
WARN = _rgb("8A5A00")
BYPASS = _rgb("6A3D9A")
BAR = _rgb("2C343B")
BAR_TEXT = _rgb("EDF0F2")
BAR_MUTED = _rgb("AAB2B9")
SHADE = _rgb("10161B", 0.62)
PENS = tuple(_rgb(code) for code in ("0B4F8A", "A4460F", "2E6B33", "6A3D9A", "8A6D00", "006D77", "8C2F5B", "333A40"))
"""Trend pens: dark enough for the light ground, told apart also by their order in the legend."""

INKS: dict[str, Rgba] = {
    "black": _rgb("14181C"), "grey": _rgb("6F767D"), "white": _rgb("FAFBFB"), "red": _rgb("B01217"),
    "orange": _rgb("C25400"), "yellow": _rgb("F2C200"), "green": _rgb("1E6B34"), "teal": _rgb("00636B"),
    "blue": _rgb("0B4F9E"), "violet": _rgb("6A2C91"), "brown": _rgb("6B4423"),
}  # fmt: skip
"""The colours a palette may name: all but white and yellow stand out on the ground, contrast 2.8 and more."""


@dataclass(frozen=True, slots=True)
class Priority:
    """How an alarm priority looks; ``shape`` is square, up, down or circle, ``number`` 1 is the gravest."""

    number: int
    shape: str
    fill: Rgba
    ink: Rgba


PRIORITY: dict[str, Priority] = {
    "critical": Priority(1, "square", _rgb("C8102E"), _rgb("FFFFFF")),
    "high": Priority(2, "up", _rgb("F07D00"), _rgb("1B1200")),
    "medium": Priority(3, "down", _rgb("F5CC00"), _rgb("1B1600")),
    "low": Priority(4, "circle", _rgb("9C5FB5"), _rgb("FFFFFF")),
}


@cache
def u32(colour: Rgba) -> int:
    """The packed form draw lists take."""
    return int(imgui.color_convert_float4_to_u32(colour))


def with_alpha(colour: Rgba, alpha: float) -> Rgba:
    """``colour`` with another opacity."""
    return (*colour[:3], alpha)


def scale_for(width: int, height: int) -> float:
    """The factor by which all measures grow in a window of this size; 1 at 1366 × 768, never below 0.7."""
    return max(0.7, min(width / BASE_SIZE[0], height / BASE_SIZE[1]))


def apply(scale: float) -> None:
    """Put colours and measures into the current ImGui context, whose style must be fresh."""
    imgui.style_colors_light()
    style = imgui.get_style()
    style.window_rounding = style.child_rounding = 0.0
    style.frame_rounding = style.popup_rounding = style.grab_rounding = 3.0
    style.window_border_size = 0.0
    style.frame_border_size = 1.0
    style.window_padding = (10, 10)
    style.frame_padding = (9, 5)
    style.item_spacing = (8, 7)
    style.cell_padding = (7, 4)
    style.scrollbar_size = 13.0
    style.anti_aliased_lines_use_tex = False  # the software renderer breaks lines that are drawn with a texture
    style.scale_all_sizes(scale)
    for slot, colour in _slots().items():
        style.colors[slot] = colour


def _slots() -> dict[imgui.Col, Rgba]:
    col = imgui.Col
    return {
        col.TEXT: TEXT,
        col.TEXT_DISABLED: FAINT,
        col.WINDOW_BG: GROUND,
        col.CHILD_BG: with_alpha(PANEL, 0.0),
        col.POPUP_BG: CARD,
        col.BORDER: LINE,
        col.FRAME_BG: FIELD,
        col.FRAME_BG_HOVERED: _rgb("FFFFFF"),
        col.FRAME_BG_ACTIVE: _rgb("FFFFFF"),
        col.BUTTON: CARD,
        col.BUTTON_HOVERED: _rgb("F2F4F5"),
        col.BUTTON_ACTIVE: ACCENT_SOFT,
        col.HEADER: ACCENT_SOFT,
        col.HEADER_HOVERED: with_alpha(ACCENT_SOFT, 0.6),
        col.HEADER_ACTIVE: ACCENT_SOFT,
        col.CHECK_MARK: ACCENT,
        col.SLIDER_GRAB: EDGE,
        col.SLIDER_GRAB_ACTIVE: ACCENT,
        col.SEPARATOR: LINE,
        col.TABLE_HEADER_BG: _rgb("B5BABF"),
        col.TABLE_BORDER_LIGHT: LINE,
        col.TABLE_BORDER_STRONG: EDGE,
        col.TABLE_ROW_BG: with_alpha(CARD, 0.75),
        col.TABLE_ROW_BG_ALT: with_alpha(PANEL, 0.75),
        col.SCROLLBAR_BG: with_alpha(PANEL, 0.5),
        col.SCROLLBAR_GRAB: _rgb("9BA1A7"),
        col.SCROLLBAR_GRAB_HOVERED: EDGE,
        col.SCROLLBAR_GRAB_ACTIVE: EDGE,
        col.NAV_CURSOR: _rgb("0A55B5"),
        col.MODAL_WINDOW_DIM_BG: SHADE,
        col.TEXT_SELECTED_BG: ACCENT_SOFT,
    }
