"""The tools every panel draws with, session or not: sizes, words, text, buttons that tests can find.

Every button has a stable name, under which its rectangle is recorded in each frame; tests and scripted learners
press by that name.

    if tools.button("library.start", tools.t("library.start")): ...
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slimgui import imgui

from engine.strings import Strings
from engine.view import theme
from engine.view.theme import Rgba, u32

__all__ = ["CHILD", "FLAT", "Notice", "Rect", "Tools"]

NOTICE_SECONDS = 8.0
FLAT = imgui.ChildFlags.NAV_FLATTENED
"""For parts of a window: the arrow keys cross their edges."""
CHILD = imgui.ChildFlags.ALWAYS_USE_WINDOW_PADDING | FLAT


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the screen in pixels, y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return self.x1 - self.x0, self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that tells the learner something for a few seconds; ``refused`` ones stand out. ``lamp`` is that of an
    instrument: lit, dark, or none."""

    text: str
    until: float
    refused: bool = False
    lamp: bool | None = None


class Tools:
    """Sizes, words and widgets for one window."""

    def __init__(self, t: Strings, scale: float = 1.0) -> None:
        self.t, self.scale = t, scale
        self.now = 0.0
        self.rects: dict[str, Rect] = {}
        self.focused = ""
        """The item the keyboard is on, as far as it has a name."""
        self.notice: Notice | None = None

    @property
    def lang(self) -> str:
        """The language of the screen."""
        return self.t.lang

    def start(self, now: float) -> None:
        """A new picture: ``now`` is the time of the screen in seconds, for blinking and fading only."""
        self.now = now
        self.rects.clear()
        if self.notice is not None and now > self.notice.until:
            self.notice = None

    def tell(self, text: str, refused: bool = False, lamp: bool | None = None) -> None:
        """Show a line for a few seconds."""
        self.notice = Notice(text, self.now + NOTICE_SECONDS, refused, lamp)

    # -- measures and text ----------------------------------------------------------------------------------
    def px(self, value: float) -> float:
        """Pixels of a measure given for 1366 × 768."""
        return round(value * self.scale)

    @contextmanager
    def font(self, size: float) -> Iterator[None]:
        """Text of ``size`` (for 1366 × 768) inside the block."""
        imgui.push_font(None, round(size * self.scale))
        try:
            yield
        finally:
            imgui.pop_font()

    def label(self, text: str, colour: Rgba = theme.TEXT, size: float = 0.0) -> None:
        """A line of text."""
        if size:
            with self.font(size):
                imgui.text_colored(colour, text)
        else:
            imgui.text_colored(colour, text)

    def wrapped(self, text: str, colour: Rgba = theme.TEXT, width: float = 0.0) -> None:
        """Text broken at the edge of the panel, or after ``width`` pixels. Chinese breaks between characters."""
        start = imgui.get_cursor_pos_x()
        imgui.push_text_wrap_pos(start + width if width else 0.0)
        imgui.text_colored(colour, text)
        imgui.pop_text_wrap_pos()

    def draw_text(
        self, at: tuple[float, float], text: str, colour: Rgba = theme.TEXT, anchor: tuple[float, float] = (0, 0)
    ) -> float:
        """Text at a point of the window's draw list; ``anchor`` (0.5, 0.5) centres it. Returns its width."""
        width, height = imgui.calc_text_size(text)
        where = (round(at[0] - anchor[0] * width), round(at[1] - anchor[1] * height))
        imgui.get_window_draw_list().add_text(where, u32(colour), text)
        return float(width)

    def fitted(self, text: str, width: float) -> str:
        """``text``, shortened with an ellipsis to ``width`` pixels."""
        if imgui.calc_text_size(text)[0] <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if imgui.calc_text_size(text[:middle] + "…")[0] <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"

    def broken(self, text: str, width: float, most: int = 3) -> list[str]:
        """``text`` in up to ``most`` lines of ``width`` pixels: English breaks between words, Chinese anywhere."""
        lines: list[str] = []
        rest = text
        while rest and len(lines) < most - 1 and imgui.calc_text_size(rest)[0] > width:
            fits = len(self.fitted(rest, width)) - 1
            cut = max(1, fits)
            if rest[cut - 1].isascii() and rest[cut : cut + 1].strip() and rest[cut].isascii():
                cut = rest.rfind(" ", 0, cut) + 1 or cut
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        return [*lines, self.fitted(rest, width)] if rest else lines

    # -- things to press ------------------------------------------------------------------------------------
    def mark(self, name: str) -> Rect:
        """Record the rectangle of the last item under ``name``."""
        rect = Rect(*imgui.get_item_rect_min(), *imgui.get_item_rect_max())
        self.rects[name] = rect
        if imgui.is_item_focused():
            self.focused = name
        return rect

    def button(
        self,
        name: str,
        text: str,
        size: tuple[float, float] = (0, 0),
        kind: str = "plain",
        enabled: bool = True,
        selected: bool = False,
    ) -> bool:
        """A push-button (``size`` for 1366 × 768, 0 fits the text, −1 fills); kinds plain, primary, danger, ghost."""
        fill = _FILL["selected" if selected else kind]
        if fill is not None:
            for slot, colour in zip(_BUTTON_SLOTS, fill, strict=True):
                imgui.push_style_color(slot, colour)
        imgui.begin_disabled(not enabled)
        pressed = imgui.button(f"{text}##{name}", (self._extent(size[0]), self._extent(size[1])))
        imgui.end_disabled()
        if fill is not None:
            imgui.pop_style_color(len(_BUTTON_SLOTS))
        self.mark(name)
        return bool(pressed)

    def _extent(self, value: float) -> float:
        return value if value <= 0 else self.px(value)

    def hot(self, name: str, rect: Rect) -> bool:
        """An invisible button over ``rect``, reachable by mouse and keyboard."""
        imgui.set_cursor_screen_pos((rect.x0, rect.y0))
        size = (max(1.0, rect.size[0]), max(1.0, rect.size[1]))
        pressed = imgui.invisible_button(name, size, imgui.ButtonFlags.ENABLE_NAV)
        self.mark(name)
        return bool(pressed)


_C = imgui.Col
_BUTTON_SLOTS = (_C.BUTTON, _C.BUTTON_HOVERED, _C.BUTTON_ACTIVE, _C.TEXT)
_LIGHT = theme.with_alpha(theme.FIELD, 0.0)
_FILL: dict[str, tuple[Rgba, Rgba, Rgba, Rgba] | None] = {
    "plain": None,
    "primary": (theme.ACCENT, (0.22, 0.43, 0.63, 1), (0.12, 0.29, 0.45, 1), theme.ON_ACCENT),
    "danger": (theme.BAD, (0.78, 0.22, 0.19, 1), (0.55, 0.1, 0.09, 1), theme.ON_ACCENT),
    "ghost": (_LIGHT, theme.with_alpha(theme.FIELD, 0.35), theme.with_alpha(theme.FIELD, 0.5), theme.BAR_TEXT),
    "selected": (theme.ACCENT, theme.ACCENT, theme.ACCENT, theme.ON_ACCENT),
}
