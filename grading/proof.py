"""The proof of a scenario: every reference run is played and must get the result written down for it.

    for outcome in prove(folder):
        print(outcome.name, outcome.result.total, outcome.differences)

Nothing is written to disk; each run is marked live, and the same record is marked again to see that both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import ScenarioError, ShixunError
from engine.scenario.document import Scenario
from engine.scenario.language import Language
from engine.scenario.problems import Text2
from engine.scenario.source import Source
from engine.session.language import RUN_SECTION, scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.replay import retell
from engine.session.script import Run, play
from engine.session.session import Session
from grading.calculus.result import Result
from grading.expect import EXPECT_SECTION, Difference, Expect, Trace, compare
from grading.marker import Marker, mark
from grading.rubric import Rubric
from grading.stuck import stuck

__all__ = ["RUN_LANGUAGE", "RunOutcome", "load_run", "play_run", "prove", "run_files"]

RUN_LANGUAGE = Language([RUN_SECTION, EXPECT_SECTION], file_name="run.yaml")
"""The language of reference runs (``runs/*.yaml``)."""


@dataclass(slots=True)
class RunOutcome:
    """One reference run played: its result and where that differs from what was written."""

    name: str
    run: Run
    expect: Expect
    result: Result | None = None
    trace: Trace | None = None
    differences: list[Difference] = field(default_factory=list)
    error: str = ""
    stuck: Text2 | None = None
    """Where a run that is not as written was still waiting when its time was over."""

    @property
    def as_written(self) -> bool:
        """Whether the run got the result written down for it."""
        return not self.error and not self.differences


def run_files(folder: Path) -> list[Path]:
    """The reference runs of a scenario in alphabetical order."""
    return sorted((folder / "runs").glob("*.yaml"))


def load_run(path: Path) -> tuple[Run, Expect]:
    """Read one reference run. Raises ``SourceError`` with every problem."""
    document = RUN_LANGUAGE.load(path)
    return document["run"], document["expect"]


def play_run(
    scenario: Scenario, rubric: Rubric, run: Run, expect: Expect, name: str = "",
    each: Callable[[], None] | None = None, source: Source | None = None,
) -> RunOutcome:  # fmt: skip
    """Play one run headless, mark it live and again from its record, and compare with what was expected.

    ``source`` is the file of the run, for the line of an act that never came.
    """
    outcome = RunOutcome(name, run, expect)
    recorder = MemoryRecorder()
    marker: Marker | None = None

    def begin(checkpoint: bytes | None = None) -> Session:
        """A session that goes on with the record so far, and a marker that knows it."""
        nonlocal marker
        session = Session(
            scenario, seed=run.seed, mode=run.mode, start=run.start, recorder=recorder, checkpoint=checkpoint,
            child=checkpoint is not None,
        )  # fmt: skip
        marker = Marker(rubric, session.tags, session.tick_ms, session.parts.mode.hint_cost)
        retell(recorder.actions, recorder.events, recorder.rows, [marker])
        session.recall(recorder.events)
        session.observers.append(marker)
        return session

    def back(left: Session) -> Session:
        """The instructor went back: nothing after that moment belongs to the run any more."""
        nonlocal recorder
        target = left.parts.snapshots.back_to
        assert target is not None
        found = [c for c in recorder.checkpoints if c.tick <= target][-1]
        recorder = recorder.before(found.tick)
        return begin(found.state)

    try:
        learner = play(begin(), run, each=each, back=back)
    except ShixunError as error:
        outcome.error = str(error)
        return outcome
    session = learner.session
    assert marker is not None
    outcome.result = marker.result()
    trace = Trace(session.tags, session.tick_ms, session.ended, recorder.events, recorder.rows)
    outcome.trace = trace
    outcome.differences = compare(expect, outcome.result, trace)
    again = mark(
        rubric, session.tags, session.tick_ms, recorder.actions, recorder.events, recorder.rows,
        (session.now, session.ended), hint_cost=session.parts.mode.hint_cost,
    )  # fmt: skip
    if again != outcome.result:
        outcome.differences.append(Difference("re-mark", f"{outcome.result.total:.1f}", f"{again.total:.1f}"))
    if outcome.differences:
        outcome.stuck = stuck(learner, trace, source)
    return outcome


def prove(
    folder: Path, only: Sequence[str] = (), each: Callable[[str, float], None] | None = None
) -> Iterator[RunOutcome]:
    """Play the reference runs of ``folder`` one by one. ``each(name, share)`` is told how far a run has come.

    Raises ``ScenarioError`` if ``only`` names a run that is not there.
    """
    names = [path.stem for path in run_files(folder)]
    for name in only:
        if name not in names:
            there = ", ".join(names)
            raise ScenarioError(f"没有参考过程 {name}；有 {there} / there is no run {name}; there are {there}")
    scenario = scenario_language().load(folder)
    rubric = Rubric.load(folder)
    for path in run_files(folder):
        if only and path.stem not in only:
            continue
        document = RUN_LANGUAGE.load(path)
        run, expect = document["run"], document["expect"]
        count = 0

        def told(name: str = path.stem, total: int = run.duration) -> None:
            nonlocal count
            count += 1
            if each is not None and count % 5000 == 0:
                each(name, min(1.0, count * 100 / total))

        yield play_run(scenario, rubric, run, expect, path.stem, told, document.source)
