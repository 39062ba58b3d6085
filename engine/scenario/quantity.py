"""Fields that take a number with its unit: ``rate: 0.13 kg/s``.

A model says what it wants in SI, the author writes any fitting unit, the model holds the SI float:

    >>> from engine.scenario.model import Model
    >>> class Feed(Model):
    ...     rate: Annotated[float, Quantity("kg/s")]
    ...     hold: Duration
    >>> Feed(rate="468 kg/h", hold="3 min")
    Feed(rate=0.13, hold=180000)

Where the unit depends on another field (an alarm limit in its tag's unit) use ``Amount``, which keeps number
and unit as written and converts on demand.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.scenario.errors import UnitError
from engine.scenario.model import author_error
from engine.scenario.problems import Text2
from engine.scenario.unit_roles import mixed
from engine.scenario.units import DIMENSIONLESS, Unit, convert, dimension_words, si_name, size_name, unit

__all__ = [
    "Amount",
    "Duration",
    "Pressure",
    "PressureDifference",
    "Quantity",
    "Ratio",
    "Seconds",
    "Temperature",
    "TemperatureDifference",
    "split_quantity",
]

_NUMBER = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*", re.ASCII)
MAX_DURATION = 366 * 86400.0  # seconds; a longer one is a slip
_PATTERN = r"^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*\S.*$"


class Amount(NamedTuple):
    """A number and its unit as written. As a field it takes ``65 degC``, ``50 %`` or a bare ``3``."""

    value: float
    unit: str = ""

    @property
    def si(self) -> float:
        """The value in SI."""
        return unit(self.unit or "1").to_si(self.value)

    def to(self, name: str) -> float:
        """The value in unit ``name``; a ``UnitError`` in words if that measures something else."""
        if not self.unit and name:
            wanted = unit(name)
            if wanted.dimension != DIMENSIONLESS or wanted.factor != 1.0:
                raise _needs_unit(self.value, name)
        return convert(self.value, self.unit or "1", name or "1")

    def __str__(self) -> str:
        return f"{self.value!r} {self.unit}".strip()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read_amount,
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "number"], "pattern": _PATTERN, "examples": ["65 degC", "50 %"]}


@dataclass(frozen=True)
class Quantity:
    """Marks a float field as a quantity measured like ``unit``; the model holds SI.

    With ``difference`` (or a unit such as delta_degC) only sizes are taken, no points on a scale: ``5 K``,
    not ``5 degC``. Limits ``gt``, ``ge``, ``lt``, ``le`` are in ``unit``. A dimensionless field takes bare
    numbers.
    """

    unit: str
    difference: bool = False
    gt: float | None = None
    ge: float | None = None
    lt: float | None = None
    le: float | None = None

    def read(self, value: Any) -> float:
        """``value`` as written by the author, in SI. Raises an author's error."""
        amount = _read_amount(value)
        own = unit(self.unit)
        try:
            si = self._convert(amount, own)
        except UnitError as error:
            fix = error.fix or Text2("", "")
            author_error("unit", error.text.zh, error.text.en, fix.zh, fix.en)
        self._check_limits(si, own)
        return si

    def _convert(self, amount: Amount, own: Unit) -> float:
        if not amount.unit:
            if own.dimension != DIMENSIONLESS:
                raise _needs_unit(amount.value, self.unit)
            return amount.value
        given = unit(amount.unit)
        if given.dimension != own.dimension:
            raise _wrong_dimension(amount, given, own)
        if (unlike := mixed(amount.unit, self.unit)) is not None:
            raise UnitError(unlike, Text2(f"用 `{self.unit}` 一类的单位", f"use a unit such as `{self.unit}`"))
        if given.is_point and (self.difference or own.kind == "difference"):
            size = size_name(given.name)
            raise UnitError(
                Text2(
                    f"这里要差值，`{given.name}` 是读数",
                    f"a difference is wanted, `{given.name}` is a reading",
                ),
                Text2(f"写成 `{amount.value:g} {size}`", f"write `{amount.value:g} {size}`"),
            )
        if given.kind == "difference" and not (self.difference or own.kind == "difference"):
            raise UnitError(
                Text2(
                    f"这里要读数，`{given.name}` 是差值",
                    f"a reading is wanted, `{given.name}` is a difference",
                )
            )
        return given.to_si(amount.value)

    def _check_limits(self, si: float, own: Unit) -> None:
        for bound, holds, zh, en in (
            (self.gt, operator.gt, "大于", "greater than"),
            (self.ge, operator.ge, "不小于", "at least"),
            (self.lt, operator.lt, "小于", "less than"),
            (self.le, operator.le, "不大于", "at most"),
        ):
            if bound is not None and not holds(si, own.to_si(bound)):
                shown = f"{bound:g} {self.unit}".removesuffix(" 1")
                author_error("out_of_range", f"必须{zh} {shown}", f"must be {en} {shown}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        si = _si_unit(self.unit)

        def write(value: float) -> str | float:
            return f"{value!r} {si}" if si else value

        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(write, when_used="json")
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        own = unit(self.unit)
        if own.dimension == DIMENSIONLESS:
            return {"type": ["number", "string"], "pattern": r"%|pp[mb]", "examples": [0.5, "50 %"]}
        return {"type": "string", "pattern": _PATTERN, "examples": [f"1 {self.unit}"]}


class _Duration:
    """Whole milliseconds from ``3 min``, ``100 ms``, ``0.5 s``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            _read_duration,
            handler(source),  # carries the limits of the field, such as gt=0
            serialization=core_schema.plain_serializer_function_ser_schema(lambda ms: f"{ms} ms", when_used="json"),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": r"^\s*\d+(\.\d*)?\s*(ms|s|min|h|d)\s*$",
            "examples": ["3 min", "100 ms"],
        }


Temperature = Annotated[float, Quantity("K")]
TemperatureDifference = Annotated[float, Quantity("delta_degC")]
Pressure = Annotated[float, Quantity("Pa")]
PressureDifference = Annotated[float, Quantity("Pa", difference=True)]
Seconds = Annotated[float, Quantity("s", ge=0.0)]
Ratio = Annotated[float, Quantity("1")]
Duration = Annotated[int, _Duration()]


def split_quantity(text: str) -> Amount:
    """``"2.5 m3/h"`` as number and unit. Raises ``UnitError`` when there is no number or no such unit."""
    found = _NUMBER.match(text)
    if found is None:
        half = unicodedata.normalize("NFKC", text)
        example = Text2("例如 `65 degC`、`2.5 m3/h`", "for instance `65 degC`, `2.5 m3/h`")
        plain = Text2(f"用半角写成 `{half}`", f"in plain characters: `{half}`")
        raise UnitError(
            Text2(f"`{text}` 不是带单位的数", f"`{text}` is not a number with a unit"),
            plain if half != text and _NUMBER.match(half) else example,
        )
    value = float(found.group(1))
    if abs(value) > 1e100:
        raise UnitError(Text2("这个数太大", "this number is too large"))
    name = text[found.end() :].strip()
    if name:
        unit(name)
    return Amount(value, name)


def _read_amount(value: Any) -> Amount:
    if isinstance(value, Amount):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        author_error(
            "quantity",
            "这里要一个带单位的数",
            "a number with its unit is wanted",
            "例如 `65 degC`",
            "for instance `65 degC`",
        )
    if not isinstance(value, str):
        if abs(value) > 1e100:
            author_error("quantity", "这个数太大", "this number is too large")
        return Amount(float(value))
    try:
        return split_quantity(value)
    except UnitError as error:
        fix = error.fix or Text2("", "")
        author_error("unit", error.text.zh, error.text.en, fix.zh, fix.en)


_TWO_UNITS = re.compile(r"\s*(\d{1,4})\s*(?:h|小时)\s*(\d{1,4})\s*(?:min|分|分钟)\s*")
_CLOCK = re.compile(r"\s*(\d{1,4}):\d\d(?::\d\d)?\s*")


def _one_unit(value: str) -> None:
    """``1 h 30 min`` and ``6:00`` are how people write times; here one number with one unit is wanted."""
    if found := _TWO_UNITS.fullmatch(value):
        minutes = 60 * int(found.group(1)) + int(found.group(2))
        author_error(
            "duration",
            "时间只写一个数和一个单位",
            "a time is one number with one unit",
            f"写成 `{minutes} min`",
            f"write `{minutes} min`",
        )
    if found := _CLOCK.fullmatch(value):
        n = int(found.group(1))
        author_error(
            "duration",
            "这里要一段时间，不是钟点",
            "a length of time is wanted, not a time of day",
            f"写明单位，如 `{n} h` 或 `{n} min`",
            f"give its unit, as `{n} h` or `{n} min`",
        )


def _read_duration(value: Any) -> int:
    if isinstance(value, str):
        _one_unit(value)
    seconds = Quantity("s", ge=0.0).read(value)
    if seconds > MAX_DURATION:
        author_error("duration", "时间太长", "this is too long")
    ms = round(seconds * 1000.0)
    if abs(ms - seconds * 1000.0) > 1e-6:
        author_error("duration", "时间只能精确到毫秒", "times are whole milliseconds")
    return ms


def _si_unit(name: str) -> str:
    """A unit of the same dimension with factor 1 and offset 0: floats survive being written and read."""
    own = unit(name)
    if own.dimension == DIMENSIONLESS:
        return ""
    return "delta_degC" if own.kind == "difference" else si_name(own.dimension)


def _needs_unit(value: float, name: str) -> UnitError:
    zh, en = dimension_words(unit(name).dimension)
    names = (name, "min") if name == "s" else (name,)
    shown = [f"`{value:g} {n}`" for n in names]
    return UnitError(
        Text2(f"`{value:g}` 缺少单位（这里是{zh}）", f"`{value:g}` has no unit ({en} is wanted)"),
        Text2("写成 " + " 或 ".join(shown), "write " + " or ".join(shown)),
    )


def _wrong_dimension(amount: Amount, given: Unit, own: Unit) -> UnitError:
    zh_given, en_given = dimension_words(given.dimension)
    zh_own, en_own = dimension_words(own.dimension)
    return UnitError(
        Text2(
            f"`{amount.unit}` 是{zh_given}，这里要{zh_own}",
            f"`{amount.unit}` is {en_given}, {en_own} is wanted",
        ),
        Text2(f"用 `{own.name}` 一类的单位", f"use a unit such as `{own.name}`"),
    )
