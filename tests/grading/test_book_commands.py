"""The commands of the grade book, as a teacher types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import launcher
from engine.session.desk import open_attempt
from engine.testing import tiny_kind, tiny_scenario
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
        kept = open_attempt(tmp_path, tmp_path / "in", rubric=rubric.canonical(), scenario=tiny_scenario(), learner="p-1")
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
    result = CliRunner().invoke(launcher.app, ["gradebook", *words])
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
    assert "confirmed" in say("list", *book)


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
