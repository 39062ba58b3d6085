"""The words of the program in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from engine.strings import Strings, StringsError, load_strings

VIEW = Path(__file__).parents[2] / "engine" / "view"
CALL = re.compile(r"""\bt(?:\.get)?\(\s*f?["']([a-z_.]+)["']""")
BUILT = re.compile(r"""\bt(?:\.get)?\(\s*f["']([a-z_.]+)\{""")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    """A key that is in one language is in the other."""
    assert set(load_strings("zh")) == set(load_strings("en"))


def test_both_languages_fill_in_the_same_names() -> None:
    """A translation takes the same values as its original, so that filling it in cannot fail."""
    zh, en = load_strings("zh"), load_strings("en")
    assert [key for key in zh if _fields(zh(key)) != _fields(en(key))] == []


@pytest.mark.parametrize("path", sorted(VIEW.rglob("*.py")), ids=lambda path: path.stem)
def test_every_key_used_in_code_exists(path: Path) -> None:
    """No panel asks for a word that is not in the files."""
    known = load_strings("zh")
    assert [key for key in CALL.findall(path.read_text("utf-8")) if "." in key and key not in known] == []


@pytest.mark.parametrize("path", sorted(VIEW.rglob("*.py")), ids=lambda path: path.stem)
def test_every_family_of_keys_used_in_code_exists(path: Path) -> None:
    """A key made from data (a state, a page) belongs to a family that has words."""
    known = list(load_strings("zh"))
    families = BUILT.findall(path.read_text("utf-8"))
    assert [f for f in families if not any(key.startswith(f) for key in known)] == []


def test_an_unknown_key_names_the_file_to_mend() -> None:
    """The developer is told where the word is missing."""
    with pytest.raises(StringsError, match=r"assets/strings/zh\.yaml has no key alarm\.nothing"):
        load_strings("zh")("alarm.nothing")


def test_yes_and_no_are_words(tmp_path: Path) -> None:
    """YAML's guesses about on, yes and numbers do not touch translations."""
    (tmp_path / "zh.yaml").write_text("state:\n  on: yes\n  n: 12\n", "utf-8")
    words = load_strings("zh", tmp_path)
    assert (words("state.on"), words("state.n")) == ("yes", "12")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """A program folder that was copied incompletely is recognised."""
    with pytest.raises(StringsError, match="copy the program folder again"):
        load_strings("zh", tmp_path / "nowhere")


def test_values_are_filled_in() -> None:
    """Names in braces take the values given."""
    assert Strings("en", {"a": "{n} of {of}"})("a", n=1, of=2) == "1 of 2"
