"""The checks owners share: names, cycles, windows, spans, translations."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import RootModel

from engine.scenario import Language, Scenario, Section
from engine.scenario.lint import find_cycle, names_exist, names_unique, within_span
from engine.scenario.problems import Text2
from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from tests.scenario.sample_language import GOOD, LANGUAGE


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "fix"),
    [
        ("tag: TI101\n    low", "tag: TI1O1\n    low", "unknown_name", 28, "TI101"),
        ("    low: 5 degC", "    low: 5 degC\n    high: 3 degC", "impossible_window", 29, "写反"),
        ("high: 65 degC", "high: 265 degC", "outside_span", 22, "量程"),
        ("level: high", "level: high\n    after: cold", "cycle", 26, "去掉"),
        ("en: temperature high", "en: ''", "missing_translation", 26, "en: …"),
        ("when: TI101 > 60 degC", "when: TI101 > 60 K", "kelvin", 24, "60 degC"),
    ],
)
def test_what_lint_finds(old: str, new: str, code: str, line: int, fix: str) -> None:
    """Each check names the line and says what to do."""
    (problem,) = LANGUAGE.checks(GOOD.replace(old, new, 1), "x.yaml")
    assert (problem.code, problem.span.line + 1) == (code, line)
    assert problem.fix is not None
    assert fix in problem.fix.zh


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3), max_size=9))
def test_a_cycle_is_found_if_and_only_if_there_is_one(graph: dict[int, list[int]]) -> None:
    """The reported cycle really is one; without a report the names can be put in order."""
    named = {str(n): [str(c) for c in children] for n, children in graph.items()}
    cycle = find_cycle(named)
    if cycle is not None:
        assert cycle[0] == cycle[-1]
        assert all(b in named[a] for a, b in pairwise(cycle))
        return
    left = dict(named)
    while left:
        free = [n for n, children in left.items() if not any(c in left for c in children)]
        assert free
        for n in free:
            del left[n]


def test_a_slip_in_a_declaration_is_found_there() -> None:
    """Several uses of an undefined name and one unused look-alike: the look-alike is told, and not what follows from it."""

    class Parts(RootModel[dict[str, list[str]]]):
        pass

    def lint(scenario: Scenario, reporter: Reporter) -> None:
        parts = scenario["parts"].root
        names_exist([(("parts", k, i), n) for k, v in parts.items() for i, n in enumerate(v)], parts, reporter)

    language = Language([Section("parts", Parts, lint=lint)])
    twice = language.checks("schema: 1\nparts:\n  gaet: []\n  door: [gate]\n  wall: [gate, door, wall]\n")
    assert [(p.code, p.span.line) for p in twice] == [("misspelt_declaration", 2)]
    assert "2 处却没有定义（第 4、5 行）" in twice[0].text.zh
    assert twice[0].fix is not None
    assert "`gate`" in twice[0].fix.zh
    once = language.checks("schema: 1\nparts:\n  gaet: []\n  door: [gate]\n  wall: [door, wall]\n")
    assert [p.code for p in once] == ["unknown_name"]
    other = language.checks("schema: 1\nparts:\n  gaet: []\n  door: [gate, dor]\n  wall: [gate, door, wall]\n")
    assert [p.code for p in other] == ["misspelt_declaration", "unknown_name"], "what does not follow from it is kept"
    used = language.checks("schema: 1\nparts:\n  gaet: []\n  door: [gate]\n  wall: [gate, gaet]\n")
    assert [p.code for p in used] == ["unknown_name", "unknown_name"]


def test_a_slip_used_with_what_follows_a_dot_is_told_once() -> None:
    """`GENERATOR1.on` and its root both resemble the declaration: one line tells it, always by the root."""

    class Parts(RootModel[dict[str, list[str]]]):
        pass

    def lint(scenario: Scenario, reporter: Reporter) -> None:
        parts = scenario["parts"].root
        names_exist([(("parts", k, i), n) for k, v in parts.items() for i, n in enumerate(v)], parts, reporter)

    things = ["GENERATOR", "CONDENSER", "SEPARATOR", "DISTILLER", "SCRUBBING"]
    lines = [f"  {thing}2: []\n  {thing.lower()}: [{thing}1.on, {thing}1.on]\n" for thing in things]
    users = f"  all: [all, {', '.join(thing.lower() for thing in things)}]\n"
    found = Language([Section("parts", Parts, lint=lint)]).checks(f"schema: 1\nparts:\n{''.join(lines)}{users}")
    assert {p.code for p in found} == {"misspelt_declaration"}
    said = sorted(p.text.zh.split("（")[0] for p in found)
    assert said == sorted(f"`{thing}2` 没有被用到，而 `{thing}1` 用了 2 处却没有定义" for thing in things)


def test_a_long_chain_is_no_trouble() -> None:
    """A thousand names in a row are followed without recursion."""
    graph = {str(n): [str(n + 1)] for n in range(5000)}
    assert find_cycle(graph) is None
    assert find_cycle({**graph, "5000": ["0"]}) is not None


def test_repeated_names_are_reported_with_the_first_place() -> None:
    """The second of two equal names is the wrong one, and the message says where the first is."""
    source = parse_source("x.yaml", "steps:\n  - {id: a}\n  - {id: b}\n  - {id: a}\n")
    reporter = Reporter(source)
    assert not names_unique(((("steps", i, "id"), s["id"]) for i, s in enumerate(source.data["steps"])), reporter)
    (problem,) = reporter.problems
    assert problem.span.line == 3
    assert "第 2 行" in problem.text.zh


def test_sound_names_and_values_say_nothing() -> None:
    """Helpers answer True and stay silent when all is well."""
    reporter = Reporter(parse_source("x.yaml", "a: TI101\n"))
    assert names_exist([(("a",), "TI101")], {"TI101"}, reporter, Text2("标签", "tag"))
    assert within_span(0.0, 0.0, 1.0, ("a",), reporter)
    assert reporter.problems == []
    assert not reporter.has_errors


def test_a_place_inside_quotes_is_underlined() -> None:
    """An offset into a quoted value points at the characters as written."""
    reporter = Reporter(parse_source("x.yaml", 'when: "a > 温度"\n'))
    reporter.error(("when",), "错", "wrong", at=(4, 6))
    span = reporter.problems[0].span
    assert (span.col, span.end_col) == (11, 13)


def test_a_block_is_named_by_its_key() -> None:
    """A problem with a whole group underlines its key, or the key itself on request."""
    reporter = Reporter(parse_source("x.yaml", "group:\n  a: 1\n  b: 2\n"))
    reporter.warning(("group",), "错", "wrong")
    reporter.error(("group", "b"), "错", "wrong", part="key")
    assert [(p.span.line, p.span.col, p.span.end_col) for p in reporter.problems] == [(0, 0, 5), (2, 2, 3)]
