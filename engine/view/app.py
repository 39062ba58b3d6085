"""The window: opens Panda3D, paces the session, draws the place and the panels over it.

    app = App(session, lang="zh", size=(1366, 768))
    app.run()                                    # until the learner leaves

Without a screen the same code draws into a buffer, so that tests, pictures for reports and scripted learners take
the path a learner takes:

    app = App(session, kind="offscreen")
    app.step_frame(); app.press("bar.menu"); app.screenshot(Path("menu.png"))
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from engine.session.frame import Frame
from engine.strings import Strings, load_strings
from engine.view import theme
from engine.view.desk import Desk, Panel
from engine.view.fonts import FoundFont, find_font
from engine.view.hints import givers
from engine.view.imgui_layer import ImGuiLayer
from engine.view.keys import bare
from engine.view.pacing import Pacer
from engine.view.panels.hud import Aim, Beacon
from engine.view.panels.mimic import guided_to
from engine.view.picture import save_picture
from engine.view.port import SessionPort
from engine.view.tools import Tools
from engine.view.window import Kind, close_window, open_window, renderer

__all__ = ["App", "Place", "Stage"]

FRAME = 1 / 30
"""What an off-screen picture counts as, s."""


class Place(Protocol):
    """The three-dimensional place under the panels."""

    def update(self, frame: Frame, seconds: float, walking: bool, shown: bool) -> Aim | None:
        """Move everything to ``frame``, take steps if ``walking``, and say what is pointed at."""

    def beacon(self, objects: Sequence[str]) -> Beacon | None:
        """Where the nearest of ``objects`` is seen, ``None`` if there is none."""

    def close(self) -> None:
        """Release everything."""


class Stage:
    """A window with ImGui in it and nothing else: what the program and the list of scenarios share."""

    def __init__(
        self,
        lang: str,
        size: tuple[int, int],
        kind: Kind,
        displays: tuple[str, ...] = (),
        font: FoundFont | None = None,
    ) -> None:
        self.font = font or find_font()
        self.t: Strings = load_strings(lang if self.font.chinese else "en")
        self.base: Any = open_window(self.t("app.title"), size, kind, displays)
        self.kind: Kind = kind
        self.layer = self._layer()
        self._size = self._pixels()
        self._shots = 0

    def _pixels(self) -> tuple[int, int]:
        return self.base.win.get_x_size(), self.base.win.get_y_size()

    def _layer(self) -> ImGuiLayer:
        self.scale = theme.scale_for(*self._pixels())
        layer = ImGuiLayer(self.base, self.font.data, round(theme.TEXT_SIZE * self.scale))
        theme.apply(self.scale)
        return layer

    def fit(self) -> bool:
        """Adapt to a window that was resized; returns whether the measures changed."""
        if self._pixels() == self._size:
            return False
        self._size = self._pixels()
        if theme.scale_for(*self._size) == self.scale:
            return False
        self.layer.close()
        self.layer = self._layer()
        return True

    @property
    def renderer(self) -> str:
        """What draws, in words for the log."""
        return renderer(self.base)

    def close(self) -> None:
        """Close the window."""
        self.layer.close()
        close_window(self.base)


class App:
    """One learner's window on one session."""

    def __init__(
        self,
        port: SessionPort,
        *,
        lang: str = "zh",
        size: tuple[int, int] = theme.BASE_SIZE,
        kind: Kind = "window",
        actor: str = "learner",
        displays: tuple[str, ...] = (),
        place: Callable[[App], Place] | None = None,
        font: FoundFont | None = None,
    ) -> None:
        self.actor, self._make_place = actor, place
        self.stage = Stage(lang, size, kind, displays, font)
        self.base = self.stage.base
        self._place: Place | None = None
        self._now = 0.0
        self._last = time.perf_counter()
        self._warned = 0.0
        self._show(port)
        if not self.stage.font.chinese and lang == "zh":
            self.desk.ui.tell(self.stage.t("app_message.font"))
        self.base.accept("ui-down", self._pressed)

    def _show(self, port: SessionPort) -> None:
        """Panels, pace and place of ``port``."""
        self.port = port
        self.desk = Desk(port, self.stage.t, self.stage.scale, self.actor)
        self._pacer = Pacer(port)
        self._frame = port.frame()
        self.aim: Aim | None = None
        self._place = self._make_place(self) if self._make_place is not None else None

    def show(self, port: SessionPort) -> None:
        """Go on with another session in the same window, at the screen and page that are open.

        Raises whatever building its place raises; the window shows the old session then.
        """
        old, before = self.desk, self.port
        if self._place is not None:
            self._place.close()  # two places at once would light one another
        try:
            self._show(port)
        except Exception:
            self._show(before)
            self.desk = old
            raise
        self.desk.author, self.desk.hints.costs = old.author, old.hints.costs
        self.desk.can_rewind = old.can_rewind
        self.desk.sit_as(old)

    def wait(self, text: str) -> None:
        """Say what is being waited for until another session is shown; the window stays as it is."""
        self.desk.panel, self.desk.waiting = Panel.NONE, text
        for _ in range(2):  # both buffers, or a screen that is not drawn again may show the other one
            self.step_frame(advance=False)

    @property
    def ui(self) -> Tools:
        """The panels' tools, with the rectangles of this picture."""
        return self.desk.ui

    # -- the loop -------------------------------------------------------------------------------------------
    def run(self) -> str:
        """Run until the learner leaves or closes the window; returns the wish: exit, again or rewind."""
        while not self.desk.wish:
            if self.base.win is None or self.base.win.is_closed():
                self.desk.wish = "exit"
                break
            self.step_frame()
        return self.desk.wish

    def step_frame(self, seconds: float | None = None, advance: bool = True) -> Frame:
        """One picture; ``seconds`` is the wall time it counts as (measured in a window, 1/30 s off-screen)."""
        now = time.perf_counter()
        if seconds is None:
            seconds = now - self._last if self.stage.kind == "window" else FRAME
        self._last = now
        self._now += seconds
        if self.stage.fit():
            self.desk.ui.scale = self.stage.scale
        if advance:
            self._pacer.step(seconds, self._frame)
        frame = self._frame = self.port.frame()
        self._tell_if_slow(frame)
        if self._place is not None:
            walking = self.desk.walking and not self.stage.layer.io.want_text_input
            self.aim = self._place.update(frame, seconds, walking, shown=not self.desk.control)
        beacon = self._beacon()
        self.stage.layer.frame(seconds, lambda: self.desk.draw(frame, self._now, self.aim, beacon))
        self.base.task_mgr.step()
        return frame

    def _beacon(self) -> Beacon | None:
        """Where what a hint or the guided mode points to is operated."""
        if self._place is None or self.desk.control:
            return None
        on = guided_to(self.desk.ui)
        return self._place.beacon(givers(self.desk.ui, on)) if on else None

    def _tell_if_slow(self, frame: Frame) -> None:
        """Once a minute at most, say that the computer does not reach the chosen speed."""
        if frame.speed > 1 and self._pacer.reached < 0.7 and self._now - self._warned > 60:
            self._warned = self._now
            reached = f"{frame.speed * self._pacer.reached:.0f}"
            self.desk.ui.tell(self.stage.t("app_message.slow", factor=reached))

    def _pressed(self, name: str) -> None:
        """Left button or Enter while walking: operate what is pointed at."""
        name = bare(name)
        on_panel = name == "mouse1" and self.stage.layer.wants_mouse
        if name in ("mouse1", "enter") and self.desk.walking and self.aim is not None and not on_panel:
            if self.aim.in_reach:
                self.desk.operate(self.aim.object)
            else:
                self.desk.ui.tell(self.stage.t("hud.too_far"))

    # -- for tests, pictures and scripted learners ----------------------------------------------------------
    def press(self, name: str, advance: bool = False) -> None:
        """Press the button of that name with the pointer; raises ``KeyError`` if it is not in the picture."""
        layer = self.stage.layer
        layer.pointer = self.ui.rects[name].centre
        self.step_frame(advance=advance)
        self.base.messenger.send("ui-down", ["mouse1"])
        self.step_frame(advance=advance)
        self.base.messenger.send("ui-up", ["mouse1"])
        self.step_frame(advance=advance)
        layer.pointer = (-1.0, -1.0)
        self.step_frame(advance=advance)

    def key(self, name: str, advance: bool = False) -> None:
        """Press and release a key by Panda3D's name."""
        self.base.messenger.send("ui-down", [name])
        self.step_frame(advance=advance)
        self.base.messenger.send("ui-up", [name])
        self.step_frame(advance=advance)

    def screenshot(self, path: Path) -> int:
        """Save the picture as PNG; returns its size in bytes."""
        self.base.graphics_engine.render_frame()
        return save_picture(self.base, path)

    def close(self) -> None:
        """Release the place, the panels and the window."""
        if self._place is not None:
            self._place.close()
        self.base.ignore_all()
        self.stage.close()
