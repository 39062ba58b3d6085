"""Target ``csv``: the whole table as CSV, for scripts and for systems without an import of their own.

Ids are exact, so a program can match them; a spreadsheet that opens the file by double-click may still show
long ones as 2.02E+11, which is why there is a target ``xlsx``. Text is never a formula.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.scenario.text import Text
from grading.exports import checks
from grading.exports.cells import Cell, csv_bytes, harmless
from grading.exports.contract import Exporter, File, Options, Problem
from grading.exports.grades import Grades, Row
from grading.exports.wide import WideColumn, wide_table
from grading.exports.words import file_of, say

__all__ = ["CSV", "TableOptions"]

_SIGNS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class TableOptions(Options):
    """What may be chosen for a table."""

    pseudonymous: bool = Field(
        False,
        description="不含学号、姓名和人写的评语，只有随机编号，按编号排列"
        " / no numbers, names or comments by people, only random ids, in their order",
    )
    details: bool = Field(True, description="每个评分项的得分和得分率 / points and percent of every item")


class CsvOptions(TableOptions):
    """What may be chosen for CSV."""

    delimiter: Literal["comma", "semicolon", "tab"] = Field("comma", description="分隔符 / what stands between cells")


class TableCsv(Exporter[CsvOptions]):
    """The table as CSV."""

    id = "csv"
    title = Text(zh="通用 CSV", en="Generic CSV")
    what = Text(
        zh="每名学生一行：总分、课程目标、各评分项；给脚本和没有专用格式的系统",
        en="one row a learner with total, outcomes and items, for scripts and systems without a format of their own",
    )
    options = CsvOptions

    def preflight(self, grades: Grades, options: CsvOptions) -> list[Problem]:
        """Wrong figures and, with names, numbers no program could match."""
        if options.pseudonymous:
            hidden = grades.pseudonymous()
            return [*checks.figures(hidden), *checks.situation(hidden)]
        return [*checks.figures(grades), *checks.numbers(grades), *checks.situation(grades)]

    def files(self, grades: Grades, options: CsvOptions) -> list[File]:
        """One file."""
        shown = grades.pseudonymous() if options.pseudonymous else grades
        columns = wide_table(shown, options.lang, names=not options.pseudonymous, details=options.details)
        rows: list[list[Cell]] = [[harmless(column.head) for column in columns]]
        rows += [[_cell(column, row) for column in columns] for row in shown.rows]
        name = file_of(grades, options.lang, say("file.grades", options.lang), suffix=".csv")
        return [File(name, csv_bytes(rows, _SIGNS[options.delimiter]))]


def _cell(column: WideColumn, row: Row) -> Cell:
    cell = column.cell(row)
    return harmless(cell) if isinstance(cell, str) and column.kind != "id" else cell


CSV = TableCsv()
