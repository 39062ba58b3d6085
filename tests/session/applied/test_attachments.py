"""Portable things with ends: fastened in any order, in hand or not, told to the plant, counted."""

from __future__ import annotations

from typing import Any

import pytest

from engine.session.applied.choices import choices_of
from engine.session.session import Session
from tests.session.applied.bench import do, session, walk

BASE, CLAMP = {"part": "base", "to": "BAR"}, {"part": "clamp", "to": "W1.A"}


def holds(made: Session) -> list[str]:
    return made.parts.people.everyone["learner"].holds


def told(made: Session) -> float:
    """What the plant is told after a tick."""
    made.run(1)
    return made.tags.value("H1.power")


def test_ends_are_fastened_in_the_order_the_learner_chooses() -> None:
    """Either order is accepted; tags and events tell which was taken."""
    for order in ((BASE, CLAMP), (CLAMP, BASE)):
        made = session(holds="LEAD1 ROD")
        seen = []
        for value in order:
            assert do(made, "attach", "LEAD1", value) == ""
            seen.append((made.tags.value("LEAD1.base"), made.tags.value("LEAD1.clamp")))
        assert seen == [(float(order[0] is BASE), float(order[0] is CLAMP)), (1, 1)]
        events = [e.data for e in made.parts.bus.events if e.kind == "attached"]
        assert [(e["part"], e["fastened"], e["on"]) for e in events] == [
            (order[0]["part"], 1, True),
            (order[1]["part"], 2, True),
        ]


def test_a_fastened_end_is_told_to_the_plant_and_taken_back() -> None:
    """The command is claimed by hand while the end is there, and goes back to what it was without any."""
    made = session(holds="LEAD1 ROD")
    assert told(made) == 100
    do(made, "attach", "LEAD1", CLAMP)
    assert told(made) == 50
    do(made, "detach", "LEAD1", {"part": "clamp"})
    assert told(made) == 100


def test_together_means_only_while_all_ends_are_fastened() -> None:
    """Half a connection is none; taking any end off ends it."""
    made = session(holds="LEAD2")
    do(made, "attach", "LEAD2", "clamp")
    assert told(made) == 100
    do(made, "attach", "LEAD2", "base")
    assert told(made) == 20
    do(made, "detach", "LEAD2", "base")
    assert told(made) == 80


def test_two_things_may_hold_one_command() -> None:
    """Taking one off leaves the other's claim standing."""
    made = session(holds="LEAD1 LEAD2 ROD")
    do(made, "attach", "LEAD1", CLAMP)
    do(made, "attach", "LEAD2", "clamp")
    do(made, "attach", "LEAD2", "base")
    do(made, "detach", "LEAD2", "base")
    assert told(made) == 50


def test_while_an_end_is_fastened_the_thing_is_in_no_hand() -> None:
    """It hangs there, cannot be taken or put down, and is back in the hand with its last end."""
    made = session(holds="LEAD1 ROD")
    do(made, "attach", "LEAD1", BASE)
    assert holds(made) == ["ROD"]
    assert do(made, "put", "LEAD1") == "out_of_reach"
    walk(made, "locker")
    assert do(made, "take", "LEAD1") == "attached"
    assert do(made, "take", "LEAD2") == ""
    walk(made, "box")
    assert do(made, "attach", "LEAD1", CLAMP) == ""
    assert do(made, "detach", "LEAD1", "base") == ""
    assert "LEAD1" not in holds(made)
    assert do(made, "detach", "LEAD1") == ""
    assert "LEAD1" in holds(made)


def test_a_register_counts_what_is_not_back() -> None:
    """All removed is a count of nothing; a thing counts once however many of its ends are fastened."""
    made = session(holds="LEAD1 LEAD2 ROD")
    counts = [made.tags.value("LEADS.out")]
    for verb, on, end in (
        ("attach", "LEAD1", BASE), ("attach", "LEAD1", CLAMP), ("attach", "LEAD2", "base"), ("detach", "LEAD1", "base"),
        ("detach", "LEAD1", "clamp"), ("detach", "LEAD2", "base"),
    ):  # fmt: skip
        assert do(made, verb, on, end) == ""
        counts.append(made.tags.value("LEADS.out"))
    assert counts == [0, 1, 1, 2, 2, 1, 0]
    assert made.tags.value("BAR.attached") == 0


@pytest.mark.parametrize(
    ("having", "value", "code"),
    [
        ("ROD", BASE, "not_held"),
        ("LEAD1", CLAMP, "no_tool"),
        ("LEAD1", {"part": "base", "to": "W2"}, "no_fit"),
        ("LEAD1", {"part": "base", "to": "W1.A"}, "no_fit"),
        ("LEAD1", {"part": "base"}, "no_fit"),
        ("LEAD1", {"part": "base", "to": "FARBAR"}, "out_of_reach"),
        ("LEAD1", {"part": "nose", "to": "BAR"}, "which_part"),
        ("LEAD1", None, "which_part"),
        ("LEAD1", {"part": "base", "to": ["BAR"]}, "no_fit"),
        ("LEAD1", {"part": {}, "x": 1}, "which_part"),
    ],
)
def test_what_cannot_be_fastened_is_refused(having: str, value: Any, code: str) -> None:
    """Not in hand, without the tool it takes, where it does not fit, out of reach, or not clear which end."""
    assert do(session(holds=having), "attach", "LEAD1", value) == code


def test_ends_get_no_further_apart_than_the_thing_is_long() -> None:
    """One end in the shop and the other in the office is no lead of four metres."""
    made = session(holds="LEAD1 ROD")
    do(made, "attach", "LEAD1", CLAMP)
    walk(made, "desk")
    assert do(made, "attach", "LEAD1", {"part": "base", "to": "FARBAR"}) == "too_short"
    walk(made, "box")
    assert do(made, "attach", "LEAD1", BASE) == ""


def test_taking_off_needs_the_same_reach_and_tool() -> None:
    """What was put up with the rod comes down with the rod, and only from near."""
    made = session(holds="LEAD1 ROD")
    do(made, "attach", "LEAD1", CLAMP)
    walk(made, "corner")
    assert do(made, "detach", "LEAD1", "clamp") == "out_of_reach"
    walk(made, "box")
    holds(made).clear()
    assert do(made, "detach", "LEAD1", "clamp") == "no_tool"
    assert do(made, "detach", "LEAD1", "base") == "not_attached"
    holds(made).append("ROD")
    assert do(made, "attach", "LEAD1", CLAMP) == "attached"
    assert do(made, "detach", "LEAD1", "clamp") == ""


def test_what_is_fastened_before_the_start_can_be_taken_off() -> None:
    """A starting point may hand over what others have fastened."""
    made = session(("place: box}", "place: box, setup: [{do: attach, on: LEAD1, value: {part: base, to: BAR}}]}"))
    assert made.tags.value("LEADS.out") == 1
    assert do(made, "detach", "LEAD1") == ""
    assert holds(made) == ["LEAD1"]


def test_the_menu_lists_what_is_possible_from_here() -> None:
    """Only ends that would be accepted are offered, and each of them is."""
    made = session(holds="LEAD1")
    thing = made.operables["LEAD1"]
    assert [c.value for c in choices_of(thing, "learner", "attach")] == [BASE]
    holds(made).append("ROD")
    assert [c.value for c in choices_of(thing, "learner", "attach")] == [BASE, CLAMP]
    assert choices_of(thing, "learner", "detach") == []
    for choice in choices_of(thing, "learner", "attach"):
        assert do(made, "attach", "LEAD1", choice.value) == ""
    assert [c.value["part"] for c in choices_of(thing, "learner", "detach")] == ["base", "clamp"]
    walk(made, "corner")
    assert choices_of(thing, "learner", "detach") == []


def test_equipment_that_is_carried_is_worked_by_hand_only() -> None:
    """A portable thing may have the id of equipment whose state it is: it is taken and fastened, never switched."""
    made = session(
        (
            "    DET: {",
            "    H1: {kind: tool, role: tool, at: [3, 2.5, 1], title: {zh: 便携件, en: Portable}}\n    DET: {",
        ),
        (
            "  LEAD2:\n",
            "  H1: {ends: {plug: {title: {zh: 插头, en: Plug}, fits: [{at: BAR, set: H1.command}]}}}\n  LEAD2:\n",
        ),
    )
    assert "start" not in made.operables["H1"].verbs
    assert do(made, "attach", "H1") == "not_held"
    assert do(made, "take", "H1") == ""
    assert do(made, "attach", "H1") == ""
    made.run(1)
    assert made.tags.value("H1.command") == 1
    assert do(made, "detach", "H1") == ""
    made.run(1)
    assert made.tags.value("H1.command") == 0
