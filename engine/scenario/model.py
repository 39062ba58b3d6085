"""The base of every section's models: closed, frozen, and strict about numbers.

Pydantic's usual kindness is a trap for authors (``"1"`` becomes 1, ``no`` becomes false, true becomes 1.0),
so numbers, booleans and text are taken as written; lists may fill tuples and text may name an enum member.

    >>> class Limit(Model):
    ...     low: float
    >>> Limit(low=1).low
    1.0
"""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

__all__ = ["Model", "author_error"]

_STRICT = frozenset({"int", "float", "bool", "str"})
_NOT_SCHEMA = frozenset({"metadata", "default", "keys_schema", "serialization", "expected", "cls", "config"})


def _make_strict(node: Any) -> None:
    """Make every number, boolean and text below ``node`` strict; keys of mappings are always text in YAML."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str) and node["type"] in _STRICT:  # a field may be called "type"
            node.setdefault("strict", True)
        for key, child in node.items():
            if key not in _NOT_SCHEMA and isinstance(child, dict | list | tuple):
                _make_strict(child)
    else:
        for child in node:
            if isinstance(child, dict | list | tuple):
                _make_strict(child)


class Model(BaseModel):
    """Base of all models an author fills: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False, protected_namespaces=()
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        _make_strict(schema)
        return schema


def author_error(
    code: str, zh: str, en: str, fix_zh: str = "", fix_en: str = "", at: tuple[int, int] | None = None
) -> NoReturn:
    """Raise, from a validator, an error that reaches the author in these words.

    ``at`` is the range of characters inside the scalar that is wrong.
    """
    context = {"zh": zh, "en": en, "fix_zh": fix_zh, "fix_en": fix_en or fix_zh, "at": at}
    raise PydanticCustomError("author", "{en}", {**context, "code": code})
