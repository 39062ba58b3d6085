"""Slips inside `{…}` and `[…]`, the commonest of those who write YAML by hand: told where they stand, with the cure."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from engine.scenario import Language, Model, Section
from engine.scenario.errors import SourceError
from engine.scenario.problems import Problem
from engine.scenario.quantity import Duration
from engine.scenario.quotes import unclosed_apostrophe, unclosed_quote
from engine.scenario.source import parse_source


def problems(text: str) -> list[Problem]:
    """What is wrong with ``text``."""
    with pytest.raises(SourceError) as caught:
        parse_source("x.yaml", text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("line", "code", "under", "fix"),
    [
        ("a: {zh: 无, en: No stirring, no dosing}", "bare_key", "no dosing", 'en: "No stirring, no dosing"'),
        ("a: {zh: 升温,加料,保温, en: x}", "bare_key", "加料,保温", 'zh: "升温,加料,保温"'),
        ('a: {en: 5 in. "x", no}', "bare_key", "no", "'5 in. \"x\", no'"),
        ("a: {label：TI-101, reads: T}", "bare_key", "label：TI-101", "`label: TI-101`"),
        ("a: {15 min:4}", "bare_key", "15 min:4", "`15 min: 4`"),
        ("a: {act wear, on: suit}", "bare_key", "act wear", "`act wear: …`"),
        ("a: {label: TI-101，reads: T}", "wide_comma", "，", "`, `"),
        ("a: {zh: 注意: 先停料, en: x}", "second_colon", ":", '`zh: "注意: 先停料"`'),
        ("a: {zh: x, en: Nitration of it: dosing}", "second_colon", ":", '`en: "Nitration of it: dosing"`'),
        ("a: {label: TI-101 reads: T}", "not_closed", ":", "`label: TI-101, reads: …`"),
        ("a: {range: [0 K, 9 K, lag: 1 s, x: 2}", "not_closed", "[", "补上 `]`"),
        ('a: {zh: "硝基"氯苯, en: x}', "after_quotes", "氯", "整段文字"),
        ("a: {zh: 硝化 #2 岗位, en: x}", "comment_inside", "#2 岗位, en: x}", "引号"),
    ],
)
def test_a_slip_in_brackets_comes_with_its_cure(line: str, code: str, under: str, fix: str) -> None:
    """One problem, underlined where the slip stands, and a fix line that can be copied."""
    found = problems(f"first: 1\n{line}\nlast: 2\n")
    assert [p.code for p in found] == [code]
    assert found[0].span.line == 1
    assert found[0].line[found[0].span.col : found[0].span.end_col] == under
    assert found[0].fix is not None
    assert fix in found[0].fix.zh


@pytest.mark.parametrize("line", ["a: {b: , c: 1}", "a: {b: , }", "a:\n  b:\n  c: 1", "a: {}", "a: {b: null}"])
def test_an_entry_left_empty_behind_its_colon_is_no_slip_of_brackets(line: str) -> None:
    """Only a key without a colon is taken for the rest of a text."""
    assert parse_source("x.yaml", f"{line}\n").data["a"] is not None


def test_a_quote_left_open_is_told_where_it_opens() -> None:
    """However far below the parser stumbles, the line with the slip is named."""
    lines = ['title: "Two', *(f"k{n}: {n}" for n in range(300)), 'unit: "%"', "end: 1", ""]
    [found] = problems("\n".join(lines))
    assert (found.code, found.span.line, found.span.col) == ("not_closed", 0, 7)


@pytest.mark.parametrize("lines", [['a: "one', '  two"', "b: %x"], ["a: it's 5\" wide", "b: x"], ['# say "hi', "b: x"]])
def test_quotes_that_are_sound_are_not_taken_for_open_ones(lines: list[str]) -> None:
    """A text over several lines, an inch sign inside a plain text and a comment open no quote."""
    assert unclosed_quote(lines, len(lines)) is None


class _Task(Model):
    at: tuple[float, float, float] = Field((0.0, 0.0, 0.0), description="位置 / place")
    share: float = Field(0.0, le=1.0, description="占比 / share")
    during: tuple[str, str] = Field(("a", "b"), description="时段 / window")
    words: Annotated[list[str], Field(min_length=2)] = Field(["a", "b"], description="词 / words")
    time: Duration = Field(0, description="用时 / time")


@pytest.mark.parametrize(
    ("entry", "said", "fix"),
    [
        ("at: [1.5, 2]", "缺少第 3 项", ""),
        ("share: 40", "不大于", "`0.4`"),
        ("share: 400", "不大于", "占比"),
        ("words: [S9，end]", "至少 2 项", "全角逗号"),
        ("time: 1 h 30 min", "一个单位", "`90 min`"),
        ("time: 6:00", "不是钟点", "`6 h`"),
        ("time: 6 min，", "不是可用的单位", "全角逗号"),
        ("time: 6 C", "这里要时间", "`s`"),
    ],
)
def test_a_value_out_of_shape_comes_with_its_cure(entry: str, said: str, fix: str) -> None:
    """What teachers write by habit is answered with what to write here."""
    language = Language([Section("task", _Task, required=True)], file_name="x.yaml")
    [found] = language.checks(f"schema: 1\ntask:\n  {entry}\n", "x.yaml")
    assert said in found.text.zh
    assert fix in (found.fix.zh if found.fix else "")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["a: 1", "at: '{x: 1}", 'when: "s == \'b\'"'], (1, 4)),
        (["a: 'whole'", "b: it's fine", 'c: "s == \'b\'"', "d: 1  # don't"], None),
        (["a: ['one', 'two]", "b: 1"], (0, 11)),
        (["a: 'it''s'", "b: 1"], None),
    ],
)
def test_an_apostrophe_left_open_is_found_where_it_opens(lines: list[str], found: tuple[int, int] | None) -> None:
    """Only one that opens a value counts, not those of words, comments and quoted texts."""
    assert unclosed_apostrophe(lines, len(lines)) == found
