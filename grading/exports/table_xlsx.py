"""Target ``xlsx``: the table for Excel and WPS, ids as text, and a sheet for each outcome with what was found.

Written with XlsxWriter with every conversion switched off: text stays text whatever it looks like. The file has no
time of its own, so the same marks give the same bytes.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import xlsxwriter

from engine.scenario.text import Text
from grading.exports import checks
from grading.exports.cells import clean
from grading.exports.contract import Exporter, File, Problem
from grading.exports.grades import Column, Grades, Row
from grading.exports.table_csv import TableOptions
from grading.exports.wide import WideColumn, head_of, item_columns, person_columns, wide_table
from grading.exports.words import file_of, say
from grading.reports.words import said

__all__ = ["XLSX"]

_OFF = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
    "nan_inf_to_errors": False,
}  # fmt: skip
_BORN = datetime(2020, 1, 1)
"""A file of marks has no date of its own."""
_LONGEST = 32_000
"""Excel takes 32,767 signs a cell; XlsxWriter leaves longer ones out."""
_SHEET_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


class TableXlsx(Exporter[TableOptions]):
    """The table as a workbook."""

    id = "xlsx"
    title = Text(zh="通用 Excel", en="Generic Excel")
    what = Text(
        zh="总表加每个课程目标一页（得分、得分率、评定与说明），学号是文字；给 Excel 和 WPS",
        en="a summary and a sheet an outcome (points, percent, verdict, words), numbers as text, for Excel and WPS",
    )
    options = TableOptions

    def preflight(self, grades: Grades, options: TableOptions) -> list[Problem]:
        """Wrong figures. A workbook holds any number as text, so odd ones are told and block nothing."""
        if options.pseudonymous:
            hidden = grades.pseudonymous()
            return [*checks.figures(hidden), *checks.situation(hidden)]
        told = [replace(problem, blocks=False) for problem in checks.numbers(grades)]
        return [*checks.figures(grades), *told, *checks.situation(grades)]

    def files(self, grades: Grades, options: TableOptions) -> list[File]:
        """One workbook."""
        shown = grades.pseudonymous() if options.pseudonymous else grades
        name = file_of(grades, options.lang, say("file.grades", options.lang), suffix=".xlsx")
        return [File(name, _workbook(shown, options))]


def _workbook(grades: Grades, options: TableOptions) -> bytes:
    lang, names = options.lang, not options.pseudonymous
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, _OFF)
    book.set_properties({"title": clean(f"{grades.class_name} {grades.title.of(lang)}")[:200], "created": _BORN})
    pages = _Pages(book)
    wide = wide_table(grades, lang, names=names, details=options.details)
    pages.add(say("sheet.summary", lang), wide, grades.rows, fixed=2 + names)
    if options.details:
        for outcome in (*grades.outcomes, Column("", Text(zh=say("sheet.rest", lang)))):
            columns = _outcome_page(grades, outcome, lang, names)
            if columns:
                pages.add(head_of(outcome, lang), columns, grades.rows, fixed=1 + names)
    pages.add_facts(say("sheet.about", lang), _about(grades, lang))
    book.close()
    return held.getvalue()


def _outcome_page(grades: Grades, outcome: Column, lang: str, names: bool) -> list[WideColumn]:
    """Who, and for each item of the outcome points, percent, verdict and words; empty without items."""
    known = {column.id for column in grades.outcomes}
    mine = [
        (n, item)
        for n, item in enumerate(grades.items)
        if item.outcome == outcome.id or (not outcome.id and item.outcome not in known)
    ]
    if not mine:
        return []
    columns = list(person_columns(lang, names))
    for n, item in mine:
        columns += item_columns(n, item, lang)
        title = head_of(item, lang)
        columns.append(WideColumn(f"{title} {say('head.verdict', lang)}", "text", _verdict(n, lang)))
        columns.append(WideColumn(f"{title} {say('head.words', lang)}", "text", _words(n, lang)))
    return columns


def _verdict(n: int, lang: str) -> Any:
    return lambda row: said("judgement", row.scores[n].judgement, lang) if row.scores and row.scores[n] else None


def _words(n: int, lang: str) -> Any:
    return lambda row: row.scores[n].words.of(lang) if row.scores and row.scores[n] else None


def _about(grades: Grades, lang: str) -> list[tuple[str, str]]:
    shown = "with_proposals" if grades.provisional else "confirmed_only"
    return [
        (say("about.class", lang), grades.class_name),
        (say("about.scenario", lang), f"{grades.title.of(lang)} ({grades.scenario})"),
        (say("about.which", lang), say(f"which.{grades.which}", lang)),
        (say("about.mode", lang), said("modes", grades.mode, lang) if grades.mode else say("about.all_modes", lang)),
        (say("about.provisional", lang), say(f"about.{shown}", lang)),
        ("", say("about.note", lang)),
    ]


class _Pages:
    """Sheets of one workbook, with the formats they share."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._formats = {
            "id": book.add_format({"num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format({"num_format": "General"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        self._taken: set[str] = set()

    def add(self, title: str, columns: Sequence[WideColumn], rows: Sequence[Row], fixed: int) -> None:
        """A sheet with a filter whose heading and first ``fixed`` columns (who it is) stay when scrolling."""
        sheet = self._book.add_worksheet(self._name(title))
        sheet.freeze_panes(1, fixed)
        lines = 1
        for x, column in enumerate(columns):
            sheet.write_string(0, x, clean(column.head)[:_LONGEST], self._head)
            widest = min(_width(column.head), 14)  # headings wrap
            for y, row in enumerate(rows, 1):
                widest = max(widest, self._write(sheet, y, x, column, column.cell(row)))
            widest = min(max(widest + 2, 7), 40)
            sheet.set_column(x, x, widest)
            lines = max(lines, -(-_width(column.head) // (widest - 2)))
        sheet.set_row(0, 15 * min(lines, 8))  # only Excel itself would fit the height to wrapped text
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, fixed - 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
            sheet.ignore_errors({"number_stored_as_text": _range(len(rows), len(columns))})

    def add_facts(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """A sheet of names and values."""
        sheet = self._book.add_worksheet(self._name(title))
        for y, (key, value) in enumerate(facts):
            sheet.write_string(y, 0, clean(key), self._head)
            sheet.write_string(y, 1, clean(value)[:_LONGEST], self._formats["text"])
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 70)

    def _write(self, sheet: Any, y: int, x: int, column: WideColumn, cell: str | float | None) -> int:
        style = self._formats[column.kind]
        if cell is None or cell == "":
            return 0
        if not isinstance(cell, str):
            sheet.write_number(y, x, round(cell, 2), style)
            return 7
        moment = _moment(cell) if column.kind == "time" else None
        if moment is not None:
            sheet.write_datetime(y, x, moment, style if len(cell) > 10 else self._formats["day"])
            return 16
        text = clean(cell)
        sheet.write_string(y, x, text if len(text) <= _LONGEST else text[:_LONGEST] + "…", style)
        return _width(text)

    def _name(self, title: str) -> str:
        """A name Excel takes: 31 signs, none of its own, not used before (capitals do not tell them apart)."""
        stem = " ".join(clean(title).translate(_SHEET_SIGNS).split()) or "_"
        name, n = _cut(stem, 31), 1
        while name.casefold() in self._taken or name.casefold() == "history":
            n += 1
            name = _cut(stem, 27) + f" {n}"
        self._taken.add(name.casefold())
        return name


def _cut(text: str, most: int) -> str:
    """At most so many UTF-16 units, which is what Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.strip()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _width(text: str) -> int:
    """In columns of a console: Chinese takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:200])


def _range(rows: int, columns: int) -> str:
    return str(xlsxwriter.utility.xl_range(1, 0, rows, columns - 1))


XLSX = TableXlsx()
