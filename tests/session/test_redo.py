"""Doing an attempt again in a changed scenario: same times, judged anew, kept whole in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenario.document import Scenario
from engine.session.attempt import AttemptReader
from engine.session.desk import adopt
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.redo import Deeds, Redo
from engine.session.replay import replay
from engine.session.session import Session
from engine.testing import TINY_SCENARIO, tiny_kind


@pytest.fixture(autouse=True)
def tiny() -> object:
    with tiny_kind():
        yield


def scenario(old: str = "", new: str = "") -> Scenario:
    assert old in TINY_SCENARIO
    return scenario_language().loads(TINY_SCENARIO.replace(old, new) if old else TINY_SCENARIO)


def played() -> tuple[Session, Deeds]:
    """Two minutes with the heater on after half a minute, and one deed after the last tick."""
    session, deeds = Session(scenario(), seed=3), Deeds()
    session.observers.append(deeds)
    session.run(300)
    assert session.request("learner", "start", "H1")
    session.run(900)
    return session, deeds


def test_in_the_same_scenario_it_comes_to_the_same_state() -> None:
    """Done again without a change, the session stands where the old one stood, bit for bit."""
    old, deeds = played()
    redo = Redo(scenario(), deeds.actions, old.now, old.tick_ms, seed=3)
    shares = []
    while not redo.step(100):
        shares.append(redo.share)
    assert redo.misfit is None
    assert redo.session.state_hash() == old.state_hash()
    assert shares == pytest.approx([n / 12 for n in range(1, 13)])


def test_what_was_done_since_the_last_tick_is_not_forgotten() -> None:
    """A deed that no tick has followed yet is among what is to be done again."""
    old, deeds = played()
    assert old.request("learner", "stop", "H1")
    assert len(deeds.actions) == 1
    assert [a.verb for a in old.undelivered] == ["stop"]
    redo = Redo(scenario(), (*deeds.actions, *old.undelivered), old.now, old.tick_ms, seed=3)
    assert redo.step(10_000)
    assert redo.session.state_hash() == old.state_hash()


def test_a_deed_that_is_no_longer_possible_does_not_fit() -> None:
    """Where the thing acted on is gone, the reason names time, deed and what is missing."""
    old, deeds = played()
    deeds.actions = [type(a)(a.tick, a.seq, a.actor, a.verb, "H9", a.value) for a in deeds.actions]
    redo = Redo(scenario(), deeds.actions, old.now, old.tick_ms)
    assert redo.step(10_000)
    assert redo.misfit is not None
    assert "00:00:30" in redo.misfit.of("zh")
    assert "H9" in redo.misfit.of("en")


def test_freezing_is_no_part_of_the_model() -> None:
    """A pause that was made is passed over where the new scenario allows none."""
    old, deeds = played()
    assert old.freeze(True)
    assert old.freeze(False)
    old.run(10)
    redo = Redo(scenario(), deeds.actions, old.now, old.tick_ms, mode="exam", seed=3)
    assert redo.step(10_000)
    assert redo.misfit is None


def test_the_new_attempt_is_whole_in_its_own_file(tmp_path: Path) -> None:
    """From its first tick on everything is in the new file: it replays alone, and says what it repeats."""
    old, deeds = played()
    redo = Redo(scenario(), deeds.actions, old.now, old.tick_ms, seed=3)
    while not redo.step(50):
        pass
    kept = adopt(redo, tmp_path, tmp_path / "out", rubric=b"{}", learner="p-1", before="abc")
    kept.session.run(400)
    kept.session.request("learner", "stop", "H1")
    kept.close()
    with AttemptReader.open(kept.path) as reader:
        assert reader.header.parent is None
        assert reader.header.extra["redoes"] == "abc"
        assert [a.verb for a in reader.actions()][:2] == ["start", "stop"]
        report = replay(reader)
    assert report.same
    assert report.ticks >= 1600


def test_what_is_kept_is_what_would_have_been_recorded(tmp_path: Path) -> None:
    """Holding the record back until there is a file changes nothing in it."""
    direct = MemoryRecorder()
    session = Session(scenario(), seed=3, recorder=direct)
    session.run(300)
    session.request("learner", "start", "H1")
    session.run(900)
    old, deeds = played()
    redo = Redo(scenario(), deeds.actions, old.now, old.tick_ms, seed=3)
    assert redo.step(10_000)
    held = MemoryRecorder()
    redo.held.release(held)
    assert held.actions == direct.actions
    assert held.events == direct.events
    assert held.rows == direct.rows
    assert [c.hash for c in held.checkpoints] == [c.hash for c in direct.checkpoints]
