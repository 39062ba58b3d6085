"""The laws of marking for fuzzed attempts: what is said live is what is said later, and nothing once said is taken back.

``engine.fuzzing`` may not know the marker; whoever runs a fuzz plugs these in.

    fuzz(subject_of(folder), extra=lambda: [Marks(rubric)])
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from engine.fuzzing import Failure, Law, Subject, Trial, house_laws, play_again
from engine.fuzzing.answers import in_both, texts
from engine.fuzzing.deed import read
from engine.session.attempt.reader import AttemptReader
from engine.session.language import scenario_language
from engine.session.session import Session
from grading.calculus.result import Result
from grading.marked import watch
from grading.marker import Marker, mark_attempt
from grading.proof import load_run, run_files
from grading.rubric import Rubric

__all__ = ["Marks", "failure_again", "subject_of"]

SETTLED = {
    "met": {"met"},
    "broken": {"broken", "recovered"},
    "missing": {"missing", "recovered"},
    "recovered": {"recovered"},
}
"""What a verdict may still become."""
EVERY_ROWS = 5
RESULT_S = 120


def subject_of(folder: Path) -> tuple[Subject, Rubric]:
    """A scenario folder as what a fuzz works on, and its rubric. Raises ``SourceError`` for a folder with errors."""
    rubric = Rubric.load(folder)
    runs = [load_run(path)[0] for path in run_files(folder)]
    return Subject(scenario_language().load(folder), rubric.canonical(), runs), rubric


def failure_again(subject: Subject, rubric: Rubric, path: Path) -> Failure | None:
    """Play a run file that a fuzz wrote, with every law looking on. Raises what ``engine.fuzzing.deed.read`` raises."""
    draft = Session(subject.scenario)
    setting, deeds, last = read(path, draft.tick_ms)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        return play_again(subject, setting, deeds, last, [Marks(rubric), *house_laws()], Path(folder) / "again.attempt")


class Marks(Law):
    """The mark."""

    name = "marks"
    text = (
        "a verdict once given stays, marks lie within 0 to 100, and the live mark, that of a second marker told in"
        " another order and that of the file are the same"
    )

    late_s = 2.0 * RESULT_S
    needs_file = True

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric
        self._said: dict[str, str] = {}

    def begin(self, trial: Trial) -> None:
        """Two markers look on."""
        session = trial.session
        self._marker = watch(session, self._rubric)
        self._second = Marker(self._rubric, session.tags, session.tick_ms, session.parts.mode.hint_cost)
        session.observers.insert(0, self._second)
        self._before: dict[str, str] = {}

    def led(self, trial: Trial) -> None:
        """What a reference run has settled is not counted as reached."""
        self._verdicts()
        self._before = dict(self._said)

    def ticked(self, trial: Trial) -> None:
        """Every few rows the verdicts, every few minutes the whole mark."""
        session = trial.session
        if session.now % (session.record_ticks * EVERY_ROWS) == 0:
            self._verdicts()
        if self.due(trial, RESULT_S * 1000 // session.tick_ms):
            self._within(self._marker.result())

    def _verdicts(self) -> None:
        for finding in self._marker.findings():
            before = self._said.get(finding.item)
            if before in SETTLED and finding.judgement not in SETTLED[before]:
                self.broken(f"{finding.item} was {before} and is {finding.judgement}", finding.item)
            self._said[finding.item] = finding.judgement

    def _within(self, result: Result) -> None:
        for name in ("total", "raw", "before_gates"):
            value = getattr(result, name)
            if not 0.0 <= value <= 100.0 + 1e-9:
                self.broken(f"{name} is {value}", name)
        for item in result.items:
            if not (
                0.0 <= item.credit <= 1.0 and -1e-9 <= item.gained <= item.possible + 1e-9 and item.deducted >= 0.0
            ):
                self.broken(
                    f"{item.id}: credit {item.credit}, {item.gained} of {item.possible}, −{item.deducted}", item.id
                )

    def ended(self, trial: Trial) -> None:
        """The final mark of both, in both languages; count what was reached."""
        self._verdicts()
        result = self._marker.result()
        self._within(result)
        if self._second.result() != result:
            self.broken("a marker told in another order marks otherwise", "order")
        for where, text in texts([item.model_dump(exclude={"data"}) for item in result.items]):
            if wrong := in_both(text):
                self.broken(f"{where}: {wrong}", where)
        for law in trial.laws:
            if hasattr(law, "reach") and hasattr(law, "expect"):
                for kind in ("met", "broken"):
                    law.expect(kind, [item.id for item in self._rubric.items])
                for item in result.items:
                    if item.judgement in ("met", "broken", "missing") and self._before.get(item.id) != item.judgement:
                        law.reach("met" if item.judgement == "met" else "broken", item.id)

    def kept(self, trial: Trial, reader: AttemptReader) -> None:
        """The file is marked again."""
        again, live = mark_attempt(reader), self._marker.result()
        if again != live:
            differing = [one.id for one, other in zip(again.items, live.items, strict=True) if one != other]
            self.broken(f"live {live.total:g}, from the file {again.total:g}; items {', '.join(differing)}", "re-mark")
