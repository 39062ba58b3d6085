"""The laws of marking are not blind: what a marker could do wrong in time is found in random use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import grading.fuzzed
from engine.fuzzing import Coverage, Deed, Setting, Subject, fuzz, play_again
from engine.fuzzing.deed import write
from engine.scenario.text import Text
from engine.testing import tiny_kind, tiny_scenario
from grading.calculus.findings import Findings
from grading.fuzzed import Marks, failure_again
from grading.marker import Marker
from grading.rubric import Rubric
from tests.session.resume_worker import RUBRIC

Plant = Callable[[pytest.MonkeyPatch], None]
HERE = Setting(1, "practise", "warm")
DEEDS = [Deed(20, "learner", "start", "H1"), Deed(60, "learner", "ask", "HELP", 1), Deed(900, "learner", "stop", "H1")]


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def rubric() -> Rubric:
    return Rubric.loads(RUBRIC)


@pytest.fixture
def subject(rubric: Rubric) -> Subject:
    return Subject(tiny_scenario(), rubric.canonical())


def verdict_taken_back(patch: pytest.MonkeyPatch) -> None:
    """A verdict that is in is open again half a minute later."""
    right, asked = Findings.now, [0]

    def now(self: Findings) -> Any:
        asked[0] += 1
        return [replace(f, judgement="open") if asked[0] % 50 == 0 else f for f in right(self)]

    patch.setattr(Findings, "now", now)


def mark_beyond_its_limits(patch: pytest.MonkeyPatch) -> None:
    """Whoever asks for help has points to spare."""
    right = Marker.result

    def result(self: Marker, *more: Any, **named: Any) -> Any:
        found = right(self, *more, **named)
        return found.model_copy(update={"total": 101.0}) if self._hints else found

    patch.setattr(Marker, "result", result)


def file_marked_otherwise(patch: pytest.MonkeyPatch) -> None:
    """Who marks a file forgets what a hint costs."""
    right = grading.fuzzed.mark_attempt
    patch.setattr(grading.fuzzed, "mark_attempt", lambda reader: right(reader).model_copy(update={"total": 12.25}))


def order_of_observers(patch: pytest.MonkeyPatch) -> None:
    """A marker that is told after another one counts hints nobody asked for."""
    made: list[Marker] = []
    right = Marker.on_event

    def on_event(self: Marker, event: Any) -> None:
        if self not in made:
            made.append(self)
        right(self, event)
        if len(made) > 1 and self is made[0]:
            self._hints["1"] = self._hints.get("1", 0) + 1

    patch.setattr(Marker, "on_event", on_event)


def english_left_out(patch: pytest.MonkeyPatch) -> None:
    """What a finding says is in Chinese only."""
    right = Findings.now
    patch.setattr(Findings, "now", lambda self: [replace(f, what=Text(zh="好")) for f in right(self)])


@pytest.mark.parametrize(
    ("plant", "law"),
    [
        (verdict_taken_back, "marks"), (mark_beyond_its_limits, "marks"), (file_marked_otherwise, "marks"),
        (order_of_observers, "marks"), (english_left_out, "frames"),
    ],
)  # fmt: skip
def test_a_planted_defect_of_marking_is_found(
    subject: Subject, rubric: Rubric, monkeypatch: pytest.MonkeyPatch, plant: Plant, law: str
) -> None:
    """Each defect breaks the law that is there for it within an hour of random use."""
    plant(monkeypatch)
    report = fuzz(subject, seed=1, hours=1, extra=lambda: [Marks(rubric)], effort=20_000)
    assert report.failure is not None
    assert report.failure.law == law, report.told


def test_marks_are_counted_and_break_nothing_by_themselves(subject: Subject, rubric: Rubric, tmp_path: Path) -> None:
    """Without a defect a whole attempt passes, and its verdicts are in the coverage."""
    coverage = Coverage()
    laws = [coverage, Marks(rubric)]
    assert play_again(subject, HERE, DEEDS, 1200, laws, tmp_path / "one.attempt") is None
    assert coverage.there["met"] == {item.id for item in rubric.items}
    assert coverage.reached["met"] or coverage.reached["broken"]


def test_a_run_file_is_played_with_every_law(
    subject: Subject, rubric: Rubric, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a fuzz wrote is played by the command with all laws: good as long as nothing is wrong, else the law is named."""
    path = tmp_path / "found.yaml"
    write(path, HERE, DEEDS, 1300, 100)
    assert failure_again(subject, rubric, path) is None
    mark_beyond_its_limits(monkeypatch)
    failure = failure_again(subject, rubric, path)
    assert failure is not None
    assert (failure.law, failure.key) == ("marks", "total")
