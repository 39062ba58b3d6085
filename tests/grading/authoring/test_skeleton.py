"""A new scenario: passes ``check`` as it comes, proves what it says, and never touches what is there."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import launcher
from engine import terminal
from engine.errors import ScenarioError, StorageError
from engine.scenario.problems import render
from engine.session.language import scenario_language
from engine.view.looks import check_looks
from grading.authoring.skeleton import TEMPLATE, new_scenario
from grading.checking import check_path
from grading.proof import prove


@pytest.mark.parametrize("name", ["chemical/cooling", "power/line-2", "robotics/a"])
def test_a_new_scenario_is_sound_and_proves_itself(name: str, tmp_path: Path) -> None:
    """Without a change there is no problem of any kind, and every run gets the result written in them."""
    folder = new_scenario(name, tmp_path)
    assert [render(p) for p in check_path(folder)] == []
    scenario = scenario_language().load(folder)
    assert check_looks(scenario) == []
    assert f"{scenario.meta.domain}/{folder.name}" == name
    outcomes = list(prove(folder))
    assert [(o.name, o.result.total if o.result else None, o.as_written) for o in outcomes] == [
        ("expert", 100.0, True),
        ("idle", 0.0, True),
        ("reversed", 51.875, True),
    ]


def test_two_new_scenarios_have_ids_of_their_own(tmp_path: Path) -> None:
    """The id comes from the name, so that attempts at two of them are told apart."""
    ids = {scenario_language().load(new_scenario(name, tmp_path)).meta.id for name in ("chemical/a", "chemical/b")}
    assert ids == {"CHEMICAL-A", "CHEMICAL-B"}


def test_every_part_of_the_template_is_explained_in_both_languages() -> None:
    """Each file begins with what it is, in Chinese and in English."""
    for path in TEMPLATE.rglob("*.yaml"):
        head = path.read_text(encoding="utf-8").split("schema:")[0]
        assert any("\u4e00" <= sign <= "\u9fff" for sign in head), path.name
        assert any(line.isascii() or " / " in line for line in head.splitlines() if line), path.name


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_is_there_is_left_alone(there: str, tmp_path: Path) -> None:
    """A folder, a file or a dangling link of that name stops it, and nothing is changed."""
    place = tmp_path / "chemical" / "cooling"
    place.parent.mkdir()
    if there == "folder":
        place.mkdir()
        (place / "scenario.yaml").write_text("mine", encoding="utf-8")
    elif there == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.symlink_to(tmp_path / "nowhere")
    before = sorted((str(p), p.is_file() and p.read_bytes()) for p in tmp_path.rglob("*"))
    with pytest.raises(StorageError, match="已经存在"):
        new_scenario("chemical/cooling", tmp_path)
    assert sorted((str(p), p.is_file() and p.read_bytes()) for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["cooling", "Chemical/cooling", "chemical/冷却", "../x/y", "chemical/../../x", "/tmp/x", "chemical/", "a/b/c",
             "chemical/con", "chemical/co oling", "chemical/" + "x" * 50],
)  # fmt: skip
def test_names_that_no_folder_should_have(name: str, tmp_path: Path) -> None:
    """A name that would leave the folder, or that some system cannot have, is refused and makes nothing."""
    root = tmp_path / "scenarios"
    with pytest.raises(ScenarioError, match="chemical/cooling"):
        new_scenario(name, root)
    assert not root.exists()


def test_half_a_scenario_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle leaves no folder that would be in the way next time."""
    write, count = Path.write_text, 0

    def full(self: Path, *args: object, **named: object) -> int:
        nonlocal count
        count += 1
        if count == 3:
            raise OSError(28, "No space left on device")
        return write(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        new_scenario("chemical/cooling", tmp_path)
    assert not (tmp_path / "chemical" / "cooling").exists()


def said(monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    """Exit code and everything printed."""
    printed = io.StringIO()
    for console in (terminal.out, terminal.err):
        monkeypatch.setattr(console, "_file", printed)  # undoing ``file`` would pin the stream of this test
    monkeypatch.setattr(sys, "argv", ["shixun", *args])
    code: int | str | None = 0
    try:
        launcher.main()
    except SystemExit as stop:
        code = stop.code
    return int(code or 0), printed.getvalue()


def test_the_command_says_what_it_made_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``new`` lists the files and names the next command; a second time it refuses in both languages."""
    monkeypatch.chdir(tmp_path)
    code, printed = said(monkeypatch, "new", "chemical/cooling")
    assert code == 0
    for path in (tmp_path / "scenarios").rglob("*.yaml"):
        assert str(path.relative_to(tmp_path)) in printed
    assert "check" in printed.splitlines()[-1]
    code, printed = said(monkeypatch, "new", "chemical/cooling")
    assert code == 2
    assert "已经存在" in printed
    assert "left alone" in printed


def test_the_schema_command_sets_up_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``schema --write`` lists what it wrote and names the extension; a folder that is not there is wrong use."""
    code, printed = said(monkeypatch, "schema", "--write", str(tmp_path))
    assert code == 0
    assert "redhat.vscode-yaml" in printed
    assert sorted(p.name for p in (tmp_path / ".vscode").iterdir()) == [
        "extensions.json", "rubric.schema.json", "run.schema.json", "scenario.schema.json", "settings.json"
    ]  # fmt: skip
    code, printed = said(monkeypatch, "schema", "--write", str(tmp_path / "none"))
    assert code == 2
    assert "没有文件夹" in printed
