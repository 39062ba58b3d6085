"""Attempts that were cut off: what a learner can go on with after a crash or a power cut.

    for attempt in unfinished(Path("attempts"), "hx24-07"):
        print(attempt.scenario_id, attempt.seconds)      # newest first
        session, writer = resume(attempt.path)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.errors import ShixunError
from engine.scenario.text import Text
from engine.session.attempt.files import WriterLock
from engine.session.attempt.reader import AttemptReader
from engine.state import unpack

__all__ = ["Unfinished", "unfinished"]

LOOKED_AT = 200
"""So many files are looked at, the newest first: the list must be there at once on a PC that has been used for years."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One attempt without an end."""

    path: Path
    scenario_id: str
    title: Text
    mode: str
    learner: str
    created: str
    """When it was begun, ISO 8601 in UTC."""
    seconds: float
    """How far the model had come, s."""

    @property
    def begun(self) -> str:
        """When it was begun, by the clock of this PC."""
        try:
            return datetime.fromisoformat(self.created).astimezone().strftime("%Y-%m-%d %H:%M")
        except (ValueError, OverflowError, OSError):
            return self.created


def unfinished(folder: Path, learner: str, most: int = 3) -> list[Unfinished]:
    """Up to ``most`` attempts of ``learner`` in ``folder`` that were cut off and that nobody is writing, newest first.

    What cannot be read, or has nothing in it yet, is passed over.
    """
    found: list[Unfinished] = []
    for path in _newest_first(folder)[:LOOKED_AT]:
        if len(found) == most:
            break
        try:
            attempt = _look(path, learner)
            if attempt is not None and not _is_locked(path):
                found.append(attempt)
        except (ShixunError, OSError):
            continue
    return found


def _newest_first(folder: Path) -> list[Path]:
    try:
        dated = [(path.stat().st_mtime, path.name, path) for path in folder.glob("*.attempt")]
    except OSError:
        return []
    return [path for _, _, path in sorted(dated, reverse=True)]


def _look(path: Path, learner: str) -> Unfinished | None:
    """The attempt in ``path`` if it is the learner's, has a deed in it and no end."""
    with AttemptReader.open(path) as reader:
        header = reader.header
        if header.learner != learner or reader.ended() is not None:
            return None
        if not reader.query("SELECT 1 FROM action LIMIT 1"):
            return None
        seconds = (reader.last_tick() + 1) * header.tick_ms / 1000
    return Unfinished(
        path, header.scenario_id, _title(header.scenario, header.scenario_id), header.mode, learner, header.created,
        seconds,
    )  # fmt: skip


def _title(scenario: bytes, name: str) -> Text:
    try:
        return Text.model_validate(unpack(scenario)["meta"]["title"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Text(zh=name, en=name)


def _is_locked(path: Path) -> bool:
    """Whether a program is writing it now. Only a lock file left behind needs trying."""
    if not path.with_name(path.name + "-lock").exists():
        return False
    try:
        WriterLock(path).release()
    except ShixunError:
        return True
    return False
