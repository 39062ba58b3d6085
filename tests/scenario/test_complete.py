"""Sections that are completed from others: before any lint, embedded as completed, and never in the way of a message."""

from __future__ import annotations

from typing import Any

import pytest

from engine.scenario.document import Scenario
from engine.scenario.errors import SourceError
from engine.scenario.language import Language, Section
from engine.scenario.model import Model
from engine.scenario.reporter import Reporter
from engine.scenario.text import Text


class Base(Model):
    """How many."""

    n: int


class Listed(Model):
    """Numbers, written or counted up to those of the base."""

    numbers: tuple[int, ...] = ()
    count: bool = False


def counted(scenario: Scenario, reporter: Reporter) -> Any:
    section, n = scenario["listed"], scenario["base"].n
    if not section.count:
        return section
    if n > 3:
        reporter.error(("listed", "count"), "太多", "too many", code="many")
        return section
    assert n >= 0
    return Listed(numbers=tuple(range(n)))


def seen(scenario: Scenario, reporter: Reporter) -> None:
    if scenario["listed"].numbers == (0, 1):
        reporter.warning(("listed",), "两个", "two of them", code="two")


LANGUAGE = Language(
    [Section("base", Base, title=Text(zh="基", en="base")), Section("listed", Listed, lint=seen, complete=counted)]
)


def test_lints_and_copies_see_the_completed_section() -> None:
    """A lint sees what was worked out, and the canonical form has it, not the wish for it."""
    scenario = LANGUAGE.loads("schema: 1\nbase: {n: 2}\nlisted: {count: true}\n")
    assert scenario["listed"].numbers == (0, 1)
    assert [p.code for p in scenario.warnings] == ["two"]
    assert LANGUAGE.from_canonical(scenario.canonical()) == scenario


def test_what_cannot_be_completed_is_told_at_its_place() -> None:
    """A problem found while completing is one of the file."""
    with pytest.raises(SourceError) as caught:
        LANGUAGE.loads("schema: 1\nbase: {n: 9}\nlisted: {count: true}\n")
    assert [(p.code, p.span.line) for p in caught.value.problems] == [("many", 2)]


def test_a_wrong_section_comes_first() -> None:
    """Where a section that is asked for is wrong, only that is told."""
    with pytest.raises(SourceError) as caught:
        LANGUAGE.loads("schema: 1\nbase: {n: two}\nlisted: {count: true}\n")
    assert {p.span.line for p in caught.value.problems} == {1}


def test_a_mistake_of_ours_is_not_hidden() -> None:
    """An exception while completing a sound file is a fault of the program and is raised; one that a mistake of the author may
    explain leaves the word to that mistake.
    """
    text = "schema: 1\nbase: {n: -1}\nlisted: {count: true}\n"
    with pytest.raises(AssertionError):
        LANGUAGE.loads(text)
    assert {p.code for p in LANGUAGE.checks(text + "lisded: 1\n")} == {"unknown_section"}
