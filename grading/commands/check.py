"""``check``: a scenario's problems, runs and coverage, readable in a console of 80 columns; every name is in ``--json``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.progress import Progress

from engine.scenario.problems import Problem, render
from engine.terminal import err, out, print_json, progress, whole_table
from grading.authoring.following import Look
from grading.checked import Checked, check_and_prove
from grading.coverage import Coverage, grouped
from grading.proof import RunOutcome

__all__ = ["check", "show_coverage"]

UNTRIED = {
    "alarms": ("没有过程触发的报警：", "alarms no run brings: "),
    "interlocks": ("没有过程触发的联锁：", "interlocks no run trips: "),
    "faults": ("没有过程用到的故障：", "faults no run has: "),
    "consequences": ("没有过程造成的后果：", "consequences no run leads to: "),
    "documents": ("没有过程填写的文件：", "documents no run fills in: "),
    "tickets": ("没有过程执行的作业票：", "tickets no run carries out: "),
    "reports": ("没有过程作的汇报：", "reports no run makes: "),
    "questions": ("没有过程回答的提问：", "questions no run answers: "),
}


def check(path: Path, runs: bool, only: Sequence[str], look: Look, as_json: bool, lang: str) -> int:
    """Check, prove and print; returns the exit code. ``look`` adds what only the view can say about a scenario."""
    with contextlib.ExitStack() as stack:
        bar: list[Callable[[str, float], None]] = []  # there is none where nothing is played

        def told(name: str, share: float) -> None:
            if not bar:
                bar.append(_bar(stack.enter_context(progress())))
            bar[0](name, share)

        checked = check_and_prove(path, runs=runs, only=only, look=look, told=told)
    if as_json:
        print_json(checked.as_dict())
    else:
        _show(checked, lang)
    return checked.exit_code


def _bar(shown: Progress) -> Callable[[str, float], None]:
    """A line of ``shown`` that is told the run and how much of all is done."""
    task = shown.add_task("", total=1.0)
    return lambda name, share: shown.update(task, description=name, completed=share)


def _show(checked: Checked, lang: str) -> None:
    for problem in checked.problems:
        err.print(render(problem, lang), markup=False, soft_wrap=True)
    _show_outcomes(checked.outcomes, lang)
    if checked.covered is not None:
        show_coverage(checked.covered, checked.gaps, checked.untried, lang)
    if checked.size is not None:
        out.print(checked.size.line(lang))
    verdict = "未通过 / falls short" if checked.errors or checked.short else "通过 / all as written"
    if checked.unproven:
        verdict = "没有参考过程，评分没有验证 / no reference run, the rubric is not proven"
    good, played = len(checked.outcomes) - len(checked.short), len(checked.outcomes)
    out.print(f"{verdict}：{len(checked.errors)} 个错误 / errors，{good}/{played} 个参考过程 / runs")


def _show_outcomes(outcomes: Sequence[RunOutcome], lang: str) -> None:
    if not outcomes:
        return
    table = whole_table("参考过程 / run", "说明 / title", "总分 / total", "预期 / expected", "结果 / result")
    for o in outcomes:
        low, high = o.expect.total
        total = f"{o.result.total:.1f}" if o.result else "—"
        table.add_row(o.name, o.run.title.of(lang), total, f"{low:g}–{high:g}", "✓" if o.as_written else "✗")
    out.print(table)
    for o in outcomes:
        if o.error:
            err.print(f"{o.name}: {o.error}", markup=False)
        for difference in o.differences:
            err.print(f"{o.name}: {difference}", markup=False)
        if o.stuck is not None:
            err.print(f"{o.name}: {o.stuck.of(lang)}", markup=False)


def show_coverage(
    covered: Coverage, gaps: Sequence[Problem], untried: Mapping[str, tuple[str, ...]], lang: str
) -> None:
    """A line an item: how many runs gain and lose it, and which lose it."""
    table = whole_table("项目 / item", "名称 / title", "得 / +", "失 / −", "失分的过程 / lost by")
    for item in covered.items:
        by_hand = "教师评 / by hand" if item.gap == "by_hand" else ""
        gained, lost = (str(len(by)) if by else "—" for by in (item.gained, item.lost))
        table.add_row(item.id, item.title.of(lang), gained, lost, by_hand or _some(item.lost))
    out.print(table)
    for ids, what, where in grouped(covered, gaps, lang):
        out.print(f"! {', '.join(ids)}：{what}（{where}）")
    for section, missing in untried.items():
        out.print(f"! {UNTRIED[section][lang == 'en']}{', '.join(missing)}")
    out.print(f"覆盖 / coverage：{covered.proven}/{len(covered.marked)}（{covered.share * 100:.0f} %）")


def _some(names: tuple[str, ...], width: int = 26) -> str:
    """As many names as fit, and how many more there are."""
    shown = ""
    for n, name in enumerate(names):
        longer = f"{shown}, {name}" if shown else name
        rest = f" +{len(names) - n - 1}" if n + 1 < len(names) else ""
        if shown and len(longer) + len(rest) > width:
            return f"{shown} +{len(names) - n}"
        shown = longer if len(longer) <= width else f"{longer[: width - 5]}…"
    return shown
