"""JSON Schema for editors: whole, bilingual, and in agreement with the reader."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import create_model

from engine.scenario import META, Language, Meta, Model, Section, Text
from engine.scenario.schema import fields_without_description
from tests.scenario.sample_language import LANGUAGE, Limits, Works

SCHEMA = LANGUAGE.json_schema()


def walk(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) else []
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        found += walk(child)
    return found


def test_every_reference_leads_somewhere() -> None:
    """All ``$ref`` of the composed schema are defined in it."""
    for node in walk(SCHEMA):
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]


def test_the_top_level_is_closed_and_complete() -> None:
    """Every section is a property, required ones are required, nothing else is allowed."""
    assert set(SCHEMA["properties"]) == {"schema", "extends", "without", "meta", "limits", "plant"}
    assert SCHEMA["if"] == {"required": ["extends"]}, "a variant inherits what it does not say"
    assert SCHEMA["else"]["required"] == ["schema", "meta", "plant"]
    assert SCHEMA["additionalProperties"] is False
    assert SCHEMA["properties"]["limits"]["title"] == "限值 / Limits"


def test_two_models_of_one_name_stay_apart() -> None:
    """Sections of different owners may name their models alike."""
    first, second = create_model("Item", a=(int, 1)), create_model("Item", b=(int, 1))
    outer = [create_model("Outer", item=(m, ...)) for m in (first, second)]
    schema = Language([Section("one", outer[0]), Section("two", outer[1])]).json_schema()
    used = [schema["properties"][name] for name in ("one", "two")]
    keys = [set(schema["$defs"][_target(u, schema)]["properties"]) for u in used]
    assert keys == [{"a"}, {"b"}]


def _target(node: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
    return str(node["properties"]["item"]["$ref"]).removeprefix("#/$defs/")


def test_it_is_plain_json() -> None:
    """The schema can be written to a file as it is, and is the same each time."""
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert json.dumps(LANGUAGE.json_schema()) == json.dumps(SCHEMA)


def test_nothing_is_said_in_one_language_only() -> None:
    """Class names and docstrings of the program do not reach an author's editor."""
    for node in walk(SCHEMA):
        for key in ("title", "description"):
            if isinstance(node.get(key), str):
                assert " / " in node[key]


def test_quantities_show_how_to_write_them() -> None:
    """A quantity is a string with an example that its own pattern accepts."""
    volume = SCHEMA["$defs"]["Tank"]["properties"]["volume"]
    assert volume["examples"] == ["1 m3"]
    assert re.match(volume["pattern"], volume["examples"][0])
    delay = SCHEMA["$defs"]["Limit"]["properties"]["delay"]
    assert all(re.match(delay["pattern"], example) for example in delay["examples"])


def test_text_may_be_bare() -> None:
    """An editor accepts a bare string where a bilingual text is wanted, as the reader does."""
    assert {"string", "object"} <= {branch.get("type") for branch in SCHEMA["$defs"]["Text"]["anyOf"]}


def test_own_sections_have_titles_and_descriptions_in_both_languages() -> None:
    """No field of the shared sections lacks ``中文 / English``."""
    assert fields_without_description(Meta, Text, Limits, Works) == []
    for field in META.model.model_fields.values():
        assert " / " in (field.title or "")


def test_a_field_without_description_is_named() -> None:
    """The helper owners use finds what is missing, also in nested models."""

    class Inner(Model):
        a: int

    class Outer(Model):
        inner: list[Inner]

    assert fields_without_description(Outer) == ["Outer.inner", "Inner.a"]
