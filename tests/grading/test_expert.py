"""The run to learn from: which one is taken, that it really runs, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.session.lineage import open_lineage
from engine.state import pack
from engine.testing import tiny_kind
from grading.expert import Expert, NoExpert, _choose, play_expert
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


def test_the_fault_that_came_decides_before_the_start(folder: Path) -> None:
    """A drill that is only like another start gets the run that met its fault there, not the drill of another seed."""
    points = {
        "cold": {"like": "", "values": {}},
        "warm": {"like": "cold", "values": {"H1.T": 70}},
        "drill": {"like": "warm"},
    }
    body = pack({"start": {"default": "cold", "points": points}, "faults": {"F1": {"does": [{"set": "H1.broken"}]}}})
    header = SimpleNamespace(scenario=body, extra={"start": "drill"})
    begun = {
        "met": ("broken", "start: warm", ""),
        "seeded": ("expert", "start: drill", "F2"),
        "elsewhere": ("broken", "", ""),
    }
    for name, (like, start, drawn) in begun.items():
        text = (folder / "runs" / f"{like}.yaml").read_text(encoding="utf-8")
        text = text.replace("  duration", f"  {start}\n  duration") if start else text
        text += f"  events: [{{kind: fault, source: {drawn}}}]\n" if drawn else ""
        (folder / "runs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    chosen = {fault: _choose(folder, header, {fault} - {""}) for fault in ("F1", "F2", "")}
    assert {fault: one[0] if one else None for fault, one in chosen.items()} == {
        "F1": "met",
        "F2": "seeded",
        "": "seeded",
    }


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
