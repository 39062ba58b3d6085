"""What the grade book refuses, in one tree, each said in both languages and with what to do.

GradebookError                (engine.errors.ShixunError)
├── GradebookFormatError      not a grade book, damaged, or the SQLite library is too old
├── GradebookVersionError     written by a newer version of the program
├── GradebookBusyError        another program holds it for longer than we wait
├── GradebookStorageError     disk full, folder read-only, file not reachable
├── ConflictError             the same name or number already stands for something else
├── NotFoundError             no such learner, class, attempt or rubric
└── RosterError               a roster file cannot be read at all

>>> str(NotFoundError("没有这个班级", "there is no such class"))
'没有这个班级 / there is no such class'
"""

from __future__ import annotations

from engine.errors import ShixunError
from engine.scenario.text import Text

__all__ = [
    "ConflictError",
    "GradebookBusyError",
    "GradebookError",
    "GradebookFormatError",
    "GradebookStorageError",
    "GradebookVersionError",
    "NotFoundError",
    "RosterError",
    "UnusableAttemptError",
]


class GradebookError(ShixunError):
    """Base of all; ``text.of(lang)`` is the message for people."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.text = Text(zh=zh, en=en)

    def __str__(self) -> str:
        return f"{self.text.zh} / {self.text.en}"


class GradebookFormatError(GradebookError):
    """The file is not a grade book or cannot be trusted."""


class GradebookVersionError(GradebookError):
    """The grade book comes from a newer version of the program."""


class GradebookBusyError(GradebookError):
    """Another program was writing for longer than we wait."""


class GradebookStorageError(GradebookError):
    """The disk is full, the folder is read-only or the file cannot be reached."""


class ConflictError(GradebookError):
    """What was given contradicts what is stored; nothing was changed."""


class NotFoundError(GradebookError):
    """There is nothing under that name or number."""


class RosterError(GradebookError):
    """The roster file as a whole cannot be used; nothing was imported."""


class UnusableAttemptError(GradebookError):
    """An attempt file cannot be collected; it was left as it is."""
