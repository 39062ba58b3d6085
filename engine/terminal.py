"""What every command line of the project shares: consoles, exit codes, a progress bar, stopping with a message.

What is printed here is often somebody else's words; no character of theirs steers the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, Task, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text
from typing_extensions import override

from engine.strings import LANGUAGES
from engine.visible import escaped, visible

__all__ = [
    "GOOD",
    "SHORT",
    "WRONG",
    "JsonFlag",
    "Lang",
    "StopError",
    "err",
    "out",
    "plain",
    "print_json",
    "progress",
    "speaking",
    "spoken",
    "teller",
    "whole_table",
]

GOOD, SHORT, WRONG = 0, 1, 2
"""Exit codes: good; the thing checked falls short; wrong use or unreadable input."""


class _Terminal(Console):
    """A console for words of strangers: names, arguments, what stands in files."""

    @override
    def render_str(self, text: str, **how: Any) -> Text:
        """Every plain text comes by here, alone or in a table."""
        return super().render_str(visible(text), **how)


class _Described(TextColumn):
    """What a progress bar is about."""

    @override
    def render(self, task: Task) -> Text:
        return Text(visible(task.description))


out = _Terminal(highlight=False, soft_wrap=True, markup=False)  # titles and paths may hold [brackets]
err = _Terminal(stderr=True, highlight=False, soft_wrap=True, markup=False)

spoken = {"lang": "zh"}
"""The language asked for, for messages that are printed after a command has failed."""


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise typer.BadParameter(f"{visible(value)}：请用 zh 或 en / use zh or en")
    spoken["lang"] = value
    return value


JsonFlag = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Lang = Annotated[str, typer.Option("--lang", help="zh 或 en / zh or en", callback=_language)]


def speaking(command: Any, ctx: Any, lang: str) -> dict[str, Any]:
    """Defaults that give every command below ``command`` the language ``lang``."""
    below = {name: command.get_command(ctx, name) for name in getattr(command, "commands", {})}
    return {"lang": lang, **{name: speaking(one, ctx, lang) for name, one in below.items()}}


class StopError(Exception):
    """Ends a command with a message and an exit code."""

    def __init__(self, message: str, code: int = WRONG) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on the error stream, so that ``--json`` output stays clean."""
    columns = (
        _Described(""),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        yield bar


def teller(bar: Progress, title: str) -> Callable[[int, int, object], None]:
    """A function ``(done, of, what)`` that moves a new line of ``bar``."""
    task = bar.add_task(title, total=1.0)

    def told(done: int, of: int, what: object) -> None:  # noqa: ARG001
        bar.update(task, completed=done / max(1, of))

    return told


def print_json(data: Any) -> None:
    """Print plain data as JSON on the standard output."""
    print(escaped(json.dumps(data, ensure_ascii=False, indent=1)))


def plain(record: Any) -> Any:
    """A record (dataclass or model), or what stands in one, as JSON can hold it."""
    if hasattr(record, "model_dump"):
        return record.model_dump()
    if isinstance(record, Path):
        return str(record)
    if isinstance(record, tuple | list):
        return [plain(part) for part in record]
    names = getattr(record, "__dataclass_fields__", None)
    return record if names is None else {name: plain(getattr(record, name)) for name in names}


def whole_table(*heads: str) -> Table:
    """A table that folds what does not fit and cuts nothing off; a head in two languages takes two lines."""
    return Table(*(Column(head.replace(" / ", "\n"), overflow="fold") for head in heads))
