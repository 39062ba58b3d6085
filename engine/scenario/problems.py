"""What is wrong with a file, said so that its author can put it right.

A teacher sees the place (file:line:column), the line itself with the wrong part underlined, what is wrong and
what was probably meant, in Chinese or English. The underline stays under the right characters when the line
holds Chinese (two columns wide) or tabs.

    错误[unknown_key]: 不认识的项 `权重值`
      --> 液氨泄漏.yaml:19:5
       |
    19 |     权重值: 0.5
       |     ^^^^^^
       = 提示：是不是 `权重`?
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from engine.visible import visible

__all__ = ["Problem", "Severity", "Span", "Text2", "display_width", "render", "render_all", "split_lines"]

Severity = Literal["error", "warning"]
TAB_WIDTH = 4
NEAR = 2000  # characters either side of it that are looked at at all
WINDOW = 110  # columns of a long line that are shown around the underlined part

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what YAML 1.1 (libyaml) counts as a line break


class Text2(NamedTuple):
    """One message in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The message in ``lang``: Chinese unless English is asked for."""
        return self.en if lang == "en" else self.zh


class Span(NamedTuple):
    """A stretch of a text file; lines and columns count characters from 0, the end is exclusive.

    ``file`` is 0 for the file that was read and n for the n-th of those it extends (``Source.bases``).
    """

    line: int
    col: int
    end_line: int
    end_col: int
    file: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or doubtful) at one place of one file. ``line`` is the source line as written."""

    path: str
    span: Span
    code: str
    text: Text2
    fix: Text2 | None = None
    severity: Severity = "error"
    line: str = ""

    @property
    def place(self) -> tuple[int, Span, str]:
        """A key for sorting: file by file, from the top down."""
        return self.span.file, self.span, self.code

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``; line and column count from 1 as editors do."""
        return {
            "path": self.path,
            "line": self.span.line + 1,
            "column": self.span.col + 1,
            "end_line": self.span.end_line + 1,
            "end_column": self.span.end_col + 1,
            "severity": self.severity,
            "code": self.code,
            "zh": self.text.zh,
            "en": self.text.en,
            "fix_zh": self.fix.zh if self.fix else None,
            "fix_en": self.fix.en if self.fix else None,
        }


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` as YAML counts them, without their ends."""
    return _BREAK.split(text)


def display_width(text: str) -> int:
    """Columns ``text`` takes in a terminal: East Asian wide characters two, combining marks none."""
    return sum(map(_char_width, text))


def _char_width(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _lay_out(line: str) -> tuple[list[str], list[int]]:
    """Printable cells of ``line`` and the column each character starts at (one more entry for the end)."""
    cells, columns, column = [], [], 0
    for char in line:
        columns.append(column)
        if char == "\t":
            cell = " " * (TAB_WIDTH - column % TAB_WIDTH)
            width = len(cell)
        elif unicodedata.category(char) == "Cc":
            cell, width = "\N{REPLACEMENT CHARACTER}", 1
        else:
            cell = visible(char)
            width = _char_width(char) if cell == char else len(cell)
        cells.append(cell)
        column += width
    columns.append(column)
    return cells, columns


def _underlined(line: str, start: int, end: int) -> tuple[str, str]:
    """The (clipped) line and the carets under its characters ``start`` to ``end``."""
    start = min(start, len(line))
    before, after = max(0, start - NEAR), max(0, len(line) - start - NEAR)
    line, start, end = line[before : len(line) - after], start - before, end - before
    cells, columns = _lay_out(line)
    end = min(max(end, start), len(line))
    left = columns[start]
    width = max(1, columns[end] - left)
    if columns[-1] <= WINDOW:
        return "".join(cells), " " * left + "^" * width
    first = next(i for i, c in enumerate(columns) if c >= max(0, left - WINDOW // 2))
    last = max(i for i, c in enumerate(columns) if c <= columns[first] + WINDOW)
    head = "…" if first or before else ""
    tail = "…" if last < len(line) or after else ""
    pad = left - columns[first] + len(head)
    carets = "^" * max(1, min(width, WINDOW - (left - columns[first])))
    return head + "".join(cells[first:last]) + tail, " " * pad + carets


def render(problem: Problem, lang: str = "zh") -> str:
    """One problem as several lines of text in the manner of rustc; ``lang`` is ``zh`` or ``en``."""
    span = problem.span
    number = str(span.line + 1)
    gutter = " " * len(number)
    word = {"error": Text2("错误", "error"), "warning": Text2("警告", "warning")}[problem.severity]
    end = span.end_col if span.end_line == span.line else len(problem.line.rstrip())
    shown, carets = _underlined(problem.line, span.col, end)
    out = [
        f"{word.of(lang)}[{problem.code}]: {problem.text.of(lang)}",
        f"{gutter}--> {problem.path}:{number}:{span.col + 1}",
        f"{gutter} |",
        f"{number} | {shown}".rstrip(),
        f"{gutter} | {carets}",
    ]
    if problem.fix is not None:
        label = Text2("提示：", "help: ").of(lang)
        out.append(f"{gutter} = {label}{problem.fix.of(lang)}")
    return "\n".join(out)


def render_all(problems: Sequence[Problem], lang: str = "zh") -> str:
    """All problems, blank lines between, with a closing count."""
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    count = Text2(f"{errors} 个错误，{warnings} 个警告", f"{errors} error(s), {warnings} warning(s)")
    return "\n\n".join([*(render(p, lang) for p in problems), count.of(lang)])
