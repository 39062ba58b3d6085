"""Writing a ticket: what an edit may be, and the lines after it.

edited([], {"add": {"do": "stop", "on": "H1"}})            # at the end, or before line `at`
edited(lines, {"move": [4, 2]})                            # numbers of lines count from 1
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.session.actions import Refused
from engine.session.operables import refused
from engine.session.tickets.comparison import Line

__all__ = ["MOST_LINES", "edited", "refuse_edit"]

MOST_LINES = 150
LONGEST = 120
"""Characters of the wording of a line."""
_KEYS = frozenset({"do", "on", "value", "text"})


def refuse_edit(lines: Sequence[Line], value: Any, takes: Callable[[str, str], bool], written: bool) -> Refused | None:
    """Why this edit cannot be made."""
    if not isinstance(value, dict) or len({"lines", "add", "remove", "move"} & set(value)) != 1:
        return refused(
            "bad_value", "填票写成 {add: …}、{remove: 行}、{move: [从, 到]} 或 {lines: […]}",
            "give {add: …}, {remove: line}, {move: [from, to]} or {lines: […]}",
        )  # fmt: skip
    if set(value) - {"lines", "add", "remove", "move", *(("at",) if "add" in value else ())}:
        return refused("bad_value", "填票的内容里有不认识的项", "there is something unknown in this edit")
    if "remove" in value:
        return _refuse_number(value["remove"], len(lines))
    if "move" in value:
        pair = value["move"]
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return refused("bad_value", "移动写成 [从, 到]", "a move is [from, to]")
        return next((why for n in pair if (why := _refuse_number(n, len(lines))) is not None), None)
    given = value["lines"] if "lines" in value else [value["add"]]
    if not isinstance(given, list | tuple):
        return refused("bad_value", "lines 应是一列", "lines is a list")
    if len(given) + (0 if "lines" in value else len(lines)) > MOST_LINES:
        return refused("full", f"一张票至多 {MOST_LINES} 项", f"a ticket takes {MOST_LINES} lines at most")
    if "at" in value and (why := _refuse_number(value["at"], len(lines) + 1)) is not None:
        return why
    return next((why for one in given if (why := _refuse_line(one, takes, written)) is not None), None)


def _refuse_number(number: Any, most: int) -> Refused | None:
    if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= most:
        return None
    return refused("no_line", "没有这一行", "there is no such line")


def _refuse_line(line: Any, takes: Callable[[str, str], bool], written: bool) -> Refused | None:
    if not isinstance(line, dict) or set(line) - _KEYS or not all(isinstance(line.get(k), str) for k in ("do", "on")):
        return refused("bad_value", "一行写成 {do: 动词, on: 对象}", "a line is {do: verb, on: device}")
    if not takes(line["do"], line["on"]):
        return refused("no_verb", f"{line['on']} 没有这种操作", f"{line['on']} does not take that verb")
    text = line.get("text")
    if text is not None and (not written or not isinstance(text, str) or not text.strip() or len(text) > LONGEST):
        return refused(
            "bad_value", f"措辞应是至多 {LONGEST} 字的文字（且这张票由学员书写）",
            f"the wording is a text of at most {LONGEST} characters, on tickets the learner words",
        )  # fmt: skip
    return None


def edited(lines: Sequence[Line], value: dict[str, Any]) -> list[Line]:
    """The lines after an edit that was not refused."""
    out = list(lines)
    if "lines" in value:
        return [_line(one) for one in value["lines"]]
    if "add" in value:
        out.insert(value.get("at", len(out) + 1) - 1, _line(value["add"]))
    elif "remove" in value:
        del out[value["remove"] - 1]
    else:
        start, end = value["move"]
        out.insert(end - 1, out.pop(start - 1))
    return out


def _line(given: dict[str, Any]) -> Line:
    return Line(given["do"], given["on"], given.get("value"), given.get("text"))
