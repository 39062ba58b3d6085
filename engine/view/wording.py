"""Values and times as people read them: 60.3 ℃, 0.350 kg/s, 01:23:45.

The number of decimals comes from the range of the tag, so that a number does not change its width while it moves.

    number(tag, 60.29)        # '60.3'
    clock(5025)               # '01:23:45'
"""

from __future__ import annotations

import math

from engine.strings import Strings
from engine.tags import Kind, Tag

__all__ = ["clock", "decimals", "number", "reading", "unit_text"]

_UNITS = {
    "degC": "℃",
    "K": "K",
    "m3/h": "m³/h",
    "m3": "m³",
    "Nm3/h": "Nm³/h",
    "kg/m3": "kg/m³",
    "kmol/m3": "kmol/m³",
    "mg/m3": "mg/m³",
    "m2": "m²",
    "kPag": "kPa(g)",
    "MPag": "MPa(g)",
    "barg": "bar(g)",
    "rpm": "r/min",
    "1": "",
}


def unit_text(unit: str, lang: str = "zh") -> str:
    """How a unit is printed; units without a nicer form as they stand."""
    if unit == "degC" and lang == "en":
        return "°C"
    return _UNITS.get(unit, unit)


def decimals(tag: Tag) -> int:
    """Digits after the point: none for whole numbers, else about 1/4000 of the span, at most 4."""
    if tag.whole:
        return 0
    span = tag.high - tag.low
    if not math.isfinite(span) or span <= 0:
        return 2
    return min(4, max(0, math.floor(-math.log10(span / 4000))))


def number(tag: Tag, value: float) -> str:
    """The bare number of an analog tag; a dash where there is no number."""
    if not math.isfinite(value):
        return "—"
    text = f"{value:.{decimals(tag)}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def reading(tag: Tag, value: float, t: Strings) -> str:
    """A value in words: the number with its unit, the option of a mode, on or off."""
    if tag.kind is Kind.MODE:
        index = int(value)
        option = tag.options[index] if 0 <= index < len(tag.options) else "?"
        return t.get(f"option.{option}", option)
    if tag.kind is Kind.DISCRETE:
        suffix = tag.id.rsplit(".", 1)[-1]
        side = "on" if value >= 0.5 else "off"
        return t.get(f"state.{suffix}.{side}", t(f"state.{side}"))
    unit = unit_text(tag.unit, t.lang)
    return f"{number(tag, value)} {unit}" if unit else number(tag, value)


def clock(seconds: float) -> str:
    """Model time as hh:mm:ss."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
