"""``judge``: what only a person can mark; it stays unscored until somebody does.

- {id: radio, kind: judge, by: teacher, scale: comms_5, weight: 2, goal: CO7}
"""

# ruff: noqa: ARG002 - every kind answers the same calls, whatever it needs of them

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.text import Text
from grading.calculus.item import Item, Monitor
from grading.calculus.words import both

__all__ = ["Judge", "JudgeMonitor"]

_WHO = {
    "teacher": ("教师", "the teacher"),
    "enterprise": ("企业导师", "the enterprise mentor"),
    "student": ("学生", "the student"),
}


class Judge(Item, title="人工评定 / Judge"):
    """Marked by hand on a scale of ``scales``."""

    kind: Literal["judge"] = Field(description="类型 / kind")
    by: Literal["teacher", "enterprise", "student"] = Field("teacher", description="评分人 / who marks it")
    scale: str = Field(description="评分量表，见 scales / the scale, see scales")


class JudgeMonitor(Monitor):
    """Has nothing to watch."""

    kind = "judge"
    item: Judge

    def end(self, tick: int, how: str) -> None:
        """Now somebody may mark it."""
        self.judge("unscored")

    def what(self) -> Text:
        """Who is to mark it."""
        t, (zh, en) = self.title, _WHO[self.item.by]
        return both(f"{t.of('zh')}：待{zh}评分", f"{t.of('en')}: to be marked by {en}")
