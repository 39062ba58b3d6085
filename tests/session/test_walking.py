"""Walks as they happen, tick by tick: never through a wall, never in the air, whenever they begin. And what a learner is
told and shown on the way. (Each of these was found by random use; see ``engine/fuzzing``.)"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from engine.paths import scenario_folders
from engine.session.frame import Pose
from engine.session.language import scenario_language
from engine.session.people import Participant
from engine.session.place import STEP, Geometry
from engine.session.session import Session
from engine.session.shapes import LANDING
from engine.session.stage import StageSection
from engine.testing import tiny_session

FOLDERS = scenario_folders()
every_scenario = pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])


def standing(session: Session) -> str:
    """What is wrong with where the learner stands, or an empty string."""
    pose, geometry = session.parts.people.everyone["learner"].pose, session.parts.people.geometry
    level = geometry.support(pose.x, pose.y, pose.z)
    if level is None or abs(level - pose.z) > STEP:
        return f"in the air at {pose}"
    return geometry.blocked(pose.x, pose.y, pose.z)


def test_a_walk_begun_anew_on_the_way_does_not_pass_the_wall() -> None:
    """A learner right behind the wall of a place walks round by the door, although that place is the nearest."""
    session = tiny_session()
    people = session.parts.people
    learner = people.everyone["learner"]
    geometry = people.geometry
    learner.pose = Pose(9700, 1800, 0)  # 1.3 m from the locker behind the wall, 1.4 m from the corner on this side
    assert geometry.walk(learner.pose, 11_000, 1800)[0] is None
    assert session.request("learner", "move", "learner", {"to": "locker"})
    first = learner.route[0]
    assert geometry.walk(learner.pose, first.x, first.y)[0] is not None
    for _ in range(400):
        session.tick()
        assert not standing(session)
    assert (learner.pose.x, learner.pose.y) == (11_000, 1800)


def test_where_no_place_can_be_walked_to_the_walk_is_refused() -> None:
    """Who is shut in is told that no way leads there, and stays."""
    session = tiny_session()
    learner = session.parts.people.everyone["learner"]
    learner.pose = Pose(learner.pose.x, learner.pose.y, 9000)
    answer = session.request("learner", "move", "learner", {"to": "box"})
    assert not answer
    assert answer.code == "no_way"
    assert not learner.route


@every_scenario
def test_no_walk_leaves_the_ground_whenever_it_is_changed(folder: Path) -> None:
    """From every place to every other, and back to a third from somewhere on the way, a body always stands on something
    and never inside anything."""
    session = Session(scenario_language().load(folder))
    names = sorted({name for way in session.parts.people.geometry.stage.walkways for name in way})
    for n, (start, goal) in enumerate(product(names[::6], names[1::6])):
        for to, ticks in ((start, 600), (goal, 23 + 17 * (n % 9)), (names[(7 * n) % len(names)], 600)):
            assert session.request("learner", "move", "learner", {"to": to})
            learner = session.parts.people.everyone["learner"]
            for _ in range(ticks):
                session.parts.people.scan()
                assert not standing(session), (start, goal, to)
                if not learner.route:
                    break


@pytest.mark.parametrize("beyond", [0, 60, 150, LANDING - 10])
def test_stairs_carry_up_to_the_door_they_lead_to(beyond: int) -> None:
    """A flight of stairs that ends a hand's breadth before the floor it leads to leaves no gap, at either end."""
    geometry = Geometry(
        StageSection.model_validate({
            "rooms": {"yard": {"title": {"zh": "场地", "en": "Yard"}, "box": [0, 0, 10, 10], "walls": False, "floor": -1.5}},
            "objects": {}, "places": {"a": {"at": [1, 1, -1.5]}}, "stairs": [[[2, 5, -1.5], [4.4, 5, 0]]],
        })
    )  # fmt: skip
    assert geometry.support(4400 + beyond, 5000, 0) == 0
    assert geometry.support(2000 - beyond, 5000, -1500) == -1500
    assert geometry.support(4400 + LANDING + 20, 5000, 0) is None


@every_scenario
def test_what_is_out_of_reach_is_named_in_english(folder: Path) -> None:
    """A plate in Chinese is not what an English refusal calls an object: it uses the title."""
    session = Session(scenario_language().load(folder))
    access, geometry = session.parts.access, session.parts.people.geometry
    refusals = 0
    for name, verb in product(geometry.stage.objects, ("check", "wear")):
        for pose in geometry.places.values():
            refusal = access.refuse(Participant("learner", "learner", pose), verb, name)
            if refusal is not None:
                refusals += 1
                assert not any("\u4e00" <= c <= "\u9fff" for c in refusal.reason.en), refusal.reason.en
                assert refusal.reason.zh
    assert refusals > 100


def test_nobody_can_be_put_into_a_frame() -> None:
    """A frame is a picture: its people can be looked up and not be changed."""
    frame = tiny_session().frame()
    with pytest.raises(TypeError):
        frame.people["ghost"] = frame.people["learner"]  # type: ignore[index]
    assert set(frame.people) == {"learner", "instructor", "script"}
