"""What is applied by hand is marked by ordinary rules over tags and events: no rubric needs a special case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.session.attempt import AttemptReader, AttemptWriter
from engine.session.identity import new_header
from engine.session.session import Session
from engine.testing import tiny_kind
from grading.checking import check_path
from grading.marker import mark_attempt
from grading.rubric import Rubric
from tests.session.applied.bench import BENCH, bench, do

RUBRIC = """\
schema: 1
meta: {id: TINY-R, version: 1.0.0, title: {zh: 试, en: Try}, scenario: TINY-01}
outcomes:
  CO1: {share: 100 %, title: {zh: 操作, en: Operation}}
steps:
  - {id: S1, title: {zh: 测试, en: Test}, done: W1.tested, weight: 2, goal: CO1}
  - {id: S2, title: {zh: 装设, en: Fasten}, done: "LEAD1.base and LEAD1.clamp", weight: 2, goal: CO1}
  - {id: S3, title: {zh: 收回, en: Back}, done: {act: detach, on: LEAD1, value: {part: base}}, weight: 2, goal: CO1}
rules:
  - {id: R1, kind: never, title: {zh: 次序, en: Order}, done: "LEAD1.clamp and not LEAD1.base", points: 10}
  - {id: R2, kind: never, title: {zh: 未自检, en: Unproven}, done: {event: probe, source: [W1, W2], data: {proved: false}}, points: 10}
  - {id: R3, kind: never, title: {zh: 规格, en: Class}, done: W2.misfit, points: 10}
pass: 60
"""
BASE, CLAMP = {"part": "base", "to": "BAR"}, {"part": "clamp", "to": "W1.A"}
ASKED = {
    "careful": [("test", "DET", None), ("test", "W1", "A"), ("test", "W1", "B"), ("attach", "LEAD1", BASE), ("attach", "LEAD1", CLAMP),
                ("detach", "LEAD1", {"part": "clamp"}), ("detach", "LEAD1", {"part": "base"})],
    "careless": [("test", "W1", "A"), ("test", "W2", {"tool": "SMALL"}), ("attach", "LEAD1", CLAMP), ("attach", "LEAD1", BASE),
                 ("detach", "LEAD1", {"part": "clamp"}), ("detach", "LEAD1", {"part": "base"})],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def judged(path: Path, learner: str) -> dict[str, str]:
    """What was found of each item of the rubric after what this learner did."""
    scenario = bench()
    header = new_header(Session(scenario), rubric=Rubric.loads(RUBRIC).canonical(), learner="p-1")
    with AttemptWriter.create(path, header) as writer:
        made = Session(scenario, recorder=writer)
        made.parts.people.everyone["learner"].holds += ["DET", "SMALL", "LEAD1", "ROD"]
        for verb, on, value in ASKED[learner]:
            said = {"part": value, "tool": "DET"} if verb == "test" and isinstance(value, str) else value
            assert do(made, verb, on, said) == ""
            made.run(10)
        made.end("finished")
    with AttemptReader.open(path) as reader:
        result = mark_attempt(reader)
    return {item.id: item.judgement for item in result.items if item.kind != "order"}


def test_the_careful_one_gets_it_and_the_careless_one_does_not(tmp_path: Path) -> None:
    """Proof, class, every part, order and taking back: each is one ordinary step or rule, and tells the two apart."""
    careful, careless = (judged(tmp_path / f"{name}.attempt", name) for name in ASKED)
    assert set(careful.values()) == {"met"}
    assert {item for item, verdict in careless.items() if verdict == "met"} == {"S2", "S3"}


def test_an_event_of_a_probe_comes_from_its_points(tmp_path: Path) -> None:
    """Waiting for it from anything else is told, like with every other kind of event."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "scenario.yaml").write_text(BENCH, encoding="utf-8")
    for source, told in (("[W1, W2]", False), ("[DET]", True), ("[W1, LEAD1]", True)):
        (tmp_path / "rubric.yaml").write_text(RUBRIC.replace("[W1, W2]", source), encoding="utf-8")
        assert ("wrong_source" in [p.code for p in check_path(tmp_path)]) is told, source
