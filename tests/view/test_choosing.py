"""A student holds an instrument to a point and fastens an end: with the buttons of the local panel alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.strings import load_strings
from engine.testing import tiny_kind
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.errors import GraphicsError
from engine.view.panels.events import event_text
from engine.view.panels.local import _lamps as lamps
from tests.session.applied.bench import session
from tests.view.conftest import DISPLAYS


@pytest.fixture
def window() -> Iterator[App]:
    """Beside the cabinet, with the detector, a lead and the rod in hand."""
    with tiny_kind():
        made = session(holds="DET LEAD1 ROD")
        try:
            app = App(made, kind="offscreen", displays=DISPLAYS)
        except GraphicsError as error:
            pytest.skip(f"no software renderer here: {error}")
        app.desk.control = False
        app.step_frame()
        yield app
        app.close()


def kinds(window: App) -> list[str]:
    return [e.kind for e in window.port.frame().events if e.kind in ("proof", "probe", "attached")]


def test_a_point_is_tested_part_by_part_and_the_outcome_is_told(window: App) -> None:
    """The panel of the object shows its point and what is in hand; the parts are a list; what is seen is a notice."""
    window.desk.operate("RAIL")
    window.step_frame()
    window.press("local.DET.test", advance=True)
    window.step_frame(seconds=0.5)
    assert window.ui.notice is not None
    assert "自检正常" in window.ui.notice.text
    assert window.ui.notice.lamp
    window.press("local.W1.test")
    assert "local.W1.test" not in window.ui.rects
    window.press("choice.W1.test.0")
    window.press("choice.W1.test.1")
    window.step_frame(seconds=0.5)
    window.step_frame()
    assert kinds(window) == ["proof", "probe", "probe"]
    assert window.port.tags.value("W1.tested") == 1
    assert window.ui.notice.text == "出线 乙，检测仪：不响"
    assert window.ui.notice.lamp is False
    window.press("choice.back")
    assert "local.W1.test" in window.ui.rects


def test_ends_are_fastened_and_taken_off_from_the_panel(window: App) -> None:
    """Several possibilities are a list, the last one left is done at once; what hangs there stays in the panel."""
    window.desk.operate("BARBOX")
    window.step_frame()
    window.press("local.LEAD1.attach")
    window.press("choice.LEAD1.attach.0", advance=True)
    window.step_frame(seconds=0.5)
    assert window.port.tags.value("LEAD1.base") == 1
    assert "choice.LEAD1.attach.1" not in window.ui.rects
    window.press("choice.LEAD1.attach.0")
    window.step_frame()
    assert window.port.tags.value("LEAD1.clamp") == 1
    window.press("local.LEAD1.detach")
    window.press("choice.LEAD1.detach.1")
    window.press("choice.LEAD1.detach.0")
    window.step_frame(seconds=0.5)
    assert kinds(window) == ["attached"] * 4
    assert window.port.tags.value("LEADS.out") == 0
    assert "LEAD1" in window.port.frame().people["learner"].holds


def test_what_cannot_be_said_is_refused_with_its_reason(window: App) -> None:
    """Nothing to choose from: the session says what is missing, and no empty list stands in the way."""
    window.desk.operate("RAIL")
    window.step_frame()
    window.press("local.LEAD1.detach")
    assert window.ui.notice is not None
    assert window.ui.notice.refused
    assert window.desk.panel is Panel.LOCAL
    assert "choice.back" not in window.ui.rects


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_log_says_it_once(window: App, lang: str) -> None:
    """A line of the log names the point and what was seen, in the language of the screen, with its unit in words."""
    made = window.port
    made.request("learner", "test", "W1", {"part": "A"})
    made.parts.people.everyone["learner"].holds.append("THERMO")  # type: ignore[attr-defined]
    made.request("learner", "test", "H1BOX", {"tool": "THERMO"})
    window.step_frame(seconds=0.5)
    ui = window.desk.ui
    ui.t = load_strings(lang)
    lines = [event_text(ui, e) for e in ui.port.frame().events if e.kind == "probe"]
    assert (
        lines
        == {
            "zh": ["出线 甲，检测仪：不响", "柜体，测温仪：20.0 ℃"],
            "en": ["Outgoing, A, Detector: Silent", "Cabinet, Thermometer: 20.0 °C"],
        }[lang]
    )


def test_nothing_in_the_place_shows_what_the_program_makes_of_an_act(window: App) -> None:
    """Lamps are of the plant: whether a point counts as tested, or somebody as too near, is no lamp on a panel."""
    ui = window.desk.ui
    assert not any(lamps(ui, name) for name in ("W1", "RAIL", "DET", "LEAD1", "H1BOX"))
    assert [tag.id for tag in lamps(ui, "H1")] == ["H1.melted"]
