"""The commands of the grade book, as a teacher types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import launcher
from engine.session.desk import open_attempt
from engine.testing import tiny_kind, tiny_scenario
from grading.gradebook.people import add_learner, join_class
from grading.gradebook.store import Gradebook
from grading.rubric import Rubric

RUBRIC = """\
schema: 1
meta: {id: TINY-R, version: 1.0.0, title: {zh: 评分, en: Marks}, scenario: TINY-01}
outcomes: {CO1: {share: 100 %, title: {zh: 目标, en: Outcome}}}
steps: [{id: A, title: {zh: 启动, en: Start}, done: {act: start, on: H1}, weight: 1, goal: CO1}]
"""


@pytest.fixture
def book(tmp_path: Path) -> list[str]:
    with tiny_kind():
        rubric = Rubric.loads(RUBRIC)
        kept = open_attempt(
            tmp_path, tmp_path / "in", rubric=rubric.canonical(), scenario=tiny_scenario(), learner="p-1"
        )
        kept.session.request("learner", "start", "H1")
        kept.session.run(50)
        kept.close()
        path = str(tmp_path / "book.db")
        roster = tmp_path / "roster.csv"
        roster.write_text("学号,姓名,班级\n7,张三,甲班\n", encoding="utf-8")
        say("import", str(tmp_path / "in"), "--book", path, "--author", "李老师")
        say("roster", str(roster), "--book", path)
        return ["--book", path]


def say(*words: str, code: int = 0) -> str:
    return run("gradebook", *words, code=code)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(launcher.app, list(words))
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def _attempt(book: list[str]) -> str:
    with Gradebook.open(Path(book[1])) as opened:
        return str(opened.rows("SELECT id FROM attempts")[0]["id"])


def test_an_attempt_gets_its_name_only_by_claim(book: list[str]) -> None:
    """Collected attempts carry a pseudonym until a teacher says whose it is."""
    assert "张三" not in say("list", *book)
    say("claim", "p-1", "7", "--reason", "对应", *book)
    assert "张三" in say("list", *book)
    assert "张三" in say("list", "--class", "甲班", *book)
    with Gradebook.open(Path(book[1])) as opened:
        join_class(opened, add_learner(opened, "8", "李四").id, "乙班")
    assert "张三" not in say("list", "--class", "乙班", *book)


def test_adjusting_and_confirming_keep_the_automatic_mark(book: list[str]) -> None:
    """An adjustment is a line of its own with author and reason; confirming freezes what was seen."""
    ident = _attempt(book)
    say("adjust", ident[:8], "--points", "-10", "--reason", "迟到", "--author", "李老师", *book)
    say("confirm", ident[:8], "--author", "李老师", *book)
    with Gradebook.open(Path(book[1])) as opened:
        row = opened.rows("SELECT points, author, reason FROM adjustments")[0]
        assert (row["points"], row["author"], row["reason"]) == (-10.0, "李老师", "迟到")
        assert opened.rows("SELECT total FROM gradings")[-1]["total"] == 100.0
    assert "已确认" in say("list", *book)


def test_forgetting_a_student_leaves_the_attempt(book: list[str]) -> None:
    """Name and number go, the attempt and its mark stay."""
    say("claim", "p-1", "7", "--reason", "对应", *book)
    say("forget", "7", "--reason", "本人要求", "--yes", *book)
    listed = say("list", *book)
    assert "张三" not in listed
    assert "100.0" in listed


@pytest.mark.parametrize(
    "words",
    [
        ("claim", "p-1", "99", "--reason", "x"),
        ("confirm", "zzzz"),
        ("adjust", "zzzz", "--points", "1", "--reason", "x"),
        ("forget", "99", "--reason", "x", "--yes"),
    ],
)
def test_wrong_names_are_told_without_a_trace_back(book: list[str], words: tuple[str, ...]) -> None:
    """What does not exist is named in both languages."""
    result = CliRunner().invoke(launcher.app, ["gradebook", *words, *book])
    assert result.exception is not None
    assert "there is no student" in str(result.exception) or "attempts begin with" in str(result.exception)


def test_collecting_and_exporting_tell_whose_marks_are_missing(book: list[str], tmp_path: Path) -> None:
    """Open codes are listed with the command that matches them; a class of absentees beside them ends with 1."""
    csv = str(tmp_path / "甲班.csv")
    assert "gradebook claim p-1 学号" in say("import", str(tmp_path / "in"), *book)
    said = say("export", csv, "--class", "甲班", *book, code=1)
    assert "全班显示“未参加”" in said
    assert "gradebook claim p-1 学号" in said
    assert "gradebook claim p-1 STUDENT_NO" in say("export", csv, "--overwrite", "--lang", "en", *book)
    say("claim", "p-1", "7", "--reason", "对应", *book)
    assert "claim" not in say("export", csv, "--overwrite", "--class", "甲班", "--scenario", "TINY-01", *book)


def test_a_roster_with_codes_saves_the_claims(book: list[str], tmp_path: Path) -> None:
    """The column 代号 matches on import; totals are a note, a conflict names its line."""
    path = tmp_path / "名单.csv"
    path.write_text("学号,姓名,代号\n7,张三,p-1\n合计,1,\n", encoding="utf-8")
    said = say("roster", str(path), *book)
    assert "新对应代号 1 个" in said
    assert "名单.csv:3: 合计行" in said.replace("\n", "")
    assert "张三" in say("list", *book)
    path.write_text("学号,姓名,代号\n8,李四,p-1\n", encoding="utf-8")
    assert "名单.csv:2: 代号 p-1 已是学号 7" in say("roster", str(path), *book, code=1).replace("\n", "")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("export", "x.csv", "--class", "甲班级"), "甲班"),
        (("export", "x.csv", "--scenario", "TINY-O1"), "TINY-01"),
        (("list", "--class", "甲班级"), "甲班"),
    ],
)
def test_a_wrong_class_or_scenario_is_no_empty_list(
    book: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], meant: str
) -> None:
    """What is not there is refused with what was probably meant, and no file is written."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(launcher.app, ["gradebook", *words, *book])
    assert f"是不是 `{meant}`" in str(result.exception)
    assert not Path("x.csv").exists()


def test_re_marking_names_people_and_whole_titles(book: list[str], tmp_path: Path) -> None:
    """The table of differences tells the code, or the name once known, and cuts no words."""
    title = "启动主机并确认转速已经稳定之后再向班长报告全部读数是否正常并且在记录表上签字"
    for version, points in (("1.1.0", 20), ("1.2.0", 30)):
        text = RUBRIC.replace("1.0.0", version).replace("zh: 启动", f"zh: {title}")
        extra = f"  - {{id: B, title: {{zh: {title}, en: Stop}}, done: {{act: stop, on: H1}}, weight: {points}, goal: CO1}}\n"
        path = tmp_path / f"{version}.yaml"
        path.write_text(text.replace("steps: [{", "steps:\n  - {").replace("}]\n", "}\n") + extra, encoding="utf-8")
        said = run("regrade", "--rubric", str(path), "--reason", "x", *book)
        bare = said.replace(" ", "").replace("│", "").replace("\n", "")
        assert "…" not in said
        assert ("张三" if version == "1.2.0" else "p-1") in said
        assert _attempt(book)[:8] not in said
        assert "未做" in bare
        say("claim", "p-1", "7", "--reason", "对应", *book)


def test_verdicts_are_words(book: list[str], tmp_path: Path) -> None:
    """A verdict is told in the reader's language."""
    file = next((tmp_path / "in").glob("**/*.attempt"))
    assert "做到" in run("grade", str(file))
    assert "met" in run("grade", str(file), "--lang", "en")
