"""Bodies in the session: how fast one walks, what one wears and holds, and what one can act on from where."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.session.people import RUN, WALK
from engine.session.session import Session
from engine.testing import tiny_kind, tiny_session


def walk_to(session: Session, place: str) -> None:
    assert session.request("learner", "move", "learner", {"to": place})
    while session.parts.people.everyone["learner"].route:
        session.tick()


def test_a_walk_takes_as_long_as_the_way_is(session: Session) -> None:
    """1.4 m/s along the walkways, to the millimetre of the goal."""
    people = session.parts.people
    start, way = people.everyone["learner"].pose, people.geometry.route(people.everyone["learner"].pose, "box")
    length = sum(math.dist((p.x, p.y, p.z), (q.x, q.y, q.z)) for p, q in zip([start, *way], way, strict=False))
    walk_to(session, "box")
    assert session.seconds == pytest.approx(length / WALK, abs=0.1 * (len(way) + 1))
    goal = people.geometry.places["box"]
    assert (people.everyone["learner"].pose.x, people.everyone["learner"].pose.y) == (goal.x, goal.y)


def test_no_tick_brings_anybody_further_than_a_walk(session: Session) -> None:
    """Nobody jumps, not even round corners."""
    person = session.parts.people.everyone["learner"]
    session.request("learner", "move", "learner", {"to": "box"})
    while person.route:
        before = person.pose
        session.tick()
        assert math.dist((before.x, before.y), (person.pose.x, person.pose.y)) <= WALK * session.tick_ms / 1000 + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-3000, 3000), st.integers(-3000, 3000)), max_size=12))
def test_proposed_poses_never_outrun_a_runner(moves: list[tuple[int, int, int]]) -> None:
    """Whatever poses a view proposes: over any time, one gets no further than running plus the small slack a pause
    saves."""
    with tiny_kind():
        session = tiny_session()
        session.run(50)
        person = session.parts.people.everyone["learner"]
        first, began, way = person.pose, session.now, 0.0
        for wait, dx, dy in moves:
            session.run(wait)
            before = person.pose
            if session.request("learner", "move", "learner", {"x": before.x + dx, "y": before.y + dy}):
                way += math.hypot(dx, dy)
                assert not session.parts.people.geometry.blocked(person.pose.x, person.pose.y, person.pose.z)
            else:
                assert person.pose == before
        seconds = (session.now - began) * session.tick_ms / 1000
        assert way <= RUN * (seconds + 2.0) + 400 * len(moves)
        assert math.hypot(person.pose.x - first.x, person.pose.y - first.y) <= way + 1


def test_a_leap_is_refused(session: Session) -> None:
    """Two metres at once is too fast; after a while it is not."""
    here = session.parts.people.everyone["learner"].pose
    session.run(1)
    leap = {"x": here.x + 900, "y": here.y}
    assert session.request("learner", "move", "learner", {"x": here.x, "y": here.y + 350})
    answer = session.request("learner", "move", "learner", {**leap, "y": here.y + 1500})
    assert not answer
    assert answer.code == "too_fast"
    session.run(10)
    assert session.request("learner", "move", "learner", {"x": here.x, "y": here.y + 1500})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "bad_value"), ({}, None), ({"x": 1.5}, "bad_value"), ({"x": True}, "bad_value"), ({"x": "1"}, "bad_value"),
        ({"to": 3}, "no_place"), ({"to": ["desk"]}, "no_place"), ({"x": 10**9}, "bad_value"), ({"z": 5000}, None),
        ({"heading": 725_000, "pitch": 10**6}, None),
    ],
)  # fmt: skip
def test_odd_poses(session: Session, value: Any, code: str | None) -> None:
    """A pose is whole millimetres; heading wraps, pitch is limited, and height is the floor's business."""
    session.run(5)
    answer = session.request("learner", "move", "learner", value)
    if code is not None:
        assert not answer
        assert answer.code == code
        return
    assert answer
    pose = session.parts.people.everyone["learner"].pose
    assert 0 <= pose.heading < 360_000
    assert abs(pose.pitch) <= 85_000
    assert pose.z == 0


def test_who_has_no_body_cannot_move(session: Session) -> None:
    """An instructor reaches everything and walks nowhere."""
    answer = session.request("instructor", "move", "instructor", {"to": "box"})
    assert not answer
    assert answer.code == "no_body"
    assert session.request("instructor", "press", "HS1")


def test_hands_are_busy_while_walking(session: Session) -> None:
    """On the way nothing is operated; looking is possible."""
    session.request("learner", "move", "learner", {"to": "box"})
    session.tick()
    answer = session.request("learner", "start", "H1")
    assert not answer
    assert answer.code == "walking"
    assert session.request("learner", "look", "DESK")


def test_reach_decides_what_can_be_done(session: Session) -> None:
    """The cabinet in the shop and the desk in the office: each from its own side only; refusals say where to go."""
    assert session.request("learner", "start", "H1")
    answer = session.request("learner", "press", "HS1")
    assert not answer
    assert answer.code == "out_of_reach"
    assert "H1BOX" in answer.reason.en
    walk_to(session, "box")
    assert session.request("learner", "press", "HS1")
    answer = session.request("learner", "acknowledge", "ALARMS")
    assert not answer
    assert "DESK" in answer.reason.en
    assert session.request("learner", "stop", "H1")


def test_the_frame_lists_what_is_in_reach(session: Session) -> None:
    """What the frame says is in reach can be acted on, and what it does not list is refused as out of reach."""
    for place in ("desk", "box", "locker"):
        walk_to(session, place)
        listed = session.frame().people["learner"].in_reach
        assert list(listed) == sorted(listed)
        for name, thing in session.operables.items():
            if not session.parts.access.points(name):
                continue
            for verb in thing.verbs:
                if verb not in ("look", "check", "read"):
                    away = session.parts.access.refuse(session.parts.people.everyone["learner"], verb, name)
                    assert (away is None) == (name in listed), (place, verb, name)


def test_eyes_reach_further_than_hands_but_not_through_walls(session: Session) -> None:
    """A plate is read across the room, not from behind a wall."""
    walk_to(session, "corner")
    assert session.request("learner", "look", "H1BOX")
    answer = session.request("learner", "check", "helmet")
    assert not answer
    assert answer.code == "out_of_sight"


def test_wearing_is_published_as_a_tag(session: Session) -> None:
    """What the learner wears and where the learner is are tags, so that rubrics need nothing special."""
    value = session.tags.value
    assert (value("learner.wears.helmet"), value("learner.in.office"), value("learner.in.shop")) == (0, 1, 0)
    walk_to(session, "locker")
    assert session.request("learner", "wear", "helmet")
    assert value("learner.wears.helmet") == 1
    again = session.request("learner", "wear", "helmet")
    assert not again
    assert again.code == "worn"
    walk_to(session, "box")
    assert (value("learner.in.office"), value("learner.in.shop")) == (0, 1)
    walk_to(session, "locker")
    assert session.request("learner", "doff", "helmet")
    assert value("learner.wears.helmet") == 0
    assert not session.request("learner", "doff", "helmet")


def test_a_radio_in_the_hand_works_everywhere(session: Session) -> None:
    """Hanging it must be reached; carried it need not."""
    walk_to(session, "box")
    assert not session.request("learner", "report", "RADIO", "hot")
    walk_to(session, "desk")
    assert session.request("learner", "take", "RADIO")
    walk_to(session, "box")
    assert session.request("learner", "report", "RADIO", "hot")
    assert session.request("learner", "put", "RADIO")
    answer = session.request("learner", "put", "RADIO")
    assert not answer


def test_state_goes_round(session: Session) -> None:
    """People put back are the same people, on their way."""
    session.request("learner", "move", "learner", {"to": "box"})
    session.run(7)
    state = session.parts.people.state()
    other = tiny_session()
    other.parts.people.set_state(state)
    assert other.parts.people.state() == state
    assert other.parts.people.everyone["learner"].route


def test_only_the_closed_list_of_codes_is_said(session: Session) -> None:
    """Nobody who has not joined can be asked about; joining twice changes nothing."""
    people = session.parts.people
    before = people.everyone["learner"]
    assert people.join("learner", "learner", None) is before
    assert people.person("learner").room == "office"
