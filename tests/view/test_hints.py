"""Help on demand: what it says, what it costs, when there is none."""

from __future__ import annotations

import dataclasses

import pytest

from engine.scenario.text import Text
from engine.session.findings import Finding
from engine.session.procedure import Guide, Step
from engine.view.app import App
from engine.view.desk import Panel
from engine.view.hints import _of_step, givers, next_hint
from engine.view.panels.mimic import guided_to
from engine.view.panels.tasks import side_steps, step_guide, step_states
from tests.view.fake_port import FakePort


@pytest.fixture
def practising(app: App, port: FakePort) -> App:
    """At the console in practise mode with the help level of that mode."""
    port.help_level = 1
    app.step_frame(advance=False)
    return app


def _due(name: str, how: str = "") -> Finding:
    told = Text(zh=how, en=how) if how else None
    return Finding(name, "open", "info", Text(zh=f"{name} 待完成", en=f"{name} open"), how=told, data={"phase": "due"})


def test_the_next_step_is_the_first_that_is_not_done(practising: App) -> None:
    """Without a marker the task sheet decides; its guide says what to act on."""
    hint = next_hint(practising.desk.ui)
    assert hint is not None
    assert (hint.id, hint.on) == ("S7", "TIC102")
    assert "TIC-102" in hint.deed


def test_a_step_that_is_due_goes_before_one_that_must_wait(practising: App, port: FakePort) -> None:
    """What the marker says can be done now comes first, with the way to do it."""
    port.findings = (_due("S8", "先看温度"),)
    practising.step_frame(advance=False)
    hint = next_hint(practising.desk.ui)
    assert hint is not None
    assert hint.id == "S8"
    assert "先看温度" in hint.detail


def test_an_emergency_goes_before_the_normal_work(practising: App, port: FakePort) -> None:
    """What is due and stands on no task sheet is an emergency."""
    port.findings = (_due("S8"), _due("E2", "停料"))
    practising.step_frame(advance=False)
    hint = next_hint(practising.desk.ui)
    assert hint is not None
    assert (hint.id, hint.detail) == ("E2", "停料")


def test_each_level_is_asked_for_once_and_recorded(practising: App, port: FakePort) -> None:
    """A level is an action with its number; what was told may be read again for nothing."""
    practising.key("h")
    assert practising.desk.panel is Panel.HINT
    practising.press("hint.1")
    assert "hint.1" not in practising.ui.rects
    practising.press("hint.2")
    assert port.requests == [("ask", "HELP", 1), ("ask", "HELP", 2)]
    practising.key("escape")
    practising.key("h")
    assert {"hint.1", "hint.2", "hint.3"} & set(practising.ui.rects) == {"hint.3"}


def test_the_third_level_rings_the_object_until_the_step_is_done(
    practising: App, port: FakePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ring shows where, and goes once there is something else to do."""
    assert guided_to(practising.desk.ui) == ""
    practising.key("h")
    practising.press("hint.3")
    assert guided_to(practising.desk.ui) == "TIC102"
    monkeypatch.setattr(port, "done_steps", lambda: {"S4": 1, "S5": 1, "S6": 1, "S7": 1})
    practising.step_frame(advance=False)
    assert guided_to(practising.desk.ui) == ""


def test_the_price_stands_on_the_button(practising: App) -> None:
    """Nobody pays before knowing what it costs."""
    panel = practising.desk.hints
    panel.costs = (0.0, 1.5, 3.0)
    told = [panel._price(practising.desk.ui, level) for level in (1, 2, 3)]
    assert told == ["不扣分", "扣 1.5 分", "扣 3 分"]


def test_learning_is_shown_everything_for_nothing(app: App, port: FakePort) -> None:
    """In learn mode nothing is asked for and nothing recorded."""
    port.mode = "learn"
    app.step_frame(advance=False)
    app.key("h")
    assert app.desk.panel is Panel.HINT
    assert not [name for name in app.ui.rects if name.startswith("hint.") and name != "hint.close"]
    assert port.requests == []


def test_an_exam_says_why_there_is_no_help(app: App, port: FakePort) -> None:
    """The key answers with the reason; nothing opens and nothing is recorded."""
    port.mode, port.help_level = "exam", 0
    app.step_frame(advance=False)
    app.key("h")
    assert app.desk.panel is Panel.NONE
    assert app.ui.notice is not None
    assert app.ui.notice.refused
    assert port.requests == []


def test_a_refused_question_tells_nothing(practising: App, port: FakePort, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the session refuses to record is not answered."""
    frame_of = port.frame
    monkeypatch.setattr(port, "frame", lambda: dataclasses.replace(frame_of(), frozen=True))
    monkeypatch.setattr(practising.desk.ui, "ask", lambda *_: False)
    practising.key("h")
    practising.press("hint.1")
    assert "hint.1" in practising.ui.rects


def test_a_console_gives_only_what_it_operates(practising: App) -> None:
    """Something a console leaves to the field is not looked for there."""
    ui = practising.desk.ui
    stage = ui.facts.sections["stage"]
    console = next(name for name, thing in stage.objects.items() if "*control" in thing.gives)
    assert console in givers(ui, "TIC102")
    left = stage.objects[console].model_copy(update={"gives": ("*control", "-TIC102")})
    stage.objects[console] = left
    assert console not in givers(ui, "TIC102")


def test_help_says_only_what_is_true_of_papers(practising: App) -> None:
    """A paper hangs nowhere and is ringed nowhere: help says how to open it, by its title and not by its id."""
    ui = practising.desk.ui
    step = Step(title=Text(zh="填表", en="Fill in"), guide=Guide(verb="sign", on="LOG"))
    hint = _of_step(ui, "S1", step)
    title = ui.facts.sections["documents"]["LOG"].title.zh
    assert title in hint.deed
    assert "LOG" not in hint.deed
    assert "J" in hint.where
    said = practising.desk.hints._answer(ui, hint, 3)
    assert "圆圈" not in said
    ringed = _of_step(ui, "S1", Step(title=step.title, guide=Guide(verb="start", on="P102A")))
    assert "圆圈" in practising.desk.hints._answer(ui, ringed, 3)


def _judged(name: str, judgement: str) -> Finding:
    return Finding(name, judgement, "info", Text(zh=name, en=name))  # type: ignore[arg-type]


def test_what_was_done_before_or_is_not_asked_for_is_not_listed_as_open(
    practising: App, port: FakePort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list and the help begin at the same step: the first one that is the learner's to do."""
    ui = practising.desk.ui
    monkeypatch.setattr(port, "done_steps", lambda: {"S4": -1, "S5": -1, "S6": -1})
    port.findings = (_judged("S7", "n/a"),)
    practising.step_frame(advance=False)
    states, hint = step_states(ui), next_hint(ui)
    assert [states[name] for name in ("S4", "S5", "S6", "S7")] == ["given", "given", "given", "skipped"]
    assert hint is not None
    assert side_steps(ui)[0] == hint.id
    port.mode = "exam"
    practising.step_frame(advance=False)
    assert "S4" not in side_steps(ui)


def test_a_step_is_judged_by_the_items_it_names(practising: App, port: FakePort) -> None:
    """What is marked under the id of another step ticks nothing off, nor does half of what a step is marked by."""
    ui = practising.desk.ui
    steps = ui.facts.sections["procedure"].steps
    steps["S7"] = steps["S7"].model_copy(update={"items": ("K1", "K2"), "done": None})
    steps["S8"] = steps["S8"].model_copy(update={"items": (), "done": None})
    port.findings = (_judged("S7", "met"), _judged("S8", "met"), _judged("K1", "met"), _judged("K2", "open"))
    practising.step_frame(advance=False)
    states = step_states(ui)
    assert (states["S7"], states["S8"]) == ("open", "open")
    port.findings = (_judged("K1", "met"), _judged("K2", "n/a"))
    practising.step_frame(advance=False)
    assert step_states(ui)["S7"] == "done"


def test_a_step_is_ticked_once_its_marker_accepts_it(practising: App, port: FakePort) -> None:
    """A tick for half of what is asked would let the learner go on and lose the mark."""
    ui = practising.desk.ui
    port.findings = (_judged("S4", "open"), _judged("S5", "met"), _judged("S7", "met"))
    practising.step_frame(advance=False)
    states = step_states(ui)
    assert (states["S4"], states["S5"], states["S6"], states["S7"]) == ("open", "done", "done", "done")


def test_the_guide_moves_on_to_the_first_thing_not_done(practising: App, port: FakePort) -> None:
    """Of several things to put on, those that are worn are not pointed at any more."""
    guides = tuple(Guide(verb="wear", on=on) for on in ("acid_suit", "face_shield", "boots"))
    step = Step(title=Text(zh="穿戴", en="Dress"), guide=guides)
    found = step_guide(practising.desk.ui, "S1", step)
    assert found is not None
    assert found.on == "face_shield"
    port.wears.append("face_shield")
    practising.step_frame(advance=False)
    found = step_guide(practising.desk.ui, "S1", step)
    assert found is not None
    assert found.on == "boots"


def test_an_answer_to_what_has_not_come_is_not_asked_for(practising: App, port: FakePort) -> None:
    """Of several upsets that exclude one another one comes: with its answer the step is done, and nothing is told of the
    others before they come.
    """

    def answer(name: str, judgement: str, phase: str = "") -> Finding:
        told = Text(zh=f"处置{name}", en=f"answer {name}")
        data = {"kind": "respond", "phase": phase}
        return Finding(name, judgement, "info", told, how=told, data=data)  # type: ignore[arg-type]

    ui = practising.desk.ui
    procedure = ui.facts.sections["procedure"]
    step = procedure.steps["S7"].model_copy(update={"items": ("U1", "U2"), "done": None})
    ui.facts.sections["procedure"] = procedure.model_copy(update={"steps": {**procedure.steps, "S7": step}})
    for findings, state, told in (
        ((answer("U1", "open"), answer("U2", "open")), "open", ()),
        ((answer("U1", "open", "due"), answer("U2", "open")), "open", ("处置U1",)),
        ((answer("U1", "met"), answer("U2", "open")), "done", ()),
    ):
        port.findings = findings
        practising.step_frame(advance=False)
        assert step_states(ui)["S7"] == state
        assert tuple(line for line in _of_step(ui, "S7", step, findings).detail.splitlines() if "处置" in line) == told
