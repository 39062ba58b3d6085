"""Going on after a crash: nothing acknowledged is lost, nothing is stored twice, divergence is named."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.events import Event
from engine.session.actions import Action
from engine.session.attempt import AttemptReader, AttemptWriter, ReplayDivergedError, RowEncoder
from tests.session.after_kill import check_after_kill
from tests.session.attempt.attempt_worker import TAGS, Model, make_header, run, run_deadly

PROCESS = multiprocessing.get_context("fork" if sys.platform != "win32" else "spawn")
TICKS = 450


def contents(path: Path) -> dict[str, Any]:
    """What must not depend on interruptions."""
    with AttemptReader.open(path) as attempt:
        assert attempt.verify().ended
        return {
            "actions": attempt.actions(),
            "events": attempt.events(),
            "rows": list(attempt.rows()),
            "changes": attempt.changes(),
            "texts": attempt.texts(),
            "documents": attempt.documents(),
            "checkpoints": [(c.tick, c.state_hash, c.state) for c in attempt.checkpoints()],
            "end": attempt.ended(),
        }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("whole") / "a.attempt"
    run(path, TICKS)
    found = contents(path)
    assert len(found["actions"]) > 30
    assert len(found["events"]) > 20
    assert len(found["texts"]) > 2
    return found


def kill_until_done(folder: Path, kill: Callable[[Path, Path], Any], kills: int, whole: dict[str, Any]) -> None:
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
        if not ended:
            run(path, TICKS)
        assert contents(path) == whole


def kill_at_random(rng: random.Random) -> Callable[[Path, Path], Any]:
    def kill(path: Path, acks: Path) -> Any:
        process = PROCESS.Process(target=run, args=(path, TICKS), kwargs={"acks": acks, "pause_s": 0.0002})
        process.start()
        time.sleep(rng.random() * 0.12)
        process.kill()
        return process

    return kill


WORDS = (
    "BEGIN",
    "INSERT INTO action",
    "INSERT INTO chain",
    "INSERT OR REPLACE INTO chunk",
    "INSERT INTO checkpoint",
    "COMMIT",
)


def kill_inside(rng: random.Random) -> Callable[[Path, Path], Any]:
    def kill(path: Path, acks: Path) -> Any:
        word = rng.choice(WORDS)
        nth = rng.randrange(1, 4 if word in WORDS[3:5] else 25)
        delay = rng.choice([0.0, 0.0, 1e-5, 1e-4, 1e-3])
        process = PROCESS.Process(target=run_deadly, args=(path, TICKS, acks, word, nth, delay))
        process.start()
        return process

    return kill


@pytest.mark.parametrize("how", [kill_at_random, kill_inside], ids=["at random", "inside a statement"])
def test_killed_attempts_end_as_if_nothing_had_happened(
    tmp_path: Path, undisturbed: dict[str, Any], how: Callable[[random.Random], Any]
) -> None:
    """Killed anywhere, also inside commit, blob and checkpoint: nothing acknowledged is lost."""
    kill_until_done(tmp_path, how(random.Random(5)), 8, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("how", [kill_at_random, kill_inside], ids=["at random", "inside a statement"])
def test_two_hundred_kills(tmp_path: Path, undisturbed: dict[str, Any], how: Callable[[random.Random], Any]) -> None:
    """The same, 100 times each way."""
    kill_until_done(tmp_path, how(random.Random(11)), 100, undisturbed)


def cut(path: Path, ticks: int) -> None:
    """An attempt that was cut off after ``ticks`` ticks."""
    model = Model()
    with AttemptWriter.create(path, make_header()) as writer:
        for _ in range(ticks):
            model.step(writer)


def test_resuming_stores_nothing_twice(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    """Cut off anywhere and resumed, the record is the same, down to the numbers of events."""
    for ticks in (0, 1, 99, 100, 101, 333):
        path = tmp_path / f"{ticks}.attempt"
        cut(path, ticks)
        run(path, TICKS)
        assert contents(path) == undisturbed
        with AttemptReader.open(path) as attempt:
            assert len(attempt.openings()) == 2


def test_a_resumption_tells_where_to_go_on(tmp_path: Path) -> None:
    """The last checkpoint, what was done after it, and how far to simulate."""
    path = tmp_path / "a.attempt"
    cut(path, 250)
    with AttemptReader.open(path) as attempt, AttemptWriter.open_for_resume(path) as writer:
        found = writer.resumption
        assert found is not None
        assert found.checkpoint is not None
        assert (found.checkpoint.tick, found.last_tick) == (200, attempt.last_tick())
        assert list(found.actions) == [a for a in attempt.actions() if a.tick >= 200]
        assert list(found.events) == [e for e in attempt.events() if e.tick >= 200]


def test_the_monotonic_clock_goes_on(tmp_path: Path) -> None:
    """The milliseconds in the chain never run backwards over an interruption."""
    path = tmp_path / "a.attempt"
    cut(path, 150)
    run(path, 200)
    with AttemptReader.open(path) as attempt:
        (before,) = attempt.query("SELECT max(mono_ms) FROM chain WHERE kind = 'action' AND tick < 150")[0]
        (after,) = attempt.query("SELECT min(mono_ms) FROM chain WHERE kind = 'action' AND tick >= 150")[0]
    assert after >= before


def resumed(path: Path) -> tuple[AttemptWriter, Model]:
    writer = AttemptWriter.open_for_resume(path)
    assert writer.resumption is not None
    model = Model()
    if writer.resumption.checkpoint:
        model.restore(writer.resumption.checkpoint.state)
    return writer, model


def drive_differently(writer: AttemptWriter, model: Model, index: int) -> None:
    for _ in range(90):
        if model.tick == 231:
            model.x[index] += 40
        model.step(writer)
    writer.finish_resume()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_another_simulation_is_told_at_its_tick(tmp_path: Path, index: int) -> None:
    """If the re-simulated values differ, the first tick that differs is named and nothing is overwritten."""
    path = tmp_path / "a.attempt"
    cut(path, 290)
    with AttemptReader.open(path) as attempt:
        before = list(attempt.rows())
    writer, model = resumed(path)
    with writer, pytest.raises(ReplayDivergedError, match=r"以记录为准.*The record stands") as caught:
        drive_differently(writer, model, index)
    assert 231 <= caught.value.tick <= 240
    with AttemptReader.open(path) as attempt:
        attempt.verify()
        assert list(attempt.rows()) == before


def two_actions(path: Path) -> None:
    with AttemptWriter.create(path, make_header()) as writer:
        encoder = RowEncoder(TAGS)
        writer.action(Action(3, 0, "learner", "open", "XV1"))
        writer.event(Event(3, "refused", "XV2", {"code": "locked"}))
        writer.event(Event(4, "message", "R", {"n": 1}))
        writer.action(Action(6, 1, "learner", "close", "XV1"))
        writer.row(encoder.encode(5, [0] * 8))


@pytest.mark.parametrize(
    ("again", "what"),
    [
        (lambda w: w.action(Action(3, 0, "partner", "open", "XV1")), "action"),
        (lambda w: w.event(Event(4, "message", "R", {"n": 1})), "action"),
        (lambda w: w.row(replace(RowEncoder(TAGS).encode(5, [0] * 8), changes=())), "row"),
        (lambda w: w.finish_resume(), "action"),
    ],
    ids=["another action", "a missing action", "another row", "nothing at all"],
)
def test_what_comes_again_must_be_what_is_stored(tmp_path: Path, again: Callable[[Any], Any], what: str) -> None:
    """Another action, a missing one, another row, or stopping too early: each is a divergence."""
    path = tmp_path / "a.attempt"
    two_actions(path)
    with AttemptWriter.open_for_resume(path) as writer, pytest.raises(ReplayDivergedError) as caught:
        again(writer)
    assert caught.value.what == what


@pytest.mark.parametrize("told_again", [True, False])
def test_events_from_outside_may_come_again_or_not(tmp_path: Path, told_again: bool) -> None:
    """A refusal is no product of the model: handed over again or left out, it is stored once."""
    path = tmp_path / "a.attempt"
    two_actions(path)
    with AttemptWriter.open_for_resume(path) as writer:
        assert writer.action(Action(3, 0, "learner", "open", "XV1")) == 0
        if told_again:
            assert writer.event(Event(3, "refused", "XV2", {"code": "locked"})) == 0
        assert writer.event(Event(4, "message", "R", {"n": 1})) == 1
        assert writer.action(Action(6, 1, "learner", "close", "XV1")) == 1
        writer.row(RowEncoder(TAGS).encode(5, [0] * 8))
        writer.finish_resume()
        assert writer.event(Event(8, "refused", "XV2", {"code": "locked"})) == 2
        assert writer.durable_seq == 1
    with AttemptReader.open(path) as attempt:
        assert [e.kind for e in attempt.events()] == ["refused", "message", "refused"]
        assert len(attempt.actions()) == 2
        attempt.verify()
