"""Units of measurement: one closed table, exact factors, and points on a scale kept apart from differences.

A unit has a factor and an offset to SI, seven exponents, and a kind:

- ``plain``       a size (kg/s, K, kPa): may stand for a value or a difference;
- ``absolute``    a point on a scale whose zero is elsewhere (degC) or that is absolute by name (kPaa);
- ``gauge``       a pressure counted from the atmosphere (kPag, barg): 101 325 Pa is added;
- ``difference``  only a difference (delta_degC).

The seventh exponent is plane angle, not luminous intensity: it keeps revolutions (rpm) from being taken for
frequencies (Hz). Parts compose with ``/``, ``*``, ``^n`` and brackets: ``kJ/(kg*K)``, ``K/min``, ``1/s``.

    >>> unit("degC").to_si(70.0)
    343.15
    >>> round(convert(2.5, "m3/h", "L/min"), 3)
    41.667
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from engine.scenario.errors import UnitError
from engine.scenario.nearest import did_you_mean
from engine.scenario.problems import Text2
from engine.scenario.unit_roles import mixed
from engine.scenario.unit_table import ALIASES, TABLE

__all__ = [
    "DIMENSIONLESS",
    "Dimension",
    "Unit",
    "UnitKind",
    "convert",
    "dimension_words",
    "si_name",
    "size_name",
    "unit",
    "unit_names",
]

UnitKind = Literal["plain", "absolute", "gauge", "difference"]
MAX_EXPONENT = 12


class Dimension(NamedTuple):
    """Exponents of kg, m, s, K, mol, A and rad."""

    kg: int = 0
    m: int = 0
    s: int = 0
    K: int = 0
    mol: int = 0
    A: int = 0
    rad: int = 0

    def times(self, other: Dimension, sign: int = 1) -> Dimension:
        """The dimension of a product, or of a quotient with ``sign=-1``."""
        return Dimension(*(a + sign * b for a, b in zip(self, other, strict=True)))

    def power(self, n: int) -> Dimension:
        """The dimension of the n-th power."""
        return Dimension(*(a * n for a in self))


DIMENSIONLESS = Dimension()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its written name; SI value = x · factor + offset."""

    name: str
    factor: float
    offset: float
    dimension: Dimension
    kind: UnitKind = "plain"

    def to_si(self, x: float) -> float:
        """``x`` in this unit, in SI."""
        return x * self.factor + self.offset

    def from_si(self, x: float) -> float:
        """The SI value ``x`` in this unit."""
        return (x - self.offset) / self.factor

    @property
    def is_point(self) -> bool:
        """Whether values are points on a scale, so that two of them cannot be added."""
        return self.kind in ("absolute", "gauge")


class _Part(NamedTuple):
    factor: Fraction
    dimension: Dimension


_ATOM = re.compile(r"1(?![0-9])|[^\W\d]+(?:%|[23](?=$|[/*^)]))?[\w%]*|%\w*|[()*/]|\^-?\d+|.", re.UNICODE)
_TRANSLATE = str.maketrans({"·": "*", "×": "*", "⋅": "*", "／": "/", "（": "(", "）": ")", "％": "%", "－": "-"})


@lru_cache(maxsize=4096)
def unit(name: str) -> Unit:
    """The unit written ``name``; a ``UnitError`` with the nearest name if there is none."""
    text = unicodedata.normalize("NFKC", name.strip()).translate(_TRANSLATE)
    known = TABLE.get(ALIASES.get(text, text))
    if known is not None:
        return Unit(name.strip(), float(known.factor), float(known.offset), Dimension(*known.dimension), known.kind)
    if not text or len(text) > 40:
        raise _unknown(name)
    parser = _UnitParser(name, text)
    part = parser.product()
    parser.finish()
    return Unit(name.strip(), float(part.factor), 0.0, part.dimension)


def convert(x: float, a: str, b: str) -> float:
    """``x`` in unit ``a`` expressed in unit ``b``; a ``UnitError`` if they measure different things."""
    ua, ub = unit(a), unit(b)
    if ua.name == ub.name:
        return x
    if ua.dimension != ub.dimension:
        zh_a, en_a = dimension_words(ua.dimension)
        zh_b, en_b = dimension_words(ub.dimension)
        raise UnitError(
            Text2(f"{a}（{zh_a}）不能换算成 {b}（{zh_b}）", f"{a} ({en_a}) cannot become {b} ({en_b})"),
            Text2(f"用 `{b}` 一类的单位", f"use a unit such as `{b}`") if b else None,
        )
    if (unlike := mixed(a, b)) is not None:
        raise UnitError(unlike, Text2(f"用 `{b}` 一类的单位", f"use a unit such as `{b}`"))
    if (ua.kind == "difference") != (ub.kind == "difference") and (ua.is_point or ub.is_point):
        raise UnitError(Text2(f"差值与读数不能互换：{a} 与 {b}", f"a difference is not a reading: {a} and {b}"))
    return ub.from_si(ua.to_si(x))


def size_name(name: str) -> str:
    """The unit a difference of values in ``name`` is written in: K for degC, kPa for kPag."""
    known = unit(name) if name else None
    if known is None or not known.is_point:
        return name
    return "K" if known.dimension == Dimension(K=1) else name[:-1]


def unit_names() -> tuple[str, ...]:
    """Every name of the table, without aliases."""
    return tuple(TABLE)


class _UnitParser:
    """``kJ/(kg*K)``: factors joined by * and /, brackets, whole powers."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.tokens = _ATOM.findall(text.replace(" ", ""))
        self.at = 0

    def _next(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        return token

    def product(self) -> _Part:
        part = self._factor()
        while self.at < len(self.tokens) and self.tokens[self.at] in ("*", "/"):
            sign = 1 if self._next() == "*" else -1
            other = self._factor()
            factor = part.factor * other.factor if sign > 0 else part.factor / other.factor
            part = _Part(factor, part.dimension.times(other.dimension, sign))
        return part

    def _factor(self) -> _Part:
        token = self._next()
        if token == "(":
            part = self.product()
            if self._next() != ")":
                raise _unknown(self.name)
        elif token == "1":
            part = _Part(Fraction(1), DIMENSIONLESS)
        else:
            part = self._atom(token)
        if self.at < len(self.tokens) and self.tokens[self.at].startswith("^"):
            n = int(self._next()[1:])
            if not 0 < abs(n) <= MAX_EXPONENT:
                raise _unknown(self.name)
            part = _Part(part.factor**n, part.dimension.power(n))
        return part

    def _atom(self, token: str) -> _Part:
        entry = TABLE.get(ALIASES.get(token, token))
        if entry is None:
            raise _unknown(self.name, token)
        if entry.kind == "gauge" or (entry.kind == "absolute" and not entry.offset):
            plain = size_name(token)
            zh, en = f"`{token}` 不能作 `{self.name}` 的一部分", f"`{token}` cannot be part of `{self.name}`"
            raise UnitError(Text2(zh, en), Text2(f"写 `{plain}`", f"write `{plain}`"))
        return _Part(entry.factor, Dimension(*entry.dimension))  # degC in a compound is a difference, as in kW/degC

    def finish(self) -> None:
        if self.at < len(self.tokens):
            raise _unknown(self.name)


def _unknown(name: str, part: str = "") -> UnitError:
    wrong = part or name.strip()
    near = did_you_mean(wrong, (*TABLE, *ALIASES))
    fix = Text2(f"是不是 `{near}`？", f"did you mean `{near}`?") if near else None
    if set("，、；") & set(name):
        fix = Text2("全角逗号改成半角逗号加空格 `, `", "write a plain comma `, ` in place of the full-width one")
    inside = part and part != name.strip()
    zh = f"`{name}` 中的 `{part}` 不是可用的单位" if inside else f"`{wrong}` 不是可用的单位"
    en = f"`{part}` in `{name}` is not a known unit" if inside else f"`{wrong}` is not a known unit"
    return UnitError(Text2(zh, en), fix)


_QUANTITIES: dict[Dimension, tuple[str, str]] = {}


def dimension_words(dimension: Dimension) -> tuple[str, str]:
    """What is measured, in words: ("温度", "temperature"); the SI unit when there is no usual word."""
    if not _QUANTITIES:
        for name, zh, en in _WORDS:
            _QUANTITIES.setdefault(unit(name).dimension, (zh, en))
    if dimension in _QUANTITIES:
        return _QUANTITIES[dimension]
    si = si_name(dimension)
    return si, si


def si_name(dimension: Dimension) -> str:
    """The dimension written in SI base units: ``kg*m^2/s^3``; ``1`` for a plain number."""
    up = [_raised(n, e) for n, e in zip(Dimension._fields, dimension, strict=True) if e > 0]
    down = [_raised(n, -e) for n, e in zip(Dimension._fields, dimension, strict=True) if e < 0]
    bottom = "/" + (f"({'*'.join(down)})" if len(down) > 1 else down[0]) if down else ""
    return ("*".join(up) or "1") + bottom


def _raised(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


_WORDS = (
    ("1", "无量纲数", "plain number"),
    ("K", "温度", "temperature"),
    ("Pa", "压力", "pressure"),
    ("kg", "质量", "mass"),
    ("kg/s", "质量流量", "mass flow"),
    ("m3/s", "体积流量", "volume flow"),
    ("m", "长度", "length"),
    ("m2", "面积", "area"),
    ("m3", "体积", "volume"),
    ("s", "时间", "time"),
    ("m/s", "速度", "speed"),
    ("m/s^2", "加速度", "acceleration"),
    ("K/s", "升温速率", "rate of temperature change"),
    ("Pa/s", "升压速率", "rate of pressure change"),
    ("rad", "角度", "angle"),
    ("rad/s", "转速", "rotational speed"),
    ("Hz", "频率", "frequency"),
    ("J", "能量", "energy"),
    ("W", "功率", "power"),
    ("N", "力", "force"),
    ("mol", "物质的量", "amount of substance"),
    ("mol/s", "摩尔流量", "molar flow"),
    ("mol/m3", "摩尔浓度", "molar concentration"),
    ("kg/m3", "密度或质量浓度", "density"),
    ("J/mol", "摩尔能量", "molar energy"),
    ("J/(mol*K)", "摩尔热容", "molar heat capacity"),
    ("J/(kg*K)", "比热容", "specific heat capacity"),
    ("J/kg", "比能量", "specific energy"),
    ("W/K", "传热能力", "heat conductance"),
    ("W/(m2*K)", "传热系数", "heat transfer coefficient"),
    ("Pa*s", "黏度", "viscosity"),
    ("kg/mol", "摩尔质量", "molar mass"),
    ("A", "电流", "electric current"),
    ("V", "电压", "voltage"),
    ("ohm", "电阻", "resistance"),
    ("S", "电导", "conductance"),
    ("F", "电容", "capacitance"),
    ("H", "电感", "inductance"),
    ("C", "电荷", "charge"),
    ("V/m", "电场强度", "electric field strength"),
    ("ohm/m", "单位长度电阻", "resistance per length"),
    ("ohm*m", "电阻率", "resistivity"),
    ("F/m", "单位长度电容", "capacitance per length"),
    ("J/m2", "单位面积能量", "energy per area"),
    ("A^2*s", "焦耳积分", "Joule integral"),
)
