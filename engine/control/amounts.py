"""Amounts whose unit hangs on another tag: limits, dead-bands, slopes and gains, turned into the tag's own unit.

A limit is a *reading* (``65 degC``), a dead-band a *size* (``1 K``), a drift a *slope* (``3 K/min``), a gain the
quotient of two sizes (``8 %/K``). ``Amount.to`` converts readings; the other three are here.

    >>> size(Amount(1.0, "K"), "degC"), slope(Amount(3.0, "K/min"), "degC"), gain(Amount(8.0, "%/K"), "%", "degC")
    (1.0, 0.05, 8.0)
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from engine.scenario.errors import UnitError
from engine.scenario.problems import Text2
from engine.scenario.quantity import Amount
from engine.scenario.units import DIMENSIONLESS, Dimension, Unit, dimension_words, unit

__all__ = ["DeviceId", "TagRef", "gain", "size", "slope"]

DeviceId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", max_length=60)]
"""The key of an entry: ASCII letters, digits and _, parts joined by dots."""

TagRef = Annotated[str, Field(min_length=1, max_length=80)]
"""The id of a tag declared elsewhere."""

_SECOND = unit("s").dimension


def size(amount: Amount, name: str) -> float:
    """A difference (``1 K``) in unit ``name``. Raises ``UnitError`` for a reading or another dimension."""
    own, given = unit(name or "1"), unit(amount.unit or "1")
    if given.is_point and given.offset:
        raise UnitError(
            Text2(f"这里要差值，`{given.name}` 是读数", f"a difference is wanted, `{given.name}` is a reading"),
            Text2(
                "温差写 `K`，压差写 `kPa`",
                "write temperature differences in `K`, pressure differences in `kPa`",
            ),
        )
    return _quotient(amount, given, own.dimension, own.factor, name)


def slope(amount: Amount, name: str) -> float:
    """A rate of change (``3 K/min``) in unit ``name`` per second."""
    own, given = unit(name or "1"), unit(amount.unit or "1")
    return _quotient(amount, given, own.dimension.times(_SECOND, -1), own.factor, f"{name or '1'}/s")


def gain(amount: Amount, out: str, pv: str) -> float:
    """A controller gain (``8 %/K``) in unit ``out`` per unit ``pv``."""
    top, bottom, given = unit(out or "1"), unit(pv or "1"), unit(amount.unit or "1")
    dimension = top.dimension.times(bottom.dimension, -1)
    return _quotient(amount, given, dimension, top.factor / bottom.factor, f"{out or '1'}/{pv or '1'}")


def _quotient(amount: Amount, given: Unit, dimension: Dimension, factor: float, wanted: str) -> float:
    if not amount.unit and amount.value == 0.0:
        return 0.0  # nothing is nothing in every unit
    if given.dimension != dimension:
        zh, en = dimension_words(dimension)
        was_zh, was_en = dimension_words(given.dimension)
        raise UnitError(
            Text2(f"`{amount}` 是{was_zh}，这里要{zh}", f"`{amount}` is {was_en}, {en} is wanted"),
            Text2(f"用 `{wanted}` 一类的单位", f"use a unit such as `{wanted}`"),
        )
    if given.factor == factor:
        return amount.value
    if not amount.unit and amount.value and dimension == DIMENSIONLESS:
        raise UnitError(
            Text2(f"`{amount.value:g}` 缺少单位", f"`{amount.value:g}` has no unit"),
            Text2(f"写成 `{amount.value:g} {wanted}`", f"write `{amount.value:g} {wanted}`"),
        )
    return amount.value * given.factor / factor
