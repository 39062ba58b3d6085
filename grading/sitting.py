"""What one learner plays at one go: an attempt, and those that follow from it by beginning again or going back.

    sitting = Sitting.begin(folder, target, mode="practise", learner="hx24-07")
    turn = sitting.turn
    while turn is not None:
        turn = sitting.after(*window.attend(turn))

A sitting knows no window: whoever shows a ``Turn`` says how it was left. Each attempt is marked from its first tick on, and
what was done before a rewind counts.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ScenarioError, ShixunError
from engine.paths import scenario_folders
from engine.session.again import Encore
from engine.session.attempt.header import AttemptHeader, Parent
from engine.session.attempt.reader import AttemptReader
from engine.session.desk import KeptAttempt, open_attempt, rewound_by
from engine.session.findings import FileNote, ResultView
from engine.session.language import scenario_language
from engine.session.replay import go_back, rewind
from engine.session.session import Session
from engine.station import ANONYMOUS
from grading.authoring.following import Following, Look
from grading.marked import hint_prices, practise_from, result_view, resume_watched, watch
from grading.marker import Marker
from grading.rubric import Rubric

__all__ = ["Sitting", "Turn"]

BACK_MS = 60_000
"""How long before a mistake practising again begins, at least; model time."""
SEEDS = 2**31


class Turn:
    """One attempt with who marks it, and where its files are followed, with what follows them."""

    def __init__(self, attempt: KeptAttempt, marker: Marker, following: Following | None = None) -> None:
        self._attempt, self._marker, self.following = attempt, marker, following

    @property
    def attempt(self) -> KeptAttempt:
        """The attempt; another one after a save."""
        return self._attempt if self.following is None else self.following.attempt

    @property
    def marker(self) -> Marker:
        """Who marks it."""
        return self._marker if self.following is None else self.following.marker

    @property
    def busy(self) -> bool:
        """Whether what was done is being done again, so that the old attempt should stand still."""
        return self.following is not None and self.following.busy

    def prices(self) -> tuple[float, float, float]:
        """Points a hint of level 1, 2 and 3 costs."""
        return hint_prices(self.marker)

    def result(self) -> ResultView:
        """The mark as it stands."""
        return result_view(self.marker.result(), self.attempt.path)

    def follow(self, now: float) -> FileNote | None:
        """What became of a save, if anything is new. Raises what ``Following.step`` raises."""
        return None if self.following is None else self.following.step(now)


@dataclass(slots=True)
class Sitting:
    """One learner's attempts one after another. ``seed`` ``None``: another one each time; ``look``: files are followed."""

    target: Path
    mode: str
    start: str
    learner: str
    seed: int | None
    speed: float
    source: Path | None
    """The scenario's folder; ``None`` until it is needed where the sitting began with an attempt's file."""
    scenario_id: str = ""
    look: Look | None = None
    turn: Turn | None = None

    @classmethod
    def begin(
        cls, source: Path, target: Path, *, mode: str = "practise", start: str = "", learner: str = ANONYMOUS,
        seed: int | None = None, speed: float = 1.0, look: Look | None = None,
    ) -> Sitting:  # fmt: skip
        """Sit down to a scenario, by what only the view can say about it (``look``) following its files.

        Raises what ``Rubric.load`` and ``open_attempt`` raise.
        """
        sitting = cls(target, mode, start, learner, seed, speed, source, look=look)
        sitting._open(None, None)
        return sitting

    @classmethod
    def resume(cls, path: Path, target: Path | None = None, *, speed: float = 1.0) -> Sitting:
        """Go on with an attempt that was cut off. Raises what ``resume_watched`` raises."""
        session, writer, marker = resume_watched(path)
        attempt = KeptAttempt(session, writer, path, Encore.of(path, session).step)
        return cls._of(writer.header, session.start, target or path.parent, speed, Turn(attempt, marker))

    @classmethod
    def practise(
        cls, path: Path, seconds: float, target: Path | None = None, learner: str = "", *, speed: float = 1.0
    ) -> Sitting:
        """Practise an attempt again from a moment, frozen at first. Raises what ``practise_from`` raises."""
        folder = target or path.parent
        attempt, marker = practise_from(path, seconds, folder, learner)
        _hold(attempt.session)
        return cls._of(attempt.writer.header, attempt.session.start, folder, speed, Turn(attempt, marker))

    @classmethod
    def _of(cls, header: AttemptHeader, start: str, target: Path, speed: float, turn: Turn) -> Sitting:
        """A sitting that goes on as an attempt's file says."""
        return cls(target, header.mode, start, header.learner, header.seed, speed, None, header.scenario_id, turn=turn)

    def after(self, wish: str, mistake: int | None = None) -> Turn | None:
        """The next attempt after one was left by ``exit``, ``again`` or ``rewind``; ``None`` if there is none.

        A rewind begins before the tick ``mistake``, by default before the end, or where an instructor went back to.
        """
        self.turn = None if wish == "exit" or self.turn is None else self._open(self.turn, wish, mistake)
        return self.turn

    def _open(self, before: Turn | None, wish: str | None, mistake: int | None = None) -> Turn:
        """A new attempt, after ``before`` if there was one."""
        left = before.attempt if before is not None and wish == "rewind" else None
        following = before.following if before is not None else None
        known = before if left is not None or following is not None else None  # else the files are read afresh
        if known is None and self.source is None:
            self.source = _folder_of(self.scenario_id)
        source = self.source or self.target  # nothing is read there where everything is known
        # scenario and rubric are of one version: both those that were being played, or both as the files are now
        rubric = known.marker.rubric if known is not None else Rubric.load(source)
        seed = secrets.randbelow(SEEDS) if self.seed is None else self.seed
        attempt = open_attempt(
            source, self.target, rubric=rubric.canonical(), mode=self.mode, start=self.start, learner=self.learner,
            seed=seed if left is None else left.session.seed,
            scenario=known.attempt.session.scenario if known is not None else None,
            parent=_parent(left, mistake) if left is not None else None,
            rewound=rewound_by(left.session) if left is not None else None,
            package=known.attempt.writer.header.package_hash if known is not None else "",
        )  # fmt: skip
        marker = watch(attempt.session, rubric, left.path if left is not None else None)
        if left is not None and rewound_by(left.session) is None:  # an instructor who went back is there to do it
            attempt.between = Encore.of(left.path, attempt.session).step
            _hold(attempt.session)
        if self.speed != 1.0 and left is None:
            attempt.session.set_speed(self.speed)
        self.turn = Turn(attempt, marker, self._following(source, attempt, marker, rubric, following))
        return self.turn

    def _following(
        self, source: Path, attempt: KeptAttempt, marker: Marker, rubric: Rubric, before: Following | None
    ) -> Following | None:
        """What follows the files of the attempt's scenario; a rewound attempt knows what was done before it."""
        if self.look is None:
            return None
        parent = attempt.writer.header.parent
        done = tuple(a for a in before.done if a.tick < parent.tick) if parent is not None and before is not None else ()
        return Following(source, self.target, attempt, marker, rubric, look=self.look, before=done)


def _hold(session: Session) -> None:
    """Practising again begins at ×1 and frozen: what is to be practised comes within seconds."""
    session.set_speed(1.0)
    session.freeze(True)


def _folder_of(scenario_id: str) -> Path:
    """The folder of the scenario with an id, for beginning once more what was resumed from a file."""
    for folder in scenario_folders():
        with contextlib.suppress(ShixunError):
            if scenario_language().load(folder).meta.id == scenario_id:
                return folder
    raise ScenarioError(f"没有编号为 {scenario_id} 的场景，不能重新开始\nThere is no scenario with the id {scenario_id}.")


def _parent(left: KeptAttempt, mistake: int | None) -> Parent:
    """Where a rewound attempt begins: where the instructor went back to, or else at a checkpoint at least a minute
    before the mistake, or before the end."""
    back_to = left.session.parts.snapshots.back_to
    if back_to is not None:
        return go_back(left.path, back_to)
    with AttemptReader.open(left.path) as reader:
        tick = reader.last_tick() if mistake is None else mistake
        return rewind(reader, max(0, tick - BACK_MS // reader.header.tick_ms))
