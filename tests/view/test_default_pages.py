"""The pages of a scenario that brings none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.session.language import scenario_language
from engine.session.session import Session
from engine.testing import TINY_SCENARIO, tiny_kind
from engine.view.panels.default_pages import pages_of
from engine.view.symbols import BASIC_KINDS

LOOP = """controllers:
  TIC1:
    {title: {zh: 温度控制, en: Temperature}, pv: TI1, sp: 60 degC, drives: H1.power, gain: 5 %/K, integral: 900 s,
     action: reverse, output: [0 %, 100 %]}
switches:
"""


@pytest.fixture(autouse=True)
def _tiny() -> Iterator[None]:
    with tiny_kind():
        yield


def buttons(text: str) -> list[str]:
    """What the default pages of a scenario operate, page after page."""
    pages = pages_of(Session(scenario_language().loads(text)))
    elements = [element for page in pages.values() for element in page.elements]
    assert all(element.kind in BASIC_KINDS for element in elements)
    return [element.on for element in elements if element.on]


def test_what_the_control_room_operates_stands_on_a_page() -> None:
    """Loops, equipment and switches are each one press away; what the consoles leave to the field is not there."""
    assert buttons(TINY_SCENARIO) == ["H1"]
    assert buttons(TINY_SCENARIO.replace(', "-HS1"', "")) == ["H1", "HS1"]
    assert buttons(TINY_SCENARIO.replace("switches:\n", LOOP)) == ["TIC1", "H1"]
    assert buttons(TINY_SCENARIO.replace('"*control", "-HS1"', "H1")) == ["H1", "HS1"]  # the screen is everywhere


def test_more_than_a_page_holds_goes_on_on_the_next() -> None:
    """Every one of forty switches is there, none outside the canvas or on top of another."""
    many = "switches:\n" + "".join(f"  S{n}: {{title: {{zh: 开关, en: Switch}}}}\n" for n in range(40))
    pages = pages_of(Session(scenario_language().loads(TINY_SCENARIO.replace("switches:\n", many))))
    shown = [page for page in pages.values() if page.elements]
    assert len(shown) == 3
    for page in shown:
        places = [e.at for e in page.elements if e.kind == "button"]
        assert len(set(places)) == len(places)
        for element in page.elements:
            assert element.size is not None
            for at, size, canvas in zip(element.at, element.size, page.size, strict=True):
                assert 0 <= at - size / 2 < at + size / 2 <= canvas
    assert sum(e.kind == "button" for page in shown for e in page.elements) == 41
