"""Help in an editor: the files written, what is kept, and that every model and field explains itself."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from engine.paths import scenario_folders
from engine.scenario.schema import fields_without_description
from engine.scenario.source import read_source
from engine.session.actions import VERBS
from engine.session.tickets.following import FOLLOW
from engine.view.equipment.catalogue import KINDS
from engine.view.looks import looks_words
from grading.authoring.editor import SettingsError, editor_schemas, languages, write_editor_help

SCHEMAS = editor_schemas(looks_words())
BOTH = re.compile(r"[\u4e00-\u9fff].* / .*[A-Za-z]", re.DOTALL)


def models(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Definitions with fields, and those branches of a definition that have them."""
    found = {}
    for name, node in schema["$defs"].items():
        for branch in [node, *node.get("anyOf", ())]:
            if "properties" in branch:
                found[name] = {**branch, "title": branch.get("title") or node.get("title", "")}
    return found


@pytest.mark.parametrize("what", SCHEMAS)
def test_every_model_has_a_title_and_every_field_a_description(what: str) -> None:
    """What an editor shows of a model or a field is Chinese and English, never the name of a class."""
    every = models(SCHEMAS[what])
    assert [name for name, model in every.items() if not BOTH.search(model["title"])] == []
    fields = [(n, f, node) for n, model in every.items() for f, node in model["properties"].items()]
    assert len(fields) > 20
    assert [(n, f) for n, f, node in fields if not BOTH.search(node.get("description", ""))] == []


def test_every_model_of_every_section_has_descriptions() -> None:
    """No field of any model an author fills lacks ``中文 / English`` in the code itself."""
    roots = [section.model for language in languages().values() for section in language.sections.values()]
    assert fields_without_description(*roots) == []


def test_titles_of_choices_are_told_apart() -> None:
    """Where a file may hold one of several models, no two have the same title: the editor offers them by it."""
    for kinds in (SCHEMAS["rubric"]["properties"]["rules"]["items"], _components()):
        names = [ref["$ref"].rsplit("/", 1)[-1] for ref in kinds["oneOf"]]
        owner = SCHEMAS["rubric"] if "Hold" in names else SCHEMAS["scenario"]
        titles = [owner["$defs"][name]["title"] for name in names]
        assert len(set(titles)) == len(titles) >= 10


def _components() -> dict[str, Any]:
    section = SCHEMAS["scenario"]["$defs"]["FlowsheetSection"]["properties"]["components"]
    return dict(section.get("additionalProperties") or next(iter(section["patternProperties"].values())))


def test_closed_lists_are_spelt_out_with_their_chinese() -> None:
    """Verbs and looks, plain text to the reader, are offered by the editor each with its words."""
    verb = SCHEMAS["run"]["$defs"]["Act"]["properties"]["do"]
    assert set(verb["enum"]) == {*VERBS, FOLLOW}
    assert verb["enumDescriptions"][verb["enum"].index("wear")] == "穿戴 / put on"
    kind = SCHEMAS["scenario"]["$defs"]["StageObject"]["properties"]["kind"]
    assert set(kind["enum"]) == set(KINDS)
    assert all(BOTH.search(words) for words in kind["enumDescriptions"])


def _offered(node: Any, schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Where ``value`` holds a text that no choice of the schema offers; only along closed lists and mappings."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, str):
        choices = [n for n in [node, *node.get("anyOf", ())] if n.get("type") == "string"]
        return [at] if choices and all("enum" in n and value not in n["enum"] for n in choices) else []
    if isinstance(value, list):
        inner = [n["items"] for n in [node, *node.get("anyOf", ())] if isinstance(n.get("items"), dict)]
        return [bad for i, v in enumerate(value) for n in inner[:1] for bad in _offered(n, schema, v, f"{at}/{i}")]
    found = []
    for branch in [node, *node.get("anyOf", ())]:
        if "$ref" in branch:
            branch = schema["$defs"][branch["$ref"].rsplit("/", 1)[-1]]
        for key, child in value.items() if isinstance(value, dict) else ():
            below = branch.get("properties", {}).get(key) or branch.get("additionalProperties")
            if isinstance(below, dict):
                found += _offered(below, schema, child, f"{at}/{key}")
    return found


@pytest.mark.parametrize("folder", scenario_folders(), ids=lambda f: f.name)
def test_what_ships_is_within_the_closed_lists(folder: Path) -> None:
    """An editor does not underline a verb, an event or a look in a scenario that passes ``check``."""
    files = {"scenario": [folder / "scenario.yaml"], "rubric": [folder / "rubric.yaml"],
             "run": sorted((folder / "runs").glob("*.yaml"))}  # fmt: skip
    for what, paths in files.items():
        schema = SCHEMAS[what]
        for path in paths:
            data = read_source(path).data
            assert _offered({"properties": schema["properties"]}, schema, data) == [], path.name


def test_the_closed_lists_do_reach_the_files() -> None:
    """The check above sees a verb that is none: it is not blind."""
    wrong = {"run": {"acts": [{"do": "opne", "on": "XV1"}]}}
    assert _offered({"properties": SCHEMAS["run"]["properties"]}, SCHEMAS["run"], wrong) == ["/run/acts/0/do"]


def test_three_schemas_and_settings_are_written(tmp_path: Path) -> None:
    """The settings name three schemas that are there, each for its own kind of file."""
    written = write_editor_help(tmp_path)
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert {path.name for path in written} == {
        "scenario.schema.json", "rubric.schema.json", "run.schema.json", "settings.json", "extensions.json"
    }  # fmt: skip
    for schema, globs in settings["yaml.schemas"].items():
        assert json.loads((tmp_path / schema).read_text(encoding="utf-8"))["properties"]
        assert globs in (["**/scenario.yaml"], ["**/rubric.yaml"], ["**/runs/*.yaml"])


def test_settings_of_ones_own_are_kept(tmp_path: Path) -> None:
    """What a teacher set, in general or for other schemas, stays; writing twice changes nothing more."""
    place = tmp_path / ".vscode"
    place.mkdir()
    own = {"editor.fontSize": 20, "yaml.schemas": {"./mine.json": "mine.yaml"}, "yaml.schemaStore.enable": True}
    (place / "settings.json").write_text(json.dumps(own), encoding="utf-8")
    write_editor_help(tmp_path)
    first = (place / "settings.json").read_bytes()
    settings = json.loads(first)
    assert settings["editor.fontSize"] == 20
    assert settings["yaml.schemaStore.enable"] is True
    assert settings["yaml.schemas"]["./mine.json"] == "mine.yaml"
    assert len(settings["yaml.schemas"]) == 4
    write_editor_help(tmp_path)
    assert (place / "settings.json").read_bytes() == first


LEFT_ALONE = {
    "comments": b'{\n  // mine\n  "editor.fontSize": 20\n}\n',
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice further in": b'{"a": {"b": 1, "b": 1}}',
    "infinite": b'{"a": 1e400}',
    "too fine": b'{"a": 1.00000000000000000000001}',
    "too small": b'{"a": 1e-400, "b": 1e-99999999999999999999}',
    "no number": b'{"a": NaN}',
    "half a character": b'{"a": "\\ud800"}',
    "too deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a list": b"[]",
    "too long": b"{" + b" " * (1 << 20) + b"}",
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_settings_that_are_not_plain_are_left_alone(tmp_path: Path, text: bytes) -> None:
    """Settings that would be other ones when written anew are not touched; the message says what to add, and the
    schemas it names are there."""
    place = tmp_path / ".vscode"
    place.mkdir()
    (place / "settings.json").write_bytes(text)
    with pytest.raises(SettingsError, match=r"rubric\.schema\.json"):
        write_editor_help(tmp_path)
    assert (place / "settings.json").read_bytes() == text
    assert json.loads((place / "rubric.schema.json").read_text(encoding="utf-8"))["properties"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("kind", ["link", "nowhere", "pipe", "zero", "folder"])
def test_settings_that_are_no_plain_file_are_left_alone(tmp_path: Path, kind: str) -> None:
    """A link stays a link and its file as it was; pipes and endless files are not read."""
    place, real = tmp_path / ".vscode", tmp_path / "real.json"
    place.mkdir()
    real.write_text("{}", encoding="utf-8")
    path = place / "settings.json"
    if kind in ("link", "nowhere", "zero"):
        path.symlink_to({"link": str(real), "nowhere": "nowhere", "zero": "/dev/zero"}[kind])
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(SettingsError, match=r"rubric\.schema\.json"):
        write_editor_help(tmp_path)
    assert path.is_symlink() == (kind in ("link", "nowhere", "zero"))
    assert path.is_fifo() == (kind == "pipe")
    assert real.read_text(encoding="utf-8") == "{}"


def test_common_figures_are_plain(tmp_path: Path) -> None:
    """Figures as editors write them are no reason to leave settings alone."""
    place = tmp_path / ".vscode"
    place.mkdir()
    (place / "settings.json").write_text('{"a": 1.50, "b": -0.1, "c": 1e3, "d": 12}', encoding="utf-8-sig")
    write_editor_help(tmp_path)
    kept = json.loads((place / "settings.json").read_text(encoding="utf-8"))
    assert [kept[key] for key in "abcd"] == [1.5, -0.1, 1000.0, 12]
