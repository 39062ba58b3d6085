"""What exporting refuses, said in both languages and with what to do.

ExportError                   (grading.errors.GradingError)
├── UnknownTargetError        no such target, or it has no such option
├── ExportRefusedError        the program it is meant for would not take the file; ``problems`` says whose and why
└── ExportFileError           a file of that name is there already
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.scenario.text import Text
from grading.errors import GradingError

if TYPE_CHECKING:
    from grading.exports.contract import Problem

__all__ = ["ExportError", "ExportFileError", "ExportRefusedError", "UnknownTargetError"]


class ExportError(GradingError):
    """Base of all; ``text.of(lang)`` is the message for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.text = Text(zh=zh, en=en)

    def __str__(self) -> str:
        return f"{self.text.zh} / {self.text.en}"


class UnknownTargetError(ExportError):
    """There is no such target, or it has no such option or value."""


class ExportRefusedError(ExportError):
    """The check before the export found what the target would refuse; no file was made."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        zh = "；".join(problem.said("zh") for problem in problems)
        en = "; ".join(problem.said("en") for problem in problems)
        super().__init__(f"没有导出：{zh}", f"nothing was exported: {en}")


class ExportFileError(ExportError):
    """A file of that name is there already and was left as it is."""
