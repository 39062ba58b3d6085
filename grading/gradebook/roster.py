"""Import a class list: add who is new, correct who changed, leave the rest, and say so line by line.

Importing the same file twice changes nothing. Who is in the grade book but not in the file stays: a list may
be of one class only. Lines that cannot be used are reported and skipped; the good ones are imported in one
transaction.

    report = import_roster(book, Path("化工2401.xlsx"))
    for line in report.bad: print(line.line, line.why.of("zh"))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.scenario.text import Text
from grading.gradebook.audit import record
from grading.gradebook.people import add_learner, correct, find_learner, join_class
from grading.gradebook.roster_file import RosterRow, read_roster
from grading.gradebook.store import Gradebook

__all__ = ["RosterLine", "RosterReport", "import_roster"]

LineStatus = Literal["added", "changed", "skipped", "bad"]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """What became of one line."""

    line: int
    status: LineStatus
    student_no: str
    why: Text


@dataclass(frozen=True, slots=True)
class RosterReport:
    """What became of the whole file, in the order of its lines."""

    lines: list[RosterLine] = field(default_factory=list)

    def count(self, status: LineStatus) -> int:
        """How many lines ended so."""
        return sum(line.status == status for line in self.lines)

    @property
    def bad(self) -> list[RosterLine]:
        """The lines that could not be used."""
        return [line for line in self.lines if line.status == "bad"]

    def summary(self) -> Text:
        """One sentence for the person who imported."""
        n = {status: self.count(status) for status in ("added", "changed", "skipped", "bad")}
        return Text(
            zh=f"新增 {n['added']} 人，更改 {n['changed']} 人，无变化 {n['skipped']} 行，有误 {n['bad']} 行",
            en=f"{n['added']} added, {n['changed']} changed, {n['skipped']} unchanged, {n['bad']} bad",
        )


def import_roster(book: Gradebook, path: Path, class_name: str = "") -> RosterReport:
    """Import ``path`` (CSV or XLSX); ``class_name`` is the class of lines that name none."""
    rows = read_roster(path, class_name)
    report = RosterReport()
    first: dict[str, RosterRow] = {}
    with book.write():
        for row in rows:
            status, why = _take(book, row, first)
            report.lines.append(RosterLine(row.line, status, row.student_no, why))
        counts = {status: report.count(status) for status in ("added", "changed", "skipped", "bad")}
        if counts["added"] or counts["changed"]:
            record(book, "import roster", "roster", new=counts)
    return report


def _take(book: Gradebook, row: RosterRow, first: dict[str, RosterRow]) -> tuple[LineStatus, Text]:
    if row.problem is not None:
        return "bad", row.problem
    earlier = first.setdefault(row.student_no, row)
    if earlier.name != row.name:
        return "bad", Text(
            zh=f"学号与第 {earlier.line} 行相同而姓名不同",
            en=f"same number as line {earlier.line}, but another name",
        )
    learner = find_learner(book, row.student_no)
    if learner is None:
        added = add_learner(book, row.student_no, row.name)
        if row.class_name:
            join_class(book, added.id, row.class_name)
        group = row.class_name
        return "added", Text(zh=f"新增，班级 {group or '无'}", en=f"added, class {group or 'none'}")
    changes: list[Text] = []
    if learner.name != row.name:
        correct(book, learner.id, name=row.name)
        changes.append(Text(zh="更正姓名", en="name corrected"))
    if row.class_name and join_class(book, learner.id, row.class_name):
        changes.append(Text(zh=f"加入 {row.class_name}", en=f"joined {row.class_name}"))
    if changes:
        return "changed", Text(zh="，".join(c.zh for c in changes), en=", ".join(c.en for c in changes))
    return "skipped", Text(zh="无变化", en="unchanged")
