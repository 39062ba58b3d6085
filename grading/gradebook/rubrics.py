"""Rubric versions: what a mark was given by stays readable for ever, to the byte.

A rubric is kept twice: its canonical form, keyed by the hash that every result carries, and each YAML text it
was written in, comments and all. Rows are never changed; other rules are a new version with a new number, and
other rules under an old number are refused.

    version = RubricVersion(hash="9f…", id="nitration", version="1.2", scenario="nitration", body=canonical)
    add_rubric(book, version, yaml=path.read_bytes())
    assert rubric_text(book, version.hash) == path.read_bytes()
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.scenario.source import Source
from engine.state import unpack
from grading.gradebook.audit import record
from grading.gradebook.errors import ConflictError, NotFoundError
from grading.gradebook.store import Gradebook
from grading.rubric import Rubric

__all__ = [
    "RubricVersion",
    "add_rubric",
    "add_rubric_file",
    "add_scenario",
    "keep_rubric",
    "rubric_text",
    "rubric_version",
    "rubric_versions",
]

_SELECT = "SELECT hash, id, version, scenario, body FROM rubrics"


@dataclass(frozen=True, slots=True)
class RubricVersion:
    """One immutable version: ``body`` is its canonical bytes, ``hash`` their SHA-256, ``scenario`` an id."""

    hash: str
    id: str
    version: str
    scenario: str
    body: bytes

    @classmethod
    def of(cls, body: bytes, *, hash: str = "") -> RubricVersion:  # noqa: A002 - the field's name
        """The version described by canonical bytes (as embedded in an attempt)."""
        meta = _meta(body)
        return cls(
            hash=hash or hashlib.sha256(body).hexdigest(),
            id=str(meta.get("id", "")),
            version=str(meta.get("version", "")),
            scenario=str(meta.get("scenario", "")),
            body=body,
        )


def add_rubric(book: Gradebook, rubric: RubricVersion, yaml: bytes = b"") -> bool:
    """Keep a version a teacher hands in, with the text it was read from; False if all of it was known.

    ``ConflictError`` if the same id and version already stand for other rules.
    """
    same = book.rows(
        "SELECT hash FROM rubrics WHERE id = ? AND version = ? AND hash <> ?",
        [rubric.id, rubric.version, rubric.hash],
    )
    if same:
        raise ConflictError(
            f"评分标准 {rubric.id} {rubric.version} 已有另一份内容；请提高 version 后再导入",
            f"rubric {rubric.id} {rubric.version} already stands for other rules;"
            " raise its version in rubric.yaml and add it again",
        )
    with book.write() as db:
        new = keep_rubric(book, rubric)
        text = hashlib.sha256(yaml).hexdigest()
        if yaml and not book.row("SELECT 1 FROM rubric_texts WHERE hash = ?", [text]):
            row = {"hash": text, "rubric": rubric.hash, "yaml": yaml}
            db.table("rubric_texts").insert({**row, "added": book.clock(), "author": book.author})
            record(book, "add rubric text", f"rubric {rubric.hash}", new=text)
            new = True
    return new


def add_rubric_file(book: Gradebook, path: Path) -> Rubric:
    """Read a teacher's ``rubric.yaml``, keep it to the byte, and hand it back ready to mark with.

    Raises ``SourceError`` with every problem of the file, or ``ConflictError``.
    """
    rubric = Rubric.load(path)
    file = path / "rubric.yaml" if path.is_dir() else path
    source = rubric.document.source
    text = _merged(source) if source.bases else file.read_bytes()
    add_rubric(book, RubricVersion.of(rubric.canonical()), text)
    return rubric


def _merged(source: Source) -> bytes:
    """The text of a rubric that extends another: alone it would say half, so what it comes to is kept, as JSON."""
    names = ", ".join(Path(file.path).name for file in (source, *source.bases))
    body = json.dumps(source.data, ensure_ascii=False, indent=1, allow_nan=False)
    return f"# 合并自 / merged from: {names}\n{body}\n".encode()


def keep_rubric(book: Gradebook, rubric: RubricVersion) -> bool:
    """Keep a version as it came inside an attempt, whatever its number says; False if it was known."""
    if book.row("SELECT 1 FROM rubrics WHERE hash = ?", [rubric.hash]):
        return False
    with book.write() as db:
        row: dict[str, Any] = {"hash": rubric.hash, "id": rubric.id, "version": rubric.version}
        row |= {
            "scenario": rubric.scenario,
            "body": rubric.body,
            "added": book.clock(),
            "author": book.author,
        }
        db.table("rubrics").insert(row)
        record(book, "add rubric", f"rubric {rubric.hash}", new={"id": rubric.id, "version": rubric.version})
    return True


def rubric_version(book: Gradebook, rubric_hash: str) -> RubricVersion:
    """The version with this hash, or whose hash begins so (at least 6 characters, and only one)."""
    found = book.rows(
        f"{_SELECT} WHERE substr(hash, 1, ?) = ? LIMIT 2",
        [len(rubric_hash), rubric_hash],
    )
    if len(rubric_hash) < 6 or len(found) != 1:
        raise NotFoundError(f"没有评分标准 {rubric_hash or '（空）'}", f"there is no rubric {rubric_hash or '(empty)'}")
    return RubricVersion(**found[0])


def rubric_versions(book: Gradebook, rubric_id: str = "") -> list[RubricVersion]:
    """All versions, or those of one rubric, in the order in which they were added."""
    return [RubricVersion(**row) for row in book.rows(f"{_SELECT} WHERE ? IN ('', id) ORDER BY rowid", [rubric_id])]


def rubric_text(book: Gradebook, rubric_hash: str) -> bytes:
    """The newest YAML text of a version, byte for byte as it was handed in."""
    version = rubric_version(book, rubric_hash)
    sql = "SELECT yaml FROM rubric_texts WHERE rubric = ? ORDER BY rowid DESC LIMIT 1"
    found = book.row(sql, [version.hash])
    if found is None:
        raise NotFoundError(
            f"评分标准 {version.id} {version.version} 只随训练记录而来，没有 YAML 原文",
            f"rubric {version.id} {version.version} came inside an attempt only: there is no YAML text of it",
        )
    return bytes(found["yaml"])


def add_scenario(book: Gradebook, body: bytes) -> str:
    """Keep a canonical scenario; returns its hash."""
    key = hashlib.sha256(body).hexdigest()
    if book.row("SELECT 1 FROM scenarios WHERE hash = ?", [key]):
        return key
    meta = _meta(body)
    title = meta.get("title")
    title = title if isinstance(title, dict) else {"zh": str(title or "")}
    row = {"hash": key, "id": str(meta.get("id", "")), "version": str(meta.get("version", ""))}
    row |= {"title_zh": str(title.get("zh", "")), "title_en": str(title.get("en", ""))}
    with book.write() as db:
        db.table("scenarios").insert({**row, "body": body, "added": book.clock()})
    return key


def _meta(body: bytes) -> dict[str, Any]:
    """The ``meta`` section of canonical bytes; empty if there is none."""
    try:
        data = unpack(body)
    except ValueError:
        return {}
    meta = data.get("meta") if isinstance(data, dict) else None
    return meta if isinstance(meta, dict) else {}
