"""The strip for whoever writes the scenario: what became of the file just saved, over any screen.

A mistake stays until the file is saved without it; what went well disappears by itself.

    strip = AuthorStrip()
    strip.tell(FileNote("mistake", "scenario.yaml:31", text), now)
    strip.draw(ui)
"""

from __future__ import annotations

from slimgui import imgui

from engine.session.findings import FileNote
from engine.view import theme
from engine.view.theme import u32
from engine.view.tools import Tools

__all__ = ["AuthorStrip"]

SHOWN_S = 6.0
"""How long good news is shown, s."""
TOP = 58
"""Below the bar, for 1366 × 768."""


class AuthorStrip:
    """Shows the last note about the files."""

    def __init__(self) -> None:
        self.note: FileNote | None = None
        self._since: float | None = None

    def tell(self, note: FileNote) -> None:
        """Show ``note`` from the next picture on."""
        self.note, self._since = note, None

    def text(self, ui: Tools) -> str:
        """The words shown now, empty for none."""
        note = self.note
        if note is None:
            return ""
        if self._since is None:
            self._since = ui.now
        if note.kind not in ("mistake", "redoing") and ui.now - self._since > SHOWN_S:
            self.note = None
            return ""
        what = note.what.of(ui.lang) if note.what is not None else ""
        return ui.t(f"author.{note.kind}", where=note.where, what=what, percent=f"{100 * note.share:.0f}")

    def draw(self, ui: Tools) -> None:
        """Draw the strip at the top of the window."""
        text = self.text(ui)
        if not text or self.note is None:
            return
        draw, width = imgui.get_foreground_draw_list(), imgui.get_io().display_size[0]
        with ui.font(17):
            limit = min(width * 0.8, ui.px(980))
            wide, high = imgui.calc_text_size(text, False, limit)
            x, y = (width - wide) / 2, ui.px(TOP)
            edge = theme.PRIORITY["medium"].fill if self.note.kind == "mistake" else theme.ACCENT_SOFT
            draw.add_rect_filled(
                (x - ui.px(20), y), (x + wide + ui.px(20), y + high + ui.px(20)), u32(theme.BAR), ui.px(5)
            )
            draw.add_rect_filled((x - ui.px(20), y), (x - ui.px(14), y + high + ui.px(20)), u32(edge), ui.px(2))
            font, size = imgui.get_font(), imgui.get_font_size()
            draw.add_text(font, size, (x, y + ui.px(10)), u32(theme.BAR_TEXT), text, limit)
