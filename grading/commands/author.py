"""``schema`` and ``new``: what an author needs before the first line is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.terminal import SHORT, StopError, out, print_json
from grading.authoring.editor import EXTENSION, SettingsError, editor_schemas, write_editor_help
from grading.authoring.skeleton import new_scenario

__all__ = ["new", "schema", "set_up_editor"]


def schema(what: str, looks: Any) -> None:
    """Print the JSON Schema of one kind of file; ``looks`` are the words only the view knows."""
    schemas = editor_schemas(looks)
    if what not in schemas:
        raise StopError(f"没有 {what}；可用 scenario、rubric、run / use scenario, rubric or run")
    print_json(schemas[what])


def set_up_editor(folder: Path, looks: Any) -> None:
    """Write what VS Code needs into ``folder`` and say how to go on."""
    if not folder.is_dir():
        raise StopError(f"没有文件夹 {folder} / there is no folder {folder}")
    try:
        written = write_editor_help(folder, looks)
    except SettingsError as error:
        raise StopError(str(error), SHORT) from None
    for path in written:
        out.print(str(path), soft_wrap=True)
    out.print(f"请在 VS Code 中打开这个文件夹，并安装扩展 {EXTENSION} / open this folder in VS Code and install {EXTENSION}")


def new(name: str, to: Path) -> None:
    """Make a smallest scenario and say how to check it. Raises what ``new_scenario`` raises."""
    folder = new_scenario(name, to)
    for path in sorted(folder.rglob("*.yaml")):
        out.print(str(path), soft_wrap=True)
    out.print(f"接下来 / next: python launcher.py check {folder}", soft_wrap=True)
