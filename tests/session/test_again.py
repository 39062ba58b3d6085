"""Practising an attempt again from any moment of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import AttemptFormatError
from engine.session.again import Encore, attempt_named, moment, state_at
from engine.session.attempt.reader import AttemptReader
from engine.session.desk import KeptAttempt, open_attempt
from engine.session.lineage import open_lineage
from engine.session.replay import replay, resume
from engine.session.session import Session
from engine.testing import tiny_scenario


def _played(folder: Path, mode: str = "practise", ended: bool = True) -> Path:
    attempt = open_attempt(folder, folder, rubric=b"{}", scenario=tiny_scenario(), mode=mode)
    attempt.session.request("learner", "start", "H1")
    attempt.session.run(700)
    attempt.session.request("learner", "stop", "H1")
    attempt.session.run(500)
    attempt.close() if ended else attempt.leave()
    return attempt.path


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1:23:45", 5025), ("23:45", 1425), ("83:45", 5025), ("5025", 5025), ("12.5", 12.5), ("0：30", 30)],
)
def test_moments_are_read_as_people_write_them(text: str, seconds: float) -> None:
    """Hours, minutes and seconds, minutes and seconds, or seconds; also with a Chinese colon."""
    assert moment(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1:2:3:4", "-5", "1:75:00", "1:60", "٣:١٠", "1e9"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    """Anything else says how to write one."""
    with pytest.raises(AttemptFormatError, match=r"1:23:45"):
        moment(text)


def test_the_state_is_that_of_the_moment(tmp_path: Path) -> None:
    """Not that of the checkpoint before it: the same state an undisturbed session has at that tick."""
    path = _played(tmp_path)
    source = state_at(path, 71.3)
    twin = Session(tiny_scenario(), seed=1, mode="practise")
    twin.request("learner", "start", "H1")
    twin.run(700)
    twin.request("learner", "stop", "H1")
    twin.run(13)
    assert source.parent.tick == 713
    assert source.parent.state_hash == twin.state_hash()


def test_an_ended_examination_may_be_practised_again(tmp_path: Path) -> None:
    """Once it has ended; before that it is refused, and the attempt stays as it was."""
    assert state_at(_played(tmp_path / "a", "exam"), 60).parent.tick == 600
    running = _played(tmp_path / "b", "exam", ended=False)
    before = running.read_bytes()
    with pytest.raises(AttemptFormatError, match=r"--resume"):
        state_at(running, 60)
    assert running.read_bytes() == before


def test_a_moment_outside_the_attempt_is_refused(tmp_path: Path) -> None:
    """The message says how long the attempt was."""
    with pytest.raises(AttemptFormatError, match=r"0:02:00"):
        state_at(_played(tmp_path), 120)


def test_back_across_a_rewind(tmp_path: Path) -> None:
    """A moment before the rewind is looked up in the parent; without the parent it is said that it is missing."""
    path = _played(tmp_path)
    source = state_at(path, 60)
    child = open_attempt(tmp_path, tmp_path, rubric=b"{}", scenario=source.scenario, parent=source.parent, package="x")
    child.session.run(100)
    child.close()
    with open_lineage(child.path) as lineage:
        assert [one.start for one in lineage.generations()] == [0, 600]
        assert lineage.signal("TI1")[0].tolist() == sorted(set(lineage.signal("TI1")[0].tolist()))
    with AttemptReader.open(path) as parent:
        wanted = parent.header.attempt_id
    assert state_at(child.path, 30).parent.attempt_id == wanted
    assert state_at(child.path, 65).parent.attempt_id == child.writer.header.attempt_id
    path.unlink()
    with pytest.raises(AttemptFormatError, match=wanted):
        state_at(child.path, 30)


def test_an_attempt_is_found_by_its_name_or_its_id(tmp_path: Path) -> None:
    """By path, by file name in the folder of attempts, or by the eight letters of its id that end the name."""
    path = _played(tmp_path)
    assert attempt_named(str(path), tmp_path / "none") == path
    assert attempt_named(path.name, tmp_path) == path
    assert attempt_named(path.stem[-8:], tmp_path) == path
    with pytest.raises(AttemptFormatError, match="nowhere"):
        attempt_named("nowhere", tmp_path)


def test_what_the_instructor_did_then_happens_again(tmp_path: Path) -> None:
    """At its own time, once, and on record in the child; what the learner did is left to the learner."""
    attempt = open_attempt(tmp_path, tmp_path, rubric=b"{}", scenario=tiny_scenario())
    attempt.session.request("learner", "start", "H1")
    attempt.session.run(300)
    attempt.session.request("instructor", "start", "F1")
    attempt.session.request("learner", "stop", "H1")
    attempt.session.run(300)
    attempt.close()
    source = state_at(attempt.path, 20)
    child = open_attempt(tmp_path, tmp_path, rubric=b"{}", scenario=source.scenario, parent=source.parent, package="x")
    encore = Encore.of(attempt.path, child.session)
    for _ in range(200):
        encore.step()
        child.session.tick()
    child.close()
    with AttemptReader.open(child.path) as reader:
        done = [(a.tick, a.actor, a.verb, a.on) for a in reader.actions() if a.on != "SESSION"]
        assert done == [(300, "instructor", "start", "F1")]
        assert replay(reader).same


def _faulted(folder: Path) -> KeptAttempt:
    """An attempt of a minute in which the instructor takes a snapshot at 10 s, speaks at 20 s and begins F1 at 30 s."""
    attempt = open_attempt(folder, folder, rubric=b"{}", scenario=tiny_scenario())
    for ticks, verb, on, value in ((100, "take", "SNAPSHOT", "s"), (100, "call", "LEARNER", "x"), (100, "start", "F1", None)):
        attempt.session.run(ticks)
        assert attempt.session.request("instructor", verb, on, value)
    attempt.session.run(300)
    return attempt


def _child(folder: Path, left: Path, seconds: float) -> KeptAttempt:
    source = state_at(left, seconds)
    return open_attempt(folder, folder, rubric=b"{}", scenario=source.scenario, parent=source.parent, package="x")


def _play(child: KeptAttempt, encore: Encore, ticks: int) -> list[int]:
    """Runs with the encore; the ticks at which F1 began."""
    for _ in range(ticks):
        encore.step()
        child.session.tick()
    child.close()
    with AttemptReader.open(child.path) as reader:
        assert replay(reader).same
        return [e.tick for e in reader.events() if e.kind == "fault" and e.data["on"]]


def test_going_back_does_not_go_back_again(tmp_path: Path) -> None:
    """What ended the attempt that an instructor went back from does not end the next one at the same tick."""
    attempt = _faulted(tmp_path)
    assert attempt.session.request("instructor", "restore", "SNAPSHOT", "s")
    attempt.close()
    child = _child(tmp_path, attempt.path, 15)
    assert _play(child, Encore.of(attempt.path, child.session), 600) == [300]
    assert child.session.now == 750
    with AttemptReader.open(child.path) as reader:
        assert {a.on for a in reader.actions() if a.verb != "stop"} == {"F1"}, "neither snapshots nor words come again"


def test_a_fault_is_not_dodged_by_rewinding_twice(tmp_path: Path) -> None:
    """What an earlier attempt still held when the next one was left comes in the third one, and after a resume."""
    attempt = _faulted(tmp_path)
    attempt.close()
    second = _child(tmp_path, attempt.path, 15)
    second.session.run(50)
    second.close()
    third = _child(tmp_path, second.path, 18)
    assert _play(third, Encore.of(second.path, third.session), 300) == [300]

    cut_off = _child(tmp_path, attempt.path, 15)
    cut_off.session.run(50)
    cut_off.leave()
    session, writer = resume(cut_off.path)
    resumed = KeptAttempt(session, writer, cut_off.path)
    assert _play(resumed, Encore.of(cut_off.path, session), 300) == [300]
