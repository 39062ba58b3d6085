r"""Cells that mean the same to every program: numbers with a point, text that is never a formula.

>>> number(87.25), number(100.0), number(-0.001), number(None)
('87.25', '100', '0', '')
>>> harmless("=1+1"), harmless("王小明")
("'=1+1", '王小明')
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

__all__ = ["BOM", "Cell", "clean", "csv_bytes", "file_name", "harmless", "number", "one_line", "starts_formula"]

Cell = str | float | int | None
BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of the PC."""

_FORMULA = "=+-@＝＋－＠"
_LEAD = re.compile(r"[\s\ufeff\u200b-\u200d\u2060]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z")


def number(value: float | None) -> str:
    """Up to two decimals with a point, whatever the machine's locale; nothing for nothing."""
    if value is None:
        return ""
    text = f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def clean(text: str) -> str:
    """Without the characters that no file format may hold (controls, halves of surrogate pairs)."""
    return _CONTROL.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """``clean``, in one line."""
    return " ".join(clean(text).split())


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula or a command."""
    return text[:1] in ("\t", "\r", "\n") or _LEAD.sub("", text, count=1)[:1] in tuple(_FORMULA)


def harmless(text: str) -> str:
    """``clean``, with an apostrophe in front where a spreadsheet would run it."""
    return "'" + clean(text) if starts_formula(text) else clean(text)


def csv_bytes(rows: Iterable[Sequence[Cell]], delimiter: str = ",") -> bytes:
    """UTF-8 with a byte-order mark, CRLF, everything quoted. The caller decides which text ``harmless`` guards."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n", delimiter=delimiter)
    for row in rows:
        writer.writerow([cell if isinstance(cell, str) else number(cell) for cell in row])
    return BOM + text.getvalue().encode()


def file_name(*parts: str, suffix: str) -> str:
    """A name that Windows takes too: no reserved signs or names, none of the invisible ones, short enough.

    Long parts lose their middle, so that classes that differ in the last sign still do.
    """
    kept = [_short(_NOT_IN_NAMES.sub("_", part).strip(" ."), 48 if n == 0 else 36) for n, part in enumerate(parts)]
    stem = "-".join(filter(None, kept)).strip(" .")
    return ("_" + stem if _RESERVED.match(stem) or not stem else stem) + suffix


def _short(text: str, most: int) -> str:
    """At most so many bytes, which is what file systems count."""
    if len(text.encode()) <= most:
        return text
    head, tail = text, text
    while len(head.encode()) > most // 2:
        head = head[:-1]
    while len(tail.encode()) > most // 2 - 1:
        tail = tail[1:]
    return f"{head}~{tail}"
