"""The outdoor yard as a whole: it is clean, within budget, what moves follows its tag, and an arc is a function of time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from panda3d import core

from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from engine.session.frame import Frame, Pose
from engine.session.place import Geometry
from engine.view.arcs import FLASH_SECONDS
from engine.view.building.place import Place, build_place
from engine.view.equipment.catalogue import KINDS, lint
from engine.view.mesh import join
from engine.view.pick import Picker
from engine.view.scene import Scene
from tests.view.yard import stage, stage_data, tag_table, values

TAGS = tag_table()


@pytest.fixture(scope="module")
def place() -> Place:
    return build_place(stage())


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    made = Scene(base, stage(), TAGS)
    yield made
    made.close()
    assert base.render.get_num_children() == 0, "closing a scene leaves nodes behind"


def test_the_highlight_tells_nothing_of_what_moves(scene: Scene) -> None:
    """The outline of a switch holds its posts and not its arms: whether these have gone home is for people to see."""
    scene.highlight("QS1013")
    outline = scene.objects["QS1013"].find("**/outline")
    low, high = outline.get_tight_bounds(scene.objects["QS1013"])
    model = scene.place.items["QS1013"].model
    scene.highlight("")
    bounds = join(part.mesh for part in model.still).bounds()
    for axis in range(3):
        assert bounds[0][axis] - 0.05 <= low[axis] < high[axis] <= bounds[1][axis] + 0.05
    assert not any(part.name.startswith(("arm_", "contact_")) for part in model.still)
    assert {"insulators", "steel"} <= {part.name for part in model.still}


def show(scene: Scene, seconds: float = 1.0, **changed: float) -> None:
    scene.update(Frame(0, seconds, values(TAGS, **changed), {}))


def tip(scene: Scene, name: str, part: str, at: tuple[float, float, float]) -> core.Point3:
    """Where a point of a moving part, given from its pivot, is now in the axes of its object."""
    thing = scene.objects[name]
    found = thing.find(f"**/{part}")
    assert not found.is_empty(), f"{name}/{part}"
    return thing.get_relative_point(found, core.Point3(*at))


def test_the_yard_is_clean() -> None:
    """Every kind, option, nozzle and end of a span of the yard exists."""
    import yaml

    reporter = Reporter(parse_source("yard.yaml", yaml.safe_dump({"stage": stage_data()}, allow_unicode=True)))
    lint(stage(), reporter)
    assert [p.text.en for p in reporter.problems] == []


def test_the_yard_stays_within_its_budget(place: Place) -> None:
    """Four bays, two transformers and the bus section: an integrated graphics chip draws 250 000 triangles with ease."""
    assert set(place.items) == set(stage().objects)
    assert 100_000 < place.triangles < 250_000


def test_every_span_of_the_yard_is_drawn(place: Place) -> None:
    """No wire is lost: each span has as many wires as poles, and all are finite."""
    drawn = {name: parts for name, parts in place.shell.items() if name.startswith("span:")}
    assert len(drawn) == len(stage().spans)
    for parts in drawn.values():
        assert parts
        assert all(np.isfinite(part.mesh.p).all() for part in parts)


def test_nothing_live_hangs_low(place: Place) -> None:
    """Wires of 110 kV keep 3.4 m above ground without a fence (DL/T 5352, dimension C); the low side's bars are its own."""
    for i, span in enumerate(stage().spans):
        ends = (span.start, span.to)
        if any(isinstance(e, str) and (".neutral" in e or ".lv" in e) for e in ends):
            continue
        for part in place.shell[f"span:{i}"]:
            assert part.mesh.bounds()[0][2] > 3.4, ends


@pytest.mark.parametrize("phase", ["a", "b", "c"])
def test_the_arms_meet_when_closed_and_part_by_a_right_angle_when_open(scene: Scene, phase: str) -> None:
    """At 100 % both arms of a pole point at each other; at 0 % they stand across the line, 1.29 m apart."""
    half = 1.7 * 0.76 / 2

    def tips() -> tuple[core.Point3, core.Point3]:
        ends = [tip(scene, "QS1013", f"arm_{phase}_{side}", (half, 0, 0)) for side in ("front", "back")]
        return ends[0], ends[1]

    show(scene, QS1013__position=100)
    front, back = tips()
    assert (front - back).length() < 0.01
    show(scene, QS1013__position=0)
    front, back = tips()
    assert (front - back).length() == pytest.approx(2 * half, abs=0.01)
    show(scene, QS1013__position=50)
    front, back = tips()
    assert (front - back).length() == pytest.approx(2 * half * (1 - math.sin(math.radians(45))), abs=0.01)


def test_a_jammed_pole_stays_twenty_degrees_short_and_the_others_seat(scene: Scene) -> None:
    """The pole the tag names is not in line though the position says closed; freed, it seats."""
    show(scene, QS1013__position=100, QS1013__unseated_c=1)
    angles = {p: scene.objects["QS1013"].find(f"**/arm_{p}_front").get_h() for p in "abc"}
    assert angles == {"a": pytest.approx(90), "b": pytest.approx(90), "c": pytest.approx(70)}
    show(scene, QS1013__position=40, QS1013__unseated_c=1)
    assert scene.objects["QS1013"].find("**/arm_c_front").get_h() == pytest.approx(36)
    show(scene, QS1013__position=100)
    assert scene.objects["QS1013"].find("**/arm_c_front").get_h() == pytest.approx(90)


@pytest.mark.parametrize(("switch", "blades", "side"), [("QS1013", "QE10140", "front"), ("QS1113", "QE11140", "back")])
def test_earthing_blades_follow_their_own_tag(scene: Scene, switch: str, blades: str, side: str) -> None:
    """They lie along the base while open and stand up to the live part when closed, whatever the main arms do."""
    inward = 1 if side == "front" else -1
    show(scene)
    assert tip(scene, switch, f"earth_{side}_b", (0, inward, 0)).z < 2.7
    show(scene, **{f"{blades}__position": 100.0})
    low = tip(scene, switch, f"earth_{side}_b", (0, 0, 0))
    high = tip(scene, switch, f"earth_{side}_b", (0, inward, 0))
    assert high.z - low.z == pytest.approx(1.0, abs=1e-3)


def test_the_neutral_knife_swings_up_into_its_jaw(scene: Scene) -> None:
    """Open it hangs level, closed it stands upright."""
    show(scene, QS1010__position=0)
    level = tip(scene, "QS1010", "knife", (1, 0, 0)).z
    show(scene, QS1010__position=100)
    assert tip(scene, "QS1010", "knife", (1, 0, 0)).z - level == pytest.approx(1.0, abs=1e-3)


def flags(scene: Scene, name: str) -> list[bool]:
    """Whether each mark of an object is seen, in the order of its model."""
    count = len(scene.place.items[name].model.marks)
    plates = [node for node in scene.objects[name].children if node.get_name() == "plate"]
    return [not node.is_hidden() for node in plates[-count:]]


def test_position_windows_say_one_thing_at_a_time_and_nothing_on_the_way(scene: Scene) -> None:
    """合 only at the closed end, 分 only at the open end, neither between; the spring's flag is its own."""
    show(scene, QS1013__position=100)
    assert flags(scene, "QS1013") == [True, False]
    show(scene, QS1013__position=0)
    assert flags(scene, "QS1013") == [False, True]
    show(scene, QS1013__position=60)
    assert flags(scene, "QS1013") == [False, False]
    show(scene, QF101__closed=1, QF101__charged=0)
    assert flags(scene, "QF101") == [True, False, False, True]
    show(scene, QF101__closed=0, QF101__charged=1)
    assert flags(scene, "QF101") == [False, True, True, False]


def test_marks_are_rewritten_in_the_other_language_and_still_follow(scene: Scene) -> None:
    """A change of language loses no flag."""
    scene.set_language("en")
    show(scene, QF101__closed=1, QF101__charged=1)
    assert flags(scene, "QF101") == [True, False, True, False]
    scene.set_language("zh")
    show(scene, QF101__closed=0, QF101__charged=1)
    assert flags(scene, "QF101") == [False, True, True, False]


def test_gas_oil_and_leakage_turn_their_needles(scene: Scene) -> None:
    """Each dial follows its own tag: half the span is the middle of 270 degrees."""
    show(scene, QF101__sf6=500)
    turned = scene.objects["QF101"].find("**/dial_needle").get_quat().get_angle()
    assert turned % 360 == pytest.approx(135, abs=0.5) or turned % 360 == pytest.approx(225, abs=0.5)
    before = scene.objects["T1"].find("**/oil_dial_needle").get_quat()
    show(scene, T1__oil_level=20)
    assert scene.objects["T1"].find("**/oil_dial_needle").get_quat() != before


def test_the_tap_is_a_whole_number(scene: Scene) -> None:
    """The window of the tap changer shows a position, not a measurement."""
    show(scene, T1__tap=12)
    shown = scene.objects["T1"].find("**/reading").node()
    assert isinstance(shown, core.TextNode)
    assert shown.get_text() == "12"


def test_an_arc_burns_while_its_tag_is_on_and_lights_the_place(scene: Scene) -> None:
    """Threads are seen and a lamp shines on everything while it burns, and for a third of a second at least: protection is
    faster than the pictures of a slow computer. Then there is smoke, and then nothing."""
    effect = scene.objects["ARC"].find("**/effect")
    show(scene, 30.0)
    assert effect.is_hidden()
    lights = scene.root.get_attrib(core.LightAttrib).get_num_on_lights()
    show(scene, 31.0, arc__on=1)
    assert not effect.is_hidden()
    assert any(not thread.is_hidden() for thread in effect.find_all_matches("thread_*"))
    assert scene.root.get_attrib(core.LightAttrib).get_num_on_lights() == lights + 1
    show(scene, 31.1)
    assert any(not thread.is_hidden() for thread in effect.find_all_matches("thread_*"))
    show(scene, 32.0)
    assert not any(not thread.is_hidden() for thread in effect.find_all_matches("thread_*"))
    assert not effect.is_hidden()
    assert scene.root.get_attrib(core.LightAttrib).get_num_on_lights() == lights
    for seconds in (34.0, 36.0, 38.0):
        show(scene, seconds)
    assert effect.is_hidden()
    show(scene, 40.0, arc__on=1)
    show(scene, 60.0)
    assert effect.is_hidden()


def test_an_arc_ends_where_it_is_told(scene: Scene) -> None:
    """Every thread runs from the object to the point ``to`` of its options."""
    show(scene, 63.0, arc__on=1)
    threads = scene.objects["ARC"].find_all_matches("**/thread_*")
    assert len(threads) > 0
    for thread in threads:
        low, high = thread.get_tight_bounds(scene.objects["ARC"])
        assert low.y < 0.0 < 0.706 < high.y
        assert high.y - low.y < 1.1


def test_a_switch_draws_its_own_arcs_between_the_tips_of_its_arms(scene: Scene) -> None:
    """While the switch's own tag is on, each pole has an arc from tip to tip of its half-open arms, and one lamp."""
    show(scene, 64.0)
    show(scene, 65.0)
    lights = scene.root.get_attrib(core.LightAttrib).get_num_on_lights()
    show(scene, 66.0, QS1013__position=50, QS1013__arc=1)
    glows = [node for node in scene.objects["QS1013"].children if node.get_name() == "glow"]
    assert len(glows) == 3
    assert all(not glow.find("effect").is_hidden() for glow in glows)
    front = tip(scene, "QS1013", "arm_a_front", (1.7 * 0.76 / 2, 0, 0))
    assert (glows[0].get_pos() - front).length() < 0.02
    assert scene.root.get_attrib(core.LightAttrib).get_num_on_lights() == lights + 1
    show(scene, 67.0, QS1013__position=50)
    assert not any(not t.is_hidden() for glow in glows for t in glow.find_all_matches("**/thread_*"))
    assert scene.root.get_attrib(core.LightAttrib).get_num_on_lights() == lights


def test_a_flash_is_short_leaves_smoke_and_starts_again(scene: Scene) -> None:
    """After a third of a second only smoke is left; the same moment looks the same again after a step back in time."""
    effect = scene.objects["FLASH"].find("**/effect")

    def bright() -> bool:
        return any(not thread.is_hidden() for thread in effect.find_all_matches("thread_*"))

    show(scene, 39.0)
    show(scene, 40.0, flash__on=1)
    assert bright()
    show(scene, 40.0 + FLASH_SECONDS * 2, flash__on=1)
    assert not bright()
    assert not effect.is_hidden()
    show(scene, 60.0, flash__on=1)
    assert effect.is_hidden()
    show(scene, 39.5, flash__on=1)
    assert bright()


def test_a_breaker_is_picked_through_the_ray(scene: Scene) -> None:
    """Whoever stands before its box and aims at it points at the breaker."""
    lens = core.PerspectiveLens()
    lens.set_fov(70)
    picker = Picker(scene, scene.root.attach_new_node(core.Camera("eye", lens)), lens)
    try:
        assert picker.aim_at("QF101", Pose(10_000, -10_400, 0)) is not None
        picked = picker.picked()
        assert picked is not None
        assert picked.object == "QF101"
    finally:
        picker.close()


@pytest.mark.parametrize("kind", ["disconnector", "current_transformer", "surge_arrester", "portal"])
def test_the_air_between_the_poles_is_free_to_point_through(kind: str) -> None:
    """Looking between two poles at head height and above, one points at what stands behind."""
    between = np.array((1.0, 0.0, 1.9))
    for low, high in KINDS[kind].model().solid:
        assert ((between < low) | (between > high)).any()


def test_hands_reach_the_operating_boxes(scene: Scene) -> None:
    """Whoever stands before the box of an earthing switch reaches it."""
    geometry = Geometry(scene.stage)
    x, y, _ = scene.stage.objects["QE10140"].at
    assert geometry.reaches(Pose(round(x * 1000), round(y * 1000) - 900, 0), "QE10140")


def test_a_plate_says_what_its_label_says_even_if_it_is_wrong() -> None:
    """A swapped number plate can be hung up: the plate knows nothing but the label."""
    data = stage_data()
    data["objects"]["QF102"]["label"] = "101"
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    few = {name: data["objects"][name] for name in ("QF102",)}
    section = stage().model_validate({**data, "objects": few, "spans": []})
    made = Scene(base, section, TAGS)
    assert made.name_of("QF102")[0] == "101"
    made.close()


@pytest.mark.parametrize("kind", ["disconnector", "outdoor_breaker", "power_transformer", "portal", "bus_bridge"])
def test_boxes_for_pointing_lie_within_their_model(kind: str) -> None:
    """No solid reaches beyond what is drawn by more than a hand's breadth."""
    model = KINDS[kind].model()
    points = np.concatenate([part.mesh.p for part in model.parts])
    for low, high in model.solid:
        assert (np.array(low) >= points.min(axis=0) - 0.3).all()
        assert (np.array(high) <= points.max(axis=0) + 0.3).all()
        assert (np.array(low) < np.array(high)).all()
