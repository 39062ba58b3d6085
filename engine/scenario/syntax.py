"""libyaml's syntax errors in a teacher's words.

The usual causes are few: a Chinese colon, a missing blank after the colon, a tab, an unclosed quote or
bracket, a value that begins with a sign YAML keeps for itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from engine.scenario.problems import Problem, Span, Text2

if TYPE_CHECKING:
    from engine.scenario.source import Source

__all__ = ["explain_syntax_error"]

_QUOTE = Text2("给这个值加上引号", "put the value in quotes")
_WORDS: tuple[tuple[str, Text2, Text2 | None], ...] = (
    ("cannot start any token", Text2("这里不能有这个字符", "this character cannot stand here"), _QUOTE),
    ("could not find expected ':'", Text2("这一行缺少 `:`(半角冒号加空格)", "a `: ` is missing on this line"),
     Text2("写成 `键: 值`", "write `key: value`")),
    ("mapping values are not allowed", Text2("这里不能再有 `: `", "another `: ` cannot stand here"),
     Text2("检查上一行的缩进；值里有 `: ` 时要加引号",
     "check indentation; quote a value that holds `: `")),
    ("did not find expected key", Text2("缩进不对，或缺少逗号、引号",
     "wrong indentation, or a missing comma or quote"),
     Text2("同一组的各行要左对齐", "lines of one group must start in the same column")),
    ("did not find expected '-' indicator", Text2("列表中的这一行没有以 `- ` 开头，或缩进不对",
     "this line of a list does not start with `- `, or its indentation is wrong"), None),
    ("did not find expected ',' or '}'", Text2("花括号 `{` 没有配对，或缺少逗号",
     "`{` is not closed or a comma is missing"), None),
    ("did not find expected ',' or ']'", Text2("方括号 `[` 没有配对，或缺少逗号",
     "`[` is not closed or a comma is missing"), None),
    ("unexpected end of stream", Text2("引号没有配对", "a quote is not closed"), None),
    ("unexpected document indicator", Text2("引号没有配对", "a quote is not closed"), None),
    ("block sequence entries are not allowed", Text2("这里不能开始列表", "a list cannot start here"),
     Text2("`-` 要另起一行", "start `-` on its own line")),
    ("unknown escape character", Text2("双引号里的反斜杠用法不对", "a wrong backslash inside double quotes"),
     Text2("改用单引号 '…'", "use single quotes '…'")),
    ("expected hexdecimal number", Text2("双引号里的反斜杠用法不对", "a wrong backslash in double quotes"),
     Text2("改用单引号 '…'", "use single quotes '…'")),
    ("did not find expected node content", Text2("这里缺少内容", "content is missing here"), None),
    ("did not find expected <document start>", Text2("前面的内容已结束，这里多出了内容",
     "the content has ended already"),
     Text2("检查缩进：顶层各行要从第一列开始", "top-level lines start in the first column")),
    ("control characters are not allowed", Text2("有不可见的控制字符",
     "an invisible control character"), Text2("删去它", "delete it")),
)  # fmt: skip
_WIDE_COLON = re.compile(r"^\s*(?:- )?[^\"'#:]*?：")
_NO_BLANK = re.compile(r"^\s*(?:- )?[\w.\-]+:(?=[^\s:/])")


def explain_syntax_error(source: Source, error: yaml.YAMLError) -> Problem:
    """One problem for what the YAML parser stumbled over, with the likely cause."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    raw = str(getattr(error, "problem", None) or error)
    line, col = (mark.line, mark.column) if mark is not None else (0, 0)
    context = getattr(error, "context_mark", None)
    for number in _suspects(line, context.line if context is not None else line):
        cause = _usual_cause(source, number)
        if cause is not None:
            return cause
    if line >= len(source.lines) or not source.lines[line].strip():
        line, col = _last_written(source, line)
    span = Span(line, col, line, col + 1)
    for needle, text, fix in _WORDS:
        if needle in raw:
            return source.problem(span, "yaml_syntax", text, fix)
    return source.problem(
        span,
        "yaml_syntax",
        Text2("YAML 写法有误", "wrong YAML"),
        Text2(f"解析器说：{raw}", f"the parser says: {raw}"),
    )


def _suspects(line: int, context: int) -> list[int]:
    """Lines to look at for the usual causes: where it stumbled, just before, where the group began."""
    return list(dict.fromkeys(n for n in (line, line - 1, context) if n >= 0))


def _usual_cause(source: Source, number: int) -> Problem | None:
    if number >= len(source.lines):
        return None
    line = source.lines[number]
    tab = len(line) - len(line.lstrip())
    if "\t" in line[:tab]:
        col = line.index("\t")
        return source.problem(
            Span(number, col, number, tab),
            "tab",
            Text2("缩进里有 Tab", "a tab in the indentation"),
            Text2("改用空格", "use blanks"),
        )
    if found := _WIDE_COLON.match(line):
        col = found.end() - 1
        return source.problem(
            Span(number, col, number, col + 1),
            "wide_colon",
            Text2("这里是全角冒号 `：`", "a full-width colon `：`"),
            Text2("改成半角冒号加空格 `: `", "write `: `"),
        )
    if found := _NO_BLANK.match(line):
        col = found.end() - 1
        return source.problem(
            Span(number, col, number, col + 1),
            "colon_blank",
            Text2("冒号后面缺少空格", "a blank is missing after the colon"),
            Text2("写成 `: `", "write `: `"),
        )
    return None


def _last_written(source: Source, line: int) -> tuple[int, int]:
    """End of the last line with something on it, at or before ``line``."""
    number = min(line, len(source.lines) - 1)
    while number > 0 and not source.lines[number].strip():
        number -= 1
    return number, max(0, len(source.lines[number].rstrip()) - 1)
