"""What a panel of a running session draws with: the tools, this frame's values, and requests with their answer.

A panel never talks to Panda3D and never changes the session but by ``ask``.

    if ui.button("ack.TI101.H", ui.t("alarm.ack")):
        ui.ask("acknowledge", "TI101.H")
"""

from __future__ import annotations

import math
from typing import Any

from engine.session.actions import Answer, Refused
from engine.session.frame import Frame
from engine.strings import Strings
from engine.tags import Kind, Tag
from engine.view.alarm_watch import AlarmWatch
from engine.view.facts import Facts
from engine.view.panels.default_pages import pages_of
from engine.view.port import Series, SessionPort
from engine.view.tools import Notice, Rect, Tools
from engine.view.wording import decimals, reading, unit_text

__all__ = ["Notice", "Rect", "Ui"]

TREND_PERIOD = 0.25
"""A trend is good for so long, s of the screen's time."""
MOST_TRENDS = 64


class Ui(Tools):
    """The tools of all panels for one window and one learner."""

    def __init__(self, port: SessionPort, t: Strings, scale: float = 1.0, actor: str = "learner") -> None:
        super().__init__(t, scale)
        self.port, self.actor = port, actor
        self.frame: Frame = port.frame()
        self.facts = Facts(port)
        self.pages = pages_of(port)
        self.hinted = ""
        """What a hint said to act on: the pictures ring it until the step is done."""
        self._trends: dict[tuple[str, float], tuple[float, float, tuple[Series, Series]]] = {}
        self.alarms = AlarmWatch(self.frame.alarms)

    def begin(self, frame: Frame, now: float) -> None:
        """A new picture of ``frame``."""
        self.start(now)
        self.frame = frame
        self.alarms = AlarmWatch(frame.alarms)

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

    def trend(self, tag_id: str, seconds: float) -> tuple[Series, Series]:
        """The recent past of a tag; asked of the session at most four times a second."""
        key = (tag_id, seconds)
        known = self._trends.get(key)
        if known is not None and self.now - known[0] < TREND_PERIOD and self.frame.seconds >= known[1]:
            return known[2]
        if len(self._trends) > MOST_TRENDS:
            self._trends.clear()
        found = self.port.trend(tag_id, seconds)
        self._trends[key] = (self.now, self.frame.seconds, found)
        return found

    # -- the session ----------------------------------------------------------------------------------------
    def ask(self, verb: str, on: str, value: Any = None) -> bool:
        """Request an action; a refusal is shown with its reason. Returns whether it was carried out."""
        done = self.answered(self.port.request(self.actor, verb, on, value))
        if done and verb == "read" and on in self.port.tags.index:
            self.tell(self.t("read.done", what=self.facts.plate(on), value=self._read(on)))
        return done

    def _read(self, tag_id: str) -> str:
        """What somebody has read off: one digit more than the screen shows, so that it can be held against a limit."""
        index = self.port.tags.index[tag_id]
        tag, value = self.port.tags.tags[index], self.frame.values[index]
        if tag.kind is not Kind.ANALOG or not math.isfinite(value):
            return self.shown(tag_id)
        return f"{value:.{min(4, decimals(tag) + 1)}f} {unit_text(tag.unit, self.lang)}".strip()

    def answered(self, answer: Answer | Any) -> bool:
        """Show a refusal; anything else counts as carried out."""
        if isinstance(answer, Refused):
            self.tell(answer.reason.of(self.lang), refused=True)
            return False
        return True
