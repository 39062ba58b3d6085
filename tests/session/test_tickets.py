"""The life of a ticket: written, reviewed, rehearsed, ordered, carried out line by line, closed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.plant.rehearsal import RehearsalRefusal, RehearsedDeed
from engine.scenario.text import Text
from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.identity import new_header
from engine.session.replay import replay
from engine.session.session import Session
from engine.testing import TINY, TinyPlant, tiny_session
from tests.session.tickets_lab import RIGHT, begun, code, do, heard, line, marks, ordered, whole, with_tickets

STATES = {"filled", "reviewed", "previewed", "asked", "ordered", "reported", "closed"}


def test_a_ticket_done_by_the_book_has_no_mark_against_it() -> None:
    """Written, reviewed, rehearsed, ordered, each line in its turn, closed, reported: only good tags are set."""
    session = ordered(begun())
    whole(session)
    assert marks(session) == {**dict.fromkeys(STATES, 1.0), "match": 100.0, "items": 3.0, "done": 3.0}


def test_a_ticket_is_written_line_by_line() -> None:
    """Lines are added at the end or before one, moved and removed; every edit is a version."""
    session = begun()
    do(session, ("fill", "T1", {"add": RIGHT[2]}), ("fill", "T1", {"add": RIGHT[0], "at": 1}))
    do(session, ("fill", "T1", {"add": RIGHT[1]}), ("fill", "T1", {"add": {"do": "start", "on": "H1"}, "at": 2}))
    do(session, ("fill", "T1", {"remove": 2}), ("fill", "T1", {"move": [3, 2]}))
    ticket = session.parts.documents["T1"]
    assert ticket.lines == RIGHT
    assert ticket.version == 6
    assert marks(session)["match"] == 100


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "bad_value"), ({}, "bad_value"), ([], "bad_value"), ({"add": None}, "bad_value"), ({"lines": 3}, "bad_value"),
        ({"add": {"do": "stop"}}, "bad_value"), ({"add": {"do": "fly", "on": "H1"}}, "no_verb"),
        ({"add": {"do": "stop", "on": "H2"}}, "no_verb"), ({"add": {"do": "fill", "on": "T1"}}, "no_verb"),
        ({"add": RIGHT[0], "at": 0}, "no_line"), ({"add": RIGHT[0], "at": 3}, "no_line"), ({"remove": 2}, "no_line"),
        ({"remove": True}, "no_line"), ({"move": [1]}, "bad_value"), ({"move": [1, 2]}, "no_line"), ({"tick": 1}, "bad_value"),
        ({"add": RIGHT[0], "remove": 1}, "bad_value"), ({"add": {**RIGHT[0], "text": "停"}}, "bad_value"),
        ({"lines": [RIGHT[0]] * 151}, "full"), ({"add": {**RIGHT[0], "who": 1}}, "bad_value"),
    ],
)  # fmt: skip
def test_edits_that_make_no_sense_are_refused(value: Any, expected: str) -> None:
    """Only deeds the station offers, at lines there are; a refusal changes nothing."""
    session = begun()
    do(session, ("fill", "T1", {"add": RIGHT[0]}))
    before = session.state_hash()
    assert code(session, "fill", "T1", value) == expected
    assert session.state_hash() == before


def test_a_change_takes_back_what_was_signed_and_rehearsed() -> None:
    """Whoever signed has signed the lines as they stood."""
    session = begun()
    do(session, ("fill", "T1", {"lines": RIGHT}), ("sign", "T1"), ("ask", "T1"), ("ask", "T1"), ("test", "T1"))
    assert {"reviewed", "previewed"} <= set(marks(session))
    assert code(session, "ask", "T1") == "signed"
    do(session, ("fill", "T1", {"move": [1, 2]}))
    assert not {"reviewed", "previewed"} & set(marks(session))
    assert code(session, "ask", "T1", "learner") == "no_reviewer"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("exam", "票面有错，请改正后再送审。"),
        ("practise", "票面有错，请改正后再送审。缺 1 项；1 项次序不当。"),
        (
            "learn",
            "票面有错，请改正后再送审。缺 1 项：第 2 项之后缺“设定加热块至 0”；1 项次序不当：第 1 项“检查加热块”应在第 2 项之后。",
        ),
    ],
)
def test_a_reviewer_finds_the_mistakes(mode: str, said: str) -> None:
    """A wrong ticket is not signed; how much is told depends on the mode's level of help."""
    session = begun(mode=mode)
    do(session, ("fill", "T1", {"lines": [RIGHT[1], RIGHT[0]]}), ("ask", "T1", "boss"))
    assert heard(session)[-1] == said
    assert "reviewed" not in marks(session)
    assert {k: v for k, v in marks(session).items() if k in ("missing", "order_faults")} == {
        "missing": 1,
        "order_faults": 1,
    }


def test_after_some_tries_the_printed_ticket_is_handed_out() -> None:
    """Who cannot write it can still carry it out; the match stays that of the own writing."""
    session = begun(("reviews:", "tries: 2\n    reviews:"))
    do(session, ("fill", "T1", {"lines": RIGHT[1:]}), ("ask", "T1", "boss"))
    do(session, ("fill", "T1", {"lines": [RIGHT[0]]}), ("ask", "T1", "supervisor"))
    tags = marks(session)
    assert (tags["handed"], tags["reviewed"], tags["missing"], tags["items"]) == (1, 1, 2, 4)
    assert tags["match"] == pytest.approx(100 / 3, abs=0.01)
    assert code(session, "fill", "T1", {"remove": 1}) == "printed"


def test_the_same_draft_again_is_no_further_try() -> None:
    """Only a draft nobody has sent back yet counts towards the printed one: asking again, or going back to an old one, gets it
    nobody; an edit that changes nothing is none.
    """
    session = begun(("reviews:", "tries: 3\n    reviews:"))
    do(session, ("fill", "T1", {"lines": [RIGHT[0]]}), *[("ask", "T1", "boss")] * 4)
    do(session, ("fill", "T1", {"move": [1, 1]}), ("ask", "T1", "boss"))
    assert heard(session)[-1] == "和上次退回的一样，一处都没有改。"
    do(session, ("fill", "T1", {"lines": RIGHT[1:]}), ("ask", "T1", "boss"), ("fill", "T1", {"lines": [RIGHT[0]]}), ("ask", "T1", "boss"))
    assert "handed" not in marks(session)
    do(session, ("fill", "T1", {"lines": [RIGHT[1]]}), ("ask", "T1", "boss"))
    assert marks(session)["handed"] == 1


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], "这张票还没有审核、预演就请令，不合规定，已记下。"), ([("test", "T1")], "这张票还没有审核就请令，不合规定，已记下。"),
        ([("sign", "T1"), ("ask", "T1"), ("ask", "T1")], "这张票还没有预演就请令，不合规定，已记下。"),
        ([("sign", "T1"), ("ask", "T1"), ("ask", "T1"), ("test", "T1")], ""),
    ],
    ids=["neither", "not reviewed", "not rehearsed", "both"],
)  # fmt: skip
def test_an_order_for_an_unready_ticket_is_marked(before: list[tuple[Any, ...]], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for the order without review or rehearsal gets it, but is told at once, and it counts."""
    monkeypatch.setattr(TINY, "build", lambda section, start: Guarded(section, start), raising=False)
    session = begun()
    do(session, ("fill", "T1", {"lines": RIGHT}), *before, ("report", "T1"))
    assert marks(session).get("unready", 0) == bool(said)
    assert marks(session)["asked"] == 1
    assert heard(session)[-1].startswith("现在发令")
    if said:
        assert heard(session)[-2] == said


def test_what_an_edit_takes_back_is_taken_back_aloud() -> None:
    """Signatures, rehearsal and a request for the order hold for the lines as they stood: after an edit the last word on the
    ticket is that they are void, once, and the order cannot be repeated any more.
    """
    session = begun()
    do(session, ("fill", "T1", {"lines": RIGHT}))
    assert not [one for one in heard(session) if "作废" in one]
    do(session, ("sign", "T1"), ("ask", "T1"), ("ask", "T1"), ("test", "T1"), ("report", "T1"), ("fill", "T1", {"move": [1, 2]}))
    assert heard(session)[-1] == "票面已改动，原来的审核签名、预演、请令作废，要重新来过。"
    assert not {"reviewed", "previewed", "asked"} & set(marks(session))
    assert code(session, "answer", "T1", {"order": "task"}) == "not_ordered"
    told = len(heard(session))
    do(session, ("fill", "T1", {"move": [1, 2]}))
    assert len(heard(session)) == told


def test_a_printed_ticket_needs_no_writing() -> None:
    """``given``: it fits from the start, cannot be changed, and is reviewed like others."""
    session = ordered(begun(("reviews:", "given: true\n    reviews:")), [])
    assert marks(session)["match"] == 100
    assert marks(session)["items"] == 4
    assert code(session, "fill", "T1", {"lines": []}) == "in_force"


def test_nothing_is_carried_out_without_an_order() -> None:
    """Calling and closing wait for the order; the order must be repeated as the task it is."""
    session = begun()
    assert code(session, "report", "T1") == "empty"
    do(session, ("fill", "T1", {"lines": RIGHT}))
    assert [code(session, verb, "T1") for verb in ("call", "close", "answer")] == ["not_ordered"] * 3
    do(session, ("report", "T1"), ("answer", "T1", {"order": "start"}))
    assert code(session, "answer", "T1", {"order": "nonsense"}) == "bad_value"
    assert marks(session)["misread"] == 1
    assert "ordered" not in marks(session)
    do(session, ("answer", "T1", {"order": "task"}))
    assert heard(session)[2] == "现在发令：加热块由运行转停运。请复诵。"
    assert marks(session)["ordered"] == 1


def test_a_deed_before_the_order_is_counted() -> None:
    """Deeds of the ticket done before the order are too early; what stands on no ticket is nobody's business."""
    session = begun()
    do(session, ("start", "H1"))
    assert "early" not in marks(session)
    do(session, ("stop", "H1"))
    assert marks(session)["early"] == 1


@pytest.mark.parametrize(
    ("deeds", "wrong"),
    [
        ([("stop", "H1")], {"unread": 1, "unchecked": 1}),
        ([("call", "T1"), ("check", "H1"), ("stop", "H1")], {"unrepeated": 1}),
        ([("call", "T1"), ("answer", "T1", {"do": "stop", "on": "H1"}), ("stop", "H1")], {"unchecked": 1}),
        ([("call", "T1"), ("answer", "T1", {"do": "start", "on": "H1"})], {"misread": 1}),
        ([("call", "T1"), ("start", "H1")], {"outside": 1}),
        ([("call", "T1"), ("set", "H1", 50)], {"outside": 1}),
        ([("call", "T1"), ("set", "H1", 0)], {"out_of_order": 1}),
        ([("fill", "T1", {"tick": 1})], {"done": 1, "false_ticks": 1}),
        ([("fill", "T1", {"tick": 2})], {"done": 1, "unverified": 1}),
        ([("check", "H1"), ("look", "HS1")], {}),
    ],
    ids=["silently", "not repeated", "not checked", "misread", "another verb", "another value", "out of turn", "ticked undone",
         "check not looked at", "only looked"],
)  # fmt: skip
def test_what_is_left_out_is_counted_and_not_refused(deeds: list[tuple[Any, ...]], wrong: dict[str, float]) -> None:
    """Each omission of the first line is one mark of its own kind, and nothing is refused for it."""
    session = ordered(begun())
    before = marks(session)
    do(session, *deeds)
    now = marks(session)
    assert {k: v for k, v in now.items() if before.get(k) != v and k != "item"} == wrong


def test_a_check_must_lie_shortly_before_the_deed() -> None:
    """A look at the device longer ago than ``check_within`` is none."""
    for wait, wrong in ((590, 0.0), (610, 1.0)):
        session = ordered(begun())
        do(session, ("call", "T1"), ("answer", "T1", {"do": "stop", "on": "H1"}), ("check", "H1"))
        session.run(wait)
        do(session, ("stop", "H1"))
        assert marks(session).get("unchecked", 0.0) == wrong


def test_a_line_is_ticked_before_the_next_begins() -> None:
    """Going on with a line done but not ticked is counted once for that line."""
    session = ordered(begun())
    do(session, ("call", "T1"), ("answer", "T1", {"do": "stop", "on": "H1"}), ("check", "H1"), ("stop", "H1"))
    do(session, ("call", "T1"), ("call", "T1"), ("fill", "T1", {"tick": 1}))
    assert marks(session)["unticked"] == 1
    assert code(session, "fill", "T1", {"tick": 1}) == "ticked"


def test_a_tick_for_what_is_not_so_is_false() -> None:
    """A check that was looked at but does not hold is a false tick."""
    session = ordered(begun())
    line(session, 1, ("stop", "H1"))
    do(session, ("start", "H1"))
    session.run(5)
    do(
        session,
        ("call", "T1"),
        ("answer", "T1", {"do": "check", "on": "H1"}),
        ("check", "H1"),
        ("fill", "T1", {"tick": 2}),
    )
    assert marks(session)["false_ticks"] == 1


def test_stop_and_ask() -> None:
    """In doubt the learner stops and asks; calling the line again goes on, and nothing is held against it."""
    session = ordered(begun())
    do(session, ("call", "T1"), ("ask", "T1", "锁打不开"))
    assert marks(session)["held"] == 1
    do(session, ("call", "T1"))
    assert "held" not in marks(session)
    whole(session)
    assert not set(marks(session)) - STATES - {"match", "items", "done"}


def test_a_strict_ticket_refuses_what_is_not_its_turn() -> None:
    """``strict``: other deeds, undone ticks and closing half-way are refused; an instructor may still act."""
    session = ordered(begun(("reviews:", "strict: true\n    reviews:")))
    assert code(session, "start", "H1") == "not_its_turn"
    assert code(session, "fill", "T1", {"tick": 1}) == "not_done"
    assert code(session, "close", "T1") == "unfinished"
    assert code(session, "start", "H1", actor="instructor") == "ok"
    assert code(session, "stop", "H1") == "ok"
    fresh = begun(("reviews:", "strict: true\n    reviews:"))
    do(fresh, ("fill", "T1", {"lines": RIGHT}))
    assert code(fresh, "report", "T1") == "not_ready"


def test_a_void_ticket_is_kept_and_dead() -> None:
    """Void with its reason: nothing more can be done with it, and it stays on record."""
    session = ordered(begun())
    do(session, ("stop", "T1", "任务取消"))
    assert marks(session)["void"] == 1
    assert [code(session, verb, "T1") for verb in ("fill", "call", "close", "stop")] == ["over"] * 4
    do(session, ("stop", "H1"))
    assert not {"outside", "early", "unread"} & set(marks(session))
    assert session.parts.documents["T1"].state()["reason"] == "任务取消"


def test_an_advance_notice_comes_first() -> None:
    """Where a message announces the task, nothing is written before it was said."""
    session = Session(with_tickets(("reviews:", "received: hello\n    reviews:")))
    assert code(session, "fill", "T1", {"add": RIGHT[0]}) == "not_received"
    session.run(20)
    assert code(session, "fill", "T1", {"add": RIGHT[0]}) == "ok"


class Guarded(TinyPlant):
    """A block whose power may only be set while it is off."""

    def rehearse(self, deeds: Sequence[RehearsedDeed]) -> Sequence[RehearsalRefusal]:
        on, out = self._u["H1.command"] > 0.5, []
        for deed in deeds:
            if deed.verb in ("start", "stop"):
                on = deed.verb == "start"
            elif deed.verb == "set" and on:
                out.append(RehearsalRefusal(deed.line, Text(zh="运行中不能调", en="not while it runs")))
        return out


def test_a_rehearsal_asks_the_plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plant that guards itself refuses the line it would refuse; the ticket counts as rehearsed only without."""
    monkeypatch.setattr(TINY, "build", lambda section, start: Guarded(section, start), raising=False)
    session = begun()
    do(session, ("start", "H1"), ("fill", "T1", {"lines": RIGHT[::-1]}))
    session.tick()
    do(session, ("test", "T1"))
    assert marks(session)["refusals"] == 1
    assert "previewed" not in marks(session)
    assert heard(session)[-1] == "第 1 项“设定加热块至 0”被拒绝：运行中不能调"
    do(session, ("fill", "T1", {"lines": RIGHT}), ("test", "T1"))
    assert {"previewed"} == {"previewed", "refusals"} & set(marks(session))


def test_a_restored_session_goes_on_the_same() -> None:
    """The whole ticket is state: from a checkpoint in the middle everything comes out the same."""
    session = ordered(begun())
    line(session, 1, ("stop", "H1"))
    other = Session(with_tickets(), mode="practise")
    other.set_state(session.state())
    for one in (session, other):
        line(one, 2)
        do(one, ("set", "H1", 0), ("close", "T1"))
    assert other.state_hash() == session.state_hash()
    assert marks(other) == marks(session)
    assert marks(session)["unticked"] == 1


def test_an_attempt_with_a_ticket_replays(tmp_path: Path) -> None:
    """The record alone gives every stored state again and holds every version."""
    scenario, path = with_tickets(), tmp_path / "a.attempt"
    session = Session(scenario, mode="practise")
    writer = AttemptWriter.create(path, new_header(session, rubric=b"", learner="x"))
    session = Session(scenario, mode="practise", recorder=writer)
    session.request("learner", "move", "learner", {"to": "box"})
    session.run(200)
    ordered(session)
    whole(session)
    session.run(300)
    session.end()
    writer.close()
    with AttemptReader.open(path) as reader:
        assert replay(reader).same
        versions = [d for d in reader.documents() if d.document == "T1"]
        assert [d.version for d in versions] == sorted(d.version for d in versions)
        assert versions[-1].body["flags"].keys() >= {"ordered", "closed", "reported"}


def test_scenarios_without_tickets_know_nothing_of_them() -> None:
    """No participant, no tag and no state is added where there are no tickets."""
    session = tiny_session()
    assert "supervisor" not in session.parts.people.everyone
    assert set(session.state()["documents"]) == {"LOG"}
