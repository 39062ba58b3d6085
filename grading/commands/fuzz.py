"""``fuzz``: hours of random use of a scenario, or a failure found before played again."""

from __future__ import annotations

from pathlib import Path

from engine.fuzzing import fuzz
from engine.terminal import GOOD, SHORT, out, progress
from grading.fuzzed import Marks, failure_again, subject_of

__all__ = ["fuzz_again", "fuzz_hours"]


def fuzz_again(scenario: Path, file: Path) -> int:
    """Play a failure again; returns the exit code, short if it still fails."""
    subject, rubric = subject_of(scenario)
    failure = failure_again(subject, rubric, file)
    if failure is None:
        out.print("没有再出现 / it does not fail any more")
        return GOOD
    out.print(f"{failure.law}: {failure.what}\ntick {failure.tick}, {failure.seconds:.1f} s", markup=False)
    return SHORT


def fuzz_hours(scenario: Path, seed: int, hours: float, folder: Path) -> int:
    """Use a scenario at random for ``hours`` of model time; a failure is written to ``folder``. Returns the exit code."""
    subject, rubric = subject_of(scenario)
    with progress() as bar:
        task = bar.add_task(f"seed {seed}", total=1.0)
        report = fuzz(
            subject, seed=seed, hours=hours, extra=lambda: [Marks(rubric)], each=lambda share: bar.update(task, completed=share)
        )
    done = f"{report.seconds / 3600:.2f} h，{report.attempts} attempts，{report.requests} requests，seed {seed}"
    out.print(f"{report.coverage.table()}\n{done}", markup=False, soft_wrap=True)
    if report.failure is None:
        return GOOD
    out.print(report.told, markup=False, soft_wrap=True)
    out.print(f"→ {report.write(folder)}", markup=False, soft_wrap=True)
    return SHORT
