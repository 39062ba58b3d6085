"""Locks and signs on the panel at a thing: hung from the hand, seen where they hang, taken off again."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from panda3d import core

from engine.session.session import Session
from engine.view.app import App
from engine.view.errors import GraphicsError
from engine.view.panels.events import event_text
from engine.view.panels.hanging import hang_verbs
from engine.view.panels.inhand import in_hand_line
from engine.view.scene import Scene
from tests.session.bay import bay_kind, bay_session
from tests.view.conftest import DISPLAYS

HANDS_FULL = ("en: Live}, place: desk}", "en: Live}, place: bay, holds: [PAD1, SIGN1, SIGN2]}")


@pytest.fixture
def session() -> Iterator[Session]:
    with bay_kind():
        yield bay_session(HANDS_FULL)


@pytest.fixture
def panel(session: Session) -> Iterator[App]:
    """The local panel of the bay, open."""
    try:
        made = App(session, kind="offscreen", displays=DISPLAYS)  # type: ignore[arg-type]
    except GraphicsError as error:
        pytest.skip(f"no software renderer here: {error}")
    made.step_frame(advance=False)
    made.desk.control = False
    made.desk.operate("PANEL")
    made.step_frame(advance=False)
    yield made
    made.close()


def test_the_only_lock_in_hand_is_put_on_at_once(panel: App, session: Session) -> None:
    """One padlock in hand needs no question; from then on the button to take it off is there, too."""
    assert "local.QF1.unlock.hang" not in panel.ui.rects
    panel.press("local.QF1.lock.hang")
    assert session.tags.value("QF1.locked") == 1.0
    panel.step_frame(advance=False)
    panel.press("local.QF1.unlock.hang")
    assert session.tags.value("QF1.locked") == 0.0


def test_of_several_signs_one_is_chosen_by_its_words(panel: App, session: Session) -> None:
    """With two signs in hand the button asks which."""
    panel.press("local.QF1.tag.hang")
    panel.step_frame(advance=False)
    panel.press("local.QF1.tag.hang.SIGN2")
    assert [(h.id, h.on) for h in session.frame().hanging] == [("SIGN2", "QF1")]


def test_a_lock_of_its_own_is_a_button_of_its_own(panel: App, session: Session) -> None:
    """A thing that can be unlocked with a key keeps that button beside the padlock's: the one is never the other."""
    assert {"local.QE1.unlock", "local.QE1.lock", "local.QE1.lock.hang"} <= set(panel.ui.rects)
    assert hang_verbs(panel.ui, "QE1") == ["lock"]
    panel.press("local.QE1.lock.hang")
    assert session.tags.value("QE1.locked") == 1.0
    panel.press("local.QE1.lock.hang")  # nothing in hand any more
    assert panel.ui.notice is not None
    assert session._recorder.events[-1:] == []  # type: ignore[union-attr]
    refused = [e.data["code"] for e in session.parts.bus.events if e.kind == "refused"]
    assert refused == ["not_held"]


def test_a_selector_is_turned_into_the_position_that_is_chosen(panel: App, session: Session) -> None:
    """Turning asks into which position; without that every turn would be refused."""
    panel.press("local.SA1.turn")
    panel.step_frame(advance=False)
    panel.press("local.SA1.turn.local")
    assert session.tags.value("SA1") == 1.0


def test_what_hangs_is_told_in_the_log(panel: App, session: Session) -> None:
    """The log says what was hung and what was done in spite of it, in words."""
    panel.press("local.QF1.lock.hang")
    panel.press("local.QF1.unlock.hang")
    session.request("learner", "tag", "QF1", "SIGN1")
    session.request("learner", "turn", "SA1", "local")
    assert session.request("learner", "open", "QF1")
    told = [event_text(panel.ui, e) for e in session.parts.bus.events if e.kind in ("lockout", "despite_sign")]
    assert [line.split("—")[1].split() for line in told] == [
        ["上锁", "1号挂锁"], ["解锁", "1号挂锁"], ["挂牌", "禁止合闸，有人工作"], ["打开", "禁止合闸，有人工作"],
    ]  # fmt: skip


def test_what_is_in_hand_is_shown_and_put_down_anywhere(panel: App, session: Session) -> None:
    """While walking a line names what is carried; a card puts it down without going back to where it was."""
    panel.key("escape")
    panel.step_frame(advance=False)
    assert in_hand_line(panel.ui) == "手中：1号挂锁、禁止牌、工作牌（G 放下）"
    panel.key("g")
    panel.press("SIGN1.put")
    assert session.parts.people.everyone["learner"].holds == ["PAD1", "SIGN2"]


def test_what_is_carried_or_hangs_is_not_in_its_place() -> None:
    """A tool in somebody's hand, a lock on a thing: in the place it was taken from there is nothing to see or to pick."""
    base = SimpleNamespace(render=core.NodePath("render"), win=None)
    with bay_kind():
        session = bay_session(HANDS_FULL)
        scene = Scene(base, session.scenario["stage"], session.tags)
    scene.update(session.frame())
    assert [scene.objects[n].is_stashed() for n in ("PAD1", "SIGN1", "PAD2", "ROD")] == [True, True, False, False]
    assert session.request("learner", "lock", "QF1", "PAD1")
    assert session.request("learner", "put", "SIGN1")
    scene.update(session.frame())
    assert [scene.objects[n].is_stashed() for n in ("PAD1", "SIGN1")] == [True, False]
    scene.close()
    assert base.render.get_num_children() == 0


def test_the_screen_offers_no_locks(panel: App, session: Session) -> None:
    """A faceplate of the control room has no button for what is hung at the thing itself."""
    assert session.operables["QF1"].own_verbs == ("close", "open", "check", "look")  # type: ignore[attr-defined]
