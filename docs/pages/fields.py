"""Tables of fields from a JSON Schema: key, type, default, description, for every model of a language.

for name in reachable(schema, schema["properties"]["alarms"]): print(model_table(schema, name))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from docs.pages.markdown import code, table

__all__ = ["def_name", "model_section", "model_table", "reachable", "type_words"]

Schema = dict[str, Any]

_WORDS = {
    "string": "文字 / text", "number": "数 / number", "integer": "整数 / whole number", "boolean": "true, false",
    "null": "", "object": "映射 / mapping", "array": "列表 / list",
}  # fmt: skip
_AMOUNT = "数量 / quantity"


def def_name(ref: str) -> str:
    """The name of a definition as pages show it: the class, without the module pydantic puts before it."""
    return ref.rsplit("/", 1)[-1].rsplit("__", 1)[-1]


def type_words(schema: Schema, node: Schema) -> str:
    """What may be written there, in words."""
    if "$ref" in node:
        name = def_name(node["$ref"])
        target = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        if "enum" in target:
            return type_words(schema, target)
        return "文字 / text" if name == "Text" else f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in node:
            words = (type_words(schema, option) for option in node[key])
            return ", ".join(dict.fromkeys(w for w in words if w))
    if "const" in node:
        return code(json.dumps(node["const"], ensure_ascii=False).strip('"'))
    if "enum" in node:
        return ", ".join(code(str(option)) for option in node["enum"])
    return _plain(schema, node)


def _plain(schema: Schema, node: Schema) -> str:
    kind = node.get("type", "")
    examples = node.get("examples")
    if examples and kind != "array" and kind != "object":
        word = _AMOUNT
        if any(sign in str(examples[0]) for sign in "<>="):
            word = "[表达式 / expression](units.md#表达式--expressions)"
        elif "(ms|s|min|h|d)" in node.get("pattern", ""):
            word = "时间 / duration"
        return f"{word} {', '.join(code(str(e)) for e in examples)}"
    if kind == "array":
        inner = node.get("items") or next(iter(node.get("prefixItems", [])), None)
        count = len(node.get("prefixItems", []))
        words = type_words(schema, inner) if isinstance(inner, dict) else ""
        return f"列表 / list{f' × {count}' if count else ''}: {words}" if words else _WORDS["array"]
    if kind == "object":
        inner = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), None)
        words = type_words(schema, inner) if isinstance(inner, dict) else ""
        keys = type_words(schema, node.get("propertyNames", {}))
        return f"映射 / mapping {{{keys or '编号 / id'}: {words}}}" if words else _WORDS["object"]
    if isinstance(kind, list):
        return ", ".join(dict.fromkeys(w for w in (_WORDS.get(k, k) for k in kind) if w))
    return str(_WORDS.get(kind, kind)) + _limits(node)


def _limits(node: Schema) -> str:
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    if low is None and high is None:
        return ""
    return f" {low if low is not None else ''}…{high if high is not None else ''}"


def reachable(schema: Schema, node: Any, found: dict[str, None] | None = None) -> list[str]:
    """Keys in ``$defs`` of every definition below ``node``, in the order in which they are met."""
    found = {} if found is None else found
    for ref in _refs(node):
        key = ref.rsplit("/", 1)[-1]
        if key not in found:
            found[key] = None
            reachable(schema, schema["$defs"][key], found)
    return list(found)


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, child in node.items():
            if key != "mapping":
                yield from _refs(child)
    elif isinstance(node, list):
        for child in node:
            yield from _refs(child)


def model_table(schema: Schema, key: str, leave_out: frozenset[str] = frozenset()) -> str:
    """The fields of one model; empty for a definition without fields."""
    model = schema["$defs"][key]
    for option in model.get("anyOf", ()):
        if "properties" in option:
            model = option
    required = set(model.get("required", ()))
    rows = [
        (
            code(name) + (" \\*" if name in required else ""),
            type_words(schema, node),
            _default(node),
            node.get("description", ""),
        )
        for name, node in model.get("properties", {}).items()
        if name not in leave_out
    ]
    return table(("项 / key", "类型 / type", "缺省 / default", "说明 / description"), rows)


def _default(node: Schema) -> str:
    if "default" not in node:
        return ""
    value = node["default"]
    if value in (None, "", [], {}) and not isinstance(value, bool):
        return ""
    if isinstance(value, dict) and not any(value.values()):
        return ""
    if isinstance(value, list) and len(value) == 2 and value[1] == "" and isinstance(value[0], int | float):
        return code(f"{value[0]:g}")  # an Amount without a unit
    if isinstance(value, str):
        value = re.sub(r"^(-?\d+)\.0(?= |$)", r"\1", value)  # 0.0 K, as an Amount is serialised
    unit = _si_of(node)
    return code(f"{_shown(value)}{unit}")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _si_of(node: Schema) -> str:
    """The unit a default is held in: the schema's own example names it (``1 rpm``), a duration counts ms."""
    examples = node.get("examples") or ()
    if isinstance(node.get("default"), str) or not examples:
        return ""
    example = str(examples[0])
    if example == "3 min":
        return " ms"
    number, _, unit = example.partition(" ")
    return f" {unit}" if number == "1" else ""


def model_section(schema: Schema, key: str, level: int = 3) -> str:
    """A heading and the table of one model, or nothing where the model has no fields."""
    body = model_table(schema, key)
    if not body:
        return ""
    words = schema["$defs"][key].get("description", "")
    return f"{'#' * level} {def_name(key)}\n\n" + (f"{words}\n\n" if words else "") + body
