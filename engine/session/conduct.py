"""How an attempt is run: speed, freezing and the end, as operations on ``SESSION``.

Speed changes, freezing, single steps and ending are actions like any other, so they are on record with who did them
and are repeated in a replay. They never change what the model computes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.control.bus import Bus
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.modes import Mode
from engine.session.operables import refused
from engine.session.things import PRIVILEGED

__all__ = ["ENDINGS", "MOST_STEPS", "SPEEDS", "Conduct"]

SPEEDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""The speeds offered; headless runs ignore them."""
ENDINGS = ("finished", "failed", "timed_out", "quit")
MOST_STEPS = 6000
"""Ticks of one single step at most."""


class Conduct:
    """Speed, freeze and end of one attempt."""

    id = "SESSION"
    verbs = ("set", "stop")
    title = Text(zh="本次练习", en="This attempt")

    def __init__(self, mode: Mode, bus: Bus, phase_limit: Callable[[], float]) -> None:
        self._mode, self._bus, self._phase_limit = mode, bus, phase_limit
        self.speed, self.frozen, self.ended = 1.0, False, ""
        self.steps = 0
        """Ticks that are to pass in a freeze; pacing only, therefore no part of the state."""

    def max_speed(self) -> float:
        """The fastest speed allowed now: by mode and by phase."""
        return min(self._mode.max_speed, self._phase_limit())

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Why the attempt cannot be run like that."""
        if verb == "stop":
            return None if value in ENDINGS else refused("bad_value", "结束方式不对", "there is no such ending")
        if not isinstance(value, dict) or not value or set(value) - {"speed", "frozen", "step"}:
            return refused("bad_value", "只能设定 speed、frozen 或 step", "only speed, frozen and step can be set")
        if "step" in value:
            return self._refuse_step(actor, value)
        speed = value.get("speed", self.speed)
        if not isinstance(speed, int | float) or isinstance(speed, bool) or not 0.1 <= speed <= 100:
            return refused("bad_value", "倍速应在 0.1–100", "speeds go from 0.1 to 100")
        if speed > self.max_speed() and speed > self.speed:
            limit = self.max_speed()
            return refused("speed", f"当前阶段最高 ×{limit:g}", f"this phase allows at most ×{limit:g}")
        if not isinstance(value.get("frozen", False), bool):
            return refused("bad_value", "frozen 只能是 true 或 false", "frozen is true or false")
        if value.get("frozen") and not self._mode.pause and actor not in PRIVILEGED:
            return refused("no_pause", "考核模式不能暂停", "this mode cannot be paused")
        if "frozen" in value and self.frozen and not self._mode.pause and actor not in PRIVILEGED:
            return refused("held", "教师已暂停考核，由教师继续", "the instructor has frozen this exam and will go on")
        return None

    def _refuse_step(self, actor: str, value: dict[str, Any]) -> Refused | None:
        steps = value["step"]
        if len(value) > 1 or isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
            return refused("bad_value", f"单步为 1–{MOST_STEPS} 拍", f"a step is 1 to {MOST_STEPS} ticks")
        if not self._mode.pause and actor not in PRIVILEGED:
            return refused("no_pause", "考核模式不能暂停和单步", "this mode is neither paused nor stepped")
        if not self.frozen:
            return refused("not_frozen", "先暂停，再单步", "freeze first, then step")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Run it like that."""
        if verb == "stop":
            self.ended = value
            return
        if "step" in value:
            self.steps = value["step"]
        if "speed" in value and value["speed"] != self.speed:
            self.speed = float(value["speed"])
            self._bus.emit("speed", "SESSION", factor=self.speed, by=actor)
        if "frozen" in value and bool(value["frozen"]) != self.frozen:
            self.frozen, self.steps = bool(value["frozen"]), 0
            self._bus.emit("freeze", "SESSION", frozen=self.frozen, by=actor)

    def settle(self) -> None:
        """Let one tick pass where the model is frozen: something is only complete with it."""
        if self.frozen:
            self.steps = max(1, self.steps)

    def leave(self) -> None:
        """End this attempt because it is gone on with elsewhere."""
        self.ended = "quit"

    def slow_down(self, by: str) -> None:
        """Back to real time because something demands attention."""
        if self.speed > 1.0:
            self.speed = 1.0
            self._bus.emit("speed", "SESSION", factor=1.0, by=by)

    def state(self) -> dict[str, Any]:
        """Speed, freeze, end."""
        return {"speed": self.speed, "frozen": self.frozen, "ended": self.ended}

    def set_state(self, state: dict[str, Any]) -> None:
        """Put back ``state()``."""
        self.speed, self.frozen, self.ended = state["speed"], state["frozen"], state["ended"]
