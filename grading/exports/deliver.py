"""Files of an export onto the disk: all of them or none, nothing overwritten unasked, and on the audit record.

Everything is written under another name first, so a full disk or a file that is open in Excel leaves what was there.
The audit row holds target, options, and name, size and SHA-256 of every file; if it cannot be kept, the files go again.

    deliver(book, made.files, Path("D:/导出"), overwrite=False, note={"target": "moodle", …})
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.paths import refuse_record, write_whole
from grading.exports.contract import File
from grading.exports.errors import ExportFileError
from grading.gradebook.audit import record
from grading.gradebook.store import Gradebook

__all__ = ["Delivered", "deliver"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that was written."""

    path: Path
    size: int
    sha256: str


def deliver(
    book: Gradebook, files: Sequence[File], folder: Path, *, overwrite: bool, subject: str, note: Mapping[str, Any]
) -> list[Delivered]:
    """Write ``files`` into ``folder`` (made if it is not there) and record it as ``subject`` with ``note``.

    Raises ``ExportFileError`` when a file is there and ``overwrite`` is not set, ``StorageError``
    when it is an attempt or a grade book, ``OSError`` when the disk or the
    folder does not take them; in both cases the files there are as they were and nothing is recorded.
    """
    targets = [folder / file.name for file in files]
    for path in targets:
        refuse_record(path)
    there = [path for path in targets if path.exists()]
    if there and not overwrite:
        names = "、".join(path.name for path in there)
        raise ExportFileError(
            f"{folder} 里已有 {names}；请换一个文件夹，或加 --overwrite 覆盖",
            f"{folder} already has {names}; choose another folder or add --overwrite",
        )
    done = [
        Delivered(path, len(file.data), hashlib.sha256(file.data).hexdigest())
        for path, file in zip(targets, files, strict=True)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    listed = [{"name": one.path.name, "bytes": one.size, "sha256": one.sha256} for one in done]
    with _whole(files, targets), book.write():  # a record that cannot be kept takes the files back as well
        record(book, "export", subject, new={**note, "files": listed})
    return done


@contextlib.contextmanager
def _whole(files: Sequence[File], targets: Sequence[Path]) -> Iterator[None]:
    """All files in place inside the block; if anything fails, those that were there before."""
    drafts = [path.with_name(f".{path.name}.new") for path in targets]
    kept = [path.with_name(f".{path.name}.old") for path in targets]
    moved: list[tuple[Path, Path | None]] = []
    try:
        for draft, file in zip(drafts, files, strict=True):
            write_whole(draft, file.data)
        for path, draft, old in zip(targets, drafts, kept, strict=True):
            before = path.replace(old) if path.exists() else None
            moved.append((path, before))
            draft.replace(path)
        yield
    except BaseException:
        for path, before in reversed(moved):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                if before is not None:
                    before.replace(path)
        raise
    finally:
        for draft in drafts:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
    for old in kept:
        with contextlib.suppress(OSError):
            old.unlink(missing_ok=True)
