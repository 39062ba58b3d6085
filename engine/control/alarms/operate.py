"""What an operator can do to alarms: acknowledge one, acknowledge all, reset a latched one."""

from __future__ import annotations

from typing import Any, Protocol

from engine.control.alarms.section import Alarm
from engine.control.alarms.states import UNACKNOWLEDGED, State
from engine.control.operate import ControlRefusal, unknown_verb
from engine.scenario.text import Text

__all__ = ["AlarmOperable", "AllAlarms"]


class _Row(Protocol):
    state: State


class _Alarms(Protocol):
    """The part of the alarm block that is needed here."""

    alarms: dict[str, Alarm]

    def row(self, key: str) -> _Row: ...
    def acknowledge(self, key: str, by: str) -> None: ...
    def reset(self, key: str, by: str) -> None: ...
    def unacknowledged(self) -> list[str]: ...


class AlarmOperable:
    """One alarm."""

    verbs = ("acknowledge", "reset", "read", "look")

    def __init__(self, block: _Alarms, key: str) -> None:
        self.id = key
        self._block = block

    @property
    def title(self) -> Text:
        """The alarm's title."""
        return self._block.alarms[self.id].title

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Only what waits can be acknowledged; only a latched alarm that has ended can be reset."""
        state = self._block.row(self.id).state
        if verb not in self.verbs:
            return unknown_verb(self.id, verb)
        if verb == "acknowledge" and state not in UNACKNOWLEDGED:
            return ControlRefusal("not_unack", "这条报警没有待确认的", "this alarm does not wait to be acknowledged")
        if verb == "reset" and state is not State.LATCHED_ACK:
            return ControlRefusal(
                "not_latched", "只有已确认且条件已消失的锁存报警才能复位",
                "only a latched alarm that is acknowledged and whose condition has ended can be reset",
            )  # fmt: skip
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Acknowledge or reset."""
        if verb == "acknowledge":
            self._block.acknowledge(self.id, actor)
        elif verb == "reset":
            self._block.reset(self.id, actor)


class AllAlarms:
    """``ALARMS``: acknowledges whatever waits."""

    id = "ALARMS"
    verbs = ("acknowledge", "read", "look")
    title = Text(zh="全部报警", en="All alarms")

    def __init__(self, block: _Alarms) -> None:
        self._block = block

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:  # noqa: ARG002
        """Something has to wait."""
        if verb not in self.verbs:
            return unknown_verb(self.id, verb)
        if verb == "acknowledge" and not self._block.unacknowledged():
            return ControlRefusal("not_unack", "没有待确认的报警", "no alarm waits to be acknowledged")
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Acknowledge all."""
        if verb == "acknowledge":
            for key in self._block.unacknowledged():
                self._block.acknowledge(key, actor)
