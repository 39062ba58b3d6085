"""The real yaml-language-server, driven as VS Code drives it: diagnostics, completion and hover in three kinds of file.

The server is an npm package and is installed outside the project (``.ci/run`` does it):
``npm install --prefix ~/.cache/shixun-yls yaml-language-server@2.0.0``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.paths import SCENARIOS
from engine.view.looks import looks_words
from grading.authoring.editor import write_editor_help
from tests.language_server import PACKAGE, LanguageServer, cache_folder, find_server

COMMAND = find_server()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        COMMAND is None,
        reason=f"yaml-language-server is not installed: npm install --prefix {cache_folder()} {PACKAGE}",
    ),
]
NITRATION = SCENARIOS / "chemical" / "nitration"

FILES = {"scenario": "scenarios/chemical/mine/scenario.yaml", "rubric": "scenarios/chemical/mine/rubric.yaml",
         "run": "scenarios/chemical/mine/runs/expert.yaml"}  # fmt: skip


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher's folder as ``schema --write`` leaves it."""
    folder = tmp_path_factory.mktemp("lab")
    write_editor_help(folder, looks_words())
    (folder / "scenarios/chemical/mine/runs").mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def server(lab: Path) -> Iterator[LanguageServer]:
    assert COMMAND is not None
    settings = json.loads((lab / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    with LanguageServer(COMMAND, lab, settings) as running:
        yield running


def said(diagnostics: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """(line, words) of each, lines from 1."""
    return [(d["range"]["start"]["line"] + 1, d["message"]) for d in diagnostics]


def offered(items: list[dict[str, Any]]) -> dict[str, str]:
    """Label → the words beside it."""
    found = {}
    for item in items:
        words = item.get("documentation", "")
        found[item["label"]] = words["value"] if isinstance(words, dict) else words
    return found


@pytest.mark.parametrize(
    ("what", "text", "wrong", "missing"),
    [
        ("scenario", "schema: 1\nalarms:\n  LI1.H:\n    title: 液位高\n    hihg: 90 %\n", (5, "hihg"), (3, '"priority"')),
        ("rubric", "schema: 1\nsteps:\n  - id: S1\n    wieght: 2\n", (4, "wieght"), (3, '"done"')),
        ("run", "schema: 1\nrun:\n  titel: x\nexpect:\n  total: [1, 2]\n", (3, "titel"), (2, '"title"')),
    ],
)  # fmt: skip
def test_a_wrong_key_and_a_missing_key_are_underlined(
    server: LanguageServer, lab: Path, what: str, text: str, wrong: tuple[int, str], missing: tuple[int, str]
) -> None:
    """In each kind of file a key that is none is told at its line, and a missing one at its owner's."""
    found = said(server.open(lab / FILES[what], text))
    for line, word in (wrong, missing):
        assert [words for at, words in found if at == line and word in words], found


@pytest.mark.parametrize(
    ("what", "text", "line", "column", "label", "words"),
    [
        ("scenario", "schema: 1\nalarms:\n  LI1.H:\n    title: 液位高\n    \n", 4, 4, "deadband", "死区"),
        ("scenario", "schema: 1\nplant:\n  components:\n    V1:\n      \n", 4, 6, "储槽 / tank", "volume"),
        ("scenario", "schema: 1\nstage:\n  objects:\n    V1:\n      kind: \n", 4, 12, "pump", "离心泵"),
        ("scenario", "schema: 1\nprocedure:\n  steps:\n    S1:\n      guide:\n        verb: \n", 5, 14, "wear", "穿戴"),
        ("rubric", "schema: 1\nsteps:\n  - id: S1\n    \n", 3, 4, "weight", "权重"),
        ("rubric", "schema: 1\nrules:\n  - \n", 2, 4, "保持 / Hold", "kind: hold"),
        ("run", "schema: 1\nrun:\n  acts:\n    - \n", 3, 6, "after", "前一步"),
        ("run", "schema: 1\nrun:\n  acts:\n    - do: \n", 3, 10, "acknowledge", "确认"),
        ("run", "schema: 1\nexpect:\n  items:\n    S1: \n", 3, 8, "missing", ""),
    ],
)
def test_completion_offers_names_with_their_chinese(
    server: LanguageServer, lab: Path, what: str, text: str, line: int, column: int, label: str, words: str
) -> None:
    """Keys, whole blocks and words of closed lists are offered, explained in Chinese."""
    path = lab / FILES[what]
    server.open(path, text)
    found = offered(server.completion(path, line, column))
    assert label in found, sorted(found)
    assert words in found[label]
    assert not any("engine__" in name for name in found)


@pytest.mark.parametrize(
    ("what", "text", "line", "column", "words"),
    [
        ("scenario", "schema: 1\nalarms:\n  LI1.H:\n    deadband: 1 %\n", 3, 6, "死区"),
        ("rubric", "schema: 1\nsteps:\n  - id: S1\n    within: {3 min: 4}\n", 3, 6, "用时分档"),
        ("run", "schema: 1\nrun:\n  duration: 10 min\n", 2, 4, "最长时间"),
    ],
)
def test_hovering_explains_in_chinese(
    server: LanguageServer, lab: Path, what: str, text: str, line: int, column: int, words: str
) -> None:
    """The help over a key says in Chinese what it is."""
    path = lab / FILES[what]
    server.open(path, text)
    assert words in server.hover(path, line, column)


@pytest.mark.parametrize(
    ("what", "source"),
    [("scenario", NITRATION / "scenario.yaml"), ("rubric", NITRATION / "rubric.yaml"),
     ("run", NITRATION / "runs" / "expert.yaml")],
)  # fmt: skip
def test_a_shipped_file_has_no_complaint(server: LanguageServer, lab: Path, what: str, source: Path) -> None:
    """What passes ``check`` is not underlined: the schema is not stricter than the reader."""
    assert said(server.open(lab / FILES[what], source.read_text(encoding="utf-8"))) == []
