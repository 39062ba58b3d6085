"""``reference/attempt-file.md`` and ``reference/gradebook.md``: the SQL schemas, table by table."""

from __future__ import annotations

import inspect
import re

from sqlite_utils import Database

from docs.pages.markdown import code, docstring, fenced, page_of, table
from engine.session.attempt import chain, schema
from engine.session.attempt.header import AttemptHeader
from grading.gradebook import migrations

__all__ = ["ATTEMPT_TABLES", "GRADEBOOK_TABLES", "attempt_page", "gradebook_page"]

ATTEMPT = """
一次实训就是一个 SQLite 文件（`.attempt`），单凭它就能重放、重新评分和解释：当时的场景、评分标准和界面文字都在里面。
没有姓名和学号，只有代号。文件只由一个程序写入（旁边的 `-lock` 文件），断电也不丢失已接受的操作。
要看内容，用只读方式打开，例如 `sqlite3 -readonly 文件`。

One attempt is one SQLite file (`.attempt`), enough by itself to replay, re-mark and explain: the scenario, rubric and
words it was run with are inside. It holds no name and no student number, only a pseudonym. One program writes it (the
`-lock` file beside it), and a power cut loses no accepted action. Look at it read-only, e.g. `sqlite3 -readonly FILE`.
"""
GRADEBOOK = """
成绩册是一个 SQLite 文件，缺省为数据目录中的 `gradebook.db`；旁边的 `gradebook.attempts` 文件夹保存收进来的记录。
姓名和学号只在 `people` 和 `identity_changes` 两张表里，导出时才与成绩合并。评分、证据和决定只追加，从不修改。

The grade book is one SQLite file, `gradebook.db` in the data folder unless told otherwise; the folder
`gradebook.attempts` beside it keeps the attempts taken in. Names and student numbers stand only in `people` and
`identity_changes` and are joined at the moment of export. Markings, evidence and decisions are only added, never
changed.
"""
ATTEMPT_TABLES: dict[str, str] = {
    "header": "谁、什么、何时；当时的场景、评分标准和文字 / who, what, when; scenario, rubric and words",
    "chain": "以下每条记录的次序、单调时钟和哈希链 / order, monotonic clock and hash chain of every record below",
    "opening": "每次打开写入的时间和程序版本 / each time the file was opened for writing",
    "action": "学员和其他参与者的动作 / what learner and others did",
    "event": "报警、联锁、消息等事件 / alarms, trips, messages and other events",
    "rows": "一段曲线数据的摘要 / digest of a stretch of sampled rows",
    "text": "文字类位号的变化 / changes of text tags",
    "checkpoint": "完整状态及其哈希，用于续做、回退和跳转 / whole state with its hash: to resume, rewind and seek",
    "document": "学员填写的文件的各个版本 / versions of documents filled in",
    "ending": "怎样结束，结束时的状态哈希 / how it ended, hash of the last state",
    "chunk": "压缩的曲线数据 / compressed sampled values",
    "change": "只记变化的位号 / tags recorded on change",
}
GRADEBOOK_TABLES: dict[str, str] = {
    "learners": "学员代号 / learners by pseudonymous id",
    "people": "代号对应的学号和姓名 / number and name of a learner",
    "identity_changes": "学号、姓名的更正 / corrections of number or name",
    "pseudonyms": "记录中的代号属于谁 / whose pseudonym it is",
    "classes": "班级 / classes",
    "memberships": "谁在哪个班 / who is in which class",
    "scenarios": "用过的场景，按内容哈希 / scenarios run, by hash of the content",
    "rubrics": "评分标准的各版本，不可改 / versions of rubrics, never changed",
    "rubric_texts": "评分标准的原文 / the YAML as written",
    "attempts": "收集到的记录 / attempts collected",
    "recordings": "每次收集到的长度 / how much of an attempt was collected each time",
    "gradings": "每次自动评分一行 / one row each marking",
    "items": "各项得分与文字 / every item with points and words",
    "evidence": "各项的证据 / evidence of items",
    "outcomes": "课程目标达成 / attainment of outcomes",
    "manual_marks": "教师给的分 / marks by hand",
    "adjustments": "加减分及理由 / adjustments with their reason",
    "confirmations": "教师确认的成绩 / marks a teacher confirmed",
    "audit": "谁改了什么，哈希链 / who changed what, chained by hash",
}
_TRIGGER = re.compile(r"_no_(update|delete)$")


def attempt_page() -> str:
    """The attempt file."""
    parts = [f"`application_id` 0x{schema.APPLICATION_ID:08X}, `user_version` {schema.SCHEMA_VERSION}\n"]
    parts += [
        f"## {name}\n\n{ATTEMPT_TABLES[name]}\n\n{fenced(_layout(sql), 'sql')}" for name, sql in schema.TABLES.items()
    ]
    keys = [(code(name),) for name in AttemptHeader.__dataclass_fields__]
    parts.append("## 表头的键 / Keys of the header\n\n" + table(("键 / key",), keys))
    parts.append("## 哈希链 / The chain\n\n" + docstring(chain))
    return page_of("记录文件 / The attempt file", ATTEMPT, *parts)


def gradebook_page() -> str:
    """The grade book."""
    db = Database(memory=True)
    parts = [f"`application_id` 0x{migrations.APPLICATION_ID:08X}, `user_version` {migrations.LATEST}\n"]
    seen: set[str] = set()
    for step in migrations.MIGRATIONS:
        step(db)
        every = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        added = [row for row in every if row[1] not in seen]
        seen |= {row[1] for row in added}
        frozen = {_TRIGGER.sub("", name) for kind, name, _ in added if kind == "trigger"}
        parts.append(f"## {step.__name__}\n\n{inspect.getdoc(step)}")
        for kind, name, sql in added:
            if kind == "table":
                note = "；只追加 / append-only" if name in frozen else ""
                parts.append(f"### {name}\n\n{GRADEBOOK_TABLES[name]}{note}\n\n{fenced(_layout(sql), 'sql')}")
    return page_of("成绩册 / The grade book", GRADEBOOK, *parts)


def _layout(sql: str) -> str:
    """The statement with one column a line."""
    text = " ".join(sql.split())
    start, end = text.index("("), text.rindex(")")
    columns, depth = [""], 0
    for char in text[start + 1 : end]:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            columns.append("")
        else:
            columns[-1] += char
    return text[: start + 1] + "\n  " + ",\n  ".join(c.strip() for c in columns) + "\n" + text[end:]
