"""Import a class list: add who is new, correct who changed, leave the rest, and say so line by line.

A column of codes matches each student with the code of their attempts, also before these are collected.
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
from grading.gradebook.codes import assign, conflict
from grading.gradebook.people import Learner, add_learner, correct, find_learner, join_class
from grading.gradebook.roster_file import RosterRow, read_roster
from grading.gradebook.store import Gradebook

__all__ = ["RosterLine", "RosterReport", "import_roster"]

LineStatus = Literal["added", "changed", "skipped", "totals", "bad"]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """What became of one line."""

    line: int
    status: LineStatus
    student_no: str
    why: Text
    claimed: bool = False
    """Whether the line matched a code with its student."""


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

    @property
    def totals(self) -> list[RosterLine]:
        """The lines that only count the others."""
        return [line for line in self.lines if line.status == "totals"]

    def summary(self) -> Text:
        """One sentence for the person who imported."""
        n = {status: self.count(status) for status in ("added", "changed", "skipped", "bad")}
        codes = sum(line.claimed for line in self.lines)
        zh = f"新增 {n['added']} 人，更改 {n['changed']} 人，无变化 {n['skipped']} 行，有误 {n['bad']} 行"
        en = f"{n['added']} added, {n['changed']} changed, {n['skipped']} unchanged, {n['bad']} bad"
        if codes:
            zh, en = f"{zh}，新对应代号 {codes} 个", f"{en}, {codes} codes matched"
        return Text(zh=zh, en=en)


def import_roster(book: Gradebook, path: Path, class_name: str = "") -> RosterReport:
    """Import ``path`` (CSV or XLSX); ``class_name`` is the class of lines that name none."""
    rows = read_roster(path, class_name)
    report = RosterReport()
    first: dict[str, RosterRow] = {}
    codes: dict[str, RosterRow] = {}
    with book.write():
        for row in rows:
            why = _unusable(book, row, first, codes)
            if why is not None:
                status: LineStatus = "totals" if row.harmless else "bad"
                report.lines.append(RosterLine(row.line, status, row.student_no, why))
            else:
                report.lines.append(_take(book, row))
        counts = {status: report.count(status) for status in ("added", "changed", "skipped", "bad")}
        if counts["added"] or counts["changed"]:
            record(book, "import roster", "roster", new=counts)
    return report


def _unusable(book: Gradebook, row: RosterRow, first: dict[str, RosterRow], codes: dict[str, RosterRow]) -> Text | None:
    """What keeps a line out, judged before anything of it is entered; notes number and code of a good one."""
    if row.problem is not None:
        return row.problem
    earlier = first.get(row.student_no, row)
    if earlier.name != row.name:
        return Text(
            zh=f"学号与第 {earlier.line} 行相同而姓名不同",
            en=f"same number as line {earlier.line}, but another name",
        )
    if row.code:
        earlier = codes.get(row.code, row)
        if earlier.student_no != row.student_no:
            return Text(
                zh=f"代号 {row.code} 与第 {earlier.line} 行相同；一个代号只能给一名学生",
                en=f"same code {row.code} as line {earlier.line}; a code is for one student only",
            )
        clash = conflict(book, row.code, row.student_no)
        if clash:
            return clash
        codes.setdefault(row.code, row)
    first.setdefault(row.student_no, row)
    return None


def _take(book: Gradebook, row: RosterRow) -> RosterLine:
    learner = find_learner(book, row.student_no)
    status: LineStatus
    if learner is None:
        added = add_learner(book, row.student_no, row.name)
        if row.class_name:
            join_class(book, added.id, row.class_name)
        group = row.class_name
        status, changes = "added", [Text(zh=f"新增，班级 {group or '无'}", en=f"added, class {group or 'none'}")]
    else:
        changes = _changed(book, learner, row)
        status = "changed" if changes else "skipped"
    claimed = bool(row.code) and assign(book, row.code, row.student_no, f"roster, line {row.line}")
    if claimed:
        status = "changed" if status == "skipped" else status
        changes.append(Text(zh=f"代号 {row.code}", en=f"code {row.code}"))
    changes = changes or [Text(zh="无变化", en="unchanged")]
    why = Text(zh="，".join(c.zh for c in changes), en=", ".join(c.en for c in changes))
    return RosterLine(row.line, status, row.student_no, why, claimed)


def _changed(book: Gradebook, learner: Learner, row: RosterRow) -> list[Text]:
    """Correct the name and join the class as the line says; what that changed."""
    changes: list[Text] = []
    if learner.name != row.name:
        correct(book, learner.id, name=row.name)
        changes.append(Text(zh="更正姓名", en="name corrected"))
    if row.class_name and join_class(book, learner.id, row.class_name):
        changes.append(Text(zh=f"加入 {row.class_name}", en=f"joined {row.class_name}"))
    return changes
