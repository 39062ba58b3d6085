"""A model field that holds a formula. Its grammar is checked on reading, its names and units by the owner.

when: TI101 > 65 degC and M101.running
"""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.scenario.errors import ExpressionError
from engine.scenario.expression.lexer import MAX_CHARACTERS
from engine.scenario.expression.parser import parse
from engine.scenario.model import author_error
from engine.scenario.problems import Text2

__all__ = ["Expression"]


class Expression(str):
    """The text of a formula that parses."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": ["string", "number", "boolean"],
            "maxLength": MAX_CHARACTERS,
            "examples": ["TI101 > 65 degC"],
        }

    @classmethod
    def _read(cls, value: Any) -> Expression:
        if isinstance(value, bool):
            return cls("true" if value else "false")
        if isinstance(value, int | float):
            return cls(repr(value))
        if not isinstance(value, str):
            author_error(
                "expression",
                "这里要一个表达式",
                "an expression is wanted",
                "例如 `TI101 > 65 degC`",
                "for instance `TI101 > 65 degC`",
            )
        try:
            parse(value)
        except ExpressionError as error:
            fault = error.faults[0]
            fix = fault.fix or Text2("", "")
            author_error(fault.code, fault.text.zh, fault.text.en, fix.zh, fix.en, (fault.start, fault.end))
        return cls(value)
