"""JSON Schema of a language, for completion and hints in a teacher's editor.

Titles and descriptions are ``中文 / English``, taken from ``Field(title=…, description=…)`` and, for whole
models, from ``model_config["title"]``; class names and docstrings are for programmers and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, TypeAdapter

if TYPE_CHECKING:
    from engine.scenario.language import Language

__all__ = ["fields_without_description", "language_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_VARIANT: dict[str, Any] = {
    "extends": {
        "type": "string",
        "title": "继承 / Extends",
        "description": "本文件只写与它不同之处：场景文件夹或文件 / the folder or file this one differs from",
    },
    "without": {
        "type": "array",
        "items": {"type": "string"},
        "title": "不继承 / Without",
        "description": "不继承的部分，如 faults/F2 / what is not inherited, for instance faults/F2",
    },
}


def language_schema(language: Language) -> dict[str, Any]:
    """The JSON Schema of a whole file: one property a section, shared definitions under ``$defs``."""
    properties: dict[str, Any] = {
        "schema": {
            "const": language.schema,
            "title": "版本 / Version",
            "description": "文件格式的版本号 / version of the file format",
        }
    }
    mode: Literal["validation"] = "validation"
    adapters = [(name, mode, TypeAdapter(s.model)) for name, s in language.sections.items()]
    parts, shared = TypeAdapter.json_schemas(adapters, by_alias=True, ref_template="#/$defs/{model}")
    properties |= _VARIANT
    for name, section in language.sections.items():
        part = parts[name, mode]
        title = " / ".join(t for t in (section.title.zh, section.title.en) if t)
        if title:
            part = {**part, "title": title, "description": part.get("description") or title}
        properties[name] = part
    whole = {
        "$schema": DIALECT,
        "title": f"{language.title.zh} / {language.title.en}",
        "type": "object",
        "additionalProperties": False,
        "if": {"required": ["extends"]},
        "else": {"required": ["schema", *(s.name for s in language.sections.values() if s.required)]},
        "properties": properties,
        "$defs": dict(sorted(shared.get("$defs", {}).items())),
    }
    _keep_bilingual(whole)
    return whole


def _keep_bilingual(node: Any) -> None:
    """Drop titles made from class and field names and descriptions made from docstrings: not for authors."""
    if isinstance(node, dict):
        for key in ("title", "description"):
            if isinstance(node.get(key), str) and " / " not in node[key]:
                del node[key]
        for child in node.values():
            _keep_bilingual(child)
    elif isinstance(node, list):
        for child in node:
            _keep_bilingual(child)


def fields_without_description(*models: type[BaseModel]) -> list[str]:
    """``Model.field`` for each field, of these models and of all below them, that lacks ``中文 / English``.

    A test of the owner asserts that the list is empty.
    """
    seen: dict[type[BaseModel], None] = {}
    for model in models:
        _collect(model, seen)
    missing = []
    for model in seen:
        for name, field in model.model_fields.items():
            if name != "root" and " / " not in (field.description or ""):
                missing.append(f"{model.__name__}.{name}")
    return missing


def _collect(annotation: Any, seen: dict[type[BaseModel], None]) -> None:
    for model in _models_in(annotation):
        if model not in seen:
            seen[model] = None
            for field in model.model_fields.values():
                _collect(field.annotation, seen)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for arg in getattr(annotation, "__args__", ()):
        yield from _models_in(arg)
