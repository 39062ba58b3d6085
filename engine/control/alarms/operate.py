"""What people can do to alarms: acknowledge, reset, shelve, take out of service, bring back.

Shelving is the operator's, with a time and a reason; out of service is a decision of those who answer for the plant.
"""

from __future__ import annotations

from typing import Any, Protocol

from engine.control.alarms.section import Alarm
from engine.control.alarms.states import ASIDE, UNACKNOWLEDGED, State
from engine.control.operate import ControlRefusal, as_number, unknown_verb
from engine.scenario.text import Text

__all__ = ["ANSWERABLE", "REASONS", "SHELVING_MINUTES", "AlarmOperable", "AllAlarms"]

ANSWERABLE = ("supervisor", "instructor", "script")
"""Who may take an alarm out of service and put it back."""
SHELVING_MINUTES = (5, 10, 15, 30, 60, 120, 240, 480)
"""The times offered for shelving, as far as the alarm allows; any shorter time may be asked for."""
REASONS: dict[str, Text] = {
    "handling": Text(zh="原因已知，正在处理", en="Known and being handled"),
    "chattering": Text(zh="报警抖动", en="Chattering"),
    "instrument": Text(zh="仪表故障，已报修", en="Instrument faulty, reported"),
    "maintenance": Text(zh="检修或测试", en="Maintenance or test"),
}
"""Reasons offered with a word of their own on record; any other text is a reason, too."""
LONGEST_REASON = 200


class _Row(Protocol):
    state: State


class _Alarms(Protocol):
    """The part of the alarm block that is needed here."""

    alarms: dict[str, Alarm]

    def row(self, key: str) -> _Row: ...
    def acknowledge(self, key: str, by: str) -> None: ...
    def reset(self, key: str, by: str) -> None: ...
    def shelve_for(self, key: str, by: str, minutes: float, reason: str) -> None: ...
    def remove_from_service(self, key: str, by: str, reason: str = "") -> None: ...
    def announce(self, key: str, by: str) -> None: ...
    def unacknowledged(self) -> list[str]: ...


class AlarmOperable:
    """One alarm."""

    verbs = ("acknowledge", "reset", "shelve", "disable", "restore", "read", "look")

    def __init__(self, block: _Alarms, key: str) -> None:
        self.id = key
        self._block = block
        self._alarm = block.alarms[key]

    @property
    def title(self) -> Text:
        """The alarm's title."""
        return self._alarm.title

    def refuse(self, actor: str, verb: str, value: Any) -> ControlRefusal | None:
        """Why not now, and what would help."""
        state = self._block.row(self.id).state
        match verb:
            case "acknowledge" if state not in UNACKNOWLEDGED:
                return ControlRefusal(
                    "not_unack", "这条报警没有待确认的", "this alarm does not wait to be acknowledged"
                )
            case "reset" if state is not State.LATCHED_ACK:
                return ControlRefusal(
                    "not_latched", "只有已确认且条件已消失的锁存报警才能复位",
                    "only a latched alarm that is acknowledged and whose condition has ended can be reset",
                )  # fmt: skip
            case "shelve":
                return self._refuse_shelving(state, value)
            case "disable":
                return self._refuse_removal(actor, state, value)
            case "restore":
                return _refuse_return(actor, state)
        return None if verb in self.verbs else unknown_verb(self.id, verb)

    def _refuse_shelving(self, state: State, value: Any) -> ControlRefusal | None:
        longest = self._alarm.shelvable / 60_000
        if not longest:
            return ControlRefusal(
                "not_shelvable", "这条报警不允许搁置，请处理原因", "this alarm may not be shelved: deal with its cause"
            )
        if state in ASIDE:
            return ControlRefusal("aside", "这条报警已经搁置、抑制或停用", "this alarm is put aside already")
        minutes = as_number(value.get("minutes")) if isinstance(value, dict) else None
        if minutes is None or minutes <= 0:
            return ControlRefusal(
                "value",
                "搁置要写时间和原因：{minutes: 10, reason: …}",
                "give time and reason: {minutes: 10, reason: …}",
            )
        if minutes > longest:
            return ControlRefusal(
                "too_long", f"最长搁置 {longest:g} 分钟", f"it may be shelved for {longest:g} min at most"
            )
        return _refuse_reason(value)

    def _refuse_removal(self, actor: str, state: State, value: Any) -> ControlRefusal | None:
        if actor not in ANSWERABLE:
            return _not_yours()
        if state is State.OUT_OF_SERVICE:
            return ControlRefusal("aside", "这条报警已经停用", "this alarm is out of service already")
        return _refuse_reason(value)

    def act(self, actor: str, verb: str, value: Any) -> None:
        """Do it."""
        match verb:
            case "acknowledge":
                self._block.acknowledge(self.id, actor)
            case "reset":
                self._block.reset(self.id, actor)
            case "shelve":
                self._block.shelve_for(self.id, actor, float(value["minutes"]), value["reason"].strip())
            case "disable":
                self._block.remove_from_service(self.id, actor, value["reason"].strip())
            case "restore":
                self._block.announce(self.id, actor)


def _refuse_reason(value: Any) -> ControlRefusal | None:
    reason = value.get("reason") if isinstance(value, dict) else None
    if not isinstance(reason, str) or not reason.strip() or len(reason) > LONGEST_REASON:
        return ControlRefusal("no_reason", "要写明原因（不超过 200 字）", "say why, in at most 200 characters")
    return None


def _refuse_return(actor: str, state: State) -> ControlRefusal | None:
    if state is State.SUPPRESSED:
        return ControlRefusal(
            "by_design",
            "按设计抑制，条件消失后自动恢复",
            "suppressed by design: it comes back when the condition has gone",
        )
    if state is State.OUT_OF_SERVICE and actor not in ANSWERABLE:
        return _not_yours()
    return None if state in ASIDE else ControlRefusal("not_aside", "这条报警在用，不需要恢复", "this alarm is in use")


def _not_yours() -> ControlRefusal:
    return ControlRefusal(
        "not_yours", "停用和恢复停用的报警要由班长或教师批准", "only the supervisor or the instructor may do this"
    )


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
