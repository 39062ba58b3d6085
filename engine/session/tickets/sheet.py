"""What stands on a ticket: its lines, how far each has come, and the marks beside them. Plain data, kept as state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

from engine.session.tickets.comparison import Line
from engine.state import fields_of

__all__ = ["LAPSING", "Progress", "Sheet"]

LAPSING = ("previewed", "asked")
"""States that hold for the lines as they stood only."""


@dataclass(slots=True)
class Progress:
    """When a line was read out, repeated, checked at the device, done and ticked: ticks, −1 for not yet."""

    called: int = -1
    repeated: int = -1
    checked: int = -1
    done: int = -1
    ticked: int = -1
    late: bool = False
    """The next line was begun before this one was ticked."""

    @property
    def passed(self) -> bool:
        """Whether the turn has gone on to the next line."""
        return self.done >= 0 or self.ticked >= 0


@dataclass(slots=True)
class Sheet:
    """One ticket as it stands."""

    version: int = 0
    lines: list[Line] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    """Who has reviewed the lines as they stand."""
    failed: list[str] = field(default_factory=list)
    """Drafts that a reviewer found wrong, each once, as digests."""
    flags: dict[str, int] = field(default_factory=dict)
    """States that have come, with their ticks: see ``section.FLAGS``."""
    counts: dict[str, int] = field(default_factory=dict)
    """What went wrong, by the names of ``section.COUNTS``."""
    own: list[float] = field(default_factory=list)
    """Match and mistakes of the learner's own writing, kept when a printed ticket takes its place."""
    looked: dict[str, int] = field(default_factory=dict)
    """When each device was last checked at its place."""
    reason: str = ""
    """Why it was made void."""

    def has(self, flag: str) -> bool:
        """Whether a state has come."""
        return flag in self.flags

    def count(self, what: str) -> None:
        """One more of a kind of mistake."""
        self.counts[what] = self.counts.get(what, 0) + 1

    @property
    def turn(self) -> int | None:
        """The line (from 0) whose turn it is, ``None`` if all are through."""
        return next((n for n, p in enumerate(self.progress) if not p.passed), None)

    @property
    def present(self) -> int | None:
        """The first line (from 0) that is not ticked, ``None`` if all are."""
        return next((n for n, p in enumerate(self.progress) if p.ticked < 0), None)

    def rewrite(self, lines: Sequence[Line]) -> None:
        """Other lines: what was signed and rehearsed no longer holds."""
        self.lines = list(lines)
        self.progress = [Progress() for _ in lines]
        self.signatures.clear()
        for flag in LAPSING:
            self.flags.pop(flag, None)
        self.counts.pop("refusals", None)

    @property
    def digest(self) -> str:
        """The lines as they stand, in short."""
        plain = json.dumps([line.plain() for line in self.lines], sort_keys=True, ensure_ascii=False)
        return sha256(plain.encode()).hexdigest()[:16]

    def state(self) -> dict[str, Any]:
        """As plain data."""
        # by hand: it is kept at every mark on a ticket, and ``asdict`` copies deeply what is plain already
        state = {name: part.copy() if isinstance(part, list | dict) else part for name, part in fields_of(self).items()}
        state["lines"] = [line.plain() for line in self.lines]
        state["progress"] = [fields_of(one) for one in self.progress]
        return state

    @classmethod
    def of(cls, state: dict[str, Any]) -> Sheet:
        """From ``state()``."""
        parts = {f.name: state[f.name] for f in fields(cls) if f.name in state}  # an older attempt knows less
        copied: dict[str, Any] = {
            key: part.copy() if isinstance(part, dict | list) else part for key, part in parts.items()
        }
        copied["lines"] = [Line(**line) for line in state["lines"]]
        copied["progress"] = [Progress(**p) for p in state["progress"]]
        return cls(**copied)
