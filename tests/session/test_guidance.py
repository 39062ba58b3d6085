"""Messages, the task sheet, modes and speed: what is said when, what is ticked off, what a mode forbids."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ScenarioError
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.testing import tiny_scenario, tiny_session


def events(session: Session, kind: str) -> list[tuple[float, str]]:
    return [(e.tick * session.tick_ms / 1000, e.source) for e in session.frame().events if e.kind == kind]


# -- messages -------------------------------------------------------------------------------------------------
def test_messages_come_at_their_time_once(session: Session) -> None:
    """A line is said when it is due (looked at twice a second), by its sender, and never again."""
    session.run(300)
    said = [m for m in session.frame().messages if m.text.zh == "开始"]
    assert [(m.sender.zh, m.tick) for m in said] == [("班长", 10)]


def test_reports_are_answered_three_seconds_later(session: Session) -> None:
    """The learner reports; whoever is told answers."""
    session.run(20)
    assert session.request("learner", "report", "RADIO", "hot")
    session.run(29)
    assert "收到" not in [m.text.zh for m in session.frame().messages]
    session.run(7)
    assert [m.text.zh for m in session.frame().messages][-1] == "收到"


def test_questions_are_answered_once_and_only_when_asked(session: Session) -> None:
    """Not before, not twice, and only with one of the choices."""

    def code(value: Any) -> str:
        answer = session.request("learner", "answer", "q1", value)
        return "" if answer else answer.code

    assert code("a") == "not_asked"
    session.run(60)
    assert session.parts.messages.asked == ("q1",)
    assert code("z") == "bad_value"
    assert code(["a"]) == "bad_value"
    assert code("b") == ""
    assert code("a") == "answered"
    assert session.parts.messages.asked == ()


def test_a_condition_is_waited_for_with_its_delay() -> None:
    """``when`` first holds, then ``delay`` passes, then it is said: once."""
    text = '{from: boss, when: "TI1 > 30 degC", delay: 5 s, text: {zh: 热了, en: Hot}}'
    recorder = MemoryRecorder()
    scenario = tiny_scenario(("{from: boss, at: 1 s, text: {zh: 开始, en: Go}}", text))
    session = Session(scenario, recorder=recorder)
    session.request("learner", "start", "H1")
    while session.tags.value("TI1") <= 30:
        session.tick()
    crossed = session.now
    session.run(200)
    said = [e.tick for e in recorder.events if e.kind == "message" and e.source == "hello"]
    assert len(said) == 1
    assert 50 <= said[0] - crossed <= 56


# -- the task sheet -------------------------------------------------------------------------------------------
def test_steps_are_ticked_off_when_done(session: Session) -> None:
    """A step is done from the first time its condition holds, and stays so."""
    session.run(20)
    assert session.done_steps() == {}
    session.request("learner", "start", "H1")
    session.run(10)
    done = session.done_steps()
    assert set(done) == {"A"}
    session.request("learner", "stop", "H1")
    session.run(10)
    assert session.done_steps() == done


def test_phases_follow_their_conditions(session: Session) -> None:
    """The first phase at the start, the next when its condition holds, as an event and in the frame."""
    assert session.frame().phase == "cold"
    session.request("learner", "start", "H1")
    while session.tags.value("TI1") <= 60:
        session.tick()
    session.run(6)
    assert session.frame().phase == "hot"
    assert events(session, "phase")[-1][1] == "hot"


# -- modes, speed, end ----------------------------------------------------------------------------------------
def test_a_phase_limits_the_speed(session: Session) -> None:
    """Faster than the phase allows is refused with the limit; slower is always possible."""
    assert session.set_speed(100)
    session.request("learner", "start", "H1")
    while session.frame().phase != "hot":
        session.tick()
    assert session.set_speed(10)
    answer = session.set_speed(20)
    assert not answer
    assert (answer.code, "10" in answer.reason.en) == ("speed", True)
    assert session.set_speed(0.5)


@pytest.mark.parametrize("speed", [0, -1, 101, 1e9, "fast", None, True])
def test_odd_speeds_are_refused(session: Session, speed: Any) -> None:
    """Speeds go from a tenth to a hundred."""
    assert not session.request("learner", "set", "SESSION", {"speed": speed})


@pytest.mark.parametrize("value", [None, {}, {"tempo": 2}, "fast", {"speed": 2, "x": 1}])
def test_only_speed_and_freeze_are_set(session: Session, value: Any) -> None:
    """Nothing else of a session can be set."""
    answer = session.request("learner", "set", "SESSION", value)
    assert not answer
    assert answer.code == "bad_value"


def test_frozen_is_frozen() -> None:
    """Nothing moves and nothing is operated until it goes on; freezing is on record."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    session.run(10)
    assert session.freeze(True)
    assert session.advance(5.0) == 0
    answer = session.request("learner", "start", "H1")
    assert not answer
    assert answer.code == "frozen"
    assert session.freeze(False)
    assert session.advance(1.0) == 10
    assert [e.data["frozen"] for e in recorder.events if e.kind == "freeze"] == [True, False]


def test_pacing_keeps_the_rest(session: Session) -> None:
    """Whatever the frame rate, as many ticks as time has passed."""
    for _ in range(100):
        session.advance(1 / 60)
    assert session.now in (16, 17)


@pytest.mark.parametrize(("mode", "helped"), [("learn", True), ("practise", True), ("exam", False)])
def test_help_depends_on_the_mode(mode: str, helped: bool) -> None:
    """There is none in an exam."""
    assert bool(tiny_session(mode=mode).request("learner", "ask", "HELP", 1)) is helped


def test_speed_does_not_change_what_is_computed() -> None:
    """At another speed the same happens, tick by tick."""
    one, two = tiny_session(), tiny_session()
    two.set_speed(20)
    for session in (one, two):
        session.request("learner", "start", "H1")
    while one.now < 300:
        one.advance(0.1)
    while two.now < 300:
        two.advance(2.0)
    assert one.parts.bus.values == two.parts.bus.values


def test_modes_and_starts_that_are_not_there_are_named() -> None:
    """The error says what there is."""
    with pytest.raises(ScenarioError, match=r"modus.*practise"):
        tiny_session(mode="modus")
    with pytest.raises(ScenarioError, match=r"did you mean `warm`"):
        tiny_session(start="warn")


def test_a_start_point_is_where_it_begins() -> None:
    """Values, place and what was done before are there at tick 0."""
    session = tiny_session(start="warm")
    assert session.tags.value("H1.T") == pytest.approx(70)
    assert session.tags.value("TI1") == pytest.approx(70, abs=1)
    assert session.tags.value("H1.command") == 1
    assert session.frame().people["learner"].room == "office"


@pytest.mark.parametrize("how", ["finished", "failed", "quit", "timed_out"])
def test_ending_is_once_and_for_all(how: str) -> None:
    """However it ends, it ends once, with an end event; afterwards nothing is accepted."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    session.run(10)
    session.end(how)
    session.end("quit")
    assert session.ended == how
    assert recorder.ended is not None
    assert recorder.ended[:2] == (how, 10)
    assert [e.data["how"] for e in recorder.events if e.kind == "end"] == [how]
    answer = session.request("learner", "start", "H1")
    assert not answer
    assert answer.code == "ended"


def test_a_goal_that_holds_ends_the_attempt() -> None:
    """``ends_when`` must hold for ``ends_for``; then it is finished."""
    scenario = tiny_scenario(("default: cold\n", 'default: cold\n  ends_when: "TI1 > 40 degC"\n  ends_for: 10 s\n'))
    session = Session(scenario)
    session.request("learner", "start", "H1")
    while session.tags.value("TI1") <= 40:
        session.tick()
    crossed = session.seconds
    session.run(1000)
    assert session.ended == "finished"
    assert session.seconds - crossed == pytest.approx(10, abs=0.7)


# -- what others did, and several guides ----------------------------------------------------------------------
_STEPS = (
    'guide: {verb: start, on: H1}, done: "H1.command"}',
    'guide: {verb: start, on: H1}, done: "H1.command"}\n'
    "    B: {title: {zh: 看一看, en: Look}}\n"
    "    C: {title: {zh: 升温, en: Heat}, done: 'TI1 > 60 degC'}\n"
    "    D: {title: {zh: 穿戴, en: Dress}, guide: [{verb: wear, on: helmet}, {verb: check, on: H1}], done: LOG.signed}",
)


def test_work_taken_over_begins_after_what_others_did() -> None:
    """At a later starting point every step up to the last one that holds then was done before; at the usual one none."""
    later = Session(tiny_scenario(_STEPS), start="warm")
    later.run(20)
    assert later.done_steps() == {"A": -1, "B": -1, "C": -1}
    usual = Session(tiny_scenario(_STEPS), start="cold")
    usual.request("learner", "start", "H1")
    usual.run(20)
    assert set(usual.done_steps()) == {"A"}
    assert usual.done_steps()["A"] >= 0


def test_what_is_done_before_the_first_tick_is_the_learners_own() -> None:
    """What others did is settled before anybody can act: who signs while time stands still at the beginning does not
    make others have done all that stands above."""
    begun = Session(tiny_scenario(_STEPS), start="warm")
    assert begun.done_steps() == {"A": -1, "B": -1, "C": -1}
    assert begun.request("learner", "fill", "LOG", {"t": 20.0})
    assert begun.request("learner", "sign", "LOG")
    begun.run(10)
    assert begun.done_steps() == {"A": -1, "B": -1, "C": -1, "D": 0}


def test_several_guides_are_followed_one_by_one_and_survive_a_checkpoint() -> None:
    """A step may point at several things; what was done of them is known, also after a checkpoint is put back."""
    scenario = tiny_scenario(_STEPS, ("place: desk}", "place: locker}"))
    session = Session(scenario)
    session.run(20)
    assert session.followed_guides("D") == ()
    assert session.request("learner", "wear", "helmet")
    assert session.followed_guides("D") == (0,)
    other = Session(scenario)
    other.set_state(session.state())
    assert other.followed_guides("D") == (0,)
    assert other.state_hash() == session.state_hash()
