"""The command ``gradebook export``: the class list for a teacher's eyes, or marks for another program.

python launcher.py gradebook export 化工2401.csv --class 化工2401
python launcher.py gradebook export --target moodle --class 化工2401 --scenario CHEM-NIT-01 --out D:/导出
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from engine.paths import write_whole
from engine.scenario.text import Text
from engine.terminal import GOOD, SHORT, JsonFlag, Lang, StopError, err, out, print_json, whole_table
from grading.exports.contract import Made, Options, export
from grading.exports.deliver import Delivered, deliver
from grading.exports.errors import ExportRefusedError
from grading.exports.grades import Grades, Which
from grading.exports.registry import TARGETS, options_of, target
from grading.exports.words import why_left_out
from grading.gradebook.commands import Author, BookPath, ClassName, open_book
from grading.gradebook.store import Gradebook

__all__ = ["book_export"]


def book_export(
    to: Annotated[
        Path | None, typer.Argument(help="班级成绩总览 CSV 的文件名（不加 --target 时） / file of the class list")
    ] = None,
    to_target: Annotated[
        str, typer.Option("--target", help="导出给谁：moodle、csv、xlsx / for whom: moodle, csv, xlsx")
    ] = "",
    class_name: ClassName = "",
    scenario: Annotated[str, typer.Option(help="场景编号或文件夹，如 chemical/nitration / scenario id or folder")] = "",
    folder: Annotated[
        Path | None, typer.Option("--out", help="输出文件夹，缺省为当前文件夹 / folder for the files")
    ] = None,
    which: Annotated[str, typer.Option(help="取哪一次：best、last、first / which attempt counts")] = "best",
    mode: Annotated[str, typer.Option(help="只取这种模式，如 exam / only attempts in this mode")] = "",
    provisional: Annotated[
        bool, typer.Option("--provisional", help="也导出未经教师确认的自动评分 / marks nobody confirmed as well")
    ] = False,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="目标的选项，如 map_by=username / an option of the target")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件 / replace files that are there")] = False,
    listed: Annotated[bool, typer.Option("--list", help="列出导出目标 / list the targets")] = False,
    as_json: JsonFlag = False,
    book: BookPath = None,
    author: Author = "local",
    lang: Lang = "zh",
) -> None:
    """导出成绩：班级总览 CSV，或给 Moodle、脚本、Excel 的文件 / export marks: the class list, or for other programs."""
    if listed:
        _list(as_json, lang)
    elif to_target:
        if to is not None:
            raise StopError(
                "用 --target 时请用 --out 写文件夹，不写文件名 / with --target name a folder by --out, no file"
            )
        asked = _Asked(to_target, class_name, scenario, folder or Path(), which, mode, provisional, overwrite, lang)
        with open_book(book, author) as opened:
            _to_target(opened, asked, settings or [], as_json)
    elif to is not None:
        with open_book(book, author) as opened:
            _class_list(opened, to, class_name, scenario, book, lang)
    else:
        raise StopError(
            "请写文件名（班级总览），或用 --target 选择导出目标；--list 列出它们\n"
            "Name a file for the class list, or choose a target with --target; --list lists them"
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed."""

    target: str
    class_name: str
    scenario: str
    folder: Path
    which: str
    mode: str
    provisional: bool
    overwrite: bool
    lang: str


def _list(as_json: bool, lang: str) -> None:
    if as_json:
        print_json(
            [
                {"id": one.id, "title": one.title.model_dump(), "what": one.what.model_dump(),
                 "options": one.options.model_json_schema()["properties"]}
                for one in TARGETS.values()
            ]
        )  # fmt: skip
        return
    table = whole_table("目标 / target", "名称 / title", "说明 / what", "选项 / --set")
    for one in TARGETS.values():
        fields = [name for name in one.options.model_fields if name != "lang"]
        table.add_row(one.id, one.title.of(lang), one.what.of(lang), " ".join(fields))
    out.print(table)


def _to_target(book: Gradebook, asked: _Asked, settings: list[str], as_json: bool) -> None:
    from grading.exports.gather import gather

    exporter = target(asked.target)
    options = options_of(exporter, {"lang": asked.lang, **_settings(settings)})
    which, scenario = _checked(book, asked)
    grades = gather(book, asked.class_name, scenario, which=which, provisional=asked.provisional, mode=asked.mode)
    try:
        made = export(exporter, grades, options)
    except ExportRefusedError as refused:
        if as_json:
            print_json({"target": asked.target, "files": [], "problems": _problems(refused.problems, asked.lang)})
        else:
            _tell(refused.problems, asked.lang)
            err.print(Text(zh="没有写任何文件。", en="No file was written.").of(asked.lang))
        raise typer.Exit(SHORT) from None
    note = {"target": asked.target, "options": options.model_dump(), "which": which, "mode": asked.mode,
            "provisional": asked.provisional, "learners": len(grades.rows), "marks": len(list(grades.marked()))}  # fmt: skip
    subject = f"class {asked.class_name} scenario {scenario}"
    written = deliver(book, made.files, asked.folder, overwrite=asked.overwrite, subject=subject, note=note)
    if as_json:
        print_json(_plain(asked, scenario, grades, options, made, written))
    else:
        _told(grades, made, written, asked.lang)


def _settings(settings: list[str]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    for name, sign, _ in pairs:
        if not sign or name.strip() in ("", "lang"):
            raise StopError(f"--set 应写成 名称=值，而不是 {name} / --set takes NAME=VALUE, not {name}")
    return {name.strip(): value for name, _, value in pairs}


def _checked(book: Gradebook, asked: _Asked) -> tuple[Which, str]:
    """What is typed, found in the grade book; wrong use ends with what to write."""
    from grading.gradebook.lookup import demand_class, scenario_id

    if not asked.class_name or not asked.scenario:
        raise StopError("导出到目标时要写 --class 和 --scenario / a target needs --class and --scenario")
    if asked.which not in get_args(Which):
        raise StopError(f"--which {asked.which}：请用 best、last 或 first / use best, last or first")
    demand_class(book, asked.class_name)
    modes = [row["mode"] for row in book.rows("SELECT DISTINCT mode FROM attempts ORDER BY mode")]
    if asked.mode and asked.mode not in {*modes, "learn", "practise", "exam"}:
        raise StopError(f"--mode {asked.mode}：请用 learn、practise 或 exam / use learn, practise or exam")
    chosen: Any = asked.which
    return chosen, scenario_id(book, asked.scenario)


def _problems(problems: Any, lang: str) -> list[dict[str, Any]]:
    return [{"learner": one.learner, "text": one.text.of(lang), "blocks": one.blocks} for one in problems]


def _tell(problems: Any, lang: str) -> None:
    for problem in problems:
        err.print(problem.said(lang), markup=False)


def _told(grades: Grades, made: Made, written: list[Delivered], lang: str) -> None:
    for one in written:
        out.print(str(one.path))
    marks, left = len(list(grades.marked())), len(grades.left_out())
    said = Text(zh=f"{marks} 名学生有成绩，{left} 名没有。", en=f"With a mark: {marks}; without: {left}.")
    out.print(said.of(lang))
    _tell(made.problems, lang)


def _plain(
    asked: _Asked, scenario: str, grades: Grades, options: Options, made: Made, written: list[Delivered]
) -> dict[str, Any]:
    """What was done, for tools. A pseudonymous export names nobody here either."""
    named = not getattr(options, "pseudonymous", False)
    return {
        "target": asked.target,
        "class": asked.class_name,
        "scenario": scenario,
        "which": grades.which,
        "provisional": grades.provisional,
        "files": [{"path": str(one.path), "bytes": one.size, "sha256": one.sha256} for one in written],
        "marks": len(list(grades.marked())),
        "left_out": [
            {**({"student_no": row.student_no, "name": row.name} if named else {"learner": row.learner}),
             "status": row.status, "why": why_left_out(row, asked.lang)}
            for row in grades.left_out()
        ],
        "problems": _problems(made.problems, asked.lang),
    }  # fmt: skip


def _class_list(book: Gradebook, to: Path, class_name: str, scenario: str, where: Path | None, lang: str) -> None:
    """Everybody with every state, for a teacher to look at."""
    from grading.exports.class_csv import class_csv, has_attempts
    from grading.gradebook.audit import record
    from grading.gradebook.codes import unclaimed, unclaimed_lines
    from grading.gradebook.lookup import demand_class, scenario_id

    demand_class(book, class_name)
    chosen = scenario_id(book, scenario)
    data = class_csv(book, class_name, chosen, lang=lang)
    with book.write():  # no record without the file
        record(book, "export", f"class {class_name} scenario {chosen}", new=_list_note(to, data))
        write_whole(to, data)
    nobodys = unclaimed(book, chosen)
    empty = bool(class_name) and bool(nobodys) and not has_attempts(book, class_name, chosen)
    out.print(str(to))
    if empty:
        told = Text(
            zh=f"{class_name} 全班显示“未参加”，可是有记录还没有对应学生。",
            en=f"All of {class_name} show as absent, yet some attempts are no student's.",
        )
        err.print(told.of(lang), markup=False)
    for said in unclaimed_lines(nobodys, where):
        err.print(said.of(lang), markup=False)
    raise typer.Exit(SHORT if empty else GOOD)


def _list_note(to: Path, data: bytes) -> dict[str, Any]:
    return {
        "target": "class list",
        "files": [{"name": to.name, "bytes": len(data), "sha256": sha256(data).hexdigest()}],
    }
