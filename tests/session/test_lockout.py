"""Locks and signs: who puts them where, what a lock stops, what a sign leaves to the rubric, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.fuzzing import Subject, fuzz
from engine.scenario.problems import Problem
from engine.session.attempt import AttemptReader
from engine.session.desk import open_attempt
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.replay import replay
from engine.session.session import Session
from engine.state import pack
from engine.testing import TINY_SCENARIO, tiny_scenario
from engine.testing import tiny_kind as tiny
from tests.session.bay import bay_kind, bay_scenario, bay_session, bay_text, code, go, walk


@pytest.fixture(autouse=True)
def _bay() -> Iterator[None]:
    with bay_kind(), tiny():
        yield


@pytest.fixture
def s() -> Session:
    """Everything in hand, beside the bay, the selector at local."""
    session = bay_session()
    walk(session, "rack")
    go(session, "take PAD1", "take PAD2", "take SIGN1", "take SIGN2", "move bay", "turn SA1 local")
    return session


def value(s: Session, tag: str) -> float:
    return s.tags.value(tag)


def events(s: Session, kind: str) -> list[tuple[str, dict[str, object]]]:
    return [(e.source, e.data) for e in s.parts.bus.events if e.kind == kind]


# -- locks ----------------------------------------------------------------------------------------------------
def test_a_lock_leaves_the_hand_and_stops_every_hand(s: Session) -> None:
    """A padlock from the hand stays on the thing: it is refused with the locker's name until unlocked; looking is free."""
    go(s, "lock QF1 PAD1")
    assert "PAD1" not in s.parts.people.everyone["learner"].holds
    assert (value(s, "QF1.locked"), value(s, "learner.holds.PAD1"), value(s, "lockout.out")) == (1.0, 0.0, 1.0)
    answer = s.request("learner", "open", "QF1")
    assert not answer
    assert (answer.code, answer.reason.of("zh")) == ("locked", "断路器已上锁（学员）")
    assert answer.reason.of("en") == "the breaker is locked (by the learner)"
    go(s, "check QF1", "unlock QF1", "open QF1")
    assert "PAD1" in s.parts.people.everyone["learner"].holds
    assert (value(s, "QF1.locked"), value(s, "lockout.out")) == (0.0, 0.0)


def test_without_a_lock_in_hand_nothing_is_locked() -> None:
    """A lock that lies in its place locks nothing, named or not."""
    s = bay_session()
    walk(s, "bay")
    assert code(s, "lock", "QF1") == "not_held"
    assert code(s, "lock", "QF1", "PAD1") == "not_held"
    assert code(s, "unlock", "QF1") == "not_locked"
    assert code(s, "lock", "QF1", "SIGN1") == "bad_value"
    assert code(s, "lock", "QF1", 7) == "bad_value"
    assert code(s, "lock", "PANEL") == "no_verb"


def test_every_lock_has_to_come_off(s: Session) -> None:
    """Two locks on one thing: taking one off leaves it locked."""
    go(s, "lock QF1 PAD1", "lock QF1 PAD2", "unlock QF1 PAD1")
    assert code(s, "open", "QF1") == "locked"
    go(s, "unlock QF1 PAD2", "open QF1")


def test_a_lock_is_opened_by_who_put_it_there() -> None:
    """Another's lock stays; what was there from the start anybody takes off; an instructor takes off every one."""
    s = bay_session(start="safe")
    answer = s.request("learner", "unlock", "QF1", "PAD2")
    assert not answer
    assert (answer.code, "检修班" in answer.reason.of("zh")) == ("not_yours", True)
    go(s, "unlock QF1")
    assert s.parts.people.everyone["learner"].holds == ["PAD1"]
    assert code(s, "unlock", "QF1") == "not_yours"
    assert code(s, "unlock", "QF1", "PAD2", by="instructor") == ""
    assert value(s, "QF1.locked") == 0.0
    assert s.parts.people.everyone["instructor"].holds == []


def test_nobody_takes_a_lock_in_another_name(s: Session) -> None:
    """Whose lock it is cannot be chosen by a learner."""
    assert code(s, "lock", "QF1", {"item": "PAD1", "by": "fitter"}) == "bad_value"
    assert code(s, "lock", "QF1", {"item": "PAD1"}) == ""


def test_locks_and_signs_are_hung_at_the_thing_itself() -> None:
    """The screen works a thing from afar, but nobody puts a padlock on it or takes a sign off it from there."""
    s = bay_session(("place: desk}", "place: desk, holds: [PAD1, SIGN1]}"))
    assert code(s, "lock", "QF1", "PAD1") == "at_screen"
    assert code(s, "tag", "QF1", "SIGN1") == "at_screen"
    assert code(s, "open", "QF1") == ""
    go(s, "move bay", "lock QF1", "tag QF1", "move desk")
    assert code(s, "unlock", "QF1") == "at_screen"
    assert code(s, "untag", "QF1") == "at_screen"


def test_what_hangs_somewhere_is_not_in_its_place(s: Session) -> None:
    """A lock or sign that is out cannot be taken from its rack, nor put on a second thing."""
    go(s, "lock QF1 PAD1", "tag PANEL SIGN1", "move rack")
    assert code(s, "take", "PAD1") == "hung"
    assert code(s, "take", "SIGN1") == "hung"
    assert code(s, "lock", "QE1", "PAD1", by="instructor") == "hung"


def test_a_thing_with_a_lock_of_its_own_keeps_it(s: Session) -> None:
    """Without a value `unlock` is the thing's own, with one it is the padlock; the padlock stops the own one, too."""
    go(s, "lock QE1 PAD1")
    assert (value(s, "QE1.locked"), value(s, "QE1.unlocked")) == (1.0, 0.0)
    walk(s, "rack")
    go(s, "take KEY1", "move bay")
    assert code(s, "unlock", "QE1") == "locked"
    go(s, "unlock QE1 PAD1", "unlock QE1")
    s.run(1)
    assert value(s, "QE1.unlocked") == 1.0


def test_a_lock_stops_people_not_trips(s: Session) -> None:
    """What forces a thing (here an instructor) is not held by a padlock, as a trip is not."""
    go(s, "lock QF1 PAD1")
    assert code(s, "open", "QF1", by="instructor") == ""


# -- signs ----------------------------------------------------------------------------------------------------
def test_a_sign_stops_nobody_but_is_reported(s: Session) -> None:
    """Working a thing under a sign is possible, and an event with the sign's words for rubrics to count."""
    go(s, "tag QF1 SIGN1")
    assert (value(s, "QF1.tagged"), value(s, "QF1.locked")) == (1.0, 0.0)
    go(s, "look QF1")
    assert events(s, "despite_sign") == []
    go(s, "open QF1")
    ((source, data),) = events(s, "despite_sign")
    assert source == "QF1"
    assert (data["verb"], data["by"], data["signs"]) == ("open", "learner", ["SIGN1"])
    assert data["text"] == {"zh": "禁止合闸，有人工作", "en": "Do not operate - people at work"}


def test_no_event_without_a_sign_and_none_for_taking_it_off(s: Session) -> None:
    """Only working a thing that carries a sign is reported, not hanging or taking the sign."""
    go(s, "open QF1", "tag QF1 SIGN1", "untag QF1 SIGN1", "close QF1")
    assert events(s, "despite_sign") == []
    assert [(source, data["verb"]) for source, data in events(s, "lockout")] == [("QF1", "tag"), ("QF1", "untag")]


def test_which_sign_hangs_where_can_be_asked(s: Session) -> None:
    """Each lock and sign has a tag that says what it hangs on: the right sign in the wrong place is seen."""
    go(s, "tag PANEL SIGN2", "tag QF1 SIGN1")
    where = s.parts.bus.compile("SIGN2.hangs_on == 'PANEL' and SIGN1.hangs_on == 'QF1' and PAD1.hangs_on == 'away'")
    assert where(s.parts.bus.values)
    assert value(s, "lockout.out") == 2.0
    go(s, "untag PANEL")
    assert not where(s.parts.bus.values)


def test_frames_show_what_hangs(s: Session) -> None:
    """Everybody outside sees each lock and sign that is out: on what, with which words, by whom, since when."""
    go(s, "tag PANEL SIGN2", "lock QF1")
    assert [(h.id, h.on, h.kind, h.text.of("en"), h.by.of("en")) for h in s.frame().hanging] == [
        ("SIGN2", "PANEL", "sign", "Work here", "the learner"), ("PAD1", "QF1", "lock", "padlock 1", "the learner"),
    ]  # fmt: skip
    assert {h.since for h in s.frame().hanging} == {s.now}


def test_taking_one_off_needs_a_hand_for_it() -> None:
    """What is taken off goes into the hand; where none is free it stays, and nothing is lost."""
    s = bay_session(("LAMP: 1}", "LAMP: 1, SIGN1: 1}"), start="safe")
    walk(s, "rack")
    go(s, "take ROD", "move bay")
    assert code(s, "untag", "QF1") == "hands_full"
    assert value(s, "QF1.tagged") == 1.0


# -- state, record, replay ------------------------------------------------------------------------------------
def test_a_starting_point_can_have_them_out() -> None:
    """What hangs there from the start stands in tags and frames before the first tick."""
    s = bay_session(start="safe")
    assert (value(s, "QF1.locked"), value(s, "QF1.tagged"), value(s, "lockout.out")) == (1.0, 1.0, 3.0)
    assert [h.by.of("zh") for h in s.frame().hanging] == ["上一班", "检修班", "上一班"]


def test_state_goes_through_a_checkpoint(s: Session) -> None:
    """Who locked what survives packing: a restored session refuses and permits the same."""
    go(s, "lock QF1 PAD1", "tag PANEL SIGN2")
    s.run(1)
    other = Session(bay_scenario(), recorder=MemoryRecorder(), checkpoint=pack(s.state()))
    assert other.state_hash() == s.state_hash()
    assert code(other, "open", "QF1") == "locked"
    assert code(other, "unlock", "QF1") == ""
    assert [h.on for h in other.frame().hanging] == ["PANEL"]
    assert other.state_hash() != s.state_hash()


def test_an_attempt_with_locks_replays(tmp_path: Path) -> None:
    """An attempt file with locks, signs, tools and refusals is played again to the same state at every checkpoint."""
    kept = open_attempt(
        tmp_path, tmp_path / "records", rubric=b"{}", mode="practise", seed=1, start="", scenario=bay_scenario()
    )
    s = kept.session
    walk(s, "rack")
    go(s, "take PAD1", "take SIGN1", "wear gloves", "move bay", "turn SA1 local", "open QF1", "lock QF1", "tag QF1")
    assert code(s, "close", "QF1") == "locked"
    s.run(700)
    go(s, "unlock QF1", "close QF1")
    s.run(100)
    s.end()
    kept.close()
    with AttemptReader.open(kept.path) as reader:
        report = replay(reader)
        assert report.same
        assert report.checkpoints >= 3
        assert [e.kind for e in reader.events() if e.kind in ("lockout", "despite_sign")] == ["lockout"] * 3 + [
            "despite_sign"
        ]


def test_random_learners_use_locks_and_signs() -> None:
    """Random learners hang and take off locks and signs, and no law of the house is broken by it."""
    in_hand = ("en: Live}, place: desk}", "en: Live}, place: bay, holds: [PAD1, SIGN1, SIGN2]}")
    report = fuzz(Subject(bay_scenario(in_hand)), seed=4, hours=2)
    assert report.failure is None, report.told
    assert {"lock", "unlock", "tag", "untag"} <= {pair.split()[0] for pair in report.coverage.reached["done"]}


# -- wrong input ----------------------------------------------------------------------------------------------
def problems(*changes: tuple[str, str]) -> dict[str, Problem]:
    found = scenario_language().checks(bay_text(*changes), "bay.yaml")
    return {problem.code: problem for problem in reversed(found)}  # the first of each kind


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "says"),
    [
        ("locks: [PAD1, PAD2]", "locks: [PAD1, PAD3]", "unknown_name", "PAD3", "`PAD"),
        ("locks: [PAD1, PAD2]", "locks: [PAD1, PAD1, PAD2]", "duplicate_name", "PAD1, PAD2", "first on line"),
        ("locks: [PAD1, PAD2]", "locks: [PAD1, PAD2, gloves]", "unknown_name", "gloves]", "role: tool"),
        ("    SIGN1: {zh: 禁止", "    SING1: {zh: 禁止", "unknown_name", "SING1:", "`SIGN1`"),
        ("takes_signs: [QF1, PANEL]", "takes_signs: [QF1, PANNEL]", "unknown_name", "PANNEL", "`PANEL`"),
        ("takes_signs: [QF1, PANEL]", "takes_signs: [QF1, PAD1]", "unknown_name", "PAD1", "operable"),
        ("gives: [QF1, QE1, SA1]", "gives: [QE1, SA1]", "no_access", "QF1, QE1]", "gives"),
        ("  locks: [PAD1, PAD2]\n", "", "unused", "takes_locks", "locks"),
        ("SIGN2: {zh: 在此工作, en: Work here}", "SIGN2: 在此工作", "missing_translation", "在此工作", "English"),
        ("on: QF1, value: PAD1", "on: QF1, value: PAD9", "unknown_name", "PAD9", "did you mean"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(old: str, new: str, code: str, place: str, says: str) -> None:
    """Every slip in the section is told at the very words, with the name that was probably meant."""
    found = problems((old, new))
    text = bay_text((old, new)).splitlines()
    there = [text[p.span.line][p.span.col :] for p in found.values()]
    assert code in found, found
    problem = found[code]
    assert text[problem.span.line][problem.span.col :].startswith(place), there
    assert says in f"{problem.text.en} {problem.fix.en if problem.fix else ''}"


def test_locks_of_the_tiny_scenario() -> None:
    """On any plant: the heater locked off with a padlock from the locker, and its tags known to other sections."""
    pad = "    PAD: {kind: switch, role: tool, at: [11.2, 1, 1.4], title: {zh: 挂锁, en: padlock}}\n  places:\n"
    more = "lockout: {locks: [PAD], takes_locks: [H1, HS1]}\nmodes:\n"
    scenario = tiny_scenario(("  places:\n", pad), ("modes:\n", more), ('done: "H1.command"', 'done: "H1.locked"'))
    s = Session(scenario, recorder=MemoryRecorder())
    go(s, "move locker", "take PAD", "move box", "lock H1")
    assert code(s, "start", "H1") == "locked"
    s.run(10)
    assert s.done_steps()["A"] >= 0
    assert "lockout" not in TINY_SCENARIO
