"""The building: walls with doors, floors, platforms, stairs and pipes come from the stage section alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.scenario.reporter import Reporter
from engine.scenario.source import read_source
from engine.session.place import Geometry
from engine.session.stage import StageSection
from engine.view.building.occlusion import Occlusion
from engine.view.building.pipework import route
from engine.view.building.place import Place, build_place
from engine.view.building.rooms import adjoining, doors_in, walls_of
from engine.view.building.sheets import Hole, sheet
from engine.view.building.surfaces import chequer, concrete, metal_cap, monitor, puff, tiles
from engine.view.equipment.catalogue import KINDS, lint
from engine.view.mesh import box

FOLDER = Path(__file__).parents[2] / "scenarios" / "chemical" / "nitration"


def nitration() -> StageSection:
    """The stage of the nitration scenario."""
    source = read_source(FOLDER / "scenario.yaml")
    return StageSection.model_validate(source.data["stage"])


@pytest.fixture(scope="module")
def stage() -> StageSection:
    return nitration()


@pytest.fixture(scope="module")
def place(stage: StageSection) -> Place:
    return build_place(stage)


def test_the_nitration_stage_is_clean() -> None:
    """Every kind, option, service and nozzle of the shipped stage exists."""
    source = read_source(FOLDER / "scenario.yaml")
    reporter = Reporter(source)
    lint(StageSection.model_validate(source.data["stage"]), reporter)
    assert reporter.problems == []


def test_every_walkway_can_be_walked_both_ways(stage: StageSection) -> None:
    """Scripts walk the graph of places without meeting a wall, an object or an edge."""
    geometry = Geometry(stage)
    for a, b in stage.walkways:
        for start, goal in ((a, b), (b, a)):
            reached, hit = geometry.walk(geometry.places[start], geometry.places[goal].x, geometry.places[goal].y)
            assert reached is not None, f"{start} → {goal}: {hit}"
            assert reached.z == geometry.places[goal].z


def test_hands_reach_everything_that_is_operated_on_the_spot(stage: StageSection) -> None:
    """Each access point and each wearable can be reached from some place of the graph."""
    geometry = Geometry(stage)
    for name, thing in stage.objects.items():
        if thing.gives or thing.role in ("access", "wearable", "radio", "document"):
            assert any(geometry.reaches(pose, name) for pose in geometry.places.values()), name


def test_all_objects_are_built_and_the_place_stays_within_budget(stage: StageSection, place: Place) -> None:
    """The software renderer draws 40 ms frames of it: no more than 150 000 triangles in all."""
    assert set(place.items) == set(stage.objects)
    assert 20_000 < place.triangles < 150_000


def test_every_vertex_is_finite(place: Place) -> None:
    """No NaN reaches the renderer."""
    for parts in place.shell.values():
        for part in parts:
            assert np.isfinite(part.mesh.p).all(), part.name


def test_the_same_stage_gives_the_same_bits(stage: StageSection, place: Place) -> None:
    """Building is a pure function of the stage."""
    assert build_place(stage).digest() == place.digest()
    moved = stage.objects["V101"].model_copy(update={"options": {"clearance": 1.2}})
    other = stage.model_copy(update={"objects": {**stage.objects, "V101": moved}})
    assert build_place(other).digest() != place.digest()


def test_a_wall_is_open_at_its_doors_and_closed_elsewhere(stage: StageSection) -> None:
    """A ray through the middle of a door meets no wall; a metre beside it meets one."""
    wall = walls_of(stage.rooms["hall"])[1]
    assert any(hole.left < 3.2 < hole.right for hole in doors_in(wall, stage))
    face = sheet(0, wall.length, 0, 9, doors_in(wall, stage))

    def covered(s: float, z: float) -> bool:
        tri = face.p[face.f][:, :, [0, 2]]
        inside = np.ones(len(tri), bool)
        for k in range(3):
            a, b = tri[:, k], tri[:, (k + 1) % 3]
            side = (b[:, 0] - a[:, 0]) * (z - a[:, 1]) - (b[:, 1] - a[:, 1]) * (s - a[:, 0])
            inside &= side >= -1e-6
        return bool(inside.any())

    assert not covered(3.2, 1.0)
    assert covered(3.2, 5.0)
    assert covered(5.2, 1.0)


def test_rooms_hide_the_outer_face_behind_which_a_room_adjoins(stage: StageSection) -> None:
    """Two rooms never draw two faces in the same plane."""
    east_of_hall = walls_of(stage.rooms["hall"])[1]
    assert adjoining(east_of_hall, "hall", stage) == [Hole(0, 12, 0, 3.2)]
    assert adjoining(walls_of(stage.rooms["hall"])[3], "hall", stage) == []


@pytest.mark.parametrize(
    ("start", "end", "via"),
    [
        (((0, 0, 1), (0, 0, 1)), ((3, 2, 1), (0, 0, 1)), []),
        (((0, 0, 0), (1, 0, 0)), ((0, 4, 2), (0, -1, 0)), [(2.0, 2.0, 2.0)]),
        (((0, 0, 0), (0, 0, 0)), ((5, 0, 0), (-1, 0, 0)), []),
    ],
)
def test_pipes_run_square_and_start_and_end_where_they_should(start, end, via) -> None:
    """Every stretch of a pipe is parallel to an axis, and both ends are met exactly."""
    corners = route(start, end, via)
    assert corners[0] == tuple(map(float, start[0]))
    assert corners[-1] == tuple(map(float, end[0]))
    for a, b in pairwise(corners):
        assert sum(abs(p - q) > 1e-9 for p, q in zip(a, b, strict=True)) == 1


def test_what_stands_on_a_floor_darkens_it() -> None:
    """Contact shadow is darkest under a thing and gone two metres away."""
    shade = Occlusion((0, 0, 0), (6, 6, 3))
    shade.add(box(1, 1, 1).moved(3, 3, 0))
    shade.finish()
    light = shade.at(np.array([(2.4, 3, 0.02), (0.4, 0.4, 0.02)]), np.array([(0, 0, 1.0)] * 2))
    assert light[0] < 0.8
    assert light[1] == pytest.approx(1.0, abs=0.02)


def test_pictures_have_sides_of_powers_of_two() -> None:
    """The software renderer knows no other textures."""
    pictures = [concrete(64, 128, (0.5, 0.5, 0.5)), tiles(64, 64, (0.7, 0.7, 0.7), (20, 20)), chequer(64),
                metal_cap(64), monitor(), puff()]  # fmt: skip
    for picture in pictures:
        assert all(side & (side - 1) == 0 for side in picture.shape[:2])
        assert picture.std() > 1


NUMBER = st.floats(-6, 6, allow_nan=False).map(lambda v: round(v, 2))
POINT = st.tuples(NUMBER, NUMBER, NUMBER)


@st.composite
def stages(draw: st.DrawFn) -> StageSection:
    """Small stages as a hurried author may write them: reversed, flat, overlapping, far away."""
    kinds = st.sampled_from(sorted(set(KINDS) - {"effect"}))
    objects = {
        f"X{i}": {"kind": draw(kinds), "at": draw(POINT), "turn": draw(st.sampled_from([0, 90, 37.5]))}
        for i in range(draw(st.integers(0, 3)))
    }
    ends = st.one_of(POINT, st.sampled_from([*objects, "nothing"])) if objects else POINT
    return StageSection.model_validate({
        "rooms": {
            "a": {
                "title": {"zh": "甲", "en": "A"},
                "box": draw(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER)),
                "style": draw(st.sampled_from(["plant", "control", "corridor", "locker", "yard"])),
                "doors": [{"at": draw(st.tuples(NUMBER, NUMBER))}],
            }
        },
        "objects": objects,
        "places": {},
        "platforms": [(*draw(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER)), draw(NUMBER))],
        "stairs": [(draw(POINT), draw(POINT))],
        "pipes": [{"from": draw(ends), "to": draw(ends), "via": draw(st.lists(POINT, max_size=2))}],
    })  # fmt: skip


@given(stages())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_stage_that_reads_can_be_built(made: StageSection) -> None:
    """Nonsense is drawn as nonsense or left out; it never brings the program down."""
    place = build_place(made)
    for parts in place.shell.values():
        for part in parts:
            assert np.isfinite(part.mesh.p).all(), part.name
