"""Nothing an author or a user can write is undocumented: held against the code, each thing by its own name.

``tests/test_docs.py`` sees that the pages are current; here each field, word, option and look is looked for on its
page, with words in Chinese and in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from docs.pages.cli import _parameters, commands
from docs.pages.components import _declared
from docs.pages.looks import BASIC_WORDS
from docs.pages.units import WHAT
from docs.pages.verbs import EVENTS_ZH, STATES_TEXT
from engine.control.alarms.states import State
from engine.events import EVENT_KINDS
from engine.plant.flowsheet.component import Component
from engine.plant.flowsheet.components import COMPONENTS
from engine.plant.grid.devices import Device
from engine.plant.grid.relays import Relay
from engine.scenario.expression.nodes import FUNCTIONS
from engine.scenario.schema import _collect
from engine.scenario.unit_table import ALIASES, TABLE
from engine.scenario.units import dimension_words, unit
from engine.session.actions import VERBS
from engine.view.equipment.catalogue import KINDS, options_of
from engine.view.equipment.finishes import SERVICES
from engine.view.equipment.model import Options
from engine.view.symbols import BASIC_KINDS, SYMBOLS
from grading.authoring.editor import languages
from grading.calculus.rules import RULE_KINDS

PAGES = Path(__file__).resolve().parent.parent / "docs" / "reference"
CHINESE, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")


def in_both(words: str) -> bool:
    """Chinese and English, names in `code` left out."""
    plain = re.sub(r"`[^`]*`", "", words)
    return bool(CHINESE.search(words)) and bool(LATIN.search(plain))


@cache
def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def row(name: str, key: str) -> list[str]:
    """The cells of the rows whose first cell begins with `key`."""
    return re.findall(rf"^\| (?:\[)?`{re.escape(key)}`[^|]*(\|.*)$", page(name), re.MULTILINE)


def section(name: str, heading: str) -> str:
    """What stands under every heading of that name, up to the next of any level; examples in it are left out."""
    text = re.sub(r"^```.*?^```$", "", page(name), flags=re.MULTILINE | re.DOTALL)
    return "".join(re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL))


def models(what: str) -> Iterator[tuple[type[BaseModel], str, str]]:
    """(model, name of the field as it is written, description) of everything in a kind of file."""
    seen: dict[type[BaseModel], None] = {}
    for part in languages()[what].sections.values():
        _collect(part.model, seen)
    for model in seen:
        for field, info in model.model_fields.items():
            if field != "root":
                yield model, info.alias or field, info.description or ""


@pytest.mark.parametrize("what", ["scenario", "rubric", "run"])
def test_every_field_has_a_row_of_its_own(what: str) -> None:
    """Every field of every model has a row, under its model where that has a heading, saying what it is in both."""
    names = {"scenario": ("scenario.md", "components.md", "devices.md"), "rubric": ("rubric.md",), "run": ("scenario.md",)}[what]
    every = list(models(what))
    assert len(every) > 20
    for model, field, description in every:
        assert in_both(description), f"{model.__name__}.{field}"
        if model.__name__ == "Text":
            continue
        if issubclass(model, Component | Device | Relay):
            (kind,) = model.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
            where = "components.md" if issubclass(model, Component) else "devices.md"
            common = page(where).split("\n## ")[0]
            assert f"| `{field}`" in section(where, kind) + common, f"{kind}.{field}"
            continue
        own = [text for name in names if (text := section(name, model.__name__)) and "| `" in text]
        told = any(f"| `{field}`" in text for text in own) if own else any(row(name, field) for name in names)
        assert told, f"{model.__name__}.{field} is nowhere in {names}"


def test_every_kind_of_equipment_has_its_tags_in_both_languages() -> None:
    """Every piece of equipment has a section; its tags and what people can do there are named in both languages."""
    for kind in COMPONENTS:
        (name,) = kind.model_fields["type"].annotation.__args__  # type: ignore[union-attr]
        assert section("components.md", name).strip(), name
    for name, found in _declared().items():
        for group in (found.outputs, found.inputs, found.latches):
            for tag, spec in group.items():
                assert CHINESE.search(spec.zh), f"{name}.{tag}"
                assert LATIN.search(spec.en) or len(spec.en) == 1, f"{name}.{tag}"
                assert f"| `{tag}` |" in section("components.md", name), f"{name}.{tag}"


def test_every_look_and_option_is_described() -> None:
    """Every kind of object with every option, every service and every symbol has a row in both languages."""
    text = page("looks.md")
    common = next(line for line in text.splitlines() if line.startswith("每种都有的 `options`"))
    for kind in KINDS.values():
        head = f"| `{kind.id}` | {kind.title.zh} / {kind.title.en} |"
        cells = next((line for line in text.splitlines() if line.startswith(head) and line.count("|") == 5), "")
        assert in_both(cells), kind.id
        for option in options_of(kind.id):
            where = common if option.name in Options.model_fields else cells  # what every kind takes is told once
            assert f"`{option.name}`" in where, f"{kind.id}.{option.name}"
            assert in_both(option.description), f"{kind.id}.{option.name}"
    assert set(BASIC_WORDS) == set(BASIC_KINDS)
    for name in (*SERVICES, *SYMBOLS, *BASIC_KINDS):
        assert any(in_both(cells) for cells in row("looks.md", name)), name


def test_every_word_of_the_closed_lists_is_described() -> None:
    """Verbs, events, alarm states, rule kinds, functions and units each have a row in both languages."""
    for name in (*VERBS, *EVENT_KINDS, *(state.value for state in State)):
        assert any(in_both(cells) for cells in row("verbs-and-events.md", name)), name
    assert set(STATES_TEXT) == set(State)
    assert set(EVENTS_ZH) == set(EVENT_KINDS)
    for name in RULE_KINDS:
        assert any(in_both(cells) for cells in row("rubric.md", name)), name
    for name in FUNCTIONS:
        assert in_both(WHAT[name]), name
    for name in TABLE:
        assert row("units.md", name), name
        assert all(dimension_words(unit(name).dimension)), name
    for name in ALIASES:
        assert row("units.md", name), name


def test_every_command_with_every_argument_and_option_is_described() -> None:
    """``--help`` and the page say of each argument and option in both languages what it is."""
    every = [(name, *found) for name, function in commands() for found in _parameters(function)]
    assert len(every) > 60
    for name, parameter, _, info in every:
        assert info is not None, f"{name} {parameter.name} is not described"
        assert info.help, f"{name} {parameter.name} has no help"
        assert in_both(info.help), f"{name} {parameter.name}: {info.help}"
        assert info.help in section("cli.md", name).replace("\\|", "|"), f"{name} {parameter.name}"
