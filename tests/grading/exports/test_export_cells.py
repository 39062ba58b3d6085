"""The little that every file is made of: numbers, text, names of files, words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.strings import load_strings
from grading.exports.cells import clean, file_name, harmless, number, one_line
from grading.exports.words import FOLDER


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (0.0, "0"), (-0.0, "0"), (-0.001, "0"), (100, "100"), (99.996, "100"), (87.25, "87.25"),
     (1 / 3, "0.33"), (10, "10"), (-2.5, "-2.5"), (12345678.5, "12345678.5")],
)  # fmt: skip
def test_numbers_have_a_point_and_no_more_than_two_decimals(value: float | None, text: str) -> None:
    """Whatever the locale; no minus zero, no trailing zeros, no exponent."""
    assert number(value) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@＝\t\r\n \ufeff\u200b'a\x00\ud800\\")) | st.text())
def test_harmless_text_runs_nowhere_and_loses_nothing_visible(text: str) -> None:
    """Guarded text never begins like a formula, can be encoded, and is the text with at most an apostrophe before it."""
    guarded = harmless(text)
    assert not re.match(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]", guarded)
    assert not guarded.startswith(("\t", "\n", "\r"))
    assert guarded.removeprefix("'" if guarded != clean(text) else "") == clean(text)
    clean(text).encode()
    assert "\n" not in one_line(text)


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=3))
def test_names_of_files_are_those_windows_takes(parts: list[str]) -> None:
    """No reserved sign or name, no blank or dot at the end, short enough for every file system."""
    name = file_name(*parts, suffix=".csv")
    stem = name.removesuffix(".csv")
    assert stem
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', name)
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", stem)
    assert stem == stem.strip(" .")
    assert len(name.encode()) < 200


def test_words_of_exports_are_complete_and_used() -> None:
    """Both languages have the same keys with the same names to fill in, and every key is used."""
    zh, en = (load_strings(lang, FOLDER) for lang in ("zh", "en"))
    assert list(zh) == list(en)
    folder = Path(__file__).parents[3] / "grading" / "exports"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    families = (
        "party.",
        "why.",
        "which.",
        "moodle.",
        "head.username",
        "head.email",
        "about.confirmed_only",
        "about.with_",
    )
    for key in zh:
        assert sorted(re.findall(r"{(\w+)}", zh(key))) == sorted(re.findall(r"{(\w+)}", en(key))), key
        assert key.startswith(families) or re.search(rf"[\"']{key}[\"']", source), f"{key} is not used"
