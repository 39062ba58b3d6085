"""What doing something is called: the plant's own words wherever a verb is printed, and kept with the attempt."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engine.plant.plant import Operation
from engine.scenario.text import Text
from engine.session.actions import VERBS
from engine.session.deed_words import DeedWords, told
from engine.session.identity import new_header
from engine.session.session import Session
from engine.state import pack
from engine.tags import Tag
from engine.testing import TINY, TinyKind, tiny_kind
from grading.reports.names import Names
from tests.plant.grid.test_session import scenario as station
from tests.session.tickets_lab import begun, do, heard, ordered, with_tickets

P1 = Text(zh="1号泵", en="pump 1")
OWN = DeedWords.of_operations(
    [
        Operation("P1", "start", "P1.command", 1.0, title=Text(zh="投运", en="put on line")),
        Operation("P1", "reset", "P1.count", 0.0, title=Text(zh="将{}计数清零", en="clear the counter of {}")),
        Operation("P1", "stop", "P1.command", 0.0),
    ]
)


def test_the_plants_own_words_go_before_those_of_the_verb() -> None:
    """A title is used as it is, a verb without one keeps its default, and so does the same verb on another thing."""
    assert OWN.phrase("start", "P1", P1) == Text(zh="投运1号泵", en="Put on line pump 1")
    assert OWN.phrase("stop", "P1", P1) == Text(zh="停止1号泵", en="Stop pump 1")
    assert OWN.words("start", "P2").zh == VERBS["start"][0]
    assert OWN.own("stop", "P1") is None


def test_a_title_takes_the_name_where_it_wants_it() -> None:
    """In a phrase the name stands in the place of ``{}``; on a button, which stands at the thing, it is left out."""
    assert OWN.phrase("reset", "P1", P1) == Text(zh="将1号泵计数清零", en="Clear the counter of pump 1")
    assert OWN.verb("reset", "P1").of("en") == "clear the counter"
    assert told("启动", "P-1") == "启动 P-1"


def test_a_value_stands_behind() -> None:
    """What something is set to follows the name."""
    assert OWN.phrase("set", "P1", P1, 2.5) == Text(zh="设定1号泵至 2.5", en="Set pump 1 to 2.5")


@pytest.mark.parametrize(
    "odd", [None, [], {"P1": 3}, {"P1": {"start": "x"}}, {"P1": {"start": {"zh": 1}}}, {"P1": {"start": {}}}]
)
def test_what_is_odd_in_a_record_falls_back(odd: Any) -> None:
    """Words come back from the record as they went in, and anything else there gives those of the verbs."""
    assert DeedWords.of_plain(OWN.plain()).phrase("start", "P1", P1) == OWN.phrase("start", "P1", P1)
    assert DeedWords.of_plain(odd).words("start", "P1").zh == VERBS["start"][0]


def test_an_attempt_keeps_the_words_it_was_run_with() -> None:
    """A station's attempt tells its deeds in the words of its trade, in the log and in the fewest words beside a chart."""
    session = Session(station(), seed=1)
    header = new_header(session, rubric=b"{}", learner="p-1")
    zh, en = Names(header, "zh"), Names(header, "en")
    assert zh.action("open", "QS1013", None).startswith("拉开 ")
    assert zh.action("close", "DIFF_T1", None).startswith("投入 ")
    assert zh.action("open", "TR501", None).startswith("摇出 ")
    assert en.action("close", "TR501", None).startswith("rack in ")
    assert zh.deed("stop", "QS1013").startswith("断开1013")
    assert header.from_columns(header.columns()).extra == header.extra


def test_a_plant_without_titles_adds_nothing_to_the_record() -> None:
    """Where no operation has a title of its own, headers are as they were."""
    with tiny_kind():
        header = new_header(Session(with_tickets()), rubric=b"{}", learner="p-1")
    assert "deeds" not in header.extra


def test_a_ticket_is_worded_by_the_plant(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is offered for writing, the lines, and what the second person reads out have the plant's words."""
    put_out = Text(zh="熄火", en="put out")
    named = [replace(op, title=put_out if op.verb == "stop" else None) for op in TINY.operations(None)]
    monkeypatch.setattr(TinyKind, "operations", lambda *_: named)
    with tiny_kind():
        session = ordered(begun())
        ticket = session.parts.tickets.tickets["T1"]
        assert ticket.phrase(ticket.sheet.lines[0]).zh.startswith("熄火")
        do(session, ("call", "T1"))
        assert any("第 1 项：熄火" in said for said in heard(session))


def test_an_older_attempt_has_the_words_of_the_verbs() -> None:
    """A header without words of its own is read all the same."""
    header = SimpleNamespace(tags=(Tag("P1.running", label="P-1"),), scenario=pack({}), extra={})
    assert Names(header, "zh").deed("start", "P1") == "启动 P1"
