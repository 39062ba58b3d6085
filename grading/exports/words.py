"""The words of exports, from ``assets/strings/export/{zh,en}.yaml``; column headings shared with the class list.

>>> say("head.mark", "en")
'Mark'
"""

from __future__ import annotations

from engine.scenario.text import Text
from engine.strings import ASSETS, load_strings
from grading.exports.cells import file_name
from grading.exports.grades import Grades, Row

__all__ = ["FOLDER", "both", "file_of", "say", "who", "why_left_out"]

FOLDER = ASSETS / "strings" / "export"


def say(key: str, lang: str, **values: object) -> str:
    """The words behind ``key`` in ``lang`` (zh or en), with ``{names}`` filled in."""
    return load_strings(lang, FOLDER)(key, **values)


def both(key: str, **values: object) -> Text:
    """The words in both languages."""
    return Text(zh=say(key, "zh", **values), en=say(key, "en", **values))


def who(row: Row) -> str:
    """A learner as a teacher knows them: number and name, or the random id where there is neither."""
    return " ".join(filter(None, (row.student_no, row.name))) or row.learner


def file_of(grades: Grades, lang: str, *tags: str, suffix: str) -> str:
    """The name of a file: class, scenario, what it is, and that its marks are provisional, if any is."""
    early = say("file.provisional", lang) if grades.unconfirmed() else ""
    return file_name(grades.class_name, grades.scenario, *tags, early, suffix=suffix)


def why_left_out(row: Row, lang: str) -> str:
    """Why a learner has no mark to hand over, and what to do."""
    waiting = [say(f"party.{part.party}", lang) for part in row.parts if part.score is None and part.share > 0]
    return say(f"why.{row.status}", lang, parties=("、" if lang == "zh" else ", ").join(waiting))
