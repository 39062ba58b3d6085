"""``reference/cli.md``: every command with its arguments and options, from the functions of the launcher."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

import launcher
from docs.pages.markdown import cell, code, fenced, page_of, table

__all__ = ["commands", "page"]

INTRO = """
从源码目录运行 `python launcher.py …`，安装后也可用 `shixun …`。不带命令时打开窗口列出场景。

Run `python launcher.py …` from a checkout, or `shixun …` once installed. Without a command a window lists the
scenarios.
"""
EXIT_CODES = (
    ("0", "正常 / good"),
    ("1", "被检查的对象不合格 / the thing checked falls short"),
    ("2", "用法错误或输入无法读取 / wrong use or unreadable input"),
    ("3", "程序错误，已记入日志 / a mistake of the program, written to a log"),
    ("130", "被用户中止 / interrupted"),
)
_TYPES = {int: "整数 / number", float: "数 / number", str: "文字 / text", bool: ""}


def commands(app: typer.Typer = launcher.app, before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every command, in the order of ``--help``, with the function that carries it out."""
    for info in app.registered_commands:
        function = info.callback
        if function is not None:
            yield before + (info.name or function.__name__.replace("_", "-")), function
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from commands(group.typer_instance, f"{before}{group.name} ")


def page() -> str:
    """The page."""
    every = list(commands())
    overview = table(
        ("命令 / command", "说明 / what"),
        [(f"[{code(name)}](#{name.replace(' ', '-')})", inspect.getdoc(f) or "") for name, f in every],
    )
    codes = "## 退出码 / Exit codes\n\n" + table(("码 / code", "含义 / meaning"), EXIT_CODES)
    return page_of("命令行 / Command line", INTRO, overview, codes, *(_command(name, f) for name, f in every))


def _command(name: str, function: Callable[..., Any]) -> str:
    arguments, options = [], []
    for parameter, annotation, info in _parameters(function):
        needed = parameter.default is inspect.Parameter.empty
        if isinstance(info, OptionInfo):
            options.append(_option(parameter, annotation, info))
        elif info is None and not needed:
            options.append(_option(parameter, annotation, OptionInfo()))
        else:
            word = parameter.name.upper()
            arguments.append((word if needed else f"[{word}]", info.help if info is not None and info.help else ""))
    usage = " ".join(
        ["python launcher.py", name, *(["[OPTIONS]"] if options else []), *(word for word, _ in arguments)]
    )
    rows = [(code(word), "", "", help_) for word, help_ in arguments if help_] + options
    head = ("选项 / option", "类型 / type", "缺省 / default", "说明 / what")
    return f"## {name}\n\n{cell(inspect.getdoc(function) or '')}\n\n{fenced(usage)}\n{table(head, rows)}"


def _parameters(
    function: Callable[..., Any],
) -> Iterator[tuple[inspect.Parameter, Any, ArgumentInfo | OptionInfo | None]]:
    hints = get_type_hints(function, include_extras=True)
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        extras = getattr(hint, "__metadata__", ())
        info = next((extra for extra in extras if isinstance(extra, ArgumentInfo | OptionInfo)), None)
        yield parameter, get_args(hint)[0] if extras else hint, info


def _option(parameter: inspect.Parameter, annotation: Any, info: OptionInfo) -> tuple[str, str, str, str]:
    name = "--" + parameter.name.replace("_", "-")
    given = [word for word in info.param_decls or () if word.startswith("-")]
    if isinstance(info.default, str) and info.default.startswith("-"):
        given.insert(0, info.default)  # Annotated[..., Option("--name")] keeps the first spelling here
    given = [part for word in given for part in word.split("/")]  # "--on/--off" is two words
    names = given or [name]
    if annotation is bool and not given:
        names.append("--no-" + parameter.name.replace("_", "-"))
    default = parameter.default
    shown = "" if default in (None, "", False, inspect.Parameter.empty) else str(default)
    if default is True:
        shown = given[0] if given else name
    needed = " \\*" if default is inspect.Parameter.empty else ""
    return ", ".join(map(code, names)) + needed, _type(annotation), code(shown.replace("\\", "/")), str(info.help or "")


def _type(annotation: Any) -> str:
    if get_origin(annotation) is types.UnionType:
        return _type(next(a for a in get_args(annotation) if a is not type(None)))
    if get_origin(annotation) is list:
        return f"{_type(get_args(annotation)[0])}，可重复 / repeatable"
    return _TYPES.get(annotation, "路径 / path")
