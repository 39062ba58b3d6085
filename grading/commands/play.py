"""``play`` and ``demo``: run files played into attempts without a window, marked and told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.session.interventions import interventions_of
from engine.terminal import GOOD, SHORT, StopError, out, plain, print_json, progress, whole_table
from grading.demo import Demo, play_demo
from grading.playing import play_into
from grading.proof import run_files

__all__ = ["play", "play_the_demo", "show_demo"]

GOOD_DEMO = 95
"""Points below which the expert's own run falls short."""


def play(source: Path, played: str, folder: Path, learner: str, as_json: bool) -> None:
    """Play a run file, or the reference run of that name, into ``folder``; print its attempts. Raises as ``play_into``."""
    file = next((path for path in run_files(source) if path.stem == played), Path(played))
    with progress() as bar:
        task = bar.add_task(file.stem, total=1.0)
        attempts = play_into(source, file, folder, learner, lambda share: bar.update(task, completed=share))
    if as_json:
        print_json([{**plain(one), "interventions": [plain(i) for i in interventions_of(one.path)]} for one in attempts])
        return
    table = whole_table("记录 / attempt", "从 / from", "到 / to", "结束 / end", "总分 / total", "教师介入 / interventions")
    for one in attempts:
        times = f"{one.begun_at:.1f} s", f"{one.seconds:.1f} s"
        table.add_row(str(one.path), *times, one.how, f"{one.total:.1f}", str(len(interventions_of(one.path))))
    out.print(table)


def play_the_demo(source: Path, folder: Path, played: str, learner: str, lang: str) -> Demo:
    """Play the reference run ``played`` into ``folder`` under a progress bar. Raises ``StopError`` if there is no such run."""
    known = [path.stem for path in run_files(source)]
    if played not in known:
        raise StopError(f"没有参考过程 {played}；现有 / there are: {', '.join(known)}")
    folder.mkdir(parents=True, exist_ok=True)
    with progress() as bar:
        task = bar.add_task(played, total=1.0)
        return play_demo(source, folder, lang, lambda share: bar.update(task, completed=share), played, learner)


def show_demo(demo: Demo, played: str, pictures: Sequence[Path]) -> int:
    """Print what the demonstration wrote; returns the exit code, short where the expert was not marked as one."""
    table = whole_table("", "")
    table.show_header = False
    table.add_row("总分 / total", f"{demo.total:.1f}")
    table.add_row("记录 / attempt", str(demo.attempt))
    table.add_row("成绩册 / grade book", str(demo.book))
    table.add_row("报告 / report", str(demo.report))
    for picture in pictures:
        table.add_row("图片 / picture", str(picture))
    out.print(table)
    return GOOD if demo.total >= GOOD_DEMO or played != "expert" else SHORT
