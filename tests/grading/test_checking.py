"""Everything that can be said about a scenario folder or one of its files without playing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.scenario.problems import Problem
from engine.testing import TINY_SCENARIO, tiny_kind
from grading.checking import check_path
from tests.grading.test_proof import GOOD, RUBRIC, RUN, write


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny", heat=RUN + GOOD)


def said(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(Path(p.path).name, p.span.line + 1, p.code) for p in problems]


def change(path: Path, old: str, new: str) -> int:
    """Replace ``old`` in the file; the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_sound_folder_has_no_problems(folder: Path) -> None:
    """Nothing is said about what is right."""
    assert said(check_path(folder)) == []
    for name in ("scenario.yaml", "rubric.yaml", "runs/heat.yaml"):
        assert said(check_path(folder / name)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("scenario.yaml", "reads: H1.T", "reads: H1.TT", "unknown_name"),
        ("scenario.yaml", "kind: tiny", "kind: tinny", None),
        ("rubric.yaml", "what: TI1", "what: TI11", None),
        ("rubric.yaml", "act: start, on: H1", "act: start, on: H2", None),
        ("rubric.yaml", "act: stop, on: H1}", "act: stop, on: H1}, after: [S7]", None),
        ("runs/heat.yaml", "TI1 > 60 degC", "TI11 > 60 degC", "unknown_name"),
        ("runs/heat.yaml", "TI1 > 60 degC", "TI1 > 60 kPa", None),
        ("runs/heat.yaml", "TI1 > 60 degC", "TI1 + 60", None),
        ("runs/heat.yaml", "do: stop, on: H1", "do: stopp, on: H1", "unknown_name"),
        ("runs/heat.yaml", "do: stop, on: H1", "do: press, on: H1", "no_verb"),
        ("runs/heat.yaml", "do: stop, on: H1", "do: stop, on: H11", "unknown_name"),
        ("runs/heat.yaml", "do: stop, on: H1", "do: move, on: H1", "unknown_name"),
        ("runs/heat.yaml", "by: instructor", "by: instructer", "unknown_name"),
        ("runs/heat.yaml", "S2: met", "S22: met", "unknown_name"),
        ("runs/heat.yaml", "R1: 43 %", "R11: 43 %", "unknown_name"),
        ("runs/heat.yaml", "duration: 2 min", "duration: 2 kg", None),
    ],
)
def test_each_slip_is_told_at_its_line(folder: Path, file: str, old: str, new: str, code: str | None) -> None:
    """In whichever file: line, code, and both languages; the folder and the file by itself say the same."""
    line = change(folder / file, old, new)
    problems = [p for p in check_path(folder) if p.severity == "error"]
    assert problems
    first = problems[0]
    assert (Path(first.path).name, first.span.line + 1) == (Path(file).name, line)
    assert code is None or first.code == code
    assert first.text.zh
    assert first.text.en
    alone = [p for p in check_path(folder / file) if p.severity == "error"]
    assert said(alone) == [s for s in said(problems) if s[0] == Path(file).name]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("  start: hott\n", "unknown_name"),
        ("  values: [{of: TI9, high: 1 degC}]\n", "unknown_name"),
        ("  values: [{of: TI1, high: 1 kg}]\n", "unit"),
        ("  values: [{of: TI1, peak: [1 degC, 2 kPa]}]\n", "unit"),
        ("  ended: finnished\n", "unknown_name"),
        ("  no_events: [alram]\n", "unknown_name"),
        ("  events: [{kind: alram}]\n", "unknown_name"),
        ("  events: [{kind: alarm, after: {kind: fualt}}]\n", "unknown_name"),
    ],
)
def test_expectations_are_checked_too(tmp_path: Path, more: str, code: str) -> None:
    """A run that expects what cannot be is told before it is played."""
    in_run = more.lstrip().startswith("start")
    text = RUN + more + GOOD if in_run else RUN + GOOD + more
    folder = write(tmp_path / "tiny", heat=text)
    line = text[: text.index(more)].count("\n") + 1
    assert said(check_path(folder)) == [("heat.yaml", line, code)]


def test_a_refusal_that_is_expected_may_be_nonsense(tmp_path: Path) -> None:
    """``refused: true`` is there to prove that something cannot be done."""
    text = RUN.replace(
        "- {at: 10 s, do: start, on: H1}", "- {do: press, on: H1, refused: true}\n    - {do: start, on: H1}"
    )
    assert said(check_path(write(tmp_path / "tiny", heat=text + GOOD))) == []


def test_a_folder_without_a_rubric_says_so(folder: Path) -> None:
    """The missing file is named with what to do."""
    (folder / "rubric.yaml").unlink()
    problems = check_path(folder)
    assert said(problems) == [("rubric.yaml", 1, "missing_file")]
    assert problems[0].fix is not None


def test_what_is_not_there_is_a_problem_not_an_error(tmp_path: Path) -> None:
    """Empty folders and missing files are told like any other problem."""
    (tmp_path / "empty").mkdir()
    assert check_path(tmp_path / "empty")
    assert said(check_path(tmp_path / "gone.yaml"))[0][2] == "not_found"


def test_a_broken_scenario_does_not_hide_a_broken_run(folder: Path) -> None:
    """Files are checked as far as each can be, in the order scenario, rubric, runs."""
    change(folder / "scenario.yaml", "reads: H1.T", "reads: H1.TT")
    change(folder / "rubric.yaml", "kind: band", "kind: bland")
    change(folder / "runs" / "heat.yaml", "duration", "durration")
    files = [name for name, _, _ in said(check_path(folder))]
    assert list(dict.fromkeys(files)) == ["scenario.yaml", "rubric.yaml", "heat.yaml"]


def test_a_step_names_items_that_there_are(folder: Path) -> None:
    """What judges a step stands in the rubric; a name that does not is told at its line in the scenario."""
    line = change(folder / "scenario.yaml", 'done: "H1.command"}', 'done: "H1.command", items: [S77]}')
    assert ("scenario.yaml", line, "unknown_name") in said(check_path(folder))


def test_a_start_that_cannot_be_built_is_told_at_its_place(folder: Path) -> None:
    """A scenario that reads well but cannot begin: the starting point is named."""
    line = change(folder / "scenario.yaml", "setup: [{do: start, on: H1}]", "setup: [{do: press, on: H1}]")
    problems = check_path(folder)
    assert [(name, code) for name, _, code in said(problems)] in (
        [("scenario.yaml", "cannot_start")], [("scenario.yaml", "no_verb")],
    )  # fmt: skip
    assert problems[0].span.line + 1 == line
    assert "press" in problems[0].text.zh


def test_the_samples_of_this_file_are_what_they_were() -> None:
    """The slips above still find their places."""
    assert "setup: [{do: start, on: H1}]" in TINY_SCENARIO
    assert "what: TI1" in RUBRIC


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("{t: 20}", "", ""),
        ("{tt: 20}", "unknown_name", "t"),
        ("{t: 60 degC}", "bad_fill", "不带单位"),
        ("{t: true}", "bad_fill", "不带单位"),
        ("20", "bad_fill", "项目"),
        ("{}", "bad_fill", "项目"),
        ("", "bad_fill", "项目"),
    ],
)
def test_what_a_run_fills_in_is_checked_before_playing(folder: Path, value: str, code: str, words: str) -> None:
    """A field the document does not have, or a value of the wrong kind, is told at its line of the run."""
    with_value = f", value: {value}" if value else ""
    line = change(folder / "runs" / "heat.yaml", "do: stop, on: H1", f"do: fill, on: LOG{with_value}")
    problems = check_path(folder)
    assert said(problems) == ([("heat.yaml", line, code)] if code else [])
    for problem in problems:
        assert words in problem.text.zh + (problem.fix.zh if problem.fix else "")


PAGE = """screens:
  pages:
    one: {title: {zh: 一, en: One}, elements: [{kind: button, on: XX, at: [20, 20]}]}
"""


def test_what_nobody_can_reach_is_told_where_it_is_acted_on(folder: Path) -> None:
    """With pages of its own a scenario is told of what a guide, rubric or run acts on that is on no page or object."""
    scenario = folder / "scenario.yaml"
    change(scenario, "gives: [H1, HS1]", "gives: [HS1]")
    assert "operable_nowhere" not in {code for _, _, code in said(check_path(folder))}  # pages are made
    scenario.write_text(scenario.read_text(encoding="utf-8") + PAGE.replace("XX", "HS1"), encoding="utf-8")
    line = change(scenario, "guide: {verb: start, on: H1}", "guide: {verb: start, on: H1}")
    assert ("scenario.yaml", line, "operable_nowhere") in said(check_path(folder))
    change(scenario, ", guide: {verb: start, on: H1}", "")
    found = [one for one in said(check_path(folder)) if one[2] == "operable_nowhere"]
    assert [name for name, _, _ in found] == ["rubric.yaml"]
    change(scenario, "gives: [HS1]", "gives: [HS1, H1]")
    assert "operable_nowhere" not in {code for _, _, code in said(check_path(folder))}
    change(scenario, "gives: [HS1, H1]", "gives: [HS1]")
    change(scenario, "button, on: HS1", "button, on: H1")
    assert "operable_nowhere" not in {code for _, _, code in said(check_path(folder))}


def test_a_set_point_with_a_unit_is_told_at_its_line(folder: Path) -> None:
    """A run gives a loop bare numbers; one with a unit is told before playing, where it stands."""
    loop = (
        "controllers:\n  TIC1: {title: {zh: 温度, en: Temperature}, pv: TI1, sp: 60 degC, drives: H1.power, gain: 5 %/K, "
        "integral: 900 s, action: reverse, output: [0 %, 100 %]}\nswitches:\n"
    )
    change(folder / "scenario.yaml", "switches:\n", loop)
    act = "do: set, on: TIC1, value: {sp: 60 degC}"
    line = change(folder / "runs" / "heat.yaml", "do: stop, on: H1", act)
    assert said(check_path(folder)) == [("heat.yaml", line, "bare_number")]
    change(folder / "runs" / "heat.yaml", "sp: 60 degC", "sp: 60")
    assert said(check_path(folder)) == []
