"""Geometry of bodies: what carries, what blocks, what is seen and reached, and which way leads there."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.paths import scenario_folders
from engine.session.frame import Pose
from engine.session.language import scenario_language
from engine.session.place import BODY_RADIUS, EYE_HEIGHT, STEP, Geometry
from engine.session.shapes import Box, mm, object_box
from engine.session.stage import StageObject, StageSection
from engine.testing import tiny_kind, tiny_scenario

MM = st.integers(-3000, 17_000)
POINT = st.tuples(MM, st.integers(-3000, 11_000), st.integers(-500, 5000))


def tiny_geometry() -> Geometry:
    with tiny_kind():
        return Geometry(tiny_scenario()["stage"])


GEOMETRIES = {"tiny": tiny_geometry()} | {
    f.name: Geometry(scenario_language().load(f)["stage"]) for f in scenario_folders()
}
everywhere = pytest.mark.parametrize("geometry", GEOMETRIES.values(), ids=list(GEOMETRIES))


def stage(**parts: object) -> Geometry:
    """A stage of one room of 10 m × 10 m without walls, plus ``parts``."""
    base = {
        "rooms": {"yard": {"title": {"zh": "场地", "en": "Yard"}, "box": [0, 0, 10, 10], "walls": False}},
        "objects": {}, "places": {"a": {"at": [1, 1, 0]}},
    }  # fmt: skip
    return Geometry(StageSection.model_validate({**base, **parts}))


BLOCK = {"kind": "cabinet", "at": [5, 5, 0], "size": [2, 2, 2]}


# -- boxes ----------------------------------------------------------------------------------------------------
@given(POINT, POINT)
def test_a_line_of_sight_is_the_same_both_ways(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    """``cuts`` is symmetric: whoever sees is seen."""
    for box in GEOMETRIES["tiny"].walls:
        assert box.cuts(a, b) == box.cuts(b, a)


@given(POINT, POINT)
def test_the_slab_test_agrees_with_sampling(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    """Wherever a point of the segment lies well inside the box, ``cuts`` says so; and where none comes near, not."""
    box = Box(2000, 2000, 0, 6000, 5000, 2500)
    inside = near = False
    for i in range(401):
        x, y, z = (p + (q - p) * i / 400 for p, q in zip(a, b, strict=True))
        depth = min(x - box.west, box.east - x, y - box.south, box.north - y, z - box.low, box.high - z)
        inside |= depth > 0.5
        near |= depth > -60
    if inside:
        assert box.cuts(a, b)
    if not near:
        assert not box.cuts(a, b)


@pytest.mark.parametrize(
    ("a", "b", "cut"),
    [
        ((0, 5, 5), (20, 5, 5), True),
        ((0, 10, 5), (20, 10, 5), False),  # along a side
        ((0, 0, 5), (10, 10, 5), True),  # over a corner, into the box
        ((0, 20, 5), (20, 0, 5), False),  # only touches the corner (10, 10)
        ((5, 5, 5), (6, 6, 6), True),  # wholly inside
        ((5, 5, 20), (5, 5, 11), False),
        ((5, 5, 20), (5, 5, 9), True),
        ((3, 3, 3), (3, 3, 3), True),
    ],
)
def test_touching_is_not_cutting(a: tuple[int, int, int], b: tuple[int, int, int], cut: bool) -> None:
    """Only the inside of a box blocks; sliding along it does not."""
    assert Box(0, 0, 0, 10, 10, 10).cuts(a, b) is cut


@pytest.mark.parametrize(("turn", "size"), [(0, (2000, 1000)), (90, (1000, 2000)), (180, (2000, 1000)), (-90, (1000, 2000))])
def test_right_angles_turn_the_box(turn: float, size: tuple[int, int]) -> None:
    """Quarter turns swap the sides exactly."""
    box = object_box("x", StageObject(kind="c", at=(5, 5, 0), size=(2, 1, 1), turn=turn))
    assert box is not None
    assert (box.east - box.west, box.north - box.south) == size


@given(st.integers(-360, 360))
def test_a_turned_object_lies_within_its_box(turn: int) -> None:
    """Turned by any angle, the corners stay inside the rectangle that blocks (to a millimetre or two)."""
    box = object_box("x", StageObject(kind="c", at=(5, 5, 0), size=(2, 1, 1), turn=turn))
    assert box is not None
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    for dx, dy in ((1000, 500), (1000, -500)):
        assert abs(dx * c - dy * s) <= (box.east - box.west) / 2 + 2
        assert abs(dx * s + dy * c) <= (box.north - box.south) / 2 + 2


def test_what_has_no_size_or_does_not_block_is_no_obstacle() -> None:
    """A sign on the wall stops nobody."""
    assert object_box("x", StageObject(kind="c", at=(0, 0, 0))) is None
    assert object_box("x", StageObject(kind="c", at=(0, 0, 0), size=(1, 1, 1), blocks=False)) is None


# -- walking --------------------------------------------------------------------------------------------------
@everywhere
@given(data=st.data())
def test_a_walk_never_ends_in_an_obstacle(geometry: Geometry, data: st.DataObject) -> None:
    """From any place, wherever one wants to go: a walk that is granted ends free (or in what one already stood in)."""
    start = geometry.places[data.draw(st.sampled_from(sorted(geometry.places)))]
    pose = start
    for _ in range(data.draw(st.integers(1, 4))):
        dx, dy = data.draw(st.tuples(st.integers(-4000, 4000), st.integers(-4000, 4000)))
        stuck = geometry.blocked(pose.x, pose.y, pose.z)
        reached, hit = geometry.walk(pose, pose.x + dx, pose.y + dy)
        assert (reached is None) == bool(hit)
        if reached is None:
            continue
        assert (reached.x, reached.y) == (pose.x + dx, pose.y + dy)
        assert geometry.blocked(reached.x, reached.y, reached.z) in ("", stuck)
        assert reached.z in geometry.floors(reached.x, reached.y)
        pose = reached


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_nobody_walks_through_a_cabinet(ax: int, ay: int, bx: int, by: int) -> None:
    """A straight walk whose line passes well through the obstacle is refused, however long the stride."""
    geometry = stage(objects={"C": BLOCK})
    assume(not geometry.blocked(ax, ay, 0))
    reached, hit = geometry.walk(Pose(ax, ay, 0), bx, by)
    through = Box(4000, 4000, 0, 6000, 6000, 2000).cuts((ax, ay, 100), (bx, by, 100))
    if through:
        assert reached is None
        assert hit == "C"
    if reached is not None:
        assert not geometry.blocked(bx, by, 0)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_corner_is_grazed(ax: int, ay: int, bx: int, by: int) -> None:
    """A walk that is granted is free at every millimetre of the way, rounded as a body's position is."""
    geometry = stage(objects={"C": BLOCK})
    assume(not geometry.blocked(ax, ay, 0))
    if geometry.walk(Pose(ax, ay, 0), bx, by)[0] is not None:
        way = math.isqrt((bx - ax) ** 2 + (by - ay) ** 2)
        for at in range(0, way, 7):
            assert geometry.blocked(ax + (bx - ax) * at // way, ay + (by - ay) * at // way, 0) == ""


def test_one_millimetre_of_a_corner_counts() -> None:
    """A way that cuts a corner by a few millimetres between two strides is barred; one that just misses it is free."""
    geometry = stage(objects={"C": BLOCK})
    near = 4000 - BODY_RADIUS
    assert geometry.walk(Pose(near - 999, near + 1003, 0), near + 1003, near - 999) == (None, "C")
    assert geometry.walk(Pose(near - 1003, near + 999, 0), near + 999, near - 1003)[1] == ""


def test_the_way_out_of_an_obstacle_is_open() -> None:
    """Whoever stands in something (it was put there) may walk out, but not into something else."""
    geometry = stage(objects={"C": BLOCK, "D": {**BLOCK, "at": [8, 5, 0]}})
    inside = Pose(5000, 5000, 0)
    assert geometry.walk(inside, 5000, 1000)[0] is not None
    assert geometry.walk(inside, 8000, 5000) == (None, "D")


@pytest.mark.parametrize(("height", "free"), [(0.3, True), (0.35, True), (0.5, False)])
def test_low_things_are_stepped_over(height: float, free: bool) -> None:
    """What is no higher than a step is no obstacle."""
    geometry = stage(objects={"C": {**BLOCK, "size": [2, 2, height]}})
    assert (geometry.blocked(5000, 5000, 0) == "") is free


def test_heads_pass_below_what_hangs_high() -> None:
    """A body is 1.75 m high: what hangs above it does not stop it."""
    assert stage(objects={"C": {**BLOCK, "at": [5, 5, 1.8]}}).blocked(5000, 5000, 0) == ""
    assert stage(objects={"C": {**BLOCK, "at": [5, 5, 1.6]}}).blocked(5000, 5000, 0) == "C"


def test_a_body_keeps_its_width() -> None:
    """One stands no nearer than half one's width, and exactly so near."""
    geometry = stage(objects={"C": BLOCK})
    assert geometry.blocked(4000 - BODY_RADIUS, 5000, 0) == ""
    assert geometry.blocked(4000 - BODY_RADIUS + 1, 5000, 0) == "C"


def test_nobody_steps_off_a_platform() -> None:
    """At the edge of a platform there is nothing to stand on; stairs lead up and down."""
    geometry = stage(
        platforms=[[4, 0, 8, 4, 2.4]], stairs=[[[0.5, 2, 0], [4, 2, 2.4]]], places={"a": {"at": [0.3, 2, 0]}}
    )
    up, hit = geometry.walk(Pose(200, 2000, 0), 6000, 2000)
    assert hit == ""
    assert up is not None
    assert up.z == 2400
    assert geometry.walk(up, 6000, 6000) == (None, "edge")
    down, _ = geometry.walk(up, 200, 2000)
    assert down is not None
    assert down.z == 0


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(-1000, 6000))
def test_support_is_within_a_step(x: int, y: int, z: int) -> None:
    """What carries a foot is never further than a step away."""
    geometry = GEOMETRIES["nitration"] if "nitration" in GEOMETRIES else GEOMETRIES["tiny"]
    level = geometry.support(x, y, z)
    assert level is None or abs(level - z) <= STEP
    assert (level is None) == all(abs(floor - z) > STEP for floor in geometry.floors(x, y))


def test_doors_open_walls_on_both_sides() -> None:
    """A door in a party wall lets people through; the wall beside it does not."""
    geometry = GEOMETRIES["tiny"]
    assert geometry.walk(Pose(9000, 4000, 0), 12_000, 4000)[1] == ""
    assert geometry.walk(Pose(9000, 2000, 0), 12_000, 2000)[1] in geometry.rooms
    assert geometry.walk(Pose(12_000, 4000, 0), 9000, 4000)[1] == ""


# -- routes ---------------------------------------------------------------------------------------------------
@everywhere
def test_routes_connect_all_places(geometry: Geometry) -> None:
    """From every place a way leads to every other over walkways that can be walked."""
    assert geometry.walkway_trouble() == []
    walked: set[tuple[Pose, Pose]] = set()
    for name, start in geometry.places.items():
        for goal, end in geometry.places.items():
            way = geometry.route(start, goal)
            assert way, (name, goal)
            assert (way[0], way[-1]) == (start, end)
            for p, q in pairwise(way):
                if (p, q) not in walked:  # the same legs in thousands of routes
                    assert geometry.walk(p, q.x, q.y)[1] == "", (name, goal)
                    walked.add((p, q))


@everywhere
@given(data=st.data())
def test_routes_are_as_long_there_as_back(geometry: Geometry, data: st.DataObject) -> None:
    """The shortest way from A to B is as long as that from B to A."""
    names = sorted(geometry.places)
    a, b = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))

    def length(way: list[Pose]) -> int:
        return sum(math.isqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2 + (2 * (p.z - q.z)) ** 2) for p, q in pairwise(way))

    assert length(geometry.route(geometry.places[a], b)) == length(geometry.route(geometry.places[b], a))


def test_where_no_way_leads_there_is_no_route() -> None:
    """Unconnected or unknown places give an empty route."""
    geometry = stage(places={"a": {"at": [1, 1, 0]}, "b": {"at": [9, 9, 0]}})
    assert geometry.route(geometry.places["a"], "b") == []
    assert geometry.route(geometry.places["a"], "nowhere") == []
    assert geometry.route(geometry.places["a"], "a") == [geometry.places["a"]]


def test_a_blocked_walkway_is_told() -> None:
    """Lint learns which walkway is blocked and by what."""
    geometry = stage(
        objects={"C": BLOCK}, places={"a": {"at": [1, 5, 0]}, "b": {"at": [9, 5, 0]}}, walkways=[["a", "b"]]
    )
    assert geometry.walkway_trouble() == [(0, "C")]


# -- sight and reach ------------------------------------------------------------------------------------------
def test_walls_hide_and_doors_show() -> None:
    """From one room into the other one sees through the door only."""
    geometry = GEOMETRIES["tiny"]
    assert geometry.sees(Pose(9000, 4000, 0), "DESK")
    assert not geometry.sees(Pose(9000, 1000, 0), "DESK")


def test_an_object_hides_what_is_behind_it_but_not_itself() -> None:
    """A cabinet in between hides; what is mounted on the cabinet shows."""
    gauge = {"kind": "gauge", "role": "look", "at": [4, 5, 1.5]}
    far = {"kind": "gauge", "role": "look", "at": [9, 5, 1.5]}
    geometry = stage(objects={"C": BLOCK, "G": gauge, "F": far})
    here = Pose(1000, 5000, 0)
    assert geometry.sees(here, "C")
    assert geometry.sees(here, "G")
    assert not geometry.sees(here, "F")
    assert geometry.sees(here, "F", solid_objects=False)
    assert geometry.sees(Pose(9000, 9000, 0), "F")


@pytest.mark.parametrize(
    ("at", "z", "reach", "reached"),
    [
        ((2.2, 5.0), 1.2, 1.2, True),
        ((2.3, 5.0), 1.2, 1.2, False),
        ((2.3, 5.0), 1.2, 1.5, True),
        ((1.5, 5.0), 2.3, 1.2, True),
        ((1.5, 5.0), 2.4, 1.2, False),
        ((1.5, 5.0), 0.0, 1.2, True),
    ],
)
def test_reach_is_near_and_neither_too_high(at: tuple[float, float], z: float, reach: float, reached: bool) -> None:
    """Hands reach as far as the object says, up to 2.3 m above the floor."""
    geometry = stage(objects={"G": {"kind": "gauge", "at": [*at, z], "reach": reach}})
    assert geometry.reaches(Pose(1000, 5000, 0), "G") is reached


def test_hands_do_not_reach_through_walls() -> None:
    """However near: not from the next room."""
    geometry = GEOMETRIES["tiny"]
    assert geometry.distance(Pose(9800, 1000, 0), "helmet") == 1200
    assert not geometry.reaches(Pose(9800, 1000, 0), "helmet")
    assert geometry.reaches(Pose(11_000, 2000, 0), "helmet")


def test_hands_do_not_reach_other_floors() -> None:
    """What stands a floor below is out of reach."""
    geometry = stage(objects={"G": {"kind": "gauge", "at": [1, 5, 0], "size": [0.3, 0.3, 1]}})
    assert geometry.reaches(Pose(1000, 4500, 0), "G")
    assert not geometry.reaches(Pose(1000, 4500, 3000), "G")


@given(st.integers(-20_000, 20_000), st.integers(-20_000, 20_000))
def test_distance_is_to_the_nearest_side(x: int, y: int) -> None:
    """Zero over the object, and else the distance to its rectangle."""
    geometry = stage(objects={"C": BLOCK})
    dx, dy = max(4000 - x, x - 6000, 0), max(4000 - y, y - 6000, 0)
    assert geometry.distance(Pose(x, y, 0), "C") == math.isqrt(dx * dx + dy * dy)


@everywhere
def test_every_place_stands_free_on_a_floor(geometry: Geometry) -> None:
    """People can stand where they start and where scripts walk."""
    for name, pose in geometry.places.items():
        assert geometry.blocked(pose.x, pose.y, pose.z) == "", name
        assert geometry.support(pose.x, pose.y, pose.z) == pose.z, name


def test_rooms_are_found_and_outdoors_is_none() -> None:
    """A point lies in its room; outdoors the name is empty."""
    geometry = GEOMETRIES["tiny"]
    assert geometry.room_at(3000, 3000) == "shop"
    assert geometry.room_at(12_000, 3000) == "office"
    assert geometry.room_at(-3000, 3000) == ""


@pytest.mark.parametrize(("metres", "millimetres"), [(1.0005, 1000), (0.1, 100), (-2.7, -2700), (1.2345, 1234)])
def test_metres_become_whole_millimetres(metres: float, millimetres: int) -> None:
    """Everything that influences an answer is an integer."""
    assert mm(metres) == millimetres
    assert isinstance(EYE_HEIGHT, int)
