"""``grade``, ``report`` and ``regrade``: marks of one file, the report of one file, every mark of the grade book again."""

from __future__ import annotations

from pathlib import Path

from engine.paths import refuse_record, write_whole
from engine.session.lineage import open_lineage
from engine.terminal import GOOD, SHORT, err, out, plain, print_json, progress, teller, whole_table
from engine.visible import escaped
from grading.calculus.result import Result
from grading.gradebook.codes import labels
from grading.gradebook.commands import expert_beside, open_book
from grading.gradebook.remark import remark
from grading.gradebook.rubrics import add_rubric_file
from grading.marked import mark_file
from grading.reports.html import report_html
from grading.reports.words import said

__all__ = ["grade", "marked", "regrade", "report"]


def marked(file: Path, rubric: Path | None = None) -> Result:
    """The result of a file; says so where only the part after a rewind could be marked."""
    found = mark_file(file, rubric)
    if found.missing:
        err.print(f"找不到回退前的记录 {found.missing}，只评回退之后 / the attempt before the rewind is missing")
    return found.result


def grade(file: Path, rubric: Path | None, as_json: bool, lang: str) -> int:
    """Mark an attempt and print it, an item a line; falls short where it is not passed."""
    result = marked(file, rubric)
    if as_json:
        print(escaped(result.canonical().decode()))
        return GOOD if result.passed else SHORT
    table = whole_table("项目 / item", "判定 / verdict", "得分 / points", "说明 / what")
    for item in result.items:
        points = f"{item.gained - item.deducted:.1f}/{item.possible:.1f}"
        table.add_row(item.id, said("judgement", item.judgement, lang), points, item.what.of(lang))
    out.print(table)
    out.print(f"总分 / total {result.total:.1f}（{'合格 / passed' if result.passed else '不合格 / failed'}）")
    return GOOD if result.passed else SHORT


def report(file: Path, target: Path, expert: bool, lang: str) -> None:
    """Write the report of an attempt, by default with the expert's run beside it."""
    refuse_record(target)
    result = marked(file)
    with open_lineage(file) as attempt:
        shown = expert_beside(attempt) if expert else None
        write_whole(target, report_html(result, attempt, lang, expert=shown).encode())
    out.print(str(target))


def regrade(rubric: Path | None, reason: str, book: Path | None, as_json: bool, lang: str) -> int:
    """Mark everything in the grade book again and print what changed; falls short where something could not be marked."""
    with open_book(book) as opened, progress() as bar:
        told = teller(bar, "重评 / re-mark")
        outcome = remark(opened, add_rubric_file(opened, rubric) if rubric else None, reason=reason, progress=told)
        whose = labels(opened, [*(c.attempt for c in outcome.changes), *(f.attempt for f in outcome.failures)])
    if as_json:
        print_json({"gradings": outcome.gradings, "changes": [plain(c) for c in outcome.changes],
                    "failures": [plain(f) for f in outcome.failures]})  # fmt: skip
    else:
        out.print(outcome.summary().of(lang))
        if outcome.changes:
            table = whole_table("学生 / student", "项目 / item", "原 / before", "现 / after", "原因 / why")
            for change in outcome.changes:
                words = (change.title, change.before, change.after, change.why)
                table.add_row(whose[change.attempt], *(text.of(lang) for text in words))
            out.print(table)
        for failure in outcome.failures:
            err.print(f"{whose[failure.attempt]}: {failure.why.of(lang)}", markup=False)
    return SHORT if outcome.failures else GOOD
