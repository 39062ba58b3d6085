"""A ticket carried out by one act of a run: by the book, in all its moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.scenario.document import Scenario
from engine.session.applied.attachments import Attachment
from engine.session.language import scenario_language
from engine.session.recorder import MemoryRecorder
from engine.session.script import Run, play
from engine.session.session import Session
from engine.session.tickets.following import Following, followed
from engine.session.tickets.section import TicketSpec
from grading.runcheck import Known, check_run
from tests.session.applied.bench import changed
from tests.session.tickets_lab import with_tickets

LINES = [{"do": "stop", "on": "H1"}, {"do": "check", "on": "H1"}, {"do": "set", "on": "H1", "value": 0}, {"do": "press", "on": "HS1"}]
ORDERED: list[dict[str, Any]] = [
    {"do": "sign", "on": "T1"}, {"do": "ask", "on": "T1"}, {"do": "ask", "on": "T1"}, {"do": "test", "on": "T1"},
    {"do": "report", "on": "T1"}, {"do": "answer", "on": "T1", "value": {"order": "task"}},
]  # fmt: skip
HANDWORK = """\
tickets:
  T1:
    title: {zh: 票, en: Ticket}
    task: {zh: 测后接线, en: Test and connect}
    reviews: [learner]
    given: true
    items:
      seen: {do: test, on: W1, check: W1.tested}
      on: {do: attach, on: LEAD1, check: LEAD1.clamp}
      off: {do: detach, on: LEAD1, check: "not LEAD1.base"}
documents:
"""


def played(scenario: Scenario, *acts: dict[str, Any]) -> tuple[Session, list[tuple[str, str, Any]]]:
    recorder = MemoryRecorder()
    session = Session(scenario, mode="practise", recorder=recorder)
    run = Run.model_validate({"title": {"zh": "试", "en": "Try"}, "duration": "10 min", "acts": acts})
    play(session, run)
    return session, [(a.verb, a.on, a.value) for a in recorder.actions if a.verb != "move"]


def counts(session: Session) -> dict[str, float]:
    """What went wrong, and how many lines are ticked."""
    names = ("done", "early", "unread", "unrepeated", "misread", "unchecked", "unverified", "false_ticks", "unticked",
             "out_of_order", "outside")  # fmt: skip
    return {name: value for name in names if (value := session.tags.value(f"T1.{name}"))}


def test_a_ticket_is_followed_by_the_book() -> None:
    """Read out, repeated, checked, done, ticked: not one mark against it; the pace parts the items."""
    fill = {"do": "fill", "on": "T1", "value": {"lines": LINES}}
    session, deeds = played(with_tickets(), fill, *ORDERED, {"do": "follow", "on": "T1", "value": {"pace": "2 s"}})
    assert counts(session) == {"done": 4}
    assert deeds.count(("call", "T1", None)) == 4
    assert session.seconds > 8


def test_a_part_of_it_is_followed() -> None:
    """From one item through another, so that a run can do the rest its own way."""
    fill = {"do": "fill", "on": "T1", "value": {"lines": LINES}}
    session, _ = played(with_tickets(), fill, *ORDERED, {"do": "follow", "on": "T1", "value": {"through": "dead"}},
                        {"do": "follow", "on": "T1", "value": {"from": "power", "through": "power"}})  # fmt: skip
    assert counts(session) == {"done": 3}


@pytest.mark.parametrize("strict", [False, True])
def test_what_takes_several_moves_is_one_line(strict: bool) -> None:
    """Every part of a point, every end of a thing: none of the moves of a line is outside the ticket or out of turn, nor
    refused where it is kept to strictly."""
    text = changed(("documents:\n", HANDWORK.replace("given: true", f"given: true\n    strict: {str(strict).lower()}")))
    scenario = scenario_language().loads(text, "bench.yaml")
    tools = [{"do": "take", "on": name} for name in ("DET", "ROD", "LEAD1")]
    written = [{"do": "sign", "on": "T1"}, {"do": "test", "on": "T1"}]
    ticket = [*written, {"do": "report", "on": "T1"}, {"do": "answer", "on": "T1", "value": {"order": "task"}}]
    session, deeds = played(scenario, *tools, {"do": "test", "on": "DET"}, *ticket, {"do": "follow", "on": "T1"})
    assert counts(session) == {"done": 3}
    moves = [(verb, value) for verb, on, value in deeds if on in ("W1", "LEAD1") and verb in ("test", "attach", "detach")]
    assert moves == [
        ("test", {"part": "A"}), ("test", {"part": "B"}),
        ("attach", {"part": "base", "to": "BAR"}), ("attach", {"part": "clamp", "to": "W1.A"}),
        ("detach", {"part": "clamp"}), ("detach", {"part": "base"}),
    ]  # fmt: skip


TWO_PLACES = Attachment.model_validate(
    {"ends": {"base": {"title": "底端", "fits": [{"at": "BAR"}]},
              "clamp": {"title": "夹端", "fits": [{"at": "W1", "set": "X1.on"}, {"at": "W2", "set": "X2.on"}]}}}
)  # fmt: skip


@pytest.mark.parametrize(
    ("item", "clamp"),
    [({"value": {"clamp": "W2", "base": "BAR"}}, "W2"), ({"check": "X2.on"}, "W2"), ({"check": "LEAD1.clamp"}, "W1")],
)
def test_a_thing_is_put_where_the_item_says(item: dict[str, Any], clamp: str) -> None:
    """The place written with the item, else the one its condition asks about, else the first; ends in their own order."""
    words = {"zh": "票", "en": "Ticket"}
    spec = TicketSpec.model_validate({"title": words, "task": words, "items": {"on": {"do": "attach", "on": "LEAD1", **item}}})
    acts = followed("T1", spec, Following.model_validate({}), {}, {"LEAD1": TWO_PLACES})
    assert [one.value for one in acts if one.do == "attach"] == [{"part": "base", "to": "BAR"}, {"part": "clamp", "to": clamp}]


def test_another_place_than_the_items_is_outside_it() -> None:
    """An end put up where the ticket does not say is no part of the line, whatever the thing."""
    text = changed(("documents:\n", HANDWORK)).replace("on: LEAD1, check", "on: LEAD1, value: {base: BAR, clamp: W1.A}, check")
    scenario = scenario_language().loads(text, "bench.yaml")
    tools = [{"do": "take", "on": name} for name in ("DET", "ROD", "LEAD1")]
    written = [{"do": "sign", "on": "T1"}, {"do": "test", "on": "T1"}]
    ticket = [*written, {"do": "report", "on": "T1"}, {"do": "answer", "on": "T1", "value": {"order": "task"}}]
    seen = {"do": "follow", "on": "T1", "value": {"through": "seen"}}
    for at, outside in (("FARBAR", 1.0), ("BAR", 0.0)):
        session, _ = played(
            scenario, *tools, {"do": "test", "on": "DET"}, *ticket, seen,
            {"do": "attach", "on": "LEAD1", "value": {"part": "base", "to": at}},
        )  # fmt: skip
        assert counts(session).get("outside", 0.0) == outside, at


def test_another_device_after_a_line_is_outside_it() -> None:
    """Only more of the same belongs to the line that was just done, and only until it is ticked."""
    fill = {"do": "fill", "on": "T1", "value": {"lines": LINES}}
    first = {"do": "follow", "on": "T1", "value": {"through": "off"}}
    session, _ = played(with_tickets(), fill, *ORDERED, first, {"do": "start", "on": "H1"}, {"do": "stop", "on": "H1"})
    assert counts(session)["outside"] == 2


RUN = """\
schema: 1
run:
  title: {zh: 试, en: Try}
  duration: 1 min
  acts: [{do: follow, on: T1, value: {through: dead}}]
expect: {total: [0, 100]}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("on: T1", "on: T7", "T7"), ("through: dead", "through: deed", "deed"), ("through: dead", "thru: dead", "through"),
        ("{through: dead}", "{from: dead, through: off}", "off"),
    ],
)  # fmt: skip
def test_slips_are_told_at_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A ticket or item there is not, a key that is none, an end before the beginning."""
    path = tmp_path / "try.yaml"
    known = Known.of(with_tickets(), None)
    path.write_text(RUN, encoding="utf-8")
    assert check_run(path, known) == []
    path.write_text(RUN.replace(old, new), encoding="utf-8")
    (problem,) = check_run(path, known)
    assert problem.span.line == 4
    assert said in str(problem.text) + str(problem.fix)


def test_a_ticket_is_not_followed_in_a_reaction(tmp_path: Path) -> None:
    """Following takes its time; reactions are deeds."""
    path = tmp_path / "try.yaml"
    reaction = "  reactions: [{when: H1.command, do: follow, on: T1}]\nexpect"
    path.write_text(RUN.replace("expect", reaction), encoding="utf-8")
    (problem,) = check_run(path, Known.of(with_tickets(), None))
    assert problem.code == "follow_in_reaction"
