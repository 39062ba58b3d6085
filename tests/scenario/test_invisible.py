"""Characters nobody sees are told where they stand, however they were written."""

from __future__ import annotations

import pytest

from tests.scenario.sample_language import GOOD, LANGUAGE


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"温\\x07度"', "U+0007"),
        ('"温\\u202e度"', "U+202E"),
        ("温\u200b度", "U+200B"),
        ('"温\\e[31m度"', "U+001B"),
        ('"a\\0"', "U+0000"),
    ],
)
def test_an_invisible_character_is_told_at_its_text(written: str, code: str) -> None:
    """Escaped or pasted: an error at the text, naming the character."""
    text = GOOD.replace("温度高", written, 1)
    (problem,) = [p for p in LANGUAGE.checks(text, "x.yaml") if p.code == "control_character"]
    assert problem.severity == "error"
    assert code in problem.text.zh
    assert "温" in problem.line or "a" in problem.line
    assert problem.line[problem.span.col : problem.span.end_col].strip('"') == written.strip('"')


@pytest.mark.parametrize("written", ['"温度\\n高"', '"温\\t度"', '"C:\\\\x"', "温度　高", "é", "10 °C · ½"])
def test_what_can_be_seen_is_left_alone(written: str) -> None:
    """Line breaks, tabs, real backslashes and wide blanks are no control characters."""
    problems = LANGUAGE.checks(GOOD.replace("温度高", written, 1), "x.yaml")
    assert [p.code for p in problems if p.code == "control_character"] == []
