"""Class lists as they come: any encoding, titles, damage, traps."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from grading.gradebook.errors import RosterError
from grading.gradebook.people import learners
from grading.gradebook.roster import import_roster
from grading.gradebook.roster_file import read_roster
from grading.gradebook.store import Gradebook

LIST = "学号,姓名,班级\r\n20240101,王小明,化工2401\r\n20240102,李雷,化工2401\r\n"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode("gbk"),
        LIST.encode("gb18030"),
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.replace(",", "\t").encode("utf-16"),
        LIST.replace(",", ";").encode(),
        ("2024级化工技术专业学生名单\r\n制表：教务处\r\n" + LIST).encode("gbk"),
        LIST.replace("学号,姓名,班级", "Student_No,Name,Class").encode(),
        LIST.replace("20240101", "２０２４０１０１").encode(),
    ],
    ids=["gbk", "gb18030", "utf8", "bom", "utf16-tabs", "semicolons", "title-lines", "english", "full-width"],
)
def test_every_kind_of_csv_gives_the_same_class(book: Gradebook, tmp_path: Path, data: bytes) -> None:
    """Whatever Excel wrote, the class is the same."""
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    report = import_roster(book, path)
    assert (report.count("added"), report.bad) == (2, [])
    assert [(one.student_no, one.name, one.classes) for one in learners(book)] == [
        ("20240101", "王小明", ("化工2401",)),
        ("20240102", "李雷", ("化工2401",)),
    ]


def test_import_is_idempotent_and_reports_changes(book: Gradebook, tmp_path: Path) -> None:
    """A second import of the same list changes nothing; a changed name or class is a change; nobody is dropped."""
    path = tmp_path / "roster.csv"
    path.write_text(LIST, encoding="utf-8")
    import_roster(book, path)
    audited = len(book.rows("SELECT 1 FROM audit"))
    assert import_roster(book, path).count("skipped") == 2
    assert len(book.rows("SELECT 1 FROM audit")) == audited
    path.write_text("学号,姓名\n20240101,王晓明\n", encoding="utf-8")
    report = import_roster(book, path, class_name="化工2402")
    assert [(line.status, line.why.en) for line in report.lines] == [("changed", "name corrected, joined 化工2402")]
    assert len(learners(book)) == 2


def test_bad_lines_are_named_and_the_rest_is_imported(book: Gradebook, tmp_path: Path) -> None:
    """Each unusable line is reported with its line number in the file and why."""
    path = tmp_path / "roster.csv"
    path.write_text(
        '名单\n学号,姓名\n,无号\n1,\n2.024E+10,科学\n"=2",公式\n3,=HYPERLINK(1)\n4,甲\n4,乙\n5,@cmd\n6,"两\n行"\n7,丙\n',
        encoding="utf-8",
    )
    report = import_roster(book, path)
    assert [line.line for line in report.bad] == [3, 4, 5, 6, 7, 9, 10]
    assert [one.student_no for one in learners(book)] == ["4", "6", "7"]
    assert report.summary().zh == "新增 3 人，更改 0 人，无变化 0 行，有误 7 行"


def test_xlsx_keeps_student_numbers_whole(book: Gradebook, tmp_path: Path) -> None:
    """Numbers that Excel stores as floats come back as the digits a person sees; formulas give no text."""
    sheet = Workbook()
    rows = sheet.active
    assert rows is not None
    for row in (
        ["化工2401 名单"],
        ["序号", "学 号", "姓名", "行政班"],
        [1, 202401010001, "王小明", "化工2401"],
    ):
        rows.append(row)
    rows.append([2, "202401010002", '=CMD|"/c calc"!A0', "化工2401"])
    path = tmp_path / "roster.xlsx"
    sheet.save(path)
    report = import_roster(book, path)
    assert [(line.line, line.status) for line in report.lines] == [(3, "added"), (4, "bad")]
    assert learners(book)[0].student_no == "202401010001"


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"   \n", "空文件"),
        (b"\x00\x01\x02\xff" * 50, "不是文本"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "xlsx"),
        ("甲,乙\n1,2\n".encode(), "表头"),
        (("学号,姓名\n" + "1,甲\n" * 20_001).encode(), "行"),
        (b'\xe5\xad\xa6\xe5\x8f\xb7,name\n"' + b"x" * 200_000, "CSV"),
    ],
    ids=["empty", "blank", "binary", "broken-zip", "xls", "no-heading", "too-long", "huge-cell"],
)
def test_useless_files_are_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    """A file that is no roster is refused with what it is and what to do."""
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    with pytest.raises(RosterError, match=said):
        read_roster(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What would unpack to far too much is refused by its directory alone."""
    path = tmp_path / "roster.xlsx"
    path.write_bytes(bomb())
    with pytest.raises(RosterError, match="解压"):
        read_roster(path)


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    """No file, a folder, or a file over the limit: each is said."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(RosterError, match="无法读取"):
            read_roster(path)
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    with pytest.raises(RosterError, match="最大"):
        read_roster(big)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda t: ("学号,姓名\n" + t).encode())))
def test_no_file_content_crashes_the_reader(tmp_path: Path, data: bytes) -> None:
    """Whatever the bytes, the reader answers rows or a RosterError."""
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    try:
        rows = read_roster(path)
    except RosterError:
        return
    assert all(row.problem or (row.student_no and row.name) for row in rows)
