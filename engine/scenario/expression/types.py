"""What a value of a formula is: a number with dimension, a condition, or a mode.

Points on a scale (60 degC, 20 kPag) and differences (5 K) are told apart by a *weight*: a point weighs 1, a
difference 0, sums add and constant multiples scale. So ``TI101 - TI102`` weighs 0, the mean
``(TI101 + TI102)/2`` weighs 1, and ``TI101 + TI102`` weighs 2 and can be used for nothing. A unit that may be
either (K, kPa) has no weight (None) and fits both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.scenario.units import DIMENSIONLESS, Dimension, Unit, dimension_words, unit

__all__ = ["Condition", "Measure", "Mode", "Symbol", "Type", "describe", "measure_of_unit"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for: a quantity in ``unit``, a discrete signal, a mode with ``options``, or text."""

    unit: str = ""
    kind: str = "analog"
    options: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A number. ``bare``: a literal without unit. ``scale``: it is counted in %, ppm or the like.

    ``shown`` is the unit a literal beside it should be written in; ``gauge`` that it is a gauge pressure.
    """

    dimension: Dimension = DIMENSIONLESS
    weight: float | None = None
    bare: bool = False
    scale: str = ""
    shown: str = ""
    gauge: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One of a tag's options, or a quoted word (``word``) to compare with one."""

    options: tuple[str, ...] = ()
    word: str | None = None


Type = Measure | Condition | Mode


def measure_of_unit(name: str, literal: bool = False) -> Measure:
    """The type of a value counted in unit ``name`` (empty: a plain number)."""
    if not name:
        return Measure(bare=literal, literal=literal)
    u: Unit = unit(name)
    if u.dimension == DIMENSIONLESS:
        return Measure(scale=name if u.factor != 1.0 else "", shown=name, literal=literal)
    weight = 1.0 if u.is_point else 0.0 if u.kind == "difference" else None
    return Measure(u.dimension, weight, shown=name, gauge=u.kind == "gauge", literal=literal)


def describe(value: Type) -> tuple[str, str]:
    """What the value is, in words, zh and en."""
    if isinstance(value, Condition):
        return "条件（真/假）", "a condition (true/false)"
    if isinstance(value, Mode):
        return ("文字", "text") if value.word is not None else ("模式", "a mode")
    if value.bare:
        return "没有单位的数", "a bare number"
    zh, en = dimension_words(value.dimension)
    return (f"{zh}差" if value.weight == 0.0 else zh), (f"{en} difference" if value.weight == 0.0 else en)
