"""Bypassing in a session: the key in hand, the permit that is signed and for this interlock, the frame."""

from __future__ import annotations

import pytest

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.testing import TINY_SCENARIO

SIGNED = "fields: {which: {title: {zh: 联锁, en: Interlock}, kind: choice, options: [I-1, I-2]}}"
PERMIT = f"documents:\n  PTW: {{title: {{zh: 旁路作业票, en: Bypass permit}}, {SIGNED}, sign: [learner, instructor]}}\n"
KEY = "    KEY1: {kind: key, role: tool, at: [12.6, 3.6, 1], title: {zh: 旁路钥匙, en: the bypass key}}\n"


def text(
    first: str = "key: KEY1, permit: PTW", second: str = "permit: PTW", permit: str = PERMIT, key: str = KEY
) -> str:
    return (
        TINY_SCENARIO.replace("bypass: {limit: 1 h, permit: LOG}", f"label: I-1, bypass: {{limit: 1 h, {first}}}")
        .replace("cause: HS1, ", f"cause: HS1, label: I-2, bypass: {{limit: 1 h, {second}}}, ")
        .replace("documents:\n", permit)
        .replace("  places:\n", key + "  places:\n", 1)
    )


def session(**parts: str) -> Session:
    return Session(scenario_language().loads(text(**parts)), recorder=MemoryRecorder())


def code(s: Session, *request: object) -> str:
    answer = s.request("learner", *request)  # type: ignore[arg-type]
    return "" if answer else answer.code  # type: ignore[union-attr]


def test_a_bypass_needs_the_key_in_hand() -> None:
    """Without the key the refusal names it; with it in hand the bypass is done, and putting it back needs none."""
    s = session()
    answer = s.request("learner", "bypass", "I1")
    assert not answer
    assert (answer.code, "旁路钥匙" in answer.reason.of("zh"), "bypass key" in answer.reason.of("en")) == (
        "no_key", True, True,
    )  # fmt: skip
    assert code(s, "take", "KEY1") == ""
    assert code(s, "bypass", "I1") == ""
    assert code(s, "put", "KEY1") == ""
    assert code(s, "restore", "I1") == ""


def test_an_interlock_without_a_key_is_bypassed_bare_handed() -> None:
    """`bypass: {limit: …}` alone is as it always was."""
    s = session(first="lamp: true")
    assert code(s, "bypass", "I1") == ""


def test_an_instructor_needs_no_key() -> None:
    """Who stands outside the plant turns every switch."""
    assert session().request("instructor", "bypass", "I1")


def permitted(s: Session, name: str) -> tuple[float, float]:
    s.run(1)
    return s.tags.value(f"{name}.bypassed"), s.tags.value(f"{name}.permitted")


def test_a_permit_is_in_force_once_all_have_signed_and_it_names_the_interlock() -> None:
    """One signature of two is not enough; the permit for I-1 does not permit I-2; a new version must be signed anew."""
    s = session()
    code(s, "take", "KEY1")
    code(s, "bypass", "I1")
    code(s, "bypass", "I2")
    assert permitted(s, "I1") == (1.0, 0.0)
    code(s, "fill", "PTW", {"which": "I-1"})
    code(s, "sign", "PTW")
    assert permitted(s, "I1") == (1.0, 0.0)
    assert s.request("instructor", "sign", "PTW")
    assert permitted(s, "I1") == (1.0, 1.0)
    assert permitted(s, "I2") == (1.0, 0.0)
    code(s, "fill", "PTW", {"which": "I-2"})
    assert permitted(s, "I1") == (1.0, 0.0)


def test_the_permit_of_one_interlock_need_not_name_it() -> None:
    """A document that only one interlock names is its permit, whatever is written in it."""
    s = session(first="permit: PTW", second="lamp: true")
    code(s, "fill", "PTW", {"which": "I-2"})
    code(s, "sign", "PTW")
    s.request("instructor", "sign", "PTW")
    code(s, "bypass", "I1")
    assert permitted(s, "I1") == (1.0, 1.0)


@pytest.mark.parametrize("written", ["旁路 I-1 以便校验", "i1", "I_1,I-9"])
def test_a_plate_in_a_sentence_is_understood(written: str) -> None:
    """A free text names an interlock by plate or id, with or without its dash."""
    free = PERMIT.replace("kind: choice, options: [I-1, I-2]", "kind: text")
    s = session(first="permit: PTW", permit=free)
    code(s, "fill", "PTW", {"which": written})
    code(s, "sign", "PTW")
    s.request("instructor", "sign", "PTW")
    code(s, "bypass", "I1")
    assert permitted(s, "I1") == (1.0, 1.0)


def test_the_bypass_event_says_whether_it_was_permitted() -> None:
    """A rubric finds the permit in the event of the bypass as well as in the tag."""
    s = session(first="permit: PTW")
    code(s, "bypass", "I1")
    s.run(1)
    (event,) = [e for e in s._recorder.events if e.kind == "bypass"]  # type: ignore[union-attr]
    assert event.data == {"on": True, "by": "learner", "permitted": False}


def test_frames_carry_interlocks_that_are_not_at_rest() -> None:
    """The picture has who bypassed, until when, and what a tripped one remembers; nothing of those at rest."""
    s = session(first="lamp: true")
    assert s.frame().interlocks == ()
    code(s, "bypass", "I1")
    s.request("instructor", "press", "HS1")
    s.run(2)
    first, second = s.frame().interlocks
    assert (first.id, first.bypassed_by, first.until, first.permitted) == ("I1", "learner", 36_000, False)
    assert (second.id, [(c.text, c.since, c.first) for c in second.causes]) == ("I2", [("HS1", 0, True)])


def problems(source: str) -> list[Problem]:
    return scenario_language().checks(source)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("key: KEY1", "key: KEY9", "unknown_name"),
        ("key: KEY1", "key: helmet", "not_a_tool"),
        ("key: KEY1, permit: PTW", "key: KEY1, permit: PTX", "unknown_name"),
        ("kind: choice, options: [I-1, I-2]", "kind: check", "permit_names_none"),
    ],
)
def test_lint_finds_keys_and_permits_that_are_none(old: str, new: str, expected: str) -> None:
    """A key that is no thing to take, a permit that is no document, a shared permit that cannot say for which."""
    found = {p.code for p in problems(text().replace(old, new))} - {p.code for p in problems(text())}
    assert found == {expected}


def test_lint_finds_an_alarm_nobody_can_see() -> None:
    """An alarm that every console takes out of what it gives is on no screen."""
    hidden = TINY_SCENARIO.replace('gives: ["*control", "-HS1"]', 'gives: ["*control", "-HS1", "-TI1.H"]')
    found = [p for p in problems(hidden) if p.code == "unseen_alarm"]
    assert [(p.severity, "TI1.H" in p.text.en, bool(p.fix and p.fix.zh)) for p in found] == [("warning", True, True)]
    assert not [p for p in problems(TINY_SCENARIO) if p.code == "unseen_alarm"]


def test_lint_finds_an_interlock_nobody_can_reset() -> None:
    """A trip that stays until it is reset needs a place to reset it; one that resets itself does not."""
    hidden = TINY_SCENARIO.replace('gives: ["*control", "-HS1"]', 'gives: ["*control", "-HS1", "-I2"]')
    found = [p for p in problems(hidden) if p.code == "no_reset"]
    assert [(p.severity, "I2" in p.text.en, bool(p.fix and p.fix.zh)) for p in found] == [("warning", True, True)]
    alone = hidden.replace("cause: HS1, ", "cause: HS1, reset: auto, ")
    assert not [p for p in problems(alone) if p.code == "no_reset"]


def test_without_a_console_alarms_are_everywhere() -> None:
    """What no object gives is at hand everywhere: a place without a console hides no alarm."""
    bare = TINY_SCENARIO.replace('gives: ["*control", "-HS1"]', "gives: [I1]")
    assert not [p for p in problems(bare) if p.code == "unseen_alarm"]


def test_a_rubric_needs_nothing_special() -> None:
    """Bypassed without a permit, and alarms left waiting, are plain conditions on tags."""
    s = session(first="permit: PTW")
    s.parts.plant.write("H1.power", 100.0)
    holds = s.parts.bus.compile("I1.bypassed and not I1.permitted and BYPASS.any")
    waits = s.parts.bus.compile("ALARMS.waiting > 60 s and ALARMS.unacknowledged > 0")
    s.request("learner", "set", "H1", 100)
    s.request("learner", "start", "H1")
    assert not holds(s.tags.values)
    code(s, "bypass", "I1")
    s.run(700)
    assert holds(s.tags.values)
    assert not waits(s.tags.values)
    s.run(700)
    assert waits(s.tags.values)
    code(s, "fill", "PTW", {"which": "I-1"})
    code(s, "sign", "PTW")
    s.request("instructor", "sign", "PTW")
    code(s, "acknowledge", "ALARMS")
    s.run(1)
    assert not holds(s.tags.values)
    assert not waits(s.tags.values)


def test_shelving_and_bypassing_replay_to_the_same_state() -> None:
    """Actions that put protection aside are actions like others: done again they give the same state, event for event."""
    recorder = MemoryRecorder()
    s = Session(scenario_language().loads(text()), recorder=recorder)
    plan = [
        (3, "learner", "shelve", "TI1.H", {"minutes": 1, "reason": "handling"}), (5, "learner", "take", "KEY1", None),
        (2, "learner", "bypass", "I1", None), (4, "instructor", "press", "HS1", None), (2, "learner", "reset", "HS1", None),
        (9, "instructor", "disable", "TI1.H", {"reason": "test"}), (1, "learner", "restore", "TI1.H", None),
        (3, "instructor", "reset", "HS1", None), (5, "learner", "reset", "I2", None), (80, "instructor", "restore", "TI1.H", None),
    ]  # fmt: skip
    answers = []
    for wait, actor, verb, on, value in plan:
        s.run(wait)
        answers.append(bool(s.request(actor, verb, on, value)))
    s.run(700)
    assert answers.count(True) == 8
    repeated = MemoryRecorder()
    again = Session(scenario_language().loads(text()), recorder=repeated)
    waiting = list(recorder.actions)
    while again.now < s.now:
        while waiting and waiting[0].tick == again.now:
            again.do_again(waiting.pop(0))
        again.tick()
    assert again.state_hash() == s.state_hash()
    assert [e for e in repeated.events if e.kind != "refused"] == [e for e in recorder.events if e.kind != "refused"]
