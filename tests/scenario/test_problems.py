"""How a problem is shown: the caret stands under what is wrong, whatever the line holds."""

from __future__ import annotations

import pytest

from engine.scenario.problems import Problem, Span, Text2, display_width, render, render_all


def problem(line: str, start: int, end: int, number: int = 0) -> Problem:
    return Problem("a.yaml", Span(number, start, number, end), "code", Text2("错", "wrong"), None, "error", line)


def caret(line: str, start: int, end: int) -> tuple[int, int]:
    """First column and width of the carets as a terminal shows them, from the first column of the line."""
    out = render(problem(line, start, end)).split("\n")
    shown, carets = out[3][len("1 | ") :], out[4][len("  | ") :]
    assert display_width(carets.lstrip()) <= display_width(shown) + 1
    return len(carets) - len(carets.lstrip()), len(carets.strip())


@pytest.mark.parametrize(
    ("line", "part", "column", "width"),
    [
        ("abc: def", "def", 5, 3),
        ("介质: 液氮", "液氮", 6, 4),
        ("介质: 液氮", ":", 4, 1),
        ("\ta: 1", "1", 7, 1),
        ("ab\tc", "c", 4, 1),
        ("e\u0301: x", "x", 3, 1),
        ("：：x", "x", 4, 1),
        ("😀 x", "x", 3, 1),
    ],
)
def test_the_caret_stands_under_the_wrong_part(line: str, part: str, column: int, width: int) -> None:
    """Wide characters take two columns, combining marks none, tabs fill up to the next stop."""
    start = line.index(part)
    assert caret(line, start, start + len(part)) == (column, width)


@pytest.mark.parametrize("start", [0, 10, 300, 900, 995])
def test_a_long_line_is_clipped_around_the_caret(start: int) -> None:
    """However long the line, the part in question is shown and pointed at."""
    line = "中" * start + "XYZ" + "文" * (1000 - start)
    out = render(problem(line, start, start + 3)).split("\n")
    shown, carets = out[3][len("1 | ") :], out[4][len("  | ") :]
    column = len(carets) - len(carets.lstrip())
    assert display_width(shown[: shown.index("XYZ")]) == column
    assert display_width(shown) <= 116


def test_a_place_past_the_end_of_the_line_is_still_shown() -> None:
    """A missing piece is pointed at where it should stand."""
    assert caret("abc", 3, 4) == (3, 1)
    assert caret("", 0, 1) == (0, 1)


def test_a_problem_over_several_lines_underlines_the_first() -> None:
    """Only the first line is printed, underlined to its end."""
    many = Problem("a.yaml", Span(4, 2, 9, 0), "code", Text2("错", "wrong"), None, "error", "  abc   ")
    assert render(many).split("\n")[4].endswith(" |   ^^^")


def test_both_languages_and_the_count() -> None:
    """The report is whole in either language and ends with how many there are."""
    fix = Text2("改", "mend")
    one = Problem("a.yaml", Span(0, 0, 0, 1), "c", Text2("错", "wrong"), fix, "warning", "x")
    assert "警告[c]: 错" in render_all([one], "zh")
    assert "提示：改" in render_all([one], "zh")
    assert "0 个错误，1 个警告" in render_all([one], "zh")
    assert "warning[c]: wrong" in render_all([one], "en")
    assert "help: mend" in render_all([one], "en")


def test_plain_data_counts_from_one() -> None:
    """Editors and --json count lines and columns from 1."""
    data = problem("abc", 1, 2, number=4).as_dict()
    assert (data["line"], data["column"], data["end_column"], data["severity"]) == (5, 2, 3, "error")
