"""``reference/exports.md``: every export target with its options, what counts as a mark, and how Moodle is fed."""

from __future__ import annotations

import sys
from typing import get_args

from docs.pages.fields import model_table
from docs.pages.markdown import code, docstring, fenced, page_of, table
from engine.scenario.text import Text
from grading.exports.grades import Column, Grades, Part, Row, Status
from grading.exports.moodle import guide_text
from grading.exports.registry import TARGETS
from grading.exports.wide import state, wide_table
from grading.exports.words import why_left_out

__all__ = ["page"]

INTRO = """
`gradebook export --target 目标 --class 班级 --scenario 场景 --out 文件夹` 把一个班的成绩写成别的程序读的文件；
`--set 选项=值` 可以重复。只导出教师确认过的成绩，加 `--provisional` 才带上自动评分的建议。导出前先检查，
目标程序会拒收的，指名道姓说清楚，一个文件也不写。每次导出在审计表里留一行，含各文件的 SHA-256。

`gradebook export --target TARGET --class CLASS --scenario SCENARIO --out FOLDER` writes the marks of a class as files
for another program; `--set OPTION=VALUE` may be repeated. Only marks confirmed by a teacher leave; `--provisional` adds
what the program proposes. What the other program would refuse is found before, by name, and then no file is written.
Every export leaves a row in the audit table, with the SHA-256 of each file.
"""
STATES_INTRO = """
## 什么算成绩 / What counts as a mark

一份记录的成绩处于下列状态之一。能用的记录里取最好、最后或第一次（`--which`）；另有更该取而还不能用的，会提醒。
评分标准规定三方占比时，成绩是三方合计；缺一方就没有成绩，从不折算。

The mark of an attempt is in one of these states. Of the attempts that count the best, last or first is taken
(`--which`); one that should count but cannot yet is told. Where the rubric shares the mark among three parties it is
theirs together; while one is missing there is none, and nothing is renormalised.
"""
COLUMNS_INTRO = """
### 列 / Columns

一名学生一行，没有成绩的也在，格子空着。`CO1`、`E1` 代表各课程目标和评分项；有三方占比时多出三列。

One row a learner, also for those without a mark, whose cells are empty. `CO1` and `E1` stand for the outcomes and items;
three parties add three columns.
"""
GUIDE_INTRO = """
### 怎样导入 / How to import

每次导出都附上这一页，写好文件名和对应方式。

Every export comes with this page, with the names of its files and the field to match.
"""


def page() -> str:
    """The page."""
    overview = table(
        ("目标 / target", "名称 / title", "用途 / what for"),
        [(f"[{code(one.id)}](#{one.id})", _two(one.title), _two(one.what)) for one in TARGETS.values()],
    )
    return page_of("导出成绩 / Exporting marks", INTRO, overview, STATES_INTRO, _states(), *map(_target, TARGETS))


def _two(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def _states() -> str:
    rows = []
    for status in get_args(Status):
        row = Row("", "", "", status, parts=(Part("enterprise", 0.3, None),))
        told = ("导出", "exported") if status == "confirmed" else (why_left_out(row, "zh"), why_left_out(row, "en"))
        rows.append((f"{state(row, 'zh')} / {state(row, 'en')}", " / ".join(told)))
    return table(("状态 / state", "怎样 / what happens"), rows)


def _target(name: str) -> str:
    one = TARGETS[name]
    schema = {"$defs": {"Options": one.options.model_json_schema()}}
    parts = [f"## {name}\n", f"{one.what.zh}。\n", f"{one.what.en[0].upper()}{one.what.en[1:]}.\n"]
    parts += [docstring(sys.modules[type(one).__module__]), model_table(schema, "Options")]
    if name == "csv":
        parts += [COLUMNS_INTRO, _columns()]
    if name == "moodle":
        parts += [
            GUIDE_INTRO,
            *(fenced(guide_text(lang, "idnumber", ["…-Moodle.csv"], "…"), "text") for lang in ("zh", "en")),
        ]
    return "\n".join(part.strip() + "\n" for part in parts)


def _columns() -> str:
    outcome, item = Column("CO1", Text(zh="CO1", en="CO1")), Column("E1", Text(zh="E1", en="E1"))
    example = Grades("", "", Text(), outcomes=(outcome,), items=(item,))
    heads = zip(*([c.head for c in wide_table(example, lang, names=True)] for lang in ("zh", "en")), strict=True)
    return table(("中文", "English"), list(heads))
