"""Tickets that the plant works out: as good as written ones, done with what the scenario has, refused at their line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.plant.rehearsal import RehearsedDeed
from engine.plant.sequencing import NoSequenceError
from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem
from engine.session.applied.attachments import Attachment
from engine.session.applied.rehearsing import told
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.session.tickets.generated import generated
from engine.session.tickets.printing import as_yaml
from engine.session.tickets.section import Generate, TicketSpec
from engine.testing import TINY_SCENARIO
from tests.plant.grid.switched import generating, generating_text
from tests.session.tickets_lab import tiny_text_with_tickets

A = "generate: {of: T1, to: maintenance}"


def items(name: str = "TICKETA") -> dict[str, Any]:
    return dict(generating()["tickets"][name].items)


def problems(*changes: tuple[str, str]) -> list[Problem]:
    with pytest.raises(SourceError) as caught:
        generating(*changes)
    return [p for p in caught.value.problems if p.severity == "error"]


# -- as good as written -----------------------------------------------------------------------------------------
def test_a_generated_ticket_is_a_written_one() -> None:
    """Once the file is read the items stand there; a copy embedded in an attempt has them, not the wish for them."""
    scenario = generating()
    ticket: TicketSpec = scenario["tickets"]["TICKETA"]
    assert ticket.generate is None
    assert len(ticket.items) > 40
    again = scenario_language().from_canonical(scenario.canonical())
    assert again == scenario
    assert again["tickets"]["TICKETA"].items == ticket.items


def test_what_is_printed_can_be_pasted() -> None:
    """The printed lines in place of ``generate`` give the same ticket and no finding."""
    scenario = generating()
    made = generated(scenario, Generate(of="T1", to="maintenance"))
    pasted = generating((f"    {A}", as_yaml(made).rstrip()))
    assert pasted["tickets"]["TICKETA"] == scenario["tickets"]["TICKETA"]
    assert [p.text.en for p in pasted.warnings] == [p.text.en for p in scenario.warnings]


def test_notes_are_printed_as_comments() -> None:
    """What whoever orders it should know stands above the items."""
    made = generated(generating(), Generate(of="LN511", to="cold_standby"))
    assert as_yaml(made).splitlines()[0].startswith("    # ")
    assert "Machine works" in as_yaml(made).splitlines()[0]


def test_the_other_way_begins_where_the_first_ends() -> None:
    """``from`` takes the state that the first ticket leads to."""
    back = items("TICKETB")
    assert next(iter(back)).startswith("untag_")
    assert "close_BZT10_1" in back


def test_a_starting_point_can_be_chosen() -> None:
    """``start`` takes the positions of another starting point: a tie that is closed there is not closed again."""
    made = generated(generating(), Generate(of="T1", to="maintenance", start="heavy"))
    assert "close_QF110" in items()
    assert "close_QF110" not in made.items


# -- with what the scenario has ---------------------------------------------------------------------------------
def test_deeds_are_done_with_what_there_is() -> None:
    """A place is tested at its point, a portable thing fastened end by end in its order and taken off the other way round, a
    sign hung only where signs can hang.
    """
    out, back = items(), items("TICKETB")
    assert out["prove_QE10140"].check == "T1HV.tested and not T1HV.found"
    assert out["prove_GND1"].of == "BRIDGE1"
    ends = [(key, one.on, one.value) for key, one in out.items() if one.do == "attach"]
    assert ends == [
        ("attach_GND1_base", "GNDSET1", {"part": "base", "to": "BAR1"}),
        ("attach_GND1_clamp", "GNDSET1", {"part": "clamp", "to": "BRIDGE1"}),
    ]
    assert [one.value for one in back.values() if one.do == "detach"] == [{"part": "clamp"}, {"part": "base"}]
    assert out["check_GND1_closed"].of == "GNDSET1"
    assert {one.on for one in out.values() if one.do == "tag"} == {"QF101", "QS1011", "QS1013", "TR501"}


def test_without_a_point_positions_are_looked_at() -> None:
    """Where nothing can be tested, the visible breaks are checked in its place."""
    bare = generating(
        ("  T1HV: {title", "  OTHER: {title"),
        ("{T1HV: {shows: \"T1H.state == 'live'\"}}", "{OTHER: {shows: \"T2H.state == 'live'\"}}"),
    )
    one = bare["tickets"]["TICKETA"].items["prove_QE10140"]
    assert one.of == "QE10140"
    assert "QS1013" in one.check


def test_the_order_of_blocks_goes_with_the_ends() -> None:
    """A block of a group has every end of the portable thing, and nothing that the scenario has not."""
    ticket: TicketSpec = generating()["tickets"]["TICKETA"]
    every = [
        key for group in ticket.any_order for block in group for key in ([block] if isinstance(block, str) else block)
    ]
    assert {"attach_GND1_base", "attach_GND1_clamp"} <= set(every)
    assert set(every) <= set(ticket.items)


def test_portable_things_are_rehearsed_as_the_plant_knows_them() -> None:
    """Fastening and taking off are told by the place whose command is set, other deeds as they are."""
    thing = Attachment.model_validate(
        {"ends": {"base": {"title": "甲", "fits": [{"at": "BAR"}]},
                  "clamp": {"title": "乙", "fits": [{"at": "W1", "set": "X1.on"}, {"at": "W2", "set": "X2.on"}]}}}
    )  # fmt: skip
    deeds = [
        RehearsedDeed(0, "attach", "L1", {"part": "base", "to": "BAR"}), RehearsedDeed(1, "attach", "L1", {"part": "clamp", "to": "W2"}),
        RehearsedDeed(2, "open", "V1"), RehearsedDeed(3, "detach", "L1", {"part": "clamp"}),
    ]  # fmt: skip
    assert [tuple(one) for one in told(deeds, {"L1": thing})] == [
        (1, "attach", "X2", None), (2, "open", "V1", None), (3, "detach", "X2", None),
    ]  # fmt: skip


# -- in a session -----------------------------------------------------------------------------------------------
def _ready(session: Session, name: str, lines: list[dict[str, Any]]) -> None:
    for verb, *value in (
        ("fill", {"lines": lines}),
        ("sign",),
        ("ask", "supervisor"),
        ("test",),
        ("report",),
        ("answer", {"order": "task"}),
    ):
        assert session.request("learner", verb, name, *value), (name, verb)
        session.tick()


def _lines(name: str) -> list[dict[str, Any]]:
    return [
        {"do": one.verb, "on": one.target, **({} if one.value is None else {"value": one.value})}
        for one in items(name).values()
    ]


def _done(session: Session, name: str) -> None:
    """Every line read out, repeated, checked, done and ticked."""
    ticket = session.parts.tickets.tickets[name]
    for n, line in enumerate(ticket.sheet.lines, 1):
        here = [("call", name), ("answer", name, {"do": line.do, "on": line.on})]
        if ticket.item_of(n - 1).startswith("prove_"):
            _prove(session, line.on)
        for deed in here:
            assert session.request("learner", *deed), (n, deed)
            session.tick()
        session.request("learner", "check", line.on)
        session.tick()
        if line.do in ("tag", "untag", "attach", "detach"):
            _in_hand(session, line.do, line.on)
        if line.do != "check":
            value = () if line.value is None else (line.value,)
            answer = session.request("learner", line.do, line.on, *value)
            assert answer, (n, line, answer)
            session.run(100)
        assert session.request("learner", "fill", name, {"tick": n})
        session.tick()
    assert session.request("learner", "close", name)
    session.tick()


def _in_hand(session: Session, verb: str, on: str) -> None:
    if verb == "tag":
        free = next(
            s
            for s in SIGNS
            if session.tags.value(f"{s}.hangs_on") == 0 and s not in session.parts.people.everyone["learner"].holds
        )
        assert session.request("learner", "take", free)
    elif verb == "attach" and not session.parts.people.everyone["learner"].holds.count(on):
        session.request("learner", "take", on)
    session.tick()


def _prove(session: Session, point: str) -> None:
    tool = "DET110" if point == "T1HV" else "DET10"
    session.request("learner", "take", tool)
    session.tick()
    assert session.request("learner", "test", tool)
    session.tick()
    assert session.request("learner", "test", point)
    session.tick()


SIGNS = ("SIGN1", "SIGN2", "SIGN3", "SIGN4")
COUNTED = (
    "early",
    "unread",
    "unrepeated",
    "misread",
    "unchecked",
    "unverified",
    "false_ticks",
    "unticked",
    "out_of_order",
    "outside",
)


def test_both_tickets_are_written_rehearsed_and_carried_out_in_a_session() -> None:
    """Written as generated they match to the full, are rehearsed without a refusal, the second from where the first ended, and
    carried out item by item with nothing refused and nothing counted against the learner; no customer is lost.
    """
    session = Session(generating(), seed=1, mode="practise")
    for name, state in (("TICKETA", "maintenance"), ("TICKETB", "running")):
        _ready(session, name, _lines(name))
        assert session.tags.value(f"{name}.match") == 100
        assert session.tags.value(f"{name}.refusals") == 0
        _done(session, name)
        assert {what: n for what in COUNTED if (n := session.tags.value(f"{name}.{what}"))} == {}
        assert session.tags["T1.state"].options[int(session.tags.value("T1.state"))] == state
        assert session.tags.value("STATION.energy_lost") == 0


def test_the_learners_own_writing_is_compared() -> None:
    """A line left out, one too many and two exchanged are found in a generated ticket as in any other."""
    session = Session(generating(), seed=1)
    lines = _lines("TICKETA")
    at = {(one["do"], one["on"]): n for n, one in enumerate(lines)}
    one, other = at["open", "QS1013"], at["open", "QS1011"]
    lines[one], lines[other] = lines[other], lines[one]
    del lines[at["close", "QN1020"]]
    lines.append({"do": "open", "on": "QF111"})
    assert session.request("learner", "fill", "TICKETA", {"lines": lines})
    session.tick()
    value = session.tags.value
    assert (value("TICKETA.missing"), value("TICKETA.extra")) == (1, 1)
    assert value("TICKETA.order_faults") > 0


# -- at their line ----------------------------------------------------------------------------------------------
WRONG = {
    "unknown thing": (A, "generate: {of: T3, to: maintenance}", "T3", "there is no equipment `T3`"),
    "unknown state": (A, "generate: {of: T1, to: maintenence}", "maintenence", "did you mean `maintenance`?"),
    "unknown state before": ("from: maintenance", "from: maintainance", "maintainance", "did you mean `maintenance`?"),
    "unknown start": (A, "generate: {of: T1, to: maintenance, start: haevy}", "haevy", "did you mean `heavy`?"),
    "there already": (A, "generate: {of: T1, to: running}", "running", "nothing to do"),
    "nothing to fasten": (A, "generate: {of: T2, to: maintenance}", "{of: T2", "GND2"),
    "customers": (A, "generate: {of: B10_1, to: cold_standby}", "B10_1", "bus"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_what_cannot_be_generated_is_told_at_its_place(case: tuple[str, str, str, str]) -> None:
    """Line and column of what is to blame, why, and what was probably meant."""
    old, new, at, said = case
    found = problems((old, new))
    assert [p.code for p in found] == ["no_sequence"]
    text = generating_text((old, new)).splitlines()[found[0].span.line]
    assert text[found[0].span.col :].startswith(at)
    assert said in found[0].text.en + (found[0].fix.en if found[0].fix else "")
    assert re.search(r"[\u4e00-\u9fff]", found[0].text.zh)


def test_a_plant_that_cannot_says_so() -> None:
    """A kind of plant without sequences refuses at the line, and the items are to be written."""
    text = tiny_text_with_tickets()
    block = text[text.index("    items:\n") : text.index("documents:\n")]
    with pytest.raises(SourceError) as caught:
        scenario_language().loads(text.replace(block, "    generate: {of: H1, to: off}\n"), "t.yaml")
    assert [p.code for p in caught.value.problems] == ["no_sequence"]
    assert "items" in caught.value.problems[0].fix.en


@pytest.mark.parametrize(
    ("old", "new"),
    [(A, A + "\n    items: {a: {do: open, on: QF501}}"), (f"    {A}\n", ""), (A, A + "\n    any_order: [[a, b]]")],
)
def test_either_written_or_generated(old: str, new: str) -> None:
    """A ticket has items or has them generated, one of the two; the order comes with them."""
    assert "items_or_generate" in {p.code for p in problems((old, new))}


def test_a_plant_that_is_wrong_is_told_first() -> None:
    """While the plant section is wrong, nothing is said about what cannot be worked out from it."""
    found = problems(("from: N101b, to: T1H", "from: N101b, to: TIH"))
    assert "no_sequence" not in {p.code for p in found}


def test_deeds_of_the_setup_are_warned_of() -> None:
    """What is only done in the setup of the starting point is not seen, and that is said."""
    setup = (
        "title: {zh: 正常方式, en: Normal}, place: desk",
        "title: {zh: 正常方式, en: Normal}, place: desk, setup: [{do: close, on: QF110}]",
    )
    scenario = generating(setup)
    assert "setup_unseen" in {p.code for p in scenario.warnings}


def test_the_command_asks_the_same() -> None:
    """What the command would print is refused with the same reasons."""
    with pytest.raises(NoSequenceError, match="10kV I段母线"):
        generated(generating(), Generate(of="B10_1", to="maintenance"))
    assert "generate" not in TINY_SCENARIO
