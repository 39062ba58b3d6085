"""The scene follows frames, and walking and picking work without any window."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from panda3d import core

from engine.session.frame import Frame, Pose
from engine.session.place import Geometry
from engine.session.stage import StageSection
from engine.tags import Kind, Tag, TagTable
from engine.view.errors import GraphicsError
from engine.view.pick import Picker
from engine.view.scene import Scene
from engine.view.walk import KEYS, Walker
from engine.view.window import close_window, open_window
from tests.view.test_place import nitration


def tag_table() -> TagTable:
    tags = TagTable()
    tags.add(Tag("M101.speed", low=0, high=120))
    tags.add(Tag("FV101.position", low=0, high=100))
    tags.add(Tag("XV101A.position", low=0, high=100))
    tags.add(Tag("TG101T", low=0, high=200))
    tags.add(Tag("V101.level", low=0, high=100))
    tags.add(Tag("P102A.running", kind=Kind.DISCRETE))
    tags.add(Tag("rupture.occurred", kind=Kind.DISCRETE))
    return tags


@pytest.fixture(scope="module")
def stage() -> StageSection:
    return nitration()


@pytest.fixture(scope="module")
def scene(stage: StageSection) -> Iterator[Scene]:
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    made = Scene(base, stage, tag_table())
    yield made
    made.close()
    assert base.render.get_num_children() == 0, "closing a scene leaves nodes behind"


@pytest.fixture
def picker(scene: Scene) -> Iterator[Picker]:
    lens = core.PerspectiveLens()
    lens.set_fov(70)
    lens.set_aspect_ratio(16 / 9)
    made = Picker(scene, scene.root.attach_new_node(core.Camera("eye", lens)), lens)
    yield made
    made.close()


def show(scene: Scene, seconds: float, **values: float) -> None:
    row = [values.get(tag.id.replace(".", "_"), 0.0) for tag in scene.tags]
    scene.update(Frame(0, seconds, tuple(row), {}))


def part(scene: Scene, path: str) -> core.NodePath:
    name, _, piece = path.partition("/")
    found = scene.objects[name].find(f"**/{piece}")
    assert not found.is_empty(), path
    return found


def test_parts_stand_where_their_tags_say(scene: Scene) -> None:
    """A stem lifts, a flag turns a quarter, a needle sweeps, a column of liquid grows, a lamp lights."""
    show(scene, 1.0)
    low = part(scene, "FV101/stem").get_z()
    show(scene, 2.0, FV101_position=100, XV101A_position=100, TG101T=100, V101_level=50, P102A_running=1)
    assert part(scene, "FV101/stem").get_z() > low + 0.02
    assert part(scene, "XV101A/flag").get_h() == pytest.approx(90)
    assert abs(part(scene, "TG101/needle").get_r()) == pytest.approx(135)
    assert part(scene, "V101/level").get_sz() == pytest.approx(0.5)
    assert part(scene, "LCB102/run_0").get_color_scale()[0] == pytest.approx(1)
    assert part(scene, "LCB102/stop_0").get_color_scale()[0] < 0.5


def test_a_shaft_turns_only_while_model_time_passes(scene: Scene) -> None:
    """Frozen time shows a frozen machine; 90 rpm turn 540 degrees a second."""
    show(scene, 10.0, M101_speed=90)
    before = part(scene, "M101/shaft").get_h()
    show(scene, 10.0, M101_speed=90)
    assert part(scene, "M101/shaft").get_h() == before
    show(scene, 10.1, M101_speed=90)
    assert (part(scene, "M101/shaft").get_h() - before) % 360 == pytest.approx(54, abs=0.1)


def test_effects_show_only_after_their_consequence(scene: Scene) -> None:
    """No fume before the rupture, fumes after it."""
    show(scene, 20.0)
    effect = part(scene, "FUMES/effect")
    assert effect.is_hidden()
    show(scene, 21.0, rupture_occurred=1)
    assert not effect.is_hidden()


def test_a_scripted_learner_picks_by_the_real_ray(scene: Scene, picker: Picker, stage: StageSection) -> None:
    """Aiming at an object from a place that reaches it, the crosshair's ray returns that very object."""
    geometry = Geometry(stage)
    for name in ("LCB102", "P102A", "XV102", "XV107", "HS107_FIELD", "CONSOLE", "acid_suit", "RADIO", "LCB101"):
        pose = next(p for p in geometry.places.values() if geometry.reaches(p, name))
        assert picker.aim_at(name, pose) is not None, name
        picked = picker.picked()
        assert picked is not None
        assert picked.object == name
        assert set(stage.objects[name].gives) <= set(picked.gives)


def test_walls_and_platforms_hide_what_is_behind_them(scene: Scene, picker: Picker, stage: StageSection) -> None:
    """Nobody points at the console from the hall or at the reactor's drive from under the platform."""
    places = Geometry(stage).places
    assert picker.aim_at("CONSOLE", places["hall_door"]) is None
    assert picker.aim_at("M101", places["steam_valve"]) is None
    assert picker.aim_at("M101", places["reactor"]) is not None


def test_the_highlight_surrounds_one_object_and_vanishes(scene: Scene) -> None:
    """An outline is drawn around what is pointed at, and only around that."""
    scene.highlight("P102A")
    scene.highlight("R101")
    assert scene.root.find_all_matches("**/outline").get_num_paths() == 1
    assert not scene.objects["R101"].find("**/outline").is_empty()
    scene.highlight("")
    assert scene.root.find("**/outline").is_empty()


def test_names_follow_the_language(scene: Scene) -> None:
    """Plates are rewritten in the other language."""
    assert scene.name_of("R101") == ("R-101", "硝化釜")
    scene.set_language("en")
    assert scene.name_of("R101") == ("R-101", "Nitrator")
    scene.set_language("zh")


def test_a_second_scene_can_be_built_while_the_first_still_shows(stage: StageSection) -> None:
    """A lesson may be opened again: nothing of a scene is kept in the program."""
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    few = {name: stage.objects[name] for name in ("TG101", "FT101", "R101")}
    for _ in range(2):
        made = Scene(base, stage.model_copy(update={"objects": few, "pipes": ()}), tag_table(), "en")
        show(made, 1.0, TI101A=60)
        made.close()
    assert base.render.get_num_children() == 0


def test_the_software_renderer_shows_a_lit_plant(stage: StageSection) -> None:
    """A picture of the hall has light, dark and colour, and the same moment gives the same picture."""
    try:
        base = open_window("test", (320, 180), "offscreen", ("p3tinydisplay",))
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    try:
        made = Scene(base, stage, tag_table())
        base.camera.set_pos(17, 3.2, 1.62)
        base.camera.set_h(70)
        pictures = []
        for _ in range(2):
            show(made, 5.0, M101_speed=90)
            base.graphicsEngine.render_frame()
            base.graphicsEngine.render_frame()
            picture = core.PNMImage()
            assert base.win.get_screenshot(picture)
            pictures.append([tuple(picture.get_xel_val(x, y)) for x in range(0, 320, 5) for y in range(0, 180, 5)])
        made.close()
    finally:
        close_window(base)
    assert pictures[0] == pictures[1]
    grey = sorted(sum(pixel) / 3 for pixel in pictures[0])
    assert grey[len(grey) // 20] < 90
    assert grey[-len(grey) // 20] > 150
    assert max(max(p) - min(p) for p in pictures[0]) > 80


class Body:
    """A session's side of walking: it accepts where the geometry allows."""

    def __init__(self, stage: StageSection, start: str) -> None:
        self.geometry = Geometry(stage)
        self.pose = self.geometry.places[start]
        self.refuse = False

    def propose(self, pose: Pose) -> bool:
        reached, _ = self.geometry.walk(self.pose, pose.x, pose.y)
        if reached is None or self.refuse:
            return False
        self.pose = Pose(reached.x, reached.y, reached.z, pose.heading, pose.pitch)
        return True


def walk(walker: Walker, body: Body, keys: str, seconds: float) -> None:
    for key in keys.split():
        walker.press(key)
    for _ in range(round(seconds * 30)):
        walker.step(1 / 30, body.pose)
    for key in keys.split():
        walker.release(key)
    walker.step(0.2, body.pose)


def test_the_keyboard_alone_walks_at_a_walking_pace(stage: StageSection) -> None:
    """The arrows go ahead 1.4 m a second; the session has what the view shows."""
    body = Body(stage, "corridor_south")
    walker = Walker(stage, body.propose, body.pose)
    walk(walker, body, "arrow_up", 2.0)
    assert body.pose.y == pytest.approx(2500 + 2800, abs=60)
    assert (walker.pose.x, walker.pose.y) == (body.pose.x, body.pose.y)
    assert {"w", "a", "s", "d", "q", "e", "r", "f", "tab", "enter"} <= set(KEYS)


def test_walls_stop_a_walk_and_feet_slide_along_them(stage: StageSection) -> None:
    """Nobody walks through a wall."""
    body = Body(stage, "corridor_north")
    walker = Walker(stage, body.propose, body.pose)
    walk(walker, body, "d", 4.0)
    assert body.pose.x < 20_500 - 200


def test_stairs_lead_up_to_the_platform(stage: StageSection) -> None:
    """Walking west from the foot of the stairs ends four metres higher, eyes gliding."""
    body = Body(stage, "stairs_low")
    walker = Walker(stage, body.propose, body.pose)
    walker.face(Pose(0, 0, 0, 90_000))
    walk(walker, body, "w", 4.2)
    assert body.pose.z == 4000
    assert walker.eye[2] == pytest.approx(5.62, abs=0.15)


def test_a_refused_pose_is_taken_back(stage: StageSection) -> None:
    """The session decides; the view returns to the accepted place."""
    body = Body(stage, "corridor_south")
    walker = Walker(stage, body.propose, body.pose)
    body.refuse = True
    walk(walker, body, "w", 0.5)
    assert (walker.pose.x, walker.pose.y) == (body.pose.x, body.pose.y)


def test_tab_goes_through_what_is_in_reach_and_round_again(stage: StageSection) -> None:
    """Without a mouse everything in reach can be chosen."""
    body = Body(stage, "corridor_south")
    walker = Walker(stage, body.propose, body.pose)
    assert [walker.cycle(("a", "b")) for _ in range(3)] == ["a", "b", "a"]
    assert walker.cycle(("a", "b"), backwards=True) == "b"
    assert walker.cycle(()) == ""
