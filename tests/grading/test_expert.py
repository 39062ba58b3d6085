"""The run to learn from: which one is taken, that it really runs, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.session.lineage import open_lineage
from engine.testing import tiny_kind
from grading.expert import Expert, NoExpert, play_expert
from tests.grading.reports.tiny_day import late, write_folder


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "tiny")


def played(path: Path, folder: Path | None) -> Expert | NoExpert:
    with open_lineage(path) as attempt:
        return play_expert(attempt, folder)


def test_the_expert_is_played_and_marked(folder: Path, tmp_path: Path) -> None:
    """It runs to its end under the attempt's own rubric, every recorded value and event is there, and it did well."""
    shares: list[float] = []
    with open_lineage(late(folder, tmp_path / "a")) as attempt:
        expert = play_expert(attempt, folder, shares.append)
    assert isinstance(expert, Expert)
    assert expert.name == "expert"
    assert expert.result.total == 100
    assert expert.result.how == "finished"
    signal = expert.signal("TI1")
    assert signal is not None
    assert len(signal[0]) == len(signal[1]) > 50
    assert max(signal[1]) > 80
    assert [a.verb for a in expert.actions if a.actor == "learner"] == ["start", "read", "stop", "stop"]
    assert any(event.kind == "alarm" for event in expert.events)
    assert all(0.0 <= share <= 1.0 for share in shares)


def test_the_run_that_met_the_same_fault_is_taken(folder: Path, tmp_path: Path) -> None:
    """Who met a fault sees somebody meet it; a poor run is never one to learn from."""
    expert = played(late(folder, tmp_path / "a", fault=True), folder)
    assert isinstance(expert, Expert)
    assert expert.name == "broken"


def test_playing_it_twice_gives_the_same(folder: Path, tmp_path: Path) -> None:
    """Nothing of the moment gets into it."""
    path = late(folder, tmp_path / "a")
    one, two = played(path, folder), played(path, folder)
    assert isinstance(one, Expert)
    assert isinstance(two, Expert)
    assert one.result.canonical() == two.result.canonical()
    assert (one.values == two.values).all()


def test_where_there_is_none_the_reason_is_said(folder: Path, tmp_path: Path) -> None:
    """No folder, another version, another starting point, a run that cannot be read: a sentence, no error."""
    path = late(folder, tmp_path / "a")
    told = []
    told.append(played(path, None))
    scenario = folder / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")
    told.append(played(path, folder))
    scenario.write_text(text, encoding="utf-8")
    runs = sorted((folder / "runs").glob("*.yaml"))
    for run in runs:
        run.write_text(
            run.read_text(encoding="utf-8").replace("  duration", "  start: warm\n  duration"), encoding="utf-8"
        )
    told.append(played(path, folder))
    runs[0].write_text("run: [", encoding="utf-8")
    told.append(played(path, folder))
    for one in told:
        assert isinstance(one, NoExpert)
        assert one.why.zh
        assert one.why.en
    assert "1.1.0" in told[1].why.zh  # type: ignore[union-attr]
