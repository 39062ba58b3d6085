"""Panda3D's names of keys and mouse buttons in ImGui's terms."""

from __future__ import annotations

from slimgui import imgui

__all__ = ["KEYS", "MOUSE", "bare"]

_K = imgui.Key


def bare(name: str) -> str:
    """A button's name without the modifiers Panda3D puts in front: ``shift-w`` is ``w``, ``control--`` is ``-``."""
    return name.rsplit("-", 1)[-1] or "-"


MOUSE = {"mouse1": 0, "mouse3": 1, "mouse2": 2}

KEYS: dict[str, imgui.Key] = {
    "tab": _K.KEY_TAB,
    "arrow_left": _K.KEY_LEFT_ARROW,
    "arrow_right": _K.KEY_RIGHT_ARROW,
    "arrow_up": _K.KEY_UP_ARROW,
    "arrow_down": _K.KEY_DOWN_ARROW,
    "page_up": _K.KEY_PAGE_UP,
    "page_down": _K.KEY_PAGE_DOWN,
    "home": _K.KEY_HOME,
    "end": _K.KEY_END,
    "insert": _K.KEY_INSERT,
    "delete": _K.KEY_DELETE,
    "backspace": _K.KEY_BACKSPACE,
    "space": _K.KEY_SPACE,
    "enter": _K.KEY_ENTER,
    "escape": _K.KEY_ESCAPE,
    "control": _K.MOD_CTRL,
    "lcontrol": _K.KEY_LEFT_CTRL,
    "rcontrol": _K.KEY_RIGHT_CTRL,
    "shift": _K.MOD_SHIFT,
    "lshift": _K.KEY_LEFT_SHIFT,
    "rshift": _K.KEY_RIGHT_SHIFT,
    "alt": _K.MOD_ALT,
    "lalt": _K.KEY_LEFT_ALT,
    "ralt": _K.KEY_RIGHT_ALT,
    ".": _K.KEY_PERIOD,
    ",": _K.KEY_COMMA,
    "-": _K.KEY_MINUS,
    "=": _K.KEY_EQUAL,
    "/": _K.KEY_SLASH,
    "?": _K.KEY_SLASH,
    **{letter: getattr(_K, f"KEY_{letter.upper()}") for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{digit: getattr(_K, f"KEY_{digit}") for digit in "0123456789"},
    **{f"f{number}": getattr(_K, f"KEY_F{number}") for number in range(1, 13)},
}
