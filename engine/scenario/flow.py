"""What goes wrong inside ``{…}`` and ``[…]`` on one line, where the parser only says that a comma is missing.

    flow_slip("task: {zh: 注意: 先停料, en: Stop first}", 6, 12)      # the second colon: put the text in quotes

The parser stops at the character it cannot place; the slip stands in the entry before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.scenario.problems import Text2

__all__ = ["FlowSlip", "comment_inside", "flow_slip"]

LONGEST = 300  # characters of an entry looked at
_WIDE = re.compile("[，；]")
_COLON = re.compile(r"([^\s:：,{\[\"']+):\s+(\S.*?)\s*$")
_NEXT_KEY = re.compile(r"([^\s:：,{\[\"']+:\s+\S.*?)\s+([a-z_][\w.\-]*)$", re.ASCII)
_ENTRY_END = re.compile(r"(, *[\w.\-]+:\s.*|[,}\]].*)$")


class FlowSlip(NamedTuple):
    """From which to which column of the line, what is wrong, and what to write."""

    start: int
    end: int
    code: str
    text: Text2
    fix: Text2


def flow_slip(line: str, opened: int, stopped: int) -> FlowSlip | None:
    """The likely slip between the bracket at column ``opened`` and ``stopped``, where the parser stopped."""
    begin = max(line.rfind(",", opened, stopped), line.rfind("{", opened, stopped), opened, stopped - LONGEST) + 1
    entry = line[begin:stopped]
    sign, end = line[opened : opened + 1], line[stopped : stopped + 1]
    if (sign, end) in (("[", "}"), ("{", "]")):
        close = {"[": "]", "{": "}"}[sign]
        text = Text2(f"`{sign}` 没有配对", f"`{sign}` is not closed")
        return FlowSlip(opened, opened + 1, "not_closed", text, Text2(f"补上 `{close}`", f"add `{close}`"))
    if entry.rstrip().endswith(('"', "'")):
        text = Text2("引号后面还有文字", "there is more text after the quotes")
        fix = Text2("引号要括住整段文字；文字里的引号用 “ ”", "quote the whole text; use ‘ ’ inside it")
        return FlowSlip(stopped, stopped + 1, "after_quotes", text, fix)
    if end == ":" and (found := _WIDE.search(entry)):
        at, wide = begin + found.start(), found.group()
        text = Text2(f"这里是全角标点 `{wide}`", f"a full-width `{wide}`")
        fix = Text2("两项之间用半角逗号加空格 `, `", "entries are parted by a plain comma and a blank `, `")
        return FlowSlip(at, at + 1, "wide_comma", text, fix)
    if end == ":" and (found := _NEXT_KEY.search(entry)) and not found.group(1).startswith(("zh:", "en:")):
        right = f"{found.group(1)}, {found.group(2)}: …"
        text = Text2(f"`{sign}` 没有配对，或缺少逗号", f"`{sign}` is not closed or a comma is missing")
        fix = Text2(f"写成 `{right}`；若都是文字，用引号括起来", f"write `{right}`; put it in quotes if all is text")
        return FlowSlip(stopped, stopped + 1, "not_closed", text, fix)
    if end == ":" and (found := _COLON.search(entry)):
        rest = _ENTRY_END.sub("", line[stopped : stopped + LONGEST]).rstrip("\"'")
        right = f'{found.group(1)}: "{found.group(2)}{rest}"'
        text = Text2("这段文字里又有 `: `", "another `: ` inside this text")
        fix = Text2(f"用引号括起来：`{right}`", f"put it in quotes: `{right}`")
        return FlowSlip(stopped, stopped + 1, "second_colon", text, fix)
    return None


def comment_inside(line: str, opened: int) -> FlowSlip | None:
    """A `` #`` behind the bracket at ``opened``: the rest of the line is a comment, the closing bracket too."""
    at = line.find(" #", opened)
    if at < 0 or not set("}]") & set(line[at:]):
        return None
    text = Text2("空格加 `#` 之后都是注释，括号因此没有配对", "` #` starts a comment, so the bracket is not closed")
    fix = Text2("文字里有 `#` 时用引号括起来", "quote a text that holds `#`")
    return FlowSlip(at + 1, len(line.rstrip()), "comment_inside", text, fix)
