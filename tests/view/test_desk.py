"""Cards over the place: locker, radio, task sheet, documents, local panel, questions, result."""

from __future__ import annotations

import dataclasses
import math

import pytest

from engine.events import Event
from engine.scenario.text import Text
from engine.session.findings import Finding
from engine.session.frame import Frame
from engine.session.operables import refused
from engine.tags import Kind, Tag
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.panels.document import _bounds
from engine.view.panels.hud import Aim, _off
from engine.view.panels.local import _lamp_of, _lamps
from engine.view.panels.menu import KEYS_SHOWN, keys_shown, not_here
from engine.view.panels.mimic import guided_to
from engine.view.panels.result import is_loss, losses_first, partly
from engine.view.panels.tasks import side_steps, step_states
from tests.view.conftest import DISPLAYS
from tests.view.fake_port import FakePort, FakeThing, result


@pytest.fixture
def field(app: App) -> App:
    """The same window in the field."""
    app.desk.control = False
    app.step_frame(advance=False)
    return app


def test_the_locker_puts_on_and_takes_off(field: App, port: FakePort) -> None:
    """A press wears, another takes off, and the tick follows the frame."""
    field.key("l")
    field.press("face_shield.wear")
    field.press("boots.doff")
    assert port.wears == ["acid_suit", "face_shield"]
    assert "face_shield.doff" in field.ui.rects


def test_the_locker_opens_only_beside_it(field: App, port: FakePort) -> None:
    """From afar the key says where to go."""
    port.in_reach = ()
    field.step_frame(advance=False)
    field.key("l")
    assert field.desk.panel is Panel.NONE
    assert field.ui.notice is not None


def test_what_is_too_far_in_the_locker_offers_no_button(field: App, port: FakePort) -> None:
    """Only what hands reach can be put on; the others say to walk up to them; what is worn can be taken off."""
    port.in_reach = ("acid_suit",)
    field.step_frame(advance=False)
    field.key("l")
    assert "face_shield.wear" not in field.ui.rects
    assert {"acid_suit.doff", "boots.doff"} <= set(field.ui.rects)


@pytest.mark.parametrize(("key", "panel"), [("t", Panel.TASKS), ("x", Panel.RADIO), ("f1", Panel.HELP)])
def test_the_key_that_opens_a_card_closes_it(field: App, key: str, panel: Panel) -> None:
    """Nobody has to know Esc to get rid of what a letter has brought."""
    field.key(key)
    assert field.desk.panel is panel
    field.key(key)
    assert field.desk.panel is Panel.NONE


def test_the_page_of_keys_does_not_lead_to_the_names_of_faults(
    field: App, port: FakePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an upset is to be recognised, the key of the instructor's card is not told."""
    assert "instructor" not in keys_shown(instructor=False)
    assert keys_shown(instructor=True) == KEYS_SHOWN
    assert set(KEYS_SHOWN) - set(keys_shown(instructor=True, tickets=False)) == {"paper"}
    asked: list[bool] = []
    monkeypatch.setattr("engine.view.desk.draw_help", lambda _ui, instructor, _control: bool(asked.append(instructor)))
    for mode in ("practise", "learn"):
        port.mode = mode
        field.step_frame(advance=False)
        field.key("f1")
        field.key("f1")
    assert (asked[0], asked[-1]) == (False, True)


def test_esc_in_a_field_keeps_what_was_typed(field: App) -> None:
    """A sheet that forgets a sentence because of Esc would be filled in twice."""
    field.key("j")
    field.press("document.LOG.remark")
    field.stage.layer.character("正常")
    field.step_frame(advance=False)
    draft = field.desk._document._drafts["LOG"]
    assert draft["remark"] == "正常"
    field.key("escape")
    field.step_frame(advance=False)
    assert draft["remark"] == "正常"


def test_a_number_without_limits_names_none(field: App) -> None:
    """A range of a thousand millions helps nobody; of a share the limits are known."""
    spec = field.ui.facts.sections["documents"]["LOG"].fields
    assert next(_bounds(f) for f in spec.values() if f.kind == "number" and f.unit != "%") == (-math.inf, math.inf)
    assert _bounds(_Percent()) == (0.0, 100.0)
    keypad = field.desk._keypad
    keypad.ask("x", "t", (-math.inf, math.inf), "", lambda _: True)
    field.step_frame(advance=False)
    for key in "15":
        keypad.press(key)
    assert keypad.confirm()


@dataclasses.dataclass
class _Percent:
    unit: str = "%"


def test_reading_a_value_tells_it(field: App) -> None:
    """Who reads a value is told it with its unit and one digit more than the screen shows."""
    assert field.desk.ui.ask("read", "TI101A")
    assert field.ui.notice is not None
    assert "TI-101A" in field.ui.notice.text
    assert "60.30 ℃" in field.ui.notice.text


def test_own_reports_stand_in_the_log(field: App) -> None:
    """What was said by radio stands beside the answers."""
    field.key("x")
    field.press("radio.cooling_lost")
    said = field.desk._radio._own
    assert [line.text for line in said] == [field.ui.facts.sections["messages"].reports["cooling_lost"].title]


def test_what_cost_points_has_no_green_tick() -> None:
    """A tick says that nothing was lost."""
    whole = Finding("S1", "met", "info", Text(zh="", en=""), points=5.0, possible=5.0)
    assert not partly(whole)
    assert partly(dataclasses.replace(whole, points=4.0))


def test_the_control_room_opens_only_at_the_console(field: App, port: FakePort) -> None:
    """Its screen cannot be watched from the field."""
    port.in_reach = ()
    field.step_frame(advance=False)
    field.key("c")
    assert not field.desk.control
    port.in_reach = ("CONSOLE",)
    field.step_frame(advance=False)
    field.key("c")
    assert field.desk.control


def test_the_radio_reports_to_whom_is_called(field: App, port: FakePort) -> None:
    """Phrases are those of the person called."""
    field.key("x")
    field.press("radio.cooling_lost")
    field.press("radio.to.dispatcher")
    assert "radio.cooling_lost" not in field.ui.rects
    field.press("radio.fire_brigade")
    assert port.requests == [("report", "RADIO", "cooling_lost"), ("report", "RADIO", "fire_brigade")]


def test_pointing_at_a_button_box_and_pressing_enter_opens_its_panel(field: App, port: FakePort) -> None:
    """Enter operates what is pointed at; out of reach it only says so."""
    field.aim = Aim("LCB102", "LCB-102", "", in_reach=False)
    field.key("enter")
    assert field.desk.panel is Panel.NONE
    field.aim = Aim("LCB102", "LCB-102", "", in_reach=True)
    field.key("enter")
    assert field.desk.panel is Panel.LOCAL
    field.press("local.P102A.stop")
    assert port.requests == [("stop", "P102A", None)]


def test_a_document_is_filled_and_signed(field: App, port: FakePort) -> None:
    """Numbers come from the keypad, an empty field is not sent, signing is an action."""
    field.key("j")
    field.press("document.LOG.temperature")
    for key in ("6", "0", "enter"):
        field.press(f"keypad.{key}")
    field.press("document.fill")
    field.press("document.sign")
    assert port.requests == [("fill", "LOG", {"temperature": 60.0}), ("sign", "LOG", None)]


def test_an_open_question_stands_over_everything_until_answered(field: App, port: FakePort) -> None:
    """A question waits; walking stops; the answer is an action."""
    events = port.frame().events
    asked = Event(600, "message", "q1", {"sender": {"zh": "提问"}, "text": {"zh": "?"}})
    frame_of = port.frame

    def with_question() -> Frame:
        return dataclasses.replace(frame_of(), events=(*events, asked))

    port.frame = with_question  # type: ignore[method-assign]
    field.step_frame(advance=False)
    assert not field.desk.walking
    field.press("question.q1.a")
    assert port.requests == [("answer", "q1", "a")]
    field.step_frame(advance=False)
    assert field.desk.walking


def test_what_was_answered_before_is_not_asked_again(field: App, port: FakePort) -> None:
    """Whoever goes on with an attempt is not asked anew: the session knows what it has an answer to."""
    events = port.frame().events
    asked = Event(600, "message", "q1", {"sender": {"zh": "提问"}, "text": {"zh": "?"}})
    frame_of, answered = port.frame, FakeThing("q1", ("answer",), Text(zh="?", en="?"))
    answered.refuse = lambda *_: refused("answered", "答过了", "answered")  # type: ignore[assignment,method-assign]
    port.operables["q1"] = answered
    port.frame = lambda: dataclasses.replace(frame_of(), events=(*events, asked))  # type: ignore[method-assign]
    field.step_frame(advance=False)
    assert field.desk.walking
    assert "question.q1.a" not in field.ui.rects


def test_a_question_covers_what_lies_under_it(app: App, port: FakePort) -> None:
    """While something is asked, the screen below is a picture: neither its buttons nor its keys do anything."""
    page = app.desk.room.page
    other = next(name for name in app.desk.ui.pages if name != page)
    asked = Event(600, "message", "q1", {"sender": {"zh": "提问"}, "text": {"zh": "?"}})
    frame_of = port.frame
    port.frame = lambda: dataclasses.replace(frame_of(), events=(asked,))  # type: ignore[method-assign]
    app.step_frame(advance=False)
    app.press(f"page.{other}")
    app.key("f10")
    assert app.desk.room.page == page


@pytest.mark.parametrize("control", [True, False])
def test_the_page_of_keys_tells_what_holds_here(field: App, port: FakePort, control: bool) -> None:
    """At the screen nobody walks, in the field there are no pages, and an exam has neither help nor a pause."""
    rows = not_here(field.desk.ui, control)
    assert ("walk" in rows, "control" in rows, "pages" in rows) == (control, control, not control)
    assert not rows & {"hint", "freeze", "radio", "document", "tasks"}
    port.mode, port.help_level = "exam", 0
    field.step_frame(advance=False)
    assert {"hint", "freeze"} <= not_here(field.desk.ui, control)


def test_the_menu_leads_to_the_papers(field: App) -> None:
    """Whoever does not know the key of the documents finds them in the menu."""
    field.key("escape")
    field.press("menu.document")
    assert field.desk.panel is Panel.DOCUMENT


def test_steps_done_are_ticked_off_but_not_in_an_exam(field: App, port: FakePort) -> None:
    """An exam does not tell what the program takes for done; learning points at the next step."""
    states = step_states(field.desk.ui)
    assert (states["S4"], states["S7"], states["S8"]) == ("done", "now", "open")
    port.mode = "exam"
    field.step_frame(advance=False)
    assert set(step_states(field.desk.ui).values()) == {"open"}


def test_the_side_of_the_screen_shows_the_steps_at_hand(field: App, port: FakePort) -> None:
    """Practice shows what is not done; an exam, which ticks nothing off, the steps of the present phase."""
    ui = field.desk.ui
    assert "S4" not in side_steps(ui)
    assert side_steps(ui)[0] == "S7"
    port.mode = "exam"
    field.step_frame(advance=False)
    steps = ui.facts.sections["procedure"].steps
    assert side_steps(ui) == [name for name, step in steps.items() if step.phase == ui.frame.phase]
    assert 0 < len(side_steps(ui)) < len(steps)


def test_the_task_sheet_leads_to_help(field: App, port: FakePort) -> None:
    """Help is one press away from the sheet; in an exam there is no button for it."""
    field.key("t")
    field.press("task.help")
    assert field.desk.panel is Panel.HINT
    field.desk.panel = Panel.TASKS
    port.mode = "exam"
    field.step_frame(advance=False)
    assert "task.help" not in field.ui.rects


@pytest.mark.parametrize("way", ["p", "bar.freeze", "menu.freeze"])
def test_an_exam_is_not_paused_and_says_why(field: App, port: FakePort, way: str) -> None:
    """Key, bar and menu answer with the reason instead of asking the session in vain."""
    port.mode = "exam"
    field.step_frame(advance=False)
    if way == "p":
        field.key("p")
    else:
        if way.startswith("menu"):
            field.desk.open(Panel.MENU)
            field.step_frame(advance=False)
        field.press(way)
    assert not port.frozen
    assert field.ui.notice is not None
    assert field.ui.notice.refused


def test_learning_is_shown_what_to_use_now(field: App, port: FakePort) -> None:
    """The picture rings what the present step acts on; an exam rings nothing."""
    assert guided_to(field.desk.ui) == "TIC102"
    port.mode = "exam"
    field.step_frame(advance=False)
    assert guided_to(field.desk.ui) == ""


def test_the_end_opens_the_result(field: App, port: FakePort) -> None:
    """Whatever was open, the end of the attempt shows the result; again and leave are wishes of the window."""
    field.desk.open(Panel.MENU)
    field.step_frame(advance=False)
    field.press("menu.finish")
    field.step_frame(advance=False)
    assert port.requests == [("stop", "SESSION", "finished")]
    field.desk.result = result()
    field.step_frame(advance=False)
    assert field.desk.panel is Panel.RESULT
    field.press("result.all")
    field.press("result.again")
    assert field.desk.wish == "again"


def test_a_mistake_can_be_practised_again(field: App, port: FakePort) -> None:
    """Where rewinding is allowed each mistake with a time offers it; the wish carries its tick."""
    port.ended = "finished"
    field.desk.result = result()
    field.step_frame(advance=False)
    field.step_frame(advance=False)
    assert not [name for name in field.ui.rects if name.startswith("result.rewind.")]
    field.desk.can_rewind = True
    field.step_frame(advance=False)
    assert "result.rewind.S4" not in field.ui.rects
    field.press("result.rewind.F1.stop")
    assert (field.desk.wish, field.desk.rewind_to) == ("rewind", 54_000)


def test_the_menu_rewinds_to_the_last_mistake(field: App, port: FakePort) -> None:
    """During a run going back means before the latest mistake; without one, the owner decides."""
    field.desk.can_rewind = True
    port.findings = result().findings
    field.desk.open(Panel.MENU)
    field.step_frame(advance=False)
    field.press("menu.rewind")
    assert (field.desk.wish, field.desk.rewind_to) == ("rewind", 55_200)


def test_small_losses_are_losses(field: App) -> None:
    """Anything that cost points stands in the list of losses, the dearest first; what is open or void does not."""
    what = Text(zh="x", en="x")
    partly = Finding("A", "met", "info", what, points=9.1, possible=9.6)
    whole = Finding("B", "met", "info", what, points=4.0, possible=4.0)
    void = Finding("C", "n/a", "info", what, points=0.0, possible=5.0)
    worse = Finding("D", "broken", "minor", what, points=0.0, possible=2.0)
    port_open = Finding("E", "open", "info", what, points=0.0, possible=2.0)
    field.desk.result = dataclasses.replace(result(), findings=(partly, whole, void, worse, port_open), how="failed")
    field.desk.open(Panel.RESULT)
    field.step_frame(advance=False)
    assert [f.item for f in losses_first(field.desk.result.findings) if is_loss(f)] == ["D", "A"]


def test_the_gravest_loss_stands_first() -> None:
    """A veto comes before what merely cost points."""
    assert [finding.item for finding in losses_first(result().findings)] == ["V.bypass", "F1.stop", "Q1", "S4"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_result_that_is_not_there_yet_is_said(lang: str) -> None:
    """The card stands without a mark and without findings."""
    app = App(FakePort(), lang=lang, kind="offscreen", displays=DISPLAYS)
    app.desk.open(Panel.RESULT)
    app.step_frame(advance=False)
    assert "result.exit" in app.ui.rects
    app.close()


def test_keys_of_the_body_are_free_while_walking(field: App) -> None:
    """No panel holds the keyboard in the field, so that W A S D walk."""
    assert field.desk.walking
    assert not field.stage.layer.io.want_text_input


def test_a_position_lamp_shows_what_is_signalled(field: App, port: FakePort) -> None:
    """Where contacts signal a position, the lamp is theirs, red for on and green for off, and none tells how it really
    stands: that is to be seen on the thing."""
    ui = field.desk.ui
    for name in ("closed", "indicated", "moving"):
        port.tags.add(Tag(f"SW1.{name}", kind=Kind.DISCRETE), 0.0)
    shown = _lamps(ui, "SW1")
    assert [tag.id for tag in shown] == ["SW1.indicated", "SW1.moving"]
    for closed, signalled in ((1.0, 0.0), (0.0, 1.0)):
        port.tags.values[port.tags.at("SW1.closed")] = closed
        port.tags.values[port.tags.at("SW1.indicated")] = signalled
        field.step_frame(advance=False)
        lit, colour = _lamp_of(ui, "SW1", shown[0], 0)
        assert lit
        assert (colour[0] > colour[1]) == bool(signalled)
    assert [tag.id for tag in _lamps(ui, "XV101A")] == ["XV101A.open"]


def test_words_about_a_thing_stand_off_it(field: App) -> None:
    """Below it, above it where there is no room below, and at the foot of the window where it fills the picture."""
    ui, size = field.desk.ui, (200.0, 60.0)

    def at(box: tuple[float, float, float, float] | None) -> tuple[float, float]:
        return _off(ui, Aim("X", box=box), size, 1366, 768)

    assert at((0.4, 0.3, 0.6, 0.5))[1] > 0.5 * 768
    assert at((0.4, 0.4, 0.6, 1.2))[1] + 60 < 0.4 * 768
    assert at((0.0, 0.3, 0.04, 0.5))[0] >= 100
    for filling in ((-0.2, 0.0, 1.2, 1.5), None):
        assert at(filling) == (683.0, 768 - 60 - ui.px(10))
