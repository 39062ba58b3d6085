"""What holds of everything applied by hand: it is answered, replayed, restored, fuzzed, and costs nobody else anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.fuzzing import Subject, fuzz
from engine.session.applied.joining import SECTIONS
from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.identity import MODEL_SECTIONS, model_hash, new_header
from engine.session.replay import replay
from engine.session.script import Run, play
from engine.session.session import Session
from engine.testing import tiny_scenario
from tests.session.applied.bench import bench, do, session, walk

PLAIN = st.none() | st.integers(-5, 5) | st.sampled_from(["A", "base", "clamp", "W1.A", "BAR", "DET", "", "x"])
VALUES = (
    PLAIN
    | st.lists(PLAIN, max_size=2)
    | st.dictionaries(st.sampled_from(["part", "to", "tool", "x"]), PLAIN | st.lists(PLAIN, max_size=1), max_size=3)
)
ASKED = st.tuples(
    st.sampled_from(["learner", "instructor", "script"]), st.sampled_from(["test", "attach", "detach", "take", "put", "check"]),
    st.sampled_from(["W1", "W2", "H1BOX", "BAR", "DET", "THERMO", "LEAD1", "LEAD2", "ROD"]), VALUES,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ASKED, min_size=5, max_size=25))
def test_every_request_is_answered_and_restored_alike(asked: list[tuple[str, str, str, Any]]) -> None:
    """Whatever is said: an answer with words in both languages, and a session put back goes on in the same way."""
    made, other = session(holds="DET LEAD1 LEAD2 ROD"), None
    for i, request in enumerate(asked):
        answer = made.request(*request)
        if not answer:
            assert answer.reason.zh
            assert answer.reason.en
        if other is not None:
            again = other.request(*request)
            assert bool(again) == bool(answer)
        made.run(1)
        if other is not None:
            other.run(1)
        if i == len(asked) // 2:
            other = session()
            other.set_state(made.state())
    assert other is not None
    assert other.state_hash() == made.state_hash()
    held = set(made.parts.people.everyone["learner"].holds)
    assert not held & {
        name for name in ("LEAD1", "LEAD2") if made.tags.value(f"{name}.base") or made.tags.value(f"{name}.clamp")
    }


def work(made: Session) -> None:
    """Fetch, prove, test, fasten, take off, walk away."""
    walk(made, "locker")
    for tool in ("DET", "LEAD1", "ROD"):
        assert do(made, "take", tool) == ""
    assert do(made, "test", "DET") == ""
    walk(made, "box")
    for value in ("A", "B"):
        assert do(made, "test", "W1", value) == ""
    assert made.tags.value("W1.tested") == 1
    for end, spot in (("base", "BAR"), ("clamp", "W1.A")):
        assert do(made, "attach", "LEAD1", {"part": end, "to": spot}) == ""
        made.run(7)
    assert do(made, "start", "H1") == "out_of_reach" or made.run(30) is None
    for end in ("clamp", "base"):
        assert do(made, "detach", "LEAD1", {"part": end}) == ""
    walk(made, "inside")
    made.run(350)
    made.end("finished")


def test_a_replay_of_the_work_agrees_at_every_checkpoint(tmp_path: Path) -> None:
    """Everything done by hand comes again from the recorded actions alone."""
    scenario = bench()
    header = new_header(Session(scenario), rubric=b"{}", learner="p-1")
    with AttemptWriter.create(tmp_path / "a.attempt", header) as writer:
        work(Session(scenario, recorder=writer))
    with AttemptReader.open(tmp_path / "a.attempt") as reader:
        report = replay(reader)
        assert report.same
        assert report.checkpoints >= 2
        kinds = [event.kind for event in reader.events()]
    assert {"proof", "probe", "attached", "near"} <= set(kinds)


def test_a_written_run_walks_to_the_points_it_needs() -> None:
    """A run names the point; the learner goes where the probe, or the end with its rod, reaches it."""
    made = session()
    run = Run.model_validate({"title": {"zh": "甲", "en": "A"}, "duration": "60 s", "acts": [
        {"at": "0 s", "do": "take", "on": "DET"}, {"at": "0 s", "do": "take", "on": "LEAD1"}, {"at": "0 s", "do": "take", "on": "ROD"},
        {"at": "0 s", "do": "test", "on": "DET"},
        {"at": "0 s", "do": "test", "on": "W1", "value": "A"},
        {"at": "0 s", "do": "attach", "on": "LEAD1", "value": {"part": "clamp", "to": "W1.A"}},
        {"at": "30 s", "do": "move", "on": "desk"},
        {"at": "31 s", "do": "detach", "on": "LEAD1", "value": {"part": "clamp"}},
    ]})  # fmt: skip
    play(made, run)
    done = [(e.kind, e.data.get("on")) for e in made.frame().events if e.kind in ("proof", "probe", "attached")]
    assert done == [("proof", None), ("probe", None), ("attached", True), ("attached", False)]


def test_a_fuzzed_learner_breaks_no_law() -> None:
    """Half an hour of everything: answers, refusals without a trace, restores, replays, and tags that fit."""
    holding = "place: box, holds: [DET, LEAD2]"
    report = fuzz(Subject(bench(("place: box", holding))), seed=1, hours=0.5)
    assert report.failure is None, report.told
    for deed in ("test DET", "test W2", "attach LEAD2"):
        assert deed in report.coverage.reached["done"], report.coverage.table()


def test_a_scenario_without_these_sections_is_what_it_was() -> None:
    """No block, no tag, no section in its canonical form: attempts made before still resume and replay."""
    made = Session(tiny_scenario())
    assert not set(SECTIONS) & set(made.state()["blocks"])
    assert not set(SECTIONS) & set(json.loads(tiny_scenario().canonical()))
    assert not any(tag.id.startswith("learner.distance") for tag in made.tags)


@pytest.mark.parametrize(
    ("old", "new"),
    [("valid_for: 20 s", "valid_for: 21 s"), ("length: 4 m", "length: 5 m"), ("safe: 2 m", "safe: 2.1 m"),
     ("W2: {title: {zh: 进线", "W2: {title: {zh: 进线二")],
)  # fmt: skip
def test_what_is_applied_belongs_to_the_model(old: str, new: str) -> None:
    """Attempts are compared by what simulates, and each of these sections does."""
    assert set(SECTIONS) <= set(MODEL_SECTIONS)
    assert model_hash(bench((old, new))) != model_hash(bench())
