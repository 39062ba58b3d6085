"""Whatever is asked of a session, by whomever: an answer with a reason, never an exception."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ScenarioError
from engine.scenario.document import Scenario
from engine.session.actions import VERBS, is_plain
from engine.session.observers import Observer
from engine.session.people import PAUSE_CAP, RUN, SLACK
from engine.session.recorder import MemoryRecorder
from engine.session.schedule import Schedule
from engine.session.session import Session
from engine.session.shapes import _millionths
from engine.testing import tiny_kind, tiny_scenario, tiny_session


@pytest.fixture(scope="module", autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return tiny_scenario()


KEYS = ("to", "x", "y", "heading", "sp", "mode", "out", "speed", "frozen", "t")
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=2)
)
OBJECTS = (
    "H1", "TI1", "TI1.H", "ALARMS", "I1", "HS1", "F1", "LOG", "q1", "RADIO", "HELP", "SESSION", "helmet", "H1BOX", "x",
)  # fmt: skip
REQUESTS = st.tuples(
    st.sampled_from(["learner", "instructor", "script", "nobody"]), st.sampled_from([*VERBS, "fly"]),
    st.sampled_from(OBJECTS), VALUES,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(REQUESTS, min_size=10, max_size=40))
def test_every_request_is_answered(scenario: Scenario, requests: list[tuple[str, str, str, object]]) -> None:
    """No verb, object or value makes the session raise; a refusal has words in both languages."""
    session = Session(scenario, recorder=MemoryRecorder())
    for request in requests:
        answer = session.request(*request)
        if not answer:
            assert answer.reason.zh
            assert answer.reason.en


@pytest.mark.parametrize("verb", ["report", "call", "answer", "move"])
@pytest.mark.parametrize("value", [[], {}, [1], {"to": []}, {"to": {}}])
def test_values_that_cannot_be_looked_up_are_refused(verb: str, value: object) -> None:
    """A list or an object where a name is expected is a refusal, not an exception."""
    session = tiny_session()
    session.run(100)  # the question has been put by now
    on = {"answer": "q1", "move": "learner"}.get(verb, "RADIO")
    assert not session.request("script", verb, on, value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, [["\ud900"]], float("nan"), float("inf"), object()])
def test_what_cannot_be_stored_is_not_plain(value: object) -> None:
    """An action carries only what every file and every machine can hold."""
    assert not is_plain(value)


@pytest.mark.parametrize("name", [None, 5, True, [], {}, b"H1", "\ud800", "x" * 100_000])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_no_name_is_refused_and_not_recorded(name: object, place: int) -> None:
    """Whoever sends something that no file could hold for participant, action or object gets a short refusal; no event."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    names: list[object] = ["learner", "look", "H1"]
    names[place] = name
    answer = session.request(*names)  # type: ignore[arg-type]
    assert not answer
    assert answer.code == "bad_name"
    assert len(answer.reason.zh) < 100
    session.run(1)
    assert not [event for event in recorder.events if event.kind == "refused"]


class Watch(Observer):
    """Keeps how it ended."""

    how = ""

    def on_end(self, tick: int, how: str) -> None:
        self.how = how


def test_stopping_closes_the_record_at_once() -> None:
    """A learner who stops is told the mark now: no tick, and no other call, is needed to close the attempt."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    watch = Watch()
    session.observers.append(watch)
    session.run(20)
    assert session.request("learner", "stop", "SESSION", "finished")
    assert session.closed
    assert recorder.ended == ("finished", 20, session.state_hash())
    assert watch.how == "finished"
    assert not session.request("learner", "stop", "SESSION", "quit")
    session.end("quit")
    assert recorder.ended[0] == "finished"
    assert len(recorder.actions) == 1


def test_an_attempt_ends_in_a_known_way_or_not_at_all() -> None:
    """A wrong ending is a mistake of the caller and leaves the attempt running."""
    session = tiny_session()
    with pytest.raises(ValueError, match="vanished"):
        session.end("vanished")
    assert not session.closed


def test_the_edge_of_the_floor_is_named() -> None:
    """Who walks off the floor is told so, not that an object called "edge" is in the way."""
    session = tiny_session()
    geometry = session.parts.people.geometry
    pose = session.parts.people.everyone["learner"].pose
    session.parts.people.everyone["learner"].pose = type(pose)(pose.x, pose.y, pose.z + 5000)
    answer = session.request("learner", "move", "learner", {"x": pose.x + 100})
    assert not answer
    assert answer.code == "edge"
    assert geometry.support(pose.x, pose.y, pose.z) == 0


def test_scan_periods_that_never_meet_are_the_authors_error() -> None:
    """Periods whose common cycle is too long are reported as an error of the scenario."""

    class Scan:
        period = 9973

        def scan(self) -> None: ...

    with pytest.raises(ScenarioError, match="9973"):
        Schedule({**dict.fromkeys(("faults", "controllers", "interlocks", "instruments", "alarms"), ()),
                  "consequences": [Scan()]}, 10)  # type: ignore[dict-item, list-item]  # fmt: skip


@pytest.mark.parametrize("function", [math.cos, math.sin])
def test_turned_objects_are_the_same_size_on_every_machine(function: object) -> None:
    """For every whole and half degree, the last bit of the C library cannot change the rounded factor."""
    for half in range(720):
        exact = Fraction(function(math.radians(half / 2))) * 10**6  # type: ignore[operator]
        assert abs(exact % 1 - Fraction(1, 2)) > Fraction(1, 10**8)  # the library errs by about 1e-10 here
        assert _millionths(function, half / 2) == abs(round(exact))  # type: ignore[arg-type]


def test_many_small_steps_are_no_faster_than_one() -> None:
    """However a walk is cut into proposals, nobody gets further than running brings in the model's time."""
    session = tiny_session()
    session.run(50)
    learner = session.parts.people.everyone["learner"]
    begin = learner.pose.x
    while session.request("learner", "move", "learner", {"x": learner.pose.x - 50}):
        pass
    burst = begin - learner.pose.x
    assert 0 < burst <= SLACK + RUN * PAUSE_CAP // 1000
    before = learner.pose.x
    session.run(3)
    while session.request("learner", "move", "learner", {"x": learner.pose.x + 50}):
        pass
    assert 0 < learner.pose.x - before <= 3 * RUN * session.tick_ms // 1000 + 50
