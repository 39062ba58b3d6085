"""Tickets that the plant works out: as good as written ones, done with what the scenario has, refused at their line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.plant.sequencing import NoSequenceError
from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem
from engine.scenario.text import Text
from engine.session.applied.attachments import Attachment
from engine.session.applied.points import Point
from engine.session.applied.rehearsing import rehearsed, told
from engine.session.language import scenario_language
from engine.session.session import Session
from engine.session.tickets.generated import generated
from engine.session.tickets.printing import as_yaml
from engine.session.tickets.section import Generate, TicketSpec
from engine.testing import TINY_SCENARIO
from tests.plant.grid.switched import TWO_PLACES, generating, generating_text
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
    """A place is tested at its point, a portable thing fastened and taken off as one item that says where to begin, a sign
    hung only where signs can hang; each deed has what must be so after it.
    """
    out, back = items(), items("TICKETB")
    proof, fitted, off = out["prove_QE10140"], out["attach_GND1"], back["detach_GND1"]
    assert (proof.do, proof.on, proof.check) == ("test", "T1HV", "T1HV.tested and not T1HV.found")
    assert proof.text.zh == "在1013主变侧三相验明确无电压"
    assert out["prove_GND1"].on == "BRIDGE1"
    assert (fitted.do, fitted.on, fitted.check) == ("attach", "GNDSET1", "GND1.closed")
    assert "先装接地端" in fitted.text.zh
    assert (off.do, off.on, off.check) == ("detach", "GNDSET1", "not GND1.closed")
    assert "先拆导体端" in off.text.zh
    assert out["check_GND1_closed"].of == "GNDSET1"
    assert {one.on for one in out.values() if one.do == "tag"} == {"QF101", "QS1011", "QS1013", "TR501"}
    assert all(one.check for one in (*out.values(), *back.values()))


def test_values_are_read_from_the_instruments() -> None:
    """A check that can be made on instruments is made there; one of a position stays where the position is seen."""
    meters = """instruments:
  MVA1: {title: {zh: 一, en: One}, reads: T1.S, range: [0 MVA, 60 MVA]}
  MVA2: {title: {zh: 二, en: Two}, reads: T2.S, range: [0 MVA, 60 MVA]}
  LOAD2: {title: {zh: 负载率, en: Loading}, reads: T2.loading, range: [0 %, 150 %]}
points:
"""
    found = generating(("points:\n  T1HV", meters + "  T1HV"))["tickets"]["TICKETA"].items
    assert (found["check_load_T2"].check, found["check_load_T2"].of) == ("MVA1 + MVA2 < 40 MVA", "MVA2")
    assert found["check_QF501_open"].check == "not QF501.closed and LOAD2 < 100 %"
    assert found["check_QF501_open"].of == "QF501"
    assert found["check_taps"].of == "T1"


def test_without_a_point_positions_are_looked_at() -> None:
    """Where nothing can be tested, the visible breaks are checked in its place."""
    bare = generating(
        ("  T1HV: {title", "  OTHER: {title"),
        ("{T1HV: {shows: \"T1H.state == 'live'\"}}", "{OTHER: {shows: \"T2H.state == 'live'\"}}"),
    )
    one = bare["tickets"]["TICKETA"].items["prove_QE10140"]
    assert one.of == "QE10140"
    assert "QS1013" in one.check


FEEDER = (A, "generate: {of: LN523, to: maintenance}")


def test_a_feeder_is_tested_dead_like_anything_else() -> None:
    """Where a probe can be held to the cable of a feeder, the item is that test; the ticket has no gap."""
    scenario = generating(
        FEEDER, ("  T1HV: {title", "  PF523: {title: {zh: 523电缆室, en: cables of 523}, at: BUSHING}\n  T1HV: {title"),
        ("at: {BRIDGE1:", "at: {PF523: {shows: \"F523.state == 'live'\"}, BRIDGE1:"),
    )  # fmt: skip
    one = scenario["tickets"]["TICKETA"].items["prove_QE52340"]
    assert (one.do, one.on, one.check) == ("test", "PF523", "PF523.tested and not PF523.found")
    assert one.text.zh == "在523电缆室三相验明确无电压"
    assert "no_test_point" not in {p.code for p in scenario.warnings}


@pytest.mark.parametrize(
    ("of", "item", "check", "words"),
    [
        ("LN523", "prove_QE52340", "not LIVE523.live and TR523.place == 'test'", "间接验电"),
        ("C2", "prove_QE52540", "TR525.place == 'test'", "无验电点"),
    ],
)
def test_where_nothing_can_be_tested_it_is_not_called_a_test(of: str, item: str, check: str, words: str) -> None:
    """Without a point, the indicator and the break are looked at and the words say so; what to add is warned of at the ticket
    and stands above what is printed.
    """
    shown = "    LIVE523: {type: live_display, title: {zh: 523带电显示器, en: Live display of 523}, at: F523}\n"
    source = "    S1: {type: source"
    scenario = generating((A, f"generate: {{of: {of}, to: maintenance}}"), (source, shown + source))
    one = scenario["tickets"]["TICKETA"].items[item]
    assert (one.do, one.check) == ("", check)
    assert words in one.text.zh
    assert "三相验明" not in one.text.zh
    (found,) = [p for p in scenario.warnings if p.code == "no_test_point"]
    assert "points:" in found.text.en
    assert f"of: {of}" in found.line
    assert found.text.zh in as_yaml(generated(scenario, Generate(of=of, to="maintenance")))


def test_the_order_of_blocks_is_that_of_what_there_is() -> None:
    """Groups name items of the ticket only, although the scenario has no signs for some handles."""
    ticket: TicketSpec = generating()["tickets"]["TICKETA"]
    every = [
        key for group in ticket.any_order for block in group for key in ([block] if isinstance(block, str) else block)
    ]
    assert {"attach_GND1", "tag_QF101"} <= set(every) <= set(ticket.items)
    assert "tag_QF501" not in ticket.items


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


PLACED = {
    1: {"base": "BAR1", "clamp": "BRIDGE1"},
    2: {"base": "BAR2", "clamp": "BRIDGE2"},
}


def test_a_thing_with_several_places_is_told_its_place() -> None:
    """What fits in two places goes to that of the job, end by end; printed and pasted it says the same."""
    scenario = generating(*TWO_PLACES)
    item = scenario["tickets"]["TICKETA"].items["attach_GND2"]
    assert item.value == PLACED[2]
    assert "2号主变" in item.text.zh
    text = as_yaml(generated(scenario, Generate(of="T2", to="maintenance"))).rstrip()
    pasted = generating(*TWO_PLACES, ("    generate: {of: T2, to: maintenance}", text))
    assert pasted["tickets"]["TICKETA"].items["attach_GND2"] == item


@pytest.mark.parametrize(("value", "refusals", "wording"), [(PLACED[2], 0, 0), (PLACED[1], 1, 1), (None, 1, 1)])
def test_a_wrong_place_is_found_wrong(value: Any, refusals: int, wording: int) -> None:
    """The right place is rehearsed without a word; the place of another job, which is live, is refused by the plant and found
    by the review, and so is none where there are two.
    """
    scenario = generating(*TWO_PLACES)
    session = Session(scenario, seed=1)
    lines = [
        {"do": one.verb, "on": one.target, **({} if one.value is None else {"value": value} if value else {})}
        for one in scenario["tickets"]["TICKETA"].items.values()
    ]
    assert session.request("learner", "fill", "TICKETA", {"lines": lines})
    session.tick()
    assert session.request("learner", "test", "TICKETA")
    session.tick()
    read = session.tags.value
    assert (read("TICKETA.refusals"), read("TICKETA.wording")) == (refusals, wording)
    offered = [line.value for line, _ in session.parts.tickets.tickets["TICKETA"].offers() if line.do == "attach" and line.on == "GNDSET1"]
    assert offered == [PLACED[1], PLACED[2]]


@pytest.mark.parametrize(("item", "warned"), [("", True), (", check: GND2.closed", False), (", value: {base: BAR2, clamp: BRIDGE2}", False)])
def test_an_open_place_is_warned_of(item: str, warned: bool) -> None:
    """Where a thing fits in two places and neither value nor condition says which, the item is warned of with what to write."""
    scenario = generating(*TWO_PLACES, ("{a: {do: open, on: QF500}}", f"{{a: {{do: attach, on: GNDSET1{item}}}}}"))
    found = [p for p in scenario.warnings if p.code == "place_open"]
    assert [p.fix.en for p in found] == (["add value: {base: BAR1, clamp: BRIDGE1}"] if warned else [])


def test_a_line_without_a_place_means_that_of_its_check() -> None:
    """What a line leaves open its item's condition settles: the thing put up elsewhere is outside the ticket, there it is done."""
    change = ("{a: {do: open, on: QF500}}", "{a: {do: attach, on: GNDSET1, check: GND1.closed}}\n    given: true\n    reviews: [learner]")
    for at, outside, done in (("BAR2", 1, 0), ("BAR1", 0, 1)):
        session = Session(generating(*TWO_PLACES, change), seed=1)
        for deed in (("sign", "TICKETB"), ("report", "TICKETB"), ("answer", "TICKETB", {"order": "task"}), ("take", "GNDSET1"),
                     ("attach", "GNDSET1", {"part": "base", "to": at})):  # fmt: skip
            answer = session.request("learner", *deed)
            assert answer, (deed, answer)
            session.tick()
        sheet = session.parts.tickets.tickets["TICKETB"].sheet
        assert (sheet.counts.get("outside", 0), int(sheet.progress[0].done >= 0)) == (outside, done), at


def test_what_fits_nowhere_is_refused_in_words() -> None:
    """An end there is not, a place that end does not fit, no place where there are two: each says what there is, and the plant
    is told of none.
    """
    thing = Attachment.model_validate(
        {"ends": {"base": {"title": "甲", "fits": [{"at": "BAR"}]},
                  "clamp": {"title": "乙", "fits": [{"at": "W1", "set": "X1.on"}, {"at": "W2", "set": "X2.on"}]}}}
    )  # fmt: skip
    points = {name: Point.model_validate({"title": {"zh": name, "en": name}}) for name in ("BAR", "W1", "W2")}
    heard: list[str] = []

    def plant(deeds: Sequence[RehearsedDeed]) -> list[RehearsalRefusal]:
        heard.extend(f"{deed.line} {deed.verb} {deed.on}" for deed in deeds)
        return [RehearsalRefusal(4, Text(zh="不行", en="no"))]

    deeds = [
        RehearsedDeed(0, "attach", "L1"), RehearsedDeed(1, "attach", "L1", {"part": "clamp", "to": "BAR"}),
        RehearsedDeed(2, "attach", "L1", {"hook": "W1"}),
        RehearsedDeed(3, "attach", "L1", {"base": "BAR", "clamp": "W2"}),
        RehearsedDeed(4, "detach", "L1"),
    ]  # fmt: skip
    found = rehearsed(deeds, {"L1": thing}, points, plant)
    assert [(one.line, one.reason.en) for one in found] == [
        (0, "it does not say where; it fits W1, W2"), (1, "the 乙 does not fit there; it fits W1, W2"),
        (2, "there is no end 'hook'"), (4, "no"),
    ]  # fmt: skip
    assert heard == ["3 attach X2", "4 detach X2"]


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
    return [{"do": one.verb, "on": one.target} for one in items(name).values()]


def _done(session: Session, name: str) -> None:
    """Every line read out, repeated, checked, done and ticked."""
    ticket = session.parts.tickets.tickets[name]
    for n, line in enumerate(ticket.sheet.lines, 1):
        here = [("call", name), ("answer", name, {"do": line.do, "on": line.on})]
        for deed in here:
            assert session.request("learner", *deed), (n, deed)
            session.tick()
        session.request("learner", "check", line.on)
        session.tick()
        for value in _moves(session, line.do, line.on):
            answer = session.request("learner", line.do, line.on, *value)
            assert answer, (n, line, answer)
            session.run(100)
        assert session.request("learner", "fill", name, {"tick": n})
        session.tick()
    assert session.request("learner", "close", name)
    session.tick()


def _moves(session: Session, verb: str, on: str) -> list[tuple[Any, ...]]:
    """The values of the moves a line takes, with what they need in the hand."""
    holds = session.parts.people.everyone["learner"].holds
    if verb == "check":
        return []
    if verb == "tag":
        free = next(s for s in SIGNS if session.tags.value(f"{s}.hangs_on") == 0 and s not in holds)
        assert session.request("learner", "take", free)
    elif verb == "test":
        tool = "DET110" if on == "T1HV" else "DET10"
        assert session.request("learner", "take", tool)
        session.tick()
        assert session.request("learner", "test", tool)
    elif verb == "attach":
        assert session.request("learner", "take", on)
    session.tick()
    return {
        "attach": [({"part": "base", "to": "BAR1"},), ({"part": "clamp", "to": "BRIDGE1"},)],
        "detach": [({"part": "clamp"},), ({"part": "base"},)],
    }.get(verb, [()])


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


NORMAL = "title: {zh: 正常方式, en: Normal}, place: desk"


def _with_setup(*deeds: str) -> tuple[str, str]:
    return NORMAL, f"{NORMAL}, setup: [{', '.join(deeds)}]"


def test_deeds_of_the_setup_count() -> None:
    """What the setup of the starting point has done is not done again: breakers, plates, supplies."""
    made = generated(generating(_with_setup("{do: close, on: QF110}", "{do: open, on: BZT10_1}")), Generate(of="T1", to="maintenance"))
    assert not {"close_QF110", "open_BZT10_1"} & set(made.items)
    assert "close_QF110" in generated(generating(), Generate(of="T1", to="maintenance")).items
    assert made.unseen == ()


def test_what_the_setup_has_put_up_is_taken_down() -> None:
    """A portable thing whose ends the setup has fastened stands there; with one end of two it does not."""
    down = ("TR501.place: 1, QF501.closed: 0, QF500.closed: 1, QF101.closed: 0, QS1013.closed: 0, QS1011.closed: 0, QN1010.closed: 0, "
            "QN1020.closed: 1, QE10140.closed: 1")  # fmt: skip
    ends = ["{do: attach, on: GNDSET1, value: {part: base, to: BAR1}}", "{do: attach, on: GNDSET1, value: {part: clamp, to: BRIDGE1}}"]
    asked = Generate(of="T1", to="cold_standby", start="down")
    for done, items in ((ends, 1), (ends[:1], 0)):
        point = f"    down: {{title: {{zh: 停电, en: Down}}, place: desk, values: {{{down}}}, setup: [{', '.join(done)}]}}\n"
        scenario = generating(("    heavy: {title", f"{point}    heavy: {{title"))
        if items:
            assert [one.on for one in generated(scenario, asked).items.values() if one.do == "detach"] == ["GNDSET1"]
        else:
            with pytest.raises(NoSequenceError, match="1号主变"):
                generated(scenario, asked)


def test_what_is_not_understood_of_the_setup_is_warned_of() -> None:
    """A deed of the setup that the planner knows nothing of is named where the ticket is generated, and on what is printed."""
    scenario = generating(_with_setup("{do: turn, on: T1, value: 1}"))
    found, other = [p for p in scenario.warnings if p.code == "setup_unseen"]  # both tickets are generated
    assert found.span.line < other.span.line
    assert "{do: turn, on: T1}" in found.text.en
    assert found.text.en in as_yaml(generated(scenario, Generate(of="T1", to="maintenance")))


def test_the_command_asks_the_same() -> None:
    """What the command would print is refused with the same reasons."""
    with pytest.raises(NoSequenceError, match="10kV I段母线"):
        generated(generating(), Generate(of="B10_1", to="maintenance"))
    assert "generate" not in TINY_SCENARIO
