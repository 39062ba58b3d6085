"""The ticket as it was carried out, on the page of its attempt."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.identity import new_header
from engine.session.lineage import open_lineage
from engine.session.session import Session
from engine.testing import tiny_kind
from grading.marker import mark_attempt
from grading.reports.html import report_html
from grading.reports.names import Names
from grading.reports.tickets import ticket_blocks
from grading.rubric import Rubric
from tests.session.tickets_lab import RIGHT, do, line, ordered, with_tickets

RUBRIC = """\
schema: 1
meta: {id: TINY-01-T, version: 1.0.0, title: {zh: 停运, en: Stop}, scenario: TINY-01}
outcomes:
  CO1: {title: {zh: 票, en: Ticket}, share: 50 %}
  CO2: {title: {zh: 执行, en: Execution}, share: 50 %}
steps:
  - {id: S1, title: {zh: 票面正确, en: Written well}, done: {when: "T1.ordered and T1.match > 95 %"}, weight: 2, goal: CO1}
  - {id: S2, title: {zh: 全部打勾, en: All ticked}, done: {when: "T1.closed and T1.done > 2.5"}, after: [S1], weight: 2, goal: CO2}
rules:
  - {id: R1, kind: never, title: {zh: 未唱票操作, en: Not read out}, done: {when: "T1.unread > 0.5"}, weight: 2, goal: CO2}
  - {id: R2, kind: never, title: {zh: 票外操作, en: Outside}, done: {when: "T1.outside > 0.5"}, weight: 1, goal: CO2}
pass: 60
"""


@pytest.fixture
def attempt(tmp_path: Path) -> Path:
    """Carried out whole, but for a deed of the third line that nobody read out."""
    path = tmp_path / "t.attempt"
    with tiny_kind():
        scenario = with_tickets()
        draft = Session(scenario, mode="practise")
        writer = AttemptWriter.create(path, new_header(draft, rubric=Rubric.loads(RUBRIC).canonical(), learner="p-1"))
        session = Session(scenario, mode="practise", recorder=writer)
        session.request("learner", "move", "learner", {"to": "box"})
        session.run(200)
        ordered(session)
        line(session, 1, ("stop", "H1"))
        line(session, 2)
        do(session, ("check", "H1"), ("set", "H1", 0), ("fill", "T1", {"tick": 3}), ("close", "T1"))
        session.run(20)
        session.end("finished")
        writer.close()
    return path


def test_a_rubric_reads_a_ticket_like_any_tag(attempt: Path) -> None:
    """Steps and rules on the tags of a ticket are met and broken without anything special in the rubric."""
    with AttemptReader.open(attempt) as reader:
        items = {item.id: item.judgement for item in mark_attempt(reader).items}
    assert items == {"S1": "met", "S2": "met", "R1": "broken", "R2": "met"}


@pytest.mark.parametrize(
    ("lang", "title", "third", "note"),
    [
        ("zh", "作业票：停运票", "设定H1至 0", "执行中记录到：未唱票次数 1。"),
        (
            "en",
            "Ticket: Stop ticket",
            "Set H1 to 0",
            "Recorded while it was carried out: deeds not read out 1.",
        ),
    ],
)
def test_each_line_stands_there_with_its_times(attempt: Path, lang: str, title: str, third: str, note: str) -> None:
    """Every line, when it was read out, repeated, checked, done and ticked, and what was left out."""
    with open_lineage(attempt) as lineage:
        (block,) = ticket_blocks(lineage, lang)
        page = report_html(mark_attempt(lineage.reader), lineage, lang)
    assert block.title == title
    lines = [fact for fact in block.facts if fact.label.isdigit()]
    assert len(lines) == len(RIGHT)
    assert lines[0].hint.count("00:2") == 5
    assert lines[2].value == third
    assert lines[2].hint.count("00:2") == 3
    assert block.note == note
    assert title in page
    assert note in page


@pytest.mark.parametrize(
    ("verb", "value", "zh", "en"),
    [
        ("fill", {"add": {"do": "stop", "on": "H1"}, "at": 2}, "添加 停止 H1，第几行 2", "add stop H1, at line 2"),
        ("fill", {"lines": RIGHT}, "3 行", "3 lines"),
        ("fill", {"tick": 3}, "打勾行 3", "tick line 3"),
        ("answer", {"order": "task"}, "加热块由运行转停运", "Take the heated block out of service"),
        ("answer", {"order": "start"}, "加热块投运", "Put it into service"),
        ("answer", {"do": "stop", "on": "H1"}, "停止 H1", "stop H1"),
    ],
)
def test_the_log_says_what_was_written_and_repeated(attempt: Path, verb: str, value: object, zh: str, en: str) -> None:
    """What an action carries to a ticket stands in the log in words, not as keys."""
    with AttemptReader.open(attempt) as reader:
        for lang, words in (("zh", zh), ("en", en)):
            assert Names(reader.header, lang).value(verb, "T1", value) == words
