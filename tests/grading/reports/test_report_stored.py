"""The whole way: a file from a student's PC to a named page and a line in the class list."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from bad_day import write

from engine.scenario.text import Text
from engine.session.lineage import Lineage
from grading.expert import NoExpert
from grading.exports.class_csv import class_csv
from grading.gradebook.attempts import import_folder
from grading.gradebook.decisions import adjust, confirm, standing
from grading.gradebook.errors import NotFoundError
from grading.gradebook.people import claim
from grading.gradebook.remark import judge, mark_unmarked
from grading.gradebook.roster import import_roster
from grading.gradebook.store import Gradebook
from grading.reports.html import stored_report

PSEUDONYM = "7d0a61f2-5a0e-4a34-8f6a-0d5f3f2f9a10"


def test_from_the_students_pc_to_the_class_list(tmp_path: Path) -> None:
    """Roster in, attempts collected, marked, judged, adjusted, confirmed: page and class list say the same mark."""
    write(tmp_path / "收集" / "PC07" / "run.attempt", minutes=130)
    roster = tmp_path / "名单.csv"
    roster.write_bytes("学号,姓名,班级\r\n2024010117,王小明,化工2401\r\n2024010118,李雷,化工2401\r\n".encode("gbk"))
    with Gradebook.open(tmp_path / "gradebook.db", author="李老师") as book:
        import_roster(book, roster)
        assert import_folder(book, tmp_path / "收集").count("added") == 1
        attempt = book.rows("SELECT id FROM attempts")[0]["id"]
        with pytest.raises(NotFoundError):
            stored_report(book, attempt)
        assert mark_unmarked(book).failures == []
        assert PSEUDONYM[:18] in stored_report(book, attempt)
        claim(book, PSEUDONYM, book.rows("SELECT learner FROM people WHERE name = '王小明'")[0]["learner"], "点名")
        judge(book, attempt, "radio", 0.75, reason="通话清楚")
        adjust(book, attempt, 2, reason="机位断电")
        now = confirm(book, attempt)
        assert now.total is not None
        page = stored_report(book, attempt)
        rows = list(csv.DictReader(io.StringIO(class_csv(book, "化工2401").decode("utf-8-sig"), newline="")))
        hidden = stored_report(book, attempt, named=False)
        asked: list[str] = []

        def without(lineage: Lineage) -> NoExpert:
            asked.append(lineage.header.attempt_id)
            return NoExpert(Text(zh="没有人示范过", en="nobody has shown it"))

        beside = stored_report(book, attempt, expert=without)
    assert asked == [attempt]
    assert "没有人示范过" in beside
    assert "没有人示范过" not in page
    for said in ("王小明", "2024010117", f"{now.total:.1f}", "机位断电（李老师）", "已由 李老师 确认"):
        assert said in page
    assert "王小明" not in hidden
    assert [row["状态"] for row in rows] == ["已确认", "未参加"]
    assert float(rows[0]["总分"]) == pytest.approx(now.total, abs=0.005)
    assert float(rows[0]["调整"]) == 2.0
    assert rows[0]["radio 与班长的通话"] not in ("", "待评")


def test_an_unfinished_attempt_never_looks_finished(tmp_path: Path) -> None:
    """An attempt cut off by a power failure is marked as far as it goes and called unfinished everywhere."""
    write(tmp_path / "in" / "run.attempt", minutes=50, ended="")
    with Gradebook.open(tmp_path / "gradebook.db") as book:
        import_folder(book, tmp_path / "in")
        mark_unmarked(book)
        attempt = book.rows("SELECT id FROM attempts")[0]["id"]
        assert standing(book, attempt).status == "unfinished"
        assert "记录在此中断" in stored_report(book, attempt)
        assert "未完成" in class_csv(book).decode("utf-8-sig")
