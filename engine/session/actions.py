"""What a learner *does*: a closed list of verbs, requests and their answers.

An action is never a mouse click: it is "close XV101A", "wear helmet", "read TI101". Looking, reading and
checking are actions too, because verification is graded. ``Session.request`` judges an action before it has any
effect and answers ``Accepted`` or ``Refused`` with the reason in words.

    answer = session.request("learner", "start", "P102A")
    if not answer: print(answer.reason.of("zh"))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from engine.scenario.text import Text

__all__ = ["VERBS", "Accepted", "Action", "Answer", "Refused", "is_plain"]

VERBS: dict[str, tuple[str, str]] = {
    "open": ("打开", "open"),
    "close": ("关闭", "close"),
    "set": ("设定", "set to"),
    "start": ("启动", "start"),
    "stop": ("停止", "stop"),
    "press": ("按下", "press"),
    "turn": ("旋转", "turn"),
    "wear": ("穿戴", "put on"),
    "doff": ("脱下", "take off"),
    "take": ("拿取", "take"),
    "put": ("放下", "put down"),
    "attach": ("连接", "attach"),
    "detach": ("拆下", "detach"),
    "test": ("测试", "test"),
    "read": ("读取", "read"),
    "check": ("检查", "check"),
    "look": ("查看", "look at"),
    "lock": ("上锁", "lock"),
    "unlock": ("解锁", "unlock"),
    "tag": ("挂牌", "tag"),
    "untag": ("摘牌", "remove the tag from"),
    "acknowledge": ("确认", "acknowledge"),
    "load": ("载入", "load"),
    "reset": ("复位", "reset"),
    "bypass": ("旁路", "bypass"),
    "restore": ("恢复", "restore"),
    "shelve": ("搁置", "shelve"),
    "disable": ("停用", "take out of service"),
    "report": ("报告", "report"),
    "call": ("呼叫", "call"),
    "ask": ("询问", "ask"),
    "answer": ("回答", "answer"),
    "fill": ("填写", "fill in"),
    "sign": ("签字", "sign"),
    "move": ("走到", "walk to"),
}
"""Every verb with its words in Chinese and English. Scenarios and rubrics may use no other."""


@dataclass(frozen=True, slots=True)
class Action:
    """What ``actor`` did at ``tick``; ``seq`` numbers all actions of the attempt from 0 without a gap.

    ``value`` is plain data: a number in the unit of what is set, a mode name, an answer, a pose.
    """

    tick: int
    seq: int
    actor: str
    verb: str
    on: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The action was carried out and is on record."""

    action: Action
    ok: Literal[True] = True

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was done. ``reason`` says why and what would help; ``code`` is stable for tests and rubrics."""

    code: str
    reason: Text
    ok: Literal[False] = False

    def __bool__(self) -> bool:
        return False


Answer = Accepted | Refused


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value is small, finite, plain data: what an action may carry."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return abs(value) <= 1e15 and value == value
    if isinstance(value, str):
        return len(value) <= 4000 and not any("\ud800" <= c <= "\udfff" for c in value)
    if depth > 3:
        return False
    if isinstance(value, list | tuple):
        return len(value) <= 200 and all(is_plain(v, depth + 1) for v in value)
    if isinstance(value, dict):
        return len(value) <= 200 and all(isinstance(k, str) and is_plain(k) and is_plain(v, depth + 1) for k, v in value.items())
    return False
