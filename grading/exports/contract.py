"""What a target is: an id, titles, options, a check before, and files as bytes. One module a target.

An exporter reads nothing but the table it is given: no grade book, no clock, no locale. So the same marks give the
same bytes, and one set of tests holds for every target (``tests/grading/exports/test_export_contract.py``). What the
target would refuse is found by ``preflight`` with the learner's name, before a file is made.

    made = export(MOODLE, grades, MOODLE.options(map_by="username"))
    made.files[0].name, made.files[0].data, made.problems
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from engine.scenario.text import Text
from grading.exports.errors import ExportRefusedError
from grading.exports.grades import Grades

__all__ = ["Exporter", "File", "Made", "Options", "Problem", "export"]


class Options(BaseModel):
    """What a teacher may choose for any target; a target's own options are added to these.

    Values come from the command line as text, so ``"true"`` is taken for true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    lang: Literal["zh", "en"] = Field(
        "zh", description="表头和文字的语言，用 --lang 指定 / language of headings and words, given by --lang"
    )


O = TypeVar("O", bound=Options)  # noqa: E741  (one letter, as type variables are)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found before the export. ``text`` says what is wrong and what to do.

    ``learner`` is who it is about, as a teacher knows them; empty for the whole class. What ``blocks`` keeps the
    file from being made, the rest is told beside it.
    """

    text: Text
    learner: str = ""
    blocks: bool = True

    def said(self, lang: str) -> str:
        """One line for people."""
        mark = "：" if lang == "zh" else ": "
        return f"{self.learner}{mark}{self.text.of(lang)}" if self.learner else self.text.of(lang)


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: a bare name (no folder) and all its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """What an export made, and what is to be told beside it."""

    files: tuple[File, ...]
    problems: tuple[Problem, ...]


class Exporter(ABC, Generic[O]):
    """A target. Pure: what ``files`` returns depends on its arguments and on nothing else."""

    id: ClassVar[str]
    """As on the command line; an id is interface and never reused for something else."""
    title: ClassVar[Text]
    what: ClassVar[Text]
    """One sentence: what it is good for."""
    options: type[O]
    """The model of its options."""

    @abstractmethod
    def preflight(self, grades: Grades, options: O) -> list[Problem]:
        """Everything the target would refuse or a teacher should know, without making a file."""

    @abstractmethod
    def files(self, grades: Grades, options: O) -> list[File]:
        """The files. Called only when ``preflight`` found nothing that blocks."""


def export(exporter: Exporter[O], grades: Grades, options: O) -> Made:
    """Check, then make. Raises ``ExportRefusedError`` with every blocking problem; then nothing was made."""
    problems = exporter.preflight(grades, options)
    blocking = [problem for problem in problems if problem.blocks]
    if blocking:
        raise ExportRefusedError(blocking)
    files = tuple(exporter.files(grades, options))
    if len({file.name.casefold() for file in files}) != len(files):
        raise ValueError(f"target {exporter.id} gives two files one name")  # one would be lost on the disk
    return Made(files, tuple(problems))
