"""Help in a teacher's editor: JSON Schemas of the three kinds of file, and the settings that make VS Code use them.

    written = write_editor_help(Path("."), looks)     # .vscode/scenario.schema.json, …, .vscode/settings.json

Settings that are there already are kept; only the key ``yaml.schemas`` gets three entries, and nothing is written
outside ``.vscode``. Closed lists that the models hold as plain text (verbs, events, looks) are spelt out here with
their Chinese, so that an editor can offer them.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.errors import StorageError
from engine.events import EVENT_KINDS
from engine.paths import write_whole
from engine.scenario.language import Language
from engine.session.actions import VERBS
from engine.session.language import scenario_language
from engine.session.tickets.following import FOLLOW
from grading.proof import RUN_LANGUAGE
from grading.rubric import LANGUAGE as RUBRIC_LANGUAGE

__all__ = ["EXTENSION", "SettingsError", "Words", "editor_schemas", "languages", "settings", "write_editor_help"]

Words = Mapping[str, str]
"""A closed list: what is written → ``中文 / English``."""

FOLDER = ".vscode"
MAX_BYTES = 1 << 20
"""No settings are longer."""
EXTENSION = "redhat.vscode-yaml"
"""The extension of VS Code that reads the schemas."""

FILES: Mapping[str, tuple[str, ...]] = {
    "scenario": ("**/scenario.yaml",),
    "rubric": ("**/rubric.yaml",),
    "run": ("**/runs/*.yaml",),
}
"""Which files each schema is for, as VS Code matches them."""


class SettingsError(StorageError):
    """Settings are there that nobody but their owner can change; the message says what to add."""


_VERB_WORDS: Words = {verb: f"{zh} / {en}" for verb, (zh, en) in VERBS.items()}
_ACT_WORDS: Words = {**_VERB_WORDS, FOLLOW: "照票操作 / follow a ticket"}
_CLOSED: Mapping[str, Mapping[tuple[str, str], Words]] = {
    "scenario": {("Guide", "verb"): _VERB_WORDS, ("Deed", "do"): _VERB_WORDS},
    "rubric": {("Occurrence", "act"): _VERB_WORDS, ("Occurrence", "event"): dict.fromkeys(EVENT_KINDS, "")},
    "run": {("Act", "do"): _ACT_WORDS, ("Reaction", "do"): _VERB_WORDS},
}
"""Kind of file → (model, field) whose text is one of a list."""


def languages() -> dict[str, Language]:
    """The three languages by the name used on the command line."""
    return {"scenario": scenario_language(), "rubric": RUBRIC_LANGUAGE, "run": RUN_LANGUAGE}


def editor_schemas(looks: Mapping[tuple[str, str], Words] | None = None) -> dict[str, dict[str, Any]]:
    """The schemas of the three kinds of file, closed lists spelt out.

    ``looks`` are lists for the scenario that only the view knows: (model, field) → words. Raises ``KeyError`` for a
    field that is not there.
    """
    made = {what: language.json_schema() for what, language in languages().items()}
    for what, schema in made.items():
        lists = {**_CLOSED[what], **(looks or {})} if what == "scenario" else _CLOSED[what]
        for (model, field), words in lists.items():
            _offer(_fields(schema["$defs"][model])[field], words)
    return made


def _fields(model: dict[str, Any]) -> dict[str, Any]:
    """The fields of a model, also of one that may be written short."""
    branches = [model, *model.get("anyOf", ())]
    return next(branch["properties"] for branch in branches if "properties" in branch)


def _offer(node: dict[str, Any], words: Words) -> None:
    """Turn every plain text at ``node`` into a choice of ``words``."""
    for branch in node.get("anyOf", [node]):
        text = branch.get("items", branch)
        if text.get("type") == "string":
            text["enum"] = [*words, *([node["default"]] if isinstance(node.get("default"), str) else [])]
            text["enum"] = list(dict.fromkeys(text["enum"]))
            if any(words.values()):
                text["enumDescriptions"] = [words.get(word, "") for word in text["enum"]]


def settings() -> dict[str, Any]:
    """What stands in ``settings.json`` of a new folder."""
    return {
        "yaml.schemas": {f"./{FOLDER}/{what}.schema.json": list(globs) for what, globs in FILES.items()},
        "yaml.schemaStore.enable": False,  # a lab PC is often offline, and no public schema fits these names
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.quickSuggestions": {"strings": True}},
        "files.encoding": "utf8",
    }


def write_editor_help(folder: Path, looks: Mapping[tuple[str, str], Words] | None = None) -> list[Path]:
    """Write schemas and settings into ``folder``; returns the files written.

    Raises ``SettingsError`` for settings that cannot be written anew without changing what somebody chose: they are
    left as they are, the schemas are written.
    """
    place = folder / FOLDER
    target = place / "settings.json"
    refused: SettingsError | None = None
    files = {place / f"{what}.schema.json": _encoded(schema) for what, schema in editor_schemas(looks).items()}
    try:
        files[target] = _merged(target)
    except SettingsError as error:
        refused = error
    extensions = place / "extensions.json"
    if not os.path.lexists(extensions):
        files[extensions] = _encoded({"recommendations": [EXTENSION]})
    place.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        write_whole(path, content)
    if refused is not None:
        raise refused
    return list(files)


def _encoded(content: Any) -> bytes:
    """Raises ``ValueError`` for what JSON in UTF-8 cannot hold."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _merged(path: Path) -> bytes:
    """The settings that are there with ours added: what somebody chose is kept, the schemas are brought up to date."""
    ours = settings()
    if not os.path.lexists(path):
        return _encoded(ours)
    if path.is_symlink():  # a plain file in its place would cut it off from the file it stands for
        raise _left(path, "是一个链接", "is a link")
    if not path.is_file():  # a pipe would keep us waiting for ever
        raise _left(path, "不是普通文件", "is not a plain file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _left(path, f"超过 {MAX_BYTES >> 10} KiB", f"is longer than {MAX_BYTES >> 10} KiB")
        theirs = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_float=_exact, parse_constant=_no_constant
        )
        if isinstance(theirs, dict) and isinstance(theirs.get("yaml.schemas", {}), dict):
            schemas = {**theirs.get("yaml.schemas", {}), **ours["yaml.schemas"]}
            return _encoded({**ours, **theirs, "yaml.schemas": schemas})
    except (ValueError, ArithmeticError, RecursionError):
        pass
    raise _left(
        path,
        "不是纯 JSON（也许有注释、重复的键或过长的数）",
        "is not plain JSON (comments, a key twice, figures too long?)",
    )


def _left(path: Path, zh: str, en: str) -> SettingsError:
    entry = json.dumps({"yaml.schemas": settings()["yaml.schemas"]}, ensure_ascii=False, indent=1)
    return SettingsError(
        f"{path} 已经存在，但{zh}，没有改动它。请自己加上：\n"
        f"{path} is there and {en}; it was left as it is. Add this yourself:\n{entry}"
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _exact(written: str) -> float:
    """A figure that is the same after it was written anew."""
    value = float(written)
    if not math.isfinite(value) or Decimal(repr(value)) != Decimal(written):
        raise ValueError(written)
    return value


def _no_constant(written: str) -> float:
    raise ValueError(written)
