"""Where things are, and writing files whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.paths import find_scenario, refuse_record, scenario_folders, user_folder, write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle leaves the old file and no draft."""
    target = tmp_path / "report.html"
    write_whole(target, b"old")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"a new report")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("name", ["a.attempt", "a.ATTEMPT", "book.db", "a.attempt-wal", "unnamed", "unnamed-wal", "."])
def test_nothing_is_written_in_the_place_of_a_record(tmp_path: Path, name: str) -> None:
    """Attempts, grade books and what lies beside them are known by their name or their content, and stay."""
    (tmp_path / "unnamed").write_bytes(b"SQLite format 3\0 and more")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StorageError):
        write_whole(Path() if name == "." else tmp_path / name, b"a page")
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "unnamed").read_bytes().startswith(b"SQLite")
    refuse_record(tmp_path / "report.html")


def test_scenarios_are_found_by_path_and_by_name(tmp_path: Path) -> None:
    """As a folder, as domain/name, as a bare name; nothing for what is not there."""
    folder = scenario_folders()[0]
    assert find_scenario(str(folder)) == folder
    assert find_scenario(f"{folder.parent.name}/{folder.name}") == folder
    assert find_scenario(folder.name) == folder
    assert find_scenario(str(tmp_path)) is None


def test_the_user_folder_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SHIXUN_HOME says where a user's files go."""
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path))
    assert user_folder() == tmp_path
