"""Field types that several items of a rubric share: ids, credit, bands of time, of amounts and of numbers.

within: {3 min: 4, 7 min: 3}          # levels
within: {3 min: 100 %, 7 min: 80 %}   # or percentages
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from engine.scenario.model import author_error
from engine.scenario.quantity import Amount, Duration

__all__ = [
    "AmountBands",
    "CountBands",
    "Credit",
    "Id",
    "Names",
    "Share",
    "ShortForm",
    "TimeBands",
    "Verbs",
    "credit_ratio",
]

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
"""ASCII letters, digits and underscore, beginning with a letter: ids stand in records for ever."""


class ShortForm:
    """Mix-in: the JSON Schema of a model that may also be written as ``short`` (a condition, a number)."""

    short: ClassVar[dict[str, Any]] = {"type": "string", "description": "条件 / a condition"}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either form, so that editors accept both."""
        written = handler(schema)
        whole = handler.resolve_ref_schema(written)
        mapping = dict(whole)
        whole.clear()
        whole["anyOf"] = [mapping, cls.short]
        return written


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class OneOrMore:
    """Marks a list that may be written as a single item; an editor then accepts both, as the reader does."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        written = handler(schema)
        return {"anyOf": [written["items"], dict(written)]}


_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

Names = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]
"""One name or a list of names."""

Verbs = Names


def _check_credit(value: int | Amount) -> int | Amount:
    if isinstance(value, Amount):
        if value.unit != "%" or not 0 < value.value <= 100:
            author_error(
                "credit",
                "得分应为 1–4 级或百分数",
                "credit is a level 1–4 or a percentage",
                "例如 `4` 或 `80 %`",
                "for instance `4` or `80 %`",
            )
    elif not 1 <= value <= 4:
        author_error(
            "credit",
            "等级应为 1–4",
            "a level is 1–4",
            "满分写 4，达不到最后一档即为 0 级",
            "full marks are 4; beyond the last band the level is 0",
        )
    return value


Credit = Annotated[int | Amount, Field(union_mode="left_to_right"), AfterValidator(_check_credit)]
"""A level 1–4 or a percentage."""


def credit_ratio(credit: int | Amount, levels: Sequence[float]) -> float:
    """``credit`` as a ratio 0…1 by the rubric's table of levels."""
    return levels[credit] if isinstance(credit, int) else credit.value / 100.0


def _si(limit: Any) -> float:
    return float(limit.si if isinstance(limit, Amount) else limit)


def _falling(bands: Mapping[Any, int | Amount]) -> Mapping[Any, int | Amount]:
    """Bands must be given, and a wider limit gives less. In what order they are written does not matter."""
    if not bands:
        author_error("no_bands", "至少要有一档", "at least one band is needed",
                     "例如 `{3 min: 4}`", "for instance `{3 min: 4}`")  # fmt: skip
    ordered = sorted(bands.items(), key=lambda pair: pair[0].si if isinstance(pair[0], Amount) else pair[0])
    given = [credit for _, credit in ordered]
    if len({isinstance(c, int) for c in given}) > 1:
        author_error("bands_mixed", "等级与百分数不要混用", "do not mix levels and percentages")
    numbers = [c if isinstance(c, int) else c.value for c in given]
    if any(a <= b for a, b in pairwise(numbers)):
        author_error("bands_credit", "界限越宽，得分应越低", "a wider limit should give less credit",
                     "检查各档的得分是否写反", "check whether the credits are swapped")  # fmt: skip
    return bands


def natural(name: str) -> list[tuple[int, str]]:
    """A key for sorting ids as people do: CO2 before CO10. Mappings are read in this order, because canonical
    data keeps no order of its own and a stored rubric must mark like the file it came from.
    """
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


TimeBands = Annotated[dict[Duration, Credit], AfterValidator(_falling)]
"""Credit by time: ``{3 min: 4, 7 min: 3}``; later than the last is nothing."""

AmountBands = Annotated[dict[Amount, Credit], AfterValidator(_falling)]
"""Credit by a measured amount, with its unit: ``{2 K: 4, 5 K: 2}``."""


def _count(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 7:
        return int(value)
    return value


CountBands = Annotated[dict[Annotated[int, BeforeValidator(_count), Field(ge=0)], Credit], AfterValidator(_falling)]
"""Credit by a number of times: ``{0: 4, 2: 3}``."""


def _share(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if text.endswith(("%", "％")):
            try:
                return float(text[:-1]) / 100.0
            except ValueError:
                pass
        author_error(
            "share",
            f"`{value}` 不是百分数",
            f"`{value}` is not a percentage",
            "例如 `25 %`",
            "for instance `25 %`",
        )
    return value


_SHARE = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": "%"}],
    "examples": ["25 %"],
}

Share = Annotated[float, BeforeValidator(_share), Field(ge=0.0, le=1.0), WithJsonSchema(_SHARE)]
"""A share of a whole, ``25 %`` or 0.25."""
