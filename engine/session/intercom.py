"""What an instructor says to the learner: free text, or a phrase the scenario has prepared.

    session.request("instructor", "call", "LEARNER", "先看循环水流量。")
    session.request("instructor", "call", "LEARNER", {"phrase": "look_first"})
    session.request("instructor", "call", "LEARNER", {"zh": "停一下。", "en": "Stop."})

It reaches the learner like everything that is said, as a message, and stands on record with who sent it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from engine.control.bus import Bus
from engine.scenario.nearest import did_you_mean
from engine.scenario.text import Text
from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.things import PRIVILEGED

__all__ = ["LONGEST_MESSAGE", "Intercom", "said", "unprintable"]

LONGEST_MESSAGE = 200
"""Characters of one message: three lines on the smallest screen."""
SENDER = Text(zh="教师", en="Instructor")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories nobody can see: control characters, changes of direction, line and paragraph separators."""


def unprintable(text: str) -> bool:
    """Whether a text holds characters that would not be seen, or would change how the rest is shown."""
    return any(unicodedata.category(c) in _HIDDEN for c in text)


def said(value: Any, phrases: Mapping[str, Text]) -> Text | None:
    """The words of an action that says ``value``, or ``None`` if it says nothing."""
    if isinstance(value, str):
        return Text(zh=value, en=value)
    if not isinstance(value, dict):
        return None
    if set(value) == {"phrase"}:
        return phrases.get(value["phrase"]) if isinstance(value["phrase"], str) else None
    if set(value) == {"zh", "en"} and all(isinstance(words, str) for words in value.values()):
        return Text(zh=value["zh"], en=value["en"])
    return None


class Intercom:
    """The way from the instructor to the learner."""

    id = "LEARNER"
    verbs = ("call",)
    title = Text(zh="学员", en="Learner")

    def __init__(self, phrases: Mapping[str, Text], bus: Bus) -> None:
        self._phrases, self._bus = phrases, bus

    def refuse(self, actor: str, verb: str, value: Any) -> Refused | None:  # noqa: ARG002
        """Only the instructor speaks here, in words that can be seen."""
        if actor not in PRIVILEGED:
            return refused("not_yours", "只有教师能给学员发消息", "only an instructor sends messages to the learner")
        if isinstance(value, dict) and isinstance(value.get("phrase"), str) and value["phrase"] not in self._phrases:
            near = did_you_mean(value["phrase"], self._phrases)
            zh, en = (f"，是不是 {near}？", f"; did you mean {near}?") if near else ("", "")
            return refused("no_phrase", f"没有这句准备好的话{zh}", f"there is no such prepared phrase{en}")
        words = said(value, self._phrases)
        if words is None:
            return refused("bad_value", "消息应是一段文字", "a message is a text")
        for text in (words.of("zh"), words.of("en")):
            if not text.strip():
                return refused("empty", "消息是空的", "the message is empty")
            if len(text) > LONGEST_MESSAGE:
                return refused(
                    "too_long", f"消息太长（{len(text)} 字），最多 {LONGEST_MESSAGE} 字",
                    f"the message is too long ({len(text)} characters); {LONGEST_MESSAGE} at most",
                )  # fmt: skip
            if unprintable(text):
                return refused(
                    "control", "消息里有看不见的控制字符（例如换行），请删去",
                    "the message holds control characters (a line break, say); remove them",
                )  # fmt: skip
        return None

    def act(self, actor: str, verb: str, value: Any) -> None:  # noqa: ARG002
        """Say it."""
        words = said(value, self._phrases)
        assert words is not None
        self._bus.emit("message", self.id, sender=SENDER.model_dump(), text=words.model_dump(), by=actor)
