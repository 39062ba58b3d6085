"""A window that follows the files: what is saved is read, checked and played on from the same moment.

    following = Following(folder, target, attempt, marker, rubric)
    news = following.step(now)             # once a picture, between two ticks; ``now`` in seconds of any clock
    if news is not None and news.swapped: window.show(following.attempt.session)

With a mistake in a file the old attempt goes on and the news says where the mistake is. Without one a new attempt is
begun and what was done is done again in it, at the same times, a slice a picture; where that does not fit it begins
afresh. Either way the attempt before stays whole in its own file, and the new one needs nothing of it. Never in exams.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ShixunError
from engine.scenario.document import Scenario
from engine.scenario.problems import Problem
from engine.scenario.text import Text
from engine.session.actions import Action
from engine.session.desk import KeptAttempt, adopt
from engine.session.findings import FileNote
from engine.session.language import scenario_language
from engine.session.redo import Deeds, Redo
from grading.authoring.saved import SavedFiles
from grading.checking import check_path
from grading.marked import watch
from grading.marker import Marker
from grading.rubric import Rubric

__all__ = ["Following", "Look"]

SLICE_S = 0.03
"""Time a picture may spend on doing again."""
SLICE_TICKS = 20

Look = Callable[[Scenario], list[Problem]]
"""What only the view can say about a scenario."""


@dataclass(frozen=True, slots=True)
class _Next:
    """The attempt that may take over: its session, and who has watched it from its first tick on."""

    redo: Redo
    rubric: Rubric
    marker: Marker
    deeds: Deeds
    known: int
    """How many of the old attempt's deeds it was given."""

    @classmethod
    def of(cls, redo: Redo, rubric: Rubric, known: int = 0) -> _Next:
        redo.session.watch_history()  # trends go back to the beginning, as before
        deeds = Deeds()
        redo.session.observers.append(deeds)
        return cls(redo, rubric, watch(redo.session, rubric), deeds, known)


class Following:
    """The attempt in the window, replaced by a new one whenever the files were saved without a mistake.

    ``look`` adds what only the view can say about a scenario; ``before`` are actions done before the attempt began
    (where it is a rewound one). Raises ``ValueError`` in an exam.
    """

    def __init__(
        self, folder: Path, target: Path, attempt: KeptAttempt, marker: Marker, rubric: Rubric,
        *, look: Look | None = None, before: tuple[Action, ...] = (),
    ) -> None:  # fmt: skip
        if attempt.session.mode == "exam":
            raise ValueError("an exam never follows the files")
        self._folder, self._target, self._look = folder, target, look
        self._files = SavedFiles(folder)
        self._next: _Next | None = None
        self.attempt, self.marker, self.rubric = attempt, marker, rubric
        self._deeds = Deeds(before)
        attempt.session.observers.append(self._deeds)

    @property
    def done(self) -> tuple[Action, ...]:
        """Everything accepted so far."""
        return (*self._deeds.actions, *self.attempt.session.undelivered)

    @property
    def busy(self) -> bool:
        """Whether what was done is being done again: the old attempt should stand still until that is over."""
        return self._next is not None

    def step(self, now: float) -> FileNote | None:
        """Look at the files, or go on doing again; ``None`` if there is nothing new to say.

        Raises ``StorageError`` where the new attempt cannot be written; the old one is still there then.
        """
        if self._files.saved(now):
            self._next = None  # saved once more while it was still doing again
            return self._read()
        if self._next is None:
            return None
        redo = self._next.redo
        begun = time.perf_counter()
        while not redo.step(SLICE_TICKS):
            if time.perf_counter() - begun > SLICE_S:
                return FileNote("redoing", share=redo.share)
        coming, self._next = self._next, None
        redo.more(self.done[coming.known :])  # hands do not stop while it is done again
        redo.step(1)
        if redo.misfit is None:
            self._replace(coming)
            return FileNote("kept")
        session = redo.session
        fresh = Redo(
            session.scenario, (), 0, session.tick_ms, seed=session.seed, mode=session.mode, start=session.start
        )
        self._replace(_Next.of(fresh, coming.rubric))
        return FileNote("afresh", what=redo.misfit)

    def _read(self) -> FileNote:
        """Read what was saved; begin to do again what was done, if there is no mistake in it."""
        try:
            mistake = self._mistake()
            if mistake is not None:
                where = f"{Path(mistake.path).name}:{mistake.span.line + 1}"
                return FileNote("mistake", where, Text(zh=mistake.text.zh, en=mistake.text.en))
            scenario, rubric = scenario_language().load(self._folder), Rubric.load(self._folder)
            old = self.attempt.session
            if scenario.canonical() == old.scenario.canonical() and rubric.hash == self.rubric.hash:
                return FileNote("same")
            start = old.start if old.start in scenario["start"].points else ""
            done = self.done
            redo = Redo(scenario, done, old.now, old.tick_ms, seed=old.seed, mode=old.mode, start=start)
            if old.ended:
                redo.misfit = Text(zh="上一次已经结束", en="the attempt before was over")
            self._next = _Next.of(redo, rubric, len(done))
        except (ShixunError, OSError, ValueError) as error:
            return FileNote("mistake", self._folder.name, Text(zh=str(error), en=str(error)))
        return FileNote("redoing", share=0.0)

    def _mistake(self) -> Problem | None:
        """The first error of scenario and rubric; those of reference runs are no reason to stop."""
        runs = self._folder / "runs"
        problems = [p for p in check_path(self._folder) if runs not in Path(p.path).parents]
        errors = [p for p in problems if p.severity == "error"]
        if not errors and self._look is not None:
            errors = [p for p in self._look(scenario_language().load(self._folder)) if p.severity == "error"]
        return errors[0] if errors else None

    def _replace(self, new: _Next) -> None:
        """Go on with the new session in a file of its own, and finish that of the old one."""
        old = self.attempt
        header = old.writer.header
        self.attempt = adopt(
            new.redo, self._folder, self._target, rubric=new.rubric.canonical(), learner=header.learner,
            before=header.attempt_id,
        )  # fmt: skip
        self.marker, self.rubric, self._deeds = new.marker, new.rubric, new.deeds
        old.close()
