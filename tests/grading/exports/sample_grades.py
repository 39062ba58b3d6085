"""Tables of marks for the exporters, plain and hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.scenario.text import Text
from grading.exports.grades import Column, Grades, Row, Score

OUTCOMES = (Column("CO1", Text(zh="按规程操作", en="Procedure")), Column("CO2", Text(zh="保持质量", en="Quality")))
ITEMS = (
    Column("go", Text(zh="启动", en="Start"), "CO1"),
    Column("level", Text(zh="液面", en="Level"), "CO2"),
    Column("hit", Text(zh="碰撞", en="Collision")),
)
HOSTILE = (
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://x.example","点我")',
    "@SUM(A1)",
    "+86 138",
    "-2+3",
    "＝1+1",
    "\t=1+1",
    "\ufeff=1+1",
    "007",
    "2.024E+10",
    "第一行\n第二行",
    "\r\n回车",
    '他说"好"，"行"',
    "一,二;三\t四",
    "尾巴\\",
    '\\"',
    "👩‍🔬 学员",
    "长" * 200,
    "\u202eرقم الطالب\u202c",
    "מספר",
    "nul\x00l\x07",
    "'单引号",
    " 前后空格 ",
    "",
    "-",
    "NaN",
    "1,5",
    "</t><script>",
    "\ud800",
    "_x0041_",
)
"""Names and texts that have broken somebody's file before."""


def score(ratio: float | None = 0.5, points: float | None = 5.0, judgement: str = "met", words: str = "及时") -> Score:
    return Score(judgement, ratio, points, 10.0, Text(zh=words, en=words))


def row(n: int = 1, mark: float | None = 80.0, **changes: Any) -> Row:
    """A learner with a confirmed mark; without one, absent."""
    bare = Row(f"7d0a61f2-{n:04d}", f"2024{n:04d}", f"学生{n}", "absent")
    if mark is not None:
        bare = replace(
            bare, status="confirmed", attempts=2, attempt=f"a{n}", mode="exam", begun="2026-11-21 16:00:00",
            rubric="1.0.0", mark=mark, total=mark, raw=mark, passed=mark >= 60, outcomes=(0.9, None),
            scores=(score(1.0, 10.0), None, score(None, None, "n/a", "没有发生")),
        )  # fmt: skip
    return replace(bare, **changes)


def grades(*rows: Row, **changes: Any) -> Grades:
    """A class of these learners."""
    title = Text(zh="化工装置-开车操作", en="Start-up")
    return replace(Grades("化工2401", "CHEM-01", title, outcomes=OUTCOMES, items=ITEMS, rows=rows), **changes)


def hostile() -> Grades:
    """Every hostile text as a name, a comment, a gate, in words, and as titles."""
    rows = tuple(
        row(
            n,
            mark=float(n),
            name=text,
            comments=(text, text),
            gates=(Text(zh=text),),
            scores=(score(words=text), score(None, None, text), None),
        )
        for n, text in enumerate(HOSTILE)
    )
    columns = tuple(Column(f"C{n}", Text(zh=text)) for n, text in enumerate(HOSTILE[:2]))
    items = tuple(Column(f"I{n}", Text(zh=text), "C0") for n, text in enumerate(HOSTILE[2:5]))
    return grades(*rows, outcomes=columns, items=items, title=Text(zh=HOSTILE[0]), class_name=HOSTILE[10] + "/..\\:*?")
