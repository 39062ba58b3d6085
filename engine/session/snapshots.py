"""Named checkpoints: what an instructor marks while an attempt runs, to come back to it later.

    session.request("instructor", "take", "SNAPSHOT", "before_fault")
    session.request("instructor", "restore", "SNAPSHOT", "before_fault")     # or 600: to 10 min of model time

A checkpoint lies between two ticks, never inside one: that of a snapshot is stored when the tick it was asked in is
over, with everything done in that tick in it. A snapshot in a freeze therefore takes one tick.

Going back cuts nothing off. It ends this attempt; whoever runs it begins a new one, with this one as its parent, from
``back_to`` on (``engine.session.replay.go_back``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.control.bus import Bus
from engine.scenario.nearest import did_you_mean
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.frame import SnapshotLine
from engine.session.intercom import unprintable
from engine.session.modes import Mode
from engine.session.operables import refused
from engine.session.things import PRIVILEGED

__all__ = ["LONGEST_NAME", "Snapshots"]

LONGEST_NAME = 40
"""Characters of a name."""


class Snapshots:
    """The snapshots of one attempt, those before a rewind included."""

    id = "SNAPSHOT"
    verbs = ("take", "restore")
    title = Text(zh="快照", en="Snapshot")

    def __init__(self, mode: Mode, bus: Bus, settle: Callable[[], None], leave: Callable[[], None]) -> None:
        self._mode, self._bus, self._settle, self._leave = mode, bus, settle, leave
        self._ticks: dict[str, int] = {}
        self.lines: tuple[SnapshotLine, ...] = ()
        """All snapshots, oldest first."""
        self.due = False
        """A checkpoint is to be stored when this tick is over."""
        self.back_to: int | None = None
        """The tick that was gone back to; the attempt is over then."""
        self.back_name = ""
        """The snapshot that was gone back to; empty for a time."""
        self.back_by = ""
        """Who went back."""

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:
        """Only an instructor; names that can be read and are not taken; nobody goes back in an exam."""
        if actor not in PRIVILEGED:
            return refused(
                "not_yours", "快照由教师保存和恢复；自己重练请用菜单里的“回到失误之前”",
                "snapshots are the instructor's; to try again use the menu: back to before the mistake",
            )  # fmt: skip
        return self._refuse_take(value) if verb == "take" else self._refuse_restore(value)

    def _refuse_take(self, value: Any) -> Refused | None:
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or unprintable(value):
            return refused(
                "bad_value", f"快照名应是 1–{LONGEST_NAME} 个看得见的字符",
                f"a snapshot has a name of 1 to {LONGEST_NAME} visible characters",
            )  # fmt: skip
        if value in self._ticks:
            return refused(
                "taken", f"已有快照 {value}，请换一个名字", f"there is a snapshot {value}; choose another name"
            )
        return None

    def _refuse_restore(self, value: Any) -> Refused | None:
        if not self._mode.rewind:
            return refused(
                "no_rewind", "本模式（考核）不能回退，教师也不能：成绩要可比。快照可留作课后讲评或练习",
                "this mode (an exam) is not rewound, not even by the instructor: marks must be comparable."
                " Keep the snapshot for the debriefing",
            )  # fmt: skip
        if isinstance(value, str):
            if value not in self._ticks:
                near = did_you_mean(value, self._ticks)
                zh, en = (f"，是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
                return refused("no_snapshot", f"没有快照 {value}{zh}", f"there is no snapshot {value}{en}")
            if self._ticks[value] > self._bus.tick:
                return refused("not_ready", "快照要到下一拍才完成", "the snapshot is complete with the next tick")
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value * 1000 <= self._now_ms:
            return refused(
                "bad_value",
                "回退到快照名，或已经过去的时刻（秒）",
                "go back to a snapshot's name or a past time in seconds",
            )
        return None

    @property
    def _now_ms(self) -> int:
        return self._bus.tick * self._bus.tick_ms

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Mark this moment, or leave for an earlier one."""
        if verb == "take":
            self._bus.emit("checkpoint", self.id, name=value, by=actor)
            self.know(value, self._bus.tick + 1)
            self.due = True
            self._settle()
            return
        named = isinstance(value, str)
        self.back_name, self.back_by = value if named else "", actor
        self.back_to = self._ticks.get(value) if named else int(value * 1000 / self._bus.tick_ms)
        self._leave()

    def know(self, name: str, tick: int) -> None:
        """There is a snapshot: the state before ``tick``. Knowing it already changes nothing."""
        if self._ticks.get(name) != tick:
            self._ticks[name] = tick
            self.lines = tuple(SnapshotLine(n, t) for n, t in sorted(self._ticks.items(), key=lambda item: item[1]))
