"""The list of scenarios: everything that ships, and an honest line for what cannot be read."""

from __future__ import annotations

from pathlib import Path

from engine.session.listing import list_scenarios


def test_every_shipped_scenario_can_be_started() -> None:
    """What ships is listed with its title in both languages and no problem."""
    listed = list_scenarios()
    assert listed
    for entry in listed:
        assert entry.problem is None
        assert entry.title.zh
        assert entry.title.en
        assert entry.minutes


def test_a_broken_scenario_is_listed_with_its_place(tmp_path: Path) -> None:
    """A file that cannot be read does not hide the others: it is listed with file, line and what is wrong."""
    folder = tmp_path / "chemical" / "broken"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text("meta:\n  id: A\n  id: B\n", encoding="utf-8")
    (entry,) = list_scenarios([folder])
    assert entry.id == "chemical/broken"
    assert entry.problem is not None
    assert entry.problem.zh.startswith("scenario.yaml:3 ")
    assert entry.problem.en.startswith("scenario.yaml:3 ")
    assert entry.problem.zh != entry.problem.en
