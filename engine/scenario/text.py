"""Text in both languages, as authors write it.

title: {zh: 保温罐, en: Holding tank}
title: 保温罐      # accepted; ``check`` notes the missing translation
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from engine.scenario.model import Model

__all__ = ["Text", "join"]


class Text(Model):
    """Chinese and English of one text; a bare string is its Chinese."""

    model_config = ConfigDict(title="文字 / Text")

    zh: str = Field(default="", title="中文 / Chinese", description="中文文字 / the text in Chinese")
    en: str = Field(default="", title="英文 / English", description="英文文字 / the text in English")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"zh": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler(schema)
        whole = handler.resolve_ref_schema(written)
        mapping = dict(whole)
        whole.clear()
        whole["anyOf"] = [mapping, {"type": "string", "description": "只有中文 / Chinese only"}]
        return written

    def of(self, lang: str = "zh") -> str:
        """The text in ``lang``, or in the other language where that is missing."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)

    def __str__(self) -> str:
        return self.of("zh")


def join(parts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Texts joined by the list marks of each language."""
    every = list(parts)
    return Text(zh=zh.join(p.of("zh") for p in every), en=en.join(p.of("en") for p in every))
