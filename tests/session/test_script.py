"""Scripted learners: they do what is written, when it is due, under the rules of everybody."""

from __future__ import annotations

from typing import Any

import pytest

from engine.session.recorder import MemoryRecorder
from engine.session.script import Run, ScriptedLearner, ScriptError, play
from engine.session.session import Session
from engine.testing import tiny_session


def run(*acts: dict[str, Any], reactions: tuple[dict[str, Any], ...] = (), duration: str = "2 min", **more: Any) -> Run:
    return Run.model_validate(
        {"title": {"zh": "试", "en": "Try"}, "duration": duration, "acts": acts, "reactions": reactions, **more}
    )


def played(written: Run, session: Session | None = None) -> tuple[Session, list[tuple[float, str, str]]]:
    """The session after the run, and what was done: (seconds, verb, on), walks left out."""
    recorder = MemoryRecorder()
    used = session or tiny_session(recorder=recorder)
    play(used, written)
    return used, [(a.tick / 10, a.verb, a.on) for a in recorder.actions if a.verb != "move"]


def deeds(written: Run) -> list[tuple[float, str, str]]:
    done = played(written)[1]
    assert done[-1][1:] == ("stop", "SESSION")
    return done[:-1]


def test_acts_are_done_one_after_another() -> None:
    """Without conditions everything is done at once, in order."""
    assert deeds(run({"do": "start", "on": "H1"}, {"do": "stop", "on": "H1"})) == [(0, "start", "H1"), (0, "stop", "H1")]


def test_at_waits_for_its_time() -> None:
    """``at`` is model time from the start; what comes after waits too."""
    done = deeds(run({"at": "10 s", "do": "start", "on": "H1"}, {"do": "stop", "on": "H1"}))
    assert done == [(10, "start", "H1"), (10, "stop", "H1")]


def test_after_counts_from_the_act_before() -> None:
    """``after`` begins when the act before is done."""
    done = deeds(run({"at": "10 s", "do": "start", "on": "H1"}, {"after": "5 s", "do": "stop", "on": "H1"}))
    assert done == [(10, "start", "H1"), (15, "stop", "H1")]


def test_when_waits_for_its_condition() -> None:
    """``when`` is looked at before every tick."""
    session = tiny_session()
    session.request("learner", "start", "H1")
    while session.tags.value("TI1") <= 40:
        session.tick()
    ((begun, *_), (stopped, *_)) = deeds(run({"do": "start", "on": "H1"}, {"when": "TI1 > 40 degC", "do": "stop", "on": "H1"}))
    assert begun == 0
    assert stopped == session.seconds


def test_for_wants_the_condition_to_hold() -> None:
    """``for`` starts again when the condition fails in between."""
    plain = deeds(run({"do": "start", "on": "H1"}, {"when": "H1.command", "do": "stop", "on": "H1"}))
    held = deeds(run({"do": "start", "on": "H1"}, {"when": "H1.command", "for": "3 s", "do": "stop", "on": "H1"}))
    assert held[1][0] == pytest.approx(plain[1][0] + 3, abs=0.11)
    reactions = ({"when": "H1.power < 60 %", "do": "set", "on": "H1", "value": 100},)
    broken = deeds(
        run(
            {"do": "start", "on": "H1"},
            {"at": "2 s", "do": "set", "on": "H1", "value": 50},
            {"when": "H1.power > 90 %", "for": "4 s", "do": "stop", "on": "H1"},
            reactions=reactions,
        )
    )
    assert [verb for _, verb, _ in broken] == ["start", "set", "set", "stop"]
    assert broken[-1][0] >= broken[-2][0] + 4


def test_until_skips_what_has_not_come() -> None:
    """After ``until`` the act is left out and the next has its turn."""
    done = deeds(
        run(
            {"when": "TI1 > 1000 K", "until": "5 s", "do": "start", "on": "H1"},
            {"do": "fill", "on": "LOG", "value": {"t": 1}},
        )
    )
    assert [(verb, on) for _, verb, on in done] == [("fill", "LOG")]
    assert done[0][0] == pytest.approx(5.1, abs=0.11)


def test_until_does_not_skip_what_has_come() -> None:
    """In time is in time, even if the walk takes longer."""
    done = deeds(run({"at": "4 s", "until": "4.5 s", "do": "press", "on": "HS1"}))
    assert [(verb, on) for _, verb, on in done] == [("press", "HS1")]
    assert done[0][0] > 5


def test_scripts_walk_to_what_is_out_of_reach() -> None:
    """They take the way and the time everybody takes, and do it there."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    play(session, run({"do": "press", "on": "HS1"}, {"do": "wear", "on": "helmet"}))
    verbs = [(a.verb, a.on, (a.value or {}).get("to") if a.verb == "move" else None) for a in recorder.actions]
    assert verbs[:4] == [
        ("move", "learner", "box"), ("press", "HS1", None), ("move", "learner", "locker"), ("wear", "helmet", None),
    ]  # fmt: skip
    assert recorder.actions[1].tick > 40
    assert not [e for e in recorder.events if e.kind == "refused"]


def test_move_is_a_walk_of_its_own() -> None:
    """``move`` goes to a place and is done on arrival."""
    recorder = MemoryRecorder()
    session = tiny_session(recorder=recorder)
    play(session, run({"do": "move", "on": "box"}, {"do": "press", "on": "HS1"}))
    assert [a.verb for a in recorder.actions][:2] == ["move", "press"]
    assert session.frame().people["learner"].room == "shop"


def test_a_place_that_is_not_there_stops_the_run() -> None:
    """The error names place and reason."""
    with pytest.raises(ScriptError, match=r"move moon.*no place"):
        played(run({"do": "move", "on": "moon"}))


def test_an_unexpected_refusal_stops_the_run() -> None:
    """The error says when, what, and why in both languages."""
    with pytest.raises(ScriptError, match=r"0:10.0 set H1: 数值.* / give 0 to 100"):
        played(run({"at": "10 s", "do": "set", "on": "H1", "value": 500}))


def test_an_expected_refusal_goes_on() -> None:
    """``refused: true`` proves that something is not allowed."""
    written = run({"do": "start", "on": "F1", "refused": True}, {"do": "start", "on": "H1"})
    session = tiny_session()
    learner = ScriptedLearner(session, written)
    learner.step()
    assert learner.finished
    assert [(verb, on, refusal.code) for _, verb, on, refusal in learner.refusals] == [("start", "F1", "not_yours")]


def test_a_refusal_that_does_not_come_stops_the_run() -> None:
    """What was expected to be refused and is not is an error as well."""
    with pytest.raises(ScriptError, match=r"预期被拒绝.*expected to be refused"):
        played(run({"do": "start", "on": "H1", "refused": True}))


def test_others_act_without_walking() -> None:
    """An instructor begins a fault from wherever."""
    done = deeds(run({"do": "start", "on": "H1"}, {"at": "3 s", "do": "start", "on": "F1", "by": "instructor"}))
    assert done[-1] == (3, "start", "F1")


def test_reactions_answer_every_time() -> None:
    """A reaction comes after its ``wait``, as often as its condition comes again."""
    heat = [{"at": f"{n * 20} s", "do": "start", "on": "H1"} for n in range(3)]
    done = deeds(run(*heat, reactions=({"when": "H1.command", "wait": "5 s", "do": "stop", "on": "H1"},)))
    stops = [seconds for seconds, verb, _ in done if verb == "stop"]
    assert stops == pytest.approx([5.1, 25.1, 45.1], abs=0.11)


def test_a_reaction_walks_after_the_last_act_too() -> None:
    """When nothing is left to do, the learner still goes to where a reaction is."""
    done = deeds(run({"do": "start", "on": "H1"}, reactions=({"when": "H1.command", "do": "press", "on": "HS1", "once": True},)))
    assert [(verb, on) for _, verb, on in done] == [("start", "H1"), ("press", "HS1")]
    assert done[-1][0] > 2, "the box is not at the desk"


def test_once_is_once_and_since_is_since() -> None:
    """``once`` reacts the first time only; before ``since`` nobody is on guard."""
    heat = [{"at": f"{n * 20} s", "do": "start", "on": "H1"} for n in range(3)]
    once = {"when": "H1.command", "do": "stop", "on": "H1", "once": True}
    assert sum(verb == "stop" for _, verb, _ in deeds(run(*heat, reactions=(once,)))) == 1
    late = {"when": "H1.command", "do": "stop", "on": "H1", "since": "30 s"}
    assert min(s for s, verb, _ in deeds(run(*heat, reactions=(late,))) if verb == "stop") == pytest.approx(30, abs=0.11)


def test_the_run_ends_when_its_time_is_over() -> None:
    """``duration`` is the longest it takes; then it is finished."""
    session, done = played(run(duration="30 s"))
    assert session.ended == "finished"
    assert session.seconds == pytest.approx(30, abs=0.2)
    assert len(done) == 1


def test_a_run_may_end_itself() -> None:
    """Stopping the session is an act like any other."""
    session, _ = played(run({"at": "5 s", "do": "stop", "on": "SESSION", "value": "quit"}))
    assert session.ended == "quit"
    assert session.seconds == pytest.approx(5, abs=0.2)


def test_a_script_drives_through_another_port() -> None:
    """A driver stands between script and session: the view's picking path in its tests."""
    session = tiny_session()
    seen: list[str] = []

    class Driver:
        def request(self, actor: str, verb: str, on: str, value: Any = None) -> Any:
            seen.append(verb)
            return session.request(actor, verb, on, value)

    play(session, run({"do": "start", "on": "H1"}, duration="5 s"), Driver())
    assert seen == ["start"]
    assert session.tags.value("H1.command") == 1


def test_scripts_repeat_themselves() -> None:
    """The same run twice: the same state."""
    written = run({"do": "start", "on": "H1"}, {"do": "press", "on": "HS1"}, {"do": "wear", "on": "helmet"})
    one, two = played(written)[0], played(written)[0]
    assert one.state_hash() == two.state_hash()
