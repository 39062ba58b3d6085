"""Marks from sessions and files: live, after a rewind and from the file they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.session.attempt.reader import AttemptReader
from engine.session.desk import KeptAttempt, open_attempt
from engine.session.lineage import open_lineage
from engine.session.replay import rewind
from engine.testing import tiny_kind, tiny_scenario
from grading.marked import final_findings, mark_file, watch
from grading.rubric import Rubric
from tests.session.resume_worker import RUBRIC


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def rubric(tmp_path: Path) -> Rubric:
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    return Rubric.load(tmp_path / "rubric.yaml")


def begin(folder: Path, rubric: Rubric, **more: object) -> KeptAttempt:
    return open_attempt(
        folder, folder, rubric=rubric.canonical(), scenario=tiny_scenario(), mode="practise", **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_mark_at_the_bell_is_the_mark_of_the_file(tmp_path: Path, rubric: Rubric) -> None:
    """Live and from the file agree item by item, hints and their cost included."""
    kept = begin(tmp_path, rubric)
    marker = watch(kept.session, rubric)
    kept.session.request("learner", "start", "H1")
    kept.session.request("learner", "ask", "HELP", 1)
    kept.session.run(700)
    assert [f.item for f in kept.session.frame().findings] == [i.id for i in rubric.items]
    kept.close()
    live, stored = marker.result(), mark_file(kept.path).result
    assert live.hints.cost > 0
    assert (live.total, live.items) == (stored.total, stored.items)


def test_a_rewound_session_knows_what_came_before(tmp_path: Path, rubric: Rubric) -> None:
    """After a rewind, mark, messages, events and trends go back beyond it, and nothing is recorded twice."""
    first = begin(tmp_path, rubric)
    first.session.request("learner", "start", "H1")
    first.session.run(700)
    first.close()
    with AttemptReader.open(first.path) as reader:
        parent = rewind(reader, 650)
    second = begin(tmp_path, rubric, parent=parent)
    marker = watch(second.session, rubric, first.path)
    frame = second.session.frame()
    assert [m.text.en for m in frame.messages][:1] == ["Go"]
    assert any(e.kind == "message" for e in frame.events)
    times, values = second.session.trend("TI1", 60)
    assert len(times) == len(values)
    assert times[0] <= 1.0 < second.session.seconds
    second.session.run(100)
    second.close()
    with AttemptReader.open(second.path) as reader:
        assert all(e.tick >= parent.tick for e in reader.events())
    marked = mark_file(second.path)
    assert marked.missing == ""
    assert (marker.result().total, marker.result().items) == (marked.result.total, marked.result.items)


def test_evidence_means_one_thing_after_a_rewind(tmp_path: Path, rubric: Rubric) -> None:
    """Actions and events are numbered on through a rewind: no number twice, each naming the deed it rests on."""
    first = begin(tmp_path, rubric)
    first.session.request("learner", "read", "TI1")
    first.session.run(700)
    first.close()
    with AttemptReader.open(first.path) as reader:
        parent = rewind(reader, 650)
    second = begin(tmp_path, rubric, parent=parent)
    marker = watch(second.session, rubric, first.path)
    second.session.request("learner", "start", "H1")  # its seq is 0 again
    second.session.run(100)
    second.close()
    with open_lineage(second.path) as lineage:
        actions = lineage.actions()
    assert [action.seq for action in actions][:2] == [0, 0]
    live, stored = marker.result().item("S1"), mark_file(second.path).result.item("S1")
    assert live.evidence == stored.evidence
    assert stored.evidence[0].refs == ("a1",)
    assert (actions[1].verb, actions[1].on) == ("start", "H1")


def test_what_help_cost_is_among_the_losses(tmp_path: Path, rubric: Rubric) -> None:
    """Losses shown to the learner add up to what is missing, so help stands among them with its price."""
    kept = begin(tmp_path, rubric)
    watch(kept.session, rubric)
    for _ in range(2):
        kept.session.request("learner", "ask", "HELP", 1)
    kept.session.run(100)
    kept.close()
    result = mark_file(kept.path).result
    told = [f for f in final_findings(result) if f.item == "HELP"]
    assert [(f.points, f.what.of("zh")) for f in told] == [(-result.hints.cost, "使用提示 2 次")]
    assert result.hints.cost > 0


def test_findings_come_by_weight(tmp_path: Path, rubric: Rubric) -> None:
    """The learner sees the dearest mistake first; what is worse never stands behind what is lighter."""
    kept = begin(tmp_path, rubric)
    watch(kept.session, rubric)
    kept.session.run(100)
    kept.close()
    result = mark_file(kept.path).result
    findings = final_findings(result)
    lost = {item.id: item.lost for item in result.items}
    assert [lost[f.item] for f in findings] == sorted(lost.values(), reverse=True)
    assert {f.item for f in findings} == set(lost)
    for finding in findings:
        if finding.judgement == "met" and lost[finding.item] == 0:
            assert finding.severity == "info"
        elif finding.judgement == "missing" and lost[finding.item] >= 5:
            assert finding.severity in ("major", "critical")
