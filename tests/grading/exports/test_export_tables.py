"""The table as CSV and as a workbook, read back with other people's readers."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from sample_grades import HOSTILE, grades, hostile, row, score

from engine.scenario.text import Text
from grading.exports.contract import export
from grading.exports.errors import ExportRefusedError
from grading.exports.grades import Column, Grades, Part
from grading.exports.registry import options_of, target


def lines(table: Grades, **given: str) -> list[dict[str, str]]:
    made = export(target("csv"), table, options_of(target("csv"), given))
    return list(csv.DictReader(io.StringIO(made.files[0].data.decode("utf-8-sig"), newline="")))


def book(table: Grades, **given: str) -> Workbook:
    made = export(target("xlsx"), table, options_of(target("xlsx"), given))
    return openpyxl.load_workbook(io.BytesIO(made.files[0].data))


def heads(table: Workbook, sheet: str = "总表") -> dict[str, int]:
    return {str(cell.value): n for n, cell in enumerate(table[sheet][1])}


def test_a_row_says_everything_about_a_learner() -> None:
    """Class, who, which attempt, mark, outcomes in percent, items in points and percent, what people wrote."""
    parts = (Part("school", 0.4, 90.0), Part("enterprise", 0.3, 80.0), Part("student", 0.3, 70.0))
    table = grades(
        row(1, 81.0, total=90.0, raw=92.5, adjustment=-2.5, parts=parts, gates=(Text(zh="重大失误"),),
            comments=("talk: 清楚", "-2.5: 迟到"), rewound=True),
        row(2, None),
    )  # fmt: skip
    first, second = lines(table)
    expected = {
        "班级": "化工2401", "学号": "20240001", "姓名": "学生1", "状态": "已确认", "次数": "2", "模式": "考核（回退）",
        "训练时间": "2026-11-21 16:00:00", "记录编号": "a1", "评分标准": "1.0.0", "成绩": "81", "总分": "90",
        "各项合计": "92.5", "调整": "-2.5", "合格": "是", "门槛": "重大失误", "学校": "90", "企业": "80", "学生": "70",
        "CO1 按规程操作（%）": "90", "CO2 保持质量（%）": "", "go 启动（得分）": "10", "go 启动（%）": "100",
        "level 液面（得分）": "", "level 液面（%）": "", "hit 碰撞（得分）": "", "hit 碰撞（%）": "",
        "评语与理由": "talk: 清楚；-2.5: 迟到",
    }  # fmt: skip
    assert first == expected
    assert {key: second[key] for key in ("学号", "状态", "次数", "成绩", "总分")} == {
        "学号": "20240002", "状态": "未参加", "次数": "0", "成绩": "", "总分": "",
    }  # fmt: skip
    assert "go 启动（得分）" not in lines(table, details="false")[0]


def test_the_workbook_holds_the_same_table_with_types() -> None:
    """Numbers are numbers, ids and text are text, times are times; nothing stands for nothing."""
    table = grades(row(1, 87.254, student_no="007"), row(2, None))
    made = book(table)
    at = heads(made)
    first, second = list(made["总表"].iter_rows(min_row=2))
    assert list(at) == list(lines(table)[0])
    assert (first[at["学号"]].value, first[at["学号"]].data_type, first[at["学号"]].number_format) == ("007", "s", "@")
    assert (first[at["成绩"]].value, first[at["成绩"]].data_type) == (87.25, "n")
    assert first[at["训练时间"]].value == datetime(2026, 11, 21, 16)
    assert second[at["成绩"]].value is None
    assert made["总表"].freeze_panes == "D2"
    assert made["总表"].auto_filter.ref is not None
    assert made["总表"].column_dimensions["B"].width >= 7


def test_each_outcome_has_a_sheet() -> None:
    """A sheet an outcome with points, percent, verdict and words of its items; items of none on a last one."""
    made = book(grades(row(1)))
    assert made.sheetnames == ["总表", "CO1 按规程操作", "CO2 保持质量", "其他项目", "说明"]
    sheet = made["CO1 按规程操作"]
    assert [cell.value for cell in sheet[1]] == [
        "学号", "姓名", "go 启动（得分）", "go 启动（%）", "go 启动 评定", "go 启动 说明",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]] == ["20240001", "学生1", 10, 100, "做到", "及时"]
    assert [cell.value for cell in made["其他项目"][2]][2:] == [None, None, "不适用", "没有发生"]
    assert book(grades(row(1)), details="false").sheetnames == ["总表", "说明"]


def test_names_of_sheets_are_those_excel_takes() -> None:
    """At most 31 signs, none of Excel's own, none twice, whatever outcomes are called."""
    names = ["长" * 50, "长" * 51, "a/b:c*d?[e]\\", "'x'", "History", "history", "总表", "👩‍🔬" * 12, "  "]
    outcomes = tuple(Column(f"{n}" if n > 5 else name, Text(zh=name)) for n, name in enumerate(names))
    items = tuple(Column(f"i{n}", Text(zh="x"), one.id) for n, one in enumerate(outcomes))
    many = row(1, outcomes=(1.0,) * len(names), scores=(score(),) * len(names))
    made = book(grades(many, outcomes=outcomes, items=items))
    assert len(made.sheetnames) == len(names) + 2
    assert len({name.casefold() for name in made.sheetnames}) == len(names) + 2
    for name in made.sheetnames:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set(name) & set("[]:*?/\\'")
        assert name.casefold() != "history"


def test_the_workbook_keeps_texts_as_they_are() -> None:
    """Every hostile name is in the workbook as text, apostrophes unneeded, signs no file can hold replaced."""
    made = book(hostile())
    at = heads(made)
    found = [line[at["姓名"]] for line in made["总表"].iter_rows(min_row=2)]
    for cell, text in zip(found, HOSTILE, strict=True):
        assert cell.value is None or cell.data_type == "s"
        if text.isprintable() and text:
            assert cell.value == text
    long = book(grades(row(1, comments=("长" * 40_000,))))
    (line,) = long["总表"].iter_rows(min_row=2)
    assert str(line[heads(long)["评语与理由"]].value).endswith("…")


def test_what_the_marks_are_is_said_in_the_workbook() -> None:
    """Provisional marks say so inside the file: it travels without the command that made it."""
    facts = {line[0].value: line[1].value for line in book(grades(row(1), provisional=True))["说明"].iter_rows()}
    assert facts["成绩"] == "含未经确认的自动评分，不能作为正式成绩"
    facts = {line[0].value: line[1].value for line in book(grades(row(1), mode="exam"))["说明"].iter_rows()}
    assert (facts["成绩"], facts["模式"], facts["取哪一次"]) == ("只有教师确认过的", "考核", "最好的一次")


def test_csv_refuses_numbers_it_would_have_to_rewrite_and_the_workbook_does_not() -> None:
    """In CSV an id is either exact and harmless or not exported; a workbook holds it as text and tells."""
    table = grades(row(1, student_no="=1+1"))
    with pytest.raises(ExportRefusedError, match="公式"):
        lines(table)
    made = book(table)
    assert made["总表"]["B2"].value == "=1+1"
    assert made["总表"]["B2"].data_type == "s"


@pytest.mark.parametrize(("name", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_the_delimiter_can_be_chosen(name: str, sign: str) -> None:
    """Programs in countries with a decimal comma expect semicolons."""
    made = export(target("csv"), grades(row(1)), options_of(target("csv"), {"delimiter": name}))
    text = made.files[0].data.decode("utf-8-sig")
    assert text.startswith(f'"班级"{sign}"学号"{sign}')
