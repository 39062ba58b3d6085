"""Target ``moodle``: a grade file that Moodle's CSV import takes whole, with who was left out and how to import it.

Moodle imports all or nothing: one unknown student, one value that is no number or above 100, one row with another
number of cells, and the whole file is refused; a blank or ``-`` deletes a mark that is there. So whoever has no
mark is not in the file but in a second one, with the reason; and what Moodle would refuse is found before.

- One grade item a file: up to Moodle 4.x an import can make one new item only (``together`` is for 5.x).
- The value matched with Moodle's users is exact: one that a spreadsheet would run is refused, not rewritten.
- PHP, which reads the file, takes a backslash before a quote for an escape, so text holds none.
- An id ``0`` counts as empty there.
- Marks have a decimal point; Moodle in another language reads that too, a comma it does not always.
- Feedback can go to an existing item only, never to a new one (the guide says how).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from engine.scenario.text import Text
from grading.exports import checks
from grading.exports.cells import BOM, Cell, csv_bytes, file_name, harmless, number, one_line
from grading.exports.contract import Exporter, File, Options, Problem
from grading.exports.grades import Grades, Row
from grading.exports.wide import head_of, state
from grading.exports.words import both, file_of, say, who, why_left_out
from grading.reports.words import say as report

__all__ = ["MOODLE", "MoodleOptions", "guide_text"]

_GUIDES = Path(__file__).with_name("guides")
_NAME_MOST = 255
_FEEDBACK_MOST = 2000
_LOSS, _LOSSES = 0.05, 5
"""Smaller losses are not told, nor more of them."""
_EMAIL = re.compile(r"[^@\s,;\"'<>()]+@[^@\s,;\"'<>()]+\.[^@\s,;\"'<>().]+\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z0-9-]+\Z")


class MoodleOptions(Options):
    """What may be chosen for Moodle."""

    map_by: Literal["idnumber", "username", "email"] = Field(
        "idnumber",
        description="学生用什么与 Moodle 对应：ID 号（缺省）、用户名、邮箱；写入的都是学号"
        " / what matches a student with a Moodle user: ID number, username or e-mail, made from the student number",
    )
    email_domain: str = Field(
        "", description="按邮箱对应时，学号@后面的部分 / what follows the @ when matching by e-mail"
    )
    items: Literal["total", "outcomes"] = Field(
        "total", description="导出总成绩，或每个课程目标一个成绩项 / the mark, or a grade item an outcome"
    )
    item_name: str = Field(
        "", description="成绩项名称；缺省用场景名称 / name of the grade item, by default the scenario's"
    )
    together: bool = Field(
        False,
        description="多个成绩项放在一个文件里（只适合 Moodle 5.x）；缺任何一项的学生不列入"
        " / all grade items in one file (Moodle 5.x only); who lacks one of them is left out",
    )
    feedback: bool = Field(False, description="加一列评语 / a column with feedback")
    names: bool = Field(
        True, description="加一列姓名供核对，Moodle 不读 / a column with names to look at; Moodle ignores it"
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A grade item: its heading, the mark of each row, and a word for the file's name."""

    name: str
    place: int | None
    """``None`` is the mark, else the place of the outcome."""
    tag: str = ""

    def mark(self, row: Row) -> float | None:
        """0…100, or nothing to hand over."""
        if self.place is None or not row.counts:
            return row.mark
        attained = row.outcomes[self.place] if row.outcomes else None
        return None if attained is None else 100.0 * attained


class MoodleCsv(Exporter[MoodleOptions]):
    """Grade files for Moodle."""

    id = "moodle"
    title = Text(zh="Moodle 成绩 CSV", en="Moodle grade CSV")
    what = Text(
        zh="Moodle“成绩 → 导入 → CSV 文件”用的文件，另附未列入名单和导入说明",
        en="for Moodle's Grades → Import → CSV file, with a list of who was left out and how to import",
    )
    options = MoodleOptions

    def preflight(self, grades: Grades, options: MoodleOptions) -> list[Problem]:
        """What would make Moodle refuse the file, and what the teacher should know."""
        found = [*checks.figures(grades), *checks.numbers(grades)]
        if options.map_by == "email" and not _DOMAIN.fullmatch(options.email_domain):
            found.append(Problem(both("problem.moodle_domain")))
        elif not found:
            found += _ids(grades, options)
        for item in _items(grades, options):
            if len(item.name) > _NAME_MOST:
                found.append(Problem(both("problem.moodle_long", n=len(item.name))))
        if options.items == "outcomes" and not grades.outcomes and any(grades.marked()):
            found.append(Problem(both("problem.moodle_outcomes")))
        return [*found, *checks.nobody(grades), *checks.situation(grades)]

    def files(self, grades: Grades, options: MoodleOptions) -> list[File]:
        """The grade file or files, who is in none (or not in all) of them, and the guide."""
        items = _items(grades, options)
        groups = [items] if options.together or len(items) == 1 else [[item] for item in items]
        files = []
        for group in groups:
            tag = group[0].tag if len(groups) > 1 else ""
            files.append(File(_name(grades, options, tag), csv_bytes(_grade_rows(grades, group, options))))
        left_out = csv_bytes(_left_out_rows(grades, groups, options))
        files.append(File(_name(grades, options, say("file.left_out", options.lang)), left_out))
        guide = _guide(options, [file.name for file in files[:-1]], files[-1].name)
        return [*files, File(_name(grades, options, say("file.guide", options.lang), ".txt"), guide)]


def _name(grades: Grades, options: MoodleOptions, tag: str, suffix: str = ".csv") -> str:
    return file_of(grades, options.lang, say("file.moodle", options.lang), tag, suffix=suffix)


def _ids(grades: Grades, options: MoodleOptions) -> Iterator[Problem]:
    """Values that Moodle could match with nobody."""
    key = f"moodle.{options.map_by}"
    for row in grades.rows:
        value = _id(row, options)
        bad = value == "0" or (options.map_by == "username" and any(sign.isspace() for sign in value))
        if bad or (options.map_by == "email" and not _EMAIL.fullmatch(value)):
            text = (say("problem.moodle_id", lang, value=value, field=say(key, lang)) for lang in ("zh", "en"))
            yield Problem(Text(zh=next(text), en=next(text)), who(row))


def _id(row: Row, options: MoodleOptions) -> str:
    """What is matched: the number as it is; Moodle keeps usernames in small letters."""
    if options.map_by == "username":
        return row.student_no.lower()
    return f"{row.student_no}@{options.email_domain}" if options.map_by == "email" else row.student_no


def _items(grades: Grades, options: MoodleOptions) -> list[_Item]:
    base = one_line(options.item_name or grades.title.of(options.lang) or grades.scenario)
    if options.items == "total":
        return [_Item(_plain(base), None)]
    items: list[_Item] = []
    for n, column in enumerate(grades.outcomes):
        tag = file_name(column.id, suffix="")
        if tag.casefold() in {item.tag.casefold() for item in items}:  # A/B and A:B are one file to Windows
            tag = f"{n + 1}_{tag}"
        items.append(_Item(_plain(f"{base} {head_of(column, options.lang)}"), n, tag))
    return items


def _plain(text: str) -> str:
    """One line, no formula, no backslash (see above)."""
    return harmless(one_line(text)).replace("\\", "＼")


def _in_file(grades: Grades, items: list[_Item]) -> list[Row]:
    return [row for row in grades.rows if all(item.mark(row) is not None for item in items)]


def _grade_rows(grades: Grades, items: list[_Item], options: MoodleOptions) -> Iterator[list[Cell]]:
    lang = options.lang
    key = report("csv.head.student_no", lang) if options.map_by == "idnumber" else say(f"head.{options.map_by}", lang)
    extra = [say("head.feedback", lang)] if options.feedback else []
    yield [key, *([report("csv.head.name", lang)] if options.names else []), *(item.name for item in items), *extra]
    for row in _in_file(grades, items):
        name = _person(row, options)[1:]
        feedback = [_feedback(grades, row, lang)] if options.feedback else []
        marks = [number(min(max(item.mark(row) or 0.0, 0.0), 100.0)) for item in items]
        yield [_id(row, options), *name, *marks, *feedback]


def _feedback(grades: Grades, row: Row, lang: str) -> str:
    """The mark, gates, where most was lost, and what people wrote.

    Never blank, as a blank would delete what is there; begins with our own words, so it is no formula.
    """
    lost = [
        (score.possible - score.points, item.title.of(lang))
        for item, score in zip(grades.items, row.scores, strict=False)
        if score is not None and score.points is not None and score.possible - score.points >= _LOSS
    ]
    lost.sort(key=lambda one: -one[0])
    stop = "；" if lang == "zh" else "; "
    parts = [say("feedback.mark", lang, mark=number(row.mark)), *(gate.of(lang) for gate in row.gates)]
    parts += [say("feedback.lost", lang, title=title, points=number(points)) for points, title in lost[:_LOSSES]]
    text = _plain(stop.join(filter(None, [*parts, *row.comments])))
    return text if len(text) <= _FEEDBACK_MOST else text[: _FEEDBACK_MOST - 1] + "…"


def _left_out_rows(grades: Grades, groups: list[list[_Item]], options: MoodleOptions) -> Iterator[list[Cell]]:
    """Whoever has no mark, then whoever lacks an outcome of one file."""
    lang = options.lang
    named = ["name"] if options.names else []
    heads = [report(f"csv.head.{name}", lang) for name in ("student_no", *named, "status")]
    item_head = [say("head.item", lang)] if options.items == "outcomes" else []
    yield [*heads, *item_head, say("head.why", lang)]
    for row in grades.left_out():
        yield [*_person(row, options), state(row, lang), *("" for _ in item_head), why_left_out(row, lang)]
    for group in groups:
        for row in grades.marked():
            missing = [item.name for item in group if item.mark(row) is None]
            if missing:
                yield [*_person(row, options), state(row, lang), "、".join(missing), say("why.outcome", lang)]


def _person(row: Row, options: MoodleOptions) -> list[Cell]:
    return [row.student_no, _plain(row.name)] if options.names else [row.student_no]


def guide_text(lang: str, map_by: str, grade_files: Sequence[str], left_out: str) -> str:
    """How to import, for the teacher."""
    text = (_GUIDES / f"moodle.{lang}.txt").read_text(encoding="utf-8")
    text = text.replace("{files}", "\n".join(f"  {name}" for name in grade_files))
    return text.replace("{left_out}", left_out).replace("{field}", say(f"moodle.{map_by}", lang))


def _guide(options: MoodleOptions, grade_files: list[str], left_out: str) -> bytes:
    """Plain text that Notepad opens."""
    text = guide_text(options.lang, options.map_by, grade_files, left_out)
    return BOM + text.replace("\n", "\r\n").encode()


MOODLE = MoodleCsv()
