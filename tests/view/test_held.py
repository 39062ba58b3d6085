"""The tool in the learner's hand."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from panda3d import core

from engine.session.stage import StageSection
from engine.tags import TagTable
from engine.view.held import Held
from engine.view.pick import Picker
from engine.view.scene import Scene

STAGE = StageSection.model_validate({
    "rooms": {"room": {"title": {"zh": "房间", "en": "Room"}, "box": [0, 0, 8, 6]}},
    "places": {"door": {"at": [4, 1, 0]}},
    "objects": {
        "ROD": {"kind": "insulating_rod", "role": "tool", "at": [1, 5, 0]},
        "KEY": {"kind": "small_tool", "role": "tool", "at": [2, 5, 1], "size": [0.2, 0.06, 0.3], "options": {"style": "key"}},
        "RADIO": {"kind": "telephone", "role": "radio", "at": [3, 5, 1], "size": [0.2, 0.14, 0.26]},
    },
})  # fmt: skip


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene(SimpleNamespace(render=core.NodePath("render"), win=None), STAGE, TagTable())
    yield made
    made.close()


def test_the_tool_taken_last_is_in_the_hand(scene: Scene) -> None:
    """One thing is seen, near to the eye and before it, wherever one looks; nothing once it is put down."""
    held, eye = Held(scene), scene.root.attach_new_node("eye")
    eye.set_pos_hpr(4, 2, 1.6, 120, -20, 0)
    for holds, shown in ((("ROD", "KEY"), "KEY"), (("ROD", "RADIO"), "ROD"), (("RADIO",), ""), ((), "")):
        held.follow(holds, eye)
        assert held.shown == shown
        assert [child.get_name() for child in held.node.get_children()] == ([shown] if shown else [])
        if shown:
            low, high = held.node.get_tight_bounds(eye)
            assert 0 < low.y < high.y < 0.8
            assert low.x > 0
    held.close()


def test_what_is_in_the_hand_is_not_in_the_way(scene: Scene) -> None:
    """The ray of the eye goes past it: pointing is at the place, not at what one holds."""
    held, eye = Held(scene), scene.root.attach_new_node("eye")
    eye.set_pos_hpr(2, 4, 1.1, 0, 0, 0)
    held.follow(("ROD",), eye)
    assert held.node.find_all_matches("**/+CollisionNode").get_num_paths() == 0
    lens = core.PerspectiveLens()
    picked = Picker(scene, eye, lens).picked()
    assert picked is not None
    assert picked.object == "KEY"
    held.close()
