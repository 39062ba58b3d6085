"""Bytes of a file to text, with a clear word for everything that can be in the way.

A teacher's file may be a folder, locked by Excel, saved as GBK by an old editor, a Word document with a
``.yaml`` name, or half written. Each is one problem that says what to do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem, Span, Text2, split_lines

__all__ = ["MAX_BYTES", "read_text"]

MAX_BYTES = 1 << 20

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAGIC = {
    b"PK\x03\x04": Text2("Word、Excel 或压缩包", "a Word, Excel or zip file"),
    b"\xd0\xcf\x11\xe0": Text2("旧版 Office 文件", "an old Office file"),
    b"%PDF": Text2("PDF 文件", "a PDF file"),
    b"\x89PNG": Text2("图片", "a picture"),
    b"\xff\xd8\xff": Text2("图片", "a picture"),
    b"SQLite format 3": Text2("数据库文件", "a database file"),
}
_SAVE_UTF8 = Text2("用记事本或 VS Code 打开，另存为，编码选“UTF-8”", "open it in an editor and save it as UTF-8")


def read_text(path: Path) -> tuple[str, bool]:
    """The text of the file and whether it began with a UTF-8 byte order mark. Raises ``SourceError``."""
    data = _read_bytes(path)
    if not data.strip():
        _refuse(path, "empty_file", Text2("文件是空的", "the file is empty"), None)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            _refuse(
                path,
                "binary",
                Text2(f"这不是文本文件，而是{what.zh}", f"this is not a text file but {what.en}"),
                None,
            )
    if data.startswith(_UTF16):
        _refuse(
            path,
            "encoding",
            Text2("文件是 UTF-16 编码，需要 UTF-8", "the file is UTF-16, UTF-8 is needed"),
            _SAVE_UTF8,
        )
    bom = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if bom else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_encoding(path, body, error)
    return text, bom


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            _refuse(
                path,
                "is_folder",
                Text2("这是文件夹，需要一个 .yaml 文件", "this is a folder, a .yaml file is needed"),
                None,
            )
        if path.exists() and not path.is_file():  # a pipe would keep us waiting for ever
            _refuse(path, "unreadable", Text2("这不是普通文件", "this is not a plain file"), None)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        _refuse(
            path,
            "not_found",
            Text2("找不到这个文件", "there is no such file"),
            Text2("检查路径和文件名", "check the path and the name"),
        )
    except PermissionError:
        _refuse(
            path,
            "no_permission",
            Text2("没有权限读这个文件", "no permission to read this file"),
            Text2(
                "文件可能被别的程序占用，或权限不足",
                "another program may hold it open, or you lack the right",
            ),
        )
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        _refuse(path, "unreadable", Text2(f"读不了这个文件：{why}", f"the file cannot be read: {why}"), None)
    if len(data) > MAX_BYTES:
        _refuse(
            path,
            "too_large",
            Text2(f"文件超过 {MAX_BYTES >> 10} KiB", f"the file is longer than {MAX_BYTES >> 10} KiB"),
            None,
        )
    return data


def _refuse_encoding(path: Path, body: bytes, error: UnicodeDecodeError) -> NoReturn:
    before = body[: error.start].decode("utf-8", "replace")
    lines = split_lines(before)
    try:
        line_bytes = re.split(rb"\r\n|[\r\n]", body)[len(lines) - 1]
        shown = line_bytes.decode("gb18030")
        text = Text2("文件不是 UTF-8 编码，看起来是 GBK", "the file is not UTF-8; it looks like GBK")
    except (UnicodeDecodeError, IndexError):
        shown = lines[-1]
        text = Text2("文件不是 UTF-8 编码", "the file is not UTF-8")
    span = Span(len(lines) - 1, len(lines[-1]), len(lines) - 1, len(lines[-1]) + 1)
    raise SourceError([Problem(str(path), span, "encoding", text, _SAVE_UTF8, "error", shown)])


def _refuse(path: Path, code: str, text: Text2, fix: Text2 | None) -> NoReturn:
    raise SourceError([Problem(str(path), Span(0, 0, 0, 1), code, text, fix)])
