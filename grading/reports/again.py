"""The way back: from which moment to practise again, and the command that opens it there.

again = Again.of(attempt, result)
again.before(item)        # ("2:48:00", "python launcher.py run --from x.attempt --at 2:48:00")
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from grading.calculus.result import ItemResult, Result
from grading.calculus.words import clock

__all__ = ["BEFORE_MS", "Again", "never_done"]

BEFORE_MS = 60_000
"""How long before a mistake one begins again."""
LONG_MS = 600_000
"""Of a longer stretch the worst moment is the one to go back to."""
_PLAIN = re.compile(r"[\w.\-]+")


def never_done(item: ItemResult) -> bool:
    """Whether it was not done at all, at no moment of the attempt."""
    return item.judgement == "missing" and not item.data.get("occasions")


@dataclass(frozen=True, slots=True)
class Again:
    """How to begin again: what to call the attempt, and its phases by the items of the task sheet."""

    name: str
    tick_ms: int
    last: int
    allowed: bool
    starts: dict[str, int]
    """When the phase of each step of the task sheet began; for a phase that never came, the last one that did."""

    @classmethod
    def of(
        cls, attempt: Any, result: Result, scenario: dict[str, Any], phases: dict[str, int], name: str = ""
    ) -> Again:
        """Of an attempt that is read from a file; not allowed where an examination was cut off."""
        header = attempt.header
        path = getattr(attempt, "path", None)
        name = name or (path.name if path is not None else "")
        if not _PLAIN.fullmatch(name):
            name = header.attempt_id[:8]
        procedure = scenario.get("procedure")
        steps = procedure.get("steps") if isinstance(procedure, dict) else None
        reached = max(phases.values(), default=0)
        starts = {
            str(ident): phases.get(str(step.get("phase")), reached)
            for ident, step in (steps.items() if isinstance(steps, dict) else ())
            if isinstance(step, dict)
        }
        return cls(
            name, result.tick_ms, result.end, header.mode != "exam" or result.how not in ("", "unfinished"), starts
        )

    def before(self, item: ItemResult) -> tuple[str, str]:
        """A minute before the mistake, and the command; both empty where one cannot begin there."""
        tick = self.tick_of(item)
        return ("", "") if tick is None else self.at(tick - BEFORE_MS // self.tick_ms)

    def at(self, tick: int) -> tuple[str, str]:
        """The clock of ``tick`` and the command that begins there; from the beginning if it lies before it."""
        if not self.allowed or not self.name or self.last <= 0:
            return "", ""
        at = clock(min(max(tick, 0), self.last - 1), self.tick_ms)
        at = at if at.count(":") == 2 else f"0:{at}"
        return at, f"python launcher.py run --from {self.name} --at {at}"

    def tick_of(self, item: ItemResult) -> int | None:
        """When it began to go wrong: where its evidence begins; for what was never done, when its phase began."""
        if item.kind == "order" or not item.evidence:
            return self.starts.get(item.id)
        if never_done(item):
            return self.starts.get(item.id, item.evidence[0].start)
        pieces = sorted(item.evidence, key=lambda piece: piece.margin if piece.margin is not None else 0.0)
        piece = pieces[0]
        if (
            item.kind in ("band", "track", "hold")
            and "at" in item.data
            and piece.end - piece.start > LONG_MS // self.tick_ms
        ):
            return int(item.data["at"])
        return piece.start
