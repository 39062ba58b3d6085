"""Runs in which an instructor acts and goes back: proved in memory, and played into attempts that replay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import launcher
from engine.scenario.problems import render
from engine.session.attempt import AttemptReader
from engine.session.interventions import interventions_of
from engine.session.lineage import open_lineage
from engine.session.replay import replay
from engine.session.script import ScriptError
from engine.testing import tiny_kind
from grading.checking import check_path
from grading.marked import mark_file
from grading.playing import play_into
from grading.proof import prove
from tests.grading.test_proof import write

LESSON = """\
schema: 1
run:
  title: {zh: 一堂课, en: A lesson}
  mode: practise
  duration: 3 min
  acts:
    - {at: 10 s, do: start, on: H1}
    - {when: "TI1 > 40 degC", do: set, on: SESSION, value: {frozen: true}, by: instructor}
    - {do: call, on: LEARNER, value: 看温度, by: instructor}
    - {do: take, on: SNAPSHOT, value: warm, by: instructor}
    - {do: set, on: SESSION, value: {frozen: false}, by: instructor}
    - {do: set, on: SESSION, value: {speed: 5}, by: instructor}
    - {do: start, on: MALFUNCTION, value: {instrument: TI1, mode: bias, by: 60 K}, by: instructor}
    - {after: 20 s, do: restore, on: SNAPSHOT, value: warm, by: instructor}
    - {do: set, on: SESSION, value: {frozen: false}, by: instructor}
    - {after: 2 s, do: take, on: SNAPSHOT, value: again, by: instructor}
    - {after: 2 s, do: restore, on: SNAPSHOT, value: again, by: instructor}
    - {do: stop, on: H1}
    - {after: 20 s, do: stop, on: SESSION, value: finished}
"""
EXPECT = """\
expect:
  ended: finished
  total: [70, 100]
  items: {S1: met, S2: met, R1: met}
  no_events: [fault]
"""


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def test_a_run_that_goes_back_is_proved(tmp_path: Path) -> None:
    """What was done after the snapshot and then left does not count; live mark and re-mark agree."""
    folder = write(tmp_path, lesson=LESSON + EXPECT)
    assert [p for p in check_path(folder) if p.severity == "error"] == []
    (outcome,) = prove(folder)
    assert outcome.error == ""
    assert outcome.differences == []
    assert outcome.result is not None
    lost = LESSON.replace("do: restore, on: SNAPSHOT, value: warm", "do: restore, on: SNAPSHOT, value: cold")
    (other,) = prove(write(tmp_path / "b", lesson=lost + EXPECT))
    assert "没有快照 cold" in other.error


def test_a_run_played_into_files_has_a_child_for_each_rewind(tmp_path: Path) -> None:
    """Three attempts, each with the one before as parent; all replay; the last has the mark that was proved."""
    folder = write(tmp_path, lesson=LESSON + EXPECT)
    first, second, third = play_into(folder, folder / "runs" / "lesson.yaml", tmp_path / "out", "p-1")
    assert (first.how, second.how, third.how) == ("quit", "quit", "finished")
    assert 0.0 == first.begun_at < second.begun_at < third.begun_at
    ids = []
    for one in (first, second, third):
        with AttemptReader.open(one.path) as reader:
            reader.verify()
            assert replay(reader).same
            parent = reader.header.parent
            ids.append((reader.header.attempt_id, parent.attempt_id if parent is not None else ""))
    assert [parent for _, parent in ids] == ["", ids[0][0], ids[1][0]]
    (proved,) = prove(folder)
    assert proved.result is not None
    assert third.total == proved.result.total == mark_file(third.path).result.total
    with open_lineage(third.path) as whole:
        assert "fault" not in [e.kind for e in whole.events()]
    kinds = [one.kind for one in interventions_of(third.path)]
    assert kinds == ["freeze", "message", "snapshot", "rewind", "snapshot", "rewind"]


def test_the_command_plays_a_file_and_tells(tmp_path: Path) -> None:
    """``launcher.py play`` writes the attempts and says what the instructor did in each."""
    folder = write(tmp_path / "s")
    (tmp_path / "lesson.yaml").write_text(LESSON + EXPECT, encoding="utf-8")
    words = ["play", str(folder), "--run", str(tmp_path / "lesson.yaml"), "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(launcher.app, [*words, "--json"])
    assert told.exit_code == 0, told.output
    attempts = json.loads(told.stdout)
    assert [len(a["interventions"]) for a in attempts] == [6, 6, 6]
    assert CliRunner().invoke(launcher.app, words).exit_code == 0
    assert len(list((tmp_path / "out").glob("*.attempt"))) == 6


@pytest.mark.parametrize(
    ("acts", "word"),
    [
        (
            "    - {do: set, on: SESSION, value: {frozen: true}, by: instructor}\n    - {at: 5 s, do: start, on: H1}\n",
            "frozen",
        ),
        ("    - {do: take, on: SNAPSHOT, value: mine}\n", "instructor"),
        ("    - {do: restore, on: SNAPSHOT, value: 10, by: instructor}\n", "past time"),
        ("    - {do: call, on: LEARNER, value: '', by: instructor}\n", "empty"),
    ],
)
def test_a_run_that_cannot_go_on_says_why(tmp_path: Path, acts: str, word: str) -> None:
    """A refused act, or a freeze nobody ends, is an error with its line and reason; what was played is kept."""
    text = LESSON.split("    - {at")[0] + acts + EXPECT
    folder = write(tmp_path, lesson=text)
    with pytest.raises(ScriptError, match=word) as caught:
        play_into(folder, folder / "runs" / "lesson.yaml", tmp_path / "out")
    line = int(str(caught.value).split("lesson.yaml:")[1].split(":")[0])
    assert text.splitlines()[line - 1] == acts.splitlines()[-1]
    (path,) = (tmp_path / "out").glob("*.attempt")
    with AttemptReader.open(path) as reader:
        assert reader.verify().ended


def test_an_exam_run_does_not_go_back(tmp_path: Path) -> None:
    """Reference runs are exams unless they say otherwise, and those are not rewound."""
    folder = write(tmp_path, lesson=LESSON.replace("mode: practise", "mode: exam") + EXPECT)
    (outcome,) = prove(folder)
    assert "不能回退" in outcome.error


SLIPS = {
    "snapshot": ("restore, on: SNAPSHOT, value: warm", "restore, on: SNAPSHOT, value: worm", "worm", "did you mean `warm`"),
    "left behind": (
        "    - {do: stop, on: H1}",
        "    - {by: instructor, do: restore, on: SNAPSHOT, value: warm}\n"
        "    - {by: instructor, do: restore, on: SNAPSHOT, value: again}",
        "{by: instructor, do: restore, on: SNAPSHOT, value: again", "no snapshot `again`",
    ),
    "twice": ("take, on: SNAPSHOT, value: again", "take, on: SNAPSHOT, value: warm", "2 s, do: take", "already"),
    "exam": ("mode: practise", "mode: exam", "after: 20 s, do: restore", "not rewound"),
    "phrase": ("value: 看温度", "value: {phrase: look}", "phrase: look", "phrase `look`"),
    "instrument": ("instrument: TI1,", "instrument: TI11,", "TI11", "did you mean `TI1`"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_instructor_s_part_is_told_at_its_line(tmp_path: Path, slip: str) -> None:
    """Names that lead nowhere are found without playing the run, at their line, with what was probably meant."""
    old, new, at, words = SLIPS[slip]
    assert old in LESSON
    text = LESSON.replace(old, new) + EXPECT
    folder = write(tmp_path, lesson=text)
    problems = [p for p in check_path(folder) if p.severity == "error"]
    assert problems
    line = text[: text.index(at)].count("\n")
    assert problems[0].span.line == line
    assert words in render(problems[0], "en")
