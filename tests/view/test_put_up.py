"""Signs and locks are seen where they hang, portable things where their ends are fastened."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from panda3d import core

from engine.scenario.text import Text
from engine.session.frame import Fastened, Frame, Hanging, Person, Pose
from engine.session.stage import StageSection
from engine.tags import TagTable
from engine.testing import tiny_kind
from engine.view.building.place import build_place
from engine.view.building.places_on import hanging_place, spot
from engine.view.put_up import lead, place_things, things_of
from engine.view.scene import Scene
from tests.session.applied.bench import do, session

STAGE: dict[str, Any] = {
    "rooms": {"hall": {"title": {"zh": "厅", "en": "Hall"}, "box": [0, 0, 20, 20]}},
    "objects": {
        "BOX": {"kind": "cabinet", "at": [5, 5, 0], "size": [0.8, 0.6, 2.0], "shows": "M1"},
        "HANDLE": {"kind": "drive_box", "at": [9, 5, 0], "turn": 90, "gives": ["M1"]},
        "BAR": {"kind": "cabinet", "at": [5, 8, 3], "size": [3, 0.2, 0.2], "options": {"spots": {"B": [1.0, 0, 0.2]}}},
        "HOOK": {"kind": "cabinet", "at": [12, 12, 0], "size": [1, 1, 2], "options": {"hang": [0.5, 0.1, 1.0]}},
        "S1": {"kind": "work_sign", "role": "tool", "at": [1, 1, 1]},
        "S2": {"kind": "work_sign", "role": "tool", "at": [1, 2, 1]},
        "LEAD": {"kind": "small_tool", "role": "tool", "at": [1, 3, 1]},
    },
    "places": {"west": {"at": [3.5, 5, 0]}},
}
SAYS = Text(zh="有人工作", en="At work")


def frame(*hung: tuple[str, str], at: tuple[int, int] = (1000, 1000), fastened: tuple[Fastened, ...] = ()) -> Frame:
    hanging = tuple(Hanging(name, on, "sign", SAYS, SAYS, 0) for name, on in hung)
    learner = Person("learner", "learner", Pose(*at))
    return Frame(1, 0.1, (), {"learner": learner}, hanging=hanging, fastened=fastened)


@pytest.fixture
def stage() -> StageSection:
    return StageSection.model_validate(STAGE)


@pytest.fixture
def scene(stage: StageSection) -> Iterator[Scene]:
    made = Scene(SimpleNamespace(render=core.NodePath("render"), win=None), stage, TagTable())
    yield made
    made.close()


def signs(scene: Scene) -> dict[str, core.LPoint3f]:
    return {name: node.get_pos() for name, node in scene._put_up.signs.items()}


def test_a_sign_hangs_where_the_thing_is_worked(stage: StageSection) -> None:
    """The handle goes before the thing itself and what stands for it; one with more on it comes later."""
    assert things_of(stage, "M1") == ["HANDLE", "BOX"]
    assert things_of(stage, "BAR") == ["BAR"]
    assert things_of(stage, "M9") == []


def test_a_sign_is_on_the_surface_of_the_side_one_stands_on(stage: StageSection) -> None:
    """Seen from each side it hangs on that side, level with a hand, facing out."""
    item = build_place(stage).items["BOX"]
    for seen, out in (((5, 0), (0, -1)), ((5, 9), (0, 1)), ((0, 5), (-1, 0)), ((9, 5), (1, 0))):
        at, way = hanging_place(item, seen)
        assert way == pytest.approx(out)
        depth = (at[0] - 5) * out[0] + (at[1] - 5) * out[1]
        assert depth == pytest.approx(0.4 if out[0] else 0.3, abs=0.06)
        assert 0.8 <= at[2] <= 1.6


def test_an_author_may_say_where(stage: StageSection) -> None:
    """``hang`` gives point and side in the object's own axes, wherever one stands."""
    item = build_place(stage).items["HOOK"]
    assert hanging_place(item, (0, 0)) == (pytest.approx((12.5, 12.1, 1.0)), pytest.approx((1, 0)))


def test_a_sign_is_drawn_there_and_no_longer_at_its_place(scene: Scene) -> None:
    """Hung, it is gone from where it was stored; taken off and put back, it stands there again and hangs nowhere."""
    scene.update(frame(("S1", "M1"), at=(4000, 5000)))
    assert scene.objects["S1"].is_stashed()
    assert math.dist(signs(scene)["S1"], (4.6, 5, 1.2)) < 0.3
    assert scene._put_up.signs["S1"].find("**/+GeomNode")
    assert not scene._put_up.signs["S1"].find("**/+CollisionNode")
    scene.update(frame())
    assert not scene.objects["S1"].is_stashed()
    assert signs(scene) == {}


@pytest.mark.parametrize(("since", "thing"), [(0, "HANDLE"), (7, "BOX")])
def test_what_hung_from_the_start_hangs_where_the_thing_is_worked(since: int, thing: str) -> None:
    """Somebody who happens to stand near another thing has hung there only what was not there from the start."""
    places = {"by_box": {"at": [4, 5, 0]}, "by_handle": {"at": [9.5, 5.8, 0]}}
    where = StageSection.model_validate(STAGE | {"places": places})
    scene = Scene(SimpleNamespace(render=core.NodePath("render"), win=None), where, TagTable())
    shown = frame(("S1", "M1"), at=(4000, 5000))
    scene.update(replace(shown, hanging=(replace(shown.hanging[0], since=since),)))
    x, y, _ = where.objects[thing].at
    spot = signs(scene)["S1"]
    assert math.dist((spot.x, spot.y), (x, y)) < 0.8
    scene.close()


def test_what_is_in_hand_is_not_drawn(scene: Scene) -> None:
    """A sign that somebody holds is neither at its place nor on anything."""
    empty = frame()
    scene.update(replace(empty, people={"learner": replace(empty.people["learner"], holds=("S1",))}))
    assert scene.objects["S1"].is_stashed()
    assert signs(scene) == {}


def test_one_sign_hangs_under_the_other(scene: Scene) -> None:
    """Two on the same side of one thing do not cover each other, and do not change places when one stands elsewhere."""
    both = (("S1", "M1"), ("S2", "M1"))
    scene.update(frame(*both, at=(4000, 5000)))
    before = signs(scene)
    assert before["S1"].z - before["S2"].z > 0.16
    scene.update(frame(*both, ("X", "Y"), at=(9000, 4000)))
    assert signs(scene) == before


def test_a_change_of_language_writes_signs_anew(scene: Scene) -> None:
    """What hangs is drawn again with the words of the other language."""
    scene.update(frame(("S1", "M1")))
    scene.set_language("en")
    scene.update(frame(("S1", "M1")))
    assert set(signs(scene)) == {"S1"}


def test_parts_have_places_of_their_own(stage: StageSection) -> None:
    """As the author says, else spread along the object; without parts low in front."""
    items = build_place(stage).items
    a, b, c = (spot(items["BAR"], "W", part, n, 3) for n, part in enumerate("ABC"))
    assert b == pytest.approx((6.0, 8.0, 3.2))
    assert c[0] - a[0] == pytest.approx(0.6, abs=0.02)
    base = spot(items["BOX"], "BASE", "")
    assert base[2] < 0.5
    assert base[1] == pytest.approx(4.7, abs=0.06)


@pytest.mark.parametrize(("length", "floor"), [(4.0, 0.0), (9.0, 0.0), (9.0, 0.8), (None, 0.0), (2.0, 0.0)])
def test_a_lead_hangs_through_but_not_into_the_floor(length: float | None, floor: float) -> None:
    """The longer, the lower it hangs; it never leaves its ends nor goes below the floor."""
    wire = lead((0, 0, 1.0), (3, 0, 2.0), length, floor)
    lowest = min(point[2] for point in wire.path())
    assert lowest >= floor
    assert (wire.start, wire.end) == ((0, 0, 1.0), (3, 0, 2.0))
    assert (wire.sag > 0.3) == (length != 2.0)


def test_leads_go_from_the_first_end_to_the_others(stage: StageSection) -> None:
    """A clamp at each fastened end, a lead to each end but the first; one end alone lets its lead hang."""
    items = build_place(stage).items
    ends = [Fastened("LEAD", "base", "BOX", "BASE", "", (0, 1), 6000)]
    at, wires = place_things(ends, items)
    assert (len(at), len(wires)) == (1, 1)
    assert wires[0].end[2] < wires[0].start[2]
    ends += [Fastened("LEAD", part.lower(), "BAR", "W", part, (n, 3), 6000) for n, part in enumerate("ABC")]
    at, wires = place_things(ends, items)
    assert (len(at), len(wires)) == (4, 3)
    assert len({wire.start for wire in wires}) == 1
    assert len({wire.end for wire in wires}) == 3


def test_frames_tell_what_is_fastened_in_any_scenario() -> None:
    """Fastened with the requests of the verbs, the ends stand in the frame with their objects, and go when taken off."""
    with tiny_kind():
        made = session(holds="LEAD1 ROD")
        assert do(made, "attach", "LEAD1", {"part": "base", "to": "BAR"}) == ""
        made.tick()
        (end,) = made.frame().fastened
        assert (end.id, end.end, end.object, end.point, end.length) == ("LEAD1", "base", "BARBOX", "BAR", 4000)
        scene = Scene(
            SimpleNamespace(render=core.NodePath("render"), win=None), made.scenario["stage"], made.tags
        )  # fmt: skip
        scene.update(made.frame())
        assert set(scene._put_up.leads) == {"LEAD1"}
        assert do(made, "detach", "LEAD1", {"part": "base"}) == ""
        made.tick()
        scene.update(made.frame())
        assert made.frame().fastened == ()
        assert not scene._put_up.leads
        scene.close()


def test_what_an_author_draws_is_not_drawn_twice() -> None:
    """Where an object of the stage is there while something hangs or is fastened, that object is the picture of it."""
    data = {**STAGE, "objects": {**STAGE["objects"]}}
    data["objects"]["OWN"] = {"kind": "work_sign", "at": [9, 4.8, 1], "options": {"here": "M1.tagged"}}
    data["objects"]["FITTED"] = {"kind": "work_sign", "at": [5, 8, 1], "options": {"here": "LEAD.a"}}
    made = Scene(
        SimpleNamespace(render=core.NodePath("render"), win=None), StageSection.model_validate(data), TagTable()
    )
    end = Fastened("LEAD", "a", "BAR", "W", "A", (0, 3))
    made.update(frame(("S1", "M1"), ("S2", "BAR"), fastened=(end,)))
    assert set(signs(made)) == {"S2"}
    assert made._put_up.leads == {}
    made.close()
