"""The indoor kinds in a room of twelve cubicles: parts follow their tags, words fit, hidden things are not there."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from panda3d import core

from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from engine.session.frame import Frame
from engine.session.stage import StageSection
from engine.tags import Kind, Tag, TagTable
from engine.view.building.place import build_place
from engine.view.equipment.catalogue import KINDS, lint
from engine.view.equipment.finishes import FINISHES
from engine.view.equipment.model import Lettering, Move, Word
from engine.view.equipment.truck import TRAVEL
from engine.view.equipment.work_signs import LOOKS
from engine.view.labels import PlateWriter
from engine.view.materials import Look
from engine.view.motion import Mover
from engine.view.scene import Scene
from engine.view.solids import PICK_MASK
from tests.view.switch_room import CUBICLES, room, show, tags_of
from tests.view.test_fonts import COVERED

ROOM = room()


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    made = Scene(base, ROOM, tags_of(ROOM))
    yield made
    made.close()
    assert base.render.get_num_children() == 0


def part(scene: Scene, name: str, piece: str) -> core.NodePath:
    return scene.parts[name, piece]


def seen(scene: Scene, name: str, piece: str) -> bool:
    return not part(scene, name, piece).is_hidden()


def glow(scene: Scene, name: str, piece: str) -> bool:
    return bool(part(scene, name, piece).get_color_scale()[0] > 0.9)


def settle(scene: Scene, start: float, **values: float) -> None:
    """Frames until everything that travels has arrived."""
    for k in range(12):
        show(scene, start + k, **values)


def test_the_room_names_only_kinds_and_options_that_exist() -> None:
    """What the pictures show is what a teacher may write."""
    reporter = Reporter(parse_source("room.yaml", "stage: {rooms: {}, objects: {}, places: {}}"))
    lint(ROOM, reporter)
    assert reporter.problems == []
    assert len(build_place(ROOM).items) == len(ROOM.objects)


def test_a_room_of_twelve_cubicles_is_light_enough_for_integrated_graphics() -> None:
    """At most 6 000 triangles a cubicle and 110 000 for switch room and control room together."""
    place = build_place(ROOM)
    cubicles = [place.items[f"C{label}"].model.triangles for label, *_ in CUBICLES]
    assert max(cubicles) <= 6_000
    assert place.triangles <= 110_000


def test_the_truck_stands_where_its_tag_says(scene: Scene) -> None:
    """Working and test position are 200 mm apart; withdrawn it stands before the cubicle on its trolley, door open."""
    truck, door = part(scene, "C511", "truck_front"), part(scene, "C511", "door")
    settle(scene, 100, TR511=100)
    working = truck.get_y()
    assert not seen(scene, "C511", "trolley")
    settle(scene, 200, TR511=40)
    assert working - truck.get_y() == pytest.approx(TRAVEL)
    assert door.get_h() == pytest.approx(0, abs=1e-3)
    settle(scene, 300, TR511=0)
    _, high = truck.get_tight_bounds(scene.objects["C511"])
    assert high[1] < -0.75, "the truck still stands in the cubicle"
    assert door.get_h() == pytest.approx(-115, abs=0.1)
    assert seen(scene, "C511", "trolley")


def test_position_lamps_of_the_truck_are_dark_on_the_way(scene: Scene) -> None:
    """Working and test lamps are lit in their position only: a truck left half-way shows neither."""
    for value, lit in ((100, (True, False)), (70, (False, False)), (40, (False, True)), (20, (False, False))):
        show(scene, 350 + value, TR513=value)
        assert (glow(scene, "C513", "mimic_truck_0_735"), glow(scene, "C513", "mimic_truck_1_675")) == lit


def test_the_door_is_open_before_the_truck_passes_it(scene: Scene) -> None:
    """Wherever the truck stands between test and withdrawn position, its door is wide open and the trolley is there."""
    for k, value in enumerate((35, 20, 5)):
        settle(scene, 480 + 20 * k, TR513=value)
        assert part(scene, "C513", "door").get_h() == pytest.approx(-115, abs=0.1)
        assert seen(scene, "C513", "trolley")


def test_the_ammeter_follows_its_own_scale(scene: Scene) -> None:
    """Half of full scale is half of the quarter circle, whatever the range of the tag."""
    show(scene, 680, I511=300)
    assert part(scene, "C511", "meter_needle_0").get_r() == pytest.approx(45, abs=0.5)


def test_a_lost_position_contact_misleads_the_lamp_but_not_the_flag() -> None:
    """The lamps on the door show what the contacts say, the mechanical flag how the breaker really stands."""
    stage = ROOM.model_copy(update={"objects": {"C511": ROOM.objects["C511"]}})
    tags = TagTable()
    for name in ("QF511.indicated", "QF511.closed", "QE511.indicated", "QE511.closed"):
        tags.add(Tag(name, kind=Kind.DISCRETE))
    made = Scene(SimpleNamespace(render=core.NodePath("render"), win=None), stage, tags)
    made.update(Frame(0, 1.0, (0.0, 1.0, 0.0, 1.0), {}))
    assert glow(made, "C511", "lamp_open")
    assert glow(made, "C511", "truck_closed")
    assert glow(made, "C511", "mimic_earth_off")
    assert glow(made, "C511", "earth_on")
    made.close()


def test_the_door_swings_clear_of_the_truck(scene: Scene) -> None:
    """An open door stands outside the width the truck needs."""
    settle(scene, 400, TR511=0)
    _, door_high = part(scene, "C511", "door").get_tight_bounds(scene.objects["C511"])
    low, _ = part(scene, "C511", "truck_front").get_tight_bounds(scene.objects["C511"])
    assert door_high[0] <= low[0] + 0.02


def test_shutters_close_before_the_live_contacts(scene: Scene) -> None:
    """Both shutters stand apart in working position only, and cover the contacts otherwise."""
    settle(scene, 500, TR512=100)
    upper, lower = (part(scene, "C512", f"shutter_{name}") for name in ("upper", "lower"))
    assert upper.get_z() > 0.1
    assert lower.get_z() < -0.1
    settle(scene, 600, TR512=40)
    assert upper.get_z() == pytest.approx(0)
    assert lower.get_z() == pytest.approx(0)


@pytest.mark.parametrize("closed", [0, 1])
def test_position_lamps_mimic_and_flags_agree_with_the_breaker(scene: Scene, closed: int) -> None:
    """Lamp, mimic and the flag on the truck never contradict each other."""
    show(scene, 700 + closed, QF511=closed)
    on, off = ("lamp_closed", "mimic_breaker_on", "truck_closed"), ("lamp_open", "mimic_breaker_off", "truck_open")
    assert {glow(scene, "C511", name) for name in on} == {bool(closed)}
    assert {glow(scene, "C511", name) for name in off} == {not closed}


def test_the_flag_of_the_truck_travels_with_it(scene: Scene) -> None:
    """What is mounted on something that slides slides with it, and still follows its own tag."""
    flag = part(scene, "C511", "truck_closed")
    settle(scene, 800, TR511=100)
    before = flag.get_pos(scene.objects["C511"])[1]
    settle(scene, 900, TR511=40)
    assert before - flag.get_pos(scene.objects["C511"])[1] == pytest.approx(TRAVEL)


def test_earthing_switch_live_display_and_tools_follow_their_tags(scene: Scene) -> None:
    """Flags of the earthing switch, the three lamps of the display, crank and spanner in their holes."""
    show(scene, 1000, QE511=0, LIVE511=1)
    assert not glow(scene, "C511", "earth_on")
    assert all(glow(scene, "C511", f"live_{k}") for k in range(3))
    assert not seen(scene, "C511", "crank")
    show(scene, 1001, QE511=1, LIVE511=0, CRANK511=1, SPANNER511=1)
    assert glow(scene, "C511", "earth_on")
    assert not any(glow(scene, "C511", f"live_{k}") for k in range(3))
    assert seen(scene, "C511", "crank")
    assert seen(scene, "C511", "spanner")


def test_a_live_display_shows_each_phase_from_its_own_voltage() -> None:
    """With one conductor on earth its lamp is dark and the two others are lit; 1 kV of 500 is enough to light one."""
    options = {"live": ["VT1.Ua", "VT1.Ub", "VT1.Uc"], "live_from": 1.0}
    thing = ROOM.objects["C511"].model_copy(update={"options": options})
    tags = TagTable()
    for name in options["live"]:
        tags.add(Tag(name, low=0, high=500, unit="kV"))
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    made = Scene(base, ROOM.model_copy(update={"objects": {"C511": thing}}), tags)
    made.update(Frame(0, 1.0, (0.0, 10.5, 10.5), {}))
    assert [glow(made, "C511", f"live_{k}") for k in range(3)] == [False, True, True]
    made.close()


def test_a_slip_in_a_row_of_links_is_found_at_its_line() -> None:
    """Options within lists are checked and pointed at like any other."""
    text = "stage:\n  rooms: {}\n  places: {}\n  objects:\n    P:\n      kind: relay_panel\n      at: [0, 0, 0]\n      options:\n"
    text += "        links:\n          - {zh: 跳闸, colour: red}\n          - {zh: 备用, colour: pink}\n"
    source = parse_source("s.yaml", text)
    reporter = Reporter(source)
    lint(StageSection.model_validate(source.data["stage"]), reporter)
    assert [p.span.line + 1 for p in reporter.problems] == [11]


def test_a_link_is_upright_in_and_swung_aside_out(scene: Scene) -> None:
    """In and out differ by fifty degrees: seen from three metres."""
    settle(scene, 1100, LP1_511=1)
    assert part(scene, "C511", "link_0").get_r() == pytest.approx(0, abs=0.1)
    settle(scene, 1200, LP1_511=0)
    assert abs(part(scene, "C511", "link_0").get_r()) == pytest.approx(50, abs=0.1)


def test_a_small_breaker_shows_red_closed_and_green_open(scene: Scene) -> None:
    """The marks of a supply agree with its lever."""
    settle(scene, 1300, DC0=1)
    up = part(scene, "P3", "supply_0_lever").get_p()
    assert glow(scene, "P3", "supply_0_on")
    settle(scene, 1400, DC0=0)
    assert part(scene, "P3", "supply_0_lever").get_p() != pytest.approx(up, abs=20)
    assert glow(scene, "P3", "supply_0_off")


def test_an_arc_opens_the_flaps_flashes_once_and_leaves_smoke(scene: Scene) -> None:
    """Nothing is seen before; the flash is over after 1.5 s of model time, smoke stays while the tag is on."""
    effects = scene.objects["C511"].find_all_matches("**/effect")
    show(scene, 1500, ARC511=0)
    assert all(effect.is_hidden() for effect in effects)
    for k in range(4):
        show(scene, 1501 + 0.2 * k, ARC511=1)
    assert not any(effect.is_hidden() for effect in effects)
    assert part(scene, "C511", "flap_0").get_p() < -60
    show(scene, 1504, ARC511=1)
    assert sum(effect.is_hidden() for effect in effects) == 3
    show(scene, 1505, ARC511=0)
    assert all(effect.is_hidden() for effect in effects)


def test_signs_and_fences_are_there_only_while_hung(scene: Scene) -> None:
    """A sign that was not hung shows neither board nor words; hung it shows both."""
    node = scene.objects["S501"]
    for hung in (0, 1):
        show(scene, 1600 + hung, HUNG501=hung)
        assert part(scene, "S501", "board").is_hidden() is not bool(hung)
        assert {words.is_hidden() for words in node.find_all_matches("**/lettering")} == {not hung}


def test_what_may_be_away_throws_no_shadow_and_stops_no_hand() -> None:
    """A trolley that is not there does not hide its cubicle from the hand, nor darken the floor."""
    model = build_place(ROOM).items["C511"].model
    assert "trolley" in {p.name for p in model.parts}
    assert "trolley" not in {p.name for p in model.standing}


def test_a_hand_before_a_closed_cubicle_meets_it_at_its_front(scene: Scene) -> None:
    """Picking solids end at the doors, whatever may stand before them at other times."""
    solids = scene.objects["C511"].find("**/solids").node()
    assert solids.get_into_collide_mask() == PICK_MASK
    fronts = [solids.get_solid(k).get_min()[1] for k in range(solids.get_num_solids())]
    assert min(fronts) > -0.80


WORDED = [
    *((kind.id, kind.model()) for kind in KINDS.values() if kind.id != "effect"),
    *((name, item.model) for name, item in build_place(ROOM).items.items()),
    *((style, KINDS["work_sign"].model(None, {"style": style})) for style in LOOKS),
]


@pytest.mark.parametrize(("name", "model"), WORDED, ids=[name for name, _ in WORDED])
def test_words_of_a_look_lie_on_their_sheet_in_both_languages_and_in_the_font(name: str, model) -> None:
    """No caption runs over the edge of what it is written on, lacks a language, or shows as a question mark."""
    for sheet in model.letterings:
        for word in sheet.words:
            assert word.text.zh
            assert word.text.en
            assert {ch for ch in "".join(word.text) if ord(ch) not in COVERED} == set()
            assert abs(word.x) + word.wide / 2 <= sheet.width / 2 + 0.001, (name, word.text)
            assert word.height * 0.4 <= word.z <= sheet.height - word.height * 0.4, (name, word.text)
            assert {word.ink, word.paper or "white"} <= set(FINISHES)


def _painted(lettering: Lettering, lang: str) -> np.ndarray:
    texture, share = PlateWriter(Look())._sheet(lettering, lang)
    wide, tall = texture.get_x_size(), texture.get_y_size()
    pixels = np.frombuffer(bytes(texture.get_ram_image_as("RGBA")), np.uint8).reshape(tall, wide, 4)
    return pixels[tall - round(tall * share) :]  # rows go up; what is used stands at the top


def test_a_long_word_is_written_smaller_rather_than_over_the_edge() -> None:
    """A caption of any length stays within its width, in either language."""
    word = Word(0, 0.05, 0.04, Text2("非常非常非常长的标注文字", "a caption that is far too long for it"), wide=0.2)
    for lang in ("zh", "en"):
        ink = _painted(Lettering((0, 0, 0), 0.4, 0.1, (word,)), lang)[..., 3] > 60
        columns = np.flatnonzero(ink.any(axis=0))
        assert len(columns) > 20, "nothing is written"
        assert (columns.max() - columns.min()) / ink.shape[1] * 0.4 <= 0.2 + 0.01


def test_the_words_change_with_the_language(scene: Scene) -> None:
    """Captions are rewritten, not kept from the first language."""
    letterings = scene.place.items["C511"].model.letterings
    assert not np.array_equal(_painted(letterings[0], "zh"), _painted(letterings[0], "en"))
    for lang in ("en", "zh"):
        scene.set_language(lang)
        assert len(scene.objects["C511"].find_all_matches("**/words")) == len(letterings), "old words stay"


def test_signs_have_the_colours_and_proportions_of_the_standard() -> None:
    """GB 26860: forbidden on white with a red ring, danger on yellow with a triangle, work on green with a white disc."""
    for style, look in LOOKS.items():
        parts = {p.name: p for p in KINDS["work_sign"].model([0.25, 0.03, 0.25], {"style": style}).parts}
        low, high = parts["board"].mesh.bounds()
        assert (high[0] - low[0], high[2] - low[2]) == pytest.approx(look.size, abs=1e-3)
        ground, figure, finish = {"forbidden": ("white", "hoop", "red"), "climbing": ("white", "hoop", "red"),
                                  "danger": ("yellow", "triangle", "black"), "work": ("green", "disc", "white")}[look.family]  # fmt: skip
        assert parts["board"].finish == ground
        assert parts[figure].finish == finish


# -- the mechanism itself ----------------------------------------------------------------------------------


def mover(move: Move, tag: Tag) -> Mover:
    return Mover(core.NodePath("part"), move, 0, tag)


MODE = Tag("T", kind=Kind.MODE, options=("a", "b", "c"))


def test_a_path_leads_through_every_position_of_a_mode() -> None:
    """Three positions of one tag are three places, in the order of the path and nowhere else."""
    moving = mover(Move("slide", ("T",), (1, 0, 0), span=2.0, path=((0, 0), (1, 0.5), (2, 3.0))), MODE)
    for value, place in ((0, 0.0), (1, 1.0), (2, 6.0), (9, 6.0), (-9, 0.0)):
        moving.follow([value], 0.1)
        assert moving.node.get_x() == pytest.approx(place)


@given(values=st.lists(st.floats(-10, 10), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_path_never_leaves_its_ends(values: list[float]) -> None:
    """Whatever a tag says, a part stays between the least and the greatest place of its path."""
    moving = mover(
        Move("slide", ("T",), (0, 0, 1), span=1.0, path=((-1, -0.3), (0, 0.2), (4, 0.1))), Tag("T", low=-5, high=5)
    )
    for value in values:
        moving.follow([value], 0.1)
        assert -0.3 - 1e-6 <= moving.node.get_z() <= 0.2 + 1e-6


def test_a_part_with_a_time_to_travel_takes_it_in_model_time() -> None:
    """Half the time is half the way; frozen time is a standstill; a leap in time is a leap in place."""
    moving = mover(Move("slide", ("T",), (1, 0, 0), span=1.0, seconds=2.0), Tag("T", kind=Kind.DISCRETE))
    moving.follow([0.0], 0.0)
    moving.follow([1.0], 1.0)
    assert moving.node.get_x() == pytest.approx(0.5)
    moving.follow([1.0], 0.0)
    assert moving.node.get_x() == pytest.approx(0.5)
    moving.follow([1.0], 1.0)
    assert moving.node.get_x() == pytest.approx(1.0)
    moving.follow([0.0], 60.0)
    assert moving.node.get_x() == pytest.approx(0.0)


def test_a_rewound_scene_shows_the_place_of_that_time() -> None:
    """Time that runs back is a leap too."""
    moving = mover(Move("slide", ("T",), (1, 0, 0), span=1.0, seconds=100.0), Tag("T", kind=Kind.DISCRETE))
    moving.follow([1.0], 0.0)
    moving.follow([0.0], -30.0)
    assert moving.node.get_x() == 0.0


def test_an_id_in_an_option_finds_its_leaf_or_the_tag_of_that_name() -> None:
    """``breaker: QF1`` finds QF1.closed, then QF1 itself; an id with a dot is taken as it is."""
    for present, wanted in (("QF1.closed", "QF1"), ("QF1", "QF1"), ("bay.x1", "bay.x1")):
        tags = TagTable()
        tags.add(Tag(present, kind=Kind.DISCRETE))
        stage = StageSection.model_validate({
            "rooms": {"r": {"title": {"zh": "室", "en": "room"}, "box": [0, 0, 4, 4]}}, "places": {},
            "objects": {"C": {"kind": "cubicle", "at": [2, 2, 0], "options": {"breaker": wanted}}},
        })  # fmt: skip
        made = Scene(SimpleNamespace(render=core.NodePath("render"), win=None), stage, tags)
        assert ("C", "lamp_closed") in made.parts, present
        made.close()
