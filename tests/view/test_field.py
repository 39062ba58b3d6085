"""The whole window on a real session: walking, pointing, operating, and what the session says to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.session.language import scenario_language
from engine.session.session import Session
from engine.view.app import App
from engine.view.errors import GraphicsError
from engine.view.field import Field
from tests.view.conftest import DISPLAYS

SCENARIO = Path(__file__).parents[2] / "scenarios" / "chemical" / "nitration"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def window() -> Iterator[App]:
    session = Session(scenario_language().load(SCENARIO), seed=1, mode="learn")
    try:
        made = App(session, kind="offscreen", displays=DISPLAYS, place=Field)
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    made.step_frame()
    made.step_frame()
    yield made
    made.close()


def _go_to_the_corridor(window: App) -> None:
    """Away from the console, whatever the tests before have left."""
    window.port.request("learner", "move", "learner", {"to": "corridor"})
    for _ in range(600):
        window.step_frame()


def _pose(window: App) -> tuple[int, int]:
    pose = window.port.frame().people["learner"].pose
    return pose.x, pose.y


def test_tab_and_enter_sit_down_at_the_console(window: App) -> None:
    """Without a mouse: Tab turns to what is in reach, Enter opens the control-room screen, Esc leaves it."""
    window.key("tab", advance=True)
    window.step_frame()
    assert window.aim is not None
    assert window.aim.in_reach
    window.key("enter")
    assert window.desk.control
    window.key("escape")
    assert not window.desk.control


def test_the_screen_operates_the_plant(window: App) -> None:
    """A press on the picture and one on the faceplate reach the plant through the session."""
    window.desk.open_control()
    window.step_frame()
    window.press(next(name for name in window.ui.rects if name.startswith("mimic.P102A.")), advance=True)
    window.press("P102A.start", advance=True)
    for _ in range(90):
        window.step_frame()
    assert window.desk.ui.is_on("P102A.running")
    window.key("escape")
    window.key("escape")


def test_walking_moves_the_body_in_the_session(window: App) -> None:
    """Held keys walk; the session has the body where the eyes are."""
    before = _pose(window)
    window.base.messenger.send("ui-down", ["s"])
    for _ in range(60):
        window.step_frame()
    window.base.messenger.send("ui-up", ["s"])
    after = _pose(window)
    assert abs(after[1] - before[1]) + abs(after[0] - before[0]) > 800


def test_walking_keys_do_nothing_while_a_card_is_open(window: App) -> None:
    """Nobody walks while reading the task sheet."""
    window.key("t")
    before = _pose(window)
    window.base.messenger.send("ui-down", ["w"])
    for _ in range(20):
        window.step_frame()
    window.base.messenger.send("ui-up", ["w"])
    assert _pose(window) == before
    window.key("escape")


def test_the_console_is_out_of_reach_from_afar(window: App) -> None:
    """Away from the console its screen cannot be opened."""
    _go_to_the_corridor(window)
    window.key("c")
    assert not window.desk.control
    assert window.ui.notice is not None
    assert window.ui.notice.refused


def test_shift_hurries_whichever_key_comes_first(window: App) -> None:
    """Panda3D names a key held with Shift ``shift-w``: it still walks, and faster."""
    _go_to_the_corridor(window)
    ways = []
    for keys in (["w"], ["shift", "shift-w"]):
        before = _pose(window)
        for key in keys:
            window.base.messenger.send("ui-down", [key])
        for _ in range(20):
            window.step_frame()
        for key in ("w", "shift"):
            window.base.messenger.send("ui-up", [key])
        for _ in range(5):
            window.step_frame()
        after = _pose(window)
        ways.append(abs(after[0] - before[0]) + abs(after[1] - before[1]))
    assert ways[1] > 1.4 * ways[0] > 0


def test_the_ring_follows_what_a_hint_points_out(window: App) -> None:
    """The place tells where the nearest thing is that gives what to act on, in view or not."""
    place = window._place
    assert place is not None
    beacon = place.beacon(["acid_suit"])
    assert beacon is not None
    assert beacon.metres > 0
    assert place.beacon([]) is None
