"""Instruments held to points: proved first, the right one, every part, and not too long ago."""

from __future__ import annotations

from typing import Any

import pytest

from engine.session.applied.choices import choices_of
from engine.session.session import Session
from tests.session.applied.bench import do, session, walk


def last(made: Session, kind: str) -> dict[str, Any]:
    """The data of the last event of a kind that is waiting for the coming record, or was recorded."""
    events = [*made.frame().events, *made.parts.bus.events]
    return next(e.data for e in reversed(events) if e.kind == kind)


def seen_at(made: Session, point: str) -> tuple[float, float, float]:
    return tuple(made.tags.value(f"{point}.{what}") for what in ("tested", "found", "misfit"))  # type: ignore[return-value]


def test_a_point_counts_as_tested_once_every_part_was_tested_with_a_proven_probe() -> None:
    """One part is not the whole, and what was tested before the probe proved itself does not count."""
    made = session(holds="DET")
    assert do(made, "test", "W1", "A") == ""
    assert last(made, "probe")["proved"] is False
    assert do(made, "test", "W1", "B") == ""
    assert seen_at(made, "W1")[0] == 0
    assert do(made, "test", "DET") == ""
    assert made.tags.value("DET.proved") == 1
    assert do(made, "test", "W1", "A") == ""
    assert seen_at(made, "W1")[0] == 0
    assert do(made, "test", "W1", {"part": "B", "tool": "DET"}) == ""
    assert seen_at(made, "W1") == (1, 0, 0)


def test_a_proof_and_a_test_count_for_their_time_only() -> None:
    """The tags fall at the end of the time the scenario gives them."""
    made = session(holds="DET")
    do(made, "test", "DET")
    do(made, "test", "W2")
    made.run(99)
    assert (made.tags.value("W2.tested"), made.tags.value("DET.proved")) == (1, 1)
    made.run(10)
    assert (made.tags.value("W2.tested"), made.tags.value("DET.proved")) == (0, 1)
    made.run(100)
    assert made.tags.value("DET.proved") == 0
    do(made, "test", "W2")
    assert made.tags.value("W2.tested") == 0


def test_the_worst_part_is_what_was_found() -> None:
    """One part that responds makes the point respond, whatever the others show."""
    made = session(holds="DET")
    do(made, "start", "H1")
    made.run(1)
    do(made, "test", "W1", "A")
    assert last(made, "probe")["value"] == 1
    assert last(made, "probe")["text"]["zh"] == "出线 甲，检测仪：报警"
    do(made, "test", "W1", "B")
    assert last(made, "probe")["value"] == 0
    assert seen_at(made, "W1")[1] == 1
    do(made, "stop", "H1")
    made.run(1)
    do(made, "test", "W1", "A")
    assert seen_at(made, "W1")[1] == 0


def test_a_broken_probe_shows_nothing_and_fails_its_proof() -> None:
    """Silence alone is no evidence: a dead detector is silent at a live part, and only its self-test tells."""
    made = session(holds="DET")
    do(made, "test", "DET")
    do(made, "start", "H1")
    assert made.request("instructor", "start", "F1")
    made.run(2)
    assert do(made, "test", "W2") == ""
    assert last(made, "probe")["value"] == 0
    assert do(made, "test", "DET") == ""
    assert last(made, "proof")["passed"] is False
    assert made.tags.value("DET.proved") == 0


def test_a_probe_with_a_range_shows_a_number_in_its_unit_or_none() -> None:
    """The plant's value in the probe's unit, within its range; nothing at all when a fault has killed it."""
    made = session(("shows: H1.T}}", "shows: H1.T + 1000 K}}"), holds="THERMO")
    do(made, "test", "H1BOX")
    assert last(made, "probe")["value"] == 300
    made = session(holds="THERMO", start="warm")
    do(made, "test", "H1BOX", {"tool": "THERMO"})
    seen = last(made, "probe")
    assert (seen["value"], seen["unit"], seen["part"]) == (70.0, "degC", "")
    assert made.tags.value("H1BOX.found") == 70
    assert made.request("instructor", "start", "F2")
    made.run(1)
    do(made, "test", "H1BOX")
    assert last(made, "probe")["value"] is None
    assert made.tags.value("H1BOX.found") == 70
    do(made, "test", "THERMO")
    assert last(made, "proof")["passed"] is False


def test_the_wrong_class_is_on_record_and_not_refused() -> None:
    """Nobody is kept from taking the wrong instrument; the test does not count and is marked as a misfit until the
    right one was used."""
    made = session(holds="SMALL")
    do(made, "test", "SMALL")
    assert do(made, "test", "W2") == ""
    assert last(made, "probe")["fits"] is False
    assert seen_at(made, "W2") == (0, 0, 1)
    made.parts.people.everyone["learner"].holds[:] = ["DET"]
    do(made, "test", "DET")
    made.run(1)
    do(made, "test", "W2")
    assert seen_at(made, "W2") == (1, 0, 0)


@pytest.mark.parametrize(
    ("holds", "verb", "on", "value", "code"),
    [
        ("", "test", "W2", None, "no_tool"),
        ("THERMO", "test", "W2", None, "no_use"),
        ("DET SMALL", "test", "W2", None, "which_tool"),
        ("DET SMALL", "test", "W2", {"tool": "SMALL"}, ""),
        ("DET", "test", "W2", {"tool": "SMALL"}, "no_tool"),
        ("DET", "test", "W1", None, "which_part"),
        ("DET", "test", "W1", "C", "which_part"),
        ("DET", "test", "W2", "A", "which_part"),
        ("DET", "test", "W2", 3, "bad_value"),
        ("DET", "test", "W2", {"part": ["A"]}, "which_part"),
        ("DET", "test", "W1", {"part": "A", "tool": ["DET"]}, "no_tool"),
        ("SMALL", "test", "DET", None, "out_of_reach"),
    ],
)  # fmt: skip
def test_what_is_not_in_hand_or_not_clear_is_refused(holds: str, verb: str, on: str, value: Any, code: str) -> None:
    """Without the instrument, with one that is of no use there, or where part or instrument are not clear."""
    assert do(session(holds=holds), verb, on, value) == code


def test_the_reach_is_that_of_the_probe() -> None:
    """A long one is held to what no hand reaches, a short one is not; from far away none is."""
    made = session(holds="DET")
    person = made.parts.people.everyone["learner"]
    assert "W1" in made.frame().people["learner"].in_reach
    assert do(made, "test", "W1", "A") == ""
    walk(made, "corner")
    assert "W1" not in made.frame().people["learner"].in_reach
    assert do(made, "test", "W1", "A") == "out_of_reach"
    person.holds.clear()
    walk(made, "box")
    assert "W1" not in made.frame().people["learner"].in_reach
    short = session(("    reach: 3 m\n", "    reach: 1 m\n"), holds="DET")
    assert do(short, "test", "W1", "A") == "out_of_reach"
    assert do(short, "test", "W2") == ""


def test_looking_at_a_point_needs_it_in_sight() -> None:
    """Checking counts only where the eye meets it: not from behind the wall of another room."""
    made = session()
    assert do(made, "check", "W1") == ""
    walk(made, "locker")
    assert do(made, "check", "W1") == "out_of_sight"
    assert do(made, "check", "W2") == "out_of_sight"


def test_the_menu_lists_every_probe_in_hand_on_every_part() -> None:
    """What a student can choose is what a request takes."""
    made = session(holds="DET SMALL")
    thing = made.operables["W1"]
    offered = choices_of(thing, "learner", "test")
    assert [c.value for c in offered] == [{"part": "A", "tool": "DET"}, {"part": "B", "tool": "DET"}]
    assert all(c.text.zh and c.text.en for c in offered)
    assert all(do(made, "test", "W1", c.value) == "" for c in offered)
    assert len(choices_of(made.operables["W2"], "learner", "test")) == 2
    assert choices_of(made.operables["W2"], "learner", "check") == ()


def test_what_is_at_a_point_keeps_its_own_verbs() -> None:
    """A point with the id of an object is looked at and checked as before, and tested besides."""
    made = session()
    assert made.operables["H1BOX"].verbs == ("test", "check", "look")
    assert made.operables["DET"].verbs == ("take", "put", "test", "check", "look")
    assert do(made, "check", "H1BOX") == ""


def test_a_test_by_the_script_needs_no_hands() -> None:
    """What was tested before an attempt begins is written as a deed of the starting point."""
    made = session(("place: box}", "place: box, setup: [{do: test, on: DET}, {do: test, on: W2, value: {tool: DET}}]}"))
    made.run(1)
    assert (made.tags.value("DET.proved"), made.tags.value("W2.tested")) == (1, 1)
