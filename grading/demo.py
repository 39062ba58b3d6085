"""The demonstration: the expert plays, is marked, entered into a grade book and reported, without a screen.

demo = play_demo(Path("scenarios/chemical/nitration"), Path("out/demo"))
print(demo.total)                      # ≥ 95
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.paths import write_whole
from engine.session.desk import open_attempt
from engine.session.lineage import open_lineage
from engine.session.script import play
from grading.expert import play_expert
from grading.gradebook.attempts import import_attempt
from grading.gradebook.marking import grading_result
from grading.gradebook.remark import mark_stored
from grading.gradebook.store import Gradebook
from grading.proof import load_run
from grading.reports.html import report_html
from grading.rubric import Rubric

__all__ = ["Demo", "play_demo"]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demonstration wrote, and the mark."""

    total: float
    attempt: Path
    book: Path
    report: Path


def play_demo(
    folder: Path,
    target: Path,
    lang: str = "zh",
    progress: Callable[[float], None] | None = None,
    run_name: str = "expert",
    learner: str = "demo",
) -> Demo:
    """Play the reference run ``run_name`` into ``target``: attempt, grade book and report of this very attempt.

    An older attempt of the same name is replaced; the grade book keeps both.
    """
    run, _ = load_run(folder / "runs" / f"{run_name}.yaml")
    rubric = Rubric.load(folder)
    path = target / f"{run_name if learner == 'demo' else f'{run_name}-{learner}'}.attempt"
    for side in ("", "-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    kept = open_attempt(
        folder, target, rubric=rubric.canonical(), mode=run.mode, seed=run.seed, start=run.start, learner=learner,
        file_name=path.name,
    )  # fmt: skip
    last = run.duration / kept.session.tick_ms

    def told() -> None:
        if progress is not None and kept.session.now % 2000 == 0:
            progress(min(1.0, kept.session.now / last))

    try:
        play(kept.session, run, each=told)
    finally:
        kept.close()
    book_path = target / "gradebook.db"
    with Gradebook.open(book_path, author="demo") as book:
        line = import_attempt(book, path)
        result = grading_result(book, mark_stored(book, line.attempt, reason="demo"))
    report = target / "report.html"
    with open_lineage(path) as attempt:
        expert = play_expert(attempt, folder, progress) if run_name != "expert" else None  # not beside itself
        write_whole(report, report_html(result, attempt, lang, expert=expert).encode())
    return Demo(result.total, path, book_path, report)
