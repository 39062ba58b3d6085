"""Entering a number: a keypad on the screen that also takes the keyboard's digits.

On the screen, because an input method for Chinese may swallow digits typed on the keyboard, and because a touch
panel has no keyboard. The range is shown; what lies outside cannot be entered.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from slimgui import imgui

from engine.view import theme
from engine.view.ui import Ui

__all__ = ["Keypad"]

_ROWS = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("-", "0", "."))
_K = imgui.Key
_TYPED = {
    **{getattr(_K, f"KEY_{digit}"): str(digit) for digit in range(10)},
    **{getattr(_K, f"KEY_KEYPAD{digit}"): str(digit) for digit in range(10)},
    _K.KEY_PERIOD: ".",
    _K.KEY_MINUS: "-",
}


class Keypad:
    """One keypad for the whole screen; ``ask`` opens it, ``draw`` shows it while it is open."""

    def __init__(self) -> None:
        self._title = self._unit = self.text = ""
        self._low = self._high = 0.0
        self._enter: Callable[[float], bool] | None = None
        self._fresh = False

    @property
    def is_open(self) -> bool:
        """Whether a number is being asked for."""
        return self._enter is not None

    def ask(
        self, title: str, unit: str, bounds: tuple[float, float], present: str, enter: Callable[[float], bool]
    ) -> None:
        """Ask for a number within ``bounds``; ``enter`` takes it and says whether it was accepted."""
        self._title, self._unit, self.text = title, unit, present
        self._low, self._high = bounds
        self._enter, self._fresh = enter, True

    def close(self) -> None:
        """Give up."""
        self._enter = None

    @property
    def number(self) -> float | None:
        """What is entered, if it is a number."""
        try:
            return float(self.text)
        except ValueError:
            return None

    def press(self, key: str) -> None:
        """One key: a digit, ``-``, ``.``, ``back`` or ``clear``; the first digit replaces what was there."""
        if key == "clear":
            self.text = ""
        elif key == "back":
            self.text = self.text[:-1]
        elif key == "-":
            self.text = self.text[1:] if self.text.startswith("-") else f"-{self.text}"
        elif key != "." or "." not in self.text or self._fresh:
            text = "" if self._fresh else self.text
            self.text = (text + key)[:9]
        self._fresh = False

    def confirm(self) -> bool:
        """Hand the number over if it lies in the range and is accepted."""
        number = self.number
        if self._enter is None or number is None or not self._low <= number <= self._high:
            return False
        if self._enter(number):
            self._enter = None
            return True
        return False

    def draw(self, ui: Ui) -> None:
        """Show it as a dialog while open."""
        if not self.is_open:
            return
        imgui.open_popup("keypad")
        centre = imgui.get_io().display_size
        imgui.set_next_window_pos((centre[0] / 2, centre[1] / 2), imgui.Cond.ALWAYS, (0.5, 0.5))
        flags = imgui.WindowFlags.NO_TITLE_BAR | imgui.WindowFlags.NO_MOVE | imgui.WindowFlags.ALWAYS_AUTO_RESIZE
        if not imgui.begin_popup_modal("keypad", False, flags)[0]:
            return
        self._typed()
        self._head(ui)
        for row in _ROWS:
            for i, key in enumerate(row):
                if i:
                    imgui.same_line()
                with ui.font(20):
                    if ui.button(f"keypad.{key}", "±" if key == "-" else key, (74, 46)):
                        self.press(key)
        if ui.button("keypad.clear", ui.t("keypad.clear"), (74, 42)):
            self.press("clear")
        imgui.same_line()
        if ui.button("keypad.back", ui.t("keypad.back"), (74, 42)):
            self.press("back")
        imgui.same_line()
        if ui.button("keypad.cancel", ui.t("cancel"), (74, 42)) or imgui.is_key_pressed(_K.KEY_ESCAPE, False):
            self.close()
        inside = self.number is not None and self._low <= self.number <= self._high
        if ui.button("keypad.enter", ui.t("keypad.enter"), (-1, 46), "primary", enabled=inside):
            self.confirm()
        if self._enter is None:
            imgui.close_current_popup()
        imgui.end_popup()

    def _head(self, ui: Ui) -> None:
        ui.label(self._title, theme.TEXT, 17)
        low, high = f"{self._low:g}", f"{self._high:g}"
        number = self.number
        outside = number is not None and not self._low <= number <= self._high
        limited = math.isfinite(self._low) or math.isfinite(self._high)
        said = ui.t("keypad.range", low=low, high=high, unit=self._unit) if limited else self._unit
        ui.label(said, theme.BAD if outside else theme.MUTED, 13)
        with ui.font(26):
            imgui.push_style_color(imgui.Col.TEXT, theme.BAD if outside else theme.LIVE)
            imgui.button(f"{self.text or ' '}##keypad.field", (ui.px(238), ui.px(46)))
            imgui.pop_style_color()
            ui.mark("keypad.field")

    def _typed(self) -> None:
        for key, text in _TYPED.items():
            if imgui.is_key_pressed(key):
                self.press(text)
        if imgui.is_key_pressed(_K.KEY_BACKSPACE):
            self.press("back")
        if imgui.is_key_pressed(_K.KEY_ENTER, False) or imgui.is_key_pressed(_K.KEY_KEYPAD_ENTER, False):
            self.confirm()
