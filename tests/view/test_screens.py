"""The ``screens`` section and the catalogue of symbols."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source, read_source
from engine.session.screens import Element, ScreensSection, lint
from engine.view import symbols
from engine.view.symbols import BASIC_KINDS, SYMBOLS
from tests.view.fake_port import FakePort

HERE = Path(__file__).parent
TEXT = """
screens:
  normal: {TI101A: [62 degC, 58 degC]}
  pages:
    one:
      title: {zh: 一, en: One}
      lines: [{path: [[0, 0], [1, 1]], flow: FI1O1}]
      elements: [{kind: value, tag: TI101A, at: [1, 1], on: P1O1}]
      trends: [{title: {zh: 趋, en: T}, tags: [TI999]}]
"""


def test_lint_names_what_does_not_exist_and_what_was_meant() -> None:
    """Unknown tags and objects are reported where they stand, with the nearest name; bands upside down too."""
    source = parse_source("x.yaml", TEXT)
    reporter = Reporter(source)
    port = FakePort()
    lint(ScreensSection.model_validate(source.data["screens"]), {tag.id: tag for tag in port.tags}, port.operables, reporter)
    found = {(p.code, p.span.line + 1, p.fix.en if p.fix else "") for p in reporter.problems}
    assert {("unknown_tag", 7, "did you mean `FI101`?"), ("unknown_tag", 8, "did you mean `P101`?")} <= found
    assert {code for code, _, _ in found} == {"unknown_tag", "empty_band"}
    assert any(line == 9 for _, line, _ in found)


def test_a_whole_section_passes() -> None:
    """The pages of the tests have no problems of their own."""
    source = read_source(HERE / "nitration.yaml")
    reporter = Reporter(source)
    port = FakePort()
    lint(ScreensSection.model_validate(source.data["screens"]), {tag.id: tag for tag in port.tags}, port.operables, reporter)
    assert reporter.problems == []


@pytest.mark.parametrize("wrong", [{"turn": 45}, {"at": [1]}, {"size": [0, 1]}, {"colour": "red"}])
def test_an_element_takes_nothing_it_does_not_know(wrong: dict[str, object]) -> None:
    """A slip in an element is an error, not a silent default."""
    with pytest.raises(ValidationError):
        Element.model_validate({"kind": "value", "at": [1, 1], **wrong})


def test_an_unknown_symbol_is_named_with_what_was_meant() -> None:
    """A slip in a kind would draw nothing; lint finds it and says which was probably meant."""
    text = "screens: {pages: {one: {title: 一, elements: [{kind: vesel, at: [1, 1]}, {kind: value, at: [1, 1]}]}}}"
    source = parse_source("x.yaml", text)
    reporter = Reporter(source)
    symbols.lint(ScreensSection.model_validate(source.data["screens"]), reporter)
    assert [(p.code, p.fix.en if p.fix else "") for p in reporter.problems] == [
        ("unknown_symbol", "did you mean `vessel`?")
    ]


def test_symbols_and_basic_kinds_do_not_share_names() -> None:
    """A kind means one thing; every symbol has names in both languages and a size."""
    assert not set(SYMBOLS) & set(BASIC_KINDS)
    assert all(s.zh and s.en and min(s.size) > 0 for s in SYMBOLS.values())
