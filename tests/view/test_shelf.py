"""The window that lists the scenarios: who sits here, what was cut off, what is started."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest

from engine.scenario.text import Text
from engine.view.errors import GraphicsError
from engine.view.port import ScenarioCard, UnfinishedCard
from engine.view.shelf import Shelf
from tests.view.conftest import DISPLAYS

GOOD = ScenarioCard("nitration", Text(zh="氯苯硝化", en="Nitration"), Text(zh="加料", en="Dosing"), "chemical", 90)
Open = Callable[..., Shelf]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens the list and closes it after the test."""
    made: list[Shelf] = []

    def open_(**options: object) -> Shelf:
        try:
            cards = options.pop("cards", [GOOD])
            shelf = Shelf(cards, kind="offscreen", displays=DISPLAYS, **options)  # type: ignore[arg-type]
        except GraphicsError as error:
            pytest.skip(f"no software renderer here: {error}")
        made.append(shelf)
        shelf.step_frame()
        return shelf

    yield open_
    for shelf in made:
        shelf.close()


def _press(shelf: Shelf, name: str) -> None:
    layer = shelf.stage.layer
    layer.pointer = shelf.ui.rects[name].centre
    for down in (None, True, False):
        if down is not None:
            layer.button(down, "mouse1")
        shelf.step_frame()
    layer.pointer = (-1.0, -1.0)


def _type(shelf: Shelf, text: str) -> None:
    _press(shelf, "library.code")
    for letter in text:
        shelf.stage.layer.character(letter)
        shelf.step_frame()
    shelf.step_frame()


def test_without_a_code_the_attempt_is_anonymous(opened: Open) -> None:
    """Free practice needs no code."""
    shelf = opened()
    _press(shelf, "library.start")
    choice = shelf.choose()
    assert choice is not None
    assert (choice.learner, choice.code) == ("anonymous", "")


def test_a_typed_code_goes_with_the_attempt(opened: Open) -> None:
    """The code stands in the choice as typed."""
    shelf = opened()
    _type(shelf, "hx24-07")
    _press(shelf, "library.start")
    choice = shelf.choose()
    assert choice is not None
    assert (choice.learner, choice.code) == ("hx24-07", "hx24-07")


def test_what_is_no_code_starts_nothing(opened: Open) -> None:
    """A name in the field is pointed out, and the start is switched off."""
    shelf = opened()
    _type(shelf, "张三")
    assert not shelf.library.is_valid
    _press(shelf, "library.start")
    assert shelf.asked == ""


def test_a_remembered_code_can_be_cleared(opened: Open) -> None:
    """One press empties the field and forgets it on this PC."""
    forgotten: list[bool] = []
    shelf = opened(code="hx24-07", forget=lambda: forgotten.append(True))
    assert shelf.library.learner == "hx24-07"
    _press(shelf, "library.forget")
    assert forgotten == [True]
    assert shelf.library.learner == "anonymous"


def test_what_was_cut_off_is_offered_to_its_learner_only(opened: Open) -> None:
    """The list follows the code; going on is one press."""
    cut = UnfinishedCard("x.attempt", Text(zh="硝化", en="Nitration"), "exam", 2525.0, "2026-11-20 14:05")
    asked: list[str] = []

    def find(learner: str) -> list[UnfinishedCard]:
        asked.append(learner)
        return [cut] if learner == "hx24-07" else []

    shelf = opened(find_unfinished=find)
    assert "library.resume.0" not in shelf.ui.rects
    _type(shelf, "hx24-07")
    shelf.stage.layer.button(True, "enter")
    shelf.step_frame()
    shelf.stage.layer.button(False, "enter")
    for _ in range(3):
        shelf.step_frame()
    assert asked == ["anonymous", "hx24-07"]
    _press(shelf, "library.resume.0")
    choice = shelf.choose()
    assert choice is not None
    assert choice.resume == "x.attempt"


def test_a_starting_point_is_picked_from_those_of_the_scenario(opened: Open) -> None:
    """Every starting point has its button, all inside the window; the one pressed goes with the choice."""
    starts = tuple((f"p{i}", Text(zh=f"第{i}个起点，名字不短", en=f"Starting point {i}"), Text(zh="交接", en="Told")) for i in range(6))
    card = dataclasses.replace(GOOD, starts=starts)
    shelf = opened(cards=[card])
    shelf.step_frame()
    for name, _, _ in starts:
        rect = shelf.ui.rects[f"library.start.{name}"]
        assert 0 < rect.x0 < rect.x1 <= 1366
    assert shelf.library.start == ""
    _press(shelf, "library.start.p4")
    _press(shelf, "library.start")
    choice = shelf.choose()
    assert choice is not None
    assert choice.start == "p4"
