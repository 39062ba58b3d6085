# ruff: noqa: E402  (half a second of imports, in which Ctrl-C must be answered too)
"""The door: the command line and the window. The only place where the engine and the grading meet.

    python launcher.py                       a window that lists the scenarios
    python launcher.py check PATH            read, lint and prove a scenario
    python launcher.py demo                  play the expert, mark, report, pictures
    python launcher.py --help                everything else

Exit codes: 0 good; 1 the thing checked falls short; 2 wrong use or unreadable input; 3 a mistake of the program.
"""

from __future__ import annotations

import sys
from types import TracebackType


def _quietly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C while the modules below are being imported is no mistake, and gets the words it gets later."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    words = "已中止；已保存的记录不受影响 / interrupted; what was recorded is safe"
    coding = getattr(sys.stderr, "encoding", None) or "ascii"
    print(words.encode(coding, "replace").decode(coding), file=sys.stderr)


if sys.excepthook is sys.__excepthook__:  # nobody else has a say; the rest is imported when this holds
    sys.excepthook = _quietly

import contextlib
import secrets
import time
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from engine import __version__
from engine.errors import ShixunError, StorageError
from engine.paths import find_scenario, refuse_record, scenario_folders, user_folder, write_whole
from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem, render
from engine.terminal import (
    GOOD,
    SHORT,
    WRONG,
    JsonFlag,
    Lang,
    StopError,
    err,
    out,
    print_json,
    progress,
    spoken,
    whole_table,
)
from engine.visible import escaped
from grading.exports.commands import book_export
from grading.gradebook.commands import BookPath, book_app, expert_beside, open_book

app = typer.Typer(
    help="实训 Shixun：危险工艺虚拟仿真实训 / virtual-simulation training in hazardous processes",
    no_args_is_help=False, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
)  # fmt: skip
book_app.command("export")(book_export)
app.add_typer(book_app, name="gradebook")


AttemptFile = Annotated[Path, typer.Argument(help="记录文件 / the file of an attempt, .attempt")]


def _folder(name: str) -> Path:
    folder = find_scenario(name)
    if folder is None:
        known = "、".join(f"{f.parent.name}/{f.name}" for f in scenario_folders()) or "—"
        raise StopError(f"没有场景 {name}；现有：{known}\nThere is no scenario {name}.")
    return folder


def _show_problems(problems: list[Problem], lang: str) -> None:
    for problem in problems:
        err.print(render(problem, lang), markup=False, soft_wrap=True)


@app.callback(invoke_without_command=True)
def _window(ctx: typer.Context, lang: Lang = "zh") -> None:
    """Without a command: a window that lists the scenarios."""
    if ctx.invoked_subcommand is not None:
        if lang != "zh":  # said before the command, it holds for the command as well
            ctx.default_map = _speaking(ctx.command, ctx, lang)
        return
    from engine.session.listing import list_scenarios
    from engine.station import forget_learner, remember_learner, remembered_learner
    from engine.view.port import ScenarioCard
    from engine.view.shelf import choose_scenario

    cards = [ScenarioCard(s.id, s.title, s.summary, s.domain, s.minutes, s.problem, starts=s.starts) for s in list_scenarios()]
    choice = choose_scenario(cards, lang, remembered_learner(), _cut_off, forget_learner)
    if choice is None:
        return
    if choice.code:
        try:
            remember_learner(choice.code)
        except StorageError as error:  # not being remembered is no reason not to practise
            err.print(str(error), markup=False)
    if choice.resume:
        run(resume=Path(choice.resume), lang=choice.lang)
    else:
        run(choice.scenario, mode=choice.mode, start=choice.start, learner=choice.learner, lang=choice.lang)


def _speaking(command: Any, ctx: Any, lang: str) -> dict[str, Any]:
    """Defaults that give every command below ``command`` the language ``lang``."""
    below = {name: command.get_command(ctx, name) for name in getattr(command, "commands", {})}
    return {"lang": lang, **{name: _speaking(one, ctx, lang) for name, one in below.items()}}


def _cut_off(learner: str) -> list[Any]:
    """What a learner left unfinished on this PC, for the list of scenarios."""
    from engine.session.unfinished import unfinished
    from engine.view.port import UnfinishedCard

    found = unfinished(user_folder() / "attempts", learner)
    return [UnfinishedCard(str(one.path), one.title, one.mode, one.seconds, one.begun) for one in found]


@app.command("list")
def list_scenarios(as_json: JsonFlag = False, lang: Lang = "zh") -> None:
    """列出场景 / list the scenarios."""
    from engine.session.listing import list_scenarios

    listed = list_scenarios()
    if as_json:
        print_json([_plain(scenario) for scenario in listed])
        return
    table = whole_table("场景 / scenario", "名称 / title", "领域 / domain", "时长 / minutes")
    for s in listed:
        table.add_row(s.id, (s.problem or s.title).of(lang), s.domain, f"{s.minutes:.0f}" if s.minutes else "")
    out.print(table)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="场景编号、文件夹，或其中一个文件 / a scenario by name, its folder, or one file of it")],
    runs: Annotated[bool, typer.Option(help="同时运行参考过程 / play the reference runs as well")] = True,
    only: Annotated[list[str] | None, typer.Option(help="只运行这些参考过程 / only these runs")] = None,
    as_json: JsonFlag = False,
    lang: Lang = "zh",
) -> None:
    """检查场景：语法、逻辑和参考过程 / check a scenario folder or one file, and play its reference runs."""
    from grading.checking import check_path
    from grading.proof import prove

    if not path.exists():
        path = find_scenario(str(path)) or path
    problems = check_path(path)
    if path.is_dir() and not any(p.severity == "error" for p in problems):
        from engine.session.language import scenario_language
        from engine.view.looks import check_looks

        problems += check_looks(scenario_language().load(path))
    errors = [p for p in problems if p.severity == "error"]
    outcomes = []
    folder = path if path.is_dir() else None
    if folder is not None and runs and not errors:
        with progress() as bar:
            task = bar.add_task("", total=1.0)
            told = lambda name, share: bar.update(task, description=name, completed=share)  # noqa: E731
            outcomes = list(prove(folder, only or (), told))
    short = [o for o in outcomes if not o.as_written]
    size, covered, untouched, idle = _measured(folder, outcomes, whole=runs and not only) if not errors else _NOTHING
    if as_json:
        print_json(
            {
                "problems": [p.as_dict() for p in problems],
                "runs": [
                    {"run": o.name, "total": o.result.total if o.result else None, "as_written": o.as_written,
                     "error": o.error, "differences": [asdict(d) for d in o.differences],
                     "stuck": None if o.stuck is None else {"zh": o.stuck.zh, "en": o.stuck.en}}
                    for o in outcomes
                ],
                "coverage": covered and {
                    **covered.as_dict(), "gaps": [p.as_dict() for p in untouched], "untried": idle,
                },
                "figures": size and size.as_dict(),
            }
        )  # fmt: skip
    else:
        _show_problems(problems, lang)
        _show_outcomes(outcomes, lang)
        if covered is not None:
            _show_coverage(covered, untouched, idle, lang)
        if size is not None:
            out.print(size.line(lang))
        verdict = "通过 / all as written" if not errors and not short else "未通过 / falls short"
        if folder is not None and not errors and not any((folder / "runs").glob("*.yaml")):
            verdict = "没有参考过程，评分没有验证 / no reference run, the rubric is not proven"
        out.print(
            f"{verdict}：{len(errors)} 个错误 / errors，{len(outcomes) - len(short)}/{len(outcomes)} 个参考过程 / runs"
        )
    unreadable = any(p.code in UNREADABLE for p in errors)
    raise typer.Exit(WRONG if unreadable else SHORT if errors or short else GOOD)


_NOTHING: tuple[Any, Any, list[Problem], dict[str, tuple[str, ...]]] = (None, None, [], {})


def _measured(
    folder: Path | None, outcomes: list[Any], *, whole: bool
) -> tuple[Any, Any, list[Problem], dict[str, tuple[str, ...]]]:
    """How large a sound scenario is; if all its runs were played, also what they cover and what they leave out."""
    from engine.session.language import scenario_language
    from grading.coverage import coverage, gaps, untried
    from grading.figures import figures
    from grading.proof import run_files
    from grading.rubric import Rubric

    if folder is None:
        return _NOTHING
    scenario, rubric = scenario_language().load(folder), Rubric.load(folder)
    size = figures(scenario, rubric, len(run_files(folder)))
    if not whole:
        return size, None, [], {}
    covered = coverage(rubric, {o.name: o.result for o in outcomes if o.result is not None})
    events = (event for o in outcomes if o.trace is not None for event in o.trace.events)
    idle = untried(scenario, events, [o.run for o in outcomes])
    return size, covered, gaps(covered, rubric), idle


def _show_coverage(covered: Any, untouched: list[Problem], idle: dict[str, tuple[str, ...]], lang: str) -> None:
    """A line an item, readable in a console of 80 columns; every name is in ``--json``."""
    from grading.coverage import grouped

    table = whole_table("项目 / item", "名称 / title", "得 / +", "失 / −", "失分的过程 / lost by")
    for item in covered.items:
        by_hand = "教师评 / by hand" if item.gap == "by_hand" else ""
        gained, lost = (str(len(by)) if by else "—" for by in (item.gained, item.lost))
        table.add_row(item.id, item.title.of(lang), gained, lost, by_hand or _some(item.lost))
    out.print(table)
    for ids, what, where in grouped(covered, untouched, lang):
        out.print(f"! {', '.join(ids)}：{what}（{where}）")
    for section, missing in idle.items():
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

UNREADABLE = frozenset(
    {"binary", "empty_file", "encoding", "is_folder", "no_permission", "not_found", "too_large", "unreadable"}
)
"""Codes of problems that mean the input could not be read at all."""


def _show_outcomes(outcomes: list[Any], lang: str) -> None:
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


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="场景；续做时不写 / the scenario; none with --resume")] = "",
    mode: Annotated[str, typer.Option(help="模式：learn 学习、practise 练习、exam 考核 / mode: learn, practise, exam")] = "practise",
    seed: Annotated[
        int | None, typer.Option(help="随机种子，缺省每次不同 / seed, a new one each time by default", min=0, max=2**31)
    ] = None,
    speed: Annotated[float, typer.Option(help="起始倍速 / speed at the start", min=0.1, max=100.0)] = 1.0,
    start: Annotated[str, typer.Option(help="起点 / starting point")] = "",
    learner: Annotated[str, typer.Option(help="学员代号 / pseudonymous id of the learner")] = "anonymous",
    folder: Annotated[Path | None, typer.Option("--out", help="记录保存目录 / where attempts go")] = None,
    resume: Annotated[Path | None, typer.Option(help="续做这份中断的记录 / go on with a cut-off attempt")] = None,
    again: Annotated[
        str, typer.Option("--from", help="从这份记录的某一时刻再练 / practise this attempt again from a moment")
    ] = "",
    at: Annotated[str, typer.Option(help="时刻，如 1:23:45 / the moment for --from, e.g. 1:23:45")] = "0:00",
    follow: Annotated[bool, typer.Option("--watch", help="边改边看：保存文件就换成新场景 / follow the files when saved")] = False,
    instructor: Annotated[
        bool | None,
        typer.Option(
            "--instructor/--no-instructor",
            help="教师面板 Ctrl+F12 可否打开；缺省考核锁定 / whether the instructor's card opens; locked in an exam unless said",
        ),
    ] = None,
    lang: Lang = "zh",
) -> None:
    """在窗口中练习一个场景 / practise a scenario in a window."""
    from engine.session.again import Encore, attempt_named, moment
    from engine.session.desk import KeptAttempt, open_attempt, rewound_by
    from grading.marked import practise_from, resume_watched, watch
    from grading.rubric import Rubric

    if follow and (resume is not None or again or mode == "exam"):
        raise StopError("--watch 不能用于考核、续做或再练 / --watch is not for exams, nor with --resume or --from")
    followed: list[Any] = []
    seat = _Seat()
    if again:
        if scenario or resume is not None:
            raise StopError("--from 已经说明了场景，不要再写场景或 --resume / --from names the scenario already")
        seconds, came_from = moment(at), attempt_named(again, user_folder() / "attempts")
        target = folder or came_from.parent
        with out.status(f"回到 / back to {at}"):
            attempt, marker = practise_from(came_from, seconds, target, _code(learner))
        _hold(attempt.session)
        header = attempt.writer.header
        mode, seed, learner, start = header.mode, header.seed, header.learner, attempt.session.start
        wish, mistake = _attend(attempt, marker, lang, None, instructor, seat)
        if wish == "exit":
            return
        source = _folder_of(header.scenario_id)
    elif resume is not None:
        session, writer, marker = resume_watched(resume)
        attempt, header = KeptAttempt(session, writer, resume), writer.header
        attempt.between = Encore.of(resume, session).step
        mode, seed, learner, start = header.mode, header.seed, header.learner, session.start
        target = folder or resume.parent
        wish, mistake = _attend(attempt, marker, lang, None, instructor, seat)
        if wish == "exit":
            return
        source = _folder_of(header.scenario_id)
    else:
        if not scenario:
            raise StopError(
                "请写场景名，或用 --resume 续做、--from 再练 / name a scenario, or use --resume FILE or --from FILE --at 1:23:45"
            )
        source, target = _folder(scenario), folder or user_folder() / "attempts"
        _check_code(learner)
        attempt, wish, mistake = None, "again", None
    rubric = Rubric.load(source)
    with contextlib.closing(seat):
        while wish != "exit":
            if followed:
                attempt, rubric = followed[-1].attempt, followed[-1].rubric
            left = attempt if wish == "rewind" else None
            attempt = open_attempt(
                source, target, rubric=rubric.canonical(), mode=mode, start=start, learner=learner,
                seed=left.session.seed if left is not None else secrets.randbelow(2**31) if seed is None else seed,
                scenario=attempt.session.scenario if attempt is not None and (left is not None or followed) else None,
                parent=_parent(left.path, mistake, left.session) if left is not None else None,
                rewound=rewound_by(left.session) if left is not None else None,
            )  # fmt: skip
            marker = watch(attempt.session, rubric, left.path if left is not None else None)
            if left is not None and rewound_by(left.session) is None:  # an instructor who went back is there to do it
                attempt.between = Encore.of(left.path, attempt.session).step
                _hold(attempt.session)
            if speed != 1.0 and left is None:
                attempt.session.set_speed(speed)
            if follow:
                followed.append(_follower(source, target, attempt, marker, rubric, followed))
            wish, mistake = _attend(attempt, marker, lang, followed[-1] if followed else None, instructor, seat)


def _hold(session: Any) -> None:
    """Practising again begins at ×1 and frozen: what is to be practised comes within seconds."""
    session.set_speed(1.0)
    session.freeze(True)


class _Seat:
    """The window, kept while one attempt follows another, so that nobody looks at a black screen meanwhile."""

    def __init__(self) -> None:
        self.window: Any = None

    def show(self, session: Any, lang: str) -> Any:
        """The window on ``session``."""
        from engine.view.app import App
        from engine.view.field import Field

        if self.window is None:
            self.window = App(session, lang=lang, place=Field)
        else:
            self.window.show(session)
        return self.window

    def leave(self, wish: str, by_instructor: bool) -> None:
        """Close the window, or say what it waits for where another attempt follows."""
        if self.window is None or wish == "exit":
            self.close()
            return
        word = "start" if wish == "again" else "instructor" if by_instructor else "mistake"
        self.window.wait(self.window.stage.t(f"back.{word}"))

    def close(self) -> None:
        """Close the window, if there is one."""
        window, self.window = self.window, None
        if window is not None:
            window.close()


def _code(learner: str) -> str:
    """The learner's code if one was given, checked; nothing for ``anonymous``, which is no wish."""
    if learner == "anonymous":
        return ""
    _check_code(learner)
    return learner


def _check_code(learner: str) -> None:
    from engine.station import LONGEST, is_code

    if not is_code(learner):
        raise StopError(
            f"代号 {learner} 不合要求：只能用字母、数字、- _ .，最多 {LONGEST} 个，不要用姓名\n"
            f"{learner} is no code: letters, digits, - _ . only, {LONGEST} at most, and no names"
        )


def _folder_of(scenario_id: str) -> Path:
    """The folder of the scenario with an id, for beginning once more what was resumed from a file."""
    from engine.session.language import scenario_language

    for folder in scenario_folders():
        with contextlib.suppress(ShixunError):
            if scenario_language().load(folder).meta.id == scenario_id:
                return folder
    raise StopError(f"没有编号为 {scenario_id} 的场景，不能重新开始\nThere is no scenario with the id {scenario_id}.")


def _follower(source: Path, target: Path, attempt: Any, marker: Any, rubric: Any, before: list[Any]) -> Any:
    """What follows the files of the attempt's scenario; a rewound attempt knows what was done before it."""
    from engine.view.looks import check_looks
    from grading.authoring.following import Following

    parent = attempt.writer.header.parent
    done = tuple(a for a in before[-1].done if a.tick < parent.tick) if parent is not None and before else ()
    return Following(source, target, attempt, marker, rubric, look=check_looks, before=done)


def _attend(
    attempt: Any, marker: Any, lang: str, follower: Any = None, instructor: bool | None = None,
    seat: _Seat | None = None,
) -> tuple[str, int | None]:
    """A window on an attempt until the learner leaves: exit, again or rewind, and the tick of what to practise again.

    ``follower`` follows the files of the scenario; ``instructor`` says whether the instructor's card may be opened,
    ``None`` where no exam is taken; ``seat`` keeps the window for the attempt that follows.
    """
    from grading.marked import hint_prices

    seat = seat or _Seat()
    try:
        window = seat.show(attempt.session, lang)
        try:
            window.desk.hints.costs = hint_prices(marker)
            window.desk.may_instruct = _may_instruct(attempt.session.mode, instructor)
            if attempt.writer.header.extra.get("rewound"):
                window.desk.ui.tell(window.desk.ui.t("instructor.went_back"))
            elif attempt.writer.header.parent is not None and attempt.session.parts.conduct.frozen:
                window.desk.ui.tell(window.desk.ui.t("back.held"))
            wish = _play(window, attempt, marker, follower), window.desk.rewind_to
        finally:
            attempt = follower.attempt if follower is not None else attempt
        seat.leave(wish[0], attempt.session.parts.snapshots.back_to is not None)
    except Exception:  # no graphics, or a mistake of ours: the learner did not end it and can go on with it
        seat.close()
        attempt.leave()
        raise
    except BaseException:
        seat.close()
        attempt.close()
        raise
    attempt.close()
    out.print(f"记录 / attempt: {attempt.path}", soft_wrap=True)
    return wish


def _may_instruct(mode: str, asked: bool | None) -> bool:
    """Whether the instructor's card opens: as the command line says, or else everywhere but in an exam."""
    return mode != "exam" if asked is None else asked


def _play(window: Any, attempt: Any, marker: Any, follower: Any = None) -> str:
    """Run the window until the learner leaves; show the result once the attempt has ended."""
    window.desk.can_rewind = attempt.session.parts.mode.rewind
    while not window.desk.wish:
        if window.base.win is None or window.base.win.is_closed():
            return "exit"
        if attempt.between is not None:
            attempt.between()
        window.step_frame(advance=follower is None or not follower.busy)
        if follower is not None:
            _follow(window, follower)
            attempt, marker = follower.attempt, follower.marker
        if attempt.session.parts.snapshots.back_to is not None:  # the instructor went back: no result, on to the child
            return "rewind"
        try:
            attempt.writer.check()
        except StorageError as error:
            window.desk.ui.tell(str(error), refused=True)
        if attempt.session.closed and window.desk.result is None:
            window.desk.result = _result_view(marker.result(), attempt.path)
    return str(window.desk.wish)


def _follow(window: Any, follower: Any) -> None:
    """Between two pictures: look whether the files were saved, show the new session, say what became of it."""
    from engine.view.port import FileNote
    from grading.marked import hint_prices

    try:
        news = follower.step(time.monotonic())
    except StorageError as error:  # the old attempt is still there
        window.desk.ui.tell(str(error), refused=True)
        return
    if news is None:
        return
    if news.swapped:
        window.show(follower.attempt.session)
        window.desk.hints.costs = hint_prices(follower.marker)
    window.desk.author.tell(FileNote(news.kind, news.where, news.what, news.share))


def _result_view(result: Any, path: Path) -> Any:
    """The mark as the window shows it."""
    from engine.view.port import OutcomeView, ResultView
    from grading.marked import final_findings

    return ResultView(
        total=result.total, raw=result.before_gates, passed=result.passed,
        gates=tuple(gate.title for gate in result.gates),
        outcomes=tuple(OutcomeView(o.id, o.title, o.attained) for o in result.outcomes),
        findings=final_findings(result), how=result.how, files=(str(path),),
    )  # fmt: skip


def _parent(path: Path, mistake: int | None, left: Any) -> Any:
    """Where a rewound attempt begins: where the instructor went back to, or else at a checkpoint at least a minute
    before the mistake, or before the end."""
    from engine.session.attempt.reader import AttemptReader
    from engine.session.replay import go_back, rewind

    if left.parts.snapshots.back_to is not None:
        return go_back(path, left.parts.snapshots.back_to)
    with AttemptReader.open(path) as reader:
        tick = reader.last_tick() if mistake is None else mistake
        return rewind(reader, max(0, tick - 60_000 // reader.header.tick_ms))


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--out", help="输出目录 / output folder")] = Path("out/demo"),
    scenario: Annotated[str, typer.Option(help="场景 / scenario")] = "chemical/nitration",
    played: Annotated[str, typer.Option("--run", help="参考过程 / reference run")] = "expert",
    learner: Annotated[str, typer.Option(help="学员代号，便于试用成绩册 / learner's code, to try the grade book")] = "demo",
    pictures: Annotated[bool, typer.Option(help="同时出图 / take pictures as well")] = True,
    lang: Lang = "zh",
) -> None:
    """演示：专家操作、评分、报告和图片 / the expert's attempt, its mark, report and pictures; needs no screen."""
    from grading.demo import play_demo
    from grading.proof import run_files

    source = _folder(scenario)
    _check_code(learner)
    known = [path.stem for path in run_files(source)]
    if played not in known:
        raise StopError(f"没有参考过程 {played}；现有 / there are: {', '.join(known)}")
    folder.mkdir(parents=True, exist_ok=True)
    with progress() as bar:
        task = bar.add_task(played, total=1.0)
        result = play_demo(source, folder, lang, lambda share: bar.update(task, completed=share), played, learner)
    shots = _pictures(source, folder, lang, result.attempt) if pictures else []
    table = whole_table("", "")
    table.show_header = False
    table.add_row("总分 / total", f"{result.total:.1f}")
    table.add_row("记录 / attempt", str(result.attempt))
    table.add_row("成绩册 / grade book", str(result.book))
    table.add_row("报告 / report", str(result.report))
    for picture in shots:
        table.add_row("图片 / picture", str(picture))
    out.print(table)
    raise typer.Exit(GOOD if result.total >= 95 or played != "expert" else SHORT)


def _pictures(source: Path, folder: Path, lang: str, attempt: Path | None, size: tuple[int, int] = (1366, 768),
              strict: bool = False) -> list[Path]:  # fmt: skip
    """Pictures of a scenario; where there are no graphics, say which package is missing and go on (or stop)."""
    from engine.session.language import scenario_language
    from engine.view.errors import GraphicsError

    try:
        from engine.view.shots import shots_of, take_pictures

        result = _result_view(_mark(attempt, None), attempt) if attempt is not None else None
        return take_pictures(shots_of(scenario_language().load(source), attempt, result), folder, lang, size)
    except (GraphicsError, ImportError) as error:
        if strict:
            raise StopError(f"不能截图 / no pictures: {error}") from None
        err.print(f"没有图片 / no pictures: {error}", markup=False)
        return []


@app.command()
def play(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    played: Annotated[str, typer.Option("--run", help="过程文件，或参考过程的名称 / a run file, or the name of a reference run")],
    folder: Annotated[Path, typer.Option("--out", help="记录保存目录 / where attempts go")] = Path("out/play"),
    learner: Annotated[str, typer.Option(help="学员代号 / pseudonymous id of the learner")] = "anonymous",
    as_json: JsonFlag = False,
) -> None:
    """不开窗口演练一份过程文件，含教师的介入和回退 / play a run file without a window, the instructor's part and rewinds included."""
    from engine.session.interventions import interventions_of
    from grading.playing import play_into
    from grading.proof import run_files

    source = _folder(scenario)
    _check_code(learner)
    file = next((path for path in run_files(source) if path.stem == played), Path(played))
    with progress() as bar:
        task = bar.add_task(file.stem, total=1.0)
        attempts = play_into(source, file, folder, learner, lambda share: bar.update(task, completed=share))
    if as_json:
        print_json(
            [{**_plain(one), "interventions": [_plain(i) for i in interventions_of(one.path)]} for one in attempts]
        )
        return
    table = whole_table("记录 / attempt", "从 / from", "到 / to", "结束 / end", "总分 / total", "教师介入 / interventions")
    for one in attempts:
        count = len(interventions_of(one.path))
        table.add_row(
            str(one.path), f"{one.begun_at:.1f} s", f"{one.seconds:.1f} s", one.how, f"{one.total:.1f}", str(count)
        )
    out.print(table)


@app.command()
def shot(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    folder: Annotated[Path, typer.Option("--out", help="输出目录 / output folder")] = Path("out/shots"),
    size: Annotated[str, typer.Option(help="宽x高 / width x height")] = "1366x768",
    attempt: Annotated[Path | None, typer.Option(help="取自这份记录 / from this attempt")] = None,
    lang: Lang = "zh",
) -> None:
    """离屏截图 / take pictures of a scenario without a screen."""
    try:
        width, height = (int(part) for part in size.lower().split("x"))
    except ValueError:
        raise StopError(f"{size} 不是 宽x高 / is not WIDTHxHEIGHT, e.g. 1366x768") from None
    if not (64 <= width <= 8192 and 64 <= height <= 8192):  # beyond it graphics drivers fail without a word
        raise StopError(f"{size}：宽和高应在 64–8192 之间 / width and height go from 64 to 8192")
    for picture in _pictures(_folder(scenario), folder, lang, attempt, (width, height), strict=True):
        out.print(str(picture), soft_wrap=True)


@app.command()
def replay(file: AttemptFile, as_json: JsonFlag = False) -> None:
    """重放一份记录并核对 / simulate an attempt again and compare every checkpoint."""
    from engine.session.attempt.reader import AttemptReader
    from engine.session.replay import replay as replay_attempt

    with AttemptReader.open(file) as reader, progress() as bar:
        verified = reader.verify()
        task = bar.add_task("重放 / replay", total=max(1, reader.last_tick()))
        report = replay_attempt(reader, lambda s: bar.update(task, completed=s.now) if s.now % 2000 == 0 else None)
    if as_json:
        print_json({**asdict(report), "same": report.same, "chain": verified.records})
    else:
        out.print(verified.note)
        if report.same:
            out.print(f"重放一致：{report.ticks} 拍，{report.checkpoints} 个检查点 / same at every checkpoint")
        else:
            out.print(
                f"重放在第 {report.diverged_at} 拍出现差异，以记录为准 / differs at tick {report.diverged_at}; the record stands"
            )
    raise typer.Exit(GOOD if report.same else SHORT)


@app.command()
def grade(file: AttemptFile, rubric: Annotated[Path | None, typer.Option(help="另用评分标准 / another rubric")] = None,
          as_json: JsonFlag = False, lang: Lang = "zh") -> None:  # fmt: skip
    """给一份记录评分 / mark an attempt."""
    from grading.reports.words import said

    result = _mark(file, rubric)
    if as_json:
        print(escaped(result.canonical().decode()))
        raise typer.Exit(GOOD if result.passed else SHORT)
    heads = ("项目 / item", "判定 / verdict", "得分 / points", "说明 / what")
    table = whole_table(*heads)
    for item in result.items:
        verdict, points = said("judgement", item.judgement, lang), f"{item.gained - item.deducted:.1f}/{item.possible:.1f}"
        table.add_row(item.id, verdict, points, item.what.of(lang))
    out.print(table)
    out.print(f"总分 / total {result.total:.1f}（{'合格 / passed' if result.passed else '不合格 / failed'}）")
    raise typer.Exit(GOOD if result.passed else SHORT)


def _mark(file: Path, rubric: Path | None) -> Any:
    """The result of a file; says so where only the part after a rewind could be marked."""
    from grading.marked import mark_file

    marked = mark_file(file, rubric)
    if marked.missing:
        err.print(f"找不到回退前的记录 {marked.missing}，只评回退之后 / the attempt before the rewind is missing")
    return marked.result


@app.command()
def report(
    file: AttemptFile,
    to: Annotated[Path | None, typer.Option("--out", help="输出文件 / output file")] = None,
    expert: Annotated[bool, typer.Option(help="旁边放上示范过程 / with the expert's run beside it")] = True,
    lang: Lang = "zh",
) -> None:
    """生成成绩报告（单个 HTML 文件）/ write the report of an attempt, one self-contained HTML file."""
    from engine.session.lineage import open_lineage
    from grading.reports.html import report_html

    target = to or file.with_suffix(".html")
    refuse_record(target)
    result = _mark(file, None)
    with open_lineage(file) as attempt:
        shown = expert_beside(attempt) if expert else None
        write_whole(target, report_html(result, attempt, lang, expert=shown).encode())
    out.print(str(target))


@app.command()
def regrade(
    rubric: Annotated[
        Path | None, typer.Option(help="新评分标准；缺省用原标准重评 / new rubric, by default the old one")
    ] = None,
    reason: Annotated[str, typer.Option(help="理由 / reason")] = "",
    book: BookPath = None,
    as_json: JsonFlag = False,
    lang: Lang = "zh",
) -> None:
    """成绩册全部重评，列出差异 / mark everything in the grade book again and list what changed."""
    from grading.gradebook.codes import labels
    from grading.gradebook.remark import remark
    from grading.gradebook.rubrics import add_rubric_file

    with open_book(book) as opened, progress() as bar:
        task = bar.add_task("重评 / re-mark", total=1.0)
        told = lambda done, of, name: bar.update(task, completed=done / max(1, of))  # noqa: E731, ARG005
        outcome = remark(opened, add_rubric_file(opened, rubric) if rubric else None, reason=reason, progress=told)
        whose = labels(opened, [*(c.attempt for c in outcome.changes), *(f.attempt for f in outcome.failures)])
    if as_json:
        print_json({"gradings": outcome.gradings, "changes": [_plain(c) for c in outcome.changes],
                     "failures": [_plain(f) for f in outcome.failures]})  # fmt: skip
    else:
        out.print(outcome.summary().of(lang))
        if outcome.changes:
            heads = ("学生 / student", "项目 / item", "原 / before", "现 / after", "原因 / why")
            table = whole_table(*heads)
            for change in outcome.changes:
                words = (change.title, change.before, change.after, change.why)
                table.add_row(whose[change.attempt], *(text.of(lang) for text in words))
            out.print(table)
        for failure in outcome.failures:
            err.print(f"{whose[failure.attempt]}: {failure.why.of(lang)}", markup=False)
    raise typer.Exit(SHORT if outcome.failures else GOOD)


def _plain(record: Any) -> Any:
    """A record, or what stands in one, as JSON can hold it."""
    if hasattr(record, "model_dump"):
        return record.model_dump()
    if isinstance(record, Path):
        return str(record)
    if isinstance(record, tuple | list):
        return [_plain(part) for part in record]
    names = getattr(record, "__dataclass_fields__", None)
    return record if names is None else {name: _plain(getattr(record, name)) for name in names}


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="scenario 场景、rubric 评分标准、run 参考过程 / scenario, rubric, run")] = "scenario",
    write: Annotated[Path | None, typer.Option(help="在此文件夹装好 VS Code 的中文提示 / set up VS Code in this folder")] = None,
) -> None:
    """输出 JSON Schema，或为 VS Code 装好补全和提示 / print the JSON Schema, or set up completion and help in VS Code."""
    from engine.view.looks import looks_words
    from grading.authoring.editor import EXTENSION, SettingsError, editor_schemas, write_editor_help

    if write is not None:
        if not write.is_dir():
            raise StopError(f"没有文件夹 {write} / there is no folder {write}")
        try:
            written = write_editor_help(write, looks_words())
        except SettingsError as error:
            raise StopError(str(error), SHORT) from None
        for path in written:
            out.print(str(path), soft_wrap=True)
        out.print(f"请在 VS Code 中打开这个文件夹，并安装扩展 {EXTENSION} / open this folder in VS Code and install {EXTENSION}")
        return
    schemas = editor_schemas(looks_words())
    if what not in schemas:
        raise StopError(f"没有 {what}；可用 scenario、rubric、run / use scenario, rubric or run")
    print_json(schemas[what])


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="领域/名称，如 chemical/cooling / DOMAIN/NAME")],
    to: Annotated[Path, typer.Option(help="场景所在的文件夹 / the folder of scenarios")] = Path("scenarios"),
) -> None:
    """新建一个最小的场景 / make a smallest scenario to begin from."""
    from grading.authoring.skeleton import new_scenario

    folder = new_scenario(name, to)
    for path in sorted(folder.rglob("*.yaml")):
        out.print(str(path), soft_wrap=True)
    out.print(f"接下来 / next: python launcher.py check {folder}", soft_wrap=True)


@app.command()
def ticket(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    of: Annotated[str, typer.Option(help="设备 / the thing")],
    to: Annotated[str, typer.Option(help="目标状态，如 maintenance / its state afterwards, as maintenance")],
    since: Annotated[str, typer.Option("--from", help="初始状态，缺省为起点时的状态 / its state before, by default as at the start")] = "",
    start: Annotated[str, typer.Option(help="起点，缺省为缺省起点 / the starting point, by default the default one")] = "",
) -> None:
    """由装置生成作业票的各项，粘贴到 tickets 里再改 / have the plant work out the items of a ticket, to be pasted and adapted."""
    from engine.session.language import scenario_language
    from engine.session.tickets.generated import generated
    from engine.session.tickets.printing import as_yaml
    from engine.session.tickets.section import Generate

    loaded = scenario_language().load(_folder(scenario))
    print(as_yaml(generated(loaded, Generate(of=of, to=to, since=since, start=start))), end="")


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """检查本机是否具备运行条件 / look whether this computer has what is needed."""
    from engine.doctor import examine

    findings = examine()
    if as_json:
        print_json([asdict(f) for f in findings])
    else:
        table = whole_table("项目 / what", "结果 / result", "说明 / detail")
        for f in findings:
            table.add_row(f.what, "✓" if f.good else "✗", f.detail)
        out.print(table)
    raise typer.Exit(GOOD if all(f.good or not f.needed for f in findings) else SHORT)


@app.command()
def bench(
    as_json: JsonFlag = False, only: Annotated[list[str] | None, typer.Option(help="只测这些 / only these")] = None
) -> None:
    """性能测量，每项与同次运行的基准相比 / measure, each figure beside its baseline of the same run."""
    from benchmarks.run import SUITES, measure

    for name in only or ():
        if name not in SUITES:
            raise StopError(f"没有 {name}；有 {'、'.join(SUITES)} / there is no {name}; there are {', '.join(SUITES)}")
    figures = []
    for figure in measure(only or ()):
        figures.append(figure)
        if not as_json:
            ratio = f"{figure['ratio']:.2f}" if figure["ratio"] is not None else "—"
            out.print(
                f"{figure['name']:<44}{figure['value']:>12.4g} {figure['unit']:<12} ×{ratio} ({figure['baseline']:.4g})",
                soft_wrap=True,
            )
    if as_json:
        print_json(figures)


@app.command(hidden=True)
def fuzz(
    scenario: Annotated[str, typer.Argument(help="场景编号或目录 / id or folder of a scenario")],
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 1,
    hours: Annotated[float, typer.Option(help="仿真时间，小时 / model time, hours", min=0.001, max=10_000.0)] = 1.0,
    again: Annotated[Path | None, typer.Option(help="重放以前发现的失败 / play a failure found before again")] = None,
    folder: Annotated[Path, typer.Option("--out", help="失败写到这里 / where failures are written")] = Path("out/fuzz"),
) -> None:
    """开发者：随机操作并检查不变规则 / for developers: random use, held against what must always hold."""
    from engine.fuzzing import fuzz as hours_of
    from grading.fuzzed import Marks, failure_again, subject_of

    subject, rubric = subject_of(_folder(scenario))
    if again is not None:
        failure = failure_again(subject, rubric, again)
        if failure is None:
            out.print("没有再出现 / it does not fail any more")
            return
        out.print(f"{failure.law}: {failure.what}\ntick {failure.tick}, {failure.seconds:.1f} s", markup=False)
        sys.exit(SHORT)
    with progress() as bar:
        task = bar.add_task(f"seed {seed}", total=1.0)
        report = hours_of(
            subject, seed=seed, hours=hours, extra=lambda: [Marks(rubric)], each=lambda share: bar.update(task, completed=share)
        )
    done = f"{report.seconds / 3600:.2f} h，{report.attempts} attempts，{report.requests} requests，seed {seed}"
    out.print(f"{report.coverage.table()}\n{done}", markup=False, soft_wrap=True)
    if report.failure is not None:
        out.print(report.told, markup=False, soft_wrap=True)
        out.print(f"→ {report.write(folder)}", markup=False, soft_wrap=True)
        sys.exit(SHORT)


@app.command()
def version() -> None:
    """版本 / version."""
    out.print(__version__)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        _main()
    except SystemExit as stop:
        window = sys.modules.get("engine.view.window")
        if window is None or not isinstance(stop.code, int | None):
            raise
        window.leave(stop.code or 0)


INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells know it."""


def _interrupted() -> NoReturn:
    err.print("已中止；已保存的记录不受影响 / interrupted; what was recorded is safe")
    sys.exit(INTERRUPTED)


def _main() -> None:
    """Run the command line; every error on purpose becomes a message and an exit code, never a trace-back."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SourceError as error:
        _show_problems(error.problems, spoken["lang"])
        sys.exit(WRONG)
    except StopError as error:
        err.print(str(error), markup=False)
        sys.exit(error.code)
    except ShixunError as error:
        err.print(str(error), markup=False)
        sys.exit(WRONG)
    except OSError as error:
        place, why = error.filename or "输出 / output", error.strerror or str(error)
        err.print(f"无法读写 {place}（{why}）；请检查路径、权限和磁盘空间", markup=False)
        err.print(f"{place} cannot be read or written ({why}): check the path, the permissions and the disk", markup=False)
        sys.exit(WRONG)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as stop:  # typer turns Ctrl-C into an exit without a word
        if stop.code == INTERRUPTED:
            _interrupted()
        raise
    except Exception:  # a mistake of ours must not frighten a learner; what developers need goes to a file
        log = user_folder() / "error.log"
        with contextlib.suppress(OSError):
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                traceback.print_exc(file=file)
        err.print(f"程序出错，已记入 {log}，请把它交给开发者；已保存的记录不受影响。", markup=False)
        err.print(f"Internal error, written to {log}. What was recorded is safe.", markup=False)
        sys.exit(3)


if __name__ == "__main__":
    main()
