"""The commands ``gradebook …``: collecting, names, marks by people. Each opens the book, acts, and reports.

python launcher.py gradebook import D:/attempts --author 李老师
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table

from engine.paths import refuse_record, user_folder, write_whole
from engine.scenario.text import Text
from engine.terminal import GOOD, SHORT, Lang, StopError, err, out, progress, teller
from engine.visible import visible
from grading.gradebook.store import Gradebook

__all__ = ["Author", "BookPath", "ClassName", "book_app", "open_book"]

book_app = typer.Typer(help="成绩册 / the grade book", no_args_is_help=True)

BookPath = Annotated[Path | None, typer.Option("--book", help="成绩册文件 / the grade book file")]
Author = Annotated[str, typer.Option("--author", help="操作人，记入审计 / who does it, for the audit")]
Reason = Annotated[str, typer.Option("--reason", help="理由，记入审计 / reason, for the audit")]
AttemptId = Annotated[str, typer.Argument(help="记录编号，开头几位即可 / id of an attempt, its first digits will do")]
StudentNo = Annotated[str, typer.Argument(help="学号 / student number")]
ClassName = Annotated[str, typer.Option("--class", help="班级 / class")]


def open_book(path: Path | None, author: str = "local") -> Gradebook:
    """The grade book at ``path``, by default the one in the user's folder."""
    return Gradebook.open(path or user_folder() / "gradebook.db", author=author)


@book_app.command("import")
def book_import(
    folder: Annotated[Path, typer.Argument(help="记录所在的文件夹 / the folder with the attempts")],
    book: BookPath = None,
    author: Author = "local",
    lang: Lang = "zh",
) -> None:
    """收集一个文件夹中的全部记录并评分 / collect every attempt of a folder and mark what is new."""
    from grading.gradebook.attempts import import_folder
    from grading.gradebook.codes import labels, unclaimed, unclaimed_lines
    from grading.gradebook.remark import mark_unmarked

    if not folder.exists():
        raise StopError(f"没有 {folder} / there is no {folder}")
    with open_book(book, author) as opened:
        with progress() as bar:
            collected = import_folder(opened, folder, teller(bar, "收集 / collect"))
            marked = mark_unmarked(opened, teller(bar, "评分 / mark"))
        out.print(collected.summary().of(lang))
        out.print(marked.summary().of(lang))
        whose = labels(opened, [failure.attempt for failure in marked.failures])
        for said in unclaimed_lines(unclaimed(opened), book):
            out.print(said.of(lang), markup=False)
    for line in collected.bad:
        err.print(f"{line.path}: {line.why.of(lang)}", markup=False)
    for failure in marked.failures:
        err.print(f"{whose[failure.attempt]}: {failure.why.of(lang)}", markup=False)
    raise typer.Exit(SHORT if collected.bad or marked.failures else GOOD)


@book_app.command("roster")
def book_roster(
    file: Annotated[Path, typer.Argument(help="名单文件，.csv 或 .xlsx / the roster, .csv or .xlsx")],
    class_name: ClassName = "",
    book: BookPath = None,
    author: Author = "local",
    lang: Lang = "zh",
) -> None:
    """导入名单（CSV 或 Excel），可带代号 / import a roster from CSV or Excel, with codes if it has them."""
    from grading.gradebook.roster import import_roster

    with open_book(book, author) as opened:
        outcome = import_roster(opened, file, class_name)
    out.print(outcome.summary().of(lang))
    for line in sorted([*outcome.bad, *outcome.totals], key=lambda line: line.line):
        err.print(f"{file}:{line.line}: {line.why.of(lang)}", markup=False)
    raise typer.Exit(SHORT if outcome.bad else GOOD)


@book_app.command("list")
def book_list(class_name: ClassName = "", book: BookPath = None, lang: Lang = "zh") -> None:
    """列出记录、代号、学生与成绩 / list attempts, codes, students and marks."""
    from grading.gradebook.decisions import standing
    from grading.gradebook.lookup import demand_class, short_ids
    from grading.gradebook.people import whose
    from grading.gradebook.times import local_time
    from grading.reports.words import say

    keys = (
        "csv.head.attempt",
        "pseudonym",
        *(f"csv.head.{k}" for k in ("student_no", "name", "begun", "total", "status")),
    )
    heads = (Column(say(key, lang), overflow="fold") for key in keys)
    table = Table(*heads, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)  # whole in 80 columns
    with open_book(book) as opened:
        demand_class(opened, class_name)
        rows = opened.rows("SELECT id, pseudonym, started FROM attempts ORDER BY rowid")
        short = short_ids([row["id"] for row in rows])
        for row in rows:
            person, now = whose(opened, row["id"]), standing(opened, row["id"])
            if class_name and class_name not in person.classes:
                continue
            total = f"{now.total:.1f}" if now.total is not None else "—"
            who = (row["pseudonym"], person.student_no or "—", person.name or "—")
            began, status = local_time(row["started"])[:16], say(f"csv.status.{now.status}", lang)
            table.add_row(short[row["id"]], *who, began, total, status)
    out.print(table)
    out.print(Text(zh=f"共 {table.row_count} 份记录", en=f"{table.row_count} attempts").of(lang))


def expert_beside(attempt: Any) -> Any:
    """The run to learn from, played now with a bar; where there is none, why (``Expert`` or ``NoExpert``)."""
    from grading.expert import folder_at_hand, play_expert

    with progress() as bar:
        task = bar.add_task("示范 / expert", total=1.0)
        folder = folder_at_hand(attempt.header.scenario_id)
        return play_expert(attempt, folder, lambda share: bar.update(task, completed=share))


@book_app.command("report")
def book_report(
    attempt: AttemptId,
    to: Annotated[Path | None, typer.Option("--out", help="输出文件 / output file")] = None,
    named: Annotated[bool, typer.Option(help="写上姓名 / with the name")] = True,
    expert: Annotated[bool, typer.Option(help="旁边放上示范过程 / with the expert's run beside it")] = True,
    book: BookPath = None,
    lang: Lang = "zh",
) -> None:
    """输出成绩册中一份记录的报告，含姓名与人工评定 / the report of an attempt with name and marks by people."""
    from grading.gradebook.lookup import attempt_id
    from grading.reports.html import stored_report

    target = to or Path(f"{attempt[:8]}.html")
    refuse_record(target)
    with open_book(book) as opened:
        beside = expert_beside if expert else None
        page = stored_report(opened, attempt_id(opened, attempt), lang, named=named, expert=beside)
    write_whole(target, page.encode())
    out.print(str(target))


@book_app.command("claim")
def book_claim(
    learner: Annotated[str, typer.Argument(help="学员代号 / code of the learner")],
    student_no: StudentNo,
    reason: Reason,
    book: BookPath = None,
    author: Author = "local",
) -> None:
    """把学员代号对应到名单中的学生 / say which student of the roster a code is."""
    from grading.gradebook.lookup import student_id
    from grading.gradebook.people import claim

    with open_book(book, author) as opened:
        claim(opened, learner, student_id(opened, student_no), reason)
    out.print(f"{learner} → {student_no}")


@book_app.command("judge")
def book_judge(
    attempt: AttemptId,
    item: Annotated[str, typer.Argument(help="评分项编号；写 all 表示整体 / id of the item; all for the whole")],
    ratio: Annotated[float, typer.Argument(min=0.0, max=1.0, help="得分率 0–1 / credit 0 to 1")],
    reason: Reason,
    party: Annotated[
        str,
        typer.Option(
            help="哪一方：school 学校、enterprise 企业、student 学生 / which party: school, enterprise, student"
        ),
    ] = "school",
    book: BookPath = None,
    author: Author = "local",
) -> None:
    """人工评分一项，或由一方评整体 / mark an item by hand, or the whole on behalf of a party."""
    from grading.gradebook.decisions import standing
    from grading.gradebook.lookup import attempt_id
    from grading.gradebook.remark import judge

    if party not in ("school", "enterprise", "student"):
        raise StopError(f"{party}：请用 school、enterprise 或 student / use school, enterprise or student")
    chosen: Any = party
    with open_book(book, author) as opened:
        ident = attempt_id(opened, attempt)
        judge(opened, ident, "" if item == "all" else item, ratio, party=chosen, reason=reason)
        now = standing(opened, ident)
    out.print(f"{ident}: {now.total:.1f}")


@book_app.command("adjust")
def book_adjust(
    attempt: AttemptId,
    points: Annotated[float, typer.Option("--points", help="加减分，如 -2 / points to add or take off, as -2")],
    reason: Reason,
    book: BookPath = None,
    author: Author = "local",
) -> None:
    """调整一份记录的成绩（原分保留）/ adjust a mark; the automatic one stays."""
    from grading.gradebook.decisions import adjust, standing
    from grading.gradebook.lookup import attempt_id

    with open_book(book, author) as opened:
        ident = attempt_id(opened, attempt)
        adjust(opened, ident, points, reason=reason)
        now = standing(opened, ident)
    out.print(f"{ident}: {now.total:.1f}")


@book_app.command("confirm")
def book_confirm(attempt: AttemptId, book: BookPath = None, author: Author = "local") -> None:
    """教师确认成绩 / confirm a mark as the teacher."""
    from grading.gradebook.decisions import confirm
    from grading.gradebook.lookup import attempt_id

    with open_book(book, author) as opened:
        now = confirm(opened, attempt_id(opened, attempt))
    out.print(f"{attempt}: {now.total:.1f} ✓")


@book_app.command("forget")
def book_forget(
    student_no: StudentNo,
    reason: Reason,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 / do not ask")] = False,
    book: BookPath = None,
    author: Author = "local",
) -> None:
    """删除一名学生的姓名和学号（记录保留代号）/ delete a student's name and number; attempts keep the code."""
    from grading.gradebook.lookup import student_id
    from grading.gradebook.people import forget

    if not yes and not typer.confirm(f"删除 {visible(student_no)} 的姓名和学号，不能撤销？ / delete for good?"):
        raise typer.Exit(GOOD)
    with open_book(book, author) as opened:
        backups = forget(opened, student_id(opened, student_no), reason)
    out.print(f"{student_no} ✓")
    for path in backups:
        err.print(f"备份中可能还有姓名，请一并处理 / this backup may still hold the name: {path}", markup=False)
