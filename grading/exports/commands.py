"""The command ``gradebook export``: the class list for a teacher's eyes, or marks for another program.

python launcher.py gradebook export 化工2401.csv --class 化工2401
python launcher.py gradebook export --target moodle --class 化工2401 --scenario CHEM-NIT-01 --out D:/导出
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.paths import refuse_record, write_whole
from engine.scenario.text import Text
from engine.terminal import GOOD, SHORT, JsonFlag, Lang, StopError, err, out
from grading.exports.errors import ExportFileError
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
    if listed or to_target:
        from grading.exports import run
    if listed:
        run.list_targets(as_json, lang)
    elif to_target:
        if to is not None:
            raise StopError(
                "用 --target 时请用 --out 写文件夹，不写文件名 / with --target name a folder by --out, no file"
            )
        asked = run.Asked(to_target, class_name, scenario, folder or Path(), which, mode, provisional, overwrite, lang)
        with open_book(book, author) as opened:
            run.to_target(opened, asked, settings or [], as_json)
    elif to is not None:
        if folder or mode or provisional or settings or as_json or which != "best":
            raise StopError(
                "这些选项要与 --target 一起用；总览只有 --class、--scenario 和 --overwrite / these options need --target"
            )
        refuse_record(to)
        if to.exists() and not overwrite:
            raise ExportFileError(
                f"已有 {to}；请换一个文件名，或加 --overwrite 覆盖",
                f"{to} is there already; choose another name or add --overwrite",
            )
        with open_book(book, author) as opened:
            _class_list(opened, to, class_name, scenario, book, lang)
    else:
        raise StopError(
            "请写文件名（班级总览），或用 --target 选择导出目标；--list 列出它们\n"
            "Name a file for the class list, or choose a target with --target; --list lists them"
        )


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
