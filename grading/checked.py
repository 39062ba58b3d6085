"""A scenario checked and proven: its problems, how its reference runs came out, what they cover.

    checked = check_and_prove(Path("scenarios/chemical/nitration"), look=check_looks)
    checked.exit_code, checked.as_dict()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.terminal import GOOD, SHORT, WRONG
from grading.authoring.following import Look
from grading.checking import check_path
from grading.coverage import Coverage, coverage, gaps, untried
from grading.figures import Figures, figures
from grading.proof import RunOutcome, prove, run_files
from grading.rubric import Rubric

__all__ = ["Checked", "check_and_prove"]

UNREADABLE = frozenset(
    {"binary", "empty_file", "encoding", "is_folder", "no_permission", "not_found", "too_large", "unreadable"}
)
"""Codes of problems that mean the input could not be read at all."""

Told = Callable[[str, float], None]
"""Hears the name of the run that is played, and how much of all is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. ``size`` is there for a sound folder, what the runs cover where all of them were played."""

    folder: Path | None
    """The scenario's folder; ``None`` where a single file was checked."""
    problems: Sequence[Problem]
    outcomes: Sequence[RunOutcome] = ()
    size: Figures | None = None
    covered: Coverage | None = None
    gaps: Sequence[Problem] = ()
    """A warning at the line of each item that no run proves."""
    untried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What of the scenario no run brings about, by section."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep it from being used."""
        return [p for p in self.problems if p.severity == "error"]

    @property
    def short(self) -> list[RunOutcome]:
        """The runs that came out otherwise than written."""
        return [o for o in self.outcomes if not o.as_written]

    @property
    def unproven(self) -> bool:
        """Whether there is no reference run at all."""
        return self.folder is not None and not self.errors and not run_files(self.folder)

    @property
    def exit_code(self) -> int:
        """``GOOD``, ``SHORT``, or ``WRONG`` where it could not even be read."""
        if any(p.code in UNREADABLE for p in self.errors):
            return WRONG
        return SHORT if self.errors or self.short else GOOD

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "problems": [p.as_dict() for p in self.problems],
            "runs": [
                {"run": o.name, "total": o.result.total if o.result else None, "as_written": o.as_written,
                 "error": o.error, "differences": [asdict(d) for d in o.differences],
                 "stuck": None if o.stuck is None else {"zh": o.stuck.zh, "en": o.stuck.en}}
                for o in self.outcomes
            ],
            "coverage": self.covered and {
                **self.covered.as_dict(), "gaps": [p.as_dict() for p in self.gaps], "untried": self.untried,
            },
            "figures": self.size and self.size.as_dict(),
        }  # fmt: skip


def check_and_prove(
    path: Path, *, runs: bool = True, only: Sequence[str] = (), look: Look | None = None, told: Told | None = None
) -> Checked:
    """Check a scenario's folder or one file; play the reference runs of a sound folder (those in ``only``, or all).

    ``look`` adds what only the view can say about a scenario.
    """
    problems = check_path(path)
    folder = path if path.is_dir() else None
    if folder is not None and look is not None and not any(p.severity == "error" for p in problems):
        problems = [*problems, *look(scenario_language().load(folder))]
    if folder is None or any(p.severity == "error" for p in problems):
        return Checked(folder, problems)
    outcomes = list(prove(folder, only, told)) if runs else []
    scenario, rubric = scenario_language().load(folder), Rubric.load(folder)
    size = figures(scenario, rubric, len(run_files(folder)))
    if not runs or only:
        return Checked(folder, problems, outcomes, size)
    covered = coverage(rubric, {o.name: o.result for o in outcomes if o.result is not None})
    events = (event for o in outcomes if o.trace is not None for event in o.trace.events)
    idle = untried(scenario, events, [o.run for o in outcomes])
    return Checked(folder, problems, outcomes, size, covered, gaps(covered, rubric), idle)
