"""Killed and resumed: the session goes on to the same last state and the same mark as if nothing had happened."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.errors import AttemptLockedError
from engine.paths import SCENARIOS
from engine.session.attempt import AttemptClosedError, AttemptReader
from engine.session.desk import open_attempt
from engine.session.replay import replay, resume
from engine.session.script import ScriptedLearner
from engine.session.session import Session
from grading.marker import Marker, mark_attempt
from grading.proof import load_run
from grading.rubric import Rubric
from tests.session.after_kill import check_after_kill
from tests.session.resume_worker import ACTS, TICKS, Outcome, act, begin, reopen, run, run_deadly

PROCESS = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")
Kill = Callable[[Path, Path], Any]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What an attempt comes to that nobody kills."""
    path = tmp_path_factory.mktemp("whole") / "a.attempt"
    outcome = run(path)
    with AttemptReader.open(path) as attempt:
        assert len(attempt.actions()) > 15
        assert sum(e.kind == "refused" for e in attempt.events()) >= 3
        assert len(attempt.checkpoints()) > 4
    assert {item.id: item.judgement for item in outcome.result.items}["R3"] == "broken"
    return outcome


def assert_as_if_nothing(path: Path, whole: Outcome, played: Outcome | None) -> None:
    """Same last hash, same mark: live, and from the file."""
    with AttemptReader.open(path) as attempt:
        ending = attempt.ended()
        assert attempt.verify().ended
        marked = mark_attempt(attempt)
        assert replay(attempt).same
    assert ending is not None
    assert ending.state_hash == whole.state_hash
    assert marked == whole.result
    if played is not None:
        assert played == whole


def kill_until_done(folder: Path, kill: Kill, kills: int, whole: Outcome) -> None:
    """Kill and resume attempts until ``kills`` kills are done; each must end like the undisturbed one."""
    done = number = 0
    while done < kills:
        path, acks, ended = folder / f"{number}.attempt", folder / f"{number}.acks", False
        number += 1
        while done < kills and not ended:
            process = kill(path, acks)
            process.join(60)
            assert process.exitcode in (0, 9, -9)
            done += process.exitcode != 0
            ended = check_after_kill(path, acks)
        assert_as_if_nothing(path, whole, None) if ended else assert_as_if_nothing(path, whole, run(path))


def kill_at_random(rng: random.Random) -> Kill:
    def kill(path: Path, acks: Path) -> Any:
        process = PROCESS.Process(target=run, args=(path, acks, 0.0002))
        process.start()
        time.sleep(rng.random() * 0.5)
        process.kill()
        return process

    return kill


WORDS = ("BEGIN", "INSERT INTO action", "INSERT INTO chain", "INSERT OR REPLACE INTO chunk", "INSERT INTO checkpoint", "COMMIT")


def kill_inside(rng: random.Random) -> Kill:
    def kill(path: Path, acks: Path) -> Any:
        word = rng.choice(WORDS)
        nth = rng.randrange(1, 4 if word in WORDS[3:5] else 25)
        process = PROCESS.Process(target=run_deadly, args=(path, acks, word, nth, rng.choice([0.0, 0.0, 1e-5, 1e-4, 1e-3])))
        process.start()
        return process

    return kill


HOWS = pytest.mark.parametrize("how", [kill_at_random, kill_inside], ids=["at random", "inside a statement"])


@HOWS
def test_ten_kills(tmp_path: Path, undisturbed: Outcome, how: Callable[[random.Random], Kill]) -> None:
    """kill -9 anywhere, also inside commit, flush and checkpoint: nothing acknowledged is lost, same end, same mark."""
    kill_until_done(tmp_path, how(random.Random(5)), 5, undisturbed)


@pytest.mark.slow
@HOWS
def test_two_hundred_kills(tmp_path: Path, undisturbed: Outcome, how: Callable[[random.Random], Kill]) -> None:
    """The same, 100 times each way."""
    kill_until_done(tmp_path, how(random.Random(11)), 100, undisturbed)


def cut(path: Path, ticks: int) -> None:
    """An attempt that was left without an end after ``ticks`` ticks."""
    session, writer = begin(path)
    act(session, ticks)
    writer.close()


@pytest.mark.parametrize("ticks", [0, 1, 4, 67, 299, 301, 353, 599, 600, 902, 903, 1360, 1650])
def test_cut_off_anywhere_it_goes_on_the_same(tmp_path: Path, undisturbed: Outcome, ticks: int) -> None:
    """Before and behind a checkpoint, with refusals in between: evidence and numbers of events come out the same."""
    path = tmp_path / "a.attempt"
    cut(path, ticks)
    assert_as_if_nothing(path, undisturbed, run(path))


def test_a_resumed_session_shows_what_was_said(tmp_path: Path) -> None:
    """Whoever comes back sees the messages and events from before, as if the screen had never gone dark."""
    path = tmp_path / "a.attempt"
    session, writer = begin(path)
    act(session, 650)
    before = session.frame()
    writer.close()
    again, writer, _ = reopen(path)
    act(again, 650)
    after = again.frame()
    writer.close()
    assert [m.text.zh for m in before.messages]
    assert after.messages == before.messages
    assert after.events == before.events
    assert after.people == before.people
    assert again.done_steps() == session.done_steps()


def test_an_ended_attempt_is_not_gone_on_with(tmp_path: Path) -> None:
    """What has ended is over; the error says so in both languages."""
    path = tmp_path / "a.attempt"
    run(path)
    with pytest.raises(AttemptClosedError, match=r"已经结束.*has ended"):
        reopen(path)


def test_a_running_attempt_is_not_gone_on_with(tmp_path: Path) -> None:
    """Two programs never write one attempt; afterwards it can be resumed."""
    path = tmp_path / "a.attempt"
    session, writer = begin(path)
    act(session, 100)
    with pytest.raises(AttemptLockedError):
        reopen(path)
    writer.close()
    _, writer, _ = reopen(path)
    writer.close()


def test_the_acts_of_this_file_do_not_fall_on_checkpoints() -> None:
    """The rule of the learner keeps its promise (see its module)."""
    assert not [tick for tick in ACTS if tick % 300 == 0]
    assert max(ACTS) < TICKS


NITRATION = SCENARIOS / "chemical" / "nitration"
CUT, STOP = 31_234, 42_000


def nitration_learner(session: Session, until: int) -> None:
    run, _ = load_run(NITRATION / "runs" / "expert.yaml")
    learner = ScriptedLearner(session, run)
    while session.now < until:
        learner.step()
        session.tick()


def play_nitration(folder: Path, kill_at: int) -> None:
    """Play the expert into a file; die at tick ``kill_at`` (in a process of its own)."""
    rubric = Rubric.load(NITRATION)
    kept = open_attempt(NITRATION, folder, rubric=rubric.canonical(), mode="exam", file_name="n.attempt")
    nitration_learner(kept.session, kill_at)
    kept.writer.flush()
    os._exit(9)


@pytest.mark.slow
def test_a_shipped_scenario_goes_on_after_a_kill(tmp_path: Path) -> None:
    """The same holds for a real plant: controllers, alarms and the integrator go on bit by bit."""
    process = PROCESS.Process(target=play_nitration, args=(tmp_path, CUT))
    process.start()
    process.join(120)
    assert process.exitcode == 9
    path = tmp_path / "n.attempt"
    with AttemptReader.open(path) as reader:
        actions, header = reader.actions(), reader.header
    marker = Marker(Rubric.from_canonical(header.rubric), header.tags, header.tick_ms)
    session, writer = resume(path, [marker])
    assert CUT - session.record_ticks <= session.now <= CUT
    session.run(STOP - session.now)
    session.end("quit")
    writer.close()
    whole = Session(session.scenario, mode="exam")
    watching = Marker(Rubric.load(NITRATION), whole.tags, whole.tick_ms)
    whole.observers.append(watching)
    waiting = list(actions)
    while whole.now < STOP:
        while waiting and waiting[0].tick <= whole.now:
            whole.do_again(waiting.pop(0))
        whole.tick()
    whole.end("quit")
    assert session.state_hash() == whole.state_hash()
    assert {i.id: (i.judgement, i.credit) for i in marker.result().items} == {
        i.id: (i.judgement, i.credit) for i in watching.result().items
    }
    with AttemptReader.open(path) as reader:
        assert mark_attempt(reader) == marker.result()
        assert replay(reader).same
