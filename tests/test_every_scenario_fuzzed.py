"""Every scenario that ships × random use: hours of it, with every law looking on, and nothing left out.

    python -m pytest -m slow tests/test_every_scenario_fuzzed.py          ten hours of model time a scenario
    SHIXUN_FUZZ_SEED=2026 python -m pytest -m slow tests/test_every_scenario_fuzzed.py

Seeds are fixed, so that a red run is red again; the variable adds another one to look for more. A failure is written to
``out/fuzz`` as a run file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from engine.fuzzing import Conserved, Law, Report, Subject, fuzz
from engine.paths import ROOT, scenario_folders
from engine.scenario.extends import files_behind
from grading.fuzzed import Marks, subject_of
from grading.rubric import Rubric

FOLDERS = scenario_folders()
every_scenario = pytest.mark.parametrize("folder", FOLDERS, ids=[f"{f.parent.name}/{f.name}" for f in FOLDERS])
HOURS = 10.0
SEED = 1
EXTRA_SEED = os.environ.get("SHIXUN_FUZZ_SEED", "")
HOURS_OF = {"PWR-TRF-01": 3.0}
"""Where an hour costs more: a station has three times the things to do, and all its pages and walks."""
VARIANT_HOURS = 0.5
"""A scenario that extends another has its plant and its work; it is not worth the same time again."""
FLOOR = {
    "tried": 0.95,
    "done": 0.7,
    "place": 0.95,
    "fault": 0.99,
    "alarm": 0.5,
    "interlock": 0.4,
    "step": 0.35,
    "met": 0.6,
    "broken": 0.55,
}
"""What ten hours must reach at least of what there is, as shares: a fuzz that idles finds nothing.

What a reference run has reached before random use begins does not count.
"""
FLOOR_SHORT = {"tried": 0.25, "done": 0.1, "place": 0.4, "fault": 0.85, "alarm": 0.3, "met": 0.3, "broken": 0.4}
"""The same for a scenario that gets fewer hours for more to do."""

KEPT: Mapping[str, Callable[[], Law]] = {
    # Vessels are closed but for what leaks, what a burst lets out and the gas of a decomposition: 1.5 kmol of 30 kg/kmol
    # a kmol of residue. Into a burst vessel everything is lost.
    "CHEM-NIT-01": lambda: Conserved(
        "mass",
        {
            "R101.mass": 1.0, "V101.mass": 1.0, "V102.mass": 1.0, "V103.mass": 1.0, "V105.mass": 1.0,
            "R101.n.tar": 45.0, "V103.n.tar": 45.0, "V105.n.tar": 45.0, "R101.leaked": 1.0, "R101.released": 1.0,
        },
        until=["R101.ruptured"],
    ),
}  # fmt: skip
"""What a scenario's plant may neither make nor lose, by scenario id."""


def varies(folder: Path) -> bool:
    """Whether the scenario extends another one."""
    return bool(files_behind(folder / "scenario.yaml"))


@cache
def subject(folder: Path) -> tuple[Subject, Rubric]:
    return subject_of(folder)


def fuzzed(folder: Path, seed: int, hours: float) -> Report:
    """A fuzz with every law there is; a failure is told and written to ``out/fuzz``."""
    one, rubric = subject(folder)
    kept = KEPT.get(one.scenario.meta.id)
    report = fuzz(one, seed=seed, hours=hours, extra=lambda: [Marks(rubric), *([kept()] if kept else [])])
    print(f"{report.seconds / 3600:.2f} h, {report.requests} requests, seed {seed}\n{report.coverage.table(40)}")
    if report.failure is not None:
        pytest.fail(f"{report.told}\n  → {report.write(ROOT / 'out' / 'fuzz')}", pytrace=False)
    return report


@every_scenario
def test_a_few_minutes_of_each_break_no_law(folder: Path) -> None:
    """A short piece of random use: no exception, no broken law."""
    report = fuzzed(folder, 1, 0.12)
    assert report.requests > 40
    assert report.attempts >= 5


@pytest.mark.slow
@every_scenario
def test_ten_hours_break_no_law(folder: Path) -> None:
    """Ten simulated hours of every kind of learner break no law, and they reach most of what there is."""
    hours = VARIANT_HOURS if varies(folder) else HOURS_OF.get(subject(folder)[0].scenario.meta.id, HOURS)
    report = fuzzed(folder, SEED, hours)
    if EXTRA_SEED:
        fuzzed(folder, int(EXTRA_SEED), hours)
    assert report.seconds >= hours * 3600 - 1
    if varies(folder):
        return
    coverage = report.coverage
    floor = FLOOR if hours == HOURS else FLOOR_SHORT
    short = {kind: coverage.missing(kind) for kind, least in floor.items() if coverage.share(kind) < least}
    assert short == {}, coverage.table(40)
