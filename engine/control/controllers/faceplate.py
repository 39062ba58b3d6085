"""What an operator can do at a loop's faceplate: set the mode, the set-point, the output.

    refuse("learner", "set", {"sp": 60})
    refuse("learner", "set", {"mode": "auto"})
    refuse("learner", "set", {"mode": "manual", "out": 30})

Numbers are in the unit of the tag that is set.
"""

from __future__ import annotations

from typing import Any

from engine.control.controllers.loop import Loop
from engine.control.controllers.section import MODES
from engine.control.operate import ControlRefusal, as_number, unknown_verb
from engine.scenario.text import Text

__all__ = ["Faceplate"]


class Faceplate:
    """The operable of one loop."""

    verbs = ("set", "read", "look", "check")

    def __init__(self, loop: Loop) -> None:
        self.loop = loop

    @property
    def id(self) -> str:
        """The loop's id."""
        return self.loop.id

    @property
    def title(self) -> Text:
        """The loop's title."""
        return self.loop.title

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Why this cannot be set now, or ``None``."""
        if verb not in self.verbs:
            return unknown_verb(self.id, verb)
        if verb != "set":
            return None
        if not isinstance(value, dict) or not value or not set(value) <= {"mode", "sp", "out"}:
            return ControlRefusal("value", "请设定 mode、sp 或 out", "set mode, sp or out")
        mode = value.get("mode", self.loop.mode)
        if "mode" in value and (why := self._refuse_mode(mode)) is not None:
            return why
        if "sp" in value and (why := self._refuse_sp(mode, value["sp"])) is not None:
            return why
        return self._refuse_out(mode, value["out"]) if "out" in value else None

    def _refuse_mode(self, mode: Any) -> ControlRefusal | None:
        if not isinstance(mode, str) or mode not in MODES:
            return ControlRefusal("value", f"没有“{mode}”这种方式", f"there is no mode {mode!r}")
        if mode == "cascade" and self.loop.master is None:
            return ControlRefusal("no_master", f"{self.id} 没有主回路，不能投串级", f"{self.id} has no master loop")
        if mode != "manual" and self.loop.measurement_failed:
            return ControlRefusal(
                "bad_pv",
                f"{self.loop.entry.pv} 信号故障，只能手动",
                f"{self.loop.entry.pv} has failed: manual only",
            )
        return None

    def _refuse_sp(self, mode: str, sp: Any) -> ControlRefusal | None:
        if mode == "cascade":
            master = self.loop.master
            name = master.entry.label or master.id if master is not None else ""
            return ControlRefusal(
                "cascade",
                f"设定值由主回路 {name} 给出，先切到自动",
                f"{name} gives the set-point: change to auto first",
            )
        r = self.loop.ranges
        return self._outside(sp, r.sp_low, r.sp_high, r.pv.unit)

    def _refuse_out(self, mode: str, out: Any) -> ControlRefusal | None:
        if mode != "manual":
            return ControlRefusal("not_manual", "先切到手动，再设输出", "change to manual before setting the output")
        r = self.loop.ranges
        return self._outside(out, r.out_low, r.out_high, r.out_unit)

    @staticmethod
    def _outside(value: Any, low: float, high: float, unit: str) -> ControlRefusal | None:
        number = as_number(value)
        if number is None:
            return ControlRefusal("value", "请输入一个数", "enter a number")
        if not low <= number <= high:
            span = f"{low:g} … {high:g} {unit}".strip()
            return ControlRefusal("range", f"允许范围是 {span}", f"allowed: {span}")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Carry it out: mode first, then set-point and output."""
        if verb != "set":
            return
        if "mode" in value and value["mode"] != self.loop.mode:
            self.loop.set_mode(value["mode"])
        if "sp" in value:
            self.loop.take_sp(float(value["sp"]))
            self.loop.show()
        if "out" in value:
            self.loop.set_out(float(value["out"]))
