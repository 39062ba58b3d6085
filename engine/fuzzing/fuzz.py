"""Hours of random but repeatable use, held against laws all along.

    report = fuzz(Subject(scenario), seed=1, hours=2)
    assert report.failure is None, report.told
    print(report.coverage.table())

The learners are headless and as fast as the machine. Where a law is broken, the report has the deeds that led there,
shrunk to few, and ``report.told`` says it in words.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.fuzzing.answers import Bodies, Frames, Refusals
from engine.fuzzing.coverage import Coverage
from engine.fuzzing.deed import Deed, Setting, write
from engine.fuzzing.dice import Dice, seed_of
from engine.fuzzing.law import BrokenLawError, Law
from engine.fuzzing.learner import CHARACTERS, FuzzLearner
from engine.fuzzing.record import FileAsTold, Restored, Shuffled
from engine.fuzzing.shrink import shrink
from engine.fuzzing.trial import Failure, Subject, Trial, play_again
from engine.fuzzing.values import Arbitration, Latches, Values
from engine.session.script import Run

__all__ = ["LAWS", "Report", "fuzz", "house_laws"]

LAWS: tuple[type[Law], ...] = (Values, Arbitration, Latches, Refusals, Frames, Bodies, Restored, FileAsTold, Shuffled)
"""What holds for every scenario."""
Extra = Callable[[], Sequence[Law]]
TURNS: tuple[tuple[str, str, float, bool], ...] = (
    ("restless", "restless", 0.06, False), ("careful", "idle", 0.16, False), ("careful", "spoiler", 0.04, True),
    ("slipping", "spoiler", 0.04, True), ("idle", "idle", 0.03, True), ("careful", "idle", 0.05, True),
    ("spoiler", "spoiler", 0.02, True), ("careful", "careful", 0.04, True),
)  # fmt: skip
"""Attempts take turns: the character at first, the one it changes to when most of the time is over, so that things go wrong
far into the work as well, how long it may last as a share of all hours, and whether it is led into the work by a reference
run, which is not counted into that time."""
LEAD = 0.7
"""How far a reference run may lead into the work, as a share of all hours."""
LAST_DEEDS = 12


@dataclass(slots=True)
class Report:
    """What a fuzz did and found."""

    scenario: str
    seed: int
    tick_ms: int = 100
    seconds: float = 0.0
    """Model time of all attempts together."""
    attempts: int = 0
    requests: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    failure: Failure | None = None
    """The failure, shrunk."""
    found: Failure | None = None
    """The failure as it was met."""

    @property
    def told(self) -> str:
        """The failure in words: seed, tick, law, the last deeds; empty where there is none."""
        one, first = self.failure, self.found
        if one is None or first is None:
            return ""
        last = "\n".join(f"    {deed}" for deed in first.deeds[-LAST_DEEDS:])
        least = "\n".join(f"    {deed}" for deed in one.deeds[-3 * LAST_DEEDS :])
        s = first.setting
        return (
            f"{self.scenario}: {first.law}: {first.what}\n"
            f"  fuzz seed {self.seed}; attempt seed {s.seed}, mode {s.mode}, start {s.start!r}; tick {first.tick} ({first.seconds:.1f} s)\n"
            f"  the last of {len(first.deeds)} deeds:\n{last}\n"
            f"  the same from {len(one.deeds)} deeds at tick {one.tick}:\n{least}"
        )

    def write(self, folder: Path) -> Path:
        """Write the shrunk failure as a run file into ``folder``. Raises ``OSError``; ``ValueError`` where nothing failed."""
        if self.failure is None:
            raise ValueError("nothing failed")
        one = self.failure
        path = folder / f"{self.scenario}-{one.law.replace(' ', '-')}-{one.setting.seed}-{one.tick}.yaml"
        notes = [self.told, "", "play it again:  python launcher.py fuzz SCENARIO --again " + path.as_posix()]
        write(path, one.setting, one.deeds, one.tick + 1, self.tick_ms, notes)
        return path


def house_laws() -> list[Law]:
    """A fresh set of the laws that hold for every scenario."""
    return [law() for law in LAWS]


def fuzz(
    subject: Subject, *, seed: int = 1, hours: float = 1.0, extra: Extra = tuple, effort: int = 1_000_000,
    each: Callable[[float], None] | None = None,
) -> Report:  # fmt: skip
    """Fuzz ``hours`` of model time and stop at the first broken law. ``extra`` makes further laws for each attempt;
    ``effort`` is how many ticks shrinking may simulate; ``each`` is told the share done.
    """
    report = Report(subject.scenario.meta.id, seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while report.seconds < hours * 3600 and report.failure is None:
            turn = TURNS[report.attempts % len(TURNS)]
            length = min(hours * 3600 - report.seconds, turn[2] * hours * 3600)
            before = report.seconds
            led = int(LEAD * hours * 3600_000) if turn[3] else 0
            _attempt(subject, report, turn[:2], length, led, extra, Path(folder) / f"{report.attempts}.attempt", effort)
            if each is not None:
                each(min(1.0, report.seconds / (hours * 3600)))
            if report.seconds == before and report.failure is None:
                report.seconds += 1.0  # an attempt that is over before it has begun must not hold up the rest
    return report


def _setting(subject: Subject, seed: int, lead: Run | None) -> Setting:
    points = list(subject.scenario["start"].points)
    if lead is not None:
        return Setting(lead.seed, lead.mode, lead.start or points[0])
    dice = Dice(seed, "setting")
    return Setting(seed, dice.pick(("practise", "exam", "learn")), dice.pick(points))


def _leading(subject: Subject, report: Report) -> Run | None:
    """Every run that does something takes its turn to lead, in an order drawn once."""
    runs = Dice(report.seed, "runs").shuffled([run for run in subject.runs if run.acts])
    return runs[report.attempts % len(runs)] if runs else None


def _attempt(
    subject: Subject, report: Report, characters: tuple[str, str], length: float, led: int, extra: Extra, path: Path, effort: int
) -> None:  # fmt: skip
    """One attempt, added to the report; ``led`` is how long a run may lead into it, ms."""
    lead = _leading(subject, report) if led else None
    seed = seed_of(report.seed, f"attempt {report.attempts}")
    setting = _setting(subject, seed, lead)
    report.attempts += 1
    laws = [report.coverage, *extra(), *house_laws()]
    trial = Trial(subject, setting, laws, path)
    session, dice, begun = trial.session, Dice(seed, "learner"), 0
    report.tick_ms = session.tick_ms
    try:
        if lead is not None:
            done = trial.lead(lead, 1 + dice.below(len(lead.acts)), led // session.tick_ms)
            lead = lead.model_copy(update={"acts": lead.acts[done:]})
            begun = session.now
        learner = FuzzLearner(session, dice, CHARACTERS[characters[0]], report.coverage.tried, subject.runs, lead)
        last = begun + int(length * 1000) // session.tick_ms
        change = begun + int((last - begun) * dice.between(0.55, 0.85))
        while session.now < last and not session.ended:
            if session.now == change:
                learner.become(CHARACTERS[characters[1]], trial.ask)
            learner.step(trial.ask)
            if not session.ended and not session.parts.conduct.frozen:
                trial.tick()
        trial.close()
    except BrokenLawError as broken:
        report.found = trial.failure(broken)
        report.failure = _shrunk(subject, report.found, extra, path.with_suffix(".again"), effort, session.tick_ms)
    finally:
        trial.drop()
        report.seconds += session.seconds - begun * session.tick_ms / 1000
        report.requests += len(trial.deeds)
        for file in path.parent.glob(f"{path.stem}.*"):
            file.unlink(missing_ok=True)


def _shrunk(subject: Subject, found: Failure, extra: Extra, path: Path, effort: int, tick_ms: int) -> Failure:
    """The failure from as few deeds as can be found; only the law that broke looks on, and whoever acts."""
    broken = next((law for law in (*extra(), *house_laws()) if law.name == found.law), Law())
    count = 0

    def play(deeds: Sequence[Deed], last: int) -> Failure | None:
        nonlocal count
        count += 1
        laws = [law for law in (*extra(), *house_laws()) if law.acts or law.name == found.law]
        keep = path.with_name(f"{path.stem}.{count}.attempt") if broken.needs_file else None
        return play_again(subject, found.setting, deeds, last, laws, keep)

    least = shrink(play, found, effort, int(broken.late_s * 1000) // tick_ms)
    return replace(least, setting=found.setting)
