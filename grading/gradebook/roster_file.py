"""A class list as teachers have it: CSV in whatever encoding Excel wrote, or XLSX, with a title line or two.

``read_roster`` finds the heading line by its names (学号, 姓名, 班级, 代号, or English ones), and returns one
``RosterRow`` a line with its line number, clean or with what is wrong with it; a line of totals is known as one
and harmless. Nothing in the file is run:
formulas are taken by their stored result, text that would become a formula in Excel is refused, and files too
large or packed to explode are refused before they are unpacked.

    rows = read_roster(Path("化工2401.csv"))
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from engine.scenario.text import Text
from engine.station import ANONYMOUS, LONGEST, is_code
from grading.gradebook.errors import RosterError

__all__ = ["MAX_BYTES", "MAX_ROWS", "RosterRow", "read_roster"]

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 20_000
_HEADING_WITHIN = 20
_COLUMNS = 64

_NAMES = {
    "student_no": {"学号", "学生学号", "学生编号", "studentno", "studentnumber", "studentid", "no"},
    "name": {"姓名", "学生姓名", "名字", "name", "fullname", "studentname"},
    "code": {"代号", "学员代号", "学生代号", "code", "pseudonym", "learnercode"},
    "class": {"班级", "行政班", "行政班级", "教学班", "班级名称", "class", "classname", "group"},
}
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,31}\Z")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+\Z")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_SUM = re.compile(r"(合计|总计|共计|小计|总人数|班级人数|total|sum)([:(].*|\d*人?)\Z|共\d+人\Z")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the file: who, or ``problem`` if the line cannot be used, ``harmless`` if it is none of a student."""

    line: int
    student_no: str = ""
    name: str = ""
    class_name: str = ""
    code: str = ""
    """What this student types in before an attempt; empty where the file says nothing."""
    problem: Text | None = None
    harmless: bool = False


def read_roster(path: Path, class_name: str = "") -> list[RosterRow]:
    """The lines below the heading; ``class_name`` stands in where the file has no class.

    Raises ``RosterError`` when the file as a whole is of no use.
    """
    data = _bytes(path)
    if data[:4] == b"PK\x03\x04":
        table = _xlsx(path, data)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise RosterError(
            f"{path.name} 是旧版 .xls 或加密的工作簿；请在 Excel 中另存为不加密的 .xlsx",
            f"{path.name} is an old .xls or an encrypted workbook; save it as .xlsx without a password",
        )
    else:
        table = _csv(path, data)
    return _rows(path, table, class_name)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting for ever
            raise RosterError(f"无法读取 {path}：不是普通文件", f"cannot read {path}: it is not a plain file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            size, limit = path.stat().st_size / 2**20, MAX_BYTES / 2**20
            raise RosterError(
                f"{path.name} 有 {size:.0f} MiB，名单最大 {limit:.0f} MiB",
                f"{path.name} has {size:.0f} MiB, a roster may have {limit:.0f} MiB",
            )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RosterError(f"无法读取 {path}：{reason}", f"cannot read {path}: {reason}") from None
    if not data.strip():
        raise RosterError(f"{path.name} 是空文件", f"{path.name} is empty")
    return data


def _text(path: Path, data: bytes) -> str:
    """Excel writes UTF-8 with a mark, GBK, or UTF-16 ("Unicode text"), depending on its mood and menu."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RosterError(
        f"{path.name} 不是文本文件，也不是 .xlsx；请用 Excel 另存为“CSV UTF-8”或 .xlsx",
        f"{path.name} is neither text nor .xlsx; save it from Excel as CSV UTF-8 or .xlsx",
    )


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _text(path, data)
    head = text[:8192]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        line = 1
        for cells in reader:
            yield line, [cell.strip() for cell in cells[:_COLUMNS]]
            line = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(
            f"{path.name} 第 {reader.line_num} 行不是有效的 CSV：{error}",
            f"{path.name}, line {reader.line_num}, is not valid CSV: {error}",
        ) from None


def _xlsx(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_package(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions nobody here reads
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            for line, cells in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), 1):
                yield line, [_cell(value) for value in cells]
    except Exception as error:  # openpyxl raises whatever its XML and zip parsers raise
        raise RosterError(
            f"{path.name} 不是完好的 .xlsx 工作簿：{error}",
            f"{path.name} is not a sound .xlsx workbook: {error}",
        ) from error


def _check_package(path: Path, data: bytes) -> None:
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise RosterError(f"{path.name} 已损坏：{error}", f"{path.name} is damaged: {error}") from None
    if sum(info.file_size for info in infos) > MAX_UNPACKED or len(infos) > 2000:
        raise RosterError(
            f"{path.name} 解压后过大，不像名单；请只保留名单一页",
            f"{path.name} unpacks to far too much for a roster; keep only the sheet with the list",
        )


def _cell(value: Any) -> str:
    """A cell as a person would read it; Excel keeps student numbers as floats."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _heading(cells: Iterable[str]) -> dict[str, int]:
    """Column of each field, if this line is the heading."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        word = re.sub(r"[\s_*:]", "", unicodedata.normalize("NFKC", cell)).lower()
        for field, names in _NAMES.items():
            if field not in found and word in names:
                found[field] = column
    return found if {"student_no", "name"} <= found.keys() else {}


def _rows(path: Path, table: Iterator[tuple[int, list[str]]], class_name: str) -> list[RosterRow]:
    columns: dict[str, int] = {}
    rows: list[RosterRow] = []
    for seen, (line, cells) in enumerate(table):
        if not columns:
            columns = _heading(cells)
            if not columns and seen >= _HEADING_WITHIN:
                break
            continue
        if seen > MAX_ROWS:
            raise RosterError(
                f"{path.name} 超过 {MAX_ROWS} 行，不像名单", f"{path.name} has more than {MAX_ROWS} lines"
            )
        if any(cells):
            rows.append(_row(line, cells, columns, class_name))
    if not columns:
        raise RosterError(
            f"{path.name} 前 {_HEADING_WITHIN} 行中没有表头；需要“学号”和“姓名”两列，可有“班级”和“代号”",
            f"{path.name} has no heading in its first {_HEADING_WITHIN} lines; it needs the columns"
            " student_no and name (学号, 姓名); class (班级) and code (代号) are optional",
        )
    return rows


def _row(line: int, cells: list[str], columns: dict[str, int], class_name: str) -> RosterRow:
    def at(field: str) -> str:
        column = columns.get(field, _COLUMNS)
        return cells[column] if column < len(cells) else ""

    number = unicodedata.normalize("NFKC", at("student_no")).lstrip("'").strip()
    name, group = _clean(at("name")), _clean(at("class")) or class_name
    code = unicodedata.normalize("NFKC", at("code")).lstrip("'").strip()
    problem = _wrong(number, name, group) or _wrong_code(code)
    if _is_sum(next(filter(None, cells))) or (problem and any(map(_is_sum, cells))):
        return RosterRow(line, problem=Text(zh="合计行，已略过", en="a line of totals, left out"), harmless=True)
    return RosterRow(line, number, name, group, code, problem)


def _is_sum(cell: str) -> bool:
    """Whether a cell says that its line counts the students above."""
    return _SUM.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).lower()) is not None


def _wrong_code(code: str) -> Text | None:
    if not code or (is_code(code) and code != ANONYMOUS):
        return None
    return Text(
        zh=f"“{code[:40]}”不能作代号：只能用字母、数字、- _ .，最多 {LONGEST} 个，也不能是 {ANONYMOUS}",
        en=f"{code[:40]!r} is no code: letters, digits, - _ . only, {LONGEST} at most, and not {ANONYMOUS}",
    )


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def _wrong(number: str, name: str, group: str) -> Text | None:
    if not number:
        return Text(zh="缺少学号", en="the student number is missing")
    if _SCIENTIFIC.match(number):
        return Text(
            zh=f"学号 {number} 被 Excel 改成了科学计数，原来的数字已丢失；请把该列设为文本后重新填写",
            en=f"Excel turned the student number into {number}; make the column text and enter it again",
        )
    if not _NUMBER.match(number):
        return Text(
            zh=f"学号“{number[:40]}”不合规：只能是字母、数字、- 和 _，最多 32 位",
            en=f"{number[:40]!r} is not a student number: letters, digits, - and _, at most 32",
        )
    if not name:
        return Text(zh="缺少姓名", en="the name is missing")
    for word in (name, group):
        if len(word) > 64 or _FORMULA.match(word) or any(unicodedata.category(c)[0] == "C" for c in word):
            return Text(
                zh=f"“{word[:40]}”不能作姓名或班级：以公式符号开头、含控制字符或超过 64 字",
                en=f"{word[:40]!r} cannot be a name or class: it starts like a formula, holds control"
                " characters or is longer than 64 characters",
            )
    return None
