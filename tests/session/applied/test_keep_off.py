"""Distances to keep: measured in three dimensions, said by tags and events, and nothing built in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.session.applied.keep_off import KeepOffBlock
from engine.session.applied.space import arm_distance, body_distance, gaps, walled_off, way
from engine.session.frame import Pose
from engine.session.place import BODY_HEIGHT, BODY_RADIUS, Geometry
from engine.session.session import Session
from engine.session.shapes import Box
from tests.session.applied.bench import bench, session, walk

MM = st.integers(-20_000, 20_000)
SIDE = st.integers(0, 5_000)
BOXES = st.tuples(MM, MM, MM, SIDE, SIDE, SIDE).map(
    lambda b: Box(b[0], b[1], b[2], b[0] + b[3], b[1] + b[4], b[2] + b[5])
)
POSES = st.tuples(MM, MM, MM).map(lambda p: Pose(*p))


@given(BOXES, BOXES)
def test_two_boxes_are_as_far_from_one_another_as_the_other_way_round(a: Box, b: Box) -> None:
    """Symmetric, and nothing is less than no distance."""
    assert gaps(a, b) == gaps(b, a)
    assert min(gaps(a, b)) >= 0


@given(POSES, BOXES)
def test_the_distance_is_that_of_the_mirror_image(pose: Pose, box: Box) -> None:
    """Mirrored east to west, or turned by a quarter, everything is as far as before."""
    mirrored = Box(-box.east, box.south, box.low, -box.west, box.north, box.high)
    turned = Box(box.south, box.west, box.low, box.north, box.east, box.high)
    here = body_distance(pose, box)
    assert here >= 0
    assert (
        here
        == body_distance(Pose(-pose.x, pose.y, pose.z), mirrored)
        == body_distance(Pose(pose.y, pose.x, pose.z), turned)
    )


@given(POSES, BOXES, st.integers(0, BODY_HEIGHT))
def test_inside_and_touching_is_no_distance(pose: Pose, box: Box, up: int) -> None:
    """Any body whose axis or skin is in the box is at 0, and only such a body."""
    x, y = (box.west + box.east) // 2, (box.south + box.north) // 2
    inside = Pose(x, y, box.low - up)
    assert body_distance(inside, box) == 0
    assert body_distance(Pose(box.east + BODY_RADIUS, y, box.low - up), box) == 0
    if body_distance(pose, box) == 0:
        dx, dy, dz = gaps(Box(pose.x, pose.y, pose.z, pose.x, pose.y, pose.z + BODY_HEIGHT), box)
        assert dz == 0
        assert dx * dx + dy * dy < (BODY_RADIUS + 1) ** 2


@given(BOXES, st.integers(-20_000, 20_000), st.lists(st.integers(0, 900), min_size=1, max_size=12), st.booleans())
def test_walking_away_never_brings_nearer(box: Box, across: int, steps: list[int], east: bool) -> None:
    """From any side, each step straight away keeps or grows the distance; by no more than the step and a rounding."""
    x, before = (box.east if east else box.west), -1
    for step in [0, *steps]:
        x += step if east else -step
        now = body_distance(Pose(x, across, box.low), box)
        assert now >= before >= -1
        assert before < 0 or now - before <= step + 2
        before = now


@given(POSES, BOXES)
def test_an_arm_starts_inside_the_body(pose: Pose, box: Box) -> None:
    """What the body touches is within an arm's first hand-width; the head is out of its way."""
    assert arm_distance(pose, box) <= body_distance(pose, box) + BODY_RADIUS + (BODY_HEIGHT - 1450) + 2


@given(POSES, POSES)
def test_a_way_is_looked_at_every_hand(start: Pose, goal: Pose) -> None:
    """The samples of a way end at its goal and are never further apart than a hand and a rounding."""
    last = start
    for pose in way(start, goal):
        assert (pose.x - last.x) ** 2 + (pose.y - last.y) ** 2 + (pose.z - last.z) ** 2 <= 103**2
        last = pose
    assert last == goal


def shown(made: Session) -> tuple[float, float]:
    return made.tags.value("RAIL.near"), made.tags.value("RAIL.contact")


def stand(made: Session, x: int, y: int) -> None:
    person = made.parts.people.everyone["learner"]
    person.pose = Pose(x, y, person.pose.z)


def live(made: Session) -> None:
    assert made.request("script", "start", "H1")


def near_events(made: Session) -> list[tuple[str, bool]]:
    return [(e.data["zone"], e.data["on"]) for e in made.frame().events if e.kind == "near" and e.source == "RAIL"]


def test_near_and_contact_hold_only_while_the_condition_does() -> None:
    """A dead part may be stood under; once it is live the same place is too near, and is again free when it is dead."""
    made = session()
    stand(made, 3000, 1500)
    made.run(2)
    assert shown(made) == (0, 0)
    live(made)
    made.run(2)
    assert shown(made) == (1, 1)
    stand(made, 3000, 3000)
    made.run(2)  # the way there counts for the first
    assert shown(made) == (1, 0)
    made.request("script", "stop", "H1")
    made.run(2)
    assert shown(made) == (0, 0)
    assert near_events(made) == [("near", True), ("contact", True), ("contact", False), ("near", False)]


def test_the_distance_is_to_the_nearest_point_of_body_and_object() -> None:
    """Below a rail at 3.5 m it is what is above the head; beside it, the slanting way."""
    made = session()
    stand(made, 3000, 1000)
    made.run(1)
    assert made.tags.value("learner.distance.RAIL") == pytest.approx(3.5 - 1.75)
    stand(made, 3000, 3050 + BODY_RADIUS)
    made.run(1)
    assert made.tags.value("learner.distance.RAIL") == pytest.approx((2.0**2 + 1.75**2) ** 0.5, abs=0.002)


def test_an_event_tells_how_near_it_was() -> None:
    """Entering says how far it was, leaving how near it came."""
    made = session()
    live(made)
    made.run(2)
    stand(made, 3000, 1500)
    made.run(2)
    stand(made, 9000, 3000)
    made.run(2)
    left = [e.data for e in made.frame().events if e.kind == "near" and e.source == "RAIL" and not e.data["on"]]
    assert {e["zone"] for e in left} == {"near", "contact"}
    least = [e["least"] for e in left if e["zone"] == "near"]
    assert least == [pytest.approx(1.765, abs=0.002)]
    assert all(e["text"]["zh"] and e["text"]["en"] for e in left)


def test_whoever_runs_past_was_near() -> None:
    """What lies between two looks counts: nobody slips through between two ticks."""
    made = session()
    live(made)
    stand(made, 6500, 1000)
    made.run(2)
    assert shown(made) == (0, 0)
    stand(made, 500, 5000)
    made.run(1)
    assert shown(made) == (1, 0)
    made.run(1)
    assert shown(made) == (0, 0)
    assert near_events(made)[-2:] == [("near", True), ("near", False)]


@settings(max_examples=40, deadline=None)
@given(st.tuples(st.integers(300, 9700), st.integers(300, 7700)), st.tuples(st.integers(300, 9700), st.integers(300, 7700)))
def test_the_nearest_point_of_the_way_counts(start: tuple[int, int], goal: tuple[int, int]) -> None:
    """However long the way of a tick is, an object is near exactly if some look along it was."""
    made = session()
    live(made)
    stand(made, *start)
    made.run(2)
    (block,) = [one for one in made.parts.blocks["consequences"] if isinstance(one, KeepOffBlock)]
    poses = way(Pose(*start, 0), Pose(*goal, 0))
    stand(made, *goal)
    made.run(1)
    for name in ("RAIL", "SPOT"):
        least = min(block.distance(pose, name) for pose in poses)
        assert made.tags.value(f"{name}.near") == (least < block._limits[name, "near"])


def test_a_circle_on_the_ground_is_measured_in_plan() -> None:
    """From the middle of the object to the body's axis, whatever lies above."""
    made = session()
    stand(made, 6000 - 1999, 3000)
    made.run(1)
    assert made.tags.value("SPOT.near") == 1
    assert made.tags.value("learner.distance.SPOT") == pytest.approx(1.999)
    stand(made, 6000 - 2000, 3000)
    made.run(1)
    assert made.tags.value("SPOT.near") == 0
    assert "SPOT.contact" not in made.tags


def test_a_wall_between_keeps_it_off() -> None:
    """On the other side of a wall nothing is near; through the door it is."""
    scenario = bench(("at: [3, 1, 3.5], size: [1, 0.1, 0.1]", "at: [9.6, 1, 1], size: [0.2, 0.2, 0.2]"))
    geometry, box = Geometry(scenario["stage"]), Box(9500, 900, 1000, 9700, 1100, 1200)
    assert walled_off(geometry, Pose(10500, 1000, 0), box)
    assert not walled_off(geometry, Pose(8500, 1000, 0), box)
    assert not walled_off(geometry, Pose(10500, 1000, 0), Box(9900, 900, 1000, 10060, 1100, 1200))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(500, 9500), st.integers(500, 7500), st.booleans()), min_size=2, max_size=6),
    st.integers(0, 5),
)
def test_what_is_restored_goes_on_alike(moves: list[tuple[int, int, bool]], cut: int) -> None:
    """A session put back at any moment says the same of every distance afterwards as the one that went on."""
    made, other = session(), None
    for i, (x, y, live) in enumerate(moves):
        for one in (made, other):
            if one is not None:
                one.request("script", "start" if live else "stop", "H1")
                stand(one, x, y)
                one.run(2)
        if i == min(cut, len(moves) - 2):
            other = session()
            other.set_state(made.state())
    assert other is not None
    assert other.state_hash() == made.state_hash()


def test_a_walk_meets_what_it_passes() -> None:
    """A walk along the walkways is followed tick by tick."""
    made = session()
    walk(made, "corner")
    assert made.tags.value("learner.distance.SPOT") == pytest.approx(3.0)
    assert [e.data["on"] for e in made.frame().events if e.kind == "near" and e.source == "SPOT"] == [True, False]
