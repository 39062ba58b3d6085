"""Palettes of the screens section: which one colours a tag, and what lint says of those that cannot."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from engine.scenario.reporter import Reporter
from engine.scenario.source import parse_source
from engine.session.palettes import Shade, lint_colours, palette_for
from engine.session.screens import ScreensSection, lint
from engine.tags import Kind, Tag

TAGS = {
    tag.id: tag
    for tag in (
        Tag("L1.state", kind=Kind.MODE, options=("empty", "filled")),
        Tag("L2.state", kind=Kind.MODE, options=("empty", "filled", "blocked")),
        Tag("F1", low=0, high=10),
    )
}
TWO = "{empty: {colour: grey, style: dashed}, filled: {colour: blue}}"
PAGE = "pages: {one: {title: 一, lines: [{path: [[0, 0], [1, 1]], %s}], elements: [{kind: value, at: [1, 1], %s}]}}"


def found(palettes: str, line: str = "flow: F1", element: str = "tag: F1") -> list[tuple[str, str]]:
    """Code and English text of every problem of a page."""
    text = f"screens: {{palettes: {palettes}, {PAGE % (line, element)}}}"
    source = parse_source("x.yaml", text)
    reporter = Reporter(source)
    lint(ScreensSection.model_validate(source.data["screens"]), TAGS, (), reporter)
    return [(p.code, p.text.en) for p in reporter.problems]


def test_a_tag_finds_its_palette_by_its_states() -> None:
    """The only palette with all states of a tag colours it; a name settles it where several fit."""
    grey = Shade(colour="grey")
    palettes = {"a": {"empty": grey, "filled": grey}, "b": {"empty": grey, "filled": grey, "blocked": grey}}
    assert palette_for(palettes, "", ("empty", "filled", "blocked")) == "b"
    assert palette_for(palettes, "", ("empty", "filled")) is None
    assert palette_for(palettes, "a", ("empty", "filled")) == "a"
    assert palette_for(palettes, "", ("on",)) is None


def test_a_sound_page_has_no_problems() -> None:
    """Lines and elements that name tags of the palette's states pass."""
    assert found(f"{{contents: {TWO}}}", "colours: L1.state", "colours: [L1.state, L1.state]") == []


@pytest.mark.parametrize(
    ("palettes", "line", "element", "code", "words"),
    [
        (f"{{c: {TWO}}}", "colours: L9.state", "tag: F1", "unknown_tag", "L9.state"),
        (f"{{c: {TWO}}}", "colours: F1", "tag: F1", "not_a_mode", "`F1` has no states"),
        (f"{{c: {TWO}}}", "colours: L2.state", "tag: F1", "no_palette", "no palette has all states of `L2.state`"),
        (f"{{c: {TWO}}}", "colours: L2.state, palette: c", "tag: F1", "palette_incomplete", "no blocked"),
        (f"{{c: {TWO}}}", "colours: L1.state, palette: d", "tag: F1", "unknown_palette", "no palette `d`"),
        (f"{{c: {TWO}}}", "flow: F1", "palette: d", "unknown_palette", "no palette `d`"),
        (f"{{c: {TWO}, d: {TWO}}}", "colours: L1.state", "tag: F1", "ambiguous_palette", "palettes c, d all fit"),
        (f"{{c: {TWO}}}", "flow: F1", "colours: [L1.state, L9.state]", "unknown_tag", "L9.state"),
        (f"{{c: {TWO}}}", "flow: F1", "moving: L9.moving", "unknown_tag", "L9.moving"),
        (f"{{c: {TWO}}}", "flow: F1", "wanted: L9.order", "unknown_tag", "L9.order"),
        (f"{{c: {TWO}}}", "flow: F1", "abnormal: L9.bad", "unknown_tag", "L9.bad"),
    ],
)
def test_what_cannot_be_coloured_is_said(palettes: str, line: str, element: str, code: str, words: str) -> None:
    """A slip in a tag, a palette or a state would draw a grey line; lint names it."""
    problems = found(palettes, line, element)
    assert [(c, words in text) for c, text in problems] == [(code, True)]


def test_a_state_no_tag_has_is_a_slip() -> None:
    """A state of a palette in use that none of its tags has is reported with the nearest one; unused palettes are not."""
    wrong = "{empty: {colour: grey}, filled: {colour: blue}, blokced: {colour: red}}"
    assert found(f"{{c: {wrong}}}", "colours: L1.state") == [
        ("unknown_option", "no tag coloured by `c` has a state `blokced`")
    ]
    assert found(f"{{c: {wrong}}}") == []


def test_the_place_of_a_wrong_palette_is_its_own() -> None:
    """The problem stands at ``palette`` where it is written, not at the tag."""
    source = parse_source("x.yaml", "screens:\n  pages:\n    one:\n      title: 一\n      lines:\n"
                          "        - path: [[0, 0], [1, 1]]\n          colours: L1.state\n          palette: d\n")  # fmt: skip
    reporter = Reporter(source)
    loc = ("screens", "pages", "one", "lines", 0, "colours")
    lint_colours({}, [(loc, "L1.state", "d")], TAGS, reporter)
    assert [p.span.line + 1 for p in reporter.problems] == [8]


@pytest.mark.parametrize(
    "wrong", [{"colour": "pink"}, {"colour": "red", "style": "wavy"}, {"colour": "red", "weight": 9}]
)
def test_looks_are_of_the_house(wrong: dict[str, object]) -> None:
    """Colours and styles are a closed list, so that every page stays readable."""
    with pytest.raises(ValidationError):
        Shade.model_validate(wrong)
