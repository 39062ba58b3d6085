"""One fuzzed attempt: a session, everything that was asked of it, and the laws that look on.

    trial = Trial(subject, setting, laws())
    trial.ask("learner", "start", "P102A", None)
    trial.tick()
    trial.close()

Whatever the session raises, and whatever law is broken, comes out as one ``BrokenLawError``.
"""

from __future__ import annotations

import copy
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.fuzzing.deed import Deed, Setting
from engine.fuzzing.law import BrokenLawError, Law
from engine.scenario.document import Scenario
from engine.session.actions import Answer
from engine.session.attempt.reader import AttemptReader
from engine.session.attempt.writer import AttemptWriter
from engine.session.desk import embedded_strings
from engine.session.identity import new_header
from engine.session.script import Run, ScriptedLearner
from engine.session.session import Session

__all__ = ["Failure", "Subject", "Trial", "play_again"]

NO_EXCEPTION = "no exception"
_LEAVING = frozenset({"restore"})
"""Acts after which a run goes on in another attempt."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is fuzzed: a scenario, the rubric for its files, and runs of people who know the work."""

    scenario: Scenario
    rubric: bytes = b"{}"
    runs: Sequence[Run] = field(default=())


@dataclass(frozen=True, slots=True)
class Failure:
    """A broken law with everything that led to it. ``tick`` is where it was noticed."""

    law: str
    what: str
    key: str
    tick: int
    seconds: float
    setting: Setting
    deeds: tuple[Deed, ...]

    def same_as(self, other: Failure | None) -> bool:
        """Whether ``other`` breaks the same law at the same culprit."""
        return other is not None and (self.law, self.key) == (other.law, other.key)


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except BrokenLawError:
        raise
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).stem}.{last.name}"
        trace = "".join(traceback.format_exception(error)[-6:])
        raise BrokenLawError(
            NO_EXCEPTION, f"{type(error).__name__}: {error}\n{trace}", f"{type(error).__name__} {where}"
        ) from error


class Trial:
    """A session under observation. With ``path`` it is kept in a file there, which is read back at the end."""

    def __init__(self, subject: Subject, setting: Setting, laws: Sequence[Law], path: Path | None = None) -> None:
        self.subject, self.setting, self.laws, self.path = subject, setting, laws, path
        self.seed = setting.seed
        self.deeds: list[Deed] = []
        self.asked_now = False
        """Whether anything has been asked since the tick before."""
        self.leading = False
        """Whether a reference run is being played to where the attempt shall begin."""
        self._writer: AttemptWriter | None = None
        with _guarded():
            kind = {"seed": setting.seed, "mode": setting.mode, "start": setting.start}
            if path is not None:
                draft = Session(subject.scenario, **kind)  # type: ignore[arg-type]
                header = new_header(draft, rubric=subject.rubric, strings=embedded_strings(), learner="fuzz")
                self._writer = AttemptWriter.create(path, header)
            self.session = Session(subject.scenario, recorder=self._writer, **kind)  # type: ignore[arg-type]
            for law in laws:
                law.begin(self)

    def ask(self, by: str, verb: str, on: str, value: Any = None) -> Answer:
        """Make a request; it is kept as a deed whether it is granted or not."""
        deed = Deed(self.session.now, by, verb, on, value)
        self.deeds.append(deed)
        self.asked_now = True
        with _guarded():
            for law in self.laws:
                law.asking(self, deed)
            answer = self.session.request(by, verb, on, copy.deepcopy(value))  # a deed stays as it was asked
            for law in self.laws:
                law.asked(self, deed, answer)
        return answer

    def request(self, actor: str, verb: str, on: str, value: Any = None) -> Answer:
        """As ``Session.request``: a script that is played on a trial asks like anybody else."""
        return self.ask(actor, verb, on, value)

    def lead(self, run: Run, acts: int, last: int) -> int:
        """Play ``run`` until its first ``acts`` are done, at most up to tick ``last``: what follows begins in the middle
        of the work. Laws are told what is asked but do not look at these ticks. Returns how many acts were done.
        """
        session, self.leading = self.session, True
        with _guarded():
            guide = ScriptedLearner(session, run, self)
            while session.now < last and not session.ended and not session.parts.conduct.frozen:
                guide.step()
                done = guide.waiting[0]
                if done >= min(acts, len(run.acts)) or session.ended or run.acts[done].do in _LEAVING:
                    break
                session.tick()
            self.leading = False
            for law in self.laws:
                law.led(self)
        return guide.waiting[0]

    def tick(self) -> None:
        """Pass one tick and look at everything."""
        with _guarded():
            self.session.tick()
            for law in self.laws:
                law.ticked(self)
        self.asked_now = False

    def close(self) -> None:
        """End the attempt as a learner who leaves does, and read back what was kept."""
        with _guarded():
            self.session.end("quit", by="script")
            for law in self.laws:
                law.ended(self)
            if self._writer is None or self.path is None:
                return
            self._writer.close()
            with AttemptReader.open(self.path) as reader:
                for law in self.laws:
                    law.kept(self, reader)

    def drop(self) -> None:
        """Let go of the file, whatever became of it."""
        if self._writer is not None:
            self._writer.close()

    def failure(self, broken: BrokenLawError) -> Failure:
        """The broken law with what led to it."""
        now = self.session.now
        return Failure(
            broken.law, broken.what, broken.key, now, now * self.session.tick_ms / 1000, self.setting, tuple(self.deeds)
        )


def play_again(
    subject: Subject,
    setting: Setting,
    deeds: Sequence[Deed],
    last_tick: int,
    laws: Sequence[Law],
    path: Path | None = None,
) -> Failure | None:
    """Play a trial from its deeds up to ``last_tick``, close it, and say which law it breaks, or ``None``."""
    trial = Trial(subject, setting, laws, path)
    try:
        at = 0
        while trial.session.now < last_tick and not trial.session.ended:
            while at < len(deeds) and deeds[at].tick <= trial.session.now and not trial.session.closed:
                trial.ask(deeds[at].by, deeds[at].verb, deeds[at].on, deeds[at].value)
                at += 1
            if not trial.session.ended:
                trial.tick()
        for deed in deeds[at:]:
            if deed.tick <= trial.session.now:
                trial.ask(deed.by, deed.verb, deed.on, deed.value)
        trial.close()
    except BrokenLawError as broken:
        return trial.failure(broken)
    finally:
        trial.drop()
    return None
