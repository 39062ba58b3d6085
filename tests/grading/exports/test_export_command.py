"""``gradebook export --target``: what is written, what is refused, what stays on record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

import launcher
from engine.terminal import StopError
from grading.exports.contract import File
from grading.exports.deliver import deliver
from grading.exports.errors import ExportFileError, UnknownTargetError
from grading.exports.registry import TARGETS
from grading.gradebook.audit import verify_audit
from grading.gradebook.decisions import confirm
from grading.gradebook.errors import NotFoundError
from grading.gradebook.people import add_learner, join_class
from grading.gradebook.store import Gradebook

Attempt = Callable[..., str]
ROOT = Path(__file__).parents[3]
FILES = (File("a.csv", b"1"), File("b.csv", b"2"))


@pytest.fixture
def known(book: Gradebook, attempt: Attempt) -> Iterator[Gradebook]:
    """甲班 with one confirmed mark, one proposal and one absent learner."""
    confirm(book, attempt("王小明"))
    attempt("李雷", good=False)
    join_class(book, add_learner(book, "20249999", "赵缺").id, "甲班")
    yield book
    verify_audit(book)


def say(book: Gradebook, *words: object, code: int = 0) -> Result:
    command = ["gradebook", "export", *map(str, words), "--book", str(book.path), "--author", "李老师"]
    result = CliRunner().invoke(launcher.app, command)
    assert result.exit_code == code, (result.output, result.exception)
    return result


def ask(book: Gradebook, target: str, out: Path, *words: object, code: int = 0) -> Result:
    return say(book, "--target", target, "--class", "甲班", "--scenario", "tank", "--out", out, *words, code=code)


def refused(book: Gradebook, *words: object) -> str:
    """What the launcher prints before it ends with 2."""
    result = CliRunner().invoke(launcher.app, ["gradebook", "export", *map(str, words), "--book", str(book.path)])
    assert isinstance(result.exception, (StopError, NotFoundError, UnknownTargetError, ExportFileError)), result.output
    assert getattr(result.exception, "code", 2) == 2
    return str(result.exception)


def test_marks_for_moodle(known: Gradebook, tmp_path: Path) -> None:
    """Three files in a folder made for them; the others are told with the reason and what to do."""
    out = tmp_path / "导出" / "周三"
    said = ask(known, "moodle", out)
    names = sorted(path.name for path in out.iterdir())
    assert names == ["甲班-tank-Moodle-导入说明.txt", "甲班-tank-Moodle-未列入.csv", "甲班-tank-Moodle.csv"]
    rows = list(csv.reader(io.StringIO((out / names[2]).read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[0] == ["学号", "姓名", "水箱"]
    assert rows[1][:2] == ["20240001", "王小明"]
    assert float(rows[1][2]) == pytest.approx(known.rows("SELECT total FROM confirmations")[0]["total"], abs=0.005)
    assert len(rows) == 2
    assert "1 名学生有成绩，2 名没有" in said.output
    assert "20240002 李雷" in said.output
    assert "gradebook confirm" in said.output


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_by_command_and_on_record(known: Gradebook, tmp_path: Path, target: str) -> None:
    """--json names the files with their hashes; the audit row has the same, with options and who did it, no names."""
    told = json.loads(ask(known, target, tmp_path / "out", "--json", "--provisional", "--which", "last").stdout)
    assert told["marks"] == 2
    assert [one["student_no"] for one in told["left_out"]] == ["20249999"]
    row = known.rows("SELECT * FROM audit ORDER BY id")[-1]
    assert (row["what"], row["subject"], row["author"]) == ("export", "class 甲班 scenario tank", "李老师")
    new = json.loads(row["new"])
    assert (new["target"], new["which"], new["provisional"], new["marks"], new["learners"]) == (
        target,
        "last",
        True,
        2,
        3,
    )
    assert new["options"]["lang"] == "zh"
    for one, kept in zip(told["files"], new["files"], strict=True):
        data = Path(one["path"]).read_bytes()
        assert kept == {"name": Path(one["path"]).name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        assert one["sha256"] == kept["sha256"]
    assert not [secret for secret in ("王小明", "李雷", "20240001") if secret in row["new"]]


def test_a_file_that_is_there_is_kept_unless_told_otherwise(known: Gradebook, tmp_path: Path) -> None:
    """Without --overwrite nothing of the export is written, not even the files that were not there."""
    (tmp_path / "甲班-tank-Moodle-未列入.csv").write_text("mine", encoding="utf-8")
    before = known.rows("SELECT count(*) AS n FROM audit")
    words = ("--target", "moodle", "--class", "甲班", "--scenario", "tank", "--out", tmp_path)
    assert "--overwrite" in refused(known, *words)
    assert not (tmp_path / "甲班-tank-Moodle.csv").exists()
    assert known.rows("SELECT count(*) AS n FROM audit") == before
    ask(known, "moodle", tmp_path, "--overwrite")
    assert "李雷" in (tmp_path / "甲班-tank-Moodle-未列入.csv").read_text(encoding="utf-8-sig")


def test_what_moodle_would_refuse_gives_one_and_no_file(known: Gradebook, tmp_path: Path) -> None:
    """A learner whose number cannot be matched stops the export, by name, with exit code 1."""
    join_class(known, add_learner(known, "=7", "韩梅").id, "甲班")
    said = ask(known, "moodle", tmp_path / "out", code=1)
    assert "=7 韩梅" in said.output
    assert "没有写任何文件" in said.output
    assert not (tmp_path / "out").exists()
    told = json.loads(ask(known, "moodle", tmp_path / "out", "--json", code=1).stdout)
    assert (told["files"], told["problems"][0]["learner"]) == ([], "=7 韩梅")


def test_no_confirmed_mark_gives_one_and_what_to_do(book: Gradebook, attempt: Attempt, tmp_path: Path) -> None:
    """An empty grade file would be of no use; the table for scripts may be empty."""
    attempt("王小明")
    assert "--provisional" in ask(book, "moodle", tmp_path, code=1).output
    ask(book, "csv", tmp_path)
    assert "王小明" in (tmp_path / "甲班-tank-成绩.csv").read_text(encoding="utf-8-sig")


def test_options_of_a_target(known: Gradebook, tmp_path: Path) -> None:
    """--set reaches the target, in the language asked for."""
    ask(known, "moodle", tmp_path, "--set", "item_name=Term test", "--set", "map_by=username", "--lang", "en")
    text = (tmp_path / "甲班-tank-moodle.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == '"username","name","Term test"'
    ask(known, "xlsx", tmp_path, "--set", "pseudonymous=true")
    book = openpyxl.load_workbook(tmp_path / "甲班-tank-成绩.xlsx")
    assert "王小明" not in {cell.value for sheet in book for line in sheet for cell in line}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "--list"),
        (("--target", "moddle", "--class", "甲班", "--scenario", "tank"), "是不是 `moodle`"),
        (("--target", "csv", "--class", "甲班级", "--scenario", "tank"), "是不是 `甲班`"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tan"), "是不是 `tank`"),
        (("--target", "csv", "--class", "甲班"), "--scenario"),
        (("--target", "csv", "--scenario", "tank"), "--class"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tank", "--which", "all"), "best"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tank", "--mode", "test"), "exam"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tank", "--set", "details"), "--set"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tank", "--set", "detail=true"), "是不是 `details`"),
        (("--target", "csv", "--class", "甲班", "--scenario", "tank", "--set", "delimiter=x"), "semicolon"),
        (("x.csv", "--class", "甲班", "--provisional"), "--target"),
        (("x.csv", "--target", "csv", "--class", "甲班", "--scenario", "tank"), "--out"),
    ],
)
def test_wrong_use_says_what_to_write(
    known: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], expected: str
) -> None:
    """Exit code 2, the word that was wrong, what is possible, and no file."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert expected in refused(known, *words)
    assert sorted(tmp_path.iterdir()) == before


def test_the_list_of_targets(book: Gradebook) -> None:
    """--list names every target and its options, as text and as JSON."""
    said = say(book, "--list").output
    told = json.loads(say(book, "--list", "--json").stdout)
    assert [one["id"] for one in told] == list(TARGETS)
    for one in told:
        assert one["id"] in said
        assert all(name in "".join(said.split()) for name in one["options"] if name != "lang")


def test_help_names_every_target() -> None:
    """Who asks for help is told every id."""
    said = CliRunner().invoke(launcher.app, ["gradebook", "export", "--help"]).output
    assert [name for name in TARGETS if name not in said] == []


def test_starting_the_program_loads_no_target() -> None:
    """Targets and their libraries are loaded when marks are exported, not when a student starts the program."""
    code = "import launcher, sys; print([n for n in sys.modules if n.startswith(('xlsxwriter', 'grading.exports.m'))])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"


def test_the_class_list_is_what_it_was(known: Gradebook, tmp_path: Path) -> None:
    """Without a target: one file with everybody and every state, for the teacher to look at."""
    say(known, tmp_path / "甲班.csv", "--class", "甲班")
    text = (tmp_path / "甲班.csv").read_text(encoding="utf-8-sig")
    assert [word in text for word in ("已确认", "待确认", "未参加")] == [True] * 3
    new = json.loads(known.rows("SELECT new FROM audit WHERE what = 'export'")[-1]["new"])
    assert new["files"][0]["sha256"] == hashlib.sha256((tmp_path / "甲班.csv").read_bytes()).hexdigest()


def test_several_files_are_written_whole_or_not_at_all(
    book: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the second file cannot be put in place (it is open in Excel), the first is as it was, and no record stays."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"old " + name.encode())
    plain = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target.name == "b.csv" and self.name.endswith(".new"):
            raise PermissionError(13, "in use", str(target))
        return plain(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(PermissionError):
        deliver(book, FILES, tmp_path, overwrite=True, subject="class x", note={})
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {
        "a.csv": b"old a.csv", "b.csv": b"old b.csv",
    }  # fmt: skip
    assert book.rows("SELECT * FROM audit WHERE what = 'export'") == []
    deliver(book, FILES, tmp_path, overwrite=True, subject="class x", note={})
    assert (tmp_path / "b.csv").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_full_disk_leaves_nothing_half_written(
    book: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up at the second file: no file, no draft, no record."""
    plain = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        if "b.csv" in self.name:
            plain(self, data[:0])
            raise OSError(28, "No space left on device", str(self))
        return plain(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        deliver(book, FILES, tmp_path / "out", overwrite=False, subject="class x", note={})
    assert list((tmp_path / "out").iterdir()) == []
    assert book.rows("SELECT * FROM audit WHERE what = 'export'") == []


def test_files_go_again_when_they_cannot_be_recorded(
    book: Gradebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks do not leave the grade book without a row that says so."""

    def broken(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grading.exports.deliver.record", broken)
    with pytest.raises(OSError, match="No space"):
        deliver(book, FILES, tmp_path / "out", overwrite=False, subject="class x", note={})
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(known: Gradebook, tmp_path: Path) -> None:
    """A place below a file, and a read-only folder: an error of the system, which the launcher puts into words."""
    (tmp_path / "file").write_text("x")
    places = [tmp_path / "file" / "out"]
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        places.append(tmp_path / "closed")
    for place in places:
        words = ["gradebook", "export", "--target", "csv", "--class", "甲班", "--scenario", "tank", "--out", str(place)]
        result = CliRunner().invoke(launcher.app, [*words, "--book", str(known.path)])
        assert isinstance(result.exception, OSError)
    assert known.rows("SELECT * FROM audit WHERE what = 'export'") == []
