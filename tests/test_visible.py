"""No character of somebody else's steers the terminal of who reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.scenario.problems import Problem, Span, Text2, render
from engine.terminal import err, out, print_json, progress, whole_table
from engine.visible import escaped, visible

STEERING = "\x00\x07\x08\x0d\x1b\x7f\x85\x9b\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff"
HOSTILE = "\x1b[31m红\x9b2J\u202etxt\r\x07\x00"


def test_what_steers_is_written_out_and_the_rest_stays() -> None:
    """Controls and marks of direction are shown by number; words of any script, line ends and tabs stay."""
    for char in STEERING:
        assert visible(f"a{char}b") == f"aU+{ord(char):04X}b"
    plain = "温度 °C\tnaïve\n[brackets] é 👍 \u200d"
    assert visible(plain) == plain


def test_nothing_printed_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines, tables, headings and bars are all filtered, on both streams."""
    for console in (out, err):
        console.print(HOSTILE)
        console.print(HOSTILE, markup=False, soft_wrap=True)
        table = whole_table(HOSTILE, "b")
        table.add_row(HOSTILE, "1")
        table.title = HOSTILE
        console.print(table)
    with progress() as bar:
        bar.add_task(HOSTILE, total=1.0)
    said = "".join(capsys.readouterr())
    assert "U+202E" in said
    assert not set(said) & set(STEERING)


def test_json_steers_nothing_and_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """Escapes in JSON stand for the very characters."""
    print_json({HOSTILE: [STEERING, "温度"]})
    said = capsys.readouterr().out
    assert not set(said) & set(STEERING)
    assert "温度" in said
    assert json.loads(said) == {HOSTILE: [STEERING, "温度"]}
    assert escaped('"\U000e0041"') == '"\\udb40\\udc41"'


def test_the_underline_stays_below_what_was_written_out(tmp_path: Path) -> None:
    """A mark of direction in a source line takes the columns of its number, and the carets move along."""
    line = "\u202eab: wrong"
    problem = Problem(str(tmp_path / "a.yaml"), Span(0, 5, 0, 10), "x", Text2("错", "bad"), line=line)
    shown, carets = (row.split("| ", 1)[1] for row in render(problem).splitlines()[3:5])
    assert shown[carets.index("^") :] == "wrong"
    assert visible(shown) == shown
