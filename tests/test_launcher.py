"""The command line: exit codes, JSON, and every bad input as a clear message in both languages.

Exit codes are the contract: 0 good, 1 the thing checked falls short, 2 wrong use or unreadable input. 3 is a mistake
of the program and must never be seen here, nor may a trace-back.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import launcher
from engine import terminal
from engine.paths import ROOT, SCENARIOS
from engine.session.attempt import AttemptReader
from engine.session.attempt import store as store_module
from engine.session.attempt.schema import sqlite
from engine.testing import TINY_SCENARIO, tiny_kind
from engine.view.errors import GraphicsError
from grading.gradebook.store import Gradebook
from tests.plant.grid.switched import generating_text
from tests.session.resume_worker import RUBRIC, act, begin, reopen
from tests.session.resume_worker import run as play_tiny

NITRATION = SCENARIOS / "chemical" / "nitration"
LIMIT_S = 10.0
"""No command on bad input may take longer, on however busy a machine."""

EXPERT = """\
schema: 1
run:
  title: {zh: 熟练, en: Expert}
  duration: 3 min
  mode: practise
  acts:
    - {do: start, on: H1}
    - {do: wear, on: helmet}
    - {do: fill, on: LOG, value: {t: 30}}
    - {do: sign, on: LOG}
    - {when: "TI1 > 50 degC", do: stop, on: H1}
    - {after: 5 s, do: stop, on: SESSION, value: finished}
expect:
  total: [60, 100]
  items: {S1: met, S2: met, S3: met, R1: n/a, R3: met, R4: met}
"""


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


Cli = Callable[..., Said]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Cli]:
    """The program as it is started, in this process; with the tiny plant known and a home of its own."""
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    for console in (terminal.out, terminal.err):
        monkeypatch.setattr(console, "width", 80)  # what a plain console has: nothing may be cut off in it

    def call(*args: Any) -> Said:
        monkeypatch.setattr(sys, "argv", ["shixun", *map(str, args)])
        capsys.readouterr()
        began = time.monotonic()
        code: Any = 0
        try:
            launcher.main()
        except SystemExit as stop:
            code = stop.code or 0
        said = Said(int(code), *capsys.readouterr())
        took = time.monotonic() - began
        log = tmp_path / "home" / "error.log"
        assert code != 3, log.read_text(encoding="utf-8") if log.exists() else said.all
        assert "Traceback" not in said.all
        assert took < LIMIT_S or "slow" in str(args), f"{took:.1f} s"
        return said

    with tiny_kind():
        yield call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A complete scenario folder with the tiny plant."""
    home = tmp_path / "scenarios" / "tiny"
    (home / "runs").mkdir(parents=True)
    (home / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (home / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (home / "runs" / "expert.yaml").write_text(EXPERT, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("attempts") / "a.attempt"
    with tiny_kind():
        play_tiny(path)
    return path


@pytest.fixture
def attempt(played: Path, tmp_path: Path) -> Path:
    """A finished attempt, to do with as one likes."""
    (tmp_path / "attempts").mkdir()
    return shutil.copy(played, tmp_path / "attempts" / "a.attempt")


def in_both_languages(text: str) -> bool:
    return bool(re.search("[一-鿿]", text)) and bool(re.search("[A-Za-z]{3}.*[A-Za-z]{3}", text))


def assert_refused(said: Said, code: int = 2) -> None:
    assert said.code == code, said
    assert in_both_languages(said.err), said


# -- what is asked for ----------------------------------------------------------------------------------------
def test_help_names_every_command_in_both_languages(cli: Cli) -> None:
    """Nobody has to guess what a command does."""
    said = cli("--help")
    assert said.code == 0
    for name in ("list", "check", "run", "demo", "replay", "grade", "regrade", "report", "gradebook", "schema", "shot",
                 "ticket", "doctor", "bench"):  # fmt: skip
        line = next((x for x in said.out.splitlines() if re.match(rf"\s*{name}\b", x)), "")
        assert in_both_languages(line + said.out[said.out.index(name) :][:200]), name


def test_a_ticket_is_printed_to_be_pasted(cli: Cli, folder: Path) -> None:
    """What a plant works out comes as YAML alone; what it cannot is 2 and the reason in both languages."""
    (folder / "scenario.yaml").write_text(generating_text(), encoding="utf-8")
    said = cli("ticket", folder, "--of", "T1", "--from", "maintenance", "--to", "running")
    assert said.code == 0
    assert list(yaml.safe_load(said.out)) == ["items", "any_order"]
    assert_refused(cli("ticket", folder, "--of", "T9", "--to", "running"))
    assert_refused(cli("ticket", NITRATION, "--of", "R1", "--to", "maintenance"))


def test_list_as_json(cli: Cli) -> None:
    """The list is JSON for machines, with titles in both languages."""
    said = cli("list", "--json")
    cards = json.loads(said.out)
    assert said.code == 0
    assert {"chemical/nitration"} <= {card["id"] for card in cards}
    assert all(card["title"]["zh"] and card["title"]["en"] for card in cards)
    assert "nitration" in cli("list").out


def test_a_language_said_before_the_command_holds_for_it(cli: Cli) -> None:
    """``--help`` shows --lang at the top, so it is typed there; said after the command it still wins."""
    english = cli("--lang", "en", "list").out
    assert english == cli("list", "--lang", "en").out != cli("list").out
    assert cli("--lang", "en", "list", "--lang", "zh").out == cli("list").out


def test_a_sound_scenario_checks(cli: Cli, folder: Path) -> None:
    """0 for a folder whose runs come out as written; JSON says the same."""
    said = cli("check", folder)
    assert said.code == 0, said.all
    told = json.loads(cli("check", folder, "--json").out)
    assert told["problems"] == []
    assert [(run["run"], run["as_written"]) for run in told["runs"]] == [("expert", True)]


def test_a_run_that_misses_its_result_is_told(cli: Cli, folder: Path) -> None:
    """1, with what was expected and what came out."""
    path = folder / "runs" / "expert.yaml"
    path.write_text(EXPERT.replace("S3: met", "S3: missing"), encoding="utf-8")
    said = cli("check", folder)
    assert said.code == 1
    assert "S3: missing ≠ met" in said.err
    assert json.loads(cli("check", folder, "--json").out)["runs"][0]["differences"][0]["what"] == "S3"


def test_a_run_asked_for_by_a_wrong_name_is_wrong_use(cli: Cli, folder: Path) -> None:
    """Nothing was played, so nothing is proved."""
    said = cli("check", folder, "--only", "expret")
    assert_refused(said)
    assert "expert" in said.err


def test_brackets_in_titles_are_plain_text(cli: Cli, folder: Path) -> None:
    """What an author writes is shown as written: brackets are no markup, wherever a title is printed."""
    path = folder / "runs" / "expert.yaml"
    path.write_text(EXPERT.replace("{zh: 熟练, en: Expert}", '{zh: "[/red]熟练[甲]", en: Expert}'), encoding="utf-8")
    said = cli("check", folder)
    assert said.code == 0, said
    assert "[/red]熟练[甲]" in said.out


@pytest.mark.parametrize("file", ["scenario.yaml", "rubric.yaml", "runs/expert.yaml"])
def test_single_files_check(cli: Cli, folder: Path, file: str) -> None:
    """Each file of a folder can be checked by itself."""
    assert cli("check", folder / file).code == 0


def test_an_attempt_is_marked_replayed_and_reported(cli: Cli, attempt: Path) -> None:
    """Grade, replay and report work from the file alone; JSON is valid."""
    said = cli("grade", attempt, "--json")
    result = json.loads(said.out)
    assert said.code == 0
    assert result["total"] == pytest.approx(72.6, abs=0.1)
    assert "72.6" in cli("grade", attempt).out
    told = json.loads(cli("replay", attempt, "--json").out)
    assert told["same"] is True
    assert cli("report", attempt).code == 0
    html = attempt.with_suffix(".html").read_text(encoding="utf-8")
    assert "72.6" in html
    assert not re.search(r"(src|href)=[\"']https?://", html)


def test_a_failed_attempt_gives_one(cli: Cli, attempt: Path, tmp_path: Path) -> None:
    """Falling short is told by the exit code; another rubric may be used."""
    strict = tmp_path / "strict.yaml"
    strict.write_text(RUBRIC.replace("pass: 60", "pass: 90"), encoding="utf-8")
    assert cli("grade", attempt, "--rubric", strict).code == 1


def test_the_grade_book_from_collecting_to_export(cli: Cli, attempt: Path, tmp_path: Path) -> None:
    """Collect, collect again, roster, claim, re-mark, export: each step works from the command line."""
    book = ("--book", tmp_path / "gradebook.db")
    assert cli("gradebook", "import", attempt.parent, *book).code == 0
    again = cli("gradebook", "import", attempt.parent, *book)
    assert again.code == 0
    roster = tmp_path / "class.csv"
    roster.write_text("学号,姓名,班级\n2401,张三,化工1班\n2402,李四,化工1班\n", encoding="utf-8-sig")
    assert cli("gradebook", "roster", roster, *book).code == 0
    assert cli("gradebook", "claim", "p-1", "2401", "--reason", "机号登记", *book).code == 0
    told = json.loads(cli("regrade", "--json", "--reason", "复核", *book).out)
    assert told["failures"] == []
    assert told["gradings"] == 1 or len(told["gradings"]) == 1
    assert cli("gradebook", "export", tmp_path / "out.csv", *book).code == 0
    table = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    assert "张三" in table
    assert "72.6" in table


def test_no_output_takes_the_place_of_a_record(cli: Cli, attempt: Path, tmp_path: Path) -> None:
    """A report or a class list is never written over an attempt or a grade book, not even with --overwrite."""
    book = tmp_path / "q.db"
    assert cli("gradebook", "import", attempt.parent, "--book", book).code == 0
    kept = {path: path.read_bytes() for path in (attempt, book)}
    for target in (book, attempt):
        assert_refused(cli("report", attempt, "--no-expert", "--out", target))
        assert_refused(cli("gradebook", "export", target, "--overwrite", "--book", book))
        assert_refused(cli("gradebook", "report", "all", "--out", target, "--book", book))
    assert {path: path.read_bytes() for path in kept} == kept
    mine = tmp_path / "mine.docx"
    mine.write_bytes(b"mine")
    assert_refused(cli("gradebook", "export", mine, "--book", book))
    assert mine.read_bytes() == b"mine"
    assert cli("gradebook", "export", mine, "--overwrite", "--book", book).code == 0
    assert mine.read_bytes() != b"mine"


@pytest.mark.parametrize("what", ["scenario", "rubric", "run"])
def test_schemas_are_json(cli: Cli, what: str) -> None:
    """Editors get a schema for each kind of file."""
    assert json.loads(cli("schema", what).out)["properties"]


def test_settings_left_alone_fall_short(cli: Cli, tmp_path: Path) -> None:
    """Where the settings of the editor are left as they are, the command ends with 1 and says what to add."""
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode" / "settings.json").write_text('{"a": 1, "a": 2}', encoding="utf-8")
    said = cli("schema", "--write", tmp_path)
    assert_refused(said, 1)
    assert "yaml.schemas" in said.err


def test_doctor_as_json(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The doctor says what is there and what is needed; a missing font costs a feature, not the program."""
    said = cli("doctor", "--json")
    assert all({"what", "good", "detail", "needed"} <= set(found) for found in json.loads(said.out))
    assert said.code == 0
    monkeypatch.setattr("engine.doctor.ASSETS", tmp_path)
    said = cli("doctor", "--json")
    font = next(found for found in json.loads(said.out) if "font" in found["what"])
    assert not font["good"]
    assert in_both_languages(font["detail"])
    assert said.code == 0


def test_the_doctor_says_when_nothing_can_be_stored(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A data folder that cannot be written falls short, with what to do."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "file" / "home"))
    said = cli("doctor")
    assert said.code == 1
    assert "SHIXUN_HOME" in said.out


def test_the_program_starts_as_a_script() -> None:
    """``python launcher.py`` is the same program, also where the system speaks another encoding."""
    told = subprocess.run(
        [sys.executable, "launcher.py", "grade", "nowhere.attempt"], cwd=ROOT, capture_output=True, timeout=60,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert "没有文件" in told.stderr.decode("utf-8")
    assert b"Traceback" not in told.stderr


# -- wrong use ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "args",
    [
        ("grade", "nowhere.attempt"), ("report", "nowhere.attempt"), ("replay", "nowhere.attempt"),
        ("check", "nowhere"), ("run", "nowhere"), ("demo", "--scenario", "nowhere"), ("shot", "nowhere"),
        ("shot", "chemical/nitration", "--size", "big"), ("shot", "chemical/nitration", "--size", "1000000x1000000"),
        ("shot", "chemical/nitration", "--size", "-5x-5"), ("schema", "letter"), ("gradebook", "import", "nowhere"),
        ("gradebook", "roster", "nowhere.csv"), ("gradebook", "claim", "p-1", "2401", "--reason", "x"),
        ("regrade", "--rubric", "nowhere.yaml"), ("bench", "--only", "luck"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_two_and_says_what_is_wrong(cli: Cli, args: tuple[str, ...]) -> None:
    """What is not there is named in both languages."""
    said = cli(*args)
    assert said.code == 2, said
    assert in_both_languages(said.all), said


@pytest.mark.parametrize("args", [("dance",), ("grade",), ("run", "--seed", "many", "chemical/nitration"), ("list", "--jsno")])
def test_typer_refuses_what_it_does_not_know(cli: Cli, args: tuple[str, ...]) -> None:
    """Unknown commands and options are wrong use."""
    assert cli(*args).code == 2


@pytest.mark.parametrize(
    ("option", "value"),
    [("--seed", "9" * 30), ("--seed", "-1"), ("--speed", "nan"), ("--speed", "-1"), ("--speed", "1e9"), ("--speed", "0")],
)
def test_a_seed_or_speed_out_of_range(cli: Cli, tmp_path: Path, option: str, value: str) -> None:
    """A number no attempt could keep is wrong use, and no attempt is begun."""
    assert cli("run", "chemical/nitration", option, value, "--out", tmp_path / "a").code == 2
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("hours", ["inf", "nan", "-1", "1e300"])
def test_hours_without_an_end_are_refused(cli: Cli, folder: Path, hours: str) -> None:
    """Random use is asked for by a number of hours that can pass."""
    assert cli("fuzz", folder, "--hours", hours).code == 2


def test_interrupting_is_told(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and a word in both languages."""

    def interrupt(*args: Any, **kwargs: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("grading.commands.play.play_demo", interrupt)
    assert_refused(cli("demo", "--scenario", folder, "--out", folder / "out"), 130)


@pytest.mark.parametrize("module", ["typer", "pydantic", "sqlite_utils"])
def test_interrupting_the_imports_is_told(tmp_path: Path, module: str) -> None:
    """Ctrl-C in the half second before the first word: no trace-back, the same words, no success."""
    # a shell that started us in the background may have left the signal ignored
    stub = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nsignal.raise_signal(signal.SIGINT)\n"
    (tmp_path / f"{module}.py").write_text(stub, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "launcher.py"), "version"], env=environment, capture_output=True, check=False,
        encoding="utf-8", cwd=tmp_path,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "interrupted" in done.stderr
    assert "已中止" in done.stderr
    assert done.returncode not in (0, 1)


def test_a_mode_or_start_that_is_not_there(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong names for modes and starting points are refused before any window opens."""
    for option in ("--mode", "--start"):
        assert_refused(cli("run", "chemical/nitration", option, "somehow"))


# -- files of authors -----------------------------------------------------------------------------------------
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
HOSTILE: dict[str, str | bytes] = {
    "empty": "",
    "only a comment": "# nothing\n",
    "binary": bytes(range(256)) * 8,
    "another encoding": "schema: 1\nmeta: {id: 中文}\n".encode("gb18030"),
    "alias bomb": BOMB,
    "python object": "schema: !!python/object/apply:os.system [echo hello]\n",
    "deep nesting": "schema: 1\nmeta: " + "[" * 5000 + "]" * 5000 + "\n",
    "deep mapping": "".join(f"{' ' * n}a:\n" for n in range(2000)),
    "huge": "schema: 1\n" + "# " + "x" * 98 + "\n" + "y: 1\n" * 3_000_000,
    "one long line": "schema: 1\nmeta: " + "x" * 5_000_000,
    "a list": "- 1\n- 2\n",
    "two documents": "schema: 1\n---\nschema: 1\n",
    "a number": "42\n",
    "null bytes": "schema: 1\nmeta:\0 {}\n",
    "newer schema": TINY_SCENARIO.replace("schema: 1", "schema: 999"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file", ["scenario.yaml", "rubric.yaml", "runs/expert.yaml"])
def test_hostile_files_are_refused_with_a_place(cli: Cli, folder: Path, file: str, name: str) -> None:
    """Whatever lies where an author's file should be: file, line and column, in time, and nothing is executed."""
    content = HOSTILE[name]
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = cli("check", folder)
    assert said.code in (1, 2), said
    assert re.search(rf"{Path(file).name}:\d+:\d+", said.err.replace("\n", "")), said.err[:500]
    assert "hello" not in said.out
    told = cli("check", folder, "--json")
    assert json.loads(told.out)["problems"]
    if file == "scenario.yaml":
        assert cli("demo", "--scenario", folder, "--out", folder / "out").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("file", ["scenario.yaml", "rubric.yaml", "runs/expert.yaml"])
def test_pipes_are_not_waited_for(cli: Cli, folder: Path, file: str) -> None:
    """What is no plain file is refused, not read for ever."""
    (folder / file).unlink()
    os.mkfifo(folder / file)
    assert cli("check", folder).code == 2
    assert cli("check", folder / file).code == 2


ENDLESS = {
    "long sum": " + ".join(["TI1"] * 20_000) + " > 1 degC",
    "tower of powers": "2 ^ " * 400 + "2 > TI1 / 1 degC",
    "parentheses": "(" * 3000 + "TI1" + ")" * 3000 + " > 1 degC",
    "unclosed": "(" * 400 + "TI1",
    "digits": "TI1 > " + "9" * 5000 + " degC",
    "exponent": "TI1 > 1e999999 degC",
    "nots": "not " * 2000 + "H1.melted",
    "a loop": "while True: pass",
    "a call": "__import__('os').system('echo hello')",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_formulas_end(cli: Cli, folder: Path, name: str) -> None:
    """A formula that would run for ever is refused at its line, in time."""
    text = TINY_SCENARIO.replace('cause: "TI1 > 120 degC"', f'cause: "{ENDLESS[name]}"')
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    said = cli("check", folder)
    assert said.code == 1, said.all[:500]
    line = 1 + text[: text.index("  I1: {title")].count("\n")
    assert f"scenario.yaml:{line}:" in said.err.replace("\n", "")


@pytest.mark.parametrize("file", ["scenario.yaml", "rubric.yaml", "runs/expert.yaml"])
def test_half_written_files_are_refused(cli: Cli, folder: Path, file: str) -> None:
    """Cut off at any place, a file is refused or still sound; never a trace-back, never a hang."""
    data = (folder / file).read_bytes()
    for cut in sorted(random.Random(7).sample(range(1, len(data)), 8)):
        (folder / file).write_bytes(data[:cut])
        assert cli("check", folder, "--no-runs").code in (0, 1, 2)


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        ("scenario.yaml", "reads: H1.T", "reads: H1.TT", "H1.T"),
        ("scenario.yaml", "cause: HS1", "cause: HS11", "HS1"),
        ("rubric.yaml", "what: TI1,", "what: TI11,", "TI1"),
        ("rubric.yaml", "act: sign, on: LOG", "act: sing, on: LOG", "sign"),
        ("runs/expert.yaml", "TI1 > 50 degC", "TI11 > 50 degC", "TI1"),
        ("runs/expert.yaml", "do: wear", "do: waer", "wear"),
        ("runs/expert.yaml", "on: helmet", "on: helmit", "helmet"),
        ("runs/expert.yaml", "mode: practise", "mode: practice", "practise"),
    ],
)
def test_unknown_names_come_with_the_line_and_a_suggestion(
    cli: Cli, folder: Path, file: str, old: str, new: str, hint: str
) -> None:
    """A misspelt tag, verb or object is found without playing: its line, and what was probably meant."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    said = cli("check", folder)
    assert said.code == 1, said.all
    assert f"{path.name}:{line}:" in said.err.replace("\n", ""), said.err
    assert re.search(rf"\b{re.escape(hint)}\b", said.err.replace(new, ""))


def test_messages_come_in_english_too(cli: Cli, folder: Path) -> None:
    """An author may ask for English."""
    (folder / "scenario.yaml").write_text(TINY_SCENARIO.replace("reads: H1.T", "reads: H1.TT"), encoding="utf-8")
    assert "错误" in cli("check", folder).err
    said = cli("check", folder, "--lang", "en")
    assert "error" in said.err
    assert "错误" not in said.err


def test_check_shows_what_the_runs_cover(cli: Cli, folder: Path) -> None:
    """The table of items, what kind of run is missing, the share and the figures; all of it in ``--json`` too."""
    said = cli("check", folder)
    assert said.code == 0, said.all
    assert "覆盖 / coverage" in said.out
    assert "台仪表" in said.out
    data = json.loads(cli("check", folder, "--json").out)
    items = {item["id"]: item for item in data["coverage"]["items"]}
    assert items
    assert {"gained", "lost", "unseen", "gap", "missing_run"} <= set(next(iter(items.values())))
    assert [p["code"] for p in data["coverage"]["gaps"]] == [i["gap"] for i in items.values() if i["missing_run"]]
    assert data["figures"]["runs"] == 1
    assert json.loads(cli("check", folder, "--json", "--no-runs").out)["coverage"] is None


def test_a_large_table_of_coverage_fits_eighty_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Thirty items and fifteen runs with long names are readable in a plain console, one or two lines an item."""
    from engine.scenario import Text
    from engine.scenario.problems import display_width
    from grading.commands.check import show_coverage
    from grading.coverage import Coverage, ItemCoverage

    runs = tuple(f"a_run_with_quite_a_long_name_{n}" for n in range(15))
    title = Text(zh="条件满足后把加料速率提到下一级并确认温度", en="Raise the rate of dosing when the conditions are met")
    items = tuple(ItemCoverage(f"S{n}", "step", title, runs[: n % 16], runs[n % 16 :], (), "") for n in range(30))
    monkeypatch.setattr(terminal.out, "_width", 80)
    for lang in ("zh", "en"):
        show_coverage(Coverage(runs, items), [], {}, lang)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(display_width, lines)) <= 80
        assert len(lines) <= 30 * 3 + 10


# -- attempts -------------------------------------------------------------------------------------------------
def broken(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    match how:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("这不是记录\n" * 100, encoding="utf-8")
        case "half":
            path.write_bytes(data[: len(data) // 2])
        case "a few bytes":
            path.write_bytes(data[:300])
        case "zeros":
            data[4096:12288] = bytes(8192)
            path.write_bytes(data)
        case "random":
            path.write_bytes(random.Random(3).randbytes(20_000))
        case "another database":
            path.unlink()
            conn = sqlite.connect(path)
            conn.execute("CREATE TABLE t (x)")
            conn.commit()
            conn.close()
        case "newer":
            conn = sqlite.connect(path)
            conn.execute("PRAGMA user_version = 999")
            conn.commit()
            conn.close()
        case "altered":
            conn = sqlite.connect(path)
            conn.execute("UPDATE action SET verb = 'open' WHERE seq = 1")
            conn.commit()
            conn.close()
        case "a folder":
            path.unlink()
            path.mkdir()


@pytest.mark.parametrize(
    "how",
    ["empty", "text", "half", "a few bytes", "zeros", "random", "another database", "newer", "altered", "a folder"],
)
@pytest.mark.parametrize("command", ["grade", "report", "replay"])
def test_bad_attempts_are_refused(cli: Cli, attempt: Path, how: str, command: str) -> None:
    """Damaged, strange, newer or altered: 2 and a message in both languages; the file stays as it is."""
    broken(attempt, how)
    before = attempt.read_bytes() if attempt.is_file() else b""
    assert_refused(cli(command, attempt))
    assert (attempt.read_bytes() if attempt.is_file() else b"") == before


def test_bad_attempts_do_not_stop_collecting(cli: Cli, attempt: Path, tmp_path: Path) -> None:
    """One bad file among good ones is told, the good ones are taken."""
    for how in ("half", "newer", "altered", "text"):
        broken(shutil.copy(attempt, attempt.parent / f"{how.replace(' ', '-')}.attempt"), how)
    said = cli("gradebook", "import", attempt.parent, "--book", tmp_path / "b.db")
    assert said.code == 1
    for how in ("half", "newer", "altered", "text"):
        assert f"{how}.attempt" in said.err
    with Gradebook.open(tmp_path / "b.db") as book:
        assert len(book.rows("SELECT * FROM attempts")) == 1


def test_a_scenario_changed_since_does_not_matter(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An attempt carries its own scenario and rubric: whatever became of the folder, mark and replay are the same."""
    monkeypatch.setattr("engine.view.app.open_window", no_graphics)
    cli("demo", "--scenario", folder, "--out", folder / "out")
    path = folder / "out" / "expert.attempt"
    before = json.loads(cli("grade", path, "--json").out)
    text = TINY_SCENARIO.replace("noise: 0.1 K", "noise: 5 K").replace("high: 80 degC", "high: 30 degC")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    (folder / "rubric.yaml").unlink()
    assert json.loads(cli("grade", path, "--json").out) == before
    assert cli("replay", path).code == 0


# -- rosters --------------------------------------------------------------------------------------------------
def test_bad_rosters_are_refused(cli: Cli, tmp_path: Path) -> None:
    """Binary, empty, half-written or no roster at all: a message; nothing is imported."""
    book = ("--book", tmp_path / "b.db")
    zipped = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
        archive.writestr("[Content_Types].xml", b"<x/>")
    files = {
        "empty.csv": b"", "binary.csv": bytes(range(256)) * 10, "noise.xlsx": b"PK\3\4" + bytes(100),
        "no_heading.csv": b"1,2\n3,4\n", "half.csv": "学号,姓名\n2401,张".encode()[:-2],
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for name in (*files, "bomb.xlsx"):
        said = cli("gradebook", "roster", tmp_path / name, *book)
        assert said.code in (1, 2), (name, said)
        assert in_both_languages(said.all), (name, said)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_roster_without_an_end_is_not_waited_for(cli: Cli, tmp_path: Path) -> None:
    """Pipes and devices are no class lists, and are neither waited for nor read."""
    os.mkfifo(tmp_path / "f.csv")
    (tmp_path / "z.csv").symlink_to("/dev/zero")
    for name in ("f.csv", "z.csv"):
        said = cli("gradebook", "roster", tmp_path / name, "--book", tmp_path / "b.db")
        assert_refused(said)
        assert "not a plain file" in said.err


def test_bad_lines_of_a_roster_are_told_and_the_rest_is_taken(cli: Cli, tmp_path: Path) -> None:
    """1 when something was left out, with the line."""
    path = tmp_path / "c.csv"
    path.write_text("学号,姓名\n2401,张三\n,无号\n2402,李四\n", encoding="utf-8-sig")
    said = cli("gradebook", "roster", path, "--book", tmp_path / "b.db")
    assert said.code == 1
    assert "c.csv:3" in said.err.replace("\n", "")


# -- the machine ----------------------------------------------------------------------------------------------
class FullDisk:
    """A connection on a disk that has no room left for what begins with ``INSERT``."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def _full(self) -> None:
        error = sqlite.OperationalError("database or disk is full")
        error.sqlite_errorcode = 13
        raise error

    def execute(self, sql: str, *args: Any) -> Any:
        if sql.startswith("INSERT INTO action"):
            self._full()
        return self._conn.execute(sql, *args)

    def executemany(self, sql: str, *args: Any) -> Any:
        if sql.startswith("INSERT INTO action"):
            self._full()
        return self._conn.executemany(sql, *args)


def test_a_full_disk_is_told(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing more can be stored the program says so and what to do; it neither hangs nor pretends."""
    plain = store_module.connect
    monkeypatch.setattr(store_module, "connect", lambda path, mode: FullDisk(plain(path, mode)))
    monkeypatch.setattr("engine.session.attempt.committer.RETRY_S", 0.02)
    said = cli("demo", "--scenario", folder, "--out", folder / "out")
    assert_refused(said)
    assert "磁盘已满" in said.err


def test_places_that_cannot_be_written_are_told(cli: Cli, folder: Path, attempt: Path, tmp_path: Path) -> None:
    """A read-only folder (here: below a file, and on a read-only system folder): 2, named, nothing lost."""
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "file" / "out", Path("/proc/out")):
        assert_refused(cli("demo", "--scenario", folder, "--out", bad))
        assert_refused(cli("report", attempt, "--out", bad / "r.html"))
        assert_refused(cli("gradebook", "import", attempt.parent, "--book", bad / "b.db"))
        assert_refused(cli("gradebook", "export", bad / "c.csv", "--book", tmp_path / "b.db"))
        assert_refused(cli("run", folder, "--out", bad))
    assert cli("grade", attempt).code == 0


def test_two_programs_on_one_grade_book_wait_for_one_another(
    cli: Cli, attempt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another instance writes, a second one waits, then says so; nothing is lost and it works afterwards."""
    path = tmp_path / "b.db"
    real = Gradebook.open
    monkeypatch.setattr(Gradebook, "open", lambda *args, **kwargs: real(*args, **{"wait_s": 0.3, **kwargs}))
    with real(path) as other, other.write():
        for lang, words in (("zh", "正被另一个程序写入"), ("en", "being written by another program")):
            said = cli("gradebook", "import", attempt.parent, "--book", path, "--lang", lang)
            assert said.code == 1
            assert words in said.err
    assert cli("gradebook", "import", attempt.parent, "--book", path).code == 0
    with Gradebook.open(path) as book:
        assert len(book.rows("SELECT * FROM attempts")) == 1


def test_a_grade_book_that_is_none_is_refused(cli: Cli, attempt: Path, tmp_path: Path) -> None:
    """Another file, a damaged one or one of a newer version is left alone."""
    path = tmp_path / "b.db"
    path.write_text("not a grade book" * 100)
    assert_refused(cli("gradebook", "import", attempt.parent, "--book", path))
    assert path.read_text() == "not a grade book" * 100
    path.unlink()
    cli("gradebook", "import", attempt.parent, "--book", path)
    conn = sqlite.connect(path)
    conn.execute("PRAGMA user_version = 999")
    conn.commit()
    conn.close()
    assert_refused(cli("regrade", "--book", path))


def no_graphics(*args: Any, **kwargs: Any) -> Any:
    raise GraphicsError("无法打开图形界面，请安装 libx11-6 / No renderer could be opened: install libx11-6", "libx11-6")


def test_without_graphics_the_demo_does_everything_but_pictures(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attempt, grade book and report are made; the missing package is named. What only draws is refused."""
    monkeypatch.setattr("engine.view.app.open_window", no_graphics)
    said = cli("demo", "--scenario", folder, "--out", folder / "out")
    assert said.code in (0, 1)
    assert "libx11-6" in said.err
    made = {path.name for path in (folder / "out").iterdir()}
    assert {"expert.attempt", "gradebook.db", "report.html"} <= made
    for args in (("shot", folder, "--out", folder / "p"), ("run", folder, "--out", folder / "a"), ()):
        said = cli(*args)
        assert said.code == 2, said
        assert "libx11-6" in said.err
    for path in (folder / "a").glob("*.attempt"):  # what was begun without a window holds
        assert cli("replay", path).code == 0


def test_what_was_cut_off_is_not_ended_by_a_failing_window(
    cli: Cli, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on without graphics, or a defect of the window, leaves the attempt as it was: it can be gone on with."""
    path = tmp_path / "cut.attempt"
    session, writer = begin(path)
    act(session, 400)
    writer.close()
    monkeypatch.setattr("engine.view.app.open_window", no_graphics)
    said = cli("run", "--resume", path)
    assert_refused(said)
    assert "libx11-6" in said.err
    with AttemptReader.open(path) as reader:
        assert reader.ended() is None
        assert reader.verify()
    with tiny_kind():
        session, writer, _ = reopen(path)
        assert session.now >= 391
        writer.close()


def test_only_what_was_cut_off_is_gone_on_with(cli: Cli, attempt: Path) -> None:
    """An attempt that has ended, a strange file, or nothing at all: 2 and why."""
    assert_refused(cli("run", "--resume", attempt))
    broken(attempt, "newer")
    assert_refused(cli("run", "--resume", attempt))
    assert_refused(cli("run"))
    assert_refused(cli("run", "chemical/nitration", "--learner", "张三"))


# -- slow -----------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_demo_from_end_to_end(tmp_path: Path) -> None:
    """One command plays the expert, marks, enters, reports and takes pictures, in less than three minutes."""
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, "launcher.py", "demo", "--out", str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        timeout=400, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert time.monotonic() - began < 180
    assert "Traceback" not in told.stderr
    mark = float(re.search(r"total\s*│\s*([\d.]+)", told.stdout).group(1))  # type: ignore[union-attr]
    assert mark >= 95
    names = {path.name for path in tmp_path.iterdir()}
    assert {"expert.attempt", "gradebook.db", "report.html"} <= names
    if not re.search("没有图片", told.stderr):
        pictures = sorted(tmp_path.glob("*.png"))
        assert len(pictures) >= 5
        assert all(path.stat().st_size > 5_000 for path in pictures)


@pytest.mark.slow
def test_bench_as_json(cli: Cli) -> None:
    """Figures beside their baselines, as JSON."""
    told = subprocess.run(
        [sys.executable, "launcher.py", "bench", "--json", "--only", "authoring"], cwd=ROOT, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    figures = json.loads(told.stdout)
    assert figures
    assert all({"name", "value", "unit", "baseline", "ratio"} <= set(figure) for figure in figures)


@pytest.mark.slow
def test_every_shipped_scenario_checks_from_the_command_line() -> None:
    """What the README tells a teacher to do works."""
    told = subprocess.run(
        [sys.executable, "launcher.py", "check", str(NITRATION), "--only", "idle", "--json"], cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["runs"][0]["as_written"]


def test_the_runs_of_these_tests_are_what_they_say() -> None:
    """The little run used here is YAML with an expectation; guards the fixtures themselves."""
    assert yaml.safe_load(EXPERT)["expect"]["items"]["S1"] == "met"
