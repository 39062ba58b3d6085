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

from pathlib import Path
from typing import Annotated

import typer

from engine import __version__
from engine.exits import run_to_exit
from engine.paths import demand_scenario, find_scenario, user_folder
from engine.station import ANONYMOUS, demand_code
from engine.terminal import JsonFlag, Lang, StopError, out, speaking
from grading.exports.commands import book_export
from grading.gradebook.commands import BookPath, book_app

app = typer.Typer(
    help="实训 Shixun：危险工艺虚拟仿真实训 / virtual-simulation training in hazardous processes",
    no_args_is_help=False, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
)  # fmt: skip
book_app.command("export")(book_export)
app.add_typer(book_app, name="gradebook")


AttemptFile = Annotated[Path, typer.Argument(help="记录文件 / the file of an attempt, .attempt")]


@app.callback(invoke_without_command=True)
def _window(ctx: typer.Context, lang: Lang = "zh") -> None:
    """Without a command: a window that lists the scenarios."""
    if ctx.invoked_subcommand is not None:
        if lang != "zh":  # said before the command, it holds for the command as well
            ctx.default_map = speaking(ctx.command, ctx, lang)
        return
    from engine.view.commands import choose

    choice = choose(lang)
    if choice is not None and choice.resume:
        run(resume=Path(choice.resume), lang=choice.lang)
    elif choice is not None:
        run(choice.scenario, mode=choice.mode, start=choice.start, learner=choice.learner, lang=choice.lang)


@app.command("list")
def list_scenarios(as_json: JsonFlag = False, lang: Lang = "zh") -> None:
    """列出场景 / list the scenarios."""
    from engine.session.commands import show_list

    show_list(as_json, lang)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="场景编号、文件夹，或其中一个文件 / a scenario by name, its folder, or one file of it")],
    runs: Annotated[bool, typer.Option(help="同时运行参考过程 / play the reference runs as well")] = True,
    only: Annotated[list[str] | None, typer.Option(help="只运行这些参考过程 / only these runs")] = None,
    as_json: JsonFlag = False,
    lang: Lang = "zh",
) -> None:
    """检查场景：语法、逻辑和参考过程 / check a scenario folder or one file, and play its reference runs."""
    from engine.view.looks import check_looks
    from grading.commands.check import check

    raise typer.Exit(check(path if path.exists() else find_scenario(str(path)) or path, runs, only or (), check_looks, as_json, lang))


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
    from engine.session.again import attempt_named, moment
    from engine.view.looks import check_looks
    from engine.view.seat import Seat
    from grading.sitting import Sitting

    if follow and (resume is not None or again or mode == "exam"):
        raise StopError("--watch 不能用于考核、续做或再练 / --watch is not for exams, nor with --resume or --from")
    if again:
        if scenario or resume is not None:
            raise StopError("--from 已经说明了场景，不要再写场景或 --resume / --from names the scenario already")
        seconds, before = moment(at), attempt_named(again, user_folder() / "attempts")
        code = "" if learner == ANONYMOUS else demand_code(learner)
        with out.status(f"回到 / back to {at}"):
            sitting = Sitting.practise(before, seconds, folder, code, speed=speed)
    elif resume is not None:
        sitting = Sitting.resume(resume, folder, speed=speed)
    elif scenario:
        sitting = Sitting.begin(
            demand_scenario(scenario), folder or user_folder() / "attempts", mode=mode, start=start, learner=demand_code(learner),
            seed=seed, speed=speed, look=check_looks if follow else None,
        )  # fmt: skip
    else:
        raise StopError(
            "请写场景名，或用 --resume 续做、--from 再练 / name a scenario, or use --resume FILE or --from FILE --at 1:23:45"
        )
    turn = sitting.turn
    with Seat(lang, instructor) as seat:
        while turn is not None:
            turn = sitting.after(*seat.attend(turn))


def _pictures(source: Path, folder: Path, lang: str, attempt: Path | None, size: tuple[int, int] = (1366, 768),
              strict: bool = False) -> list[Path]:  # fmt: skip
    """Pictures of a scenario, with the result of an attempt at it."""
    from engine.view.commands import pictures
    from grading.commands.mark import marked
    from grading.marked import result_view

    result = result_view(marked(attempt), attempt) if attempt is not None else None
    return pictures(source, folder, lang, attempt, result, size, strict=strict)


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
    from grading.commands.play import play_the_demo, show_demo

    source = demand_scenario(scenario)
    made = play_the_demo(source, folder, played, demand_code(learner), lang)
    shots = _pictures(source, folder, lang, made.attempt) if pictures else []
    raise typer.Exit(show_demo(made, played, shots))


@app.command()
def play(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    played: Annotated[str, typer.Option("--run", help="过程文件，或参考过程的名称 / a run file, or the name of a reference run")],
    folder: Annotated[Path, typer.Option("--out", help="记录保存目录 / where attempts go")] = Path("out/play"),
    learner: Annotated[str, typer.Option(help="学员代号 / pseudonymous id of the learner")] = "anonymous",
    as_json: JsonFlag = False,
) -> None:
    """不开窗口演练一份过程文件，含教师的介入和回退 / play a run file without a window, the instructor's part and rewinds included."""
    from grading.commands.play import play

    play(demand_scenario(scenario), played, folder, demand_code(learner), as_json)


@app.command()
def shot(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    folder: Annotated[Path, typer.Option("--out", help="输出目录 / output folder")] = Path("out/shots"),
    size: Annotated[str, typer.Option(help="宽x高 / width x height")] = "1366x768",
    attempt: Annotated[Path | None, typer.Option(help="取自这份记录 / from this attempt")] = None,
    lang: Lang = "zh",
) -> None:
    """离屏截图 / take pictures of a scenario without a screen."""
    from engine.view.commands import size_of

    wanted = size_of(size)
    for picture in _pictures(demand_scenario(scenario), folder, lang, attempt, wanted, strict=True):
        out.print(str(picture), soft_wrap=True)


@app.command()
def replay(file: AttemptFile, as_json: JsonFlag = False) -> None:
    """重放一份记录并核对 / simulate an attempt again and compare every checkpoint."""
    from engine.session.commands import show_replay

    raise typer.Exit(show_replay(file, as_json))


@app.command()
def grade(file: AttemptFile, rubric: Annotated[Path | None, typer.Option(help="另用评分标准 / another rubric")] = None,
          as_json: JsonFlag = False, lang: Lang = "zh") -> None:  # fmt: skip
    """给一份记录评分 / mark an attempt."""
    from grading.commands.mark import grade

    raise typer.Exit(grade(file, rubric, as_json, lang))


@app.command()
def report(
    file: AttemptFile,
    to: Annotated[Path | None, typer.Option("--out", help="输出文件 / output file")] = None,
    expert: Annotated[bool, typer.Option(help="旁边放上示范过程 / with the expert's run beside it")] = True,
    lang: Lang = "zh",
) -> None:
    """生成成绩报告（单个 HTML 文件）/ write the report of an attempt, one self-contained HTML file."""
    from grading.commands.mark import report

    report(file, to or file.with_suffix(".html"), expert, lang)


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
    from grading.commands.mark import regrade

    raise typer.Exit(regrade(rubric, reason, book, as_json, lang))


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="scenario 场景、rubric 评分标准、run 参考过程 / scenario, rubric, run")] = "scenario",
    write: Annotated[Path | None, typer.Option(help="在此文件夹装好 VS Code 的中文提示 / set up VS Code in this folder")] = None,
) -> None:
    """输出 JSON Schema，或为 VS Code 装好补全和提示 / print the JSON Schema, or set up completion and help in VS Code."""
    from engine.view.looks import looks_words
    from grading.commands import author

    if write is not None:
        author.set_up_editor(write, looks_words())
    else:
        author.schema(what, looks_words())


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="领域/名称，如 chemical/cooling / DOMAIN/NAME")],
    to: Annotated[Path, typer.Option(help="场景所在的文件夹 / the folder of scenarios")] = Path("scenarios"),
) -> None:
    """新建一个最小的场景 / make a smallest scenario to begin from."""
    from grading.commands import author

    author.new(name, to)


@app.command()
def ticket(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    of: Annotated[str, typer.Option(help="设备 / the thing")],
    to: Annotated[str, typer.Option(help="目标状态，如 maintenance / its state afterwards, as maintenance")],
    since: Annotated[str, typer.Option("--from", help="初始状态，缺省为起点时的状态 / its state before, by default as at the start")] = "",
    start: Annotated[str, typer.Option(help="起点，缺省为缺省起点 / the starting point, by default the default one")] = "",
) -> None:
    """由装置生成作业票的各项，粘贴到 tickets 里再改 / have the plant work out the items of a ticket, to be pasted and adapted."""
    from engine.session.commands import show_ticket

    show_ticket(demand_scenario(scenario), of=of, to=to, since=since, start=start)


@app.command()
def sheet(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    start: Annotated[str, typer.Option(help="起点，缺省为缺省起点 / the starting point, by default the default one")] = "",
    lang: Lang = "zh",
) -> None:
    """装置的数据表：安全距离、短路、电弧、闭锁条件等（Markdown）/ the figures of the plant: distances, faults, what the interlock asks for."""
    from engine.session.commands import show_sheet

    show_sheet(demand_scenario(scenario), start, lang)


@app.command("check-plant")
def check_plant(
    scenario: Annotated[str, typer.Argument(help="场景 / the scenario")],
    start: Annotated[str, typer.Option(help="起点，缺省为缺省起点 / the starting point, by default the default one")] = "",
    ticks: Annotated[
        int | None, typer.Option(help="仿真多少拍，缺省 100 / how many ticks it is worked, by default 100", min=3, max=100_000)
    ] = None,
) -> None:
    """检查装置是否守约：快照、重放、读数、闭锁（给装置开发者）/ hold the plant of a scenario against the contract of plants."""
    from engine.session.commands import show_contract

    raise typer.Exit(show_contract(demand_scenario(scenario), start, ticks))


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """检查本机是否具备运行条件 / look whether this computer has what is needed."""
    from engine.doctor import tell

    raise typer.Exit(tell(as_json))


@app.command()
def bench(
    as_json: JsonFlag = False, only: Annotated[list[str] | None, typer.Option(help="只测这些 / only these")] = None
) -> None:
    """性能测量，每项与同次运行的基准相比 / measure, each figure beside its baseline of the same run."""
    from benchmarks.run import tell

    tell(only or (), as_json)


@app.command(hidden=True)
def fuzz(
    scenario: Annotated[str, typer.Argument(help="场景编号或目录 / id or folder of a scenario")],
    seed: Annotated[int, typer.Option(help="随机种子 / seed")] = 1,
    hours: Annotated[float, typer.Option(help="仿真时间，小时 / model time, hours", min=0.001, max=10_000.0)] = 1.0,
    again: Annotated[Path | None, typer.Option(help="重放以前发现的失败 / play a failure found before again")] = None,
    folder: Annotated[Path, typer.Option("--out", help="失败写到这里 / where failures are written")] = Path("out/fuzz"),
) -> None:
    """开发者：随机操作并检查不变规则 / for developers: random use, held against what must always hold."""
    from grading.commands.fuzz import fuzz_again, fuzz_hours

    source = demand_scenario(scenario)
    raise typer.Exit(fuzz_hours(source, seed, hours, folder) if again is None else fuzz_again(source, again))


@app.command()
def version() -> None:
    """版本 / version."""
    out.print(__version__)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        run_to_exit(app)
    except SystemExit as stop:
        window = sys.modules.get("engine.view.window")
        if window is None or not isinstance(stop.code, int | None):
            raise
        window.leave(stop.code or 0)


if __name__ == "__main__":
    main()
