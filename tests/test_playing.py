"""What happens between two attempts in one window: again, back to before a mistake, and going on after a crash."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import grading.sitting
import launcher
from engine.errors import AttemptError, LearnerCodeError
from engine.session.attempt import AttemptReader
from engine.session.desk import open_attempt
from engine.session.unfinished import unfinished
from engine.terminal import StopError
from engine.testing import TINY_SCENARIO, tiny_kind
from engine.view.seat import Left, Seat, may_instruct, play
from grading.marked import mark_file, practise_from, watch
from grading.rubric import Rubric
from grading.sitting import Turn
from tests.session.resume_worker import RUBRIC

Seen = list[dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A scenario with the tiny plant, and a home of its own."""
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))
    home = tmp_path / "scenarios" / "tiny"
    home.mkdir(parents=True)
    (home / "scenario.yaml").write_text(TINY_SCENARIO, encoding="utf-8")
    (home / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    monkeypatch.setattr(grading.sitting, "scenario_folders", lambda: [home])
    with tiny_kind():
        yield home


@pytest.fixture
def attend(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Seen]:
    """In place of a window: somebody who plays two minutes and then has each of ``wishes`` in turn."""

    def plan(*wishes: tuple[str, int | None]) -> Seen:
        seen: Seen = []

        def instead(seat: Seat, turn: Turn) -> Left:
            attempt, session = turn.attempt, turn.attempt.session
            parent = attempt.writer.header.parent
            seen.append({
                "path": attempt.path, "from": session.now, "learner": attempt.writer.header.learner,
                "mode": session.mode, "parent": parent.attempt_id if parent is not None else "",
                "done": {f.item for f in turn.marker.findings() if f.judgement == "met"},
            })  # fmt: skip
            session.request("learner", "start", "H1")
            session.run(1200)
            attempt.close()
            return Left(*wishes[len(seen) - 1])

        monkeypatch.setattr(Seat, "attend", instead)
        return seen

    return plan


def test_again_begins_anew(folder: Path, attend: Callable[..., Seen]) -> None:
    """Each time is an attempt of its own, of the same learner, from the beginning."""
    seen = attend(("again", None), ("exit", None))
    launcher.run(str(folder), learner="hx24-07")
    assert [one["from"] for one in seen] == [0, 0]
    assert seen[0]["path"] != seen[1]["path"]
    assert {one["learner"] for one in seen} == {"hx24-07"}


def test_a_rewind_begins_a_minute_before_the_mistake(folder: Path, attend: Callable[..., Seen]) -> None:
    """The new attempt starts at a checkpoint not later than that, knows its parent, and what was done counts."""
    seen = attend(("rewind", 1000), ("rewind", None), ("exit", None))
    launcher.run(str(folder))
    tick_ms = 100
    assert seen[1]["from"] <= 1000 - 60_000 // tick_ms
    assert seen[1]["from"] > 0
    with AttemptReader.open(seen[0]["path"]) as parent:
        assert seen[1]["parent"] == parent.header.attempt_id
    assert "S1" in seen[1]["done"]
    assert seen[2]["from"] > seen[1]["from"]


def _cut_off(folder: Path, target: Path) -> Path:
    """An attempt as a power cut leaves it."""
    rubric = Rubric.load(folder)
    attempt = open_attempt(folder, target / "live", rubric=rubric.canonical(), mode="exam", seed=7, learner="hx24-07")
    watch(attempt.session, rubric)
    attempt.session.request("learner", "start", "H1")
    attempt.session.run(900)
    attempt.writer.flush()
    path = target / attempt.path.name
    for side in ("", "-wal"):
        part = attempt.path.with_name(attempt.path.name + side)
        if part.exists():
            shutil.copy(part, path.with_name(path.name + side))
    attempt.close()
    return path


def test_what_was_cut_off_goes_on_in_its_own_file(folder: Path, attend: Callable[..., Seen], tmp_path: Path) -> None:
    """Same file, mode and learner; what was done before counts; afterwards it has an end and is offered no more."""
    path = _cut_off(folder, tmp_path)
    assert [one.path for one in unfinished(tmp_path, "hx24-07")] == [path]
    seen = attend(("exit", None))
    launcher.run(resume=path)
    assert (seen[0]["path"], seen[0]["mode"], seen[0]["learner"]) == (path, "exam", "hx24-07")
    assert seen[0]["from"] == pytest.approx(900, abs=10)
    assert "S1" in seen[0]["done"]
    assert unfinished(tmp_path, "hx24-07") == []
    with AttemptReader.open(path) as reader:
        assert reader.verify().ended


def test_after_a_resumed_attempt_one_may_begin_again(
    folder: Path, attend: Callable[..., Seen], tmp_path: Path
) -> None:
    """The scenario is found by its id, and the new attempt lies beside the old one with the same settings."""
    path = _cut_off(folder, tmp_path)
    seen = attend(("again", None), ("exit", None))
    launcher.run(resume=path)
    assert (seen[1]["from"], seen[1]["mode"], seen[1]["learner"]) == (0, "exam", "hx24-07")
    assert seen[1]["path"].parent == tmp_path


@pytest.mark.parametrize("cut_off", [False, True])
def test_scenario_and_rubric_are_of_one_version(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cut_off: bool
) -> None:
    """A rewound attempt keeps those it was played with, whatever was saved meanwhile; beginning again reads both afresh."""
    seen: list[tuple[str, float, bytes]] = []

    def attend(_: Seat, turn: Turn) -> Left:
        attempt, header = turn.attempt, turn.attempt.writer.header
        high = attempt.session.scenario["alarms"].root["TI1.H"].high.value
        assert header.rubric == turn.marker.rubric.canonical()
        seen.append((header.package_hash, high, header.rubric))
        if len(seen) == 1:
            for name, old, new in (
                ("scenario.yaml", "high: 80 degC", "high: 70 degC"), ("rubric.yaml", "pass: 60", "pass: 75"),
            ):  # fmt: skip
                path = folder / name
                assert old in path.read_text(encoding="utf-8")
                path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        attempt.session.run(1200)
        attempt.close()
        return Left(["rewind", "again", "exit"][len(seen) - 1])

    path = _cut_off(folder, tmp_path) if cut_off else None
    monkeypatch.setattr(Seat, "attend", attend)
    if path is not None:
        launcher.run(resume=path)
    else:
        launcher.run(str(folder))
    played, rewound, again = seen
    assert rewound == played
    assert [one[1] for one in seen] == [80, 80, 70]
    assert again[2] == Rubric.load(folder).canonical() != played[2]
    assert again[0] != played[0]


def test_a_resumed_attempt_is_rewound_without_its_folder(
    folder: Path, attend: Callable[..., Seen], tmp_path: Path
) -> None:
    """What is gone back to stands in the attempt's file: the scenario need not be on this computer."""
    path = _cut_off(folder, tmp_path)
    shutil.rmtree(folder)
    seen = attend(("rewind", None), ("exit", None))
    launcher.run(resume=path)
    assert seen[1]["parent"]
    assert "S1" in seen[1]["done"]


def test_names_are_no_codes(folder: Path, attend: Callable[..., Seen]) -> None:
    """A name on the command line is refused before anything is written."""
    seen = attend(("exit", None))
    with pytest.raises(LearnerCodeError, match=r"(?s)代号.*no code"):
        launcher.run(str(folder), learner="张三")
    assert seen == []


def test_something_to_run_is_needed(folder: Path) -> None:
    """Neither a scenario nor a file is a wrong use with a hint."""
    with pytest.raises(StopError, match="--resume"):
        launcher.run()


def test_an_attempt_is_practised_again_from_a_moment(folder: Path, attend: Callable[..., Seen]) -> None:
    """`--from FILE --at TIME`: a child at that very moment, to practise, of the same learner, beside the old file."""
    seen = attend(("exit", None), ("exit", None))
    launcher.run(str(folder), mode="exam", learner="hx24-07")
    with AttemptReader.open(seen[0]["path"]) as reader:
        wanted = reader.header.attempt_id
    launcher.run(again=str(seen[0]["path"]), at="1:05")
    assert (seen[1]["from"], seen[1]["mode"], seen[1]["learner"]) == (650, "practise", "hx24-07")
    assert seen[1]["parent"] == wanted
    assert seen[1]["path"].parent == seen[0]["path"].parent
    assert "S1" in seen[1]["done"]  # what was done before the moment counts
    assert mark_file(seen[1]["path"]).missing == ""


def test_a_moment_of_another_kind_is_refused(folder: Path, attend: Callable[..., Seen], tmp_path: Path) -> None:
    """An examination that goes on, a scenario named as well, a file that is not there: said, and nothing begun."""
    path = _cut_off(folder, tmp_path)
    seen = attend(("exit", None))
    with pytest.raises(AttemptError, match="--resume"):
        launcher.run(again=str(path), at="0:30")
    with pytest.raises(StopError, match="--from"):
        launcher.run(str(folder), again=str(path))
    with pytest.raises(AttemptError, match="nowhere"):
        launcher.run(again="nowhere")
    assert seen == []


def test_between_frames_the_instructors_deeds_come_again(
    folder: Path, attend: Callable[..., Seen], tmp_path: Path
) -> None:
    """An attempt begun from an earlier one is given what was set then, frame by frame, by the window's own loop."""
    seen = attend(("exit", None))
    launcher.run(str(folder), learner="hx24-07")
    attempt, marker = practise_from(seen[0]["path"], 30, tmp_path / "again")
    calls: list[int] = []
    attempt.between = lambda: calls.append(attempt.session.now)
    desk = SimpleNamespace(wish="", result=None, can_rewind=False)
    window = SimpleNamespace(desk=desk, base=SimpleNamespace(win=SimpleNamespace(is_closed=lambda: False)))

    def frame(advance: bool = True) -> None:
        attempt.session.run(10)
        desk.wish = "exit" if len(calls) == 3 else ""

    window.step_frame = frame
    assert play(window, Turn(attempt, marker)) == "exit"
    attempt.close()
    assert calls == [300, 310, 320]


def test_where_the_instructor_went_back_the_window_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child begins at the very snapshot, knows who went back, and counts what was done before it."""
    seen: Seen = []

    def attend(seat: Seat, turn: Turn) -> Left:
        attempt, session = turn.attempt, turn.attempt.session
        seen.append({"from": session.now, "extra": dict(attempt.writer.header.extra), "snapshots": session.frame().snapshots,
                     "done": {f.item for f in turn.marker.findings() if f.judgement == "met"}, "may": seat.instructor})  # fmt: skip
        if len(seen) == 1:
            session.request("learner", "start", "H1")
            session.run(900)
            session.request("instructor", "take", "SNAPSHOT", "here")
            session.run(700)
            assert session.request("instructor", "restore", "SNAPSHOT", "here")
        attempt.close()
        return Left("rewind" if len(seen) == 1 else "exit")

    monkeypatch.setattr(Seat, "attend", attend)
    launcher.run(str(folder), instructor=True)
    assert [one["from"] for one in seen] == [0, 901]
    assert seen[1]["extra"]["rewound"] == {"by": "instructor", "to": "here", "from": 1600}
    assert [s.name for s in seen[1]["snapshots"]] == ["here"]
    assert "S1" in seen[1]["done"]
    assert [one["may"] for one in seen] == [True, True]


@pytest.mark.parametrize(
    ("mode", "asked", "may"),
    [("practise", None, True), ("learn", None, True), ("exam", None, False), ("exam", True, True), ("practise", False, False)],
)
def test_the_instructor_s_card_is_locked_in_an_exam(mode: str, asked: bool | None, may: bool) -> None:
    """Unless the command line says otherwise, and nowhere where it forbids it."""
    assert may_instruct(mode, asked) is may
