"""An export as asked for on the command line: found in the grade book, checked, made, delivered, told.

Apart from the command itself, so that starting the program does not load every target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import typer

from engine.scenario.text import Text
from engine.terminal import SHORT, StopError, err, out, print_json, whole_table
from grading.exports.contract import Made, Options, Problem, export
from grading.exports.deliver import Delivered, deliver
from grading.exports.errors import ExportRefusedError
from grading.exports.gather import gather
from grading.exports.grades import Grades, Which
from grading.exports.registry import TARGETS, options_of, target
from grading.exports.words import why_left_out
from grading.gradebook.lookup import demand_class, scenario_id
from grading.gradebook.store import Gradebook

__all__ = ["Asked", "list_targets", "to_target"]


@dataclass(frozen=True, slots=True)
class Asked:
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


def list_targets(as_json: bool, lang: str) -> None:
    """Every target with its options."""
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


def to_target(book: Gradebook, asked: Asked, settings: list[str], as_json: bool) -> None:
    """Check, make, write, record and tell; ends with 1 where the target would refuse."""
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


def _checked(book: Gradebook, asked: Asked) -> tuple[Which, str]:
    """What is typed, found in the grade book; wrong use ends with what to write."""
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


def _problems(problems: Sequence[Problem], lang: str) -> list[dict[str, Any]]:
    return [{"learner": one.learner, "text": one.text.of(lang), "blocks": one.blocks} for one in problems]


def _tell(problems: Sequence[Problem], lang: str) -> None:
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
    asked: Asked, scenario: str, grades: Grades, options: Options, made: Made, written: list[Delivered]
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
