"""What a station's site is made of besides its apparatus: zones, earth terminals, closed ducts, bushings, captions."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from panda3d import core

from engine.session.applied.space import body_distance, box_of
from engine.session.frame import Pose
from engine.session.place import Geometry
from engine.session.stage import StageSection
from engine.tags import TagTable
from engine.view.equipment.catalogue import KINDS
from engine.view.equipment.mimics import MimicSymbol
from engine.view.scene import Scene
from engine.view.solids import PICK_MASK

STAGE = StageSection.model_validate({
    "rooms": {"yard": {"title": {"zh": "场地", "en": "Yard"}, "box": [0, 0, 20, 20], "walls": False, "style": "gravel"}},
    "objects": {
        "LEGS": {"kind": "zone", "role": "decor", "at": [5, 5, 0], "size": [1, 1, 3]},
        "ABOVE": {"kind": "zone", "role": "look", "at": [10, 10, 3.75], "size": [4, 4, 1], "blocks": False},
    },
    "places": {"start": {"at": [5, 2, 0]}},
})  # fmt: skip


def test_a_zone_is_not_seen_and_not_pointed_at() -> None:
    """An invisible box draws no triangle and stops no pointing ray."""
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    scene = Scene(base, STAGE, TagTable())
    for name in ("LEGS", "ABOVE"):
        drawn = scene.objects[name].find_all_matches("**/+GeomNode")
        assert sum(path.node().get_num_geoms() for path in drawn) == 0
        masks = [
            path.node().get_into_collide_mask() for path in scene.objects[name].find_all_matches("**/+CollisionNode")
        ]
        assert not any((mask & PICK_MASK).get_num_on_bits() for mask in masks)
    scene.close()


def test_a_zone_stops_a_walk_and_has_a_distance() -> None:
    """The box of a zone is an obstacle unless it says otherwise, and distances are measured to it in height too."""
    geometry = Geometry(STAGE)
    _, hit = geometry.walk(Pose(5000, 2000, 0, 0, 0), 5000, 8000)
    assert hit == "LEGS"
    under, free = geometry.walk(Pose(10_000, 2000, 0, 0, 0), 10_000, 10_000)
    assert free == ""
    assert under is not None
    assert body_distance(under, box_of("ABOVE", STAGE.objects["ABOVE"])) == 3750 - 1750


@pytest.mark.parametrize(("drops", "left", "right"), [("none", 0, 0), ("left", 1, 0), ("right", 0, 1), ("both", 1, 1)])
def test_a_duct_turns_down_where_it_is_told(drops: str, left: int, right: int) -> None:
    """Only the ends named in ``drops`` reach the base of the duct's box; the duct itself hangs at its top."""
    model = KINDS["bus_duct"].model((6.0, 0.8, 1.5), {"drops": drops, "depth": 0.5})
    sheet = next(part.mesh for part in model.parts if part.name == "sheet")
    low = sheet.p[sheet.p[:, 2] < 0.9]
    assert bool((low[:, 0] < -2.0).any()) == bool(left)
    assert bool((low[:, 0] > 2.0).any()) == bool(right)
    assert not (np.abs(low[:, 0]) < 2.0).any()
    assert sheet.bounds()[1][2] == pytest.approx(1.5)


def test_bars_enter_a_wall_through_bushings_at_the_end_named() -> None:
    """``wall`` puts insulators and a plate at one end of the bars and leaves the other end as it was."""
    plain, front, back = (KINDS["bus_bridge"].model(None, {"wall": wall}) for wall in ("none", "front", "back"))

    def beyond(model, sign: int) -> int:
        glaze = next(part.mesh for part in model.parts if part.name == "insulators")
        return int((glaze.p[:, 1] * sign > 2.75).sum())

    assert beyond(front, -1) > beyond(plain, -1)
    assert beyond(front, 1) == beyond(plain, 1)
    assert beyond(back, 1) > beyond(plain, 1)
    assert beyond(back, -1) == beyond(plain, -1)


def test_an_earth_terminal_ends_in_bare_metal_under_its_plate() -> None:
    """The clamp goes onto bare metal at the top, above the green and yellow bands."""
    model = KINDS["earth_post"].model()
    parts = {part.name: part for part in model.parts}
    assert parts["head"].finish == "bare_copper"
    bands = max(parts[name].mesh.bounds()[1][2] for name in ("green", "yellow"))
    assert parts["head"].mesh.bounds()[0][2] == pytest.approx(bands, abs=0.05)
    assert model.plate is not None


@pytest.mark.parametrize("style", ["breaker", "switch", "earth", "rings", "arrow", "lamp"])
def test_a_caption_stands_on_the_side_named(style: str) -> None:
    """A symbol of the mimic board is captioned right, left, above or below, and never over itself."""
    words = {
        side: MimicSymbol.model_validate({"at": (0.5, 1.0), "style": style, "zh": "1", "label": side}).word
        for side in ("right", "left", "above", "below")
    }
    assert words["right"].x > 0.55 > 0.45 > words["left"].x
    assert words["above"].z > 1.05 > 0.95 > words["below"].z
    assert words["above"].x == words["below"].x == 0.5


def test_a_fitted_earth_may_leave_its_tail_to_the_lead_that_is_drawn() -> None:
    """Without ``tail`` nothing of a fitted set reaches below its knot: the rest is the lead to where it is earthed."""
    kind, size = KINDS["earth_set"], (1.4, 0.2, 3.5)
    whole, upper = (kind.model(size, {"style": "fitted", "tail": tail}) for tail in (True, False))

    def lowest(model) -> float:
        return min(part.mesh.bounds()[0][2] for part in model.parts if part.name in ("clamps", "leads"))

    assert lowest(whole) < 0.2
    assert lowest(upper) > 3.5 * 0.42 - 0.1
