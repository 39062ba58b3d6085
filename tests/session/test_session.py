"""The tick loop, requests, checkpoints."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import AttemptFormatError
from engine.session.phases import PHASES
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.state import digest, leaves, pack
from engine.testing import tiny_kind, tiny_scenario, tiny_session


def test_phases_are_the_documented_tuple() -> None:
    """The order of a tick is one tuple in one place."""
    assert PHASES == (
        "actions", "faults", "controllers", "interlocks", "plant", "instruments", "alarms", "consequences", "record",
    )  # fmt: skip


def test_accepted_actions_take_effect_in_the_coming_tick(session: Session) -> None:
    """A request is stamped with the coming tick and works in it."""
    session.run(5)
    answer = session.request("learner", "start", "H1")
    assert answer
    assert answer.action.tick == 5
    session.tick()
    assert session.tags.value("H1.command") == 1.0


@pytest.mark.parametrize(
    ("verb", "on", "value", "code"),
    [
        ("fly", "H1", None, "no_verb"),
        ("start", "H2", None, "no_object"),
        ("acknowledge", "H1", None, "no_verb"),
        ("set", "H1", 500, "bad_value"),
        ("set", "H1", "much", "bad_value"),
        ("set", "H1", float("nan"), "bad_value"),
        ("set", "H1", True, "bad_value"),
        ("press", "HS1", None, "out_of_reach"),
        ("wear", "helmet", None, "out_of_reach"),
        ("fill", "LOG", {"t": "hot"}, "bad_value"),
        ("fill", "LOG", {"x": 1}, "no_field"),
        ("answer", "q1", "a", "not_asked"),
        ("report", "RADIO", "nonsense", "no_report"),
        ("move", "learner", {"to": "moon"}, "no_place"),
        ("move", "learner", {"x": 1e9}, "bad_value"),
    ],
)
def test_refusals_say_why_and_change_nothing(session: Session, verb: str, on: str, value: Any, code: str) -> None:
    """Every refused request names a reason in both languages and leaves the state as it was."""
    before = session.state_hash()
    answer = session.request("learner", verb, on, value)
    assert not answer
    assert answer.code == code
    assert answer.reason.zh
    assert answer.reason.en
    assert session.state_hash() == before


def test_a_trip_outranks_the_hand(session: Session) -> None:
    """What an interlock holds cannot be commanded until it is reset; the refusal names it."""
    session.request("learner", "start", "H1")
    while not session.frame().tripped:
        session.tick()
        assert session.now < 2000
    assert session.frame().tripped == ("I1",)
    session.tick()
    answer = session.request("learner", "start", "H1")
    assert not answer
    assert "I1" in answer.reason.zh


def test_unknown_objects_come_with_a_suggestion(session: Session) -> None:
    """A slip of the finger is met with the nearest name."""
    answer = session.request("learner", "sign", "LOGG")
    assert not answer
    assert "LOG" in answer.reason.en


def test_only_participants_act(session: Session) -> None:
    """Nobody acts who has not joined."""
    answer = session.request("stranger", "start", "H1")
    assert not answer
    assert answer.code == "no_actor"


def test_learners_do_not_begin_faults(session: Session) -> None:
    """What only an instructor may do is refused to a learner."""
    assert not session.request("learner", "start", "F1")
    assert session.request("instructor", "start", "F1")


def test_rows_come_every_record_period_and_as_stored(session: Session) -> None:
    """Observers get exactly the rows that the record keeps."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    seen: list[tuple[int, Any]] = []

    class Watch:
        def on_action(self, action: Any) -> None: ...
        def on_event(self, event: Any) -> None: ...
        def on_row(self, tick: int, values: Any) -> None:
            seen.append((tick, values[:]))

        def on_end(self, tick: int, how: str) -> None: ...

    session.observers.append(Watch())
    session.run(95)
    assert [tick for tick, _ in seen] == list(range(0, 95, session.record_ticks))
    assert seen == recorder.rows


def test_two_instances_agree_at_every_checkpoint() -> None:
    """Same scenario, seed and actions: same state hashes."""
    hashes = []
    for _ in range(2):
        recorder = MemoryRecorder()
        session = tiny_session(recorder=recorder)
        session.request("learner", "start", "H1")
        session.run(700)
        session.request("learner", "acknowledge", "ALARMS")
        session.run(700)
        hashes.append([c.hash for c in recorder.checkpoints] + [session.state_hash()])
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) > 4


def test_seeds_matter() -> None:
    """Another seed, another noise."""
    one, two = tiny_session(seed=1), tiny_session(seed=2)
    one.run(50)
    two.run(50)
    assert one.state_hash() != two.state_hash()


def test_restoring_a_checkpoint_and_going_on_equals_going_on() -> None:
    """A checkpoint holds everything that influences the future."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    session.request("learner", "start", "H1")
    session.request("learner", "move", "learner", {"to": "locker"})
    session.run(650)
    middle = recorder.checkpoints[1]
    other = Session(tiny_scenario(), checkpoint=middle.state)
    assert other.now == middle.tick
    other.run(650 - middle.tick)
    assert other.state_hash() == session.state_hash()


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return 1


def _put(state: Any, path: tuple[str | int, ...], value: Any) -> None:
    for key in path[:-1]:
        state = state[key]
    state[path[-1]] = value


def test_every_field_of_the_state_counts(session: Session) -> None:
    """Changing any single field of any state (loop, alarm, latch, person, document) changes the hash."""
    session.request("learner", "start", "H1")
    session.request("learner", "fill", "LOG", {"t": 20})
    session.run(300)
    state = session.state()
    base = digest(state)
    paths = list(leaves(state))
    assert len(paths) > 100
    for path, value in paths:
        other = copy.deepcopy(state)
        _put(other, path, _changed(value))
        assert digest(other) != base, path


_ACTS = st.sampled_from(
    [
        ("start", "H1", None), ("stop", "H1", None), ("set", "H1", 40), ("acknowledge", "ALARMS", None),
        ("reset", "I1", None), ("bypass", "I1", None), ("fill", "LOG", {"t": 3}), ("move", "learner", {"to": "box"}),
        ("press", "HS1", None), ("wear", "helmet", None), ("read", "TI1", None), ("set", "SESSION", {"speed": 5}),
    ]
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), _ACTS), max_size=12))
def test_any_play_replays_to_the_same_state(acts: list[tuple[int, tuple[str, str, Any]]]) -> None:
    """Doing the accepted actions again at their ticks gives the same state, whatever was tried."""
    with tiny_kind():
        recorder = MemoryRecorder()
        session = tiny_session(recorder=recorder)
        for wait, (verb, on, value) in acts:
            session.run(wait)
            session.request("learner", verb, on, value)
        session.run(20)
        again = tiny_session()
        waiting = list(recorder.actions)
        while again.now < session.now:
            while waiting and waiting[0].tick == again.now:
                again.do_again(waiting.pop(0))
            again.tick()
        assert again.state_hash() == session.state_hash()


@pytest.mark.slow
def test_another_process_without_cpu_features_agrees() -> None:
    """The state does not depend on which vector instructions numpy may use."""
    code = (
        "from engine.testing import *\n"
        "with tiny_kind():\n"
        "    s = tiny_session(); s.request('learner', 'start', 'H1'); s.run(900); print(s.state_hash())"
    )
    hashes = set()
    for features in ("", "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"):
        env = {**os.environ, "NPY_DISABLE_CPU_FEATURES": features}
        hashes.add(
            subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
        )
    assert len(hashes) == 1


def test_speed_is_limited_by_phase_and_dropped_by_alarms(session: Session) -> None:
    """An alarm brings the speed back to real time, and a phase may forbid a high one."""
    assert session.set_speed(50)
    session.request("learner", "start", "H1")
    while not session.frame().alarms:
        session.tick()
    session.tick()
    assert session.frame().speed == 1.0
    answer = session.set_speed(50)
    assert not answer
    assert answer.code == "speed"


def test_exams_cannot_be_paused() -> None:
    """In an exam the learner cannot freeze; the instructor can."""
    session = tiny_session(mode="exam")
    assert not session.freeze(True)
    assert session.freeze(True, by="instructor")
    assert session.frame().frozen


def test_time_runs_out() -> None:
    """The time limit of a mode ends the attempt as timed out, on record."""
    recorder = MemoryRecorder()
    session = tiny_session(mode="exam", recorder=recorder)
    session.run(10_000)
    assert session.ended == "timed_out"
    assert session.seconds == pytest.approx(600, abs=1)
    assert recorder.ended is not None
    assert not session.request("learner", "start", "H1")


@pytest.mark.parametrize("damage", ["people", "plant", "values", "blocks"])
def test_a_checkpoint_of_another_version_is_told(damage: str) -> None:
    """A state that does not fit is an AttemptFormatError in words, never a KeyError."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    session.run(310)
    state = session.state()
    if damage == "people":
        del state["blocks"]["people"]["learner"]["pose"]
    elif damage == "plant":
        state["plant"] = "{}"
    elif damage == "values":
        del state["values"]
    else:
        state["blocks"] = {}
    with pytest.raises(AttemptFormatError, match="does not fit this version"):
        Session(tiny_scenario(), checkpoint=pack(state))
