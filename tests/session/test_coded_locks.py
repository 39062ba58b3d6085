"""Coded locks: they open for the line of a ticket whose turn it is, with the key that was told the ticket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.scenario.problems import Problem
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.session import Session
from engine.testing import TINY_SCENARIO
from engine.testing import tiny_kind as tiny
from tests.session.tickets_lab import RIGHT, TICKETS, code, do, line

LOCKS = """\
coded_locks:
  key: KEY1
  at: DESK
  locks: [H1]
"""
KEY = """\
    KEY1: {kind: switch, role: tool, at: [12.6, 4.4, 1], title: {zh: 电脑钥匙, en: the key}, blocks: false}
    RADIO1:"""


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny():
        yield


def text(*changes: tuple[str, str]) -> str:
    made = TINY_SCENARIO.replace("documents:\n", TICKETS + LOCKS + "documents:\n").replace("    RADIO1:", KEY)
    for old, new in changes:
        assert old in made, old
        made = made.replace(old, new)
    return made


def session(*changes: tuple[str, str]) -> Session:
    return Session(scenario_language().loads(text(*changes), "tiny.yaml"), mode="practise", recorder=MemoryRecorder())


def go(made: Session, place: str) -> None:
    do(made, ("move", "learner", {"to": place}))
    made.run(200)


def rehearsed(made: Session) -> Session:
    do(made, ("fill", "T1", {"lines": RIGHT}), ("sign", "T1"), ("ask", "T1", "supervisor"), ("ask", "T1", "boss"))
    do(made, ("test", "T1"))
    return made


def ordered(made: Session) -> Session:
    do(rehearsed(made), ("report", "T1"), ("answer", "T1", {"order": "task"}))
    return made


def why(made: Session, verb: str, on: str, value: Any = None) -> str:
    answer = made.request("learner", verb, on, value)
    return "" if answer else answer.reason.of("en")


def test_the_lock_opens_for_the_line_whose_turn_it_is() -> None:
    """Loaded, ordered, key in hand: each line in its turn and nothing else; the refusal says where the key is."""
    made = ordered(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"))
    go(made, "box")
    assert why(made, "start", "H1") == "the coded lock stays shut: the key is at line 1, Stop Heated block"
    assert code(made, "set", "H1", 0) == "coded"
    line(made, 1, ("stop", "H1"))
    assert code(made, "set", "H1", 0) == "coded"  # line 2 looks first
    line(made, 2)
    line(made, 3, ("set", "H1", 0))
    assert why(made, "start", "H1") == "all lines are through: the coded lock stays shut"
    do(made, ("close", "T1"))
    assert why(made, "start", "H1").endswith("is not in force: the coded lock stays shut")


def test_by_hand_it_takes_the_key_in_the_hand() -> None:
    """At the thing itself nothing opens without the key; on the screen the same computer releases the same line."""
    made = ordered(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"), ("put", "KEY1"))
    assert code(made, "start", "H1") == "coded"  # at the desk, from the screen
    go(made, "box")
    assert why(made, "stop", "H1") == "the coded lock is shut: it takes the key"
    go(made, "desk")
    do(made, ("stop", "H1"))


def test_the_key_is_told_a_rehearsed_ticket_at_its_place() -> None:
    """In the hand, within reach of the place, and only what has been rehearsed without a refusal."""
    made = session()
    assert code(made, "load", "KEY1") == "not_held"
    do(made, ("take", "KEY1"))
    assert code(made, "load", "KEY1") == "not_previewed"
    rehearsed(made)
    assert [code(made, "load", "KEY1", value) for value in ("T9", 3, {"ticket": "T1", "x": 1})] == ["bad_value"] * 3
    go(made, "box")
    assert code(made, "load", "KEY1") == "out_of_reach"
    assert why(made, "stop", "H1") == "the key has been told no ticket: load it at DESK"
    go(made, "desk")
    do(made, ("load", "KEY1", {"ticket": "T1"}))
    assert made.tags.value("KEY1.loaded") == 1
    assert why(made, "stop", "H1").endswith("is not in force: the coded lock stays shut")
    recorder = made._recorder
    assert isinstance(recorder, MemoryRecorder)
    said = [e.data["text"]["en"] for e in recorder.events if e.source == "KEY1" and e.kind == "message"]
    assert said == ["Stop ticket loaded, 3 lines."]


def test_a_ticket_changed_after_it_was_loaded_opens_nothing() -> None:
    """The key holds the lines that were rehearsed: an edit has to be rehearsed and loaded again."""
    made = rehearsed(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"), ("fill", "T1", {"add": {"do": "start", "on": "H1"}}))
    assert "changed after it was loaded" in why(made, "stop", "H1")
    assert code(made, "load", "KEY1") == "not_previewed"


def test_changed_and_changed_back_it_is_rehearsed_again() -> None:
    """A rehearsal that has lapsed is none, though the lines read as before."""
    made = rehearsed(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"), ("fill", "T1", {"add": {"do": "start", "on": "H1"}}))
    do(made, ("fill", "T1", {"remove": 4}), ("report", "T1"), ("answer", "T1", {"order": "task"}))
    assert "rehearse it and load it again" in why(made, "stop", "H1")
    do(made, ("load", "KEY1"), ("stop", "H1"))


def test_what_was_ordered_unrehearsed_is_rehearsed_as_it_is_loaded() -> None:
    """Nobody who forgot the rehearsal stands before locks that nothing opens."""
    made = session()
    do(made, ("fill", "T1", {"lines": RIGHT}), ("report", "T1"), ("answer", "T1", {"order": "task"}))
    assert made.tags.value("T1.previewed") == 0
    do(made, ("take", "KEY1"), ("load", "KEY1"))
    assert made.tags.value("T1.previewed") == 1
    do(made, ("stop", "H1"))


def test_of_several_tickets_the_key_is_told_the_one_in_force() -> None:
    """A window sends no name: what is being carried out comes before what was rehearsed later."""
    second = TICKETS.replace("tickets:\n", "").replace("  T1:", "  T2:")
    made = session(("coded_locks:\n", second + "coded_locks:\n"))
    ordered(made)
    do(made, ("fill", "T2", {"lines": RIGHT}), ("test", "T2"), ("take", "KEY1"), ("load", "KEY1"))
    do(made, ("stop", "H1"))


def test_who_stopped_to_ask_finds_the_locks_shut() -> None:
    """Until the line is read out anew."""
    made = ordered(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"), ("call", "T1"), ("ask", "T1", "?"))
    assert why(made, "stop", "H1").startswith("you stopped to ask")
    do(made, ("call", "T1"), ("stop", "H1"))


def test_what_is_not_locked_stays_free() -> None:
    """Eyes, things without such a lock, people from outside, and everything while the locks are not in use."""
    made = session()
    go(made, "box")
    assert [code(made, verb, on) for verb, on in (("check", "H1"), ("look", "H1"), ("press", "HS1"))] == ["ok"] * 3
    assert code(made, "start", "H1", actor="instructor") == "ok"
    assert code(made, "stop", "H1") == "coded"
    idle = session(("  locks: [H1]\n", '  locks: [H1]\n  when: "TI1 > 60 degC"\n'))
    assert code(idle, "start", "H1") == "ok"


def test_what_the_key_was_told_is_state() -> None:
    """A session that is restored goes on with the same ticket in the key."""
    made = ordered(session())
    do(made, ("take", "KEY1"), ("load", "KEY1"))
    other = session()
    other.set_state(made.state())
    assert other.tags.value("KEY1.loaded") == 1
    assert (code(other, "start", "H1"), code(other, "stop", "H1")) == ("coded", "ok")
    assert code(made, "stop", "H1") == "ok"
    assert other.state_hash() == made.state_hash()


@pytest.mark.parametrize(
    ("old", "new", "found", "says"),
    [
        ("key: KEY1", "key: KEY2", "unknown_name", "KEY1"), ("at: DESK", "at: DESC", "unknown_name", "DESK"),
        ("locks: [H1]", "locks: [H2]", "unknown_name", "H1"), ("locks: [H1]", "locks: [H1, H1]", "duplicate_name", "H1"),
        ("locks: [H1]", "locks: [H1]\n  when: TI9 > 3", "unknown_name", "TI1"),
    ],
)  # fmt: skip
def test_slips_are_told(old: str, new: str, found: str, says: str) -> None:
    """A key, a place, a lock there is not: each with the one probably meant."""
    problems: list[Problem] = scenario_language().checks(text((old, new)), "tiny.yaml")
    told = {p.code: p for p in problems}
    assert found in told, told
    assert says in str(told[found].text) + str(told[found].fix)
