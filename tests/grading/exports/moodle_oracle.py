"""Moodle's CSV grade import as its documentation and source describe it (4.x), written anew to be believed.

Only what decides whether a file is taken: PHP's ``fgetcsv`` with its backslash, columns, finding the user, values.
All or nothing. Stricter in one thing: a blank or ``-`` would delete a mark, so here it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = ["MoodleRefusesError", "import_grades", "php_rows"]

NUMERIC = re.compile(r"[ \t\n\r\v\f]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[ \t\n\r\v\f]*\Z")


class MoodleRefusesError(Exception):
    """The whole import is abandoned."""


def php_rows(text: str, delimiter: str = ",") -> list[list[str]]:
    """Rows as PHP's ``fgetcsv`` gives them: inside quotes a backslash keeps the next quote from ending the field."""
    rows: list[list[str]] = []
    row: list[str] = []
    field, i, quoted = "", 0, False
    while i < len(text):
        char = text[i]
        if quoted:
            if char == "\\" and i + 1 < len(text):
                field += text[i : i + 2]
                i += 2
                continue
            if char == '"' and text[i + 1 : i + 2] == '"':
                field += '"'
                i += 2
                continue
            if char == '"':
                quoted = False
            else:
                field += char
        elif char == '"' and not field.strip():
            field, quoted = "", True
        elif char == delimiter:
            row.append(field)
            field = ""
        elif char == "\n":
            rows.append([*row, field])
            row, field = [], ""
        else:
            field += char
        i += 1
    if row or field:
        rows.append([*row, field])
    return [line for line in rows if line != [""]]


def import_grades(
    data: bytes, users: Sequence[Mapping[str, str]], mapto: str, new: Sequence[int], most: float = 100.0
) -> dict[str, dict[str, float]]:
    """Marks by the user's id and the heading of the new item. ``users`` have id, idnumber, username, email.

    The first column is matched with the field ``mapto``; the columns ``new`` become grade items.
    """
    text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head, *lines = php_rows(text)
    if len(head) < 2:
        raise MoodleRefusesError("too few columns")
    if any(len(line) != len(head) for line in lines):
        raise MoodleRefusesError("the number of columns is not constant")
    head = [one.strip() for one in head]
    marks: dict[str, dict[str, float]] = {}
    for line in lines:
        value = line[0].strip()
        if value in ("", "0"):  # PHP: empty
            raise MoodleRefusesError("no user mapping")
        same = (lambda a, b: a == b) if mapto == "idnumber" else (lambda a, b: a.lower() == b.lower())
        found = [user["id"] for user in users if same(user[mapto], value)]
        if len(found) != 1:
            raise MoodleRefusesError(f"user mapping error: {value} gives {len(found)}")
        for column in new:
            mark = line[column].strip()
            if mark in ("", "-"):
                raise MoodleRefusesError(f"the mark of {value} would be deleted")
            if not NUMERIC.match(mark):
                raise MoodleRefusesError(f"{mark} is no number")
            if float(mark) > most:
                raise MoodleRefusesError(f"{mark} is too big")
            if not head[column] or len(head[column]) > 255:
                raise MoodleRefusesError("the name of the item")
            marks.setdefault(found[0], {})[head[column]] = float(mark)
    return marks
