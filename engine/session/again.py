"""Practising again from a moment of an attempt: the state as it was then, for a child attempt to begin with.

A rewind during an attempt goes back to a checkpoint; this goes to the very moment, by simulating on from the checkpoint
before it, also back across earlier rewinds. The attempt itself is only read.

    source = state_at(path, moment("1:23:45"))
    open_attempt(folder, target, scenario=source.scenario, parent=source.parent, start=source.start, ...)
    Encore.of(source.path, session).step()       # between frames: what the instructor did then happens again
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import AttemptFormatError
from engine.scenario.document import Scenario
from engine.session.actions import Action
from engine.session.attempt.errors import both
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.attempt.reader import AttemptReader
from engine.session.lineage import Lineage, beside, open_lineage
from engine.session.replay import seek
from engine.session.session import Session
from engine.session.things import PRIVILEGED
from engine.state import pack

__all__ = ["Encore", "Source", "attempt_named", "moment", "state_at"]

_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?([0-5]?\d):)?([0-5]?\d)(\.\d+)?", re.ASCII)
_SECONDS = re.compile(r"\d{1,7}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a child attempt begins: the attempt it comes from (``path``, ``header``), its scenario and the state."""

    path: Path
    header: AttemptHeader
    scenario: Scenario
    parent: Parent

    @property
    def start(self) -> str:
        """The starting point of the attempt it comes from."""
        return str(self.header.extra.get("start", ""))


OF_ITS_MOMENT = frozenset({"SESSION", "SNAPSHOT", "LEARNER"})
"""What does not come again: pace, snapshots and going back, and words that answered what was done then."""


class Encore:
    """What others than learners did in an attempt after a moment, done again at the same time in one begun from there.

    Without it, somebody who practises an emergency again would wait in vain for the fault that an instructor set.
    """

    def __init__(self, session: Session, actions: Iterable[Action]) -> None:
        self._session = session
        self._waiting = deque(a for a in actions if a.actor in PRIVILEGED and a.on not in OF_ITS_MOMENT)

    @classmethod
    def of(cls, path: Path, session: Session) -> Encore:
        """Of the attempt at ``path``, which ``session`` was begun from or goes on with. Raises what ``open_lineage``
        raises."""
        with open_lineage(path) as attempt:
            return cls(session, _owed(attempt, session.now))

    def step(self) -> None:
        """Do what is due; what cannot be done now is refused, as it would be to the instructor, and not tried again."""
        while self._waiting and self._waiting[0].tick <= self._session.now and not self._session.closed:
            action = self._waiting.popleft()
            self._session.request(action.actor, action.verb, action.on, action.value)


def _owed(attempt: Lineage, now: int) -> list[Action]:
    """What was done from ``now`` on in the attempt, then what its parent still held when the attempt ended.

    An attempt that an instructor went back to owes nothing of its parent: the instructor is there.
    """
    own = [action for action in attempt.reader.actions() if action.tick >= now]
    if attempt.parent is None or attempt.header.extra.get("rewound"):
        return own
    return [*own, *_owed(attempt.parent, max(now, attempt.last_tick() + 1))]


def moment(text: str) -> float:
    """Seconds since the beginning: ``1:23:45``, ``83:45`` (minutes), ``5025`` or ``12.5`` (seconds).

    Raises ``AttemptFormatError`` for anything else.
    """
    plain = text.strip().replace("：", ":")
    if _SECONDS.fullmatch(plain):
        return float(plain)
    found = _CLOCK.fullmatch(plain) or re.fullmatch(r"()(\d{1,5}):([0-5]\d)(\.\d+)?", plain, re.ASCII)
    if found is None:
        raise AttemptFormatError(
            both(
                f"看不懂时刻 {text}：请写成 1:23:45、23:45 或秒数。",
                f"{text} is no moment: write 1:23:45, 23:45 or seconds.",
            )
        )
    hours, minutes, seconds, part = found.groups()
    return 3600 * int(hours or 0) + 60 * int(minutes or 0) + int(seconds) + float(part or 0)


def attempt_named(name: str, folder: Path) -> Path:
    """The file of an attempt given as a path, as a file name in ``folder`` or by the beginning of its id (8 characters).

    Raises ``AttemptFormatError`` where there is none, or where the beginning fits several.
    """
    if Path(name).is_file():
        return Path(name)
    if (folder / Path(name).name).is_file():
        return folder / Path(name).name
    fitting = sorted(folder.glob(f"*-{name}.attempt")) if re.fullmatch(r"[0-9a-f]{8}", name) else []
    if len(fitting) != 1:
        raise AttemptFormatError(
            both(f"找不到记录 {name}（也不在 {folder} 中）。", f"There is no attempt {name}, nor is it in {folder}.")
        )
    return fitting[0]


def state_at(path: Path, seconds: float) -> Source:
    """The state of the attempt at ``path`` after ``seconds`` of model time, as a child attempt needs it.

    Raises what ``AttemptReader.open`` and ``seek`` raise, and ``AttemptFormatError`` for an examination that has not
    ended, a moment outside the attempt, or one before a rewind whose earlier file is missing.
    """
    with open_lineage(path, beside(path)) as lineage:
        header, ending = lineage.header, lineage.ended()
        if header.mode == "exam" and ending is None:
            raise AttemptFormatError(
                both("考核还没有结束，不能从中间重新练习；请先续做（--resume）并交卷。",
                     "This examination has not ended: go on with it (--resume) and hand it in first.")
            )  # fmt: skip
        tick = round(seconds * 1000 / header.tick_ms)
        last = ending.tick if ending is not None else lineage.last_tick() + 1
        if not 0 <= tick < last:
            raise AttemptFormatError(_outside(seconds, last * header.tick_ms // 1000))
        reader = lineage.reader_at(tick)
        if reader is None:
            raise AttemptFormatError(
                both(f"这个时刻在回退之前，而回退前的记录 {lineage.missing} 不在旁边。",
                     f"That moment lies before a rewind, and the attempt {lineage.missing} before it is not beside this one.")
            )  # fmt: skip
        return _source(reader, tick)


def _source(reader: AttemptReader, tick: int) -> Source:
    session = seek(reader, tick)
    if session.ended:
        raise AttemptFormatError(_outside(session.seconds, int(session.seconds)))
    parent = Parent(reader.header.attempt_id, session.now, pack(session.state()), session.state_hash())
    return Source(reader.path, reader.header, session.scenario, parent)


def _outside(seconds: float, last: int) -> str:
    clock = f"{last // 3600}:{last // 60 % 60:02d}:{last % 60:02d}"
    return both(
        f"时刻 {seconds:g} s 不在这次训练之内：它到 {clock} 为止。",
        f"{seconds:g} s lies outside the attempt, which goes up to {clock}.",
    )
