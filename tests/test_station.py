"""What a PC remembers of its learner."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.station import forget_learner, is_code, remember_learner, remembered_learner, station_file


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SHIXUN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("code", ["hx24-07", "A", "a.b_c-9", "x" * 40])
def test_codes(code: str) -> None:
    """Letters, digits and - _ . up to 40 are a code."""
    assert is_code(code)


@pytest.mark.parametrize("text", ["", "张三", "a b", "x" * 41, "a/b", "７", "a\n", "é"])
def test_no_codes(text: str) -> None:
    """Names, spaces, paths and digits of other scripts are none."""
    assert not is_code(text)


def test_a_code_is_remembered_until_it_is_forgotten() -> None:
    """The last code stands there next time; after clearing nobody does, also the second time."""
    assert remembered_learner() == ""
    remember_learner("hx24-07")
    remember_learner("hx24-08")
    assert remembered_learner() == "hx24-08"
    forget_learner()
    forget_learner()
    assert remembered_learner() == ""


def test_what_is_no_code_is_not_remembered() -> None:
    """A name never reaches the file."""
    with pytest.raises(ValueError, match="not a learner's code"):
        remember_learner("张三")
    assert not station_file().exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"learner": 7}', '{"learner": "张三"}', "[" * 9000])
def test_a_damaged_file_counts_as_nobody(text: str) -> None:
    """Whatever stands in the file, the program starts."""
    station_file().parent.mkdir(parents=True)
    station_file().write_text(text, encoding="utf-8")
    assert remembered_learner() == ""


def test_a_place_that_cannot_be_written_is_told(home: Path) -> None:
    """Not being able to remember is an error in both languages, not a crash."""
    home.write_text("a file")
    with pytest.raises(StorageError, match=r"代号没有记住.*could not be kept"):
        remember_learner("hx24-07")
