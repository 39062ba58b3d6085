"""What every panel draws with: sizes, words, buttons that tests can find, and requests with their answer.

A panel never talks to Panda3D and never changes the session but by ``ask``. Every button has a stable name, under
which its rectangle is recorded in each frame; tests and scripted learners click by that name.

    if ui.button("ack.TI101.H", ui.t("alarm.ack")):
        ui.ask("acknowledge", "TI101.H")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slimgui import imgui

from engine.session.actions import Answer, Refused
from engine.session.frame import Frame
from engine.strings import Strings
from engine.tags import Tag
from engine.view import theme
from engine.view.port import SessionPort
from engine.view.theme import Rgba, u32
from engine.view.wording import reading

__all__ = ["Notice", "Rect", "Ui"]

NOTICE_SECONDS = 8.0


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
    """A line that tells the learner something for a few seconds; ``refused`` ones stand out."""

    text: str
    until: float
    refused: bool = False


class Ui:
    """The tools of all panels for one window and one learner."""

    def __init__(self, port: SessionPort, t: Strings, scale: float = 1.0, actor: str = "learner") -> None:
        self.port, self.t, self.scale, self.actor = port, t, scale, actor
        self.frame: Frame = port.frame()
        self.now = 0.0
        self.rects: dict[str, Rect] = {}
        self.notice: Notice | None = None

    @property
    def lang(self) -> str:
        """The language of the screen."""
        return self.t.lang

    def begin(self, frame: Frame, now: float) -> None:
        """A new picture: ``now`` is the time of the screen in seconds, for blinking and fading only."""
        self.frame, self.now = frame, now
        self.rects.clear()
        if self.notice is not None and now > self.notice.until:
            self.notice = None

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

    # -- values ---------------------------------------------------------------------------------------------
    def value(self, tag_id: str) -> float | None:
        """The shown value of a tag, ``None`` if there is no such tag."""
        index = self.port.tags.index.get(tag_id)
        return None if index is None else self.frame.values[index]

    def tag(self, tag_id: str) -> Tag | None:
        """The description of a tag, ``None`` if there is no such tag."""
        index = self.port.tags.index.get(tag_id)
        return None if index is None else self.port.tags.tags[index]

    def shown(self, tag_id: str) -> str:
        """A tag's value in words, a dash if there is no such tag."""
        index = self.port.tags.index.get(tag_id)
        if index is None:
            return "—"
        return reading(self.port.tags.tags[index], self.frame.values[index], self.t)

    def is_on(self, tag_id: str) -> bool:
        """Whether a discrete tag holds."""
        value = self.value(tag_id)
        return value is not None and value >= 0.5

    # -- things to press ------------------------------------------------------------------------------------
    def mark(self, name: str) -> Rect:
        """Record the rectangle of the last item under ``name``."""
        rect = Rect(*imgui.get_item_rect_min(), *imgui.get_item_rect_max())
        self.rects[name] = rect
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
        pressed = imgui.invisible_button(name, (max(1.0, rect.size[0]), max(1.0, rect.size[1])))
        self.mark(name)
        return bool(pressed)

    # -- the session ----------------------------------------------------------------------------------------
    def ask(self, verb: str, on: str, value: Any = None) -> bool:
        """Request an action; a refusal is shown with its reason. Returns whether it was carried out."""
        return self.answered(self.port.request(self.actor, verb, on, value))

    def answered(self, answer: Answer | Any) -> bool:
        """Show a refusal; anything else counts as carried out."""
        if isinstance(answer, Refused):
            self.notice = Notice(answer.reason.of(self.lang), self.now + NOTICE_SECONDS, refused=True)
            return False
        return True

    def tell(self, text: str) -> None:
        """Show a line for a few seconds."""
        self.notice = Notice(text, self.now + NOTICE_SECONDS)


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
