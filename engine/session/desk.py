"""Opening an attempt that is kept: a session with its file, ready to be played.

    attempt = open_attempt(folder, Path("attempts"), rubric=rubric.canonical(), mode="exam", learner="p-1f3a")
    attempt.session.request(...)
    attempt.close()

Files are named by scenario, time and attempt id, so that many PCs can be collected into one folder.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import StorageError
from engine.scenario.document import Scenario
from engine.session.attempt.errors import both
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.attempt.writer import AttemptWriter
from engine.session.identity import new_header, package_hash
from engine.session.language import scenario_language
from engine.session.redo import Redo
from engine.session.session import Session
from engine.strings import LANGUAGES, load_strings

__all__ = ["KeptAttempt", "adopt", "embedded_strings", "open_attempt", "rewound_by"]


@dataclass(slots=True)
class KeptAttempt:
    """A running session and the file that keeps it."""

    session: Session
    writer: AttemptWriter
    path: Path
    between: Callable[[], None] | None = None
    """What is to be called between frames, if anything."""

    def close(self) -> None:
        """End the attempt if it is still running, and finish the file."""
        try:
            if not self.session.closed:
                self.session.end("quit")
        finally:
            self.writer.close()

    def leave(self) -> None:
        """Finish the file without ending the attempt, so that it can be gone on with."""
        self.writer.close()


def embedded_strings() -> bytes:
    """The program's words in both languages as JSON: what an attempt was run with."""
    words = {lang: {key: load_strings(lang)(key) for key in sorted(load_strings(lang))} for lang in LANGUAGES}
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _new_file(target: Path, header: AttemptHeader, file_name: str = "") -> Path:
    """Where a new attempt is kept; makes the folder."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            both(f"无法建立目录 {target}：{error}", f"The folder {target} cannot be made: {error}")
        ) from error
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")  # the clock on the wall, for people
    return target / (file_name or f"{header.scenario_id}-{stamp}-{header.attempt_id[:8]}.attempt")


def open_attempt(
    folder: Path,
    target: Path,
    *,
    rubric: bytes,
    mode: str = "practise",
    seed: int = 1,
    start: str = "",
    learner: str = "anonymous",
    scenario: Scenario | None = None,
    parent: Parent | None = None,
    rewound: Mapping[str, Any] | None = None,
    file_name: str = "",
    package: str = "",
) -> KeptAttempt:
    """A new attempt at the scenario in ``folder``, kept in a new file in the folder ``target``.

    With ``scenario`` and the hash of its ``package`` the folder is not looked at. After an instructor has gone back,
    ``rewound`` says so (``rewound_by``) and ``parent`` where to.
    Raises ``SourceError`` for a scenario that cannot be read, ``StorageError`` where nothing can be written.
    """
    loaded = scenario if scenario is not None else scenario_language().load(folder)
    checkpoint = parent.state if parent is not None else None
    draft = Session(loaded, seed=seed, mode=mode, start=start, checkpoint=checkpoint)
    package = package or package_hash(folder)
    header = new_header(
        draft, rubric=rubric, strings=embedded_strings(), learner=learner, package=package, parent=parent,
        rewound=rewound,
    )  # fmt: skip
    path = _new_file(target, header, file_name)
    writer = AttemptWriter.create(path, header)
    try:
        session = Session(
            loaded, seed=seed, mode=mode, start=start, recorder=writer, checkpoint=checkpoint, child=parent is not None
        )
    except BaseException:
        with contextlib.suppress(OSError):
            writer.close()
        raise
    return KeptAttempt(session, writer, path)


def adopt(redo: Redo, folder: Path, target: Path, *, rubric: bytes, learner: str, before: str = "") -> KeptAttempt:
    """A new attempt in a new file out of a session that has done an earlier one again, from its first tick on.

    It has no parent: nothing of the earlier attempt (``before``, its id) is needed to replay or mark it. Raises
    ``StorageError`` where nothing can be written.
    """
    header = new_header(
        redo.session, rubric=rubric, strings=embedded_strings(), learner=learner, package=package_hash(folder)
    )
    header = replace(header, extra={**header.extra, "redoes": before})
    path = _new_file(target, header)
    writer = AttemptWriter.create(path, header)
    try:
        redo.held.release(writer)
    except BaseException:
        with contextlib.suppress(OSError):
            writer.close()
        raise
    return KeptAttempt(redo.session, writer, path)


def rewound_by(left: Session) -> dict[str, Any] | None:
    """How an attempt came to be gone back from by an instructor, for its successor's header; ``None`` if it was not."""
    snapshots = left.parts.snapshots
    if snapshots.back_to is None:
        return None
    return {"by": snapshots.back_by, "to": snapshots.back_name, "from": left.now}
